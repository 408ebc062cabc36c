"""What somebody wants to see in the morning: what is open, what came in this month, what is overdue or quiet."""

from __future__ import annotations

from ..measures import CURRENT
from ..model.calendar import day_before, days_before
from ..model.case import CASE
from ..values import value
from .build import report_of
from .report import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Ledger
    from ..model.kind import Record

AHEAD = 7
"""So many days are looked ahead."""
QUIET = 90
"""An open case of which nothing was recorded for so many days is named."""
NAMED = 10
"""So many quiet cases are named, the quietest first."""


@value
class Overview:
    """One day in the office: the report as of it, what is overdue or coming, and the open cases that are quiet.

    `quiet` is how many there are; `quietest` names some of them as they are today, each with the last day that was
    recorded of it.
    """

    report: Report
    overdue: tuple[Record, ...]
    coming: tuple[Record, ...]
    quiet: int
    quietest: tuple[tuple[Record, str], ...]


def day_of(ledger: Ledger) -> Overview:
    """Today, by the clock that was handed in."""
    with ledger.reading():
        today = ledger.today()
        quiet = ledger.lookup.quiet(days_before(today, QUIET))
        quietest = [(ledger.find(CASE, ref), last) for ref, last in list(quiet.items())[:NAMED]]
        transfers = ledger.cases.transfers([case for case, _last in quietest])
        return Overview(
            report=report_of(ledger, today, measures=tuple(CURRENT)),
            overdue=tuple(ledger.lookup.planned("", day_before(today))),
            coming=tuple(ledger.lookup.planned(today, days_before(today, -AHEAD))),
            quiet=len(quiet),
            quietest=tuple((transfers.on(case.record, today), last) for case, last in quietest),
        )
