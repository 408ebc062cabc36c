"""The formats of the document, by the ending of its file; another format is a module and a line here."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..report.document import Document

DOCUMENTS = {
    ".docx": "word",
    ".pdf": "pdf",
    ".html": "html",
    ".md": "text",
    ".txt": "text",
    ".xlsx": "spreadsheet",
}
"""Each ending with the module that draws it, in a function that is called like the ending."""


def notes(document: Document, ending: str) -> list[str]:
    """What a format could not draw as it is, and where that stands."""
    if ending != ".pdf":
        return []
    from .pdf import notes

    return list(dict.fromkeys(notes(document)))


def drawn(document: Document, ending: str, template: bytes | None = None) -> bytes:
    """The document as the bytes of a file; `template` is an office's own Word file."""
    from importlib import import_module

    draw = getattr(import_module(f".{DOCUMENTS[ending]}", __package__), ending[1:])
    made: bytes = draw(document, template) if template else draw(document)
    return made
