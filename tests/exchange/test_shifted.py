"""Rows whose cells may stand in other columns than their own: no message repeats a value of theirs."""

from __future__ import annotations

import pytest

from tests.conftest import Office
from tests.workbooks import workbook
from welfare_cli import errors

HIDDEN = "ひみつの本文"
HEADINGS = "ref,kind,received_on,area,topics,summary,coordinator"
RIGHT = f"K-1,individual,2024-12-03,市外,介護,{HIDDEN},"
SHIFTED = {
    "one-comma-too-many": f"K-1,individual,,2024-12-03,市外,介護,{HIDDEN},",
    "one-comma-too-many-before-the-text": f"K-1,individual,2024-12-03,市外,介護,,{HIDDEN},",
    "comma-in-the-text": f"K-1,individual,2024-12-03,市外,介護,一つ,{HIDDEN},",
    "two-texts": f"K-1,individual,2024-12-03,市外,介護,{HIDDEN},{HIDDEN},CSW1",
    "one-comma-missing": f"K-1,individual,2024-12-03,市外,{HIDDEN}",
    "two-commas-missing": f"K-1,2024-12-03,市外,{HIDDEN}",
    "text-for-a-ref": f"{HIDDEN},individual",
    "quote-not-closed": f'K-1,individual,2024-12-03,"市外,介護,{HIDDEN},\nK-2,individual,2024-12-03,"市外",介護,,',
    "quote-closed-by-the-next-row": f'K-1,individual,2024-12-03,"市外,{HIDDEN}\nK-2,individual",介護,,',
    "quote-around-rows": f'K-1,individual,2024-12-03,"市外,介護,{HIDDEN},\nK-2,individual,2024-12-03,市外",介護,,CSW1',
}


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
@pytest.mark.parametrize("name", SHIFTED)
def test_a_shifted_row_is_refused_without_its_values(office: Office, name: str, encoding: str) -> None:
    """The row is named, the text of the neighbouring column is not, and nothing is written."""
    path = office.folder / "cases.csv"
    path.write_bytes(f"{HEADINGS}\n{SHIFTED[name]}\n".encode(encoding))
    before = office.head()
    done = office("import", str(path))
    assert done.code == errors.Refused.exit_code, done.out
    assert "2行目" in done.err or "3行目" in done.err
    assert HIDDEN not in done.err + done.out
    assert office.head() == before


@pytest.mark.parametrize("option", [(), ("--update",)])
def test_a_correction_by_a_short_row_repeats_no_value(office: Office, option: tuple[str, ...]) -> None:
    """A row without its last cells that differs from the ledger is named, refused or not, without what it says."""
    headings = "ref,kind,received_on,area,topics,coordinator\n"
    office.ok("import", office.file("cases.csv", f"{headings}K-1,individual,2024-12-03,市外,介護,CSW1\n"))
    done = office("import", office.file("cases.csv", f"{headings}K-1,individual,2024-12-04,市外\n"), *option)
    assert "2024-12-04" not in done.err
    assert "cases.csv 2行目" in done.err
    assert done.code == (0 if option else errors.Refused.exit_code)


def test_a_row_with_as_many_cells_as_headings_is_told_with_its_value(office: Office) -> None:
    """Where the column is beyond doubt, what cannot be read is repeated, so that it is found."""
    done = office("import", office.file("cases.csv", f"{HEADINGS}\n{RIGHT.replace('介護', '宇宙')}\n"))
    assert "「宇宙」は一覧にありません" in done.err
    assert HIDDEN not in done.err


def test_a_blank_cell_too_many_is_refused_too(office: Office) -> None:
    """One comma at the end may be the one too many of another place; that of the headings makes it good."""
    done = office("import", office.file("cases.csv", f"{HEADINGS}\n{RIGHT},\n"))
    assert done.code == errors.Refused.exit_code
    assert "セルが 8 個あり、見出し（7 個）より多いです。" in done.err
    office.ok("import", office.file("cases.csv", f"{HEADINGS},\n{RIGHT},\n"))


def test_a_short_row_that_can_be_read_is_good(office: Office) -> None:
    """Blank cells at the end of a row may be left out, as many programs do."""
    office.ok("import", office.file("cases.csv", f"{HEADINGS}\nK-1,individual,2024-12-03,市外\n"))


def test_the_cells_of_a_sheet_have_addresses(office: Office) -> None:
    """In a workbook a short row is no shifted one: what cannot be read is repeated."""
    path = office.folder / "台帳.xlsx"
    path.write_bytes(workbook({"相談": [["区分", "受付日", "圏域", "課題"], ["個別相談", "2024-12-03", "月"]]}))
    assert "「月」は一覧にありません" in office("import", str(path)).err
