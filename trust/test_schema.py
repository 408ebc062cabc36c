"""What defines a read is verified: every object of the schema is altered, one at a time, and nobody is fooled.

By a program that may write to SQLite's own table of the schema, and by bits that flip in its pages. `wfc check` reports
each alteration, and `rebuild`, `backup`, `restore` and `report` refuse the ledger, or `migrate` an older one.
"""

from __future__ import annotations

import json
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import Office
from welfare_cli.ledger import schema
from welfare_cli.ledger.engine import Connection

from . import faults
from .deeds import BY_NAME, Offices
from .test_damage import PAGE, Bench, flipped

FLIPS, LONG_FLIPS = 48, 2_000
ALTERATIONS, LONG_ALTERATIONS = 40, 10_000
REPLACED = [
    (r" NOT NULL", ""),
    (r" UNIQUE", ""),
    (r" PRIMARY KEY(?= REF|,)", ""),
    (r" REFERENCES \w+ \(\w+\)", ""),
    (r" CHECK \((?:[^()]|\([^()]*\))*\)", ""),
    (r" STRICT", ""),
    (r", WITHOUT ROWID", ""),
    (r" WHERE [^;]*", ""),
    (r"\bAND\b", "OR"),
    (r"=", "<>"),
    (r">=", ">"),
    (r"'(\w+)'", r"'\1 '"),
    (r"'(\w+)'", r"'\1x'"),
    (r"9223372036854775807", "9223372036854775806"),
    (r"ABORT", "IGNORE"),
    (r"\bBEFORE\b", "AFTER"),
    (r"BEGIN SELECT .*; END", "BEGIN SELECT 1; END"),
    (r"\bBEGIN\b", "WHEN 0 BEGIN"),
    (r"\bNOT EXISTS\b", "EXISTS"),
    (r"\bNULL\b", '"NULL"'),
    (r"\bFROM stood\b", "FROM stood NATURAL JOIN entry"),
    (r"\bTEXT\b", "BLOB"),
    (r"\(([a-z_]+), ([a-z_]+)\)", r"(\2, \1)"),
]
"""What a program may do to the text of an object: each a pattern and what comes in its place, once."""
ADDED = [
    "CREATE VIEW counted AS SELECT 1",
    "CREATE TABLE more (id INTEGER)",
    "CREATE INDEX entry_by_author ON entry (author)",
    "CREATE TRIGGER entry_follows AFTER INSERT ON entry BEGIN SELECT 1; END",
    "CREATE TEMP TABLE a (b); CREATE TABLE sqlitestat1 (tbl, idx, stat)",
]


def alterations() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every way to alter the schema: in words, and as SQL with its values."""
    for name, each in schema.declared().items():
        for pattern, other in REPLACED:
            for place, _match in enumerate(re.finditer(pattern, each.sql)):
                sql = nth(each.sql, pattern, other, place)
                yield (
                    f"{name}: {pattern} {place}",
                    "UPDATE sqlite_master SET sql = ? WHERE name = ?",
                    (sql, name),
                )
        yield f"{name} is gone", "DELETE FROM sqlite_master WHERE name = ?", (name,)
        yield (
            f"{name} by another name",
            "UPDATE sqlite_master SET name = name || 'x' WHERE name = ?",
            (name,),
        )
        if each.kind in ("index", "trigger"):
            other = "terms" if each.table == "tallies" else "tallies"
            yield f"{name} of {other}", "UPDATE sqlite_master SET tbl_name = ? WHERE name = ?", (other, name)
    for sql in ADDED:
        yield sql, sql, ()


def nth(text: str, pattern: str, other: str, place: int) -> str:
    """A text in which the match at a place, counted from 0, is replaced."""
    matches = [*re.finditer(pattern, text)]
    match = matches[place]
    return text[: match.start()] + match.expand(other) + text[match.end() :]


def alter(path: pathlib.Path, sql: str, values: tuple[str, ...]) -> bool:
    """Alter the schema of a file as another program could; False where SQLite refuses."""
    connection = sqlite3.connect(path)
    try:
        if values:
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(sql, values)
        else:
            connection.executescript(sql)
        connection.commit()
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return True


class Doors:
    """The commands that must not take an altered ledger for a whole one."""

    def __init__(self, bench: Bench) -> None:
        self.office = bench.office
        self.folder = bench.office.folder.parent / "copies"
        self.other = bench.office.folder.parent / "restored" / "ledger.db"

    def silent(self) -> list[str]:
        """What took the ledger as it lies there for a whole one, or called it a bug."""
        found = []
        shutil.rmtree(self.other.parent, ignore_errors=True)
        check = self.office("check", "--format", "json")
        if check.code not in (6, 8) or (check.code == 8 and 102 not in rules(check.out)):
            found.append(f"check ended with {check.code}")
        for words in (
            ("report", "--as-of", "2024-12-31"),
            ("rebuild",),
            ("backup", str(self.folder)),
            ("restore", str(self.office.path), "--ledger", str(self.other)),
        ):
            done = self.office(*words)
            if done.code != 6:
                found.append(f"{words[0]} ended with {done.code}: {done.err}")
        return found


def rules(out: str) -> set[int]:
    """The rules of a check's findings."""
    return {each["rule"] for each in json.loads(out)["findings"]}


@pytest.fixture
def bench(offices: Offices, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A ledger to be altered."""
    return Bench.of(offices.of(BY_NAME["add"]), monkeypatch, tmp_path / "bench")


def test_every_object_altered_by_a_program(bench: Bench, is_long: bool) -> None:
    """A CHECK, a NOT NULL, a condition, a whole object: altered, gone or added, it is reported and refused."""
    every = [*alterations()]
    assert len(every) > 1000
    assert {values[-1] for _words, _sql, values in every if values} == {*schema.declared()}
    chosen = every if is_long else random.Random(22).sample(every, ALTERATIONS)
    doors, silent, done = Doors(bench), [], 0
    for words, sql, values in chosen[:LONG_ALTERATIONS]:
        bench.put(bench.whole)
        if alter(bench.office.path, sql, values):
            done += 1
            silent += [(words, each) for each in doors.silent()]
    assert not silent, "\n".join(map(str, silent))
    assert done > len(chosen) * 0.9
    print(f"{done} alterations of {len(schema.declared())} objects: {len(silent)} silent")


def test_every_object_altered_by_a_bit(bench: Bench, is_long: bool) -> None:
    """Bits of the pages that hold the schema: whatever is read of it otherwise is reported and refused."""
    pages = schema_pages(bench.office.path)
    chance = random.Random(22)
    doors, silent, differ = Doors(bench), [], 0
    for _each in range(LONG_FLIPS if is_long else FLIPS):
        bit = chance.choice(pages) * PAGE * 8 + chance.randrange(PAGE * 8)
        bench.put(flipped(bench.whole, bit))
        if declared_otherwise(bench):
            differ += 1
            silent += [(bit, each) for each in doors.silent()]
        else:
            silent += [(bit, each) for each in bench.wrong()]
    assert not silent, "\n".join(map(str, silent))
    assert differ
    print(f"{differ} bits that alter an object: {len(silent)} silent")


def schema_pages(path: pathlib.Path) -> list[int]:
    """The pages of SQLite's table of the schema: where the texts of its objects lie."""
    data = path.read_bytes()
    found = {0}
    for each in schema.declared().values():
        for start in range(0, len(each.sql), 40):
            place = data.find(each.sql[start : start + 40].encode())
            if place >= 0:
                found.add(place // PAGE)
    return sorted(found)


def declared_otherwise(bench: Bench) -> bool:
    """Whether SQLite reads another schema than that of the whole ledger, comments and white space aside."""
    connection = sqlite3.connect(bench.office.path, factory=Connection)
    try:
        return bool(schema.unlike(connection))
    except (sqlite3.Error, UnicodeDecodeError):  # SQLite says in the words of the schema what is wrong with it
        return True
    finally:
        connection.close()


def test_an_older_ledger_altered_by_a_program(
    offices: Offices, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, is_long: bool
) -> None:
    """What is not as its own version declared it is not migrated, and stays as it is."""
    office = Office(tmp_path, monkeypatch)
    whole = (offices.of(BY_NAME["migrate"]) / "ledger.db").read_bytes()
    known = schema.declared(3)
    every = [each for each in alterations() if not each[2] or each[2][-1] in known]
    chosen = every if is_long else random.Random(22).sample(every, ALTERATIONS)
    silent = []
    for words, sql, values in chosen:
        if values and values[0] in (schema.declared()[values[-1]].sql, known[values[-1]].sql):
            continue
        for each in tmp_path.iterdir():
            each.unlink()
        office.path.write_bytes(whole)
        if alter(office.path, sql, values):
            before = office.path.read_bytes()
            if office("migrate").code != 6 or office.path.read_bytes() != before:
                silent.append(words)
    assert not silent, "\n".join(silent)


def test_without_the_comparison_it_is_not_seen(bench: Bench) -> None:
    """The harness sees that nobody compares the schema: a view that hides every tenth contact goes unnoticed."""
    hiding = schema.declared()["record"].sql + " AND NOT (kind = 'contact' AND record % 10 = 3)"
    assert alter(bench.office.path, "UPDATE sqlite_master SET sql = ? WHERE name = ?", (hiding, "record"))
    assert not Doors(bench).silent()
    command = [sys.executable, "-m", "trust.without", "schema", "rebuild", "--ledger", str(bench.office.path)]
    done = subprocess.run(command, cwd=faults.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
