"""The office's Excel list: a sheet of cases, one of contacts, one that shows a case, and one of figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tools.plays.office import (
    AGENCIES,
    AREAS,
    CASES,
    CLOSED,
    CLOSINGS,
    CONTACTS,
    COORDINATORS,
    METHODS,
    ROUTES,
    TOPICS,
    Fact,
)

ROWS = 300
CASE_SHEET, CONTACT_SHEET = "相談", "支援対応"
CASE_HEADS = ("番号", "区分", "受付日", "圏域", "相談経路", "課題", "担当", "終結日", "終結理由")
CONTACT_HEADS = ("相談番号", "日付", "方法", "関係機関", "順")


def workbook() -> Workbook:
    """The list with the office's facts, every formula filled in as far as the list goes."""
    book = Workbook()
    cases = book.active
    assert isinstance(cases, Worksheet)
    cases.title = CASE_SHEET
    _fill_cases(cases)
    _fill_contacts(book.create_sheet(CONTACT_SHEET))
    _fill_card(book.create_sheet("一件"))
    _fill_figures(book.create_sheet("件数"))
    return book


def facts_of(book: Workbook) -> frozenset[Fact]:
    """What stands in the first two sheets; a case's number is that of its row."""
    found: list[Fact] = []
    for number, row in enumerate(book[CASE_SHEET].iter_rows(min_row=2, values_only=True), 101):
        _formula, kind, *values, closed_on, closing = map(shown, row[: len(CASE_HEADS)])
        if kind or any(values):
            assert kind == "個別相談", row
            found.append(("case", str(number), *values))
        if closed_on or closing:
            found.append(("closing", str(number), closed_on, closing))
    for row in book[CONTACT_SHEET].iter_rows(min_row=2, values_only=True):
        if any(row[:4]):
            found.append(("contact", *map(shown, row[:4])))
    return frozenset(found)


def shown(cell: object) -> str:
    """What a cell says."""
    return cell.date().isoformat() if isinstance(cell, datetime) else "" if cell is None else str(cell)


def _fill_cases(sheet: Worksheet) -> None:
    sheet.append(CASE_HEADS)
    closed = {fact[1]: fact for fact in CLOSED}
    for place in range(ROWS):
        row = place + 2
        sheet.cell(row, 1, f'=IF(B{row}="","",ROW()+99)')
        if place < len(CASES):
            _case, number, day, *values = CASES[place]
            last = closed.get(number)
            ending = (date.fromisoformat(last[2]), last[3]) if last else ()
            _write(sheet, row, 2, "個別相談", date.fromisoformat(day), *values, *ending)
    _dated(sheet, "C", "H")
    for column, words in (
        ("B", ("個別相談", "地域支援相談")),
        ("D", AREAS),
        ("E", ROUTES),
        ("F", TOPICS),
        ("G", COORDINATORS),
        ("I", CLOSINGS),
    ):
        _choose(sheet, column, words)


def _fill_contacts(sheet: Worksheet) -> None:
    sheet.append(CONTACT_HEADS)
    for place in range(ROWS):
        row = place + 2
        before = f'COUNTIFS(A$2:A${ROWS + 1},A{row},B$2:B${ROWS + 1},"<"&B{row})'
        same = f"COUNTIFS(A$2:A{row},A{row},B$2:B{row},B{row})"
        sheet.cell(row, 5, f'=IF(A{row}="","",A{row}&"/"&({before}+{same}))')
        if place < len(CONTACTS):
            _contact, number, day, *values = CONTACTS[place]
            _write(sheet, row, 1, int(number), date.fromisoformat(day), *values)
    _dated(sheet, "B")
    _choose(sheet, "C", METHODS)
    _choose(sheet, "D", AGENCIES)


def _fill_card(sheet: Worksheet) -> None:
    """A case by the number in the first cell, and under it its contacts in the order of their days."""
    for place, head in enumerate(CASE_HEADS[1:], 2):
        sheet.cell(place, 1, head)
        column = get_column_letter(place)
        found = f"INDEX(相談!{column}$2:{column}${ROWS + 1},MATCH($A$1,相談!$A$2:$A${ROWS + 1},0))"
        sheet.cell(place, 2, f'=IF({found}="","",{found})')
    for place in range(1, 31):
        for column in "BCD":
            area = f"支援対応!{column}$2:{column}${ROWS + 1}"
            where = f'MATCH($A$1&"/"&{place},支援対応!$E$2:$E${ROWS + 1},0)'
            sheet[f"{column}{place + 11}"] = f'=IFERROR(INDEX({area},{where}),"")'
    _dated(sheet, "B")


def _fill_figures(sheet: Worksheet) -> None:
    """This month's new individual cases by area."""
    kind, day, area = (f"相談!{column}$2:{column}${ROWS + 1}" for column in "BCD")
    for place, word in enumerate(AREAS, 1):
        first = '">="&DATE(YEAR(TODAY()),MONTH(TODAY()),1)'
        _write(sheet, place, 1, word, f'=COUNTIFS({area},A{place},{kind},"個別相談",{day},{first})')


def _write(sheet: Worksheet, row: int, column: int, *values: object) -> None:
    for place, value in enumerate(values, column):
        sheet.cell(row, place).value = value  # type: ignore[assignment]


def _dated(sheet: Worksheet, *columns: str) -> None:
    for column in columns:
        sheet.column_dimensions[column].width = 14
        for row in range(2, ROWS + 2):
            sheet[f"{column}{row}"].number_format = "yyyy-mm-dd"


def _choose(sheet: Worksheet, column: str, words: Sequence[str]) -> None:
    """Let a column take only the words of a list."""
    rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
    rule.add(f"{column}2:{column}{ROWS + 1}")
    sheet.add_data_validation(rule)
