"""The report as tidy CSV or TSV: one row a number, to be counted further; footnotes go beside it."""

from __future__ import annotations

from ..model.position import TOTAL, for_programs
from ..model.separated import separated
from ..report import TO_DATE, Breakdown, Report
from ..values import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..report import Figure, Gap

    Cells = list[str | int | float | None]

COMPARISONS = {"percent": "percent_of_last_year", "ratio": "ratio_to_last_year"}
"""What this year in terms of last year is called by programs."""


@value
class TidyRow:
    """A number of a report: its figure, the key of its period and how that is written, its area or None of the city.

    `number` is None where there are records, and none of them has a number.
    """

    figure: Figure
    key: str
    period: str
    area: str | None
    number: int | None
    gap: Gap | None


def csv(report: Report) -> str:
    """Comma-separated: `measure,period,area,number`, the city's total as area 計; of a breakdown its axes instead.

    With a sum among the measures there are two more columns: how many records it `counted`, and how many of them are
    `missing` a number; both are empty where every one has its number.

    In a breakdown the value of an axis that a total was counted without is empty. What was not entered stands as
    未記入, so that a total cannot be taken for a cell. Both words are the same in every language.

    With a comparison the row of the city's cumulative figure has two more columns: this year in terms of last year
    (`percent_of_last_year` or `ratio_to_last_year`), and last year's figure. With how settled the figures are, each row
    has `settled_percent`, `settled_periods` and `settled_days`. What is not available is empty.
    """
    return _written(report, ",")


def tsv(report: Report) -> str:
    """The same, separated by tabs."""
    return _written(report, "\t")


def _written(report: Report, delimiter: str) -> str:
    sums = any(figure.measure.sum for figure in report.figures)
    gaps = ["counted", "missing"] if sums else []
    if report.breakdown:
        return separated(_cells(report.breakdown, gaps), delimiter)
    return separated(_lines(report, gaps), delimiter)


def _gap(gap: Gap | None) -> tuple[int | None, int | None]:
    return (gap.counted, gap.missing) if gap else (None, None)


def _cells(breakdown: Breakdown, gaps: list[str]) -> Iterator[Cells]:
    """The cells, then the totals, each with its share and what that is of; what is not available has no row."""
    shares = ["percent", "base"] if breakdown.percent_of else []
    yield ["measure", *(axis.name for axis in breakdown.axes), "number", *shares, *gaps]
    for cell in (*filter(breakdown.lists, breakdown.cells), *breakdown.totals):
        if cell.number is not None or cell.gap:
            share = [cell.percent, cell.base] if shares else []
            values = [None if value is None else for_programs(value) for value in cell.values]
            yield [cell.measure.name, *values, cell.number, *share, *(_gap(cell.gap) if gaps else ())]


def _lines(report: Report, gaps: list[str]) -> Iterator[Cells]:
    """The headings, then the rows."""
    headings: Cells = ["measure", "period", "area", "number", *gaps]
    headings += [COMPARISONS[report.compare], "last_year"] if report.compare else []
    headings += ["settled_percent", "settled_periods", "settled_days"] if report.settled else []
    yield headings
    for row in _rows(report):
        area = TOTAL if row.area is None else for_programs(row.area)
        line: Cells = [row.figure.measure.name, row.period, area, row.number]
        yield (
            line
            + [*(_gap(row.gap) if gaps else ())]
            + (_compared(report, row) if report.compare else [])
            + (_settled(report, row) if report.settled else [])
        )


def _compared(report: Report, row: TidyRow) -> Cells:
    is_compared = row.area is None and row.key == str(report.year.year)
    return [row.figure.compared(report.compare), row.figure.last_year] if is_compared else [None, None]


def _settled(report: Report, row: TidyRow) -> Cells:
    share = report.settled.of(row.figure.measure, row.key, row.area) if report.settled else None
    return [share.percent, share.periods, share.days] if share else [None, None, None]


def _rows(report: Report) -> Iterator[TidyRow]:
    """The rows of every figure that is available, or has records without a number."""
    return (row for row in _places(report) if row.number is not None or row.gap)


def _places(report: Report) -> Iterator[TidyRow]:
    """Months, then the year so far, then the same part of last year."""
    this, last = str(report.year.year), str(report.year.year - 1)
    so_far = f"{report.year.first_day}/{report.as_of}"
    last_year = f"{report.year.year - 1:04}{report.year.first_day[4:]}/{report.last_year_to}"
    for figure in report.figures:
        for key, number in figure.by_month.items():
            for area, months in figure.months_by_area.items():
                yield TidyRow(figure, key, key, area, months[key], figure.gap(key, area))
            yield TidyRow(figure, key, key, None, number, figure.gap(key))
        for area, cumulative in (figure.by_area or {}).items():
            yield TidyRow(figure, this, so_far, area, cumulative, figure.gap(TO_DATE, area))
        yield TidyRow(figure, this, so_far, None, figure.total, figure.gap())
        earlier = list(zip(report.series, figure.series, figure.series_gaps, strict=True))[:-1]
        for span, number, gap in earlier:
            yield TidyRow(figure, str(span.year.year), f"{span.year.first_day}/{span.to}", None, number, gap)
        if not earlier:
            yield TidyRow(figure, last, last_year, None, figure.last_year, figure.last_gaps.get(TO_DATE))
