"""Keep the cached counts in step with what a command writes: count before, write, count again."""

from __future__ import annotations

from ..model.profile_kinds import PROFILE_KINDS
from . import counts, entries
from .current import ref_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model.profile import Profile
    from .engine import Connection
    from .entries import Change


class Keeping:
    """The counts of one command: made before its changes are written, and kept afterwards.

    Few changes move the counts of their families; many, or a change of the profile, have everything counted again.
    """

    def __init__(self, connection: Connection, profile: Profile, changes: Sequence[Change]) -> None:
        self._connection = connection
        self._changes = changes
        counted = [change.record.kind for change in changes if change.action != "erase"]
        self._is_current = counts.are_current(connection)
        self._is_small = self._is_current and len(counted) < counts.BULK
        self._is_small = self._is_small and not any(change.record.kind in PROFILE_KINDS for change in changes)
        self._measures = counts.measures_reading(kind.name for kind in counted) if self._is_small else []
        self._families = {*self._known_families()} if self._measures else set()
        self._before: counts.Counts = {}
        if self._families:
            self._before = counts.count_families(connection, self._measures, profile, self._families)

    def _known_families(self) -> Iterator[int]:
        """Yield the families, of those in the ledger already, whose counts the changes may move."""
        for change in self._changes:
            if change.base:
                yield change.base.family
            if within := change.record.kind.within:
                yield from (
                    self._connection.execute(
                        "SELECT record FROM record WHERE kind = ? AND ref_key = ?",
                        (within.to, ref_key(change.record.text(within.name))),
                    ).fetchone()
                    or ()
                )

    def keep(self, profile: Profile, numbers: list[int]) -> counts.Counts:
        """Keep the counts after the entries were written; return by how much they moved."""
        connection, newest = self._connection, numbers[-1]
        if not self._is_current:
            counts.rebuild(connection, profile, newest)
            return {}
        if not self._is_small:
            return counts.count_anew(connection, profile, newest)
        days = {day for change in self._changes for day in change.record.days}
        counts.learn_days(connection, profile.opening_month, days)
        if not self._measures:
            return {}
        families = self._families | entries.families(connection, numbers)
        after = counts.count_families(connection, self._measures, profile, families)
        return counts.keep(connection, newest, self._before, after)
