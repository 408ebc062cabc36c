"""Whether a file says already what would be written: for scripts that run every night (`--if-changed`)."""

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
    """What is written of a ledger into a file that bears the day on which it was made, "" where it bears none."""
    Saying = Callable[[Ledger], tuple[str, str]]
    """What is said of a ledger, as text, and in it the words that only tell of which state of the ledger it is."""


def is_unchanged(path: str | None, book: Ledger, writes: Writing, says: Saying) -> bool:
    """Whether a file is what was written of an earlier state of this ledger, to the byte, and would be said again now.

    `UnknownWord` (2) where no file is written.
    """
    if not path:
        raise UnknownWord(
            _("--if-changed は、--output と一緒に使います。"),
            _("--output 報告.txt のように、書き出すファイルを指定してください。"),
        )
    if is_stdout(path) or not os.path.isfile(path):  # a pipe or a terminal says nothing, and would be waited for
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
    if sys.stderr is not None and sys.stderr.isatty():  # what runs every night is quiet where there is nothing to tell
        terminal.tell(_("wfc: {path} の数は変わっていません。書き直していません。").format(path=path))
    return True
