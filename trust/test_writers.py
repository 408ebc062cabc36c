"""Many writers: everybody's records are kept, nobody is told "busy", and nobody waits for long.

Beside them reports are printed, backups are made, and a long list is imported.
"""

from __future__ import annotations

import pathlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence

import pytest

from . import faults
from .deeds import ADD, BY_NAME, Offices, fresh, look

WRITERS, COMMITS, ROWS = 12, 5, 300
LONG_WRITERS, LONG_COMMITS, LONG_ROWS = 64, 100, 20_000
PATIENCE = 30
"""So many seconds a writer waits before it says "busy"; none may come near."""
WORKER = """
import sys, time
from trust.without import SAFEGUARDS, Patch
from welfare_cli.cli.main import main
without, commits, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
if without:
    SAFEGUARDS[without](Patch())
print("ready", flush=True)
sys.stdin.readline()
for _each in range(commits):
    began = time.monotonic()
    code = main(list(words))
    print("took", code, time.monotonic() - began, flush=True)
"""
"""A process that waits for the start, then runs a command so many times, and says how each one went."""


class Worker:
    """One process that runs a command again and again."""

    def __init__(self, folder: pathlib.Path, words: Sequence[str], commits: int, without: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, without, str(commits), *words],
            cwd=faults.ROOT,
            env=faults.environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def start(self) -> None:
        """Let it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def ended(self) -> tuple[list[str], list[tuple[int, float]], str]:
        """What it said, and for each time the exit code and the seconds it took; and what went wrong."""
        out, err = self.process.communicate()
        took = [line.split() for line in out.splitlines() if line.startswith("took ")]
        said = [line for line in out.splitlines() if not line.startswith("took ")]
        return said, [(int(code), float(seconds)) for _took, code, seconds in took], err


def at_once(
    office: pathlib.Path, place: pathlib.Path, writers: int, commits: int, rows: int, without: str = ""
) -> tuple[list[str], list[tuple[int, float]], list[str], pathlib.Path]:
    """Let so many write while others read, copy and import; what was said, how each commit went, and what was wrong."""
    folder = fresh(office, place)
    lines = [f"Z-{number},community,2024-12-{number % 28 + 1:02},不明" for number in range(rows)]
    (folder / "cases.csv").write_text("ref,kind,received_on,area\n" + "\n".join(lines), encoding="utf-8")
    adding = [Worker(folder, ADD, commits, without) for _each in range(writers)]
    beside = [
        Worker(folder, ("report", "--as-of", "2024-12-31"), commits, without),
        Worker(folder, ("case", "list"), commits, without),
        Worker(folder, ("import", str(folder / "cases.csv")), 1, without),
    ]
    for each in (*adding, *beside):
        each.start()
    wrong = []
    backups = folder / "控え"
    for number in range(3):
        time.sleep(0.5)
        done = faults.run(("backup", str(backups)), folder, WFC_NOW=f"2025-01-23T11:00:0{number}")
        if done.code:
            wrong.append(done.err)
    said, took = [], []
    for each in adding:
        lines, times, err = each.ended()
        said += lines
        took += times
        wrong += [err] if err else []
    for each in beside:
        _lines, times, err = each.ended()
        wrong += [err for code, _seconds in times if code]
    return said, took, wrong, folder


def test_everything_is_kept(offices: Offices, tmp_path: pathlib.Path, is_long: bool) -> None:
    """0 lost, 0 refs given twice, 0 busy; the backups made meanwhile are whole."""
    writers, commits, rows = (LONG_WRITERS, LONG_COMMITS, LONG_ROWS) if is_long else (WRITERS, COMMITS, ROWS)
    office = offices.of(BY_NAME["add"])
    began = time.monotonic()
    said, took, wrong, folder = at_once(office, tmp_path / "office", writers, commits, rows)
    whole = time.monotonic() - began
    longest = max(seconds for _code, seconds in took)
    assert wrong == []
    assert [code for code, _seconds in took if code] == []
    refs = [line.split()[0] for line in said]
    assert len(refs) == len(set(refs)) == writers * commits
    connection = sqlite3.connect(folder / "ledger.db")
    stand = {row[0] for row in connection.execute("SELECT ref FROM record WHERE kind = 'case'")}
    connection.close()
    assert set(refs) <= stand
    assert len(stand) == 3 + writers * commits + rows
    assert longest < PATIENCE, f"somebody waited for {longest:.1f} s"
    for each in (folder / "ledger.db", *(folder / "控え").glob("*.db")):
        assert look(each).damage == (), each
    print(f"{writers} × {commits} beside the import of {rows}: {whole:.0f} s, the longest wait {longest:.1f} s")


@pytest.mark.parametrize("writers", [WRITERS])
def test_without_immediate_somebody_is_refused(offices: Offices, tmp_path: pathlib.Path, writers: int) -> None:
    """Transactions that take the lock late fail where others write: the harness sees it."""
    office = offices.of(BY_NAME["add"])
    _said, took, _wrong, _folder = at_once(office, tmp_path / "office", writers, COMMITS, 10, "immediate")
    assert [code for code, _seconds in took if code]
