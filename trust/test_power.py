"""A power cut loses nothing: each writing command is replayed to the states in which its disk may be left.

What is synced is there. Of what is not, each write is there, or is not, or some sectors of it are; each truncation is
there or is not; each name that was given or taken in a folder is there or is not, in whatever order. Where a person was
told that the command was done, it is done in every such state; before that, it is done or not begun.
"""

from __future__ import annotations

import pathlib
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from . import faults
from .deeds import BY_NAME, Deed, Judge, Offices, fresh, look
from .faults import Call

SECTOR = 512
STATES, LONG = 8, 1000
"""So many states of the disk for each command: with the tests, and at length."""
SPOILT = 0.2
"""Without waiting for the disk, more than this share of the states must be bad, or the harness sees nothing."""


@dataclass
class File:
    """A file on the disk that was: what is there for certain, and what was written since."""

    data: bytearray
    unsettled: list[Call] = field(default_factory=list)


class Disk:
    """A folder as the disk holds it: names and files, and what was done since each was synced."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.files = {
            each.stat().st_ino: File(bytearray(each.read_bytes())) for each in folder.rglob("*") if each.is_file()
        }
        self.names = {str(each): each.stat().st_ino for each in folder.rglob("*") if each.is_file()}
        self.now = dict(self.names)
        """The names as the program sees them."""
        self.folders = {str(folder), *(str(each) for each in folder.rglob("*") if each.is_dir())}
        self.unsettled: list[tuple[str, str, int]] = []
        """Names given or taken since their folder was synced: the folder's path, the name, the file (0: none)."""

    def see(self, call: Call) -> None:
        """Let one call more happen."""
        if call.name in ("write", "truncate"):
            self.files[call.file].unsettled.append(call)
        elif call.name == "sync":
            file = self.files[call.file]
            for each in file.unsettled:
                apply(file.data, each)
            file.unsettled = []
        elif call.name == "folder":
            kept = []
            for folder, name, number in self.unsettled:
                if folder == call.names[0]:
                    self.name(self.names, name, number)
                else:
                    kept.append((folder, name, number))
            self.unsettled = kept
        elif call.name == "open" and call.is_new:
            self.files[call.file] = File(bytearray())
            self.give(call.names[0], call.file)
        elif call.name in ("rename", "link"):
            old, new = call.names
            self.give(new, self.now[old])
            if call.name == "rename":
                self.give(old, 0)
        elif call.name == "unlink":
            self.give(call.names[0], 0)
        elif call.name == "mkdir":
            self.give(call.names[0], -1)

    def give(self, name: str, number: int) -> None:
        """Give a name to a file (0: take it; -1: to a folder)."""
        self.unsettled.append((str(pathlib.Path(name).parent), name, number))
        self.name(self.now, name, number)

    @staticmethod
    def name(names: dict[str, int], name: str, number: int) -> None:
        """Enter a name, or take it out."""
        if number:
            names[name] = number
        else:
            names.pop(name, None)

    def after_a_cut(self, chance: random.Random) -> tuple[dict[str, bytes], set[str]]:
        """What is there when the power comes back: the files by name, and the folders."""
        keeping = chance.choice((0.0, 0.3, 0.5, 0.8, 1.0))
        names = dict(self.names)
        for _folder, name, number in self.unsettled:
            if chance.random() < keeping:
                self.name(names, name, number)
        folders = self.folders | {name for name, number in names.items() if number == -1}
        there = {}
        contents: dict[int, bytes] = {}
        for name, number in names.items():
            if number == -1 or str(pathlib.Path(name).parent) not in folders:
                continue
            if number not in contents:
                contents[number] = self.content(self.files[number], keeping, chance)
            there[name] = contents[number]
        return there, folders

    @staticmethod
    def content(file: File, keeping: float, chance: random.Random) -> bytes:
        """What stands in a file: what was synced, and of the rest what has come to the disk."""
        data = bytearray(file.data)
        for call in file.unsettled:
            fate = chance.random()
            if fate < keeping:
                apply(data, call)
            elif fate < keeping + (1 - keeping) / 3 and call.name == "write":
                for start in range(0, len(call.data), SECTOR):
                    if chance.random() < 0.5:
                        part = call.data[start : start + SECTOR]
                        apply(data, Call("write", call.file, (), call.place + start, part))
        return bytes(data)


def apply(data: bytearray, call: Call) -> None:
    """Write to, or cut, what stands in a file."""
    if call.name == "truncate":
        del data[call.place :]
        data.extend(bytes(call.place - len(data)))
    else:
        data.extend(bytes(max(0, call.place - len(data))))
        data[call.place : call.place + len(call.data)] = call.data


def replayed(judge: Judge, scratch: pathlib.Path, states: int, *, without: str = "") -> tuple[int, list[str]]:
    """Run a command once, cut the power at random calls, and judge what is there: how many states, and what is wrong.

    The power goes between the first change and the end, and in every fifth state when all has been done.
    """
    chance = random.Random(judge.deed.name)
    folder = fresh(judge.office, scratch / "office")
    before = Disk(folder)
    done, calls = faults.recorded(judge.deed.placed(folder), folder, scratch / "calls", without=without)
    assert done.code == 0, done
    after = look(folder / "ledger.db")
    assert after.content == judge.after.content, "the run that was recorded did something else"
    said = max(place for place, call in enumerate(calls) if call.name == "said")
    wrong = []
    seen: dict[int, list[str]] = {}
    first = next(place for place, call in enumerate(calls) if call.name not in ("open", "sync", "folder"))
    places = [chance.randint(first, len(calls)) if chance.random() < 0.8 else len(calls) for _each in range(states)]
    for cut, disk in cuts(before, calls, sorted(places)):
        there, folders = disk.after_a_cut(chance)
        confirmed = cut > said
        key = hash((confirmed, tuple(sorted(there.items()))))
        if key not in seen:
            place(folder, there, folders)
            seen[key] = judge.wrong(folder, confirmed=confirmed)
        wrong += [f"after call {cut} of {len(calls)}: {each}" for each in seen[key][:1]]
    return len(seen), wrong


def cuts(disk: Disk, calls: Sequence[Call], places: Sequence[int]) -> Iterator[tuple[int, Disk]]:
    """The disk as it is after so many calls, for each place in turn."""
    done = 0
    for cut in places:
        for call in calls[done:cut]:
            disk.see(call)
        done = cut
        yield cut, disk


def place(folder: pathlib.Path, there: dict[str, bytes], folders: set[str]) -> None:
    """Make a folder what the disk holds."""
    shutil.rmtree(folder)
    for each in sorted(folders):
        pathlib.Path(each).mkdir(parents=True, exist_ok=True)
    for name, data in there.items():
        pathlib.Path(name).write_bytes(data)


def test_every_state_is_whole(deed: Deed, judge: Judge, tmp_path: pathlib.Path, is_long: bool) -> None:
    """Wherever the power goes: 0 lost, 0 damaged."""
    states, wrong = replayed(judge, tmp_path, LONG if is_long else STATES)
    assert wrong == []
    assert states > 5


@pytest.mark.parametrize("name", ["add", "close", "import"])
def test_it_finds_what_is_not_waited_for(name: str, offices: Offices, tmp_path: pathlib.Path, is_long: bool) -> None:
    """With synchronous=OFF more than a fifth of the states are bad."""
    judge = Judge.of(BY_NAME[name], offices.of(BY_NAME[name]), tmp_path)
    many = LONG if is_long else 80
    _states, wrong = replayed(judge, tmp_path, many, without="synchronous")
    assert len(wrong) > SPOILT * many, len(wrong) / many


@pytest.mark.parametrize("name", ["init", "backup", "restore"])
def test_it_finds_a_folder_that_is_not_waited_for(name: str, offices: Offices, tmp_path: pathlib.Path) -> None:
    """Without the sync of the folder, a file that was confirmed can be gone, or the one that it replaced."""
    judge = Judge.of(BY_NAME[name], offices.of(BY_NAME[name]), tmp_path)
    _states, wrong = replayed(judge, tmp_path, 200, without="folder")
    assert wrong
