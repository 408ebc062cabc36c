"""CSV and TSV in: encodings, lines with the numbers that Excel shows, and cells without the guard of their formulas.

Encodings are told by a byte-order mark, then strict UTF-8, then strict cp932; anything else is refused, as a
guess would change names.
"""

from __future__ import annotations

import codecs
import csv
import io

from ..errors import Problem, Refused, UnknownWord
from ..model import limits, notation
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cell_values import Cell
    from .source import Source

CELLS = 50_000
"""The most cells that are cached."""
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Delimited:
    """A list in CSV or TSV, of which the lines can be read as often as needed."""

    def __init__(self, name: str, source: Source, encoding: str | None) -> None:
        self.name = name
        self.source = source
        self.encoding = encoding_of(name, source, encoding)
        first_line = next(self._lines(), "")
        tabs = name.lower().endswith(".tsv") or ("\t" in first_line and "," not in first_line)
        self.delimiter = "\t" if tabs else ","

    def lines(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every line with its number; `Refused` where it cannot be read on."""
        known = _Cells()
        number = 0
        try:
            rows = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
            for number, cells in enumerate(rows, start=1):
                if len(cells) > limits.COLUMNS or number > limits.LINES:
                    raise _no_list(self.name)
                yield number, [known[cell] for cell in cells]
        except (csv.Error, UnicodeError) as error:
            reason = error if isinstance(error, csv.Error) else _("文字コード")
            raise Refused(
                Problem(
                    "file-unreadable",
                    _("{number}行目の近くが CSV として読めません（{reason}）。").format(
                        number=number + 1, reason=reason
                    ),
                    _('引用符（"）の閉じ忘れなどがないか確かめてください。'),
                    where=self.name,
                )
            ) from error

    def _lines(self) -> Iterator[str]:
        """The lines of its text; `Refused` where one does not end."""
        with io.TextIOWrapper(self.source.stream(), self.encoding, newline="") as text:
            line = text.readline(limits.LINE).removeprefix("\ufeff")
            while line:
                if len(line) >= limits.LINE - 1 and line[-1] not in "\r\n":
                    raise Refused(
                        Problem(
                            "file-unreadable",
                            _("一行が長すぎます（{number} 文字を超えています）。").format(number=f"{limits.LINE:,}"),
                            _("一覧の CSV か確かめてください。"),
                            where=self.name,
                        )
                    )
                yield line
                line = text.readline(limits.LINE)


class _Cells(dict[str, str]):
    """The text of each cell without its guard, worked out once: most cells say what another one said."""

    def __missing__(self, cell: str) -> str:
        if len(self) >= CELLS:
            self.clear()
        self[cell] = text = notation.unguarded(cell)
        return text


def _no_list(name: str) -> Refused:
    return Refused(
        Problem(
            "file-unreadable",
            _("行か列が多すぎます（{lines} 行、{columns} 列まで読みます）。").format(
                lines=f"{limits.LINES:,}", columns=f"{limits.COLUMNS:,}"
            ),
            _("一覧の CSV か確かめてください。"),
            where=name,
        )
    )


def encodings_of(begins: bytes, encoding: str | None) -> list[str]:
    """The encodings that bytes may have which begin so: the one given, else by their mark, else those of offices."""
    marked = next((each for mark, each in BYTE_ORDER_MARKS if begins.startswith(mark)), None)
    return [encoding] if encoding else [marked] if marked else ["utf-8-sig", "cp932"]


def encoding_of(name: str, source: Source, encoding: str | None) -> str:
    """Return the encoding in which all of a list can be decoded; `Refused` when there is none."""
    for each in encodings_of(source.begins(), encoding):
        try:
            io.TextIOWrapper(io.BytesIO(), each)  # which knows whether it is an encoding of text at all
            with source.stream() as stream:
                decoder = codecs.getincrementaldecoder(each)()
                while piece := stream.read(limits.LINE):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
        except LookupError as error:
            raise _unknown_encoding(each) from error
        except UnicodeError:
            continue
        return each
    raise _undecodable(name)


def decoded(name: str, data: bytes, encoding: str | None) -> str:
    """The text of bytes, by the encoding given or told; `Refused` when it is none of those read."""
    for each in encodings_of(data[:4], encoding):
        try:
            return data.decode(each).removeprefix("\ufeff")
        except LookupError as error:
            raise _unknown_encoding(each) from error
        except UnicodeError:
            continue
    raise _undecodable(name)


def _unknown_encoding(encoding: str) -> UnknownWord:
    return UnknownWord(
        _("「{encoding}」という文字コードはありません。").format(encoding=notation.quoted(encoding)),
        _("utf-8、cp932、utf-16 のどれかを指定してください。"),
        rule="file-encoding",
    )


def _undecodable(name: str) -> Refused:
    return Refused(
        Problem(
            "file-encoding",
            _("文字コードが分かりません（UTF-8 でも Shift_JIS（cp932）でもありません）。"),
            _("Excel で開いて「CSV UTF-8」で保存し直すか、--encoding で指定してください。"),
            where=name,
        )
    )
