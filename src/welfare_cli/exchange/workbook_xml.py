"""Check the XML of a workbook before calamine reads its values, and find what calamine does not report.

calamine returns an empty cell for an error and for a formula without cached result, which would be lost silently. It
allocates memory for every cell of the bounding box of all values, and aborts the process if there is not enough. So
wfc measures the box first, cell by cell: the dimension that a sheet declares may be wrong.
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
from .source import file_refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import IO

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""The first bytes of a workbook, and of an encrypted or older one."""

_TAG = r"<(?:\w+:)?"
_SUSPECT = (b"<f", b":f", b't="e"')
"""Every formula or error contains one of these. Searching for them first is fast."""
_CELL = re.compile(
    rf"{_TAG}c\b(?P<says>[^>]*)>\s*"
    rf"(?P<formula>{_TAG}f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*)?"
    rf"(?:{_TAG}v\b[^>]*>(?P<value>[^<]*))?".encode()
)
_ADDRESS = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ANY_ADDRESS = re.compile(rb"""\br\s{0,100}=\s{0,100}["']([A-Za-z]*)(\d*)""")
_STRETCHED = re.compile(rb"\br\s{100}|=\s{100}")
_VALUES = (b"<v>", b"<v ", b":v>", b":v ", b"<is>", b":is>")
_MERGES = (b"mergeCell ", b"mergeCell\t", b"mergeCell\n")
_TEXTS = (b"<si>", b":si>", b"<si ", b"<si/")
_CELLS = re.compile(rf"{_TAG}c(?=[\s>/])".encode())
_WHOLE_CELL = re.compile(rf"""{_TAG}c(?=[\s>/])((?:[^>"']|"[^"]*"|'[^']*')*?)(/>|>\s*</(?:\w+:)?c>|>)""".encode())


class Reach:
    """The bounding box of the cells of a sheet; how many values, merged areas and shared strings there are."""

    def __init__(self) -> None:
        self.first, self.last = limits.LARGEST_BOX, 0
        self.left, self.right = limits.LARGEST_BOX, -1
        self.values = self.merges = self.texts = 0

    def see(self, piece: bytes) -> None:
        """Measure a piece of a sheet. Whatever looks like an address counts as one: a reader may take it for one."""
        self.values += sum(map(piece.count, _VALUES))
        self.merges += sum(map(piece.count, _MERGES))
        self.texts += sum(map(piece.count, _TEXTS))
        addresses = _ANY_ADDRESS.findall(piece)
        self.extend(addresses)
        cells = len(_CELLS.findall(piece))
        if cells > sum(1 for called, _number in addresses if called):  # a cell without address follows the last one
            widest = max(len(_CELLS.findall(row)) for row in piece.split(b"row>"))
            self.left, self.right = 0, max(self.right, widest - 1, 0)
            self.first, self.last = 1, max(self.last, piece.count(b"row>"))

    def extend(self, addresses: Sequence[tuple[bytes, bytes]]) -> None:
        """Extend the box to some addresses: letters and number of each, either of which may be missing."""
        rows = [int(number[:20]) for number in {number for _called, number in addresses} if number]
        columns = [place_of(called[:20].decode().upper()) for called in {each for each, _n in addresses} if called]
        self.first, self.last = min([self.first, *rows]), max([self.last, *rows])
        self.left, self.right = min([self.left, *columns]), max([self.right, *columns])

    def corner(self) -> str:
        """Return the address of the last cell."""
        return f"{letters(min(self.right, limits.COLUMNS))}{self.last}"

    def box(self) -> int:
        """Return the number of cells in the box."""
        return max(self.last - self.first + 1, 0) * max(self.right - self.left + 1, 0)


def _is_too_wide(sheets: Collection[Reach]) -> bool:
    """Return whether the boxes of some sheets are much larger than their number of values."""
    boxes, values = sum(each.box() for each in sheets), sum(each.values for each in sheets)
    return boxes > limits.BOX and (boxes > limits.SPARSENESS * values or boxes > limits.LARGEST_BOX)


class Parts:
    """The parts of an .xlsx file; `Refused` (4) for another format, or a file that would exhaust the memory."""

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
        """Measure every part, whatever its name: another part declares what it is."""
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
        """Refuse a workbook for which calamine would allocate far more cells than there are values."""
        if any(each.merges > limits.MERGES for each in reach.values()):
            raise _too_much(self.name)
        if _is_too_wide(reach.values()):  # perhaps only because of empty cells with a format
            exact = {part: self._of_values(part, each) for part, each in reach.items() if each.box()}
            if _is_too_wide(exact.values()):
                part = max(exact, key=lambda each: exact[each].box())
                raise file_refused(
                    _("使われている範囲が {cell} まであり、広すぎて読めません。").format(cell=exact[part].corner()),
                    _("一覧から遠く離れた行や列を削除して、保存し直してください。"),
                    self._title_of(part),
                )

    def _of_values(self, part: str, reach: Reach) -> Reach:
        """Return the box of the cells with values, or the given one if a cell has no address."""
        exact = Reach()
        exact.values = reach.values
        with self._zip.open(part) as stream:
            for rows in _whole_rows(self.name, stream):
                filled = [says for says, end in _WHOLE_CELL.findall(rows) if end == b">"]
                addresses = [address for says in filled for address in _ANY_ADDRESS.findall(says)]
                if len(addresses) < len(filled):
                    return reach
                exact.extend(addresses)
        return exact

    def _title_of(self, part: str) -> str:
        """Return the name of a sheet in messages, by its part."""
        title = next((title for title, each in self._sheets.items() if each == part), "")
        return _("{file}「{sheet}」").format(file=self.name, sheet=title) if title else self.name

    def spoilt(self, title: str, name: str) -> dict[int, dict[int, Problem]]:
        """Return the problems of cells without value, by line and place."""
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
        """Return the part of each sheet, by title; `Refused` (4) if there are too many."""
        folder, file = posixpath.split(self._book)
        links = self._tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        sheets = [each for each in self._tree(self._book).iter() if each.tag.endswith("}sheet")]
        if len(sheets) > limits.SHEETS:
            raise file_refused(
                _("シートが {number} 枚あり、多すぎます（{most} 枚まで読みます）。").format(
                    number=f"{len(sheets):,}", most=limits.SHEETS
                ),
                _("一覧のシートだけを残して、保存し直してください。"),
                self.name,
            )
        says = [{name.rpartition("}")[2]: value for name, value in sheet.items()} for sheet in sheets]
        return {
            each["name"]: posixpath.normpath(posixpath.join("/", folder, targets.get(each["id"], ""))).lstrip("/")
            for each in says
        }

    def _tree(self, part: str) -> ElementTree.Element:
        return ElementTree.fromstring(self._zip.read(part))  # noqa: S314  `pieces` has refused entities


def _whole_rows(name: str, stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the XML of a sheet in pieces that end between two rows."""
    rest = b""
    while part := stream.read(1 << 20):
        rows, end, rest = (rest + part).rpartition(b"</row>")
        if end:
            yield rows
        if len(rest) > limits.ROW:
            raise _too_much(name)
    yield rest


def _too_much(name: str) -> Refused:
    return file_refused(
        _("一覧よりはるかに多くのもの（結合、書式、文字など）が入っていて、読めません。"),
        _("一覧の行だけを新しいブックに写し、保存し直してください。"),
        name,
    )


def _without_value(cell: re.Match[bytes]) -> Problem | None:
    """Return the problem of a cell with an error, or with a formula without result."""
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
    """Return the refusal of a workbook or sheet that cannot be read."""
    return file_refused(
        _("Excel のブックとして読めません。壊れているか、途中までしか写っていません。"),
        _("元のファイルを Excel で開けるか確かめ、保存し直してください。"),
        name,
    )


def _another_form(name: str, data: bytes) -> Refused:
    if not data:
        return broken(name)
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        return file_refused(
            _("パスワードが付いているので読めません。"),
            _("Excel で開き、パスワードを外して保存し直してください。"),
            name,
        )
    return file_refused(
        _("Excel のブック（.xlsx）ではありません。"),
        _("Excel で開き、「Excel ブック（.xlsx）」として保存し直してください。"),
        name,
    )
