"""Run a command line; report every error on stderr and as an exit code."""

from __future__ import annotations

import gc
import os
import sys

from .. import errors, interruption
from ..words import _
from . import settings, signals, terminal
from .terminal import ReaderGone, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


COMPLETE = "__complete"
"""The hidden command that shell completion calls (`cli/completion.py`)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run wfc with some arguments, by default those of the process; return the exit code (`docs/cli.md`)."""
    interruption.begin()
    if arguments is not None:
        return answered(arguments)
    gc.disable()  # a command ends before there is anything to collect
    signals.install()
    signals.keep_no_core()
    try:
        code = answered(sys.argv[1:])
    finally:
        signals.ignore()
        terminal.give_up_unwritten()
    if interruption.struck():  # skip the interpreter's own shutdown, which may change the exit code
        os._exit(code)
    return code


def answered(words: Sequence[str]) -> int:
    """Run the command, report its errors, and return the exit code, which agrees with what was written.

    After a commit, a signal waits until everything is printed, and then has nothing left to stop.
    """
    try:
        for stream, errors_as in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors=errors_as)
        try:
            remaining = settings.language_of(settings.configured(list(words)))
            refuse_unreadable(remaining)
            code = run(remaining)
        except Exception as error:  # noqa: BLE001 the one place that handles errors
            code = failed(error)
        if interruption.pending() and code == errors.DONE:
            tell(_("wfc: 中断の合図が届いたときには、もう済んでいました。取りやめたものはありません。"))
        return code
    except KeyboardInterrupt:
        return interrupted()


def failed(error: Exception) -> int:
    """Report an error; return its exit code.

    Any error of an interrupted command counts as the interruption: SQLite, for one, reports a Ctrl-C in one of its
    callbacks as an error of its own.
    """
    if isinstance(error, errors.Interrupted):
        tell(terminal.explained(error))
        return interrupted_code()
    if interruption.struck():
        return interrupted()
    if isinstance(error, ReaderGone):
        return errors.DONE
    if isinstance(error, OSError) and settings.is_nowhere():
        error = errors.Unusable(
            _("今いるフォルダーがなくなったか、読めなくなっています。"),
            _("cd で別のフォルダーに移って、もう一度入力してください。"),
        )
    if isinstance(error, errors.WfcError):
        tell(terminal.explained(error))
        return error.exit_code
    tell(bug(error))
    return 1


def interrupted() -> int:
    """Report that the command was interrupted (always before it commits); return the exit code."""
    tell(_("wfc: 中断しました。途中だったものは書いていません。"))
    return interrupted_code()


def interrupted_code() -> int:
    """Return 130 after Ctrl-C, 128 plus the number of any other signal, like a shell."""
    number = interruption.struck()
    return 128 + number if number else errors.INTERRUPTED


def refuse_unreadable(words: list[str]) -> None:
    """Refuse arguments that are not valid text, which wfc could neither store nor print."""
    for word in words:
        if any("\ud800" <= each <= "\udfff" for each in word):
            raise errors.UnknownWord(
                _("文字として読めない引数があります。"),
                _("端末の文字コードを UTF-8 にして、もう一度入力してください。"),
            )


def run(words: list[str]) -> int:
    """Run a command line: directly if it is unambiguous, otherwise with typer's parser."""
    from .grammar import Group, ParseResult
    from .program import program

    everything = program()
    if words[:1] == [COMPLETE]:
        from . import completion

        completion.answer(words[1:], everything)
        return errors.DONE
    reading = ParseResult(everything, words)
    terminal.warn_exposed(reading.exposed())
    call = reading.call()
    if call is not None:
        call()
        return errors.DONE
    if reading.help and not reading.doubt:
        from .help import page

        terminal.say(page(reading.path, reading.meant))
        return errors.DONE
    reading.refuse_unknown()
    if isinstance(reading.meant, Group) and reading.meant.run is None:
        from .help import page

        raise errors.UnknownWord(_("コマンドを指定してください。"), page(reading.path, reading.meant).rstrip())
    from . import app

    return app.run(everything, words)


def bug(error: Exception) -> str:
    """Return a traceback without values, which may be personal data; in full with `WFC_DEBUG`."""
    import traceback

    if os.environ.get("WFC_DEBUG"):
        return "".join(traceback.format_exception(error))
    frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    if interruption.is_held():
        frames.append(_("記録は済んでいるかもしれません。もう一度入力する前に、wfc log で確かめてください。"))
    first = _("wfc: 不具合が起きました（{name}）。").format(name=type(error).__name__)
    return "\n".join([first, *frames, _("この表示をそのまま、wfc の担当者に知らせてください。")])
