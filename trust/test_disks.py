"""A full or failing disk: whatever fails, the message is clear, the exit code is listed and the ledger is as before.

A result that could not be written to its end is never exit code 0.
"""

from __future__ import annotations

import os
import pathlib
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence

import pytest

from . import faults
from .deeds import BY_NAME, Deed, Judge, Offices, fresh, look

POINTS = 2
"""So many failing calls of each command with the tests; at length, every one."""
LATER = "2025-01-23T10:00:01"
DONE = "記録は済んでいます"
"""How it is said that the entry is in the ledger, though the disk did not answer to the very last sync."""
UNKNOWN = "ディスクに書けたかどうかを確かめられませんでした"
"""How it is said of what may be written twice that it may or may not be there."""
CLOSED = "exec >&-"
"""What a shell does to close the standard output."""
DOCUMENTS = {
    "list": ("case", "list", "--format", "csv"),
    "report": ("report", "--as-of", "2024-12-31", "--output", "@報告.txt"),
    "workbook": ("report", "--as-of", "2024-12-31", "--output", "@報告.xlsx"),
    "document": ("document", "--as-of", "2024-12-31", "--output", "@報告書.docx"),
    "print": ("document", "--as-of", "2024-12-31", "--output", "@報告書.pdf"),
    "form": ("form", "@用紙.xlsx", "--kind", "case"),
    "profile": ("profile", "export", "@書き出し.toml"),
}
"""Commands that write a file and not the ledger."""


def clear(done: faults.Done) -> list[str]:
    """What a person could not make anything of."""
    wrong = []
    if done.code not in faults.LISTED:
        wrong.append(f"exit code {done.code}")
    if faults.traceback_in(done):
        wrong.append("a bug was shown")
    if done.code and done.err.count("\n") < 2:
        wrong.append("no problem with a way out was named")
    return wrong


def judged(judge: Judge, folder: pathlib.Path, done: faults.Done, struck: Sequence[str] = ()) -> list[str]:
    """What is wrong after a command under which something failed, and after it was run again when nothing did.

    Where the call failed too by which a new file is taken back, it may be there: whole, and told as failed.
    """
    is_done = done.code == 0 or DONE in done.err
    may_be_there = UNKNOWN in done.err or not {"unlink", "rename"}.isdisjoint(struck)
    wrong = clear(done) + judge.wrong(folder, confirmed=is_done, failed=not is_done and not may_be_there)
    if not wrong and not is_done and (UNKNOWN in done.err or not may_be_there):
        named_by_time = judge.deed.name in ("backup", "restore")
        now = LATER if named_by_time else faults.NOW  # where all calls fail, what was begun cannot be taken away either
        again = faults.run(judge.deed.placed(folder), folder, WFC_NOW=now)
        if again.code:
            wrong.append(f"cannot be run again: {again}")
        wrong += judge.wrong(folder, confirmed=True)
    return wrong and [*wrong, f"{done.code} {done.err}"]


def test_a_call_fails(deed: Deed, judge: Judge, tmp_path: pathlib.Path, is_long: bool) -> None:
    """The n-th open, write, sync, truncation or renaming fails, alone or with all after it, or writes half."""
    many = judge.points(tmp_path)
    aims = [f"{how}:{call}" for call in range(1, many + 1) for how in ("fail", "from", "short")]
    if not is_long:
        aims = random.Random(deed.name).sample(aims, min(POINTS, len(aims)))
    struck, wrong = 0, []
    for aim in aims:
        folder = fresh(judge.office, tmp_path / "office")
        log = tmp_path / "struck"
        log.unlink(missing_ok=True)
        done = faults.run(deed.placed(folder), folder, aim, log=log)
        what = log.read_text().split() if log.exists() else []
        struck += bool(what)
        found = judged(judge, folder, done, what)
        if found:
            wrong.append((aim, what[:1], found))
    assert not wrong, "\n".join(map(str, wrong))
    assert struck > len(aims) / 4


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_call_fails_under_a_file(name: str, offices: Offices, tmp_path: pathlib.Path, is_long: bool) -> None:
    """A file that could not be written is not there, or is the one that was there; nothing is left beside it."""
    office = offices.of(BY_NAME["add"])
    words = [word.replace("@", f"{tmp_path}/office/") for word in DOCUMENTS[name]]
    folder = fresh(office, tmp_path / "office")
    before = {each.name for each in folder.iterdir()}
    log = tmp_path / "calls"
    done, calls = faults.recorded(words, folder, log)
    assert done.code == 0, done
    whole = done.out
    made = {each.name for each in folder.iterdir()} - before
    aims = [f"{how}:{call}" for call in range(1, len(calls) + 1) for how in ("fail", "from")]
    if not is_long:
        aims = random.Random(name).sample(aims, min(POINTS, len(aims)))
    wrong = []
    for aim in aims:
        folder = fresh(office, tmp_path / "office")
        log.unlink(missing_ok=True)
        done = faults.run(words, folder, aim, log=log)
        there = {each.name for each in folder.iterdir()} - before
        found = clear(done)
        if done.code and there and not (log.exists() and "unlink" in log.read_text()):
            found.append(f"left behind: {there}")
        if not done.code and (there != made or done.out != whole):
            found.append("0, and not whole")
        if found:
            wrong.append((aim, done, found))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_file_may_not_grow(deed: Deed, judge: Judge, tmp_path: pathlib.Path, is_long: bool) -> None:
    """With RLIMIT_FSIZE no file may be longer than that."""
    sizes = range(0, 1000, 10)
    for size in sizes if is_long else random.Random(deed.name).sample(sizes, 2):
        folder = fresh(judge.office, tmp_path / "office")
        done = faults.run(deed.placed(folder), folder, first=f"ulimit -f {size}")  # in blocks of 512 bytes
        assert judged(judge, folder, done) == [], size


@pytest.fixture
def mounted(tmp_path: pathlib.Path) -> Iterator[Callable[..., pathlib.Path]]:
    """Give a folder on a file system of its own, of a size; only the system's owner can mount one."""
    place = tmp_path / "mounted"
    place.mkdir()

    def mount(*options: str) -> pathlib.Path:
        words = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(place)]
        if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("only the owner of the system can mount a file system")
        return place

    yield mount
    subprocess.run(["umount", str(place)], capture_output=True, check=False)


def test_a_small_file_system_is_full(
    deed: Deed, judge: Judge, mounted: Callable[..., pathlib.Path], is_long: bool
) -> None:
    """Some pages are free, and then none."""
    used = sum(each.stat().st_size // 4096 + 2 for each in judge.office.rglob("*"))
    place = mounted(f"size={(used + 4) * 4096}")
    outcomes = set()
    for free in range(0, 400, 5 if is_long else 160):
        subprocess.run(["mount", "-o", f"remount,size={(used + 400) * 4096}", str(place)], check=True)
        folder = fresh(judge.office, place / "office")
        taken = os.statvfs(place)
        size = max(1, taken.f_blocks - taken.f_bfree + free) * taken.f_bsize  # a size of 0 would be none
        subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)
        done = faults.run(deed.placed(folder), folder)
        outcomes.add(done.code)
        subprocess.run(["mount", "-o", f"remount,size={(used + 1200) * 4096}", str(place)], check=True)
        assert judged(judge, folder, done) == [], free
    assert outcomes == {0, 6}


def test_nothing_may_be_written(deed: Deed, judge: Judge, mounted: Callable[..., pathlib.Path]) -> None:
    """On a file system that is read-only, a command that writes is refused, and one that reads is answered."""
    place = mounted("size=40m")
    folder = fresh(judge.office, place / "office")
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    done = faults.run(deed.placed(folder), folder)
    assert done.code == 6
    read = faults.run(("report", "--as-of", "2024-12-31"), folder)
    assert read.code == (0 if deed.office == "worked" else read.code)
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
    assert judged(judge, folder, done) == []


def test_a_result_that_nobody_got(deed: Deed, judge: Judge, tmp_path: pathlib.Path) -> None:
    """With a full or a closed standard output the code is 6, and it is said that the work is done."""
    for first in ("", CLOSED):
        folder = fresh(judge.office, tmp_path / "office")
        with open("/dev/full", "wb") as full:
            done = faults.run(deed.placed(folder), folder, stdout=full.fileno(), first=first)
        assert (done.code, clear(done)) == (6, []), done
        is_done = deed.name != "undo"  # which first says what it would take back
        assert (DONE in done.err) == is_done, done
        assert judge.wrong(folder, confirmed=is_done, failed=not is_done) == []


READING = [
    *(("report", "--as-of", "2024-12-31", "--format", each) for each in ("table", "csv", "tsv", "json", "markdown")),
    *((kind, "list") for kind in ("case", "contact", "meeting")),
    *(("case", "list", "--format", each) for each in ("csv", "json")),
    ("case", "show", "C-1"),
    ("history", "C-1"),
    ("log",),
    ("today",),
    ("measures",),
    ("check",),
    ("explain", "一度目"),
    ("publication", "list"),
    ("publication", "report", "一度目"),
    ("--help",),
    ("case", "add", "--help"),
    ("--version",),
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_an_answer_that_nobody_got(words: tuple[str, ...], offices: Offices, tmp_path: pathlib.Path) -> None:
    """A report or a list that could not be written to its end is never 0."""
    folder = fresh(offices.of(BY_NAME["add"]), tmp_path / "office")
    whole = faults.run(words, folder)
    assert whole.out or words == ("check",), whole
    for first in ("", CLOSED):
        with open("/dev/full", "wb") as full:
            done = faults.run(words, folder, stdout=full.fileno(), first=first)
        assert done.code == 6, done
        assert clear(done) == []


def test_the_harness_strikes(offices: Offices, tmp_path: pathlib.Path) -> None:
    """A call that fails is one that the command makes: its first sync is that of the journal, and is missed."""
    folder = fresh(offices.of(BY_NAME["add"]), tmp_path / "office")
    deed = BY_NAME["add"]
    _done, calls = faults.recorded(deed.placed(folder), folder, tmp_path / "calls")
    first = next(place for place, call in enumerate(calls, 1) if call.name == "sync")
    folder = fresh(offices.of(deed), tmp_path / "office")
    before = look(folder / "ledger.db")
    done = faults.run(deed.placed(folder), folder, f"fail:{first}", log=tmp_path / "struck")
    assert done.code == 6
    assert (tmp_path / "struck").read_text() == "sync\n"
    assert look(folder / "ledger.db") == before
    shutil.rmtree(folder)
