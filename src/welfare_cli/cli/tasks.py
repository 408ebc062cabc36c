"""One record to be written: its kind, the verb, the record number, and the texts of its fields so far.

The options of a command, the answers to its prompts, a line of `wfc quick` and a draft all become a task, and wfc
writes every record from a task.
"""

from __future__ import annotations

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
"""The reason of a correction or void: stored with the entry, not with the record."""


def reference(kind: Kind) -> Link:
    """Return a field that takes the record number of a kind."""
    return Link("ref", kind.ja, to=kind.name, required=True)


class Task:
    """A record to be written, which can be kept as a draft and continued.

    `since`: the effective date of a case's new area or coordinator; drafts do not keep it.
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
        """The reason, "" without one."""
        return self.cells.get(WHY.name, "")

    @property
    def record(self) -> Link | None:
        """The field that asks for the record, None for a new one."""
        return None if self.verb is ADD else reference(self.kind)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields to ask for, in order; of a correction, those that can be corrected."""
        kind, verb = self.verb.of or self.kind, self.verb
        if verb is ADD:
            return tuple(field for field in kind.fields if not field.later or field.required or self._now(field))
        own = kind.fields if verb is EDIT else tuple(kind.by_name[name] for name in verb.fields)
        return (*own, WHY) if verb.why else own

    @property
    def correctable(self) -> tuple[Field, ...]:
        """The fields whose answers can be changed before it is written, in order."""
        if self.verb is not ADD:
            return self.fields
        fields = self.fields
        return tuple(field for field in self.kind.fields if field in fields or field.asked_if)

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields to show before it is written, in order: all that may have a value."""
        return self.kind.fields if self.verb is ADD else self.fields

    def _now(self, field: Field) -> bool:
        """Return whether the answers so far make a field that is known later worth asking for now."""
        return field.asked_if is not None and field.asked_if(self.cells)

    def needs(self, field: Field) -> bool:
        """Return whether a field is required."""
        if field is WHY:
            return self.verb.why == "must"
        if self.verb in (ADD, EDIT) or field.name == "ref":
            return field.required
        return field.name in (self.verb.day, *self.verb.asks)

    def lacks(self) -> list[Field]:
        """Return the required fields that have no value yet; of a correction without any value, all fields."""
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
        """Write it atomically; `Refused` (4) with all problems."""
        return self.verb.write(book, self, typed)

    def said(self, written: Written) -> str:
        """Return what was done, as a sentence without a subject."""
        kind = written.record.kind
        if kind is self.kind:
            return _(self.verb.said).format(kind=kind.label)
        # A closing without a re-opening closes its case; a case that is handed over gets a transfer.
        closed = written.changes[-1].action == "close"
        return (_("{kind}を終結しました") if closed else _(ADD.said)).format(kind=kind.label)


@value
class Verb:
    """Something that can be done to a record: its messages, the fields it asks for, and the function that writes it.

    `day` is the field of the day that it sets (option `--on`), `asks` are its other required fields, `some` those of
    which it needs at least one. `of` is the kind of these fields, if not that of the record. `state`: it applies to
    records without (`open`) or with (`done`) a last day. `why`: a reason is optional (`may`) or required (`must`).
    """

    name: str
    help: str
    said: str
    write: Writing
    _: KW_ONLY
    day: str = ""
    asks: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    of: Kind | None = None
    state: str = ""
    why: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it asks for, the day first."""
        return tuple(filter(None, (self.day, *self.asks, *self.some)))


def _ending(name: str, day: str, help: str, said: str, *asks: str, **sets: str) -> Verb:
    """Return a verb that sets the last day of a record."""

    def write(book: Ledger, task: Task, typed: bool) -> Written:
        return book.finish(task.kind, task.ref, {**task.facts, **sets}, day, typed=typed)

    return Verb(name, help, said, write, day=day, asks=asks, state="open")


ADD = Verb(
    "add",
    N_("{kind}を記録します。"),
    N_("{kind}を記録しました"),
    lambda book, task, typed: book.add(task.kind, task.facts, task.ref, typed=typed),
)
EDIT = Verb(
    "edit",
    N_("{kind}を訂正します。"),
    N_("{kind}を訂正しました"),
    lambda book, task, typed: book.edit(
        task.kind, task.ref, task.facts, clear=task.clear, why=task.why, since=task.since, typed=typed
    ),
    why="may",
)
REOPEN = Verb(
    "reopen",
    N_("終結した相談を再開します。"),
    N_("相談を再開しました"),
    lambda book, task, typed: book.reopen(task.ref, task.cells["reopened_on"], why=task.why, typed=typed),
    day="reopened_on",
    of=CLOSING,
    state="done",
    why="may",
)
HAND_OVER = Verb(
    "transfer",
    N_("相談を引き継ぎます（その日からの担当、圏域を記録します）。"),
    ADD.said,
    lambda book, task, typed: book.add(TRANSFER, {"case": task.ref, **task.facts}, typed=typed),
    day="on",
    some=("coordinator", "area"),
    of=TRANSFER,
    state="open",
)
VOID = Verb(
    "void",
    N_("{kind}の記録を取り消します（記録は残り、数えなくなります）。"),
    N_("{kind}を取り消しました"),
    lambda book, task, _typed: book.void(task.kind, task.ref, why=task.why),
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
"""The verbs that set the last day of a record, by its kind."""


def verbs_of(kind: Kind) -> tuple[Verb, ...]:
    """Return the verbs of a kind."""
    return (ADD, EDIT, *ENDINGS.get(kind.name, ()), *((REOPEN, HAND_OVER) if kind is CASE else ()), VOID)
