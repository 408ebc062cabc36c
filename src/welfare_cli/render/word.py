"""The document for Word, by styles that an office can change; or in an office's own form, with placeholders.

A form is any Word file. In its text, tables, head and foot stand `{title}`, `{report}` (the line under the title),
`{date}` and `{office}`, and every placeholder that a sentence of the profile may have; a paragraph `{body}` becomes the
parts of the document, and `{appendix}` what stands behind it. What is put in is never looked through again.
"""

from __future__ import annotations

import io
import os
from datetime import datetime

from ..errors import Problem, Refused
from ..model.archive import reading_foreign, refuse_word_bomb
from ..report.document import Document
from ..report.sentences import BRACES
from ..words import _
from .bidi import straight
from .blocks import Block, appendix_of, blocks_of
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
"""Placeholders of a form that are no figures."""
WHOLE = ("body", "appendix")
"""Those that take a paragraph of their own."""
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
"""The style of each role. An office may have styles of these names in its form."""
MARGIN = 24
"""So many millimetres are left free around a page."""
NARROW = 14
"""And so many around a page across, which a wide table takes."""
FIRST = 34
"""The first column of a table has at least so many."""
WIDE = 8
"""A table with more columns is wide."""
SHORT = 30
"""A table of fewer rows stands whole on one page."""


def docx(document: Document, template: bytes | None = None) -> bytes:
    """The document as a Word file, the same bytes for the same document; `template` is an office's own form."""
    import docx as library

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
    """A form; `Refused` (4) where it is no Word file."""
    import docx as library

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
    """The placeholders of a form that are figures or dates of the report, each once.

    `Refused` (4) where the parts of the document would have to stand inside a sentence, or in the head or foot.
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
    """Every paragraph of a file: in its body and tables, its text boxes, and all of its headers and footers."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

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
        for name in dict.fromkeys(STYLES.values()):
            self.make_style(name, next(role for role in STYLES if STYLES[role] == name))
        self.style_ids = {role: self.id_of(name) for role, name in STYLES.items()}

    # -- styles and page --------------------------------------------------------------------------

    def make_style(self, name: str, role: str) -> None:
        """The style of a role as wfc has it; one that a form has is left as it is."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt, RGBColor

        if name in self.known and (name.startswith("wfc") or len(self.file.element.body) > 1):
            return
        styles: Any = self.file.styles
        style = styles[name] if name in self.known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        size = {"title": 15, "part": 13, "heading": 11, "note": 8.5, "cell": 9, "more": 9.5}.get(role, 10.5)
        set_face(style, size)
        style.font.bold = role in ("title", "part", "heading", "results", "caption", "term") or None
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        form = style.paragraph_format
        form.space_before = Pt({"part": 18, "heading": 12, "results": 8, "caption": 12, "term": 6}.get(role, 0))
        form.space_after = Pt({"title": 10, "part": 6, "heading": 4, "item": 2, "note": 2}.get(role, 0))
        form.line_spacing = 1.0 if role in ("cell", "note") else 1.25
        form.keep_with_next = role in ("part", "heading", "results", "caption", "term") or None
        if role == "title":
            form.alignment = WD_ALIGN_PARAGRAPH.CENTER
            without_border(style)
        if role == "line":
            form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if role == "purpose":
            form.first_line_indent = Mm(3.7)
        if role in ("item", "note"):
            form.left_indent, form.first_line_indent = Mm(3.7), Mm(-3.7)
        if role == "more":
            form.left_indent = Mm(3.7)
        if STYLES[role].startswith("Heading") and name not in self.known:
            style.element.pPr.append(element("w:outlineLvl", val=str(int(name[-1]) - 1)))

    def id_of(self, name: str) -> str | None:
        """The id of a style by its name; None where it is the usual one. The library compares all styles for it."""
        from docx.enum.style import WD_STYLE_TYPE

        part: Any = self.file.part
        found: str | None = part.get_style_id(name, WD_STYLE_TYPE.PARAGRAPH)
        return found

    def styled(self, paragraph: Any, role: str) -> None:
        """Give a paragraph the style of its role."""
        paragraph._p.style = self.style_ids[role]

    @property
    def room(self) -> float:
        """So many millimetres of a page are printed on."""
        last = self.file.sections[-1]
        return (int(last.page_width or 0) - int(last.left_margin or 0) - int(last.right_margin or 0)) / 36000

    def page(self) -> None:
        """A4 with a page number at its foot."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm

        set_face(self.file.styles["Normal"], 10.5)
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(MARGIN)
        section.top_margin = section.bottom_margin = Mm(MARGIN)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run("－ ")
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            foot.add_run()._r.append(field(kind, text))
        foot.add_run(" －")

    def turn(self, *, across: bool) -> None:
        """Go on with a page that lies across, or stands again. The pages of a form are left as the office has them."""
        from docx.enum.section import WD_ORIENTATION
        from docx.shared import Mm

        if self.form or across == self.across:
            return
        self.across = across
        section = self.file.add_section()
        self.styled(self.file.paragraphs[-1], "cell")
        section.orientation = WD_ORIENTATION.LANDSCAPE if across else WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
        section.left_margin = section.right_margin = Mm(NARROW if across else MARGIN)
        section.top_margin = section.bottom_margin = Mm(NARROW if across else MARGIN)

    # -- an office's own form ---------------------------------------------------------------------

    def fill(self) -> None:
        """Put everything into the places of the form."""
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
        """Blocks in the place of a paragraph."""
        blocks = blocks_of(self.document, appendix=False) if name == "body" else appendix_of(self.document)
        body: Any = self.file.element.body
        before = len(body)
        self.write(block for block in blocks if block.role not in ("title", "line"))
        for made in [*body][before - 1 : -1]:  # the last one says how the pages are
            paragraph.addprevious(made)
        paragraph.getparent().remove(paragraph)

    # -- blocks -----------------------------------------------------------------------------------

    def write(self, blocks: Iterable[Block]) -> None:
        """Write blocks at the end of the file; a wide table takes a page across, with the heading before it."""
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
        """A paragraph in the style of its role."""
        paragraph = self.file.add_paragraph(xml_text(text))
        self.styled(paragraph, role)
        return paragraph

    def table(self, table: Table) -> None:
        """A table whose headings come again on each page; no row is torn apart."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.shared import Mm, Pt

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
            properties = line._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if nth == 0:
                properties.append(OxmlElement("w:tblHeader"))
            group = len(row) == 1 < columns
            cells = [line.cells[0].merge(line.cells[-1])] if group else line.cells
            for place, (cell, text) in enumerate(zip(cells, row, strict=False)):
                paragraph = cell.paragraphs[0]
                self.styled(paragraph, "cell")
                run = paragraph.add_run(xml_text(_indented(text) if place == 0 else text))
                run.font.size, run.font.bold = Pt(size), group or nth == 0 or None
                if nth == 0:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                elif place:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                paragraph.paragraph_format.keep_with_next = nth < len(table.rows) < SHORT or None
                if not group:
                    cell.width = widths[place]
        self.paragraph("cell", "")

    def picture(self, block: Block) -> None:
        """A picture, with what it shows in words for those who do not see it."""
        from docx.shared import Mm

        from .charts import svg

        assert block.chart is not None
        paragraph: Any = self.paragraph("cell", "")
        shape = paragraph.add_run().add_picture(io.BytesIO(png(svg(block.chart))), width=Mm(self.room))
        shape._inline.docPr.set("descr", xml_text(block.chart.alt))
        shape._inline.docPr.set("title", xml_text(block.chart.title))
        paragraph.paragraph_format.keep_together = True


def png(svg: str) -> bytes:
    """A picture as PNG, for a format that takes no SVG."""
    import typst

    from .pdf import FONTS, HERE

    made: bytes = typst.compile(
        os.path.join(HERE, "picture.typ"),
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="png",
        ppi=200.0,
        sys_inputs={"svg": svg},
    )
    return made


def _widths(table: Table, width: float, size: float) -> list[float]:
    """How wide each column is, in millimetres: as its words need at a size, and the first one with what is left.

    Where there is not room enough, headings are broken, and numbers are not.
    """
    columns = len(table.headings)
    rows = [row for row in table.rows if len(row) == columns]
    unit = size / 5
    least = [max([shown_width(row[place]) for row in rows], default=0) * unit + 2.4 for place in range(1, columns)]
    heads = [max(map(shown_width, each.split("\n"))) * unit + 2.4 for each in table.headings[1:]]
    more = [max(head - low, 0) for head, low in zip(heads, least, strict=True)]
    room = width - FIRST - sum(least)
    share = min(1.0, max(room, 0) / (sum(more) or 1))
    others = [low + share * each for low, each in zip(least, more, strict=True)]
    return [max(width - sum(others), FIRST), *others]


def _indented(label: str) -> str:
    text = label.lstrip(" ")
    return "\u3000" * ((len(label) - len(text)) // 2) + text
