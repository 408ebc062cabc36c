"""One line for one record: `wfc quick "昨日 C-12 訪問 地域包括支援センター"`."""

from __future__ import annotations

from ..errors import NotFound, Problem, Refused
from ..model.case import CASE
from ..model.kind import Listed, Name
from ..model.quick_entry import read_line
from ..words import _
from . import opening, options, terminal
from .grammar import Argument, Command, Option
from .tasks import ADD, Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..ledger import Ledger, Written
    from ..model.kind import Field
    from ..model.profile import Profile
    from ..model.quick_entry import ParsedLine

NONE = ""
"""The answer that leaves a word out."""


def commands() -> list[Command]:
    """The commands, each with its words and options."""
    return [
        Command(
            "quick",
            _("支援対応や相談を、一行の言葉から記録します。例: wfc quick 昨日 C-12 訪問 地域包括支援センター"),
            quick,
            [
                Argument("words", _("言葉"), _("日付、相談番号、方法、関係機関、圏域、相談経路、課題など"), many=True),
                Option(
                    "yes", "--yes", _("尋ねずに記録します。推し量った言葉が一つでもあれば、記録しません"), flag=True
                ),
                options.as_json(),
                options.author(),
                options.no_input(),
                options.ledger(),
            ],
        )
    ]


def quick(
    *, words: Sequence[str], yes: bool, as_json: bool, by: str | None, no_input: bool, ledger: str | None
) -> None:
    """Read a line, say what was understood, ask for the rest, and write it after a yes."""
    from .record_commands import say_written, written_at_once

    with opening.opened(ledger, by) as book:
        line = understood(book, " ".join(words))
        if line.problems:
            raise Refused(line.problems)
        written: Written | None
        task = Task(line.kind, ADD, cells=line.cells)
        if yes:
            if not line.certain:
                raise Refused(doubts(line, book.profile))
            written = written_at_once(book, task, typed=False)
        elif terminal.asks(no_input):
            from .prompt.dialogue import finished

            def first(keep: Callable[[], None]) -> None:
                def learned() -> None:
                    task.cells |= line.cells
                    keep()

                resolve(line, book.profile, learned)
                same_coordinator(book, task)

            written = finished(book, task, first=first, only_needed=True)
        else:
            say_understood(book, task)
            raise Refused([*doubts(line, book.profile), unconfirmed()])
        if written:
            say_written(task, written, book.profile, as_json=as_json)


def understood(book: Ledger, text: str) -> ParsedLine:
    """What a line says, in this ledger; `NotFound` (3) for a case that is not there."""

    def case_called(ref: str) -> str | None:
        try:
            return book.must_stand(CASE, ref).ref
        except (NotFound, Refused):
            return None

    line = read_line(text, book.profile, book.today(), case_called, book.lookup.names())
    for word, _near in line.unread:
        prefix, dash, number = word.upper().partition("-")
        if prefix == CASE.prefix and dash and number.isdecimal():
            book.must_stand(CASE, word)
    return line


def resolve(line: ParsedLine, profile: Profile, learned: Callable[[], None]) -> None:
    """Ask what those words mean that may mean several things, or nothing that is known; say what was guessed.

    `learned` is called after each answer.
    """
    from .prompt import questions

    for word in line.words:
        if word.guessed:
            value = word.field.one.shown(word.value, profile)
            said = _("「{text}」は、{label} {value} と読みました。").format(
                text=word.text, label=word.field.label, value=value
            )
            terminal.tell(_("wfc: {note}").format(note=said))
    new = [field for field in line.kind.fields if isinstance(field.one, Name)]
    unread = [(text, [(field, text) for field in new]) for text, _near in line.unread]
    for text, meanings in (*line.unsure, *unread):
        possible = [(field, value) for field, value in meanings if line.takes(field, value)]
        if not possible:
            said = _("「{text}」は分からないので、使いません。").format(text=text)
            terminal.tell(_("wfc: {note}").format(note=said))
            continue
        chosen = questions.choose(
            _("「{text}」は何ですか").format(text=text),
            [*((field.name, field.label) for field, _value in possible), (NONE, _("（使わない）"))],
            pointed=possible[0][0].name,
        )
        for field, value in possible:
            if field.name == chosen:
                line.fill(text, field, value)
                learned()


def same_coordinator(book: Ledger, task: Task) -> None:
    """Whoever wrote a coordinator last means the same one, where the line names none; it is told."""
    from .prompt.suggestions import Offers

    offers = Offers(book, task)
    for field in filter(_names_coordinator, task.fields):
        last, listed = offers.last_said(field, book.author()), dict(offers.choices(field))
        if field.name not in task.cells and last and (last in listed or not listed):
            task.cells[field.name] = last
            said = _("{label}は前と同じ {value} にしました。").format(label=field.label, value=offers.shown(field))
            terminal.tell(_("wfc: {note}").format(note=said))


def _names_coordinator(field: Field) -> bool:
    return isinstance(field.one, Listed) and field.one.of == "coordinators"


def doubts(line: ParsedLine, profile: Profile) -> list[Problem]:
    """What stands between a line and being written without a question."""
    found = []
    for word in line.words:
        if word.guessed:
            found.append(
                Problem(
                    "line-uncertain",
                    _("「{text}」は、{label}と推し量っただけです。").format(text=word.text, label=word.field.label),
                    _("「{label}:{value}」と書いてください。").format(
                        label=in_one_word(word.field.label, word.field.option),
                        value=in_one_word(word.field.one.shown(word.value, profile), word.value),
                    ),
                )
            )
    for text, meanings in line.unsure:
        labels = _("、").join(field.label for field, _value in meanings)
        found.append(
            Problem(
                "line-uncertain",
                _("「{text}」は、いくつもの項目にあてはまります（{labels}）。").format(text=text, labels=labels),
                _("「{label}:{text}」のように項目を付けてください。").format(
                    label=in_one_word(meanings[0][0].label, meanings[0][0].option), text=text
                ),
            )
        )
    fields = [field for field in line.kind.fields if not field.confidential]
    free = [field for field in fields if isinstance(field.one, Name)] or fields[::-1]
    name = in_one_word(free[0].label, free[0].option)
    for text, near in line.unread:
        found.append(
            Problem(
                "line-uncertain",
                _("「{text}」は、何のことか分かりません。").format(text=text),
                _("近いもの: {words}").format(words=_("、").join(near))
                if near
                else _("言葉を直すか、消すか、項目を付けてください（例 {example}）。").format(
                    example=f"{name}:{text}" if isinstance(free[0].one, Name) else f"{name}:…"
                ),
            )
        )
    return found


def in_one_word(label: str, name: str) -> str:
    """A label to be typed in front of a word or as one: where a language writes it in several, the name instead."""
    return name if " " in label else label


def say_understood(book: Ledger, task: Task) -> None:
    """What would be recorded, a line for each field."""
    from ..render.record_list import summary_of
    from .prompt.suggestions import Offers

    offers = Offers(book, task)
    lines = [(field.label, offers.shown(field)) for field in task.fields if task.cells.get(field.name)]
    terminal.say(summary_of(_(task.verb.help).format(kind=task.kind.label), lines))


def unconfirmed() -> Problem:
    """Nobody is there to say yes."""
    return Problem(
        "line-uncertain",
        _("まだ記録していません。"),
        _("これでよければ --yes を付けて、もう一度入力してください。"),
    )
