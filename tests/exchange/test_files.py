"""Which files and sheets are read, as lists of which kind, and what is told of the others."""

from __future__ import annotations

import os
import pathlib
import zipfile
from typing import Literal

import openpyxl
import pytest

from tests.conftest import Done, Office
from tests.workbooks import Sheets, edited, workbook
from welfare_cli import errors

CASES = [["整理番号", "区分", "受付日", "圏域"], ["6相1", "個別相談", "2024-12-03", "市外"]]
VENUES = [["名称", "圏域", "立ち上げ日"], ["まちの本棚", "市全域", "2024-11-11"]]
MEMO = [["来週までに確認すること"]]


def put(office: Office, name: str, content: Sheets | bytes) -> str:
    """Put a workbook into the office's folder; return its path."""
    path = office.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else workbook(content))
    return str(path)


def taken(office: Office, *words: str) -> Done:
    """Import files that hold the one case."""
    done = office.ok("import", *words)
    assert office.ok("case", "list", "--format", "csv").out.count("6相1") == 1
    return done


@pytest.mark.parametrize("title", ["相談", "case", "cases", "ＣＡＳＥＳ", " 相 談 "])
def test_a_sheet_is_named_after_its_kind(office: Office, title: str) -> None:
    """In English, singular or plural, or in Japanese, whatever the width."""
    assert taken(office, put(office, "台帳.xlsx", {title: CASES, "メモ": MEMO})).err == (
        "wfc: 台帳.xlsx「メモ」: 記録の一覧ではないので、読みません。\n"
    )


@pytest.mark.parametrize("name", ["相談.xlsx", "cases.XLSX", "相談.xlsm"])
def test_the_only_sheet_of_a_file_named_after_its_kind(office: Office, name: str) -> None:
    """Of a workbook with one sheet, empty ones aside, the name of the file is enough."""
    assert taken(office, put(office, name, {"Sheet1": CASES, "Sheet2": []})).err == ""


def test_one_of_several_sheets_needs_a_name_of_its_own(office: Office) -> None:
    """Of a workbook with several sheets, the name of the file does not say which one is meant."""
    done = office("import", put(office, "相談.xlsx", {"Sheet1": CASES, "メモ": MEMO}))
    assert done.code == errors.Refused.exit_code
    assert "相談.xlsx「Sheet1」: 見出しは相談のものですが" in done.err


def test_a_workbook_is_told_by_its_bytes(office: Office) -> None:
    """A workbook that is called .csv, or comes from standard input, is read as the workbook that it is."""
    path = put(office, "cases.csv", {"相談": CASES})
    taken(office, path)
    assert "変更なし" in office.ok("import", "-", stdin=pathlib.Path(path).read_bytes()).out


def test_the_kind_that_is_given_picks_its_sheets(office: Office) -> None:
    """With --kind every sheet with the headings of that kind is read, and the others are told."""
    sheets = {"12月": CASES, "1月": [CASES[0], ["6相2", *CASES[1][1:]]], "居場所": VENUES, "メモ": MEMO}
    path = put(office, "6年度.xlsx", sheets)
    assert taken(office, path, "--kind", "相談").err.splitlines() == [
        "wfc: 6年度.xlsx「居場所」: 相談の一覧ではないので、読みません。",
        "wfc: 6年度.xlsx「メモ」: 相談の一覧ではないので、読みません。",
    ]
    assert "6相2" in office.ok("case", "list").out


def test_a_sheet_that_looks_like_a_list_is_not_passed_over(office: Office) -> None:
    """A sheet with the headings of a kind under another name is refused with the way out, and nothing is written."""
    head = office.head()
    done = office("import", put(office, "台帳.xlsx", {"相談": CASES, "居場所一覧": VENUES}))
    assert done.code == errors.Refused.exit_code
    assert "台帳.xlsx「居場所一覧」: 見出しは居場所のものですが" in done.err
    assert "--kind 居場所" in done.err
    assert office.head() == head


def test_a_table_with_two_headings_is_no_list(office: Office) -> None:
    """A table of the office's own that happens to have two headings of a kind is told, and stops nothing."""
    path = put(office, "台帳.xlsx", {"相談": CASES, "まとめ": [["項目", "件数"], ["新規", 5]]})
    assert taken(office, path).err == "wfc: 台帳.xlsx「まとめ」: 記録の一覧ではないので、読みません。\n"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_told_and_not_read(office: Office, state: Literal["hidden", "veryHidden"]) -> None:
    """What nobody sees is not taken in, and its name is told."""

    def change(book: openpyxl.Workbook) -> None:
        book["居場所"].sheet_state = state

    path = put(office, "台帳.xlsx", workbook({"相談": CASES, "居場所": VENUES}, change))
    assert taken(office, path).err.startswith("wfc: 台帳.xlsx「居場所」: 非表示のシートなので、読みません。")
    assert office.ok("venue", "list").out == "0件\n"


def test_a_chart_is_no_sheet(office: Office) -> None:
    """A sheet that is a chart is nothing to tell of, hidden or not."""

    def change(book: openpyxl.Workbook) -> None:
        book.create_chartsheet("グラフ")
        book.create_chartsheet("古いグラフ").sheet_state = "hidden"

    data = workbook({"相談": CASES}, change)
    assert taken(office, put(office, "台帳.xlsx", data)).err == ""


def test_a_folder_holds_both(office: Office) -> None:
    """CSV files and workbooks of a folder are read together, without what Excel leaves there of an open workbook."""
    folder = put(office, "提出/台帳.xlsx", {"支援対応": [["相談番号", "日付"], ["6相1", "2024-12-05"]]}).rpartition(
        "/"
    )[0]
    office.file("提出/相談.csv", "\n".join(",".join(line) for line in CASES))
    put(office, "提出/~$台帳.xlsx", b"locked")
    put(office, "提出/.台帳.xlsx", b"hidden")
    put(office, "提出/名簿.ods", b"old")
    assert taken(office, folder).err == "wfc: 名簿.ods: Excel のブック（.xlsx）ではないので、読みません。\n"
    assert "6相1" in office.ok("contact", "list").out


ZIPPED = workbook({"相談": CASES})
INSIDE = ZIPPED.index(b"xl/worksheets/sheet1.xml") + 60
UNREADABLE = {
    "broken": ("相談.xlsx", ZIPPED[: len(ZIPPED) // 2], "壊れているか"),
    "empty": ("相談.xlsx", b"", "壊れているか"),
    "damaged inside": ("相談.xlsx", ZIPPED[:INSIDE] + bytes(20) + ZIPPED[INSIDE + 20 :], "壊れているか"),
    "cut sheet": ("相談.xlsx", edited(ZIPPED, "xl/worksheets/sheet1.xml", lambda xml: xml[:-40]), "壊れているか"),
    "text": ("相談.xlsx", "区分,受付日,圏域\n".encode(), "ではありません"),
    "old": ("相談.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ではありません"),
    "web page": ("相談.xls", b"<html><table></table></html>", "ではありません"),
    "password": ("相談.xlsx", b"\xd0\xcf\x11\xe0" + bytes(60) + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
}


@pytest.mark.parametrize(("name", "data", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_workbook_that_cannot_be_read(office: Office, name: str, data: bytes, words: str) -> None:
    """A broken, encrypted or older workbook is refused in words that say what to do, and nothing is written."""
    head = office.head()
    done = office("import", put(office, name, data))
    assert done.code == errors.Refused.exit_code
    assert words in done.err
    assert "保存し直してください" in done.err
    assert office.head() == head


def test_a_zip_of_something_else(office: Office) -> None:
    """A zip file that is no workbook, such as a document of another program, is refused the same way."""
    path = office.folder / "相談.ods"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "「Excel ブック（.xlsx）」として保存し直してください" in office("import", str(path)).err
    os.rename(path, office.folder / "相談.xlsx")
    assert "ではありません" in office("import", str(office.folder / "相談.xlsx")).err


@pytest.mark.parametrize("sheets", [{"Sheet1": []}, {"メモ": MEMO, "表紙": [["令和６年度"]]}])
def test_a_workbook_without_a_list(office: Office, sheets: Sheets) -> None:
    """A workbook in which nothing can be read is refused, and does not pass for one without new rows."""
    done = office("import", put(office, "一覧.xlsx", sheets))
    assert done.code == errors.Refused.exit_code
    assert "一覧.xlsx: ブックの中に、記録の一覧がありません。" in done.err


def test_one_bad_sheet_does_not_hide_the_next(office: Office) -> None:
    """What is wrong with every sheet is told at once."""
    done = office("import", put(office, "台帳.xlsx", {"相談": MEMO, "居場所": [*VENUES, ["", "市外", "2024-11-12"]]}))
    assert "台帳.xlsx「相談」: 見出しの行がありません。" in done.err
    assert "台帳.xlsx「居場所」3行目 A列「名称」: 名称がありません。" in done.err
