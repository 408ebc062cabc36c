"""Working the chain out anew: whether every entry and every confidential text is as it was written.

It reads what is stored and nothing that was derived from it, in the order of arrival and some entries at a time.
"""

from __future__ import annotations

import hashlib

from ..model.kind import Link
from ..model.kinds import ALL_KINDS
from .entries import START, canonical
from .standing import WITHOUT_FACTS, column_of, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from ..model.kind import Kind, Value

AT_ONCE = 1000
"""So many entries are read at a time."""
SAID = ("version", "kind", "ref", "action", "import_key", "written_at", "arrived_at", "author", "clock")
"""What an entry says of itself in columns that are hashed as they stand."""


def broken(connection: sqlite3.Connection, until: int | None = None) -> Iterator[int]:
    """The numbers of the entries that are not as they were written, up to an entry or the newest.

    After one that is broken the chain is followed from the hash that stands there, so that each is named once.
    """
    before, expected = START, 0
    reader = _Reader(connection)
    for number, chain in connection.execute(
        "SELECT number, hash FROM entry WHERE ? IS NULL OR number <= ? ORDER BY number", (until, until)
    ):
        expected += 1
        said = reader.said(number)
        worked_out = hashlib.sha256(before.encode() + canonical(said)).hexdigest()
        if number != expected or chain != worked_out or not reader.in_place(number):
            yield number
            expected = number
        before = chain


def texts_changed(connection: sqlite3.Connection) -> Iterator[int]:
    """Entries whose confidential text is not the one committed to, or is gone without an erasure of the record."""
    for entry, digest, salt, text, erased in connection.execute(
        """
        SELECT commitment.entry, digest, salt, text, EXISTS (
          SELECT 1
          FROM entry AS said
          JOIN entry AS erasure ON erasure.record = said.record AND erasure.action = 'erase'
          WHERE said.number = commitment.entry AND erasure.number > said.number
        )
        FROM commitment
        LEFT JOIN confidential ON confidential.entry = commitment.entry AND confidential.field = commitment.field
        ORDER BY commitment.entry
        """
    ):
        if not erased if text is None else hashlib.sha256(f"{salt}{text}".encode()).hexdigest() != digest:
            yield int(entry)
    for (entry,) in connection.execute(
        "SELECT entry FROM confidential WHERE NOT EXISTS (SELECT 1 FROM commitment "
        "WHERE commitment.entry = confidential.entry AND commitment.field = confidential.field)"
    ):
        yield int(entry)


class _Reader:
    """What each entry says, read from its header and its typed rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.ids: dict[int, str] = dict(
            connection.execute(
                "SELECT number, origin.name || '/' || counter FROM entry JOIN origin ON origin.origin = entry.origin"
            )
        )
        self.families: dict[int, int] = {}
        self.entries: dict[int, dict[str, Value]] = {}

    def said(self, number: int) -> dict[str, Value]:
        """All that is hashed of an entry, by its canonical names (`entries.canonical`)."""
        if number not in self.entries:
            self._read(number)
        return self.entries[number]

    def in_place(self, number: int) -> bool:
        """Whether an entry has the typed rows that are its own and no others, and is counted with its own record."""
        entry = self.entries[number]
        kind, void = str(entry["kind"]), entry["action"] in WITHOUT_FACTS
        record, replaces, family = self.headers[number]
        within = self.within.get(number, record) if not void else self.families.get(replaces or 0, record)
        return self.rows.get(number, []) == ([] if void else [kind]) and number not in self.strays and family == within

    def _read(self, first: int) -> None:
        self.last = first + AT_ONCE - 1
        self.entries = {}
        self.headers: dict[int, tuple[int, int | None, int]] = {}
        self.rows: dict[int, list[str]] = {}
        self.within: dict[int, int] = {}
        self.strays: set[int] = set()
        for row in self.connection.execute(
            f"SELECT number, record, replaces, family, command, undoes, {', '.join(SAID)} FROM entry "
            "WHERE number BETWEEN ? AND ?",
            (first, self.last),
        ):
            number, record, replaces, family, command, undoes = row[:6]
            self.headers[number] = record, replaces, family
            self.families[number] = family
            self.entries[number] = {
                "id": self.ids.get(number),
                "record": self.ids.get(record),
                "replaces": self.ids.get(replaces),
                "command": self.ids.get(command),
                "undoes": self.ids.get(undoes),
                **dict(zip(SAID, row[6:], strict=True)),
            }
        for kind in ALL_KINDS:
            self._read_facts(kind, first)
        for entry, field, digest in self.connection.execute(
            "SELECT entry, field, digest FROM commitment WHERE entry BETWEEN ? AND ?", (first, self.last)
        ):
            self._say(entry, f"commitment.{field}", digest)

    def _read_facts(self, kind: Kind, first: int) -> None:
        plain = [field for field in kind.facts if not field.many]
        columns = "".join(f", {field.column}" for field in plain)
        for entry, *values in self.connection.execute(
            f"SELECT entry{columns} FROM {table_of(kind)} WHERE entry BETWEEN ? AND ?", (first, self.last)
        ):
            self.rows.setdefault(entry, []).append(kind.name)
            for field, value in zip(plain, values, strict=True):
                self._say(entry, f"fact.{field.name}", self.ids.get(value) if isinstance(field, Link) else value)
                if field is kind.within:
                    self.within[entry] = value
        for field in kind.facts:
            if not field.many:
                continue
            for entry, position, value in self.connection.execute(
                f"SELECT entry, position, {column_of(field)} FROM {table_of(kind, field)} "
                "WHERE entry BETWEEN ? AND ? ORDER BY entry, position",
                (first, self.last),
            ):
                said = self.entries.get(entry, {})
                before = said.get(f"fact.{field.name}") or ()
                assert isinstance(before, tuple)
                if position != len(before) + 1 or said.get("kind") != kind.name:
                    self.strays.add(entry)
                each = self.ids.get(value, "") if isinstance(field.one, Link) else value
                self._say(entry, f"fact.{field.name}", (*before, each))

    def _say(self, entry: int, name: str, value: Value) -> None:
        self.entries.setdefault(entry, {})[name] = value
