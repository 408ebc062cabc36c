"""The staging area: the ledger as it would be with some changes, against which wfc checks commands and files alike."""

from __future__ import annotations

from ..errors import NotFound, Problem, Refused
from ..model import notation
from ..model.case import part_ref
from ..model.kind import Kind, Record
from ..model.kinds import BY_NAME
from ..model.rules import check_record, links
from ..words import _
from .current import CurrentRecord, ref_key, ref_number, select
from .entries import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..model.kind import Field, Value
    from ..model.profile import Profile
    from .engine import Connection


SHOWN = 20
"""For how many unknown refs wfc looks for the nearest one; that is slow, and nobody reads more."""


MANY = 100
"""A command with more changes than this reads each kind whole (`bulk`)."""


class Staging:
    """The ledger as it would be with the staged changes.

    `unread` has, by change, the fields that could not be read, whose problems are reported already. `bulk` reads all
    records of a kind when it needs the first one: fast for a file, slow for one record.
    """

    def __init__(self, connection: Connection, profile: Profile, today: str, *, bulk: bool = False) -> None:
        self.connection = connection
        self.profile = profile
        self.today = today
        self.bulk = bulk
        self.changes: list[Change] = []
        self._staged: dict[tuple[str, str], Change] = {}
        self._whole: dict[str, dict[str, CurrentRecord]] = {}
        self._next: dict[str, int] = {}
        self.unread: dict[int, set[str]] = {}
        self.notes: list[str] = []
        """Sentences about how the changes were read."""
        self.problems: list[tuple[Change, Problem]] = []
        self.passed: dict[str, set[str]] | None = None
        """By kind, the ref keys of the changes that were checked and not kept (`keep_nothing_more`)."""
        self._kept = self.unread, self.problems
        self._unknown = 0

    # -- finding ----------------------------------------------------------------------------------

    def standing(self, kind: Kind, text: str) -> CurrentRecord | None:
        """Return the record of a ref in the ledger, void or not; a ref may lack its leading zeros."""
        if self.bulk:
            return self.whole(kind).get(ref_key(text))
        found = select(self.connection, kind, "record.ref_key = ?", (ref_key(text),))
        return found[0] if found else None

    def called(self, kind: Kind, text: str) -> CurrentRecord | None:
        """Return the record of a ref or of its number alone (107 for C-00107), void or not.

        A record whose whole ref is the number comes first. A file has whole refs only.
        """
        found = self.standing(kind, text)
        if found is None and not self.bulk and kind.prefix and ref_key(text).isdecimal():
            found = self.standing(kind, f"{kind.prefix}-{text.strip()}")
        return found

    def whole(self, kind: Kind) -> dict[str, CurrentRecord]:
        """Return every record of a kind by its ref key, void ones included."""
        if kind.name not in self._whole:
            self._whole[kind.name] = {ref_key(each.ref): each for each in select(self.connection, kind)}
        return self._whole[kind.name]

    def staged(self, kind: Kind, text: str) -> Change | None:
        """Return the staged change of a record."""
        return self._staged.get((kind.name, ref_key(text)))

    def resolve(self, kind: Kind, text: str) -> str | None:
        """Return the ref, as the ledger spells it, of the record that it would name; None for no record."""
        record = self.record(kind, text)
        if record is None and self.passed and ref_key(text) in self.passed.get(kind.name, ()):
            return text
        return record.ref if record else None

    def is_void(self, kind: Kind, text: str) -> bool:
        """Return whether a ref names a record that is void, or would be."""
        change, known = self.staged(kind, text), self.called(kind, text)
        return change.action == "void" if change else known is not None and known.void

    def record(self, kind: Kind, text: str) -> Record | None:
        """Return the record that a ref would name; None if it is void."""
        change = self.staged(kind, text)
        if change is not None:
            return None if change.action == "void" else change.record
        known = self.called(kind, text)
        return known.record if known and not known.void else None

    def must_be(self, kind: Kind, text: str) -> CurrentRecord:
        """Return the record of a ref, void or not; raise `NotFound` (3) with the nearest refs."""
        found = self.called(kind, text)
        if found is None:
            raise NotFound(
                _("{kind} {ref} は台帳にありません。").format(kind=kind.label, ref=notation.quoted(text)),
                self._nearest_ref(kind, text),
                rule="unknown-record",
            )
        return found

    def must_stand(self, kind: Kind, text: str) -> CurrentRecord:
        """Return the record of a ref; raise `NotFound` (3), or `Refused` (4) if it is void."""
        found = self.must_be(kind, text)
        if found.void:
            raise Refused(
                _("{kind} {ref} は取り消されています。").format(kind=kind.label, ref=found.ref),
                _("取り消した記録は変えられません。必要なら新しく記録してください。"),
                rule="already-void",
            )
        return found

    # -- staging ----------------------------------------------------------------------------------

    def draft(self, kind: Kind, ref: str, facts: Mapping[str, Value], texts: Mapping[str, str]) -> Record:
        """Return a record with derived values, such as a status, for fields that were left out."""
        settled = dict(facts)
        if kind.settle:
            kind.settle(settled, self.today)
        return Record(kind, ref, settled, texts)

    def reserve(self, kind: Kind, refs: Iterable[str]) -> None:
        """Keep refs that later records bring from being assigned."""
        numbers = (ref_number(kind, ref) or 0 for ref in refs)
        self._next[kind.name] = max(self._next_number(kind), max((number + 1 for number in numbers), default=0))

    def linked(self, kind: Kind, facts: Mapping[str, Value], change: Change | None = None) -> dict[str, Value]:
        """Return facts with each link as the ref of its record; refuse a change with a link that has no record."""
        found = dict(facts)
        for field, link in links(kind):
            value = facts.get(field.name)
            if value is not None:
                texts = value if isinstance(value, tuple) else (str(value),)
                refs = tuple(dict.fromkeys(self._resolved(text, BY_NAME[link.to], field, change) for text in texts))
                found[field.name] = refs if isinstance(value, tuple) else refs[0]
        return found

    def stage(self, change: Change) -> Change:
        """Stage a change: resolve its links, and assign the next ref to a record without one.

        A second change of a record replaces the first: a command writes one entry for each record.
        """
        record = change.record
        if change.action != "void":
            record = record.changed(self.linked(record.kind, record.facts, change))
            if not record.ref:
                record = record.called(self._next_ref(record))
        change.record = record
        before = self.staged(record.kind, record.ref)
        if before is not None:
            before.record = record
            before.places |= change.places
            return before
        if self.passed is not None:
            self.passed.setdefault(record.kind.name, set()).add(ref_key(record.ref))
            self.problems += [(change, each) for each in check_record(record, self.profile, self.today)]
            return change
        self._staged[record.kind.name, ref_key(record.ref)] = change
        self.changes.append(change)
        return change

    def stage_first(self, change: Change) -> Change:
        """Stage a change that wfc writes before all others."""
        self.stage(change)
        self.changes.insert(0, self.changes.pop())
        return change

    def keep_nothing_more(self) -> None:
        """From now on, check each change alone and keep only its ref: wfc will write nothing."""
        self.passed = {}
        self._kept = self.unread, self.problems
        self.unread, self.problems = {}, []

    def broken_by_passed(self) -> list[Problem]:
        """Return the problems of the last change that was checked and not kept."""
        broken = [each for change, each in self.problems if each.field not in self.unread.get(id(change), ())]
        self.unread.clear()
        self.problems.clear()
        return broken

    def look_at_kept(self) -> None:
        """Return to the changes that were kept."""
        self.passed = None
        self.unread, self.problems = self._kept

    def _resolved(self, text: str, kind: Kind, field: Field, change: Change | None) -> str:
        ref = self.resolve(kind, text)
        if ref is None and change:
            void = self.is_void(kind, text)
            words = _("{label}: {kind} {ref} は台帳にありません。")
            if void:
                words = _("{label}: {kind} {ref} は取り消されています。")
            self.refuse(
                change,
                Problem(
                    "void-record" if void else "unknown-record",
                    words.format(label=field.label, kind=kind.label, ref=notation.quoted(text)),
                    self._nearest_ref(kind, text),
                    field=field.name,
                ),
            )
        return ref or text

    def _nearest_ref(self, kind: Kind, text: str) -> str:
        """Return the remedy for an unknown ref: the nearest refs, or where to look."""
        self._unknown += 1
        if self._unknown > SHOWN:
            return _("整理番号を確かめてください（wfc {kind} list で一覧が見られます）。").format(kind=kind.name)
        import difflib

        refs = {
            ref_key(row[0]): row[0]
            for row in self.connection.execute(
                "SELECT ref FROM record WHERE kind = ? AND void = 0 ORDER BY record DESC LIMIT 5000", (kind.name,)
            )
        }
        key = ref_key(text)
        key = f"{kind.prefix}-{key}" if kind.prefix and key.isdecimal() else key
        near = difflib.get_close_matches(key, refs, n=3, cutoff=0.6)
        if near:
            return _("近いもの: {words}。整理番号を確かめてください（wfc {kind} list で一覧が見られます）。").format(
                words=_("、").join(refs[each] for each in near), kind=kind.name
            )
        return _("整理番号を確かめてください（wfc {kind} list で一覧が見られます）。").format(kind=kind.name)

    def _next_number(self, kind: Kind) -> int:
        if kind.name not in self._next:
            last = "SELECT COALESCE(MAX(ref_number), 0) FROM record WHERE kind = ?"
            self._next[kind.name] = self.connection.single(last, (kind.name,)) + 1
        return self._next[kind.name]

    def _next_ref(self, record: Record) -> str:
        if record.kind.within and not record.kind.prefix:
            return part_ref(record.text(record.kind.within.name), record.day)
        following = self._next_number(record.kind)
        while self.standing(record.kind, ref := f"{record.kind.prefix}-{following:05d}") or self.staged(
            record.kind, ref
        ):
            following += 1
        self._next[record.kind.name] = following + 1
        return ref

    def refuse(self, change: Change, problem: Problem) -> None:
        """Add the problem of a change."""
        self.problems.append((change, problem))
