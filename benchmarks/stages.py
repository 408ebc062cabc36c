"""Where the milliseconds of a hot command go: starting Python, importing, and the work itself.

    python -m benchmarks.stages LEDGER

Imports are timed by `-X importtime`, which makes them a little slower than they are; what is left of the whole process
is the work, the writes to the disk, and Python's end.
"""

from __future__ import annotations

import re
import sqlite3
import statistics
import subprocess
import sys
from pathlib import Path

from .bench import AREA, RUNS
from .peers import environment
from .timing import Command, medians, once

CLOSING = ("--on", "2025-02-20", "--closing", "解決")
LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)")


def imported(command: Command, surroundings: dict[str, str]) -> tuple[float, float]:
    """Milliseconds that importing took: the standard library's modules, and our own."""
    python, script, *words = command
    done = subprocess.run(
        [python, "-X", "importtime", script, *words], capture_output=True, text=True, check=True, env=surroundings
    )
    found = [(int(time), name.startswith("welfare_cli")) for time, name in LINE.findall(done.stderr)]
    return tuple(sum(time for time, own in found if own is ours) / 1000 for ours in (False, True))  # type: ignore[return-value]


def closing(ledger: str, number: int) -> list[str]:
    """The refs of so many open cases: each can be closed once."""
    connection = sqlite3.connect(ledger)
    rows = connection.execute(
        "SELECT ref FROM record JOIN cases USING (entry) WHERE void = 0 AND closed_on IS NULL AND received_on < ? "
        "ORDER BY ref DESC LIMIT ?",
        (CLOSING[1], number),
    ).fetchall()
    connection.close()
    return [str(ref) for (ref,) in rows]


def main(ledger: str) -> None:
    """Print the stages of the three hot commands."""
    python = sys.executable
    wfc = str(Path(python).parent / "wfc")
    surroundings = {**environment(), "WFC_NOW": "2025-03-01T09:00:00", "USER": "bench"}
    add = ["case", "add", "--kind", "individual", "--received-on", "2025-02-03", "--area", AREA]
    hot = {
        "case add": [*add, "--route", "本人"],
        "contact add": ["contact", "add", "--case", "C-0000000", "--date", "2025-02-03", "--method", "電話"],
        "report": ["report", "--as-of", "2024-12-31"],
    }
    commands: dict[str, Command] = {"python": [python, "-c", "pass"]}
    commands |= {name: [python, wfc, *words, "--ledger", ledger] for name, words in hot.items()}
    whole = medians(commands, RUNS, surroundings)
    closes = iter(closing(ledger, RUNS + 5))
    close = [[python, wfc, "case", "close", next(closes), *CLOSING, "--ledger", ledger] for _run in range(RUNS + 5)]
    whole["case close"] = statistics.median(once(command, surroundings)[0] for command in close[:RUNS])
    base = statistics.median(imported([python, "-c", "pass"], surroundings)[0] for _run in range(5))
    print("| ms | whole | Python starts | standard library | our modules | the work |\n|---|---|---|---|---|---|")
    for name in ("case add", "contact add", "case close", "report"):
        each = close[RUNS:] if name == "case close" else [commands[name]] * 5
        runs = [imported(command, surroundings) for command in each]
        theirs, ours = (statistics.median(some) for some in zip(*runs, strict=True))
        start, total = whole["python"] * 1000, whole[name] * 1000
        rest = total - start - (theirs - base) - ours
        print(f"| {name} | {total:.0f} | {start:.0f} | {theirs - base:.0f} | {ours:.0f} | {rest:.0f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
