"""The document in print: set by typst with the fonts that wfc brings, and with no others.

All that stands in the document is handed over as data, so that nothing in it is taken for markup. A character that the
fonts do not have would be printed as an empty box; it is refused instead.
"""

from __future__ import annotations

import json
import os
import struct

from ..errors import Refused
from ..report.document import Document
from ..words import _, language
from .blocks import Block, blocks_of
from .straight import straight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

HERE = os.path.dirname(__file__)
FONTS = os.path.join(os.path.dirname(HERE), "fonts")
"""Noto Sans JP in two weights; both have the same characters."""
FULL_FORMAT = 12
"""The format of a font's table of characters that has all of Unicode."""
VARIANTS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
"""Behind a character, which of its shapes is meant: as in 葛城市; without that shape, the usual one is drawn."""
UNSEEN = frozenset("\n\t\u200b\u200c\u200d\u2060").union(map(chr, VARIANTS))
"""Characters that are not drawn."""


def pdf(document: Document) -> bytes:
    """The document as a PDF, the same bytes for the same document; `Refused` (4) for a character without a shape.

    It is PDF/UA-1: somebody who has it read aloud is told what is a heading, a table, and what a picture shows.
    """
    import typst

    year, month, day = map(int, document.made_on.split("-"))
    said = json.dumps(
        {
            "title": straight(document.title),
            "author": straight(" ".join(document.office)),
            "date": {"year": year, "month": month, "day": day},
            "lang": language(),
            "blocks": [_data(block) for block in blocks_of(document)],
        },
        ensure_ascii=False,
    )
    refuse_missing(said)
    made: bytes = typst.compile(
        os.path.join(HERE, "document.typ"),
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": said},
    )
    return made


def _data(block: Block) -> dict[str, Any]:
    said: dict[str, Any] = {"role": block.role, "text": block.text, "more": block.more}
    if block.table:
        rows = [[cell if place else _indented(cell) for place, cell in enumerate(row)] for row in block.table.rows]
        said["table"] = {"caption": block.table.caption, "headings": [*block.table.headings], "rows": rows}
    if block.chart:
        from .charts import svg

        said |= {"svg": svg(block.chart), "alt": block.chart.alt}
    return said


def _indented(label: str) -> str:
    """A label with its indentation in spaces that are kept."""
    text = label.lstrip(" ")
    return "\u2003" * ((len(label) - len(text)) // 2) + text


def refuse_missing(text: str) -> None:
    """Refuse text with characters that the fonts have no shape for, and name them."""
    wanted = {ord(each) for each in set(text) - UNSEEN}
    missing = sorted(wanted.difference(*(range(first, last + 1) for first, last in characters())))
    if missing:
        named = [_("「{character}」（U+{code:04X}）").format(character=chr(each), code=each) for each in missing[:5]]
        raise Refused(
            _("PDF の字体にない文字があります: {words}").format(words=_("、").join(named)),
            _("その文字を書き換えるか、.docx か .html で作ってください。"),
            rule="control-character",
        )


def characters() -> Iterator[tuple[int, int]]:
    """The characters that the fonts have, as the first and last of each run: the font's own table says so."""
    with open(os.path.join(FONTS, "NotoSansJP-Regular.ttf"), "rb") as stream:
        font = stream.read()
    (tables,) = struct.unpack(">H", font[4:6])
    for nth in range(tables):
        name, _sum, start, _length = struct.unpack(">4sLLL", font[12 + 16 * nth : 28 + 16 * nth])
        if name == b"cmap":
            (kinds,) = struct.unpack(">H", font[start + 2 : start + 4])
            for kind in range(kinds):
                at = start + struct.unpack(">L", font[start + 8 + 8 * kind : start + 12 + 8 * kind])[0]
                if struct.unpack(">H", font[at : at + 2])[0] == FULL_FORMAT:
                    (runs,) = struct.unpack(">L", font[at + 12 : at + 16])
                    for run in range(runs):
                        yield struct.unpack(">LL", font[at + 16 + 12 * run : at + 24 + 12 * run])
                    return
