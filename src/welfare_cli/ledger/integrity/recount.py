"""Working the derived tables out anew from the entries: where they say something else than what was written.

What stands, what points to what and which names there are is worked out here by plain loops, by another way than
that of `entries.py`; the counts by counting every measure anew.
"""

from __future__ import annotations

from ...model import notation
from ...model.calendar import FiscalYear
from ...model.kind import ERASED, Link, Name
from ...model.kinds import ALL_KINDS, BY_NAME
from .. import counts, profile_records
from ..current import STANDS, WITHOUT_FACTS, column_of, ref_key, ref_number, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = tuple[object, ...]

    from ..engine import Connection


def standing_wrong(connection: Connection) -> Iterator[tuple[str, str]]:
    """The kind and ref of each record that stands, or points to others, otherwise than its entries say."""
    records = _standing(connection)
    kept = {row[0]: row for row in connection.execute("SELECT * FROM stood")}
    pointing = _pointing(connection)
    links: dict[int, set[int]] = {}
    for target, entry in connection.execute("SELECT target, entry FROM link"):
        links.setdefault(entry, set()).add(target)
    told = set()
    for entry in sorted(records.keys() | kept.keys() | links.keys()):
        row, other = records.get(entry), kept.get(entry)
        if row != other or links.get(entry, set()) != pointing.get(entry, set()):
            said = row or other or (0, 0, 0, "", str(entry))
            if said[2] not in told:
                told.add(said[2])
                yield str(said[3]), str(said[4])


def _standing(connection: Connection) -> dict[int, Row]:
    """The table `stood` as the entries say it, by entry."""
    days = {
        entry: day
        for kind in ALL_KINDS
        if kind.day
        for entry, day in connection.execute(f"SELECT entry, {kind.by_name[kind.day].column} FROM {table_of(kind)}")
    }
    found: dict[int, Row] = {}
    newest: dict[int, int] = {}
    day: dict[int, str | None] = {}
    for number, record, version, kind, ref, action, family in connection.execute(
        "SELECT number, record, version, kind, ref, action, family FROM entry WHERE action <> 'erase' ORDER BY number"
    ):
        before = newest.get(record)
        if before is not None:
            found[before] = (before, number, *found[before][2:])
        newest[record] = number
        if action not in WITHOUT_FACTS:
            day[record] = days.get(number)
        known = BY_NAME.get(str(kind))
        refs = ref_key(str(ref)), ref_number(known, str(ref)) if known else None
        state = version, int(action == "void"), family, day.get(record)
        found[number] = (number, STANDS, record, kind, ref, *refs, *state)
    return found


def _pointing(connection: Connection) -> dict[int, set[int]]:
    """The table `link` as the entries say it: by entry the records that it points to."""
    found: dict[int, set[int]] = {}
    for kind in ALL_KINDS:
        for field in kind.facts:
            if not isinstance(field.one, Link):
                continue
            table = table_of(kind, field if field.many else None)
            for entry, target in connection.execute(f"SELECT entry, {column_of(field)} FROM {table}"):
                if target is not None:
                    found.setdefault(entry, set()).add(target)
    return found


def counts_wrong(connection: Connection) -> Iterator[tuple[str, str, str, int, int]]:
    """Measure, area and day or month of each count that is kept wrongly, with the number kept and the right one.

    None where the counts were made by another version's measures: those are not read (`counts.monthly`).
    """
    if not counts.are_current(connection):
        return
    days = counts.all_anew(connection, profile_records.standing(connection))
    months = counts.by_month(days)
    kept = [
        (days, "SELECT day, measure, area, number FROM daily_count"),
        (months, "SELECT month, measure, area, number FROM monthly_count"),
        (days, "SELECT day, measure, area, CAST(SUM(number) AS BIGINT) FROM count_change GROUP BY day, measure, area"),
    ]
    told = set()
    for right, rows in kept:
        found = {tuple(row[:3]): row[3] for row in connection.execute(rows)}
        for key in sorted(right.keys() | found.keys()):
            numbers = found.get(key, 0), right.get(key, 0)
            if numbers[0] != numbers[1] and key not in told:
                told.add(key)
                period, measure, area = key
                yield measure, area, period, *numbers


def lookups_wrong(connection: Connection, opening_month: int) -> Iterator[tuple[str, str]]:
    """Table and value of each day of the calendar, each free name and the sum that is kept wrongly or is missing."""
    if profile_records.sum_is_wrong(connection):
        yield "derivation", "reported"
    days = {
        str(day)
        for kind in ALL_KINDS
        for name in kind.days
        for (day,) in connection.execute(
            f"SELECT DISTINCT {kind.by_name[name].column} FROM record JOIN {table_of(kind)} AS facts USING (entry) "
            f"WHERE {kind.by_name[name].column} IS NOT NULL"
        )
    }
    calendar = {row[0]: row[1:] for row in connection.execute("SELECT * FROM calendar")}
    for day in sorted(days | calendar.keys()):
        year = FiscalYear.of(day, opening_month)
        if calendar.get(day) != (year.year, year.first_day, year.next_day):
            yield "calendar", day
    spelt = {
        str(name)
        for kind in ALL_KINDS
        for field in kind.facts
        if isinstance(field.one, Name)
        for (name,) in connection.execute(
            f"SELECT DISTINCT {column_of(field)} FROM {table_of(kind, field if field.many else None)} "
            f"WHERE {column_of(field)} IS NOT NULL"
        )
    } - {ERASED}
    keys = dict(connection.execute("SELECT spelling, key FROM name").fetchall())
    for name in sorted(spelt | keys.keys()):
        if name not in spelt or keys.get(name) != notation.folded(name):
            yield "name", name
