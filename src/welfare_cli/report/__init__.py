"""Counts in, a frozen report out: periods, axes, totals and footnotes. No SQL, no terminal."""

from ..ledger import Change
from ..measures import Measure
from .axes import axes_of
from .build import measure_named, report_of, sections_of
from .known import Partial
from .listing import Line, Listing, listing_of
from .report import TO_DATE, Axis, Breakdown, Cell, Figure, Report

__all__ = [
    "TO_DATE",
    "Axis",
    "Breakdown",
    "Cell",
    "Change",
    "Figure",
    "Line",
    "Listing",
    "Measure",
    "Partial",
    "Report",
    "axes_of",
    "listing_of",
    "measure_named",
    "report_of",
    "sections_of",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Entry as Entry
    from ..ledger import Version as Version
