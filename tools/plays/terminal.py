"""A person at a terminal: a program in a pseudo-terminal, keys pressed one after another, and what is seen."""

from __future__ import annotations

import termios
import time
from collections.abc import Callable, Mapping, Sequence

import pexpect
import pyte

from tools.plays.keys import chunks

COLUMNS, LINES = 110, 60
QUIET = 0.15
"""Seconds without output after which somebody presses the next key."""
SILENCE = 2.0
"""Seconds after which a key that nothing answers is taken to have done nothing that is seen."""
PATIENCE = 60.0
PROMPT = "$ "

_BYTES = {"⏎": "\r", "⇥": "\t", "⎋": "\x1b", "↓": "\x1b[B", "↑": "\x1b[A", "→": "\x1b[C"}


class _Screen(pyte.Screen):
    """A screen that answers when it is asked where the cursor is."""

    answer: Callable[[str], object]

    def write_process_input(self, data: str) -> None:
        """Send what the terminal itself has to say."""
        self.answer(data)

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        """Colours; vim asks for keys of its own in the same way, which a screen does not know."""
        if not private:
            super().select_graphic_rendition(*attributes)


class Terminal:
    """A program at a terminal, and its screen."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
        self.screen = _Screen(COLUMNS, LINES)
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            command[0],
            list(command[1:]),
            env={**environment, "PS1": PROMPT, "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "Asia/Tokyo"},
            cwd=folder,
            dimensions=(LINES, COLUMNS),
        )
        self.screen.answer = self.child.send

    def press(self, play: str) -> None:
        """Press keys, and look at the screen after each run of text and each key that prints nothing."""
        for chunk in chunks(play):
            keys = chr(ord(chunk[1]) & 31) if chunk.startswith("⌃") else _BYTES.get(chunk, chunk)
            self.child.send(keys.encode())
            self.settle()

    def settle(self) -> None:
        """Take in what is answered, until it is quiet and single keys are read."""
        began = seen = time.monotonic()
        while True:
            now = time.monotonic()
            assert now - began < PATIENCE, self.text()
            answered = seen > began or now - began > SILENCE
            if answered and now - seen > QUIET and self.reads_keys:
                return
            seen = time.monotonic() if self._feed() else seen

    def finish(self) -> None:
        """Wait until the shell's prompt is back."""
        end = time.monotonic() + PATIENCE
        while not self.at_prompt:
            assert time.monotonic() < end, self.text()
            self._feed()

    def _feed(self) -> bool:
        try:
            self.stream.feed(self.child.read_nonblocking(65536, 0.02))  # type: ignore[arg-type]
        except pexpect.TIMEOUT:
            return False
        return True

    @property
    def reads_keys(self) -> bool:
        """Whether single keys are read."""
        return not termios.tcgetattr(self.child.child_fd)[3] & termios.ICANON

    @property
    def at_prompt(self) -> bool:
        """Whether the shell waits for a command, and none is begun."""
        return self.screen.display[self.screen.cursor.y].strip() == PROMPT.strip() and self.reads_keys

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def close(self) -> None:
        """Leave."""
        self.child.close(force=True)
