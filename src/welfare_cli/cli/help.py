"""How help looks: the words of the catalogue, aligned with Japanese in them, the same at every width."""

from __future__ import annotations

from ..words import _
from .grammar import Group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .grammar import Argument, Command, Option


def page(path: str, command: Command) -> str:
    """The help page of a command or group: how it is called, what it does, its words and options."""
    parts = command.parts.values() if isinstance(command, Group) else ()
    pieces = [*map(_argument, command.arguments), *([_("コマンド …")] if parts else []), _("[オプション]")]
    lines = [_("使い方: {path} {pieces}").format(path=path, pieces=" ".join(pieces)), "", command.help, ""]
    lines += _section(_("引数"), [(_argument(each), each.help) for each in command.arguments])
    lines += _section(_("コマンド"), [(each.name, each.help.split("\n")[0]) for each in parts])
    words = [(_option(each), each.help + (_("（繰り返し可）") if each.many else "")) for each in command.options]
    lines += _section(_("オプション"), [*words, ("--help", _("この説明を表示します"))])
    return "\n".join(lines).rstrip() + "\n"


def _argument(argument: Argument) -> str:
    return f"{argument.metavar}…" if argument.many else argument.metavar


def _option(option: Option) -> str:
    return option.word if option.flag else f"{option.word} {option.metavar}"


def _section(heading: str, rows: list[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    from tabulate import tabulate

    text = tabulate(
        [[f"  {word}", words] for word, words in rows],
        tablefmt="plain",
        disable_numparse=True,
        preserve_whitespace=True,
    )
    return [f"{heading}:", *(line.rstrip() for line in text.splitlines()), ""]
