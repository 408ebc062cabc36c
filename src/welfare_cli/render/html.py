"""Render the document as one page of HTML that loads nothing from another host.

It prints on A4, fits a telephone, and works with a screen reader: headings in order, tables with captions and scopes,
pictures with text alternatives.
"""

from __future__ import annotations

from html import escape
from itertools import groupby

from ..report.document import Document
from ..words import language
from .bidi import straight
from .blocks import Block, blocks_of
from .charts import svg
from .layout import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 46rem; background: #fff; color: #1a1a1a;
  font: 1rem/1.8 "Noto Sans JP", "BIZ UDPGothic", "Hiragino Sans", "Yu Gothic", Meiryo, sans-serif;
  line-break: strict; overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; line-height: 1.5; text-align: center; text-wrap: balance; margin: 1rem 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 1rem; padding-bottom: .2rem; border-bottom: 2px solid #1a1a1a; }
h3 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
h2, h3, caption, .results { break-after: avoid; }
p { margin: .3rem 0; white-space: pre-line; }
.line { text-align: right; margin: 0; }
.purpose { text-indent: 1em; }
.results { margin-top: .8rem; font-weight: bold; }
ul { list-style: none; margin: 0; padding: 0; }
li { padding-left: 1em; text-indent: -1em; margin: .3rem 0; white-space: pre-line; }
.note { font-size: .85rem; padding-left: 2em; text-indent: -2em; }
figure { margin: 1.2rem 0; break-inside: avoid; }
figcaption { font-weight: bold; }
figure svg { width: 100%; height: auto; }
.table { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; font-size: .82rem; line-height: 1.4; width: 100%; }
caption { text-align: left; font-weight: bold; font-size: 1rem; padding-bottom: .3rem; }
th, td { border: 1px solid #767676; padding: .2rem .4rem; }
thead th { background: #eee; white-space: pre-line; vertical-align: bottom; font-weight: normal; }
tbody th { text-align: left; font-weight: normal; min-width: 8em; }
tbody th[scope=rowgroup] { background: #f6f6f6; font-weight: bold; }
td { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
dt { font-weight: bold; margin-top: .6rem; }
dd { margin: 0 0 0 1em; }
.appendix { margin-top: 4rem; }
@page { size: A4; margin: 20mm 18mm; }
@page wide { size: A4 landscape; margin: 10mm 12mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .appendix { break-before: page; margin-top: 0; }
  .wide, h3:has(+ .wide) { page: wide; }
  .wide table { font-size: 7pt; line-height: 1.25; }
  .wide th, .wide td { padding: .5pt 2pt; }
  .table { overflow: visible; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
"""
WIDE = 8
"""A table with more columns prints on a landscape page."""
TOGETHER = {"item": "ul", "term": "dl"}
"""The list that encloses successive blocks of a role."""
TAGS = {"title": "h1", "part": "h2", "appendix": "h2", "heading": "h3", "subheading": "h3", "item": "li"}


def html(document: Document) -> bytes:
    """Render a document as one page."""
    body = "\n".join(_drawn(blocks_of(document)))
    head = "\n".join(
        [
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{_text(straight(document.title))}</title>",
            f"<style>{STYLE}</style>",
        ]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n{head}\n</head>\n'
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode("utf-8", "replace")


def _drawn(blocks: Iterable[Block]) -> Iterator[str]:
    for role, some in groupby(blocks, lambda block: block.role):
        drawn = map(_one, some)
        around = TOGETHER.get(role)
        yield from (f"<{around}>", *drawn, f"</{around}>") if around else drawn


def _one(block: Block) -> str:
    if block.table:
        return _table(block.table)
    if block.chart:
        return f"<figure>\n{svg(block.chart)}\n</figure>"
    if block.role == "term":
        return f"<dt>{_text(block.text)}</dt>\n<dd>{_text(block.more)}</dd>"
    tag = TAGS.get(block.role, "p")
    named = f' class="{block.role}"' if tag == "p" or block.role == "appendix" else ""
    return f"<{tag}{named}>{_text(block.text)}</{tag}>"


def _table(table: Table) -> str:
    wide = " wide" if len(table.headings) > WIDE else ""
    headings = "".join(f'<th scope="col">{_text(each)}</th>' for each in table.headings)
    rows = "\n".join(f"<tr>{_row(row, len(table.headings))}</tr>" for row in table.rows)
    return (
        f'<div class="table{wide}" role="region" tabindex="0" aria-label="{escape(table.caption)}">\n<table>\n'
        f"<caption>{_text(table.caption)}</caption>\n<thead>\n<tr>{headings}</tr>\n</thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _row(row: Sequence[str], width: int) -> str:
    first = _text(row[0].strip())
    if len(row) == 1 < width:
        return f'<th scope="rowgroup" colspan="{width}">{first}</th>'
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{_text(cell.strip())}</td>" for cell in row[1:])


def _text(text: str) -> str:
    return escape(text, quote=False)
