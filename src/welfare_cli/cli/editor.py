"""Confidential texts: from standard input, from the user's editor, and a warning about the command line."""

from __future__ import annotations

import os
import sys

from ..errors import Refused, Unusable
from ..words import _
from . import settings, terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


def standard_input(most: int) -> bytes:
    """All of standard input; `Refused` (4) where it does not end after so many bytes."""
    from ..exchange.source import read_up_to

    return b"" if sys.stdin is None else read_up_to(sys.stdin.buffer.read1, most, "-")  # type: ignore[union-attr]


def in_confidence(text: str | None, ledger: str | None) -> str | None:
    """A confidential text as an option gives it: with `-` from standard input, or from an editor at a terminal."""
    if text != "-":
        return text
    if terminal.typed():
        return edited(ledger)
    from ..model import limits

    return text_of(standard_input(limits.TEXT))


def text_of(data: bytes) -> str:
    """What somebody wrote, in the encodings in which lists are read; bytes that are no text are refused as a field."""
    from ..exchange.delimited import decoded

    try:
        return decoded("-", data)
    except Refused:
        return data.decode("utf-8", "surrogateescape")


def edited(ledger: str | None) -> str:
    """A text that is written in the user's editor (VISUAL, EDITOR), or at the terminal where there is none.

    Its file lies in a private folder beside the ledger, with the backup and swap files that the editor makes; all of it
    is gone afterwards.
    """
    import shlex
    import subprocess

    from ..model import limits

    posix = os.name == "posix"
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or settings.setting("editor")
    command = [word if posix else word.strip('"') for word in shlex.split(editor, posix=posix)]
    if not command:
        key = "Ctrl-D" if posix else "Ctrl-Z, Enter"
        terminal.tell(_("wfc: 本文を書いてください。終わりは、行の始めで {key} です。").format(key=key))
        return text_of(standard_input(limits.TEXT))
    from ..exchange.source import bytes_of
    from ..ledger import workspace
    from .signals import LeftToChild

    path = settings.ledger_path(ledger)
    workspace.clear(path)
    try:
        with workspace.Workspace(os.path.dirname(path), "text") as private:
            file = os.path.join(private.path, "text")
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with LeftToChild():
                subprocess.run([*command, file], check=True)  # noqa: S603 the user's own editor
            return text_of(bytes_of(file, limits.TEXT))
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unusable(
            _("エディターを使えません: {command}").format(command=command[0]),
            _("VISUAL か EDITOR を確かめるか、消してください。何も記録していません。"),
        ) from error
