"""What a user sets once for every command: a small TOML file, and the command that shows and changes it.

What is said on the command line goes before the environment, that before the file, and that before what is usual.
"""

from __future__ import annotations

import json
import os
import re

from ..errors import UnknownWord, Unusable, WfcError
from ..exchange.source import bytes_of, toml_of
from ..model import limits
from ..model.notation import unknown_choice
from ..words import LANGUAGES, N_, _, language
from . import options, session
from .grammar import Argument, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .grammar import Said
    from .prompt.suggestions import Suggestion

SETTINGS = {
    "ledger": ("WFC_LEDGER", N_("台帳の場所")),
    "author": ("", N_("記録する人の名前")),
    "language": ("WFC_LANG", N_("言語（ja、en）")),
    "pager": ("PAGER", N_("長い結果をページごとに見せるプログラム")),
    "editor": ("VISUAL", N_("概要や理由を書くエディター")),
}
"""Each setting, the variable of the environment that goes before it, and what it is."""
FORMS = ("table", "json")


def read(path: str) -> dict[str, str]:
    """The settings of a file; `UnknownWord` (2) for what wfc does not know, `Unusable` (6) for one that is no TOML."""
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
        error = unknown_choice(_("設定"), name, SETTINGS)
        raise UnknownWord([problem.at(path) for problem in error.problems] if path else error.problems)


def refuse_unusable(name: str, value: str) -> None:
    """Refuse a value (2) that a setting cannot have."""
    if name == "language" and value not in LANGUAGES:
        raise unknown_choice(_("言語"), value, LANGUAGES)
    if not value.strip() or not value.isprintable():
        raise UnknownWord(
            _("{name} の値が空か、見えない文字があります。").format(name=name),
            _("設定を消すときは wfc config unset {name} を使ってください。").format(name=name),
        )


def commands() -> list[Command]:
    """The commands under config."""
    name = Argument(
        "name", _("設定"), _("設定の名前: {names}").format(names=_("、").join(SETTINGS)), offers=settings_offered
    )
    return [
        Command("set", _("設定ファイルに書きます。"), set_one, [name, Argument("value", _("値"), _("値"))]),
        Command("unset", _("設定ファイルから消します。"), unset, [name]),
    ]


def settings_offered(_book: object, _said: Said, _typed: str) -> list[Suggestion]:
    """Every setting and what it is."""
    from .prompt.suggestions import Suggestion

    return [Suggestion((name,), _(words)) for name, (_variable, words) in SETTINGS.items()]


def show(*, form: str) -> None:
    """Every setting with its value and where it comes from."""
    options.known_form(form, FORMS)
    found = {name: in_force(name) for name in SETTINGS}
    path = session.config_path()
    if form == "json":
        settings = {name: {"value": value, "from": source} for name, (value, source) in found.items()}
        whole = {"schema": "wfc.config/1", "file": path, "exists": os.path.exists(path), "settings": settings}
        session.say(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        return
    from ..render.layout import aligned

    words = {
        "file": _("設定ファイル"),
        "default": _("省略時"),
        "user": _("パソコンの利用者名"),
        "locale": _("パソコンの言語"),
    }
    rows = [
        [name, _(SETTINGS[name][1]), words.get(source, source), value or _("（なし）")]
        for name, (value, source) in found.items()
    ]
    there = path if os.path.exists(path) else _("{path}（まだありません）").format(path=path)
    lines = aligned(rows, [_("設定"), _("意味"), _("どこから"), _("値")])
    session.say(_("設定ファイル: {path}").format(path=there) + "\n\n" + "\n".join(lines) + "\n")


def in_force(name: str) -> tuple[str, str]:
    """The value that a setting has, and where it comes from: a variable, `file`, `user`, `locale` or `default`."""
    variable, _words = SETTINGS[name]
    other = "EDITOR" if name == "editor" else ""
    for each in filter(None, (variable, other)):
        if os.environ.get(each):
            return os.environ[each], each
    if session.setting(name):
        return session.setting(name), "file"
    usual: dict[str, Callable[[], tuple[str, str]]] = {
        "ledger": lambda: (session.ledger_path(None), "default"),
        "author": lambda: (session.user(), "user"),
        "language": lambda: (language(), "locale" if session.locale() else "default"),
        "pager": lambda: (session.PAGER, "default"),
        "editor": lambda: ("", "default"),
    }
    return usual[name]()


def set_one(*, name: str, value: str) -> None:
    """Write a setting into the file, and leave the rest of it as it is."""
    known(name)
    value = os.path.abspath(os.path.expanduser(value)) if name == "ledger" else value
    refuse_unusable(name, value)
    _rewrite(name, f"{name} = {json.dumps(value, ensure_ascii=False)}\n")
    words = _("{name} を {value} にしました（{path}）。").format(name=name, value=value, path=session.config_path())
    session.say(words + "\n", done=words)


def unset(*, name: str) -> None:
    """Take a setting out of the file."""
    known(name)
    if not session.setting(name):
        raise UnknownWord(
            _("設定ファイルに {name} はありません: {path}").format(name=name, path=session.config_path()),
            _("wfc config で、今の設定とどこから来たかを確かめてください。"),
        )
    _rewrite(name, "")
    words = _("{name} を設定ファイルから消しました（{path}）。").format(name=name, path=session.config_path())
    session.say(words + "\n", done=words)


def _rewrite(name: str, line: str) -> None:
    """Put a line in the place of that of a setting, or behind the others."""
    from ..ledger.atomic_file import make_folder

    path = session.config_path()
    if not path:
        raise Unusable(
            _("ホームフォルダーが分からないので、設定ファイルの場所が決まりません。"),
            _("WFC_CONFIG で、設定ファイルの場所を指定してください。"),
        )
    text = ""
    if os.path.exists(path):
        text = bytes_of(path, limits.SETTINGS).decode("utf-8-sig")
    there = re.compile(rf"^[ \t]*{name}[ \t]*=.*\n?", re.MULTILINE)
    if there.search(text):
        text = there.sub(lambda _found: line, text, count=1)
    else:
        text += ("" if not text or text.endswith("\n") else "\n") + line
    try:
        make_folder(os.path.dirname(path))
    except OSError as error:
        raise session.unwritten(path, error) from error
    session.written_whole(path, text)
