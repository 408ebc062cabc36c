"""The layout of help pages, the same whatever the width of the terminal.

The terminal wraps Japanese, which may break anywhere; wfc wraps other languages between words, at 80 columns.
"""

from __future__ import annotations

import os

from ..words import JAPANESE, _, language
from .grammar import Group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .grammar import Argument, Command, Option


WIDTH = 79
"""The characters in a line of a language that breaks between words."""


def page(path: str, command: Command) -> str:
    """Return the help page of a command or group: its usage, its purpose, its arguments and options."""
    parts = command.parts.values() if isinstance(command, Group) else ()
    pieces = [*map(_argument, command.arguments), *([_("コマンド …")] if parts else []), _("[オプション]")]
    lines = [_("使い方: {path} {pieces}").format(path=path, pieces=" ".join(pieces)), ""]
    lines += [_broken(command.help, WIDTH), ""]
    lines += _section(_("引数"), [(_argument(each).strip("[]"), each.help) for each in command.arguments])
    lines += _section(_("コマンド"), [(each.name, each.help.split("\n")[0]) for each in parts])
    options = [(_option(each), _help(each)) for each in command.options]
    lines += _section(_("オプション"), [*options, ("--help", _("この説明を表示します"))])
    shown = None if parts else example(path)
    lines += [_("例") + ":", f"  {shown}"] if shown else []
    return "\n".join(lines).rstrip() + "\n"


def example(path: str) -> str | None:
    """Return the example of a command from `examples.txt`, None without one."""
    with open(os.path.join(os.path.dirname(__file__), "examples.txt"), encoding="utf-8") as stream:
        return next((line.rstrip() for line in stream if f"{line.rstrip()} ".startswith(f"{path} ")), None)


def _argument(argument: Argument) -> str:
    words = f"{_value(argument)}…" if argument.many else _value(argument)
    return words if argument.required else f"[{words}]"


def _option(option: Option) -> str:
    return option.word if option.flag else f"{option.word} {_value(option)}"


def _help(option: Option) -> str:
    return _("{help}（繰り返し可）").format(help=option.help) if option.many else option.help


def _value(taken: Argument | Option) -> str:
    """Return the placeholder of a value, in capitals in languages that have them."""
    return taken.metavar.upper()


def _section(heading: str, rows: list[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    from ..render.layout import aligned

    room = WIDTH - max(len(word) for word, _words in rows) - len("    ")
    lines = []
    for word, words in rows:
        first, *others = _broken(words, room).split("\n")
        lines += [[f"  {word}", first], *(["", each] for each in others)]
    return [f"{heading}:", *aligned(lines), ""]


def _broken(words: str, width: int) -> str:
    """Wrap words at a width; Japanese stays unchanged."""
    if language() == JAPANESE:
        return words
    import textwrap

    return textwrap.fill(words, width, break_long_words=False, break_on_hyphens=False)
