"""The areas of a day: a connection that sees every record in the areas as they are cut on that day.

Temporary views take the place of the tables that name an area, so that whatever counts, counts the areas of that day,
and a joint meeting of two areas that are one counts once there. What is printed elsewhere is as it was recorded.
"""

from __future__ import annotations

from ..model.kind import Listed
from ..model.kinds import KINDS
from ..model.reorganisation import recut
from .current import column_of, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model.kind import Field, Kind
    from ..model.profile import Profile
    from .engine import Connection


def use(connection: Connection, profile: Profile, day: str) -> None:
    """Let a connection see every record in the areas of a day; nothing can be written.

    A transaction is open and stays open: another profile that is written from now on is not seen.
    """
    areas = recut(profile.lists["areas"], day)
    connection.declare_table("recut", "area TEXT PRIMARY KEY, becomes TEXT NOT NULL", areas.items())
    for kind, field in _of_areas():
        table = table_of(kind, field if field.many else None)
        column = column_of(field)
        now = f"COALESCE((SELECT becomes FROM recut WHERE recut.area = said.{column}), said.{column})"
        if field.many:
            rows = f"SELECT entry, MIN(position) AS position, {now} AS {column} FROM main.{table} AS said GROUP BY 1, 3"
        else:
            columns = (f"{now} AS {each}" if each == column else f"said.{each}" for each in connection.columns(table))
            said = ", ".join(columns)
            rows = f"SELECT {said} FROM main.{table} AS said"
        connection.declare_view(table, rows)


def _of_areas() -> Iterator[tuple[Kind, Field]]:
    """The kinds that name an area, each with the field that does."""
    for kind in KINDS:
        for field in kind.facts:
            if isinstance(field.one, Listed) and field.one.of == "areas":
                yield kind, field


def recorded(connection: Connection, records: Iterable[int]) -> dict[int, dict[str, str]]:
    """By record, the areas of another day in which it, or what it is counted with, was recorded: what each of them is.

    `unknown` is what is none of the areas of the day.
    """
    found: dict[int, dict[str, str]] = {}
    for kind, field in _of_areas():
        column = column_of(field)
        rows = connection.rows_in(
            f"SELECT counted.record, recut.area, recut.becomes FROM record AS counted "
            "JOIN record ON record.family = counted.family AND record.void = 0 "
            f"JOIN main.{table_of(kind, field if field.many else None)} AS said ON said.entry = record.entry "
            f"JOIN recut ON recut.area = said.{column} "
            "WHERE counted.record IN ({}) ORDER BY recut.area",
            records,
        )
        for record, area, becomes in rows:
            found.setdefault(record, {})[area] = becomes
    return found
