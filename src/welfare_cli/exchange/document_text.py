"""Documents as people hand them in, read as lines of text: plain, Markdown, Word, HTML and PDF."""

from __future__ import annotations

import io
import os

from ..errors import Problem, Refused
from ..model import limits
from ..model.archive import reading_foreign, refuse_word_bomb
from ..values import value
from ..words import _
from .delimited import decoded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from dataclasses import KW_ONLY

PARAGRAPHS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "dt", "dd", "caption", "div", "br")
"""What begins and ends a paragraph of a page."""
SILENT = ("style", "script", "title", "desc", "svg", "head")
"""What of a page is not read."""


@value
class TextLine:
    """A line of a document: its number, its text, and whether a paragraph ends with it, as far as the format says."""

    number: int
    text: str
    _: KW_ONLY
    ends: bool


def read_document(name: str, data: bytes) -> list[TextLine]:
    """The lines of a document, its format told by its first bytes or its name; `Refused` (4) where it has no text."""
    ending = os.path.splitext(name)[1].lower()
    if data.startswith(b"%PDF"):
        texts, ends = _pdf(name, data), False
    elif data.startswith(b"PK\x03\x04"):
        texts, ends = _word(name, data), True
    elif ending in (".html", ".htm"):
        text = decoded(name, data, None)
        if len(text) > limits.MARKUP:
            raise _too_long(name)
        texts, ends = _page(name, text), True
    else:
        texts, ends = decoded(name, data, None).splitlines(), False
    if ending in (".md", ".markdown"):
        ending_at = [
            not after.strip() or text.startswith(("#", "|", "-", "*"))
            for text, after in zip(texts, [*texts[1:], ""], strict=True)
        ]
    else:  # printed text often has an empty line between any two
        ending_at = [ends] * len(texts)
    lines = [
        TextLine(number, text, ends=end) for number, (text, end) in enumerate(zip(texts, ending_at, strict=True), 1)
    ]
    if sum(len(line.text) + 1 for line in lines) > limits.CHARACTERS:
        raise _too_long(name)
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


def _unreadable(name: str, form: str) -> Problem:
    return Problem(
        "file-unreadable",
        _("{form} として読めません。").format(form=form),
        _("文字の入った .txt、.md、.docx、.html、.pdf を指定してください。"),
        where=name,
    )


def _too_long(name: str) -> Refused:
    return Refused(
        Problem(
            "file-unreadable",
            _("報告書としては長すぎて、読めません。"),
            _("照らし合わせる文書か確かめてください。長い文書なら、章ごとに分けてください。"),
            where=name,
        )
    )


def _pdf(name: str, data: bytes) -> list[str]:
    import pypdf

    lines: list[str] = []
    with reading_foreign(_unreadable(name, "PDF")):
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        if len(pages) > limits.PAGES:
            raise _too_long(name)
        for page in pages:
            contents = page.get_contents()
            if contents is not None and len(contents.get_data()) > limits.PAGE:
                raise _too_long(name)
            lines += page.extract_text().splitlines()
            if sum(map(len, lines)) > limits.CHARACTERS:
                raise _too_long(name)
    return lines


def _word(name: str, data: bytes) -> list[str]:
    """Paragraphs, and the cells of tables in one line a row."""
    import docx
    from docx.table import Table

    texts = []
    with reading_foreign(_unreadable(name, "Word")):
        refuse_word_bomb(name, data)
        for each in docx.Document(io.BytesIO(data)).iter_inner_content():
            if isinstance(each, Table):
                texts += [" | ".join(cell.text for cell in row.cells) for row in each.rows]
            else:
                texts += each.text.split("\n")
    return texts


def _page(name: str, text: str) -> list[str]:
    """The paragraphs of a page."""
    from html.parser import HTMLParser

    class Page(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.lines: list[str] = []
            self.line: list[str] = []
            self.silent = 0

        def handle_starttag(self, tag: str, _attributes: object) -> None:
            self.silent += tag in SILENT
            self.turn(tag)

        def handle_endtag(self, tag: str) -> None:
            self.silent -= tag in SILENT
            self.turn(tag)

        def turn(self, tag: str) -> None:
            if tag in ("td", "th") and any(map(str.strip, self.line)):
                self.line.append(" | ")
            elif tag in PARAGRAPHS and self.line:
                self.end()

        def end(self) -> None:
            self.lines.append("".join(self.line))
            self.line = []

        def handle_data(self, data: str) -> None:
            if not self.silent:
                self.line.append(data)

    page = Page()
    with reading_foreign(_unreadable(name, "HTML")):
        page.feed(text)
    page.end()
    return list(_joined(page.lines))


def _joined(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield " ".join(line.split())
