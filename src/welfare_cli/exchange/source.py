"""Read a file that a user names: regular files and standard input, up to a size limit.

A named pipe or a device may block forever, so wfc refuses to read it. The check uses the open file: nobody can replace
the file between check and read.
"""

from __future__ import annotations

import errno
import io
import os
import stat

from ..errors import NotFound, Problem, Refused, Unusable
from ..model import limits
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, BinaryIO

PIECE = 1 << 16


class Source:
    """A file or standard input, whose bytes may be read as often as needed; `data` are the bytes of standard input."""

    def __init__(self, path: str, data: bytes | None = None) -> None:
        self.path = path
        self._data = data

    def begins(self) -> bytes:
        """Return its first bytes; `NotFound` (3), or `Unusable` (6) if it cannot be read."""
        with self.stream() as stream:
            return stream.read(8)

    def stream(self) -> BinaryIO:
        """Open it at its first byte; `Refused` (4) if it is larger than any list."""
        return _regular_file(self.path, limits.LIST) if self._data is None else io.BytesIO(self._data)

    def data(self, most: int) -> bytes:
        """Return all its bytes; `Refused` (4) if there are more than `most`."""
        if self._data is None:
            return bytes_of(self.path, most)
        if len(self._data) > most:
            raise too_large(self.path, most)
        return self._data


def bytes_of(path: str, most: int) -> bytes:
    """Return the bytes of a file; `NotFound` (3), `Unusable` (6), or `Refused` (4) if there are more than `most`."""
    with _regular_file(path, most) as stream:
        return read_up_to(stream.read, most, path)


def read_up_to(read: Callable[[int], bytes], most: int, path: str) -> bytes:
    """Read to the end; `Refused` (4) after `most` bytes, because the declared size of a file may be wrong."""
    found = io.BytesIO()
    while part := read(PIECE):
        found.write(part)
        if found.tell() > most:
            raise too_large(path, most)
    return found.getvalue()


def _regular_file(path: str, most: int) -> BinaryIO:
    """Open a regular file; `NotFound` (3), `Unusable` (6) for anything else, `Refused` (4) above `most` bytes."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        status = os.fstat(handle)
        if stat.S_ISREG(status.st_mode) and status.st_size <= most:
            return io.BufferedReader(_File(path, handle), PIECE)
        os.close(handle)
    except OSError as error:
        raise unreadable(path, error) from error
    raise too_large(path, most) if stat.S_ISREG(status.st_mode) else _not_a_file(path, status.st_mode)


class _File(io.FileIO):
    """A file that raises `Unusable` (6) for a read error, however far it has been read."""

    def __init__(self, path: str, handle: int) -> None:
        super().__init__(handle, "rb")
        self.path = path

    def readinto(self, buffer: Any) -> int | None:
        """Fill a buffer."""
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise unreadable(self.path, error) from error


def toml_of(name: str, data: bytes) -> dict[str, Any]:
    """Return the tables of a TOML file; `Refused` (4) if it is invalid, or nested too deeply to be parsed safely."""
    import re
    import tomllib

    try:
        text = data.decode("utf-8-sig")
    except UnicodeError as error:
        raise _invalid(name, _("UTF-8 の文字ではありません。"), _("UTF-8 で保存し直してください。")) from error
    part = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
    dotted = rf"(?<![A-Za-z0-9_-]){part}(?:[ \t]*\.[ \t]*{part}){{{limits.DEPTH}}}"
    remedy = _("引用符や括弧の閉じ忘れがないか、その行を確かめてください。")
    if re.search(dotted, text):  # tomllib's time and memory grow with the square of the depth
        raise _invalid(name, _("TOML として読めません（{place}）。").format(place=_("入れ子が深すぎます")), remedy)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError, MemoryError) as error:
        place = _("入れ子が深すぎます") if isinstance(error, RecursionError) else _place(error)
        raise _invalid(name, _("TOML として読めません（{place}）。").format(place=place), remedy) from error


def _place(error: BaseException) -> str:
    """Return the place of a syntax error, from the parser's English message."""
    numbers = [word.strip(",)") for word in str(error).replace("(", " ").split() if word.strip(",)").isdecimal()]
    if "line" in str(error) and len(numbers) >= 2:
        return _("{line}行目 {column}文字目の近く").format(line=numbers[-2], column=numbers[-1])
    return _("数の桁が多すぎます") if "digits" in str(error) else _("ファイルの終わりの近く")


def _invalid(name: str, problem: str, remedy: str) -> Refused:
    return Refused(Problem("profile-invalid", problem, remedy, where=name))


def unreadable(path: str, error: OSError) -> NotFound | Unusable:
    """Return the error for a file that is missing or cannot be read."""
    if isinstance(error, FileNotFoundError):
        return NotFound(_("ファイルがありません: {path}").format(path=path), _("名前と場所を確かめてください。"))
    if error.errno == errno.ENXIO:  # a socket, or a device without hardware
        return _not_a_file(path, 0)
    return Unusable(
        _("ファイルを読めません: {path}（{reason}）").format(path=path, reason=error.strerror),
        _("ほかのソフトで開いていれば閉じ、権限を確かめてください。"),
    )


def _not_a_file(path: str, mode: int) -> Unusable:
    if stat.S_ISDIR(mode):
        problem = _("ファイルではなく、フォルダーです: {path}")
        remedy = _("フォルダーの中のファイルを指定してください。")
    else:
        problem = _("普通のファイルではありません（パイプ、装置など）: {path}")
        remedy = _("いったんファイルに保存して、それを指定してください。")
    return Unusable(problem.format(path=path), remedy)


def too_large(path: str, most: int) -> Refused:
    """Return the refusal of a file that exceeds a size limit."""
    size = f"{most / limits.MEGABYTE:.2g} MB" if most < 100 * limits.MEGABYTE else f"{most // limits.MEGABYTE:,} MB"
    return file_refused(
        _("大きすぎます（{size} まで読みます）。").format(size=size),
        _("指定したファイルが正しいか確かめてください。一覧なら、いくつかのファイルに分けてください。"),
        _("標準入力") if path == "-" else os.path.basename(path),
    )


def file_refused(problem: str, remedy: str, where: str) -> Refused:
    """Return the refusal of a file whose content wfc does not read."""
    return Refused(Problem("file-unreadable", problem, remedy, where=where))
