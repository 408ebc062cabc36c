"""Working the derived tables out anew from the entries: where they say something else than what was written.

What stands, what points to what and which names there are is worked out here by plain loops, by another way than
that of `entries.py`; the counts by counting every measure anew.
"""

from __future__ import annotations

from ..measures import MEASURES
from ..model import notation
from ..model.calendar import FiscalYear
from ..model.kind import Link, Name
from ..model.kinds import ALL_KINDS, BY_NAME
from . import counts
from .standing import column_of, ref_key, ref_number, table_of
from .verify import WITHOUT_FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    Row = tuple[object, ...]


def standing_wrong(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The kind and ref of each record that stands, or points to others, otherwise than its entries say."""
    records = _standing(connection)
    kept = {
        row[0]: row
        for row in connection.execute(
            "SELECT record, kind, ref, ref_key, ref_number, entry, version, void, family, day FROM record"
        )
    }
    pointing = _pointing(connection, {int(str(row[5])): number for number, row in records.items() if not row[7]})
    links: dict[int, set[int]] = {}
    for target, source in connection.execute("SELECT target, source FROM link"):
        links.setdefault(source, set()).add(target)
    for number in sorted(records.keys() | kept.keys() | links.keys()):
        row, other = records.get(number), kept.get(number)
        if row != other or links.get(number, set()) != pointing.get(number, set()):
            said = row or other or ("", "", str(number))
            yield str(said[1]), str(said[2])


def _standing(connection: sqlite3.Connection) -> dict[int, Row]:
    """The table `record` as the entries say it, by record."""
    newest: dict[int, Row] = {}
    said: dict[int, tuple[str, int]] = {}
    for row in connection.execute("SELECT record, version, number, kind, ref, action, family FROM entry"):
        record, version, number, kind, _ref, action, _family = row
        if record not in newest or version > newest[record][1]:
            newest[record] = row
        if action not in WITHOUT_FACTS and number > said.get(record, ("", 0))[1]:
            said[record] = kind, number
    days = {
        entry: day
        for kind in ALL_KINDS
        if kind.day
        for entry, day in connection.execute(f"SELECT entry, {kind.by_name[kind.day].column} FROM {table_of(kind)}")
    }
    found: dict[int, Row] = {}
    for record, (_record, version, number, kind, ref, action, family) in newest.items():
        known = BY_NAME.get(str(kind))
        day = days.get(said[record][1]) if record in said else None
        found[record] = (record, kind, ref, ref_key(str(ref)), ref_number(known, str(ref)) if known else None)
        found[record] += (number, version, int(action == "void"), family, day)
    return found


def _pointing(connection: sqlite3.Connection, stands: dict[int, int]) -> dict[int, set[int]]:
    """The table `link` as the standing entries say it: by record those that it points to."""
    found: dict[int, set[int]] = {}
    for kind in ALL_KINDS:
        for field in kind.facts:
            if not isinstance(field.one, Link):
                continue
            table = table_of(kind, field if field.many else None)
            for entry, target in connection.execute(f"SELECT entry, {column_of(field)} FROM {table}"):
                if entry in stands and target is not None:
                    found.setdefault(stands[entry], set()).add(target)
    return found


def counts_wrong(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, int, int]]:
    """Measure, area and day of each count that is kept wrongly, with the number kept and the right one.

    None where the counts were made by another version's measures: those are not read (`counts.monthly`).
    """
    if not counts.are_current(connection):
        return
    right = counts.count(connection, MEASURES.values())
    kept = {tuple(row[:3]): row[3] for row in connection.execute("SELECT measure, area, day, number FROM daily_count")}
    for measure, area, day in sorted(right.keys() | kept.keys()):
        numbers = kept.get((measure, area, day), 0), right.get((measure, area, day), 0)
        if numbers[0] != numbers[1]:
            yield measure, area, day, *numbers


def lookups_wrong(connection: sqlite3.Connection, opening_month: int) -> Iterator[tuple[str, str]]:
    """Table and value of each day of the calendar, and each free name, that is kept wrongly or is missing."""
    days = {str(row[0]) for row in connection.execute("SELECT DISTINCT day FROM record WHERE day IS NOT NULL")}
    calendar = {row[0]: row[1:] for row in connection.execute("SELECT day, fiscal_year, next_year_day FROM calendar")}
    for day in sorted(days | calendar.keys()):
        year = FiscalYear.of(day, opening_month)
        if calendar.get(day) != (year.year, year.next_day):
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
    }
    keys = dict(connection.execute("SELECT spelling, key FROM name").fetchall())
    for name in sorted(spelt | keys.keys()):
        if name not in spelt or keys.get(name) != notation.folded(name):
            yield "name", name
