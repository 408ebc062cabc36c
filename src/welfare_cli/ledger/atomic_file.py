"""Atomic writes: a file or a folder is written beside its target, for its owner alone, and then renamed."""

from __future__ import annotations

import errno
import os

from .. import interruption
from ..errors import Withheld
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NO_FOLLOWING = getattr(os, "O_NOFOLLOW", 0)
BINARY = getattr(os, "O_BINARY", 0)
ENDING = ".new"
"""What the name of a draft ends with; before it stands the number of the process that writes it."""


WORKSPACE = ".wfc-"
"""What the name of a private folder begins with in which a command works."""
TEXT = ".text."
"""How the name of a text began that an editor got before there were private folders."""


class AtomicFile:
    """A temporary file beside its target, created for its owner alone; unless it is settled, it is removed at the end.

    What is written with `write` goes through the descriptor that created the file, never through its name. SQLite and
    an editor can only be given the name, `path`. Temporary files that a killed command left beside the same target
    are removed first: they may hold confidential text.
    """

    def __init__(self, path: str) -> None:
        self.target = path
        self.folder, self.name = os.path.split(os.path.abspath(path))
        self.path = os.path.join(self.folder, f".{self.name}.{os.getpid()}{ENDING}")
        self._handle = -1
        self._is_written = False

    def __enter__(self) -> AtomicFile:
        remove_left_behind(self.folder, self.name)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | NO_FOLLOWING | BINARY
        try:
            self._handle = os.open(self.path, flags, 0o600)
        except KeyboardInterrupt:  # when the file is there already: nobody else would remove it
            self.__exit__()
            raise
        if os.name != "posix":  # an open file can be neither renamed nor removed there
            self._close()
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()
        for left in (self.path, f"{self.path}-journal"):
            try:
                os.unlink(left)
            except OSError:  # the next command that writes the file clears it away
                pass

    def write(self, data: bytes) -> None:
        """Make these bytes the whole content of the file."""
        self._open()
        self._is_written = True
        with open(self._handle, "wb", closefd=False) as stream:
            stream.seek(0)
            stream.truncate()
            stream.write(data)

    def settle(self, path: str = "", may_replace: Callable[[], bool] | None = None) -> None:
        """Give the file its name, or another one, so that it is there after a power cut too.

        `may_replace` is asked right before: it says whether something is there that may be replaced, and raises where
        that may not be. Where nothing is there, what appears meanwhile is not replaced unasked either.

        If the name cannot be made durable, one that is new is removed again: what is reported as failed is not there.
        """
        path = path or self.target
        self._sync()
        is_new = not os.path.lexists(path)
        interruption.hold()
        self._rename(path, may_replace)
        try:
            sync_folder(self.folder)
        except OSError as error:
            if is_new:
                try:
                    os.unlink(path)
                except OSError:  # nothing works any more: the first reason is the one to report
                    raise error from None
            raise

    def _rename(self, path: str, may_replace: Callable[[], bool] | None) -> None:
        if may_replace and not may_replace():
            try:
                os.link(self.path, path, follow_symlinks=False)  # unlike a rename, it replaces nothing
            except (OSError, NotImplementedError):  # a file has appeared, or the file system has no hard links
                may_replace()
            else:
                self._drop_temporary_name(path)
                return
        os.replace(self.path, path)

    def _drop_temporary_name(self, path: str) -> None:
        """Leave a file that has two names only its new one; where that fails, neither."""
        try:
            os.unlink(self.path)
        except OSError:
            try:
                os.unlink(path)
            except OSError:
                pass
            raise

    def _open(self) -> None:
        """Have a descriptor of the file that stands under the name."""
        if self._handle < 0:
            self._handle = os.open(self.path, os.O_RDWR | NO_FOLLOWING | BINARY)

    def _sync(self) -> None:
        self._open()
        if not os.path.samestat(os.fstat(self._handle), os.lstat(self.path)):
            if self._is_written:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.path)
            self._close()  # SQLite has created the file anew
            self._open()
        os.fsync(self._handle)
        self._close()

    def _close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


class Workspace:
    """A folder for its owner alone, for one purpose, in which a command works; it is removed with all that is in it.

    Other programs write there too: an editor leaves backups, swap files and locks beside the file that it edits. What
    a killed command leaves, the next one that writes removes (`Place.clear`), and `wfc check` names it until then.
    """

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
        import shutil

        shutil.rmtree(self.path, ignore_errors=True)


def is_draft(path: str) -> bool:
    """Whether a file is a draft, or lies in a workspace: it is thrown away where it cannot be written to its end."""
    folder, name = os.path.split(path)
    return (name.startswith(".") and name.endswith(ENDING)) or os.path.basename(folder).startswith(WORKSPACE)


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
    try:
        os.mkdir(draft, 0o700)
        for each, data in files.items():
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | NO_FOLLOWING | BINARY
            with open(os.open(os.path.join(draft, each), flags, 0o600), "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        sync_folder(draft)
        if os.name != "posix" and os.path.isdir(path):
            os.rmdir(path)
        interruption.hold()
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
        if number.isdigit() and int(number) != os.getpid() and not is_running(int(number)):
            for left in (os.path.join(folder, each), os.path.join(folder, f"{each}-journal")):
                if os.path.isdir(left) and not os.path.islink(left):
                    import shutil

                    shutil.rmtree(left)
                elif os.path.lexists(left):
                    os.unlink(left)


def is_running(process: int) -> bool:
    """Whether a process runs, where that can be asked without ending it."""
    try:
        os.kill(process, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True


def left_in_folder(path: str, drafts: str) -> list[str]:
    """Return what killed commands have left beside a file, and in a folder of drafts beside it: relative names."""
    folder, name = os.path.split(os.path.abspath(path))
    found = {each for each in os.listdir(folder) if _process_of(each)} | set(left_behind(folder, name))
    return sorted(found | {os.path.join(drafts, each) for each in _half_written(os.path.join(folder, drafts))})


def clear_folder(path: str, drafts: str) -> None:
    """Remove what killed commands have left beside a file, and in a folder of drafts."""
    if os.name != "posix":  # elsewhere the question whether a process runs would end it
        return
    folder = os.path.dirname(os.path.abspath(path))
    for each in _names_in(folder):
        _remove_of_ended(os.path.join(folder, each), _process_of(each))
    for each in _half_written(drafts):
        _remove_of_ended(os.path.join(drafts, each), _number(each.removesuffix(ENDING).rpartition(".")[2]))


def _names_in(folder: str) -> list[str]:
    """The names in a folder, none where it is not there or cannot be read."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _half_written(folder: str) -> list[str]:
    """The files in a folder of unfinished entries that were not written to their end."""
    return [each for each in _names_in(folder) if each.endswith(ENDING)]


def _remove_of_ended(path: str, process: int) -> None:
    """Remove a file or folder of a process that has ended, where that can be done; 0 is no process."""
    if not process or is_running(process):
        return
    if os.path.isdir(path) and not os.path.islink(path):
        import shutil

        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        os.unlink(path)
    except OSError:  # it may be on a read-only disk: `wfc check` names it
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
