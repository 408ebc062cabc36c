"""Read workbooks: sheets as lines, days and numbers as Excel stores them, formulas by their cached result."""

from __future__ import annotations

import io

from ..model.archive import reading_foreign
from ..words import _
from .cell_values import Merged, is_blank, letters
from .workbook_xml import Parts, broken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

    from ..errors import Problem
    from .cell_values import Cell


class Workbook:
    """The sheets of a workbook, without charts; `Refused` (4) if it cannot be read."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.parts = Parts(name, data)
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        with reading_foreign(broken(name).problems[0]):
            self.values = CalamineWorkbook.from_filelike(io.BytesIO(data))
        self.sheets = [
            Sheet(self, each.name, hidden=each.visible is not SheetVisibleEnum.Visible)
            for each in self.values.sheets_metadata
            if each.typ is SheetTypeEnum.WorkSheet
        ]


class Sheet:
    """A sheet: its title, whether it is hidden, and its lines."""

    def __init__(self, book: Workbook, title: str, *, hidden: bool) -> None:
        self.book = book
        self.title = title
        self.hidden = hidden
        self.name = _("{file}「{sheet}」").format(file=book.name, sheet=title)
        self._values: CalamineSheet | None = None
        self._spoilt: dict[int, dict[int, Problem]] = {}

    def lines(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield each line with its number in Excel. A cell without a known value is a problem."""
        if self._values is None:
            self._spoilt = self.book.parts.spoilt(self.title, self.name)
            with reading_foreign(broken(self.name).problems[0]):
                self._values = self.book.values.get_sheet_by_name(self.title)
        number = 0
        for number, cells in _with_merged(self._values):
            for place, problem in self._spoilt.get(number, {}).items():
                cells.extend([""] * (place + 1 - len(cells)))
                cells[place] = problem
            yield number, cells
        for below, problems in sorted(self._spoilt.items()):
            if below > number:
                yield below, [problems.get(place, "") for place in range(max(problems) + 1)]


def _with_merged(sheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the lines of a sheet; the first cell that a merged value covers in each line is `Merged`."""
    indent: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    begins: dict[int, list[tuple[int, int, str]]] = {}
    for (row, place), (last, last_place) in sheet.merged_cell_ranges or ():
        area = f"{letters(place)}{row + 1}:{letters(last_place)}{last + 1}"
        begins.setdefault(row + 1, []).append((place, last + 1, area))
    covering: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells: list[Cell] = [*indent, *values]
        for place, last, area in begins.get(number, ()):
            if place < len(cells) and not is_blank(cells[place]):
                covering[place] = last, area
        for place, (last, area) in [*covering.items()] if covering else ():
            cells[place] = Merged(cells[place], area)
            if last <= number:
                del covering[place]
        yield number, cells
