"""Lists out, in the form in which they are read: the headings and words of the office, a list for each kind.

What was exported can be imported into an empty ledger with the same lists, and says the same there. Confidential
texts go out only where that is asked for; what was erased goes out as an empty cell.
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
"""Excel keeps fifteen digits of a number."""
FIRST_DAY = "1900-03-01"
"""Before this day Excel counts days otherwise than anybody else."""


@value
class Outgoing:
    """The list of a kind: its headings, and a line for each record."""

    kind: Kind
    fields: tuple[Field, ...]
    lines: list[list[str]]

    @property
    def headings(self) -> list[str]:
        """The heading of each column."""
        return [*([_(REF_HEADINGS[1])] if self.kind.prefix else []), *(field.label for field in self.fields)]

    def texts(self) -> list[str]:
        """All that people wrote freely in it."""
        free = [place for place, field in enumerate(self._columns()) if field and is_free(field)]
        return [line[place] for line in self.lines for place in free if line[place]]

    def csv(self, *, marked: bool = True) -> bytes:
        """The list as CSV in UTF-8, `marked` so that Excel reads it; what would be a formula there is guarded."""
        return separated(chain([self.headings], self.lines)).encode("utf-8-sig" if marked else "utf-8")

    def _columns(self) -> list[Field | None]:
        return [*([None] if self.kind.prefix else []), *self.fields]

    def columns(self) -> list[tuple[Field | None, int]]:
        """Each column's field, None for the ref, and how wide it is."""
        return [
            (field, min(max([width_of(heading), *(width_of(line[place]) for line in self.lines[:200])]), 60))
            for place, (field, heading) in enumerate(zip(self._columns(), self.headings, strict=True))
        ]


def outgoing(
    profile: Profile,
    standing: Iterable[tuple[Kind, Iterable[Record]]],
    *,
    texts: bool,
    transfers: Transfers,
    today: str,
) -> list[Outgoing]:
    """The lists of some kinds, without those that are empty; with the confidential `texts` of the records.

    A case has the area and coordinator of its reception, and apart from them those that it has today.
    """
    words, found = _Words(profile), []
    for kind, records in standing:
        fields = tuple(field for field in kind.fields if texts or not field.confidential)
        now = NOW if kind is CASE else {}
        lines = []
        for record in records:
            placed = transfers.on(record, today) if now else record
            shown = [words.cell(field, placed[name]) for name, field in now.items()]
            lines.append(words.line(record, fields) + shown)
        if lines:
            found.append(Outgoing(kind, (*fields, *now.values()), lines))
    return found


class _Words:
    """What a record says, in the words that are read as the same again."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.known: dict[tuple[int, str], str] = {}

    def line(self, record: Record, fields: Sequence[Field]) -> list[str]:
        """The cells of a record."""
        cells = [record.ref] if record.kind.prefix else []
        for field in fields:
            if field.confidential:
                text = record.texts.get(field.name, "")
                cells.append("" if text == erased() else text)
            else:
                cells.append(self.cell(field, record[field.name]))
        return cells

    def cell(self, field: Field, value: Value) -> str:
        """The cell of a fact."""
        if value is None:
            return ""
        if isinstance(value, tuple):
            return ";".join(self.word(field.one, each) for each in value)
        return self.word(field, str(value))

    def word(self, field: Field, value: str) -> str:
        """The label of a code, or the code itself where the label might be read as another one."""
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
    """The lists as a workbook with a sheet for each: days are days, numbers numbers, and every text a text."""
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
            columns = each.columns()
            for place, (field, wide) in enumerate(columns):
                style = day if isinstance(field, Day) else number if isinstance(field, Number) else text
                sheet.set_column(place, place, wide + 2, style)
                sheet.write_string(0, place, each.headings[place], heading)
            for row, line in enumerate(each.lines, start=1):
                for place, cell in enumerate(line):
                    field = columns[place][0]
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
