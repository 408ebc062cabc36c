"""What every program of the comparison is played by."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tools.plays.office import NOW, Fact
from tools.plays.terminal import PROMPT, Terminal

BASH = ("bash", "--noprofile", "--rcfile", "bashrc", "-i")


@dataclass(frozen=True)
class Way:
    """A way to do the tasks in a program: the keys for each task by its name; a task that is missing has none."""

    name: str
    plays: Mapping[str, str] = field(default_factory=dict)


class Program(ABC):
    """A program: its name, what must be installed, and the ways in which it is used."""

    name: str
    needs: tuple[str, ...]
    ways: tuple[Way, ...]

    def missing(self) -> list[str]:
        """The commands that are not installed."""
        return [each for each in self.needs if shutil.which(each, path=self.path) is None]

    @property
    def path(self) -> str:
        """Where commands are looked for: beside this Python, then where the system has them."""
        return os.pathsep.join((str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"))

    @abstractmethod
    def version(self) -> str:
        """The version that is installed."""

    @abstractmethod
    def prepare(self, folder: Path, way: Way) -> None:
        """Set the program up in an empty folder, as somebody does once, with the office's facts."""

    @abstractmethod
    def play(self, folder: Path, way: Way, keys: str) -> str:
        """Press the keys of a task; what is seen at the end."""

    @abstractmethod
    def facts(self, folder: Path) -> frozenset[Fact]:
        """What stands in the program, as it says itself."""


class ShellProgram(Program):
    """A program that is used at a shell's prompt, on the office's day."""

    bashrc = ""
    own_clock = False
    """Whether the program can be told what day it is."""

    def environment(self, folder: Path) -> dict[str, str]:
        """All that the shell knows of the world outside."""
        known = {"PATH": self.path, "HOME": str(folder), "LOGNAME": "csw3", "TZ": "Asia/Tokyo", "LANG": "C.UTF-8"}
        return known if self.own_clock else known | _clock(self.path)

    def run(self, folder: Path, *command: str) -> str:
        """What a command prints, on the office's day."""
        done = subprocess.run(
            command,
            cwd=folder,
            env=self.environment(folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout.decode(), done.stderr.decode())
        return done.stdout.decode()

    def play(self, folder: Path, way: Way, keys: str) -> str:
        """Type the keys at the shell's prompt, until the prompt is back."""
        (folder / "bashrc").write_text(f"PS1='{PROMPT}'\n{self.bashrc}", encoding="utf-8")
        terminal = Terminal(BASH, self.environment(folder), str(folder))
        try:
            terminal.finish()
            terminal.press(keys)
            terminal.finish()
            return terminal.text()
        finally:
            terminal.close()


@cache
def _clock(path: str) -> dict[str, str]:
    """What sets the clock of a program to the office's day.

    faketime sets the same, but fails now and then: of a program that was killed something stays behind under its
    number, which another one is given later.
    """
    tries = (
        subprocess.run(
            ["faketime", "-f", f"@{NOW}", "printenv", "LD_PRELOAD"],
            env={"PATH": path},
            capture_output=True,
            check=False,
        )
        for _each in range(50)
    )
    library = next(done.stdout.decode().strip() for done in tries if done.returncode == 0)
    return {"LD_PRELOAD": library, "FAKETIME": f"@{NOW}", "FAKETIME_DISABLE_SHM": "1"}
