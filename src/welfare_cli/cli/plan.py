"""The command that plans a recurring meeting or activity: one planned record for each day."""

from __future__ import annotations

from datetime import date

from ..errors import UnknownWord
from ..model.kind import Number
from ..model.recurrence import days_of
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
    """Return the command of a kind, with its options."""
    filled = _planned(kind, "")
    fields = [  # numbers, such as that of the participants, are known afterwards
        field for field in kind.fields if field.name not in filled and not isinstance(field, Number)
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
    """Show the days, ask, and write one planned record for each that does not have the same record already."""
    options.refuse_missing(f"wfc {kind.name} plan", every=every, until=last)
    cells = options.cells_of(kind, given, ledger)
    with opening.opened(ledger, by) as book:
        days = _days(kind, str(every), first, last, without or (), book.today())
        new, shown = _new(book, kind, [(day, {**cells, **_planned(kind, day)}) for day in days])
        if not new:
            terminal.say(
                _("その日の{kind}は、もう全部あります。何も書き込んでいません。").format(kind=kind.label) + "\n"
            )
            return
        book.rehearse(lambda: book.add_several(kind, new, typed=terminal.typed()))
        if not terminal.confirmed(shown, yes=yes, no_input=no_input, dry_run=dry_run):
            return
        written = book.add_several(kind, new, typed=terminal.typed())
        terminal.warn(*dict.fromkeys(written.notes))
        words = _("{kind}を{number}回予定しました（{first} から {last} まで）。元に戻すには wfc undo です。")
        refs = [change.record.ref for change in written.changes]
        terminal.done(words.format(kind=kind.label, number=len(new), first=refs[0], last=refs[-1]))


def _days(kind: Kind, every: str, first: str | None, last: str | None, without: Sequence[str], today: str) -> list[str]:
    """Return the days of a recurrence, less those of `--except`; `UnknownWord` (2) for a day in the past."""
    start, end = options.day_of(first, today), options.day_of(last, today)
    if start < today:
        raise UnknownWord(
            _("--from {day} は今日（{today}）より前です。").format(day=start, today=today),
            _("過ぎた回は、wfc {kind} add で一回ずつ記録してください。").format(kind=kind.name),
        )
    days = days_of(every, start, end)
    for each in {options.day_of(text, today) for text in without}:
        if each not in days:
            raise UnknownWord(
                _("--except {day} は、予定する日ではありません。").format(day=each),
                _("--dry-run で、予定する日を見られます。"),
            )
        days.remove(each)
    return days


def _planned(kind: Kind, day: str) -> dict[str, str]:
    """Return the fields that the command fills in itself: the day and the status."""
    assert kind.planned is not None
    name, status = kind.planned
    return {name: day, kind.settles: status}


def _new(book: Ledger, kind: Kind, planned: Sequence[tuple[str, dict[str, str]]]) -> tuple[list[dict[str, str]], str]:
    """Return the records that are not recorded yet, and a text with a line for each day."""
    new, lines = [], []
    weekdays = _("月,火,水,木,金,土,日").split(",")
    for day, cells in planned:
        words = _("{day}（{weekday}）").format(day=day, weekday=weekdays[date.fromisoformat(day).weekday()])
        other = book.lookup.alike(kind, cells)
        if other is None:
            new.append(cells)
        else:
            words = _("{day}（{ref} があるので除きます）").format(day=words, ref=other.ref)
        lines.append("  " + words)
    heading = _("次の日に、{kind}を{number}回予定します。").format(kind=kind.label, number=len(new))
    return new, "\n".join([heading, *lines])
