"""Why a figure is another one than it was: every cell that differs, and for each the records that make the difference.

A cell is a measure in a month, or cumulative, in an area, or in the city. What is in it is a set of different records,
then and now; what came in and what went out is the difference, so that the parts of a cell add up to it without a rest.
Whether they do is found out, not taken for granted: the figures come from the reports, the parts from the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import UnknownWord
from ..words import _
from .build import report_of
from .causes import Causes, Change
from .cells import Cell, cells_of, figure_in, members
from .frozen import Frozen, frozen
from .tallied import tally_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..ledger import Ledger
    from ..measures import Measure
    from .publications import Publication
    from .report import Figure, Report


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
    """A cell whose figure differs, with the parts that account for it; a figure that is not available is None."""

    measure: Measure
    section: str
    cell: Cell
    then: int | None
    now: int | None
    parts: tuple[Part, ...]

    @property
    def change(self) -> int:
        """By how much it differs."""
        return (self.now or 0) - (self.then or 0)

    @property
    def adds_up(self) -> bool:
        """Whether the parts account for all of it."""
        return sum(part.change for part in self.parts) == self.change


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every difference between a publication and another one, or what the ledger says now.

    `now` is the later report, `last_year` what differs in its column of the year before. `areas` are the labels of the
    areas by code.
    """

    publication: Publication
    later: Publication | None
    now: Report
    areas: Mapping[str, str]
    differences: tuple[Difference, ...]
    last_year: tuple[Difference, ...]

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
        return Explanation(
            earlier,
            later,
            now.report,
            areas,
            tuple(_Differences(ledger, then, now).all()),
            tuple(_of_last_year(ledger, then, now)),
        )


def _of_last_year(ledger: Ledger, then: Frozen, now: Frozen) -> Iterator[Difference]:
    """What differs in the column of the year before: its own report is made as it was known then, and explained."""
    figures = {each.measure.name: each for each in then.report.figures}
    changed = [
        each.measure.name
        for each in now.report.figures
        if each.measure.name in figures and figures[each.measure.name].last_year != each.last_year
    ]
    if not changed:
        return
    to = now.report.last_year_to
    with ledger.at(then.report.head.number) as before, before.reading():
        known = frozen(before, report_of(before, to, measures=changed))
    found = _Differences(ledger, known, frozen(ledger, report_of(ledger, to, measures=changed)))
    for each in found.all():
        if each.cell == Cell(None, None):
            yield replace(each, then=figures[each.measure.name].last_year)


class _Differences:
    def __init__(self, ledger: Ledger, then: Frozen, now: Frozen) -> None:
        self.ledger = ledger
        self.then = then
        self.now = now
        self.causes = Causes(ledger, then, now)

    def all(self) -> Iterator[Difference]:
        """Measure by measure in the order of the document: the city's figure, its months, then the areas."""
        before = {each.measure.name: each for each in self.then.report.figures}
        for now in self.now.report.figures:
            if now.measure.name in before:
                yield from self._of(before[now.measure.name], now)

    def _of(self, then: Figure, now: Figure) -> Iterator[Difference]:
        measure = now.measure
        differing = []
        for cell in cells_of([(self.then, then), (self.now, now)]):
            figures = figure_in(self.then.report, then, cell), figure_in(self.now.report, now, cell)
            if figures[0] != figures[1]:
                differing.append((cell, *figures))
        if not differing:
            return
        before = members(self.then.rows[measure.name], then.measure, self.then.report)
        after = members(self.now.rows[measure.name], measure, self.now.report)
        for cell, was, is_now in differing:
            inside, outside = before.get(cell, set()), after.get(cell, set())
            parts = self._parts(measure, cell, was, is_now, inside, outside)
            if None in (was, is_now) and sum(part.change for part in parts) != (is_now or 0) - (was or 0):
                parts = self._parts_of_empty_year(measure, cell, inside, outside, shown=was is None)
            yield Difference(measure, now.section, cell, was, is_now, parts)

    def _parts(
        self, measure: Measure, cell: Cell, was: int | None, is_now: int | None, inside: set[int], outside: set[int]
    ) -> tuple[Part, ...]:
        came = [self.causes.of(measure, cell, record, 1) for record in sorted(outside - inside)]
        went = [self.causes.of(measure, cell, record, -1) for record in sorted(inside - outside)]
        rest = (is_now or 0) - (was or 0) - len(came) + len(went)
        hidden = None in (was, is_now)
        tallies = tally_parts(self.ledger, self.causes, measure.name, cell, rest, hidden=hidden)
        return (*_named_once([*came, *went]), *(Part(*each) for each in tallies))

    def _parts_of_empty_year(
        self, measure: Measure, cell: Cell, inside: set[int], outside: set[int], *, shown: bool
    ) -> tuple[Part, ...]:
        """A year without any record has no figure, though cases of before be open: its first record shows them all."""
        change, here, there = (1, outside, inside) if shown else (-1, inside, outside)
        return tuple(
            _named_once(
                [
                    self.causes.of_empty_year(record, change, cell, measure)
                    if record in there
                    else self.causes.of(measure, cell, record, change)
                    for record in sorted(here)
                ]
            )
        )


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
