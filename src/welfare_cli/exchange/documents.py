"""Documents as people hand them in, read as lines of text: plain, Markdown, Word, HTML and PDF."""

from __future__ import annotations

import io
import os

from ..errors import Problem, Refused
from ..words import _
from .delimited import decoded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PARAGRAPHS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "dt", "dd", "caption", "div", "br")
"""What begins and ends a paragraph of a page."""
SILENT = ("style", "script", "title", "desc", "svg", "head")
"""What of a page is not read."""


class Line:
    """A line of a document: its number, its text, and whether a paragraph ends with it, as far as the format says."""

    __slots__ = ("ends", "number", "text")

    def __init__(self, number: int, text: str, *, ends: bool) -> None:
        self.number = number
        self.text = text
        self.ends = ends


def read_document(name: str, data: bytes) -> list[Line]:
    """The lines of a document, its format told by its first bytes or its name; `Refused` (4) where it has no text."""
    ending = os.path.splitext(name)[1].lower()
    if data.startswith(b"%PDF"):
        texts, ends = _pdf(name, data), False
    elif data.startswith(b"PK\x03\x04"):
        texts, ends = _word(name, data), True
    elif ending in (".html", ".htm"):
        texts, ends = _page(decoded(name, data, None)), True
    else:
        texts, ends = decoded(name, data, None).splitlines(), False
    lines = [Line(number, text, ends=ends or not text.strip()) for number, text in enumerate(texts, start=1)]
    if ending in (".md", ".markdown"):
        for line, after in zip(lines, [*lines[1:], Line(0, "", ends=True)], strict=True):
            line.ends = not after.text.strip() or line.text.startswith(("#", "|", "-", "*"))
    elif not ends:  # printed text often has an empty line between any two
        for line in lines:
            line.ends = False
    if not any(line.text.strip() for line in lines):
        raise Refused(
            Problem(
                "file-unreadable",
                _("文字がありません。紙を読み取った画像かもしれません。"),
                _("文字の入った .txt、.md、.docx、.html、.pdf を指定してください。"),
                where=name,
            )
        )
    return lines


def _pdf(name: str, data: bytes) -> list[str]:
    import pypdf

    from ..model.packed import reading_foreign

    problem = Problem(
        "file-unreadable",
        _("PDF として読めません。"),
        _("文字の入った .txt、.md、.docx、.html、.pdf を指定してください。"),
        where=name,
    )
    with reading_foreign(problem):
        return [line for page in pypdf.PdfReader(io.BytesIO(data)).pages for line in page.extract_text().splitlines()]


def _word(name: str, data: bytes) -> list[str]:
    """Paragraphs, and the cells of tables in one line a row."""
    import docx
    from docx.table import Table

    from ..model.packed import reading_foreign, refuse_bomb

    texts = []
    problem = Problem(
        "file-unreadable",
        _("Word の文書として読めません。"),
        _("文字の入った .txt、.md、.docx、.html、.pdf を指定してください。"),
        where=name,
    )
    with reading_foreign(problem):
        refuse_bomb(name, data)
        for each in docx.Document(io.BytesIO(data)).iter_inner_content():
            if isinstance(each, Table):
                texts += [" | ".join(cell.text for cell in row.cells) for row in each.rows]
            else:
                texts += each.text.split("\n")
    return texts


def _page(text: str) -> list[str]:
    """The paragraphs of a page."""
    from html.parser import HTMLParser

    class Page(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.lines = [""]
            self.silent = 0

        def handle_starttag(self, tag: str, _attributes: object) -> None:
            self.silent += tag in SILENT
            self.turn(tag)

        def handle_endtag(self, tag: str) -> None:
            self.silent -= tag in SILENT
            self.turn(tag)

        def turn(self, tag: str) -> None:
            if tag in ("td", "th") and self.lines[-1].strip():
                self.lines[-1] += " | "
            elif tag in PARAGRAPHS and self.lines[-1]:
                self.lines.append("")

        def handle_data(self, data: str) -> None:
            if not self.silent:
                self.lines[-1] += data

    page = Page()
    page.feed(text)
    return list(_joined(page.lines))


def _joined(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield " ".join(line.split())
