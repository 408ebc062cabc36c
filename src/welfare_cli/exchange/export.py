"""Export lists in the format of an import: one list for each kind, with the office's headings and words.

An export can be imported into an empty ledger with the same profile, with the same result. It contains confidential
texts only on request, and an empty cell for an erased text.
"""

from __future__ import annotations

import datetime
import io
from itertools import chain

from ..errors import Refused
from ..model import notation
from ..model.case import CASE, NOW
from ..model.kind import Choice, Day, Listed, Number, erased
from ..model.privacy import is_free
from ..model.separated import separated
from ..values import value
from ..words import _
from .cell_values import width_of
from .rows import REF_HEADINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.case import Transfers
    from ..model.kind import Field, Kind, Record, Value
    from ..model.profile import Profile

LONGEST_NUMBER = 10**15
"""Excel keeps fifteen digits of a number; larger ones are exported as text."""
FIRST_DAY = "1900-03-01"
"""The first day whose serial number in Excel is right; Excel has a 29 February 1900."""


@value
class Outgoing:
    """The exported list of a kind: its headings, and a line for each record."""

    kind: Kind
    fields: tuple[Field, ...]
    lines: list[list[str]]

    @property
    def columns(self) -> list[Field | None]:
        """The field of each column, None for the record number."""
        return [*([None] if self.kind.prefix else []), *self.fields]

    @property
    def headings(self) -> list[str]:
        """The heading of each column."""
        return [field.label if field else _(REF_HEADINGS[1]) for field in self.columns]

    def texts(self) -> list[str]:
        """Return everything that people wrote freely."""
        free = [place for place, field in enumerate(self.columns) if field and is_free(field)]
        return [line[place] for line in self.lines for place in free if line[place]]

    def csv(self, *, marked: bool = True) -> bytes:
        """Return the list as CSV in UTF-8, with a byte-order mark for Excel if `marked`, and formulas guarded."""
        return separated(chain([self.headings], self.lines)).encode("utf-8-sig" if marked else "utf-8")

    def widths(self) -> list[int]:
        """Return the width of each column, from its heading and first lines."""
        return [min(max(map(width_of, cells)), 60) for cells in zip(self.headings, *self.lines[:200], strict=True)]


def outgoing(
    profile: Profile,
    standing: Iterable[tuple[Kind, Iterable[Record]]],
    *,
    texts: bool,
    transfers: Transfers,
    today: str,
) -> list[Outgoing]:
    """Return the lists of some kinds, without empty ones; with confidential `texts` on request.

    A case has its area and coordinator at reception, and in further columns those of today.
    """
    words, found = _Words(profile), []
    for kind, records in standing:
        fields = tuple(field for field in kind.fields if texts or not field.confidential)
        now = NOW if kind is CASE else {}
        lines = []
        for record in records:
            placed = transfers.on(record, today) if now else record
            lines.append(words.line(record, fields) + [words.cell(field, placed[name]) for name, field in now.items()])
        if lines:
            found.append(Outgoing(kind, (*fields, *now.values()), lines))
    return found


class _Words:
    """Writes values as words that an import reads as the same values."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.known: dict[tuple[int, str], str] = {}

    def line(self, record: Record, fields: Sequence[Field]) -> list[str]:
        """Return the cells of a record."""
        texts = {name: text for name, text in record.texts.items() if text != erased()}
        cells = [
            texts.get(each.name, "") if each.confidential else self.cell(each, record[each.name]) for each in fields
        ]
        return [record.ref, *cells] if record.kind.prefix else cells

    def cell(self, field: Field, value: Value) -> str:
        """Return the cell of a fact."""
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        return ";".join(self.word(field.one, str(each)) for each in values)

    def word(self, field: Field, value: str) -> str:
        """Return the label of a code, or the code if an import would read the label as another value."""
        if not isinstance(field, (Choice, Listed)):
            return value
        key = (id(field), value)
        if key not in self.known:
            label = field.shown(value, self.profile)
            try:
                same = notation.split_list(label) == (label,) and field.read(label, self.profile, None) == value
            except Refused:
                same = False
            self.known[key] = label if same else value
        return self.known[key]


def workbook(lists: Sequence[Outgoing]) -> bytes:
    """Return the lists as a workbook with one sheet each, in which days, numbers and texts have their types."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        font = {"font_name": "Yu Gothic", "font_size": 11, "valign": "top"}
        heading = book.add_format({**font, "bold": True, "bottom": 1})
        text = book.add_format({**font, "num_format": "@", "text_wrap": True})
        day = book.add_format({**font, "num_format": "yyyy/mm/dd"})
        number = book.add_format({**font, "num_format": "0"})
        for each in lists:
            sheet = book.add_worksheet(each.kind.label)
            for place, (field, label, wide) in enumerate(zip(each.columns, each.headings, each.widths(), strict=True)):
                style = day if isinstance(field, Day) else number if isinstance(field, Number) else text
                sheet.set_column(place, place, wide + 2, style)
                sheet.write_string(0, place, label, heading)
            columns = each.columns
            for row, line in enumerate(each.lines, start=1):
                for place, (field, cell) in enumerate(zip(columns, line, strict=True)):
                    if not cell:
                        continue
                    if isinstance(field, Day) and cell >= FIRST_DAY:
                        sheet.write_datetime(row, place, datetime.datetime.fromisoformat(cell), day)
                    elif isinstance(field, Number) and int(cell) < LONGEST_NUMBER:
                        sheet.write_number(row, place, int(cell), number)
                    else:
                        sheet.write_string(row, place, cell, text)
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(each.lines), len(columns) - 1)
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(each.lines) + 1}"})
            sheet.set_landscape()
            sheet.repeat_rows(0)
    return stream.getvalue()
