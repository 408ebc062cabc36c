"""The handbook keeps its word: every command in it is one that wfc reads."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.conftest import ROOT
from welfare_cli.cli.grammar import Reading
from welfare_cli.cli.program import program

TEXT = (ROOT / "docs" / "handbook.ja.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip() for block in re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL) for line in block.strip().splitlines()
]
SPOKEN = [each for each in re.findall(r"`(wfc [^`]*)`", TEXT) if "…" not in each]


@pytest.mark.parametrize("line", [*COMMANDS, *SPOKEN])
def test_a_command_of_the_handbook_is_beyond_doubt(line: str) -> None:
    """No word or option of it is unknown, and nothing that it needs is missing."""
    name, *words = shlex.split(line)
    assert name == "wfc"
    assert Reading(program(), words).call() is not None
