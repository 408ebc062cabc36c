"""Write tables as CSV or TSV."""

from __future__ import annotations

from .notation import guarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def separated(rows: Iterable[Iterable[str | int | float | None]], delimiter: str = ",") -> str:
    """Return rows as lines; texts that a spreadsheet would read as formulas are guarded, numbers remain numbers."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return stream.getvalue()
