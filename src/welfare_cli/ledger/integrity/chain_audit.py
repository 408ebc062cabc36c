"""Auditing the hash chain: whether every entry, every erasable word and every confidential text is as it was written.

It reads what is stored and nothing that was derived from it, in the order of arrival and some entries at a time. An
entry alone is audited by the stored hash of the one before it.

A word that was erased is proven gone by the erasure's entry. Where the hash of the entry that held it covers the word
itself (before schema 7, and in publications), that hash can no longer be worked out: it is compared with the one that
the erasure's entry repeats, and what is left of the entry with the digest there.
"""

from __future__ import annotations

from ...errors import Unusable
from ...model.digest import sha256
from ...model.kind import ERASED, Link
from ...model.kinds import ALL_KINDS, BY_NAME
from ...words import _
from ..current import STANDS, WITHOUT_FACTS, column_of, in_parts, table_of
from ..entries import START, canonical, commitment, field_of, id_of, refs_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...model.kind import Kind, Value
    from ..engine import Connection

AT_ONCE = 1000
"""So many entries are read at a time."""
BY_ERASURE = "entry IN (SELECT number FROM main.entry WHERE action = 'erase')"
"""What is proven by no entry of an erasure, whose hash would cover it, proves nothing."""
SAID = ("version", "kind", "ref", "action", "import_key", "written_at", "arrived_at", "author", "clock", "clock_at")
"""What an entry says of itself in columns that are hashed as they stand."""


def broken(connection: Connection, until: int = STANDS) -> Iterator[int]:
    """The numbers of the entries that are not as they were written, up to an entry or the newest.

    After one that is broken the chain is followed from the hash that stands there, so that each is named once.
    """
    from hashlib import sha256 as fast

    until = _with_erasures(connection, until)
    before, expected = START, 0
    reader = _Reader(connection)
    for number, chain in connection.execute(
        "SELECT number, hash FROM entry WHERE number <= ? ORDER BY number", (until,)
    ):
        expected += 1
        if number not in reader.entries:
            reader.read("BETWEEN ? AND ?", (number, number + AT_ONCE - 1))
        worked_out = fast(before.encode() + canonical(reader.entries[number])).hexdigest()
        if number != expected or not reader.is_chained(number, chain, worked_out) or not reader.in_place(number):
            yield number
            expected = number
        before = chain


def refuse_changed(connection: Connection, refs: Mapping[int, str], kinds: Sequence[Kind]) -> None:
    """Refuse to print entries that are not as they were written, or under another ref (6).

    `refs` are those under which the entries are printed; their kinds are among `kinds`. Nothing is read but them.
    """
    reader = _Reader(connection, kinds)
    for some in in_parts(sorted(refs)):
        marks = ", ".join("?" * len(some))
        hashes: dict[int, str] = dict(
            connection.execute(
                f"SELECT number, hash FROM entry WHERE number IN ({marks}) OR number + 1 IN ({marks})", (*some, *some)
            ).fetchall()
        )
        reader.read(f"IN ({marks})", some)
        for number in some:
            said = reader.entries.get(number, {})
            worked_out = digest_of(hashes.get(number - 1, START if number == 1 else ""), said)
            chained = reader.is_chained(number, hashes.get(number, ""), worked_out)
            if not chained or said.get("ref") != refs[number] or not reader.words_hold(number):
                raise not_as_written(number)
        erasures = reader.erasures.difference(refs)
        if erasures:
            refuse_changed(connection, refs_at(connection, erasures), ())


def _with_erasures(connection: Connection, until: int) -> int:
    """The last entry that proves those up to another one: that of an erasure may lie behind it."""
    while True:
        last = connection.single("SELECT MAX(entry) FROM erased_word WHERE erased <= ?", (until,))
        if last is None or last <= until:
            return until
        until = last


def remainders(
    connection: Connection, kinds: Sequence[Kind], erased: Mapping[int, Mapping[str, str]]
) -> list[tuple[int, str, str]]:
    """What is left of some entries once words of theirs are others: entry, hash and digest of each.

    `erased` gives, by entry and place, what each word becomes.
    """
    reader = _Reader(connection, kinds)
    found = []
    for number, words in sorted(erased.items()):
        reader.read("= ?", [number])
        said = reader.entries[number]
        for place, word in words.items():
            field, _dot, position = place.partition(".")
            values = said[f"fact.{field}"]
            if isinstance(values, tuple):
                before = int(position) - 1
                said[f"fact.{field}"] = (*values[:before], word, *values[before + 1 :])
            else:
                said[f"fact.{field}"] = word
        chain, before_it = connection.execute(
            "SELECT hash, (SELECT hash FROM entry AS before WHERE before.number = entry.number - 1) "
            "FROM entry WHERE number = ?",
            (number,),
        ).fetchone()
        found.append((number, str(chain), digest_of(before_it or START, said)))
    return found


def digest_of(before: str, said: Mapping[str, Value]) -> str:
    """The digest of what an entry says, behind the hash of the one before it."""
    return sha256(before.encode() + canonical(said))


def not_as_written(number: int) -> Unusable:
    """Say that an entry was changed, by damage or by another program."""
    return Unusable(
        _("記入番号 {number} が、書かれたときと異なります。").format(number=number),
        _("wfc check で全体を調べ、ファイルを取っておいて、控えから戻してください。"),
    )


def texts_changed(connection: Connection) -> Iterator[int]:
    """Entries whose confidential text is not the one committed to, or is gone without an erasure of the record."""
    for kind, field, entry, digest, salt, text, erased in connection.execute(
        """
        SELECT entry.kind, commitment.field, commitment.entry, digest, salt, text, EXISTS (
          SELECT 1
          FROM entry AS said
          JOIN entry AS erasure ON erasure.record = said.record AND erasure.action = 'erase'
          WHERE said.number = commitment.entry AND erasure.number > said.number
            AND NOT EXISTS (SELECT 1 FROM erased_word WHERE erased_word.entry = erasure.number)
        )
        FROM commitment
        LEFT JOIN entry ON entry.number = commitment.entry
        LEFT JOIN confidential ON confidential.entry = commitment.entry AND confidential.field = commitment.field
        ORDER BY commitment.entry
        """
    ):
        if _is_word(kind, field):
            continue
        if not erased if text is None else commitment(salt, text) != digest:
            yield int(entry)
    for (entry,) in connection.execute(
        "SELECT entry FROM confidential WHERE NOT EXISTS (SELECT 1 FROM commitment "
        "WHERE commitment.entry = confidential.entry AND commitment.field = confidential.field)"
    ):
        yield int(entry)


def _is_word(kind: Value, place: str) -> bool:
    """Whether a commitment is to an erasable word, and not to a confidential text."""
    known = BY_NAME.get(str(kind))
    field = known.by_name.get(field_of(place)) if known else None
    return field is not None and field.erasable


class _Reader:
    """What each entry says, read from its header and its typed rows."""

    def __init__(self, connection: Connection, kinds: Sequence[Kind] = ALL_KINDS) -> None:
        self.connection = connection
        self.kinds = kinds
        self.ids: dict[int, str | None] = {}
        self.families: dict[int, int] = {}
        self.entries: dict[int, dict[str, Value]] = {}

    def in_place(self, number: int) -> bool:
        """Whether an entry has the typed rows that are its own and no others, and is counted with its own record."""
        entry = self.entries[number]
        kind, void = str(entry["kind"]), entry["action"] in WITHOUT_FACTS
        record, replaces, family = self.headers[number]
        within = self.within.get(number, record) if not void else self.families.get(replaces or 0, record)
        is_own = self.rows.get(number, []) == ([] if void else [kind]) and number not in self.strays
        return is_own and family == within and self.words_hold(number)

    def is_chained(self, number: int, chain: str, worked_out: str) -> bool:
        """Whether the hash of an entry is the one worked out, or the one that the erasure of a word of it proves."""
        if number not in self.remainders:
            return chain == worked_out
        return (chain, worked_out) == self.remainders[number]

    def words_hold(self, number: int) -> bool:
        """Whether the words of an entry are those committed to, each with its salt, or were erased."""
        committed, salts = self.committed.get(number, {}), self.salts.get(number, {})
        fields = {field_of(place) for place in committed}
        words = {place: word for place, word in self.words.get(number, {}).items() if field_of(place) in fields}
        erased = self.erased.get(number, set()) & committed.keys()
        if words.keys() != committed.keys() or salts.keys() != committed.keys() - erased:
            return False
        return all(words[place] == ERASED for place in erased) and all(
            commitment(salt, words[place]) == committed[place] for place, salt in salts.items()
        )

    def read(self, which: str, numbers: Sequence[int]) -> None:
        """Read some entries whole: those whose number is as `which` says, such as `BETWEEN ? AND ?`."""
        self.entries = {}
        self.headers: dict[int, tuple[int, int | None, int]] = {}
        self.rows: dict[int, list[str]] = {}
        self.within: dict[int, int] = {}
        self.strays: set[int] = set()
        self.words: dict[int, dict[str, str]] = {}
        self.committed: dict[int, dict[str, str]] = {}
        self.salts: dict[int, dict[str, str]] = {}
        self.erased: dict[int, set[str]] = {}
        self.erasures: set[int] = set()
        self.remainders: dict[int, tuple[str, str]] = {}
        rows = self.connection.execute(
            "SELECT number, origin.name || '/' || counter, record, replaces, family, command, undoes, "
            f"{', '.join(SAID)} FROM entry LEFT JOIN origin ON origin.origin = entry.origin WHERE number {which}",
            numbers,
        ).fetchall()
        self.ids |= {row[0]: row[1] for row in rows}
        for number, own, record, replaces, family, command, undoes, *said in rows:
            self.headers[number] = record, replaces, family
            self.families[number] = family
            self.entries[number] = {
                "id": own,
                "record": self._id(record),
                "replaces": self._id(replaces),
                "command": self._id(command),
                "undoes": self._id(undoes),
                **dict(zip(SAID, said, strict=True)),
            }
        for kind in self.kinds:
            self._read_facts(kind, which, numbers)
        for entry, field, digest in self.connection.execute(
            f"SELECT entry, field, digest FROM commitment WHERE entry {which}", numbers
        ):
            self._say(entry, f"commitment.{field}", digest)
            if _is_word(self.entries[entry].get("kind"), field):
                self.committed.setdefault(entry, {})[field] = digest
                self.entries[entry].pop(f"fact.{field_of(field)}", None)
        self._read_erasures(which, numbers)

    def _read_erasures(self, which: str, numbers: Sequence[int]) -> None:
        """Read the salts of the words, which of them were erased, and what the entries took themselves."""
        for entry, field, salt in self.connection.execute(
            f"SELECT entry, field, salt FROM salt WHERE entry {which}", numbers
        ):
            self.salts.setdefault(entry, {})[field] = salt
        for entry, erasure, field in self.connection.execute(
            f"SELECT erased, entry, field FROM erased_word WHERE erased {which} AND {BY_ERASURE}", numbers
        ):
            self.erased.setdefault(entry, set()).add(field)
            self.erasures.add(erasure)
        for entry, chain, digest in self.connection.execute(
            f"SELECT erased, hash, digest FROM remainder WHERE erased {which} AND {BY_ERASURE} ORDER BY entry", numbers
        ):
            self.remainders[entry] = chain, digest
        taken = (
            ("erased", "SELECT entry, erased, field FROM erased_word WHERE entry {} ORDER BY entry, erased, field"),
            ("remainder", "SELECT entry, erased, hash, digest FROM remainder WHERE entry {} ORDER BY entry, erased"),
        )
        for name, rows in taken:
            for entry, erased, *words in self.connection.execute(rows.format(which), numbers).fetchall():
                before = self.entries.get(entry, {}).get(name) or ()
                assert isinstance(before, tuple)
                self._say(entry, name, (*before, " ".join([self._id(erased) or "", *map(str, words)])))

    def _id(self, number: int | None) -> str | None:
        """The id of an entry, the same in every ledger: origin and counter; None where there is no such entry."""
        if number is not None and number not in self.ids:
            self.ids[number] = id_of(self.connection, number)
        return None if number is None else self.ids[number]

    def _read_facts(self, kind: Kind, which: str, numbers: Sequence[int]) -> None:
        """Read the typed rows as they are stored: a report in other areas puts views in front of them."""
        plain = [field for field in kind.facts if not field.many]
        columns = "".join(f", {field.column}" for field in plain)
        for entry, *values in self.connection.execute(
            f"SELECT entry{columns} FROM main.{table_of(kind)} WHERE entry {which}", numbers
        ):
            self.rows.setdefault(entry, []).append(kind.name)
            for field, value in zip(plain, values, strict=True):
                self._say(entry, f"fact.{field.name}", self._id(value) if isinstance(field, Link) else value)
                if field.erasable and value is not None:
                    self.words.setdefault(entry, {})[field.name] = value
                if field is kind.within:
                    self.within[entry] = value
        for field in kind.facts:
            if not field.many:
                continue
            for entry, position, value in self.connection.execute(
                f"SELECT entry, position, {column_of(field)} FROM main.{table_of(kind, field)} "
                f"WHERE entry {which} ORDER BY entry, position",
                numbers,
            ):
                said = self.entries.get(entry, {})
                before = said.get(f"fact.{field.name}") or ()
                assert isinstance(before, tuple)
                if position != len(before) + 1 or said.get("kind") != kind.name:
                    self.strays.add(entry)
                each = (self._id(value) or "") if isinstance(field.one, Link) else value
                self._say(entry, f"fact.{field.name}", (*before, each))
                if field.erasable:
                    self.words.setdefault(entry, {})[f"{field.name}.{position}"] = each

    def _say(self, entry: int, name: str, value: Value) -> None:
        self.entries.setdefault(entry, {})[name] = value
