"""How help looks: the words of the catalogue, aligned with Japanese in them, the same at every width."""

from __future__ import annotations

import typer.core

from ..errors import UnknownWord
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def page(command: Any, context: Any) -> str:
    """The help page of a command or group: how it is called, what it does, its words and options."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
    commands = [(name, each) for name, each in getattr(command, "commands", {}).items() if not each.hidden]
    pieces = [_argument(each) for each in arguments] + ([_("コマンド …")] if commands else []) + [_("[オプション]")]
    lines = [_("使い方: {path} {pieces}").format(path=context.command_path, pieces=" ".join(pieces)), ""]
    lines += [(command.help or "").strip(), ""]
    lines += _section(_("引数"), [(_argument(each), each.help or "") for each in arguments])
    lines += _section(_("コマンド"), [(name, (each.help or "").strip().split("\n")[0]) for name, each in commands])
    words = [(_option(each), _described(each)) for each in options]
    lines += _section(_("オプション"), [*words, ("--help", _("この説明を表示します"))])
    return "\n".join(lines).rstrip() + "\n"


def _argument(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    return f"{name}…" if parameter.nargs == -1 else str(name)


def _option(parameter: Any) -> str:
    words = ", ".join(parameter.opts)
    return words if parameter.is_flag else f"{words} {parameter.metavar or _('値')}"


def _described(parameter: Any) -> str:
    return (parameter.help or "") + (_("（繰り返し可）") if parameter.multiple else "")


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


class Command(typer.core.TyperCommand):
    """A command whose help is written by this house."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.write(page(self, ctx))


class Group(typer.core.TyperGroup):
    """A group of commands; a wrong one is named with the nearest right ones."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.write(page(self, ctx))

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named; without one, say which there are (2)."""
        if not ctx.args and not ctx._protected_args and not self.invoke_without_command:
            raise UnknownWord(_("コマンドを指定してください。"), page(self, ctx).rstrip())
        return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant; `UnknownWord` (2) where there is none."""
        if args[0].startswith("-") or self.get_command(ctx, args[0]) is not None:
            return super().resolve_command(ctx, args)
        import difflib

        near = difflib.get_close_matches(args[0], self.commands, n=3, cutoff=0.5)
        raise UnknownWord(
            _("「{word}」というコマンドはありません。").format(word=args[0]),
            (_("もしかして: {words}") if near else _("使えるもの: {words}")).format(
                words="、".join(f"{ctx.command_path} {each}" for each in near) or "、".join(self.commands)
            ),
        )
