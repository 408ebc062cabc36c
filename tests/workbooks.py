"""Workbooks as offices have them, made by another program than wfc."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl

Sheets = Mapping[str, Sequence[Sequence[Any]]]


def workbook(sheets: Sheets, change: Callable[[openpyxl.Workbook], object] | None = None) -> bytes:
    """A workbook with these lines in its sheets; `change` does the rest to it."""
    book = openpyxl.Workbook()
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.remove(book.worksheets[0])
    if change:
        change(book)
    return written(book)


def written(book: openpyxl.Workbook) -> bytes:
    """A workbook as its file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def opened(data: bytes) -> openpyxl.Workbook:
    """A workbook from its file."""
    return openpyxl.load_workbook(io.BytesIO(data))


def edited(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook of which the XML of one part was changed, as no library would write it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            before = old.read(name)
            after = change(before.decode()).encode() if name == part else before
            assert name != part or before != after, before
            new.writestr(name, after)
        assert part in old.namelist()
    return stream.getvalue()
