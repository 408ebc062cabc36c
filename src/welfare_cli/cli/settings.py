"""Settings and their precedence: the command line, the environment, the user's file, the default."""

from __future__ import annotations

import os
import sys

from ..errors import UnknownWord, Unusable, WfcError
from ..model.notation import unknown_choice
from ..words import JAPANESE, LANGUAGES, N_, _, language, speak

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

SETTINGS = {
    "ledger": ("WFC_LEDGER", N_("台帳の場所")),
    "author": ("", N_("記録する人の名前")),
    "language": ("WFC_LANG", N_("言語（ja、en）")),
    "pager": ("PAGER", N_("長い結果をページごとに見せるプログラム")),
    "editor": ("VISUAL", N_("概要や理由を書くエディター")),
}
"""Each setting, the environment variable that overrides it, and its meaning."""
NO_CONFIG = "--no-config"
PAGER = "less"
_settings: dict[str, str] = {}
"""The settings of the user's file, read by each command."""


def language_of(words: list[str]) -> list[str]:
    """Set the language of the messages; return the words without `--lang`, which may be anywhere.

    The language is that of `--lang`, `WFC_LANG`, the settings file, or the locale. `UnknownWord` (2) for one that wfc
    does not have, in the next of these languages.
    """
    end = words.index("--") if "--" in words else len(words)
    usual = asked = os.environ.get("WFC_LANG", "") or setting("language")
    for place in range(end - 1, -1, -1):
        option, equals, value = words[place].partition("=")
        if option == "--lang" and (equals or place + 1 < end):
            after = place + (1 if equals else 2)
            asked, words = value if equals else words[place + 1], words[:place] + words[after:]
            break
    of_locale = next((each for each in LANGUAGES if locale().startswith(each)), JAPANESE)
    speak(next(each for each in (asked, usual, of_locale) if each in LANGUAGES))
    if asked and asked not in LANGUAGES:
        raise UnknownWord(
            _("「{text}」という言語では話せません。").format(text=asked),
            _("ja（日本語）か en（英語）を指定してください（--lang、WFC_LANG）。"),
        )
    return words


def configured(words: list[str]) -> list[str]:
    """Read the user's settings file; return the words without `--no-config`, which may be anywhere.

    A file that cannot be read is refused (2, 6), in the language that applies without it.
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
    """Return a setting of the user's file, "" if it is not set there."""
    return _settings.get(name, "")


def config_path() -> str:
    """Return the path of the settings file: `WFC_CONFIG`, or in the platform's folder; "" without such a folder."""
    path = os.environ.get("WFC_CONFIG")
    if path:
        return os.path.abspath(os.path.expanduser(path))
    folder = _folder("config")
    return os.path.join(folder, "config.toml") if folder else ""


def locale() -> str:
    """Return the locale for messages, such as `en_US.UTF-8`."""
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")


def ledger_path(given: str | None) -> str:
    """Return the path of the ledger: `--ledger`, `WFC_LEDGER`, the settings file, or in the platform's data folder.

    It is the real path: files next to a ledger, such as its journal, are next to the file and not next to a link.
    """
    path = given or os.environ.get("WFC_LEDGER") or setting("ledger")
    if path:
        return os.path.realpath(os.path.expanduser(path))
    folder = _folder("data")
    if not folder:
        raise Unusable(
            _("ホームフォルダーが分からないので、台帳の場所が決まりません。"),
            _("--ledger か WFC_LEDGER で、台帳の場所を指定してください。"),
        )
    return os.path.realpath(os.path.join(folder, "ledger.db"))


def _folder(purpose: Literal["config", "data"]) -> str:
    """Return the folder of wfc for a purpose, "" if the home folder is unknown.

    On Linux like platformdirs, which takes longer to load than a record to write: the folder of the XDG Base Directory
    Specification, which ignores a relative one.
    """
    if sys.platform != "linux":
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("wfc", appauthor=False)
        return dirs.user_config_dir if purpose == "config" else dirs.user_data_dir
    given, below = os.environ.get("XDG_CONFIG_HOME", ""), ".config"
    if purpose == "data":
        given, below = os.environ.get("XDG_DATA_HOME", ""), ".local/share"
    if os.path.isabs(given):
        return os.path.join(given, "wfc")
    home = os.environ.get("HOME", "")
    if not os.path.isabs(home):
        import pwd

        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:
            home = ""
    return os.path.join(home, below, "wfc") if os.path.isabs(home) else ""


def is_nowhere() -> bool:
    """Return whether the current folder is gone or unreadable, so that no relative path works."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def user() -> str:
    """Return the name of the system's user."""
    name = os.environ.get("LOGNAME") or os.environ.get("USER")
    if not name:
        import getpass

        try:
            name = getpass.getuser()
        except (OSError, KeyError):
            name = ""
    return name if name and name.isprintable() else "unknown"


def read(path: str) -> dict[str, str]:
    """Read the settings of a file; `UnknownWord` (2) for an unknown one, `Unusable` (6) if the file is no TOML."""
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
    """Refuse (2) an unknown setting."""
    if name not in SETTINGS:
        error = unknown_choice(_("設定"), name, SETTINGS)
        raise UnknownWord([problem.at(path) for problem in error.problems] if path else error.problems)


def refuse_unusable(name: str, value: str) -> None:
    """Refuse (2) an invalid value of a setting."""
    if name == "language" and value not in LANGUAGES:
        raise unknown_choice(_("言語"), value, LANGUAGES)
    if not value.strip() or not value.isprintable():
        raise UnknownWord(
            _("{name} の値が空か、見えない文字があります。").format(name=name),
            _("設定を消すときは wfc config unset {name} を使ってください。").format(name=name),
        )


def in_force(name: str) -> tuple[str, str]:
    """Return the value of a setting and its source: an environment variable, `file`, `user`, `locale` or `default`."""
    variable, _words = SETTINGS[name]
    other = "EDITOR" if name == "editor" else ""
    for each in (variable, other):
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
