"""Auditing the hash chain: whether every entry and every confidential text is as it was written.

It reads what is stored and nothing that was derived from it, in the order of arrival and some entries at a time. An
entry alone is audited by the stored hash of the one before it.
"""

from __future__ import annotations

from ..errors import Unusable
from ..model.digest import sha256
from ..model.kind import Link
from ..model.kinds import ALL_KINDS
from ..words import _
from .entries import START, canonical
from .standing import WITHOUT_FACTS, column_of, in_parts, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from ..model.kind import Kind, Value

AT_ONCE = 1000
"""So many entries are read at a time."""
SAID = ("version", "kind", "ref", "action", "import_key", "written_at", "arrived_at", "author", "clock", "clock_at")
"""What an entry says of itself in columns that are hashed as they stand."""


def broken(connection: sqlite3.Connection, until: int | None = None) -> Iterator[int]:
    """The numbers of the entries that are not as they were written, up to an entry or the newest.

    After one that is broken the chain is followed from the hash that stands there, so that each is named once.
    """
    from hashlib import sha256 as fast

    before, expected = START, 0
    reader = _Reader(connection)
    for number, chain in connection.execute(
        "SELECT number, hash FROM entry WHERE ? IS NULL OR number <= ? ORDER BY number", (until, until)
    ):
        expected += 1
        if number not in reader.entries:
            reader.read("BETWEEN ? AND ?", (number, number + AT_ONCE - 1))
        worked_out = fast(before.encode() + canonical(reader.entries[number])).hexdigest()
        if number != expected or chain != worked_out or not reader.in_place(number):
            yield number
            expected = number
        before = chain


def refuse_changed(connection: sqlite3.Connection, refs: Mapping[int, str], kinds: Sequence[Kind]) -> None:
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
            before = hashes.get(number - 1, START if number == 1 else "")
            worked_out = sha256(before.encode() + canonical(said))
            if hashes.get(number) != worked_out or said.get("ref") != refs[number]:
                raise not_as_written(number)


def not_as_written(number: int) -> Unusable:
    """Say that an entry was changed, by damage or by another program."""
    return Unusable(
        _("記入番号 {number} が、書かれたときと異なります。").format(number=number),
        _("wfc check で全体を調べ、ファイルを取っておいて、控えから戻してください。"),
    )


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
        if not erased if text is None else sha256(f"{salt}{text}".encode()) != digest:
            yield int(entry)
    for (entry,) in connection.execute(
        "SELECT entry FROM confidential WHERE NOT EXISTS (SELECT 1 FROM commitment "
        "WHERE commitment.entry = confidential.entry AND commitment.field = confidential.field)"
    ):
        yield int(entry)


class _Reader:
    """What each entry says, read from its header and its typed rows."""

    def __init__(self, connection: sqlite3.Connection, kinds: Sequence[Kind] = ALL_KINDS) -> None:
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
        return self.rows.get(number, []) == ([] if void else [kind]) and number not in self.strays and family == within

    def read(self, which: str, numbers: Sequence[int]) -> None:
        """Read some entries whole: those whose number is as `which` says, such as `BETWEEN ? AND ?`."""
        self.entries = {}
        self.headers: dict[int, tuple[int, int | None, int]] = {}
        self.rows: dict[int, list[str]] = {}
        self.within: dict[int, int] = {}
        self.strays: set[int] = set()
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

    def _id(self, number: int | None) -> str | None:
        """The id of an entry, the same in every ledger: origin and counter; None where there is no such entry."""
        if number is not None and number not in self.ids:
            row = self.connection.execute(
                "SELECT origin.name || '/' || counter FROM entry JOIN origin ON origin.origin = entry.origin "
                "WHERE number = ?",
                (number,),
            ).fetchone()
            self.ids[number] = row[0] if row else None
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

    def _say(self, entry: int, name: str, value: Value) -> None:
        self.entries.setdefault(entry, {})[name] = value
