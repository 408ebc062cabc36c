"""What a cell of a workbook is taken for: what its reader sees in Excel, or nothing at all."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.workbooks import edited, workbook
from welfare_cli.errors import Problem
from welfare_cli.exchange.files import read
from welfare_cli.exchange.rows import FilesRead
from welfare_cli.exchange.toml import default_profile
from welfare_cli.model.profile import Term
from welfare_cli.model.reading import Reader, Row

PROFILE = default_profile().with_list("measures", {"new_individual": Term("new_individual", "新規個別相談件数")})
DAY = datetime.date(2024, 12, 31)
CASE = ["整理番号", "区分", "受付日", "圏域", "年代", "概要"]
MEETING = ["区分", "日付", "圏域", "件名", "参加人数"]
FORMATS = ('[$-411]ggge"年"m"月"d"日"', "[$-411]ge.m.d;@", 'yyyy"年"m"月"d"日"', 'm"月"d"日"', "yyyy/m/d h:mm")


def reading(data: bytes) -> FilesRead:
    """What is read from a workbook, with what is wrong with its cells among the problems."""
    found = read(["-"], PROFILE, "2025-01-23", stdin=data)
    reader = Reader(PROFILE)
    for row in found:
        if isinstance(row, Problem):
            found.problems.append(row)
            continue
        problems = [problem for problem in [row.wrong_ref, *reader.row(row.kind, row.cells)[2]] if problem]
        found.problems += [problem.at(row.column(problem.field)) for problem in problems]
    return found


def cells(data: bytes) -> dict[str, str | Problem]:
    """The cells of the one row of a workbook, in which nothing is wrong."""
    found = reading(data)
    assert found.problems == []
    (row,) = (each for each in found if isinstance(each, Row))
    return {"ref": row.ref, **row.cells}


def told(data: bytes) -> list[tuple[str, str]]:
    """What is wrong with a workbook: the rule of each problem and where it stands."""
    return [(problem.rule, problem.where.removeprefix("標準入力")) for problem in reading(data).problems]


def case(*values: Any, change: Any = None) -> bytes:
    """A workbook with one case."""
    return workbook({"相談": [CASE, values]}, change)


@pytest.mark.parametrize(
    ("ref", "text"),
    [("007", "007"), (7, "7"), (1818.0, "1818"), (20240012, "20240012"), ("　6相1 ", "6相1")],
)
def test_a_ref_is_what_is_seen(ref: object, text: str) -> None:
    """A ref typed as a number has no 「.0」, and one typed as text keeps its zeros."""
    assert cells(case(ref, "個別相談", DAY, "市外"))["ref"] == text


@pytest.mark.parametrize("pattern", FORMATS)
def test_a_day_is_read_whatever_it_looks_like(pattern: str) -> None:
    """A day is a day in every format that Excel shows it in, those of eras too."""

    def change(book: openpyxl.Workbook) -> None:
        book.active["C2"].number_format = pattern  # type: ignore[index]

    assert cells(case("1", "個別相談", DAY, "市外", change=change))["received_on"] == "2024-12-31"


@pytest.mark.parametrize("code", [27, 30, 31, 36, 50, 55, 57, 58])
def test_a_day_is_read_in_the_formats_of_a_japanese_excel(code: int) -> None:
    """The formats that only a Japanese Excel has, and does not describe in the file, are days too."""
    data = case("1", "個別相談", DAY, "市外")
    data = edited(data, "xl/styles.xml", lambda xml: xml.replace('<xf numFmtId="164"', f'<xf numFmtId="{code}"'))
    assert cells(data)["received_on"] == "2024-12-31"


def test_a_day_of_a_workbook_that_counts_from_1904() -> None:
    """The days of a workbook from an old Mac are the days that it shows."""

    def change(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.active["C2"] = DAY  # type: ignore[index]

    assert cells(case("1", "個別相談", None, "市外", change=change))["received_on"] == "2024-12-31"


def test_a_month_that_excel_made_a_day_of() -> None:
    """2022-04 becomes 1 April when it is typed into Excel, and is read as the month; another day is not."""
    tally = ["項目", "年月", "件数"]
    first, other = datetime.date(2022, 4, 1), datetime.date(2022, 4, 2)
    assert cells(workbook({"過年度集計": [tally, ["新規個別相談件数", first, 5]]}))["month"] == "2022-04"
    wrong = workbook({"過年度集計": [tally, ["新規個別相談件数", other, 5]]})
    assert told(wrong) == [("month-unreadable", "「過年度集計」2行目 B列「年月」")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("一行目\n二行目", "一行目\n二行目"),
        (12, "12"),
        (0, "0"),
        (3.5, "3.5"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (DAY, "2024-12-31"),
        (datetime.datetime(2024, 12, 31, 13, 5), "2024-12-31 13:05"),
        (datetime.time(9, 5), "9:05"),
        (datetime.time(9, 5, 7), "9:05:07"),
        (datetime.timedelta(hours=30), "30:00"),
        (CellRichText("太", TextBlock(InlineFont(b=True), "字")), "太字"),
    ],
)
def test_free_text_is_what_is_seen(value: object, text: str) -> None:
    """Whatever stands in a cell of free text is kept as a person reads it."""
    assert cells(case("1", "個別相談", DAY, "市外", None, value))["summary"] == text


def test_readings_are_not_part_of_a_text() -> None:
    """The reading (ふりがな) that Excel keeps with a text is not written behind it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("養成講座")
        sheet.write_row(0, 0, ["名称", "開始日"])
        sheet.write_row(1, 0, ["調布", "2024-12-31"])
    reading = '調布</t><rPh sb="0" eb="2"><t>チョウフ</t></rPh><phoneticPr fontId="1"/>'
    data = edited(stream.getvalue(), "xl/sharedStrings.xml", lambda xml: xml.replace("調布</t>", reading))
    assert cells(data)["name"] == "調布"


@pytest.mark.parametrize(
    ("values", "rule", "column"),
    [
        (["1", "個別相談", 45657, "市外"], "day-without-format", "C列「受付日」"),
        (["1", "個別相談", datetime.datetime(2024, 12, 31, 13, 5), "市外"], "day-unreadable", "C列「受付日」"),
        (["1", "個別相談", datetime.time(13, 5), "市外"], "day-unreadable", "C列「受付日」"),
        (["1", True, DAY, "市外"], "unknown-word", "B列「区分」"),
        (["1", "個別相談", DAY, "#N/A"], "cell-error", "D列「圏域」"),
        (["1", "個別相談", DAY, "=A1"], "formula-without-result", "D列「圏域」"),
        (["1", "個別相談", DAY, "市外", DAY], "turned-into-a-day", "E列「年代」"),
        ([DAY, "個別相談", DAY, "市外"], "turned-into-a-day", "A列「整理番号」"),
        (["=A1", "個別相談", DAY, "市外"], "formula-without-result", "A列「整理番号」"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(values: list[Any], rule: str, column: str) -> None:
    """A number for a day, a day for a word, an error or a formula without result is refused, and its cell named."""
    assert told(case(*values)) == [(rule, f"「相談」2行目 {column}")]


def test_a_section_that_excel_made_a_day_of() -> None:
    """3-1 becomes 1 March when it is typed into Excel: it is refused with the way to type it."""
    lines: list[list[Any]] = [["区分", "項目", "日付", "圏域"], ["勉強会", datetime.date(2025, 3, 1), DAY, "市外"]]
    assert told(workbook({"取組": lines})) == [("turned-into-a-day", "「取組」2行目 B列「項目」")]


@pytest.mark.parametrize("number", [3.5, -1, 1e15, DAY])
def test_a_number_that_counts_nothing(number: object) -> None:
    """A number of participants that is no whole number from zero up is refused."""
    data = workbook({"会議": [MEETING, ["支援会議", DAY, "市外", "", number]]})
    assert [where for _rule, where in told(data)] == ["「会議」2行目 E列「参加人数」"]


def test_a_formula_is_its_last_result() -> None:
    """A formula is read by the result that Excel kept, also an empty text, and where several cells share one."""
    results = {
        '<c r="D2"><f>B1</f><v></v>': '<c r="D2" t="str"><f>B1</f><v></v>',
        "<f>1+1</f><v></v>": '<f t="shared" si="0"/><v>2</v>',
    }

    def change(xml: str) -> str:
        for before, after in results.items():
            assert before in xml
            xml = xml.replace(before, after)
        return xml

    data = workbook({"会議": [MEETING, ["支援会議", DAY, "市外", "=B1", "=1+1"]]})
    found = cells(edited(data, "xl/worksheets/sheet1.xml", change))
    assert (found["title"], found["attendees"]) == ("", "2")


def test_a_formula_without_result_below_all_values() -> None:
    """A last row that has nothing but formulas without a result is refused, not left out."""
    lines: list[list[Any]] = [CASE, ["1", "個別相談", DAY, "市外"], [], [None, "=B2", "=C2", "=D2"]]
    assert told(workbook({"相談": lines})) == [
        ("formula-without-result", f"「相談」4行目 {column}")
        for column in ("B列「区分」", "C列「受付日」", "D列「圏域」")
    ]


def test_a_heading_that_cannot_be_read() -> None:
    """A heading that is a formula without a result is named by its cell."""
    lines: list[list[Any]] = [[*CASE[:4], "=E2"], ["1", "個別相談", DAY, "市外"]]
    assert told(workbook({"相談": lines})) == [("formula-without-result", "「相談」1行目 E列")]


def test_the_prefix_of_tags_does_not_matter() -> None:
    """A workbook whose program writes its tags with a prefix is looked through in the same way."""
    data = edited(
        case("1", "個別相談", DAY, "=A1"),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r"<(/?)(?=\w)", r"<\1x:", xml).replace("xmlns=", "xmlns:x="),
    )
    assert told(data) == [("formula-without-result", "「相談」2行目 D列「圏域」")]


def test_an_empty_row_with_formats_is_nothing() -> None:
    """Rows that only have borders or colours, however far below, are no rows."""

    def change(book: openpyxl.Workbook) -> None:
        book.active["Z90000"].number_format = "0.00"  # type: ignore[index]

    assert cells(case("1", "個別相談", DAY, "市外", change=change))["area"] == "市外"


def test_the_first_row_and_column_may_be_empty() -> None:
    """A list that begins further down and to the right is read, with the rows and columns that Excel shows."""
    lines: list[list[Any]] = [[], [], ["", "", *CASE], ["", "", "1", "個別相談", "昨日", "市外"]]
    assert told(workbook({"相談": lines})) == [("day-unreadable", "「相談」4行目 E列「受付日」")]


def test_a_cell_beyond_everything_is_refused() -> None:
    """One forgotten cell at the far end of a sheet is named, instead of taking all the memory there is."""

    def change(book: openpyxl.Workbook) -> None:
        book.active["XFD1048576"] = "x"  # type: ignore[index]

    (problem,) = reading(case("1", "個別相談", DAY, "市外", change=change)).problems
    assert (problem.rule, problem.where) == ("file-unreadable", "標準入力「相談」")
    assert "XFD1048576" in problem.problem


def test_merged_cells_among_the_rows() -> None:
    """A value over several cells is refused in each row that it lies over; merged cells without any value are not."""

    def change(book: openpyxl.Workbook) -> None:
        for area in ("B2:B3", "E2:E3", "A5:F6"):
            book.active.merge_cells(area)  # type: ignore[union-attr]

    lines: list[list[Any]] = [CASE, ["1", "個別相談", DAY, "市外"], ["2", None, DAY, "市外"]]
    assert told(workbook({"相談": lines}, change)) == [
        ("merged-cells", "「相談」2行目 B列「区分」"),
        ("merged-cells", "「相談」3行目 B列「区分」"),
    ]


def test_merged_headings_are_headings() -> None:
    """Titles and headings may be merged."""

    def change(book: openpyxl.Workbook) -> None:
        for area in ("A1:F1", "B2:B3"):
            book.active.merge_cells(area)  # type: ignore[union-attr]

    lines: list[list[Any]] = [["相談一覧"], CASE, [], ["1", "個別相談", DAY, "市外"]]
    assert cells(workbook({"相談": lines}, change))["kind"] == "個別相談"
