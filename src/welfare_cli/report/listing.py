"""Which records a list shows."""

from __future__ import annotations

from ..errors import Refused, UnknownWord
from ..model.calendar import days_before
from ..model.case import CASE, CONTACT, FURTHER, is_open
from ..model.kind import Link
from ..model.kinds import BY_NAME
from ..values import value
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..ledger import Ledger
    from ..model.kind import Field, Kind, Record
    from ..model.profile import Profile


@value
class ListedRecord:
    """One record of a list, and the same with what its further columns show (`beside`, `model.case.FURTHER`).

    A case has the area and coordinator of the day of the list, and beside them those at reception. A contact has its
    own coordinator, and beside it, where that is empty, its case's on its day.
    """

    record: Record
    beside: Record


@value
class RecordList:
    """The records of one kind that were asked for, in the order of their refs, with the profile to print them.

    They are read one by one, and without their confidential texts: to be gone through once, while the ledger is read.
    """

    kind: Kind
    lines: Iterator[ListedRecord]
    profile: Profile


def listing_of(
    ledger: Ledger,
    kind: Kind,
    filters: Mapping[str, Sequence[str]],
    *,
    first: str = "",
    last: str = "",
    on: str = "",
    state: str = "",
    quiet_for: int | None = None,
    void: bool = False,
    typed: bool = False,
) -> RecordList:
    """The records that every filter lets through; of several words for one field, any.

    `first` and `last` bound the day a record belongs to, both inclusive. `on`: the day whose area and coordinator
    cases have, today where it is left out. `state`: `open` or `closed`, of a case, at the end of that day.
    `quiet_for`: open cases without a contact for so many days. 未記入 lets records through that have nothing in
    the field. `UnknownWord` (2) for a word that is on no list, `NotFound` (3) for a ref that is not there.
    """
    profile, today = ledger.profile, ledger.today()
    further = {field.name: name for name, field in FURTHER.get(kind.name, {}).items()}
    fields = {name: kind.by_name[further.get(name, name)] for name, words in filters.items() if words}
    wanted = {name: _values(ledger, field, filters[name]) for name, field in fields.items()}
    since, until, day = (_day(text, today if typed else None) for text in (first, last, on))
    found: Iterator[ListedRecord] = (
        line
        for line in _lines(ledger, kind, day or today, void=void)
        if all(_matches(_filtered(line, name), fields[name], values) for name, values in wanted.items())
        and (not since or line.record.day >= since)
        and (not until or (line.record.day and line.record.day <= until))
    )
    if day and state:
        found = _in_state(ledger, found, day, state)
    elif state or quiet_for is not None:
        closed = state == "closed"
        found = (line for line in found if bool(line.record["closed_on"]) == closed)
    if quiet_for is not None:
        quiet = ledger.lookup.quiet(days_before(today, quiet_for))
        found = (line for line in found if line.record.ref in quiet)
    return RecordList(kind, found, profile)


def _lines(ledger: Ledger, kind: Kind, day: str, *, void: bool) -> Iterator[ListedRecord]:
    """The records of a kind as they are on a day."""
    records = ledger.one_by_one(kind, void=void)
    if kind is CASE:
        transfers = ledger.cases.transfers()
        return (ListedRecord(transfers.on(each, day), each) for each in records)
    if kind is CONTACT:
        known = ledger.cases.coordinators()
        return (
            ListedRecord(each, each.changed({"coordinator": each["coordinator"] or known.get(each.ref)}))
            for each in records
        )
    return (ListedRecord(each, each) for each in records)


def _in_state(ledger: Ledger, lines: Iterator[ListedRecord], day: str, state: str) -> Iterator[ListedRecord]:
    """The cases that were received by a day, and are open or closed at the end of it."""
    closings = ledger.cases.closings()
    return (
        line
        for line in lines
        if line.record.day <= day and is_open(line.record, closings.get(line.record.ref, ()), day) == (state == "open")
    )


def _filtered(line: ListedRecord, name: str) -> Record:
    """What a filter looks at: of a contact the coordinator that it has in the end."""
    is_further = name not in line.record.facts or (line.record.kind is CONTACT and name == "coordinator")
    return line.beside if is_further else line.record


def _day(text: str, today: str | None) -> str:
    from ..model.notation import read_day

    try:
        return read_day(text, today) if text else ""
    except Refused as error:
        raise UnknownWord(error.problems) from error


def _values(ledger: Ledger, field: Field, words: Sequence[str]) -> set[str]:
    inner = field.one
    if isinstance(inner, Link):
        return {
            "" if inner.reads_as_empty(word, ledger.profile) else ledger.find(BY_NAME[inner.to], word).ref
            for word in words
        }
    try:
        return {str(inner.read(word, ledger.profile, None) or "") for word in words}
    except Refused as error:
        words_of = [_("{label}: {problem}").format(label=field.label, problem=each.problem) for each in error.problems]
        raise UnknownWord(words_of[0], error.problems[0].remedy, rule="unknown-word") from error


def _matches(record: Record, field: Field, values: set[str]) -> bool:
    if field.many:
        return bool(values & set(record.items(field.name))) or ("" in values and not record.items(field.name))
    return record.text(field.name) in values
