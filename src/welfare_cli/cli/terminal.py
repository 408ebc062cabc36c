"""The terminal: results on stdout, notes on stderr, paging and confirmation."""

from __future__ import annotations

import os
import sys
from itertools import chain

from ..errors import Unusable, WfcError, Withheld
from ..model.notation import STEERING
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO


CONTROLS = {code: f"<U+{code:04X}>" for code in STEERING if code < 32 or code == 127}
"""The replacement for each control character, for the case that a pipe ends at a terminal."""


class ReaderGone(Exception):
    """The reader of stdout is gone (`| head`). Not an error: stop writing."""


def watched(stream: TextIO | None) -> bool:
    """Return whether a stream is open and a terminal."""
    return stream is not None and stream.isatty()


def warn(*notes: str) -> None:
    """Print notes to stderr, a line for each."""
    for note in notes:
        tell(_("wfc: {note}").format(note=note))


def tell_waiting() -> None:
    """Print at a terminal that wfc waits for other writers, or a wait would look like a hang."""
    if watched(sys.stderr):
        tell(_("wfc: ほかの wfc の書き込みを待っています。"))


def typed() -> bool:
    """Return whether stdin is a terminal: only then does wfc accept relative days such as 今日."""
    return watched(sys.stdin)


def asks(no_input: bool) -> bool:
    """Return whether wfc may prompt: at a terminal that can move its cursor, without `--no-input`."""
    return not no_input and os.environ.get("TERM") != "dumb" and watched(sys.stdin) and watched(sys.stdout)


def confirmed(shown: str, *, yes: bool, no_input: bool, dry_run: bool = False) -> bool:
    """Show what a command will do and ask for confirmation, unless `yes`; `dry_run` only shows it.

    `Withheld` (7) if wfc may not prompt.
    """
    if dry_run:
        say(shown + "\n" + _("何も書き込んでいません。") + "\n")
        return False
    if yes:
        return True
    if not asks(no_input):
        raise Withheld(shown, _("これでよければ --yes を付けて、もう一度入力してください。"))
    from .prompt import questions

    say(shown + "\n")
    choices = [("leave", _("やめる")), ("go", _("実行する"))]
    if questions.choose(_("これでよいですか"), choices, pointed="leave") == "go":
        return True
    say(_("何もしていません。") + "\n")
    return False


def visible(text: str) -> str:
    """Return a text for a terminal, with control and bidirectional characters replaced by their code points."""
    return text.translate({code: f"<U+{code:04X}>" for code in STEERING})


def harmless(text: str) -> str:
    """Return a text for a file or pipe, with control characters (an older ledger may have some) as code points."""
    return text.translate(CONTROLS) if any(chr(code) in text for code in CONTROLS) else text


def say(text: str, *, done: str = "", long: bool = False) -> None:
    """Write a result to stdout, in UTF-8 whatever the locale; `Unusable` (6) if that fails.

    `done` is what the command has committed: the error repeats it, so that nobody enters it again. `long` text goes
    through a pager if it does not fit the terminal.
    """
    if long and paged(text):
        return
    _write(visible(text) if watched(sys.stdout) else harmless(text), done)


def done(words: str) -> None:
    """Print the sentence of a command that has committed something."""
    say(words + "\n", done=words)


def say_bytes(data: bytes) -> None:
    """Write binary data to stdout; `Unusable` (6) if that fails."""
    _write(data, "")


def _write(content: str | bytes, done: str) -> None:
    try:
        if sys.stdout is None:
            raise OSError(9, "closed")
        if isinstance(content, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError as error:
        quieten(sys.stdout)
        raise ReaderGone from error
    except (OSError, ValueError) as error:
        quieten(sys.stdout)
        raise Unusable(
            _("結果を書き出せません（{reason}）。").format(reason=getattr(error, "strerror", None) or error),
            _("記録は済んでいます（{done}）。もう一度入力しないでください。").format(done=done)
            if done
            else _("出力先の空きと権限を確かめてください。"),
        ) from error


def width() -> int:
    """Return the columns of the terminal, 80 without one."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns if watched(sys.stdout) else 80


def colours() -> bool:
    """Return whether stdout shows colours: a terminal that is not dumb, without `NO_COLOR`."""
    return watched(sys.stdout) and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")


def say_parts(parts: Iterator[str]) -> None:
    """Write a long text to the terminal part by part, in a pager if it has more lines than the terminal."""
    import shutil

    first, height = "", shutil.get_terminal_size().lines
    for part in parts:
        first += part
        if first.count("\n") >= height:
            break
    if first.count("\n") < height or not _page(chain((first,), parts), "FRSXPs[q] quit$"):
        for part in chain((first,), parts):
            _write(part, "")


def paged(text: str) -> bool:
    """Show a text in a pager (`PAGER`, less); return False if it fits, nobody watches, or there is no pager.

    It does not fit if it has more lines than the terminal, or a wider table.
    """
    if not asks(no_input=False):
        return False
    import shutil

    size, lines = shutil.get_terminal_size(), text.splitlines()
    wide = any(len(line) > size.columns for line in lines if line and not line.strip("- "))  # the rule of a table
    if len(lines) < size.lines and not wide:
        return False
    # less: cut long lines and scroll sideways; keep no search history. Its prompt names the keys, and cannot be in
    # Japanese. Without F it also waits if the text is only too wide.
    return _page((visible(text),), "RSXPs[q] quit  [Right] more$" if wide else "FRSXPs[q] quit$")


def _page(parts: Iterable[str], ways: str) -> bool:
    """Show parts in a pager until the user leaves it; return False, with nothing taken, if there is no pager."""
    import shlex
    import shutil
    import subprocess

    from .settings import PAGER, setting
    from .signals import LeftToChild

    command = shlex.split(os.environ.get("PAGER", setting("pager") or PAGER))
    if not asks(no_input=False) or not command or shutil.which(command[0]) is None:
        return False
    settings = {"LESS": ways, "LESSHISTFILE": "-", "LESSSECURE": "1", "LESSCHARSET": "utf-8"}
    with LeftToChild():
        try:
            pager = subprocess.Popen(command, stdin=subprocess.PIPE, env={**settings, **os.environ})  # noqa: S603 the user's own pager
        except OSError:
            return False
        assert pager.stdin is not None
        try:
            for part in parts:
                pager.stdin.write(part.encode())
                pager.stdin.flush()
            pager.stdin.close()
        except OSError:  # the user has left the pager
            pass
        pager.wait()
    return True


def quieten(stream: TextIO) -> None:
    """Redirect a stream to the null device: unwritten data would make the interpreter exit with code 120."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (AttributeError, OSError, ValueError):
        return


def give_up_unwritten() -> None:
    """Drop what a library could not write to a closed terminal; wfc has checked its own output before."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except (OSError, ValueError):
                quieten(stream)


def tell(text: str) -> None:
    """Write a line to stderr; a failure to write it is ignored."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(visible(text) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            quieten(sys.stderr)


def warn_exposed(options: Sequence[str]) -> None:
    """Warn that the confidential text of some options appears in the shell history and the process list."""
    if options:
        words = _("wfc: {options} に書いた本文は、シェルの履歴やプロセスの一覧に出ます。{option} - なら出ません。")
        tell(words.format(options=_("、").join(options), option=options[0]))


def explained(error: WfcError) -> str:
    """Format the problems of an error with their remedies; consecutive problems share a remedy."""
    lines: list[str] = []
    problems = error.problems
    for place, problem in enumerate(problems):
        lines.append(f"wfc: {problem}")
        following = problems[place + 1].remedy if place + 1 < len(problems) else None
        if problem.remedy and problem.remedy != following:
            lines.append(f"  {problem.remedy}")
    return "\n".join(lines)
