"""The document in print: set by typst with the fonts that wfc brings, and with no others.

All that stands in the document is handed over as data, so that nothing in it is taken for markup. A character that the
fonts do not have would be printed as an empty box; 〓 is printed instead, and reported.
"""

from __future__ import annotations

import json
import os
import struct
import unicodedata
from functools import cache

from ..errors import Problem
from ..model.archive import reading_foreign
from ..model.notation import quoted
from ..report.document import Document
from ..words import _, language
from .bidi import straight
from .blocks import Block, blocks_of

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
SUBSTITUTE = "〓"
"""What printers set for a type that they do not have (下駄記号)."""
UNSEEN = frozenset("\n\t\u200b\u200c\u200d\u2060").union(map(chr, VARIANTS))
"""Characters that are not drawn."""


def pdf(document: Document) -> bytes:
    """The document as a PDF, the same bytes for the same document; `Refused` (4) where typst cannot set it.

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
    with reading_foreign(_refused()):
        made: bytes = typst.compile(
            os.path.join(HERE, "document.typ"),
            root=HERE,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"document": printable(said)},
        )
    return made


def _refused() -> Problem:
    return Problem(
        "file-unreadable",
        _("PDF にできませんでした。"),
        _(".docx か .html で作り、そこから印刷してください。"),
    )


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


def notes(document: Document) -> Iterator[str]:
    """The characters that are printed as 〓, each with the record, or else the text, in which it stands."""
    statements = [each for part in document.parts for heading in part.headings for each in heading.statements]
    texts = {straight(each.text): each.ref for each in statements if each.ref}
    bullet = document.report.profile.settings["bullet"]
    for block in blocks_of(document):
        table, chart = block.table, block.chart
        said = [block.text, block.more, *(chart.categories if chart else ())]
        said += [cell for row in (table.headings, *table.rows) for cell in row] if table else []
        for text in said:
            for code in missing(text):
                if seen(code):
                    ref = texts.get(text.removeprefix(bullet))
                    place = ref or _("「{text}」").format(text=quoted(text.strip().replace(chr(code), SUBSTITUTE)))
                    words = _("PDF の字体にない文字（U+{code:04X}）を「{substitute}」で印刷しました: {place}")
                    yield words.format(code=code, substitute=SUBSTITUTE, place=place)


def printable(text: str) -> str:
    """A text in the characters of the fonts: 〓 for what they have no shape for, nothing for what nobody would see."""
    return text.translate({code: SUBSTITUTE if seen(code) else "" for code in missing(text)})


def missing(text: str) -> list[int]:
    """The characters of a text that the fonts have no shape for."""
    if text.isascii():
        return []
    return sorted({ord(each) for each in set(text) - UNSEEN} - characters())


def seen(code: int) -> bool:
    """Whether a character is one that would be seen, and not one that only joins or marks others."""
    return unicodedata.category(chr(code)) != "Cf"


@cache
def characters() -> frozenset[int]:
    """The characters that the fonts have: the font's own table says so."""
    with open(os.path.join(FONTS, "NotoSansJP-Regular.ttf"), "rb") as stream:
        font = stream.read()
    found: set[int] = set()
    (tables,) = struct.unpack(">H", font[4:6])
    for nth in range(tables):
        name, _sum, start, _length = struct.unpack(">4sLLL", font[12 + 16 * nth : 28 + 16 * nth])
        if name != b"cmap":
            continue
        (kinds,) = struct.unpack(">H", font[start + 2 : start + 4])
        for kind in range(kinds):
            at = start + struct.unpack(">L", font[start + 8 + 8 * kind : start + 12 + 8 * kind])[0]
            if struct.unpack(">H", font[at : at + 2])[0] == FULL_FORMAT:
                (runs,) = struct.unpack(">L", font[at + 12 : at + 16])
                for run in range(runs):
                    first, last = struct.unpack(">LL", font[at + 16 + 12 * run : at + 24 + 12 * run])
                    found.update(range(first, last + 1))
    return frozenset(found)
