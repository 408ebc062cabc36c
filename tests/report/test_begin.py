"""Where the records begin: what is counted from that day on, what is carried over, and what was tallied before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Office

WAKABA, MIDORI = "若葉・調和", "緑ケ丘・滝坂"
CASE = ("case", "add", "--kind", "individual", "--area", WAKABA)
TALLY = ("tally", "add", "--measure", "new_individual")
BEGIN = "2023-10-01"


def figure(office: Office, as_of: str, measure: str = "new_individual", *words: str) -> dict[str, Any]:
    """A measure's figures as JSON."""
    done = office.ok("report", "--as-of", as_of, "--measure", measure, "--format", "json", *words)
    return dict(json.loads(done.out)["measures"][0])


@pytest.fixture
def begun(office: Office) -> Office:
    """An office that began in October, with one case carried over from 2022 and one of its own."""
    assert office.begin(BEGIN).code == 0
    office.ok(*CASE, "--received-on", "2022-05-10")
    office.ok(*CASE, "--received-on", "2023-11-05")
    return office


def test_a_case_of_before_is_carried_over_and_not_new(begun: Office) -> None:
    """It is open from the day before the begin date, which is the opening balance, and new in no year."""
    assert figure(begun, "2023-12-31")["total"] == 1
    assert figure(begun, "2023-12-31", "open_individual")["total"] == 2
    states = figure(begun, "2023-10-31", "open_individual")["by_month"]
    assert (states["2023-08"], states["2023-09"], states["2023-10"]) == (None, 1, 1)
    assert figure(begun, "2022-12-31")["total"] is None
    assert figure(begun, "2023-09-30", "open_individual")["total"] == 1


def test_the_year_that_it_cuts_counts_from_then_on(begun: Office) -> None:
    """Its figures say since when and are compared with no year; the year after has nothing to compare with."""
    for month in range(4, 13):
        begun.ok(*TALLY, "--month", f"2022-{month:02}", "--number", "1")
    found = figure(begun, "2023-12-31")
    assert (found["total"], found["since"], found["last_year"], found["difference"]) == (1, BEGIN, 9, None)
    assert found["by_month"]["2023-09"] is None
    assert found["by_month"]["2023-10"] == 0
    assert figure(begun, "2024-12-31")["last_year"] is None
    printed = begun.ok("report", "--as-of", "2023-12-31", "--measure", "new_individual").out
    assert "令和５年度の新規個別相談件数は、10月からの数です（それより前の月の数はありません）。" in printed
    sentence = begun.ok("document", "--as-of", "2023-12-31").out
    assert "新規個別相談件数１件（１０月から）" in sentence


def test_months_before_it_are_tallies_where_all_have_one(begun: Office) -> None:
    """With every month before it, the cumulative figure is whole, and last year has its column."""
    for month in range(4, 10):
        assert figure(begun, "2023-12-31")["since"] == BEGIN
        begun.ok(*TALLY, "--month", f"2023-{month:02}", "--number", "10")
    found = figure(begun, "2023-12-31")
    assert (found["total"], found["since"]) == (61, None)
    assert found["by_area"] is None
    assert figure(begun, "2024-12-31")["last_year"] == 61


def test_distinct_cases_begin_anew(begun: Office) -> None:
    """The first contact of the year is the first that is counted: one of before does not take the case along."""
    begun.ok("case", "edit", "C-1", "--complex-since", "2022-06-01")
    for day in ("2023-05-01", "2023-12-01"):
        begun.ok("contact", "add", "--case", "C-1", "--date", day)
    found = figure(begun, "2023-12-31", "complex_case")
    assert (found["total"], found["since"], found["by_month"]["2023-12"]) == (1, BEGIN, 1)


def test_from_it_on_nothing_is_zero(begun: Office) -> None:
    """A later year without a record has figures, and they are zero."""
    found = figure(begun, "2025-01-20")
    assert (found["total"], found["by_month"]["2024-12"], found["last_year"]) == (0, 0, None)


def test_a_kind_may_begin_later(begun: Office) -> None:
    """A measure begins where the latest of the kinds that it reads begins."""
    path = begun.folder / "later.toml"
    begun.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8").replace("[reading]", "[records_begin]\nmeeting = 2024-04-01\n\n[reading]")
    path.write_text(text, encoding="utf-8")
    begun.ok("profile", "apply", str(path))
    assert begun.ok("profile", "diff", str(path)).out == "違いはありません。\n"
    assert figure(begun, "2023-12-31", "support_meeting")["total"] is None
    assert figure(begun, "2024-12-31", "support_meeting")["total"] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023-10-02", "2023-10-02 は、月の最初の日ではありません。"),
        ('"2023-10"', "[office.records_begin]"),
    ],
)
def test_it_is_the_first_day_of_a_month(office: Office, text: str, words: str) -> None:
    """Anything else is refused (4)."""
    refused = office.begin(text)
    assert refused.code == 4
    assert words in refused.err


def test_a_begin_date_is_refused_where_it_would_count_a_tally_twice(office: Office) -> None:
    """A tally of a month from then on, or of that year, has to go first."""
    office.ok(*TALLY, "--fiscal-year", "2023", "--number", "10")
    refused = office.begin(BEGIN)
    assert refused.code == 4
    assert "過年度集計 T-00001: 2023-10-01 から記録を数えるので" in refused.err
    assert "wfc tally void T-00001" in refused.err
    assert office.begin("2024-04-01").code == 0


def test_what_was_known_before_it_was_set_stays(office: Office) -> None:
    """A report as known then counts as it did; with the begin date, by an import and by single commands alike."""
    office.ok(*CASE, "--received-on", "2023-05-10")
    before = office.head()
    office.begin(BEGIN)
    office.ok(*CASE, "--received-on", "2023-05-11")
    assert figure(office, "2023-12-31", "new_individual", "--known-at", str(before))["total"] == 1
    assert figure(office, "2023-12-31")["total"] == 0
    assert office("check", "--rule", "106").code == 0


def test_only_some_areas_have_reported(office: Office) -> None:
    """The others have no figure, the total says of how many areas it is, and nothing is compared with it."""
    for area, number in ((WAKABA, "3"), (MIDORI, "4")):
        office.ok(*TALLY, "--month", "2023-04", "--area", area, "--number", number)
    found = figure(office, "2023-04-30")
    assert (found["total"], found["reported"]) == (7, {"areas": 2, "of": 8})
    assert found["by_area"][WAKABA] == 3
    assert found["by_area"]["上ノ原・柏野"] is None
    printed = office.ok("report", "--as-of", "2023-04-30", "--measure", "new_individual").out
    assert "令和５年度の新規個別相談件数の計は、8圏域中2圏域の報告です。" in printed
    office.ok(*CASE, "--received-on", "2024-04-10")
    later = figure(office, "2024-04-30")
    assert (later["total"], later["last_year"], later["difference"]) == (1, 7, None)
    assert later["last_year_reported"] == {"areas": 2, "of": 8}


def test_the_records_behind_a_partial_total_are_those_that_it_counts(office: Office) -> None:
    """A record in an area that has not reported is in no total, and not behind it."""
    office.ok(*TALLY, "--month", "2023-04", "--area", WAKABA, "--number", "3")
    office.ok(*CASE, "--received-on", "2023-05-01")
    office.ok("case", "add", "--kind", "individual", "--area", MIDORI, "--received-on", "2023-05-01")
    words = ("explain", "--measure", "new_individual", "--as-of", "2023-05-31", "--format", "json")
    found = json.loads(office.ok(*words).out)
    assert (found["number"], found["tallied"], len(found["records"])) == (4, 3, 1)


def test_a_city_tally_leaves_no_area_with_a_figure(office: Office) -> None:
    """Not even one of which there are records; the months that come from records alone have theirs."""
    office.ok(*TALLY, "--month", "2023-04", "--number", "3")
    for day in ("2023-04-30", "2023-05-01"):
        office.ok(*CASE, "--received-on", day)
    found = figure(office, "2023-05-31")
    assert (found["total"], found["by_area"]) == (5, None)
    csv = office.ok("report", "--as-of", "2023-05-31", "--measure", "new_individual", "--format", "csv").out
    assert f"new_individual,2023-05,{WAKABA},1\n" in csv
    assert f"new_individual,2023-04,{WAKABA}" not in csv


def test_a_year_without_a_record_is_not_handed_in(office: Office) -> None:
    """Neither a document nor a publication is made of it (7), unless it is asked for; the check reports the year."""
    for command in (("document", "--as-of", "2024-12-31"), ("publish", "版", "--as-of", "2024-12-31")):
        refused = office(*command)
        assert refused.code == 7
        assert "令和６年度の記録が、2024-12-31 までに一つもありません。" in refused.err
        office.ok(*command, "--empty")
    assert "■ 407 記録のない年度（1件）" in office("check", "--as-of", "2024-12-31").out
    office.ok(*TALLY, "--month", "2024-04", "--number", "3")
    office.ok("document", "--as-of", "2024-12-31")


def test_a_record_beside_a_tally_is_not_told_to_void_the_tally(office: Office) -> None:
    """A case carried over into a tallied year: the begin date is the remedy, and settles it."""
    office.ok(*CASE, "--received-on", "2023-05-01")
    office.ok(*TALLY, "--fiscal-year", "2023", "--number", "10")
    found = office("check", "--rule", "403").out
    assert "records_begin" in found
    assert "wfc tally void" not in found
    office.begin("2024-04-01")
    assert office("check", "--rule", "403").code == 0
    assert figure(office, "2024-12-31")["last_year"] is None
    assert figure(office, "2024-03-31")["total"] == 10


def test_a_tally_of_the_area_where_alone_a_measure_counts_is_the_citys(office: Office) -> None:
    """Completions count in 市全域 alone, so that their tally there is the city's total, not one area's report."""
    office.ok(*CASE, "--received-on", "2024-04-01")
    office.ok(
        "tally", "add", "--measure", "course_completion", "--month", "2022-04", "--area", "市全域", "--number", "3"
    )
    assert figure(office, "2022-04-30", "course_completion")["by_month"] == {"2022-04": 3}
