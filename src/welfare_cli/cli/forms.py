"""The command that makes an entry form."""

from __future__ import annotations

import os

import typer

from ..errors import UnknownWord
from ..model.kinds import KINDS, kind_named
from ..words import _
from . import help as helping
from . import options, session


def register(program: typer.Typer) -> None:
    """Add the command to the program."""

    @program.command(
        "form",
        cls=helping.Command,
        help=_("記録を書き込む Excel の用紙を作ります。書き終えたものは wfc import で取り込みます。"),
    )
    def form(
        path: str = typer.Argument(..., metavar=_("ファイル"), help=_("作る用紙（.xlsx）")),
        kind: list[str] = options.many("--kind", help=_("種類（何度でも。省略すると全部）"), metavar=_("種類")),
        replace: bool = options.flag("--replace", help=_("あるファイルを置き換えます")),
        ledger: str | None = options.ledger(),
    ) -> None:
        from ..exchange.form import form as made

        if not path.lower().endswith(".xlsx"):
            raise UnknownWord(
                _("用紙の名前が .xlsx で終わっていません: {path}").format(path=path),
                _("「入力用紙.xlsx」のような名前を指定してください。"),
            )
        chosen = {kind_named(word) for word in kind or []}
        kinds = [each for each in KINDS if not chosen or each in chosen]
        with session.opened(ledger) as book, book.reading():
            data = made(kinds, book.profile, day=book.today(), entry=book.head.number, name=os.path.basename(path))
        session.written_whole(path, data, replace=replace)
        session.say(
            _("{path} に用紙を作りました（{kinds}）。").format(
                path=path, kinds=_("、").join(each.label for each in kinds)
            )
            + "\n"
        )
