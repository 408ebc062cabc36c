"""The records behind one figure, for people and for programs: refs, days and areas, nothing confidential."""

from __future__ import annotations

from ..model.position import for_people, for_programs
from ..report import gap_facts
from ..report.footnotes import counted_in
from ..words import _
from .blocks import counted_again
from .layout import number, where
from .lists import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..report.drilldown import Drilldown
    from ..report.published.cells import CountedRow


def behind(found: Drilldown) -> Listing:
    """Return the records that a figure counts, with the figure as the title."""
    profile, measure, areas_of = found.report.profile, found.measure, found.report.areas_of
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

    def said() -> dict[str, Any]:
        return {
            "schema": "wfc.figure/1",
            "measure": measure.name,
            "as_of": found.report.as_of,
            "month": found.cell.month,
            "area": None if found.cell.area is None else for_programs(profile.label("areas", found.cell.area)),
            "number": found.number,
            "axes": {each.axis: for_programs(each.value) for each in found.named},
            "kept": found.kept,
            "tallied": found.tallied,
            **({"missing": gap_facts(found.gap)} if measure.sum else {}),
            "records": [
                {"ref": ref, "day": day, "left": left, "areas": [*map(for_programs, areas)]}
                | ({"recorded_areas": [*map(for_programs, recorded)]} if areas_of else {})
                | ({"number": added} if measure.sum else {})
                for ref, day, left, areas, recorded, added in rows
            ],
            **({"areas_of": areas_of} if areas_of else {}),
        }

    columns = [
        (_("整理番号"), [row[0] for row in rows]),
        (_("始まり") if measure.state else _("日付"), [row[1] for row in rows]),
        (_("圏域"), [_listed(row[3]) for row in rows]),
        *([(_("記録の圏域"), [_listed(row[4]) for row in rows])] if areas_of else []),
        *([(measure.unit, [_("未記入") if row[5] is None else number(row[5]) for row in rows])] if measure.sum else []),
    ]
    return Listing(
        [heading for heading, _cells in columns],
        [*zip(*(cells for _heading, cells in columns), strict=True)],
        said,
        title=[_title(found)],
        notes=[*_notes(found, len(rows))],
    )


def _title(found: Drilldown) -> str:
    """Return the figure with its measure and its place."""
    area = None if found.cell.area is None else for_people(found.report.profile.label("areas", found.cell.area))
    place = where(found.cell.month or "", area, found.measure, found.named, found.cell.month)
    title = _("{measure}（{place}）: {number}").format(
        measure=found.measure.label, place=_("、").join(place), number=number(found.number)
    )
    return _("{figure}（{gap}）").format(figure=title, gap=found.gap.words) if found.gap else title


def _notes(found: Drilldown, records: int) -> Iterator[str]:
    """Yield how many records there are, and how else the figure was counted."""
    yield _("記録 {number}件").format(number=records)
    if found.tallied:
        words = _("ほかに過年度集計 {number}{unit}") if found.measure.sum else _("ほかに過年度集計 {number}件")
        yield words.format(number=number(found.tallied), unit=found.measure.unit.partition("（")[0])
    if found.report.areas_of:
        yield counted_in(found.report.areas_of)
    if not found.kept:
        yield counted_again()


def _listed(areas: Iterable[str]) -> str:
    return _("、").join(map(for_people, areas))


def _left(row: CountedRow, as_of: str) -> str | None:
    """The first day on which a state is no longer counted; None where that is after the as-of date."""
    return row.left if row.left and row.left <= as_of else None
