"""How long wfc takes, beside what is physically there and beside other programs: ratios of medians, in one run.

    make bench SIZE=100k

It makes its ledgers itself, once, by importing records (`benchmarks/records.py`) through the installed program; before
a time counts, the totals have to be those that the records come to. What each row means: benchmarks/performance.md.
"""

from __future__ import annotations

import math
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from . import peers, records
from .timing import Command, medians, once

RUNS = 15
BELOW = {"1k": "", "10k": "1k", "100k": "10k", "1M": "100k", "5M": "1M"}
"""The size that a size is held against, to see how time grows."""
FLOOR = """
import sqlite3, sys
ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
ledger.execute("PRAGMA journal_mode=TRUNCATE")
ledger.execute("PRAGMA synchronous=FULL")
ledger.execute("CREATE TABLE IF NOT EXISTS t (number INTEGER PRIMARY KEY, word TEXT)")
ledger.execute("BEGIN IMMEDIATE")
ledger.execute("INSERT INTO t (word) VALUES ('x')")
ledger.execute("COMMIT")
"""
WRITER = "import csv, sys; rows = [*csv.reader(open(sys.argv[1]))]; csv.writer(open(sys.argv[2], 'w')).writerows(rows)"
CALAMINE = "import python_calamine as c, sys; [len(c.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python())]"
AREA = "若葉・調和"


class Bench:
    """One run: the folder with what it made, the programs, and the lines that it prints."""

    def __init__(self, folder: Path, size: str, python: str) -> None:
        self.folder = folder
        self.size = size
        self.python = python
        self.wfc = str(Path(python).parent / "wfc")
        self.environment = {**peers.environment(), "WFC_NOW": "2025-03-01T09:00:00", "USER": "bench", "WFC_LANG": "ja"}

    # -- what is measured with --------------------------------------------------------------------

    def ledger(self, size: str) -> str:
        """The ledger of a size, made where there is none: everything imported, then the corrections."""
        folder = self.folder / size
        path = folder / "ledger.db"
        if not path.exists():
            found = records.records(records.SIZES[size])
            changed = records.corrected(found)
            records.write(folder / "first", found)
            records.write(folder / "corrected", changed)
            expected = records.expected(found, changed)
            del found, changed  # five million records are more than a machine has room for twice
            draft = str(folder / "draft.db")
            for words in (
                ["init"],
                ["import", str(folder / "first")],
                ["import", "--update", "--correction", str(folder / "corrected")],
            ):
                once([self.wfc, *words, "--ledger", draft], self.environment)
            self.says_the_same(draft, expected)
            Path(draft).rename(path)
        return str(path)

    def says_the_same(self, ledger: str, expected: dict[str, int]) -> None:
        """The totals are those that the records come to."""
        words = [self.wfc, "report", "--as-of", records.AS_OF, "--format", "json", "--ledger", ledger]
        _seconds, _peak, printed = once(words, self.environment)
        for name, number in expected.items():
            assert re.search(rf'"{name}".*?"total": {number}\b', printed, re.DOTALL), (name, number)

    def report(self, *words: str, as_of: str = records.AS_OF, size: str = "") -> Command:
        """The command of a report."""
        return [self.wfc, "report", "--as-of", as_of, *words, "--ledger", self.ledger(size or self.size)]

    # -- the rows ---------------------------------------------------------------------------------

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """What was measured, the goal, and what it came to."""
        yield from self.hot()
        yield from self.reports()
        yield from self.against_peers()
        yield from self.imports()
        yield from self.helping()
        yield from self.exports()
        yield from self.writers()

    def hot(self) -> Iterator[tuple[str, str, str]]:
        """Commands that record one thing, with everything given."""
        copy = self.folder / "hot.db"
        shutil.copy(self.ledger(self.size), copy)
        there = ["--no-input", "--ledger", str(copy)]
        add = [self.wfc, "case", "add", "--kind", "individual", "--received-on", "2025-02-03", "--area", AREA]
        contact = [self.wfc, "contact", "add", "--case", "C-0000000", "--date", "2025-02-03", "--method", "電話"]
        found = medians(
            {
                "floor": [self.python, "-c", FLOOR, str(self.folder / "floor.db")],
                "case add": [*add, "--route", "本人", "--coordinator", "CSW1", *there],
                "contact add": [*contact, *there],
            },
            RUNS,
            self.environment,
        )
        closes: list[float] = []
        for number in range(1, RUNS + 1):
            ref = self.to_close(str(copy), number)
            begun = time.perf_counter()
            once([self.wfc, "case", "close", ref, "--on", "2025-02-20", "--closing", "解決", *there], self.environment)
            closes.append(time.perf_counter() - begun)
        found["case close"] = sorted(closes)[len(closes) // 2]
        for name in ("case add", "contact add", "case close"):
            yield name, "≤ 2 × python + sqlite3 + one durable insert", ratio(found, name, "floor")

    def to_close(self, ledger: str, nth: int) -> str:
        """The ref of an open case."""
        connection = sqlite3.connect(ledger)
        row = connection.execute(
            "SELECT ref FROM record JOIN cases USING (entry) WHERE void = 0 AND closed_on IS NULL ORDER BY ref DESC "
            "LIMIT 1 OFFSET ?",
            (nth,),
        ).fetchone()
        connection.close()
        return str(row[0])

    def reports(self) -> Iterator[tuple[str, str, str]]:
        """The report, of a day within a month, by area and month, and as it was known."""
        before = re.findall(r"記入番号 (\d+)", once(self.report("--known-at", "97"), self.environment)[2])[0]
        commands = {
            "python": [self.python, "-c", "import sqlite3"],
            "report": self.report(),
            "15th": self.report(as_of="2024-12-15"),
            "area × month": self.report("--by", "area", "--by", "month"),
            "known then": self.report("--known-at", before),
        }
        if BELOW[self.size]:
            commands["smaller"] = self.report(size=BELOW[self.size])
        found = medians(commands, RUNS, self.environment)
        yield f"report, {self.size}", "≤ 5 × python -c 'import sqlite3'", ratio(found, "report", "python")
        yield "at the 15th of a month", "≤ 1.5 × of a month end", ratio(found, "15th", "report")
        yield "by area × month", "≤ 1.5 × of a month end", ratio(found, "area × month", "report")
        yield (
            f"--known-at, before {records.SIZES[self.size] // 20:,} corrections",
            "≤ 5 × today's",
            ratio(found, "known then", "report"),
        )
        if "smaller" in found:
            more = records.SIZES[self.size] / records.SIZES[BELOW[self.size]]
            exponent = math.log(found["report"] / found["smaller"]) / math.log(more)
            yield f"{self.size} against {BELOW[self.size]}", "growth exponent ≤ 0.3", f"{exponent:.2f}"

    def against_peers(self) -> Iterator[tuple[str, str, str]]:
        """The same counts by others."""
        folder = self.folder / self.size
        self.ledger(self.size)
        rows = peers.counted(folder)
        if not (folder / "all.parquet").exists():
            peers.make(folder, rows, self.python)
        right = sum(peers.FIRST <= day <= records.AS_OF for day, _what, _area in rows)
        asked = {**peers.commands(folder, self.python), "beanquery": peers.bean(folder, self.python)}
        goals = {"hledger": "≥ 300 ×", "ledger": "≥ 50 ×", "DuckDB": "≥ 1.5 ×", "beanquery": "–"}
        for name, command in asked.items():
            _seconds, _peak, printed = once(command, self.environment)
            assert peers.total(name, printed) == right, (name, right, printed[-300:])
            runs = RUNS if name == "DuckDB" else 3
            found = medians({name: command, "report": self.report()}, runs, self.environment)
            yield f"{name} takes, of the time of the report", goals[name], ratio(found, name, "report")

    def imports(self) -> Iterator[tuple[str, str, str]]:
        """One list of cases, of twelve columns."""
        rows = records.records(records.SIZES[self.size] * 4)["cases"][: records.SIZES[self.size]]
        folder = self.folder / "import"
        records.write(folder, {"cases": rows})
        path = str(folder / "cases.csv")
        for name in ("wfc.db", "shell.db", "utils.db"):
            (folder / name).unlink(missing_ok=True)
        there = ["--ledger", str(folder / "wfc.db")]
        once([self.wfc, "init", *there], self.environment)
        ours, peak, _printed = once([self.wfc, "import", path, *there], self.environment)
        if shutil.which("sqlite3"):
            shell = ["sqlite3", str(folder / "shell.db"), ".mode csv", f".import {path} cases"]
            yield (
                f"import of {len(rows):,} rows",
                "≤ 8 × sqlite3 .import",
                f"{ours / once(shell, self.environment)[0]:.1f} × ({ours:.1f} s)",
            )
        utils = [
            str(Path(self.python).parent / "sqlite-utils"),
            "insert",
            str(folder / "utils.db"),
            "cases",
            path,
            "--csv",
        ]
        taken = once(utils, self.environment)[0]
        yield "sqlite-utils insert --csv takes, of that", "≥ 5 ×", f"{taken / ours:.2f} × ({taken:.1f} s)"
        yield "its peak memory", "≤ 200 MB, flat", f"{peak:.0f} MB"
        if len(rows) <= records.SIZES["100k"]:
            yield self.workbook(folder, rows)

    def workbook(self, folder: Path, rows: list[records.Row]) -> tuple[str, str, str]:
        """The same list as a workbook."""
        import xlsxwriter

        path = folder / "cases.xlsx"
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("相談")
            sheet.write_row(0, 0, [*rows[0]])
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, [*row.values()])
        ledger = folder / "book.db"
        ledger.unlink(missing_ok=True)
        once([self.wfc, "init", "--ledger", str(ledger)], self.environment)
        ours = once([self.wfc, "import", str(path), "--ledger", str(ledger)], self.environment)[0]
        alone = once([self.python, "-c", CALAMINE, str(path)], self.environment)[0]
        return f"xlsx of {len(rows):,} rows in", "≤ 4 × python-calamine alone", f"{ours / alone:.1f} × ({ours:.1f} s)"

    def helping(self) -> Iterator[tuple[str, str, str]]:
        """Completing a word, and help."""
        found = medians(
            {
                "pass": [self.python, "-c", "pass"],
                "completion": [self.wfc, "__complete", "case", "add", "--ar"],
                "help": [self.wfc, "case", "add", "--help"],
            },
            RUNS,
            self.environment,
        )
        yield "completion of one word", "≤ 5 × python -c pass", ratio(found, "completion", "pass")
        yield "--help", "≤ 10 × python -c pass", ratio(found, "help", "pass")

    def exports(self) -> Iterator[tuple[str, str, str]]:
        """All contacts as CSV."""
        ledger = self.ledger(self.size)
        ours, peak, printed = once(
            [self.wfc, "contact", "list", "--format", "csv", "--ledger", ledger], self.environment
        )
        path = self.folder / "out.csv"
        path.write_text(printed, encoding="utf-8")
        alone = once([self.python, "-c", WRITER, str(path), str(self.folder / "again.csv")], self.environment)[0]
        yield (
            f"export of {printed.count(chr(10)) - 1:,} rows to CSV",
            "≤ 2 × Python's csv alone",
            f"{ours / alone:.1f} × ({ours:.1f} s, {peak:.0f} MB)",
        )

    def writers(self, processes: int = 64, each: int = 100) -> Iterator[tuple[str, str, str]]:
        """Many processes that write at once, against one that writes as much alone."""
        copy = self.folder / "writers.db"
        rates = {}
        for some in (1, processes):
            copy.unlink(missing_ok=True)
            once([self.wfc, "init", "--ledger", str(copy)], self.environment)
            words = f"{self.wfc} case add --kind individual --received-on 2025-02-03 --area 市外 --ledger {copy}"
            loop = f"for n in $(seq {each}); do {words} || exit 1; done"
            begun = time.perf_counter()
            running = [
                subprocess.Popen(["sh", "-c", loop], env=self.environment, stdout=subprocess.DEVNULL)
                for _number in range(some)
            ]
            failed = sum(process.wait() != 0 for process in running)
            rates[some] = some * each / (time.perf_counter() - begun)
            assert not failed
            connection = sqlite3.connect(copy)
            (number,) = connection.execute("SELECT COUNT(DISTINCT ref) FROM record WHERE kind = 'case'").fetchone()
            connection.close()
            assert number == some * each
        yield (
            f"{processes} writers × {each} case add",
            "0 failures, ≥ 0.5 × of one writer's rate",
            f"0 failures, {rates[processes] / rates[1]:.2f} × ({rates[processes]:.0f} in a second)",
        )


def ratio(found: dict[str, float], one: str, other: str) -> str:
    """One median over another, with the first."""
    return f"{found[one] / found[other]:.2f} × ({found[one] * 1000:.0f} ms)"


def main(size: str = "100k", folder: str = ".cache/bench", only: str = "") -> None:
    """Print the table, row by row as it is measured."""
    bench = Bench(Path(folder).resolve(), size, sys.executable)
    bench.folder.mkdir(parents=True, exist_ok=True)
    print("| what | goal | measured |\n|---|---|---|")
    for what, goal, measured in getattr(bench, only or "rows")():
        print(f"| {what} | {goal} | {measured} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
