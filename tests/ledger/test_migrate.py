"""Migrating: a backup first, then every step or none."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
import sqlite_utils

from tests.conftest import Office
from tests.ledger.test_chain import wrong
from welfare_cli.errors import Unusable, Withheld
from welfare_cli.ledger import store
from welfare_cli.ledger.migrate import MIGRATIONS, migrate

PACKAGE = Path(store.__file__).parent.parent
HERE = Path(__file__).parent
"""Where the schema of each released version is kept."""
WORK = """
case add --kind individual --received-on 2024-12-03 --area 市外 --summary 概要 --topic 住まい
contact add --case C-1 --date 2024-12-05 --agency すこやか --agency NPO青空 --referred-to すこやか --note 備考
meeting add --kind exchange --date 2024-12-06 --area 市外 --area 不明 --agency NPO青空 --agency 青空の会 --case C-1
activity add --kind business --date 2024-05-01 --area 市外 --partner 企業
case edit C-1 --area 若葉・調和 --why 聞きまちがい
contact edit F-1 --clear agencies
case close C-1 --on 2024-12-10 --closing 解決
case reopen C-1 --on 2024-12-12
meeting void M-1 --why 二重
"""


DERIVED = ("record", "link", "daily_count")
"""What is made anew, and was made otherwise by older versions."""


def released(office: Office, version: int) -> Path:
    """A ledger of the office's work in the form of a released schema, with the entries as that version wrote them."""
    if version < 4:  # a section had no sentences
        profile = office.folder / "released.toml"
        said = (PACKAGE / "chofu.toml").read_text(encoding="utf-8")
        profile.write_text(
            re.sub(r"^sentences = \[\n.*?^\]\n", "", said, flags=re.DOTALL | re.MULTILINE), encoding="utf-8"
        )
        office.path.unlink()
        office.ok("init", "--profile", str(profile), "--ledger", str(office.path))
    for command in WORK.strip().splitlines():
        office.ok(*command.split())
    path = office.folder / "released.db"
    connection = sqlite3.connect(path)
    connection.executescript((HERE / f"schema-{version}.sql").read_text(encoding="utf-8"))
    connection.execute("ATTACH ? AS now", (str(office.path),))
    tables = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for (table,) in tables:
        if table in DERIVED:
            continue
        columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
        connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")
    connection.commit()
    connection.close()
    return path


def older(office: Office) -> None:
    """Make the office's ledger one of an older form: version 0, without one of its indexes."""
    connection = sqlite3.connect(office.path)
    connection.execute("DROP INDEX stood_by_day")
    connection.execute("PRAGMA user_version = 0")
    connection.close()


def add_index(database: sqlite_utils.Database) -> None:
    """The step from that older form to this version."""
    database["stood"].create_index(["kind", "day"], index_name="stood_by_day")  # type: ignore[union-attr]


STEPS = {version: lambda _database: None for version in range(2, store.SCHEMA_VERSION + 1)} | {1: add_index}
"""The steps from that older form on: the first, and those that have nothing to do."""


def form_of(path: object) -> dict[str, str]:
    """Every table, index and trigger of a ledger, as it was declared, comments and white space aside."""
    connection = sqlite3.connect(str(path))
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    connection.close()
    return {name: "".join(re.sub('--.*|[\\[\\]"]', "", sql).split()) for name, sql in rows}


def rows_of(path: object) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    connection = sqlite3.connect(str(path))
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for (name,) in tables}
    connection.close()
    return found


@pytest.mark.parametrize("version", range(1, store.SCHEMA_VERSION))
def test_a_ledger_of_each_released_form_is_brought_up(office: Office, version: int) -> None:
    """Migrated equals fresh in form and in every row; the chain holds, and the report is the same."""
    path = released(office, version)
    report = office.ok("report", "--as-of", "2024-12-31", "--format", "json").out
    assert office("report", "--ledger", str(path)).code == 6
    assert f"版 {version} から版 {store.SCHEMA_VERSION}" in office.ok("migrate", "--ledger", str(path)).out
    assert form_of(path) == form_of(office.path)
    office.ok("rebuild")  # what each command changed is not known of an older ledger
    assert rows_of(path) == rows_of(office.path)
    assert office.ok("report", "--as-of", "2024-12-31", "--format", "json", "--ledger", str(path)).out == report
    connection = sqlite3.connect(path)
    assert list(wrong(connection)) == []
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    office.ok("undo", "--yes", "--ledger", str(path))


def test_an_older_ledger_is_brought_up_with_a_backup(office: Office) -> None:
    """Migrated equals fresh, and the backup is the ledger as it was, readable by its owner alone."""
    fresh = form_of(office.path)
    older(office)
    before = form_of(office.path)
    done = migrate(str(office.path), dry_run=False, steps=STEPS)
    assert (done.since, done.until) == (0, store.SCHEMA_VERSION)
    assert form_of(office.path) == fresh
    backup = office.folder / "ledger.db.v0.bak"
    assert form_of(backup) == before
    assert backup.stat().st_mode & 0o777 == 0o600
    office.ok("case", "list")


def test_a_dry_run_changes_nothing(office: Office) -> None:
    """A dry run says what would be done and touches nothing."""
    older(office)
    before = office.path.read_bytes()
    assert migrate(str(office.path), dry_run=True, steps=STEPS).since == 0
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
        migrate(str(office.path), dry_run=False, steps=STEPS | {1: fails})
    assert form_of(office.path) == before


def test_a_backup_is_never_overwritten(office: Office) -> None:
    """Where a backup lies already, the migration stops before it touches anything."""
    older(office)
    office.file("ledger.db.v0.bak", "an earlier one")
    with pytest.raises(Withheld):
        migrate(str(office.path), dry_run=False, steps=STEPS)
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
