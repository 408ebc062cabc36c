"""What was written, read back: the versions of a record, and the entries of the ledger."""

from __future__ import annotations

from datetime import datetime

from ..model.kinds import BY_NAME
from ..values import value
from .current import said_by, texts_of
from .entries import CLOCK_AT, field_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..model.kind import Kind, Record
    from .current import CurrentRecord
    from .engine import Connection


@value
class Entry:
    """One entry: what it did to which record, when it arrived by the clock here, who wrote it, what it undoes."""

    number: int
    kind: Kind
    ref: str
    action: str
    arrived: datetime
    author: str
    clock: str
    command: int
    undoes: int | None


@value
class Version:
    """An entry of a record with what the record said then, None where it was taken back, and why: confidential.

    Of an erasure, `erased` are the fields and entries of the words that it took.
    """

    entry: Entry
    record: Record | None
    why: str
    erased: Mapping[str, Sequence[int]]


def versions(connection: Connection, standing: CurrentRecord) -> list[Version]:
    """Every entry of a record, the first one first."""
    entries = _entries(connection, "record = ? ORDER BY number", [standing.number])
    numbers = [each.number for each in entries]
    said = said_by(connection, standing.record.kind, {each.number: each.ref for each in entries})
    texts = texts_of(connection, numbers)
    erased = _erased(connection, standing)
    return [
        Version(
            each,
            said.get(each.number),
            texts.get(each.number, {}).get("why", ""),
            erased.get(each.number, {}),
        )
        for each in entries
    ]


def _erased(connection: Connection, standing: CurrentRecord) -> dict[int, dict[str, list[int]]]:
    """By erasure of a record, the fields from which it took words, each with the entries that held one."""
    found: dict[int, dict[str, list[int]]] = {}
    for erasure, held, place in connection.execute(
        "SELECT erased_word.entry, erased, field FROM erased_word JOIN entry AS held ON held.number = erased "
        "WHERE held.record = ? ORDER BY erased_word.entry, erased, field",
        (standing.number,),
    ):
        held_by = found.setdefault(erasure, {}).setdefault(field_of(place), [])
        if held not in held_by:
            held_by.append(held)
    return found


def entry(connection: Connection, number: int) -> Entry:
    """One entry that is there."""
    return _entries(connection, "number = ?", [number])[0]


def log(
    connection: Connection,
    *,
    author: str = "",
    kinds: Sequence[str] = (),
    records: Sequence[int] = (),
    first: str = "",
    last: str = "",
    most: int = 0,
) -> list[Entry]:
    """The entries, the newest first: of an author, of some kinds or records, between two moments; `most` of them."""
    where, values = ["number > 0"], list[object]()
    for condition, wanted in (("author = ?", author), (f"{CLOCK_AT} >= ?", first), (f"{CLOCK_AT} <= ?", last)):
        if wanted:
            where.append(condition)
            values.append(wanted)
    for column, several in (("kind", kinds), ("record", records)):
        if several:
            where.append(f"{column} IN ({', '.join('?' * len(several))})")
            values += several
    return _entries(connection, f"{' AND '.join(where)} ORDER BY number DESC{f' LIMIT {most}' if most else ''}", values)


def _entries(connection: Connection, where: str, values: Sequence[object]) -> list[Entry]:
    rows = connection.execute(
        f"SELECT number, kind, ref, action, {CLOCK_AT}, author, clock, command, undoes FROM entry WHERE {where}", values
    )
    return [
        Entry(number, BY_NAME[kind], ref, action, datetime.fromisoformat(arrived), author, clock, command, undoes)
        for number, kind, ref, action, arrived, author, clock, command, undoes in rows
    ]
