"""Counts in, a frozen report out: periods, axes, totals and footnotes. No SQL, no terminal."""

from ..ledger import Change
from ..measures import Measure
from .axes import axes_of
from .build import measure_named, report_of, retired_in, sections_of
from .known import Gap, Partial, gap_facts
from .listing import Line, Listing, listing_of
from .report import TO_DATE, Axis, Breakdown, Cell, Figure, Report

__all__ = [
    "TO_DATE",
    "Axis",
    "Breakdown",
    "Cell",
    "Change",
    "Figure",
    "Gap",
    "Line",
    "Listing",
    "Measure",
    "Partial",
    "Report",
    "axes_of",
    "gap_facts",
    "listing_of",
    "measure_named",
    "report_of",
    "retired_in",
    "sections_of",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Entry as Entry
    from ..ledger import Version as Version
