"""The publications of a ledger: which day each is of, what it knew, and what has changed since."""

from __future__ import annotations

from ..model.calendar import FiscalYear
from ..model.publication import PREFIX, PUBLICATION, known_in
from . import counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.kind import Record
    from .book import Ledger
    from .entries import Written

STANDING = (
    "FROM record JOIN publications AS published ON published.entry = record.entry "
    f"WHERE record.kind = '{PUBLICATION.name}' AND record.void = 0 ORDER BY +record.record"  # +: or SQLite scans all
)


class Publications:
    """The publications of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._connection = ledger.connection
        self._beginnings: dict[int, str] = {}

    def publish(self, publication: Record) -> Written:
        """Keep a publication; `Refused` (4) if there is one of its name."""
        from .commands import publish

        return self._ledger.command(lambda staging: publish(staging, publication))

    def known_to(self, publication: int) -> int:
        """Return the number, in this ledger, of the newest entry that a publication knew, by its record's number.

        Its content names the entry by its id; form 1 has only the number in the ledger that published it.
        """
        origin, _slash, counter = known_in(self.beginning_of(publication)).rpartition("/")
        row = self._connection.execute(
            "SELECT entry.number FROM entry JOIN origin ON origin.origin = entry.origin "
            "WHERE origin.name = ? AND entry.counter = ?",
            (origin, int(counter or 0)),
        ).fetchone()
        if row is None:
            row = self._connection.execute(
                "SELECT known_at FROM publications WHERE entry = ?", (publication,)
            ).fetchone()
        return int(row[0])

    def beginning_of(self, publication: int) -> str:
        """Return the beginning of a publication's content, which names what it knew and has its totals."""
        if publication not in self._beginnings:  # SQLite reads all of the content to find its beginning
            row = self._connection.execute(
                "SELECT SUBSTR(content, 1, ?) FROM publications WHERE entry = ?", (PREFIX, publication)
            ).fetchone()
            self._beginnings[publication] = str(row[0])
        return self._beginnings[publication]

    def handed_in(self) -> dict[str, tuple[int, str]]:
        """Return, by as-of date, the record number and name of the newest publication that is not void."""
        rows = self._connection.execute(f"SELECT published.as_of, record.record, record.ref {STANDING}")
        return {as_of: (number, name) for as_of, number, name in rows}

    def definitions(self) -> dict[int, dict[str, str]]:
        """Return the digests of the measures as published last, by fiscal year and measure."""
        found: dict[int, dict[str, str]] = {}
        for as_of, said in self._connection.execute(f"SELECT published.as_of, published.definitions {STANDING}"):
            year = FiscalYear.of(as_of, self._ledger.profile.opening_month).year
            found[year] = dict(each.split("=", 1) for each in said.split(";"))
        return found

    def moved_since(self, number: int, measure: str, area: str, first: str, last: str) -> int | None:
        """Return by how much entries after a number moved a measure in an area; see `counts.moved_since`."""
        return counts.moved_since(self._connection, number, measure, area, first, last)
