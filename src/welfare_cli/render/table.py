"""The report as a table of text, aligned with Japanese in it; never cut, the same at every width and locale."""

from __future__ import annotations

from ..report import Report
from ..words import _
from .layout import aligned, dates, office, provenance, tables, title


def table(report: Report) -> str:
    """The report as people read it at a terminal or in a mail."""
    lines = [title(report), dates(report), office(report)]
    for each in tables(report):
        lines += ["", f"■ {each.caption}", *aligned(each.rows, each.headings, right=True)]
    lines.append("")
    words = _("※{place} {footnote}")
    lines += [words.format(place=place, footnote=each) for place, each in enumerate(report.footnotes, start=1)]
    lines.append(provenance(report))
    return "\n".join(line.rstrip() for line in lines) + "\n"
