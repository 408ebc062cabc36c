"""A figure as it is known: its number, and what has to be said with it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection


class Partial:
    """A total to which not every area has reported: how many of how many did.

    `left_out` are the codes of the other areas: what lies in them alone is not in the total.
    """

    __slots__ = ("areas", "left_out", "reported")

    def __init__(self, reported: int, areas: int, left_out: Collection[str] = ()) -> None:
        self.reported = reported
        self.areas = areas
        self.left_out = frozenset(left_out)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Partial):
            return NotImplemented
        return (self.reported, self.areas, self.left_out) == (other.reported, other.areas, other.left_out)

    def __hash__(self) -> int:
        return hash((self.reported, self.areas, self.left_out))


class Known:
    """The figure of a measure in a period and place, None where there is none.

    `since` is the first day that it counts, where that is later than the first day of the period, else "". `partial`
    says that areas are missing from it.
    """

    __slots__ = ("number", "partial", "since")

    def __init__(self, number: int | None, since: str = "", partial: Partial | None = None) -> None:
        self.number = number
        self.since = since
        self.partial = partial


NOT_KNOWN = Known(None)
"""No figure: not zero, but nothing that was recorded or tallied."""
