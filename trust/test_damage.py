"""Damage is seen: bits that flip, ends that are cut off, pages that change places, rows that another program changed.

No command crashes; `wfc check` finds whatever changes an entry; a report prints the figures that were counted, or none.
"""

from __future__ import annotations

import contextlib
import functools
import json
import pathlib
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import pytest

from tests.conftest import Office
from tests.ledger.test_chain import DERIVED, NOT_COVERED
from welfare_cli.ledger import counts
from welfare_cli.ledger.engine import Connection

from . import faults
from .deeds import ADD, BY_NAME, Offices
from .without import SAFEGUARDS

PARTS = 8
FLIPS, LONG_FLIPS = 64, 10_000
BITS = 64
"""So many bits of the first page with the tests; at length, all of its 32,768."""
PAGE = 4096
REPORT = ("report", "--as-of", "2024-12-31", "--format", "json")
PRINTING: tuple[tuple[str, ...], ...] = (REPORT, ("publication", "report", "一度目", "--format", "json"))
"""What prints figures, all of them with their row and column."""
CHECK = ("check", "--format", "json")


@dataclass
class Bench:
    """A ledger to be damaged again and again, and what is known of it while it is whole."""

    office: Office
    whole: bytes
    entries: str
    printed: dict[tuple[str, ...], str]
    """What each command printed while the ledger was whole: every figure with its row and column, and every word."""

    @classmethod
    def of(cls, folder: pathlib.Path, patch: pytest.MonkeyPatch, place: pathlib.Path) -> Bench:
        """Take a copy of an office's ledger."""
        place.mkdir()
        office = Office(place, patch)
        shutil.copyfile(folder / "ledger.db", office.path)
        office.path.chmod(0o600)
        place.chmod(0o700)
        assert office("check").code in (0, 8)
        found = {each["rule"] for each in json.loads(office("check", "--format", "json").out)["findings"]}
        assert not found & DAMAGE, found
        printed = {words: office.ok(*words).out for words in PRINTING}
        return cls(office, office.path.read_bytes(), entries_of(office.path), printed)

    def put(self, data: bytes) -> None:
        """Put the ledger back, or what has become of it, with nothing beside it."""
        for each in self.office.folder.iterdir():
            if each.name != "ledger.db":
                each.unlink()
        self.office.path.write_bytes(data)

    def wrong(self, *, must_be_seen: bool | None = None, may_differ: bool = False) -> list[str]:
        """What is not as promised of the ledger as it lies there; whether an entry changed is looked up, or said.

        Where whole pages of another ledger have come in, its figures `may_differ`: they must match their checksums.
        """
        done = {words: self.office(*words) for words in (*PRINTING, CHECK)}
        check = done.pop(CHECK)
        wrong = [
            f"{words} ended with {each.code}: {each.err}"
            for words, each in [*done.items(), (CHECK, check)]
            if each.code not in faults.LISTED
        ]
        for words, each in done.items():
            if each.code == 0 and each.out != self.printed[words] and not (may_differ and self.match()):
                wrong.append(f"{words} printed something else: {difference(self.printed[words], each.out)}")
        changed = entries_of(self.office.path) != self.entries if must_be_seen is None else must_be_seen
        if changed and not seen(check.code, check.out):
            wrong.append("an entry changed, and check saw nothing")
        return wrong

    def match(self) -> bool:
        """Whether the counts that are kept match their checksums."""
        connection = sqlite3.connect(self.office.path, factory=Connection)
        try:
            return not counts.unlike_their_checksums(connection)
        finally:
            connection.close()


DAMAGE = set(range(101, 108))
"""The rules of `wfc check` that find what is not as it was written (docs/checks.md)."""


def seen(code: int, out: str) -> bool:
    """Whether check said that the ledger is not as it was written."""
    if code == 8:
        return bool({each["rule"] for each in json.loads(out)["findings"]} & DAMAGE)
    return code == 6


def difference(expected: str, printed: str) -> str:
    """The first line that differs."""
    lines = zip_longest(expected.splitlines(), printed.splitlines())
    return next((f"{was!r} is now {line!r}" for was, line in lines if was != line), "the end of a line")


def entries_of(path: pathlib.Path) -> str:
    """All that the entries say, read without wfc; what cannot be read is not what was written."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        found = []
        for table, columns in tables():
            named = ", ".join(each for each in columns if (table, each) not in NOT_COVERED)
            found.append((table, sorted(connection.execute(f"SELECT {named} FROM {table}").fetchall(), key=repr)))
        return repr(found)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return repr(error)
    finally:
        connection.close()


@functools.cache
def tables() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The tables that hold entries, and the columns of each."""
    from welfare_cli.ledger import schema

    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema.text())
        names = [str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return tuple(
            (name, tuple(str(row[1]) for row in connection.execute(f"PRAGMA table_info({name})")))
            for name in sorted(names)
            if name not in DERIVED
        )


@pytest.fixture
def bench(offices: Offices, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A ledger to be damaged."""
    return Bench.of(offices.of(BY_NAME["add"]), monkeypatch, tmp_path / "bench")


def flipped(data: bytes, bit: int) -> bytes:
    """The same with one bit the other way."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_bit_of_the_first_page_flips(bench: Bench, part: int, is_long: bool) -> None:
    """Each bit of the page with the header and the schema."""
    bits = range(part, PAGE * 8, PARTS)
    chosen = bits if is_long else random.Random(part).sample(bits, BITS // PARTS)
    wrong = []
    for bit in chosen:
        bench.put(flipped(bench.whole, bit))
        wrong += [(bit, each) for each in bench.wrong()]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_bit_flips_anywhere(bench: Bench, part: int, is_long: bool) -> None:
    """One bit somewhere in the file."""
    chance = random.Random(part)
    wrong = []
    for _each in range((LONG_FLIPS if is_long else FLIPS) // PARTS):
        bit = chance.randrange(len(bench.whole) * 8)
        bench.put(flipped(bench.whole, bit))
        wrong += [(bit, each) for each in bench.wrong()]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_end_of_the_file_is_missing(bench: Bench, is_long: bool) -> None:
    """Cut off at a page, or within one."""
    chance = random.Random(1)
    places = [*range(0, len(bench.whole), PAGE), *(chance.randrange(len(bench.whole)) for _each in range(100))]
    wrong = []
    for place in places if is_long else chance.sample(places, 20):
        bench.put(bench.whole[:place])
        wrong += [(place, each) for each in bench.wrong()]
    assert not wrong, "\n".join(map(str, wrong))


def test_pages_change_places(bench: Bench, is_long: bool) -> None:
    """Two pages of the file stand in each other's place."""
    chance = random.Random(2)
    pages = [bench.whole[start : start + PAGE] for start in range(0, len(bench.whole), PAGE)]
    wrong = []
    for _each in range(1000 if is_long else 20):
        one, other = chance.sample(range(len(pages)), 2)
        swapped = list(pages)
        swapped[one], swapped[other] = pages[other], pages[one]
        bench.put(b"".join(swapped))
        wrong += [(one, other, each) for each in bench.wrong()]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_journal_of_another_ledger(bench: Bench, offices: Offices, tmp_path: pathlib.Path, is_long: bool) -> None:
    """SQLite believes a journal that lies beside the file, and puts its pages back: that is seen."""
    office = offices.of(BY_NAME["import"])
    journals = []
    deed = BY_NAME["import"]
    for call in range(1, faults.points(deed.placed(office), office, tmp_path), 1 if is_long else 12):
        folder = tmp_path / "other"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(office, folder)
        faults.run(ADD, folder)
        faults.run(deed.placed(folder), folder, f"kill:{call}")
        journal = folder / "ledger.db-journal"
        if journal.exists() and journal.stat().st_size > PAGE:
            journals.append(journal.read_bytes())
    assert len(set(journals)) > 3
    wrong, rolled_back = [], 0
    for each in sorted(set(journals)):
        bench.put(bench.whole)
        bench.office.path.with_name("ledger.db-journal").write_bytes(each)
        wrong += bench.wrong(may_differ=True)
        rolled_back += bench.office.path.read_bytes() != bench.whole
    assert not wrong, "\n".join(map(str, wrong))
    assert rolled_back


def changes(
    connection: sqlite3.Connection, chance: random.Random, table: str
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Ways to change one row of a table, as another program would: each column, and the row as a whole."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    keys = [str(row[1]) for row in columns if row[5]] or [str(columns[0][1])]
    rows = connection.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
    if not rows:
        return
    where = " AND ".join(f"{key} IS ?" for key in keys)
    yield f"DELETE FROM {table} WHERE {where}", chance.choice(rows)
    for _cid, name, kind, *_rest in columns:
        if (table, name) in NOT_COVERED:
            continue
        row = chance.choice(rows)
        (now,) = connection.execute(f"SELECT {name} FROM {table} WHERE {where}", row).fetchone()
        if kind == "INTEGER":
            yield (
                f"UPDATE {table} SET {name} = ? WHERE {where}",
                ((now or 0) - chance.choice((-1, 1, 7) if (now or 0) < 1 << 60 else (1, 7)), *row),
            )
        else:
            yield f"UPDATE {table} SET {name} = ? WHERE {where}", (f"{now or ''}x", *row)
        if now is not None and not _rest[0]:
            yield f"UPDATE {table} SET {name} = NULL WHERE {where}", row


def another_program(path: pathlib.Path, statements: Callable[[sqlite3.Connection], object]) -> bool:
    """Change a ledger behind its back: what refuses changes is taken out and put back. False where SQLite refuses."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints=ON")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    try:
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        statements(connection)
        for _name, sql in triggers:
            connection.execute(sql)
        connection.commit()
    except sqlite3.IntegrityError:
        return False
    finally:
        connection.close()
    return True


def edited(bench: Bench, seed: int, kinds: Callable[[str], bool]) -> tuple[int, list[tuple[object, ...]]]:
    """Change rows here and there, one at a time: how many, and what was not seen.

    What SQLite keeps for itself, and which measures the counts were made by, are neither entries nor counts.
    """
    chance = random.Random(seed)
    bench.put(bench.whole)
    connection = sqlite3.connect(bench.office.path)
    names = [
        str(row[0])
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'derivation'"
        )
    ]
    statements = [each for name in sorted(names) if kinds(name) for each in changes(connection, chance, name)]
    connection.close()
    done = 0
    wrong: list[tuple[object, ...]] = []
    for sql, values in statements:
        bench.put(bench.whole)
        if another_program(bench.office.path, lambda there, sql=sql, values=values: there.execute(sql, values)):  # type: ignore[misc]
            done += 1
            wrong += [(sql, values, each) for each in bench.wrong(must_be_seen=True)]
    return done, wrong


def test_a_row_is_changed_by_another_program(bench: Bench, is_long: bool) -> None:
    """A value, or a whole row, in the tables of the entries: seen each time."""
    for seed in range(20 if is_long else 1):
        done, wrong = edited(bench, seed, lambda table: table not in DERIVED)
        assert not wrong, "\n".join(map(str, wrong))
        assert done > 60


def test_a_count_is_changed_by_another_program(bench: Bench, is_long: bool) -> None:
    """In what is derived from the entries: the report prints the figures that were counted, or none; check sees it."""
    for seed in range(20 if is_long else 1):
        done, wrong = edited(bench, seed, lambda table: table in DERIVED)
        assert not wrong, "\n".join(map(str, wrong))
        assert done > 20


def test_the_end_is_cut_off_and_written_anew(bench: Bench) -> None:
    """A chain that is whole in itself, but not the one that was written: `check --head` finds it."""
    number, chain = bench.office.query("SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1")[0]
    assert f"記入番号 {number}、連鎖 {chain[:16]}" in bench.office.ok("report", "--as-of", "2024-12-31").out
    printed = f"{number}:{chain[:16]}"
    assert bench.office("check", "--head", printed).code == 0
    for written_anew in (False, True):
        bench.put(bench.whole)
        assert another_program(bench.office.path, lambda there: cut_off(there, int(number)))
        bench.office.ok("rebuild")
        if written_anew:
            bench.office.ok("case", "edit", "C-1", "--area", "若葉・調和", "--correction", "--why", "聞きまちがい")
        check = bench.office("check", "--format", "json")
        assert not seen(check.code, check.out)
        assert bench.office("check", "--head", printed).code == 8


def cut_off(connection: sqlite3.Connection, number: int) -> None:
    """Take the newest entry away with all that belongs to it."""
    connection.execute("PRAGMA foreign_keys=OFF")
    for table, columns in tables():
        if table != "origin":
            connection.execute(
                f"DELETE FROM {table} WHERE {'number' if table == 'entry' else columns[0]} = ?", (number,)
            )


def test_without_the_chain_it_is_not_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness sees that nobody works the chain out anew."""
    SAFEGUARDS["chain"](monkeypatch)
    _done, wrong = edited(bench, 0, lambda table: table in ("entry", "cases", "contacts"))
    assert wrong


def test_without_the_checksum_it_is_not_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness sees that counts are believed as they stand."""
    SAFEGUARDS["checksum"](monkeypatch)
    _done, wrong = edited(bench, 0, lambda table: table in ("daily_count", "monthly_count"))
    assert wrong
