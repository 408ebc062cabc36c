"""The queue of writers: first come, first served; nobody is held up by who is gone, stopped, or cannot queue."""

from __future__ import annotations

import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.conftest import Office
from welfare_cli.ledger.engine import Place, sqlite
from welfare_cli.ledger.engine.queue import FIRST, WIDTH, Queue

WAITER = """
import sys, time
from welfare_cli.ledger.engine.queue import Queue
queue = Queue(sys.argv[1])
while True:
    is_mine = queue.is_my_turn()
    if queue.number >= 0:
        break
    time.sleep(0.001)
print(queue.number, flush=True)
while not queue.is_my_turn():
    time.sleep(0.001)
print("mine", flush=True)
sys.stdin.readline()
"""
"""A process that queues, says its number and when it is its turn, and leaves at the end of its input."""


class Waiter:
    """A process in the queue."""

    def __init__(self, path: pathlib.Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WAITER, Place(str(path)).queue],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.number = int(self.line())

    def line(self) -> str:
        """What it says next."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def end(self, number: int = signal.SIGKILL) -> None:
        """End it."""
        self.process.send_signal(number)
        self.process.communicate()


@pytest.fixture
def waiters(tmp_path: pathlib.Path) -> Iterator[list[Waiter]]:
    """Four processes that came one after the other."""
    found = [Waiter(tmp_path / "ledger.db") for _each in range(4)]
    yield found
    for each in found:
        each.end()


def test_it_is_the_turn_of_who_came_first(tmp_path: pathlib.Path, waiters: list[Waiter]) -> None:
    """Each comes to its turn when the one before has left, and a killed one is passed over."""
    first, second, third, fourth = waiters
    assert [each.number for each in waiters] == [0, 1, 2, 3]
    assert first.line() == "mine\n"
    second.end()
    mine = Queue(str(tmp_path / "ledger.db.queue"))
    assert not mine.is_my_turn()
    assert mine.number == 4
    first.end()
    assert third.line() == "mine\n"
    assert not mine.is_my_turn()
    third.end()
    assert fourth.line() == "mine\n"
    fourth.end()
    assert mine.is_my_turn()
    mine.leave()


def test_the_file_is_its_owners_alone_and_needs_no_repair(tmp_path: pathlib.Path) -> None:
    """Whatever stands in it, somebody comes to their turn."""
    path = tmp_path / "ledger.db.queue"
    for content in (b"", b"x", b"\xff" * 2 * WIDTH, b"\0" * 100):
        path.write_bytes(content)
        queue = Queue(str(tmp_path / "ledger.db.queue"))
        assert queue.is_my_turn()
        assert queue.number < 1 << 40
        queue.leave()
    path.unlink()
    assert Queue(str(tmp_path / "ledger.db.queue")).is_my_turn()
    assert path.stat().st_mode & 0o777 == 0o600 or os.name != "posix"
    assert path.stat().st_size <= 2 * WIDTH < FIRST


@pytest.mark.parametrize("obstacle", ["link", "fifo", "folder"])
def test_where_there_can_be_no_queue_nobody_queues(office: Office, obstacle: str) -> None:
    """A strange file in its place is not followed, not written to, and keeps nobody from writing."""
    path = pathlib.Path(f"{office.path}.queue")
    path.unlink(missing_ok=True)
    other = path.with_name("other")
    if obstacle == "link":
        other.write_text("other", encoding="utf-8")
        path.symlink_to(other)
    elif obstacle == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    office.case()
    assert not other.exists() or other.read_text(encoding="utf-8") == "other"


def test_a_link_to_the_ledger_leads_to_the_same_queue(office: Office) -> None:
    """Whoever names the ledger by a link waits with the others."""
    link = office.folder / "link.db"
    link.symlink_to(office.path)
    office.ok("case", "list", "--ledger", str(link))
    assert Place(str(link)).queue == Place(str(office.path)).queue


def test_one_that_is_stopped_is_passed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the one whose turn it is does nothing, others write after a while."""
    monkeypatch.setattr(sqlite, "OVERTAKEN_SECONDS", 0.2)
    waiter = Waiter(office.path)
    waiter.process.send_signal(signal.SIGSTOP)
    office.case()
    waiter.end()


def test_a_stopped_writer_makes_nobody_wait_for_ever(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds the ledger and does nothing is reported as busy (5)."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.5)
    connection = sqlite3.connect(office.path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    done = office("case", "add", "--kind", "community", "--received-on", "2024-12-03", "--area", "市外")
    connection.execute("ROLLBACK")
    connection.close()
    assert done.code == 5
    assert "何も書いていません" in done.err
    assert time.monotonic() - began < 10
