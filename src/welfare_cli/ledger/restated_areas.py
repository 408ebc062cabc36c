"""The areas of a day: a connection that sees every record in the areas as they are cut on that day.

Temporary views take the place of the tables that name an area, so that whatever counts, counts the areas of that day,
and a joint meeting of two areas that are one counts once there. What is printed elsewhere is as it was recorded.
"""

from __future__ import annotations

from ..model.kind import Listed
from ..model.kinds import KINDS
from ..model.reorganisation import recut
from .current import among, column_of, table_of
from .snapshot import take_the_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from ..model.kind import Field, Kind
    from ..model.profile import Profile


def use(connection: sqlite3.Connection, profile: Profile, day: str) -> None:
    """Let a connection see every record in the areas of a day; nothing can be written.

    A transaction is open and stays open: another profile that is written from now on is not seen.
    """
    connection.execute("PRAGMA query_only=OFF")
    connection.execute("CREATE TEMP TABLE recut (area TEXT PRIMARY KEY, becomes TEXT NOT NULL) WITHOUT ROWID")
    connection.executemany("INSERT INTO recut VALUES (?, ?)", recut(profile.lists["areas"], day).items())
    for kind, field in _of_areas():
        table = table_of(kind, field if field.many else None)
        column = column_of(field)
        now = f"COALESCE((SELECT becomes FROM temp.recut WHERE recut.area = said.{column}), said.{column})"
        if field.many:
            rows = f"SELECT entry, MIN(position) AS position, {now} AS {column} FROM main.{table} AS said GROUP BY 1, 3"
        else:
            columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
            said = ", ".join(f"{now} AS {each}" if each == column else f"said.{each}" for each in columns)
            rows = f"SELECT {said} FROM main.{table} AS said"
        take_the_place(connection, table, rows)
    connection.execute("PRAGMA query_only=ON")


def _of_areas() -> Iterator[tuple[Kind, Field]]:
    """The kinds that name an area, each with the field that does."""
    for kind in KINDS:
        for field in kind.facts:
            if isinstance(field.one, Listed) and field.one.of == "areas":
                yield kind, field


def recorded(connection: sqlite3.Connection, records: Iterable[int]) -> dict[int, dict[str, str]]:
    """By record, the areas of another day in which it, or what it is counted with, was recorded: what each of them is.

    `unknown` is what is none of the areas of the day.
    """
    found: dict[int, dict[str, str]] = {}
    for kind, field in _of_areas():
        rows = (
            "SELECT counted.record, recut.area, recut.becomes FROM record AS counted "
            "JOIN record ON record.family = counted.family AND record.void = 0 "
            f"JOIN main.{table_of(kind, field if field.many else None)} AS said ON said.entry = record.entry "
            f"JOIN temp.recut ON recut.area = said.{column_of(field)} "
            "WHERE counted.record IN ({}) ORDER BY recut.area"
        )
        for record, area, becomes in among(connection, rows, records):
            found.setdefault(record, {})[area] = becomes
    return found
