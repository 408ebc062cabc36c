"""Every command, assembled: those of the kinds of record from their declarations, and the rest by name."""

from __future__ import annotations

import typer

from .. import __version__
from ..model.kinds import KINDS
from ..words import _
from . import entry, forms, ledgers, profiles, records, reports
from . import help as helping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def app(words: Sequence[str]) -> typer.Typer:
    """The program; of the kinds of record, only the commands of the one that is named are made."""
    program = group(_("相談と地域づくりの記録を台帳に付け、報告の数を出します。"))

    @program.callback(invoke_without_command=True)
    def wfc(
        context: typer.Context,
        version: bool = typer.Option(False, "--version", help=_("版を表示します")),
    ) -> None:
        if version:
            from .session import say

            say(f"wfc {__version__}\n")
        elif context.invoked_subcommand is None:
            from .session import say

            say(context.get_help() + "\n")

    for module in (ledgers, forms, entry, reports):
        module.register(program)
    named = next((word for word in words if not word.startswith("-")), "")
    for kind in KINDS:
        part = group(_("{kind}（{name}）の記録").format(kind=kind.label, name=kind.name))
        if kind.name == named:
            records.register(part, kind)
        program.add_typer(part, name=kind.name)
    part = group(_("事務所の一覧・設定（プロフィール）"))
    profiles.register(part)
    program.add_typer(part, name="profile")
    return program


def group(words: str) -> typer.Typer:
    """A group of commands with the house's help."""
    return typer.Typer(
        help=words,
        cls=helping.Group,
        invoke_without_command=False,
        no_args_is_help=False,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
    )
