"""The report as a table of text, aligned with Japanese in it; never cut, the same at every width and locale."""

from __future__ import annotations

from ..report import Report
from .layout import aligned, framed, tables


def table(report: Report) -> str:
    """Render a report as people read it at a terminal or in a mail."""
    drawn = ((f"■ {each.caption}", *aligned(each.rows, each.headings, right=True)) for each in tables(report))
    return framed(report, (line for lines in drawn for line in ("", *lines)))
