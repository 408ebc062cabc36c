"""Putting a file or a folder in its place: written beside it, for its owner alone, and there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os

from ..errors import Withheld
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

ENDING = ".new"
"""What the name of a draft ends with; before it stands the number of the process that writes it."""


class Draft:
    """A file that is being written beside its place; what is not put in its place is gone at the end.

    Drafts that a killed command left beside the same place are removed first: they may hold confidential texts.
    """

    def __init__(self, path: str) -> None:
        self.target = path
        self.folder, self.name = os.path.split(os.path.abspath(path))
        self.path = os.path.join(self.folder, f".{self.name}.{os.getpid()}{ENDING}")

    def __enter__(self) -> Draft:
        remove_left_behind(self.folder, self.name)
        os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        return self

    def __exit__(self, *_error: object) -> None:
        for left in (self.path, f"{self.path}-journal"):
            with contextlib.suppress(OSError):  # the next command that writes the file clears it away
                os.unlink(left)

    def write(self, data: bytes) -> None:
        """Make these bytes all that stands in it."""
        with open(self.path, "wb") as stream:
            stream.write(data)

    def settle(self, path: str = "") -> None:
        """Give it its name, or another one, so that it is there after a power cut too.

        Where that cannot be made sure of, a name that is new is taken back: what is said to have failed is not there.
        """
        path = path or self.target
        handle = os.open(self.path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        is_new = not os.path.lexists(path)
        os.replace(self.path, path)
        try:
            sync_folder(self.folder)
        except OSError as error:
            if is_new:
                try:
                    os.unlink(path)
                except OSError:  # nothing works any more: the first reason is the one to be told
                    raise error from None
            raise


def is_draft(path: str) -> bool:
    """Whether a file is a draft: one that is thrown away where it cannot be written to its end."""
    name = os.path.basename(path)
    return name.startswith(".") and name.endswith(ENDING)


def place_folder(path: str, files: Mapping[str, bytes]) -> None:
    """Put a new folder of files in its place, whole or not at all; an empty folder may be there already."""
    import shutil

    folder, name = os.path.split(os.path.abspath(path))
    if os.path.lexists(path) and (not os.path.isdir(path) or os.path.islink(path) or os.listdir(path)):
        raise Withheld(
            _("既にファイルやフォルダーがあります: {path}").format(path=path),
            _("新しいフォルダーの名前を指定してください。"),
        )
    remove_left_behind(folder, name)
    draft = os.path.join(folder, f".{name}.{os.getpid()}{ENDING}")
    os.mkdir(draft, 0o700)
    try:
        for each, data in files.items():
            with open(os.open(os.path.join(draft, each), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        sync_folder(draft)
        if os.name != "posix" and os.path.isdir(path):
            os.rmdir(path)
        os.replace(draft, path)
        sync_folder(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def refuse_existing(path: str, way_out: str) -> None:
    """Refuse to put something where a file is, and say the way out."""
    if os.path.lexists(path):
        raise Withheld(_("既にファイルがあります: {path}").format(path=path), way_out)


def make_folder(folder: str) -> None:
    """Make a folder, and those above it, for their owner alone, so that they are there after a power cut too.

    `FileNotFoundError` where nothing is above it: a drive that is not there, such as `Q:\\`.
    """
    missing = []
    while not os.path.isdir(folder):
        above = os.path.dirname(folder)
        if above == folder:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), folder)
        missing.append(folder)
        folder = above
    for each in reversed(missing):
        os.mkdir(each, 0o700)
        sync_folder(os.path.dirname(each))


def sync_folder(folder: str) -> None:
    """Make a new name in a folder survive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def left_behind(folder: str, name: str) -> list[str]:
    """The drafts of a file that lie in its folder."""
    return sorted(each for each in os.listdir(folder) if each.startswith(f".{name}.") and each.endswith(ENDING))


def remove_left_behind(folder: str, name: str) -> None:
    """Remove the drafts of a file whose commands are no longer running, where that can be told."""
    if os.name != "posix":  # elsewhere the question itself would end the other command
        return
    for each in left_behind(folder, name):
        number = each[len(name) + 2 : -len(ENDING)]
        if number.isdigit() and int(number) != os.getpid() and not _is_running(int(number)):
            for left in (os.path.join(folder, each), os.path.join(folder, f"{each}-journal")):
                if os.path.isdir(left) and not os.path.islink(left):
                    import shutil

                    shutil.rmtree(left)
                elif os.path.lexists(left):
                    os.unlink(left)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
