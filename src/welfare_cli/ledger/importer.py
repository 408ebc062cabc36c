"""Import rows: plan what they change, show it, write it."""

from __future__ import annotations

from ..errors import Refused
from ..values import value
from . import intake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.reading import Row, Rows
    from .book import Ledger
    from .entries import Written


@value
class Importer:
    """Imports into a ledger."""

    ledger: Ledger

    def plan(
        self, rows: Rows, *, update: bool, since: str = "", seen: Callable[[Row], None] = lambda _row: None
    ) -> intake.Plan:
        """Return what an import of rows would do, without a lock.

        `since`: the day from which cases have the new areas and coordinators of the rows, or `BEGINNING`.
        """
        with self.ledger.reading():
            return self._plan(rows, update, since, seen)

    def write(self, plan: intake.Plan, rows: Rows, *, update: bool, since: str = "") -> tuple[intake.Plan, Written]:
        """Write a plan; plan it again first if somebody has written since."""
        with self.ledger.writing():
            if self.ledger.head.number != plan.at:
                plan = self._plan(rows, update, since)
            if plan.problems:
                raise Refused(plan.problems)
            return plan, self.ledger.write(plan.changes, plan.notes)

    def _plan(
        self, rows: Rows, update: bool, since: str, seen: Callable[[Row], None] = lambda _row: None
    ) -> intake.Plan:
        staging = self.ledger.staging(bulk=True)
        return intake.plan(staging, rows, self.ledger.head.number, update=update, since=since, seen=seen)
