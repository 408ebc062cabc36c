"""Migrating: a backup first, then every step or none."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Office
from tests.ledger.test_chain import wrong
from welfare_cli.cli.opening import read_now
from welfare_cli.errors import Busy, Unusable
from welfare_cli.ledger import Ledger, Stamp, entries, schema
from welfare_cli.ledger.engine import Connection, Transaction
from welfare_cli.ledger.entries import canonical
from welfare_cli.ledger.integrity.rebuild import declare_again
from welfare_cli.ledger.migrate import STEPS, apply, migrate

PACKAGE = Path(schema.__file__).parent.parent
LAST = schema.VERSION - 1
"""The last released schema before this one."""
WORK = """
case add --kind individual --received-on 2024-12-03 --area 市外 --summary 概要 --topic 住まい
contact add --case C-1 --date 2024-12-05 --agency すこやか --agency NPO青空 --referred-to すこやか --note 備考
meeting add --kind exchange --date 2024-12-06 --area 市外 --area 不明 --agency NPO青空 --agency 青空の会 --case C-1
activity add --kind business --date 2024-05-01 --area 市外 --partner 企業
case edit C-1 --area 若葉・調和 --correction --why 聞きまちがい
contact edit F-1 --clear agencies
case close C-1 --on 2024-12-10 --closing 解決
case reopen C-1 --on 2024-12-12
meeting void M-1 --why 二重
"""


DERIVED = ("record", "link", "daily_count")
"""What is made anew, and was made otherwise by older versions."""


def released(office: Office, version: int) -> Path:
    """A ledger of the office's work in the form of a released schema, with the entries as that version wrote them."""
    words = []
    if version < 4:  # a section had no sentences
        profile = office.folder / "released.toml"
        said = (PACKAGE / "chofu.toml").read_text(encoding="utf-8")
        profile.write_text(
            re.sub(r"^sentences = \[\n.*?^\]\n", "", said, flags=re.DOTALL | re.MULTILINE), encoding="utf-8"
        )
        words = ["--profile", str(profile)]
    office.path.unlink()
    with office.monkeypatch.context() as patched:
        patched.setattr(entries, "words_of", lambda _record: {})  # an entry was hashed with its words
        if version < 6:  # and without its clock
            patched.setattr(entries, "canonical", lambda said: canonical({**said, "clock_at": None}))
        for command in (["init", *words, "--ledger", str(office.path)], *map(str.split, WORK.strip().splitlines())):
            office.ok(*command)
    if version < 6:
        office.tamper("UPDATE entry SET clock_at = NULL")
    path = office.folder / "released.db"
    connection = sqlite3.connect(path)
    connection.executescript(schema.text(version))
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


@pytest.fixture
def older(office: Office) -> Office:
    """An office whose ledger has the form of the last released schema."""
    released(office, LAST).replace(office.path)
    return office


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


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_a_ledger_of_each_released_form_is_brought_up(office: Office, version: int) -> None:
    """Migrated equals fresh in form and in every row; the chain holds, and the report is the same."""
    path = released(office, version)
    report = office.ok("report", "--as-of", "2024-12-31", "--format", "json").out
    assert office("report", "--ledger", str(path)).code == 6
    assert f"版 {version} から版 {schema.VERSION}" in office.ok("migrate", "--ledger", str(path)).out
    assert form_of(path) == form_of(office.path)
    office.ok("rebuild")  # what each command changed is not known of an older ledger
    assert rows_of(path) == rows_of(office.path)
    assert office.ok("report", "--as-of", "2024-12-31", "--format", "json", "--ledger", str(path)).out == report
    connection = sqlite3.connect(path)
    assert list(wrong(connection)) == []
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    office.ok("undo", "--yes", "--ledger", str(path))


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_what_an_earlier_version_migrated_is_accepted(office: Office, version: int) -> None:
    """Migrated by each version on the way equals what that version declares, so that nobody is refused."""
    path = released(office, version)
    connection = sqlite3.connect(path, isolation_level=None, factory=Connection)
    for step in range(version + 1, schema.VERSION + 1):
        assert schema.unlike(connection, step - 1) == []
        apply(connection, step)
        connection.set_version(step)
        declare_again(connection, step)
        assert schema.unlike(connection, step) == []
    connection.close()


def test_an_older_ledger_is_brought_up_with_a_backup(older: Office) -> None:
    """The backup is the ledger as it was, readable by its owner alone."""
    before = rows_of(older.path)
    done = migrate(str(older.path), dry_run=False)
    assert (done.since, done.until) == (LAST, schema.VERSION)
    backup = older.folder / f"ledger.db.v{LAST}.bak"
    assert rows_of(backup) == before
    assert backup.stat().st_mode & 0o777 == 0o600
    older.ok("case", "list")


def test_a_retired_measure_of_the_profile_is_reported_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever brings up a ledger whose profile names a retired measure reads what is printed in its place."""
    path = office.folder / "own.toml"
    office.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8").replace('code = "I-1"\n', 'code = "I-1"\nmeasures = ["case_closed"]\n', 1)
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("tests.ledger.test_migrate.WORK", f"{WORK.strip()}\nprofile apply {path}")
    released(office, LAST).replace(office.path)
    assert "case_closed は二つに分かれました。" in office.ok("migrate").err
    assert office.ok("migrate").err == ""
    assert "終結件数（地域支援）" in office.ok("report", "--as-of", "2024-12-31").out


def test_a_dry_run_changes_nothing(older: Office) -> None:
    """A dry run says what would be done and touches nothing."""
    before = older.path.read_bytes()
    assert migrate(str(older.path), dry_run=True).since == LAST
    assert older.path.read_bytes() == before
    assert not list(older.folder.glob("*.bak"))


def test_an_older_ledger_is_refused_by_other_commands(older: Office) -> None:
    """Every other command names `wfc migrate` and stops."""
    done = older("report")
    assert done.code == 6
    assert "wfc migrate" in done.err


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the steps, which wfc reads instead of its own."""
    folder = tmp_path / "steps"
    shutil.copytree(STEPS, folder)
    monkeypatch.setattr("welfare_cli.ledger.migrate.STEPS", str(folder))
    return folder


def test_a_step_that_fails_leaves_the_ledger_as_it_was(older: Office, steps: Path) -> None:
    """A migration that fails in the middle changes nothing (6)."""
    before = form_of(older.path), rows_of(older.path)
    with (steps / f"{LAST + 1}.sql").open("a", encoding="utf-8") as stream:
        stream.write("INSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(Unusable):
        migrate(str(older.path), dry_run=False)
    assert (form_of(older.path), rows_of(older.path)) == before


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_a_table_that_a_step_leaves_unlike_its_schema_is_recreated(office: Office, steps: Path, version: int) -> None:
    """wfc recreates the table with its rows, constraints, indexes and triggers."""
    path = released(office, version)
    for step in steps.iterdir():
        constraint = r" REFERENCES \w+ \(\w+\)|,?\s+CHECK \((?:[^()]|\([^()]*\))*\)"
        step.write_text(re.sub(constraint, "", step.read_text(encoding="utf-8")), encoding="utf-8")
    migrate(str(path), dry_run=False)
    assert form_of(path) == form_of(office.path)
    office.ok("rebuild")
    assert rows_of(path) == rows_of(office.path)


def test_a_backup_is_never_overwritten(older: Office) -> None:
    """Where a file has the backup's name already, the backup gets another one."""
    older.file(f"ledger.db.v{LAST}.bak", "an earlier one")
    before = rows_of(older.path)
    done = migrate(str(older.path), dry_run=False)
    assert done.backup == str(older.folder / f"ledger.db.v{LAST}.2.bak")
    assert rows_of(done.backup) == before
    assert (older.folder / f"ledger.db.v{LAST}.bak").read_text(encoding="utf-8") == "an earlier one"


def test_two_migrations_at_once_make_one(older: Office) -> None:
    """Whoever comes second finds nothing to do (0), and the backup stays that of the older ledger."""
    before = rows_of(older.path)
    words = [sys.executable, "-m", "welfare_cli", "migrate", "--ledger", str(older.path)]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _each in range(4)]
    said = [each.communicate() for each in running]
    assert [each.returncode for each in running] == [0] * 4, said
    assert sorted("することはありません" in out.decode() for out, _err in said) == [False, True, True, True]
    (backup,) = older.folder.glob("*.bak")
    assert rows_of(backup) == before
    assert older("check", "--rule", "chain-broken").code == 0


def test_the_version_is_read_under_the_lock(older: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another migration that is done between looking and locking leaves nothing to do."""
    writing = Connection.writing

    def meanwhile(connection: Connection) -> Transaction:
        monkeypatch.setattr(Connection, "writing", writing)
        migrate(connection.place.path, dry_run=False)
        return writing(connection)

    monkeypatch.setattr(Connection, "writing", meanwhile)
    done = migrate(str(older.path), dry_run=False)
    assert done.since == done.until
    assert [each.name for each in older.folder.glob("*.bak")] == [f"ledger.db.v{LAST}.bak"]


def test_nothing_is_written_into_a_ledger_that_was_migrated_meanwhile(office: Office) -> None:
    """A command that had opened the ledger before does not write with the code of the older version (5)."""
    now = read_now("2025-01-23T12:00:00", "Asia/Tokyo")
    with Ledger.open(str(office.path), lambda: Stamp("誰か", now)) as book:
        connection = sqlite3.connect(office.path)
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
        connection.close()
        with pytest.raises(Busy):
            book.audit.rebuild()
    assert office("case", "list").code == 6


def test_an_older_wfc_restores_nothing_over_a_newer_ledger(office: Office) -> None:
    """Not with --replace either (6): the newer ledger stays where it is."""
    office.ok("backup", str(office.folder / "控え"))
    (backup,) = (office.folder / "控え").glob("*.db")
    connection = sqlite3.connect(office.path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = office.path.read_bytes()
    done = office("restore", str(backup), "--replace")
    assert (done.code, "新しい wfc" in done.err) == (6, True)
    assert office.path.read_bytes() == before


@pytest.mark.parametrize(
    "altering",
    [
        "DROP TRIGGER cases_refuses_update",
        "CREATE TRIGGER more AFTER INSERT ON cases BEGIN SELECT 1; END",
        "DROP INDEX entry_by_record; CREATE INDEX entry_by_record ON entry (record, version) WHERE version < 2",
    ],
)
def test_an_older_ledger_that_was_altered_is_refused(older: Office, altering: str) -> None:
    """What is not as its own version declared it is not brought into this one's form (6)."""
    connection = sqlite3.connect(older.path)
    connection.executescript(altering)
    connection.close()
    before = older.path.read_bytes()
    assert older("migrate").code == 6
    assert older.path.read_bytes() == before


def test_an_older_ledger_with_a_changed_entry_is_refused(older: Office) -> None:
    """What is not as it was written is not migrated (6)."""
    older.tamper("UPDATE entry SET author = 'somebody' WHERE number = 98")
    before = rows_of(older.path)
    done = older("migrate")
    assert (done.code, "記入番号 98" in done.err) == (6, True)
    assert rows_of(older.path) == before


def test_a_version_without_a_way_up_is_refused(older: Office) -> None:
    """A version that no step leads from is refused, untouched."""
    connection = sqlite3.connect(older.path)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    with pytest.raises(Unusable):
        migrate(str(older.path), dry_run=False)


def test_a_ledger_of_this_version_is_left_alone(office: Office) -> None:
    """There is nothing to do for a ledger of this version."""
    done = office.ok("migrate")
    assert "することはありません" in done.out
    assert not list(office.folder.glob("*.bak"))


def test_every_version_has_its_step() -> None:
    """Each schema version after the first released one has a step."""
    names = {f"{version}.sql" for version in range(2, schema.VERSION + 1)}
    assert {path.name for path in Path(STEPS).iterdir()} == names
