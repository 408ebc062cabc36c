"""The report as Markdown: the same tables, for a page or a mail."""

from __future__ import annotations

from ..report import Report
from .layout import Table, dates, office, provenance, tables, title


def markdown(report: Report) -> str:
    """The report as Markdown tables with their footnotes."""
    lines = [f"# {plain(title(report))}", "", f"{dates(report)}  ", plain(office(report))]
    for each in tables(report):
        lines += ["", f"## {plain(each.caption)}", "", *piped(each)]
    lines += ["", *(f"{place}. {plain(footnote)}" for place, footnote in enumerate(report.footnotes, start=1))]
    lines += ["", provenance(report)]
    return "\n".join(lines) + "\n"


def piped(each: Table) -> list[str]:
    """A table in the lines of Markdown."""
    width = len(each.headings)
    lines = [
        _row(heading.replace("\n", "") or " " for heading in each.headings),
        _row([":---", *["---:"] * (width - 1)]),
    ]
    for row in each.rows:
        cells = [f"**{plain(row[0].strip())}**"] if len(row) == 1 < width else [plain(cell.strip()) for cell in row]
        lines.append(_row([*cells, *[""] * (width - len(cells))]))
    return lines


def _row(cells: object) -> str:
    return "| " + " | ".join(cells) + " |"  # type: ignore[arg-type]


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>|#" else each for each in text)
