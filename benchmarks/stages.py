"""Where the milliseconds of a hot command go: starting Python, importing, and the work itself.

    python -m benchmarks.stages LEDGER

Imports are timed by `-X importtime`, which makes them a little slower than they are; what is left of the whole process
is the work, the writes to the disk, and Python's end.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from pathlib import Path

from .bench import AREA, RUNS
from .peers import environment
from .timing import Command, medians

LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)")


def imported(command: Command, surroundings: dict[str, str]) -> tuple[float, float]:
    """Milliseconds that importing took: the standard library's modules, and our own."""
    python, script, *words = command
    done = subprocess.run(
        [python, "-X", "importtime", script, *words], capture_output=True, text=True, check=True, env=surroundings
    )
    found = [(int(time), name.startswith("welfare_cli")) for time, name in LINE.findall(done.stderr)]
    return tuple(sum(time for time, own in found if own is ours) / 1000 for ours in (False, True))  # type: ignore[return-value]


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
    base = statistics.median(imported([python, "-c", "pass"], surroundings)[0] for _run in range(5))
    print("| ms | whole | Python starts | standard library | our modules | the work |\n|---|---|---|---|---|---|")
    for name in hot:
        runs = [imported(commands[name], surroundings) for _run in range(5)]
        theirs, ours = (statistics.median(each) for each in zip(*runs, strict=True))
        start, total = whole["python"] * 1000, whole[name] * 1000
        rest = total - start - (theirs - base) - ours
        print(f"| {name} | {total:.0f} | {start:.0f} | {theirs - base:.0f} | {ours:.0f} | {rest:.0f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
