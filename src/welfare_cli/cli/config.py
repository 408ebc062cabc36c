"""What a user sets once for every command: a small TOML file, and the command that shows and changes it.

What is said on the command line goes before the environment, that before the file, and that before what is usual.
"""

from __future__ import annotations

import json
import os
import re

from ..errors import UnknownWord, Unusable
from ..exchange.source import bytes_of
from ..model import limits
from ..words import _
from . import options, output, settings, terminal
from .grammar import Argument, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .grammar import Said
    from .prompt.suggestions import Suggestion


def commands() -> list[Command]:
    """The commands under config."""
    name = Argument(
        "name",
        _("設定"),
        _("設定の名前: {names}").format(names=_("、").join(settings.SETTINGS)),
        offers=settings_offered,
    )
    return [
        Command("set", _("設定ファイルに書きます。"), set_one, [name, Argument("value", _("値"), _("値"))]),
        Command("unset", _("設定ファイルから消します。"), unset, [name]),
    ]


def settings_offered(_book: object, _said: Said, _typed: str) -> list[Suggestion]:
    """Every setting and what it is."""
    from .prompt.suggestions import Suggestion

    return [Suggestion((name,), _(words)) for name, (_variable, words) in settings.SETTINGS.items()]


def show(*, form: str) -> None:
    """Every setting with its value and where it comes from."""
    from ..render.lists import Listing

    form = options.known_list_form(form)
    found = {name: settings.in_force(name) for name in settings.SETTINGS}
    path = settings.config_path()
    words = {
        "file": _("設定ファイル"),
        "default": _("省略時"),
        "user": _("パソコンの利用者名"),
        "locale": _("パソコンの言語"),
    }
    exists = os.path.exists(path)
    there = path if exists else _("{path}（まだありません）").format(path=path)
    listing = Listing(
        [_("設定"), _("意味"), _("どこから"), _("値")],
        [
            [name, _(settings.SETTINGS[name][1]), words.get(source, source), value or _("（なし）")]
            for name, (value, source) in found.items()
        ],
        lambda: {
            "schema": "wfc.config/1",
            "file": path,
            "exists": exists,
            "settings": {name: {"value": value, "from": source} for name, (value, source) in found.items()},
        },
        title=[_("設定ファイル: {path}").format(path=there)],
    )
    output.print_list(listing, form)


def set_one(*, name: str, value: str) -> None:
    """Write a setting into the file, and leave the rest of it as it is."""
    settings.known(name)
    value = os.path.abspath(os.path.expanduser(value)) if name == "ledger" else value
    settings.refuse_unusable(name, value)
    _rewrite(name, f"{name} = {json.dumps(value, ensure_ascii=False)}\n")
    words = _("{name} を {value} にしました（{path}）。").format(name=name, value=value, path=settings.config_path())
    terminal.say(words + "\n", done=words)


def unset(*, name: str) -> None:
    """Take a setting out of the file."""
    settings.known(name)
    if not settings.setting(name):
        raise UnknownWord(
            _("設定ファイルに {name} はありません: {path}").format(name=name, path=settings.config_path()),
            _("wfc config で、今の設定とどこから来たかを確かめてください。"),
        )
    _rewrite(name, "")
    words = _("{name} を設定ファイルから消しました（{path}）。").format(name=name, path=settings.config_path())
    terminal.say(words + "\n", done=words)


def _rewrite(name: str, line: str) -> None:
    """Put a line in the place of that of a setting, or behind the others."""
    from ..ledger.atomic_file import make_folder

    path = settings.config_path()
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
        raise output.unwritten(path, error) from error
    output.written_whole(path, text)
