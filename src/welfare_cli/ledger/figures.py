"""The figures of a ledger: counts by month and by axis, and the rows behind them, record by record."""

from __future__ import annotations

from datetime import datetime

from ..model.kinds import BY_NAME
from ..values import replace, value
from . import counts
from .counts import FOREVER
from .current import NOW, column_of, said_by, table_of
from .entries import CLOCK_AT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..measures import Measure
    from ..model.kind import Record
    from .axes import Axis
    from .book import Ledger


@value
class Counted:
    """One counted thing in one area, "" where it has none: the record, and the day on which it counts.

    Of a state, `day` is the first day at whose end it is, and `left` the first at whose end it is no longer, None while
    it lasts. Of a sum, `number` is what it adds, None where none is entered. `values` are its values on the axes that
    were asked for, "" where it has none.
    """

    record: int
    area: str
    day: str
    left: str | None = None
    number: int | None = None
    values: tuple[str, ...] = ()


@value
class Placed:
    """Where a record stands: in which family, and at which of its entries; void or not."""

    record: int
    kind: str
    ref: str
    family: int
    entry: int
    void: int


class Figures:
    """What the measures of a ledger count, in the state and the areas in which the ledger is read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._connection = ledger.connection
        self._known: tuple[tuple[int, int], dict[tuple[str, str], tuple[counts.Counts, counts.Entered]]] | None = None
        self._later: counts.Counts | None = None
        self._anew: counts.Counts | None = None

    # -- by month and area ------------------------------------------------------------------------

    def monthly(self, first: str, last: str) -> counts.Counts:
        """Return every measure's counts by (month, measure, area) up to a day; see `counts.monthly`."""
        return self._monthly(first, last)[0]

    def entered(self, first: str, last: str) -> counts.Entered:
        """Return how many records every sum counts, and how many have no number, by (month, measure, area)."""
        return self._monthly(first, last)[1]

    def _monthly(self, first: str, last: str) -> tuple[counts.Counts, counts.Entered]:
        """Return the counts up to a day, and what is entered of the sums; read once for each state of the ledger."""
        state = self._ledger.state
        if self._known is None or self._known[0] != state:
            self._known = state, {}
        known = self._known[1]
        if (first, last) not in known:
            known[first, last] = counts.apart(self._every_series(first, last))
        return known[first, last]

    def _every_series(self, first: str, last: str) -> counts.Counts:
        viewpoint, profile = self._ledger.viewpoint, self._ledger.profile
        if not viewpoint.areas_of:
            if viewpoint.known_at is None:
                return counts.monthly(self._connection, profile, first, last)
            if self._later is None:
                self._later = counts.changes_since(self._connection, viewpoint.known_at)
            if self._later is not None:
                return counts.monthly(self._connection, profile, first, last, self._later)
        if self._anew is None:  # in other areas, or before a rebuild, which forgets what each command changed
            self._anew = counts.all_anew(self._connection, profile)
        return counts.by_month(self._anew, first, last)

    # -- by axis ----------------------------------------------------------------------------------

    def axes_of(self, measure: Measure) -> dict[str, Axis]:
        """Return the axes by which a measure can be counted, by the name of their option."""
        from . import axes

        return axes.of(self._connection, measure)

    def count_by(
        self, measure: Measure, by: Sequence[Axis], first: str, last: str, as_of: str
    ) -> list[tuple[tuple[str, ...], int, int, int]]:
        """Return the counts of a measure by the values of some axes; see `axes.count_by`."""
        from . import axes

        return axes.count_by(self._connection, measure, self._begin_of(measure), by, first, last, as_of)

    def _begin_of(self, measure: Measure) -> str:
        """Return the first day of a measure's records."""
        return self._ledger.profile.begin_of(measure.reads)

    # -- row by row -------------------------------------------------------------------------------

    def rows(
        self,
        measure: Measure,
        first: str = "",
        last: str = FOREVER,
        by: Sequence[Axis] = (),
        as_of: str = "",
        *,
        scope: str = NOW,
        family: str = "",
    ) -> list[Counted]:
        """Return what a measure counts from one day to another, both inclusive; a state on any day between.

        With `by`, one row for each value of the axes, as of a day (default: `last`). Consecutive spans of a state in
        one area, under one value of each axis, are one row.
        """
        from . import axes

        days, within = ("counted.day, NULL", "day BETWEEN :first AND :last AND day >= :begins")
        if measure.state:
            days = "counted.from_day, counted.left_day"
            within = "from_day <= :last AND (left_day IS NULL OR (left_day > :first AND left_day > from_day))"
        columns = ", ".join(
            ["counted.record", "COALESCE(counted.area, '')", days, axes.number_of(measure), *axes.values_of(by)]
        )
        found = self._connection.execute(
            f"{axes.counted(measure, by, within, scope, family or axes.FAMILY)} "
            f"SELECT DISTINCT {columns} FROM counted {axes.joins_of(by)} ORDER BY 1, 2, 3",
            {"as_of": as_of or last, "begins": self._begin_of(measure), "first": first, "last": last},
        )
        return _joined(
            Counted(record, area, day, left, number, (*map(str, values),))
            for record, area, day, left, number, *values in found
        )

    def supposing(
        self,
        measure: Measure,
        placed: Iterable[Placed],
        by: Sequence[Axis] = (),
        as_of: str = "",
    ) -> list[Counted]:
        """Return what a measure would count if the ledger had these records, in these versions, and no others."""
        stand = [each for each in placed if not each.void]
        if not stand:
            return []
        values = ", ".join(f"({each.record}, '{each.kind}', {each.family}, {each.entry})" for each in stand)
        scope = (
            "SELECT column1 AS record, (SELECT ref FROM main.entry WHERE number = column4) AS ref, "
            "column3 AS family, column4 AS entry "
            f"FROM (VALUES {values}) AS supposed WHERE column2 = '{{kind}}'"
        )
        family = f"(SELECT column3 FROM (VALUES {values}) AS supposed WHERE column1 = relation.record)"
        return self.rows(measure, by=by, as_of=as_of, scope=scope, family=family)

    # -- the records behind the rows ---------------------------------------------------------------

    def refs_of(self, records: Iterable[int]) -> dict[int, str]:
        """Return the refs of some records."""
        return dict(self._connection.rows_in("SELECT record, ref FROM record WHERE record IN ({})", records))

    def changed_since(self, number: int) -> dict[int, Placed]:
        """Return where each record changed after an entry stood at it; newer records are left out."""
        found = self._connection.execute(
            """
            WITH newest AS (
              SELECT record, MAX(version) AS version
              FROM entry
              WHERE number <= :number
                AND action <> 'erase'
                AND record IN (SELECT record FROM entry WHERE number > :number)
              GROUP BY record
            )
            SELECT entry.record, entry.kind, entry.ref, entry.family, entry.number, entry.action = 'void'
            FROM newest
            JOIN entry ON entry.record = newest.record AND entry.version = newest.version
            """,
            {"number": number},
        )
        return {row[0]: Placed(*row) for row in found}

    def placed_in(self, families: Iterable[int], records: Iterable[int] = ()) -> dict[int, Placed]:
        """Return where the records of some families stand, and some other records."""
        found: dict[int, Placed] = {}
        for column, numbers in (("family", families), ("record", records)):
            for row in self._connection.rows_in(
                f"SELECT record, kind, ref, family, entry, void FROM record WHERE {column} IN ({{}})", numbers
            ):
                found[row[0]] = Placed(*row)
        return found

    def said(self, placed: Placed) -> Record:
        """Return a record as of the entry where it stands; a void one as it was before."""
        entry = placed.entry
        if placed.void:
            entry = self._connection.single(
                "SELECT MAX(number) FROM entry WHERE record = ? AND number < ? AND action NOT IN ('void', 'erase')",
                (placed.record, entry),
            )
        return said_by(self._connection, BY_NAME[placed.kind], {entry: placed.ref})[entry]

    def recorded_areas(self, records: Iterable[int]) -> dict[int, dict[str, str]]:
        """Return, by record, the area of today behind each area recorded on another day; see `restated_areas`."""
        from . import restated_areas

        return restated_areas.recorded(self._connection, records) if self._ledger.viewpoint.areas_of else {}

    # -- when they arrived ------------------------------------------------------------------------

    def arrivals(self) -> dict[int, str]:
        """Return, by entry, the first day in the office's time zone whose `--known-at` includes it.

        That is the local clock on arrival, for a merge or a first list too; if the clock was set back later, the
        earliest day of a later entry, since a day includes everything up to its newest entry.
        """
        found: dict[int, str] = {}
        shown: dict[str, str] = {}  # by minute: no zone differs by less
        earliest = "~"
        for number, clock in self._connection.execute(f"SELECT number, {CLOCK_AT} FROM entry ORDER BY number DESC"):
            earliest = min(earliest, clock)
            minute = earliest[:16]
            if minute not in shown:
                shown[minute] = self._ledger.local(datetime.fromisoformat(earliest)).date().isoformat()
            found[number] = shown[minute]
        return found

    def first_stated(self, measure: Measure) -> dict[int, list[tuple[str, int]]]:
        """Return, by record, the days on which its family may count, each with the first entry that stated it.

        Empty for a measure that counts a record on its own day, which the record's first entry states.
        """
        if not measure.dated:
            return {}
        stated: dict[int, dict[str, int]] = {}
        for name, field in measure.dated:
            kind = BY_NAME[name]
            column = column_of(kind.by_name[field])
            for family, day, entry in self._connection.execute(
                f"SELECT entry.family, facts.{column}, MIN(entry.number) FROM {table_of(kind)} AS facts "
                f"JOIN entry ON entry.number = facts.entry WHERE facts.{column} IS NOT NULL GROUP BY 1, 2"
            ):
                known = stated.setdefault(family, {})
                known[day] = min(known.get(day, entry), entry)
        kinds = ", ".join(f"'{name}'" for name in measure.reads)
        rows = self._connection.execute(f"SELECT record, family FROM record WHERE kind IN ({kinds}) AND void = 0")
        return {record: [*stated.get(family, {}).items()] for record, family in rows}


def _joined(rows: Iterable[Counted]) -> list[Counted]:
    """Join the rows of one record that follow each other under the same values; expects them ordered by day."""
    found: list[Counted] = []
    lasting: dict[tuple[object, ...], int] = {}
    for row in rows:
        at = lasting.pop((row.record, row.area, row.values, row.day), len(found))
        if at < len(found):
            found[at] = replace(found[at], left=row.left)
        else:
            found.append(row)
        if row.left:
            lasting[row.record, row.area, row.values, row.left] = at
    return found
