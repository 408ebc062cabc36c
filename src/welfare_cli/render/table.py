"""The report as a table of text, aligned with Japanese in it; never cut, the same at every width and locale."""

from __future__ import annotations

from ..report import Report
from ..words import _
from .layout import Table, dates, office, provenance, tables, title

RULE = "-"


def table(report: Report) -> str:
    """The report as people read it at a terminal or in a mail."""
    lines = [title(report), dates(report), office(report)]
    for each in tables(report):
        lines += ["", f"■ {each.caption}", *_aligned(each)]
    lines.append("")
    words = _("※{place} {footnote}")
    lines += [words.format(place=place, footnote=each) for place, each in enumerate(report.footnotes, start=1)]
    lines.append(provenance(report))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _aligned(each: Table) -> list[str]:
    from tabulate import tabulate

    rows = [[*row, *[""] * (len(each.headings) - len(row))] for row in each.rows]
    text = tabulate(
        rows,
        headers=list(each.headings),
        tablefmt="simple",
        disable_numparse=True,
        colalign=("left", *["right"] * (len(each.headings) - 1)),
        preserve_whitespace=True,
    )
    return text.splitlines()
