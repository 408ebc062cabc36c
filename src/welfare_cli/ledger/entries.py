"""Writing entries: numbers, the hash chain, the typed rows, the clock, and apart from them the confidential text.

The chain: each entry's hash is SHA-256 over the hash of the one before in arrival order and over the entry's
canonical facts, among them a salted commitment for each confidential text and each erasable word. Neither text nor word
is in it, so that both can be erased while the chain stays whole.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from ..errors import Unusable
from ..model import notation
from ..model.digest import sha256
from ..model.kind import ERASED, Link, Name, Record, Several, erased
from ..values import derived, value
from ..words import _
from .current import STANDS, WITHOUT_FACTS, ref_key, ref_number, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from dataclasses import KW_ONLY

    from ..model.kind import Value
    from .counts import Counts
    from .current import CurrentRecord
    from .engine import Connection

START = "0" * 64
AT_ONCE = 1000
"""So many entries are written together, table by table."""
CLOCK_AT = "COALESCE(clock_at, written_at)"
"""The clock here as it was read when an entry arrived: before schema 6, every entry was written where it arrived."""
BACK = timedelta(days=1)
FORWARD = timedelta(days=40)
"""So long without an entry is a jump of the clock: an office that imports once a month is never so late."""
STANDING_STILL = timedelta(minutes=1)
"""A fixed clock stands still from one command to the next; it is behind where it lies further back than that."""


class Change:
    """One entry to be written: what is done to which record, and what it says then.

    `base` is the record as it stands, None for a new one; `place` is where the user will look for it (a file
    and row), `places` that of single fields which were said elsewhere; `import_key` the digest of an imported
    row; `why` the reason, which is confidential. An erasure has the words that it takes, `erased` (entry and field),
    and the `remainders` (entry, hash, digest) of the entries whose own hashes cover them.
    """

    __slots__ = ("action", "base", "erased", "import_key", "place", "places", "record", "remainders", "why")

    def __init__(
        self,
        action: str,
        record: Record,
        base: CurrentRecord | None = None,
        *,
        place: str = "",
        import_key: str | None = None,
        why: str = "",
    ) -> None:
        self.action = action
        self.record = record
        self.base = base
        self.place = place
        self.places: dict[str, str] = {}
        self.import_key = import_key
        self.why = why
        self.erased: list[tuple[int, str]] = []
        self.remainders: list[tuple[int, str, str]] = []


@value
class Head:
    """The newest entry of the ledger: its number and the head of the hash chain."""

    number: int
    hash: str


@value
class Written:
    """What a command wrote: its changes in order, the number of each entry, and notes for whoever wrote it.

    `moved` is what it changed in the counts, by day, measure and area.
    """

    changes: list[Change]
    numbers: list[int]
    notes: list[str]
    moved: Counts = derived(factory=lambda _written: {})

    @property
    def record(self) -> Record:
        """The record that the command was about: the last one written."""
        return self.changes[-1].record

    @property
    def ref(self) -> str:
        """Its ref."""
        return self.record.ref

    @property
    def number(self) -> int:
        """The number of its entry."""
        return self.numbers[-1]


@value
class Stamp:
    """Who writes and when: the author, the moment by the clock, and whether the clock was fixed."""

    author: str
    now: datetime
    _: KW_ONLY
    fixed: bool = False


def head(connection: Connection) -> tuple[int, str, str]:
    """The newest entry: its number, hash and arrival time; 0 and the chain's start for an empty ledger."""
    row = connection.execute("SELECT number, hash, arrived_at FROM entry ORDER BY number DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1]), str(row[2])) if row else (0, START, "")


def id_of(connection: Connection, number: int) -> str | None:
    """The id of an entry, the same in every ledger: origin and counter; None where there is no such entry."""
    found = "SELECT origin.name || '/' || counter FROM entry JOIN origin USING (origin) WHERE number = ?"
    value: str | None = connection.single(found, (number,))
    return value


def refs_at(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """The refs that some entries gave their records."""
    return dict(connection.rows_in("SELECT number, ref FROM entry WHERE number IN ({})", numbers))


def begin_origin(connection: Connection, now: datetime) -> None:
    """Begin an origin, from which all further entries come, inside the transaction that is open."""
    connection.execute(
        "INSERT INTO origin (origin, name, began_at, own) SELECT COALESCE(MAX(origin), 0) + 1, ?, ?, 1 FROM origin",
        (os.urandom(8).hex(), instant(now)),
    )


def clock_of(connection: Connection, number: int) -> datetime:
    """What the clock here showed when an entry arrived."""
    return datetime.fromisoformat(connection.single(f"SELECT {CLOCK_AT} FROM entry WHERE number = ?", (number,)))


def clock_warning(connection: Connection, number: int, now: datetime, local: Callable[[datetime], datetime]) -> str:
    """What the user should know of the clock before an entry after `number` is written; "" where it runs as usual.

    A clock that goes back is wrong now or was wrong then. One that goes forward looks like an office at rest, until
    the time without an entry is longer than any office has.
    """
    if not number:
        return ""
    before = clock_of(connection, number)
    if before - now > BACK:
        words = _(
            "パソコンの時計が {now} で、前の記入（記入番号 {number}、{before}）より {days} 日戻っています。"
            "今の時計を確かめてください。どちらが誤りでも、記入の順は正しく残ります。"
        )
    elif now - before > FORWARD:
        words = _(
            "パソコンの時計が {now} で、前の記入（記入番号 {number}、{before}）から {days} 日たっています。"
            "時計が進んでいないか確かめてください。"
        )
    else:
        return ""
    return words.format(
        now=local(now).date().isoformat(),
        number=number,
        before=local(before).date().isoformat(),
        days=f"{abs(now - before).days:,}",
    )


def write(connection: Connection, changes: list[Change], stamp: Stamp, undoes: int | None = None) -> list[int]:
    """Write the entries of one command inside the transaction that is open; return their numbers.

    The changes have been checked, and each record has its ref. `undoes`: the command that they take back.
    """
    writer = _Writer(connection, stamp, undoes)
    for place, change in enumerate(changes, start=1):
        writer.write(change)
        if not place % AT_ONCE:
            writer.flush()
    writer.flush()
    return writer.numbers


def families(connection: Connection, numbers: list[int]) -> set[int]:
    """The families of some entries that a command has written one after the other."""
    if not numbers:
        return set()
    rows = connection.execute(
        "SELECT DISTINCT family FROM entry WHERE number BETWEEN ? AND ?", (numbers[0], numbers[-1])
    )
    return {int(row[0]) for row in rows}


class _Writer:
    def __init__(self, connection: Connection, stamp: Stamp, undoes: int | None) -> None:
        self.connection = connection
        self.stamp = stamp
        self.undoes = undoes
        self.number, self.hash, arrived = head(connection)
        self.command = self.number + 1
        origin = connection.execute(
            "SELECT origin, name FROM origin WHERE own = 1 ORDER BY origin DESC LIMIT 1"
        ).fetchone()
        if origin is None:
            raise Unusable(_("台帳に出所の名前がありません。"), _("控え（バックアップ）から戻してください。"))
        self.origin, self.origin_name = origin
        counter = "SELECT COALESCE(MAX(counter), 0) FROM entry WHERE origin = ?"
        self.counter: int = connection.single(counter, (self.origin,))
        self.written = instant(stamp.now)
        self.clock = "fixed" if stamp.fixed else "running"
        self.arrived = stamp.now
        if arrived and self.written <= arrived:
            self.arrived = datetime.fromisoformat(arrived) + timedelta(microseconds=1)
            behind = clock_of(connection, self.number) - stamp.now
            if behind > (STANDING_STILL if stamp.fixed else timedelta()):
                self.clock = "behind"
        self.numbers: list[int] = []
        self.rows: dict[str, list[tuple[object, ...]]] = {}
        self.names: set[str] = set()
        self.new: dict[tuple[str, str], int] = {}
        self.ids: dict[int, str] = {}

    def write(self, change: Change) -> None:
        record, base = change.record, change.base
        self.number += 1
        self.counter += 1
        number = base.number if base else self.number
        self.new[record.kind.name, record.ref] = number
        self.ids[self.number] = f"{self.origin_name}/{self.counter}"
        within = record.kind.within
        family = self.target(within, record.text(within.name)) if within else number
        newest = "SELECT MAX(version) FROM entry WHERE record = ?"  # of an erasure, too, which never stands
        version = self.connection.single(newest, (number,)) + 1 if base else 1
        void, without_facts = change.action == "void", change.action in WITHOUT_FACTS
        said_in_words = {} if without_facts else {name: text for name, text in record.texts.items() if text != erased()}
        if change.why:
            said_in_words["why"] = change.why
        words = {} if without_facts else words_of(record)
        facts = {} if without_facts else self.facts(record, without={field_of(place) for place in words})
        salts = {name: os.urandom(16).hex() for name in (*said_in_words, *words)}
        commitments = {name: commitment(salts[name], text) for name, text in (said_in_words | words).items()}
        arrived = instant(self.arrived)
        said = {
            "id": self.ids[self.number],
            "record": self.id_of(number),
            "replaces": self.id_of(base.entry) if base else None,
            "version": version,
            "kind": record.kind.name,
            "ref": record.ref,
            "action": change.action,
            "command": self.id_of(self.command),
            "undoes": self.id_of(self.undoes) if self.undoes else None,
            "import_key": change.import_key,
            "written_at": self.written,
            "arrived_at": arrived,
            "author": self.stamp.author,
            "clock": self.clock,
            "clock_at": self.written,
            "erased": tuple(f"{self.id_of(entry)} {field}" for entry, field in sorted(change.erased)),
            "remainder": tuple(f"{self.id_of(entry)} {each} {rest}" for entry, each, rest in sorted(change.remainders)),
            **facts,
            **{f"commitment.{name}": digest for name, digest in commitments.items()},
        }
        self.hash = sha256(self.hash.encode() + canonical(said))
        self.insert(
            f"entry VALUES ({', '.join('?' * 19)})",
            (self.number, self.origin, self.counter, number, base.entry if base else None, version)
            + (record.kind.name, record.ref, change.action, family, self.command, change.import_key)
            + (self.written, arrived, self.stamp.author, self.clock, self.hash, self.undoes, self.written),
        )
        if not without_facts:
            self.typed_rows(record)
        for name, digest in commitments.items():
            self.insert("commitment VALUES (?, ?, ?)", (self.number, name, digest))
            if name in words:
                self.insert("salt VALUES (?, ?, ?)", (self.number, name, salts[name]))
            else:
                self.insert("confidential VALUES (?, ?, ?, ?)", (self.number, name, salts[name], said_in_words[name]))
        for place in change.erased:
            self.insert("erased_word VALUES (?, ?, ?)", (self.number, *place))
        for remainder in change.remainders:
            self.insert("remainder VALUES (?, ?, ?, ?)", (self.number, *remainder))
        if change.action != "erase":
            self.stands(record, number, version, family, void)
        self.numbers.append(self.number)
        self.arrived += timedelta(microseconds=1)

    def versions(self, number: int) -> int:
        """The highest version of a record: an erasure is one, though it never stands."""
        return int(self.connection.single("SELECT MAX(version) FROM entry WHERE record = ?", (number,)))

    def insert(self, into: str, row: tuple[object, ...]) -> None:
        """Put a row aside that is written with the others of its table."""
        self.rows.setdefault(into, []).append(row)

    def flush(self) -> None:
        """Write the rows that were put aside: the tables in the order in which they were first meant."""
        for into, rows in self.rows.items():
            self.connection.executemany(f"INSERT INTO {into}", rows)
            rows.clear()

    def facts(self, record: Record, without: Collection[str] = ()) -> dict[str, Value]:
        """The facts of a record under their canonical names, links as the ids of records; without some fields."""
        found: dict[str, Value] = {}
        for field in record.kind.facts:
            if field.name in without:
                continue
            value = record[field.name]
            inner = field.one
            if isinstance(inner, Link) and value is not None:
                refs = value if isinstance(value, tuple) else (str(value),)
                ids = tuple(self.id_of(self.target(inner, ref)) for ref in refs)
                value = ids if field.many else ids[0]
            found[f"fact.{field.name}"] = value
        return found

    def typed_rows(self, record: Record) -> None:
        """The row in the kind's own table, and those of its fields with several values."""
        plain: list[object] = [self.number]
        columns = ["entry"]
        for field in record.kind.facts:
            if field.many:
                continue
            value = record[field.name]
            columns.append(field.column)
            plain.append(self.target(field, str(value)) if isinstance(field, Link) and value is not None else value)
        marks = ", ".join("?" * len(plain))
        self.insert(f"{table_of(record.kind)} ({', '.join(columns)}) VALUES ({marks})", tuple(plain))
        for field in record.kind.facts:
            if isinstance(field, Several) and record[field.name] is not None:
                into = f"{table_of(record.kind, field)} VALUES (?, ?, ?)"
                for position, value in enumerate(record.items(field.name), start=1):
                    said = self.target(field.each, value) if isinstance(field.each, Link) else value
                    self.insert(into, (self.number, position, said))
            if isinstance(field.one, Name):
                for value in record.values(field.name):
                    if value not in self.names and value != ERASED:
                        self.names.add(value)
                        self.insert(
                            "name VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                            (value, notation.folded(value), self.number),
                        )

    def stands(self, record: Record, number: int, version: int, family: int, void: bool) -> None:
        """Keep the derived tables of what stands and of what points to what."""
        if version > 1:
            self.connection.execute(
                "UPDATE stood SET until = ? WHERE record = ? AND until = ?", (self.number, number, STANDS)
            )
        self.insert(
            "stood VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self.number, STANDS, number, record.kind.name, record.ref, ref_key(record.ref))
            + (ref_number(record.kind, record.ref), version, int(void), family, record.day or None),
        )
        if void:
            return
        for field in record.kind.facts:
            inner = field.one
            if isinstance(inner, Link) and record[field.name] is not None:
                for ref in record.values(field.name):
                    self.insert("link VALUES (?, ?) ON CONFLICT DO NOTHING", (self.target(inner, ref), self.number))

    def target(self, link: Link, ref: str) -> int:
        """The record that a link's ref names, among those of this command or of the ledger."""
        found = self.new.get((link.to, ref))
        if found is None:
            record = "SELECT record FROM record WHERE kind = ? AND ref_key = ?"
            found = self.new[link.to, ref] = int(self.connection.single(record, (link.to, ref_key(ref))))
        return found

    def id_of(self, number: int) -> str:
        """The id of an entry, the same in every ledger: origin and counter."""
        if number not in self.ids:
            self.ids[number] = id_of(self.connection, number) or ""
        return self.ids[number]


def words_of(record: Record) -> dict[str, str]:
    """The words of a record to which the chain holds commitments, by their field and place in it."""
    return record.words


def field_of(place: str) -> str:
    """The field of a word: `agencies` of `agencies.2`."""
    return place.partition(".")[0]


def commitment(salt: str, text: str) -> str:
    """The digest that the chain holds of a confidential text or erasable word."""
    return sha256((salt + text).encode())


def canonical(said: Mapping[str, Value]) -> bytes:
    """The bytes over which an entry is hashed: each name and value with its length, in order of name.

    A value left out is not written; several values are written one after the other under their number.
    """
    parts: list[str] = []
    for name in sorted(said):
        value = said[name]
        if value is None:
            continue
        values = (
            [(f"{name}.{place}", each) for place, each in enumerate(value, 1)]
            if isinstance(value, tuple)
            else [(name, value)]
        )
        for key, each in values:
            text = str(each)
            parts.append(f"{key}:{len(text) if text.isascii() else len(text.encode())}:{text}\n")
    return "".join(parts).encode()


def instant(moment: datetime) -> str:
    """A moment as it is written in the ledger: ISO 8601, UTC, microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
