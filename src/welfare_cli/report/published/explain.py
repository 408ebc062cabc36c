"""Why a figure is another one than it was: every cell that differs, and for each the records that make the difference.

A cell is a measure in a period, in an area or in the city, and in the tables by fields of the records under a value of
theirs. What is in it is a set of different records, then and now; what came in and what went out is the difference, so
that the parts of a cell add up to it without a rest. Whether they do is found out, not taken for granted: the figures
come from the reports, the parts from the rows.
"""

from __future__ import annotations

from ...errors import UnknownWord
from ...model.profile import BEGINS
from ...values import replace, value
from ...words import _
from ..build import report_of
from ..crosses import Cross, Named, cross_of, crosses_of, named
from ..known import same_figure, same_limits
from ..report import NO_GAPS, TO_DATE
from .causes import Causes, CellChange
from .cells import FIGURES, Cell, TablePlace, cells_of, figure_in, left_out_of, members
from .frozen import Frozen, frozen
from .tallied import tally_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...ledger import Ledger
    from ...measures import Measure
    from ...model.profile import Profile
    from ..known import Gap, Known
    from ..report import Figure, Report
    from .cells import LeftOut, Members
    from .register import Publication

LAST_YEAR, DIFFERENCE = "last_year", "difference"
"""The columns beside the figures of the year: those of the year before, and by how much the two differ."""


@value
class Contribution:
    """What made a difference: the cause, the record whose entry it was, and by how much.

    `records`: where that record moved others, such as a case its contacts, each of them with its own part.
    """

    cause: str
    ref: str
    change: int
    records: tuple[Contribution, ...] = ()


@value
class Difference:
    """A cell whose figure differs, with the parts that account for it; a figure that is not available is None.

    Of a sum, `gaps` is what was missing in it then and is missing now; it may differ in that alone. `column` is "" of
    the year's own figures. `named` are the values of a cell of a table by fields of the records; `kept` whether that
    table was frozen with the publication, and not counted again.
    """

    measure: Measure
    section: str
    cell: Cell
    then: int | None
    now: int | None
    parts: tuple[Contribution, ...]
    gaps: tuple[Gap | None, Gap | None] = (None, None)
    column: str = ""
    named: tuple[Named, ...] = ()
    kept: bool = True

    @property
    def change(self) -> int:
        """By how much it differs."""
        return (self.now or 0) - (self.then or 0)

    @property
    def adds_up(self) -> bool:
        """Whether the parts account for all of it.

        A difference between two columns that has come or gone is no amount: both columns have cells of their own.
        """
        if self.column == DIFFERENCE and None in (self.then, self.now):
            return True
        return sum(part.change for part in self.parts) == self.change


@value
class Setting:
    """A setting that says which days are counted, and what it was then and is now."""

    name: str
    then: str
    now: str


@value
class Explanation:
    """Every difference between a publication and another one, or what the ledger says now.

    `now` is the later report, `last_year` what differs in its column of the year before, `cells` all other numbers of
    the document: the months of the year before, the column of the difference, and the tables by fields of the records.
    `areas` are the labels of the areas by code. `settings` are those that changed which days are counted: one cause of
    all that they changed.
    """

    publication: Publication
    later: Publication | None
    now: Report
    areas: Mapping[str, str]
    differences: tuple[Difference, ...]
    last_year: tuple[Difference, ...]
    cells: tuple[Difference, ...]
    settings: tuple[Setting, ...] = ()

    @property
    def all(self) -> tuple[Difference, ...]:
        """Every cell that differs."""
        return *self.differences, *self.last_year, *self.cells

    @property
    def adds_up(self) -> bool:
        """Whether every difference is accounted for."""
        return all(each.adds_up for each in self.all)


def explain(ledger: Ledger, earlier: Publication, later: Publication | None = None) -> Explanation:
    """Account for every cell in which two publications of one as-of date differ, or a publication and the ledger.

    `UnknownWord` (2) where the two are of different days. With two publications the ledger is read as it was known
    to the later one, and looks back from then on.
    """
    if later and later.known_at < earlier.known_at:
        earlier, later = later, earlier
    if later and later.as_of != earlier.as_of:
        raise UnknownWord(
            _("基準日が違います（{earlier} と {later}）。").format(earlier=earlier.as_of, later=later.as_of),
            _("同じ基準日の提出版どうしを比べてください。一つだけ指定すると、今の台帳と比べます。"),
        )
    if later:
        ledger.look_back(str(later.known_at))
    with ledger.reading():
        then = earlier.kept
        now = later.kept if later else frozen(ledger, report_of(ledger, earlier.as_of))
        areas = {code: each.label for code, each in now.report.profile.lists["areas"].items()}
        areas = {code: each.label for code, each in then.report.profile.lists["areas"].items()} | areas
        settings = tuple(_settings(then.report.profile, now.report.profile))
        found = _Differences(ledger, then, now, earlier.known_at, settings)
        differences = tuple(found.of_figures())
        before = tuple(_of_last_year(ledger, then, now, earlier.known_at, settings))
        last_year = tuple(each for each in before if each.cell.month is None)
        cells = (
            *(each for each in before if each.cell.month is not None),
            *_of_the_column_between(then.report, now.report, differences, last_year),
            *found.of_crosses(*_tables(ledger, earlier, then, now), live=later is None),
        )
        return Explanation(earlier, later, now.report, areas, differences, last_year, cells, settings)


def _settings(then: Profile, now: Profile) -> Iterator[Setting]:
    """The settings of fiscal years and begin dates that are others now."""
    for name in ("opening_month", *BEGINS):
        if then.settings[name] != now.settings[name]:
            yield Setting(name, then.settings[name], now.settings[name])


def _tables(ledger: Ledger, earlier: Publication, then: Frozen, now: Frozen) -> tuple[list[Cross], list[Cross]]:
    """The tables by fields of the records, then and now; where they were not kept, they are counted again."""
    before = then.crosses
    if before is None:
        with ledger.at(earlier.known_at) as known:
            before = [*crosses_of(known, then.report)]
    shown = {figure.measure.name for figure in now.report.figures}
    asked = [
        (tuple(name for name in measures if name in shown), by) for measures, by in (each.asked for each in before)
    ]
    kept = {each.asked: each for each in now.crosses or ()}
    missing = crosses_of(ledger, now.report, [each for each in asked if each[0] and each not in kept])
    after = kept | {each.asked: each for each in missing}
    pairs = [(each, after[of]) for each, of in zip(before, asked, strict=True) if of in after]
    return [each for each, _now in pairs], [each for _then, each in pairs]


def _of_last_year(
    ledger: Ledger, then: Frozen, now: Frozen, known_at: int, settings: Sequence[Setting]
) -> Iterator[Difference]:
    """What differs in the column of the year before and in its months, of which the document draws pictures.

    Its own report is made as it was known then, and explained.
    """
    figures = {each.measure.name: each for each in then.report.figures}
    changed = [
        each.measure.name
        for each in now.report.every_figure
        if each.measure.name in figures and _columns_before(figures[each.measure.name]) != _columns_before(each)
    ]
    if not changed:
        return
    to = now.report.last_year_to
    with ledger.at(known_at) as before, before.reading():
        known = frozen(before, report_of(before, to, measures=changed))
    was, is_now = _to_compare(known), _to_compare(frozen(ledger, report_of(ledger, to, measures=changed)))
    found = _Differences(ledger, was, is_now, known_at, settings)
    found.step = _to_compare(found.step)
    for each in found.of_figures():
        drawn = each.cell.month is not None and not each.measure.state
        if each.cell == Cell(None, None) or (drawn and each.cell.area is None):
            figure = figures[each.measure.name]
            gaps = figure.last_gaps.get(each.cell.month or TO_DATE), each.gaps[1]
            yield replace(each, then=_then_before(figure, each, known.report), gaps=gaps, column=LAST_YEAR)


def _to_compare(kept: Frozen) -> Frozen:
    """A report whose figures stand in a later one's column of the year before: those that lack months do not."""
    figures = tuple(
        replace(figure, total=None, gaps=NO_GAPS) if figure.since else figure for figure in kept.report.figures
    )
    return replace(kept, report=replace(kept.report, figures=figures))


def _columns_before(figure: Figure) -> tuple[object, ...]:
    return figure.last_year, figure.last_months, figure.last_gaps


def _then_before(figure: Figure, difference: Difference, known: Report) -> int | None:
    """What was printed of the year before in the cell of a difference; publications of old kept no months of it."""
    if difference.cell.month is None:
        return figure.last_year
    months = dict(zip((period.key for period in known.months), figure.last_months, strict=False))
    return months.get(difference.cell.month, difference.then)


def _of_the_column_between(
    then: Report, now: Report, differences: Sequence[Difference], last_year: Sequence[Difference]
) -> Iterator[Difference]:
    """What differs in the column of the difference: what changed in the year, less what changed in the one before."""
    figures = {each.measure.name: each for each in then.figures}
    of_year = {each.measure.name: each.parts for each in differences if each.cell == Cell(None, None)}
    of_last = {each.measure.name: each.parts for each in last_year}
    for each in now.figures:
        name = each.measure.name
        if name in figures and figures[name].difference != each.difference:
            parts = tuple(_joined((*of_year.get(name, ()), *map(_taken_away, of_last.get(name, ())))))
            yield Difference(
                each.measure,
                each.section,
                Cell(None, None),
                figures[name].difference,
                each.difference,
                parts,
                column=DIFFERENCE,
            )


def _taken_away(part: Contribution) -> Contribution:
    return Contribution(part.cause, part.ref, -part.change, tuple(map(_taken_away, part.records)))


def _joined(parts: Iterable[Contribution]) -> Iterator[Contribution]:
    """One part for each record, where it made a difference in both years."""
    by_ref: dict[str, list[Contribution]] = {}
    for part in parts:
        by_ref.setdefault(part.ref, []).append(part)
    for ref, some in by_ref.items():
        under = (
            [each for part in some for each in part.records or (part,)] if any(each.records for each in some) else ()
        )
        yield Contribution(some[0].cause, ref, sum(each.change for each in some), tuple(under))


class _Differences:
    """The cells of two reports that differ, with their parts.

    Where settings changed which days are counted, what was known then is counted once more by those of now (`step`):
    what differs from then is made by them, the rest by records.
    """

    def __init__(self, ledger: Ledger, then: Frozen, now: Frozen, known_at: int, settings: Sequence[Setting]) -> None:
        self.ledger = ledger
        self.then = then
        self.now = now
        self.known_at = known_at
        self.settings = settings
        self.step = self._counted_as_now() if settings else then
        self.causes = Causes(ledger, self.step.report, now.report, known_at)

    def _counted_as_now(self) -> Frozen:
        now = self.now.report
        names = [each.measure.name for each in now.every_figure]
        with self.ledger.at(self.known_at, counts_as=now.profile) as before, before.reading():
            return frozen(before, report_of(before, now.as_of, measures=names))

    def of_figures(self) -> Iterator[Difference]:
        """Measure by measure in the order of the document: the city's figure, its months, then the areas."""
        before = {each.measure.name: each for each in self.then.report.figures}
        between = {each.measure.name: each for each in self.step.report.every_figure}
        for now in self.now.report.every_figure:
            if now.measure.name in before and now.measure.name in between:
                yield from self._of_figure(before[now.measure.name], between[now.measure.name], now)

    def _of_figure(self, then: Figure, step: Figure, now: Figure) -> Iterator[Difference]:
        measure = now.measure
        differing = []
        for cell in cells_of([(self.then, then), (self.now, now)]):
            figures = figure_in(self.then.report, then, cell), figure_in(self.now.report, now, cell)
            if not same_figure(*figures):
                differing.append((cell, *figures))
        if not differing:
            return
        left_out = left_out_of(step)
        table = _Table(
            measure,
            FIGURES,
            left_out,
            members(self.step.rows[measure.name], step.measure, self.step.report, left_out=left_out),
            members(self.now.rows[measure.name], measure, self.now.report, left_out=left_out),
        )
        named = then.measure if measure.retired else measure  # by the name that the publication printed
        for cell, was, is_now in differing:
            parts = self._parts_of(table, cell, was, figure_in(self.step.report, step, cell), is_now)
            gaps = was.gap, is_now.gap
            yield Difference(named, now.section, cell, was.number, is_now.number, parts, gaps)

    def of_crosses(self, then: Sequence[Cross], now: Sequence[Cross], *, live: bool) -> Iterator[Difference]:
        """Table by table: the cells of each measure that the tables by month and area do not have, each once.

        `live`: those of now are the ledger's, of which no copy is wanted.
        """
        seen: set[tuple[object, ...]] = set()
        for earlier, between, later in zip(then, self._crosses_as_now(then, now), now, strict=True):
            known = {each.name for each in earlier.measures} & {each.name for each in between.measures}
            for figure in later.report.figures:
                if figure.measure.name not in known:
                    continue
                for each in self._of_cross(earlier, between, later, figure):
                    place = figure.measure.name, each.cell.month, each.cell.area, frozenset(each.named)
                    if place not in seen:
                        seen.add(place)
                        yield replace(each, kept=earlier.kept and (later.kept or live))

    def _crosses_as_now(self, then: Sequence[Cross], now: Sequence[Cross]) -> Sequence[Cross]:
        """The tables of then, counted as those of now are."""
        if not self.settings:
            return then
        report = self.now.report
        with self.ledger.at(self.known_at, counts_as=report.profile) as before, before.reading():
            return [cross_of(before, report.as_of, *each.asked) for each in now]

    def _of_cross(self, then: Cross, step: Cross, now: Cross, figure: Figure) -> Iterator[Difference]:
        measure = figure.measure
        was, between, is_now = (each.numbers(measure) for each in (then, step, now))
        cells = dict.fromkeys([*was.cells(), *is_now.cells()])
        differing = [cell for cell in cells if not same_figure(was.at(cell), is_now.at(cell))]
        if not differing:
            return
        left_out = between.left_out()
        defined_then = next(each for each in step.measures if each.name == measure.name)
        table = _Table(
            measure,
            now.by,
            left_out,
            members(step.rows[measure.name], defined_then, step.report, now.by, left_out),
            members(now.rows[measure.name], measure, now.report, now.by, left_out),
        )
        for cell in differing:
            before, after = was.at(cell), is_now.at(cell)
            parts = self._parts_of(table, cell, before, between.at(cell), after)
            gaps, words = (before.gap, after.gap), tuple(named(cell, now, then))
            yield Difference(measure, figure.section, cell, before.number, after.number, parts, gaps, named=words)

    # -- the parts of a cell ------------------------------------------------------------------------------

    def _parts_of(
        self, table: _Table, cell: Cell, was: Known, between: Known, is_now: Known
    ) -> tuple[Contribution, ...]:
        """What accounts for a cell: the settings, the records that came and went, and the tallies."""
        moved = self._moved(table, cell)
        rest = (is_now.number or 0) - (between.number or 0) - sum(each.change for each in moved)
        hidden = None in (between.number, is_now.number) or not same_limits(between, is_now)
        tallies = [*tally_parts(self.ledger, self.causes, table.measure.name, cell, rest, table.by, hidden=hidden)]
        tallies = [each for each in tallies if each[2] or not moved]
        rest -= sum(change for _cause, _ref, change in tallies)
        appears = (between.number is None) != (is_now.number is None) and not moved and not tallies
        if (rest and hidden) or appears:
            moved.append(self._of_rest(table, moved, rest))
        by_settings = (between.number or 0) - (was.number or 0)
        settings = []
        if self.settings and not same_figure(was, between):
            settings.append(Contribution("profile", self.settings[0].name, by_settings))
        return (*settings, *_named_once(moved), *(Contribution(*each) for each in tallies))

    def _moved(self, table: _Table, cell: Cell) -> list[CellChange]:
        """The records that came into a cell, those that went out of it, and those that add another number to it."""
        place = TablePlace(table.measure, cell, table.by, table.left_out)
        inside, outside = table.before.get(cell, {}), table.after.get(cell, {})
        came, went = sorted(outside.keys() - inside.keys()), sorted(inside.keys() - outside.keys())
        stayed = [each for each in sorted(inside.keys() & outside.keys()) if inside[each] != outside[each]]
        return [
            *(self.causes.of(place, each, 1, outside[each] or 0) for each in came),
            *(self.causes.of(place, each, -1, -(inside[each] or 0)) for each in went),
            *(self.causes.of_number(each, (outside[each] or 0) - (inside[each] or 0)) for each in stayed),
        ]

    def _of_rest(self, table: _Table, moved: Sequence[CellChange], rest: int) -> CellChange:
        """What a figure shows or hides with a record that came or went: it is more than the records of its own cell."""
        for cell in dict.fromkeys([*table.before, *table.after]) if not moved else ():
            moved = moved or self._moved(table, cell)
        if not moved:
            return self.causes.of_year(rest)
        return replace(moved[0], record=moved[0].maker, ref=moved[0].maker_ref, change=rest)


@value
class _Table:
    """The records in the cells of one measure in a table by some axes, then and now."""

    measure: Measure
    by: Sequence[str]
    left_out: LeftOut
    before: Mapping[Cell, Members]
    after: Mapping[Cell, Members]


def _named_once(changes: Sequence[CellChange]) -> Iterator[Contribution]:
    """A part for each record that made a difference; the records that it moved stand under it."""
    by_maker: dict[int, list[CellChange]] = {}
    for change in changes:
        by_maker.setdefault(change.maker, []).append(change)
    for maker, some in by_maker.items():
        total = sum(each.change for each in some)
        alone = len(some) == 1 and some[0].record == maker
        under = () if alone else tuple(Contribution(each.cause, each.ref, each.change) for each in some)
        yield Contribution(some[0].cause, some[0].maker_ref, total, under)
