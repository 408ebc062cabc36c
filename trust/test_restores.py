"""A backup is a backup: what is restored from it says what the ledger said, and gives the same publications.

Backups are made while others write, plain and encrypted, and each is restored in a place of its own. Two ledgers of one
name keep theirs in one folder under clocks that are wrong, and an erasure is killed before an older backup is restored.
"""

from __future__ import annotations

import hashlib
import pathlib
import random
import shutil
import sqlite3

import pyrage
import pytest

from tests.conftest import Office

from . import faults
from .deeds import ADD, BY_NAME, Offices, fresh, look
from .test_damage import tables

PARTS = 4
RESTORES, LONG = 16, 1000
NIGHTS, LONG_NIGHTS = 12, 400
KEPT = {"一係": 3, "二係": 5}
"""The folders of two ledgers of one name, and how many backups each one keeps."""
AIMED, LAST = 2, 6
"""So many kills of an erasure anywhere, and so many at its last calls, with the tests; at length, one at every call."""
TEXT, TITLE = "ないしょ", "田中家のこと"


def digest(path: pathlib.Path, until: int) -> str:
    """A digest of every entry up to a number, with the confidential texts: the ids, the hashes and the facts."""
    connection = sqlite3.connect(path)
    try:
        found = hashlib.sha256()
        for table, columns in tables():
            if table == "origin":
                continue
            key = "number" if table == "entry" else columns[0]
            rows = connection.execute(f"SELECT * FROM {table} WHERE {key} <= ?", (until,)).fetchall()
            found.update(f"{table}{sorted(rows, key=repr)!r}".encode())
        return found.hexdigest()
    finally:
        connection.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_restored_is_the_same(
    part: int, offices: Offices, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, is_long: bool
) -> None:
    """After each backup the office goes on; the copy that is restored says what was known then."""
    chance = random.Random(part)
    office = Office(tmp_path, monkeypatch)
    shutil.copyfile(offices.of(BY_NAME["add"]) / "ledger.db", office.path)
    key = pyrage.x25519.Identity.generate()
    secret, public = office.file("鍵", str(key)), office.file("公開鍵", str(key.to_public()))
    published = ["一度目"]
    done = 0
    for number in range((LONG if is_long else RESTORES) // PARTS):
        office.clock(f"2025-01-23T{10 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}")
        work(office, chance, published, number)
        sealed = chance.random() < 0.2
        folder = tmp_path / "控え"
        office.ok("backup", str(folder), "--keep", "1", *(("--encrypt-to", public) if sealed else ()))
        head = office.head()
        then = digest(office.path, head)
        pages = {name: office.ok("publication", "report", name).out for name in published}
        work(office, chance, published, number + 5000)
        (made,) = folder.iterdir()
        there = tmp_path / "戻した.db"
        there.unlink(missing_ok=True)
        office.ok("restore", str(made), "--ledger", str(there), *(("--identity", secret) if sealed else ()))
        assert digest(there, head) == then, number
        for name, page in pages.items():
            assert office.ok("publication", "report", name, "--ledger", str(there)).out == page, (number, name)
        done += 1
    assert done == (LONG if is_long else RESTORES) // PARTS
    assert look(office.path).damage == ()


def work(office: Office, chance: random.Random, published: list[str], number: int) -> None:
    """Something that an office does in a minute."""
    if chance.random() < 0.15 and len(published) < 5:
        name = f"報告{number}"
        if office("publish", name, "--as-of", "2024-12-31", "--date", "2025-01-23").code == 0:
            published.append(name)
    elif chance.random() < 0.5:
        office.ok(*ADD, "--summary", f"概要{number}")
    else:
        office("case", "edit", "C-2", "--topic", chance.choice(("介護", "住まい", "家計")))


def test_each_of_two_ledgers_keeps_its_newest_under_any_clock(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, is_long: bool
) -> None:
    """Night by night, with a clock that is years ahead or behind: as many as asked for, and always the newest."""
    chance = random.Random(5)
    office = Office(tmp_path, monkeypatch)
    together = tmp_path / "控え"
    ledgers = {name: tmp_path / name / "ledger.db" for name in KEPT}
    made: dict[str, list[pathlib.Path]] = {name: [] for name in KEPT}
    for ledger in ledgers.values():
        office.ok("init", "--ledger", str(ledger))
    for night in range(LONG_NIGHTS if is_long else NIGHTS):
        for name, ledger in ledgers.items():
            office.clock("2025-01-23T10:00:00")
            if chance.random() < 0.8:
                office.ok(*ADD, "--ledger", str(ledger))
            year = chance.choice((2019, 2025, 2025, 2025, 2037))
            office.clock(f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T21:00:00")
            done = office.ok("backup", str(together), "--keep", str(KEPT[name]), "--ledger", str(ledger))
            made[name].append(pathlib.Path(done.out.split(" に")[0]))
            assert made[name][-1].exists(), night
        for name in KEPT:
            left = sorted(number_of(each) for each in made[name] if each.exists())
            every = sorted(number_of(each) for each in made[name])
            assert left == every[-KEPT[name] :], (night, name)


def number_of(path: pathlib.Path) -> int:
    """Up to which entry a backup goes."""
    return int(path.stem.split("-")[-1])


@pytest.mark.parametrize(("name", "text"), [("erase", TEXT), ("erase-word", TITLE)])
def test_an_erasure_that_is_killed_stays_an_erasure(
    name: str, text: str, offices: Offices, tmp_path: pathlib.Path, is_long: bool
) -> None:
    """Dead at any call: where the erasure was recorded, no restore of an older backup brings the text or word back.

    Neither over the ledger, nor where the ledger is lost at once, nor where it is lost after somebody has written.
    """
    deed = BY_NAME[name]
    office = offices.of(deed)
    many = faults.points(deed.placed(office), office, tmp_path)
    calls = list(range(1, many + 1))
    if not is_long:
        calls = sorted({*random.Random(3).sample(calls, AIMED), *calls[-LAST:]})
    recorded = 0
    for call in calls:
        killed = fresh(office, tmp_path / "killed")
        faults.run(deed.placed(killed), killed, f"kill:{call}")
        was_erased = text not in texts(killed)
        recorded += was_erased
        again = fresh(killed, tmp_path / "office")
        assert faults.run(deed.placed(again), again).code in deed.again, call
        assert "一覧にない消去" not in faults.run(["check"], again).out, call
        for lost in ("nothing", "the ledger", "the ledger, later"):
            folder = fresh(killed, tmp_path / "office")
            if lost == "the ledger, later":
                assert faults.run(ADD, folder).code == 0, call
            if lost != "nothing":
                (folder / "ledger.db").unlink()
                (folder / "ledger.db-journal").unlink(missing_ok=True)
            done = faults.run(["restore", str(folder / "写し.db"), "--replace"], folder)
            assert done.code == 0, (call, lost, done)
            if was_erased:
                assert text not in texts(folder), (call, lost)
            elif lost != "the ledger":  # there the note that an erasure had begun is believed
                assert text in texts(folder), (call, lost)
    assert 0 < recorded < len(calls)


def texts(folder: pathlib.Path) -> list[str]:
    """The confidential texts of an office, and the titles of its meetings."""
    with sqlite3.connect(folder / "ledger.db") as connection:
        rows = connection.execute("SELECT text FROM confidential UNION SELECT title FROM meetings")
        found = [str(text) for (text,) in rows]
    connection.close()
    return found
