"""The comparison with the oracle notices each of the faults in `faults/`: one or more for each rule of domain §3.

Each patch is applied to a copy of the program, whose figures are then compared with the oracle's until one differs.
Rule 15 (every figure is explained) is no rule of counting: `tests/report/test_explained_always.py` tries it.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAULTS = sorted(pathlib.Path(__file__).with_name("faults").glob("*.patch"))
SETS = 400
"""The figure sets after which a fault counts as unnoticed."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda path: path.stem)
def test_a_fault_is_noticed(fault: pathlib.Path, tmp_path: pathlib.Path, request: pytest.FixtureRequest) -> None:
    """A program with one wrong rule prints another figure than the oracle."""
    if not request.config.getoption("--long"):
        pytest.skip("minutes: with --long (make trust)")
    if shutil.which("git") is None:
        pytest.skip("not installed: git")
    shutil.copytree(ROOT / "src", tmp_path / "src")
    subprocess.run(["git", "apply", str(fault)], cwd=tmp_path, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "trust.recount.test_program", str(SETS)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "expected" in done.stdout, done.stdout


def test_there_are_fifteen() -> None:
    """At least."""
    assert len(FAULTS) >= 15
