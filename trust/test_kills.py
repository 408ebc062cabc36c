"""What was confirmed is kept: every writing command is killed at each of its calls, and at random moments.

Nothing that was confirmed is lost, nothing is half-written, and the same command can be run again.
"""

from __future__ import annotations

import pathlib
import random
import time

from . import faults
from .deeds import Deed, Judge, fresh, look

AIMED, AT_RANDOM = 3, 1
"""So many kills of each command with the tests."""
LONG = 1000
"""So many at length: two at every call, and the rest at random, but not fewer than `REST`."""
REST = 200
FEWER = 8
"""By so many pages a ledger may be smaller in one run than in another: what is drawn by lot decides where rows lie."""


def test_killed_at_each_call(deed: Deed, judge: Judge, tmp_path: pathlib.Path, is_long: bool) -> None:
    """Dead before call n, or after half of what it was to write: the ledger is as before, or as after."""
    many = judge.points(tmp_path)
    assert many > 3
    aims = [(how, call) for call in range(1, many + 1) for how in ("kill", "half")]
    if not is_long:
        aims = random.Random(deed.name).sample(aims, min(AIMED, len(aims)))
    for how, call in aims:
        folder = fresh(judge.office, tmp_path / "office")
        done = faults.run(deed.placed(folder), folder, f"{how}:{call}")
        assert done.code == faults.KILLED or call > many - FEWER, (how, call, done)
        assert judged(judge, folder, done) == [], (how, call)


def test_killed_at_any_moment(deed: Deed, judge: Judge, tmp_path: pathlib.Path, is_long: bool) -> None:
    """Dead after some milliseconds, whatever it was doing."""
    chance = random.Random(deed.name)
    folder = fresh(judge.office, tmp_path / "office")
    start = time.monotonic()
    assert faults.run(deed.placed(folder), folder).code == 0
    whole = time.monotonic() - start
    many = AT_RANDOM
    if is_long:
        many = max(REST, LONG - 2 * judge.points(tmp_path))
    for number in range(many):
        folder = fresh(judge.office, tmp_path / "office")
        done = faults.run(deed.placed(folder), folder, seconds=chance.uniform(whole * 0.3, whole * 1.1))
        assert judged(judge, folder, done) == [], number


def judged(judge: Judge, folder: pathlib.Path, done: faults.Done) -> list[str]:
    """What is wrong after a command that was killed, and after it was run once more."""
    found = look(folder / "ledger.db")
    wrong = judge.wrong(folder, confirmed=judge.confirms(done), found=found)
    if wrong:
        return wrong
    was_done = judge.is_done(folder, found)
    again = faults.run(judge.deed.placed(folder), folder, WFC_NOW="2025-01-23T10:00:01")
    if again.code not in (judge.deed.again if was_done else (0,)):
        wrong.append(f"cannot be run again: {again}")
    return wrong + [f"after it was run again: {each}" for each in judge.damage(folder)]
