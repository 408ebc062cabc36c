"""What would stand if some changes were made: commands and files are checked against it by the same rules."""

from __future__ import annotations

from ..errors import NotFound, Problem, Refused
from ..model import notation
from ..model.case import part_ref
from ..model.kind import Kind, Record, Several
from ..model.kinds import BY_NAME
from ..model.rules import check_record, links
from ..words import _
from .current import CurrentRecord, find_number, ref_key, ref_number, select
from .entries import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from ..model.kind import Value
    from ..model.profile import Profile


SHOWN = 20
"""The refs that are not there of which the nearest is looked for; it takes long, and nobody reads more."""


class Staging:
    """The ledger as it would be with the changes that were staged.

    `unread` names, by change, the fields that could not be read and are told already. `bulk` reads each kind
    whole the first time it is needed: right for a file, wrong for one record.
    """

    def __init__(self, connection: sqlite3.Connection, profile: Profile, today: str, *, bulk: bool = False) -> None:
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
        """What reading the changes has to report."""
        self.problems: list[tuple[Change, Problem]] = []
        self.passed: dict[str, set[str]] | None = None
        """By kind, the keys of the refs of changes that were looked at and not kept (`keep_nothing_more`)."""
        self._kept = self.unread, self.problems
        self._unknown = 0

    # -- finding ----------------------------------------------------------------------------------

    def standing(self, kind: Kind, text: str) -> CurrentRecord | None:
        """The record of the ledger that a ref names, void or not; a ref may come without its leading zeros."""
        if self.bulk:
            return self.whole(kind).get(ref_key(text))
        found = select(self.connection, kind, "record.ref_key = ?", (ref_key(text),))
        return found[0] if found else None

    def called(self, kind: Kind, text: str) -> CurrentRecord | None:
        """The record that somebody means, void or not: by its ref, or by the number alone (107 of C-00107).

        A record whose whole ref is that number goes first; a file says what it says, and has whole refs only.
        """
        found = self.standing(kind, text)
        if found is None and not self.bulk and kind.prefix and ref_key(text).isdecimal():
            found = self.standing(kind, f"{kind.prefix}-{text.strip()}")
        return found

    def whole(self, kind: Kind) -> dict[str, CurrentRecord]:
        """Every record of a kind by the key of its ref, void ones too."""
        if kind.name not in self._whole:
            self._whole[kind.name] = {ref_key(each.ref): each for each in select(self.connection, kind)}
        return self._whole[kind.name]

    def staged(self, kind: Kind, text: str) -> Change | None:
        """The change that is staged for a record."""
        return self._staged.get((kind.name, ref_key(text)))

    def resolve(self, kind: Kind, text: str) -> str | None:
        """The ref, as it is written, of the record that would stand under it; None where there is none."""
        record = self.record(kind, text)
        if record is None and self.passed and ref_key(text) in self.passed.get(kind.name, ()):
            return text
        return record.ref if record else None

    def is_void(self, kind: Kind, text: str) -> bool:
        """Whether a ref names a record that is void, or would be."""
        change, known = self.staged(kind, text), self.called(kind, text)
        return change.action == "void" if change else known is not None and known.void

    def record(self, kind: Kind, text: str) -> Record | None:
        """The record that would stand under a ref."""
        change = self.staged(kind, text)
        if change is not None:
            return None if change.action == "void" else change.record
        known = self.called(kind, text)
        return known.record if known and not known.void else None

    def must_be(self, kind: Kind, text: str) -> CurrentRecord:
        """The record that a ref names, void or not; `NotFound` (3) with the nearest ones."""
        found = self.called(kind, text)
        if found is None:
            raise NotFound(
                _("{kind} {ref} は台帳にありません。").format(kind=kind.label, ref=notation.quoted(text)),
                self._nearest_ref(kind, text),
                rule="unknown-record",
            )
        return found

    def must_stand(self, kind: Kind, text: str) -> CurrentRecord:
        """The standing record that a ref names; `NotFound` (3), or `Refused` (4) when it is void."""
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
        """A record with what may be left out filled in."""
        settled = dict(facts)
        if kind.settle:
            kind.settle(settled, self.today)
        return Record(kind, ref, settled, texts)

    def reserve(self, kind: Kind, refs: Iterable[str]) -> None:
        """Keep refs that will be given from being made."""
        numbers = (ref_number(kind, ref) or 0 for ref in refs)
        self._next[kind.name] = max(self._next_number(kind), max((number + 1 for number in numbers), default=0))

    def linked(self, kind: Kind, facts: Mapping[str, Value]) -> dict[str, Value]:
        """Facts with their links as the refs of the records that they name, where those would stand."""
        found = dict(facts)
        for field, link in links(kind):
            value = facts.get(field.name)
            if value is None:
                continue
            texts = value if isinstance(value, tuple) else (str(value),)
            refs = [self.resolve(BY_NAME[link.to], text) or text for text in texts]
            found[field.name] = tuple(dict.fromkeys(refs)) if isinstance(value, tuple) else refs[0]
        return found

    def stage(self, change: Change) -> Change:
        """Take a change in: its links are resolved, and a record without a ref is given the next one.

        A second change of the same record is laid over the first: one command writes one entry a record.
        """
        record = change.record
        if change.action != "void":
            record = self._with_links(record, change)
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
        """Take a change in that goes with another one: it is written before all others."""
        self.stage(change)
        self.changes.insert(0, self.changes.pop())
        return change

    def keep_nothing_more(self) -> None:
        """Check each further change alone when it is staged, and keep only its ref: nothing will be written."""
        self.passed = {}
        self._kept = self.unread, self.problems
        self.unread, self.problems = {}, []

    def broken_by_passed(self) -> list[Problem]:
        """What the change that was staged last breaks, of which nothing is kept."""
        broken = [each for change, each in self.problems if each.field not in self.unread.get(id(change), ())]
        self.unread.clear()
        self.problems.clear()
        return broken

    def look_at_kept(self) -> None:
        """Go back to the changes that were kept."""
        self.passed = None
        self.unread, self.problems = self._kept

    def _with_links(self, record: Record, change: Change) -> Record:
        resolved: dict[str, Value] = {}
        for field, link in links(record.kind):
            value = record[field.name]
            if value is None:
                continue
            refs = []
            for text in value if isinstance(value, tuple) else (str(value),):
                ref = self._resolved(text, BY_NAME[link.to], field.name, field.label, change)
                refs.append(ref)
            resolved[field.name] = tuple(dict.fromkeys(refs)) if isinstance(field, Several) else refs[0]
        return record.changed(resolved) if resolved else record

    def _resolved(self, text: str, kind: Kind, name: str, label: str, change: Change) -> str:
        ref = self.resolve(kind, text)
        if ref is not None:
            return ref
        void = self.is_void(kind, text)
        self.refuse(
            change,
            Problem(
                "void-record" if void else "unknown-record",
                (
                    _("{label}: {kind} {ref} は取り消されています。")
                    if void
                    else _("{label}: {kind} {ref} は台帳にありません。")
                ).format(label=label, kind=kind.label, ref=notation.quoted(text)),
                self._nearest_ref(kind, text),
                field=name,
            ),
        )
        return text

    def _nearest_ref(self, kind: Kind, text: str) -> str:
        """The way out of a ref that is not there: the nearest ones, or where to look."""
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
            last = "SELECT MAX(ref_number) FROM record WHERE kind = ?"
            self._next[kind.name] = find_number(self.connection, last, (kind.name,)) + 1
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
        """Note that a change breaks a rule."""
        self.problems.append((change, problem))
