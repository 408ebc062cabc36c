"""What a command makes of the figures that were handed in: of the newest publication of each as-of date.

What a command moves in the counts is known from writing it. The figure that was frozen, and what all commands since
have moved, give the figure now, so that no report is made while somebody records. Tallies and the office's lists move
no counts: for them the figures are compared before and after.
"""

from __future__ import annotations

from ...ledger import CITY, YEAR
from ...measures import MEASURES
from ...model.calendar import FiscalYear, year_before
from ...model.kind import Choice, Listed, Name
from ...model.position import for_people
from ...model.profile_kinds import PROFILE_KINDS
from ...model.publication import totals_in
from ...model.tally import TALLY
from ...values import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from dataclasses import KW_ONLY

    from ...ledger import Change, Ledger, Written
    from ...measures import Measure
    from ...model.kind import Field

    Figures = Mapping[tuple[str, "Spot"], int | None]
    Span = tuple[str, str]

SHOWN = 6
"""How many figures are named; of the others, how many there are."""


@value
class Spot:
    """Where a figure stands in a report: its measure, the code of its area (`*` of the city), and its month.

    `month` is "" of the cumulative figure. `last_year`: in the column of the year before. `axis`: not one figure, but
    the table by a field of that heading.
    """

    measure: str
    area: str = CITY
    _: KW_ONLY
    month: str = ""
    last_year: bool = False
    axis: str = ""


@value
class Revision:
    """A figure of a publication that a command changes: what the ledger says of it before and after.

    `area` is the label of its area, "" of the city; `handed_in` the figure that was frozen, where it is known. A table
    by a field has no figures.
    """

    publication: str
    area: str
    spot: Spot
    before: int | None = None
    after: int | None = None
    handed_in: int | None = None

    @property
    def measure(self) -> Measure:
        """The measure of the figure."""
        return MEASURES[self.spot.measure]


@value
class Revisions:
    """The figures that a command changes, the newest publication first, and how many there are beside those."""

    shown: Sequence[Revision] = ()
    others: int = 0


def is_uncounted(changes: Iterable[Change]) -> bool:
    """Whether some changes are of what a report prints without counting it."""
    return any(each.record.kind is TALLY or each.record.kind in PROFILE_KINDS for each in changes)


# -- what moves the counts --------------------------------------------------------------------------------


def revisions(ledger: Ledger, written: Written) -> Revisions:
    """What a command that is written has made of the figures that were handed in, as far as it moved counts."""
    if not ledger.may_revise(written):
        return Revisions()
    handed_in = ledger.publications.handed_in()
    moved = _Moved(written.moved)
    found = [
        (*handed_in[as_of], spot, span)
        for as_of in sorted(handed_in, reverse=True)
        for spot, span in _spots(moved, written.changes, *_spans(as_of, ledger.profile.opening_month))
    ]
    shown = (_revision(ledger, *each, moved) for each in found[:SHOWN])
    return Revisions([each for each in shown if each], max(len(found) - SHOWN, 0))


class _Moved:
    """What a command changed in the counts, by measure and area."""

    def __init__(self, moved: Mapping[tuple[str, str, str], int]) -> None:
        self.days: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for (day, measure, area), number in moved.items():
            self.days.setdefault((measure, area), []).append((day, number))
        self.measures = [each for each in MEASURES if (each, CITY) in self.days]

    def at(self, spot: Spot, span: Span) -> int:
        """By how much a figure changes."""
        days = self.days.get((_counted_as(spot), spot.area), ())
        return sum(number for day, number in days if _is_within(spot, day, span))

    def in_city(self) -> list[Spot]:
        """The totals that may change."""
        return [Spot(measure) for measure in self.measures]

    def in_areas(self) -> list[Spot]:
        """The figures of areas that may change."""
        return [Spot(*key) for key in self.days if key[1] != CITY and key[0] in MEASURES]

    def in_months(self) -> list[Spot]:
        """The figures of months that may change; those of a state are not looked at."""
        counts = [measure for measure in self.measures if not MEASURES[measure].state]
        return [
            Spot(measure, month=month)
            for measure in counts
            for month in sorted({day[:7] for day, _number in self.days[measure, CITY]})
        ]


def _counted_as(spot: Spot) -> str:
    """The name under which what makes a figure is counted: where months do not add up, a year has another one."""
    return spot.measure + YEAR if MEASURES[spot.measure].distinct_months and not spot.month else spot.measure


def _spans(as_of: str, opening: int) -> tuple[Span, Span]:
    """The first and last day of a report's year so far, and of the one before it."""
    year = FiscalYear.of(as_of, opening)
    return (year.first_day, as_of), (FiscalYear(year.year - 1, opening).first_day, year_before(as_of))


def _is_within(spot: Spot, day: str, span: Span) -> bool:
    """Whether what is counted on a day belongs to a figure; a state is what all days before have made of it."""
    if MEASURES[spot.measure].state:
        return day <= span[1]
    return span[0] <= day <= span[1] and day.startswith(spot.month)


def _spots(moved: _Moved, changes: Sequence[Change], this: Span, before: Span) -> list[tuple[Spot, Span]]:
    """Where a command changes a report: the city's totals, else areas, else months, else the tables by its fields."""
    totals = [(spot, this) for spot in moved.in_city()]
    totals += [(Spot(spot.measure, last_year=True), before) for spot in moved.in_city()]
    areas = [(spot, this) for spot in moved.in_areas()]
    months = [(spot, this) for spot in moved.in_months()]
    for spots in (totals, areas, months):
        found = [(spot, span) for spot, span in spots if moved.at(spot, span)]
        if found:
            return found
    return [(spot, this) for spot in dict.fromkeys(_tables(changes, this))]


def _tables(changes: Sequence[Change], this: Span) -> Iterator[Spot]:
    """The tables by a field that a correction changes, of records that belong to the year so far."""
    for change in changes:
        record, base = change.record, change.base
        if base is None or base.void or change.action == "void" or not this[0] <= record.day <= this[1]:
            continue
        for field in record.kind.facts:
            if isinstance(field.one, (Choice, Listed, Name)) and record[field.name] != base.record[field.name]:
                yield from _counted_by(record.kind.name, field)


def _counted_by(kind: str, field: Field) -> Iterator[Spot]:
    """The tables of the document that count records of a kind by a field."""
    from ..crosses import CROSSES

    for measures, by in CROSSES:
        if field.one.name in by and MEASURES[measures[0]].kind == kind:
            yield Spot(measures[0], axis=field.label)


def _revision(ledger: Ledger, number: int, name: str, spot: Spot, span: Span, moved: _Moved) -> Revision | None:
    """A figure before and after; None where it was not in the publication, or has no figure then or now."""
    area = _label(ledger, spot.area)
    if spot.axis:
        return Revision(name, area, spot)
    printed = _printed(ledger, number, name, spot)
    if printed is None:
        return None
    first = "" if MEASURES[spot.measure].state else max(span[0], spot.month)
    last = min(span[1], f"{spot.month}-99") if spot.month else span[1]
    since = ledger.publications.moved_since(
        ledger.publications.known_to(number), _counted_as(spot), spot.area, first, last
    )
    reckoned = None if since is None else printed + since
    must_count = since is None or MEASURES[spot.measure].sum  # of records without a number there is no figure
    after = _counted(ledger, spot, span[1]) if must_count else reckoned
    standing = reckoned if after is None else after
    if standing is None:
        return None
    return Revision(name, area, spot, standing - moved.at(spot, span), after, printed)


def _counted(ledger: Ledger, spot: Spot, as_of: str) -> int | None:
    """A figure as the ledger has it now."""
    from ..counting import YearToDate

    year = YearToDate(ledger, FiscalYear.of(as_of, ledger.profile.opening_month), as_of)
    measure = MEASURES[spot.measure]
    known = year.month(measure, spot.month, spot.area) if spot.month else year.total(measure, spot.area)
    return known.number


def _label(ledger: Ledger, area: str) -> str:
    return "" if area == CITY else for_people(ledger.profile.label("areas", area) if area else area)


def _printed(ledger: Ledger, number: int, name: str, spot: Spot) -> int | None:
    """The figure that a publication prints; the city's totals are found at the beginning of it."""
    totals = totals_in(ledger.publications.beginning_of(number))
    if totals and spot.area == CITY and not spot.month:
        return totals.get(spot.measure, (None, None))[spot.last_year]
    from .cells import Cell, figure_in
    from .register import publication

    report = publication(ledger, name).kept.report
    figure = next((each for each in report.figures if each.measure.name == spot.measure), None)
    if figure is None or spot.last_year:
        return figure.last_year if figure else None
    return figure_in(report, figure, Cell(spot.month or None, None if spot.area == CITY else spot.area)).number


# -- what moves no counts ---------------------------------------------------------------------------------


def figures(ledger: Ledger) -> Figures:
    """The totals and areas of every publication that stands for what was handed in, as the ledger has them now."""
    from ..counting import YearToDate

    found: dict[tuple[str, Spot], int | None] = {}
    opening = ledger.profile.opening_month
    for as_of, (_number, name) in sorted(ledger.publications.handed_in().items(), reverse=True):
        this = YearToDate(ledger, FiscalYear.of(as_of, opening), as_of)
        to = year_before(as_of)
        before = YearToDate(ledger, FiscalYear.of(to, opening), to)
        for measure in MEASURES.values():
            found[name, Spot(measure.name)] = this.total(measure).number
            found[name, Spot(measure.name, last_year=True)] = before.total(measure).number
            for area, known in this.by_area(measure, this.whole, this.areas(measure)).items():
                found[name, Spot(measure.name, area)] = known.number
    return found


def compared(ledger: Ledger, before: Figures, after: Figures) -> Revisions:
    """What differs between the figures before and after a command."""
    found = [
        Revision(name, _label(ledger, spot.area), spot, before.get(at), after.get(at))
        for at in dict.fromkeys([*before, *after])
        for name, spot in [at]
        if before.get(at) != after.get(at)
    ]
    totals = {(each.publication, each.measure.name) for each in found if each.spot.area == CITY}
    shown = [each for each in found if each.spot.area == CITY or (each.publication, each.measure.name) not in totals]
    return Revisions(shown[:SHOWN], max(len(shown) - SHOWN, 0))
