"""Divide the document into blocks, which every format draws in its own way.

This module decides the content once. The module of each format decides what a heading, an item or a table looks like
(`render/document_formats.py` lists them).
"""

from __future__ import annotations

from .. import __version__
from ..model.calendar import in_full_width
from ..report.document import Document, Heading
from ..words import _
from .bidi import straight
from .charts import Chart, charts_of
from .layout import ROMAN, Table, provenance, tables, unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..report import Report


class Block:
    """A block of the document: its role, and its text, table or chart.

    Roles: `title`; `line`, a date or the office under it; `part`, `heading`, `purpose`, `results` (the line above the
    results), `item`; `appendix`, which begins a page, and `subheading` in it; `table`, `picture`, `note`, and `term`
    (`text`) with its definition (`more`).
    """

    __slots__ = ("chart", "more", "role", "table", "text")

    def __init__(
        self, role: str, text: str = "", more: str = "", table: Table | None = None, chart: Chart | None = None
    ) -> None:
        self.role = role
        self.text = straight(text)
        self.more = straight(more)
        self.table = table
        self.chart = chart


def blocks_of(document: Document, *, appendix: bool = True) -> Iterator[Block]:
    """Yield the blocks of a document, with its appendix unless told otherwise."""
    yield Block("title", document.title)
    for line in (document.as_of, document.dated, *document.office):
        yield Block("line", line)
    for part in document.parts:
        yield Block("part", _("{part} {title}").format(part=ROMAN.get(part.number, part.number), title=part.title))
        for heading in part.headings:
            yield from _under(document, heading)
    if appendix:
        yield from appendix_of(document)


def _under(document: Document, heading: Heading) -> Iterator[Block]:
    settings = document.report.profile.settings
    number = document.wording.day(in_full_width(heading.number))
    yield Block("heading", _("{number} {title}").format(number=number, title=heading.title))
    for paragraph in heading.purpose.splitlines():
        yield Block("purpose", paragraph)
    if heading.statements:
        yield Block("results", settings["results"])
    for statement in heading.statements:
        yield Block("item", f"{settings['bullet']}{statement.text}")


def appendix_of(document: Document) -> Iterator[Block]:
    """Yield the blocks of the appendix: pictures, tables, definitions, and the provenance of the figures."""
    report = document.report
    yield Block("appendix", _("資料"))
    yield Block("subheading", _("１ 件数の推移"))
    for chart in charts_of(document):
        yield Block("picture", chart.title, chart=chart)
    yield Block("subheading", _("２ 月別・圏域別の件数"))
    for table in tables_of(report):
        yield Block("table", table.caption, table=table)
    for place, footnote in enumerate(report.footnotes, start=1):
        yield Block("note", _("注{place} {words}").format(place=place, words=footnote))
    if document.crosses:
        yield Block("subheading", _("３ 記録の項目別の件数"))
    if document.counted_again:
        yield Block("note", _("注 {words}").format(words=counted_again()))
    for cross in document.crosses:
        for table in tables_of(cross):
            yield Block("table", table.caption, table=table)
        for footnote in cross.footnotes:
            if footnote not in report.footnotes:
                yield Block("note", _("注 {words}").format(words=footnote))
    yield Block("subheading", _("４ 件数の定義"))
    for figure in report.figures:
        measure = figure.measure
        yield Block(
            "term",
            _("{label}（{unit}）").format(label=measure.label, unit=unit(figure)),
            _("{counts}。数える日: {on}。圏域: {area}。").format(
                counts=measure.counts, on=measure.on, area=measure.area
            ),
        )
    yield Block("subheading", _("５ 作成の記録"))
    for word, said in made_of(document):
        yield Block("term", word, said)


def indented(label: str, blank: str) -> str:
    """Return a label with each two leading spaces as one `blank`, a space that the format keeps."""
    text = label.lstrip(" ")
    return blank * ((len(label) - len(text)) // 2) + text


def counted_again() -> str:
    """Return the note on tables of which a publication has no copy."""
    return _("提出版に控えがないため、提出したときの記録から数え直した件数です（控えなし、再計算）。")


def tables_of(report: Report) -> list[Table]:
    """Return the tables of a report without characters that change the direction of text."""
    return [
        Table(
            straight(each.caption),
            [straight(heading) for heading in each.headings],
            [[straight(cell) for cell in row] for row in each.rows],
        )
        for each in tables(report)
    ]


def made_of(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the provenance of a document: its days, the state of the ledger, and the program."""
    report = document.report
    yield _("基準日"), report.as_of
    yield _("作成日"), document.made_on
    if document.publication:
        yield _("提出版"), document.publication
    yield _("元の台帳"), provenance(report)
    yield _("作成したプログラム"), f"wfc {__version__}"
