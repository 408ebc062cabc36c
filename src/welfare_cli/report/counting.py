"""The figures of one fiscal year up to a day, for every measure: records and tallies together."""

from __future__ import annotations

from ..ledger import CITY, YEAR
from ..measures import MEASURES
from ..model.calendar import is_month_end, months
from .tallies import Tallies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..ledger import Ledger
    from ..measures import Measure
    from ..model.calendar import FiscalYear, Period


def _is_event(name: str) -> bool:
    """Whether counts of this name are of what happened on a day, and of no state."""
    return name in MEASURES and not MEASURES[name].state


def _events(months: Mapping[tuple[str, str], Mapping[str, int]]) -> bool:
    """Whether anything was counted in a month of the year, states aside."""
    counted = (counts for (name, _area), counts in months.items() if _is_event(name))
    return any(month for counts in counted for month in counts)


class YearToDate:
    """What a fiscal year comes to, from its first day to a day, both inclusive.

    Months are added up to longer periods only for counts; of a state, the figure at a period's end is its
    figure, and where months do not add up, the different records are counted. Source: domain §3, rules 2, 6, 9 and 10.
    """

    def __init__(self, ledger: Ledger, year: FiscalYear, as_of: str) -> None:
        self._ledger = ledger
        self.year = year
        self.as_of = as_of
        self.periods = months(year, as_of)
        self.tallies = Tallies(ledger.tallies(), year)
        self._months: dict[tuple[str, str], dict[str, int]] = {}
        for (month, name, area), number in ledger.monthly(year.first_day, as_of).items():
            self._months.setdefault((name, area), {})[month] = number
        # A closing or a completion in the year is a record of the year, too; a state that only ends there is none.
        self.has_records = (
            _events(self._months)
            or ledger.dated_records(year.first_day, year.last_day) > 0
            or any(month and _is_event(name) for month, name, _area in ledger.monthly(year.first_day, year.last_day))
        )

    def areas(self, measure: Measure) -> list[str]:
        """The codes of the areas in which a measure has anything, "" for records without one."""
        found = [area for name, area in self._months if name == measure.name and area != CITY]
        tallied = [area for _month, area in self.tallies.months(measure.name) if area != CITY]
        whole = [area for area in self.tallies.whole_year(measure.name) or () if area != CITY]
        return list(dict.fromkeys(found + tallied + whole))

    def month(self, measure: Measure, month: str, area: str = CITY) -> int | None:
        """A month's figure, in the city or an area; None where there is none.

        A month that the day cuts has no figure from a tally, which is of the whole month; and of a year that is
        tallied as a whole, no month has one.
        """
        if self.tallies.whole_year(measure.name) is not None:
            return None
        tallies = self.tallies.months(measure.name)
        tallied = (month, CITY) in tallies
        if tallied and month == self.as_of[:7] and not is_month_end(self.as_of):
            return None
        if not tallied and not self.has_records:
            return None
        return self._recorded(measure, month, area) + tallies.get((month, area), 0)

    def total(self, measure: Measure, area: str = CITY) -> int | None:
        """The cumulative figure, or the state on the day; None where there is none."""
        whole = self.tallies.whole_year(measure.name)
        if whole is not None:
            if self.as_of != self.year.last_day:
                return None
            return self._sum(measure, area) + whole.get(area, 0)
        if measure.name not in self.tallies:
            return self._sum(measure, area) if self.has_records else None
        if measure.state:
            return self.month(measure, self.as_of[:7], area)
        if self.month(measure, self.as_of[:7]) is None and (self.as_of[:7], CITY) in self.tallies.months(measure.name):
            return None
        figures = [self.month(measure, period.key, area) for period in self.periods]
        if measure.distinct and len(figures) > 1:  # nobody knows which records a tally counted
            return None
        return sum(figure or 0 for figure in figures) if any(figure is not None for figure in figures) else None

    def in_period(self, measure: Measure, period: Period, area: str = CITY) -> int | None:
        """The figure of a month, quarter, half or the whole year so far; None where there is none."""
        if period.key == str(self.year.year):
            return self.total(measure, area)
        keys = [each.key for each in self.periods if period.first_day <= each.first_day <= period.last_day]
        if measure.state:
            return self.month(measure, keys[-1], area)
        figures = [self.month(measure, key, area) for key in keys]
        if measure.distinct and len(keys) > 1 and None not in figures:
            return self._different(measure, period, keys, area)
        return None if None in figures else sum(figure or 0 for figure in figures)

    def by_area(self, measure: Measure) -> dict[str, int] | None:
        """The cumulative figure by area; None where there is no figure, or the city's total alone is known."""
        if self.total(measure) is None or (self.tallies.city_only(measure.name) and not self.areas(measure)):
            return None
        return {area: number for area in self.areas(measure) if (number := self.total(measure, area))}

    def _recorded(self, measure: Measure, month: str, area: str) -> int:
        counts = self._months.get((measure.name, area), {})
        if not measure.state:
            return counts.get(month, 0)
        return sum(number for each, number in counts.items() if each <= month)

    def _different(self, measure: Measure, period: Period, keys: list[str], area: str) -> int | None:
        """The different records of several months; None where a tally is among them, whose records nobody knows."""
        if any((key, CITY) in self.tallies.months(measure.name) for key in keys):
            return None
        by = [] if area == CITY else [self._ledger.axes_of(measure)["area"]]
        numbers = dict(self._ledger.count_by(measure, by, period.first_day, period.last_day, self.as_of))
        return numbers.get((area,) if by else (), 0)

    def _sum(self, measure: Measure, area: str) -> int:
        name = measure.name + YEAR if measure.distinct else measure.name
        counts = self._months.get((name, area), {})
        return sum(number for month, number in counts.items() if month or measure.state)

    def lacks_months(self, measure: Measure) -> list[str]:
        """The months without a figure of a measure that is known by month from tallies alone."""
        if (
            self.has_records
            or measure.distinct
            or measure.name not in self.tallies
            or self.tallies.whole_year(measure.name)
        ):
            return []
        known = {month for month, _area in self.tallies.months(measure.name)}
        return [period.key for period in self.periods if period.key not in known]
