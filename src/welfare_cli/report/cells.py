"""Cells: where a figure stands, what a report prints there, and which records are in it."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.position import EMPTY
from .report import TO_DATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Protocol

    from ..measures import Measure
    from .frozen import Frozen
    from .known import Gap
    from .report import Figure, Report

    LeftOut = Mapping[str | None, Collection[str]]

    class Row(Protocol):
        """A row of a measure."""

        @property
        def record(self) -> int: ...
        @property
        def area(self) -> str: ...
        @property
        def day(self) -> str: ...
        @property
        def left(self) -> str | None: ...
        @property
        def number(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a figure stands: its month, None of the cumulative one, and the code of its area, None of the city."""

    month: str | None
    area: str | None


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


def figure_in(report: Report, figure: Figure, cell: Cell) -> int | None:
    """The figure that a report prints in a cell, None where it prints that there is none."""
    if cell.area is None:
        return figure.total if cell.month is None else figure.by_month.get(cell.month)
    label = _label(report, cell.area)
    if cell.month is None:
        return None if figure.by_area is None else figure.by_area.get(label, 0)
    if cell.month not in figure.by_month or not figure.months_by_area:
        return None
    is_shown = label in report.areas
    return figure.months_by_area.get(label, {}).get(cell.month, None if is_shown else 0)


def gap_in(report: Report, figure: Figure, cell: Cell) -> Gap | None:
    """What is missing in the figure that a report prints in a cell."""
    return figure.gap(cell.month or TO_DATE, None if cell.area is None else _label(report, cell.area))


def _label(report: Report, area: str) -> str:
    return report.profile.label("areas", area) if area else EMPTY


def left_out_of(figure: Figure) -> LeftOut:
    """The areas that are in no cell of the city, by month, None of the cumulative figure: they have not reported."""
    return {month or None: partial.left_out for month, partial in figure.partial.items()}


def members(
    rows: Iterable[Row], measure: Measure, report: Report, left_out: LeftOut
) -> dict[Cell, dict[int, int | None]]:
    """The different records in each cell of a measure, in the months of a report, each with what it adds, if known."""
    found: dict[Cell, dict[int, int | None]] = {}
    for row in rows:
        adds = row.number if measure.sum else 1
        for month in counted_months(row, measure, report):
            found.setdefault(Cell(month, row.area), {})[row.record] = adds
            if row.area not in left_out.get(month, ()):
                found.setdefault(Cell(month, None), {})[row.record] = adds
    return found


def counted_months(row: Row, measure: Measure, report: Report) -> list[str | None]:
    """Return the months of a report in which a row counts; None stands for the cumulative figure."""
    months: list[str | None] = []
    if measure.state:
        months += [period.key for period in report.months if _is_at_end_of(row, period.last_day)]
        months += [None] if _is_at_end_of(row, report.as_of) else []
    elif report.year.first_day <= row.day <= report.as_of:
        months = [row.day[:7], None]
    return months


def _is_at_end_of(row: Row, day: str) -> bool:
    """Whether a state is at the end of a day."""
    return row.day <= day and (row.left is None or row.left > day)
