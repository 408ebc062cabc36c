"""A report as a value: figures with their months, areas and last year, or a breakdown by one or two axes.

Nothing in it is ever changed, and nothing in it knows how it will be printed. A figure that is not available
is None: the office has neither records nor a tally for it, which is not the same as zero.
"""

from __future__ import annotations

from types import MappingProxyType

from ..values import derived, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..ledger import Head
    from ..measures import Measure
    from ..model.calendar import FiscalYear, Period
    from ..model.profile import Profile
    from .known import Gap, Partial
    from .settled import Settled

    Gaps = Mapping[tuple[str, str | None], Gap]


TO_DATE = ""
"""The key of the cumulative figure among those of months."""
NONE_PARTIAL: Mapping[str, Partial] = MappingProxyType({})
"""Every area has reported to every figure."""
NO_GAPS: Gaps = MappingProxyType({})
"""Every record of a sum has its number."""
UNITS_OF_LAST_YEAR = {"percent": 100, "ratio": 1}
"""How this year can be compared with last year, each with what a year equal to last year comes to."""


@value
class Span:
    """A fiscal year up to a day."""

    year: FiscalYear
    to: str


@value
class Figure:
    """One measure's figures for the fiscal year so far, under the section of the document that shows it.

    `by_month` is the city's figure by period key; `by_area` the cumulative one by the area's label, None where
    only the city's total is known; `months_by_area` the one by area and period, areas without any figure left out. The
    label "" stands for records without an area. `since` is the first day that the cumulative figure counts, "" where
    that is the year's first. `partial` says, of the month or of the cumulative figure (""), how many areas reported
    where not all did; `last_partial` the same of last year. `areas_overlap`: a joint meeting stands in each of its
    areas, so that the areas add up to more than the total. `series` are the figures of
    the years that were asked for, the oldest first, up to the same day; `breaks` the years of which something was
    published by another definition, and `comparable` whether last year is none of them. `last_months` are last year's
    months up to the same day, none where it has no figures.

    `gaps` is what is missing in a sum, by period key ("" the cumulative one) and the area's label (None: the city);
    `last_gaps` the same of last year's city by period key, `series_gaps` of the years of the series.
    """

    measure: Measure
    section: str
    total: int | None
    by_month: Mapping[str, int | None]
    by_area: Mapping[str, int | None] | None
    months_by_area: Mapping[str, Mapping[str, int | None]]
    areas_overlap: bool
    last_year: int | None
    series: tuple[int | None, ...] = ()
    breaks: frozenset[int] = frozenset()
    comparable: bool = True
    last_months: tuple[int | None, ...] = ()
    since: str = ""
    partial: Mapping[str, Partial] = NONE_PARTIAL
    last_partial: Partial | None = None
    gaps: Gaps = NO_GAPS
    last_gaps: Mapping[str, Gap] = MappingProxyType({})
    series_gaps: tuple[Gap | None, ...] = derived(factory=lambda self: (None,) * len(self.series))

    def gap(self, period: str = TO_DATE, area: str | None = None) -> Gap | None:
        """What is missing in a figure of the year: the cumulative one or a month's, of an area's label or the city."""
        return self.gaps.get((period, area))

    @property
    def is_whole(self) -> bool:
        """Whether from neither the cumulative figure nor last year's any months, areas or numbers are missing."""
        return not (
            self.since or TO_DATE in self.partial or self.last_partial or self.gap() or TO_DATE in self.last_gaps
        )

    @property
    def difference(self) -> int | None:
        """This year less last year, None where either has no figure or is not the whole one, or they do not compare."""
        if self.total is None or self.last_year is None or not (self.comparable and self.is_whole):
            return None
        return self.total - self.last_year

    def compared(self, by: str) -> float | None:
        """This year in terms of last year with one decimal, half up: as `percent` of it, or as a `ratio` to it.

        None where there is no difference either, and of a base of 0. Source: domain §3, rules 10 and 11.
        """
        if self.difference is None or self.total is None or not self.last_year:
            return None
        tenths = self.total * UNITS_OF_LAST_YEAR[by] * 10
        return (tenths * 2 + self.last_year) // (self.last_year * 2) / 10


@value
class BreakdownCell:
    """A number of a breakdown: the measure, its value on each axis, and how many different records there are.

    A total is a cell, too: on an axis that it was counted without, its value is None. `number` is None where there
    is no figure. `base` is the total of which the number is a share, None where no share is asked for, or that total is
    not known whole. `since` and `partial` are as of a `Figure`; `gap` is what is missing in the number of a sum.
    """

    measure: Measure
    values: tuple[str | None, ...]
    number: int | None
    base: int | None = None
    since: str = ""
    partial: Partial | None = None
    gap: Gap | None = None

    @property
    def percent(self) -> float | None:
        """The share of the base with one decimal, half up; None where a figure is missing, and of nothing."""
        if self.number is None or not self.base or self.partial or self.gap:
            return None
        return (self.number * 2000 + self.base) // (self.base * 2) / 10


@value
class BreakdownAxis:
    """An axis of a breakdown: its word, its heading, and its values in their order with the words people read.

    `of_records`: it is a field of the records, and not the time or area that every measure has. `keys` are its values
    by what stays the same where a word is renamed: a period, a code, the folded form of a free name.
    """

    name: str
    label: str
    of_records: bool
    values: Mapping[str, str]
    keys: Mapping[str, str]


@value
class Breakdown:
    """Measures counted by one or two axes: a cell for every value or pair of values, and the totals beside them.

    A total is counted, not added up: the different records whatever their value on one of two axes, or on all.
    There is none across the periods of a state, and none across years (domain §3, rule 6). `percent_of` names
    what the shares are of, `total` or an axis of which each value is a base; "" where there are none. `with_zeros`:
    formats for programs list the cells that are zero, too.
    """

    axes: tuple[BreakdownAxis, ...]
    cells: tuple[BreakdownCell, ...]
    totals: tuple[BreakdownCell, ...]
    percent_of: str
    with_zeros: bool

    def lists(self, cell: BreakdownCell) -> bool:
        """Whether a cell is among those that are listed one by one."""
        return self.with_zeros or cell.number != 0 or cell.gap is not None


@value
class Report:
    """A report as of a day: its dates, its figures, and under them the footnotes and where they come from.

    `breakdown` stands in the place of the figures' months and areas where axes were asked for. `series` are the years
    that stand side by side, the oldest first and the report's own last; none where they were not asked for. `areas_of`
    is the day in whose areas everything is counted, "" where it is in those that were recorded. `compare` is one of
    `UNITS_OF_LAST_YEAR` where this year is printed in terms of last year, too, and "" where it is not; `settled` is how
    settled the figures are, where it is asked for. `is_empty`: neither a record nor a tally of the year was known.
    `retired` are the figures of the measures that are no longer printed, for programs that still read them.
    """

    as_of: str
    year: FiscalYear
    last_year_to: str
    months: tuple[Period, ...]
    areas: tuple[str, ...]
    figures: tuple[Figure, ...]
    breakdown: Breakdown | None
    footnotes: tuple[str, ...]
    profile: Profile
    head: Head
    series: tuple[Span, ...] = ()
    areas_of: str = ""
    compare: str = ""
    settled: Settled | None = None
    is_empty: bool = False
    retired: tuple[Figure, ...] = ()

    @property
    def every_figure(self) -> tuple[Figure, ...]:
        """The figures that are printed, and those of the retired measures."""
        return (*self.figures, *self.retired)

    @property
    def compares(self) -> bool:
        """Whether there is anything to compare with last year, or a comparison is asked for."""
        return bool(self.compare) or any(figure.last_year is not None for figure in self.figures)
