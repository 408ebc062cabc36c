"""Bringing an older ledger up to this version: a backup first, then each step, all in one transaction.

A step changes the tables of the entries. Everything else — derived tables, indexes, views, triggers — is created again
and filled at the end (`rebuild`).
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
    from collections.abc import Callable, Mapping

    import sqlite_utils

    from .engine import Connection

    Step = Callable[[sqlite_utils.Database], None]


def _to_2(database: sqlite_utils.Database) -> None:
    """Version 2: publications, accepted findings, and which command an entry undoes."""
    _create(database, 2, "publications", "acceptances")
    database.execute("ALTER TABLE entry ADD COLUMN undoes INTEGER REFERENCES entry (number)")


def _to_3(_database: sqlite_utils.Database) -> None:
    """Version 3: other derived tables."""


def _to_4(database: sqlite_utils.Database) -> None:
    """Version 4: a section of the document has sentences of its own."""
    _create(database, 4, "section_sentences")


def _to_5(database: sqlite_utils.Database) -> None:
    """Version 5: an area that was re-cut names those in which it went on."""
    _create(database, 5, "term_successors")


def _to_6(database: sqlite_utils.Database) -> None:
    """Version 6: the clock by which an entry arrived, beside the time that only grows."""
    database.execute("ALTER TABLE entry ADD COLUMN clock_at TEXT")


def _to_7(database: sqlite_utils.Database) -> None:
    """Version 7: transfers of cases, coordinators of contacts, tallies of one value, commitments to erasable words."""
    _create(database, 7, "transfers", "salt", "erased_word", "remainder")
    for table, column in (("contacts", "coordinator"), ("tallies", "axis"), ("tallies", "value")):
        database.execute(f"ALTER TABLE {table} ADD COLUMN {schema.column(7, table, column)}")


def _create(database: sqlite_utils.Database, version: int, *tables: str) -> None:
    """Create tables of entries as a version declared them."""
    declared = schema.declared(version)
    for table in tables:
        database.execute(declared[table].sql)


MIGRATIONS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4, 5: _to_5, 6: _to_6, 7: _to_7}
"""The step to each schema version from the one before. Version 1 is the first released one."""


@value
class Migration:
    """What a migration does or did: from which version to which, and where the backup lies."""

    since: int
    until: int
    backup: str


def migrate(path: str, *, dry_run: bool, steps: Mapping[int, Step] = MIGRATIONS) -> Migration:
    """Bring a ledger up to this version; with `dry_run` only say what would be done.

    A ledger of this version is left alone (`since` equals `until`); a newer one is refused, untouched, and so is one
    that is not as its version declared and wrote it: `Unusable` (6). The version is read once nobody else can write, so
    that of two who migrate at once, the second finds nothing to do. The backup lies beside the ledger, under a name
    that nothing has.
    """
    if not os.path.exists(path):
        raise NotFound(_("台帳がありません: {path}").format(path=path), _("--ledger の場所を確かめてください。"))
    engine.refuse_network_drive(path)
    connection = engine.open_file(path)
    try:
        with connection.reading():
            done = _looked_at(connection, steps)
        if done.since == done.until or dry_run:
            return done
        connection.check_links(False)  # a table that others point to gets a column
        with connection.writing():
            done = _looked_at(connection, steps)
            if done.since < done.until:
                with interruption.Step():
                    _copy(path, done.backup)
                _run(connection, done, steps)
        return done
    finally:
        connection.close()


def _looked_at(connection: Connection, steps: Mapping[int, Step]) -> Migration:
    """What has to be done with a ledger; `Unusable` (6) for one that cannot be migrated."""
    path, since = connection.place.path, connection.schema_version()
    missing = [step for step in range(since + 1, schema.VERSION + 1) if step not in steps]
    if missing or since < 1:
        raise Unusable(
            _("版 {since} の台帳を今の形にする方法がありません: {path}").format(since=since, path=path),
            _("この版を作った wfc を確かめてください。この台帳には触れていません。"),
        )
    altered = connection.unlike_the_schema(since)
    if altered:
        raise connection.place.altered(altered)
    return Migration(since, schema.VERSION, _free(f"{path}.v{since}"))


def _free(stem: str) -> str:
    """The name of a backup that nothing has yet."""
    name, number = f"{stem}.bak", 1
    while os.path.lexists(name):
        number += 1
        name = f"{stem}.{number}.bak"
    return name


def _copy(path: str, backup: str) -> None:
    """Make a backup that is whole before anything is changed, while nobody else can write."""
    source = engine.open_file(path)
    try:
        with AtomicFile(backup) as draft:
            copied(source, draft.path).close()
            draft.settle()
    except (OSError, engine.Error) as error:
        raise Unusable(
            _("控えを作れません: {path}（{reason}）").format(
                path=backup, reason=error.strerror if isinstance(error, OSError) else error
            ),
            _("場所、権限、空きを確かめてください。台帳は元のままです。"),
        ) from error
    finally:
        source.close()


def _run(connection: Connection, done: Migration, steps: Mapping[int, Step]) -> None:
    """Make every step, rebuild what is derived, and see that nothing points nowhere."""
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    for version in range(done.since + 1, done.until + 1):
        steps[version](database)
        connection.set_version(version)
    rebuild(connection, entries.head(connection)[0])
    wrong = connection.dangling()
    if wrong:
        raise Unusable(
            _("移し替えの途中で、つながりの切れた記録が {number} 件見つかりました。").format(number=len(wrong)),
            _("台帳は元のままです。wfc の担当者に知らせてください。"),
        )
