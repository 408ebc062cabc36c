"""Whatever the readers of days, numbers, lists, workbooks, profiles and lines are given, they read it or refuse it."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from tests.conftest import ROOT

from .readers import READERS, changed, give

RUNS = {"day": 3000, "number": 3000, "csv": 1500, "xlsx": 1000, "profile": 1000, "line": 500}
"""10,000 with the tests."""
LONG_RUNS = {
    "day": 4_000_000,
    "number": 4_000_000,
    "csv": 1_200_000,
    "xlsx": 300_000,
    "profile": 450_000,
    "line": 50_000,
}
"""10,000,000 at length, guided by what the code covers where atheris is there; the slower readers have fewer."""


@pytest.mark.parametrize("name", READERS)
def test_a_reader_reads_or_refuses(name: str, is_long: bool) -> None:
    """No input makes a traceback."""
    if is_long:
        done = subprocess.run(
            [sys.executable, "-m", "trust.readers", name, str(LONG_RUNS[name])],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")[-4000:]
        return
    chance = random.Random(name)
    for _run in range(RUNS[name]):
        data = changed(chance, chance.choice(READERS[name][1]))
        try:
            give(name, data)
        except Exception as error:
            raise AssertionError(f"{name}: {data!r}") from error
