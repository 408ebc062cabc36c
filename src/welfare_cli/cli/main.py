"""The one place that meets the errors: words on stderr, a code for the shell."""

from __future__ import annotations

import itertools
import os
import sys

from .. import errors
from ..words import _
from . import session
from .session import ReaderGone, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run wfc with these arguments, or those of the process; return the exit code (`docs/cli.md`)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                encoding="utf-8", errors="surrogateescape" if stream is sys.stdout else "backslashreplace"
            )
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        refuse_unreadable(words)
        return run(words)
    except errors.WfcError as error:
        tell(session.explained(error))
        return error.exit_code
    except KeyboardInterrupt:
        tell(_("wfc: 中断しました。途中だったものは書いていません。"))
        return errors.INTERRUPTED
    except ReaderGone:
        return errors.DONE
    except Exception as error:  # noqa: BLE001 the one place where a bug is met
        tell(bug(error))
        return 1


def refuse_unreadable(words: list[str]) -> None:
    """Refuse arguments whose bytes are no text: they could neither be kept nor shown."""
    for word in words:
        if any("\ud800" <= each <= "\udfff" for each in word):
            raise errors.UnknownWord(
                _("文字として読めない引数があります。"),
                _("端末の文字コードを UTF-8 にして、もう一度入力してください。"),
            )


def run(words: list[str]) -> int:
    """Let typer read the words and run the command."""
    import typer
    from typer.exceptions import TyperException

    from .app import app

    try:
        code = int(typer.main.get_command(app(words))(words, prog_name="wfc", standalone_mode=False) or 0)
        if code == errors.INTERRUPTED:  # typer has met a Ctrl-C
            raise KeyboardInterrupt
        return code
    except typer.Exit as done:
        return int(done.exit_code)
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except TyperException as error:
        raise wrong_usage(error, words) from error


def wrong_usage(error: object, words: list[str]) -> errors.UnknownWord:
    """What typer could not read, in the words of the catalogue."""
    before = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    path = " ".join(["wfc", *words[: min(before, 2)]])
    remedy = _("{path} --help で使い方が見られます。").format(path=path)
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if option and hasattr(error, "possibilities"):
        near = getattr(error, "possibilities", None)
        if near:
            remedy = _("もしかして: {words}").format(words="、".join(sorted(near)))
        known = "".join(itertools.takewhile(str.isascii, option))
        return errors.UnknownWord(_("{option} というオプションはありません。").format(option=known), remedy)
    if option:
        return errors.UnknownWord(_("{option} には値が要ります。").format(option=option), remedy)
    if parameter is not None and not getattr(error, "message", ""):
        name = parameter.metavar or max(parameter.opts, key=len)
        return errors.UnknownWord(_("{name} を指定してください。").format(name=name), remedy)
    if parameter is not None:
        name = max(parameter.opts, key=len)
        return errors.UnknownWord(_("{name} の値を読めません。").format(name=name), remedy)
    return errors.UnknownWord(_("余分な言葉があるか、引用符で囲まれていない空白があります。"), remedy)


def bug(error: Exception) -> str:
    """Where a bug struck, without any value: values may be personal. `WFC_DEBUG` shows all of it."""
    import traceback

    if os.environ.get("WFC_DEBUG"):
        return "".join(traceback.format_exception(error))
    frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    first = _("wfc: 不具合が起きました（{name}）。").format(name=type(error).__name__)
    return "\n".join([first, *frames, _("この表示をそのまま、wfc の担当者に知らせてください。")])
