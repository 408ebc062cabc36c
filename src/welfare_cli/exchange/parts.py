"""The XML inside a workbook, looked through for what the reader of its values does not tell.

calamine gives an empty cell for an error and for a formula whose result was not kept, which would lose them
without a word, and reserves room for every cell up to the farthest one, which may be more than there is.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from ..errors import Problem, Refused
from ..model.packed import BROKEN, refuse_bomb
from ..words import _
from .cells import place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""What a workbook begins with, and what an encrypted or older one does."""
MOST_CELLS = 40_000_000
"""Room of about 1 GB; a sheet that is full to Excel's last line has so many in 38 columns."""

_TAG = r"<(?:\w+:)?"
_DIMENSION = re.compile(rf'{_TAG}dimension\b[^>]*?\bref="[A-Z]+\d+:([A-Z]+)(\d+)"'.encode())
_SUSPECT = (b"<f", b":f", b't="e"')
"""One of these stands where there is a formula or an error. Looking for them first is quick."""
_CELL = re.compile(
    rf"{_TAG}c\b(?P<says>[^>]*)>\s*"
    rf"(?P<formula>{_TAG}f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*)?"
    rf"(?:{_TAG}v\b[^>]*>(?P<value>[^<]*))?".encode()
)
_ADDRESS = re.compile(rb'\br="([A-Z]+)(\d+)"')


class Parts:
    """The parts of an .xlsx file; `Refused` (4) where it is none."""

    def __init__(self, name: str, data: bytes) -> None:
        if not data.startswith(ZIP):
            raise _another_form(name, data)
        try:
            refuse_bomb(name, data)
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise broken(name) from error
        self._book = next((each for each in self._zip.namelist() if each.endswith("xl/workbook.xml")), "")
        if not self._book:
            raise _another_form(name, data)

    def spoilt(self, title: str, name: str) -> dict[int, dict[int, Problem]]:
        """The cells of a sheet where something stands that has no value, by line and place, and what is wrong.

        `Refused` where the sheet reaches too far to be read; `name` is what it is called then.
        """
        found: dict[int, dict[int, Problem]] = {}
        try:
            with self._zip.open(self._part_of(title)) as stream:
                for piece, rows in enumerate(_whole_rows(stream)):
                    if piece == 0:
                        _check_reach(name, rows)
                    for cell in _CELL.finditer(rows) if any(each in rows for each in _SUSPECT) else ():
                        if problem := _without_value(cell):
                            column, number = _ADDRESS.findall(cell["says"])[0]
                            found.setdefault(int(number), {})[place_of(column.decode())] = problem
        except BROKEN as error:
            raise broken(name) from error
        return found

    def _part_of(self, title: str) -> str:
        """The part that holds the sheet of a title."""
        folder, file = posixpath.split(self._book)
        links = self._tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        sheets = {each.get("name"): each for each in self._tree(self._book).iter() if each.tag.endswith("}sheet")}
        says = {name.rpartition("}")[2]: value for name, value in sheets[title].items()}
        return posixpath.normpath(posixpath.join("/", folder, targets[says["id"]])).lstrip("/")

    def _tree(self, part: str) -> ElementTree.Element:
        return ElementTree.fromstring(self._zip.read(part))  # noqa: S314  refuse_bomb has seen that it has no entities


def _whole_rows(stream: IO[bytes]) -> Iterator[bytes]:
    """A sheet's XML in pieces that end between two rows."""
    rest = b""
    while part := stream.read(1 << 20):
        rows, end, rest = (rest + part).rpartition(b"</row>")
        if end:
            yield rows
    yield rest


def _check_reach(name: str, rows: bytes) -> None:
    reach = _DIMENSION.search(rows)
    if reach and (place_of(reach[1].decode()) + 1) * int(reach[2]) > MOST_CELLS:
        raise Refused(
            Problem(
                "file-unreadable",
                _("使われている範囲が {cell} まであり、広すぎて読めません。").format(
                    cell=(reach[1] + reach[2]).decode()
                ),
                _("一覧から遠く離れた行や列を削除して、保存し直してください。"),
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
