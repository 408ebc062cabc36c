"""Edit the XML of a Word file: elements in their order, placeholders, fonts and borders."""

from __future__ import annotations

import io
import zipfile
from itertools import accumulate

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

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
    """Return the text elements of a paragraph, those of links included; a text box has paragraphs of its own."""
    return [each for each in paragraph.iter(qn("w:t")) if next(each.iterancestors(qn("w:p"))) is paragraph]


def put_texts(paragraph: Tag, texts: dict[str, str]) -> None:
    """Replace the placeholders of a paragraph, including those that Word split into several runs.

    The new text takes the format of the run in which the placeholder begins. Only text elements change; pictures,
    breaks and fields remain.
    """
    found_in = pieces(paragraph)
    said = [piece.text or "" for piece in found_in]
    ends = [0, *accumulate(map(len, said))]
    for found in reversed([*BRACES.finditer("".join(said))]):
        if found.group(1) in texts:
            first = next(nth for nth, end in enumerate(ends[1:]) if found.start() < end)
            last = next(nth for nth, end in enumerate(ends[1:]) if found.end() <= end)
            rest = said[last][found.end() - ends[last] :]
            said[first + 1 : last + 1] = [""] * (last - first)
            said[first] = said[first][: found.start() - ends[first]] + xml_text(straight(texts[found.group(1)]))
            said[last] = (said[first] if first == last else "") + rest
    for piece, text in zip(found_in, said, strict=True):
        if text != piece.text:
            _rewrite(piece, text)


def _rewrite(piece: Tag, text: str) -> None:
    """Replace the text of an element; each further line goes into an element of its own after it."""
    first, *others = text.split("\n")
    piece.text = first
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for line in reversed(others):
        piece.addnext(element("w:t", line))
        piece.addnext(element("w:br"))


def set_face(style: Any, size: float) -> None:
    """Set the font of a style for Japanese and other scripts, whatever the theme sets."""
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
    """Remove the border of a style."""
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def element(tag: str, text: str = "", inside: Iterable[Tag] = (), **attributes: str) -> Tag:
    """Make an element of a Word file."""
    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    element.text = text or None
    element.extend(inside)
    return element


def field(kind: str, text: str) -> Tag:
    """Make a part of a field: its beginning, its end, or its instruction."""
    return element("w:fldChar", fldCharType=kind) if kind else element("w:instrText", text)


def lay_out(properties: Tag, *, lines: bool) -> None:
    """Set narrow cell margins in a table, and borders if its style has none, in the order that Word requires."""
    layout = properties.find(qn("w:tblLayout"))
    sizes = (("top", "30"), ("left", "45"), ("bottom", "30"), ("right", "45"))
    layout.addnext(element("w:tblCellMar", inside=[element(f"w:{side}", w=size, type="dxa") for side, size in sizes]))
    if lines:
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        borders = [element(f"w:{side}", val="single", sz="4", space="0", color="auto") for side in sides]
        layout.addprevious(element("w:tblBorders", inside=borders))


def xml_text(text: str) -> str:
    """Return a text with □ for each character that XML does not allow."""
    return "".join(each if (each >= " " and each not in "\ufffe\uffff") or each in "\n\t" else "□" for each in text)


def undated(data: bytes) -> bytes:
    """Return an archive without its timestamps."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(entry, packed.read(name))
    return stream.getvalue()
