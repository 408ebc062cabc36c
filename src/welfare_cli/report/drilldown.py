"""The records behind one figure, exactly as many as it says."""

from __future__ import annotations

from ..errors import Refused, UnknownWord
from ..model import notation
from ..model.calendar import wareki
from ..model.kind import Choice, Listed
from ..model.notation import folded, unknown_choice
from ..model.position import EMPTY, NOT_ENTERED, from_programs
from ..model.reorganisation import recut
from ..values import value
from ..words import N_, _, in_every_language
from .axis_values import value_of
from .build import measure_named, report_of
from .crosses import Named, cross_of
from .published.cells import FIGURES, Cell, cell_at, counted_periods, figure_in, left_out_of, members
from .published.frozen import frozen
from .published.register import publication

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..ledger import Ledger
    from ..measures import Measure
    from ..model.kind import Field
    from .crosses import Cross
    from .known import Gap
    from .published.cells import CountedRow, Members
    from .published.register import Publication
    from .report import BreakdownAxis, Report


CITY = N_("市全体")
"""The city, as it is printed: no area at all."""


@value
class Drilldown:
    """One figure with the records that it counts: each once, with the rows by which it counts there.

    A record has one row for each of its areas, those outside the cell's own area included; of a state, the rows of the
    span that covers the cell's day. `number` is the figure, None where it is not available; `tallied` the part of it
    that comes from tallies. With the areas of a day, the third of a record are the codes of those that it was recorded
    in and that are others then. Of a sum, `gap` is what is missing in it. `named` are the values of a cell of a
    breakdown; `kept` is false where a publication has no copy of that breakdown, and it was counted again at its entry.
    """

    measure: Measure
    cell: Cell
    number: int | None
    gap: Gap | None
    records: Sequence[tuple[str, Sequence[CountedRow], Sequence[str]]]
    report: Report
    named: tuple[Named, ...] = ()
    kept: bool = True

    @property
    def tallied(self) -> int:
        """How much of the figure is no record here, but a tally."""
        counted = [rows[0].number or 0 if self.measure.sum else 1 for _ref, rows, _areas in self.records]
        return 0 if self.number is None else self.number - sum(counted)


def behind_figure(
    ledger: Ledger,
    measure: str,
    *,
    publication_name: str | None,
    as_of: str,
    area: str | None,
    month: str | None,
    values: Mapping[str, str],
) -> Drilldown:
    """The records behind a measure's figure as of a day, or of a publication: in a month, in an area, or of all.

    With `values` on other axes, the records behind a cell of that breakdown. `UnknownWord` (2) for a measure, area,
    month, axis or value that the report does not have.
    """
    meant = measure_named(measure)
    if values:
        given = {"month": month, "area": None if area == CITY else area, **values}
        return _in_breakdown(
            ledger, meant, publication_name, as_of, {name: text for name, text in given.items() if text}
        )
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
    known = figure_in(kept.report, figure, cell)
    inside = members(rows, figure.measure, kept.report, left_out=left_out_of(figure)).get(cell, {})
    counted = [row for row in rows if cell.month in counted_periods(row, figure.measure, kept.report)]
    records = _records(ledger, kept.report, counted, inside) if known.is_anything else []
    return Drilldown(figure.measure, cell, known.number, known.gap, records, kept.report)


def _records(
    ledger: Ledger, report: Report, rows: Iterable[CountedRow], inside: Members
) -> list[tuple[str, list[CountedRow], list[str]]]:
    """The records of a cell with those of some rows that are theirs, one for each of their areas and days."""
    recorded = ledger.figures.recorded_areas(inside)
    places = {code: place for place, code in enumerate(report.profile.lists["areas"])}
    found: dict[int, tuple[str, list[CountedRow], list[str]]] = {}
    for row in sorted(rows, key=lambda each: places.get(each.area, len(places))):
        if row.record not in inside:
            continue
        _ref, some, _recorded = found.setdefault(row.record, (row.ref, [], [*recorded.get(row.record, ())]))
        if all((row.area, row.day, row.left) != (each.area, each.day, each.left) for each in some):
            some.append(row)
    return sorted(found.values(), key=lambda each: (each[1][0].day, each[0]))


def _in_breakdown(
    ledger: Ledger, measure: Measure, publication_name: str | None, as_of: str, given: Mapping[str, str]
) -> Drilldown:
    """The records behind a cell of a breakdown by the axes that are given, each with the text of its value."""
    if len(given) > 2:
        raise UnknownWord(
            _("数を絞れるのは、月や期間、圏域、ほかの区分のうち二つまでです。"),
            _("report --by で出せる内訳の、一つの数を指定してください。例: --area 若葉・調和 --topic 介護"),
        )
    if publication_name:
        cross = _published(ledger, publication(ledger, publication_name), measure, tuple(given))
    else:
        with ledger.reading():
            cross = cross_of(ledger, as_of, [measure.name], tuple(given))
    fields = {axis.name: axis.field for axis in ledger.figures.axes_of(measure).values()}
    keys: list[str | None] = []
    words: list[Named] = []
    for axis in cross.breakdown.axes:
        key = _key(cross.report, axis, fields.get(axis.name), given[axis.name]) if axis.name in given else None
        keys.append(key)
        if key is not None and axis.name not in FIGURES:
            words.append(_named(cross.report, axis, fields.get(axis.name), key))
    cell = cell_at(keys, cross.by)
    measure = next(each for each in cross.measures if each.name == measure.name)
    known = cross.numbers(measure).at(cell)
    inside = cross.members(measure).get(cell, {})
    counted = [
        row for row in cross.rows[measure.name] if cell.month in counted_periods(row, measure, cross.report, cross.by)
    ]
    records = _records(ledger, cross.report, counted, inside) if known.is_anything else []
    kept = cross.kept or not publication_name
    return Drilldown(measure, cell, known.number, known.gap, records, cross.report, tuple(words), kept)


def _published(ledger: Ledger, published: Publication, measure: Measure, by: tuple[str, ...]) -> Cross:
    """The breakdown of a publication by some axes: as it was kept, else counted again at its entry."""
    for cross in published.kept.crosses or ():
        if measure.name in cross.asked[0] and {*by} == {*cross.by}:
            return cross
    with ledger.at(published.known_at) as then, then.reading():
        return cross_of(then, published.as_of, [measure.name], by)


def _key(report: Report, axis: BreakdownAxis, field: Field | None, text: str) -> str:
    """The key of a value on an axis that somebody has typed: as it is printed, or as its list knows it."""
    if axis.name == "area":
        return _area(report, text) or EMPTY
    if axis.name == "month":
        return _month(report, text)
    if axis.name == "year":
        text = _year(report, text)
    printed = {
        folded(word): key for key, value in axis.keys.items() if key != EMPTY for word in (value, axis.values[value])
    }
    meant = folded(from_programs(text))
    if meant in printed:
        return printed[meant]
    if folded(text) in map(folded, in_every_language(NOT_ENTERED)):
        return EMPTY
    term = report.profile.find(field.of, from_programs(text)) if isinstance(field, Listed) else None
    if term:
        return term.code
    if isinstance(field, Choice):
        for code, label in field.of.items():
            if meant in (code, *map(folded, in_every_language(label))):
                return code
    raise unknown_choice(axis.label, text, _words(report, axis, field))


def _named(report: Report, axis: BreakdownAxis, field: Field | None, key: str) -> Named:
    """A value on an axis in words, whether or not the breakdown prints it."""
    value = axis.keys.get(key)
    if value is not None:
        return Named(axis.name, axis.label, value, axis.values[value])
    known = value_of(field, key, report.profile)
    return Named(axis.name, axis.label, known.value, known.shown)


def _words(report: Report, axis: BreakdownAxis, field: Field | None) -> list[str]:
    """The words that somebody may mean on an axis: those of its list, or what stands in the breakdown."""
    if isinstance(field, (Choice, Listed)):
        return [label for _code, label in field.choices(report.profile)]
    return [*axis.values.values()]


def _month(report: Report, text: str) -> str:
    known = [period.key for period in report.months]
    try:
        month = notation.read_month(text)
    except Refused as error:
        raise UnknownWord(error.problems) from error
    if month not in known:
        raise unknown_choice(_("月"), text, known)
    return month


def _year(report: Report, text: str) -> str:
    """The key of a fiscal year; what is no year at all is left to be refused beside the years that there are."""
    try:
        return f"{notation.read_year(text, report.year.opening_month):04}"
    except Refused:
        return text


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
