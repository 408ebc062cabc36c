"""A list at a terminal, drawn by rich: as many columns as fit, in colour, and long cells on several lines.

The first columns of a list matter most. If the terminal is too narrow, the last ones are left out and named.
"""

from __future__ import annotations

import io

from ..render.layout import shown_width
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..render.lists import Listing

NARROWEST = 16
"""The least width to which a column of longer texts shrinks."""
BETWEEN = 2
"""The blanks between two columns."""
AT_ONCE = 100
"""The rows that are drawn at once: the first page appears before the last one is drawn."""
LOOKED_AT = 1000
"""The rows that decide how wide the columns are; a longer cell further down wraps."""


def drawn(listing: Listing, width: int, visible: Callable[[str], str], *, colour: bool) -> Iterator[str]:
    """Yield a list in parts that each end with a line end, for a terminal of some width.

    `visible` replaces the control characters of a text.
    """
    headings, rows = listing.shown()
    rows = [[visible(cell) for cell in row] for row in rows]
    if listing.title:
        yield visible("\n".join(listing.title)) + "\n\n"
    left_out: Sequence[str] = ()
    if rows:
        widths = _widths(headings, rows, width)
        left_out = headings[len(widths) :]
        for start in range(0, len(rows), AT_ONCE):
            yield _part(listing, headings if start == 0 else (), rows[start : start + AT_ONCE], widths, colour)
    notes = [*listing.notes]
    if left_out:
        words = _("幅が足りないので省いた列: {columns}（--format csv ですべて出ます）")
        notes.append(words.format(columns=_("、").join(left_out)))
    yield "".join(f"{line}\n" for line in notes)


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the widths of the columns that fit, the first ones; the widest shrink first."""
    looked_at = [headings, *rows[:LOOKED_AT]]
    wanted = [max(map(shown_width, column)) for column in zip(*looked_at, strict=True)]
    least = [min(each, max(NARROWEST, shown_width(heading))) for each, heading in zip(wanted, headings, strict=True)]
    number = len(wanted)
    while number > 1 and sum(least[:number]) + BETWEEN * (number - 1) > width:
        number -= 1
    found, room = wanted[:number], width - BETWEEN * (number - 1)
    while sum(found) > room:
        widest = max(range(number), key=lambda place: found[place] - least[place])
        if found[widest] == least[widest]:
            break
        found[widest] = max(least[widest], found[widest] - (sum(found) - room))
    return found


def _part(
    listing: Listing, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], colour: bool
) -> str:
    """Draw some rows, under the headings if there are any."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, BETWEEN, 0, 0), show_header=bool(headings))
    for place, (side, room) in enumerate(zip(listing.sides(), widths, strict=False)):
        style = "cyan" if place == 0 else None
        heading = Text(headings[place]) if headings else ""
        table.add_column(
            heading, justify="right" if side == "right" else "left", width=room, overflow="fold", style=style
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row[: len(widths)]))  # Text: markup in a cell is text
    stream = io.StringIO()
    width = sum(widths) + BETWEEN * len(widths)
    Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
    ).print(table)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())
