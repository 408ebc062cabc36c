"""What made a record come into a cell or go out of it: the one entry that, taken back, would bring it to where it was.

Each record that was touched since is set back to where it stood then, one after another, and the measure is asked what
it would count: the first whose setting back restores the cell is what made the difference. So the cause is found by the
measure's own relation, whatever it reads, and there is no difference without one.
"""

from __future__ import annotations

from ...model.kind import Choice, Day, Link, Listed, Number
from ...model.kinds import BY_NAME, KINDS
from ...values import replace, value
from ..crosses import keys_of
from .cells import TablePlace, fields_of, members, on_axes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...ledger import Counted, Ledger, Placed
    from ...ledger.axes import Axis
    from ...model.kind import Field, Record
    from ..report import Report

    Versions = dict[int, Placed]

CAUSES = (
    "late",
    "void",
    "restored",
    "link",
    "class",
    "status",
    "closed",
    "reopened",
    "complexity",
    "date",
    "area",
    "topic",
    "number",
    "value",
    "tally",
    "profile",
    "erased",
    "rule",
)
"""Every cause there is. Where one entry changed several fields, the first of these that can have done it is named."""
OF_FIELDS = {
    "complex_since": "complexity",
    "status": "status",
    "completed_on": "status",
    "dropped_on": "status",
    "decided_on": "status",
    "reopened_on": "reopened",
}
"""The causes of fields whose type does not say them."""


AREAS = "areas"
"""The list of the office whose dates say how many areas report."""


@value
class CellChange:
    """A record that came into a cell or went out, or whose number changed: by how much, why, and by an entry of which
    record (`maker`)."""

    record: int
    ref: str
    change: int
    cause: str
    maker: int
    maker_ref: str


class Causes:
    """Finds the cause of each change between what was known then and what is known now."""

    def __init__(self, ledger: Ledger, then: Report, now: Report, known_at: int) -> None:
        self.ledger = ledger
        self.then = then
        self.now = now
        self.newest = known_at  # fiscal years and begin dates are the same in both reports
        self.before = ledger.figures.changed_since(self.newest)
        self._worlds: dict[int, tuple[Versions, Versions]] = {}
        self._counted: dict[tuple[object, ...], list[Counted]] = {}
        self._axes: dict[tuple[str, tuple[str, ...]], list[Axis]] = {}

    def of(self, place: TablePlace, record: int, sign: int, change: int) -> CellChange:
        """Why a record is now in a cell of a measure (1), or is no longer (-1), and what that changes in it."""
        then, now = self._versions_of(record)
        own = now.get(record) or then[record]
        cause = self._of_existence(record, then, now)
        maker = record
        if not cause:
            found = self._maker(place, record, sign)
            maker, cause = found or (record, self._of_words(place, record) or "rule")
        maker_ref = (now.get(maker) or then[maker]).ref
        return CellChange(record, own.ref, change, cause, maker, maker_ref)

    def of_number(self, record: int, change: int) -> CellChange:
        """Why a record that is in a cell of a sum then and now adds another number to it."""
        then, now = self._versions_of(record)
        cause = "number" if self._differs(record, then, now) else "rule"
        return CellChange(record, now[record].ref, change, cause, record, now[record].ref)

    def of_year(self, change: int) -> CellChange:
        """Why what was counted beside its records has a figure now, or none any more.

        It is a record that made the year a recorded one, an area a reported one, or the office one that has records;
        else the lists of the office.
        """
        touched = [(number, before, after) for number, before, after in self._touched()]
        for number, before, after in sorted(touched, key=lambda each: not self._in_either_year(*each[1:])):
            maker = after or before
            assert maker is not None
            versions = {number: before} if before else {}, {number: after} if after else {}
            cause = self._of_existence(number, *versions)
            if not cause and before and after:
                cause = self._first_of(
                    self._of_fields(self.ledger.figures.said(before), self.ledger.figures.said(after))
                )
            return CellChange(number, maker.ref, change, cause, number, maker.ref)
        return CellChange(0, AREAS, change, "profile", 0, AREAS)

    def _in_either_year(self, before: Placed | None, after: Placed | None) -> bool:
        return self._in_year(before, self.then) or self._in_year(after, self.now)

    def _touched(self) -> Iterator[tuple[int, Placed | None, Placed | None]]:
        """The records of the office that were touched since: where they stood then, and stand now."""
        new = {
            each.number
            for kind in KINDS
            for each in (self.ledger.every(kind) if kind.day else ())
            if self.is_new(each.number)
        }
        numbers = sorted(new | self.before.keys())
        now = self.ledger.figures.placed_in((), numbers)
        for number in numbers:
            yield number, self.before.get(number), now.get(number)

    def _in_year(self, placed: Placed | None, report: Report) -> bool:
        """Whether a record stands and belongs to a day of the fiscal year of a report."""
        if placed is None or placed.void:
            return False
        return report.year.first_day <= self.ledger.figures.said(placed).day <= report.year.last_day

    def is_new(self, record: int) -> bool:
        """Whether a record was entered since."""
        return record > self.newest

    # -- where records stand ------------------------------------------------------------------------------

    def _versions_of(self, record: int) -> tuple[Versions, Versions]:
        """The records that are counted together with one: where they stood then, and where they stand now."""
        if record not in self._worlds:
            now = self.ledger.figures.placed_in((), [record])
            families = {each.family for each in (now.get(record), self.before.get(record)) if each}
            now = self.ledger.figures.placed_in(families, [record])
            touched = {number: each for number, each in self.before.items() if number in now or each.family in families}
            then = {number: each for number, each in now.items() if not self.is_new(number)} | touched
            now |= self.ledger.figures.placed_in((), touched.keys() - now.keys())
            self._worlds[record] = then, now
        return self._worlds[record]

    def _rows(self, place: TablePlace, record: int, versions: Iterable[Placed]) -> list[Counted]:
        """What a measure would count of a record, if these records stood so and no others."""
        placed = sorted(versions, key=lambda each: each.record)
        axes = self._axes_of(place)
        key = (
            *(place.measure.name, *(axis.name for axis in axes), record),
            *((each.record, each.entry, each.void) for each in placed),
        )
        if key not in self._counted:
            rows = self.ledger.figures.supposing(place.measure, placed, axes, self.now.as_of)
            self._counted[key] = [
                replace(row, values=keys_of(axes, row.values, self.now.profile)) for row in rows if row.record == record
            ]
        return self._counted[key]

    def _axes_of(self, place: TablePlace) -> list[Axis]:
        """The axes of a table that are fields of the records."""
        fields = fields_of(place.by)
        key = place.measure.name, fields
        if key not in self._axes:
            known = self.ledger.figures.axes_of(place.measure) if fields else {}
            self._axes[key] = [known[name] for name in fields]
        return self._axes[key]

    # -- which entry did it -------------------------------------------------------------------------------

    def _of_existence(self, record: int, then: Versions, now: Versions) -> str:
        """The cause where the record itself is new, was taken back, or stands again; "" otherwise."""
        if self.is_new(record):
            is_reopening = now[record].kind == "closing" and self.ledger.history.entry(record).action == "reopen"
            return "reopened" if is_reopening else "late"
        if then[record].void != now[record].void:
            return "restored" if then[record].void else "void"
        return ""

    def _maker(self, place: TablePlace, record: int, sign: int) -> tuple[int, str] | None:
        """The record whose setting back would bring this one to where it was in the cell, and the cause."""
        then, now = self._versions_of(record)
        if self._is_in(place, self._rows(place, record, then.values()), self.then) != (sign < 0):
            return None
        versions = dict(now)
        kinds = {*place.measure.reads, *(kind for axis in self._axes_of(place) for kind in axis.kinds)}
        touched = [
            number
            for number in dict.fromkeys((record, *now, *then))
            if (now.get(number) or then[number]).kind in kinds and self._differs(number, then, now)
        ]
        for alone in (True, False):
            for number in touched:
                supposed = dict(now) if alone else versions
                self._set_back(supposed, number, then)
                rows = self._rows(place, record, supposed.values())
                if self._is_in(place, rows, self.now) == (sign < 0):
                    return number, self._named(place, record, number)
        return None

    def _of_words(self, place: TablePlace, record: int) -> str:
        """The cause where a table counts by words, and one of the record was erased: no version of it has it now."""
        erased = self.ledger.eraser.erased_fields(record)
        kind = self._versions_of(record)[1][record].kind if erased else ""
        names = {BY_NAME[kind].by_name[each].one.name for each in erased}
        return "erased" if names & {*place.by} else ""

    def _differs(self, number: int, then: Versions, now: Versions) -> bool:
        before, after = then.get(number), now.get(number)
        return before is None or after is None or before.entry != after.entry

    def _set_back(self, versions: Versions, number: int, then: Versions) -> None:
        if number in then:
            versions[number] = then[number]
        else:
            versions.pop(number, None)

    def _is_in(self, place: TablePlace, rows: Sequence[Counted], report: Report) -> bool:
        return place.cell in members(rows, place.measure, report, place.by, place.left_out)

    # -- what it is called --------------------------------------------------------------------------------

    def _named(self, place: TablePlace, record: int, maker: int) -> str:
        """The cause, from what the record that made the difference says otherwise than then."""
        then, now = self._versions_of(record)
        if maker not in then or maker not in now or then[maker].void != now[maker].void:
            return self._of_existence(maker, then, now)
        said = self.ledger.figures.said(then[maker]), self.ledger.figures.said(now[maker])
        moved = [*self._of_axes(place, *said)] if self._is_counted_then_and_now(place, record) else []
        return self._first_of(moved or self._of_fields(*said))

    def _first_of(self, causes: Iterable[str]) -> str:
        found = {*causes}
        return next((each for each in CAUSES if each in found), "class")

    def _is_counted_then_and_now(self, place: TablePlace, record: int) -> bool:
        """Whether it is counted in the same period as then, so that only its area or another value can have changed."""
        across = place.across()
        then, now = self._versions_of(record)
        before = self._is_in(across, self._rows(across, record, then.values()), self.then)
        after = self._is_in(across, self._rows(across, record, now.values()), self.now)
        return before and after

    def _of_axes(self, place: TablePlace, before: Record, after: Record) -> Iterable[str]:
        """The causes that lie in the fields by which a table counts, where the cell stands under a value of theirs."""
        named = {name for name, key in zip(place.by, on_axes(place.cell, place.by), strict=True) if key is not None}
        for each in after.kind.facts:
            area = "area" in named and cause_of(each, True, True, after.kind.name) == "area"
            if (area or each.one.name in named) and before[each.name] != after[each.name]:
                yield (
                    cause_of(each, before[each.name] is not None, after[each.name] is not None, after.kind.name)
                    or "value"
                )

    def _of_fields(self, before: Record, after: Record) -> Iterable[str]:
        for each in after.kind.facts:
            old, new = before[each.name], after[each.name]
            if old != new:
                yield cause_of(each, old is not None, new is not None, after.kind.name)


def cause_of(field: Field, before: bool, after: bool, kind: str) -> str:
    """What a change of a field is called, by whether it said something before and after; "" where it moves nothing."""
    one = field.one
    if field.name == "closed_on" and kind == "case" and not (before and after):
        return "closed" if after else "reopened"
    if field.name in OF_FIELDS and not (isinstance(one, Day) and field.name != "complex_since" and before and after):
        return OF_FIELDS[field.name]
    if isinstance(one, Day):
        return "date"
    if isinstance(one, Listed):
        return {"areas": "area", "topics": "topic"}.get(one.of, "")
    if isinstance(one, Link):
        return "link"
    if isinstance(one, Number):
        return "number"
    return "class" if isinstance(one, Choice) else ""
