"""Counts in, a frozen report out: periods, axes, totals and footnotes. No SQL, no terminal."""

from ..ledger import Change
from ..measures import Measure
from .axis_values import axes_of
from .build import measure_named, report_of, retired_in, sections_of
from .known import Gap, Partial, gap_facts
from .report import TO_DATE, Breakdown, BreakdownAxis, BreakdownCell, Figure, Report

__all__ = [
    "TO_DATE",
    "Breakdown",
    "BreakdownAxis",
    "BreakdownCell",
    "Change",
    "Figure",
    "Gap",
    "Measure",
    "Partial",
    "Report",
    "axes_of",
    "gap_facts",
    "measure_named",
    "report_of",
    "retired_in",
    "sections_of",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Entry as Entry
    from ..ledger import Version as Version
