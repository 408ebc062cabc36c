"""The rows of a query: an empty cell is NULL, and null in JSON; columns of numbers are aligned right."""

from __future__ import annotations

from ..words import _
from .lists import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .lists import Cell


def listed(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Listing:
    """Return the rows of a SELECT as a list."""
    columns = [[row[place] for row in rows if row[place] is not None] for place in range(len(headings))]
    return Listing(
        headings,
        rows,
        lambda: {"schema": "wfc.query/1", "columns": [*headings], "rows": [[*row] for row in rows]},
        notes=[_("{number}件").format(number=f"{len(rows):,}")],
        right=[
            place for place, cells in enumerate(columns) if cells and not any(isinstance(each, str) for each in cells)
        ],
    )
