"""A report as a value: figures with their months, areas and last year, or the cells of a breakdown.

Nothing in it can be changed, and nothing in it knows how it will be printed. A figure that is not available
is None: the office has neither records nor a tally for it, which is not the same as zero.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..ledger import Head
    from ..measures import Measure
    from ..model.calendar import FiscalYear, Period
    from ..model.profile import Profile


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure's figures for the fiscal year so far, under the section of the document that shows it.

    `by_month` is the city's figure by period key; `by_area` the cumulative one by the area's label, None where
    only the city's total is known; `months_by_area` the one by area and period. `areas_overlap`: a joint
    meeting stands in each of its areas, so that the areas add up to more than the total.
    """

    measure: Measure
    section: str
    total: int | None
    by_month: Mapping[str, int | None]
    by_area: Mapping[str, int] | None
    months_by_area: Mapping[str, Mapping[str, int]]
    areas_overlap: bool
    last_year: int | None

    @property
    def difference(self) -> int | None:
        """This year less last year, None where either has no figure."""
        return None if self.total is None or self.last_year is None else self.total - self.last_year


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a breakdown: the measure, its value on each axis, and the number; None where there is no figure."""

    measure: Measure
    values: tuple[str, ...]
    number: int | None


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of a breakdown: its word, its heading, and its values in their order with the words people read."""

    name: str
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as of a day: its dates, its figures, and under them the footnotes and where they come from."""

    as_of: str
    year: FiscalYear
    last_year_to: str
    months: tuple[Period, ...]
    areas: tuple[str, ...]
    figures: tuple[Figure, ...]
    axes: tuple[Axis, ...]
    cells: tuple[Cell, ...]
    footnotes: tuple[str, ...]
    profile: Profile
    head: Head

    @property
    def compares(self) -> bool:
        """Whether there is anything to compare with last year."""
        return any(figure.last_year is not None for figure in self.figures)
