"""Render the document as PDF, with typst and only the fonts that wfc brings.

typst receives the document as data, so that nothing in it is markup. A character that the fonts lack would print as an
empty box; wfc prints 〓 instead, and reports it.
"""

from __future__ import annotations

import json
import os
import struct
import unicodedata
from functools import cache

import typst

from ..errors import Problem
from ..model.archive import reading_foreign
from ..model.notation import quoted
from ..report.document import Document
from ..words import _, language
from .bidi import straight
from .blocks import Block, blocks_of, indented
from .charts import svg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

HERE = os.path.dirname(__file__)
FONTS = os.path.join(os.path.dirname(HERE), "fonts")
"""Noto Sans JP in two weights, both with the same characters."""
FULL_FORMAT = 12
"""The format of a font's character table that covers all of Unicode."""
VARIANTS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
"""Selectors of a character's variant, as in 葛城市; a font without the variant draws the usual shape."""
SUBSTITUTE = "〓"
"""What printers set for a type that they lack (下駄記号)."""
UNSEEN = frozenset("\n\t\u200b\u200c\u200d\u2060").union(map(chr, VARIANTS))
"""Invisible characters."""


def pdf(document: Document) -> bytes:
    """Render a document as PDF, the same bytes for the same document; `Refused` (4) if typst cannot.

    It conforms to PDF/UA-1: a screen reader announces headings, tables and the text alternatives of pictures.
    """
    year, month, day = map(int, document.made_on.split("-"))
    said = {
        "title": straight(document.title),
        "author": straight(" ".join(document.office)),
        "date": {"year": year, "month": month, "day": day},
        "lang": language(),
        "blocks": [_data(block) for block in blocks_of(document)],
    }
    problem = Problem(
        "file-unreadable",
        _("PDF にできませんでした。"),
        _(".docx か .html で作り、そこから印刷してください。"),
    )
    inputs = {"document": printable(json.dumps(said, ensure_ascii=False))}
    with reading_foreign(problem):
        return _compiled("document.typ", inputs, format="pdf", pdf_standards=["ua-1"])


def png(svg: str) -> bytes:
    """Render a picture as PNG, for a format that does not accept SVG."""
    return _compiled("picture.typ", {"svg": svg}, format="png", ppi=200.0)


def _compiled(name: str, inputs: dict[str, str], **options: Any) -> bytes:
    made: bytes = typst.compile(
        os.path.join(HERE, name), root=HERE, font_paths=[FONTS], ignore_system_fonts=True, sys_inputs=inputs, **options
    )
    return made


def _data(block: Block) -> dict[str, Any]:
    said: dict[str, Any] = {"role": block.role, "text": block.text, "more": block.more}
    if block.table:
        rows = [[indented(row[0], "\u2003"), *row[1:]] for row in block.table.rows]
        said["table"] = {"caption": block.table.caption, "headings": [*block.table.headings], "rows": rows}
    if block.chart:
        said |= {"svg": svg(block.chart), "alt": block.chart.alt}
    return said


def notes(document: Document) -> Iterator[str]:
    """Report each character that prints as 〓, with its record, or else with the text around it."""
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
    """Return a text in the characters of the fonts: 〓 for what they lack, nothing for what is invisible."""
    return text.translate({code: SUBSTITUTE if seen(code) else "" for code in missing(text)})


def missing(text: str) -> list[int]:
    """Return the characters of a text that the fonts lack."""
    return [] if text.isascii() else sorted({ord(each) for each in set(text) - UNSEEN} - characters())


def seen(code: int) -> bool:
    """Whether a character is visible, and does not only join or mark others."""
    return unicodedata.category(chr(code)) != "Cf"


@cache
def characters() -> frozenset[int]:
    """Return the characters of the fonts, from a font's character table."""
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
