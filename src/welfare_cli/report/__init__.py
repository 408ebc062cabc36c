"""Counts in, a frozen report out: periods, axes, totals and footnotes. No SQL, no terminal."""

from .listing import Listing, listing_of
from .report import Cell, Figure, Report
from .build import measure_named, report_of, sections_of

__all__ = ["Cell", "Figure", "Listing", "Report", "listing_of", "measure_named", "report_of", "sections_of"]
