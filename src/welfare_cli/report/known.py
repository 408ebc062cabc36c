"""A figure as it is known: its number, and what has to be printed with it."""

from __future__ import annotations

from ..values import value
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


@value
class Partial:
    """A total to which not every area has reported: how many of how many did.

    `left_out` are the codes of the other areas: what lies in them alone is not in the total.
    """

    reported: int
    areas: int
    left_out: frozenset[str] = frozenset()


@value
class Gap:
    """That of the counted records of a sum, `missing` of `counted`, no number is entered; at least of one."""

    counted: int
    missing: int

    @property
    def is_whole(self) -> bool:
        """Whether none of the records has a number."""
        return self.counted == self.missing

    @property
    def words(self) -> str:
        """How many have no number: 12件中5件は未記入."""
        return _("{counted}件中{missing}件は未記入").format(counted=f"{self.counted:,}", missing=f"{self.missing:,}")

    def with_more(self, other: Gap) -> Gap:
        """What is missing in the records of both."""
        return Gap(self.counted + other.counted, self.missing + other.missing)


def gap_of(counted: int, missing: int) -> Gap | None:
    """The gap of some records, None where every one has its number."""
    return Gap(counted, missing) if missing else None


def gap_facts(gap: Gap | None) -> dict[str, int] | None:
    """A gap as programs read it."""
    return {"counted": gap.counted, "missing": gap.missing} if gap else None


@value
class Known:
    """The figure of a measure in a period and place, None where there is none.

    `since` is the first day that it counts, where that is later than the first day of the period, else "". `partial`
    says that areas are missing from it, `gap` that numbers are missing from a sum.
    """

    number: int | None
    since: str = ""
    partial: Partial | None = None
    gap: Gap | None = None

    @property
    def is_something(self) -> bool:
        """Whether it has a number that is not zero, or records without a number."""
        return bool(self.number or self.gap)

    @property
    def is_anything(self) -> bool:
        """Whether it has a number, or records without one."""
        return self.number is not None or self.gap is not None

    @property
    def is_all(self) -> bool:
        """Whether it has a number from which neither areas nor numbers are missing."""
        return self.number is not None and not self.partial and not self.gap


def same_figure(one: Known, other: Known) -> bool:
    """Whether two figures are printed alike: one of a sum with what is missing in it."""
    return (one.number, one.gap) == (other.number, other.gap)


def same_limits(one: Known, other: Known) -> bool:
    """Whether two figures lack the same days and areas; else one may show more without another record."""
    return (one.since, one.partial) == (other.since, other.partial)


NOT_KNOWN = Known(None)
"""No figure: not zero, but nothing that was recorded or tallied."""


def known_of(
    counted: int, gap: Gap | None, since: str, tallied: int | None = None, partial: Partial | None = None
) -> Known:
    """A figure of what was counted, and what was tallied beside it, None where nothing was.

    A sum of records of which none has a number is no figure. Source: domain §3, "A sum".
    """
    number = None if gap and gap.is_whole and tallied is None else counted + (tallied or 0)
    return Known(number, since, partial, gap)
