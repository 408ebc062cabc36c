"""One thing to be written: which kind, which verb, which record, and the texts of its fields so far.

The options of a command, the answers to its questions, a line of `wfc quick` and a draft all become a task;
only a task is ever written.
"""

from __future__ import annotations

from types import MappingProxyType

from ..model.case import CASE, CLOSING, TRANSFER
from ..model.kind import Link, Text
from ..values import value
from ..words import N_, _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import KW_ONLY

    from ..ledger import Ledger, Written
    from ..model.kind import Field, Kind

    Writing = Callable[[Ledger, "Task", bool], Written]

WHY = Text("why", N_("理由"), note=N_("一覧や報告には出ません"))
"""Why something was corrected or taken back: kept with the entry, not with the record."""


@value
class Verb:
    """What can be done to a record: how it is said, what it asks for, and what writes it.

    `day` is the day that it gives the record, in the field of that name and by the option `--on`; `asks` are the
    other fields it asks for, `some` those of which it needs at least one, `sets` the values that it sets itself. `of`
    is the kind whose fields those are, where that is another one. `state`: only a record without (`open`) or with
    (`done`) its last day can be meant.
    """

    name: str
    help: str
    said: str
    write: Writing
    _: KW_ONLY
    day: str = ""
    asks: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    sets: Mapping[str, str] = MappingProxyType({})
    of: Kind | None = None
    state: str = ""
    why: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it asks for, the day first."""
        return tuple(filter(None, (self.day, *self.asks, *self.some)))


def _add(book: Ledger, task: Task, typed: bool) -> Written:
    return book.add(task.kind, task.facts, task.ref, typed=typed)


def _edit(book: Ledger, task: Task, typed: bool) -> Written:
    return book.edit(task.kind, task.ref, task.facts, clear=task.clear, why=task.why, since=task.since, typed=typed)


def _finish(book: Ledger, task: Task, typed: bool) -> Written:
    return book.finish(task.kind, task.ref, {**task.facts, **task.verb.sets}, task.verb.day, typed=typed)


def _reopen(book: Ledger, task: Task, typed: bool) -> Written:
    return book.reopen(task.ref, task.cells["reopened_on"], why=task.why, typed=typed)


def _transfer(book: Ledger, task: Task, typed: bool) -> Written:
    return book.add(TRANSFER, {"case": task.ref, **task.facts}, typed=typed)


def _void(book: Ledger, task: Task, _typed: bool) -> Written:
    return book.void(task.kind, task.ref, why=task.why)


def _ending(name: str, day: str, help: str, said: str, *asks: str, **sets: str) -> Verb:
    """A verb that gives a record its last day."""
    return Verb(name, help, said, _finish, day=day, asks=asks, sets=sets, state="open")


ADD = Verb(
    "add",
    N_("{kind}を記録します。"),
    N_("{kind}を記録しました"),
    _add,
)
EDIT = Verb(
    "edit",
    N_("{kind}を訂正します。"),
    N_("{kind}を訂正しました"),
    _edit,
    why="may",
)
REOPEN = Verb(
    "reopen",
    N_("終結した相談を再開します。"),
    N_("相談を再開しました"),
    _reopen,
    day="reopened_on",
    of=CLOSING,
    state="done",
    why="may",
)
HAND_OVER = Verb(
    "transfer",
    N_("相談を引き継ぎます（その日からの担当、圏域を記録します）。"),
    N_("引き継ぎを記録しました"),
    _transfer,
    day="on",
    some=("coordinator", "area"),
    of=TRANSFER,
    state="open",
)
VOID = Verb(
    "void",
    N_("{kind}の記録を取り消します（記録は残り、数えなくなります）。"),
    N_("{kind}を取り消しました"),
    _void,
    why="must",
)
ENDINGS = {
    "case": (_ending("close", "closed_on", N_("相談の終結を記録します。"), N_("相談を終結しました"), "closing"),),
    "venue": (_ending("close", "closed_on", N_("居場所の終了を記録します。"), N_("居場所の終了を記録しました")),),
    "grant": (_ending("decide", "decided_on", N_("補助金の決定を記録します。"), N_("決定を記録しました"), "status"),),
    "enrolment": (
        _ending(
            "complete", "completed_on", N_("受講の修了を記録します。"), N_("修了を記録しました"), status="completed"
        ),
        _ending("drop", "dropped_on", N_("受講の辞退を記録します。"), N_("辞退を記録しました"), status="dropped"),
    ),
}
"""The verbs that give a record of a kind its last day."""


def verbs_of(kind: Kind) -> tuple[Verb, ...]:
    """What can be done to the records of a kind."""
    return (ADD, EDIT, *ENDINGS.get(kind.name, ()), *((REOPEN, HAND_OVER) if kind is CASE else ()), VOID)


def reference(kind: Kind) -> Link:
    """The field by which a record of a kind is named."""
    return Link("ref", kind.ja, to=kind.name, required=True)


class Task:
    """What a command is about to write; it can be kept as a draft and gone on with.

    `since`: since when a case has the area and coordinator that it is given, which no draft keeps.
    """

    def __init__(
        self,
        kind: Kind,
        verb: Verb,
        ref: str = "",
        cells: Mapping[str, str] | None = None,
        *,
        clear: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.verb = verb
        self.since = ""
        self.ref = ref
        self.cells: dict[str, str] = dict(cells or {})
        self.clear = clear

    @property
    def facts(self) -> dict[str, str]:
        """The texts of the record's own fields."""
        return {name: text for name, text in self.cells.items() if name != WHY.name}

    @property
    def why(self) -> str:
        """The reason that was given."""
        return self.cells.get(WHY.name, "")

    @property
    def record(self) -> Link | None:
        """The field by which the record that is meant is asked for; None where a new one is made."""
        return None if self.verb is ADD else reference(self.kind)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are asked for, in their order; of a correction, those that may be corrected."""
        kind, verb = self.verb.of or self.kind, self.verb
        if verb is ADD:
            return tuple(field for field in kind.fields if not field.later or field.required or self._asks(field))
        own = kind.fields if verb is EDIT else tuple(kind.by_name[name] for name in verb.fields)
        return (*own, WHY) if verb.why else own

    @property
    def correctable(self) -> tuple[Field, ...]:
        """The fields that can be given another value before it is written, in their order."""
        if self.verb is not ADD:
            return self.fields
        fields = self.fields
        return tuple(field for field in self.kind.fields if field in fields or field.asked_if)

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that are shown before it is written, in their order: every one that may have a value."""
        return self.kind.fields if self.verb is ADD else self.fields

    def _asks(self, field: Field) -> bool:
        """Whether a field that becomes known later is asked for at once, because of the answers so far."""
        return field.asked_if is not None and field.asked_if(self.cells)

    def needs(self, field: Field) -> bool:
        """Whether it cannot be written without a field."""
        if field is WHY:
            return self.verb.why == "must"
        return (
            field.required
            if self.verb in (ADD, EDIT) or field.name == "ref"
            else field.name in (self.verb.day, *self.verb.asks)
        )

    def option(self, field: Field) -> str:
        """The option of the command line that gives a field."""
        return "--on" if field.name == self.verb.day else "--" + field.option.replace("_", "-")

    def lacks(self) -> list[Field]:
        """What it cannot be written without and does not have yet; of a correction, anything at all."""
        record = [] if self.ref or self.record is None else [self.record]
        if self.verb is EDIT:
            return [*record, *(() if self.facts or self.clear else self.fields)]
        none = not any(self.cells.get(name) for name in self.verb.some)
        return [
            *record,
            *(each for each in self.fields if self.needs(each) and not self.cells.get(each.name)),
            *(each for each in self.fields if none and each.name in self.verb.some),
        ]

    def write(self, book: Ledger, *, typed: bool) -> Written:
        """Write it, whole or not at all; `Refused` (4) with everything that is wrong."""
        return self.verb.write(book, self, typed)

    def said(self, written: Written) -> str:
        """What was done, as a sentence without its subject."""
        closed = self.verb is ADD and written.changes[-1].action == "close"
        words = _("{kind}を終結しました") if closed else _(self.verb.said)
        if self.kind is CASE and written.record.kind is TRANSFER:
            words = _(ADD.said)
        return words.format(kind=written.record.kind.label)
