"""Bringing an older ledger up to this version: a backup first, then each step, all in one transaction.

What is derived is made anew at the end; a step need only leave its tables empty, in the form of its version.
"""

from __future__ import annotations

import os
import sqlite3

from .. import interruption
from ..errors import NotFound, Unusable
from ..words import _
from . import entries, store
from .draft import Draft, refuse_existing
from .rebuild import rebuild

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sqlite_utils

    Step = Callable[[sqlite_utils.Database], None]


def _to_2(database: sqlite_utils.Database) -> None:
    """Version 2: publications, accepted findings, which command an entry undoes, which one spelt a name first."""
    _add_publications(database)
    _add_acceptances(database)
    database.execute("ALTER TABLE entry ADD COLUMN undoes INTEGER REFERENCES entry (number)")
    database.execute("ALTER TABLE name RENAME TO name_before")
    database.execute("DROP INDEX name_by_key")
    database.execute(
        """
        CREATE TABLE name (
          spelling TEXT PRIMARY KEY,
          key      TEXT NOT NULL,
          entry    INTEGER NOT NULL REFERENCES entry (number)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute("CREATE INDEX name_by_key ON name (key)")
    database.execute(
        """
        INSERT INTO name
        SELECT name_before.spelling, name_before.key, MIN(spelt.entry)
        FROM name_before
        JOIN (
          SELECT entry, agency AS spelling FROM contact_agencies
          UNION ALL
          SELECT entry, referred_to FROM contacts
          UNION ALL
          SELECT entry, agency FROM meeting_agencies
          UNION ALL
          SELECT entry, partner FROM activity_partners
        ) AS spelt ON spelt.spelling = name_before.spelling
        GROUP BY name_before.spelling, name_before.key
        """
    )
    database.execute("DROP TABLE name_before")


def _add_publications(database: sqlite_utils.Database) -> None:
    database.execute(
        """
        CREATE TABLE publications (
          entry       INTEGER PRIMARY KEY REFERENCES entry (number),
          as_of       TEXT NOT NULL CHECK (length(as_of) = 10),
          dated       TEXT NOT NULL CHECK (length(dated) = 10),
          known_at    INTEGER NOT NULL CHECK (known_at >= 0),
          replaces    TEXT,
          version     TEXT NOT NULL,
          definitions TEXT NOT NULL,
          content     TEXT NOT NULL
        ) STRICT
        """
    )
    _only_add(database, "publications")


def _add_acceptances(database: sqlite_utils.Database) -> None:
    database.execute(
        """
        CREATE TABLE acceptances (
          entry    INTEGER PRIMARY KEY REFERENCES entry (number),
          rule     TEXT NOT NULL,
          subject  TEXT NOT NULL,
          evidence TEXT NOT NULL
        ) STRICT
        """
    )
    _only_add(database, "acceptances")


def _only_add(database: sqlite_utils.Database, table: str) -> None:
    """Let a table refuse every change of what was written."""
    for change in ("UPDATE", "DELETE"):
        database.execute(
            f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table}\n"
            "BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END"
        )


def _to_3(database: sqlite_utils.Database) -> None:
    """Version 3: what stood is kept beside what stands; counts by month too, with checksums and what changed them."""
    for table in ("record", "link", "daily_count"):
        database.execute(f"DROP TABLE {table}")
    database.execute(
        """
        CREATE TABLE stood (
          entry      INTEGER PRIMARY KEY REFERENCES entry (number),
          until      INTEGER NOT NULL,
          record     INTEGER NOT NULL REFERENCES entry (number),
          kind       TEXT NOT NULL,
          ref        TEXT NOT NULL,
          ref_key    TEXT NOT NULL,
          ref_number INTEGER,
          version    INTEGER NOT NULL,
          void       INTEGER NOT NULL CHECK (void IN (0, 1)),
          family     INTEGER NOT NULL REFERENCES entry (number),
          day        TEXT,
          UNIQUE (record, until),
          UNIQUE (kind, ref_key, until)
        ) STRICT
        """
    )
    database.execute("CREATE INDEX stood_by_ref_number ON stood (kind, ref_number)")
    database.execute("CREATE INDEX stood_by_family ON stood (family, kind)")
    database.execute("CREATE INDEX stood_by_day ON stood (kind, day)")
    database.execute(
        """
        CREATE VIEW record AS
        SELECT record, kind, ref, ref_key, ref_number, entry, version, void, family, day
        FROM stood
        WHERE until = 9223372036854775807
        """
    )
    database.execute(
        """
        CREATE TABLE link (
          target INTEGER NOT NULL REFERENCES entry (number),
          entry  INTEGER NOT NULL REFERENCES entry (number),
          PRIMARY KEY (target, entry)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute(
        """
        CREATE TABLE daily_count (
          day     TEXT NOT NULL,
          measure TEXT NOT NULL,
          area    TEXT NOT NULL,
          number  INTEGER NOT NULL,
          PRIMARY KEY (day, measure, area)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute(
        """
        CREATE TABLE monthly_count (
          month   TEXT NOT NULL,
          measure TEXT NOT NULL,
          area    TEXT NOT NULL,
          number  INTEGER NOT NULL,
          PRIMARY KEY (month, measure, area)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute(
        """
        CREATE TABLE count_change (
          entry   INTEGER NOT NULL REFERENCES entry (number),
          day     TEXT NOT NULL,
          measure TEXT NOT NULL,
          area    TEXT NOT NULL,
          number  INTEGER NOT NULL,
          checked INTEGER NOT NULL,
          PRIMARY KEY (entry, day, measure, area)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute(
        """
        CREATE TABLE count_check (
          part    TEXT PRIMARY KEY,
          checked INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )


def _to_4(database: sqlite_utils.Database) -> None:
    """Version 4: a section of the document has sentences of its own; what is planned is found at once."""
    database.execute(
        """
        CREATE TABLE section_sentences (
          entry    INTEGER NOT NULL REFERENCES sections (entry),
          position INTEGER NOT NULL,
          sentence TEXT NOT NULL,
          PRIMARY KEY (entry, position)
        ) STRICT
        """
    )
    _only_add(database, "section_sentences")
    for name, table, day, status in (
        ("meeting_planned", "meetings", "date", "planned"),
        ("activity_planned", "activities", "date", "planned"),
        ("enrolment_expected", "enrolments", "expected_on", "enrolled"),
    ):
        database.execute(f"CREATE INDEX {name} ON {table} ({day}) WHERE status = '{status}'")


def _to_5(database: sqlite_utils.Database) -> None:
    """Version 5: an area that was re-cut names those in which it went on."""
    database.execute(
        """
        CREATE TABLE term_successors (
          entry     INTEGER NOT NULL REFERENCES terms (entry),
          position  INTEGER NOT NULL,
          successor TEXT NOT NULL,
          PRIMARY KEY (entry, position)
        ) STRICT
        """
    )
    _only_add(database, "term_successors")


MIGRATIONS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4, 5: _to_5}
"""The step to each schema version from the one before. Version 1 is the first released one."""


class Migration:
    """What a migration does or did: from which version to which, and where the backup lies."""

    __slots__ = ("backup", "since", "until")

    def __init__(self, since: int, until: int, backup: str) -> None:
        self.since = since
        self.until = until
        self.backup = backup


def migrate(path: str, *, dry_run: bool, steps: Mapping[int, Step] = MIGRATIONS) -> Migration:
    """Bring a ledger up to this version; with `dry_run` only say what would be done.

    A ledger of this version is left alone (`since` equals `until`); a newer one is refused, untouched. The
    backup lies beside the ledger and is never overwritten (`Withheld`, 7).
    """
    if not os.path.exists(path):
        raise NotFound(_("台帳がありません: {path}").format(path=path), _("--ledger の場所を確かめてください。"))
    store.refuse_network_drive(path)
    connection = store.open_file(path)
    try:
        since = store.version_of(connection, path)
        missing = [step for step in range(since + 1, store.SCHEMA_VERSION + 1) if step not in steps]
        if missing:
            raise Unusable(
                _("版 {since} の台帳を今の形にする方法がありません: {path}").format(since=since, path=path),
                _("この版を作った wfc を確かめてください。この台帳には触れていません。"),
            )
        done = Migration(since, store.SCHEMA_VERSION, f"{path}.v{since}.bak")
        if since < store.SCHEMA_VERSION and not dry_run:
            with interruption.Step():
                _copy(connection, done.backup)
            _run(connection, path, done, steps)
        return done
    finally:
        connection.close()


def _copy(connection: sqlite3.Connection, path: str) -> None:
    """Make a backup that is whole before anything is changed; one that says the same is made anew."""
    if not _is_copy(path, connection):
        refuse_existing(path, _("前の控えです。別の場所に移してから、もう一度行ってください。"))
    try:
        with Draft(path) as draft:
            copy = sqlite3.connect(draft.path)
            try:
                connection.backup(copy)
            finally:
                copy.close()
            draft.settle()
    except (OSError, sqlite3.Error) as error:
        raise Unusable(
            _("控えを作れません: {path}（{reason}）").format(
                path=path, reason=error.strerror if isinstance(error, OSError) else error
            ),
            _("場所、権限、空きを確かめてください。台帳は元のままです。"),
        ) from error


def _is_copy(path: str, connection: sqlite3.Connection) -> bool:
    """Whether a file is a backup of the very ledger that is open: one whose migration was interrupted."""
    if not os.path.isfile(path):
        return False
    there = sqlite3.connect(path)
    try:
        return entries.head(there) == entries.head(connection)
    except sqlite3.Error:
        return False
    finally:
        there.close()


def _run(connection: sqlite3.Connection, path: str, done: Migration, steps: Mapping[int, Step]) -> None:
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    connection.execute("PRAGMA foreign_keys=OFF")
    with store.writing(connection, path):
        for version in range(done.since + 1, done.until + 1):
            steps[version](database)
            connection.execute(f"PRAGMA user_version = {version}")
        rebuild(connection, entries.head(connection)[0])
        wrong = connection.execute("PRAGMA foreign_key_check").fetchall()
        if wrong:
            raise Unusable(
                _("移し替えの途中で、つながりの切れた記録が {number} 件見つかりました。").format(number=len(wrong)),
                _("台帳は元のままです。wfc の担当者に知らせてください。"),
            )
