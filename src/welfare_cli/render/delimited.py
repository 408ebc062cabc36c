"""The report as tidy CSV or TSV: one row a number, to be counted further; footnotes go beside it."""

from __future__ import annotations

import csv as csv_module
import io

from ..report import Report
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def csv(report: Report) -> str:
    """Comma-separated: `measure,period,area,number`, the city's total as area 計."""
    return _written(report, ",")


def tsv(report: Report) -> str:
    """The same, separated by tabs."""
    return _written(report, "\t")


def _written(report: Report, delimiter: str) -> str:
    stream = io.StringIO()
    writer = csv_module.writer(stream, delimiter=delimiter, lineterminator="\n")
    if report.axes:
        writer.writerow(["measure", *(axis.name for axis in report.axes), "number"])
        rows = ([cell.measure.name, *cell.values, cell.number] for cell in report.cells if cell.number is not None)
        writer.writerows(rows)
    else:
        writer.writerow(["measure", "period", "area", "number"])
        writer.writerows(_rows(report))
    return stream.getvalue()


def _rows(report: Report) -> Iterator[tuple[str, str, str, int]]:
    """Months, then the year so far, then the same part of last year; what is not available has no row."""
    city = _("計")
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
        if figure.last_year is not None:
            yield name, last_year, city, figure.last_year
