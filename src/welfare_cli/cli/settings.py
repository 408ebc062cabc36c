"""Settings and their precedence: the command line, then the environment, then the user's file, then the default."""

from __future__ import annotations

import os
import sys

from ..errors import UnknownWord, Unusable, WfcError
from ..words import JAPANESE, LANGUAGES, N_, _, language, speak

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = {
    "ledger": ("WFC_LEDGER", N_("台帳の場所")),
    "author": ("", N_("記録する人の名前")),
    "language": ("WFC_LANG", N_("言語（ja、en）")),
    "pager": ("PAGER", N_("長い結果をページごとに見せるプログラム")),
    "editor": ("VISUAL", N_("概要や理由を書くエディター")),
}
"""Each setting, the variable of the environment that goes before it, and what it is."""
NO_CONFIG = "--no-config"
PAGER = "less"
_settings: dict[str, str] = {}
"""What the user's own file says, read anew by each command."""


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


def read(path: str) -> dict[str, str]:
    """The settings of a file; `UnknownWord` (2) for what wfc does not know, `Unusable` (6) for one that is no TOML."""
    from ..exchange.source import bytes_of, toml_of
    from ..model import limits

    way_out = _("ファイルを直すか、--no-config を付けて、設定なしで動かしてください。")
    try:
        said = toml_of("", bytes_of(path, limits.SETTINGS))
    except WfcError as error:
        reason = error.problems[0].problem.rstrip("。.")
        raise Unusable(
            _("設定ファイルを読めません: {path}（{reason}）").format(path=path, reason=reason), way_out
        ) from error
    for name, value in said.items():
        known(name, path)
        if not isinstance(value, str):
            raise UnknownWord(
                _("{path}: {name} は文字で書いてください。").format(path=path, name=name),
                _('{name} = "値" のように、引用符で囲みます。').format(name=name),
            )
        refuse_unusable(name, value)
    return said


def known(name: str, path: str = "") -> None:
    """Refuse a setting (2) that there is not."""
    if name not in SETTINGS:
        from ..model.notation import unknown_choice

        error = unknown_choice(_("設定"), name, SETTINGS)
        raise UnknownWord([problem.at(path) for problem in error.problems] if path else error.problems)


def refuse_unusable(name: str, value: str) -> None:
    """Refuse a value (2) that a setting cannot have."""
    if name == "language" and value not in LANGUAGES:
        from ..model.notation import unknown_choice

        raise unknown_choice(_("言語"), value, LANGUAGES)
    if not value.strip() or not value.isprintable():
        raise UnknownWord(
            _("{name} の値が空か、見えない文字があります。").format(name=name),
            _("設定を消すときは wfc config unset {name} を使ってください。").format(name=name),
        )


def in_force(name: str) -> tuple[str, str]:
    """The value that a setting has, and where it comes from: a variable, `file`, `user`, `locale` or `default`."""
    variable, _words = SETTINGS[name]
    other = "EDITOR" if name == "editor" else ""
    for each in filter(None, (variable, other)):
        if os.environ.get(each):
            return os.environ[each], each
    if setting(name):
        return setting(name), "file"
    usual: dict[str, Callable[[], tuple[str, str]]] = {
        "ledger": lambda: (ledger_path(None), "default"),
        "author": lambda: (user(), "user"),
        "language": lambda: (language(), "locale" if locale() else "default"),
        "pager": lambda: (PAGER, "default"),
        "editor": lambda: ("", "default"),
    }
    return usual[name]()
