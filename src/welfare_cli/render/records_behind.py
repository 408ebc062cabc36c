"""The records behind one figure, for people and for programs: refs, days and areas, nothing confidential."""

from __future__ import annotations

import json as json_module

from ..model.position import for_people, for_programs
from ..report import gap_facts
from ..report.footnotes import counted_in
from ..words import _
from .blocks import counted_again
from .layout import number, where

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..report.drilldown import Drilldown
    from ..report.published.cells import CountedRow


def behind(found: Drilldown, form: str) -> str:
    """The figure, and the records that it counts, in a format."""
    profile = found.report.profile
    area = None if found.cell.area is None else profile.label("areas", found.cell.area)
    rows = [
        (
            ref,
            some[0].day,
            _left(some[0], found.report.as_of),
            [*dict.fromkeys(profile.label("areas", row.area) for row in some)],
            [profile.label("areas", area) for area in recorded],
            some[0].number,
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
            "area": None if area is None else for_programs(area),
            "number": found.number,
            "axes": {each.axis: for_programs(each.value) for each in found.named},
            "kept": found.kept,
            "tallied": found.tallied,
            **({"missing": gap_facts(found.gap)} if found.measure.sum else {}),
            "records": [
                {"ref": ref, "day": day, "left": left, "areas": [*map(for_programs, areas)]}
                | ({"recorded_areas": [*map(for_programs, recorded)]} if areas_of else {})
                | ({"number": added} if found.measure.sum else {})
                for ref, day, left, areas, recorded, added in rows
            ],
        }
        said |= {"areas_of": areas_of} if areas_of else {}
        return json_module.dumps(said, ensure_ascii=False, indent=2) + "\n"
    place = where(
        found.cell.month or "",
        None if area is None else for_people(area),
        found.measure,
        found.named,
        found.cell.month,
    )
    title = _("{measure}（{place}）: {number}").format(
        measure=found.measure.label, place=_("、").join(place), number=number(found.number)
    )
    if found.gap:
        title = _("{figure}（{gap}）").format(figure=title, gap=found.gap.words)
    lines = [title if form == "table" else f"# {title}", ""]
    if rows:
        from tabulate import tabulate

        headings = [_("整理番号"), _("始まり") if found.measure.state else _("日付"), _("圏域")]
        headings += [_("記録の圏域")] if areas_of else []
        headings += [found.measure.unit] if found.measure.sum else []
        table = tabulate(
            [
                [
                    *(ref, day, _listed(areas)),
                    *([_listed(recorded)] if areas_of else []),
                    *([_("未記入") if added is None else number(added)] if found.measure.sum else []),
                ]
                for ref, day, _left, areas, recorded, added in rows
            ],
            headings,
            tablefmt="simple" if form == "table" else "github",
            disable_numparse=True,
        )
        lines += [line.rstrip() for line in table.splitlines()]
    lines.append(_("記録 {number}件").format(number=len(rows)))
    if found.tallied:
        words = _("ほかに過年度集計 {number}{unit}") if found.measure.sum else _("ほかに過年度集計 {number}件")
        lines.append(words.format(number=number(found.tallied), unit=found.measure.unit.partition("（")[0]))
    if areas_of:
        lines.append(counted_in(areas_of))
    if not found.kept:
        lines.append(counted_again())
    return "\n".join(lines) + "\n"


def _listed(areas: Iterable[str]) -> str:
    return _("、").join(map(for_people, areas))


def _left(row: CountedRow, as_of: str) -> str | None:
    """The first day on which a state is no longer counted; None where that is after the as-of date."""
    return row.left if row.left and row.left <= as_of else None
