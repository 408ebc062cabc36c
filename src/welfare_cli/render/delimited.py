"""The report as tidy CSV or TSV: one row a number, to be counted further; footnotes go beside it."""

from __future__ import annotations

from ..model.separated import separated
from ..report import Breakdown, Report
from ..words import N_

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def csv(report: Report) -> str:
    """Comma-separated: `measure,period,area,number`, the city's total as area 計; of a breakdown its axes instead.

    In a breakdown the value of an axis that a total was counted without is empty. What was not entered stands as
    未記入, so that a total cannot be taken for a cell. Both words are the same in every language.
    """
    return _written(report, ",")


def tsv(report: Report) -> str:
    """The same, separated by tabs."""
    return _written(report, "\t")


def _written(report: Report, delimiter: str) -> str:
    if report.breakdown:
        return separated(_cells(report.breakdown), delimiter)
    return separated([("measure", "period", "area", "number"), *_rows(report)], delimiter)


def _cells(breakdown: Breakdown) -> Iterator[list[str | int | float | None]]:
    """The cells, then the totals, each with its share and what that is of; what is not available has no row."""
    shares = ["percent", "base"] if breakdown.percent_of else []
    yield ["measure", *(axis.name for axis in breakdown.axes), "number", *shares]
    for cell in (*filter(breakdown.lists, breakdown.cells), *breakdown.totals):
        if cell.number is not None:
            share = [cell.percent, cell.base] if shares else []
            yield [cell.measure.name, *cell.values, cell.number, *share]


def _rows(report: Report) -> Iterator[tuple[str, str, str, int]]:
    """Months, then the year so far, then the same part of last year; what is not available has no row."""
    city = N_("計")
    so_far = f"{report.year.first_day}/{report.as_of}"
    last_year = f"{report.year.year - 1:04}{report.year.first_day[4:]}/{report.last_year_to}"
    for figure in report.figures:
        name = figure.measure.name
        for key, number in figure.by_month.items():
            for area, months in figure.months_by_area.items():
                yield name, key, area, months[key]
            if number is not None:
                yield name, key, city, number
        for area, cumulative in (figure.by_area or {}).items():
            yield name, so_far, area, cumulative
        if figure.total is not None:
            yield name, so_far, city, figure.total
        earlier = list(zip(report.series, figure.series, strict=True))[:-1]
        spans = [(f"{span.year.first_day}/{span.to}", value) for span, value in earlier] or [
            (last_year, figure.last_year)
        ]
        for span, value in spans:
            if value is not None:
                yield name, span, city, value
