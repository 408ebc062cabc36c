"""Hand over cases: since when a case has an area or coordinator, many cases at once, and what a change of a case does.

A new area or coordinator alone does not say since when it holds. If wfc took it for a correction, it would move last
year's contacts from one coordinator to another. So the user gives a first day (a transfer) or `BEGINNING` (a
correction), or wfc asks for it.
"""

from __future__ import annotations

from ..errors import Problem, Refused
from ..model.calendar import day_before
from ..model.case import CASE, HANDED_OVER, TRANSFER, Transfers, part_ref, place_on
from ..values import value
from ..words import _
from .current import select
from .entries import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ..model.kind import Record, Value
    from .current import CurrentRecord
    from .imports import Again
    from .staging import Staging

    Place = Mapping[str, Value]
    """An area, a coordinator, or both, by the name of the field."""


@value
class Handover:
    """A handover on a day: of the cases `held` by a coordinator or area and `within` the other one, `to` whom."""

    day: str
    held: Place
    to: Place
    within: Place

    def is_of(self, case: Record) -> bool:
        """Return whether a case, as it is on the day, is handed over."""
        return all(case[name] == value for name, value in {**self.held, **self.within}.items())


def transfer(staging: Staging, facts: Mapping[str, Value]) -> Change:
    """Return the change that records a transfer: a new one, or the one of that case and day with other facts."""
    known = staging.standing(TRANSFER, part_ref(str(facts["case"]), str(facts["on"])))
    record = staging.draft(TRANSFER, known.ref if known else "", facts, {})
    return Change("edit" if known else "add", record, known)


# -- since when -------------------------------------------------------------------------------------------


class Places:
    """The areas and coordinators of the ledger's cases, and their transfers."""

    def __init__(self, staging: Staging) -> None:
        self.staging = staging
        self._by_case: dict[str, list[CurrentRecord]] | None = None

    def transfers(self, case: CurrentRecord) -> list[CurrentRecord]:
        """Return the transfers of a case that are not void, by their day."""
        if not self.staging.bulk:
            found = select(self.staging.connection, TRANSFER, "record.family = ? AND record.void = 0", (case.number,))
            return sorted(found, key=lambda each: each.record.text("on"))
        if self._by_case is None:
            self._by_case = {}
            whole = self.staging.whole(TRANSFER).values()
            for each in sorted(whole, key=lambda each: each.record.text("on")):
                if not each.void:
                    self._by_case.setdefault(each.record.text("case"), []).append(each)
        return self._by_case.get(case.ref, [])

    def today(self, case: CurrentRecord) -> Place:
        """Return the area and coordinator that a case has today."""
        return place_on(case.record, [each.record for each in self.transfers(case)], self.staging.today)

    def moved(self, case: CurrentRecord, given: Place) -> dict[str, Value]:
        """Return the area and coordinator that are given and are not those of today."""
        today = self.today(case)
        return {name: given[name] for name in HANDED_OVER if given.get(name) not in (None, today[name])}

    def latest(self, case: CurrentRecord, name: str) -> CurrentRecord | None:
        """Return the transfer that gave a case the area or coordinator of today."""
        past = (each for each in self.transfers(case) if each.record.text("on") <= self.staging.today)
        return next((each for each in reversed([*past]) if each.record[name]), None)

    def transfer(self, case: CurrentRecord, day: str, moved: Place) -> Change:
        """Return the change that hands a case over on a day; a transfer of that day is corrected.

        `Refused` (4) where another transfer, between that day and today, gave the case something else.
        """
        for each in self.transfers(case):
            if day < each.record.text("on") <= self.staging.today and any(each.record[name] for name in moved):
                raise Refused(_handed_over_later(case, day, each))
        known = self.staging.standing(TRANSFER, part_ref(case.ref, day))
        before = known.record.facts if known and not known.void else {"case": case.ref, "on": day}
        return transfer(self.staging, {**before, **moved})

    def shown(self, case: CurrentRecord, moved: Place, *, hidden: bool = False) -> str:
        """Return what changes from today's area and coordinator, as a person reads it; `hidden`: without values."""
        if hidden:
            return _("（列がずれているかもしれないので、値は示しません）")
        today, profile = self.today(case), self.staging.profile
        return _("、").join(
            _("{label} {before} → {after}").format(
                label=CASE.by_name[name].label,
                before=CASE.by_name[name].shown(today[name], profile) or _("（空）"),
                after=CASE.by_name[name].shown(value, profile),
            )
            for name, value in moved.items()
        )


class Moving:
    """The area and coordinator that a row gives its case: those that are new, and those that a transfer has given it.

    `moved` are the new ones, which are not those of today; `agreed` the names of the others, and `transfers` what gave
    them. An export has the area and coordinator at reception: a list that the case never came from gives nothing anew
    with them.
    """

    def __init__(self, places: Places, case: CurrentRecord, again: Again) -> None:
        new = {name: value for name, value in again.news[0].items() if name in HANDED_OVER and value is not None}
        moved = places.moved(case, new)
        if not again.is_known_list:
            moved = {name: value for name, value in moved.items() if value != case.record[name]}
        self.moved = moved
        self.agreed = {name for name in new if name not in moved and new[name] != case.record[name]}
        transfers = (places.latest(case, name) for name in self.agreed if again.is_same_list)
        self.transfers = {each.number: each for each in transfers if each}


def undecided(case: CurrentRecord, changes: str) -> Problem:
    """Return the problem of a new area or coordinator of which nobody says since when."""
    return Problem(
        "since-when",
        _("相談 {ref}: {changes}。いつから変わったのかが分かりません。").format(ref=case.ref, changes=changes),
        _("引き継ぎなら --changed-since 2025-04-01 のように変わった日を、訂正なら --correction を付けてください。"),
        in_file=_(
            "引き継ぎなら --changed-since 2025-04-01 のように変わった日を、訂正なら --correction を付けてください。"
            "全部の行にあてはまります。"
        ),
    )


def _handed_over_later(case: CurrentRecord, day: str, transfer: CurrentRecord) -> Problem:
    """Return the problem of a case that was handed over again between the given day and today."""
    return Problem(
        "handed-over-later",
        _("相談 {case} には、{day} よりあとの引き継ぎ {ref} があります。").format(
            case=case.ref, day=day, ref=transfer.ref
        ),
        _("それよりあとの日を指定するか、引き継ぎを訂正してください（wfc transfer edit {ref}）。").format(
            ref=transfer.ref
        ),
        field="on",
    )


# -- many at once -----------------------------------------------------------------------------------------


def hand_over(staging: Staging, cases: Sequence[Record], handover: Handover, transfers: Transfers) -> None:
    """Stage a transfer of each case, or the correction of one that it has on that day already."""
    day, to = handover.day, handover.to
    for case in cases:
        known = staging.standing(TRANSFER, part_ref(case.ref, day))
        if known is None or known.void:
            staging.stage(transfer(staging, {"case": case.ref, "on": day, **to}))
        else:
            staging.stage(_corrected(staging, known, transfers.of(case.ref), to))


def _corrected(staging: Staging, known: CurrentRecord, transfers: Sequence[Record], to: Place) -> Change:
    """Return the correction of a transfer on the same day, or its void if it would change nothing."""
    record = known.record.changed(dict(to))
    case = staging.record(CASE, record.text("case"))
    assert case is not None
    before = place_on(case, transfers, day_before(record.day))
    if all(record[name] in (None, before[name]) for name in HANDED_OVER):
        return Change("void", known.record, known)
    return Change("edit", record, known)


# -- what goes with the change of a case ------------------------------------------------------------------


def void_outside(staging: Staging) -> list[str]:
    """Stage the void of each future transfer whose case is closed or void; return a sentence about each."""
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
    """Return the transfers of some cases after a day."""
    where = "record.void = 0 AND facts.transferred_on > ?"
    if staging.bulk and cases:
        return [each for each in select(staging.connection, TRANSFER, where, (day,)) if each.family in cases]
    within = f"{where} AND record.family = ?"
    return [each for number in cases for each in select(staging.connection, TRANSFER, within, (day, number))]


def notes(staging: Staging, hidden: Collection[str] = ()) -> list[str]:
    """Return for which days each correction of an area or coordinator holds, if its case has transfers.

    `hidden` are the places of changes whose values wfc does not repeat.
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
    """Yield which days a correction of the area or coordinator covers: those before the first transfer of it."""
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
