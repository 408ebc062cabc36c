"""The command that makes an entry form."""

from __future__ import annotations

import os

from ..errors import UnknownWord
from ..words import _
from . import opening, options, terminal
from .grammar import Argument, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def commands() -> list[Command]:
    """Return the command, with its arguments and options."""
    return [
        Command(
            "form",
            _("記録を書き込む Excel の用紙を作ります。書き終えたものは wfc import で取り込みます。"),
            form,
            [
                Argument("path", _("ファイル"), _("作る用紙（.xlsx）。- なら標準出力"), writes=True),
                options.kinds(),
                options.replace(),
                options.ledger(),
            ],
        )
    ]


def form(*, path: str, kind: Sequence[str] | None, replace: bool, ledger: str | None) -> None:
    """Write an entry form with the current lists."""
    from ..exchange.form import form as made
    from .output import is_stdout, send, write

    if not is_stdout(path) and not path.lower().endswith(".xlsx"):
        raise UnknownWord(
            _("用紙の名前が .xlsx で終わっていません: {path}").format(path=path),
            _("「入力用紙.xlsx」のような名前を指定してください。"),
        )
    kinds = options.kinds_of(kind)
    with opening.opened(ledger) as book, book.reading():
        data = made(kinds, book.profile, day=book.today(), entry=book.head.number, name=os.path.basename(path))
    if is_stdout(path):
        send(data)
        return
    write(path, data, "packed", ledger=ledger, replace=replace)
    words = _("{path} に用紙を作りました（{kinds}）。")
    terminal.done(words.format(path=path, kinds=_("、").join(each.label for each in kinds)))
