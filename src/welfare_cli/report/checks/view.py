"""What the rules look at: the ledger as of a day, each kind of record read once."""

from __future__ import annotations

from functools import cached_property

from ...model.calendar import FiscalYear, last_day_of_month, year_before
from ...model.case import CASE, TRANSFER, Transfers
from ...model.kind import Record
from ..counting import YearToDate
from ..settled import Past

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...ledger import Audit, CurrentRecord, Ledger
    from ...model.kind import Kind
    from ...model.profile import Profile


class View:
    """A ledger as of a day: its records, its figures for the fiscal year so far, and the file itself.

    `reached` is that day, or today where it has not come yet: what lies ahead is not late.
    """

    def __init__(self, ledger: Ledger, as_of: str) -> None:
        self.ledger = ledger
        self.as_of = as_of
        self.today = ledger.today()
        self.profile: Profile = ledger.profile
        self.audit: Audit = ledger.audit
        self.reached = min(as_of, self.today)
        self.year = FiscalYear.of(as_of, self.profile.opening_month)
        self._standing: dict[str, list[CurrentRecord]] = {}

    def standing(self, kind: Kind) -> list[CurrentRecord]:
        """Every record of a kind that stands, in order of ref."""
        if kind.name not in self._standing:
            self._standing[kind.name] = self.audit.standing(kind)
        return self._standing[kind.name]

    def of_year(self, kind: Kind) -> list[CurrentRecord]:
        """Those that belong to a day of the fiscal year so far: what the report is made of."""
        return [each for each in self.standing(kind) if self.year.first_day <= each.record.day <= self.as_of]

    def by_case(self, kind: Kind) -> dict[str, list[CurrentRecord]]:
        """The closings or contacts that stand, by the ref of their case."""
        found: dict[str, list[CurrentRecord]] = {}
        for each in self.standing(kind):
            found.setdefault(each.record.text("case"), []).append(each)
        return found

    @cached_property
    def cases(self) -> dict[str, CurrentRecord]:
        """The cases by ref."""
        return {each.ref: each for each in self.standing(CASE)}

    @cached_property
    def transfers(self) -> Transfers:
        """The transfers: which area and coordinator a case has on a day."""
        return Transfers(each.record for each in self.standing(TRANSFER))

    @cached_property
    def figures(self) -> YearToDate:
        """The figures of the fiscal year so far."""
        return YearToDate(self.ledger, self.year, self.as_of)

    @cached_property
    def last_figures(self) -> YearToDate:
        """The figures of the same part of the year before, as the report compares with them."""
        year = FiscalYear(self.year.year - 1, self.profile.opening_month)
        return YearToDate(self.ledger, year, year_before(self.as_of))

    @cached_property
    def arrived(self) -> dict[int, str]:
        """The day on which each entry arrived, by entry."""
        return self.ledger.figures.arrivals()

    @cached_property
    def past(self) -> Past:
        """The past periods that can tell what is usual by today."""
        return Past(min(self.arrived.values()), self.today)

    def whole_months(self) -> list[str]:
        """The months of the fiscal year that have passed whole by the as-of date."""
        return [month for month in self.year.months() if last_day_of_month(month) <= self.reached]


def is_open(case: Record, day: str) -> bool:
    """Whether a case was received by a day and has not been closed, for the last time, by its end."""
    return case.text("received_on") <= day and not (case["closed_on"] and case.text("closed_on") <= day)
