"""Counting: derived counts by day, month, measure and area, written with the entries that they count.

A total — of the city, of a period — is the number of different records, never a sum over areas; the city's
own count is kept under area `*`. The measures that read the kinds written are counted before and after for the
families touched, and the difference is added, and kept as what the command changed: taken away again, it gives
the counts as they were known before. `rebuild` counts everything anew.

Of a sum three series are kept: the numbers added up under its own name, and under `NAME#counted` and `NAME#missing` how
many records it counts and how many of them have no number.

Each count is one row with a checksum; their sums are kept apart, and no count is read that does not match them.
"""

from __future__ import annotations

import zlib

from ..errors import Unusable
from ..measures import MEASURES, Measure, digest
from ..model.calendar import FiscalYear
from ..model.kinds import KINDS
from ..model.profile_kinds import PROFILE_KINDS
from ..words import _
from .current import NOW, ref_key, sources, table_of
from .entries import families as families_of_entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..model.profile import Profile
    from .engine import Connection
    from .entries import Change

CITY = "*"
FOREVER = "9999-12-31"
YEAR = "/year"
"""What ends the name under which it is kept in which year a record counts, where the months do not add up."""
BULK = 2000
"""From so many changes on, everything is counted anew: cheaper than before and after."""

CHANGES = "changes"
"""The part of the sums of checksums that covers what each command changed."""

COUNTED, MISSING = "#counted", "#missing"
"""Behind the name of a sum: its records, and those of them without a number."""

Counts = dict[tuple[str, str, str], int]
"""Numbers by (day or month, measure, area); of a sum under the name of each series."""
Entered = dict[tuple[str, str, str], tuple[int, int]]
"""How many records a sum counts, and how many of them have no number, by the same."""


class Keeping:
    """The counts of one command: made before its changes are written, and kept afterwards.

    Few changes move the counts of their families; many, or a change of the profile, have everything counted again.
    """

    def __init__(self, connection: Connection, profile: Profile, changes: Sequence[Change]) -> None:
        self._connection = connection
        self._changes = changes
        counted = [change.record.kind for change in changes if change.action != "erase"]
        self._is_current = are_current(connection)
        self._is_small = self._is_current and len(counted) < BULK
        self._is_small = self._is_small and not any(change.record.kind in PROFILE_KINDS for change in changes)
        self._measures = measures_reading(kind.name for kind in counted) if self._is_small else []
        self._families = {*self._known_families()} if self._measures else set()
        self._before: Counts = {}
        if self._families:
            self._before = count_families(connection, self._measures, profile, self._families)

    def _known_families(self) -> Iterator[int]:
        """Yield the families, of those in the ledger already, whose counts the changes may move."""
        for change in self._changes:
            if change.base:
                yield change.base.family
            if within := change.record.kind.within:
                known = "SELECT record FROM record WHERE kind = ? AND ref_key = ?"
                key = ref_key(change.record.text(within.name))
                yield from (number for (number,) in self._connection.execute(known, (within.to, key)))

    def keep(self, profile: Profile, numbers: list[int]) -> Counts:
        """Keep the counts after the entries were written; return by how much they moved."""
        connection, newest = self._connection, numbers[-1]
        if not self._is_current:
            rebuild(connection, profile, newest)
            return {}
        if not self._is_small:
            return count_anew(connection, profile, newest)
        days = {day for change in self._changes for day in change.record.days}
        learn_days(connection, profile.opening_month, days)
        if not self._measures:
            return {}
        families = self._families | families_of_entries(connection, numbers)
        after = count_families(connection, self._measures, profile, families)
        return keep(connection, newest, self._before, after)


def measures_reading(kinds: Iterable[str]) -> list[Measure]:
    """The measures whose figures depend on records of these kinds."""
    wanted = set(kinds)
    return [measure for measure in MEASURES.values() if wanted & set(measure.reads)]


def count(connection: Connection, measures: Iterable[Measure], profile: Profile, scope: str = NOW) -> Counts:
    """Count measures by (day, measure, area) for a scope; a state as its changes on each day.

    A state that ends on the day on which it begins never was one at the end of a day, and is left out. A flow counts
    nothing that lies before the first day of its records. Where the months of a measure do not add up, a record counts
    on its first day of each month, and under another name (`YEAR`) on its first day of each fiscal year.
    """
    found: Counts = {}
    for measure in measures:
        if measure.distinct_months:
            for ending, period in (("", "substr(counted.day, 1, 7)"), (YEAR, "calendar.fiscal_year")):
                for area, on, number in _firsts(connection, measure, profile, period, scope):
                    found[on, measure.name + ending, area] = number
            continue
        days = (("day", 1),) if not measure.state else (("from_day", 1), ("left_day", -1))
        counts = "AND (left_day IS NULL OR left_day > from_day)" if measure.state else "AND day >= :begins"
        for day, sign in days:
            rows = connection.execute(
                f"""
                {sources(measure.reads, scope)}, counted AS ({measure.sql})
                SELECT COALESCE(area, ''), {day}, {numbers(measure)} FROM {counted_once(measure, "area, day")}
                WHERE {day} IS NOT NULL {counts} GROUP BY 1, 2
                UNION ALL
                SELECT '{CITY}', {day}, {numbers(measure)} FROM {counted_once(measure, "day")}
                WHERE {day} IS NOT NULL {counts} GROUP BY 2
                """,
                {"as_of": FOREVER, "begins": profile.begin_of(measure.reads)},
            )
            for area, on, *counted in rows:
                for name, number in zip(series(measure), counted, strict=True):
                    key = (on, name, area)
                    found[key] = found.get(key, 0) + sign * number
    return {key: number for key, number in found.items() if number}


def _firsts(
    connection: Connection, measure: Measure, profile: Profile, period: str, scope: str
) -> list[tuple[str, str, int]]:
    """Area, day and number of the records that have their first day of a period there; the city's own is area `*`."""
    first = (
        "SELECT counted.record, {area} AS area, MIN(counted.day) AS day FROM counted "
        "JOIN calendar ON calendar.day = counted.day WHERE counted.day >= :begins "
        f"GROUP BY counted.record, {{area}}, {period}"
    )
    return connection.execute(
        f"""
        {sources(measure.reads, scope)}, counted AS ({measure.sql})
        SELECT area, day, COUNT(*)
        FROM ({first.format(area="COALESCE(counted.area, '')")} UNION ALL {first.format(area=f"'{CITY}'")}) AS firsts
        GROUP BY area, day
        """,
        {"as_of": FOREVER, "begins": profile.begin_of(measure.reads)},
    ).fetchall()


def series(measure: Measure) -> tuple[str, ...]:
    """The names under which the counts of a measure are kept: one, or of a sum three."""
    return (measure.name, measure.name + COUNTED, measure.name + MISSING) if measure.sum else (measure.name,)


def measure_of(series: str) -> str:
    """The name of the measure of which a series is kept."""
    return series.partition("#")[0].removesuffix(YEAR)


def numbers(measure: Measure) -> str:
    """What is counted of the rows of `counted`: different records, or of a sum the columns of its series."""
    if not measure.sum:
        return "COUNT(DISTINCT record)"
    return "CAST(COALESCE(SUM(number), 0) AS BIGINT), COUNT(*), COUNT(*) - COUNT(number)"


def counted_once(measure: Measure, columns: str) -> str:
    """The rows from which `numbers` are counted by some columns: of a sum, each record once."""
    return f"(SELECT DISTINCT record, number, {columns} FROM counted) AS once" if measure.sum else "counted"


def count_families(
    connection: Connection, measures: list[Measure], profile: Profile, families: Iterable[int]
) -> Counts:
    """Count measures for some families alone: what they add to the derived counts."""
    return count(connection, measures, profile, f"{NOW} AND family IN ({', '.join(map(str, sorted(families)))})")


# -- keeping ----------------------------------------------------------------------------------------------


def keep(connection: Connection, entry: int, before: Counts, after: Counts) -> Counts:
    """Add what a command changed to the derived counts, and return it; `entry` is its last one."""
    keys = sorted(before.keys() | after.keys())
    days = {key: change for key in keys if (change := after.get(key, 0) - before.get(key, 0))}
    checked: dict[str, int] = {}
    _move(connection, "daily_count", "day", days, checked)
    _move(connection, "monthly_count", "month", by_month(days), checked)
    total = begun = _checked(connection).get(CHANGES, 0)
    rows = []
    for key, change in days.items():
        total += _checksum(entry, *key, change)
        rows.append((entry, *key, change, total))
    connection.executemany("INSERT INTO count_change VALUES (?, ?, ?, ?, ?, ?)", rows)
    checked[CHANGES] = total - begun
    connection.executemany(
        "INSERT INTO count_check VALUES (?, ?) "
        "ON CONFLICT (part) DO UPDATE SET checked = count_check.checked + excluded.checked",
        checked.items(),
    )
    return days


def _move(connection: Connection, table: str, column: str, changes: Counts, checked: dict[str, int]) -> None:
    """Change the numbers of a table, and tell by how much the checksums of its parts change."""
    where = f"WHERE {column} = ? AND measure = ? AND area = ?"
    or_else = f"ON CONFLICT ({column}, measure, area) DO UPDATE SET number = excluded.number"
    for key, change in changes.items():
        before = connection.single(f"SELECT number FROM {table} {where}", key, 0)
        after = before + change
        if after:
            connection.execute(f"INSERT INTO {table} VALUES (?, ?, ?, ?) {or_else}", (*key, after))
        else:
            connection.execute(f"DELETE FROM {table} {where}", key)
        part = _part(table, key[0])
        checked[part] = checked.get(part, 0) + _checksum(*key, after) - _checksum(*key, before)


def _part(table: str, period: str) -> str:
    """What the row of a day or month is summed up under: a month of a table."""
    return f"{table} {period[:7]}"


def _checksum(*row: str | int) -> int:
    """The checksum of a row, its number being the last of it; a number of 0 has no row, and none.

    Where thousands of rows are read (`monthly`, `changes_since`) the same is written out, to spare the calls.
    """
    return zlib.crc32("\t".join(map(str, row)).encode()) if row[-1] else 0


def _checked(connection: Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT part, checked FROM count_check").fetchall())


def rebuild(connection: Connection, profile: Profile, entry: int) -> None:
    """Throw the counts away and count everything anew; `entry` is the newest one.

    What earlier commands changed is forgotten: as known before this entry, everything is counted anew each time.
    """
    for table in ("daily_count", "monthly_count", "count_change", "count_check"):
        connection.execute(f"DELETE FROM {table}")
    count_anew(connection, profile, entry)
    connection.executemany(
        "INSERT INTO derivation VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [("measures", digest()), ("since", str(entry))],
    )


def count_anew(connection: Connection, profile: Profile, entry: int) -> Counts:
    """Count everything anew; keep and return what it changes. `entry` is the last one of the command that needs it."""
    connection.execute("ANALYZE")
    connection.execute("DELETE FROM calendar")
    learn_days(connection, profile.opening_month)
    before: Counts = {tuple(row[:3]): row[3] for row in connection.execute("SELECT * FROM daily_count")}
    return keep(connection, entry, before, all_anew(connection, profile))


def are_current(connection: Connection) -> bool:
    """Whether the derived counts were made by the measures as they are: a measure may be new or changed."""
    return _derived_by(connection, "measures") == digest()


def kept_since(connection: Connection) -> int:
    """The entry since which it is kept what each command changed in the counts."""
    return int(_derived_by(connection, "since"))


def _derived_by(connection: Connection, name: str) -> str:
    return str(connection.single("SELECT value FROM derivation WHERE name = ?", (name,), ""))


def learn_days(connection: Connection, opening_month: int, days: Iterable[str] | None = None) -> None:
    """Put days into the calendar with their fiscal year: those given, or every day that any entry ever said."""
    if days is None:
        dated = [f"SELECT {kind.by_name[name].column} FROM {table_of(kind)}" for kind in KINDS for name in kind.days]
        days = [row[0] for row in connection.execute(" UNION ".join(dated)) if row[0]]
    connection.executemany(
        "INSERT INTO calendar VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", calendar(opening_month, days)
    )


def calendar(opening_month: int, days: Iterable[str]) -> Iterator[tuple[str, int, str, str]]:
    """The rows of the calendar for some days."""
    years: dict[str, FiscalYear] = {}
    for day in days:
        year = years.get(day[:7]) or FiscalYear.of(day, opening_month)
        years[day[:7]] = year
        yield day, year.year, year.first_day, year.next_day


# -- reading ----------------------------------------------------------------------------------------------


def monthly(connection: Connection, profile: Profile, first: str, last: str, later: Counts | None = None) -> Counts:
    """Sums of the derived counts by (month, measure, area) from the first day of a month to a day, both inclusive.

    Month "" holds all that lies before the first day, which a state is built on. Months add up to longer
    periods of one fiscal year because a record is counted on one day of it; where it is not, those on which it is first
    counted in a year are under the name with `YEAR`. `later`: what was changed since the moment that is asked for
    (`changes_since`), and is taken back. Where the counts were made by other measures than today's, everything is
    counted anew. `Unusable` (6) where a count is not the one that was kept.
    """
    if not are_current(connection):
        return by_month(all_anew(connection, profile), first, last)
    month, begins = last[:7], first[:7]
    parts: dict[str, int] = {}
    found: Counts = {}
    for table, column, since, until in (
        ("monthly_count", "month", "", month),
        ("daily_count", "day", month, f"{month}-99"),
    ):
        sums: dict[str, int] = {}
        for period, measure, area, number in connection.execute(
            f"SELECT {column}, measure, area, number FROM {table} WHERE {column} >= ? AND {column} < ?", (since, until)
        ):
            each = period[:7]
            sums[each] = sums.get(each, 0) + zlib.crc32(f"{period}\t{measure}\t{area}\t{number}".encode())
            if period <= last:
                key = (each if each >= begins else "", measure, area)
                found[key] = found.get(key, 0) + number
        parts |= {_part(table, each): total for each, total in sums.items()}
    checked = _checked(connection)
    _must_match({}, {part: 1 for part in checked if not _is_known(part)})
    _must_match(parts, {part: each for part, each in checked.items() if part in parts or _is_read(part, month)})
    for key, number in by_month(later or {}, first, last).items():
        found[key] = found.get(key, 0) - number
    return {key: number for key, number in found.items() if number}


def apart(found: Counts) -> tuple[Counts, Entered]:
    """The numbers under the names of the measures, and what the other series of the sums say."""
    plain: Counts = {}
    entered: Entered = {}
    for (month, name, area), number in found.items():
        measure, mark, series = name.partition("#")
        if not mark:
            plain[month, name, area] = number
        else:
            counted, missing = entered.get((month, measure, area), (0, 0))
            entered[month, measure, area] = (number, missing) if mark + series == COUNTED else (counted, number)
    return plain, entered


def all_anew(connection: Connection, profile: Profile) -> Counts:
    """Every measure by day, counted anew: slower than reading the counts, and right whatever is derived."""
    return count(connection, MEASURES.values(), profile)


def _is_known(part: str) -> bool:
    """Whether a sum is one of those that are kept: else another table stands in the place of theirs."""
    return part == CHANGES or part.startswith(("daily_count ", "monthly_count "))


def _is_read(part: str, month: str) -> bool:
    table, _space, period = part.partition(" ")
    return period == month if table == "daily_count" else table == "monthly_count" and period < month


def changes_since(connection: Connection, entry: int) -> Counts | None:
    """What the commands after an entry changed, held against the sum of all checksums; None where it is not known."""
    if not are_current(connection) or entry < kept_since(connection):
        return None
    total = connection.single(
        "SELECT checked FROM count_change WHERE entry <= ? ORDER BY entry DESC, day DESC, measure DESC, area DESC "
        "LIMIT 1",
        (entry,),
        0,
    )
    found: Counts = {}
    for by, day, measure, area, number in connection.execute(
        "SELECT entry, day, measure, area, number FROM count_change WHERE entry > ? ORDER BY entry, day, measure, area",
        (entry,),
    ):
        total += zlib.crc32(f"{by}\t{day}\t{measure}\t{area}\t{number}".encode())
        key = (day, measure, area)
        found[key] = found.get(key, 0) + number
    _must_match({CHANGES: total}, {CHANGES: _checked(connection).get(CHANGES, 0)})
    return found


def moved_since(connection: Connection, entry: int, measure: str, area: str, first: str, last: str) -> int | None:
    """By how much the commands after an entry moved a measure in an area, on the days of a period.

    None where that is not all that may have changed its figure: the counts were made anew since, or a tally or a
    setting was changed. It is read for a hint to whoever writes, and no figure is reported from it: the changes are not
    held against their checksums.
    """
    newest = connection.single(  # + lets the kinds be looked up, as in `profile_records.newest`
        "SELECT COALESCE(MAX(+entry), 0) FROM record WHERE kind IN ('tally', 'setting')"
    )
    if not are_current(connection) or entry < max(kept_since(connection), newest):
        return None
    moved: int = connection.single(
        "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM count_change "
        "WHERE entry > ? AND measure = ? AND area = ? AND day BETWEEN ? AND ?",
        (entry, measure, area, first, last),
    )
    return moved


def unlike_their_checksums(connection: Connection) -> list[str]:
    """The parts of the counts, all of them looked at, whose checksums do not add up to what is kept."""
    parts: dict[str, int] = {}
    for table, column in (("monthly_count", "month"), ("daily_count", "day")):
        for period, *row in connection.execute(f"SELECT {column}, measure, area, number FROM {table}"):
            part = _part(table, period)
            parts[part] = parts.get(part, 0) + _checksum(period, *row)
    checked = _checked(connection)
    wrong = set()
    for *row, so_far in connection.execute(
        "SELECT entry, day, measure, area, number, checked FROM count_change ORDER BY entry, day, measure, area"
    ):
        parts[CHANGES] = parts.get(CHANGES, 0) + _checksum(*row)
        wrong |= {CHANGES} if so_far != parts[CHANGES] else set()
    wrong |= {part for part in parts.keys() | checked.keys() if parts.get(part, 0) != checked.get(part, 0)}
    return sorted(wrong)


def _must_match(parts: dict[str, int], checked: dict[str, int]) -> None:
    if {part: number for part, number in parts.items() if number} != {
        part: number for part, number in checked.items() if number
    }:
        raise Unusable(
            _("集計用の数が、台帳に書いたときのものと違います。ほかのプログラムが変えたか、ファイルが壊れています。"),
            _("記録はそのままです。wfc check で調べ、wfc rebuild で数え直してください。"),
        )


def by_month(days: Counts, first: str = "", last: str = FOREVER) -> Counts:
    """Return the sums by month from the first day to the last; month "" is all that lies before the first."""
    found: Counts = {}
    begins = first[:7]
    for (day, measure, area), number in days.items():
        if day <= last:
            month = day[:7]
            key = ("" if month < begins else month, measure, area)
            found[key] = found.get(key, 0) + number
    return {key: number for key, number in found.items() if number}
