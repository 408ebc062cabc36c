"""The program: every command, from its module or from the declaration of its kind of record."""

from __future__ import annotations

from ..words import LANGUAGES, _
from .grammar import Group, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .grammar import Command


REPORTS = ("report", "today")


def program() -> Group:
    """Return the program; each group makes its commands when one of them is needed."""
    return Group(
        "wfc",
        _("相談と地域づくりの記録を台帳に付け、報告の数を出します。"),
        _parts,
        run=_alone,
        options=(
            Option("version", "--version", _("版を表示します"), flag=True),
            Option(
                "lang",
                "--lang",
                _("言語。どのコマンドにも付けられます（省略時は WFC_LANG、なければパソコンの言語）: ja、en"),
                metavar=_("言語"),
                offers=LANGUAGES,
            ),
            Option(
                "no_config",
                "--no-config",
                _("設定ファイルを読みません。どのコマンドにも付けられます。台本のために"),
                flag=True,
            ),
        ),
        find=_at_once,
    )


def _parts() -> Sequence[Command]:
    from ..model.kinds import KINDS
    from . import (
        backups,
        checking,
        completion,
        config,
        documents,
        draft_command,
        erasing,
        exports,
        forms,
        handbook,
        journal,
        ledgers,
        options,
        profile_commands,
        publishing,
        query,
        quick,
        record_commands,
        reports,
    )

    return [
        *ledgers.commands(),
        *backups.commands(),
        *forms.commands(),
        *quick.commands(),
        *draft_command.commands(),
        *reports.commands(),
        *checking.commands(),
        *documents.commands(),
        *publishing.commands(),
        *journal.commands(),
        *query.commands(),
        *exports.commands(),
        *erasing.commands(),
        *map(record_commands.group, KINDS),
        Group("profile", _("事務所の一覧・設定（プロフィール）"), profile_commands.commands),
        Group(
            "config",
            _("設定を、値とどこから来たかとともに表示します。"),
            config.commands,
            run=config.show,
            options=(options.list_form(),),
        ),
        *completion.commands(),
        *handbook.commands(program),
    ]


def _at_once(name: str) -> Command | Group | None:
    """Return a command that scripts call often, without importing the modules of the others."""
    from ..model.kinds import KINDS

    if name in REPORTS:
        from . import reports

        return next(each for each in reports.commands() if each.name == name)
    from . import record_commands

    return next((record_commands.group(kind) for kind in KINDS if kind.name == name), None)


def _alone(*, version: bool, **_everywhere: object) -> None:
    """Without a command, print the day; if there is no ledger yet, the help page."""
    import os

    from .. import __version__
    from . import settings, terminal
    from .help import page
    from .reports import today

    if version:
        terminal.say(f"wfc {__version__}\n")
    elif os.path.exists(settings.ledger_path(None)):
        today(ledger=None)
    else:
        terminal.say(
            page("wfc", program())
            + "\n"
            + _("台帳がありません。はじめてなら wfc init で作り、なくなったのなら wfc restore で控えから戻します。")
            + "\n"
        )
