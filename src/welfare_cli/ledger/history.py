"""The history of a ledger: the versions of a record, and the entries that were written."""

from __future__ import annotations

from datetime import datetime

from ..model.kinds import BY_NAME
from ..values import value
from .current import said_by, texts_of
from .entries import CLOCK_AT, field_of, instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..model.kind import Kind, Record
    from .book import Ledger
    from .current import CurrentRecord


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


@value
class History:
    """The entries of a ledger, and the versions of its records."""

    ledger: Ledger

    def versions(self, standing: CurrentRecord) -> list[Version]:
        """Return every entry of a record, oldest first."""
        connection = self.ledger.connection
        entries = self._entries("record = ? ORDER BY number", [standing.number])
        said = said_by(connection, standing.record.kind, {each.number: each.ref for each in entries})
        texts = texts_of(connection, [each.number for each in entries])
        erased = self._erased(standing)
        return [
            Version(
                each,
                said.get(each.number),
                texts.get(each.number, {}).get("why", ""),
                erased.get(each.number, {}),
            )
            for each in entries
        ]

    def _erased(self, standing: CurrentRecord) -> dict[int, dict[str, list[int]]]:
        """Return, by erasure of a record, the fields it took words from, each with the entries that held one."""
        found: dict[int, dict[str, list[int]]] = {}
        for erasure, held, place in self.ledger.connection.execute(
            "SELECT erased_word.entry, erased, field FROM erased_word "
            "JOIN entry AS held ON held.number = erased "
            "WHERE held.record = ? ORDER BY erased_word.entry, erased, field",
            (standing.number,),
        ):
            held_by = found.setdefault(erasure, {}).setdefault(field_of(place), [])
            if held not in held_by:
                held_by.append(held)
        return found

    def entry(self, number: int) -> Entry:
        """Return an existing entry."""
        return self._entries("number = ?", [number])[0]

    def id_of(self, number: int) -> str:
        """Return the id of an entry, origin and counter: the same in every ledger that has it; "" if there is none."""
        row = self.ledger.connection.execute(
            "SELECT origin.name, entry.counter FROM entry JOIN origin ON origin.origin = entry.origin "
            "WHERE entry.number = ?",
            (number,),
        ).fetchone()
        return f"{row[0]}/{row[1]}" if row else ""

    def log(
        self,
        *,
        author: str = "",
        kinds: Sequence[str] = (),
        records: Sequence[CurrentRecord] = (),
        first: str = "",
        last: str = "",
        most: int = 0,
    ) -> list[Entry]:
        """Return the entries, newest first, that arrived on the days of a period in the office's time zone.

        An empty filter matches every entry; `most` limits how many are returned, 0 returns all.
        """
        where, values = ["number > 0"], list[object]()
        bounds = (
            ("author = ?", author),
            (f"{CLOCK_AT} >= ?", self._moment(first, "00:00")),
            (f"{CLOCK_AT} <= ?", self._moment(last, "23:59:59.999999")),
        )
        for condition, wanted in bounds:
            if wanted:
                where.append(condition)
                values.append(wanted)
        for column, several in (("kind", kinds), ("record", [each.number for each in records])):
            if several:
                where.append(f"{column} IN ({', '.join('?' * len(several))})")
                values += several
        return self._entries(f"{' AND '.join(where)} ORDER BY number DESC{f' LIMIT {most}' if most else ''}", values)

    def _moment(self, day: str, hour: str) -> str:
        """Return an hour of a day in the office's time zone in the form of the ledger; "" for no day."""
        if not day:
            return ""
        zone = self.ledger.local(self.ledger.stamp().now).tzinfo
        return instant(datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=zone))

    def _entries(self, where: str, values: Sequence[object]) -> list[Entry]:
        rows = self.ledger.connection.execute(
            f"SELECT number, kind, ref, action, {CLOCK_AT}, author, clock, command, undoes FROM entry WHERE {where}",
            values,
        )
        return [
            Entry(number, BY_NAME[kind], ref, action, datetime.fromisoformat(arrived), author, clock, command, undoes)
            for number, kind, ref, action, arrived, author, clock, command, undoes in rows
        ]
