"""What lists have said of a record so far: only what changed in a row since its last import is a correction.

An entry that an import writes has an import key: a digest of its row without the erasable words, which are in the typed
tables (a digest that covered them could confirm a guess after they were erased; entries older than schema 7 keep one
that does). Where the record keeps something else than its row gave, because it was corrected in the ledger or another
list gave it, the key names those fields (`kept:`), so that the facts of the entries say field by field what lists last
gave. An import that was undone is no import.
"""

from __future__ import annotations

from functools import cached_property

from ..model.case import CASE, HANDED_OVER, TRANSFER
from ..model.digest import sha256
from ..model.kind import ERASED, Record, erased
from .current import said_by, table_of
from .entries import canonical
from .undo import undone_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ..model.kind import Kind, Value
    from .current import CurrentRecord
    from .engine import Connection
    from .staging import Staging

CLOSING_KEY = "closing:"
"""What precedes, in an import key, the digest of a row of closings that was folded into its case."""
CASE_KEY = "case:"
"""What precedes, in the import key of a transfer, the digest of the row of its case that handed the case over."""
KEPT = "kept:"
"""What precedes the names of the fields in which a record keeps something else than its row gave."""
COLUMNS = "columns:"
"""What precedes a digest of the columns of the row's list, which identify the list; only rows with a ref have it."""


def content_key(kind: Kind, ref: str, facts: Mapping[str, Value]) -> str:
    """Return a digest of what a row says, without its confidential text."""
    said: dict[str, Value] = {"kind": kind.name, "ref": ref or None}
    said |= {f"fact.{name}": value for name, value in facts.items()}
    return sha256(canonical(said))[:32]


class RowDigests:
    """What a row says, as digests: the one that its entry keeps (`key`), and one that covers the words, too (`whole`).

    A row without ref has its occurrence among equals behind both.
    """

    __slots__ = ("facts", "key", "kind", "ref", "whole")

    def __init__(self, kind: Kind, ref: str, facts: Mapping[str, Value]) -> None:
        self.kind = kind
        self.ref = ref
        self.facts = facts
        words = {field.name for field in kind.erasable}
        self.whole = self.key = content_key(kind, ref, facts)
        if not words.isdisjoint(facts):
            self.key = content_key(kind, ref, {name: facts[name] for name in facts if name not in words})

    def number(self, occurrence: int) -> None:
        """Tell the row from others that say the same."""
        self.key, self.whole = f"{self.key}#{occurrence}", f"{self.whole}#{occurrence}"

    def words_are(self, said: Record) -> bool:
        """Return whether a record has just the words of the row."""
        return all(said[field.name] == self.facts.get(field.name) for field in self.kind.erasable)

    def words_may_be(self, said: Record) -> bool:
        """Return whether a record may have had the words of the row: where one was erased, nobody knows."""
        return all(
            said[field.name] == self.facts.get(field.name) or ERASED in said.values(field.name)
            for field in self.kind.erasable
        )


def columns_key(columns: Iterable[str]) -> str:
    """Return a digest of the columns of a list, in whatever order they are."""
    return COLUMNS + sha256(",".join(sorted(columns)).encode())[:8]


class Import:
    """One import of a record: its entry, the key of its row ("" of a closing's row), its list, and what was kept.

    The row of a case may have become a transfer of it: then the entry is the transfer's.
    """

    __slots__ = ("closings", "columns", "entry", "is_transfer", "kept", "key")

    def __init__(self, kind: Kind, entry: int, import_key: str) -> None:
        words = import_key.split()
        folded = [word[len(CASE_KEY) :] for word in words if word.startswith(CASE_KEY)]
        own = [word for word in words if not word.startswith((CASE_KEY, CLOSING_KEY, COLUMNS, KEPT))]
        self.is_transfer = bool(folded)
        self.entry = entry
        self.key = "".join((folded or own)[:1])
        self.closings = [word for word in words if word.startswith(CLOSING_KEY)]
        self.columns = next((word for word in words if word.startswith(COLUMNS)), "")
        self.kept = {name for word in words if word.startswith(KEPT) for name in word[len(KEPT) :].split(",")}
        if self.is_transfer:
            self.kept |= {field.name for field in kind.fields if field.name not in HANDED_OVER}
        elif self.closings and kind is CASE:
            self.kept |= {"closed_on", "closing"}

    def gave(self, then: Record, names: set[str]) -> set[str]:
        """Return those of some fields of which the entry, which said this, has what the row gave."""
        given = names - self.kept
        return {name for name in given if then[name] is not None} if self.is_transfer else given


class Imports:
    """The imports of the ledger's records that are in effect, read once for each kind."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.undone = undone_commands(connection)
        self._keys: dict[str, dict[int, list[tuple[int, str]]]] = {}

    def of(self, base: CurrentRecord) -> list[Import]:
        """Return the imports of a record that were not undone, the newest first."""
        kind = base.record.kind
        if kind.name not in self._keys:
            keys = self._keys[kind.name] = {}
            for number, record, command, import_key in self._rows(kind):
                if command not in self.undone:
                    keys.setdefault(record, []).append((number, import_key))
        return [Import(kind, *each) for each in reversed(self._keys[kind.name].get(base.number, ()))]

    def _rows(self, kind: Kind) -> list[tuple[int, int, int, str]]:
        """Return entry, record, command and import key of the imports of a kind; a case's may have become transfers."""
        own = "SELECT number, record, command, import_key FROM entry WHERE kind = ? AND import_key NOT LIKE ?"
        rows = self.connection.execute(own, (kind.name, f"{CASE_KEY}%")).fetchall()
        if kind is CASE:
            folded = "SELECT number, family, command, import_key FROM entry WHERE kind = ? AND import_key LIKE ?"
            rows += self.connection.execute(folded, (TRANSFER.name, f"{CASE_KEY}%"))
        return sorted(rows)

    def last(self, base: CurrentRecord) -> Import | None:
        """Return the last import of a record by a row of its own kind."""
        return next((each for each in self.of(base) if each.key), None)

    def knows_closing(self, base: CurrentRecord, key: str) -> bool:
        """Return whether a row of closings with this key was folded into a case."""
        return any(key in each.closings for each in self.of(base))

    def said(self, base: CurrentRecord) -> Record:
        """Return what lists last gave in each field of a record; nothing where none gave one, or it was erased."""
        kind = base.record.kind
        missing = set(kind.by_name)
        facts: dict[str, Value] = {}
        texts: dict[str, str] = {}
        for each in self.of(base):
            if not missing:
                break
            if each.key:
                entry_kind = TRANSFER if each.is_transfer else kind
                then = said_at(self.connection, base, each.entry, entry_kind)
                given = each.gave(then, missing)
                facts |= {name: then[name] for name in given if name in then.facts and ERASED not in then.values(name)}
                texts |= {name: text for name, text in then.texts.items() if name in given and text != erased()}
                missing -= given
        return Record(kind, base.ref, facts, texts)

    def had(self, base: CurrentRecord, since: int, name: str) -> set[Value]:
        """Return the values that a field of a record had in the entries from one on, leaving out what was undone."""
        kind = base.record.kind
        rows = self.connection.execute(
            f"SELECT entry.command, facts.{kind.by_name[name].column} FROM entry "
            f"JOIN {table_of(kind)} AS facts ON facts.entry = entry.number "
            "WHERE entry.record = ? AND entry.number >= ? AND entry.undoes IS NULL",
            (base.number, since),
        )
        return {value for command, value in rows if command not in self.undone}


def said_at(connection: Connection, base: CurrentRecord, entry: int, kind: Kind) -> Record:
    """Return what an entry about a record said, which has the facts of a kind: the record's own, or a transfer's."""
    return base.record if entry == base.entry else said_by(connection, kind, {entry: base.ref})[entry]


class WithoutRef:
    """The rows without ref of one kind that were imported before, even if that was undone, and how often each is met.

    They are known again by their content, and by their occurrence among equal rows of one import.
    """

    def __init__(self, staging: Staging, kind: Kind) -> None:
        self.connection = staging.connection
        self.kind = kind
        self.numbers = {each.number: each for each in staging.whole(kind).values()}
        self.by_key: dict[str, list[tuple[int, int]]] = {}
        self.occurrences: dict[str, int] = {}
        self.guessed: set[int] = set()
        for key, entry, record in staging.connection.execute(
            "SELECT import_key, number, record FROM entry WHERE kind = ? AND import_key LIKE '%#%' "
            "ORDER BY number DESC",
            (kind.name,),
        ):
            self.by_key.setdefault(key, []).append((entry, record))

    def meet(self, facts: Mapping[str, Value], once: Mapping[str, Value]) -> RowDigests:
        """Return the content of the next row.

        `once`: what cells were taken for that are read as empty by now. A row that was imported so keeps that content.
        """
        content = self._next({**facts, **once})
        if once and not any(content.words_are(said) for _base, said in self._with(content)):
            content = self._next(facts)
        digest = content.whole.partition("#")[0]
        self.occurrences[digest] = self.occurrences.get(digest, 0) + 1
        return content

    def _next(self, facts: Mapping[str, Value]) -> RowDigests:
        """Return the content of a row that was met once more."""
        content = RowDigests(self.kind, "", facts)
        content.number(self.occurrences.get(content.whole, 0) + 1)
        return content

    def find(self, content: RowDigests) -> CurrentRecord | None:
        """Return the record that a row became when it was imported, the newest first.

        One of which a word was erased is known by the rest of its content, for one row of an import.
        """
        known = self._with(content)
        for base, said in known:
            if content.words_are(said):
                return base
        for base, said in known:
            if base.number not in self.guessed and content.words_may_be(said):
                self.guessed.add(base.number)
                return base
        return None

    def _with(self, content: RowDigests) -> list[tuple[CurrentRecord, Record]]:
        """Return the records imported with the digests of a content, and what they said then."""
        known = [
            (self.numbers[record], entry)
            for key in dict.fromkeys((content.whole, content.key))
            for entry, record in self.by_key.get(key, ())
        ]
        return [(base, said_at(self.connection, base, entry, self.kind)) for base, entry in known]


class Again:
    """A row of a record that the ledger has, compared with what lists last said of that record.

    A status left out says nothing: the import derived it from the day, and derives it again for as long as nobody has
    given one (domain §2). Nor does a row say anything in the fields of which a word was `erased`.
    """

    def __init__(
        self,
        imports: Imports,
        base: CurrentRecord,
        content: RowDigests,
        facts: Mapping[str, Value],
        texts: Mapping[str, str],
        erased_fields: Collection[str] = (),
    ) -> None:
        kind = base.record.kind
        self.imports = imports
        self.base = base
        self.content = content
        self.facts = facts
        self.erased = erased_fields
        self.fields = (*facts, *texts)
        self.status = kind.settles if kind.settles and facts.get(kind.settles) is None else ""
        self.given = {name: value for name, value in facts.items() if name != self.status and name not in self.erased}
        self.texts = {name: text for name, text in texts.items() if text or base.record.texts.get(name) != erased()}
        self.last = imports.last(base)
        self.left: frozenset[str] = frozenset()

    @property
    def columns(self) -> str:
        """The digest of the row's columns."""
        return columns_key(self.fields)

    @cached_property
    def is_known(self) -> bool:
        """Whether the row says what the ledger says, and what lists last said."""
        if not self.base.record.changed(self.given, self.texts).says_the_same_as(self.base.record):
            return False
        last = self.last
        return last is None or (last.entry == self.base.entry and not last.kept) or self.is_same

    @cached_property
    def is_same(self) -> bool:
        """Whether the row is that of the last import; a word that was erased may have been any."""
        if self.last and self.last.key == self.content.key:
            words = [field.name for field in self.base.record.kind.erasable if field.name in self.given]
            return all(self.given[name] == self.before[name] for name in words)
        return self.last is not None and self.last.key == self.content.whole

    @cached_property
    def before(self) -> Record:
        """What lists last said; a status that the last import derived is none."""
        said = self.imports.said(self.base)
        without = said.changed({self.base.record.kind.settles: None}) if self.base.record.kind.settles else said
        return without if self.last and self._is_of(without, self.last) else said

    def _is_of(self, said: Record, last: Import) -> bool:
        """Whether an import's row said this in the columns of this row, and nothing in others."""
        row = self.content.facts
        facts = {name: row[name] if name in self.erased else said[name] for name in row}
        then = RowDigests(said.kind, self.content.ref, facts)
        return last.key.partition("#")[0] in (then.key, then.whole)

    @cached_property
    def news(self) -> tuple[dict[str, Value], dict[str, str]]:
        """The facts and texts that changed in the row since its last import; all of them where there was none."""
        if self.is_known:
            return {}, {}
        if self.last is None:
            return self.given, self.texts
        facts = {} if self.is_same else {name: each for name, each in self.given.items() if each != self.before[name]}
        return facts, {name: text for name, text in self.texts.items() if text != self.before.texts.get(name, "")}

    def leaving(self, names: Iterable[str]) -> Record:
        """Return the record with what is new in the row, but for some fields."""
        facts, texts = self.news
        return self.base.record.changed({name: each for name, each in facts.items() if name not in names}, texts)

    @property
    def corrected(self) -> Record:
        """The record with what is new in the row, but for what is `left` to transfers."""
        return self.leaving(self.left)

    def settled(self, staging: Staging) -> Record:
        """The same with the status that follows from its day by now, where the ledger's is still a derived one."""
        record = self.corrected
        if not self.status:
            return record
        settled = staging.draft(record.kind, record.ref, {**record.facts, self.status: None}, record.texts)
        return settled if settled[self.status] != record[self.status] and self.is_derived else record

    @cached_property
    def is_derived(self) -> bool:
        """Whether the ledger's status is the one that an import of the row derived, and nobody has given one since."""
        for each in self.imports.of(self.base):
            left_out = each.key in (self.content.key, self.content.whole) or (
                self.last is not None and each.entry == self.last.entry and self.before[self.status] is None
            )
            if left_out and self.status not in each.kept:
                return self.imports.had(self.base, each.entry, self.status) == {self.base.record[self.status]}
        return False

    @property
    def agreed(self) -> list[str]:
        """The labels of the fields in which the list has come to say what the ledger says already."""
        if self.is_known or not self.is_same_list or not self.corrected.says_the_same_as(self.base.record):
            return []
        facts, texts = self.news
        names = {*facts, *texts} - self.left
        return [field.label for field in self.base.record.kind.fields if field.name in names]

    @property
    def is_same_list(self) -> bool:
        """Whether the row has the columns of the last import's."""
        return self.last is not None and self.last.columns == self.columns

    @property
    def is_known_list(self) -> bool:
        """Whether the row has the columns of any import's."""
        return any(each.columns == self.columns for each in self.imports.of(self.base))

    @cached_property
    def said(self) -> Record:
        """What lists have given with this row."""
        before = self.before if self.last else Record(self.base.record.kind, self.base.ref, {})
        return before.changed(self.given, self.texts)

    def import_key(self, record: Record) -> str:
        """The key to store: that of the row, and the fields in which the record keeps something else."""
        kept = [
            *(name for name, value in self.said.facts.items() if value != record[name] and name != self.status),
            *(each.name for each in record.kind.texts if self.said.texts.get(each.name) != record.texts.get(each.name)),
            *([self.status] if self.status and not self.is_derived else []),
        ]
        return _joined(self.content.key, self.columns, kept)

    def transfer_key(self, transfer: Record) -> str:
        """The same of a transfer of the case that the row is about."""
        kept = [name for name in HANDED_OVER if transfer[name] and transfer[name] != self.said[name]]
        return _joined(CASE_KEY + self.content.key, self.columns, kept)


def _joined(key: str, columns: str, kept: list[str]) -> str:
    return " ".join([key, columns, *([KEPT + ",".join(kept)] if kept else [])])
