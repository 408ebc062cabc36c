"""Render the document for Word, with styles that an office can change, or into an office's own template.

A template is any Word file. Its text, tables, headers and footers may contain `{title}`, `{date}`, `{office}`,
`{report}` (the line under the title), and every placeholder that a sentence of the profile may have. A paragraph
`{body}` becomes the parts of the document, a paragraph `{appendix}` its appendix. wfc never expands placeholders in
what it inserts.
"""

from __future__ import annotations

import io
from datetime import datetime

import docx as library
from docx.enum.section import WD_ORIENTATION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ..errors import Problem, Refused
from ..model.archive import reading_foreign, refuse_word_bomb
from ..report.document import Document
from ..report.sentences import BRACES
from ..words import _
from .bidi import straight
from .blocks import Block, appendix_of, blocks_of, indented
from .charts import svg
from .layout import Table, shown_width
from .word_xml import element, field, lay_out, pieces, put_texts, set_face, undated, without_border, xml_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from docx.document import Document as File
    from docx.text.paragraph import Paragraph

    Tag = Any
    """An element of a file's XML."""

OWN = ("title", "report", "date", "office", "body", "appendix")
"""Placeholders of a template that are not figures."""
WHOLE = ("body", "appendix")
"""Placeholders that need a paragraph of their own."""
STYLES = {
    "title": "Title",
    "line": "wfc line",
    "part": "Heading 1",
    "appendix": "Heading 1",
    "heading": "Heading 2",
    "subheading": "Heading 2",
    "purpose": "wfc purpose",
    "results": "wfc results",
    "item": "wfc item",
    "note": "wfc note",
    "caption": "wfc caption",
    "cell": "wfc table",
    "term": "wfc term",
    "more": "wfc meaning",
}
"""The style of each role. An office may define styles of these names in its template."""
EM = Mm(3.7)
PLAIN = {"space_before": Pt(0), "space_after": Pt(0), "line_spacing": 1.25, "keep_with_next": None}
"""The paragraph format of a style, unless `LOOKS` changes it."""
LOOKS: dict[str, tuple[float, bool, dict[str, Any]]] = {
    "Title": (15, True, {"space_after": Pt(10), "alignment": WD_ALIGN_PARAGRAPH.CENTER}),
    "wfc line": (10.5, False, {"alignment": WD_ALIGN_PARAGRAPH.RIGHT}),
    "Heading 1": (13, True, {"space_before": Pt(18), "space_after": Pt(6), "keep_with_next": True}),
    "Heading 2": (11, True, {"space_before": Pt(12), "space_after": Pt(4), "keep_with_next": True}),
    "wfc purpose": (10.5, False, {"first_line_indent": EM}),
    "wfc results": (10.5, True, {"space_before": Pt(8), "keep_with_next": True}),
    "wfc item": (10.5, False, {"space_after": Pt(2), "left_indent": EM, "first_line_indent": -EM}),
    "wfc note": (8.5, False, {"space_after": Pt(2), "line_spacing": 1.0, "left_indent": EM, "first_line_indent": -EM}),
    "wfc caption": (10.5, True, {"space_before": Pt(12), "keep_with_next": True}),
    "wfc table": (9, False, {"line_spacing": 1.0}),
    "wfc term": (10.5, True, {"space_before": Pt(6), "keep_with_next": True}),
    "wfc meaning": (9.5, False, {"left_indent": EM}),
}
"""The size, weight and paragraph format of each style."""
MARGIN = 24
"""The margin of a page, in millimetres."""
NARROW = 14
"""The margin of a landscape page, which a wide table takes, in millimetres."""
FIRST = 34
"""The minimum width of a table's first column, in millimetres."""
WIDE = 8
"""A table with more columns is wide."""
SHORT = 30
"""Word keeps a table with fewer rows on one page."""


def docx(document: Document, template: bytes | None = None) -> bytes:
    """Render a document as a Word file, the same bytes for the same document, in `template` if an office has one."""
    if template:
        file = opened(template)
        with reading_foreign(_unreadable()):
            _Writer(file, document, form=True).fill()
    else:
        file = library.Document()
        writer = _Writer(file, document, form=False)
        writer.page()
        writer.write(blocks_of(document))
    properties = file.core_properties
    properties.title, properties.author = straight(document.title), straight(" ".join(document.office))
    properties.created = properties.modified = datetime.fromisoformat(f"{document.made_on}T00:00:00")
    properties.last_modified_by, properties.comments, properties.revision = "wfc", document.as_of, 1
    stream = io.BytesIO()
    file.save(stream)
    return undated(stream.getvalue())


def opened(template: bytes) -> File:
    """Open a template; `Refused` (4) if it is not a Word file."""
    with reading_foreign(_unreadable()):
        refuse_word_bomb(_("様式"), template)
        return library.Document(io.BytesIO(template))


def _unreadable() -> Problem:
    return Problem(
        "file-unreadable",
        _("様式が Word の文書（.docx）として読めません。"),
        _("Word で開いて、「Word 文書（.docx）」で保存し直してください。"),
    )


def asked(template: bytes) -> list[str]:
    """Return the placeholders of a template that are figures or dates of the report, each once.

    `Refused` (4) if `{body}` or `{appendix}` is inside a sentence, a header or a footer.
    """
    file = opened(template)
    found: dict[str, None] = {}
    with reading_foreign(_unreadable()):
        paragraphs = [*_paragraphs(file)]
    for paragraph in paragraphs:
        text = _text(paragraph)
        names = BRACES.findall(text)
        for name in WHOLE:
            if name in names and (text.strip() != f"{{{name}}}" or file.element.body not in paragraph.iterancestors()):
                raise Refused(
                    _("様式の「{{{name}}}」は、本文の、ほかの文字のない段落にだけ置けます。").format(name=name),
                    _("前後の文字を別の段落に移してください。ヘッダーとフッターには置けません。"),
                    rule="unknown-word",
                )
        found.update(dict.fromkeys(names))
    return [name for name in found if name not in OWN]


def _paragraphs(file: File) -> Iterator[Tag]:
    """Yield every paragraph of a file: of its body, tables, text boxes, headers and footers."""
    outside = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    parts: list[Any] = [each.target_part for each in file.part.rels.values() if each.reltype in outside]
    for root in (file.element.body, *(part.element for part in parts)):
        yield from root.iter(qn("w:p"))


def _text(paragraph: Tag) -> str:
    return "".join(piece.text or "" for piece in pieces(paragraph))


class _Writer:
    def __init__(self, file: File, document: Document, *, form: bool) -> None:
        self.file = file
        self.document = document
        self.form = form
        self.across = False
        self.known = {style.name for style in file.styles}
        for name, look in LOOKS.items():
            self.make_style(name, *look)
        part: Any = file.part
        # The library compares all styles to find an id.
        self.style_ids = {role: part.get_style_id(name, WD_STYLE_TYPE.PARAGRAPH) for role, name in STYLES.items()}

    # -- styles and page --------------------------------------------------------------------------

    def make_style(self, name: str, size: float, bold: bool, form: dict[str, Any]) -> None:
        """Define a style, unless the template defines it."""
        if name in self.known and (name.startswith("wfc") or len(self.file.element.body) > 1):
            return
        styles: Any = self.file.styles
        style = styles[name] if name in self.known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        set_face(style, size)
        style.font.bold = bold or None
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        for attribute, setting in (PLAIN | form).items():
            setattr(style.paragraph_format, attribute, setting)
        if name == "Title":
            without_border(style)
        if name.startswith("Heading") and name not in self.known:
            style.element.pPr.append(element("w:outlineLvl", val=str(int(name[-1]) - 1)))

    @property
    def room(self) -> float:
        """The width of a page between its margins, in millimetres."""
        last = self.file.sections[-1]
        return (int(last.page_width or 0) - int(last.left_margin or 0) - int(last.right_margin or 0)) / 36000

    def page(self) -> None:
        """Make the page A4, with its number in the footer."""
        set_face(self.file.styles["Normal"], 10.5)
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run("－ ")
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            foot.add_run()._r.append(field(kind, text))
        foot.add_run(" －")

    def turn(self, *, across: bool) -> None:
        """Continue on a landscape or a portrait page. A template keeps its pages."""
        if self.form or across == self.across:
            return
        self.across = across
        section = self.file.add_section()
        self.file.paragraphs[-1]._p.style = self.style_ids["cell"]
        section.orientation = WD_ORIENTATION.LANDSCAPE if across else WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
        margin = Mm(NARROW if across else MARGIN)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin

    # -- an office's own template -------------------------------------------------------------------

    def fill(self) -> None:
        """Replace the placeholders of the template."""
        texts = {
            "title": self.document.title,
            "report": self.document.as_of,
            "date": self.document.dated,
            "office": "\n".join(self.document.office),
            **self.document.said,
        }
        for paragraph in [*_paragraphs(self.file)]:
            name = _text(paragraph).strip()
            if name in ("{body}", "{appendix}"):
                self.put_blocks(paragraph, name.strip("{}"))
            else:
                put_texts(paragraph, texts)

    def put_blocks(self, paragraph: Tag, name: str) -> None:
        """Replace a paragraph by the body or the appendix."""
        blocks = blocks_of(self.document, appendix=False) if name == "body" else appendix_of(self.document)
        body: Any = self.file.element.body
        before = len(body)
        self.write(block for block in blocks if block.role not in ("title", "line"))
        for made in [*body][before - 1 : -1]:  # the last element describes the pages
            paragraph.addprevious(made)
        paragraph.getparent().remove(paragraph)

    # -- blocks -----------------------------------------------------------------------------------

    def write(self, blocks: Iterable[Block]) -> None:
        """Append blocks to the file; a wide table takes a landscape page, with the heading before it."""
        said = [*blocks]
        for place, block in enumerate(said):
            below = said[place + 1] if block.role == "subheading" and place + 1 < len(said) else block
            self.turn(across=below.table is not None and len(below.table.headings) > WIDE)
            if block.table:
                self.paragraph("caption", block.text)
                self.table(block.table)
            elif block.chart:
                self.picture(block)
            else:
                paragraph = self.paragraph(block.role, block.text)
                if block.role == "appendix":
                    paragraph.paragraph_format.page_break_before = True
                if block.more:
                    self.paragraph("more", block.more)

    def paragraph(self, role: str, text: str) -> Paragraph:
        """Append a paragraph in the style of its role."""
        paragraph = self.file.add_paragraph(xml_text(text))
        paragraph._p.style = self.style_ids[role]
        return paragraph

    def table(self, table: Table) -> None:
        """Append a table whose headings repeat on each page and whose rows never break across pages."""
        columns = len(table.headings)
        size = 9 if columns <= WIDE else 7.5 if self.across else 6.5
        made: Any = self.file.add_table(rows=0, cols=columns)
        made.style = self.file.styles["Table Grid"] if "Table Grid" in self.known else None
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        lay_out(made._tblPr, lines=made.style.name != "Table Grid")
        widths = [Mm(each) for each in _widths(table, self.room, size)]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        for nth, row in enumerate((table.headings, *table.rows)):
            line = made.add_row()
            line._tr.get_or_add_trPr().extend(map(element, ["w:cantSplit"] if nth else ["w:cantSplit", "w:tblHeader"]))
            group = len(row) == 1 < columns
            cells = [line.cells[0].merge(line.cells[-1])] if group else line.cells
            for place, (cell, text) in enumerate(zip(cells, row, strict=False)):
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self.style_ids["cell"]
                run = paragraph.add_run(xml_text(text if place else indented(text, "\u3000")))
                run.font.size, run.font.bold = Pt(size), group or nth == 0 or None
                if nth == 0 or place:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if nth else WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.keep_with_next = nth < len(table.rows) < SHORT or None
                if not group:
                    cell.width = widths[place]
        self.paragraph("cell", "")

    def picture(self, block: Block) -> None:
        """Append a picture with its text alternative."""
        from .pdf import png

        assert block.chart is not None
        paragraph: Any = self.paragraph("cell", "")
        shape = paragraph.add_run().add_picture(io.BytesIO(png(svg(block.chart))), width=Mm(self.room))
        shape._inline.docPr.set("descr", xml_text(block.chart.alt))
        shape._inline.docPr.set("title", xml_text(block.chart.title))
        paragraph.paragraph_format.keep_together = True


def _widths(table: Table, width: float, size: float) -> list[float]:
    """Return the width of each column in millimetres: what its text needs at a size; the first column takes the rest.

    If the room is not enough, headings wrap, and numbers do not.
    """
    cells = [*zip(*(row[1:] for row in table.rows if len(row) == len(table.headings)), strict=True)]
    unit = size / 5
    least = [max(map(shown_width, column)) * unit + 2.4 for column in cells] or [2.4] * (len(table.headings) - 1)
    heads = [max(map(shown_width, each.split("\n"))) * unit + 2.4 for each in table.headings[1:]]
    more = [max(head - low, 0) for head, low in zip(heads, least, strict=True)]
    share = min(1.0, max(width - FIRST - sum(least), 0) / (sum(more) or 1))
    others = [low + share * each for low, each in zip(least, more, strict=True)]
    return [max(width - sum(others), FIRST), *others]
