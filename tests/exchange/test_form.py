"""An entry form: what it offers, that it comes back as it was filled, and what is told when the lists have changed."""

from __future__ import annotations

import datetime
import pathlib
import stat
from typing import Any

import openpyxl
import pytest
import wcwidth
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import PACKAGE, Office
from welfare_cli import errors
from welfare_cli.exchange.form import COLUMNS, columns_of
from welfare_cli.exchange.form_lists import words_of
from welfare_cli.exchange.toml import default_profile
from welfare_cli.model.kinds import KINDS

DAY = datetime.date(2025, 1, 20)
NEXT_DAY = datetime.date(2025, 1, 21)


def made(office: Office, *words: str) -> pathlib.Path:
    """A form of the office."""
    path = office.folder / "用紙.xlsx"
    office.ok("form", str(path), "--replace", *words)
    return path


def sheet_of(book: openpyxl.Workbook, title: str) -> Worksheet:
    """A sheet of records."""
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def filled(path: pathlib.Path, **sheets: dict[str, Any]) -> str:
    """Fill a form, one row a sheet, with another program than the one that made it; return its path."""
    book = openpyxl.load_workbook(path)
    for title, values in sheets.items():
        sheet = sheet_of(book, title)
        columns = {cell.value: place for place, cell in enumerate(sheet[1], start=1)}
        row = sheet.max_row + 1
        for heading, value in values.items():
            if value is not None:
                sheet.cell(row, columns[heading]).value = value
    book.save(path)
    return str(path)


def rules_of(book: openpyxl.Workbook, title: str) -> dict[str, DataValidation]:
    """What each column of a sheet takes, by its heading."""
    sheet = sheet_of(book, title)
    found = {}
    for rule in sheet.data_validations.dataValidation:
        column = str(rule.sqref).partition("2:")[0]
        found[str(sheet[f"{column}1"].value)] = rule
    return found


def choices_of(book: openpyxl.Workbook, rule: DataValidation) -> list[str]:
    """The words that a drop-down offers."""
    sheet, _mark, area = str(rule.formula1).replace("$", "").partition("!")
    return [str(cell.value) for (cell,) in book[sheet.strip("'")][area]]


# -- what it offers ---------------------------------------------------------------------------------------


def test_a_sheet_a_kind_behind_the_page_that_explains(office: Office) -> None:
    """A form has the page first, then every kind in order, and its lists out of sight."""
    book = openpyxl.load_workbook(made(office))
    assert book.sheetnames == ["説明", *(kind.label for kind in KINDS), "一覧"]
    assert [sheet.sheet_state for sheet in book.worksheets][-2:] == ["visible", "hidden"]


def test_the_kinds_that_are_asked_for(office: Office) -> None:
    """With --kind the form has those kinds alone, in their own order."""
    path = made(office, "--kind", "会議", "--kind", "case")
    assert openpyxl.load_workbook(path).sheetnames == ["説明", "相談", "会議", "一覧"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_has_its_column(office: Office, kind: Any) -> None:
    """Every field of a kind can be filled in, its headings stand still, and the page says what the sheet is for."""
    book = openpyxl.load_workbook(made(office))
    sheet = sheet_of(book, kind.label)
    headings = [str(cell.value) for cell in sheet[1]]
    bare = {heading.rstrip("1234") for heading in headings}
    assert bare == {field.label for field in kind.fields} | ({"整理番号"} if kind.prefix else set())
    assert sheet.freeze_panes == "A2"
    assert kind.about in {cell.value for (cell,) in book["説明"]["B1:B60"]}
    assert rules_of(book, kind.label).keys() == set(headings)


def test_drop_downs_offer_the_lists_of_today(office: Office) -> None:
    """A drop-down has the labels of its list that are valid today, names with ・ whole, and no code."""
    text = (PACKAGE / "chofu.toml").read_text(encoding="utf-8")
    ended = text.replace('label = "若葉・調和"\n', 'label = "若葉・調和"\nuntil = 2025-01-22\n')
    office.ok("profile", "apply", office.file("office.toml", ended))
    book = openpyxl.load_workbook(made(office))
    rules = rules_of(book, "相談")
    areas = [term.label for term in default_profile().lists["areas"].values()]
    assert choices_of(book, rules["圏域"]) == [area for area in areas if area != "若葉・調和"]
    assert choices_of(book, rules["区分"]) == ["個別相談", "地域支援相談"]
    topics = [term.label for term in default_profile().lists["topics"].values()]
    assert [choices_of(book, rules[f"課題{number}"]) for number in range(1, COLUMNS + 1)] == [topics] * COLUMNS
    assert "III-1 地域住民との協働（地域支援）" in choices_of(book, rules_of(book, "取組")["項目"])


def test_only_the_last_of_several_columns_lets_more_words_in(office: Office) -> None:
    """Where the columns of a field are not enough, the last one takes words between ; after asking."""
    rules = rules_of(openpyxl.load_workbook(made(office)), "相談")
    styles = [rules[f"課題{number}"].errorStyle or "stop" for number in range(1, COLUMNS + 1)]
    assert styles == ["stop"] * (COLUMNS - 1) + ["warning"]


def test_days_and_numbers_are_looked_at_while_they_are_typed(office: Office) -> None:
    """A day that must have passed may not lie after today, others may; a number is a whole one."""
    book = openpyxl.load_workbook(made(office))
    reception, meeting = rules_of(book, "相談")["受付日"], rules_of(book, "会議")["日付"]
    assert (reception.type, reception.formula2) == ("date", "TODAY()")
    assert (meeting.type, meeting.operator, meeting.formula2) == ("date", "greaterThanOrEqual", None)
    number = rules_of(book, "会議")["参加人数"]
    assert (number.type, number.formula1) == ("whole", "0")
    for rule in (reception, meeting, number):
        assert rule.error
        assert rule.showErrorMessage


def test_cells_hold_what_is_typed(office: Office) -> None:
    """Refs, words, months and texts are text, so that 007 and 2022-04 stay; days are days."""
    book = openpyxl.load_workbook(made(office))
    for title, heading, pattern in (
        ("相談", "整理番号", "@"),
        ("相談", "圏域", "@"),
        ("相談", "受付日", "yyyy/mm/dd"),
        ("相談", "概要", "@"),
        ("過年度集計", "年月", "@"),
        ("会議", "参加人数", "0"),
    ):
        sheet = sheet_of(book, title)
        letter = next(cell.column_letter for cell in sheet[1] if cell.value == heading)
        assert sheet.column_dimensions[letter].number_format == pattern, heading


def test_required_and_confidential_columns_differ_without_colour(office: Office) -> None:
    """What is required is bold, what is confidential slanted, both in grey; the hint says it too."""
    book = openpyxl.load_workbook(made(office))
    looks = {str(cell.value): cell for cell in sheet_of(book, "相談")[1]}
    assert [looks[heading].font.b for heading in ("圏域", "相談経路", "概要")] == [True, False, False]
    assert [looks[heading].font.i for heading in ("圏域", "相談経路", "概要")] == [False, False, True]
    colours = {looks[heading].fill.fgColor.rgb for heading in ("圏域", "概要")}
    assert all(str(colour)[2:4] == str(colour)[4:6] == str(colour)[6:8] for colour in colours)
    assert str(rules_of(book, "相談")["圏域"].prompt).startswith("必須。")
    assert "人に見せない" in str(rules_of(book, "相談")["概要"].prompt)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_hints_fit(kind: Any) -> None:
    """No hint is longer than Excel shows."""
    for column in columns_of(kind, words_of(KINDS, default_profile(), "2025-01-23")):
        assert len(column.heading) <= 32
        assert len(column.hint()) <= 255


def test_the_page_says_what_to_type(office: Office) -> None:
    """The page names the file to import, what is confidential, and from which ledger the form is."""
    path = made(office)
    text = "\n".join(str(cell.value) for row in openpyxl.load_workbook(path)["説明"] for cell in row if cell.value)
    for words in (
        "wfc import 用紙.xlsx --dry-run",
        "相談の「概要」、支援対応の「備考」",
        f"記入番号 {office.head()} の",
    ):
        assert words in text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_word_is_cut(kind: Any) -> None:
    """A column is as wide as its heading and the longest word of its list."""
    for column in columns_of(kind, words_of(KINDS, default_profile(), "2025-01-23")):
        assert column.width >= max(map(wcwidth.wcswidth, (column.heading, *column.words))) + 2, column.heading


def test_free_names_have_room(office: Office) -> None:
    """The name of an agency stands on one line, and several break into lines instead of being cut."""
    agencies = sheet_of(openpyxl.load_workbook(made(office)), "支援対応").column_dimensions["E"]
    assert agencies.width >= wcwidth.wcswidth("地域包括支援センター") + 2
    assert agencies.alignment.wrap_text


def test_a_wide_sheet_is_printed_on_several_pages(office: Office) -> None:
    """What would be too small to read on one page takes a second one, with the ref and lines between the rows."""
    book = openpyxl.load_workbook(made(office))
    pages = {kind: sheet_of(book, kind).page_setup.fitToWidth for kind in ("相談", "支援対応", "会議")}
    assert pages == {"相談": 2, "支援対応": None, "会議": 2}  # one where nothing is said
    sheet = sheet_of(book, "相談")
    assert (sheet.print_title_cols, sheet.print_title_rows, sheet.print_options.gridLines) == ("$A:$A", "$1:$1", True)


# -- the file ---------------------------------------------------------------------------------------------


def test_a_form_is_for_its_owner_alone(office: Office) -> None:
    """A form will hold confidential text: its file is readable by its owner alone."""
    assert stat.S_IMODE(made(office).stat().st_mode) == 0o600


def test_a_form_replaces_nothing_unasked(office: Office) -> None:
    """A file that is there is kept (7), unless --replace is given."""
    path = office.file("用紙.xlsx", "前の用紙")
    done = office("form", path)
    assert done.code == errors.Withheld.exit_code
    assert pathlib.Path(path).read_text(encoding="utf-8") == "前の用紙"
    made(office)
    assert pathlib.Path(path).read_bytes().startswith(b"PK")


def test_the_same_form_is_the_same_file(office: Office) -> None:
    """Made twice on one day from one ledger, a form is the same to the byte."""
    assert made(office).read_bytes() == made(office).read_bytes()


# -- filled -----------------------------------------------------------------------------------------------


def test_an_unfilled_form_adds_nothing(office: Office) -> None:
    """A form that comes back as it was made is no mistake, and nothing is told."""
    head = office.head()
    done = office.ok("import", str(made(office)))
    assert (office.head(), done.err) == (head, "")
    assert "新しい行はありません" in done.out


FULL: dict[str, dict[str, Any]] = {
    "相談": {
        "整理番号": "007",
        "区分": "個別相談",
        "受付日": DAY,
        "圏域": "若葉・調和",
        "課題1": "介護",
        "課題3": "住まい",
        "課題4": "債務;子育て",
        "主たる課題": "介護",
        "概要": "一行目\n二行目",
    },
    "引き継ぎ": {"相談番号": "007", "引き継ぎ日": NEXT_DAY, "担当": "鈴木"},
    "支援対応": {"相談番号": "007", "日付": DAY, "方法": "電話", "関係機関": "生活福祉課;地域包括支援センター"},
    "会議": {"区分": "支援会議", "日付": DAY, "圏域1": "若葉・調和", "圏域2": "市外", "相談番号": "007", "参加人数": 8},
    "居場所": {"整理番号": "V-1", "名称": "まちの本棚", "圏域": "市全域", "立ち上げ日": DAY, "支援内容": "立ち上げ"},
    "養成講座": {"整理番号": "K-1", "名称": "養成講座", "開始日": DAY},
    "受講": {"講座": "K-1", "受講開始日": DAY, "受講理由": "学びたい"},
    "補助金": {"区分": "新規立ち上げ", "居場所": "V-1", "申請日": DAY, "金額": 100000},
    "取組": {"区分": "勉強会", "項目": "III-1 地域住民との協働（地域支援）", "日付": DAY, "圏域1": "市外"},
    "成果": {"年度": "R6", "項目": "I-1", "本文": "増えた。"},
    "過年度集計": {"項目": "新規個別相談件数", "年月": "2022-04", "件数": 5},
}


def test_a_filled_form_adds_its_rows_once(office: Office) -> None:
    """Every kind comes in as it was filled in, and the same form again adds nothing."""
    path = filled(made(office), **FULL)
    assert office.ok("import", path).err == ""
    card = " ".join(office.ok("case", "show", "007").out.split())
    for line in ("圏域 若葉・調和", "課題 介護; 住まい; 債務; 子育て", "主たる課題 介護", "概要 一行目"):
        assert line in card
    assert "若葉・調和; 市外" in office.ok("meeting", "list").out
    assert "III-1" in office.ok("activity", "list").out
    for kind in KINDS:
        assert len(office.ok(kind.name, "list", "--format", "csv").out.splitlines()) == 1 + (kind.name != "closing")
    head = office.head()
    assert "新しい行はありません" in office.ok("import", path).out
    assert office.head() == head


def test_words_that_are_no_value_are_read_as_empty(office: Office) -> None:
    """未記入 in a drop-down and 計 in a column of names are empty cells, and are reported."""
    case = {"区分": "個別相談", "受付日": DAY, "圏域": "市外", "相談経路": "未記入", "課題1": "介護", "課題2": "計"}
    done = office.ok("import", filled(made(office), 相談=case))
    assert "「相談経路」: 相談経路の「未記入」は、空欄として読みました。" in done.err
    assert "課題の「計」は、空欄として読みました。" in done.err
    assert office.query("SELECT route, topic FROM cases JOIN case_topics USING (entry)") == [(None, "care")]


def test_a_form_comes_back_from_libreoffice(office: Office) -> None:
    """A form typed into and saved in LibreOffice 7.4 comes in whole: days, numbers, leading zeros, a formula."""
    path = str(pathlib.Path(__file__).with_name("libreoffice.xlsx"))
    assert office.ok("import", path).err == ""
    card = " ".join(office.ok("case", "show", "007").out.split())
    for line in ("受付日 2025-01-20", "課題 介護; 住まい; 債務; 子育て", "概要 一行目 二行目", "参加人数 8"):
        assert line in card
    assert "2025-01-21 F-00001 支援対応 訪問 地域包括支援センター; 生活福祉課 2025-01-22 F-00002 支援対応 電話" in card
    assert "地域支援相談,2025-01-20,市全域" in office.ok("case", "list", "--format", "csv").out
    assert "新しい行はありません" in office.ok("import", path).out


def test_a_wrong_row_is_named_by_sheet_row_and_column(office: Office) -> None:
    """A row that lacks what is required is told by its cell, and nothing of the form is written."""
    head = office.head()
    done = office("import", filled(made(office), 相談={"区分": "個別相談", "受付日": DAY}))
    assert done.code == errors.Refused.exit_code
    assert "用紙.xlsx「相談」2行目 D列「圏域」: 圏域がありません。" in done.err
    assert office.head() == head


# -- the lists have changed -------------------------------------------------------------------------------


def changed(office: Office, *replacements: tuple[str, str]) -> None:
    """Change the office's lists."""
    text = (PACKAGE / "chofu.toml").read_text(encoding="utf-8")
    for before, after in replacements:
        assert before in text
        text = text.replace(before, after)
    office.ok("profile", "apply", office.file("office.toml", text))


def of_lists(office: Office, path: str) -> list[str]:
    """What is told of the lists of a form that comes back."""
    told = office("import", path).err.partition("一覧が変わりました。")[2]
    return [line.strip() for line in told.splitlines() if line.startswith("  ")]


def test_lists_that_have_not_changed_are_not_told(office: Office) -> None:
    """Entries of the ledger, and the day, may change without a word about the lists."""
    path = filled(made(office), 相談={**FULL["相談"]})
    office.case()
    office.clock("2025-03-01T09:00:00")
    assert "一覧" not in office.ok("import", path).err


def test_a_word_that_is_called_otherwise_means_the_same(office: Office) -> None:
    """Who chose a word by its old name is understood, and told the new one."""
    path = filled(made(office, "--kind", "相談"), 相談={**FULL["相談"]})
    changed(office, ('label = "住まい"', 'label = "住居"'))
    assert of_lists(office, path) == ["課題「住まい」は「住居」に変わりました。"]
    assert "課題 介護; 住居; 債務; 子育て" in " ".join(office.ok("case", "show", "007").out.split())


def test_names_that_changed_places_keep_their_meaning(office: Office) -> None:
    """A word that was given the name of another one is still the word that was chosen."""
    path = filled(made(office), 相談={**FULL["相談"], "課題3": "介護", "課題1": "住まい", "課題4": None})
    changed(office, ('label = "住まい"', 'label = "？"'), ('label = "介護"', 'label = "住まい"'), ("？", "介護"))
    office.ok("import", path)
    assert "課題 介護; 住まい" in " ".join(office.ok("case", "show", "007").out.split())


def test_a_word_that_is_gone_is_refused_by_that_reason(office: Office) -> None:
    """A word that was on the form's list and is on no list any more is told as that, with what can be chosen now."""
    path = filled(made(office), 相談={**FULL["相談"], "相談経路": "アウトリーチ先"})
    changed(office, ('code = "outreach"\nlabel = "アウトリーチ先"', 'code = "visited"\nlabel = "訪問した先"'))
    done = office("import", path)
    assert done.code == errors.Refused.exit_code
    assert "「アウトリーチ先」は、この入力用紙を作った 2025-01-23 のあとで、一覧からなくなりました。" in done.err
    assert "訪問した先" in done.err.rpartition("使えるもの")[2]
    assert of_lists(office, path)[:2] == [
        "相談経路「アウトリーチ先」は選べなくなりました。",
        "相談経路「訪問した先」が加わりました。",
    ]


def test_a_word_that_has_ended_is_told_and_counts_for_its_days(office: Office) -> None:
    """An area that was re-cut since is told; a case of its time is taken in all the same."""
    path = filled(made(office), 相談={**FULL["相談"]})
    changed(office, ('label = "若葉・調和"\n', 'label = "若葉・調和"\nuntil = 2025-01-31\n'))
    office.clock("2025-02-03T09:00:00")
    assert of_lists(office, path) == ["圏域「若葉・調和」は選べなくなりました。"]
    assert "若葉・調和" in office.ok("case", "show", "007").out


def test_a_sheet_taken_out_of_a_form_is_a_list_like_any_other(office: Office) -> None:
    """A form without its page and lists is read, and a sheet 一覧 of the office's own is told like any other."""
    path = made(office)
    book = openpyxl.load_workbook(path)
    del book["説明"]
    book["一覧"]["A1"] = "名簿"
    book["一覧"].sheet_state = "visible"
    book.save(path)
    told = office.ok("import", filled(path, 相談=FULL["相談"])).err
    assert told == "wfc: 用紙.xlsx「一覧」: 記録の一覧ではないので、読みません。\n"
