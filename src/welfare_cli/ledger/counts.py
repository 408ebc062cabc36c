"""Counting: derived counts by measure, day and area, and the relations themselves for every other axis.

A total — of the city, of a period — is the number of different records, never a sum over areas; the city's
own count is kept under area `*`. The derived counts are kept in the transaction that writes the entries: the
measures that read the kinds written are counted before and after for the families touched, and the
difference is added. `rebuild` counts everything anew.
"""

from __future__ import annotations

from ..measures import MEASURES, Measure, digest
from ..model.calendar import FiscalYear
from ..model.kinds import KINDS
from .standing import NOW, TOUCHED, column_of, sources, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

CITY = "*"
FOREVER = "9999-12-31"
BULK = 2000
"""From so many changes on, everything is counted anew: cheaper than before and after."""

Counts = dict[tuple[str, str, str], int]


def measures_reading(kinds: Iterable[str]) -> list[Measure]:
    """The measures whose figures depend on records of these kinds."""
    wanted = set(kinds)
    return [measure for measure in MEASURES.values() if wanted & set(measure.reads)]


def count(connection: sqlite3.Connection, measures: Iterable[Measure], scope: str = NOW) -> Counts:
    """Count measures by (measure, area, day) for a scope; a state as its changes on each day.

    A state that ends on the day on which it begins never was one at the end of a day, and is left out.
    """
    found: Counts = {}
    for measure in measures:
        days = (("day", 1),) if not measure.state else (("from_day", 1), ("left_day", -1))
        lasting = "AND (left_day IS NULL OR left_day > from_day)" if measure.state else ""
        for day, sign in days:
            rows = connection.execute(
                f"""
                {sources(measure.reads, scope)}, counted AS ({measure.sql})
                SELECT COALESCE(area, ''), {day}, COUNT(DISTINCT record) FROM counted
                WHERE {day} IS NOT NULL {lasting} GROUP BY 1, 2
                UNION ALL
                SELECT '{CITY}', {day}, COUNT(DISTINCT record) FROM counted
                WHERE {day} IS NOT NULL {lasting} GROUP BY 2
                """,
                {"as_of": FOREVER},
            )
            for area, on, number in rows:
                key = (measure.name, area, on)
                found[key] = found.get(key, 0) + sign * number
    return {key: number for key, number in found.items() if number}


def count_families(connection: sqlite3.Connection, measures: list[Measure], families: Iterable[int]) -> Counts:
    """Count measures for some families alone: what they add to the derived counts."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (family INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM touched")
    connection.executemany("INSERT INTO touched VALUES (?)", [(each,) for each in families])
    return count(connection, measures, TOUCHED)


def keep(connection: sqlite3.Connection, before: Counts, after: Counts) -> None:
    """Add what a command changed to the derived counts."""
    for key in before.keys() | after.keys():
        change = after.get(key, 0) - before.get(key, 0)
        if change:
            connection.execute(
                "INSERT INTO daily_count VALUES (?, ?, ?, ?) "
                "ON CONFLICT (measure, area, day) DO UPDATE SET number = daily_count.number + excluded.number",
                (*key, change),
            )
            connection.execute("DELETE FROM daily_count WHERE measure = ? AND area = ? AND day = ? AND number = 0", key)


def rebuild(connection: sqlite3.Connection, opening_month: int) -> None:
    """Throw the calendar and the derived counts away and count everything anew."""
    connection.execute("ANALYZE")
    connection.execute("DELETE FROM calendar")
    learn_days(connection, opening_month)
    connection.execute("DELETE FROM daily_count")
    connection.executemany(
        "INSERT INTO daily_count VALUES (?, ?, ?, ?)",
        [(*key, number) for key, number in count(connection, MEASURES.values()).items()],
    )
    connection.execute(
        "INSERT INTO derivation VALUES ('measures', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (digest(),),
    )


def are_current(connection: sqlite3.Connection) -> bool:
    """Whether the derived counts were made by the measures as they are: a measure may be new or changed."""
    row = connection.execute("SELECT value FROM derivation WHERE name = 'measures'").fetchone()
    return row is not None and row[0] == digest()


def learn_days(connection: sqlite3.Connection, opening_month: int, days: Iterable[str] | None = None) -> None:
    """Put days into the calendar with their fiscal year: those given, or every day that any entry ever said."""
    if days is None:
        dated = [f"SELECT {column_of(kind.by_name[kind.day])} FROM {table_of(kind)}" for kind in KINDS if kind.day]
        days = [row[0] for row in connection.execute(" UNION ".join(dated)) if row[0]]
    years: dict[str, FiscalYear] = {}
    for day in days:
        year = years.get(day[:7]) or FiscalYear.of(day, opening_month)
        years[day[:7]] = year
        connection.execute(
            "INSERT INTO calendar VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (day, year.year, year.next_day)
        )


def monthly(connection: sqlite3.Connection, first: str, last: str) -> Counts:
    """Sums of the derived counts by (measure, area, month) from one day to another, both inclusive.

    Month "" holds all that lies before the first day, which a state is built on. Months add up to longer
    periods of one fiscal year because a record is counted on one day of it. Where the derived counts were made
    by other measures than today's, everything is counted anew: slower, and right.
    """
    if not are_current(connection):
        found: Counts = {}
        for (measure, area, day), number in count(connection, MEASURES.values()).items():
            if day <= last:
                key = (measure, area, "" if day < first else day[:7])
                found[key] = found.get(key, 0) + number
        return found
    rows = connection.execute(
        """
        SELECT measure, area, CASE WHEN day < ? THEN '' ELSE substr(day, 1, 7) END AS month, SUM(number)
        FROM daily_count
        WHERE day <= ?
        GROUP BY measure, area, month
        """,
        (first, last),
    )
    return {(measure, area, month): number for measure, area, month, number in rows}
