"""What only the room that opens the database can tell of a ledger: its file, its chain, its derived tables.

The rules of `wfc check` (`report/checks/`) ask here and say what is found; nothing here is written or repaired.
"""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime

from ...model.acceptance import ACCEPTANCE
from ...values import value
from .. import commands, counts, engine, erasure, profile_records
from ..current import STANDS, select
from ..entries import clock_of
from . import chain_audit, recount
from .rebuild import rebuild

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ...model.kind import Kind, Record
    from ..book import Ledger
    from ..current import CurrentRecord
    from ..engine import Connection, Place
    from ..entries import Written


@value
class ClockSetBack:
    """A run of entries by number, the clock of its first and last, and that of the entry `before`, which is later."""

    first: int
    last: int
    since: datetime
    until: datetime
    before: datetime


@value
class Audit:
    """What can be inspected of a ledger, and the commands that follow: accept a finding, rebuild the cached tables."""

    ledger: Ledger

    @property
    def connection(self) -> Connection:
        """The connection of the ledger."""
        return self.ledger.connection

    @property
    def place(self) -> Place:
        """Where the ledger is, and what lies beside it."""
        return self.connection.place

    # -- the file ---------------------------------------------------------------------------------

    def erasures_unlisted(self) -> list[tuple[int, str, str]]:
        """The erasures that are not on the list beside the ledger: the entry, and kind and ref of the record."""
        unknown = {entry for _record, entry, *_words in erasure.lacking(self.connection)}
        rows = self.connection.execute(
            f"SELECT number, kind, ref, {erasure.ID.format('entry')} FROM entry WHERE action = 'erase' ORDER BY number"
        )
        return [(int(number), str(kind), str(ref)) for number, kind, ref, entry in rows if entry in unknown]

    def list_of_erasures(self) -> tuple[str, str]:
        """Where the list of erasures lies, and what is wrong with it, "" where nothing is."""
        path = self.place.erasures
        return os.path.basename(path), erasure.read_list(path).problem

    def drafts(self) -> Iterator[tuple[str, datetime]]:
        """The drafts beside the ledger, by their numbers, and when each was last written; their text is not read."""
        folder = self.place.drafts
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".json"):
                with contextlib.suppress(OSError, ValueError, OverflowError):  # it is gone, or no calendar has the year
                    written = os.stat(os.path.join(folder, name)).st_mtime
                    yield name.removesuffix(".json"), datetime.fromtimestamp(written, UTC)

    def damage(self) -> list[str]:
        """What the engine itself finds damaged: pages, indexes, CHECKs, and rows that point nowhere."""
        return self.connection.damage()

    def unlike_the_schema(self) -> list[str]:
        """The objects that are not those of the schema; see `schema.unlike`."""
        return self.connection.unlike_the_schema()

    def is_damaged(self) -> bool:
        """Whether the file, its entries or what is derived from them are not as they were written."""
        try:
            return bool(
                self.damage()
                or self.unlike_the_schema()
                or any(self.broken())
                or any(self.standing_wrong())
                or self.checksums_wrong()
                or any(self.lookups_wrong())
            )
        except (*engine.UNREADABLE, engine.Error):
            return True

    # -- the entries ------------------------------------------------------------------------------

    def broken(self, until: int = STANDS) -> Iterator[int]:
        """The entries that are not as they were written; see `chain_audit.broken`."""
        return chain_audit.broken(self.connection, until)

    def texts_changed(self) -> Iterator[int]:
        """The entries whose confidential text is not the one committed to; see `chain_audit.texts_changed`."""
        return chain_audit.texts_changed(self.connection)

    def remainders(self, until: int = STANDS) -> int:
        """How many entries, up to one or the newest, are proven by what an erasure says is left of them."""
        return int(self.connection.single("SELECT COUNT(DISTINCT erased) FROM remainder WHERE erased <= ?", (until,)))

    def hash_of(self, number: int) -> str:
        """The hash of an entry, "" where there is no such entry."""
        return str(self.connection.single("SELECT hash FROM entry WHERE number = ?", (number,), ""))

    def clock_behind(self) -> list[ClockSetBack]:
        """Runs of entries that arrived while the clock was behind that of the entry before the run."""
        return [
            ClockSetBack(first, last, *(clock_of(self.connection, each) for each in (first, last, max(first - 1, 1))))
            for first, last, _day in self._runs("behind")
        ]

    def clock_fixed(self) -> list[tuple[int, int, str]]:
        """Runs of entries with a fixed clock (WFC_NOW) in a ledger that otherwise knows a running one."""
        running = self.connection.single("SELECT 1 FROM entry WHERE clock = 'running' LIMIT 1")
        return self._runs("fixed") if running else []

    def _runs(self, clock: str) -> list[tuple[int, int, str]]:
        rows = self.connection.execute(
            """
            SELECT MIN(number), MAX(number), substr(MIN(written_at), 1, 10)
            FROM (
              SELECT number, written_at, number - ROW_NUMBER() OVER (ORDER BY number) AS run
              FROM entry
              WHERE clock = ?
            ) AS alike
            GROUP BY run
            ORDER BY 1
            """,
            (clock,),
        )
        return [(int(first), int(last), str(day)) for first, last, day in rows]

    # -- what is derived --------------------------------------------------------------------------

    def standing_wrong(self) -> Iterator[tuple[str, str]]:
        """The records that stand otherwise than their entries say; see `recount.standing_wrong`."""
        return recount.standing_wrong(self.connection)

    def counts_wrong(self) -> Iterator[tuple[str, str, str, int, int]]:
        """The counts that are kept wrongly; see `recount.counts_wrong`."""
        return recount.counts_wrong(self.connection)

    def checksums_wrong(self) -> list[str]:
        """The parts of the counts that do not match their checksums; see `counts.unlike_their_checksums`."""
        return counts.unlike_their_checksums(self.connection)

    def lookups_wrong(self) -> Iterator[tuple[str, str]]:
        """The days and names that are kept wrongly; see `recount.lookups_wrong`."""
        return recount.lookups_wrong(self.connection, profile_records.standing(self.connection).opening_month)

    def rebuild(self) -> int:
        """Derive every cached table from the entries again; return how many entries there are."""
        with self.ledger.writing():
            number = self.ledger.head.number
            rebuild(self.connection, number)
        return number

    # -- the records ------------------------------------------------------------------------------

    def refuse_changed(self, found: Sequence[CurrentRecord]) -> None:
        """Refuse to print records that are not as they were written (6)."""
        refs = {number: each.ref for each in found for number in (each.number, each.entry)}
        chain_audit.refuse_changed(self.connection, refs, [*{each.record.kind for each in found}])

    def accept(self, acceptance: Record, why: str) -> Written:
        """Record that a finding is accepted; what was accepted before is accepted anew."""
        return self.ledger.command(lambda staging: commands.accept(staging, acceptance, why))

    def standing(self, kind: Kind) -> list[CurrentRecord]:
        """The records of a kind that stand, each with the entry that says so."""
        return select(self.connection, kind, "record.void = 0")

    def acceptances(self) -> dict[str, tuple[CurrentRecord, str, str]]:
        """What was accepted, by ref: the acceptance, who accepted it, and when."""
        found = {}
        for each in self.standing(ACCEPTANCE):
            author, moment = self.connection.execute(
                "SELECT author, written_at FROM entry WHERE number = ?", (each.entry,)
            ).fetchone()
            found[each.ref] = each, str(author), str(moment)
        return found
