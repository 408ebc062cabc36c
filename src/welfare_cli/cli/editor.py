"""Confidential texts, from stdin or the user's editor."""

from __future__ import annotations

import os
import shlex
import sys

from ..errors import Refused, Unusable
from ..exchange.source import bytes_of, read_up_to
from ..model import limits
from ..words import _
from . import settings, terminal
from .signals import LeftToChild


def standard_input(most: int) -> bytes:
    """Return all of stdin; `Refused` (4) if there are more than `most` bytes."""
    return b"" if sys.stdin is None else read_up_to(sys.stdin.buffer.read1, most, "-")  # type: ignore[union-attr]


def in_confidence(text: str | None, ledger: str | None) -> str | None:
    """Return the confidential text of an option; `-` reads it from an editor at a terminal, otherwise from stdin."""
    if text != "-":
        return text
    return edited(ledger) if terminal.typed() else text_of(standard_input(limits.TEXT))


def text_of(data: bytes) -> str:
    """Decode a text like a list that is imported; undecodable bytes become surrogates, which the field refuses."""
    from ..exchange.delimited import decoded

    try:
        return decoded("-", data)
    except Refused:
        return data.decode("utf-8", "surrogateescape")


def edited(ledger: str | None) -> str:
    """Let the user write a text in their editor (VISUAL, EDITOR), or at the terminal if they have none.

    The file is in a private folder next to the ledger, with the backup and swap files of the editor, and is deleted
    with them.
    """
    import subprocess

    from ..ledger.atomic_file import Workspace
    from ..ledger.engine import Place

    posix = os.name == "posix"
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or settings.setting("editor")
    command = [word if posix else word.strip('"') for word in shlex.split(editor, posix=posix)]
    if not command:
        key = "Ctrl-D" if posix else "Ctrl-Z, Enter"
        terminal.tell(_("wfc: 本文を書いてください。終わりは、行の始めで {key} です。").format(key=key))
        return text_of(standard_input(limits.TEXT))
    path = settings.ledger_path(ledger)
    Place(path).clear()
    try:
        with Workspace(os.path.dirname(path), "text") as private:
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
