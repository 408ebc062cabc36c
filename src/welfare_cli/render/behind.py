"""The records behind one figure, for people and for programs: refs, days and areas, nothing confidential."""

from __future__ import annotations

import json as json_module

from ..report.footnotes import counted_in
from ..words import _
from .layout import number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..report.behind import Behind


def behind(found: Behind, form: str) -> str:
    """The figure, and the records that it counts, in a format."""
    profile = found.report.profile
    area = None if found.cell.area is None else profile.label("areas", found.cell.area) or _("未記入")
    rows = [
        (
            ref,
            some[0].day,
            some[0].left,
            [profile.label("areas", row.area) or _("未記入") for row in some],
            [profile.label("areas", area) for area in recorded],
        )
        for ref, some, recorded in found.records
    ]
    areas_of = found.report.areas_of
    if form == "json":
        said = {
            "schema": "wfc.figure/1",
            "measure": found.measure.name,
            "as_of": found.report.as_of,
            "month": found.cell.month,
            "area": area,
            "number": found.number,
            "tallied": found.tallied,
            "records": [
                {"ref": ref, "day": day, "left": left, "areas": areas}
                | ({"recorded_areas": recorded} if areas_of else {})
                for ref, day, left, areas, recorded in rows
            ],
        }
        said |= {"areas_of": areas_of} if areas_of else {}
        return json_module.dumps(said, ensure_ascii=False, indent=2) + "\n"
    title = _("{measure}（{month}、{area}）: {number}").format(
        measure=found.measure.label,
        month=found.cell.month or (_("基準日") if found.measure.state else _("累計")),
        area=area or _("市全体"),
        number=number(found.number),
    )
    lines = [title if form == "table" else f"# {title}", ""]
    if rows:
        from tabulate import tabulate

        headings = [_("整理番号"), _("始まり") if found.measure.state else _("日付"), _("圏域")]
        headings += [_("記録の圏域")] if areas_of else []
        table = tabulate(
            [
                [ref, day, _("、").join(dict.fromkeys(areas)), *([_("、").join(recorded)] if areas_of else [])]
                for ref, day, _left, areas, recorded in rows
            ],
            headings,
            tablefmt="simple" if form == "table" else "github",
            disable_numparse=True,
        )
        lines += [line.rstrip() for line in table.splitlines()]
    lines.append(_("記録 {number}件").format(number=len(rows)))
    if found.tallied:
        lines.append(_("ほかに過年度集計 {number}件").format(number=found.tallied))
    if areas_of:
        lines.append(counted_in(areas_of))
    return "\n".join(lines) + "\n"
