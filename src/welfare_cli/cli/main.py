"""The one place that meets the errors: words on stderr, a code for the shell."""

from __future__ import annotations

import gc
import os
import sys

from .. import errors
from ..words import _
from . import session
from .session import ReaderGone, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


COMPLETE = "__complete"
"""The word by which a shell asks what may stand in the place of the last word (`cli/completion.py`)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run wfc with these arguments, or those of the process; return the exit code (`docs/cli.md`)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                encoding="utf-8", errors="surrogateescape" if stream is sys.stdout else "backslashreplace"
            )
    if arguments is None:
        gc.disable()  # a command is over before anything could be collected
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        words = session.language_of(session.configured(words))
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
        if isinstance(error, OSError) and session.is_nowhere():
            tell(session.explained(nowhere()))
            return errors.Unusable.exit_code
        tell(bug(error))
        return 1


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
    from .grammar import Reading
    from .program import program

    if words[:1] == [COMPLETE]:
        from . import completion

        completion.answer(words[1:])
        return errors.DONE
    everything = program()
    reading = Reading(everything, words)
    session.warn_exposed(reading.exposed())
    call = reading.call()
    if call is not None:
        call()
        return errors.DONE
    if reading.help and not reading.doubt:
        from .help import page

        session.say(page(reading.path, reading.meant))
        return errors.DONE
    from . import app

    return app.run(everything, words)


def bug(error: Exception) -> str:
    """Where a bug struck, without any value: values may be personal. `WFC_DEBUG` shows all of it."""
    import traceback

    if os.environ.get("WFC_DEBUG"):
        return "".join(traceback.format_exception(error))
    frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    first = _("wfc: 不具合が起きました（{name}）。").format(name=type(error).__name__)
    return "\n".join([first, *frames, _("この表示をそのまま、wfc の担当者に知らせてください。")])
