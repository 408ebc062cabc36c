"""The comparison with other programs: the page has the current counts, and each counted key sequence does its task."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import pytest

from tests.conftest import ROOT
from tests.terminal import need_terminals
from tests.test_docs import rows
from tools.keystrokes import NONE, PROGRAMS, count, main, prepare
from tools.plays.calc import Calc
from tools.plays.keys import pressed
from tools.plays.office import FACTS, TASKS, Task
from tools.plays.program import Program, Way
from tools.plays.wfc import Wfc

PAGE = (ROOT / "benchmarks" / "comparison.md").read_text(encoding="utf-8")
WAYS = [(program, way) for program in PROGRAMS for way in program.ways]


def each_play() -> list[tuple[Program, Way, Task]]:
    """Every play, once; Calc is too slow for a test, `tools/keystrokes.py Calc` plays it."""
    found = {
        (program.name, way.plays[task.name]): (program, way, task)
        for program, way in reversed(WAYS)
        for task in TASKS
        if task.name in way.plays and not isinstance(program, Calc)
    }
    return [*reversed(found.values())]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Program, Way], pathlib.Path]:
    """The folder in which a program was set up for a way, made once."""
    made: dict[tuple[str, str], pathlib.Path] = {}

    def folder(program: Program, way: Way) -> pathlib.Path:
        need_terminals()
        if program.missing():
            pytest.skip(f"not installed: {', '.join(program.missing())}")
        name = (program.name, way.name)
        if name not in made:
            made[name] = tmp_path_factory.mktemp("ready")
            prepare(program, way, made[name])
        return made[name]

    return folder


def test_the_table_is_what_is_counted() -> None:
    """Each way of each program has its row, each task its number of keys: none is missing, none is stale."""
    told = [row for row in rows(PAGE) if row[0] in {program.name for program in PROGRAMS}]
    assert told == [
        [
            program.name,
            way.name,
            *(str(pressed(way.plays[task.name])) if task.name in way.plays else NONE for task in TASKS),
        ]
        for program, way in WAYS
    ]


@pytest.mark.parametrize(
    ("program", "way", "task"),
    each_play(),
    ids=[f"{program.name}-{way.name}-{task.name}" for program, way, task in each_play()],
)
def test_the_keys_do_the_task(
    ready: Callable[[Program, Way], pathlib.Path], program: Program, way: Way, task: Task
) -> None:
    """Pressed one after another, the keys leave the fact in the program and nothing else, or show what was asked."""
    assert count(program, way, task, ready(program, way)) == pressed(way.plays[task.name])


def test_wfc_alone_shows_what_is_new_by_area(ready: Callable[[Program, Way], pathlib.Path]) -> None:
    """The last column of an area is what came in this month, beside what is open: neither is taken for the other."""
    program = Wfc()
    way = program.ways[0]
    screen = program.play(ready(program, way), way, "wfc⏎")
    assert "`wfc` alone, 4 keys" in PAGE
    lines = [line.split() for line in screen.splitlines()]
    assert ["緑ケ丘・滝坂", "3", "0", "2", "0"] in lines
    assert ["若葉・調和", "4", "0", "1", "0"] in lines


@pytest.mark.parametrize(
    ("play", "number"),
    [("wfc⏎", 4), ("⌃⇟⌥↓", 2), ("訪問", 11), ("wfc 若葉 民生⏎", 4 + 9 + 1 + 8 + 1 + 1), ("若葉 v", 9 + 1 + 2)],
)
def test_keys_are_counted_by_one_rule(play: str, number: int) -> None:
    """Each key is one; a phrase is its reading, Space and Enter; the input method is turned on and off by a key."""
    assert pressed(play) == number


def test_a_play_that_fails_has_no_count() -> None:
    """Where something else stands than should, or what should be seen is not, the task has failed."""
    for task in TASKS:
        assert task.failed(FACTS, "")
    wrong = ("contact", "107", "2025-01-22", "訪問", "")
    assert "地域包括支援センター" in TASKS[1].failed(FACTS | {wrong}, "")
    assert TASKS[1].failed(FACTS | {TASKS[1].adds}, "") == ""


def test_a_program_that_is_not_known_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for another program, the script says which there are."""
    assert main(["ledger"]) == 2
    assert "hledger" in capsys.readouterr().err
