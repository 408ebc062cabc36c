"""The one place that meets the errors: words on stderr, a code for the shell."""

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
"""The word by which a shell asks what may stand in the place of the last word (`cli/completion.py`)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run wfc with these arguments, or those of the process; return the exit code (`docs/cli.md`)."""
    interruption.begin()
    if arguments is not None:
        return answered(arguments)
    gc.disable()  # a command is over before anything could be collected
    signals.install()
    signals.keep_no_core()
    try:
        code = answered(sys.argv[1:])
    finally:
        signals.ignore()
        terminal.give_up_unwritten()
    if interruption.struck():  # all is cleaned up and printed, and the end of Python itself may change the exit code
        os._exit(code)
    return code


def answered(words: Sequence[str]) -> int:
    """Run the command and print what became of it; the exit code agrees with what was written.

    Once something is committed a signal waits until all is printed, and then has nothing left to stop.
    """
    try:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(
                    encoding="utf-8", errors="surrogateescape" if stream is sys.stdout else "backslashreplace"
                )
        try:
            code = run_in_language(list(words))
        except Exception as error:  # noqa: BLE001 the one place where errors are met
            code = failed(error)
        if interruption.pending() and code == errors.DONE:
            tell(_("wfc: 中断の合図が届いたときには、もう済んでいました。取りやめたものはありません。"))
        return code
    except KeyboardInterrupt:
        return interrupted()


def run_in_language(words: list[str]) -> int:
    """Run what the words ask for, in the language and with the settings of the user."""
    words = settings.language_of(settings.configured(words))
    refuse_unreadable(words)
    return run(words)


def failed(error: Exception) -> int:
    """Print what went wrong; return its exit code.

    What comes up while an interrupted command unwinds is the interruption: SQLite, for one, reports a Ctrl-C in one of
    its callbacks as an error of its own.
    """
    if isinstance(error, errors.Interrupted):
        tell(terminal.explained(error))
        return interrupted_code()
    if interruption.struck():
        return interrupted()
    if isinstance(error, ReaderGone):
        return errors.DONE
    if isinstance(error, errors.WfcError):
        tell(terminal.explained(error))
        return error.exit_code
    if isinstance(error, OSError) and settings.is_nowhere():
        tell(terminal.explained(nowhere()))
        return errors.Unusable.exit_code
    tell(bug(error))
    return 1


def interrupted() -> int:
    """Say that the command was interrupted, which it can only be before it commits; return the exit code."""
    tell(_("wfc: 中断しました。途中だったものは書いていません。"))
    return interrupted_code()


def interrupted_code() -> int:
    """130 after Ctrl-C, and 128 with the number of the signal after any other, as shells have it."""
    number = interruption.struck()
    return 128 + number if number else errors.INTERRUPTED


def nowhere() -> errors.Unusable:
    """A relative path was meant, and the current folder is gone."""
    return errors.Unusable(
        _("今いるフォルダーがなくなったか、読めなくなっています。"),
        _("cd で別のフォルダーに移って、もう一度入力してください。"),
    )


def refuse_unreadable(words: list[str]) -> None:
    """Refuse arguments whose bytes are no text: they could neither be kept nor shown."""
    for word in words:
        if any("\ud800" <= each <= "\udfff" for each in word):
            raise errors.UnknownWord(
                _("文字として読めない引数があります。"),
                _("端末の文字コードを UTF-8 にして、もう一度入力してください。"),
            )


def run(words: list[str]) -> int:
    """Run what the words ask for: at once where they are beyond doubt, else as typer reads them."""
    from .grammar import ParseResult
    from .program import program

    if words[:1] == [COMPLETE]:
        from . import completion

        completion.answer(words[1:], program())
        return errors.DONE
    everything = program()
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
    if reading.lacks_command:
        from .help import page

        raise errors.UnknownWord(_("コマンドを指定してください。"), page(reading.path, reading.meant).rstrip())
    from . import app

    return app.run(everything, words)


def bug(error: Exception) -> str:
    """Where a bug struck, without any value: values may be personal. `WFC_DEBUG` shows all of it."""
    import traceback

    if os.environ.get("WFC_DEBUG"):
        return "".join(traceback.format_exception(error))
    frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    first = _("wfc: 不具合が起きました（{name}）。").format(name=type(error).__name__)
    after = [_("記録は済んでいるかもしれません。もう一度入力する前に、wfc log で確かめてください。")]
    return "\n".join(
        [
            first,
            *frames,
            *(after if interruption.is_held() else ()),
            _("この表示をそのまま、wfc の担当者に知らせてください。"),
        ]
    )
