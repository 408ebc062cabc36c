"""Options that several commands share, and those that a kind's declaration gives."""

from __future__ import annotations

import inspect

import typer

from ..errors import Refused, UnknownWord
from ..model.kind import Choice, Day, Kind, Link, Listed, unknown_choice
from ..words import _
from . import help as helping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..model.kind import Field


FIRST_DAY = "1900-01-01"
"""Before this day there is no report."""


def word(*names: str, help: str, metavar: str = "") -> Any:
    """An option that takes a text."""
    return typer.Option(None, *names, help=help, metavar=metavar or _("値"))


def flag(*names: str, help: str) -> Any:
    """An option that is there or not."""
    return typer.Option(False, *names, help=help)


def many(*names: str, help: str, metavar: str = "") -> Any:
    """An option that may be given several times."""
    return typer.Option(None, *names, help=help, metavar=metavar or _("値"))


def ledger() -> Any:
    """Which ledger."""
    return word("--ledger", help=_("台帳の場所（省略時は WFC_LEDGER、なければ決まった場所）"), metavar=_("ファイル"))


def author() -> Any:
    """Who writes."""
    return word("--by", help=_("記録する人の名前（省略時はパソコンの利用者名）"), metavar=_("名前"))


def no_input() -> Any:
    """Whether nothing may be asked."""
    return flag("--no-input", help=_("足りない項目があっても、尋ねません"))


def form(choices: Iterable[str], default: str) -> Any:
    """Which format."""
    words = "、".join(choices)
    return typer.Option(default, "--format", help=_("形式: {words}").format(words=words), metavar=_("形式"))


def known_form(text: str, choices: Iterable[str]) -> str:
    """A format that exists; `UnknownWord` (2) otherwise."""
    known = list(choices)
    if text not in known:
        raise unknown_choice(_("形式"), text, known)
    return text


def option_of(field: Field) -> str:
    """The word of a field's option."""
    return "--" + field.option.replace("_", "-")


def metavar(field: Field) -> str:
    """What stands for a field's value in help."""
    inner = field.one
    if isinstance(inner, Day):
        return _("日付")
    if isinstance(inner, Link):
        return _("整理番号")
    return _("値")


def described(field: Field, *, required: bool = True) -> str:
    """A field in help: its label, its choices, whether it is required."""
    inner = field.one
    words = field.label
    if isinstance(inner, Choice):
        words += ": " + "、".join(f"{code} {_(label)}" for code, label in inner.of.items())
    elif isinstance(inner, Listed):
        words += _("（一覧から）")
    notes = [_("必須")] if field.required and required else []
    notes += [_(field.note)] if field.note else []
    notes += [_("一覧や報告には出ません。- なら標準入力から")] if field.confidential else []
    return words + (f"［{'。'.join(notes)}］" if notes else "")


def field_parameters(fields: Iterable[Field], *, required: bool = True) -> list[inspect.Parameter]:
    """A parameter of a command for each field; `required` where those that are required have to be given."""
    found = []
    for field in fields:
        kind = list[str] if field.many else str
        option = (many if field.many else word)(
            option_of(field), help=described(field, required=required), metavar=metavar(field)
        )
        found.append(
            inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=option, annotation=kind | None)
        )
    return found


def cells_of(kind: Kind, given: dict[str, Any]) -> dict[str, str]:
    """The texts of the fields that were given; `-` for a confidential one reads standard input."""
    from .session import standard_input

    cells = {}
    for field in kind.fields:
        value = given.get(field.name)
        if value is None or value == []:
            continue
        if field.confidential and value == "-":
            value = standard_input().decode("utf-8-sig", "surrogateescape")
        cells[field.name] = ";".join(value) if isinstance(value, list) else str(value)
    return cells


def command(
    group: typer.Typer, name: str, words: str, run: Callable[..., None], parameters: Iterable[inspect.Parameter]
) -> None:
    """Register a command whose parameters come from a declaration."""

    def called(**given: Any) -> None:
        run(**given)

    listed = list(parameters)
    called.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]
    called.__annotations__ = {each.name: each.annotation for each in listed}
    called.__name__ = name
    group.command(name, help=words, cls=helping.Command)(called)


def argument(name: str, metavar: str, words: str, *, required: bool = True) -> inspect.Parameter:
    """A word that a command needs; one that is not `required` may be asked for."""
    default: Any = typer.Argument(... if required else None, metavar=metavar, help=words)
    kind = str if required else str | None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def option(name: str, default: Any, annotation: Any = str | None) -> inspect.Parameter:
    """An option of a command made from a declaration."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def day_of(text: str | None, today: str) -> str:
    """The day of an option, today when it is left out; `UnknownWord` (2) when it cannot be read."""
    from ..model.notation import read_day
    from .session import typed

    try:
        day = read_day(text, today if typed() else None) if text is not None else today
    except Refused as error:
        raise UnknownWord(error.problems) from error
    if day < FIRST_DAY:
        raise UnknownWord(
            _("{day} の数は出せません。").format(day=day),
            _("{first} 以降の日付を指定してください。").format(first=FIRST_DAY),
        )
    return day


def days_of(text: str) -> int:
    """A number of days, as `90d` or `90`; `UnknownWord` (2) otherwise."""
    digits = text.removesuffix("d").removesuffix("日")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 5:
        raise UnknownWord(_("「{text}」は日数として読めません。").format(text=text), _("90d のように書いてください。"))
    return int(digits)
