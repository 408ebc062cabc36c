"""Cells: where a figure stands, what a report prints there, and which records are in it."""

from __future__ import annotations

from itertools import product
from types import MappingProxyType

from ...model.calendar import FiscalYear
from ...model.position import EMPTY
from ...values import value
from ..axis_values import PERIODS, of_records
from ..known import Known
from ..report import TO_DATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ...ledger import Counted
    from ...measures import Measure
    from ..report import Breakdown, BreakdownCell, Figure, Report
    from .frozen import Frozen

    LeftOut = Mapping[str | None, Collection[str]]
    Members = Mapping[int, int | None]
    """The records in a cell, each with what it adds, None where that is not known."""
    Span = tuple[str | None, str, str]

FIGURES = ("month", "area")
"""The axes of the tables that every report has."""
ALL_REPORTED: LeftOut = MappingProxyType({})
"""No area is left out of the city."""


@value
class CountedRow:
    """One counted thing in one area, "" where it has none: the record's number and ref, and the day on which it counts.

    Of a state, `day` is the first day at whose end it is, and `left` the first at whose end it is no longer. Of a sum,
    `number` is what it adds, None where none is entered. `values` are the keys of its values on the fields by which its
    table counts.
    """

    record: int
    ref: str
    area: str
    day: str
    left: str | None = None
    number: int | None = None
    values: tuple[str, ...] = ()


@value
class Cell:
    """Where a figure of a measure stands: its period, its area, and its value on each field by which its table counts.

    None is the total: of `month` the cumulative figure, of `area` the city, of a value the records whatever their
    value. `month` is the key of a period of any length, `area` a code, `values` are keys (`axes.Value`).
    """

    month: str | None
    area: str | None
    values: tuple[str | None, ...] = ()


@value
class TablePlace:
    """A cell of a measure, in a table by some axes; `left_out` are the areas that its city is without."""

    measure: Measure
    cell: Cell
    by: Sequence[str]
    left_out: LeftOut

    def across(self) -> TablePlace:
        """The same period, in the city and whatever the values."""
        cell = Cell(self.cell.month, None, (None,) * len(self.cell.values))
        return TablePlace(self.measure, cell, self.by, self.left_out)


def fields_of(by: Sequence[str]) -> tuple[str, ...]:
    """Those of some axes that are fields of the records, in their order."""
    return tuple(filter(of_records, by))


def on_axes(cell: Cell, by: Sequence[str]) -> tuple[str | None, ...]:
    """The keys of a cell on the axes of its table, None where it is a total."""
    values = iter(cell.values)
    return tuple(next(values) if of_records(name) else cell.area if name == "area" else cell.month for name in by)


def cell_at(keys: Sequence[str | None], by: Sequence[str]) -> Cell:
    """The cell that has these keys on the axes of its table."""
    found = dict(zip(by, keys, strict=True))
    month = next((found[name] for name in by if name in PERIODS), None)
    return Cell(month, found.get("area"), tuple(found[name] for name in fields_of(by)))


# -- the figures by month and area ------------------------------------------------------------------------


def cells_of(figures: Iterable[tuple[Frozen, Figure]]) -> list[Cell]:
    """Every cell that some figures of one measure have: the city's first, and of each place the cumulative one."""
    months: dict[str | None, None] = {None: None}
    places: dict[str | None, None] = {None: None}
    for kept, figure in figures:
        months |= dict.fromkeys(figure.by_month)
        shown = figure.by_area or {}
        places |= {code: None for code, term in kept.report.profile.lists["areas"].items() if term.label in shown}
        places |= {row.area: None for row in kept.rows[figure.measure.name]}
    return [Cell(month, area) for area in places for month in months]


def figure_in(report: Report, figure: Figure, cell: Cell) -> Known:
    """The figure that a report prints in a cell, with what it lacks."""
    gap = figure.gap(cell.month or TO_DATE, None if cell.area is None else _label(report, cell.area))
    return Known(_number_in(report, figure, cell), figure.since, figure.partial.get(cell.month or TO_DATE), gap)


def _number_in(report: Report, figure: Figure, cell: Cell) -> int | None:
    if cell.area is None:
        return figure.total if cell.month is None else figure.by_month.get(cell.month)
    label = _label(report, cell.area)
    if cell.month is None:
        return None if figure.by_area is None else figure.by_area.get(label, 0)
    if cell.month not in figure.by_month or not figure.months_by_area:
        return None
    is_shown = label in report.areas
    return figure.months_by_area.get(label, {}).get(cell.month, None if is_shown else 0)


def _label(report: Report, area: str) -> str:
    return report.profile.label("areas", area) if area else EMPTY


def left_out_of(figure: Figure) -> LeftOut:
    """The areas that are in no cell of the city, by month, None of the cumulative figure: they have not reported."""
    return {month or None: partial.left_out for month, partial in figure.partial.items()}


# -- breakdowns -------------------------------------------------------------------------------------------


class PrintedNumbers:
    """What a breakdown prints of one measure, by the keys of its cells."""

    def __init__(self, breakdown: Breakdown, measure: str) -> None:
        self.by = [axis.name for axis in breakdown.axes]
        self._values = [axis.keys for axis in breakdown.axes]
        keys = [{value: key for key, value in axis.keys.items()} for axis in breakdown.axes]
        self._printed: dict[tuple[str | None, ...], BreakdownCell] = {}
        for cell in (*breakdown.cells, *breakdown.totals):
            if cell.measure.name == measure:
                place = tuple(None if value is None else of[value] for value, of in zip(cell.values, keys, strict=True))
                self._printed[place] = cell

    def at(self, cell: Cell) -> Known:
        """The figure in a cell. One that is not printed is zero, but for what is known as a total alone."""
        place = on_axes(cell, self.by)
        printed = self._printed.get(place)
        if printed:
            return Known(printed.number, printed.since, printed.partial, printed.gap)
        alone = (self._is_alone(place, position) for position, key in enumerate(place) if key is not None)
        return Known(None if any(alone) else 0)

    def _is_alone(self, place: tuple[str | None, ...], position: int) -> bool:
        """Whether the total across an axis is not zero, and none of its parts has a number."""
        total = self._printed.get((*place[:position], None, *place[position + 1 :]))
        if total is None or total.number == 0:
            return False
        parts = (self._printed.get((*place[:position], key, *place[position + 1 :])) for key in self._values[position])
        return not any(part and (part.number or part.gap) for part in parts)

    def left_out(self) -> LeftOut:
        """The areas that have not reported, by the period of the numbers that lack them; see `left_out_of`."""
        found = ((cell_at(place, self.by).month, printed.partial) for place, printed in self._printed.items())
        return {month: partial.left_out for month, partial in found if partial}

    def cells(self) -> list[Cell]:
        """The cells that are printed and that the tables by month and area do not have."""
        return [cell_at(place, self.by) for place in self._printed if self._is_own(place)]

    def _is_own(self, place: tuple[str | None, ...]) -> bool:
        named = {name for name, key in zip(self.by, place, strict=True) if key is not None}
        return not named <= {*FIGURES}


# -- which records are in a cell --------------------------------------------------------------------------


def members(
    rows: Iterable[CountedRow] | Iterable[Counted],
    measure: Measure,
    report: Report,
    by: Sequence[str] = FIGURES,
    left_out: LeftOut = ALL_REPORTED,
) -> Mapping[Cell, Members]:
    """The different records in each cell of a measure, in a table of a report that counts by some axes."""
    found: dict[Cell, dict[int, int | None]] = {}
    known = [*rows]
    spans = [*spans_of(report, by, min((row.day for row in known), default=report.as_of))]
    for row in known:
        adds = row.number if measure.sum else 1
        for month, *values in product(_periods(row, measure, spans), *((key, None) for key in row.values)):
            if "area" in by:
                found.setdefault(Cell(month, row.area, tuple(values)), {})[row.record] = adds
            if row.area not in left_out.get(month, ()):
                found.setdefault(Cell(month, None, tuple(values)), {})[row.record] = adds
    return found


def counted_periods(row: CountedRow, measure: Measure, report: Report, by: Sequence[str] = FIGURES) -> list[str | None]:
    """The periods of a table in which a row counts; None stands for the year so far."""
    return _periods(row, measure, spans_of(report, by, min(row.day, report.as_of)))


def _periods(row: CountedRow | Counted, measure: Measure, spans: Iterable[Span]) -> list[str | None]:
    return [key for key, first, last in spans if _is_within(row, measure, first, last)]


def _is_within(row: CountedRow | Counted, measure: Measure, first: str, last: str) -> bool:
    """Whether a row counts in a period: a state that is at the end of its last day, anything else on its day."""
    if measure.state:
        return row.day <= last and (row.left is None or row.left > last)
    return first <= row.day <= last


def spans_of(report: Report, by: Sequence[str], earliest: str) -> Iterator[Span]:
    """The periods of a table with their first and last days, the year so far under None.

    `earliest` is a day of the first year that a table of several years has.
    """
    yield None, report.year.first_day, report.as_of
    for name in by:
        if name == "year":
            first = FiscalYear.of(min(earliest, report.as_of), report.year.opening_month)
            for number in range(first.year, report.year.year):
                year = FiscalYear(number, report.year.opening_month)
                yield str(number), year.first_day, year.last_day
        if name in PERIODS:
            for period in PERIODS[name].periods(report.year, report.as_of):
                yield period.key, period.first_day, period.last_day
