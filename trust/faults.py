"""Running wfc with `fault.c` between it and its disk: it dies at a call, one fails, or each one is written down."""

from __future__ import annotations

import functools
import hashlib
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = pathlib.Path(__file__).with_name("fault.c")
NOW = "2025-01-23T10:00:00"
WHO = "tester"
KILLED = -9
BUG = 1
LISTED = {0, 2, 3, 4, 5, 6, 7, 8}
"""The exit codes that docs/cli.md lists for a command that was not interrupted and met no bug."""


@dataclass(frozen=True)
class Done:
    """What a run came to: its exit code (-9 where it was killed), and what it wrote."""

    code: int
    out: str
    err: str


@functools.cache
def shim() -> str:
    """The library that stands between a program and its disk, built where it is not there yet."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not sys.platform.startswith("linux") or not compiler:
        pytest.skip("needs Linux and a C compiler")
    made = ROOT / ".cache" / "trust" / f"fault-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        draft = made.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(draft), str(SOURCE)], check=True)
        draft.replace(made)
    return str(made)


def environment(folder: pathlib.Path, **more: str) -> dict[str, str]:
    """What wfc sees of its surroundings: an office that works in a folder."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(folder), "LOGNAME": WHO, "LANG": "C.UTF-8"}
    return plain | {"WFC_LEDGER": str(folder / "ledger.db"), "WFC_NOW": NOW, "WFC_LANG": "ja"} | more


def program(without: str = "") -> list[str]:
    """The words that start wfc, or wfc without one of its safeguards."""
    return [sys.executable, "-m", *(["trust.without", without] if without else ["welfare_cli"])]


def run(
    words: Sequence[str],
    folder: pathlib.Path,
    fault: str = "",
    *,
    log: pathlib.Path | None = None,
    without: str = "",
    seconds: float | None = None,
    stdout: int = subprocess.PIPE,
    first: str = "",
    ending: int = signal.SIGKILL,
    **more: str,
) -> Done:
    """Run wfc in an office's folder: with a fault, after what a shell does `first`; killed after so many seconds.

    Where it is not to be killed, `ending` is the signal that it gets then.
    """
    if fault:
        more |= {"LD_PRELOAD": shim(), "FAULT_UNDER": str(folder), "FAULT_DO": fault}
        if log:
            more["FAULT_LOG"] = str(log)
    shell = ["sh", "-c", f'{first}; exec "$@"', "sh"] if first else []
    process = subprocess.Popen(
        [*shell, *program(without), *words],
        cwd=ROOT,
        env=environment(folder, **more),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(ending)
        out, err = process.communicate()
    return Done(process.returncode, (out or b"").decode(errors="replace"), err.decode(errors="replace"))


def run_in_a_window(words: Sequence[str], folder: pathlib.Path, call: int) -> Done:
    """Run wfc at a terminal whose window is closed before a call; nobody sees what it prints from then on."""
    import fcntl
    import pty
    import termios

    window, end = pty.openpty()
    stop = {"LD_PRELOAD": shim(), "FAULT_UNDER": str(folder), "FAULT_DO": f"signal:{call}:{int(signal.SIGSTOP)}"}
    process = subprocess.Popen(
        [*program(), *words],
        cwd=ROOT,
        env=environment(folder, TERM="xterm", **stop),
        stdin=end,
        stdout=end,
        stderr=end,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 nobody has threads here
    )
    os.close(end)
    _process, status = os.waitpid(process.pid, os.WUNTRACED)
    printed = b""
    if os.WIFSTOPPED(status):
        while select.select([window], [], [], 0)[0]:
            printed += os.read(window, 65536)
        os.close(window)  # the kernel sends SIGHUP, and lets it go on
        _process, status = os.waitpid(process.pid, 0)
    else:
        os.close(window)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Done(process.returncode, printed.decode(errors="replace"), "")


@dataclass(frozen=True)
class Call:
    """A call that was written down: `write` and its like, the file by its number, its names, where, and the bytes."""

    name: str
    file: int = 0
    names: tuple[str, ...] = ()
    place: int = 0
    data: bytes = b""
    is_new: bool = False


def calls_of(log: pathlib.Path) -> list[Call]:
    """Every call that `record` has written down, in order."""
    raw = log.read_bytes()
    found = []
    at = 0
    while at < len(raw):
        end = raw.index(b"\n", at)
        name, *rest = raw[at:end].decode().split(" ")
        numbers = [int(each) for each in rest]
        at = end + 1
        if name == "open":
            file, is_new, cut, length = numbers
            found.append(Call(name, file, (raw[at : at + length].decode(),), is_new=bool(is_new)))
            if cut and not is_new:
                found.append(Call("truncate", file))
        elif name == "write":
            file, place, length = numbers
            found.append(Call(name, file, (), place, raw[at : at + length]))
        elif name in ("truncate", "sync"):
            file, place, length = numbers[0], (numbers[1:] or [0])[0], 0
            found.append(Call(name, file, (), place))
        elif name == "said":
            length = 0
            found.append(Call(name))
        else:
            length = sum(numbers)
            old, new = raw[at : at + numbers[0]], raw[at + numbers[0] : at + length]
            found.append(Call(name, 0, (old.decode(), new.decode())))
        at += length
    return found


def recorded(
    words: Sequence[str], folder: pathlib.Path, log: pathlib.Path, *, without: str = ""
) -> tuple[Done, list[Call]]:
    """Run wfc and write down every call by which it touches the folder."""
    log.unlink(missing_ok=True)
    done = run(words, folder, "record", log=log, without=without)
    return done, calls_of(log)


def points(words: Sequence[str], folder: pathlib.Path, scratch: pathlib.Path) -> int:
    """How many calls a command makes; it is run in a copy."""
    copy = scratch / "points"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    log = scratch / "points.log"
    words = [word.replace(str(folder), str(copy)) for word in words]
    _done, calls = recorded(words, copy, log)
    return len(calls)


def traceback_in(done: Done) -> bool:
    """Whether a person was shown a bug."""
    return bool(re.search(r"Traceback|不具合", done.err))
