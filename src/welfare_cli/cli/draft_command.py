"""The command that continues a draft."""

from __future__ import annotations

from ..errors import UnknownWord
from ..words import _
from . import opening, options, settings, terminal
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .drafts import Draft, Drafts


def commands() -> list[Command]:
    """Return the command, with its arguments and options."""
    return [
        Command(
            "draft",
            _("書きかけの記録を続けます。"),
            draft,
            [
                Argument("number", _("番号"), _("書きかけの番号（省略すると、一つならそれ）"), required=False),
                Option("listed", "--list", _("書きかけの一覧を表示します"), flag=True),
                Option("discard", "--discard", _("書きかけを捨てます"), flag=True),
                options.no_input(),
                options.ledger(),
            ],
        )
    ]


def draft(*, number: str | None, listed: bool, discard: bool, no_input: bool, ledger: str | None) -> None:
    """Continue a draft, discard it, or list all; without a terminal, list them."""
    from .drafts import Drafts
    from .record_commands import say_written

    drafts = Drafts(settings.ledger_path(ledger))
    asks = terminal.asks(no_input)
    if listed or not (asks or discard):
        lines = [_line(each) for each in drafts.all()] or [_("書きかけはありません。")]
        terminal.say("\n".join(lines) + "\n")
        return
    chosen = _chosen(drafts, number, asks=asks and not discard)
    if chosen is None:
        terminal.tell(_("wfc: 書きかけはありません。"))
    elif discard:
        drafts.take(chosen.number)
        drafts.discard([chosen])
    else:
        from .prompt.dialogue import finished

        with opening.opened(ledger, chosen.author) as book:
            chosen = drafts.take(chosen.number)
            written = finished(book, chosen.task, draft=chosen, drafts=drafts)
            if written:
                say_written(chosen.task, written, book.profile)


def _chosen(drafts: Drafts, number: str | None, *, asks: bool) -> Draft | None:
    """Return the draft with a number, the only one, or the one that the user chooses."""
    if number is not None:
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise UnknownWord(
                _("「{text}」は書きかけの番号ではありません。").format(text=number),
                _("wfc draft --list で一覧が見られます。"),
            )
        return drafts.find(int(number))
    every = drafts.all()
    if len(every) < 2:
        return every[0] if every else None
    if not asks:
        raise UnknownWord(_("書きかけがいくつもあります。"), _("番号を指定してください（wfc draft --list）。"))
    from .prompt import questions

    picked = questions.choose(_("どの書きかけを続けますか"), [(str(each.number), _line(each)) for each in every])
    return drafts.find(int(picked))


def _line(draft: Draft) -> str:
    """Return a line about a draft without its texts: number, day, author, command and answered fields."""
    task = draft.task
    filled = [field.label for field in task.fields if task.cells.get(field.name)]
    return _("{number}  {day}  {author}  {kind}（{command}）{ref}  入力済み: {filled}").format(
        number=draft.number,
        day=draft.kept_at,
        author=draft.author,
        kind=task.kind.label,
        command=f"wfc {task.kind.name} {task.verb.name}",
        ref=task.ref,
        filled=_("、").join(filled) or _("なし"),
    )
