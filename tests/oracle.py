"""Counting by plain loops over plain lists: what the figures of a report must be, whatever the program's SQL says.

Written from the counting rules alone (domain §3). A record is a dict: its fields by name, days as ISO
text, choices as codes, words of a list (areas too) as labels, None or () where left out, and its `ref`.
Records that were taken back are simply not in the lists. Nothing here is fast or clever.
"""

from __future__ import annotations

import calendar
import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

Row = dict[str, Any]
Values = tuple[str | None, ...]
"""A value on each axis of a breakdown; None on one that a total was counted without."""

OPENING_MONTH = 4
"""The month in which the office's fiscal year begins; a test may say another."""
CITY_AREA = "市全域"
NOT_ENTERED = "未記入"
ORDINARY = (
    *("緑ケ丘・滝坂", "若葉・調和", "上ノ原・柏野", "北ノ台・深大寺"),
    *("第二・八雲台・国領", "染地・杉森・布田", "第一・富士見台・多摩川", "第三・石原・飛田給"),
)
"""The areas of which a report is expected."""
PERIODS = ("month", "quarter", "half", "year")
LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}

# Each axis of each measure, but for time and area, that is compared; the kind of record that has the field.
CASE_AXES = ("kind", "route", "client", "age_band", "topic", "main_topic", "coordinator")
AXES: dict[str, tuple[str, ...]] = {
    "new_individual": CASE_AXES,
    "complex_followup": (*CASE_AXES, "method", "agency", "referred_to"),
    "complex_case": CASE_AXES,
    "complex_case_monthly": CASE_AXES,
    "support_meeting": ("kind", "agency", "status"),
    "multilayer_meeting": ("kind", "agency", "status"),
    "network_meeting": ("kind", "agency", "status"),
    "exchange_meeting": ("kind", "agency", "status"),
    "new_community": CASE_AXES,
    "venue_launch": ("type", "support"),
    "course_enrolment": ("status",),
    "course_completion": ("status",),
    "course_completion_expected": ("status",),
    "grant_application": ("kind", "status"),
    "outreach": ("kind", "status"),
    "business": ("kind", "status"),
    "support_contact": (*CASE_AXES, "method", "agency", "referred_to"),
    "lecture": ("kind", "partner", "status"),
    "study": ("kind", "partner", "status"),
    "meeting_attendance": ("kind", "agency", "status"),
    "activity_attendance": ("kind", "partner", "status"),
    "grant_amount": ("kind", "status"),
    "venue_open": ("type", "support"),
    "closed_individual": (*CASE_AXES, "closing"),
    "closed_community": (*CASE_AXES, "closing"),
    "case_closed": (*CASE_AXES, "closing"),
    "open_individual": CASE_AXES,
    "open_community": CASE_AXES,
}
STATES = ("course_completion_expected", "open_individual", "open_community", "venue_open")
SUMS = ("meeting_attendance", "activity_attendance", "grant_amount")
LISTS = {"topic": "topics", "agency": "agencies", "partner": "partners"}
FREE_NAMES = ("agency", "referred_to", "partner")


@dataclass(eq=False)
class Office:
    """Everything that an office has recorded, a list a kind; not changed any more once something was counted."""

    cases: list[Row] = field(default_factory=list)
    closings: list[Row] = field(default_factory=list)
    transfers: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    meetings: list[Row] = field(default_factory=list)
    venues: list[Row] = field(default_factory=list)
    courses: list[Row] = field(default_factory=list)
    enrolments: list[Row] = field(default_factory=list)
    grants: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)
    tallies: list[Row] = field(default_factory=list)

    def case(self, ref: str) -> Row:
        """The case of a ref."""
        return next(case for case in self.cases if case["ref"] == ref)


@dataclass
class Counted:
    """One thing that counts: which, on which day, in which areas, and the fields it can be broken down by."""

    thing: str
    day: str
    areas: tuple[str | None, ...]
    fields: Row
    number: int | None = 1


# Days and years


def fiscal_year(day: str) -> int:
    """The fiscal year of a day, named by its first calendar year."""
    return int(day[:4]) - (1 if int(day[5:7]) < OPENING_MONTH else 0)


def months_of(year: int) -> list[str]:
    """The twelve months of a fiscal year."""
    this = [f"{year}-{number:02}" for number in range(OPENING_MONTH, 13)]
    return this + [f"{year + 1}-{number:02}" for number in range(1, OPENING_MONTH)]


def first_day(year: int) -> str:
    """The first day of a fiscal year."""
    return f"{months_of(year)[0]}-01"


def last_day(year: int) -> str:
    """The last day of a fiscal year."""
    return end_of(months_of(year)[-1])


def end_of(month: str) -> str:
    """The last day of a month."""
    return f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]:02}"


def year_before(day: str) -> str:
    """Rule 10: the same day of the year before; of a month's last day, that month's last day."""
    before = f"{int(day[:4]) - 1}{day[4:7]}"
    return end_of(before) if day == end_of(day[:7]) else date.fromisoformat(before + day[7:]).isoformat()


# What counts


def counted(office: Office, measure: str) -> Iterator[Counted]:
    """Everything that a measure (no state) counts, ever, each on its day."""
    yield from COUNTED[measure](office, measure)


def on_day(office: Office, case: Row, day: str) -> Row:
    """A case with the area and coordinator that it has on a day: transfers change them from their day on."""
    found = dict(case)
    for transfer in sorted(office.transfers, key=lambda each: each["on"]):
        if transfer["case"] == case["ref"] and transfer["on"] <= day:
            found |= {name: transfer[name] for name in ("area", "coordinator") if transfer[name]}
    return found


def new_cases(office: Office, measure: str) -> Iterator[Counted]:
    """A case is new once, in the year of its reception."""
    for case in office.cases:
        if case["kind"] == measure.removeprefix("new_"):
            yield Counted(case["ref"], case["received_on"], (case["area"],), case)


def complex_contacts(office: Office, measure: str = "") -> Iterator[Counted]:
    """Contacts of individual cases from the day on which the case was found complex."""
    for contact in office.contacts:
        case = on_day(office, office.case(contact["case"]), contact["date"])
        since = case["complex_since"]
        if case["kind"] == "individual" and since and since <= contact["date"]:
            who = contact["coordinator"] or case["coordinator"]
            yield Counted(contact["ref"], contact["date"], (case["area"],), case | contact | {"coordinator": who})


def complex_cases(office: Office, measure: str) -> Iterator[Counted]:
    """The different cases of those contacts, each once a year, on its first one of the year."""
    first: dict[tuple[str, int], Counted] = {}
    for contact in sorted(complex_contacts(office), key=lambda each: (each.day, each.thing)):
        case = office.case(contact.fields["case"])
        who = {"coordinator": contact.fields["coordinator"]}
        once = Counted(case["ref"], contact.day, contact.areas, case | who)
        first.setdefault((case["ref"], fiscal_year(contact.day)), once)
    yield from first.values()


def complex_cases_of_months(office: Office, measure: str) -> Iterator[Counted]:
    """The case of each of those contacts: whoever asks for a period counts the different ones in it."""
    for contact in complex_contacts(office):
        case = office.case(contact.fields["case"])
        who = {"coordinator": contact.fields["coordinator"]}
        yield Counted(case["ref"], contact.day, contact.areas, case | who)


def held(office: Office, measure: str) -> Iterator[Counted]:
    """Meetings and activities that were held; one of several areas is one, and one in each of them."""
    for row in (*office.meetings, *office.activities):
        if row["kind"] == measure.removesuffix("_meeting") and row["status"] == "held":
            yield Counted(row["ref"], row["date"], tuple(row["areas"]), row)


def contacts(office: Office, measure: str) -> Iterator[Counted]:
    """Every contact, of whatever case."""
    for contact in office.contacts:
        case = on_day(office, office.case(contact["case"]), contact["date"])
        who = contact["coordinator"] or case["coordinator"]
        yield Counted(contact["ref"], contact["date"], (case["area"],), case | contact | {"coordinator": who})


def attendance(office: Office, measure: str) -> Iterator[Counted]:
    """The people at meetings or activities that were held."""
    meetings = measure == "meeting_attendance"
    for row in office.meetings if meetings else office.activities:
        if row["status"] == "held":
            number = row["attendees" if meetings else "participants"]
            yield Counted(row["ref"], row["date"], tuple(row["areas"]), row, number)


def amounts(office: Office, measure: str) -> Iterator[Counted]:
    """What was granted, on the day of the decision."""
    for grant in office.grants:
        if grant["status"] == "granted":
            yield Counted(grant["ref"], grant["decided_on"], (grant["area"],), grant, grant["amount"])


def launches(office: Office, measure: str) -> Iterator[Counted]:
    """Venues that were helped to start; a later end changes nothing."""
    for venue in office.venues:
        if venue["support"] == "launch":
            yield Counted(venue["ref"], venue["launched_on"], (venue["area"],), venue)


def enrolled(office: Office, measure: str) -> Iterator[Counted]:
    """Enrolments, dropped ones too, and completions: of the whole city."""
    day = "enrolled_on" if measure == "course_enrolment" else "completed_on"
    for enrolment in office.enrolments:
        if enrolment[day]:
            yield Counted(enrolment["ref"], enrolment[day], (CITY_AREA,), enrolment)


def applications(office: Office, measure: str) -> Iterator[Counted]:
    """Applications for a grant, whatever became of them."""
    for grant in office.grants:
        yield Counted(grant["ref"], grant["applied_on"], (grant["area"],), grant)


def closed(office: Office, measure: str) -> Iterator[Counted]:
    """Closings, those before a re-opening too, each with its own reason."""
    for closing in all_closings(office):
        case = office.case(closing["case"])
        if measure not in ("case_closed", f"closed_{case['kind']}"):
            continue
        case = on_day(office, case, closing["closed_on"])
        thing = f"{case['ref']} {closing['number']}"
        yield Counted(thing, closing["closed_on"], (case["area"],), case | {"closing": closing["closing"]})


DISTINCT = ("complex_case_monthly",)
"""Measures whose months do not add up: of a longer period, the different things are counted."""
COUNTED: dict[str, Callable[[Office, str], Iterator[Counted]]] = {
    "new_individual": new_cases,
    "complex_followup": complex_contacts,
    "complex_case": complex_cases,
    "complex_case_monthly": complex_cases_of_months,
    "support_meeting": held,
    "multilayer_meeting": held,
    "network_meeting": held,
    "exchange_meeting": held,
    "new_community": new_cases,
    "venue_launch": launches,
    "course_enrolment": enrolled,
    "course_completion": enrolled,
    "grant_application": applications,
    "outreach": held,
    "business": held,
    "support_contact": contacts,
    "lecture": held,
    "study": held,
    "meeting_attendance": attendance,
    "activity_attendance": attendance,
    "grant_amount": amounts,
    "closed_individual": closed,
    "closed_community": closed,
    "case_closed": closed,
}


def all_closings(office: Office) -> Iterator[Row]:
    """The closings before a re-opening, and the last one, which the case carries."""
    for number, closing in enumerate(office.closings):
        yield closing | {"number": number}
    for case in office.cases:
        if case["closed_on"]:
            last = {"case": case["ref"], "closed_on": case["closed_on"], "closing": case["closing"]}
            yield last | {"reopened_on": None, "number": "last"}


def in_state(office: Office, measure: str, day: str) -> Iterator[Counted]:
    """Everything that is in the state of a measure at the end of a day."""
    if measure == "course_completion_expected":
        year = fiscal_year(day)
        for enrolment in office.enrolments:
            expected, completed, dropped = (enrolment[f"{name}_on"] for name in ("expected", "completed", "dropped"))
            if (
                enrolment["enrolled_on"] <= day
                and expected
                and first_day(year) <= expected <= last_day(year)
                and not (completed and completed <= day)
                and not (dropped and dropped <= day)
            ):
                then = {"status": "enrolled", "completed_on": None, "dropped_on": None}
                yield Counted(enrolment["ref"], "", (CITY_AREA,), enrolment | then)
        return
    if measure == "venue_open":
        for venue in office.venues:
            launched, ended = venue["launched_on"], venue["closed_on"]
            if venue["support"] != "expansion" and launched <= day and not (ended and ended <= day):
                yield Counted(venue["ref"], "", (venue["area"],), venue)
        return
    for case in office.cases:
        if case["kind"] == measure.removeprefix("open_") and is_open(office, case, day):
            then = on_day(office, case, day)
            yield Counted(case["ref"], "", (then["area"],), then)


def is_open(office: Office, case: Row, day: str) -> bool:
    """Whether a case was received by a day and not closed at the end of it."""
    if case["received_on"] > day:
        return False
    for closing in all_closings(office):
        closed, reopened = closing["closed_on"], closing["reopened_on"]
        if closing["case"] == case["ref"] and closed <= day and not (reopened and reopened <= day):
            return False
    return True


@lru_cache(maxsize=10_000)
def things(office: Office, measure: str, first: str, last: str) -> list[Counted]:
    """What a measure counts from one day to another, both inclusive; of a state, what is in it on the last."""
    if measure in STATES:
        return list(in_state(office, measure, last))
    return [each for each in counted(office, measure) if first <= each.day <= last]


def number(found: Sequence[Counted], area: str | None, tallied: Sequence[int] = ()) -> int | None:
    """How many different things there are, or of a sum what they add up to: in the city (None), or in an area.

    Tallies are added; without any, there is no sum of things of which none has a number.
    """
    if not tallied and is_unknown(found, area):
        return None
    return sum(tallied) + sum(number or 0 for number in numbers(found, area).values())


def numbers(found: Sequence[Counted], area: str | None) -> dict[str, int | None]:
    """What each different thing adds, None where no number is entered: in the city (None), or in an area."""
    return {each.thing: each.number for each in found if area is None or area in places(each)}


def is_unknown(found: Sequence[Counted], area: str | None) -> bool:
    """Whether there are things, and none of them has a number."""
    each = numbers(found, area).values()
    return bool(each) and all(number is None for number in each)


def places(thing: Counted) -> set[str]:
    """The areas of a thing; nothing is dropped because its area is empty."""
    return {area or NOT_ENTERED for area in thing.areas}


# Tallies, and years without anything (rules 9 and 10)


@lru_cache(maxsize=1_000)
def recorded_days(office: Office) -> tuple[str, ...]:
    """The days of which something was recorded that happened: nothing planned, and no expansion of a venue."""
    days = [row["received_on"] for row in office.cases]
    days += [row["closed_on"] for row in all_closings(office)]
    days += [row["date"] for row in office.contacts]
    days += [row["date"] for rows in (office.meetings, office.activities) for row in rows if row["status"] == "held"]
    days += [row["launched_on"] for row in office.venues if row["support"] != "expansion"]
    days += [row["enrolled_on"] for row in office.enrolments]
    days += [row["completed_on"] for row in office.enrolments if row["completed_on"]]
    days += [row["applied_on"] for row in office.grants]
    days += [row["decided_on"] for row in office.grants if row["status"] == "granted"]
    return tuple(days)


def is_recorded(office: Office, year: int, as_of: str) -> bool:
    """Whether anything was recorded of a fiscal year by a day."""
    return any(first_day(year) <= day <= min(last_day(year), as_of) for day in recorded_days(office))


def has_begun(office: Office, day: str) -> bool:
    """Whether anything at all was recorded by a day: from then on a state is carried over."""
    return any(each <= day for each in recorded_days(office))


def tallies(office: Office, measure: str, year: int) -> list[Row]:
    """The tallies of a measure in a fiscal year, of its months or of the year."""
    return [
        tally
        for tally in office.tallies
        if tally["measure"] == measure and (tally["fiscal_year"] == year or tally["month"] in months_of(year))
    ]


def of_month(office: Office, measure: str, month: str, as_of: str, area: str | None = None) -> int | None:
    """A month's figure up to a day, records and tallies together; None where there is none."""
    return of_months(office, measure, [month], as_of, area)[0]


def of_year(office: Office, measure: str, as_of: str, area: str | None = None) -> int | None:
    """The cumulative figure from the year's first day to a day, or the state on it; None where there is none."""
    return of_months(office, measure, begun(as_of), as_of, area)[0]


def begun(as_of: str) -> list[str]:
    """The months of the fiscal year that have begun by a day."""
    return [month for month in months_of(fiscal_year(as_of)) if f"{month}-01" <= as_of]


@lru_cache(maxsize=100_000)
def _of_months(
    office: Office, measure: str, months: tuple[str, ...], as_of: str, area: str | None
) -> tuple[int | None, int | None]:
    if measure in STATES:
        months = months[-1:]
    used = tallies_used(office, measure, months, as_of)
    if used is None:
        return None, None
    first, last = f"{months[0]}-01", min(end_of(months[-1]), as_of)
    found = things(office, measure, first, last)
    if not used:
        return number(found, area), None
    if any(None in numbers for numbers in used.values()):
        total = number(found, None, [each for numbers in used.values() for each in numbers.values()])
        return (total if area is None else None), None
    year = fiscal_year(first)

    def is_reported(where: str) -> bool:
        if year in used:
            return where in used[year]
        here = {each.day[:7] for each in found if where in places(each)}
        covered = months if measure in STATES and here else here
        return all(where in used.get(month, ()) or month in covered for month in months)

    if area is not None:
        both = number(found, area, [numbers[area] for numbers in used.values() if area in numbers])
        return (both if is_reported(area) else None), None
    missing = {where for where in ORDINARY if not is_reported(where)}
    if missing == set(ORDINARY):
        return None, 0
    left_out = set() if measure in STATES else missing
    kept = [each for each in found if places(each) - left_out]
    of_tallies = [each for numbers in used.values() for where, each in numbers.items() if where not in left_out]
    return number(kept, None, of_tallies), len(ORDINARY) - len(missing) if missing else None


def tallies_used(
    office: Office, measure: str, months: Sequence[str], as_of: str
) -> dict[Any, dict[str | None, int]] | None:
    """The tallies that a figure of some months is made of, by month or year and area; None where there is no figure."""
    year, last = fiscal_year(f"{months[0]}-01"), min(end_of(months[-1]), as_of)
    known: dict[Any, dict[str | None, int]] = defaultdict(dict)
    for tally in tallies(office, measure, year):
        is_city = measure.startswith("course_") and tally["area"] == CITY_AREA  # counted there alone
        known[tally["month"] or year][None if is_city else tally["area"]] = tally["number"]
    used: dict[Any, dict[str | None, int]] = {month: known[month] for month in months if month in known}
    is_cut = bool(used) and last < end_of([*used][-1])
    if year not in known and is_undivided(office, measure, [month for month in months if month not in known]):
        return None
    if measure in STATES:
        if not used and year in known and months[-1] == months_of(year)[-1]:
            used, is_cut = {year: known[year]}, last < last_day(year)
        has_figure = bool(used) or has_begun(office, last)
    elif year in known:
        used, has_figure = {year: known[year]}, [*months] == months_of(year) and as_of >= last_day(year)
    else:
        has_figure = is_recorded(office, year, as_of) or used.keys() == set(months)
    return used if has_figure and not is_cut else None


def is_undivided(office: Office, measure: str, months: Sequence[str]) -> bool:
    """Whether closings of some months are tallied without their kind."""
    if measure not in ("closed_individual", "closed_community") or not months:
        return False
    undivided = tallies(office, "case_closed", fiscal_year(f"{months[0]}-01"))
    return any(tally["fiscal_year"] or tally["month"] in months for tally in undivided)


def of_months(
    office: Office, measure: str, months: Sequence[str], as_of: str, area: str | None = None
) -> tuple[int | None, int | None]:
    """The figure of some months of a year up to a day, or the state at their end, and how many areas reported.

    None where there is no figure, and where all areas did. A tally is of a whole month or year, and says nothing of a
    part of it. An area that is in a tally by area, or has a record in the month, is reported in it.
    """
    return _of_months(office, measure, tuple(months), as_of, area)


def of_period(office: Office, measure: str, months: Sequence[str], as_of: str, area: str | None) -> int | None:
    """The figure of a quarter or a half: of a state, that at its end."""
    return of_months(office, measure, [month for month in months if f"{month}-01" <= as_of], as_of, area)[0]


def has_parts(office: Office, measure: str, months: Sequence[str], as_of: str) -> bool:
    """Whether the parts of a figure by a field are known: there is one, and none of it comes from tallies."""
    shown = [month for month in months if f"{month}-01" <= as_of]
    used = tallies_used(office, measure, shown[-1:] if measure in STATES else shown, as_of)
    return used is not None and not used


# The report


def by_month(office: Office, measure: str, as_of: str) -> dict[str, int | None]:
    """The figure of each month that has begun, the last one cut at the day."""
    return {month: of_month(office, measure, month, as_of) for month in begun(as_of)}


def areas(office: Office, measure: str, as_of: str) -> set[str]:
    """Every area in which a measure has anything in the fiscal year by a day; a state, at some month's end."""
    year = fiscal_year(as_of)
    ends = [min(end_of(month), as_of) for month in begun(as_of)]
    found = {place for end in ends for each in things(office, measure, first_day(year), end) for place in places(each)}
    return found | {tally["area"] for tally in tallies(office, measure, year) if tally["area"]}


def by_area(office: Office, measure: str, as_of: str) -> dict[str, int]:
    """The cumulative figure of each area that is not zero."""
    found = {area: of_year(office, measure, as_of, area) for area in areas(office, measure, as_of)}
    return {area: figure for area, figure in found.items() if figure}


def reported(office: Office, measure: str, as_of: str) -> int | None:
    """How many areas have reported to a total, None where all have."""
    return of_months(office, measure, begun(as_of), as_of)[1]


def cells(office: Office, measure: str, by: Sequence[str], as_of: str) -> dict[Values, int | None]:
    """A measure broken down by one or two axes; cells that are zero are left out, None has no figure.

    Time and area are counted with the tallies; any other field is known of the records alone.
    """
    found: dict[Values, int | None] = {}
    for key, months, until in periods(office, by, as_of):
        if set(by) <= {*PERIODS, "area"}:
            for area in sorted(areas(office, measure, until)) if "area" in by else [None]:
                figure = of_period(office, measure, months, until, area)
                found[tuple(key if axis in PERIODS else str(area) for axis in by)] = figure
        else:
            last = min(end_of(months[-1]), until)
            if not has_parts(office, measure, months, until):
                continue
            for values, some in crossed(things(office, measure, f"{months[0]}-01", last), by, key, as_of).items():
                found[values] = number(some, None)
    return {values: figure for values, figure in found.items() if figure != 0}


def totals(office: Office, measure: str, by: Sequence[str], as_of: str) -> dict[Values, int | None]:
    """The figures whatever the value on one axis or on all, None in its place; none of them is a sum of cells."""
    found: dict[Values, int | None] = {}
    for kept in itertools.product(*([axis, None] for axis in by)):
        axes = [axis for axis in kept if axis]
        if axes != [*by] and all(has_total(measure, axis) for axis in by if axis not in kept):
            figures = cells(office, measure, axes, as_of) if axes else {(): of_year(office, measure, as_of)}
            for values, figure in figures.items():
                left = iter(values)
                found[tuple(next(left) if axis else None for axis in kept)] = figure
    return found


def has_total(measure: str, axis: str) -> bool:
    """Rule 6: there is no total across years, and none across the months of a state."""
    return axis != "year" and not (measure in STATES and axis in PERIODS)


def figure_at(
    office: Office, measure: str, by: Sequence[str], as_of: str, found: Mapping[Values, int | None], values: Values
) -> int | None:
    """The figure at some values, of cells and totals: zero where nothing is found of a figure whose parts are known."""
    if values in found:
        return found[values]
    kept = dict(zip(by, values, strict=True))
    period = next((value for axis, value in kept.items() if axis in PERIODS and value), None)
    for key, months, until in periods(office, [axis for axis in by if kept[axis]], as_of):
        if period in (None, key):
            if {axis for axis in by if kept[axis]} <= {*PERIODS, "area"}:
                return of_period(office, measure, months, until, kept.get("area"))
            return 0 if has_parts(office, measure, months, until) else None
    return None


def base_at(
    office: Office, measure: str, by: Sequence[str], as_of: str, found: Mapping[Values, int | None], values: Values
) -> int | None:
    """The figure that a share is of; none of a total to which not every area has reported, or that lacks numbers."""
    kept = {axis: value for axis, value in zip(by, values, strict=True) if value is not None}
    if kept.keys() <= {*PERIODS}:
        for key, months, until in periods(office, [*kept], as_of):
            shown = [month for month in months if f"{month}-01" <= until]
            if [*kept.values()] in ([], [key]) and of_months(office, measure, shown, until)[1] is not None:
                return None
    return figure_at(office, measure, by, as_of, found, values)


def percent(figure: int | None, base: int | None) -> float | None:
    """Rule 11: a share of the stated total, one decimal, half up; none of nothing and of what is not known."""
    if figure is None or not base:
        return None
    return float((Decimal(100 * figure) / base).quantize(Decimal("0.1"), ROUND_HALF_UP))


def periods(office: Office, by: Sequence[str], as_of: str) -> Iterator[tuple[str, list[str], str]]:
    """The periods of the axis of time: key, months, and the day up to which it counts."""
    year = fiscal_year(as_of)
    axis = next((each for each in by if each in PERIODS), "year")
    if "year" in by:
        for earlier in range(2020, year):
            yield str(earlier), months_of(earlier), last_day(earlier)
    months, length = months_of(year), LENGTHS[axis]
    for place in range(0, 12, length):
        part = months[place : place + length]
        letter = {"quarter": "Q", "half": "H"}.get(axis)
        key = f"{year}-{letter}{place // length + 1}" if letter else str(year) if axis == "year" else part[0]
        if f"{part[0]}-01" <= as_of:
            yield key, part, as_of


def crossed(
    found: Sequence[Counted], by: Sequence[str], period: str, as_of: str
) -> dict[tuple[str, ...], list[Counted]]:
    """The things that stand under each combination of values; one thing may stand under several."""
    groups: dict[tuple[str, ...], list[Counted]] = defaultdict(list)
    for thing in found:
        combinations: list[tuple[str, ...]] = [()]
        for axis in by:
            values = [period] if axis in PERIODS else values_of(thing, axis, as_of)
            combinations = [(*before, value) for before in combinations for value in values]
        for combination in combinations:
            groups[combination].append(thing)
    return groups


def values_of(thing: Counted, axis: str, as_of: str) -> list[str]:
    """The values of a thing on an axis."""
    if axis == "area":
        return sorted(places(thing))
    if axis == "status":
        return [status_on(thing.fields, as_of)]
    value = thing.fields[LISTS.get(axis, axis)]
    values = list(value) if isinstance(value, (list, tuple)) else [value] if value else []
    if axis in FREE_NAMES:
        values = sorted({name_key(each) for each in values})
    return values or [NOT_ENTERED]


def status_on(record: Row, day: str) -> str:
    """The status of a record on a day: what was decided, completed or dropped later was not yet so then."""
    if record.get("decided_on") and record["decided_on"] > day:
        return "under_review"
    for name in ("completed_on", "dropped_on"):
        if record.get(name) and record[name] > day:
            return "enrolled"
    return str(record["status"])


def name_key(name: str) -> str:
    """The key by which free names are the same: width, case and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
