"""A person at a terminal: a shell in a pseudo-terminal, the keys that are pressed, and what stands on the screen."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import signal
import termios
import time
from collections.abc import Callable, Mapping
from typing import Any

import pexpect
import pyte
import pytest
import wcwidth

COLUMNS, LINES = 100, 50
QUIET = 0.15
"""Seconds without output, and without anybody at work, after which a screen that waits for a key is complete."""

ANSWERED = 0.03
"""The same, once something was written: whoever has more to write is at work."""

ASLEEP = set("SZ")
"""The states of a thread that waits for something to come, or has ended."""

PATIENCE = 60.0
"""Seconds after which a screen that is not complete is a failure."""

PROMPT = "$ "

SHELLS = {
    "": ["bash", "--noprofile", "--norc", "--noediting"],
    "bash": ["bash", "--noprofile", "--norc"],
    "zsh": ["zsh", "-f"],
    "fish": ["fish", "--no-config"],
}
"""How a shell is started that knows nothing of anybody: "" reads whole lines, the others edit them."""

COMPLETE = {
    "bash": 'eval "$(wfc completion bash)"',
    "zsh": 'autoload -Uz compinit; compinit -u; eval "$(wfc completion zsh)"',
    "fish": "function fish_prompt; printf '$ '; end; wfc completion fish | source",
}
"""How a shell is taught to complete wfc."""

KEYS = {
    "⏎": "\r",
    "↓": "\x1b[B",
    "↑": "\x1b[A",
    "⌫": "\x7f",
    "⇥": "\t",
    "^C": "\x03",
    "^D": "\x04",
    "^U": "\x15",
}
"""How keys that print nothing are written. White space around them is no key."""

_PROTOCOL = re.compile(rb"\x1b\[[=<>?][0-9;]*u")
"""How a shell asks for another notation of keys; pyte does not know it and would print a part."""

_KEY = re.compile(r"\s*(" + "|".join(map(re.escape, KEYS)) + r")\s*")


def need_terminals() -> None:
    """Skip a test where nobody can sit at a terminal, as in a chroot that has none."""
    try:
        for end in os.openpty():
            os.close(end)
    except OSError:
        pytest.skip("the system has no pseudo-terminals (/dev/pts)")


class _Screen(pyte.Screen):
    """A screen that answers when it is asked where the cursor is."""

    answer: Callable[[str], object]

    def write_process_input(self, data: str) -> None:
        """Send what the terminal itself has to say."""
        self.answer(data)


def _hear() -> None:
    """Take the signals that whoever runs the tests in the background ignores: a shell hands that on."""
    for each in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(each, signal.SIG_DFL)


class Terminal:
    """A shell at a terminal of 100 × 50, and its screen."""

    def __init__(self, environment: Mapping[str, str], folder: str, *, columns: int = COLUMNS, shell: str = "") -> None:
        need_terminals()
        self.screen = _Screen(columns, LINES)
        self.stream = pyte.ByteStream(self.screen)
        command, *words = SHELLS[shell]
        self.child = pexpect.spawn(
            command,
            words,
            env={
                **environment,
                "PS1": PROMPT,
                "PS2": "",
                "PROMPT": PROMPT,
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
            },
            cwd=folder,
            dimensions=(LINES, columns),
            preexec_fn=_hear,
        )
        self.typed_lines = 0
        self.screen.answer = self.child.send
        if shell:
            self.child.send(f"{COMPLETE[shell]}\r".encode())
            self._typed_whole("")
        else:
            self.settle()

    def run(self, command: str) -> None:
        """Type a command at the shell's prompt, on an empty screen."""
        assert self.at_prompt, "\n".join(self.lines())
        self.screen.reset()
        self.typed_lines = -(-wcwidth.wcswidth(command) // self.screen.columns)
        self.child.send(f"{command}\r".encode())
        self.settle()

    def press(self, keys: str) -> None:
        """Press keys, and wait until the program waits for the next."""
        for part in _KEY.split(keys):
            if part:
                self.child.send(KEYS.get(part, part).encode())
                self.settle()

    def settle(self) -> None:
        """Take in what is written until it is quiet, nobody is at work, and a question or the shell's prompt waits."""
        end, quiet_since, enough = time.monotonic() + PATIENCE, time.monotonic(), QUIET
        while time.monotonic() - quiet_since < enough or not (self.asked or self.at_prompt):
            assert time.monotonic() < end, "\n".join(self.lines())
            try:
                self._take_in(ANSWERED / 2)
                quiet_since, enough = time.monotonic(), ANSWERED
            except pexpect.TIMEOUT:
                quiet_since = time.monotonic() if self.at_work else quiet_since
            except pexpect.EOF:
                return

    def _take_in(self, seconds: float) -> None:
        """Show what is written within so many seconds, or raise pexpect's TIMEOUT."""
        written: Any = self.child.read_nonblocking(65536, seconds)  # bytes, as no encoding was given
        self.stream.feed(_PROTOCOL.sub(b"", written))

    @property
    def at_work(self) -> bool:
        """Whether a program in front still has to do: it is not asleep until a key comes. Linux alone tells."""
        front = os.tcgetpgrp(self.child.child_fd)
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it may have ended meanwhile
                if os.getpgid(int(process.name)) == front:
                    states = (stat.read_text().rpartition(") ")[2][0] for stat in process.glob("task/*/stat"))
                    if not set(states) <= ASLEEP:
                        return True
        return False

    @property
    def asked(self) -> bool:
        """Whether a question reads single keys."""
        return not termios.tcgetattr(self.child.child_fd)[3] & termios.ICANON

    @property
    def at_prompt(self) -> bool:
        """Whether the shell waits for a command, or for more of one."""
        line = self.screen.display[self.screen.cursor.y]
        return line[: self.screen.cursor.x] == PROMPT

    def lines(self) -> list[str]:
        """What stands on the screen, from the command's answer to the last line that is not empty."""
        lines = [line.rstrip() for line in self.screen.display][self.typed_lines :]
        while lines and lines[-1] in ("", PROMPT.rstrip()):
            lines.pop()
        return lines

    def typed(self, keys: str, wanted: str) -> str:
        """What stands on the line of a shell that edits it, some keys later; then the line is left."""
        self.child.send(b"\x15" + keys.encode())
        line = self._typed_whole(wanted)
        self.child.send(b"\x15")
        return line

    def _typed_whole(self, wanted: str) -> str:
        """Take in what is written until the last line is what is wanted, or for as long as patience lasts."""
        end, line = time.monotonic() + PATIENCE / 4, "?"
        while line != wanted and time.monotonic() < end:
            try:
                self._take_in(0.2)
            except pexpect.TIMEOUT:
                lines = [line for line in self.screen.display if line.startswith(PROMPT.strip())]
                line = lines[-1].removeprefix(PROMPT.strip()).strip() if lines else "?"
        return line

    def close(self) -> None:
        """Leave the shell."""
        self.child.close(force=True)
