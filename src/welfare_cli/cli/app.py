"""The program in typer's form, for ambiguous or wrong command lines: typer finds out what is wrong."""

from __future__ import annotations

import inspect

import typer
import typer.core
from typer.exceptions import TyperException

from .. import errors
from ..errors import UnknownWord
from ..words import _
from .grammar import Argument, Command, Group, not_given, see_help
from .help import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .grammar import Option


def run(program: Group, words: Sequence[str]) -> int:
    """Let typer parse the words and run the command; `UnknownWord` (2) with what is wrong."""
    try:
        command = typer.main.get_command(_group(program, words))
        code = int(command(list(words), prog_name=program.name, standalone_mode=False) or 0)
    except typer.Exit as done:
        return int(done.exit_code)
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except TyperException as error:
        raise wrong_usage(error, words) from error
    if code == errors.INTERRUPTED:  # typer has caught a Ctrl-C
        raise KeyboardInterrupt
    return code


def _group(group: Group, words: Sequence[str]) -> typer.Typer:
    """Return a group in typer's form; only the subgroup that the words name has its commands."""
    made = typer.Typer(
        name=group.name,
        help=group.help,
        cls=_class(group, typer.core.TyperGroup),
        invoke_without_command=group.run is not None,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
    )
    made.callback()(_function(group))
    for part in group.parts.values():
        if not isinstance(part, Group):
            made.command(part.name, help=part.help, cls=_class(part, typer.core.TyperCommand))(_function(part))
        elif part.name in words:
            made.add_typer(_group(part, words))
        else:
            made.add_typer(typer.Typer(name=part.name))
    return made


def _class(command: Command, of: type) -> type:
    """Return a class of typer that prints wfc's help page."""

    def format_help(_self: object, context: Any, formatter: Any) -> None:
        formatter.write(page(context.command_path, command))

    return type(of.__name__, (of,), {"format_help": format_help})


def _function(command: Command) -> Callable[..., None]:
    """Return a function with the signature from which typer reads the arguments and options of a command."""

    def called(context: typer.Context, **given: Any) -> None:
        if command.run is not None and context.invoked_subcommand is None:
            command.run(**given)

    parameters = [inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)]
    parameters += [*map(_parameter, command.arguments), *map(_parameter, command.options)]
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {each.name: each.annotation for each in parameters}
    return called


def _parameter(taken: Argument | Option) -> inspect.Parameter:
    kind: Any = list[str] if taken.many else str
    if isinstance(taken, Argument):
        default = typer.Argument(... if taken.required else None, metavar=taken.metavar, help=taken.help)
        optional = not taken.required
    else:
        default = typer.Option(taken.default, taken.word, help=taken.help, metavar=taken.metavar)
        kind, optional = (bool, False) if taken.flag else (kind, taken.default is None)
    annotation = kind | None if optional else kind
    return inspect.Parameter(taken.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def wrong_usage(error: object, words: Sequence[str]) -> UnknownWord:
    """Return typer's error in wfc's own message."""
    before = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    path = " ".join(["wfc", *words[: min(before, 2)]])
    remedy = see_help(path)
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if option:
        return UnknownWord(_("{option} には値が要ります。").format(option=option), remedy)
    if parameter is not None and not getattr(error, "message", ""):
        name = parameter.metavar or max(parameter.opts, key=len)
        return not_given(name, path)
    if parameter is not None:
        name = max(parameter.opts, key=len)
        return UnknownWord(_("{name} の値を読めません。").format(name=name), remedy)
    return UnknownWord(_("余分な言葉があるか、引用符で囲まれていない空白があります。"), remedy)
