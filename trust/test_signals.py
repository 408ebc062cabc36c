"""What a command says when a signal ends it is true: written, or nothing written, and nothing left behind.

Each writing command gets each signal by which a person or the system ends a program, before each of its calls, and has
the window of its terminal closed there. An exit code of 0 means that all was done, 128 and the number of the signal
that nothing was.
"""

from __future__ import annotations

import pathlib
import random
import signal
import time

import pytest

from . import faults
from .deeds import Deed, Judge, State, fresh, look

SIGNALS = {each.name: int(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)}
WINDOW = "a closed window"
AIMED, AT_RANDOM, LONG_AT_RANDOM = 1, 2, 20
"""So many calls for each signal, and moments, of each command with the tests; at length it is every call."""
NOTHING_WRITTEN = "途中だったものは書いていません"
UNCHANGED = {"rebuild"}
"""Commands after which the ledger holds the same as before."""


@pytest.mark.parametrize("by", [*SIGNALS, WINDOW])
def test_interrupted_at_each_call(deed: Deed, judge: Judge, tmp_path: pathlib.Path, is_long: bool, by: str) -> None:
    """Whatever call a signal or a closed window comes at, the exit code and the message are true."""
    many = judge.points(tmp_path)
    calls = list(range(1, many + 1))
    if not is_long:  # the calls about the commit are the last ones
        calls = [*random.Random(deed.name + by).sample(calls, AIMED), *calls[-AIMED:]]
    untrue = []
    for call in calls:
        folder = fresh(judge.office, tmp_path / "office")
        if by == WINDOW:
            done = faults.run_in_a_window(deed.placed(folder), folder, call)
            untrue += [(call, each, done) for each in wrong_in_a_window(judge, folder, done)]
        else:
            done = faults.run(deed.placed(folder), folder, f"signal:{call}:{SIGNALS[by]}")
            untrue += [(call, each, done) for each in wrong(judge, folder, done, SIGNALS[by])]
    print(f"{deed.name}, {by}: {len(calls)} calls, untrue messages: {len(untrue)}")
    assert untrue == []


def test_interrupted_at_any_moment(deed: Deed, judge: Judge, tmp_path: pathlib.Path, is_long: bool) -> None:
    """The same some milliseconds after the start, whatever it does; a command that has hardly begun may just die."""
    chance = random.Random(deed.name)
    folder = fresh(judge.office, tmp_path / "office")
    start = time.monotonic()
    assert faults.run(deed.placed(folder), folder).code == 0
    whole = time.monotonic() - start
    for _each in range(LONG_AT_RANDOM if is_long else AT_RANDOM):
        folder = fresh(judge.office, tmp_path / "office")
        number = chance.choice([*SIGNALS.values()])
        seconds = chance.uniform(whole * 0.3, whole * 1.1)
        done = faults.run(deed.placed(folder), folder, seconds=seconds, ending=number)
        if has_hardly_begun(done, number):
            assert not is_done(judge, folder, look(folder / "ledger.db")) or judge.deed.name in UNCHANGED
        else:
            assert wrong(judge, folder, done, number) == [], (seconds, number, done)


def has_hardly_begun(done: faults.Done, number: int) -> bool:
    """Whether Python itself met the signal, before wfc did: it dies of it, and of Ctrl-C with a traceback."""
    return done.code == -number and not done.out


def wrong(judge: Judge, folder: pathlib.Path, done: faults.Done, number: int) -> list[str]:
    """What is untrue or left behind after a command that got a signal."""
    found = look(folder / "ledger.db")
    if done.code == 0:
        untrue = [] if judge.confirms(done) and is_done(judge, folder, found) else ["done, it says, and it is not"]
    elif done.code == 128 + number:
        untrue = [] if NOTHING_WRITTEN in done.err else ["no message"]
        if is_done(judge, folder, found) and judge.deed.name not in UNCHANGED:
            untrue.append("not written, it says, and it is")
        untrue += judge.wrong(folder, confirmed=False, failed=True, found=found)
    else:
        untrue = ["an exit code that says something else"]
    return untrue + left_behind(folder)


def wrong_in_a_window(judge: Judge, folder: pathlib.Path, done: faults.Done) -> list[str]:
    """What is untrue or left behind after the window was closed; a result that nobody can be given is a 6."""
    found = look(folder / "ledger.db")
    if done.code in (0, 6):
        untrue = [] if is_done(judge, folder, found) else ["done, it says, and it is not"]
    elif done.code == 128 + signal.SIGHUP:
        is_untrue = is_done(judge, folder, found) and judge.deed.name not in UNCHANGED
        untrue = ["not written, it says, and it is"] if is_untrue else []
    else:
        untrue = ["an exit code that says something else"]
    return untrue + left_behind(folder)


def is_done(judge: Judge, folder: pathlib.Path, found: State) -> bool:
    """Whether the command has done what it is for."""
    if judge.deed.name == "backup":
        return bool(judge.made(folder))
    return found.content == judge.after.content


def left_behind(folder: pathlib.Path) -> list[str]:
    """Temporary files that nobody will look for."""
    return [f"left behind: {each.name}" for each in folder.rglob(".*") if ".new" in each.name or ".wfc-" in each.name]
