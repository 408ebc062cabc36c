"""What a measure counts, record by record: its relation as rows, of all that stands or of what might have stood."""

from __future__ import annotations

from ..model.kinds import BY_NAME
from .counts import FOREVER
from .standing import NOW, in_parts, said_by, sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from ..measures import Measure
    from ..model.kind import Record


class Counted:
    """One counted thing in one area, "" where it has none: the record, and the day on which it counts.

    Of a state, `day` is the first day at whose end it is, and `left` the first at whose end it is no longer, None while
    it lasts. Of a sum, `number` is what it adds, None where none is entered.
    """

    __slots__ = ("area", "day", "left", "number", "record")

    def __init__(self, record: int, area: str, day: str, left: str | None = None, number: int | None = None) -> None:
        self.record = record
        self.area = area
        self.day = day
        self.left = left
        self.number = number


class Placed:
    """Where a record stands: in which family, and at which of its entries; void or not."""

    __slots__ = ("entry", "family", "kind", "record", "ref", "void")

    def __init__(self, record: int, kind: str, ref: str, family: int, entry: int, void: int) -> None:
        self.record = record
        self.kind = kind
        self.ref = ref
        self.family = family
        self.entry = entry
        self.void = bool(void)


def rows(
    connection: sqlite3.Connection,
    measure: Measure,
    begins: str,
    first: str = "",
    last: str = FOREVER,
    scope: str = NOW,
) -> list[Counted]:
    """What a measure counts from one day to another, both inclusive; of a state, what it is on any day between.

    `begins` is the first day of its records. A record that stays in one area from one span of a state to the next is
    one row.
    """
    number = "number" if measure.sum else "NULL"
    days, within = ("day, NULL", "day BETWEEN :first AND :last AND day >= :begins")
    if measure.state:
        days = "from_day, left_day"
        within = "from_day <= :last AND (left_day IS NULL OR (left_day > :first AND left_day > from_day))"
    found = connection.execute(
        f"{sources(measure.reads, scope)}, counted AS ({measure.sql}) "
        f"SELECT DISTINCT record, COALESCE(area, ''), {days}, {number} FROM counted WHERE {within} ORDER BY 1, 2, 3",
        {"as_of": last, "begins": begins, "first": first, "last": last},
    )
    return _joined(Counted(*row) for row in found)


def _joined(rows: Iterable[Counted]) -> list[Counted]:
    """Rows in the order of their days, those joined that follow on each other: only the coordinator has changed."""
    found: list[Counted] = []
    for row in rows:
        before = found[-1] if found else None
        if before and (before.record, before.area, before.left) == (row.record, row.area, row.day):
            before.left = row.left
        else:
            found.append(row)
    return found


def supposing(connection: sqlite3.Connection, measure: Measure, begins: str, placed: Iterable[Placed]) -> list[Counted]:
    """What a measure would count if these records stood so and no others; `begins` is the first day of its records."""
    stand = [each for each in placed if not each.void]
    if not stand:
        return []
    values = ", ".join(f"({each.record}, '{each.kind}', {each.family}, {each.entry})" for each in stand)
    scope = (
        "SELECT column1 AS record, (SELECT ref FROM main.entry WHERE number = column4) AS ref, "
        "column3 AS family, column4 AS entry "
        f"FROM (VALUES {values}) AS supposed WHERE column2 = '{{kind}}'"
    )
    return rows(connection, measure, begins, scope=scope)


def refs_of(connection: sqlite3.Connection, records: Iterable[int]) -> dict[int, str]:
    """The refs of some records."""
    found: dict[int, str] = {}
    for some in in_parts([*records]):
        found |= connection.execute(
            f"SELECT record, ref FROM record WHERE record IN ({','.join('?' * len(some))})", some
        ).fetchall()
    return found


def changed_since(connection: sqlite3.Connection, number: int) -> dict[int, Placed]:
    """The records that were touched after an entry, where they stood at it; those that are newer are left out."""
    found = connection.execute(
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


def placed_in(connection: sqlite3.Connection, families: Iterable[int], records: Iterable[int]) -> dict[int, Placed]:
    """Where the records of some families stand, and those named."""
    found: dict[int, Placed] = {}
    for column, numbers in (("family", families), ("record", records)):
        for number in numbers:
            for row in connection.execute(
                f"SELECT record, kind, ref, family, entry, void FROM record WHERE {column} = ?", (number,)
            ):
                found[row[0]] = Placed(*row)
    return found


def said(connection: sqlite3.Connection, placed: Placed) -> Record:
    """What a record said at the entry where it stands; one that is void, what it said last."""
    entry = placed.entry
    if placed.void:
        row = connection.execute(
            "SELECT MAX(number) FROM entry WHERE record = ? AND number < ? AND action NOT IN ('void', 'erase')",
            (placed.record, entry),
        ).fetchone()
        entry = int(row[0])
    return said_by(connection, BY_NAME[placed.kind], {entry: placed.ref})[entry]
