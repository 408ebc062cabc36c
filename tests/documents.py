"""What somebody sees who opens a document: the visible text and cells of each format, by another program's reader."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pypdf


class _Page(HTMLParser):
    """The text of a page, and what it would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [str(value) for name, value in attrs if name in ("src", "href", "xlink:href")]
        self.hidden += tag in ("style", "title", "desc")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "title", "desc")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.text.append(data)


def page_of(path: Path) -> _Page:
    """A page as a browser takes it apart."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def visible(path: Path) -> str:
    """The visible text of a document, a cell or a paragraph after the other, without white space."""
    texts = {
        ".txt": _text,
        ".md": _markdown,
        ".html": _page,
        ".docx": _word,
        ".pdf": _pdf,
        ".xlsx": _workbook,
    }
    return squeezed("".join(texts[path.suffix](path)))


def _page(path: Path) -> list[str]:
    return page_of(path).text


def _text(path: Path) -> list[str]:
    return [path.read_text(encoding="utf-8")]


def _markdown(path: Path) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", path.read_text(encoding="utf-8"))]


def _word(path: Path) -> list[str]:
    """Paragraphs and tables in their order; a cell that goes over several columns once."""
    texts = []
    for each in docx.Document(str(path)).iter_inner_content():
        if isinstance(each, docx.table.Table):
            for row in each.rows:
                cells = dict.fromkeys(cell._tc for cell in row.cells)
                texts += ["".join(node.text or "" for node in cell.iter() if node.tag.endswith("}t")) for cell in cells]
        else:
            texts.append(each.text)
    return texts


def _pdf(path: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def _workbook(path: Path) -> list[str]:
    """The cells as Excel shows them: numbers in groups of three, a fall as ▲."""
    texts = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, int):
                    texts.append(f"{value:,}".replace("-", "▲"))
                elif value is not None:
                    assert cell.data_type == "s"
                    texts.append(str(value))
    return texts


def squeezed(text: str) -> str:
    """A text without its white space: where a line is broken is the format's own affair."""
    return re.sub(r"\s+", "", text)
