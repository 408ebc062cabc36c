"""Tables as CSV or TSV: the one place that writes them, whatever they list."""

from __future__ import annotations

from .notation import guarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def separated(rows: Iterable[Iterable[str | int | float | None]], delimiter: str = ",") -> str:
    """Rows as text, a line each: no spreadsheet takes a text in them for a formula, numbers stay numbers."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return stream.getvalue()
