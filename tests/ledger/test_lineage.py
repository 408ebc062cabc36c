"""Backups know their ledger: the right ones stay, and the right one returns, whatever the clock, folder and name."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from tests.conftest import Office
from tests.ledger.test_backup import backed_up, backups, code


def another(office: Office, made: Callable[[str], Path], folder: str) -> str:
    """The ledger of another office, of the same name in another folder."""
    place = office.folder / folder
    place.mkdir()
    office.ok("init", "--ledger", str(place / "ledger.db"))
    return str(place / "ledger.db")


def origin_of(path: Path) -> str:
    """The code of the origin that the ledger of an unencrypted backup had."""
    connection = sqlite3.connect(path)
    try:
        return str(connection.execute("SELECT name FROM origin ORDER BY origin DESC").fetchone()[0])[:8]
    finally:
        connection.close()


def as_named_before(path: Path) -> Path:
    """Give a backup the name that an older wfc gave it: without the origin."""
    stem, _code, *rest = path.name.split("-")
    return path.rename(path.with_name("-".join([stem, *rest])))


def restored(office: Office, *words: str) -> int:
    """Restore into a place of its own; return the number of the newest entry there."""
    there = office.folder / "戻した.db"
    there.unlink(missing_ok=True)
    office.ok("restore", *words, "--ledger", str(there))
    connection = sqlite3.connect(there)
    try:
        return int(connection.execute("SELECT MAX(number) FROM entry").fetchone()[0])
    finally:
        connection.close()


def test_two_ledgers_of_one_name_leave_each_other_alone(office: Office, made: Callable[[str], Path]) -> None:
    """Each keeps as many as it was told to, in the same folder."""
    other = another(office, made, "別の係")
    for day in range(1, 5):
        office.clock(f"2025-02-{day:02}T21:00:00")
        office.case()
        backed_up(office, "--keep", "2")
        office.ok("backup", str(office.folder / "控え"), "--keep", "3", "--ledger", other)
    codes = [origin_of(each) for each in backups(office)]
    assert codes.count(code(office)) == 2
    assert len(codes) == 5


@pytest.mark.parametrize("first", ["2031-01-01", "2019-01-01"])
def test_the_clock_removes_no_backup(office: Office, first: str) -> None:
    """After nights with a clock ahead or behind, the newest entries stay, and backups from the future are named."""
    folder = str(office.folder / "控え")
    for _night in range(2):
        office.clock("2025-01-31T09:00:00")
        office.case()
        office.clock(f"{first}T21:00:00")
        odd = Path(office.ok("backup", folder, "--keep", "3").word)
    for day in range(1, 6):
        office.clock(f"2025-02-{day:02}T21:00:00")
        office.case()
        done = office.ok("backup", folder, "--keep", "3")
        kept = {each.name.split("-")[-1] for each in backups(office)}
        assert f"{office.head()}.db" in kept
        assert ("今より先の日時" in done.err) == (first > "2025" and odd.exists())
    assert kept == {f"{number}.db" for number in range(office.head() - 2, office.head() + 1)}


def test_after_a_restore_the_older_origin_goes_first(office: Office) -> None:
    """The backups that a restore left behind are older than those made since, whatever their entry numbers."""
    first = backed_up(office)
    office.clock("2025-01-24T09:00:00")
    for _each in range(4):
        office.case()
    abandoned = backed_up(office)
    office.clock("2025-01-25T09:00:00")
    office.ok("restore", str(first), "--replace")
    office.case()
    since = Path(office.ok("backup", str(office.folder / "控え"), "--keep", "2").word)
    assert set(backups(office)) == {abandoned, since}
    office.case()
    office.ok("restore", str(office.folder / "控え"), "--replace")
    assert office.head() == int(since.stem.split("-")[-1])


def test_a_ledger_that_lives_on_keeps_its_backups(office: Office) -> None:
    """A copy that was restored to try something out removes none of the backups that are made beside it."""
    first = backed_up(office)
    copy = str(office.folder / "練習" / "ledger.db")
    office.clock("2025-01-24T09:00:00")
    office.ok("restore", str(first), "--ledger", copy)
    for day in range(25, 29):
        office.clock(f"2025-01-{day}T09:00:00")
        office.case()
        backed_up(office)
        done = office.ok("backup", str(office.folder / "控え"), "--keep", "1", "--ledger", copy)
    assert [origin_of(each) for each in backups(office)].count(code(office)) == 4
    assert "--keep では消さない" in done.err
    several = office("restore", str(office.folder / "控え"), "--ledger", str(office.folder / "別.db"))
    assert several.code == 2
    assert f"-{office.head()}.db" in several.err


def test_a_backup_that_the_ledger_holds_anyway_is_one_of_its_own(office: Office) -> None:
    """Whatever the clock said when the ledger was restored from it: nothing that it has is missing there."""
    first = backed_up(office)
    office.clock("2025-01-22T09:00:00")
    office.ok("restore", str(first), "--replace")
    office.clock("2025-01-24T09:00:00")
    office.case()
    done = office.ok("backup", str(office.folder / "控え"), "--keep", "1")
    assert done.err == ""
    assert not first.exists()


def test_names_of_an_older_wfc_are_understood(office: Office) -> None:
    """Unencrypted ones are opened; an encrypted one tells nothing, so --keep leaves it alone and says so."""
    key = pyrage.x25519.Identity.generate()
    sealed = as_named_before(backed_up(office, "--encrypt-to", str(key.to_public())))
    plain = as_named_before(backed_up(office))
    shutil.copyfile(plain, office.folder / "控え" / "ledger-20200101T000000-1.db")
    (office.folder / "控え" / "ledger-20200101T000000-2.db").write_text("x")
    office.case()
    done = office.ok("backup", str(office.folder / "控え"), "--keep", "1")
    assert "2 消しました" in done.out
    assert sealed.exists()
    assert not plain.exists()
    assert sealed.name in done.err
    assert "ledger-20200101T000000-2.db" in done.err


def test_what_is_no_backup_is_not_touched(office: Office) -> None:
    """A folder, a link and a pipe that are named like one."""
    folder = office.folder / "控え"
    named = backed_up(office)
    makers: list[Callable[[str], object]] = [os.mkdir, os.mkfifo, lambda path: os.symlink(named, path)]
    for number, make in enumerate(makers):
        make(str(folder / f"ledger-{code(office)}-20200101T00000{number}-1.db"))
    office.ok("backup", str(folder), "--keep", "1")
    assert len(list(folder.glob("ledger-*-1.db"))) == 3


def test_a_ledger_that_is_behind_its_backups_is_told(office: Office) -> None:
    """A file that was put back by hand goes on with the numbers of what it lost."""
    shutil.copyfile(office.path, office.folder / "写し.db")
    office.case()
    newer = backed_up(office)
    shutil.copyfile(office.folder / "写し.db", office.path)
    assert newer.name in office.ok("backup", str(office.folder / "控え")).err


def test_a_folder_gives_the_newest_of_this_ledger(office: Office, made: Callable[[str], Path]) -> None:
    """Not the latest name: that of another office, or one that was made under a wrong clock."""
    other = another(office, made, "別の係")
    office.clock("2031-01-01T09:00:00")
    backed_up(office)
    office.clock("2025-01-23T09:00:00")
    office.case()
    newest = Path(office.ok("backup", str(office.folder / "控え")).word)
    office.clock("2032-01-01T09:00:00")
    office.ok("backup", str(office.folder / "控え"), "--ledger", other)
    number = office.head()
    office.case()
    done = office.ok("restore", str(office.folder / "控え"), "--replace")
    assert str(newest) in done.out
    assert office.head() == number
    (office.folder / "三つ目").mkdir()
    third = str(office.folder / "三つ目" / "ledger.db")
    office.ok("init", "--ledger", third)
    strange = office("restore", str(office.folder / "控え"), "--ledger", third, "--replace")
    assert strange.code == 3
    assert newest.name in strange.err


def test_without_a_ledger_one_line_is_restored_and_several_are_listed(
    office: Office, made: Callable[[str], Path]
) -> None:
    """A laptop that died: its folder gives its newest backup; where two ledgers share it, a person has to say."""
    first = backed_up(office)
    office.case()
    office.clock("2025-01-24T09:00:00")
    office.ok("restore", str(first), "--replace")
    office.case()
    office.case()
    newest = backed_up(office)
    folder, head = str(office.folder / "控え"), office.head()
    office.path.rename(office.folder / "なくなった")
    assert restored(office, folder) == head
    office.path.write_text("何も読めない")
    office.ok("restore", folder, "--replace")
    assert office.head() == head
    office.ok("backup", folder, "--ledger", another(office, made, "別の係"))
    office.path.unlink()
    done = office("restore", folder)
    assert done.code == 2
    assert newest.name in done.err
    assert not office.path.exists()


def test_encrypted_backups_are_chosen_by_their_names(office: Office) -> None:
    """The newest entry of the ledger's origin, without a key to any of them; plain ones beside it need none."""
    key = pyrage.x25519.Identity.generate()
    secret = office.file("鍵", str(key))
    office.clock("2031-01-01T09:00:00")
    backed_up(office, "--encrypt-to", str(key.to_public()))
    office.clock("2025-01-23T09:00:00")
    office.case()
    backed_up(office, "--encrypt-to", str(key.to_public()))
    head = office.head()
    folder = str(office.folder / "控え")
    assert restored(office, folder, "--identity", secret) == head
    office.case()
    office.ok("backup", folder)
    assert restored(office, folder, "--identity", secret) == head + 1
    for each in backups(office):
        if each.suffix == ".db":
            each.unlink()
        else:
            as_named_before(each)
    office.path.unlink()
    done = office("restore", folder, "--identity", secret)
    assert done.code == 2
    assert f"-{head}.db.age" in done.err
