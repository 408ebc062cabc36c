"""A file gets its place whole or not at all, and nothing of it is left where it does not."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Office
from tests.ledger.test_migrate import released
from welfare_cli.errors import Unusable
from welfare_cli.ledger import atomic_file
from welfare_cli.ledger.atomic_file import AtomicFile
from welfare_cli.ledger.migrate import migrate


def test_it_is_private_and_gone_where_it_is_not_put(tmp_path: Path) -> None:
    """0600 whatever the umask; without `settle` nothing is left, with it only its name."""
    os.umask(0)
    target = tmp_path / "報告.txt"
    with AtomicFile(str(target)) as one:
        one.write(b"1")
        (there,) = tmp_path.iterdir()
        assert stat.S_IMODE(there.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == []
    with AtomicFile(str(target)) as one:
        one.write(b"2")
        one.settle()
    assert [each.name for each in tmp_path.iterdir()] == ["報告.txt"]
    assert target.read_bytes() == b"2"


def test_what_a_killed_command_left_goes_and_that_of_a_running_one_stays(tmp_path: Path) -> None:
    """A draft may hold confidential texts: the next command that writes the same file clears it away."""
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead = int(gone.stdout)
    for name in (f".l.db.{dead}.new", f".l.db.{dead}.new-journal", f".l.db.{os.getppid()}.new", f".m.db.{dead}.new"):
        (tmp_path / name).touch()
    with AtomicFile(str(tmp_path / "l.db")) as one:
        one.settle()
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        f".l.db.{os.getppid()}.new",
        f".m.db.{dead}.new",
        "l.db",
    ]


def test_a_name_that_may_be_lost_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder cannot be synced, a new file is not there: the command says that it failed."""

    def fails(_folder: str) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(atomic_file, "sync_folder", fails)
    target = tmp_path / "l.db"
    with pytest.raises(OSError, match="Input/output"), AtomicFile(str(target)) as one:
        one.settle()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    """Each for its owner alone, and each name synced in the folder above."""
    made = tmp_path / "一" / "二"
    atomic_file.make_folder(str(made))
    atomic_file.make_folder(str(made))
    assert stat.S_IMODE(made.stat().st_mode) == stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_a_migration_that_was_interrupted_can_be_made_again(office: Office) -> None:
    """Its own backup does not prevent that, nor is it overwritten: the next one has another name."""
    path = released(office, 3)
    backup = Path(f"{path}.v3.bak")
    backup.write_bytes(path.read_bytes())
    before = path.read_bytes()
    done = migrate(str(path), dry_run=False)
    assert (done.until > 3, done.backup) == (True, f"{path}.v3.2.bak")
    assert backup.read_bytes() == before


def test_a_damaged_ledger_is_no_bug(office: Office) -> None:
    """What the program stumbles over in records that nobody wrote so is told as damage (6)."""
    office.case()
    office.tamper("UPDATE cases SET received_on = '2024-13-99x'")
    done = office("check", "--rule", "near-duplicate-case")
    office_says = office("case", "show", "C-1")
    assert {done.code, office_says.code} <= {0, 6}
    assert office("check").code in (6, 8)
    assert "不具合" not in done.err + office_says.err


def test_a_last_sync_that_fails_is_said_to_be_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry is in the file by then: nobody may enter it again."""
    from welfare_cli.ledger.engine import sqlite

    class Failing(sqlite.Connection):
        def execute(self, sql: str, *more: object) -> object:  # type: ignore[override]
            done = super().execute(sql, *more)  # type: ignore[arg-type]
            if sql == "COMMIT":
                raise sqlite3.OperationalError("disk I/O error")
            return done

    monkeypatch.setattr(sqlite, "Connection", Failing)
    before = office.head()
    words = ("case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外")
    done = office(*words)
    assert done.code == Unusable.exit_code
    assert "もう一度入力しないでください" in done.err
    assert office.head() == before + 1


def test_a_drive_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    r"""Nothing is above `Q:\`, and looking for it comes to an end."""
    import ntpath

    monkeypatch.setattr("os.path.dirname", ntpath.dirname)
    monkeypatch.setattr("os.path.isdir", lambda _folder: False)
    with pytest.raises(FileNotFoundError):
        atomic_file.make_folder("Q:\\控え\\毎晩")
