"""Which records a list shows."""

from __future__ import annotations

from ..errors import Refused, UnknownWord
from ..model.calendar import days_before
from ..model.kind import Link
from ..model.kinds import BY_NAME
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..ledger import Ledger
    from ..model.kind import Field, Kind, Record
    from ..model.profile import Profile


class Listing:
    """The records of one kind that were asked for, in the order of their refs, with the profile to print them.

    They are read one by one, and without their confidential texts: to be gone through once, while the ledger is read.
    """

    __slots__ = ("kind", "profile", "records")

    def __init__(self, kind: Kind, records: Iterator[Record], profile: Profile) -> None:
        self.kind = kind
        self.records = records
        self.profile = profile


def listing_of(
    ledger: Ledger,
    kind: Kind,
    filters: Mapping[str, Sequence[str]],
    *,
    first: str = "",
    last: str = "",
    state: str = "",
    quiet_for: int | None = None,
    void: bool = False,
    typed: bool = False,
) -> Listing:
    """The records that every filter lets through; of several words for one field, any.

    `first` and `last` bound the day a record belongs to, both inclusive. `state`: `open` or `closed`, of a
    case. `quiet_for`: open cases without a contact for so many days. 未記入 lets records through that have nothing in
    the field. `UnknownWord` (2) for a word that is on
    no list, `NotFound` (3) for a ref that is not there.
    """
    profile, today = ledger.profile, ledger.today()
    wanted = {name: _values(ledger, kind.by_name[name], words) for name, words in filters.items() if words}
    since, until = (_day(text, today if typed else None) for text in (first, last))
    found = (
        record
        for record in ledger.one_by_one(kind, void=void)
        if all(_matches(record, kind.by_name[name], values) for name, values in wanted.items())
        and (not since or record.day >= since)
        and (not until or (record.day and record.day <= until))
    )
    if state or quiet_for is not None:
        closed = state == "closed"
        found = (record for record in found if bool(record["closed_on"]) == closed)
    if quiet_for is not None:
        quiet = ledger.quiet(days_before(today, quiet_for))
        found = (record for record in found if record.ref in quiet)
    return Listing(kind, found, profile)


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
