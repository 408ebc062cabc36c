"""The report as JSON, schema `wfc.report/1` (`docs/json.md`): choices as codes, list values as labels."""

from __future__ import annotations

import json as json_module

from ..model.position import for_programs
from ..report import TO_DATE, Report, gap_facts
from .tidy import COMPARISONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..report import Breakdown, BreakdownCell, Figure, Partial
    from ..report.settled import Settled


def json(report: Report) -> str:
    """The report as one JSON object; a figure that is not available is null."""
    said: dict[str, Any] = {
        "schema": "wfc.report/1",
        "as_of": report.as_of,
        "from": report.year.first_day,
        "fiscal_year": report.year.year,
        "last_year": {"from": f"{report.year.year - 1:04}{report.year.first_day[4:]}", "to": report.last_year_to},
        "organisation": report.profile.settings["organisation"],
        "entry": report.head.number,
        "chain_head": report.head.hash,
        "footnotes": list(report.footnotes),
    }
    if report.areas_of:
        said["areas_of"] = report.areas_of
    if report.settled:
        said["known_on"] = report.settled.known_on
    if report.breakdown:
        said |= breakdown(report.breakdown, report.figures)
    else:
        said["measures"] = [_measure(figure) for figure in report.every_figure]
        for measure, figure in zip(said["measures"], report.every_figure, strict=True):
            if report.settled:
                measure["settled"] = _settled(report, report.settled, figure)
            if report.compare:
                measure[COMPARISONS[report.compare]] = figure.compared(report.compare)
            if report.series:
                measure["series"] = [
                    {"fiscal_year": span.year.year, "to": span.to, "number": value}
                    | ({"missing": gap_facts(gap)} if figure.measure.sum else {})
                    for span, value, gap in zip(report.series, figure.series, figure.series_gaps, strict=True)
                ]
    return json_module.dumps(said, ensure_ascii=False, indent=2) + "\n"


def breakdown(found: Breakdown, figures: Sequence[Figure]) -> dict[str, Any]:
    """Cells without a row for a total, and beside them the totals, each without the axis it was counted without."""
    said: dict[str, Any] = {"by": [axis.name for axis in found.axes]}
    alone = len(figures) == 1
    if alone:
        said |= {"measure": figures[0].measure.name, "total": figures[0].total, "since": figures[0].since or None}
    if found.percent_of:
        said["percent_of"] = found.percent_of

    def cell_of(cell: BreakdownCell) -> dict[str, Any]:
        values = {
            axis.name: for_programs(value)
            for axis, value in zip(found.axes, cell.values, strict=True)
            if value is not None
        }
        share = {"percent": cell.percent, "base": cell.base} if found.percent_of else {}
        limits: dict[str, Any] = {"since": cell.since} if cell.since else {}
        limits |= {"reported": _reported(cell.partial)} if cell.partial else {}
        limits |= {"missing": gap_facts(cell.gap)} if cell.measure.sum else {}
        return ({} if alone else {"measure": cell.measure.name}) | values | {"number": cell.number} | share | limits

    said["cells"] = [cell_of(cell) for cell in found.cells if found.lists(cell)]
    said["totals"] = [cell_of(total) for total in found.totals]
    return said


def _named(by_area: Mapping[str, int | None]) -> dict[str, int | None]:
    return {for_programs(area): number for area, number in by_area.items()}


def _reported(partial: Partial | None) -> dict[str, int] | None:
    """How many of how many areas have reported; null where all have."""
    return {"areas": partial.reported, "of": partial.areas} if partial else None


def _measure(figure: Figure) -> dict[str, Any]:
    measure = figure.measure
    said = {
        "measure": measure.name,
        "label": measure.label,
        "unit": measure.unit,
        "section": figure.section,
        "state": measure.state,
        "total": figure.total,
        "since": figure.since or None,
        "reported": _reported(figure.partial.get(TO_DATE)),
        "by_month": dict(figure.by_month),
        "months_reported": {key: _reported(each) for key, each in figure.partial.items() if key},
        "by_area": None if figure.by_area is None else _named(figure.by_area),
        "areas_overlap": figure.areas_overlap,
        "last_year": figure.last_year,
        "last_year_reported": _reported(figure.last_partial),
        "difference": figure.difference,
        "breaks": sorted(figure.breaks),
        "question": measure.question or None,
        **({"retired": True} if measure.retired else {}),
        **({"sum": True, "missing": _missing(figure)} if measure.sum else {}),
    }
    return said | {"distinct": True} if measure.distinct_months else said


def _missing(figure: Figure) -> dict[str, Any]:
    """Where a sum lacks numbers: of how many records how many, in the cells in which it does."""
    return {
        "total": gap_facts(figure.gap()),
        "by_month": {month: gap_facts(gap) for (month, area), gap in figure.gaps.items() if month and area is None},
        "by_area": {
            for_programs(area): gap_facts(gap)
            for (month, area), gap in figure.gaps.items()
            if area is not None and not month
        },
        "last_year": gap_facts(figure.last_gaps.get(TO_DATE)),
    }


def _settled(report: Report, settled: Settled, figure: Figure) -> dict[str, Any]:
    """How settled the figures of a measure are, under the keys of the figures."""

    def share_of(period: str, area: str | None = None) -> dict[str, Any] | None:
        share = settled.of(figure.measure, period, area)
        return {"percent": share.percent, "periods": share.periods, "days": share.days} if share else None

    year = str(report.year.year)
    said: dict[str, Any] = {
        "total": share_of(year),
        "by_month": {key: share_of(key) for key in figure.by_month},
        "by_area": None
        if figure.by_area is None
        else {for_programs(area): share_of(year, area) for area in figure.by_area},
        "last_year": share_of(str(report.year.year - 1)),
    }
    if report.series:
        said["series"] = [share_of(str(span.year.year)) for span in report.series]
    return said
