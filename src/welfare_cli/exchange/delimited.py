"""Read CSV and TSV: detect the encoding, number the lines as Excel does, remove the guard of formulas.

The encoding comes from a byte-order mark, then strict UTF-8, then strict cp932. wfc refuses anything else: a guess
would change names.
"""

from __future__ import annotations

import codecs
import csv
import io

from ..errors import Problem, Refused, UnknownWord
from ..model import limits, notation
from ..words import _
from .source import Source, file_refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cell_values import Cell

CELLS = 50_000
"""The maximum number of cached cells."""
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Delimited:
    """A list in CSV or TSV, whose lines can be read as often as needed."""

    def __init__(self, name: str, source: Source, encoding: str | None) -> None:
        self.name = name
        self.source = source
        self.encoding = encoding_of(name, source, encoding)
        first_line = next(self._lines(), "")
        tabs = name.lower().endswith(".tsv") or ("\t" in first_line and "," not in first_line)
        self.delimiter = "\t" if tabs else ","

    def lines(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield each line with its number; `Refused` (4) at the first that cannot be read."""
        known = _Cells()
        number = 0
        try:
            rows = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
            for number, cells in enumerate(rows, start=1):
                if len(cells) > limits.COLUMNS or number > limits.LINES:
                    raise file_refused(
                        _("行か列が多すぎます（{lines} 行、{columns} 列まで読みます）。").format(
                            lines=f"{limits.LINES:,}", columns=f"{limits.COLUMNS:,}"
                        ),
                        _("一覧の CSV か確かめてください。"),
                        self.name,
                    )
                yield number, [known[cell] for cell in cells]
        except (csv.Error, UnicodeError) as error:
            reason = error if isinstance(error, csv.Error) else _("文字コード")
            raise file_refused(
                _("{number}行目の近くが CSV として読めません（{reason}）。").format(number=number + 1, reason=reason),
                _('引用符（"）の閉じ忘れなどがないか確かめてください。'),
                self.name,
            ) from error

    def _lines(self) -> Iterator[str]:
        """Yield the lines of its text; `Refused` (4) at a line without an end."""
        with io.TextIOWrapper(self.source.stream(), self.encoding, newline="") as text:
            line = text.readline(limits.LINE).removeprefix("\ufeff")
            while line:
                if len(line) >= limits.LINE - 1 and line[-1] not in "\r\n":
                    raise file_refused(
                        _("一行が長すぎます（{number} 文字を超えています）。").format(number=f"{limits.LINE:,}"),
                        _("一覧の CSV か確かめてください。"),
                        self.name,
                    )
                yield line
                line = text.readline(limits.LINE)


class _Cells(dict[str, str]):
    """A cache of cells without their guard: most cells repeat another one."""

    def __missing__(self, cell: str) -> str:
        if len(self) >= CELLS:
            self.clear()
        self[cell] = text = notation.unguarded(cell)
        return text


def encoding_of(name: str, source: Source, encoding: str | None = None) -> str:
    """Return the encoding that decodes all of a source: the given one, else one that offices use; `Refused` if none."""
    begins = source.begins()
    marked = [each for mark, each in BYTE_ORDER_MARKS if begins.startswith(mark)]
    for each in [encoding] if encoding else marked or ["utf-8-sig", "cp932"]:
        try:
            io.TextIOWrapper(io.BytesIO(), each)  # rejects codecs that are not encodings of text
            with source.stream() as stream:
                decoder = codecs.getincrementaldecoder(each)()
                while piece := stream.read(limits.LINE):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
        except LookupError as error:
            raise UnknownWord(
                _("「{encoding}」という文字コードはありません。").format(encoding=notation.quoted(each)),
                _("utf-8、cp932、utf-16 のどれかを指定してください。"),
                rule="file-encoding",
            ) from error
        except UnicodeError:
            continue
        return each
    raise Refused(
        Problem(
            "file-encoding",
            _("文字コードが分かりません（UTF-8 でも Shift_JIS（cp932）でもありません）。"),
            _("Excel で開いて「CSV UTF-8」で保存し直すか、--encoding で指定してください。"),
            where=name,
        )
    )


def decoded(name: str, data: bytes) -> str:
    """Decode a text; `Refused` (4) if it is in none of the encodings that wfc reads."""
    return data.decode(encoding_of(name, Source(name, data))).removeprefix("\ufeff")
