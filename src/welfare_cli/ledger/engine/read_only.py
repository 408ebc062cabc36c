"""A query by a user: one SELECT, which reads only what it may and changes nothing."""

from __future__ import annotations

import sqlite3

from ...words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from .sqlite import Connection

    Cell = str | int | float | None

JOINED_TEXTS = "group_concat"
"""The function that makes one text of many."""
TICKS = 100_000
"""The steps of SQLite after which a Ctrl-C is heard."""


def select(connection: Connection, sql: str, readable: Collection[str]) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """Return the headings and rows of one SELECT over the tables and views that may be read.

    `ValueError` says why it cannot be run.
    """

    def allows(action: int, first: str | None, second: str | None, _database: object, _inside: object) -> int:
        # What a read is inside of proves nothing: a query can give a WITH clause of its own any name.
        allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)
        allowed |= action == sqlite3.SQLITE_READ and first in readable
        allowed |= action == sqlite3.SQLITE_FUNCTION and second != "load_extension"
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    connection.set_authorizer(allows)
    connection.set_progress_handler(lambda: 0, TICKS)
    try:
        found = connection.execute(sql)
        if found.description is None:
            raise ValueError(_("SELECT ではありません"))
        return [each[0] for each in found.description], found.fetchall()
    except (sqlite3.DatabaseError, sqlite3.Warning) as error:
        raise ValueError(str(error)) from error
    finally:
        connection.set_authorizer(None)
        connection.set_progress_handler(None, 0)
