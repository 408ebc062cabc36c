"""Migrate an older ledger: back it up, then apply the step to each version, all in one transaction.

`migrations/N.sql` leads to version N. A step changes only the tables of the entries; wfc recreates derived tables,
indexes, views and triggers at the end (`rebuild`), and compares the result with the schema.
"""

from __future__ import annotations

import os

from .. import interruption
from ..errors import NotFound, Unusable
from ..values import value
from ..words import _
from . import engine, entries, schema
from .atomic_file import AtomicFile
from .engine.copies import copied
from .integrity.rebuild import rebuild

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .engine import Connection

STEPS = os.path.join(os.path.dirname(__file__), "migrations")


@value
class Migration:
    """The versions from and to which a migration leads, and the path of the backup."""

    since: int
    until: int
    backup: str


def migrate(path: str, *, dry_run: bool) -> Migration:
    """Migrate a ledger to this version; with `dry_run`, only return what would be done.

    wfc leaves a ledger of this version alone (`since` equals `until`). It refuses one that is newer, or that differs
    from the schema of its own version: `Unusable` (6), untouched. It reads the version under the write lock, so that
    the second of two concurrent migrations finds nothing to do. The backup gets a name that no file has.
    """
    if not os.path.exists(path):
        raise NotFound(_("台帳がありません: {path}").format(path=path), _("--ledger の場所を確かめてください。"))
    engine.refuse_network_drive(path)
    with engine.open_file(path) as connection:
        with connection.reading():
            planned = _planned(connection)
        if planned.since == planned.until or dry_run:
            return planned
        connection.check_links(False)  # a table that others refer to may get a column or be recreated
        with connection.writing():
            planned = _planned(connection)
            if planned.since < planned.until:
                with interruption.Step():
                    _back_up(path, planned.backup)
                _run(connection, planned)
        return planned


def _planned(connection: Connection) -> Migration:
    """Return the migration that a ledger needs; raise `Unusable` (6) for one that cannot be migrated."""
    path, since = connection.place.path, connection.schema_version()
    if since < 1:
        raise Unusable(
            _("版 {since} の台帳を今の形にする方法がありません: {path}").format(since=since, path=path),
            _("この版を作った wfc を確かめてください。この台帳には触れていません。"),
        )
    _refuse_altered(connection, since)
    return Migration(since, schema.VERSION, _free(f"{path}.v{since}"))


def _refuse_altered(connection: Connection, version: int) -> None:
    """Raise `Unusable` (6) if a ledger differs from the schema of a version."""
    altered = connection.unlike_the_schema(version)
    if altered:
        raise connection.place.altered(altered)


def _free(stem: str) -> str:
    """Return a name for the backup that no file has yet."""
    name, number = f"{stem}.bak", 1
    while os.path.lexists(name):
        number += 1
        name = f"{stem}.{number}.bak"
    return name


def _back_up(path: str, backup: str) -> None:
    """Write a complete backup before anything changes, while nobody else can write."""
    try:
        with engine.open_file(path) as source, AtomicFile(backup) as draft:
            copied(source, draft.path).close()
            draft.settle()
    except (OSError, engine.Error) as error:
        raise Unusable(
            _("控えを作れません: {path}（{reason}）").format(
                path=backup, reason=error.strerror if isinstance(error, OSError) else error
            ),
            _("場所、権限、空きを確かめてください。台帳は元のままです。"),
        ) from error


def _run(connection: Connection, planned: Migration) -> None:
    """Apply each step, rebuild the derived objects, and check the schema and all references."""
    for version in range(planned.since + 1, planned.until + 1):
        apply(connection, version)
        connection.set_version(version)
    rebuild(connection, entries.head(connection)[0])
    _refuse_altered(connection, planned.until)
    broken = connection.dangling()
    if broken:
        raise Unusable(
            _("移し替えの途中で、つながりの切れた記録が {number} 件見つかりました。").format(number=len(broken)),
            _("台帳は元のままです。wfc の担当者に知らせてください。"),
        )


def apply(connection: Connection, version: int) -> None:
    """Apply the step to a version, and recreate the tables of the entries that still differ from its schema.

    A step adds tables and columns, and moves data. SQLite cannot alter a constraint or a type; sqlite-utils lists the
    statements that recreate a table with its rows, and the schema of the version gives the new definition.
    """
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    with open(os.path.join(STEPS, f"{version}.sql"), encoding="utf-8") as stream:
        database.executescript(stream.read())
    tables = schema.tables_of_entries(version)
    for name in tables.keys() & schema.unlike(connection, version):
        _create, *others = database.table(name).transform_sql(tmp_suffix="declared")
        create = tables[name].replace(f"CREATE TABLE {name}", f"CREATE TABLE {name}_new_declared", 1)
        for sql in (create, *others):
            database.execute(sql)
