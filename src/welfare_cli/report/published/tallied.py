"""What tallies make of a difference: they are added to what is counted, and are no records of it."""

from __future__ import annotations

from ...measures import REPLACES
from ...model.tally import TALLY, months_of
from ..tallies import code_of
from .cells import fields_of, spans_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...ledger import Ledger
    from ...model.kind import Record
    from ..report import Report
    from .causes import Causes
    from .cells import Cell


def tally_parts(
    ledger: Ledger, causes: Causes, measure: str, cell: Cell, rest: int, by: Sequence[str], *, hidden: bool
) -> Iterator[tuple[str, str, int]]:
    """The tallies that make the rest of a difference: the cause, the ref, and what each of them changes in a cell.

    A tally may also show or take away what is counted beside it (`hidden`): where only a year's total is known, a month
    has no figure; nor has a measure where that which it replaced is tallied. That is said of the last one.
    """
    if not rest and not hidden:
        return
    names = {measure, REPLACES[measure].name} if measure in REPLACES else {measure}
    found: dict[str, tuple[str, int]] = {}
    for standing in ledger.every(TALLY):
        placed = causes.before.get(standing.number)
        touched = placed is not None or causes.is_new(standing.number)
        now = None if standing.void else standing.record
        then = now if not touched else ledger.figures.said(placed) if placed and not placed.void else None
        if not any(each and each.text("measure") in names for each in (then, now)):
            continue
        change = _adds(now, measure, cell, causes.now, by) - _adds(then, measure, cell, causes.then, by)
        if touched:
            found[standing.ref] = ("tally", change)
    left = rest - sum(change for _cause, change in found.values())
    if left and found and hidden:
        last = next((ref for ref in reversed(found) if found[ref][1]), [*found][-1])
        found[last] = found[last][0], found[last][1] + left
    counted = {ref: each for ref, each in found.items() if each[1]} or dict([*found.items()][-1:] if hidden else ())
    for ref, (cause, change) in counted.items():
        yield cause, ref, change


def _adds(tally: Record | None, measure: str, cell: Cell, report: Report, by: Sequence[str]) -> int:
    """What a tally adds to a cell."""
    if tally is None or tally.text("measure") != measure:
        return 0
    first, _last = months_of(tally, report.year.opening_month)
    spans = (span for span in spans_of(report, by, min(first, report.as_of)) if span[0] == cell.month)
    if tally["month"]:
        within = any(since <= first <= until for _key, since, until in spans)
    else:
        within = any(since == first and key in (None, tally.text("fiscal_year")) for key, since, _until in spans)
    here = cell.area is None or tally.text("area") == cell.area
    values = {name: key for name, key in zip(fields_of(by), cell.values, strict=True) if key is not None}
    named = {tally.text("axis"): code_of(tally)} if tally["axis"] else {}
    return int(tally.text("number") or 0) if within and here and values == named else 0
