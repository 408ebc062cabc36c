"""The records behind one figure, exactly as many as it says."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Refused, UnknownWord
from ..model import notation
from ..model.areas import recut
from ..model.calendar import wareki
from ..model.kind import unknown_choice
from ..model.notation import folded
from ..model.position import EMPTY, NOT_ENTERED, from_programs
from ..words import N_, _, in_every_language
from .build import measure_named, report_of
from .cells import Cell, counted_months, figure_in, gap_in, left_out_of, members
from .frozen import frozen
from .publications import publication

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ledger import Ledger
    from ..measures import Measure
    from .frozen import Row
    from .known import Gap
    from .report import Report


CITY = N_("市全体")
"""The city, as it is printed: no area at all."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One figure with the records that it counts: each once, with the rows by which it counts there.

    A record has one row for each of its areas, those outside the cell's own area included; of a state, the rows of
    the span that covers the cell's day. `number` is the figure, None where it is not available; `tallied` the part of
    it that comes from tallies. With the areas of a day, the third of a record are the codes of those that it was
    recorded in and that are others then. Of a sum, `gap` is what is missing in it.
    """

    measure: Measure
    cell: Cell
    number: int | None
    gap: Gap | None
    records: Sequence[tuple[str, Sequence[Row], Sequence[str]]]
    report: Report

    @property
    def tallied(self) -> int:
        """How much of the figure is no record here, but a tally."""
        counted = [rows[0].number or 0 if self.measure.sum else 1 for _ref, rows, _areas in self.records]
        return 0 if self.number is None else self.number - sum(counted)


def behind_figure(
    ledger: Ledger, measure: str, *, publication_name: str | None, as_of: str, area: str | None, month: str | None
) -> Behind:
    """The records behind a measure's figure as of a day, or of a publication: in a month, in an area, or of all.

    `UnknownWord` (2) for a measure, area or month that the report does not have.
    """
    meant = measure_named(measure)
    if publication_name:
        kept = publication(ledger, publication_name).kept
    else:
        with ledger.reading():
            kept = frozen(ledger, report_of(ledger, as_of, measures=[meant.name]))
    figure = next((each for each in kept.report.every_figure if each.measure.name == meant.name), None)
    if figure is None:
        raise unknown_choice(_("集計項目"), measure, [each.measure.name for each in kept.report.figures])
    cell = Cell(_month(kept.report, month) if month else None, _area(kept.report, area) if area else None)
    rows = kept.rows[figure.measure.name]
    number, gap = figure_in(kept.report, figure, cell), gap_in(kept.report, figure, cell)
    counted = members(rows, figure.measure, kept.report, left_out_of(figure))
    inside = {} if number is None and not gap else counted.get(cell, {})
    recorded = ledger.recorded_areas(inside)
    found: dict[int, tuple[str, list[Row], list[str]]] = {}
    places = {code: place for place, code in enumerate(kept.report.profile.lists["areas"])}
    for row in sorted(rows, key=lambda each: places.get(each.area, len(places))):
        if row.record in inside and cell.month in counted_months(row, figure.measure, kept.report):
            found.setdefault(row.record, (row.ref, [], [*recorded.get(row.record, ())]))[1].append(row)
    in_order = sorted(found.values(), key=lambda each: (each[1][0].day, each[0]))
    return Behind(figure.measure, cell, number, gap, in_order, kept.report)


def _month(report: Report, text: str) -> str:
    known = [period.key for period in report.months]
    try:
        month = notation.read_month(text)
    except Refused as error:
        raise UnknownWord(error.problems) from error
    if month not in known:
        raise unknown_choice(_("月"), text, known)
    return month


def _area(report: Report, text: str) -> str | None:
    if text == CITY:
        return None
    term = report.profile.find("areas", from_programs(text))
    if term is None and folded(text) in map(folded, in_every_language(NOT_ENTERED)):
        return EMPTY
    areas = report.profile.lists["areas"]
    if term is None:
        raise unknown_choice(_("圏域"), text, [each.label for each in areas.values()])
    becomes = recut(areas, report.areas_of).get(term.code) if report.areas_of else None
    if becomes:
        raise UnknownWord(
            _("圏域「{area}」は、{day}の区割りにはありません。").format(area=term.label, day=wareki(report.areas_of)),
            _("この区割りでは、「{area}」に数えています。").format(area=areas[becomes].label),
        )
    return term.code
