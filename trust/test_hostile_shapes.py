"""We set the limits, not the file: the installed program refuses each hostile shape quickly, in little memory."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.conftest import NOW, Office

from .shapes import SHAPES, book, cell, sheet

REFUSED = (2, 3, 4, 6, 7)
"""The exit codes of a refusal; 1 is a bug, 134 and the like the end of the process."""
SECONDS, MEMORY = 5.0, 300
"""In so many seconds and megabytes each is refused."""
BRIEF = 3
"""With the tests, one shape of so many is tried."""
PATIENCE = 4 if "CI" in os.environ or "PYTEST_XDIST_WORKER" in os.environ else 2
"""Other tests run beside; by its own time the processor was busy at most `SECONDS`."""

MEASURED = """
import json, os, resource, sys
with open(sys.argv[1], "rb") as stdin:
    os.dup2(stdin.fileno(), 0)
resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
said = {"code": os.waitstatus_to_exitcode(status), "seconds": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss}
with open(os.environ["MEASURED"], "w") as file:
    json.dump(said, file)
"""
"""Runs a program out of a small process: what Linux says of its memory begins with that of whoever started it."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")


@pytest.mark.parametrize("name", SHAPES)
def test_a_hostile_shape_is_refused(
    name: str,
    is_long: bool,
    tmp_path: pathlib.Path,
    made: Callable[[str], pathlib.Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a listed code, within five seconds and 300 MB, without a traceback, and nothing is written."""
    if not is_long and [*SHAPES].index(name) % BRIEF:
        pytest.skip("a long run (make trust)")
    shape = SHAPES[name]
    ledger = tmp_path / "ledger.db"
    shutil.copy(made("empty"), ledger)
    path = shape.put(tmp_path)
    before = ledger.read_bytes()
    for variable, value in {"LEDGER": ledger, "CONFIG": tmp_path / "none.toml", "LANG": "ja", "NOW": NOW}.items():
        monkeypatch.setenv(f"WFC_{variable}", str(value))
    if shape.variable:
        monkeypatch.setenv(shape.variable, str(path))
    monkeypatch.setenv("MEASURED", str(tmp_path / "measured.json"))
    command = [word.format(path=path, folder=tmp_path) for word in shape.command.split()]
    program = [sys.executable, "-S", "-c", MEASURED, shape.stdin or os.devnull, wfc(), *command]
    done = subprocess.run(program, capture_output=True, text=True, timeout=SECONDS * 12, check=False)
    measured = json.loads((tmp_path / "measured.json").read_text())
    assert measured["code"] in REFUSED, done.stderr[-2000:]
    assert "不具合" not in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 20_000, "the first problems are told, and the number of the others"
    assert measured["seconds"] < SECONDS * (PATIENCE / 2)
    assert measured["memory"] >> 10 < MEMORY
    assert ledger.read_bytes() == before


def wfc() -> str:
    """The installed program."""
    return os.path.join(os.path.dirname(sys.executable), "wfc")


def test_the_workbook_that_is_made_hostile_is_a_good_one(office: Office) -> None:
    """Without what is hostile about them the workbooks are read: they are refused for nothing else."""
    ref = office.case()
    path = office.folder / "支援対応.xlsx"
    path.write_bytes(book(sheet('<row r="2">' + cell("A2", ref) + cell("B2", "2024-12-03") + "</row>")))
    office.ok("import", str(path))


def test_there_are_a_hundred() -> None:
    """There are at least a hundred shapes; trust/results.md gives their number."""
    assert len(SHAPES) >= 100
