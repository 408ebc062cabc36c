"""Count the keys that the commonest tasks of a coordinator take in wfc and in other programs.

Plays each task, key by key, in the installed program, then compares what the program has recorded with what it should
have; a play that fails has no count. Prints the table of benchmarks/comparison.md; `tools/keystrokes.py wfc` plays only
the programs that it names. A program is in `tools/plays/`: its set-up, its keys, and how to read what it has recorded.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

from tools.plays.calc import Calc  # noqa: E402
from tools.plays.hledger import Hledger  # noqa: E402
from tools.plays.keys import pressed  # noqa: E402
from tools.plays.office import FACTS, TASKS, Task  # noqa: E402
from tools.plays.program import Program, Way  # noqa: E402
from tools.plays.taskwarrior import Taskwarrior  # noqa: E402
from tools.plays.wfc import Wfc  # noqa: E402

PROGRAMS: tuple[Program, ...] = (Wfc(), Hledger(), Taskwarrior(), Calc())
NONE = "–"
"""What stands for a task that a way does not know."""


class Failed(Exception):
    """A play after which something else stands than should."""


def prepare(program: Program, way: Way, folder: Path) -> None:
    """Set a program up in an empty folder, and make sure that the office's facts stand in it."""
    program.prepare(folder, way)
    if (found := program.facts(folder)) != FACTS:
        raise Failed(f"{program.name}, {way.name}: {sorted(found ^ FACTS)}")


def count(program: Program, way: Way, task: Task, ready: Path) -> int:
    """How many keys a task takes, played in a copy of the folder in which the program was set up."""
    keys = way.plays[task.name]
    for _each in range(3):
        with tempfile.TemporaryDirectory(prefix="keys") as name:
            folder = Path(name) / "office"
            shutil.copytree(ready, folder)
            screen = program.play(folder, way, keys)
            failed = task.failed(program.facts(folder), screen)
        if "libfaketime:" not in screen:  # it writes into the line that is typed, of what a killed program left behind
            break
    if failed:
        raise Failed(f"{program.name}, {way.name}, {task.name}: {failed}\n{screen}")
    return pressed(keys)


def cells(program: Program, way: Way) -> list[str]:
    """The row of a way of a program: every task played, and counted."""
    with tempfile.TemporaryDirectory(prefix="keys") as name:
        prepare(program, way, Path(name))
        counted = [str(count(program, way, task, Path(name))) if task.name in way.plays else NONE for task in TASKS]
    return [program.name, way.name, *counted]


def table(programs: Sequence[Program]) -> Iterator[str]:
    """The table, line by line, and below it the versions that were played."""
    yield _line(["program", "way", *(task.name for task in TASKS)])
    yield _line(["---", "---", *("---:" for _task in TASKS)])
    versions = []
    for program in programs:
        if missing := program.missing():
            versions.append(f"{program.name} (not installed: {', '.join(missing)})")
            yield _line([program.name, "not installed", *(NONE for _task in TASKS)])
            continue
        versions.append(f"{program.name} {program.version()}")
        for way in program.ways:
            yield _line(cells(program, way))
    yield ""
    yield ", ".join(versions)


def _line(words: Sequence[str]) -> str:
    return f"| {' | '.join(words)} |"


def main(argv: Sequence[str]) -> int:
    """Play, and print the table; the names of programs are told, where one is not known."""
    known = [program.name for program in PROGRAMS]
    if unknown := [name for name in argv if name not in known]:
        print(f"not a program of the comparison: {', '.join(unknown)} (there are {', '.join(known)})", file=sys.stderr)
        return 2
    for line in table([program for program in PROGRAMS if not argv or program.name in argv]):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
