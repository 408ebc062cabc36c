"""Since when a case has another area or coordinator: from a day on (a transfer) or from its beginning (a correction).

A new value alone does not say which. Taken for a correction, it moves last year's contacts from one coordinator to
another; so whoever gives it says since when (`BEGINNING`, or a day), or is asked.
"""

from __future__ import annotations

from ..errors import Problem, Refused
from ..model.case import CASE, HANDED_OVER, TRANSFER, part_ref, place_on
from ..words import _
from . import handover
from .current import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model.kind import Value
    from .current import CurrentRecord
    from .entries import Change
    from .imports import Again
    from .staging import Staging

    Place = Mapping[str, Value]
    """An area and a coordinator by the names of their fields."""


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
        return handover.transfer(self.staging, {**before, **moved})

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
    """A case was handed over again between the day that is given and today."""
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
