"""Read the text of a document: plain text, Markdown, Word, HTML or PDF."""

from __future__ import annotations

import io
import os

from ..model import limits
from ..model.archive import reading_foreign, refuse_word_bomb
from ..values import value
from ..words import _
from .delimited import decoded
from .source import file_refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from dataclasses import KW_ONLY

PARAGRAPHS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "dt", "dd", "caption", "div", "br")
"""The HTML elements that begin or end a paragraph."""
SILENT = ("style", "script", "title", "desc", "svg", "head")
"""The HTML elements whose text is not read."""


@value
class TextLine:
    """A line of a document: its number, its text, and whether it ends a paragraph, as far as the format tells."""

    number: int
    text: str
    _: KW_ONLY
    ends: bool


def read_document(name: str, data: bytes) -> list[TextLine]:
    """Return the lines of a document; `Refused` (4) if it has no text. Its first bytes or its name tell the format."""
    ending = os.path.splitext(name)[1].lower()
    if data.startswith(b"%PDF"):
        texts, ends = _pdf(name, data), False
    elif data.startswith(b"PK\x03\x04"):
        texts, ends = _word(name, data), True
    elif ending in (".html", ".htm"):
        texts, ends = _page(name, decoded(name, data)), True
    else:
        texts, ends = decoded(name, data).splitlines(), False
    if ending in (".md", ".markdown"):
        ending_at = [
            not after.strip() or text.startswith(("#", "|", "-", "*"))
            for text, after in zip(texts, [*texts[1:], ""], strict=True)
        ]
    else:  # printed text often has an empty line after every line, so in other formats an empty line ends nothing
        ending_at = [ends] * len(texts)
    _refuse_longer(name, sum(len(text) + 1 for text in texts), limits.CHARACTERS)
    if not any(map(str.strip, texts)):
        raise file_refused(_("文字がありません。紙を読み取った画像かもしれません。"), _remedy(), name)
    return [
        TextLine(number, text, ends=end) for number, (text, end) in enumerate(zip(texts, ending_at, strict=True), 1)
    ]


def _remedy() -> str:
    return _("文字の入った .txt、.md、.docx、.html、.pdf を指定してください。")


def _reading(name: str, form: str) -> AbstractContextManager[None]:
    """Refuse a file (4) that the reader of its format cannot read."""
    return reading_foreign(file_refused(_("{form} として読めません。").format(form=form), _remedy(), name).problems[0])


def _refuse_longer(name: str, length: int, most: int) -> None:
    if length > most:
        raise file_refused(
            _("報告書としては長すぎて、読めません。"),
            _("照らし合わせる文書か確かめてください。長い文書なら、章ごとに分けてください。"),
            name,
        )


def _pdf(name: str, data: bytes) -> list[str]:
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it reports of a damaged file is not for the user
    lines: list[str] = []
    with _reading(name, "PDF"):
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        _refuse_longer(name, len(pages), limits.PAGES)
        for page in pages:
            contents = page.get_contents()
            _refuse_longer(name, len(contents.get_data()) if contents is not None else 0, limits.PAGE)
            lines += page.extract_text().splitlines()
            _refuse_longer(name, sum(map(len, lines)), limits.CHARACTERS)
    return lines


def _word(name: str, data: bytes) -> list[str]:
    """Return the paragraphs, and each row of a table as one line."""
    import docx
    from docx.table import Table

    texts = []
    with _reading(name, "Word"):
        refuse_word_bomb(name, data)
        for each in docx.Document(io.BytesIO(data)).iter_inner_content():
            if isinstance(each, Table):
                texts += [" | ".join(cell.text for cell in row.cells) for row in each.rows]
            else:
                texts += each.text.split("\n")
    return texts


def _page(name: str, text: str) -> list[str]:
    """Return the paragraphs of an HTML page."""
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

    _refuse_longer(name, len(text), limits.MARKUP)
    page = Page()
    with _reading(name, "HTML"):
        page.feed(text)
    page.end()
    return [" ".join(line.split()) for line in page.lines]
