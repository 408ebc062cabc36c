"""A backup is a backup: what is restored from it says what the ledger said, and gives the same publications.

Backups are made while others write, plain and encrypted, and each is restored in a place of its own.
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

from .deeds import ADD, BY_NAME, Offices, look
from .test_damage import tables

PARTS = 4
RESTORES, LONG = 24, 1000


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
