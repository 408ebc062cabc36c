"""A private folder in which a command works, and what commands that were killed have left in a ledger's folder.

Other programs write there too: an editor leaves backups, swap files and locks beside the file that it edits. All of
it goes with the folder; what a killed command leaves is removed by the next one that writes, and named by
`wfc check` until then.
"""

from __future__ import annotations

import os

from .atomic_file import ENDING, WORKSPACE, is_running, left_behind

TEXT = ".text."
"""How the file began in which an editor got a text before there were private folders."""
DRAFTS = ".drafts"
"""What the folder of unfinished entries ends with, behind the ledger's name."""


class Workspace:
    """A folder for its owner alone, for one purpose; it is gone at the end with all that is in it."""

    def __init__(self, folder: str, purpose: str) -> None:
        self.path = os.path.join(os.path.abspath(folder), f"{WORKSPACE}{purpose}-{os.getpid()}")

    def __enter__(self) -> Workspace:
        try:
            os.mkdir(self.path, 0o700)
        except KeyboardInterrupt:  # between the two: nobody else would remove it
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            _remove(self.path)
        except OSError:  # the next command that writes removes it
            pass


def left_in_folder(path: str) -> list[str]:
    """What commands have left in the folder of a ledger that may hold a text: names, relative to that folder."""
    folder, name = os.path.split(os.path.abspath(path))
    found = {each for each in os.listdir(folder) if _process_of(each)}
    try:
        found |= {os.path.join(name + DRAFTS, each) for each in os.listdir(path + DRAFTS) if each.endswith(ENDING)}
    except OSError:
        pass
    return sorted(found | set(left_behind(folder, name)))


def clear(path: str) -> None:
    """Remove what killed commands have left in the folder of a ledger, where that can be told and done."""
    if os.name != "posix":  # elsewhere the question whether a process runs would end it
        return
    folder = os.path.dirname(os.path.abspath(path))
    try:
        for each in os.listdir(folder):
            process = _process_of(each)
            if process and not is_running(process):
                _remove(os.path.join(folder, each))
    except OSError:
        pass
    try:
        for each in os.listdir(path + DRAFTS):
            process = _number(each.removesuffix(ENDING).rpartition(".")[2]) if each.endswith(ENDING) else 0
            if process and not is_running(process):
                _remove(os.path.join(path + DRAFTS, each))
    except OSError:
        pass


def _process_of(name: str) -> int:
    """The number of the process that made a workspace, or the text for an editor of an older wfc; 0 of anything else.

    Editors put marks before and behind the name of a text: `.text.12.new~`, `.text.12.new.swp`, `#.text.12.new#`.
    """
    if name.startswith(WORKSPACE):
        return _number(name.rpartition("-")[2])
    before, dot, rest = name.partition(TEXT)
    number, ending, _after = rest.partition(ENDING)
    return _number(number) if dot and ending and not before.strip(".#") else 0


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        import shutil

        shutil.rmtree(path)
    else:
        os.unlink(path)
