"""What would stand if some changes were made: commands and files are checked against it by the same rules."""

from __future__ import annotations

from ..errors import NotFound, Problem, Refused
from ..model import notation
from ..model.case import CLOSING, closing_ref
from ..model.kind import Kind, Record, Several
from ..model.kinds import BY_NAME
from ..model.rules import links
from ..words import _
from .entries import Change
from .standing import Standing, ref_key, ref_number, select

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from ..model.kind import Value
    from ..model.profile import Profile


class World:
    """The ledger as it would be with the changes that were staged.

    `bulk` reads each kind whole the first time it is needed: right for a file, wrong for one record.
    """

    def __init__(self, connection: sqlite3.Connection, profile: Profile, today: str, *, bulk: bool = False) -> None:
        self.connection = connection
        self.profile = profile
        self.today = today
        self.bulk = bulk
        self.changes: list[Change] = []
        self._staged: dict[tuple[str, str], Change] = {}
        self._staged_keys: dict[tuple[str, str], dict[str, None]] = {}
        self._whole: dict[str, dict[str, Standing]] = {}
        self._keys: dict[str, dict[str, list[str]]] = {}
        self._next: dict[str, int] = {}
        self.problems: list[tuple[Change, Problem]] = []

    # -- finding ----------------------------------------------------------------------------------

    def standing(self, kind: Kind, text: str) -> Standing | None:
        """The record of the ledger that a ref names, void or not; a ref may come without its leading zeros."""
        ref = notation.tidy(text)
        if self.bulk:
            whole = self.whole(kind)
            if ref in whole:
                return whole[ref]
            found = [whole[each] for each in self._keys[kind.name].get(ref_key(ref), [])]
        else:
            found = select(self.connection, kind, "(record.ref = ? OR record.ref_key = ?)", (ref, ref_key(ref)))
            exact = [each for each in found if each.ref == ref]
            found = exact or found
        if len(found) > 1:
            raise Refused(
                _("整理番号「{ref}」に当てはまる{kind}が二つ以上あります: {refs}").format(
                    ref=ref, kind=kind.label, refs="、".join(each.ref for each in found)
                ),
                _("そのうちの一つを、そのままの形で指定してください。"),
                rule="ambiguous-ref",
            )
        return found[0] if found else None

    def whole(self, kind: Kind) -> dict[str, Standing]:
        """Every record of a kind by ref, void ones too."""
        if kind.name not in self._whole:
            self._whole[kind.name] = {each.ref: each for each in select(self.connection, kind)}
            keys: dict[str, list[str]] = {}
            for ref in self._whole[kind.name]:
                keys.setdefault(ref_key(ref), []).append(ref)
            self._keys[kind.name] = keys
        return self._whole[kind.name]

    def resolve(self, kind: Kind, text: str) -> str | None:
        """The ref, as it is written, of the record that would stand under it; None where there is none."""
        ref = notation.tidy(text)
        change = self._staged.get((kind.name, ref))
        if change is None:
            near = list(self._staged_keys.get((kind.name, ref_key(ref)), ()))
            known = self.standing(kind, ref)
            if known is not None and (kind.name, known.ref) not in self._staged:
                return None if known.void else known.ref
            if known is not None:
                near = [known.ref]
            if len(near) != 1:
                return None
            change = self._staged[kind.name, near[0]]
        return None if change.action == "void" else change.record.ref

    def is_void(self, kind: Kind, text: str) -> bool:
        """Whether a ref names a record that is void, or would be."""
        known = self.standing(kind, text)
        if known is None:
            return False
        staged = self._staged.get((kind.name, known.ref))
        return staged.action == "void" if staged else known.void

    def record(self, kind: Kind, ref: str) -> Record | None:
        """The record that would stand under a ref as it is written."""
        change = self._staged.get((kind.name, ref))
        if change is not None:
            return None if change.action == "void" else change.record
        known = self.standing(kind, ref)
        return known.record if known and not known.void else None

    def must_stand(self, kind: Kind, text: str) -> Standing:
        """The standing record that a ref names; `NotFound` (3), or `Refused` (4) when it is void."""
        found = self.standing(kind, text)
        if found is None:
            raise NotFound(
                _("{kind} {ref} は台帳にありません。").format(kind=kind.label, ref=text),
                _("整理番号を確かめてください（wfc {kind} list で一覧が見られます）。").format(kind=kind.name),
                rule="unknown-record",
            )
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
        numbers = [ref_number(kind, ref) or 0 for ref in refs]
        self._next[kind.name] = max([self._next_number(kind), *(number + 1 for number in numbers)])

    def assume(self, record: Record) -> None:
        """Let a record that was refused be pointed to, so that one mistake is not told many times."""
        if record.ref and (record.kind.name, record.ref) not in self._staged:
            self._lay_over(Change("add", record))

    def linked(self, kind: Kind, facts: Mapping[str, Value]) -> dict[str, Value]:
        """Facts with their links as the refs of the records that they name, where those would stand."""
        found = dict(facts)
        for field, link in links(kind):
            value = facts.get(field.name)
            if value is None:
                continue
            texts = value if isinstance(value, tuple) else (str(value),)
            refs = [self._quietly(BY_NAME[link.to], text) for text in texts]
            found[field.name] = tuple(dict.fromkeys(refs)) if isinstance(value, tuple) else refs[0]
        return found

    def _quietly(self, kind: Kind, text: str) -> str:
        try:
            return self.resolve(kind, text) or text
        except Refused:
            return text

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
        before = self._staged.get((record.kind.name, record.ref))
        if before is not None and before in self.changes:
            before.record = record
            return before
        self._lay_over(change)
        self.changes.append(change)
        return change

    def _lay_over(self, change: Change) -> None:
        kind, ref = change.record.kind.name, change.record.ref
        self._staged[kind, ref] = change
        self._staged_keys.setdefault((kind, ref_key(ref)), {})[ref] = None

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
        try:
            ref = self.resolve(kind, text)
        except Refused as error:
            self.refuse(change, error.problems[0])
            return text
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
                ).format(label=label, kind=kind.label, ref=text),
                self._nearest_ref(kind, text),
                field=name,
            ),
        )
        return text

    def _nearest_ref(self, kind: Kind, text: str) -> str:
        import difflib

        refs = [
            row[0]
            for row in self.connection.execute(
                "SELECT ref FROM record WHERE kind = ? AND void = 0 ORDER BY record DESC LIMIT 5000", (kind.name,)
            )
        ]
        near = difflib.get_close_matches(text, refs, n=3, cutoff=0.6)
        if near:
            return _("近いもの: {words}。整理番号を確かめてください。").format(words="、".join(near))
        return _("先に{kind}を記録するか、整理番号を確かめてください。").format(kind=kind.label)

    def _next_number(self, kind: Kind) -> int:
        if kind.name not in self._next:
            row = self.connection.execute(
                "SELECT COALESCE(MAX(ref_number), 0) FROM record WHERE kind = ?", (kind.name,)
            ).fetchone()
            self._next[kind.name] = int(row[0]) + 1
        return self._next[kind.name]

    def _next_ref(self, record: Record) -> str:
        if record.kind is CLOSING:
            return closing_ref(record.text("case"), record.text("closed_on"))
        number = self._next_number(record.kind)
        self._next[record.kind.name] = number + 1
        return f"{record.kind.prefix}-{number:05d}"

    def refuse(self, change: Change, problem: Problem) -> None:
        """Note that a change breaks a rule."""
        self.problems.append((change, problem))

    def staged(self, kind: Kind, ref: str) -> Change | None:
        """The change that is staged for a record."""
        return self._staged.get((kind.name, ref))
