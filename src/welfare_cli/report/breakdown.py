"""Cells: measures counted by one or two axes, and the totals beside them, counted in the same way."""

from __future__ import annotations

from itertools import product

from ..model.calendar import FiscalYear
from .axes import (
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
from .report import Axis, Breakdown, Cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..ledger import Ledger
    from ..measures import Measure
    from ..model.calendar import Period

    Place = tuple[str | None, ...]


class Numbers:
    """What is counted of each measure at each place: a value on every axis, None on one it is counted without."""

    def __init__(
        self, ledger: Ledger, measures: Sequence[Measure], by: Sequence[str], years: Sequence[YearToDate]
    ) -> None:
        self.values: list[list[Value]] = [[] for _name in by]
        self._numbers: dict[tuple[str, Place], int | None] = {}
        self._not_empty: set[tuple[str, int, Place]] = set()
        for measure in measures:
            for kept in (by, *without_axes(measure, by)):
                for values, number in counted(ledger, measure, kept, years):
                    self._add(measure, values, number)

    def _add(self, measure: Measure, values: Sequence[Value | None], number: int | None) -> None:
        place = tuple(value.value if value else None for value in values)
        self._numbers[measure.name, place] = number
        if number:
            self._not_empty |= {(measure.name, *total) for total in totals_of(place)}
        for found, value in zip(self.values, values, strict=True):
            if value and number != 0:
                found.append(value)

    def at(self, measure: Measure, place: Place) -> int | None:
        """The number at a place. Where nothing was counted it is zero, but for what is known as a total alone.

        A tally has no topic, and a year without records has nothing at all: where a total is not zero and none of
        its parts has anything, no part has a figure, which is not zero (domain §3, rules 7 and 9).
        """
        if (measure.name, place) in self._numbers:
            return self._numbers[measure.name, place]
        alone = any(
            self._numbers.get((measure.name, total), 0) != 0 and (measure.name, position, total) not in self._not_empty
            for position, total in totals_of(place)
        )
        return None if alone else 0


def totals_of(place: Place) -> Iterator[tuple[int, Place]]:
    """The totals that a place is a part of: those across one more axis, each with the position of that axis."""
    for position, value in enumerate(place):
        if value is not None:
            yield position, (*place[:position], None, *place[position + 1 :])


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

    def cells(measure: Measure, kept: Sequence[str | None]) -> Iterator[Cell]:
        for place in product(*(axis.values if axis.name in kept else [None] for axis in axes)):
            base = tuple(value if name == percent_of else None for name, value in zip(by, place, strict=True))
            yield Cell(measure, place, numbers.at(measure, place), numbers.at(measure, base) if percent_of else None)

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


def axis_of(ledger: Ledger, measure: Measure, name: str, values: Sequence[Value]) -> Axis:
    """An axis with some values, each once and in the order of its list."""
    in_order = sorted(values, key=lambda value: value.position)
    return Axis(
        name=name,
        label=label_of(ledger, measure, name),
        of_records=of_records(name),
        values={value.value: value.shown for value in in_order},
    )


def known_years(ledger: Ledger, this: YearToDate) -> list[YearToDate]:
    """Every fiscal year that the ledger knows, whole, up to the one of the report."""
    years = [FiscalYear(each, this.year.opening_month) for each in range(ledger.first_year(), this.year.year)]
    return [*(YearToDate(ledger, year, year.last_day) for year in years), this]


def periods_of(by: Sequence[str | None], years: Sequence[YearToDate]) -> Iterator[tuple[Period, YearToDate]]:
    """The periods of the axis of time, each with its fiscal year; the year so far where there is no such axis."""
    name = next((each for each in by if each in PERIODS), "year")
    for year in years:
        for period in PERIODS[name].periods(year.year, year.as_of):
            yield period, year


def counted(
    ledger: Ledger, measure: Measure, by: Sequence[str | None], years: Sequence[YearToDate]
) -> Iterator[tuple[tuple[Value | None, ...], int | None]]:
    """The numbers of one measure by some axes: the value on each, None where it is left out, and the number.

    Time and area are counted with the tallies; a field of the records is known of the records alone.
    """
    known, profile = ledger.axes_of(measure), ledger.profile
    fields = [name for name in by if name and name not in PERIODS]
    numbers: list[tuple[tuple[str, ...], int | None]]
    for period, year in periods_of(by, years):
        if not fields:
            numbers = [((), year.in_period(measure, period))]
        elif fields == ["area"]:
            numbers = [((area,), year.in_period(measure, period, area)) for area in year.areas(measure)]
        else:
            axes = [known[name] for name in fields]
            numbers = [*ledger.count_by(measure, axes, period.first_day, period.last_day, year.as_of)]
        for codes, number in numbers:
            if number != 0 or not fields:
                values: dict[str | None, Value] = {
                    name: value_of(known[name].field, code, profile) for name, code in zip(fields, codes, strict=True)
                }
                values |= {name: value_of_period(name, period) for name in by if name in PERIODS}
                yield tuple(values.get(name) for name in by), number
