"""Handing over cases: many at once, the transfers that a closing takes with it, and what a correction reaches."""

from __future__ import annotations

from ..model.calendar import day_before
from ..model.case import CASE, CLOSING, HANDED_OVER, TRANSFER, Transfers, is_open, part_ref, place_on
from ..values import value
from ..words import _
from .current import one_by_one, select, sources
from .entries import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ..model.kind import Kind, Record, Value
    from .current import CurrentRecord
    from .staging import Staging

    Place = Mapping[str, str]
    """An area, a coordinator, or both, by the name of the field."""

    from .engine import Connection


@value
class Handover:
    """What is handed over on a day: cases `held` by a coordinator or area and `within` the other; `to` whom."""

    day: str
    held: Place
    to: Place
    within: Place

    def is_of(self, case: Record) -> bool:
        """Whether a case, as it is on the day, is handed over."""
        return all(case[name] == value for name, value in {**self.held, **self.within}.items())


def transfers_of(connection: Connection, cases: Sequence[int] | None = None) -> Transfers:
    """The transfers that stand: of all cases, or of the cases with some numbers."""
    if cases is None:
        return Transfers(_standing(connection, TRANSFER))
    some = "record.void = 0 AND record.family = ?"
    return Transfers(each.record for number in cases for each in select(connection, TRANSFER, some, (number,)))


def closings_of(connection: Connection) -> dict[str, list[Record]]:
    """The closings that were followed by a re-opening, by the ref of their case."""
    found: dict[str, list[Record]] = {}
    for closing in _standing(connection, CLOSING):
        found.setdefault(closing.text("case"), []).append(closing)
    return found


def _standing(connection: Connection, kind: Kind) -> Iterator[Record]:
    return (each.record for each in one_by_one(connection, kind, "record.void = 0", texts=False))


def coordinators(connection: Connection) -> dict[str, str]:
    """By the ref of each contact that names no coordinator, the one whom its case has on that day."""
    rows = connection.execute(
        f"""
        {sources(["contact", "case", "transfer"])}
        SELECT contact.ref, span.coordinator
        FROM standing_contact AS contact
        JOIN standing_case_span AS span
          ON span.record = contact.case_record
          AND span.from_day <= contact.date
          AND (span.left_day IS NULL OR span.left_day > contact.date)
        WHERE contact.coordinator IS NULL
          AND span.coordinator IS NOT NULL
        """
    )
    return dict(rows.fetchall())


def transfer(staging: Staging, facts: Mapping[str, Value]) -> Change:
    """Return the change that records a transfer: a new one, or the one of that case and day with other facts."""
    known = staging.standing(TRANSFER, part_ref(str(facts["case"]), str(facts["on"])))
    record = staging.draft(TRANSFER, known.ref if known else "", facts, {})
    return Change("edit" if known else "add", record, known)


# -- many at once -----------------------------------------------------------------------------------------


def open_on(connection: Connection, day: str) -> Iterator[Record]:
    """The cases received before a day and open at its end, in order of ref, with their area and coordinator then."""
    transfers, closings = transfers_of(connection), closings_of(connection)
    for each in one_by_one(connection, CASE, "record.void = 0 AND facts.received_on < ?", (day,), texts=False):
        if is_open(each.record, closings.get(each.ref, ()), day):
            yield transfers.on(each.record, day)


def hand_over(staging: Staging, cases: Sequence[Record], handover: Handover) -> None:
    """Stage a transfer of each case; where it has one on that day already, that one is corrected."""
    day, to = handover.day, handover.to
    transfers = transfers_of(staging.connection)
    for case in cases:
        known = staging.standing(TRANSFER, part_ref(case.ref, day))
        if known is None or known.void:
            staging.stage(transfer(staging, {"case": case.ref, "on": day, **to}))
        else:
            staging.stage(_corrected(staging, known, transfers.of(case.ref), to))


def _corrected(staging: Staging, known: CurrentRecord, transfers: Sequence[Record], to: Place) -> Change:
    """A transfer of the same day with what is handed over now; taken back where it then changes nothing."""
    record = known.record.changed(dict(to))
    case = staging.record(CASE, record.text("case"))
    assert case is not None
    before = place_on(case, transfers, day_before(record.day))
    if all(record[name] in (None, before[name]) for name in HANDED_OVER):
        return Change("void", known.record, known)
    return Change("edit", record, known)


# -- what goes with the change of a case ------------------------------------------------------------------


def void_outside(staging: Staging) -> list[str]:
    """Stage the void of each transfer that is still in the future and that a closing or void of its case cuts off.

    Returns a note of each.
    """
    ended = {
        change.base.number: change
        for change in staging.changes
        if change.record.kind is CASE and change.base and (change.action == "void" or change.record["closed_on"])
    }
    notes = []
    for each in _after(staging, ended, staging.today):
        if staging.staged(TRANSFER, each.ref) is None:
            staging.stage_first(Change("void", each.record, each, place=ended[each.family].place))
            words = _("{day} からの予定だった引き継ぎ {ref} も取り消しました。")
            notes.append(words.format(day=each.record.day, ref=each.ref))
    return notes


def _after(staging: Staging, cases: Mapping[int, Change], day: str = "") -> list[CurrentRecord]:
    """The transfers of some cases after a day."""
    where = "record.void = 0 AND facts.transferred_on > ?"
    if staging.bulk and cases:
        return [each for each in select(staging.connection, TRANSFER, where, (day,)) if each.family in cases]
    within = f"{where} AND record.family = ?"
    return [each for number in cases for each in select(staging.connection, TRANSFER, within, (day, number))]


def notes(staging: Staging, hidden: Collection[str] = ()) -> list[str]:
    """For which days the corrections of the area or coordinator of a case with transfers hold.

    `hidden` are the places of changes whose values are not repeated.
    """
    found: list[str] = []
    edited = {
        change.base.number: change
        for change in staging.changes
        if change.record.kind is CASE
        and change.action == "edit"
        and change.place not in hidden
        and change.base
        and any(change.record[name] != change.base.record[name] for name in HANDED_OVER)
    }
    transfers = Transfers(each.record for each in _after(staging, edited))
    for change in edited.values():
        if own := transfers.of(change.record.ref):
            found += _reach(staging, change, own)
    return found


def _reach(staging: Staging, change: Change, transfers: Sequence[Record]) -> Iterator[str]:
    """Which days of a case the correction of its area or coordinator reaches: those before the first transfer of it."""
    assert change.base is not None
    case, before = change.record, change.base.record
    for name in HANDED_OVER:
        if case[name] == before[name]:
            continue
        field = CASE.by_name[name]
        was, now = (field.shown(each[name], staging.profile) or _("（なし）") for each in (before, case))
        said = {"ref": case.ref, "label": field.label, "was": was, "now": now, "first": case["received_on"]}
        later = min((each for each in transfers if each[name]), key=lambda each: each.day, default=None)
        if later is None:
            words = _("{ref}: {label}の訂正（{was} → {now}）は、受付日 {first} から後のすべての日に及びます。")
            yield words.format(**said)
        else:
            words = _(
                "{ref}: {label}の訂正（{was} → {now}）は、受付日 {first} から {last} までに及びます。"
                "{day} からは引き継ぎ {transfer} のとおり {value} です。"
            )
            said |= {"last": day_before(later.day), "day": later.day, "transfer": later.ref}
            yield words.format(**said, value=field.shown(later[name], staging.profile))
