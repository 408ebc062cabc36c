"""A list as one value, and a renderer for each format: every list has every format.

At a terminal, `cli/terminal_list.py` draws the table instead.
"""

from __future__ import annotations

from ..values import derived, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import Any

    Cell = str | int | float | None


@value
class Listing:
    """The headings and rows of a list, the lines above (`title`) and below (`notes`), and `said`, its JSON object.

    `right` are the places of columns that are aligned right. A table leaves out the columns of `hidden`. `drawn` has
    the formats that are no rows under headings, such as the groups of `check` for people.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    said: Callable[[], dict[str, Any]]
    title: Sequence[str] = ()
    notes: Sequence[str] = ()
    right: Collection[int] = ()
    hidden: Collection[int] = ()
    drawn: Mapping[str, Callable[[], str]] = derived(factory=lambda _listing: {})

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """Return headings and rows as people read them: one line each, without hidden columns."""
        places = [place for place in range(len(self.headings)) if place not in self.hidden]
        rows = [[_words(row[place]) for place in places] for row in self.rows]
        return [self.headings[place] for place in places], rows

    def sides(self) -> list[str]:
        """Return the side of each shown column: `left` or `right`."""
        places = (place for place in range(len(self.headings)) if place not in self.hidden)
        return ["right" if place in self.right else "left" for place in places]


def rendered(listing: Listing, form: str) -> str:
    """Return a list in a format, as text that ends with a line end."""
    if form in listing.drawn:
        return listing.drawn[form]()
    if form in ("csv", "tsv"):
        from ..model.separated import separated

        return separated([listing.headings, *listing.rows], "\t" if form == "tsv" else ",")
    if form == "json":
        return json_text(listing.said())
    return _tabulated(listing, form)


def json_text(said: dict[str, Any]) -> str:
    """Return an object as JSON for programs."""
    import json

    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _tabulated(listing: Listing, form: str) -> str:
    """Draw a list as aligned text, or as Markdown, whose cells contain no unescaped `|`."""
    headings, rows = listing.shown()
    is_markdown = form == "markdown"
    lines = [f"# {line}" if is_markdown and place == 0 else line for place, line in enumerate(listing.title)]
    lines += [""] if lines else []
    if rows:
        from tabulate import tabulate

        if is_markdown:
            rows = [[cell.replace("|", r"\|") for cell in row] for row in rows]
        style = "github" if is_markdown else "simple"
        table = tabulate(rows, headings, tablefmt=style, disable_numparse=True, colalign=listing.sides())
        lines += [line.rstrip() for line in table.splitlines()]
        lines += [""] if is_markdown and listing.notes else []  # else a note would be a row of the table
    return "\n".join([*lines, *listing.notes]) + "\n"


def _words(cell: Cell) -> str:
    """Return a cell as one line for people; empty for NULL."""
    if cell is None:
        return ""
    return cell.replace("\n", " ") if isinstance(cell, str) else f"{cell:,}"
