"""Sums: numbers of records added up, of which some may be missing; and closings that are tallied undivided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Office

AREAS = ("--area", "若葉・調和", "--area", "市全域")
NAME = "令和６年１２月末"


@pytest.fixture
def counted(office: Office) -> Office:
    """An office with four meetings: two with a number of people, one of them joint, and two without."""
    office.ok("meeting", "add", "--kind", "support", "--date", "2024-05-10", *AREAS, "--attendees", "12")
    office.ok("meeting", "add", "--kind", "exchange", "--date", "2024-06-03", "--area", "市外")
    office.ok("meeting", "add", "--kind", "exchange", "--date", "2024-07-01", "--area", "市外", "--attendees", "0")
    office.ok("meeting", "add", "--kind", "exchange", "--date", "2024-07-02", "--area", "市外")
    return office


def figure(office: Office, measure: str, *words: str, as_of: str = "2024-12-31") -> Any:
    """One measure's figures."""
    said = json.loads(office.ok("report", "--as-of", as_of, "--measure", measure, "--format", "json", *words).out)
    (found,) = said["measures"]
    return found


def test_a_sum_adds_each_record_once(counted: Office) -> None:
    """A joint meeting's people count once for the city and once in each area; what has no number is told apart."""
    found = figure(counted, "meeting_attendance")
    assert found["total"] == 12
    assert found["missing"]["total"] == {"counted": 4, "missing": 2}
    assert (found["by_area"]["若葉・調和"], found["by_area"]["市全域"], found["by_area"]["市外"]) == (12, 12, 0)
    assert found["missing"]["by_area"] == {"市外": {"counted": 3, "missing": 2}}


def test_a_month_without_any_number_has_no_figure(counted: Office) -> None:
    """Nothing counted is 0, nothing entered is no figure, a typed 0 is a number; the sum goes on whatever happens."""
    months = figure(counted, "meeting_attendance")["by_month"]
    assert (months["2024-04"], months["2024-05"], months["2024-06"], months["2024-07"]) == (0, 12, None, 0)
    cells = counted.ok("report", "--as-of", "2024-12-31", "--measure", "meeting_attendance").out
    assert "… (1/1)" in cells
    assert "0 (1/2)" in cells
    assert "4件中2件は未記入" in cells


def test_a_part_is_not_compared_or_shared(counted: Office) -> None:
    """A difference or a percentage of a sum in which numbers are missing is not available, on either side."""
    counted.ok("meeting", "add", "--kind", "support", "--date", "2023-05-10", "--area", "市外", "--attendees", "5")
    assert figure(counted, "meeting_attendance")["difference"] is None
    by_kind = ("report", "--measure", "meeting_attendance", "--by", "kind", "--percent", "--format", "json")
    cells = json.loads(counted.ok(*by_kind, "--as-of", "2024-12-31").out)["cells"]
    assert {cell["kind"]: (cell["number"], cell["percent"]) for cell in cells} == {
        "support": (12, None),
        "exchange": (0, None),
    }
    for ref in ("M-2", "M-4"):
        counted.ok("meeting", "edit", ref, "--attendees", "4")
    assert figure(counted, "meeting_attendance")["difference"] == 15
    cells = json.loads(counted.ok(*by_kind, "--as-of", "2024-12-31").out)["cells"]
    assert {cell["kind"]: cell["percent"] for cell in cells} == {"support": 60.0, "exchange": 40.0}


def test_a_tally_of_a_sum_is_in_its_unit(counted: Office) -> None:
    """A year that is known from a tally has its number, and records that lack one are still named."""
    counted.ok("tally", "add", "--measure", "会議の参加者", "--fiscal-year", "2023", "--number", "250")
    counted.ok("tally", "add", "--measure", "meeting_attendance", "--month", "2024-06", "--number", "30")
    found = figure(counted, "meeting_attendance", as_of="2025-01-22")
    assert (found["total"], found["by_month"]["2024-06"]) == (42, 30)
    assert found["missing"]["total"] == {"counted": 4, "missing": 2}
    assert figure(counted, "meeting_attendance", as_of="2024-03-31")["total"] == 250


def test_a_publication_keeps_what_was_missing(counted: Office) -> None:
    """What was published is printed again with its marks, whatever was entered since, and the past is counted so."""
    counted.ok("publish", NAME, "--as-of", "2024-12-31")
    kept = counted.ok("publication", "report", NAME, "--format", "json").out
    entry = json.loads(kept)["entry"]
    counted.ok("meeting", "edit", "M-2", "--attendees", "8")
    assert counted.ok("publication", "report", NAME, "--format", "json").out == kept
    assert figure(counted, "meeting_attendance", "--known-at", str(entry))["missing"]["total"]["missing"] == 2
    said = json.loads(counted.ok("explain", NAME, "--format", "json").out)
    assert said["adds_up"]
    found = {(each["measure"], each["month"], each["area"]): each for each in said["differences"]}
    june = found["meeting_attendance", "2024-06", None]
    assert (june["then"], june["now"], june["missing"]) == (None, 8, [{"counted": 1, "missing": 1}, None])
    assert june["parts"] == [{"cause": "number", "ref": "M-00002", "change": 8}]


def test_a_number_that_was_zero_is_entered(counted: Office) -> None:
    """Where only what is missing changes, the difference is named with the record, though the sum is the same."""
    counted.ok("publish", NAME, "--as-of", "2024-12-31")
    counted.ok("meeting", "edit", "M-2", "--attendees", "0")
    said = json.loads(counted.ok("explain", NAME, "--format", "json").out)
    total = next(each for each in said["differences"] if (each["month"], each["area"]) == (None, None))
    assert (total["then"], total["now"], total["parts"]) == (
        12,
        12,
        [{"cause": "number", "ref": "M-00002", "change": 0}],
    )
    assert (
        "１２人（４件中２件は未記入）  １２人（４件中１件は未記入）  数の訂正"
        in counted.ok("explain", NAME, "--errata").out
    )


def test_a_document_and_a_workbook_carry_what_is_missing(counted: Office, tmp_path: Path) -> None:
    """A sentence says it in words; a cell of a workbook stays a number, and shows the mark."""
    path = counted.folder / "設定.toml"
    counted.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        '実施した。",\n    "{network', '実施した。",\n    "参加者{meeting_attendance}",\n    "{network', 1
    )
    path.write_text(text, encoding="utf-8")
    counted.ok("profile", "apply", str(path))
    for name in ("x.txt", "x.xlsx"):
        counted.ok("document", "--as-of", "2024-12-31", "--output", str(tmp_path / name))
    assert "参加者１２人（４件中２件は未記入）" in (tmp_path / "x.txt").read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["月別・累計"]
    (row,) = [row for row in sheet.iter_rows() if str(row[0].value).strip() == "会議の参加者"]
    may, june = row[3], row[4]
    assert (may.value, june.value) == (12, "… (1/1)")
    total = next(cell for cell in row if "(2/4)" in str(cell.number_format))
    assert total.value == 12


def test_a_profile_that_names_a_retired_measure_prints_its_parts(office: Office) -> None:
    """The two stand in its place, once each, and it is reported when the profile is written; what is named stays."""
    path = office.folder / "設定.toml"
    office.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8").replace('code = "I-1"\n', 'code = "I-1"\nmeasures = ["case_closed"]\n', 1)
    path.write_text(text, encoding="utf-8")
    assert "closed" in (told := office("profile", "apply", str(path)).err)
    assert "終結件数（個別）、終結件数（地域支援）" in told
    said = json.loads(office.ok("report", "--as-of", "2024-12-31", "--format", "json").out)["measures"]
    of_section = [each["measure"] for each in said if each["section"] == "I-1" and "retired" not in each]
    assert of_section == ["closed_individual", "closed_community"]
    assert [each["measure"] for each in said if "retired" in each] == ["case_closed"]
    names = [each["measure"] for each in said]
    assert len(set(names)) == len(names)
    assert "終結件数（区分なし）" not in office.ok("report", "--as-of", "2024-12-31").out


def test_closings_that_are_tallied_undivided(office: Office) -> None:
    """They stand in a row of their own; the two have no figure of those months, and neither is made up."""
    ref = office.case()
    office.ok("case", "close", ref, "--on", "2024-12-10", "--closing", "解決")
    earlier = office.ok("case", "add", "--kind", "individual", "--received-on", "2023-05-01", "--area", "市外").word
    office.ok("case", "close", earlier, "--on", "2023-05-02", "--closing", "解決")
    office.ok("publish", NAME, "--as-of", "2024-12-31")
    assert figure(office, "closed_individual")["last_year"] == 1
    for month in (*(f"2023-{number:02}" for number in range(4, 13)),):
        office.ok("tally", "add", "--measure", "終結件数", "--month", month, "--number", "10")
    said = json.loads(office.ok("report", "--as-of", "2024-12-31", "--format", "json").out)["measures"]
    found = {each["measure"]: each for each in said}
    assert (found["closed_individual"]["total"], found["closed_individual"]["last_year"]) == (1, None)
    assert (found["case_closed"]["total"], found["case_closed"]["last_year"]) == (1, 91)
    printed = office.ok("report", "--as-of", "2024-12-31").out
    assert "終結件数（区分なし）" in printed
    assert (
        "令和５年度の終結件数（区分なし）は、終結件数（個別）、終結件数（地域支援）に分けられない過年度集計です。"
        in printed
    )
    by_month = json.loads(
        office.ok("report", "--as-of", "2023-12-31", "--measure", "closed_individual", "--format", "json").out
    )["measures"][0]["by_month"]
    assert by_month == dict.fromkeys(by_month)
    explained = json.loads(office.ok("explain", NAME, "--format", "json").out)
    assert explained["adds_up"]
    gone = next(each for each in explained["last_year"] if each["measure"] == "closed_individual")
    assert (gone["then"], gone["now"]) == (1, None)
    assert [part["cause"] for part in gone["parts"]] == ["tally"]


def test_a_sum_counts_nothing_before_the_records_begin(counted: Office) -> None:
    """From the begin date on it has its gap, and the document says since when it counts beside what is missing."""
    assert counted.begin("2024-06-01").code == 0
    found = figure(counted, "meeting_attendance")
    assert (found["total"], found["since"]) == (0, "2024-06-01")
    assert found["missing"]["total"] == {"counted": 3, "missing": 2}
    assert (found["by_month"]["2024-05"], found["by_month"]["2024-06"], found["by_month"]["2024-08"]) == (None, None, 0)
    path = counted.folder / "設定.toml"
    counted.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8").replace("{exchange_meeting.agency:との情報交換}", "{meeting_attendance}")
    path.write_text(text, encoding="utf-8")
    counted.ok("profile", "apply", str(path))
    assert "０人（６月から，３件中２件は未記入）" in counted.ok("document", "--as-of", "2024-12-31").out


def test_an_area_with_tallies_adds_them_to_what_is_known(counted: Office) -> None:
    """Beside a tally of its own, records without a number are a gap; an area of records alone has no figure then."""
    counted.ok(
        "tally", "add", "--measure", "meeting_attendance", "--month", "2024-06", "--area", "市外", "--number", "0"
    )
    counted.ok("meeting", "add", "--kind", "support", "--date", "2024-06-04", "--area", "若葉・調和")
    cells = ("report", "--as-of", "2024-06-30", "--measure", "meeting_attendance", "--by", "month", "--by", "area")
    found = {
        (cell["month"], cell["area"]): (cell["number"], cell["missing"])
        for cell in json.loads(counted.ok(*cells, "--format", "json").out)["cells"]
    }
    assert found["2024-06", "市外"] == (0, {"counted": 1, "missing": 1})
    assert found["2024-06", "若葉・調和"] == (None, {"counted": 1, "missing": 1})


def test_a_month_with_its_own_tally_is_not_undivided(office: Office) -> None:
    """A tally of closings of either kind leaves the two without a figure, where they have none of their own."""
    for measure, number in (("case_closed", "5"), ("closed_individual", "2")):
        office.ok("tally", "add", "--measure", measure, "--month", "2024-04", "--number", number)
    assert figure(office, "closed_individual", as_of="2024-04-30")["total"] == 2
    assert figure(office, "closed_community", as_of="2024-04-30")["total"] is None
