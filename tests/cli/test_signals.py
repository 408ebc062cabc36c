"""Signals and closed windows at a terminal: answers are kept, texts are cleaned up, and no crash leaves an image."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pexpect
import pytest

from tests.sessions.test_sessions import environment
from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and a pseudo-terminal")

WFC = [sys.executable, "-m", "welfare_cli"]
PATIENCE = 60.0
Child: TypeAlias = "pexpect.spawn[str]"
ENDINGS: dict[str, tuple[Callable[[Child], None], set[int]]] = {
    "SIGHUP": (lambda child: child.kill(signal.SIGHUP), {128 + signal.SIGHUP}),
    "SIGTERM": (lambda child: child.kill(signal.SIGTERM), {128 + signal.SIGTERM}),
    "SIGQUIT": (lambda child: child.kill(signal.SIGQUIT), {128 + signal.SIGQUIT}),
    "SIGINT": (lambda child: child.kill(signal.SIGINT), {130}),
    "closed": (lambda child: os.close(child.child_fd), {128 + signal.SIGHUP}),
}
"""How a person or the system ends a command at a terminal, and its exit code."""


@pytest.fixture
def office(tmp_path: pathlib.Path) -> pathlib.Path:
    """The folder of an office with a ledger."""
    wfc(tmp_path, "init")
    return tmp_path


def wfc(folder: pathlib.Path, *words: str, **more: str) -> str:
    """Run wfc without a terminal."""
    done = subprocess.run(
        [*WFC, *words], env=environment(folder) | more, cwd=folder, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


@pytest.fixture
def terminal(office: pathlib.Path) -> Iterator[Terminal]:
    """A terminal in the office; what is run by `exec` has it to itself."""
    terminal = Terminal(environment(office), str(office))
    yield terminal
    with contextlib.suppress(OSError, pexpect.ExceptionPexpect):  # it was waited for
        terminal.close()


def code_of(child: Child) -> int:
    """The exit code of a program at a terminal that may be gone."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        process, status = os.waitpid(int(child.pid or 0), os.WNOHANG)
        if process:
            return os.waitstatus_to_exitcode(status)
        try:  # what it still writes; pexpect's own reading would wait for it, and take its code
            if select.select([child.child_fd], [], [], 0.05)[0]:
                os.read(child.child_fd, 65536)
        except (OSError, ValueError):  # the terminal is gone
            time.sleep(0.05)
    raise AssertionError("it goes on")


def draft_of(folder: pathlib.Path) -> dict[str, object]:
    """The one draft beside the ledger."""
    (file,) = (folder / "ledger.db.drafts").iterdir()
    found: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_answer_is_kept(office: pathlib.Path, terminal: Terminal, ending: str) -> None:
    """However the command ends, `wfc draft` has all answers, those of a half-answered question among them."""
    terminal.run("exec wfc case add --kind individual --area 市外")
    terminal.press("2025-01-20⏎ 本人 ⏎")
    while not any("? 課題" in line for line in terminal.lines()):
        terminal.press("⏎")
    terminal.press("住まい ⏎")
    end, codes = ENDINGS[ending]
    end(terminal.child)
    assert code_of(terminal.child) in codes
    draft = draft_of(office)
    cells = draft["cells"]
    assert isinstance(cells, dict)
    assert cells.items() >= {"kind": "individual", "received_on": "2025-01-20", "route": "self"}.items()
    assert draft["typed"] == "housing;"


@pytest.mark.parametrize("ending", ["SIGHUP", "closed"])
def test_what_is_being_typed_is_kept_too(office: pathlib.Path, terminal: Terminal, ending: str) -> None:
    """A text of several lines is there as far as it was typed."""
    terminal.run("exec wfc case add --kind individual --area 市外")
    terminal.press("⏎⏎⏎⏎⏎⏎ひみつの話")
    end, codes = ENDINGS[ending]
    end(terminal.child)
    assert code_of(terminal.child) in codes
    assert draft_of(office)["typed"] == "ひみつの話"


def test_the_words_of_a_line_are_kept_before_the_first_question(office: pathlib.Path, terminal: Terminal) -> None:
    """`wfc quick` loses nothing either while it still asks what a word means."""
    terminal.run("exec wfc quick 個別相談 今日 市外 なにか")
    terminal.child.kill(signal.SIGHUP)
    assert code_of(terminal.child) == 128 + signal.SIGHUP
    cells = draft_of(office)["cells"]
    assert isinstance(cells, dict)
    assert cells["area"] == "outside"


def test_a_draft_is_gone_on_with_at_one_terminal_alone(office: pathlib.Path, terminal: Terminal) -> None:
    """A second one is refused while the first is at it, and finds it gone when it was recorded meanwhile."""
    terminal.run("exec wfc case add --kind individual --area 市外")
    terminal.press("2025-01-20⏎")
    other = Terminal(environment(office), str(office))
    try:
        other.run("wfc draft 1")
        assert "書きかけ 1 は、ほかの画面で続けているところです" in "\n".join(other.lines())
        other.run("wfc draft 1 --discard; echo $?")
        assert other.lines()[-1] == "5"
        terminal.child.kill(signal.SIGKILL)
        code_of(terminal.child)
        other.run("wfc draft 1 --discard; echo $?")
        assert other.lines()[-1] == "0"
        other.run("wfc draft 1; echo $?")
        assert other.lines()[-1] == "3"
    finally:
        other.close()
    assert not (office / "ledger.db.drafts").exists()


EDITOR = """#!/bin/sh
echo ひみつ > "$1"
cp "$1" "$1~"; cp "$1" "$(dirname "$1")/.text.swp"; touch {office}/started
sleep {seconds}
"""


def editor(office: pathlib.Path, seconds: int) -> str:
    """An editor that leaves a backup and a swap file beside the text, and stays for so long."""
    file = office / "editor"
    file.write_text(EDITOR.format(office=office, seconds=seconds), encoding="utf-8")
    file.chmod(0o700)
    return str(file)


OWN = {"ledger.db", "ledger.db-journal", "ledger.db.queue", ".bash_history", "editor", "started", "home"}


def beside(office: pathlib.Path) -> set[str]:
    """What lies beside the ledger, without its own files."""
    return {each.name for each in office.iterdir()} - OWN


ADD = "case add --kind individual --received-on 2025-01-20 --area 市外 --topic 住まい --summary -"


def test_an_editor_leaves_nothing(office: pathlib.Path, terminal: Terminal) -> None:
    """Backups and swap files go with the text."""
    before = beside(office)
    terminal.run(f"EDITOR={editor(office, 0)} wfc {ADD}; echo $?")
    assert terminal.lines()[-1] == "0"
    assert beside(office) == before
    assert "ひみつ" in wfc(office, "case", "show", "C-1")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_editor_that_is_interrupted_leaves_nothing(office: pathlib.Path, terminal: Terminal, number: int) -> None:
    """A signal ends the command and takes the text away."""
    before = beside(office)
    terminal.child.send(f"EDITOR={editor(office, 60)} exec wfc {ADD}\r".encode())
    wait_for(office / "started")
    terminal.child.kill(number)
    assert code_of(terminal.child) == 128 + number
    assert beside(office) == before


def test_what_a_killed_editor_left_is_named_and_then_removed(office: pathlib.Path, terminal: Terminal) -> None:
    """`wfc check` (111) names it; the next command that writes removes it, and what older versions left too."""
    terminal.child.send(f"EDITOR={editor(office, 1)} exec wfc {ADD}\r".encode())
    wait_for(office / "started")
    terminal.child.kill(signal.SIGKILL)
    code_of(terminal.child)
    gone = subprocess.Popen(["true"])
    gone.wait()
    older = [f".text.{gone.pid}.new", f".text.{gone.pid}.new~", f".text.{gone.pid}.new.swp", f"#.text.{gone.pid}.new#"]
    for name in older:
        (office / name).write_text("ひみつ", encoding="utf-8")
    done = subprocess.run([*WFC, "check"], env=environment(office), capture_output=True, check=False, encoding="utf-8")
    assert all(name in done.stdout for name in [".wfc-text-", *older])
    wfc(office, *ADD.replace(" --summary -", "").split())
    assert not [each for each in office.iterdir() if "text" in each.name]


def wait_for(path: pathlib.Path) -> None:
    """Wait until a file is there."""
    end = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_no_core_file(office: pathlib.Path) -> None:
    """Nothing can write an image of the memory: not wfc, however it ends, and not the editor that it starts."""
    import resource

    limit = office / "limit"
    shell = office / "editor"
    shell.write_text(
        f"#!/bin/sh\ngrep core /proc/$PPID/limits /proc/self/limits > {limit}; kill -{int(signal.SIGABRT)} $PPID"
    )
    shell.chmod(0o700)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    terminal = Terminal(environment(office), str(office))
    terminal.run(f"ulimit -S -c {'unlimited' if hard == resource.RLIM_INFINITY else hard}")
    terminal.child.send(f"EDITOR={shell} exec wfc {ADD}\r".encode())
    assert code_of(terminal.child) == -signal.SIGABRT
    lines = limit.read_text(encoding="utf-8").splitlines()
    assert [line.split()[-3:-1] for line in lines] == [["0", "0"], ["0", "0"]]
    assert not list(office.glob("core*"))


def test_a_person_is_told_of_a_wait(office: pathlib.Path, terminal: Terminal) -> None:
    """After some seconds somebody at a terminal is told that others are writing."""
    connection = sqlite3.connect(office / "ledger.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    words = ADD.replace(" --summary -", "")
    terminal.child.send(f"exec wfc {words}\r".encode())
    terminal.child.expect("ほかの wfc の書き込みを待っています".encode(), timeout=PATIENCE)
    connection.execute("ROLLBACK")
    connection.close()
    terminal.child.expect("記録しました".encode(), timeout=PATIENCE)
