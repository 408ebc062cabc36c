"""The golden screens: what a person at a terminal types, key by key, and what stands on the screen.

A `.screen` file is read like a golden session (`test_sessions.py`); every command is typed into one shell at a
terminal of 100 × 50. Beyond that:

- `> keys` are the keys that are pressed while a command asks: text as it is typed, `⏎ ↓ ↑ ⌫ ⇥ ^C ^D ^U` for keys
  that print nothing. Each command begins on an empty screen.
- Lines that begin with `│` are the screen: beneath keys that end with `▢`, and at the end of every command.

`pytest --bless` rewrites the screens; the diff is read before it is kept.
"""

from __future__ import annotations

import difflib
import pathlib
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from tests.conftest import SAMPLE
from tests.sessions.test_sessions import SCREENS, environment, masked
from tests.terminal import Terminal

LOOK = "▢"


def played(text: str, folder: pathlib.Path, terminal: Terminal) -> Iterator[str]:
    """Each line of a session, with the screens as they are seen now."""
    lines = [line for line in text.splitlines() if not line.startswith("│")]
    for place, line in enumerate(lines):
        yield line
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if line.startswith("$ "):
            terminal.run(line[2:])
        elif line.startswith("> "):
            terminal.press(line[2:].removesuffix(LOOK).rstrip())
        else:
            continue
        if line.endswith(LOOK) or not following.startswith("> "):
            yield from (f"│ {masked(each, folder)}".rstrip() for each in terminal.lines())


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.stem)
def test_a_terminal_shows_what_is_written(path: pathlib.Path, pytestconfig: pytest.Config) -> None:
    """What a person types at a terminal is answered as the manual shows it, screen by screen."""
    told = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="wfc") as short:  # a long path would break a line of the screen
        folder = pathlib.Path(short)
        shutil.copytree(SAMPLE, folder / "sample")
        terminal = Terminal(environment(folder), str(folder))
        try:
            seen = "\n".join(played(told, folder, terminal)) + "\n"
        finally:
            terminal.close()
    if pytestconfig.getoption("--bless"):
        path.write_text(seen, encoding="utf-8")
        return
    differences = "".join(
        difflib.unified_diff(
            told.splitlines(keepends=True), seen.splitlines(keepends=True), f"{path.name}, as written", "as played"
        )
    )
    assert not differences, differences
