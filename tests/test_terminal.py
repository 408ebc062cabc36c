"""The terminal that the golden screens are played at."""

from __future__ import annotations

import pathlib
import sys

import pytest

from tests.sessions.test_sessions import environment
from tests.terminal import Terminal

SLOW = """
import os, sys, termios, time, tty
held = termios.tcgetattr(0)
tty.setcbreak(0)
print("? ", end="", flush=True)
key = os.read(0, 1).decode()
end = time.process_time() + 0.5
while time.process_time() < end:
    pass
print(f"[{key}]", end=" ", flush=True)
os.read(0, 1)
print()
termios.tcsetattr(0, termios.TCSANOW, held)
"""
"""Reads single keys, and works for half a second before it answers one."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who is at work")
def test_a_slow_answer_is_waited_for(tmp_path: pathlib.Path) -> None:
    """A screen is looked at when the program waits again, however long it works on the key before."""
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")
    terminal = Terminal(environment(tmp_path), str(tmp_path))
    try:
        terminal.run(f"{sys.executable} slow.py")
        terminal.press("x")
        assert terminal.lines()[-1].strip() == "? [x]"
        terminal.press("y")
        assert terminal.at_prompt
    finally:
        terminal.close()
