"""Detect that a file already has the current figures: for scripts that run every night (`--if-changed`)."""

from __future__ import annotations

import os
import sys

from ..errors import NotFound, UnknownWord
from ..exchange.provenance_stamp import printed_in
from ..words import _
from . import terminal
from .output import is_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..ledger import Ledger

    Writing = Callable[[Ledger, str], bytes]
    """Makes the content of a file from a ledger and the day printed in the file, "" without one."""
    Saying = Callable[[Ledger], tuple[str, str]]
    """Makes the text of a ledger's figures, and the provenance in it, which is not compared."""


def is_unchanged(path: str | None, book: Ledger, writes: Writing, says: Saying) -> bool:
    """Return whether a file is the unmodified output of an earlier state of this ledger, with the current figures.

    `UnknownWord` (2) without an output file.
    """
    if not path:
        raise UnknownWord(
            _("--if-changed は、--output と一緒に使います。"),
            _("--output 報告.txt のように、書き出すファイルを指定してください。"),
        )
    if is_stdout(path) or not os.path.isfile(path):  # reading a pipe or a terminal would wait
        return False
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError:
        return False
    printed = printed_in(os.path.basename(path), data)
    if printed is None:
        return False
    number, chain, made_on = printed
    try:
        with book.at(number) as then:
            if not then.head.hash.startswith(chain) or writes(then, made_on) != data:
                return False
            before, provenance = says(then)
    except (NotFound, UnknownWord):
        return False
    now, newer = says(book)
    if before.replace(provenance, "") != now.replace(newer, ""):
        return False
    if terminal.watched(sys.stderr):  # a nightly script stays quiet
        terminal.tell(_("wfc: {path} の数は変わっていません。書き直していません。").format(path=path))
    return True
