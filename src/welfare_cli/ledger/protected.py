"""What no output may take the place of: a ledger, its journal, its lists and drafts, a backup, a link, a device.

They are recognised by name, by what they begin with, and by being the same file as one of the ledger's, hard links
included. Everything else that is there is the caller's question: whether wfc wrote it.
"""

from __future__ import annotations

import os
import stat

from ..errors import Withheld
from ..words import _
from .atomic_file import NO_FOLLOWING, is_draft
from .engine.place import BESIDE, DRAFTS, ERASURES, SQLITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

BEGINNINGS = (
    SQLITE,
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",  # a rollback journal
    b"\x37\x7f\x06\x82",  # a write-ahead log, in either byte order
    b"\x37\x7f\x06\x83",
    b"age-encryption.org/",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
)
"""How ledgers, backups and journals begin, and how encrypted backups do."""


def may_replace(path: str, ledger: str, is_own: Callable[[BinaryIO], bool]) -> bool:
    """Whether a file is there that may be replaced; False where nothing is there.

    `is_own` says of the open file whether wfc wrote it and nobody has changed it. `Withheld` (7) where something is
    there that may not be replaced, `OSError` where that cannot be read.
    """
    refuse_of_a_ledger(path, ledger)
    if not is_regular(path):
        return False
    handle = os.open(path, os.O_RDONLY | NO_FOLLOWING | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # it has changed since it was looked at
            raise _irregular(path)
        if stream.read(max(map(len, BEGINNINGS))).startswith(BEGINNINGS):
            raise _protected(path)
        stream.seek(0)
        if not is_own(stream):
            raise Withheld(
                _("既にファイルがあります: {path}").format(path=path),
                _("上書きはしません。置き換えるときは --replace を付けてください。"),
            )
    return True


def refuse_of_a_ledger(path: str, ledger: str) -> None:
    """Refuse the path of a ledger, of a file beside one, or of a draft (7), whether something is there or not."""
    if _belongs_to_a_ledger(path, ledger):
        raise _protected(path)


def is_regular(path: str) -> bool:
    """Whether a regular file is there, False where nothing is; `Withheld` (7) for a link, a folder or a device."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISLNK(mode):  # whoever made it may have meant another file to be written over
        raise Withheld(
            _("{path} は、ほかのファイル（{target}）を指すリンクです。").format(
                path=path, target=os.path.realpath(path)
            ),
            _("書き出すファイルそのものの場所を指定するか、リンクを消してください。"),
        )
    if not stat.S_ISREG(mode):
        raise _irregular(path)
    return True


def _irregular(path: str) -> Withheld:
    return Withheld(
        _("{path} は、ふつうのファイルではありません（フォルダー、パイプ、装置など）。").format(path=path),
        _("新しいファイルの名前を指定してください。ほかのプログラムへ渡すときは - を指定して、| や > でつなぎます。"),
    )


def _protected(path: str) -> Withheld:
    return Withheld(
        _("{path} は、台帳か控え、またはその付属のファイルです。").format(path=path),
        _("--replace を付けても置き換えません。別の名前を指定してください。"),
    )


def _belongs_to_a_ledger(path: str, ledger: str) -> bool:
    place = _place(path)
    of_ledger = [_place(ledger), _place(os.path.realpath(ledger))]
    known = [f"{each}{ending}" for each in of_ledger for ending in ("", *BESIDE)]
    if place in known or is_draft(place) or place.endswith(ERASURES):
        return True
    folder = os.path.dirname(place)
    if folder in known or (folder.endswith(DRAFTS) and _is_sqlite(folder.removesuffix(DRAFTS))):
        return True
    if any(place.endswith(ending) and _is_sqlite(place.removesuffix(ending)) for ending in BESIDE):
        return True
    return any(_is_same_file(path, each) for each in known)


def _place(path: str) -> str:
    """Where a name is, whatever links lead to its folder."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.normcase(os.path.join(os.path.realpath(folder), name))


def _is_same_file(path: str, other: str) -> bool:
    try:
        return os.path.samestat(os.lstat(path), os.lstat(other))
    except OSError:
        return False


def _is_sqlite(path: str) -> bool:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with open(path, "rb") as stream:
            return stream.read(len(SQLITE)) == SQLITE
    except OSError:
        return False
