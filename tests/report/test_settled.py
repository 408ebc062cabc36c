"""How settled a figure is: what plain loops over the entries' days find, and what counts as an arrival."""

from __future__ import annotations

import datetime
import json
import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import Office
from welfare_cli.ledger import Ledger, Stamp
from welfare_cli.measures import MEASURES

AREAS = ("若葉・調和", "市外")
MONTHS = [f"{year}-{month:02}" for year in (2022, 2023, 2024) for month in range(1, 13)]

Entered = tuple[str, str, str]
"""A case: the day on which it was received, its area, and the day on which it was entered."""


def begun(office: Office, day: str) -> Office:
    """The office with a ledger that begins on a day."""
    office.path.unlink()
    office.clock(f"{day}T08:00:00")
    office.ok("init")
    return office


def add(office: Office, entered: str, kind: str, /, **fields: str) -> str:
    """Record something on a day."""
    office.clock(f"{entered}T09:00:00")
    words = [word for name, text in fields.items() for word in (f"--{name.replace('_', '-')}", text)]
    return office.ok(kind, "add", *words).word


def case(office: Office, received: str, entered: str, area: str = "市外", **more: str) -> str:
    """Record an individual case on a day."""
    return add(office, entered, "case", kind="individual", received_on=received, area=area, **more)


def settled(office: Office, now: str, as_of: str, measure: str = "new_individual", *words: str) -> dict[str, Any]:
    """How settled the figures of a measure are, read on a day."""
    office.clock(f"{now}T10:00:00")
    options = ("--as-of", as_of, "--measure", measure, "--settled", "--format", "json", *words)
    found: dict[str, Any] = json.loads(office.ok("report", *options).out)["measures"][0]["settled"]
    return found


# By plain loops


def end_of(month: str) -> str:
    """The last day of a month."""
    first = datetime.date.fromisoformat(f"{month}-01")
    return ((first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)).isoformat()


def days(first: str, last: str) -> int:
    """How many days the second day is later."""
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def naive(
    cases: Sequence[Entered], first_entry: str, now: str, end: str, others: Sequence[tuple[str, str]]
) -> tuple[float | None, int]:
    """The median share in other periods (first day, last day), of what was entered by as many days after their end."""
    shares = []
    for first, last in others:
        inside = [entered for received, _area, entered in cases if first <= received <= last]
        if inside and last < end and last >= first_entry and days(last, now) >= 180:
            shares.append(Fraction(sum(days(last, entered) <= days(end, now) for entered in inside), len(inside)))
    if len(shares) < 2:
        return None, len(shares)
    middle = Fraction(statistics.median(shares)) * 1000
    return int(middle + Fraction(1, 2)) / 10, len(shares)


def compare(cases: Sequence[Entered], first_entry: str, now: str, as_of: str, found: dict[str, Any]) -> None:
    """Each share, of the city and of areas, of months and of the year, is that of plain loops."""
    year = int(as_of[:4]) - (as_of[5:7] < "04")
    cut = "" if as_of == end_of(as_of[:7]) else as_of[7:]

    def part(month: str, cut: str) -> tuple[str, str]:
        return f"{month}-01", min(end_of(month), f"{month}{cut}") if cut else end_of(month)

    for month, share in found["by_month"].items():
        own = cut if month == as_of[:7] else ""
        expected = naive(cases, first_entry, now, part(month, own)[1], [part(each, own) for each in MONTHS])
        assert (share["percent"], share["periods"]) == expected, month
    years = [
        (f"{each}-04-01", part(f"{each + int(as_of[:4]) - year}{as_of[4:7]}", cut)[1]) for each in range(2019, year)
    ]
    for area, share in [(None, found["total"]), *(found["by_area"] or {}).items()]:
        inside = [each for each in cases if area in (None, each[1])]
        percent, periods = naive(inside, first_entry, now, as_of, years)
        assert (share and share["percent"], share["periods"] if share else 0) == (percent, periods), area


@st.composite
def entered_cases(draw: st.DrawFn) -> list[Entered]:
    """Cases of three years, entered up to ten months late, in the order in which they were entered."""
    day = st.dates(datetime.date(2022, 1, 1), datetime.date(2024, 10, 31))
    late = st.integers(0, 20) | st.integers(0, 300)
    found = []
    for received, delay, area in draw(st.lists(st.tuples(day, late, st.sampled_from(AREAS)), min_size=25, max_size=45)):
        found.append((received.isoformat(), area, (received + datetime.timedelta(days=delay)).isoformat()))
    return sorted((each for each in found if "2022-05-10" <= each[2] <= "2024-12-20"), key=lambda each: each[2])


@settings(max_examples=6, phases=[Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(cases=entered_cases(), as_of=st.sampled_from(["2024-11-30", "2024-10-15", "2024-02-29", "2023-12-31"]))
def test_each_share_is_that_of_plain_loops(
    cases: list[Entered], as_of: str, office: Office, made: Callable[[str], object]
) -> None:
    """Whatever was entered when, each month, year and area has the median share of the usable periods before it."""
    begun(office, "2022-05-10")
    for received, area, entered in cases:
        case(office, received, entered, area)
    compare(cases, "2022-05-10", "2024-12-21", as_of, settled(office, "2024-12-21", as_of))


# What an arrival is


@pytest.fixture
def two_months(office: Office) -> Office:
    """An office with a case in time and one late in each of April and May, on 1 June 2022."""
    begun(office, "2022-04-01")
    for month, following in (("04", "05"), ("05", "06")):
        case(office, f"2022-{month}-10", f"2022-{month}-20")
        case(office, f"2022-{month}-20", f"2022-{following}-25")
    return office


def december(office: Office, *words: str) -> tuple[float | None, int]:
    """What has usually arrived of a month, read ten days after the end of December."""
    found = settled(office, "2023-01-10", "2022-12-31", "new_individual", *words)["by_month"]["2022-12"]
    assert found["days"] == 10
    return found["percent"], found["periods"]


def test_a_correction_is_no_arrival(two_months: Office) -> None:
    """A record arrives with its first entry, whatever is corrected of it later; one taken back counts nowhere."""
    assert december(two_months) == (50.0, 2)
    two_months.clock("2022-07-01T09:00:00")
    two_months.ok("case", "edit", "C-1", "--route", "本人")
    assert december(two_months) == (50.0, 2)
    two_months.clock("2022-07-02T09:00:00")
    two_months.ok("case", "void", "C-2", "--why", "誤り")
    assert december(two_months) == (75.0, 2)


def test_a_list_that_comes_late_arrives_then(two_months: Office) -> None:
    """A first list counts by its arrival, not by the days that stand in it."""
    two_months.clock("2022-07-01T09:00:00")
    rows = "".join(f",individual,2022-0{month}-10,市外\n" for month in (4, 4, 5, 5))
    path = two_months.file("list.csv", f"ref,kind,received_on,area\n{rows}")
    two_months.ok("import", "--kind", "case", str(path))
    assert december(two_months) == (25.0, 2)


def test_the_past_has_its_own_share(two_months: Office) -> None:
    """With --known-at, only what was known then is read, and days are counted to that moment."""
    case(two_months, "2022-12-10", "2023-01-05")
    known = two_months.head()
    case(two_months, "2022-05-11", "2023-01-08")
    found = settled(two_months, "2023-02-01", "2022-12-31", "new_individual", "--known-at", str(known))
    assert found["by_month"]["2022-12"] == {"percent": 50.0, "periods": 2, "days": 5}
    assert december(two_months)[0] == 41.7  # 1 of 2, and 1 of 3
    assert december(two_months, "--known-at", "2023-01-10") == (41.7, 2)
    found = settled(two_months, "2023-02-01", "2022-12-31", "new_individual", "--known-at", "2023-01-07")
    assert found["by_month"]["2022-12"] == {"percent": 50.0, "periods": 2, "days": 7}


def test_a_clock_that_was_ahead_makes_nothing_late(office: Office) -> None:
    """An entry is known from the earliest day that a later entry shows, as --known-at reads it."""
    begun(office, "2022-04-01")
    for month in ("04", "05"):
        case(office, f"2022-{month}-10", "2030-01-01")
        case(office, f"2022-{month}-20", f"2022-{month}-28")
    assert december(office) == (100.0, 2)


def test_only_periods_that_can_tell_are_used(office: Office) -> None:
    """A month that ended before the ledger began, or less than 180 days ago, tells nothing; one month is not usual."""
    begun(office, "2022-05-01")
    for month in ("04", "05", "06"):
        case(office, f"2022-{month}-10", "2022-07-01")
    at_june = settled(office, "2022-12-26", "2022-12-26")["by_month"]["2022-11"]
    assert at_june == {"percent": None, "periods": 1, "days": 26}
    after = settled(office, "2022-12-27", "2022-12-27")["by_month"]["2022-11"]
    assert after == {"percent": 50.0, "periods": 2, "days": 27}


def test_a_month_is_not_its_own_measure(office: Office) -> None:
    """A period is compared with earlier ones alone: of itself, all that is known has arrived."""
    begun(office, "2022-04-01")
    for month in ("04", "05", "06"):
        case(office, f"2022-{month}-10", "2022-09-30")
    found = settled(office, "2023-03-31", "2023-03-31")["by_month"]
    assert [found[f"2022-{month}"]["periods"] for month in ("04", "05", "06", "07")] == [0, 1, 2, 3]


def test_a_closing_arrives_when_it_is_entered(office: Office) -> None:
    """The case has long been there: what counts for closings is the entry that closes it."""
    begun(office, "2022-04-01")
    for month, entered in (("04", "2022-05-05"), ("05", "2022-07-15")):
        ref = case(office, f"2022-{month}-02", f"2022-{month}-02")
        office.clock(f"{entered}T09:00:00")
        office.ok("case", "close", ref, "--on", f"2022-{month}-20", "--closing", "解決")
    found = settled(office, "2023-01-10", "2022-12-31", "case_closed")["by_month"]["2022-12"]
    assert (found["percent"], found["periods"]) == (50.0, 2)


def test_a_complex_case_arrives_with_a_contact(office: Office) -> None:
    """A case counts in a month from the first contact that was entered of it, not from its own first entry."""
    begun(office, "2022-04-01")
    ref = case(office, "2022-04-01", "2022-04-01", topic="住まい", complex_since="2022-04-01")
    add(office, "2022-04-20", "contact", case=ref, date="2022-04-20")
    add(office, "2022-06-20", "contact", case=ref, date="2022-05-20")
    add(office, "2022-07-20", "contact", case=ref, date="2022-04-05")
    for measure in ("complex_case_monthly", "complex_followup"):
        found = settled(office, "2023-01-10", "2022-12-31", measure)["by_month"]["2022-12"]
        assert (found["percent"], found["periods"]) == ({"complex_followup": 25.0}.get(measure, 50.0), 2)


def test_a_case_of_a_year_arrives_with_its_first_contact_entered(office: Office) -> None:
    """Of the cumulative figure, which counts a case once, a contact that comes late changes nothing."""
    begun(office, "2022-04-01")
    ref = case(office, "2022-04-01", "2022-04-01", topic="住まい", complex_since="2022-04-01")
    for year in (2022, 2023):
        add(office, f"{year}-05-05", "contact", case=ref, date=f"{year}-05-05")
        add(office, f"{year + 1}-02-20", "contact", case=ref, date=f"{year}-12-20")
    found = settled(office, "2025-01-10", "2024-12-31", "complex_case_monthly")
    assert (found["total"]["percent"], found["total"]["periods"]) == (100.0, 2)
    assert found["by_month"]["2024-12"]["percent"] == 50.0


def test_a_figure_with_tallies_has_none(two_months: Office) -> None:
    """Nobody knows when the records behind a tally were entered."""
    add(two_months, "2023-01-09", "tally", measure="new_individual", month="2022-12", number="5")
    found = settled(two_months, "2023-01-10", "2022-12-31")
    assert found["by_month"]["2022-12"] is None
    assert found["total"] is None
    assert found["by_month"]["2022-11"] is not None


def test_a_day_that_is_still_to_come_has_none(two_months: Office) -> None:
    """Of a period that is not over, nothing is usual yet."""
    found = settled(two_months, "2023-01-10", "2023-01-31")["by_month"]
    assert found["2023-01"] == {"percent": None, "periods": 2, "days": -21}
    assert found["2022-12"]["percent"] == 50.0


def test_every_count_names_the_days_on_which_it_counts(sample: Office) -> None:
    """A measure that does not count records on their own day says in its header which fields hold its days."""
    stamp = Stamp("tester", datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC), fixed=True)
    with Ledger.open(str(sample.path), lambda: stamp) as book:
        own = dict(book.connection.execute("SELECT record, day FROM record").fetchall())
        for measure in MEASURES.values():
            if not measure.state:
                on_own_day = all(row.day == own[row.record] for row in book.figures.rows(measure, "", "9999-12-31"))
                assert on_own_day != bool(measure.dated), measure.name


def test_the_areas_have_the_names_of_the_figures(office: Office) -> None:
    """What has no area stands under the same word in `settled` as in the figures."""
    office.ok("tally", "add", "--measure", "outreach", "--month", "2024-12", "--number", "1")
    office.ok("activity", "add", "--kind", "outreach", "--date", "2025-01-07", "--area", "市外")
    office.ok("grant", "add", "--kind", "new", "--applied-on", "2025-01-07", "--amount", "1000")
    found = json.loads(office.ok("report", "--as-of", "2025-01-23", "--settled", "--format", "json").out)
    named = {each["measure"]: {*each["by_area"]} for each in found["measures"] if each["by_area"] is not None}
    assert any("未記入" in areas for areas in named.values())
    for each in found["measures"]:
        if each["by_area"] is not None:
            assert {*each["settled"]["by_area"]} == named[each["measure"]], each["measure"]
