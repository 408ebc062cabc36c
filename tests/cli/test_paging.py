"""Long lists at a terminal come page by page; whatever fits, or is piped, comes at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.conftest import Office
from tests.sessions.test_sessions import environment
from tests.terminal import LINES, Terminal

pytestmark = pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")


@pytest.fixture
def terminal(sample: Office) -> Iterator[Terminal]:
    """A terminal in an office with the synthetic year."""
    terminal = Terminal({**environment(sample.folder), "WFC_NOW": "2026-01-05T09:00:00"}, str(sample.folder))
    yield terminal
    terminal.close()


def test_a_long_list_is_paged_and_can_be_left(terminal: Terminal) -> None:
    """A list that does not fit on the screen stops at its first page, says how to leave, and `q` ends it."""
    terminal.run("wfc course list")
    assert terminal.at_prompt
    terminal.run("wfc case list")
    assert terminal.screen.display[0].startswith("整理番号")
    assert not terminal.at_prompt
    assert len(terminal.lines()) <= LINES
    assert terminal.lines()[-1].startswith("[q] quit")
    terminal.press("q")
    assert terminal.at_prompt


def test_a_pager_of_ones_own_is_used_and_a_missing_one_is_none(terminal: Terminal) -> None:
    """`PAGER` names another pager; where there is none, everything is printed."""
    for pager in ("cat", "no-such-pager", ""):
        terminal.run(f"PAGER={pager} wfc case list")
        assert terminal.at_prompt
        assert "1408件" in terminal.lines()[-4:]
    terminal.run("PAGER='wc -l' wfc case list")
    assert terminal.lines() == ["1972"]  # 1,408 cases, of which many take two lines


def test_what_is_piped_is_never_paged(terminal: Terminal) -> None:
    """A pipe gets the whole list at once."""
    terminal.run("wfc case list | wc -l")
    assert terminal.lines() == ["1411"]


def test_a_table_that_is_too_wide_is_not_wrapped(terminal: Terminal) -> None:
    """A short report with a wide table stands still until it is left; a long footnote does not count."""
    terminal.run("wfc report --as-of 2024-12-31 --measure new_individual")
    assert not terminal.at_prompt
    assert terminal.lines()[-1].startswith("[q] quit")
    assert any(line.endswith("12月 >") for line in terminal.lines())
    terminal.press("q")
    assert terminal.at_prompt
    terminal.run("wfc report --as-of 2024-12-31 --section I-2 --by quarter")
    assert terminal.at_prompt
