"""What a command hands out: into a file that appears whole or not at all, or to standard output.

Every file for the user is written here. Without `--replace` only a file that wfc itself wrote, and that nobody has
changed since, is replaced (docs/decisions/0031); a ledger, a backup, a link or a device never is.
"""

from __future__ import annotations

import sys

from ..errors import Unusable, Withheld
from ..words import _
from . import settings, terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from ..render.lists import Listing

STDOUT = "-"
TABLES = ("csv", "tsv")
"""Tables of figures have no room for a stamp: one that begins with the same headings is known by them."""


def print_list(listing: Listing, form: str) -> None:
    """Print a list in a format; rich draws its table at a terminal."""
    from ..render.lists import rendered

    if form == "table" and form not in listing.drawn and terminal.watched(sys.stdout):
        from .terminal_list import drawn

        terminal.say_parts(drawn(listing, terminal.width(), terminal.visible, colour=terminal.colours()))
    else:
        terminal.say(rendered(listing, form), long=form == "table")


def is_stdout(path: str | None) -> bool:
    """Whether an output goes to standard output: no file is named, or -."""
    return path is None or path == STDOUT


def in_file(content: str | bytes, form: str) -> bytes:
    """The bytes of a file in a form, with its stamp; a table begins with a mark by which Excel knows its encoding."""
    from ..exchange.checksum import stamped

    if isinstance(content, str):
        content = terminal.harmless(content).encode("utf-8-sig" if form in TABLES else "utf-8")
    return stamped(content, form)


def write(path: str, content: str | bytes, form: str, *, ledger: str | None, replace: bool) -> None:
    """Write a file, readable by its owner alone.

    `Withheld` (7) where something is there that may not be replaced; `Unusable` (6) where it cannot be written.
    """
    from ..exchange.checksum import is_untouched
    from ..ledger.atomic_file import AtomicFile
    from ..ledger.protected import may_replace

    data = in_file(content, form)

    def is_own(stream: BinaryIO) -> bool:
        return replace or (form in TABLES and _has_headings_of(data, stream)) or is_untouched(stream)

    def free() -> bool:
        return may_replace(path, settings.ledger_path(ledger), is_own)

    try:
        free()  # before anything is written beside it
        with AtomicFile(path) as draft:
            draft.write(data)
            draft.settle(may_replace=free)
    except OSError as error:
        raise unwritten(path, error) from error


def write_folder(path: str, files: Mapping[str, bytes], *, ledger: str | None) -> None:
    """Write a new folder of files, whole or not at all; errors are those of `write`."""
    from ..ledger.atomic_file import place_folder
    from ..ledger.protected import refuse_of_a_ledger

    refuse_of_a_ledger(path, settings.ledger_path(ledger))
    try:
        place_folder(path, files)
    except OSError as error:
        raise unwritten(path, error) from error


def _has_headings_of(data: bytes, stream: BinaryIO) -> bool:
    """Whether a table has the headings that would be written, to the byte."""
    stream.seek(0)
    headings = data[: data.index(b"\n") + 1]
    is_same = stream.readline(len(headings)) == headings
    stream.seek(0)
    return is_same


def send(data: bytes) -> None:
    """Write bytes that are no text to standard output; `Withheld` (7) where that is a terminal."""
    if sys.stdout is not None and sys.stdout.isatty():
        raise Withheld(
            _("この形式は画面に表示できません。"),
            _("ファイルの名前を指定するか、| や > でつないでください。"),
        )
    terminal.say_bytes(data)


def refuse_stdout(path: str) -> None:
    """Refuse - where only a file can be made; `Withheld` (7)."""
    if path == STDOUT:
        raise Withheld(
            _("台帳は標準出力へは書き出せません。"),
            _("作る台帳のファイルの名前を指定してください。"),
        )


def written_whole(path: str, text: str) -> None:
    """Write a file of wfc's own (settings, a draft), whole or not at all; files for the user: `cli/output.py`.

    `Withheld` (7) where a link or a device is there; `Unusable` (6) where it cannot be written.
    """
    from ..ledger.atomic_file import AtomicFile
    from ..ledger.protected import is_regular

    try:
        is_regular(path)
        with AtomicFile(path) as draft:
            draft.write(text.encode())
            draft.settle()
    except OSError as error:
        raise unwritten(path, error) from error


def unwritten(path: str, error: OSError) -> Unusable:
    """A file that could not be written."""
    return Unusable(
        _("ファイルに書き出せません: {path}（{reason}）").format(path=path, reason=error.strerror),
        _("フォルダーの有無、空き、権限を確かめてください。前のファイルはそのままです。"),
    )
