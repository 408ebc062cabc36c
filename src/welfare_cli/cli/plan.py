"""The command that plans a recurring meeting or activity: one planned record for each of its days."""

from __future__ import annotations

from datetime import date

from ..errors import UnknownWord
from ..model.kind import Number
from ..words import _
from . import opening, options, terminal
from .grammar import Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ..ledger import Ledger
    from ..model.kind import Field, Kind
    from .grammar import Argument, Offered


def command(kind: Kind, offers: Callable[[Field], Offered]) -> Command:
    """The command of a kind, with its options."""
    fields = [  # how many came is known when it is over
        field for field in kind.fields if field.name not in _planned(kind) and not isinstance(field, Number)
    ]
    takes: list[Argument | Option] = [
        Option(
            "every",
            "--every",
            _("繰り返し［必須］: 毎週火曜、隔週金曜、第2火曜、第2・第4木曜、最終金曜、毎月15日、月末"),
            metavar=_("繰り返し"),
        ),
        options.day("first", "--from", _("この日から（省略時は今日）")),
        options.day("last", "--until", _("この日まで［必須］")),
        Option("without", "--except", _("この日は除きます（祝日など）"), metavar=_("日付"), many=True),
        *options.of_fields(fields, offers),
        Option("dry_run", "--dry-run", _("予定する日を表示するだけで、書き込みません"), flag=True),
        options.yes(),
        options.author(),
        options.no_input(),
        options.ledger(),
    ]
    words = _("繰り返す{kind}を、一回ずつ予定として記録します。").format(kind=kind.label)
    return Command("plan", words, lambda **given: plan(kind, **given), takes)


def plan(
    kind: Kind,
    /,
    *,
    every: str | None,
    first: str | None,
    last: str | None,
    without: Sequence[str] | None,
    dry_run: bool,
    yes: bool,
    by: str | None,
    no_input: bool,
    ledger: str | None,
    **given: Any,
) -> None:
    """Show the days, ask, and write one planned record for each; a day that has the same record already is left out."""
    from ..model.recurrence import days_of

    for name, value in (("--every", every), ("--until", last)):
        if not value:
            raise UnknownWord(
                _("{name} を指定してください。").format(name=name),
                _("{path} --help で使い方が見られます。").format(path=f"wfc {kind.name} plan"),
            )
    cells = options.cells_of(kind, given, ledger)
    with opening.opened(ledger, by) as book:
        today = book.today()
        start, end = options.day_of(first, today), options.day_of(last, today)
        if start < today:
            raise UnknownWord(
                _("--from {day} は今日（{today}）より前です。").format(day=start, today=today),
                _("過ぎた回は、wfc {kind} add で一回ずつ記録してください。").format(kind=kind.name),
            )
        days = days_of(str(every), start, end)
        for each in {options.day_of(text, today) for text in without or ()}:
            if each not in days:
                raise UnknownWord(
                    _("--except {day} は、予定する日ではありません。").format(day=each),
                    _("--dry-run で、予定する日を見られます。"),
                )
            days.remove(each)
        planned = [_cells(kind, cells, day) for day in days]
        new, shown = _new(book, kind, planned)
        if not new:
            terminal.say(
                _("その日の{kind}は、もう全部あります。何も書き込んでいません。").format(kind=kind.label) + "\n"
            )
            return
        book.rehearse(lambda: book.add_several(kind, new, typed=terminal.typed()))
        if dry_run:
            terminal.say(shown + "\n" + _("何も書き込んでいません。") + "\n")
            return
        if not terminal.confirmed(shown, yes=yes, no_input=no_input):
            return
        written = book.add_several(kind, new, typed=terminal.typed())
        for note in dict.fromkeys(written.notes):
            terminal.warn(note)
        words = _("{kind}を{number}回予定しました（{first} から {last} まで）。元に戻すには wfc undo です。").format(
            kind=kind.label,
            number=len(new),
            first=written.changes[0].record.ref,
            last=written.changes[-1].record.ref,
        )
        terminal.say(words + "\n", done=words)


def _planned(kind: Kind) -> tuple[str, str]:
    """The fields that the command fills in itself: the day, and the status."""
    assert kind.planned is not None
    return kind.planned[0], kind.settles


def _cells(kind: Kind, cells: dict[str, str], day: str) -> dict[str, str]:
    """The texts of one planned record."""
    assert kind.planned is not None
    return {**cells, kind.planned[0]: day, kind.settles: kind.planned[1]}


def _new(book: Ledger, kind: Kind, planned: Sequence[dict[str, str]]) -> tuple[list[dict[str, str]], str]:
    """The records that are not there yet, and a line for each day."""
    new, lines = [], []
    for cells in planned:
        day = _with_weekday(cells[_planned(kind)[0]])
        other = book.lookup.alike(kind, cells)
        if other is None:
            new.append(cells)
        lines.append("  " + (_("{day}（{ref} があるので除きます）").format(day=day, ref=other.ref) if other else day))
    words = _("次の日に、{kind}を{number}回予定します。").format(kind=kind.label, number=len(new))
    return new, "\n".join([words, *lines])


def _with_weekday(day: str) -> str:
    """A day with its weekday: 2025-02-11（火）."""
    weekdays = _("月,火,水,木,金,土,日").split(",")
    return _("{day}（{weekday}）").format(day=day, weekday=weekdays[date.fromisoformat(day).weekday()])
