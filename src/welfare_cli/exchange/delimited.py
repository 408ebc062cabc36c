"""CSV and TSV in: encodings, lines with the numbers that Excel shows, and cells without the guard of their formulas.

Encodings are told by a byte-order mark, then strict UTF-8, then strict cp932; anything else is refused, as a
guess would change names.
"""

from __future__ import annotations

import codecs
import csv
import io

from ..errors import Problem, Refused, UnknownWord
from ..model import notation
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cells import Cell

LONGEST_LINE = 1 << 20
"""So many bytes of a list have at least one line end among them."""
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def lines_of(name: str, data: bytes, encoding: str | None) -> Iterator[tuple[int, list[Cell]]]:
    """The lines of a file that is called so, each with its number; `Refused` where it cannot be read on."""
    refuse_long_line(name, data)
    text = decoded(name, data, encoding)
    first_line = text.partition("\n")[0]
    tabs = name.lower().endswith(".tsv") or ("\t" in first_line and "," not in first_line)
    number = 0
    known = _Cells()
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",", strict=True), start=1
        ):
            yield number, [known[cell] for cell in cells]
    except csv.Error as error:
        raise Refused(
            Problem(
                "file-unreadable",
                _("{number}行目の近くが CSV として読めません（{reason}）。").format(number=number + 1, reason=error),
                _('引用符（"）の閉じ忘れなどがないか確かめてください。'),
                where=name,
            )
        ) from error


class _Cells(dict[str, str]):
    """The text of each cell without its guard, worked out once: most cells say what another one said."""

    def __missing__(self, cell: str) -> str:
        self[cell] = text = notation.unguarded(cell)
        return text


def refuse_long_line(name: str, data: bytes) -> None:
    """Refuse a file without a line end in a megabyte, before it is made into text: no list is like that."""
    place = 0
    while len(data) - place > LONGEST_LINE:
        end = max(data.rfind(mark, place, place + LONGEST_LINE) for mark in (b"\n", b"\r"))
        if end < 0:
            raise Refused(
                Problem(
                    "file-unreadable",
                    _("一行が長すぎます（{number} バイトを超えています）。").format(number=f"{LONGEST_LINE:,}"),
                    _("一覧の CSV か確かめてください。"),
                    where=name,
                )
            )
        place = end + 1


def decoded(name: str, data: bytes, encoding: str | None) -> str:
    """The text of a file, by the encoding given or told; `Refused` when it is none of those read."""
    marked = next((each for mark, each in BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for each in [encoding] if encoding else [marked] if marked else ["utf-8", "cp932"]:
        try:
            return data.decode(str(each)).removeprefix("\ufeff")
        except LookupError as error:
            raise UnknownWord(
                _("「{encoding}」という文字コードはありません。").format(encoding=notation.quoted(str(each))),
                _("utf-8、cp932、utf-16 のどれかを指定してください。"),
                rule="file-encoding",
            ) from error
        except UnicodeError:
            continue
    raise Refused(
        Problem(
            "file-encoding",
            _("文字コードが分かりません（UTF-8 でも Shift_JIS（cp932）でもありません）。"),
            _("Excel で開いて「CSV UTF-8」で保存し直すか、--encoding で指定してください。"),
            where=name,
        )
    )
