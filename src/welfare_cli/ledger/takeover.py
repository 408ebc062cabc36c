"""Putting one ledger in the place of another: one restore at a time, the old one kept, nothing half done.

Unix lets a file be replaced while it is open, and a file may have two names: there is a ledger at every moment, and
its write lock is held throughout. Windows does neither: there the old ledger is closed and renamed first, and whatever
was written to it in between is found before the new one takes its place.
"""

from __future__ import annotations

import errno
import os
from datetime import timedelta

from .. import interruption
from ..errors import Busy, Unusable, Withheld
from ..words import _
from . import engine, entries, lineage
from .atomic_file import AtomicFile, sync_folder
from .engine.place import JOURNALS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

REPLACES_OPEN = os.name != "nt"
"""Whether the system replaces and renames a file that is open: Windows does not."""
NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""How a file system answers that cannot give a file a second name."""


class RestoreTurn:
    """The place of a ledger while it is restored: another restore in the same folder is refused (5) meanwhile.

    The system lets go of the place when a command is killed.
    """

    def __init__(self, path: str) -> None:
        self.folder, self.name = os.path.split(os.path.abspath(path))
        self.handle = -1

    def __enter__(self) -> None:
        try:
            if os.name == "nt":  # nobody can lock a folder there, but the system removes a file when its process ends
                flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_TEMPORARY", 0)
                self.handle = os.open(os.path.join(self.folder, f".{self.name}.restoring"), flags, 0o600)
                return
            import fcntl

            self.handle = os.open(self.folder, os.O_RDONLY)
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.__exit__(None, None, None)
            if isinstance(error, (BlockingIOError, FileExistsError)):
                raise Busy(
                    _("ほかの wfc が、控えから台帳を戻しています。何も変えていません。"),
                    _("終わってから、要るならもう一度行ってください。"),
                ) from error
            raise

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.handle >= 0:
            os.close(self.handle)


def _names_kept(path: str) -> list[str]:
    """The names beside a ledger that a restore, which was killed, gave it before anything took its place."""
    folder, name = os.path.split(os.path.abspath(path))
    beside = [os.path.join(folder, each) for each in os.listdir(folder) if each.startswith(f"{name}.")]
    return [each for each in beside if each.endswith(".replaced") and os.path.samefile(each, path)]


def refuse_other_names(path: str) -> None:
    """Refuse a ledger that has other names: they would go on naming the one that is replaced."""
    if not os.path.exists(path):
        return
    for each in _names_kept(path):
        os.unlink(each)
    if os.stat(path).st_nlink > 1:
        raise Withheld(
            _("台帳のファイルには、別の名前（ハードリンク）もあります: {path}").format(path=path),
            _("別の名前を消すか、cp で作った写しに替えてから、もう一度行ってください。何も変えていません。"),
        )


def take_over(draft: AtomicFile, now: datetime, newest: tuple[int, str, str] | None) -> str:
    """Give the old ledger another name and the new one its place; where that fails, all is as it was."""
    path = draft.target
    interruption.hold()  # a signal between two of these steps would leave the ledger without its journal
    try:
        kept = _set_aside(path, now)
    except PermissionError as error:
        raise (error if REPLACES_OPEN else _in_use()) from error
    moved = []
    try:
        if not REPLACES_OPEN and newest is not None and _head_of(kept) != newest:
            raise changed()
        sync_folder(draft.folder)  # before the name goes to another file, or a power cut could leave the old one none
        for tail in JOURNALS:  # of a ledger that could not be opened any more
            if os.path.exists(path + tail) and os.path.getsize(path + tail):
                os.rename(path + tail, kept + tail)
                moved.append(tail)
        draft.settle()
    except (OSError, engine.Error, Busy, Unusable) as error:
        try:
            for tail in moved:
                os.replace(kept + tail, path + tail)
            # a file that has both names already keeps them when one is renamed to the other
            is_still = os.path.exists(path) and os.path.samefile(kept, path)
            os.unlink(kept) if is_still else os.replace(kept, path)
        except OSError:
            if not os.path.lexists(kept) or (os.path.exists(path) and os.path.samefile(kept, path)):
                raise error from None
            raise engine.Place(path).unsettled(getattr(error, "strerror", "")) from error
        raise
    return kept


def _set_aside(path: str, now: datetime) -> str:
    """Give a ledger a second name that nothing else has; return it.

    There is a ledger at its place at every moment, except where the system cannot do so: there it is renamed.
    """
    while True:
        kept = f"{path}.{lineage.stamp_of(now)}.replaced"
        now += timedelta(seconds=1)
        if os.path.lexists(kept):
            continue
        try:
            if REPLACES_OPEN:
                os.link(path, kept)
            else:
                os.rename(path, kept)
        except FileExistsError:
            continue
        except OSError as error:
            if not REPLACES_OPEN or error.errno not in NO_LINKS:
                raise
            os.rename(path, kept)
        return kept


def _head_of(path: str) -> tuple[int, str, str]:
    with engine.open_file(path) as connection:
        return entries.head(connection)


def changed() -> Busy:
    return Busy(
        _("戻している間に、台帳が変わりました。何も変えていません。"),
        _("同じ操作をもう一度行ってください。"),
    )


def _in_use() -> Busy:
    return Busy(
        _("ほかのプログラムが台帳を開いているので、置き換えられません。何も変えていません。"),
        _("ほかの wfc などを終わらせてから、もう一度行ってください。"),
    )
