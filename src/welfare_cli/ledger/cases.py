"""Cases in time: who had a case on a day, what was open then, and handing over many at once."""

from __future__ import annotations

from ..errors import Busy
from ..model.case import BEGINNING, CASE, CLOSING, TRANSFER, Transfers, is_open
from ..values import value
from ..words import _
from . import handover
from .commands import Words, edit, moving
from .current import one_by_one, select, sources
from .staging import MANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..model.kind import Kind, Record
    from .book import Ledger
    from .current import CurrentRecord
    from .entries import Written


@value
class Cases:
    """The cases of a ledger, with their transfers and closings."""

    ledger: Ledger

    def transfers(self, cases: Sequence[CurrentRecord] | None = None) -> Transfers:
        """Return the transfers of some cases, or of all: which area and coordinator a case has on a day."""
        if cases is None:
            return Transfers(self._standing(TRANSFER))
        some = "record.void = 0 AND record.family = ?"
        return Transfers(
            each.record for case in cases for each in select(self.ledger.connection, TRANSFER, some, (case.number,))
        )

    def closings(self) -> dict[str, list[Record]]:
        """Return the closings that were followed by a re-opening, by the ref of their case."""
        found: dict[str, list[Record]] = {}
        for closing in self._standing(CLOSING):
            found.setdefault(closing.text("case"), []).append(closing)
        return found

    def _standing(self, kind: Kind) -> Iterator[Record]:
        return (each.record for each in one_by_one(self.ledger.connection, kind, "record.void = 0", texts=False))

    def coordinators(self) -> dict[str, str]:
        """Return, by the ref of each contact without a coordinator of its own, the one its case has on that day."""
        rows = self.ledger.connection.execute(
            f"""
            {sources(["contact", "case", "transfer"])}
            SELECT contact.ref, span.coordinator
            FROM standing_contact AS contact
            JOIN standing_case_span AS span
              ON span.record = contact.case_record
              AND span.from_day <= contact.date
              AND (span.left_day IS NULL OR span.left_day > contact.date)
            WHERE contact.coordinator IS NULL
              AND span.coordinator IS NOT NULL
            """
        )
        return dict(rows.fetchall())

    def open_on(self, day: str) -> Iterator[Record]:
        """Yield the cases received before a day and open at its end, by ref, with their area and coordinator then."""
        transfers, closings = self.transfers(), self.closings()
        received = "record.void = 0 AND facts.received_on < ?"
        for each in one_by_one(self.ledger.connection, CASE, received, (day,), texts=False):
            if is_open(each.record, closings.get(each.ref, ()), day):
                yield transfers.on(each.record, day)

    def held(self, over: handover.Handover) -> list[Record]:
        """Return the cases that a hand-over concerns, by ref, as they are on its day."""
        return [case for case in self.open_on(over.day) if over.is_of(case)]

    def hand_over(self, over: handover.Handover, cases: Sequence[Record]) -> Written:
        """Hand over the cases that `held` returned; `Busy` (5) if it would return others by now."""
        ledger = self.ledger
        with ledger.writing():
            if [each.ref for each in self.held(over)] != [each.ref for each in cases]:
                raise Busy(
                    _("引き継ぐ相談が、確かめているあいだに変わりました。"),
                    _("何も記録していません。もう一度行ってください。"),
                )
            staging = ledger.staging(bulk=len(cases) > MANY)
            handover.hand_over(staging, cases, over, self.transfers())
            return ledger.write_staged(staging)

    def moving(self, ref: str, cells: Mapping[str, str], *, typed: bool = False) -> str:
        """Describe what an edit of a case changes in today's area and coordinator; "" for nothing."""
        with self.ledger.reading():
            return moving(self.ledger.staging(), ref, Words(cells, typed=typed))

    def reaching(self, ref: str, cells: Mapping[str, str], *, typed: bool = False) -> list[str]:
        """Describe the days for which a correction of a case's area and coordinator holds; [] without transfers."""
        with self.ledger.reading():
            staging = self.ledger.staging()
            edit(staging, CASE, ref, Words(cells, typed=typed), (), "", BEGINNING)
            return handover.notes(staging)
