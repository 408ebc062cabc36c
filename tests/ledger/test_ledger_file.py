"""The file: where it may lie, what is refused as a ledger, and who may read it."""

from __future__ import annotations

import os
import pathlib
import sqlite3

import pytest

from tests.conftest import Office
from welfare_cli.ledger import schema
from welfare_cli.ledger.engine import connect, place, sqlite

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /mnt/office rw - cifs //server/office rw
31 22 0:41 / /mnt/office\\040two rw - nfs4 server:/office rw
32 30 8:1 / /mnt/office/usb rw - vfat /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/data/ledger.db", "ext4"),
        ("/mnt/office/ledger.db", "cifs"),
        ("/mnt/office two/ledger.db", "nfs4"),
        ("/mnt/office/usb/ledger.db", "vfat"),
        ("/mnt/office-old/ledger.db", "ext4"),
    ],
)
def test_the_file_system_of_a_path_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    """The nearest mount above a path says what it lies on, names with spaces too."""
    assert place.file_system(path, MOUNTS) == kind


def test_a_ledger_on_a_network_drive_is_refused(office: Office) -> None:
    """A ledger on a network drive is neither made nor opened, and the way out is said."""
    office.monkeypatch.setattr(place, "file_system", lambda path, mounts=None: "cifs")
    for words in (("init", "--ledger", str(office.folder / "new.db")), ("case", "list")):
        done = office(*words)
        assert done.code == 7
        assert "ネットワーク" in done.err
        assert "wfc import" in done.err
    assert not (office.folder / "new.db").exists()


def test_a_ledger_is_its_owners_alone(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the umask, the ledger is 0600 in a folder 0700, and nothing else is left beside it."""
    office = Office(tmp_path / "new" / "office", monkeypatch)
    before = os.umask(0)
    try:
        office.ok("init")
    finally:
        os.umask(before)
    assert office.path.stat().st_mode & 0o777 == 0o600
    assert office.path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in office.path.parent.iterdir()] == ["ledger.db"]


def test_a_ledger_is_not_made_over_another(office: Office) -> None:
    """`init` never overwrites what is there."""
    before = office.path.read_bytes()
    done = office("init")
    assert done.code == 7
    assert str(office.path) in done.err
    assert office.path.read_bytes() == before


def test_a_newer_ledger_is_refused_untouched(office: Office) -> None:
    """A ledger of a newer wfc is refused, and not a byte of it is changed."""
    connection = sqlite3.connect(office.path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = office.path.read_bytes()
    for words in (("case", "list"), ("migrate",), ("report",)):
        done = office(*words)
        assert done.code == 6
        assert "新しい wfc" in done.err
    assert office.path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a ledger at all, " * 100, b"", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_foreign_file_is_refused_untouched(office: Office, content: bytes) -> None:
    """A file that is no ledger is refused with exit 6 and left as it was."""
    office.path.write_bytes(content)
    done = office("case", "list")
    assert done.code == 6
    assert office.path.read_bytes() == content


def test_another_programs_database_is_refused(office: Office) -> None:
    """An SQLite file of another program is no ledger."""
    office.path.unlink()
    connection = sqlite3.connect(office.path)
    connection.execute("CREATE TABLE notes (text TEXT)")
    connection.close()
    done = office("report")
    assert done.code == 6
    assert "台帳ではありません" in done.err


def test_the_settings_of_the_connection(office: Office) -> None:
    """Foreign keys, secure deletion and full synchronisation are on; the schema's code is not trusted."""
    connection = connect(str(office.path))
    settings = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("foreign_keys", "secure_delete")}
    assert settings == {"foreign_keys": 1, "secure_delete": 1}
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA trusted_schema").fetchone()[0] == 0
    with connection.writing():
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"
    connection.close()


def test_a_ledger_that_is_locked_says_so(office: Office) -> None:
    """While another program keeps writing, a command gives up with exit 5 and writes nothing."""
    office.monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    other = sqlite3.connect(office.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    done = office("venue", "add", "--name", "茶話会", "--area", "市外", "--launched-on", "2024-12-01")
    other.execute("ROLLBACK")
    other.close()
    assert done.code == 5
    assert "もう一度" in done.err
