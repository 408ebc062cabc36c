"""How settled a figure is: how much of its kind has usually arrived by now, from when entries arrived.

A figure is read so many days after the end of its period. In each earlier period of its kind, some of the records that
are current now had been entered by so many days after its end. The median of these shares is printed beside the figure,
and is never applied to it. Source: `docs/decisions/0042-how-settled-a-figure-is.md`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from fractions import Fraction
from statistics import median

from ..ledger import CITY
from ..model.calendar import (
    FiscalYear,
    Period,
    days_before,
    days_between,
    is_month_end,
    month_of,
    month_period,
    year_before,
    years,
)
from ..model.tally import TALLY
from ..values import replace, value
from ..words import _
from .build import report_of
from .tallies import YEAR, Tallies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from ..ledger import Counted, Ledger
    from ..measures import Measure
    from .report import Report

    Lags = Mapping[str, Sequence[int]]

OVER_FOR = 180
"""So many days after its end, hardly anything of a period is still to come."""
LEAST = 2
"""From so many periods on, there is something usual."""


@value
class Share:
    """What had usually arrived by so many days after the end of a period, in per cent, and in how many periods.

    `percent` has one decimal, half up; it is None where there are too few periods. `days` is negative while the
    period lasts.
    """

    days: int
    percent: float | None
    periods: int


@value
class Settled:
    """The shares of a report that is read on a day: by measure, key of the period, and area, None of the city.

    There is none for a figure that tallies are part of: nobody knows when their records were entered.
    """

    known_on: str
    shares: Mapping[tuple[str, str, str | None], Share]

    def of(self, measure: Measure, period: str, area: str | None = None) -> Share | None:
        """The share of a month `2024-04` or fiscal year `2024`, in an area; None where there is none."""
        return self.shares.get((measure.name, period, area))


def settled_report_of(ledger: Ledger, as_of: str, **asked: Any) -> Report:
    """The report as of a day with how settled its figures are; `asked` is that of `report_of`."""
    with ledger.reading():
        report = report_of(ledger, as_of, **asked)
        settled = settled_of(ledger, report)
    footnote = _(
        "「通例の入力率」は、{day}までに入力された割合の目安です。その期間の終わりから同じ日数のうちに、これまでの期間では、"
        "今ある記録の何％が最初に入力されていたかの中央値で、かっこ内は期間の数です。台帳ができてから終わり、{days}日以上たった"
        "期間だけから求め、二つに満たないところは「…」です。数そのものには加えていません。"
    ).format(day=settled.known_on, days=OVER_FOR)
    return replace(report, settled=settled, footnotes=(*report.footnotes, footnote))


def settled_of(ledger: Ledger, report: Report) -> Settled:
    """How settled the figures of a report are, at the moment of which the ledger is known."""
    arrived = ledger.figures.arrivals()
    past = Past(min(arrived.values()), ledger.known_on())
    periods = [*report.months, *(_year(span.year, span.to) for span in report.series)]
    periods += [_year(report.year, report.as_of), _year(_year_before(report.year), report.last_year_to)]
    tallied = _Tallied(ledger, report.year.opening_month)
    shares = {}
    for figure in report.figures:
        measure = figure.measure
        arrivals = Arrivals(ledger, measure, arrived)
        for period in periods:
            if not tallied.is_part_of(measure, period):
                lags = [arrivals.lags(each) for each in past.like(period)]
                for code in {CITY, *(area for each in lags for area in each)}:
                    shares[measure.name, period.key, _label(report, code)] = _share(lags, code, past.age(period))
    return Settled(past.known_on, shares)


def _label(report: Report, area: str) -> str | None:
    """An area as a report calls it, None of the city."""
    if area == CITY:
        return None
    return report.profile.label("areas", area) if area else ""


def _year(year: FiscalYear, to: str) -> Period:
    """A fiscal year up to a day."""
    return years(year, to)[0]


def _year_before(year: FiscalYear) -> FiscalYear:
    return FiscalYear(year.year - 1, year.opening_month)


class _Tallied:
    """The figures that tallies are part of."""

    def __init__(self, ledger: Ledger, opening_month: int) -> None:
        self._records = ledger.records(TALLY)
        self._opening_month = opening_month
        self._years: dict[int, Tallies] = {}

    def is_part_of(self, measure: Measure, period: Period) -> bool:
        """Whether a month or a fiscal year has tallies of a measure."""
        year = FiscalYear.of(period.first_day, self._opening_month)
        tallies = self._years.setdefault(year.year, Tallies(self._records, year))
        if period.key == str(year.year):
            return measure.name in tallies
        return bool({period.key, YEAR} & tallies.of(measure.name).keys())


def _share(lags: Iterable[Lags], place: str, days: int) -> Share:
    """The median of the shares that had arrived by so many days, over the periods in which anything was counted."""
    found = [Fraction(bisect_right(each[place], days), len(each[place])) for each in lags if place in each]
    if days < 0 or len(found) < LEAST:
        return Share(days, None, len(found))
    middle = Fraction(median(found))
    return Share(days, (middle.numerator * 2000 + middle.denominator) // (middle.denominator * 2) / 10, len(found))


@value
class Past:
    """The periods that can tell what is usual: over for long, on a day, in a ledger whose first entry is of a day."""

    begun: str
    known_on: str

    def age(self, period: Period) -> int:
        """How many days ago a period ended."""
        return days_between(period.last_day, self.known_on)

    def like(self, period: Period) -> Iterator[Period]:
        """The earlier months, or years to the same day, that are usable for a period, the newest first.

        Of a period that is no older than this one, nobody knows what arrives after so many days; so it is left out.
        """
        earlier = self._years_before(period) if period.key.isdecimal() else self._months_before(period)
        return (each for each in earlier if self.age(each) >= OVER_FOR)

    def _months_before(self, period: Period) -> Iterator[Period]:
        """The months before one, each up to the same day; a month's last day is that of every month."""
        month = month_of(period.first_day)
        while True:
            month = _month_before(month)
            whole = is_month_end(period.last_day)
            earlier = month_period(month) if whole else month_period(month, month + period.last_day[7:])
            if earlier.last_day < self.begun:
                return
            yield earlier

    def _years_before(self, period: Period) -> Iterator[Period]:
        first, last = period.first_day, period.last_day
        while True:
            first, last = f"{int(first[:4]) - 1:04}{first[4:]}", year_before(last)
            if last < self.begun:
                return
            yield Period(first[:4], first, last)


def _month_before(month: str) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 2, 12)
    return f"{year:04}-{number + 1:02}"


@value
class Fewer:
    """How many records of a month were entered by so many days after its end: now, and as a median of past months."""

    number: int
    usual: float
    periods: int
    days: int


def fewer_than_usual(
    entered: Mapping[str, Sequence[str]], past: Past, period: Period, counts: Callable[[Period], bool]
) -> Fewer | None:
    """How many records are usually entered of a month by now, where this one has strikingly fewer; None otherwise.

    Strikingly fewer: less than half the median, and less than in every past month for which `counts` holds. `entered`
    are by month the days on which its records were first entered.
    """
    days, number = past.age(period), len(entered.get(period.key, ()))
    before = [_by_then(entered.get(each.key, ()), each, days) for each in past.like(period) if counts(each)]
    if len(before) < LEAST or number >= min(before) or number * 2 >= median(before):
        return None
    return Fewer(number, median(before), len(before), days)


def _by_then(entered: Iterable[str], period: Period, days: int) -> int:
    """How many had been entered by so many days after the end of a period."""
    last = days_before(period.last_day, -days)
    return sum(day <= last for day in entered)


class Arrivals:
    """When what a measure counts was first entered."""

    def __init__(self, ledger: Ledger, measure: Measure, arrived: Mapping[int, str]) -> None:
        self._measure = measure
        self._arrived = arrived
        self._stated = ledger.figures.first_stated(measure)
        self._rows = sorted(ledger.figures.rows(measure, "", ledger.known_on()), key=lambda row: row.day)
        self._days = [row.day for row in self._rows]
        self._lags: dict[tuple[str, str], Lags] = {}

    def lags(self, period: Period) -> Lags:
        """By area, the city's own under `*`, in how many days after the end of a period each record was first entered.

        In order, negative before its end; an area without any record is left out.
        """
        key = period.first_day, period.last_day
        if key not in self._lags:
            first: dict[str, dict[int, str]] = {}
            for row in self._counted(period):
                day = self._entered(row, period.last_day)
                for place in (row.area, CITY):
                    known = first.setdefault(place, {})
                    known[row.record] = min(known.get(row.record, day), day)
            end = date.fromisoformat(period.last_day)
            self._lags[key] = {
                place: sorted((date.fromisoformat(day) - end).days for day in records.values())
                for place, records in first.items()
            }
        return self._lags[key]

    def _counted(self, period: Period) -> Iterator[Counted]:
        """What is counted in a period; of a state, what is in it at its end."""
        until = bisect_right(self._days, period.last_day)
        if self._measure.state:
            return (row for row in self._rows[:until] if row.left is None or row.left > period.last_day)
        return iter(self._rows[bisect_left(self._days, period.first_day) : until])

    def _entered(self, row: Counted, last: str) -> str:
        """The day on which it was first entered what counts: the record itself, or what dates it within a period."""
        stated = [self._arrived[entry] for day, entry in self._stated.get(row.record, ()) if row.day <= day <= last]
        return min(stated, default=self._arrived[row.record])
