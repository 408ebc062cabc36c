"""The command that records one line: `wfc quick "昨日 C-12 訪問 地域包括支援センター"`."""

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
    from collections.abc import Callable, Iterator, Sequence

    from ..ledger import Ledger, Written
    from ..model.kind import Field
    from ..model.profile import Profile
    from ..model.quick_entry import ParsedLine

NONE = ""
"""The answer that ignores a word."""


def commands() -> list[Command]:
    """Return the command, with its arguments and options."""
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
    """Parse a line, show the result, prompt for the rest, and write it after confirmation."""
    from .record_commands import say_written, written_at_once

    with opening.opened(ledger, by) as book:
        line = understood(book, " ".join(words))
        if line.problems:
            raise Refused(line.problems)
        if yes and not line.certain:
            raise Refused([*doubts(line, book.profile)])
        written: Written | None
        task = Task(line.kind, ADD, cells=line.cells)
        if yes:
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
            unconfirmed = _uncertain(
                _("まだ記録していません。"), _("これでよければ --yes を付けて、もう一度入力してください。")
            )
            raise Refused([*doubts(line, book.profile), unconfirmed])
        if written:
            say_written(task, written, book.profile, as_json=as_json)


def understood(book: Ledger, text: str) -> ParsedLine:
    """Parse a line with the cases and names of the ledger; `NotFound` (3) for an unknown case."""

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
    """Ask for the meaning of ambiguous and unknown words, and print the guesses; call `learned` after each answer."""
    from .prompt import questions

    for word in line.words:
        if word.guessed:
            value = word.field.one.shown(word.value, profile)
            words = _("「{text}」は、{label} {value} と読みました。")
            terminal.warn(words.format(text=word.text, label=word.field.label, value=value))
    new = [field for field in line.kind.fields if isinstance(field.one, Name)]
    unread = [(text, [(field, text) for field in new]) for text, _near in line.unread]
    for text, meanings in (*line.unsure, *unread):
        possible = [(field, value) for field, value in meanings if line.takes(field, value)]
        if not possible:
            terminal.warn(_("「{text}」は分からないので、使いません。").format(text=text))
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
    """If the line names no coordinator, take the author's last one, and print that."""
    from .prompt.suggestions import Offers

    offers = Offers(book, task)
    for field in task.fields:
        if field.name in task.cells or not isinstance(field.one, Listed) or field.one.of != "coordinators":
            continue
        last, listed = offers.last_said(field, book.author()), dict(offers.choices(field))
        if last and (last in listed or not listed):
            task.cells[field.name] = last
            words = _("{label}は前と同じ {value} にしました。")
            terminal.warn(words.format(label=field.label, value=offers.shown(field)))


def doubts(line: ParsedLine, profile: Profile) -> Iterator[Problem]:
    """Yield a problem for each word that keeps a line from being written without a prompt."""
    for word in line.words:
        if word.guessed:
            value = word.field.one.shown(word.value, profile)
            yield _uncertain(
                _("「{text}」は、{label}と推し量っただけです。").format(text=word.text, label=word.field.label),
                _("「{label}:{value}」と書いてください。").format(
                    label=_typed(word.field), value=in_one_word(value, word.value)
                ),
            )
    for text, meanings in line.unsure:
        labels = _("、").join(field.label for field, _value in meanings)
        yield _uncertain(
            _("「{text}」は、いくつもの項目にあてはまります（{labels}）。").format(text=text, labels=labels),
            _("「{label}:{text}」のように項目を付けてください。").format(label=_typed(meanings[0][0]), text=text),
        )
    fields = [field for field in line.kind.fields if not field.confidential]
    free = next((field for field in fields if isinstance(field.one, Name)), None)
    for text, near in line.unread:
        example = f"{_typed(free)}:{text}" if free else f"{_typed(fields[-1])}:…"
        yield _uncertain(
            _("「{text}」は、何のことか分かりません。").format(text=text),
            _("近いもの: {words}").format(words=_("、").join(near))
            if near
            else _("言葉を直すか、消すか、項目を付けてください（例 {example}）。").format(example=example),
        )


def _uncertain(problem: str, remedy: str) -> Problem:
    return Problem("line-uncertain", problem, remedy)


def _typed(field: Field) -> str:
    """Return the name by which a field is typed in a line."""
    return in_one_word(field.label, field.option)


def in_one_word(label: str, name: str) -> str:
    """Return a label, or the name if the label has spaces, which cannot be typed in a line."""
    return name if " " in label else label


def say_understood(book: Ledger, task: Task) -> None:
    """Print what would be recorded, a line for each field."""
    from ..render.record_list import summary_of
    from .prompt.suggestions import Offers

    offers = Offers(book, task)
    lines = [(field.label, offers.shown(field)) for field in task.fields if task.cells.get(field.name)]
    terminal.say(summary_of(_(task.verb.help).format(kind=task.kind.label), lines))
