"""Render the document as plain text, with the line breaks of the original, and as Markdown."""

from __future__ import annotations

from ..model.notation import BEGINS_NO_LINE
from ..report.document import Document
from .blocks import Block, blocks_of
from .charts import bars
from .layout import aligned, shown_width
from .markdown import piped, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 76
"""The width of a line in columns; a Japanese character takes two."""


def txt(document: Document) -> bytes:
    """Render a document as plain text, to mail or print."""
    return ("\n".join(line for block in blocks_of(document) for line in _lines(block)).lstrip("\n") + "\n").encode()


def md(document: Document) -> bytes:
    """Render a document as Markdown."""
    return ("\n".join(line for block in blocks_of(document) for line in _marked(block)) + "\n").encode()


def _lines(block: Block) -> Iterator[str]:
    if block.role in ("part", "heading", "subheading", "appendix"):
        yield ""
    if block.role in ("part", "appendix"):
        yield ""
    if block.table:
        yield from ("", block.text, *aligned(block.table.rows, block.table.headings, right=True))
    elif block.chart:
        yield from ("", block.text, *bars(block.chart))
    elif block.role == "term":
        yield block.text
        yield from wrapped(block.more, WIDTH, "  ", "  ")
    else:
        for paragraph in block.text.split("\n"):
            yield from wrapped(paragraph, WIDTH, "  " if block.role == "purpose" else "")


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Wrap a paragraph to a width in columns, but never before a character that must not begin a line."""
    line, room = first, shown_width(first)
    for character in text:
        wide = shown_width(character)
        if room + wide > width and character not in BEGINS_NO_LINE:
            yield line.rstrip()
            line, room = rest, shown_width(rest)
        line, room = line + character, room + wide
    yield line.rstrip()


def _marked(block: Block) -> Iterator[str]:
    marks = {"title": "# ", "part": "## ", "heading": "### ", "appendix": "## ", "subheading": "### "}
    if block.table:
        yield from (f"**{plain(block.text)}**", "", *piped(block.table), "")
    elif block.chart:
        yield from (f"**{plain(block.text)}**", "", "```text", *bars(block.chart), "```", "")
    elif block.role == "term":
        yield from (f"- **{plain(block.text)}**: {plain(block.more)}", "")
    elif block.role == "line":
        yield f"{plain(block.text)}  "
    else:
        yield from (marks.get(block.role, "") + plain(block.text).replace("\n", "  \n"), "")
