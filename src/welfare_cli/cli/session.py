"""What only the outermost floor knows: the clock, the environment, the user, the terminal, the file to use."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

from ..errors import Refused, UnknownWord, Unusable, WfcError, Withheld
from ..model.calendar import FIRST_YEAR, LAST_YEAR, zone_of
from ..model.notation import STEERING
from ..words import JAPANESE, LANGUAGES, _, speak

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from rich.progress import Progress as Bar

    from ..ledger import Ledger, Stamp

DEFAULT_ZONE = "Asia/Tokyo"
PAGER = "less"
NO_CONFIG = "--no-config"
_settings: dict[str, str] = {}
"""What the user's own file says, read anew by each command."""
CONTROLS = {code: f"<U+{code:04X}>" for code in STEERING if code < 32 or code == 127}
"""What steers a terminal that a pipe ends at, each with what is written in its place."""


class ReaderGone(Exception):
    """Whoever read stdout has gone away (`| head`): nothing is wrong, and nobody wants more."""


def language_of(words: list[str]) -> list[str]:
    """Speak the language that is asked for, and return the words without `--lang`, which may stand anywhere.

    It is that of `--lang`, of `WFC_LANG`, or of the locale where wfc speaks it; `UnknownWord` (2) for one that wfc
    does not speak, said in the next of them.
    """
    end = words.index("--") if "--" in words else len(words)
    usual, rest = os.environ.get("WFC_LANG", "") or setting("language"), list(words)
    asked = usual
    for place in range(end - 1, -1, -1):
        if words[place].startswith("--lang="):
            asked, rest[place : place + 1] = words[place][7:], []
            break
        if words[place] == "--lang" and place + 1 < end:
            asked, rest[place : place + 2] = words[place + 1], []
            break
    of_locale = next((each for each in LANGUAGES if locale().startswith(each)), JAPANESE)
    speak(next(each for each in (asked, usual, of_locale) if each in LANGUAGES))
    if asked and asked not in LANGUAGES:
        raise UnknownWord(
            _("「{text}」という言語では話せません。").format(text=asked),
            _("ja（日本語）か en（英語）を指定してください（--lang、WFC_LANG）。"),
        )
    return rest


def configured(words: list[str]) -> list[str]:
    """Read the user's file of settings, and return the words without `--no-config`, which may stand anywhere.

    A file that cannot be read is refused (2, 6), in the language that is spoken without it.
    """
    _settings.clear()
    end = words.index("--") if "--" in words else len(words)
    if NO_CONFIG in words[:end]:
        return [word for word in words[:end] if word != NO_CONFIG] + words[end:]
    path = config_path()
    if os.path.exists(path):
        from .config import read

        language_of(words)
        _settings.update(read(path))
    return words


def setting(name: str) -> str:
    """What the user's file says, "" where it says nothing."""
    return _settings.get(name, "")


def config_path() -> str:
    """Where the user's file of settings is: `WFC_CONFIG`, else in the platform's folder; "" where there is none."""
    path = os.environ.get("WFC_CONFIG")
    if path:
        return os.path.abspath(os.path.expanduser(path))
    if sys.platform == "linux":  # as platformdirs has it, which takes longer to load than a record to write
        folder = own_folder(os.environ.get("XDG_CONFIG_HOME", ""), ".config")
    else:
        from platformdirs import user_config_dir

        folder = user_config_dir("wfc", appauthor=False)
    return os.path.join(folder, "config.toml") if os.path.isabs(folder) else ""


def locale() -> str:
    """The name of the locale in which messages are wanted, such as `en_US.UTF-8`."""
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")


def ledger_path(given: str | None) -> str:
    """Where the ledger is: `--ledger`, `WFC_LEDGER`, the user's file of settings, else the platform's data folder.

    It is the real path: what lies beside a ledger, such as its journal, lies beside the file and not beside a link.
    """
    path = given or os.environ.get("WFC_LEDGER") or setting("ledger")
    if path:
        return os.path.realpath(os.path.expanduser(path))
    if sys.platform == "linux":
        folder = own_folder(os.environ.get("XDG_DATA_HOME", ""), ".local/share")
    else:
        from platformdirs import user_data_dir

        folder = user_data_dir("wfc", appauthor=False)
    if not os.path.isabs(folder):
        raise Unusable(
            _("ホームフォルダーが分からないので、台帳の場所が決まりません。"),
            _("--ledger か WFC_LEDGER で、台帳の場所を指定してください。"),
        )
    return os.path.realpath(os.path.join(folder, "ledger.db"))


def own_folder(given: str, below: str) -> str:
    """The folder of wfc in one that the environment names, else below the home folder; "" where neither is known.

    One that is not absolute is left out of account, as the XDG Base Directory Specification wants it.
    """
    if os.path.isabs(given):
        return os.path.join(given, "wfc")
    home = os.environ.get("HOME", "")
    if not os.path.isabs(home):
        import pwd

        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:
            return ""
    return os.path.join(home, below, "wfc")


def is_nowhere() -> bool:
    """Whether the current folder is gone or may not be read, so that no relative path means anything."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def opened(
    given: str | None, by: str | None = None, known_at: str | None = None, *, unprotected: bool = False
) -> Ledger:
    """Open the ledger for one command; or as it was known at an earlier moment, which is printed.

    `unprotected` where the command only looks at what happened to it.
    """
    from ..ledger import Ledger
    from ..model.notation import plain_text

    author = plain_text(by or "")
    zone = [DEFAULT_ZONE]
    ledger = Ledger.open(
        ledger_path(given), lambda: stamp(author, zone[0]), warn, tell_waiting, unprotected=unprotected
    )
    try:
        zone[0] = ledger.profile.settings["time_zone"]
        zone_of(zone[0])  # where it was damaged, this is what is told, and not that the clock cannot be read
        if known_at is not None:
            head = ledger.look_back(known_at)
            words = _("wfc: 記入番号 {number} まで（{moment}）に分かっていたことを見ています。")
            tell(words.format(number=head.number, moment=ledger.known().strftime("%Y-%m-%d %H:%M")))
    except BaseException as error:
        ledger.__exit__(type(error), error, None)
        raise
    return ledger


def warn(words: str) -> None:
    """Print what a person should know, though nothing is refused."""
    tell(_("wfc: {note}").format(note=words))


def tell_waiting() -> None:
    """Say to a person that others are writing, so that nobody takes a wait for a hang."""
    if sys.stderr is not None and sys.stderr.isatty():
        tell(_("wfc: ほかの wfc の書き込みを待っています。"))


def stamp(by: str | None = None, zone: str = DEFAULT_ZONE) -> Stamp:
    """Who writes, and the time: the clock's, or the one that `WFC_NOW` fixes for repeatable runs."""
    from ..ledger import Stamp

    fixed = os.environ.get("WFC_NOW")
    now = read_now(fixed, zone) if fixed else datetime.now(UTC)
    return Stamp(by or setting("author") or user(), now, fixed=bool(fixed))


def read_now(text: str, zone: str) -> datetime:
    """The moment that `WFC_NOW` says, ISO 8601; without offset it is in the office's own zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if not FIRST_YEAR < moment.year < LAST_YEAR:
            raise ValueError(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnknownWord(
            _("WFC_NOW「{text}」は時刻として読めません。").format(text=text),
            _("2025-01-23T09:00:00 のように ISO 8601 で書くか、WFC_NOW を消してください。"),
        ) from error


def user() -> str:
    """The name of the system's user."""
    name = os.environ.get("LOGNAME") or os.environ.get("USER")
    if not name:
        import getpass

        try:
            name = getpass.getuser()
        except (OSError, KeyError):
            name = ""
    return name if name and name.isprintable() else "unknown"


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


def standard_input(most: int) -> bytes:
    """All of standard input; `Refused` (4) where it does not end after so many bytes."""
    from ..exchange.source import read_up_to

    return b"" if sys.stdin is None else read_up_to(sys.stdin.buffer.read1, most, "-")  # type: ignore[union-attr]


def in_confidence(text: str | None, ledger: str | None) -> str | None:
    """A confidential text as an option gives it: with `-` from standard input, or from an editor at a terminal."""
    if text != "-":
        return text
    if typed():
        return edited(ledger)
    from ..model import limits

    return text_of(standard_input(limits.TEXT))


def warn_exposed(options: Sequence[str]) -> None:
    """Warn whoever wrote a confidential text into the command line of who else reads it there."""
    if options:
        words = _("wfc: {options} に書いた本文は、シェルの履歴やプロセスの一覧に出ます。{option} - なら出ません。")
        tell(words.format(options=_("、").join(options), option=options[0]))


def text_of(data: bytes) -> str:
    """What somebody wrote, in the encodings in which lists are read; bytes that are no text are refused as a field."""
    from ..exchange.delimited import decoded

    try:
        return decoded("-", data, None)
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
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or setting("editor")
    command = [word if posix else word.strip('"') for word in shlex.split(editor, posix=posix)]
    if not command:
        key = "Ctrl-D" if posix else "Ctrl-Z, Enter"
        tell(_("wfc: 本文を書いてください。終わりは、行の始めで {key} です。").format(key=key))
        return text_of(standard_input(limits.TEXT))
    from ..exchange.source import bytes_of
    from ..ledger import workspace
    from .signals import LeftToChild

    path = ledger_path(ledger)
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


def written_whole(path: str, text: str) -> None:
    """Write a file of wfc's own (settings, a draft), whole or not at all; files for the user: `cli/output.py`.

    `Withheld` (7) where a link or a device is there; `Unusable` (6) where it cannot be written.
    """
    from ..ledger.atomic_file import AtomicFile
    from ..ledger.protected import is_regular

    try:
        is_regular(path)
        with AtomicFile(path) as draft:
            draft.write(text.encode())
            draft.settle()
    except OSError as error:
        raise unwritten(path, error) from error


def unwritten(path: str, error: OSError) -> Unusable:
    """A file that could not be written."""
    return Unusable(
        _("ファイルに書き出せません: {path}（{reason}）").format(path=path, reason=error.strerror),
        _("フォルダーの有無、空き、権限を確かめてください。前のファイルはそのままです。"),
    )


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
