"""The commands by which records leave the ledger: export, anonymize."""

from __future__ import annotations

import os

from ..errors import UnknownWord
from ..words import _
from . import opening, options, output, settings, terminal
from .grammar import Argument, Command, Option
from .output import is_stdout, refuse_stdout, write, write_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..exchange.export import Outgoing


def commands() -> list[Command]:
    """The commands, each with its words and options."""
    return [
        Command(
            "export",
            _("記録を、wfc import がそのまま読める形で書き出します。件数を見てから決められます。"),
            export,
            [
                Argument(
                    "path",
                    _("書き出す先"),
                    _("新しいフォルダー（種類ごとの CSV）、一つのブック（.xlsx）、一つの種類の .csv。- なら標準出力"),
                    writes=True,
                ),
                options.kinds(),
                Option(
                    "confidential", "--with-confidential", _("概要・備考などの、人に見せない本文も書き出す"), flag=True
                ),
                options.known_at(),
                options.replace(),
                options.yes(),
                options.no_input(),
                options.ledger(),
            ],
        ),
        Command(
            "anonymize",
            _(
                "同じ数の出る、本文や名前のない台帳を作ります。日付は月の中でずらし、順番を混ぜ、整理番号は付け直します。"
            ),
            anonymize,
            [
                Argument("path", _("ファイル"), _("作る台帳"), writes=True),
                options.ledger(),
            ],
        ),
    ]


def export(
    *,
    path: str,
    kind: Sequence[str] | None,
    confidential: bool,
    known_at: str | None,
    replace: bool,
    yes: bool,
    no_input: bool,
    ledger: str | None,
) -> None:
    """Write the lists of the ledger, once somebody has seen how many records leave it."""
    from ..exchange.export import outgoing, workbook

    kinds = options.kinds_of(kind)
    ending = os.path.splitext(path)[1].lower()
    if is_stdout(path) or ending == ".csv":
        one_kind(path, len(kinds))
    elif ending in (".tsv", ".xls", ".ods", ".json"):
        raise UnknownWord(
            _("「{ending}」の形では書き出せません。").format(ending=ending),
            _(".csv か .xlsx のファイル、または新しいフォルダーを指定してください。"),
        )
    with opening.opened(ledger, known_at=known_at) as book, book.reading():
        standing = ((each, book.records(each) if confidential else book.one_by_one(each)) for each in kinds)
        lists = outgoing(
            book.profile, standing, texts=confidential, transfers=book.cases.transfers(), today=book.today()
        )
    shown = told(lists, confidential=confidential)
    if not lists:
        terminal.tell(_("wfc: {words}").format(words=shown))
        return
    if not terminal.confirmed(shown, yes=yes, no_input=no_input):
        return
    if is_stdout(path):
        terminal.say(lists[0].csv(marked=False).decode())
        return
    if ending == ".csv":
        write(path, lists[0].csv(), "list", ledger=ledger, replace=replace)
    elif ending == ".xlsx":
        write(path, workbook(lists), "packed", ledger=ledger, replace=replace)
    else:
        write_folder(path, {f"{each.kind.plural}.csv": each.csv() for each in lists}, ledger=ledger)
    words = _("{path} に書き出しました。{shown}").format(path=path, shown=shown)
    terminal.say(words + "\n", done=words)


def one_kind(path: str, number: int) -> None:
    """A text holds one list; `UnknownWord` (2) where it is not said which."""
    if number != 1:
        raise UnknownWord(
            _("{path} には、一つの種類しか書き出せません。").format(path=_("標準出力") if is_stdout(path) else path),
            _("--kind case のように、種類を一つ指定してください。全部なら、フォルダーか .xlsx を指定します。"),
        )


def told(lists: Sequence[Outgoing], *, confidential: bool) -> str:
    """How many records leave, whether their texts do, and what those look as if they held."""
    from ..model.privacy import looks_like

    counts = [_("{kind} {number}件").format(kind=each.kind.label, number=len(each.lines)) for each in lists]
    total = sum(len(each.lines) for each in lists)
    words = _("記録 {number}件（{counts}）").format(number=total, counts=_("、").join(counts))
    if not lists:
        return _("書き出す記録がありません。")
    words += _("。概要などの本文を含みます。") if confidential else _("。概要などの本文は含みません。")
    seen: dict[str, int] = {}
    for each in lists:
        for text in each.texts():
            for what in looks_like(text):
                seen[what] = seen.get(what, 0) + 1
    if seen:
        found = _("、").join(_("{what} {number}か所").format(what=what, number=number) for what, number in seen.items())
        words += "\n" + _("個人が分かりそうな文字があります: {found}。").format(found=found)
    return words


def anonymize(*, path: str, ledger: str | None) -> None:
    """Make a ledger that counts the same, without texts and names and in another order; say what it still tells."""
    from ..ledger.anonymous import anonymous
    from ..ledger.protected import refuse_of_a_ledger

    refuse_stdout(path)
    refuse_of_a_ledger(path, settings.ledger_path(ledger))
    with opening.opened(ledger) as book:
        try:
            number = anonymous(book, os.path.abspath(path))
        except OSError as error:
            raise output.unwritten(path, error) from error
    words = _("{path} に、同じ数の出る匿名の台帳を作りました（記録 {number}件）。").format(path=path, number=number)
    terminal.say(words + "\n", done=words)
    terminal.tell(
        _(
            "wfc: 記録ごとの月、圏域、課題などは元のままで、その人をよく知る人には分かることがあります。"
            "渡す相手を選んでください。"
        )
    )
