"""Erase confidential texts and words of records, in all versions, for good; find what can be erased."""

from __future__ import annotations

from ..values import value
from . import erasable, erasure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.kind import Field
    from .book import Ledger
    from .current import CurrentRecord
    from .entries import Written
    from .erasure import Erasures


@value
class Eraser:
    """The erasures of a ledger, and the list of them beside it."""

    ledger: Ledger

    def erase(self, records: Sequence[CurrentRecord], why: str) -> Written:
        """Erase the confidential texts of records.

        `Unusable` (6) if the list of erasures cannot be written: before anything is erased, or afterwards; then the
        next command that writes completes the list.
        """
        with self.ledger.writing():
            written = self._erase(records, why)
            erasure.begin(self.ledger.connection, written.numbers)
        self._complete()
        return written

    def erase_words(
        self, standing: CurrentRecord, fields: Iterable[Field], why: str, spelling: str = ""
    ) -> tuple[Written, erasable.Erasure]:
        """Erase the words of some fields of a record; `Unusable` (6) as in `erase`."""
        with self.ledger.writing():
            words = erasable.words_of(self.ledger.connection, standing, fields, spelling)
            written, taken = self._erase_words(standing, words, why)
            erasure.begin(self.ledger.connection, written.numbers)
        self._complete()
        return written, taken

    def erase_again(self, found: Erasures, why: str) -> int:
        """Erase what was erased elsewhere and is still here; return how many records that concerned.

        Whoever puts this ledger in its place writes the list.
        """
        records = erasure.missing(self.ledger.connection, found)
        words = erasure.missing_words(self.ledger.connection, found)
        if records or words:
            with self.ledger.writing():
                if records:
                    self._erase(records, why)
                for standing, some in words:
                    self._erase_words(standing, some, why)
        return len({each.number for each in (*records, *(standing for standing, _words in words))})

    def _erase(self, records: Sequence[CurrentRecord], why: str) -> Written:
        staging = self.ledger.staging()
        erasure.stage(staging, records, why)
        written = self.ledger.write(staging.changes)
        erasure.take_away(self.ledger.connection, written.numbers)
        return written

    def _erase_words(
        self, standing: CurrentRecord, words: Sequence[erasable.ErasableWord], why: str
    ) -> tuple[Written, erasable.Erasure]:
        staging = self.ledger.staging()
        taken = erasable.stage(staging, standing, words, why)
        written = self.ledger.write(staging.changes)
        erasable.take_away(self.ledger.connection, taken)
        return written, taken

    # -- the list ---------------------------------------------------------------------------------

    def complete_list(self) -> set[int]:
        """Complete the list of erasures after an interrupted erasure; return the records concerned."""
        return erasure.catch_up(self.ledger.connection)[0]

    def _complete(self) -> None:
        connection = self.ledger.connection
        _records, problem = erasure.catch_up(connection)
        if problem and erasure.lacking(connection):
            raise erasure.unlisted(connection.place.erasures, problem)

    # -- what can be erased -----------------------------------------------------------------------

    def words_of(
        self, standing: CurrentRecord, fields: Iterable[Field] | None = None, spelling: str = ""
    ) -> list[erasable.ErasableWord]:
        """Return the erasable words in every version of a record: of some fields, or in one spelling."""
        return erasable.words_of(self.ledger.connection, standing, fields, spelling)

    def erased_fields(self, record: int) -> set[str]:
        """Return the fields of a record of which any version had a word erased."""
        return erasable.erased_fields(self.ledger.connection, record).get(record, set())

    def has_texts(self, standing: CurrentRecord) -> bool:
        """Return whether any version of a record still has confidential texts."""
        return bool(erasure.with_texts(self.ledger.connection, [standing.number]))

    def refuse_without_texts(self, standing: CurrentRecord) -> None:
        """Refuse to erase the texts of a record that has none (4)."""
        if not self.has_texts(standing):
            raise erasure.nothing_to_erase(self.ledger.connection, [standing])

    def within(self, standing: CurrentRecord | None) -> list[CurrentRecord]:
        """Return the records within one, such as the contacts of a case, that still have confidential texts."""
        return erasure.within(self.ledger.connection, [standing.number]) if standing else []

    def closed_before(self, day: str) -> list[CurrentRecord]:
        """Return the records of cases closed before a day that still have confidential texts."""
        return erasure.closed_before(self.ledger.connection, day)
