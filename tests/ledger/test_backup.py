"""A backup is a backup: proven before it has its name, and restored without losing what was there."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from tests.conftest import Office
from tests.ledger.test_chain import wrong


def backups(office: Office, folder: str = "控え") -> list[Path]:
    """The backups in a folder, by name."""
    return sorted((office.folder / folder).glob("*.db*"))


def code(office: Office) -> str:
    """What the names of a ledger's backups say of its origin."""
    return str(office.query("SELECT name FROM origin ORDER BY origin DESC")[0][0])[:8]


def backed_up(office: Office, *words: str, folder: str = "控え") -> Path:
    """Make one; return where it lies."""
    return Path(office.ok("backup", str(office.folder / folder), *words).out.split(" に")[0])


@pytest.fixture
def worked(office: Office) -> Office:
    """An office with a case, a correction and a publication."""
    case = office.case("--summary", "ひみつの概要")
    office.ok("publish", "提出", "--as-of", "2024-12-31", "--date", "2025-01-23")
    office.ok("case", "edit", case, "--area", "若葉・調和", "--correction", "--why", "聞きまちがい")
    return office


def test_a_backup_is_private_and_says_the_same(worked: Office) -> None:
    """0600 in a folder 0700, nothing else beside it, and every page of it prints what the ledger prints."""
    os.umask(0o022)
    made = backed_up(worked)
    assert os.listdir(made.parent) == [made.name] == [f"ledger-{code(worked)}-20250123T090000-99.db"]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    for words in (
        ("report", "--as-of", "2024-12-31"),
        ("log",),
        ("publication", "report", "提出"),
        ("case", "show", "1"),
    ):
        assert worked.ok(*words, "--ledger", str(made)).out == worked.ok(*words).out


def test_only_the_newest_are_kept(worked: Office) -> None:
    """The oldest go, and files of other names, and of other ledgers, stay."""
    folder = worked.folder / "控え"
    folder.mkdir()
    for name in ("メモ.txt", "other-20200101T000000-1.db", "ledger-20200101T000000-1.db.bak"):
        (folder / name).touch()
    for second in range(4):
        worked.clock(f"2025-01-23T10:00:0{second}")
        worked.ok("backup", str(folder), "--keep", "2")
    names = sorted(each.name for each in folder.iterdir())
    assert [each for each in names if each.endswith("-99.db")] == [
        f"ledger-{code(worked)}-20250123T100002-99.db",
        f"ledger-{code(worked)}-20250123T100003-99.db",
    ]
    assert len(names) == 5
    assert worked("backup", str(folder), "--keep", "0").code == 2


def test_what_was_there_is_kept_and_another_origin_begins(worked: Office) -> None:
    """Without --replace nothing is touched (7); with it the old ledger lies beside the restored one, whole."""
    made = backed_up(worked)
    worked.case()
    before = worked.path.read_bytes()
    assert worked("restore", str(made)).code == 7
    assert worked.path.read_bytes() == before
    said = worked.ok("restore", str(made), "--replace").out
    (kept,) = worked.folder.glob("ledger.db.*.replaced")
    assert str(kept) in said
    assert kept.read_bytes() == before
    assert worked.head() == 99
    assert stat.S_IMODE(worked.path.stat().st_mode) == 0o600
    worked.case()
    origins = worked.query("SELECT origin, counter FROM entry WHERE number > 98 ORDER BY number")
    assert [each[1] for each in origins] == [99, 1]
    connection = sqlite3.connect(worked.path)
    assert list(wrong(connection)) == []
    connection.close()
    assert (
        worked.ok("publication", "report", "提出").out
        == worked.ok("publication", "report", "提出", "--ledger", str(kept)).out
    )


@pytest.mark.parametrize("place", [100, 5000, 90000, 150000])
def test_a_damaged_backup_is_refused_before_anything_is_touched(worked: Office, place: int) -> None:
    """A byte changed anywhere that matters, or an end cut off: 6, and the ledger stays as it is."""
    made = backed_up(worked)
    data = bytearray(made.read_bytes())
    data[place] ^= 0xFF
    made.write_bytes(data if place != 90000 else data[:90000])
    before = worked.path.read_bytes()
    done = worked("restore", str(made), "--replace")
    if done.code:
        assert done.code == 6
        assert "ひみつ" not in done.err
        assert worked.path.read_bytes() == before
        assert not list(worked.folder.glob("*.replaced"))
    else:  # a byte that no row and no index has
        assert worked.ok("log").out
    assert not [each for each in os.listdir(worked.folder) if each.endswith((".new", ".part"))]


def test_a_ledger_that_was_changed_makes_no_backup(worked: Office) -> None:
    """What is not as it was written does not push good backups out (6)."""
    worked.tamper("UPDATE entry SET author = 'somebody' WHERE number = 98")
    done = worked("backup", str(worked.folder / "控え"))
    assert done.code == 6
    assert "記入番号 98" in done.err
    assert list((worked.folder / "控え").iterdir()) == []


def test_a_publication_is_counted_anew(worked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen figure that the ledger of then does not give is found, by name."""
    from welfare_cli.report.published import frozen

    real = frozen.read
    made = backed_up(worked)

    def read(text: str) -> frozen.Frozen:
        return real(text.replace('"total":1,', '"total":2,', 1))

    monkeypatch.setattr("welfare_cli.report.published.register.read", read)
    done = worked("restore", str(made), "--ledger", str(worked.folder / "別.db"))
    assert done.code == 6
    assert "提出版「提出」" in done.err


def test_an_encrypted_backup_opens_with_its_key_alone(worked: Office) -> None:
    """Nothing of the ledger can be read in it; another key, and none, are refused, and nothing is left behind."""
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    public = worked.file("公開鍵", f"# 事務所\n{key.to_public()}\n")
    made = backed_up(worked, "--encrypt-to", public)
    assert made.name.endswith(".db.age")
    assert b"SQLite" not in made.read_bytes()
    there = ("--ledger", str(worked.folder / "別.db"))
    assert worked("restore", str(made), *there).code == 2
    assert worked("restore", str(made), "--identity", worked.file("別の鍵", str(other)), *there).code == 6
    assert worked("restore", str(made), "--identity", worked.file("鍵でない", "abc"), *there).code == 2
    assert not (worked.folder / "別.db").exists()
    worked.ok("restore", str(made), "--identity", worked.file("鍵", str(key)), *there)
    assert worked.ok("log", *there).out == worked.ok("log").out
    assert not [each for each in os.listdir(worked.folder) if each.startswith(".")]


def test_whoever_waits_to_write_does_not_write_into_the_old_ledger(worked: Office) -> None:
    """A ledger that is replaced while it is open takes nothing any more (5): the entry would be lost."""
    from welfare_cli.errors import Busy
    from welfare_cli.ledger import Ledger, Stamp
    from welfare_cli.model.calendar import zone_of
    from welfare_cli.model.kinds import BY_NAME

    made = backed_up(worked)
    now = __import__("datetime").datetime(2025, 1, 23, 12, tzinfo=zone_of("Asia/Tokyo"))
    with Ledger.open(str(worked.path), lambda: Stamp("test", now)) as book:
        worked.ok("restore", str(made), "--replace")
        with pytest.raises(Busy):
            book.add(BY_NAME["case"], {"kind": "individual", "received_on": "2024-12-05", "area": "市外"})
    assert worked.head() == 99


def test_backups_are_made_while_others_write(worked: Office) -> None:
    """Writers that never stop keep no backup from being made, and each backup is whole."""
    words = ["case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外"]
    loop = f"for n in 1 2 3 4 5 6 7 8; do '{sys.executable}' -m welfare_cli {' '.join(words)} || exit 1; done"
    environment = {**os.environ, "WFC_NOW": "2025-01-23T10:00:00"}
    writers = [subprocess.Popen(["sh", "-c", loop], env=environment, stdout=subprocess.DEVNULL) for _number in range(3)]
    made = []
    for second in range(4):
        worked.clock(f"2025-01-23T11:00:0{second}")
        made.append(backed_up(worked))
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    for number, each in enumerate(made):
        worked.ok("restore", str(each), "--ledger", str(worked.folder / f"{number}.db"))
    assert worked.head() == 99 + 24


def test_a_backup_that_is_not_there_is_answered_with_the_newest(office: Office) -> None:
    """A wrong name, in a folder with backups and in one without."""
    office.ok("backup", str(office.folder / "控え"))
    office.clock("2025-02-01T09:00:00")
    office.case()
    office.ok("backup", str(office.folder / "控え"))
    newest = backups(office)[-1].name
    there = ("--ledger", str(office.folder / "other.db"))
    done = office("restore", str(office.folder / "控え/ledger-2025.db"), *there)
    assert done.code == 3
    assert newest in done.err
    assert office("restore", str(office.folder / "どこか/ledger-2025.db"), *there).code == 3
    (office.folder / "空").mkdir()
    assert office("restore", str(office.folder / "空"), *there).code == 3
