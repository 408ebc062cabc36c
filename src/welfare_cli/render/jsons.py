"""The report as JSON, schema `wfc.report/1` (`docs/json.md`): choices as codes, list values as labels."""

from __future__ import annotations

import json as json_module

from ..report import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..report import Figure


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
    if report.axes:
        names = [axis.name for axis in report.axes]
        alone = len(report.figures) == 1
        said["by"] = names
        if alone:
            said |= {"measure": report.figures[0].measure.name, "total": report.figures[0].total}
        said["cells"] = [
            ({} if alone else {"measure": cell.measure.name})
            | dict(zip(names, cell.values, strict=True))
            | {"number": cell.number}
            for cell in report.cells
        ]
    else:
        said["measures"] = [_measure(figure) for figure in report.figures]
    return json_module.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _measure(figure: Figure) -> dict[str, Any]:
    measure = figure.measure
    return {
        "measure": measure.name,
        "label": measure.label,
        "unit": measure.unit,
        "section": figure.section,
        "state": measure.state,
        "total": figure.total,
        "by_month": dict(figure.by_month),
        "by_area": None if figure.by_area is None else dict(figure.by_area),
        "areas_overlap": figure.areas_overlap,
        "last_year": figure.last_year,
        "difference": figure.difference,
        "question": measure.question or None,
    }
