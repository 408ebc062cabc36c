"""Migrating: a backup first, then every step or none."""

from __future__ import annotations

import sqlite3

import pytest
import sqlite_utils

from tests.conftest import Office
from welfare_cli.errors import Unusable, Withheld
from welfare_cli.ledger import store
from welfare_cli.ledger.migrate import MIGRATIONS, migrate


def older(office: Office) -> None:
    """Make the office's ledger one of an older form: version 0, without one of its indexes."""
    connection = sqlite3.connect(office.path)
    connection.execute("DROP INDEX record_by_day")
    connection.execute("PRAGMA user_version = 0")
    connection.close()


def add_index(database: sqlite_utils.Database) -> None:
    """The step from that older form to version 1."""
    database["record"].create_index(["kind", "day"], index_name="record_by_day")  # type: ignore[union-attr]


def form_of(path: object) -> dict[str, str]:
    """Every table, index and trigger of a ledger, as it was declared, white space aside."""
    connection = sqlite3.connect(str(path))
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: "".join(sql.split()).replace('"', "").replace("[", "").replace("]", "") for name, sql in rows}


def test_an_older_ledger_is_brought_up_with_a_backup(office: Office) -> None:
    """Migrated equals fresh, and the backup is the ledger as it was, readable by its owner alone."""
    fresh = form_of(office.path)
    older(office)
    before = form_of(office.path)
    done = migrate(str(office.path), dry_run=False, steps={1: add_index})
    assert (done.since, done.until) == (0, 1)
    assert form_of(office.path) == fresh
    backup = office.folder / "ledger.db.v0.bak"
    assert form_of(backup) == before
    assert backup.stat().st_mode & 0o777 == 0o600
    office.ok("case", "list")


def test_a_dry_run_changes_nothing(office: Office) -> None:
    """A dry run says what would be done and touches nothing."""
    older(office)
    before = office.path.read_bytes()
    assert migrate(str(office.path), dry_run=True, steps={1: add_index}).since == 0
    assert office.path.read_bytes() == before
    assert not (office.folder / "ledger.db.v0.bak").exists()


def test_an_older_ledger_is_refused_by_other_commands(office: Office) -> None:
    """Every other command names `wfc migrate` and stops."""
    older(office)
    done = office("report")
    assert done.code == 6
    assert "wfc migrate" in done.err


def test_a_step_that_fails_leaves_the_ledger_as_it_was(office: Office) -> None:
    """A migration that fails in the middle changes nothing."""
    older(office)
    before = form_of(office.path)

    def fails(database: sqlite_utils.Database) -> None:
        add_index(database)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        migrate(str(office.path), dry_run=False, steps={1: fails})
    assert form_of(office.path) == before


def test_a_backup_is_never_overwritten(office: Office) -> None:
    """Where a backup lies already, the migration stops before it touches anything."""
    older(office)
    office.file("ledger.db.v0.bak", "an earlier one")
    with pytest.raises(Withheld):
        migrate(str(office.path), dry_run=False, steps={1: add_index})
    assert (office.folder / "ledger.db.v0.bak").read_text(encoding="utf-8") == "an earlier one"


def test_a_version_without_a_way_up_is_refused(office: Office) -> None:
    """A version that no step leads from is refused, untouched."""
    older(office)
    with pytest.raises(Unusable):
        migrate(str(office.path), dry_run=False)


def test_a_ledger_of_this_version_is_left_alone(office: Office) -> None:
    """There is nothing to do for a ledger of this version."""
    done = office.ok("migrate")
    assert "することはありません" in done.out
    assert not list(office.folder.glob("*.bak"))


def test_every_version_has_its_step() -> None:
    """Each schema version after the first released one has a migration."""
    assert sorted(MIGRATIONS) == list(range(2, store.SCHEMA_VERSION + 1))
