"""The XML inside a workbook, looked through before and beside the reader of its values.

calamine gives an empty cell for an error and for a formula whose result was not kept, which would lose them
without a word. It reserves memory for every cell of the rectangle around all values, and ends the process where there
is not so much: how far they reach is looked at first, cell by cell, as what a sheet declares of it may be wrong.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from ..errors import Problem, Refused
from ..model import limits
from ..model.archive import BROKEN, pieces
from ..words import _
from .cell_values import letters, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""What a workbook begins with, and what an encrypted or older one does."""

_TAG = r"<(?:\w+:)?"
_SUSPECT = (b"<f", b":f", b't="e"')
"""One of these stands where there is a formula or an error. Looking for them first is quick."""
_CELL = re.compile(
    rf"{_TAG}c\b(?P<says>[^>]*)>\s*"
    rf"(?P<formula>{_TAG}f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*)?"
    rf"(?:{_TAG}v\b[^>]*>(?P<value>[^<]*))?".encode()
)
_ADDRESS = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ANY_ADDRESS = re.compile(rb"""\br\s{0,100}=\s{0,100}["']([A-Za-z]*)(\d*)""")
_STRETCHED = re.compile(rb"\br\s{100}|=\s{100}")
_VALUES = (b"<v>", b"<v ", b":v>", b":v ", b"<is>", b":is>")
_CELLS = re.compile(rf"{_TAG}c(?=[\s>/])".encode())
_WHOLE_CELL = re.compile(rf"""{_TAG}c(?=[\s>/])((?:[^>"']|"[^"]*"|'[^']*')*?)(/>|>\s*</(?:\w+:)?c>|>)""".encode())


class Reach:
    """How far the cells of a sheet reach, its values, its merged areas, and the texts that are kept apart."""

    def __init__(self) -> None:
        self.first, self.last = limits.LARGEST_BOX, 0
        self.left, self.right = limits.LARGEST_BOX, -1
        self.values = self.merges = self.texts = 0

    def see(self, piece: bytes) -> None:
        """Look at a piece of a sheet. Whatever looks like an address is one: a reader may take it for one."""
        self.values += sum(map(piece.count, _VALUES))
        self.merges += piece.count(b"mergeCell ") + piece.count(b"mergeCell\t") + piece.count(b"mergeCell\n")
        self.texts += piece.count(b"<si>") + piece.count(b":si>") + piece.count(b"<si ") + piece.count(b"<si/")
        addresses = _ANY_ADDRESS.findall(piece)
        self.see_rows(number for _letters, number in addresses)
        columns = {called for called, _number in addresses}
        self.see_columns(columns)
        cells = len(_CELLS.findall(piece))
        if cells > sum(1 for called, _number in addresses if called):  # one without an address stands beside the last
            widest = max(len(_CELLS.findall(row)) for row in piece.split(b"row>"))
            self.left, self.right = 0, max(self.right, widest - 1, 0)
            self.first, self.last = 1, max(self.last, piece.count(b"row>"))

    def see_rows(self, numbers: Iterable[bytes]) -> None:
        """Take in some rows."""
        found = {int(number[:20]) for number in set(numbers) if number}
        if found:
            self.first, self.last = min(self.first, *found), max(self.last, *found)

    def see_columns(self, columns: Iterable[bytes]) -> None:
        """Take in some columns, by their letters."""
        found = {place_of(called[:20].decode().upper()) for called in columns if called}
        if found:
            self.left, self.right = min(self.left, *found), max(self.right, *found)

    def corner(self) -> str:
        """Return the address of the farthest cell."""
        return f"{letters(min(self.right, limits.COLUMNS))}{self.last}"

    def box(self) -> int:
        """Return how many cells the rectangle around all of them has."""
        return max(self.last - self.first + 1, 0) * max(self.right - self.left + 1, 0)


def _is_too_wide(sheets: Iterable[Reach]) -> bool:
    """Tell whether the rectangles around the values of some sheets are much larger than their number."""
    boxes = values = 0
    for each in sheets:
        boxes += each.box()
        values += each.values
    return boxes > limits.BOX and (boxes > limits.SPARSENESS * values or boxes > limits.LARGEST_BOX)


class Parts:
    """The parts of an .xlsx file; `Refused` (4) where it is none, or made to fill the memory of whoever reads it."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        if not data.startswith(ZIP):
            raise _another_form(name, data)
        try:
            reach = self._looked_through(data)
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._book = next((each for each in self._zip.namelist() if each.endswith("xl/workbook.xml")), "")
            if not self._book:
                raise _another_form(name, data)
            self._sheets = self._parts_of_sheets()
            self._check_reach(reach)
        except BROKEN as error:
            raise broken(name) from error

    def _looked_through(self, data: bytes) -> dict[str, Reach]:
        """Look at every part, whatever it is called: what it is says another part."""
        found: dict[str, Reach] = {}
        sizes: dict[str, int] = {}
        for part, piece in pieces(self.name, data):
            if _STRETCHED.search(piece):
                raise broken(self.name)
            sizes[part] = sizes.get(part, 0) + len(piece)
            if part.endswith((".rels", "workbook.xml", "styles.xml")) and sizes[part] > limits.BOOK_XML:
                raise _too_much(self.name)
            found.setdefault(part, Reach()).see(piece)
        values = sum(each.values for each in found.values())
        if sum(each.texts for each in found.values()) > limits.STRINGS + 2 * values:
            raise _too_much(self.name)
        return found

    def _check_reach(self, reach: dict[str, Reach]) -> None:
        """Refuse a workbook for which the reader of values would reserve far more room than there are values."""
        if any(each.merges > limits.MERGES for each in reach.values()):
            raise _too_much(self.name)
        if _is_too_wide(reach.values()):  # it may be only by empty cells with a format, which Excel leaves anywhere
            exact = {part: self._of_values(part, each) for part, each in reach.items() if each.box()}
            if _is_too_wide(exact.values()):
                part = max(exact, key=lambda each: exact[each].box())
                raise _too_wide(self._title_of(part), exact[part])

    def _of_values(self, part: str, reach: Reach) -> Reach:
        """Return how far the cells with values reach, as far as they have addresses."""
        exact = Reach()
        exact.values = reach.values
        with self._zip.open(part) as stream:
            for rows in _whole_rows(self.name, stream):
                filled = [says for says, end in _WHOLE_CELL.findall(rows) if end == b">"]
                addresses = [address for says in filled for address in _ANY_ADDRESS.findall(says)]
                if len(addresses) < len(filled):
                    return reach
                exact.see_rows(number for _letters, number in addresses)
                exact.see_columns(called for called, _number in addresses)
        return exact

    def _title_of(self, part: str) -> str:
        """Return what a sheet is called, by its part."""
        title = next((title for title, each in self._sheets.items() if each == part), "")
        return _("{file}「{sheet}」").format(file=self.name, sheet=title) if title else self.name

    def spoilt(self, title: str, name: str) -> dict[int, dict[int, Problem]]:
        """The cells of a sheet where something stands that has no value, by line and place, and what is wrong."""
        found: dict[int, dict[int, Problem]] = {}
        try:
            with self._zip.open(self._sheets[title]) as stream:
                for rows in _whole_rows(name, stream):
                    for cell in _CELL.finditer(rows) if any(each in rows for each in _SUSPECT) else ():
                        if problem := _without_value(cell):
                            column, number = _ADDRESS.findall(cell["says"])[0]
                            found.setdefault(int(number), {})[place_of(column.decode())] = problem
                            if len(found) > limits.SPOILT:
                                raise Refused(problem.at(name))
        except BROKEN as error:
            raise broken(name) from error
        return found

    def _parts_of_sheets(self) -> dict[str, str]:
        """The part that holds each sheet, by its title; `Refused` where there are too many."""
        folder, file = posixpath.split(self._book)
        links = self._tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        sheets = [each for each in self._tree(self._book).iter() if each.tag.endswith("}sheet")]
        if len(sheets) > limits.SHEETS:
            raise Refused(
                Problem(
                    "file-unreadable",
                    _("シートが {number} 枚あり、多すぎます（{most} 枚まで読みます）。").format(
                        number=f"{len(sheets):,}", most=limits.SHEETS
                    ),
                    _("一覧のシートだけを残して、保存し直してください。"),
                    where=self.name,
                )
            )
        says = [{name.rpartition("}")[2]: value for name, value in sheet.items()} for sheet in sheets]
        return {
            each["name"]: posixpath.normpath(posixpath.join("/", folder, targets.get(each["id"], ""))).lstrip("/")
            for each in says
        }

    def _tree(self, part: str) -> ElementTree.Element:
        return ElementTree.fromstring(self._zip.read(part))  # noqa: S314  it has no entities, as has been looked at


def _whole_rows(name: str, stream: IO[bytes]) -> Iterator[bytes]:
    """A sheet's XML in pieces that end between two rows."""
    rest = b""
    while part := stream.read(1 << 20):
        rows, end, rest = (rest + part).rpartition(b"</row>")
        if end:
            yield rows
        if len(rest) > limits.ROW:
            raise _too_much(name)
    yield rest


def _too_wide(name: str, reach: Reach) -> Refused:
    return Refused(
        Problem(
            "file-unreadable",
            _("使われている範囲が {cell} まであり、広すぎて読めません。").format(cell=reach.corner()),
            _("一覧から遠く離れた行や列を削除して、保存し直してください。"),
            where=name,
        )
    )


def _too_much(name: str) -> Refused:
    return Refused(
        Problem(
            "file-unreadable",
            _("一覧よりはるかに多くのもの（結合、書式、文字など）が入っていて、読めません。"),
            _("一覧の行だけを新しいブックに写し、保存し直してください。"),
            where=name,
        )
    )


def _without_value(cell: re.Match[bytes]) -> Problem | None:
    """What is wrong with a cell that has an error, or a formula without its result."""
    if b't="e"' in cell["says"]:
        return Problem(
            "cell-error",
            _("計算の誤り「{error}」になっています。").format(error=(cell["value"] or b"").decode(errors="replace")),
            _("もとの値や数式を直してください。"),
        )
    if cell["formula"] and not cell["value"] and not (b't="str"' in cell["says"] and cell["value"] is not None):
        return Problem(
            "formula-without-result",
            _("数式の計算結果が、ファイルに入っていません。"),
            _("Excel で開いて保存し直すか、数式を値に置きかえてください。"),
        )
    return None


def broken(name: str) -> Refused:
    """A workbook or a sheet that cannot be read."""
    return Refused(
        Problem(
            "file-unreadable",
            _("Excel のブックとして読めません。壊れているか、途中までしか写っていません。"),
            _("元のファイルを Excel で開けるか確かめ、保存し直してください。"),
            where=name,
        )
    )


def _another_form(name: str, data: bytes) -> Refused:
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        problem = _("パスワードが付いているので読めません。")
        remedy = _("Excel で開き、パスワードを外して保存し直してください。")
    elif not data:
        return broken(name)
    else:
        problem = _("Excel のブック（.xlsx）ではありません。")
        remedy = _("Excel で開き、「Excel ブック（.xlsx）」として保存し直してください。")
    return Refused(Problem("file-unreadable", problem, remedy, where=name))
