"""When entries arrived, and which entry first stated what a measure counts."""

from __future__ import annotations

from datetime import datetime

from ..model.kinds import BY_NAME
from .current import column_of, table_of
from .entries import CLOCK_AT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..measures import Measure
    from .engine import Connection


def days(connection: Connection, local: Callable[[datetime], datetime]) -> dict[int, str]:
    """The day, in the office's time zone, from which on `--known-at` knows an entry, by entry.

    It is the local clock on arrival, of a merge or a first list too; where the clock was set back later, the earliest
    day that a later entry shows, since a day means everything up to its newest entry.
    """
    found: dict[int, str] = {}
    shown: dict[str, str] = {}  # by minute: no zone differs by less
    earliest = "~"
    for number, clock in connection.execute(f"SELECT number, {CLOCK_AT} FROM entry ORDER BY number DESC"):
        earliest = min(earliest, clock)
        minute = earliest[:16]
        if minute not in shown:
            shown[minute] = local(datetime.fromisoformat(earliest)).date().isoformat()
        found[number] = shown[minute]
    return found


def first_stated(connection: Connection, measure: Measure) -> dict[int, list[tuple[str, int]]]:
    """By record the days on which its family may count, each with the first entry that stated it.

    Empty for a measure that counts a record on its own day, which the record's first entry states.
    """
    if not measure.dated:
        return {}
    stated: dict[int, dict[str, int]] = {}
    for name, field in measure.dated:
        kind = BY_NAME[name]
        column = column_of(kind.by_name[field])
        for family, day, entry in connection.execute(
            f"SELECT entry.family, facts.{column}, MIN(entry.number) FROM {table_of(kind)} AS facts "
            f"JOIN entry ON entry.number = facts.entry WHERE facts.{column} IS NOT NULL GROUP BY 1, 2"
        ):
            known = stated.setdefault(family, {})
            known[day] = min(known.get(day, entry), entry)
    kinds = ", ".join(f"'{name}'" for name in measure.reads)
    rows = connection.execute(f"SELECT record, family FROM record WHERE kind IN ({kinds}) AND void = 0")
    return {record: [*stated.get(family, {}).items()] for record, family in rows}
