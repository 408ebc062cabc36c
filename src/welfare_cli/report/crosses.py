"""The tables behind the document that are counted by fields of the records, with the rows behind their cells.

They are those of the appendix, and the lists that stand in the office's own sentences. A publication keeps them
(`report/published/frozen.py`); for one that was made before it did, they are counted again at its entry, and marked so.
"""

from __future__ import annotations

from ..errors import Refused, UnknownWord
from ..model.calendar import FiscalYear
from ..values import replace, value
from .axis_values import named_axes, value_of
from .build import report_of
from .published.cells import FIGURES, CountedRow, PrintedNumbers, fields_of, members, on_axes
from .sentences import placeholders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..ledger import Ledger
    from ..ledger.axes import Axis
    from ..measures import Measure
    from ..model.profile import Profile
    from .published.cells import Cell, Members
    from .report import Breakdown, BreakdownAxis, Report
    from .sentences import Placeholder

    Asked = tuple[tuple[str, ...], tuple[str, ...]]

CROSSES: tuple[Asked, ...] = (
    (("new_individual", "new_community"), ("main_topic",)),
    (("new_individual",), ("topic",)),
    (("new_individual", "new_community"), ("route",)),
    (("new_individual",), ("age_band",)),
    (("exchange_meeting",), ("agency",)),
    (("grant_application",), ("kind", "status")),
    (("new_individual",), ("area", "main_topic")),
)
"""The tables of the appendix that are counted by fields of the records: measures and axes."""


@value
class Cross:
    """A table that counts by fields of the records: the report with its breakdown, and the rows behind each measure.

    `kept`: it is the one that was frozen with a publication, and not counted again since.
    """

    report: Report
    rows: Mapping[str, Sequence[CountedRow]]
    kept: bool

    @property
    def breakdown(self) -> Breakdown:
        """Its cells and totals."""
        assert self.report.breakdown is not None
        return self.report.breakdown

    @property
    def by(self) -> tuple[str, ...]:
        """The names of its axes."""
        return tuple(axis.name for axis in self.breakdown.axes)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it counts."""
        return tuple(figure.measure for figure in self.report.figures)

    @property
    def asked(self) -> Asked:
        """The names of its measures, and of its axes."""
        return tuple(each.name for each in self.measures), self.by

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is counted in it."""
        return not any(cell.number for cell in self.breakdown.cells)

    def numbers(self, measure: Measure) -> PrintedNumbers:
        """What it prints of a measure."""
        return PrintedNumbers(self.breakdown, measure.name)

    def values(self, row: CountedRow) -> dict[str, str]:
        """The value of a row on each axis that is a field of the records: as the table prints it, else in full."""
        axes = [axis for axis in self.breakdown.axes if axis.of_records]
        return {axis.name: self._word(axis, key) for axis, key in zip(axes, row.values, strict=True)}

    def _word(self, axis: BreakdownAxis, key: str) -> str:
        if key in axis.keys:
            return axis.keys[key]
        field = named_axes().get(axis.name)  # the table has no number there
        return value_of(field and field.one, key, self.report.profile).value

    def members(self, measure: Measure) -> Mapping[Cell, Members]:
        """The records in each of its cells."""
        left_out = self.numbers(measure).left_out()
        return members(self.rows[measure.name], measure, self.report, self.by, left_out)


@value
class Named:
    """The value of a cell on an axis: the axis with its heading, and the value for programs and for people."""

    axis: str
    label: str
    value: str
    shown: str


def named(cell: Cell, *crosses: Cross) -> Iterator[Named]:
    """The values of a cell as the first table that has them calls them; its month and area stand in the cell itself."""
    for place, key in enumerate(on_axes(cell, crosses[0].by)):
        axes = [each.breakdown.axes[place] for each in crosses]
        axis = next((each for each in axes if key in each.keys), None)
        if axis and key is not None and axis.name not in FIGURES:
            value = axis.keys[key]
            yield Named(axis.name, axis.label, value, axis.values[value])


def tables_of(report: Report) -> list[Asked]:
    """The tables that the document of a report prints: those of the appendix first, then the lists in its sentences."""
    shown = {figure.measure.name for figure in report.figures}
    found = [*in_appendix(report)]
    for section in report.profile.sections.values():
        for sentence in section.sentences:
            for each in _placeholders(sentence):
                if each.measure and each.measure.name in shown and each.is_table:
                    found.append(((each.measure.name,), each.axes))
    return [*dict.fromkeys(found)]


def in_appendix(report: Report) -> list[Asked]:
    """The tables of the appendix, each with those of its measures that the report shows."""
    shown = {figure.measure.name for figure in report.figures}
    found = [(tuple(name for name in measures if name in shown), by) for measures, by in CROSSES]
    return [(measures, by) for measures, by in found if measures]


def _placeholders(sentence: str) -> Iterable[Placeholder]:
    """The placeholders of a sentence; none of one that the document refuses."""
    try:
        return placeholders(sentence)
    except Refused:
        return ()


def crosses_of(ledger: Ledger, report: Report, asked: Iterable[Asked] | None = None) -> Iterator[Cross]:
    """Count the tables that a report's document prints, or those asked for; one that cannot be counted is left out.

    That is one by an axis that its measures do not have: the document refuses the sentence which names it.
    """
    for measures, by in tables_of(report) if asked is None else asked:
        try:
            yield cross_of(ledger, report.as_of, measures, by)
        except UnknownWord:
            continue


def cross_of(ledger: Ledger, as_of: str, measures: Sequence[str], by: Sequence[str]) -> Cross:
    """Count a table as of a day; `UnknownWord` (2) for axes that the measures do not have in common."""
    report = report_of(ledger, as_of, measures=measures, by=by)
    rows = {figure.measure.name: [*_rows(ledger, report, figure.measure, by)] for figure in report.figures}
    refs = ledger.figures.refs_of({row.record for some in rows.values() for row in some})
    named = {name: tuple(replace(row, ref=refs[row.record]) for row in some) for name, some in rows.items()}
    return Cross(report, named, kept=False)


def _rows(ledger: Ledger, report: Report, measure: Measure, by: Sequence[str]) -> Iterator[CountedRow]:
    """The rows of a measure with the keys of their values, from the first day that a table counts."""
    fields = fields_of(by)
    known = ledger.figures.axes_of(measure)
    axes = [known[name] for name in fields]
    for first, last in _years(ledger, report, measure, by):
        for row in ledger.figures.rows(measure, first, last, axes, last):
            keys = keys_of(axes, row.values, report.profile)
            yield CountedRow(row.record, "", row.area, row.day, row.left, row.number, keys)


def _years(ledger: Ledger, report: Report, measure: Measure, by: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The days from which to which a table counts: of a table by year, each of them, with the values as of its end."""
    year = report.year
    if "year" in by:
        years = [FiscalYear(each, year.opening_month) for each in range(ledger.lookup.first_year(), year.year)]
        if measure.state:  # its rows last from year to year
            yield (years or [year])[0].first_day, report.as_of
            return
        for each in years:
            yield each.first_day, each.last_day
    yield year.first_day, report.as_of


def keys_of(axes: Sequence[Axis], codes: Sequence[str], profile: Profile) -> tuple[str, ...]:
    """The keys of the values that the ledger gives for some fields."""
    return tuple(value_of(axis.field, code, profile).key for axis, code in zip(axes, codes, strict=True))
