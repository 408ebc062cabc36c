"""Convert the cells of a workbook to text, and the addresses of columns.

Excel stores days and numbers, not what was typed. wfc writes them as a person would type them and then reads them like
any text. It refuses a value that Excel has converted, or whose meaning is ambiguous.
"""

from __future__ import annotations

import datetime
import unicodedata

from ..errors import Problem
from ..model.kind import Day, MonthField, Text
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.kind import Field

    Cell = str | float | datetime.date | datetime.time | datetime.timedelta | Problem


class Merged(str):
    """A merged cell: a heading is its text, a value is refused."""

    __slots__ = ("area",)
    area: str

    def __new__(cls, cell: Cell, area: str) -> Merged:
        """Take the text, and the merged cells as A2:A4."""
        merged = super().__new__(cls, cell)
        merged.area = area
        return merged


def is_blank(cell: Cell) -> bool:
    """Return whether a cell is blank; 0 is not."""
    return isinstance(cell, str) and (not cell or cell.isspace())


def letters(place: int) -> str:
    """Return the letters of a column, counted from 0: A, B … Z, AA."""
    called = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        called = chr(ord("A") + rest) + called
        place -= 1
    return called


def place_of(called: str) -> int:
    """Return the place of a column, counted from 0, by its letters."""
    place = 0
    for letter in called:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def width_of(text: str) -> int:
    """Return the width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "FWA" else 1 for letter in text)


def text_of(cell: Cell, field: Field | None) -> str | Problem:
    """Return the text of a cell in a field (None: the record number), or the problem of a cell without text."""
    if isinstance(cell, Merged):
        return Problem(
            "merged-cells",
            _("セルが結合されています（{area}）。").format(area=cell.area),
            _("結合を解除して、それぞれの行に値を書いてください。"),
        )
    if isinstance(cell, (str, Problem)):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    one = field.one if field else None
    if isinstance(cell, (int, float)):
        text = format(cell or 0, ".15g")  # Excel keeps 15 digits; 1818.0 is 1818, and -0.0 is 0
        return _day_without_format(text) if isinstance(one, Day) else text
    if isinstance(cell, datetime.date):
        return _text_of_day(cell, one)
    if isinstance(cell, datetime.time):
        cell = datetime.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _text_of_day(cell: datetime.date, field: Field | None) -> str | Problem:
    text = cell.isoformat(" ", "minutes") if isinstance(cell, datetime.datetime) else cell.isoformat()
    if isinstance(field, MonthField) and text.endswith("-01"):
        return text[:7]  # Excel converts 2022-04, 2022/4 and 令和4年4月 to this day
    if isinstance(field, (Day, MonthField, Text)):
        return text
    return Problem(
        "turned-into-a-day",
        _("セルが日付（{day}）になっています。").format(day=text),
        _("Excel は「3-1」などを日付に変えます。セルの書式を「文字列」にしてから、もとのとおりに入れ直してください。"),
    )


def _day_without_format(text: str) -> Problem:
    return Problem(
        "day-without-format",
        _("日付ではなく、数（{number}）が入っています。").format(number=text),
        _("日付の書式が外れただけなら、セルの書式を「日付」に戻してください。違えば「2024-12-31」のように書きます。"),
    )
