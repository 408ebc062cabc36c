"""The terminal: results on stdout, remarks on stderr, pages, questions that need a yes, and a progress bar."""

from __future__ import annotations

import os
import sys

from ..errors import Unusable, WfcError, Withheld
from ..model.notation import STEERING
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from rich.progress import Progress as Bar

CONTROLS = {code: f"<U+{code:04X}>" for code in STEERING if code < 32 or code == 127}
"""What steers a terminal that a pipe ends at, each with what is written in its place."""


class ReaderGone(Exception):
    """Whoever read stdout has gone away (`| head`): nothing is wrong, and nobody wants more."""


def warn(words: str) -> None:
    """Print what a person should know, though nothing is refused."""
    tell(_("wfc: {note}").format(note=words))


def tell_waiting() -> None:
    """Say to a person that others are writing, so that nobody takes a wait for a hang."""
    if sys.stderr is not None and sys.stderr.isatty():
        tell(_("wfc: ほかの wfc の書き込みを待っています。"))


def typed() -> bool:
    """Whether a person types: 今日 and 昨日 are read only then."""
    return sys.stdin is not None and sys.stdin.isatty()


def asks(no_input: bool) -> bool:
    """Whether what is missing can be asked for: a person sits at a terminal and did not say --no-input."""
    return (
        not no_input
        and os.environ.get("TERM") != "dumb"
        and all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    )


def confirmed(shown: str, *, yes: bool, no_input: bool) -> bool:
    """Whether it may be done: `--yes`, or a person says so; `Withheld` (7) where nobody can be asked."""
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
    """A text for a terminal: what would steer it, or turn the direction of what is read, stands there as its code."""
    return text.translate({code: f"<U+{code:04X}>" for code in STEERING})


def harmless(text: str) -> str:
    """A text for a file or a pipe: control characters, which an older ledger may hold, as their codes."""
    return text.translate(CONTROLS) if any(chr(code) in text for code in CONTROLS) else text


def say(text: str, *, done: str = "", long: bool = False) -> None:
    """Write a result to stdout, in UTF-8 whatever the locale; `Unusable` (6) where it cannot be written.

    `done` is what has been recorded already, so that nobody records it again because its result got lost. What is
    `long` is paged where a person sits at a terminal that it does not fit on.
    """
    if long and paged(text):
        return
    at_terminal = sys.stdout is not None and sys.stdout.isatty()
    _write((visible(text) if at_terminal else harmless(text)), done)


def say_bytes(data: bytes) -> None:
    """Write a result that is no text to stdout; `Unusable` (6) where it cannot be written."""
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
    """How many columns there are to print in: those of the terminal, 80 where there is none."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns if sys.stdout is not None and sys.stdout.isatty() else 80


def paged(text: str) -> bool:
    """Show a text page by page, by `PAGER` or less; False where it fits, nobody watches, or there is no pager.

    It does not fit where it has more lines than the terminal, or a table that is wider.
    """
    if not asks(no_input=False):
        return False
    import shlex
    import shutil
    import subprocess

    from .settings import PAGER, setting
    from .signals import LeftToChild

    size, lines = shutil.get_terminal_size(), text.splitlines()
    wide = any(len(line) > size.columns for line in lines if line and not line.strip("- "))  # the rule of a table
    if len(lines) < size.lines and not wide:
        return False
    command = shlex.split(os.environ.get("PAGER", setting("pager") or PAGER))
    if not command or shutil.which(command[0]) is None:
        return False
    # less: long lines are cut and can be moved along, and nothing of what was looked for is kept. Its prompt says how
    # to leave and to move, and can hold no Japanese. What is only too wide would not make it wait by itself (F).
    ways = "RSXPs[q] quit  [Right] more$" if wide else "FRSXPs[q] quit$"
    settings = {"LESS": ways, "LESSHISTFILE": "-", "LESSSECURE": "1", "LESSCHARSET": "utf-8"}
    try:
        with LeftToChild():
            subprocess.run(command, input=visible(text).encode(), env={**settings, **os.environ}, check=False)  # noqa: S603 the user's own pager
    except OSError:
        return False
    return True


def quieten(stream: TextIO) -> None:
    """Let what is left in stdout or stderr go nowhere: or the interpreter fails on it at its end, with a code (120)."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (AttributeError, OSError, ValueError):
        return


def give_up_unwritten() -> None:
    """Drop what a library could not write to a terminal that is gone; results were written, or refused, before."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except (OSError, ValueError):
                quieten(stream)


def tell(text: str) -> None:
    """Write a remark to stderr; never the reason for a failure."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(visible(text) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            quieten(sys.stderr)


def warn_exposed(options: Sequence[str]) -> None:
    """Warn whoever wrote a confidential text into the command line of who else reads it there."""
    if options:
        words = _("wfc: {options} に書いた本文は、シェルの履歴やプロセスの一覧に出ます。{option} - なら出ません。")
        tell(words.format(options=_("、").join(options), option=options[0]))


def explained(error: WfcError) -> str:
    """The problems of an error with their remedies; one remedy that follows several problems stands once."""
    lines: list[str] = []
    problems = error.problems
    for place, problem in enumerate(problems):
        lines.append(f"wfc: {problem}")
        following = problems[place + 1].remedy if place + 1 < len(problems) else None
        if problem.remedy and problem.remedy != following:
            lines.append(f"  {problem.remedy}")
    return "\n".join(lines)


class Progress:
    """A progress bar on stderr while a person watches; nothing otherwise. It gives what is called after each row."""

    def __init__(self, total: Callable[[], int], words: str) -> None:
        self.total = total
        self.words = words
        self.bar: Bar | None = None

    def __enter__(self) -> Callable[[], None]:
        if sys.stderr is None or not sys.stderr.isatty():
            return lambda: None
        total = self.total()
        if total < 500:
            return lambda: None
        from rich.console import Console
        from rich.progress import Progress as Bar

        bar = self.bar = Bar(console=Console(stderr=True), transient=True)
        bar.start()
        task = bar.add_task(self.words, total=total)
        return lambda: bar.advance(task)

    def __exit__(self, *_error: object) -> None:
        if self.bar:
            self.bar.stop()
