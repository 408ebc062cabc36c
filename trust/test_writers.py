"""Many writers: everybody's records are kept, nobody is told "busy", and nobody waits for long.

Beside them reports are printed, backups are made, and a long list is imported; or other programs keep the machine busy.
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
TIMES_THE_MEAN = 4
"""The longest wait is at most so many times as long as the mean."""
BUSY = 2
"""So many processes keep the machine's cores busy."""
HANDED_IN = "wfc: 一度目 の "
"""How a line begins that tells of a figure that was handed in and changes: here, each writer changes two."""
READ_ROWS, LONG_READ_ROWS = 10_000, 100_000
READERS_WAIT = 1.0
"""So many seconds somebody who reads waits at most for a large import."""
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
        wrong += unasked(err)
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


def test_writers_take_turns(offices: Offices, tmp_path: pathlib.Path, is_long: bool) -> None:
    """On a busy machine nobody is told "busy", and nobody waits much longer than the others."""
    writers, commits = (LONG_WRITERS, LONG_COMMITS) if is_long else (WRITERS, COMMITS)
    took, wrong = on_a_busy_machine(offices.of(BY_NAME["add"]), tmp_path / "office", writers, commits)
    seconds = sorted(each for _code, each in took)
    mean, longest = sum(seconds) / len(seconds), seconds[-1]
    print(
        f"{writers} × {commits} beside {BUSY} busy processes: {len([code for code, _each in took if code])} failures, "
        f"mean wait {mean:.2f} s, longest {longest:.2f} s, {longest / mean:.1f} times the mean"
    )
    assert wrong == []
    assert [code for code, _seconds in took if code] == []
    assert longest <= TIMES_THE_MEAN * mean


def test_without_turns_somebody_waits_for_long(offices: Offices, tmp_path: pathlib.Path) -> None:
    """Where the ledger is whose who finds it free, some wait many times longer than others: the harness sees it."""
    office = offices.of(BY_NAME["add"])
    took, _wrong = on_a_busy_machine(office, tmp_path / "office", 2 * WRITERS, 2 * COMMITS, "turns")
    seconds = [each for _code, each in took]
    assert max(seconds) > TIMES_THE_MEAN * sum(seconds) / len(seconds)


def on_a_busy_machine(
    office: pathlib.Path, place: pathlib.Path, writers: int, commits: int, without: str = ""
) -> tuple[list[tuple[int, float]], list[str]]:
    """Let so many write while other processes keep the cores busy; how each commit went, and what was wrong."""
    folder = fresh(office, place)
    adding = [Worker(folder, ADD, commits, without) for _each in range(writers)]
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _each in range(BUSY)]
    try:
        for each in adding:
            each.start()
        ended = [each.ended() for each in adding]
    finally:
        for process in busy:
            process.kill()
            process.wait()
    wrong = [line for _said, _took, err in ended for line in unasked(err)]
    return [time for _said, took, _err in ended for time in took], wrong


def unasked(err: str) -> list[str]:
    """What a writer was told, but for the figures that were handed in and change."""
    return [line for line in err.splitlines() if not line.startswith(HANDED_IN)]


def test_who_reads_goes_on_beside_a_large_import(offices: Offices, tmp_path: pathlib.Path, is_long: bool) -> None:
    """An import keeps nobody from reading but while it commits."""
    rows = LONG_READ_ROWS if is_long else READ_ROWS
    folder = fresh(offices.of(BY_NAME["add"]), tmp_path / "office")
    lines = [f"Z-{number},community,2024-12-{number % 28 + 1:02},不明" for number in range(rows)]
    (folder / "cases.csv").write_text("ref,kind,received_on,area\n" + "\n".join(lines), encoding="utf-8")
    worker = Worker(folder, ("import", str(folder / "cases.csv")), 1)
    connection = sqlite3.connect(folder / "ledger.db", timeout=PATIENCE)
    worker.start()
    waits = []
    while worker.process.poll() is None:
        began = time.monotonic()
        connection.execute("SELECT COUNT(*) FROM record").fetchone()
        waits.append(time.monotonic() - began)
        time.sleep(0.01)
    connection.close()
    _said, took, err = worker.ended()
    print(f"import of {rows}: {took[0][1]:.0f} s, {len(waits)} reads, the longest wait {max(waits):.2f} s")
    assert (took[0][0], unasked(err)) == (0, [])
    assert max(waits) <= READERS_WAIT


@pytest.mark.parametrize("writers", [WRITERS])
def test_without_immediate_somebody_is_refused(offices: Offices, tmp_path: pathlib.Path, writers: int) -> None:
    """Transactions that take the lock late fail where others write: the harness sees it."""
    office = offices.of(BY_NAME["add"])
    _said, took, _wrong, _folder = at_once(office, tmp_path / "office", writers, COMMITS, 10, "immediate")
    assert [code for code, _seconds in took if code]
