"""Cells: measures counted by one or two axes, and the totals beside them, counted in the same way."""

from __future__ import annotations

from itertools import product

from ..model.calendar import FiscalYear
from ..values import derived, value
from .axis_values import (
    PERIODS,
    Value,
    check_axes,
    check_base,
    has_total,
    label_of,
    of_records,
    usable,
    value_of,
    value_of_period,
)
from .counting import YearToDate
from .known import NOT_KNOWN, Known, gap_of, known_of
from .report import Breakdown, BreakdownAxis, BreakdownCell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from ..ledger import Ledger
    from ..measures import Measure
    from ..model.calendar import Period
    from .counting import Origin

    Place = tuple[str | None, ...]


class Numbers:
    """What is known of each measure at each place: a value on every axis, None on one it is counted without."""

    def __init__(
        self, ledger: Ledger, measures: Sequence[Measure], by: Sequence[str], years: Sequence[YearToDate]
    ) -> None:
        self.values: list[list[Value]] = [[] for _name in by]
        self._time = next((place for place, name in enumerate(by) if name in PERIODS), None)
        self._known: dict[tuple[str, Place], Known] = {}
        self._elsewhere: dict[tuple[str, str, tuple[bool, ...]], Known] = {}
        for measure in measures:
            for kept in (by, *without_axes(measure, by)):
                for period, year in periods_of(kept, years):
                    self._count(ledger, measure, kept, period, year)

    def _count(
        self, ledger: Ledger, measure: Measure, by: Sequence[str | None], period: Period, year: YearToDate
    ) -> None:
        """Take in one period by some axes: what is known of each value, and of every value that is not found."""
        whole = Whole(ledger, measure, period, year)
        fields = [name for name in by if name and name not in PERIODS]
        known = ledger.figures.axes_of(measure)
        has_time = any(name in PERIODS for name in by)
        self._elsewhere[measure.name, period.key if has_time else "", tuple(map(bool, by))] = whole.elsewhere(fields)
        for codes, number in whole.by(fields):
            found: dict[str | None, Value] = {
                name: value_of(known[name].field, code, ledger.profile)
                for name, code in zip(fields, codes, strict=True)
            }
            found |= {name: value_of_period(name, period) for name in by if name in PERIODS}
            self._add(measure, [found.get(name) for name in by], number)

    def _add(self, measure: Measure, values: Sequence[Value | None], known: Known) -> None:
        self._known[measure.name, tuple(value.value if value else None for value in values)] = known
        for found, each in zip(self.values, values, strict=True):
            if each and (known.number is None or known.is_something):
                found.append(each)

    def at(self, measure: Measure, place: Place) -> Known:
        """What is known at a place: zero where nothing was counted of a figure whose parts are known, else nothing."""
        found = self._known.get((measure.name, place))
        if found is not None:
            return found
        period = "" if self._time is None else place[self._time] or ""
        return self._elsewhere.get((measure.name, period, tuple(value is not None for value in place)), NOT_KNOWN)


@value
class Whole:
    """The figure of a measure in a period, and its parts by any axes.

    Where some of the figure comes from tallies that do not carry the field, no part by the field is known, not even one
    that has records (domain §3, rule 10).
    """

    ledger: Ledger
    measure: Measure
    period: Period
    year: YearToDate
    origin: Origin | None = derived(factory=lambda self: self.year.origin(self.measure, self.period))

    def elsewhere(self, fields: Sequence[str]) -> Known:
        """What is known of a value that is not found: zero of a figure whose parts are known."""
        if self.year.parts(self.measure, self.period, fields) is None:
            return NOT_KNOWN
        return Known(0, self.origin.since if self.origin else "")

    def by(self, fields: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Known]]:
        """What is known by area or by any fields, the values as codes; the figure itself by none."""
        measure, period, year = self.measure, self.period, self.year
        if not fields:
            yield (), year.figure(measure, period)
        elif [*fields] == ["area"]:
            found = year.areas(measure)
            listed = dict.fromkeys([*found, *year.reporting(period.last_day)])
            for area in listed if year.tallies.areas(measure.name) else found:
                yield (area,), year.figure(measure, period, area)
        elif (tallied := year.parts(measure, period, fields)) is not None:
            since = self.origin.since if self.origin else ""
            beside = dict(tallied)
            for codes, number, *entered in self._counted(fields):
                yield codes, known_of(number, gap_of(*entered), since, beside.pop(codes[0], None))
            for code, number in beside.items():
                yield (code,), Known(number, since)

    def _counted(self, fields: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        """What is counted among the records of the figure, by some fields."""
        if self.origin is None or not self.origin.first:
            return ()
        axes = [self.ledger.figures.axes_of(self.measure)[name] for name in fields]
        return self.ledger.figures.count_by(
            self.measure, axes, self.origin.first, self.period.last_day, self.year.as_of
        )


def breakdown_of(
    ledger: Ledger,
    measures: Sequence[Measure],
    by: Sequence[str],
    years: Sequence[YearToDate],
    *,
    percent_of: str,
    everything: bool,
) -> Breakdown:
    """Count measures by one or two axes in some fiscal years, with totals and, where asked for, shares.

    The axes have the values under which anything stands, by time alone all periods; with `everything` also the
    words of the lists that might have been used. `UnknownWord` (2) for an axis that the measures do not have in
    common, more than can be crossed, or shares of a total that there is not.
    """
    check_axes(ledger, measures, by)
    check_base(measures, by, percent_of)
    with_zeros = everything or (len(by) == 1 and by[0] in PERIODS)
    numbers = Numbers(ledger, measures, by, years)
    axes = []
    for name, values in zip(by, numbers.values, strict=True):
        unused = usable(ledger, measures[0], name, years) if with_zeros else []
        axes.append(axis_of(ledger, measures[0], name, [*values, *unused]))

    def cells(measure: Measure, kept: Sequence[str | None]) -> Iterator[BreakdownCell]:
        for place in product(*(axis.values if axis.name in kept else [None] for axis in axes)):
            known = numbers.at(measure, place)
            whole = tuple(value if name == percent_of else None for name, value in zip(by, place, strict=True))
            base = numbers.at(measure, whole) if percent_of else NOT_KNOWN
            share_of = base.number if base.is_all else None
            yield BreakdownCell(measure, place, known.number, share_of, known.since, known.partial, known.gap)

    return Breakdown(
        axes=tuple(axes),
        cells=tuple(cell for measure in measures for cell in cells(measure, by)),
        totals=tuple(
            cell for measure in measures for kept in without_axes(measure, by) for cell in cells(measure, kept)
        ),
        percent_of=percent_of,
        with_zeros=with_zeros,
    )


def without_axes(measure: Measure, by: Sequence[str]) -> list[tuple[str | None, ...]]:
    """The axes less one or all of them, wherever that gives a total."""
    ways = product(*((name, None) if has_total(measure, name) else (name,) for name in by))
    return [kept for kept in ways if None in kept]


def axis_of(ledger: Ledger, measure: Measure, name: str, values: Sequence[Value]) -> BreakdownAxis:
    """An axis with some values, each once and in the order of its list."""
    in_order = sorted(values, key=lambda value: value.position)
    return BreakdownAxis(
        name=name,
        label=label_of(ledger, measure, name),
        of_records=of_records(name),
        values={value.value: value.shown for value in in_order},
        keys={value.key: value.value for value in in_order},
    )


def known_years(ledger: Ledger, this: YearToDate) -> list[YearToDate]:
    """Every fiscal year that the ledger knows, whole, up to the one of the report."""
    years = [FiscalYear(each, this.year.opening_month) for each in range(ledger.lookup.first_year(), this.year.year)]
    return [*(YearToDate(ledger, year, year.last_day) for year in years), this]


def periods_of(by: Sequence[str | None], years: Sequence[YearToDate]) -> Iterator[tuple[Period, YearToDate]]:
    """The periods of the axis of time, each with its fiscal year; the year so far where there is no such axis."""
    name = next((each for each in by if each in PERIODS), "year")
    for year in years:
        for period in PERIODS[name].periods(year.year, year.as_of):
            yield period, year
