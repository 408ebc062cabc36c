"""The figures of one fiscal year up to a day, for every measure: records and tallies together.

Where a figure comes from is decided here alone, once for a measure and period (`Origin`): from which tallies, and from
the records of which day on; and then for each place whether there is a figure, and whether it is partial. Source:
domain §3, rules 6, 9 and 10.
"""

from __future__ import annotations

from functools import cached_property

from ..ledger import CITY
from ..ledger import YEAR as OF_YEAR
from ..measures import MEASURES, REPLACES
from ..model import calendar
from ..model.calendar import day_before, last_day_of_month
from ..model.profile import RESERVED_AREAS
from ..model.tally import TALLY
from ..values import value
from .known import NOT_KNOWN, Gap, Known, Partial, gap_of, known_of
from .tallies import YEAR, Tallies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from ..ledger import Ledger
    from ..measures import Measure
    from ..model.calendar import FiscalYear, Period


@value
class Origin:
    """Where the figure of some months comes from.

    `tallied` are the months of which the tallies are taken, or `YEAR`; `first` and `last` the days from which to which
    the records are counted, `first` "" where none are. `since` is `first` where the months begin earlier and are not
    all there.
    """

    months: Sequence[str]
    tallied: Sequence[str]
    first: str
    last: str
    since: str = ""


class YearToDate:
    """What a fiscal year comes to, from its first day to a day, both inclusive.

    Months are added up to longer periods only for counts; of a state, the figure at a period's end is its figure, and
    where months do not add up, the different records are counted.
    """

    def __init__(self, ledger: Ledger, year: FiscalYear, as_of: str) -> None:
        self.year = year
        self.as_of = as_of
        self.periods = calendar.months(year, as_of)
        self.whole = calendar.years(year, as_of)[0]
        self.tallies = Tallies(ledger.records(TALLY), year)
        self._ledger = ledger
        self._profile = ledger.profile
        self._origins: dict[tuple[str, str], Origin | None] = {}
        self._months: dict[tuple[str, str], dict[str, int]] = {}
        self._distinct: dict[tuple[str, str, str, int], dict[tuple[str, ...], int]] = {}
        for (month, name, area), number in ledger.figures.monthly(year.first_day, as_of).items():
            self._months.setdefault((name, area), {})[month] = number
        self._entered: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
        for (month, name, area), entered in ledger.figures.entered(year.first_day, as_of).items():
            self._entered.setdefault((name, area), {})[month] = entered

    # -- figures ----------------------------------------------------------------------------------

    def month(self, measure: Measure, month: str, area: str = CITY) -> Known:
        """A month's figure, in the city or an area."""
        return self.figure(measure, next(each for each in self.periods if each.key == month), area)

    def total(self, measure: Measure, area: str = CITY) -> Known:
        """The cumulative figure, or the state on the day."""
        return self.figure(measure, self.whole, area)

    def figure(self, measure: Measure, period: Period, area: str = CITY) -> Known:
        """The figure of a month, quarter, half or the whole year so far, in the city or an area."""
        origin = self.origin(measure, period)
        if origin is None:
            return NOT_KNOWN
        if not origin.tallied:
            return known_of(*self._counted(measure, origin, area), origin.since)
        tallied = {month: self.tallies.of(measure.name)[month] for month in origin.tallied}
        if any(CITY in numbers for numbers in tallied.values()):
            return self._with_city_tallies(measure, origin, tallied) if area == CITY else NOT_KNOWN
        if area != CITY:
            return self._in_area(measure, origin, tallied, area)
        return self._of_reported_areas(measure, origin, tallied)

    def by_area(self, measure: Measure, period: Period, areas: Iterable[str]) -> dict[str, Known]:
        """The figure of a period in some areas."""
        return {area: self.figure(measure, period, area) for area in areas}

    def areas(self, measure: Measure) -> list[str]:
        """The codes of the areas in which a measure has anything, "" for records without one."""
        counted = self._entered if measure.sum else self._months
        found = [area for name, area in counted if name == measure.name and area != CITY]
        return list(dict.fromkeys([*found, *sorted(self.tallies.areas(measure.name))]))

    def reporting(self, day: str) -> list[str]:
        """The areas of which a report is expected on a day: those of the office, without the three special ones."""
        day = self._ledger.viewpoint.areas_of or day
        areas = self._profile.lists["areas"].items()
        return [code for code, term in areas if code not in RESERVED_AREAS and term.stands_on(day)]

    # -- where a figure comes from ----------------------------------------------------------------

    def begin_of(self, measure: Measure) -> str:
        """The day from which a measure counts, "" where none is set."""
        return self._profile.begin_of(measure.reads)

    @cached_property
    def is_recorded(self) -> bool:
        """Whether anything was recorded in the year by the day: received, held, closed or counted."""
        counted = (
            months for (name, _area), months in self._months.items() if name in MEASURES and not MEASURES[name].state
        )
        entered = any(map(any, counted)) or any(map(any, self._entered.values()))
        return entered or bool(self._ledger.lookup.first_recorded(self.year.first_day, self.as_of))

    @cached_property
    def _first_recorded(self) -> str:
        """The first day of which the office has any record."""
        return self._ledger.lookup.first_recorded(last=self.as_of)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known of the year: no record by the day, and no tally."""
        return not self.is_recorded and not self.tallies

    def has_records(self, measure: Measure) -> bool:
        """Whether the records of the year are counted by a measure."""
        begin = self.begin_of(measure)
        return begin <= self.as_of if begin else self.is_recorded

    def origin(self, measure: Measure, period: Period) -> Origin | None:
        """Where the figure of a period comes from; None where there is none."""
        key = measure.name, period.key
        if key not in self._origins:
            decide = self._origin_of_state if measure.state else self._origin_of_flow
            self._origins[key] = decide(measure, period)
        return self._origins[key]

    def _origin_of_flow(self, measure: Measure, period: Period) -> Origin | None:
        months = [each.key for each in self.periods if period.first_day <= each.first_day <= period.last_day]
        known = self.tallies.of(measure.name)
        begin, first, last = self.begin_of(measure), period.first_day, period.last_day
        if YEAR in known:
            whole = period.key == self.whole.key and last == self.year.last_day
            return Origin(months, (YEAR,), first, last) if whole else None
        if not begin and self._is_undivided(measure, months):
            return None
        tallied = [month for month in months if month in known]
        if tallied and measure.distinct_months and len(months) > 1 and begin <= first:
            return None  # nobody knows which records a tally counted
        is_cut = bool(tallied) and last_day_of_month(tallied[-1]) > last
        if begin > last:
            is_whole = tallied == months and not is_cut and not (measure.distinct_months and len(months) > 1)
            return Origin(months, tallied, "", last) if is_whole else None
        if begin > first:
            before = [month for month in months if f"{month}-01" < begin]
            if measure.distinct or not known.keys() >= set(before):
                return Origin(months, (), begin, last, since=begin)
            return Origin(months, before, begin, last)
        if begin:
            return Origin(months, (), first, last)
        if is_cut or not (self.is_recorded or (tallied and tallied == months)):
            return None
        return Origin(months, tallied, first, last)

    def _is_undivided(self, measure: Measure, months: Iterable[str]) -> bool:
        """Whether of some months only a tally of the retired measure is known, which nobody can divide."""
        if measure.name not in REPLACES:
            return False
        known, retired = self.tallies.of(measure.name), self.tallies.of(REPLACES[measure.name].name)
        return any(month not in known and (YEAR in retired or month in retired) for month in months)

    def _origin_of_state(self, measure: Measure, period: Period) -> Origin | None:
        """A state is carried over from the first record on, or from the day before the begin date."""
        begin, last = self.begin_of(measure), period.last_day
        month, known = last[:7], self.tallies.of(measure.name)
        has_begun = last >= day_before(begin) if begin else bool(self._first_recorded) and last >= self._first_recorded
        first = self.year.first_day if has_begun else ""
        tallied = (month,) if month in known else (YEAR,) if YEAR in known and month == self.year.months()[-1] else ()
        if not tallied or (begin and has_begun):
            return Origin((month,), (), first, last) if has_begun else None
        return Origin((month,), tallied, first, last) if last == last_day_of_month(month) else None

    # -- tallies beside records -------------------------------------------------------------------

    def parts(self, measure: Measure, period: Period, axes: Sequence[str]) -> Mapping[str, int] | None:
        """The part of a period's figure by an axis that comes from tallies: the number of each value.

        None where no part of the figure by these axes is known: there is no figure, or it comes from tallies that do
        not carry the axis. Source: domain §3, rules 9 and 10.
        """
        origin = self.origin(measure, period)
        known = self.tallies.parts(measure.name, axes[0]) if len(axes) == 1 else {}
        if origin is None:
            used = self._parts_without_total(measure, period, known)
            return _added(known, used) if used else None
        if not known.keys() >= {*origin.tallied}:
            return None
        beside = () if measure.state or self.begin_of(measure) or YEAR in origin.tallied else origin.months
        whole = [month for month in beside if month in known and last_day_of_month(month) <= self.as_of]
        return _added(known, {*origin.tallied, *whole})

    def _parts_without_total(self, measure: Measure, period: Period, known: Container[str]) -> Sequence[str]:
        """The tallies by an axis of a period that has no figure, where they cover all of it."""
        if (
            not measure.state
            and YEAR in known
            and (period.key, period.last_day) == (self.whole.key, self.year.last_day)
        ):
            return (YEAR,)
        months = [each.key for each in self.periods if period.first_day <= each.first_day <= period.last_day]
        months = months[-1:] if measure.state else months
        is_cut = not months or last_day_of_month(months[-1]) != period.last_day
        return months if not is_cut and all(month in known for month in months) else ()

    def _with_city_tallies(self, measure: Measure, origin: Origin, tallied: Mapping[str, Mapping[str, int]]) -> Known:
        """The city's figure where a month is known of the city alone; its areas have none."""
        of_tallies = sum(sum(numbers.values()) for numbers in tallied.values())
        expected = self.reporting(origin.last)
        reported = [sum(area in numbers for area in expected) for numbers in tallied.values() if CITY not in numbers]
        lacking = min(reported, default=len(expected)) < len(expected)
        partial = Partial(min(reported), len(expected)) if lacking else None
        return known_of(*self._counted(measure, origin, CITY), origin.since, of_tallies, partial)

    def _in_area(self, measure: Measure, origin: Origin, tallied: Mapping[str, Mapping[str, int]], area: str) -> Known:
        """The figure of an area of which every month is reported."""
        if not self._is_reported(measure, origin, tallied, area):
            return NOT_KNOWN
        of_tallies = [numbers[area] for numbers in tallied.values() if area in numbers]
        return known_of(*self._counted(measure, origin, area), origin.since, _sum(of_tallies))

    def _of_reported_areas(self, measure: Measure, origin: Origin, tallied: Mapping[str, Mapping[str, int]]) -> Known:
        """The city's figure where months are known by area: of the areas of which every month is reported.

        What lies in the special areas, in none, or in one that has ended since is in it too. A state is that of the
        whole city.
        """
        expected = self.reporting(origin.last)
        missing = [area for area in expected if not self._is_reported(measure, origin, tallied, area)]
        partial = (
            Partial(len(expected) - len(missing), len(expected), frozenset(missing))
            if missing or not expected
            else None
        )
        if len(missing) == len(expected):
            return Known(None, origin.since, partial)
        left_out = () if measure.state else missing
        of_tallies = [each for numbers in tallied.values() for area, each in numbers.items() if area not in left_out]
        return known_of(*self._counted(measure, origin, CITY, left_out), origin.since, _sum(of_tallies), partial)

    def _is_reported(
        self, measure: Measure, origin: Origin, tallied: Mapping[str, Mapping[str, int]], area: str
    ) -> bool:
        """Whether each month of a figure has a tally of an area or is covered by its records."""
        if YEAR in tallied:
            return area in tallied[YEAR]
        begin = self.begin_of(measure)

        def is_covered(month: str) -> bool:
            if begin and not measure.state:
                return f"{month}-01" >= begin
            return bool(origin.first) and self._has_any(measure, month, area)

        return all(area in tallied.get(month, ()) or is_covered(month) for month in origin.months)

    # -- records ----------------------------------------------------------------------------------

    def _counted(
        self, measure: Measure, origin: Origin, area: str, left_out: Sequence[str] = ()
    ) -> tuple[int, Gap | None]:
        """How many different records a figure counts in a place, or their sum, and what is missing in that.

        In the city, none that lies in `left_out` alone.
        """
        if not origin.first:
            return 0, None
        if left_out:
            rows = self._ledger.figures.rows(measure, origin.first, origin.last)
            numbers = {row.record: row.number if measure.sum else 1 for row in rows if row.area not in left_out}
            missing = sum(number is None for number in numbers.values())
            return sum(number or 0 for number in numbers.values()), gap_of(len(numbers), missing)
        if measure.state:
            return self._in_month(measure, origin.last[:7], area), None
        name = measure.name
        if measure.distinct_months and len(origin.months) > 1:
            if len(origin.months) < len(self.periods):
                return self._different(measure, origin, area), None
            name += OF_YEAR
        counts = self._months.get((name, area), {})
        return sum(counts.get(month, 0) for month in origin.months), self._gap(measure, origin.months, area)

    def _gap(self, measure: Measure, months: Iterable[str], area: str) -> Gap | None:
        """What is missing in the sum of some months."""
        entered = self._entered.get((measure.name, area)) if measure.sum else None
        if not entered:
            return None
        found = [entered[month] for month in months if month in entered]
        return gap_of(sum(counted for counted, _missing in found), sum(missing for _counted, missing in found))

    def _different(self, measure: Measure, origin: Origin, area: str) -> int:
        """The different records of several months that are not the whole year so far."""
        by = [] if area == CITY else [self._ledger.figures.axes_of(measure)["area"]]
        key = measure.name, origin.first, origin.last, len(by)
        if key not in self._distinct:
            counted = self._ledger.figures.count_by(measure, by, origin.first, origin.last, self.as_of)
            self._distinct[key] = {values: number for values, number, *_entered in counted}
        return self._distinct[key].get((area,) if by else (), 0)

    def areas_counted(self, measure: Measure) -> set[str]:
        """The areas in which a printed figure is something: the cumulative one, or of a state that of a month."""
        areas, tallied = self.areas(measure), bool(self.tallies.areas(measure.name))
        return {
            area
            for period in (self.whole, *(self.periods if measure.state else ()))
            for area, figure in self.by_area(measure, period, areas).items()
            if figure.is_something or (figure.number is None and tallied)
        }

    def _has_any(self, measure: Measure, month: str, area: str) -> bool:
        """Whether an area has records of a measure in a month, or is in the state at its end."""
        if measure.sum:
            return month in self._entered.get((measure.name, area), {})
        return self._in_month(measure, month, area) > 0

    def _in_month(self, measure: Measure, month: str, area: str) -> int:
        """What the records of a month come to, or the state at its end."""
        counts = self._months.get((measure.name, area), {})
        if not measure.state:
            return counts.get(month, 0)
        return sum(number for each, number in counts.items() if each <= month)

    # -- what is missing --------------------------------------------------------------------------

    def lacks_months(self, measure: Measure) -> list[str]:
        """The months without a tally of a measure that is known by month from tallies, and not from records, then."""
        known, begin = self.tallies.of(measure.name), self.begin_of(measure)
        if not known or YEAR in known or measure.state or (not begin and self.is_recorded):
            return []
        lacking = [period for period in self.periods if period.key not in known]
        return [period.key for period in lacking if not begin or period.first_day < begin]


def _added(known: Mapping[str, Mapping[str, int]], periods: Iterable[str]) -> dict[str, int]:
    """The numbers of each value in some periods, added up."""
    found: dict[str, int] = {}
    for period in periods:
        for key, number in known[period].items():
            found[key] = found.get(key, 0) + number
    return found


def _sum(numbers: Sequence[int]) -> int | None:
    """Some numbers added up, None where there are none."""
    return sum(numbers) if numbers else None
