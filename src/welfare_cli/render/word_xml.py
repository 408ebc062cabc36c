"""The XML of a Word file: elements and their order, texts in the places of placeholders, faces and borders."""

from __future__ import annotations

import io
import zipfile
from itertools import accumulate

from ..report.sentences import BRACES
from ..words import JAPANESE, language
from .bidi import straight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Tag = Any
    """An element of a file's XML."""

FACE = "Yu Gothic"
EPOCH = (1980, 1, 1, 0, 0, 0)


def pieces(paragraph: Tag) -> list[Tag]:
    """The pieces of text of a paragraph, also in links; a text box in it has paragraphs of its own."""
    from docx.oxml.ns import qn

    return [each for each in paragraph.iter(qn("w:t")) if next(each.iterancestors(qn("w:p"))) is paragraph]


def put_texts(paragraph: Tag, texts: dict[str, str]) -> None:
    """Put texts in the places of the placeholders of a paragraph, also of those that Word has torn into several runs.

    What is put in has the look of the run in which the placeholder begins. Only pieces of text are written, so that
    pictures, breaks and fields beside them stay.
    """
    found_in = pieces(paragraph)
    said = [piece.text or "" for piece in found_in]
    ends = [*accumulate(map(len, said))]
    for found in reversed([*BRACES.finditer("".join(said))]):
        if found.group(1) not in texts:
            continue
        first = next(nth for nth, end in enumerate(ends) if found.start() < end)
        last = next(nth for nth, end in enumerate(ends) if found.end() <= end)
        begin = said[first][: found.start() - (ends[first - 1] if first else 0)] + xml_text(
            straight(texts[found.group(1)])
        )
        rest = said[last][found.end() - (ends[last - 1] if last else 0) :]
        torn = [begin, *[""] * (last - first - 1), rest]
        said[first : last + 1] = torn if first < last else [begin + rest]
    for piece, text in zip(found_in, said, strict=True):
        if text != piece.text:
            _rewrite(piece, text)


def _rewrite(piece: Tag, text: str) -> None:
    """Another text in a piece; each of its lines but the first goes into a piece of its own behind it."""
    first, *others = text.split("\n")
    piece.text = first
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for line in reversed(others):
        piece.addnext(element("w:t", line))
        piece.addnext(element("w:br"))


def set_face(style: Any, size: float) -> None:
    """The face of a style for Japanese and for others, whatever the theme says."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = FACE, Pt(size)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FACE)
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    spoken = element("w:lang", val="ja-JP" if language() == JAPANESE else "en-US", eastAsia="ja-JP")
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(spoken)


def without_border(style: Any) -> None:
    from docx.oxml.ns import qn

    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def element(tag: str, text: str = "", inside: Iterable[Tag] = (), **attributes: str) -> Tag:
    """An element of a Word file."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    element.text = text or None
    element.extend(inside)
    return element


def field(kind: str, text: str) -> Tag:
    """A part of a field: where it begins and ends, and what it is."""
    return element("w:fldChar", fldCharType=kind) if kind else element("w:instrText", text)


def lay_out(properties: Tag, *, lines: bool) -> None:
    """Little room around what stands in the cells of a table, and lines where its style has none.

    Word wants these properties in one order and no other.
    """
    from docx.oxml.ns import qn

    layout = properties.find(qn("w:tblLayout"))
    sizes = (("top", "30"), ("left", "45"), ("bottom", "30"), ("right", "45"))
    layout.addnext(element("w:tblCellMar", inside=[element(f"w:{side}", w=size, type="dxa") for side, size in sizes]))
    if lines:
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        borders = [element(f"w:{side}", val="single", sz="4", space="0", color="auto") for side in sides]
        layout.addprevious(element("w:tblBorders", inside=borders))


def xml_text(text: str) -> str:
    """Text as XML can hold it."""
    return "".join(each if (each >= " " and each not in "\ufffe\uffff") or each in "\n\t" else "□" for each in text)


def undated(data: bytes) -> bytes:
    """A file without the hour at which it was packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(entry, packed.read(name))
    return stream.getvalue()
