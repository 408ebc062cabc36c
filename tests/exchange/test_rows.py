"""Headings, wherever they stand and however many columns a field has, in files and sheets alike."""

from __future__ import annotations

import csv
import io

import pytest

from tests.conftest import Office
from tests.workbooks import workbook
from welfare_cli import errors

HEADINGS = "整理番号,区分,受付日,圏域,課題"


@pytest.fixture(params=["相談.csv", "相談.xlsx"])
def name(request: pytest.FixtureRequest) -> str:
    """A list of cases as a file and as a sheet."""
    return str(request.param)


def put(office: Office, name: str, text: str) -> str:
    """Put a list into the office's folder; return its path."""
    if name.endswith(".csv"):
        return office.file(name, text)
    path = office.folder / name
    path.write_bytes(workbook({"相談": list(csv.reader(io.StringIO(text)))}))
    return str(path)


def test_titles_above_the_headings(office: Office, name: str) -> None:
    """Titles and blank lines above the headings are passed over, which is told with their numbers."""
    text = f"令和６年度,,\n,,\n担当,CSW1\n{HEADINGS}\n6相1,個別相談,2024-12-03,市外,介護\n"
    told = office.ok("import", put(office, name, text)).err
    assert told.rstrip().endswith(": 1、3行目は、見出し（4行目）より上にあるので読みません。")
    assert "6相1" in office.ok("case", "list").out


def test_a_record_above_the_headings(office: Office, name: str) -> None:
    """A line above the headings that may be a record is refused, and not lost among the titles."""
    text = f"6相1,個別相談,2024-12-03,市外,介護\n{HEADINGS}\n6相2,個別相談,2024-12-04,市外,介護\n"
    done = office("import", put(office, name, text))
    assert done.code == errors.Refused.exit_code
    assert "1行目: 見出しの行（2行目）より上に、記録のような行があります。" in done.err


def test_headings_too_far_below(office: Office, name: str) -> None:
    """Headings are looked for among the first twenty lines."""
    above = "題名\n" * 19
    assert office.ok("import", put(office, name, f"{above}{HEADINGS}\n")).code == 0
    assert "見出しの行がありません" in office("import", put(office, name, f"題名\n{above}{HEADINGS}\n")).err


def test_the_row_of_the_headings_is_named(office: Office, name: str) -> None:
    """What is missing is asked for in the line in which the headings are."""
    done = office("import", put(office, name, "令和６年度\n整理番号,区分,受付日\n"))
    assert "2行目に見出し 圏域（area）の列を加えてください。" in done.err


@pytest.mark.parametrize("headings", ["課題1,課題2,課題3", "課題 １,課題２,課題③", "topic1,topics2,課題3"])
def test_numbered_columns_are_one_field(office: Office, name: str, headings: str) -> None:
    """The columns of a field of several values are joined in the order of their numbers, empty ones left out."""
    text = f"整理番号,区分,受付日,圏域,{headings}\n6相1,個別相談,2024-12-03,市外,介護,,住まい;債務\n"
    office.ok("import", put(office, name, text))
    assert "課題 介護; 住まい; 債務" in " ".join(office.ok("case", "show", "6相1").out.split())


def test_numbers_are_the_order(office: Office, name: str) -> None:
    """The same columns in another order say the same, so that the list adds nothing when it comes again."""
    for headings, topics in (("課題1,課題2", "介護,住まい"), ("課題2,課題1", "住まい,介護")):
        text = f"整理番号,区分,受付日,圏域,{headings}\n6相1,個別相談,2024-12-03,市外,{topics}\n"
        office.ok("import", put(office, name, text))
    assert "課題 介護; 住まい" in " ".join(office.ok("case", "show", "6相1").out.split())


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        ("課題1,課題１", "見出し「課題１」が二つあります。"),
        ("圏域1,概要", "見出し「圏域1」は相談の項目ではありません。"),
        ("課題1a,概要", "見出し「課題1a」は相談の項目ではありません。"),
    ],
)
def test_numbers_that_say_nothing(office: Office, name: str, headings: str, words: str) -> None:
    """The same number twice, or a number behind a field of one value, is told."""
    text = f"整理番号,区分,受付日,圏域,{headings}\n6相1,個別相談,2024-12-03,市外,,\n"
    assert words in office("import", put(office, name, text)).err


def test_the_columns_of_a_field_are_named_together(office: Office, name: str) -> None:
    """A word that is not on the list is said of all the columns of its field."""
    text = f"{HEADINGS}1,課題2\n6相1,個別相談,2024-12-03,市外,介護,宇宙\n"
    done = office("import", put(office, name, text))
    where = "相談.csv 2行目 列" if name.endswith(".csv") else "相談.xlsx「相談」2行目 E〜F列"
    assert f"{where}「課題1〜課題2」: 課題: 「宇宙」は一覧にありません。" in done.err
