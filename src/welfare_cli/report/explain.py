"""Why a figure is another one than it was: every cell that differs, and for each the records that make the difference.

A cell is a measure in a month, or cumulative, in an area, or in the city. What is in it is a set of different records,
then and now; what came in and what went out is the difference, so that the parts of a cell add up to it without a rest.
Whether they do is found out, not taken for granted: the figures come from the reports, the parts from the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import UnknownWord
from ..model.profile import BEGINS
from ..words import _
from .build import report_of
from .causes import Causes, Change
from .cells import Cell, cells_of, figure_in, gap_in, left_out_of, members
from .frozen import Frozen, frozen
from .report import NO_GAPS, TO_DATE
from .tallied import tally_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..ledger import Ledger
    from ..measures import Measure
    from ..model.profile import Profile
    from .known import Gap
    from .publications import Publication
    from .report import Figure, Report

    Members = Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Part:
    """What made a difference: the cause, the record whose entry it was, and by how much.

    `records`: where that record moved others, such as a case its contacts, each of them with its own part.
    """

    cause: str
    ref: str
    change: int
    records: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose figure differs, with the parts that account for it; a figure that is not available is None.

    Of a sum, `gaps` is what was missing in it then and is missing now; it may differ in that alone.
    """

    measure: Measure
    section: str
    cell: Cell
    then: int | None
    now: int | None
    parts: tuple[Part, ...]
    gaps: tuple[Gap | None, Gap | None] = (None, None)

    @property
    def change(self) -> int:
        """By how much it differs."""
        return (self.now or 0) - (self.then or 0)

    @property
    def adds_up(self) -> bool:
        """Whether the parts account for all of it."""
        return sum(part.change for part in self.parts) == self.change


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that says which days are counted, and what it was then and is now."""

    name: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every difference between a publication and another one, or what the ledger says now.

    `now` is the later report, `last_year` what differs in its column of the year before. `areas` are the labels of the
    areas by code. `settings` are those that changed which days are counted: one cause of all that they changed.
    """

    publication: Publication
    later: Publication | None
    now: Report
    areas: Mapping[str, str]
    differences: tuple[Difference, ...]
    last_year: tuple[Difference, ...]
    settings: tuple[Setting, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every difference is accounted for."""
        return all(each.adds_up for each in (*self.differences, *self.last_year))


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
        return Explanation(
            earlier,
            later,
            now.report,
            areas,
            tuple(_Differences(ledger, then, now, settings).all()),
            tuple(_of_last_year(ledger, then, now, settings)),
            settings,
        )


def _settings(then: Profile, now: Profile) -> Iterator[Setting]:
    """The settings of fiscal years and begin dates that are others now."""
    for name in ("opening_month", *BEGINS):
        if then.settings[name] != now.settings[name]:
            yield Setting(name, then.settings[name], now.settings[name])


def _of_last_year(ledger: Ledger, then: Frozen, now: Frozen, settings: Sequence[Setting]) -> Iterator[Difference]:
    """What differs in the column of the year before: its own report is made as it was known then, and explained."""
    figures = {each.measure.name: each for each in then.report.figures}
    changed = [
        each.measure.name
        for each in now.report.every_figure
        if each.measure.name in figures and _last(figures[each.measure.name]) != _last(each)
    ]
    if not changed:
        return
    to = now.report.last_year_to
    with ledger.at(then.report.head.number) as before, before.reading():
        known = frozen(before, report_of(before, to, measures=changed))
    was, is_now = _to_compare(known), _to_compare(frozen(ledger, report_of(ledger, to, measures=changed)))
    found = _Differences(ledger, was, is_now, settings)
    found.step = _to_compare(found.step)
    for each in found.all(Cell(None, None)):
        yield replace(each, then=figures[each.measure.name].last_year)


def _to_compare(kept: Frozen) -> Frozen:
    """A report whose figures stand in a later one's column of the year before: those that lack months do not."""
    for figure in kept.report.figures:
        if figure.since:
            figure.total, figure.gaps = None, NO_GAPS
    return kept


def _last(figure: Figure) -> tuple[int | None, Gap | None]:
    """What a figure says of last year."""
    return figure.last_year, figure.last_gaps.get(TO_DATE)


class _Differences:
    def __init__(self, ledger: Ledger, then: Frozen, now: Frozen, settings: Sequence[Setting]) -> None:
        self.ledger = ledger
        self.then = then
        self.now = now
        self.settings = settings
        self.step = self._counted_as_now() if settings else then
        self.causes = Causes(ledger, self.step, now)

    def _counted_as_now(self) -> Frozen:
        """What was known then, by the settings of now: what differs from then is made by them, the rest by records."""
        now = self.now.report
        names = [each.measure.name for each in now.every_figure]
        number = self.then.report.head.number
        with self.ledger.at(number, counts_as=now.profile) as before, before.reading():
            return frozen(before, report_of(before, now.as_of, measures=names))

    def all(self, only: Cell | None = None) -> Iterator[Difference]:
        """Measure by measure in the order of the document: the city's figure, its months, then the areas."""
        before = {each.measure.name: each for each in self.then.report.figures}
        between = {each.measure.name: each for each in self.step.report.every_figure}
        for now in self.now.report.every_figure:
            if now.measure.name in before and now.measure.name in between:
                yield from self._of(before[now.measure.name], between[now.measure.name], now, only)

    def _of(self, then: Figure, step: Figure, now: Figure, only: Cell | None) -> Iterator[Difference]:
        measure = now.measure
        differing = []
        for cell in [only] if only else cells_of([(self.then, then), (self.now, now)]):
            figures = figure_in(self.then.report, then, cell), figure_in(self.now.report, now, cell)
            gaps = gap_in(self.then.report, then, cell), gap_in(self.now.report, now, cell)
            if figures[0] != figures[1] or gaps[0] != gaps[1]:
                differing.append((cell, figure_in(self.step.report, step, cell), *figures, gaps))
        if not differing:
            return
        left_out = left_out_of(step)
        before = members(self.step.rows[measure.name], step.measure, self.step.report, left_out)
        after = members(self.now.rows[measure.name], measure, self.now.report, left_out)
        for cell, between, was, is_now, gaps in differing:
            moved = self._moved(measure, cell, before.get(cell, {}), after.get(cell, {}))
            rest = (is_now or 0) - (between or 0) - sum(each.change for each in moved)
            hidden = None in (between, is_now) or _limits(step, cell) != _limits(now, cell)
            tallies = [*tally_parts(self.ledger, self.causes, measure.name, cell, rest, hidden=hidden)]
            tallies = [each for each in tallies if each[2] or not moved]
            rest -= sum(change for _cause, _ref, change in tallies)
            appears = (between is None) != (is_now is None) and not moved and not tallies
            if (rest and hidden) or appears:
                moved.append(self._of_rest(measure, moved, before, after, rest))
            by_settings = (between or 0) - (was or 0)
            by_them = by_settings or (between, gap_in(self.step.report, step, cell)) != (was, gaps[0])
            settings = [Part("profile", self.settings[0].name, by_settings)] if self.settings and by_them else []
            parts = (*settings, *_named_once(moved), *(Part(*each) for each in tallies))
            named = then.measure if measure.retired else measure  # by the name that the publication printed
            yield Difference(named, now.section, cell, was, is_now, parts, gaps)

    def _moved(self, measure: Measure, cell: Cell, inside: Members, outside: Members) -> list[Change]:
        """The records that came into a cell, those that went out of it, and those that add another number to it."""
        came, went = sorted(outside.keys() - inside.keys()), sorted(inside.keys() - outside.keys())
        stayed = [each for each in sorted(inside.keys() & outside.keys()) if inside[each] != outside[each]]
        return [
            *(replace(self.causes.of(measure, cell, each, 1), change=outside[each] or 0) for each in came),
            *(replace(self.causes.of(measure, cell, each, -1), change=-(inside[each] or 0)) for each in went),
            *(self.causes.of_number(each, (outside[each] or 0) - (inside[each] or 0)) for each in stayed),
        ]

    def _of_rest(
        self,
        measure: Measure,
        moved: Sequence[Change],
        before: Mapping[Cell, Members],
        after: Mapping[Cell, Members],
        rest: int,
    ) -> Change:
        """What a figure shows or hides with a record that came or went: it is more than the records of its own cell."""
        for cell in before.keys() | after.keys() if not moved else ():
            moved = moved or self._moved(measure, cell, before.get(cell, {}), after.get(cell, {}))
        if not moved:
            return self.causes.of_year(rest)
        return replace(moved[0], record=moved[0].maker, ref=moved[0].maker_ref, change=rest)


def _limits(figure: Figure, cell: Cell) -> tuple[object, ...]:
    """What a figure lacks: it may show more or less without another record."""
    return figure.since, figure.partial.get(cell.month or TO_DATE)


def _named_once(changes: Sequence[Change]) -> Iterator[Part]:
    """A part for each record that made a difference; the records that it moved stand under it."""
    by_maker: dict[int, list[Change]] = {}
    for change in changes:
        by_maker.setdefault(change.maker, []).append(change)
    for maker, some in by_maker.items():
        total = sum(each.change for each in some)
        alone = len(some) == 1 and some[0].record == maker
        under = () if alone else tuple(Part(each.cause, each.ref, each.change) for each in some)
        yield Part(some[0].cause, some[0].maker_ref, total, under)
