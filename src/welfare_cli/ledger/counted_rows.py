"""What a measure counts, record by record: its relation as rows, of all that stands or of what might have stood."""

from __future__ import annotations

from ..model.kinds import BY_NAME
from ..values import replace, value
from . import axes
from .counts import FOREVER
from .current import NOW, among, find_number, said_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from ..measures import Measure
    from ..model.kind import Record
    from .axes import Axis


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


def rows(
    connection: sqlite3.Connection,
    measure: Measure,
    begins: str,
    first: str = "",
    last: str = FOREVER,
    by: Sequence[Axis] = (),
    as_of: str = "",
    *,
    scope: str = NOW,
    family: str = axes.FAMILY,
) -> list[Counted]:
    """What a measure counts from one day to another, both inclusive; of a state, what it is on any day between.

    `begins` is the first day of its records. With `by`, one row for each value of the axes, as of a day (that of `last`
    where none is given). A record that stays in one area, under one value of each axis, from one span of a state to the
    next is one row.
    """
    days, within = ("counted.day, NULL", "day BETWEEN :first AND :last AND day >= :begins")
    if measure.state:
        days = "counted.from_day, counted.left_day"
        within = "from_day <= :last AND (left_day IS NULL OR (left_day > :first AND left_day > from_day))"
    columns = ", ".join(
        ["counted.record", "COALESCE(counted.area, '')", days, axes.number_of(measure), *axes.values_of(by)]
    )
    found = connection.execute(
        f"{axes.counted(measure, by, within, scope, family)} "
        f"SELECT DISTINCT {columns} FROM counted {axes.joins_of(by)} ORDER BY 1, 2, 3",
        {"as_of": as_of or last, "begins": begins, "first": first, "last": last},
    )
    return _joined(
        Counted(record, area, day, left, number, (*map(str, values),))
        for record, area, day, left, number, *values in found
    )


def _joined(rows: Iterable[Counted]) -> list[Counted]:
    """Rows in the order of their days, those joined that follow on each other under the same values."""
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


def supposing(
    connection: sqlite3.Connection,
    measure: Measure,
    begins: str,
    placed: Iterable[Placed],
    by: Sequence[Axis] = (),
    as_of: str = "",
) -> list[Counted]:
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
    family = f"(SELECT column3 FROM (VALUES {values}) AS supposed WHERE column1 = relation.record)"
    return rows(connection, measure, begins, by=by, as_of=as_of, scope=scope, family=family)


def refs_of(connection: sqlite3.Connection, records: Iterable[int]) -> dict[int, str]:
    """The refs of some records."""
    return dict(among(connection, "SELECT record, ref FROM record WHERE record IN ({})", records))


def changed_since(connection: sqlite3.Connection, known_at: int) -> dict[int, Placed]:
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
        {"number": known_at},
    )
    return {row[0]: Placed(*row) for row in found}


def placed_in(connection: sqlite3.Connection, families: Iterable[int], records: Iterable[int]) -> dict[int, Placed]:
    """Where the records of some families stand, and those named."""
    found: dict[int, Placed] = {}
    for column, numbers in (("family", families), ("record", records)):
        rows = f"SELECT record, kind, ref, family, entry, void FROM record WHERE {column} IN ({{}})"
        found |= {row[0]: Placed(*row) for row in among(connection, rows, numbers)}
    return found


def said(connection: sqlite3.Connection, placed: Placed) -> Record:
    """What a record said at the entry where it stands; one that is void, what it said last."""
    entry = placed.entry
    if placed.void:
        last = "SELECT MAX(number) FROM entry WHERE record = ? AND number < ? AND action NOT IN ('void', 'erase')"
        entry = find_number(connection, last, (placed.record, entry))
    return said_by(connection, BY_NAME[placed.kind], {entry: placed.ref})[entry]
