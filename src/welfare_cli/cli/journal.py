"""The commands that show what was written, and undo it: history, log, undo."""

from __future__ import annotations

from ..errors import NotFound, Refused, UnknownWord
from ..model.kinds import KINDS, LOGGED, kind_named
from ..words import _
from . import opening, options, output, terminal
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ledger import CurrentRecord, Ledger


def commands() -> list[Command]:
    """The commands, each with its words and options."""
    kinds, logged = (tuple(kind.name for kind in some) for some in (KINDS, LOGGED))
    entry = Argument(
        "entry", _("記入番号"), _("その記入をした操作（省略すると、自分の一番新しい操作）"), required=False
    )
    return [
        Command(
            "history",
            _("一件の記録の変わり方を表示します。概要などの本文と、訂正の理由も表示します。"),
            history,
            [
                Argument("ref", _("整理番号"), _("記録の整理番号。先頭の 0 は省けます（C-12）")),
                Option("kind", "--kind", _("種類（同じ整理番号が二つの種類にあるとき）"), offers=kinds),
                options.ledger(),
            ],
        ),
        Command(
            "log",
            _("台帳への記入を、新しいものから表示します。"),
            log,
            [
                Option("by", "--by", _("この人が記録したものだけ"), metavar=_("名前")),
                Option("kinds", "--kind", _("この種類の記録だけ"), metavar=_("種類"), many=True, offers=logged),
                Option("ref", "--ref", _("この整理番号の記録だけ"), metavar=_("番号")),
                options.day("first", "--from", _("この日以降の記入")),
                options.day("last", "--until", _("この日以前の記入")),
                Option("limit", "--limit", _("この件数まで"), metavar=_("件数")),
                options.list_form(),
                options.ledger(),
            ],
        ),
        Command(
            "undo",
            _("操作を一つ元に戻します。取り込みは丸ごと戻します。元に戻したことも、元に戻せます。"),
            undo,
            [
                entry,
                Option("yes", "--yes", _("尋ねずに元に戻します"), flag=True),
                Option("dry_run", "--dry-run", _("何が変わるかを表示するだけで、書き込みません"), flag=True),
                options.author(),
                options.no_input(),
                options.ledger(),
            ],
        ),
    ]


def history(*, ref: str, kind: str | None, ledger: str | None) -> None:
    """Print every version of a record."""
    from ..render.versions import history as rendered

    with opening.opened(ledger) as book, book.reading():
        text = rendered(book.history.versions(the_one_called(book, ref, kind)), book.profile, book.local)
    terminal.say(text, long=True)


def log(
    *,
    by: str | None,
    kinds: Sequence[str] | None,
    ref: str | None,
    first: str | None,
    last: str | None,
    limit: str | None,
    form: str,
    ledger: str | None,
) -> None:
    """Print the entries, the newest first."""
    from ..render.versions import log as listed

    form = options.known_list_form(form)
    with opening.opened(ledger) as book, book.reading():
        entries = book.history.log(
            author=by or "",
            kinds=[kind_named(kind, LOGGED).name for kind in kinds or ()],
            records=called(book, ref, None) if ref else (),
            first=options.day_of(first, book.today()) if first else "",
            last=options.day_of(last, book.today()) if last else "",
            most=options.number_of(limit) if limit else 0,
        )
        listing = listed(entries, book.local)
    output.print_list(listing, form)


def undo(*, entry: str | None, yes: bool, dry_run: bool, by: str | None, no_input: bool, ledger: str | None) -> None:
    """Show what undoing a command would write, ask, and write it."""
    from ..render.versions import undoing
    from . import revising

    with opening.opened(ledger, by) as book:
        command = book.undo.command_of(options.number_of(entry)) if entry else book.undo.last_command()
        shown = undoing(book.history.entry(command), book.undo.changes(command), book.profile, book.local)
        found = revising.foreseen(book, lambda: book.undo.write(command))
        asks = terminal.asks(no_input) and not (yes or dry_run)
        if not (yes or dry_run or asks):
            terminal.tell(shown.rstrip())
            revising.tell(found)
            raise Refused(
                _("まだ元に戻していません。"),
                _("これでよければ --yes を付けて、もう一度入力してください。"),
                rule="unconfirmed",
            )
        terminal.say(shown)
        if asks:
            revising.show(found)
        else:
            revising.tell(found)
        if dry_run or (asks and not confirmed(pointed="leave" if found else "undo")):
            terminal.say(_("何も書き込んでいません。") + "\n")
            return
        number = book.undo.write(command).numbers[0]
        words = _("元に戻しました（記入番号 {number}）。これを取りやめるには wfc undo {number} です。").format(
            number=number
        )
        terminal.say(words + "\n", done=words)


def confirmed(pointed: str) -> bool:
    """Whether a person says yes; `pointed` is the answer that is pointed at."""
    from .prompt import questions

    choices = [("undo", _("元に戻す")), ("leave", _("やめる"))]
    return questions.choose(_("これでよいですか"), choices, pointed=pointed) == "undo"


def the_one_called(book: Ledger, ref: str, kind: str | None) -> CurrentRecord:
    """The one record that a ref names; `UnknownWord` (2) where there are several."""
    found = called(book, ref, kind)
    if len(found) > 1:
        words = _("、").join(each.record.kind.name for each in found)
        raise UnknownWord(
            _("整理番号 {ref} の記録は、いくつかの種類にあります。").format(ref=found[0].ref),
            _("--kind でどれかを指定してください: {words}").format(words=words),
        )
    return found[0]


def called(book: Ledger, ref: str, kind: str | None) -> list[CurrentRecord]:
    """The records that a ref names, void ones too; `NotFound` (3) where there is none."""
    if kind:
        return [book.find(kind_named(kind), ref)]
    found = book.lookup.called(ref)
    if not found:
        raise NotFound(
            _("整理番号 {ref} の記録は台帳にありません。").format(ref=ref),
            _("整理番号を確かめてください（wfc log で、記入のあった記録が見られます）。"),
        )
    return found
