"""Render the document as a workbook: a sheet for each table, charts of Excel, and the figures for a pivot table.

Numbers are numbers, and text is text, whatever it looks like: no text of a user becomes a formula or a link.
"""

from __future__ import annotations

import datetime
import io
import re

import xlsxwriter

from ..model.calendar import as_of_words
from ..model.position import for_programs
from ..report.document import Document
from ..words import _
from .bidi import straight
from .blocks import blocks_of, counted_again, made_of, tables_of
from .charts import BLUE, COLUMNS, DASHED, GREY, ORANGE, Chart, charts_of
from .layout import Table, shown_width, unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

PRINTED = re.compile(r"(▲?[0-9][0-9,]*(\.[0-9])?)( \([0-9,]+/[0-9,]+\))?")
"""A number as tables print it, with the mark of missing numbers."""
NUMBER = "#,##0;▲#,##0;0"
"""The number format of Excel."""
LONGEST = 31
"""The maximum length of a sheet's name, in characters."""
WIDEST = 70
"""The maximum width of a column; longer text wraps."""
LINE = 18
"""The height of a line of text, in points."""
A4 = 9
BASE = {"font_name": "Yu Gothic", "font_size": 10.5, "valign": "top"}
CENTERED = {"align": "center", "valign": "vcenter", "text_wrap": True}
FORMATS: dict[str, dict[str, Any]] = {
    "plain": {},
    "text": {"text_wrap": True},
    "bold": {"bold": True},
    "large": {"bold": True, "font_size": 13},
    "heading": {"bold": True, "bg_color": "#eeeeee", "border": 1, **CENTERED},
    "cell": {"border": 1},
    "group": {"border": 1, "bold": True, "bg_color": "#f6f6f6"},
    "number": {"border": 1, "num_format": NUMBER},
    "tenths": {"border": 1, "num_format": "#,##0.0"},
    "missing": {"border": 1, "align": "right"},
}
"""What each format of cells adds to `BASE`."""


def xlsx(document: Document) -> bytes:
    """Render a document as a workbook."""
    return _Workbook(document).made()


class _Workbook:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.report = document.report
        self.file = io.BytesIO()
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
        self.book = xlsxwriter.Workbook(self.file, plain)
        self.book.set_properties(
            {
                "title": straight(document.title),
                "author": straight(" ".join(document.office)),
                "created": datetime.datetime.fromisoformat(f"{document.made_on}T00:00:00"),
                "comments": document.as_of,
            }
        )
        self.forms: dict[str, Format] = {name: self.book.add_format(BASE | form) for name, form in FORMATS.items()}

    def made(self) -> bytes:
        """Return the bytes of the file."""
        for table in tables_of(self.report):
            self.table(table, self.report.footnotes)
        for cross in self.document.crosses:
            for table in tables_of(cross):
                again = [counted_again()] if self.document.counted_again else []
                self.table(table, again + [each for each in cross.footnotes if each not in self.report.footnotes])
        self.words()
        self.pictures([*charts_of(self.document)])
        self.definitions()
        self.data()
        self.rows(_("作成の記録"), [24, 60], [_("項目"), _("内容")], [*made_of(self.document)])
        self.book.close()
        return self.file.getvalue()

    # -- sheets -----------------------------------------------------------------------------------

    def sheet(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> Worksheet:
        """Add a sheet that prints on A4."""
        known = {str(each.name).casefold() for each in self.book.worksheets()}
        name = wanted = re.sub(r"[\[\]:*?/\\']", "・", name)[:LONGEST]
        nth = 2
        while name.casefold() in known:
            name, nth = f"{wanted[: LONGEST - 4]}（{nth}）", nth + 1
        sheet: Worksheet = self.book.add_worksheet(name)
        for place, room in enumerate(widths):
            sheet.set_column(place, place, min(room + 2, WIDEST))
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C－ &P －")
        if landscape:
            sheet.set_landscape()
        return sheet

    def table(self, table: Table, footnotes: Sequence[str]) -> None:
        """Add a sheet with a table whose headings are frozen and repeat on each page; group headings stand out."""
        columns = [*zip(*(_filled(row, len(table.headings)) for row in (table.headings, *table.rows)), strict=True)]
        widths = [max(_room(cell) for cell in column) for column in columns]
        sheet = self.sheet(table.caption, widths, landscape=len(table.headings) > 6)
        sheet.write_string(0, 0, table.caption, self.forms["large"])
        sheet.write_string(
            1, 0, f"{straight(self.document.title)} {as_of_words(self.report.as_of)}", self.forms["bold"]
        )
        for place, heading in enumerate(table.headings):
            sheet.write_string(3, place, heading, self.forms["heading"])
        sheet.set_row(3, 18 * max(heading.count("\n") + 1 for heading in table.headings))
        sheet.freeze_panes(4, 1)
        sheet.repeat_rows(3)
        for line, row in enumerate(table.rows, start=4):
            form = "group" if len(row) == 1 < len(table.headings) else "cell"
            for place, cell in enumerate(_filled(row, len(table.headings))):
                self.put(sheet, line, place, cell, form)
        for nth, footnote in enumerate(footnotes, start=1):
            sheet.write_string(
                4 + len(table.rows) + nth,
                0,
                _("注{place} {words}").format(place=nth, words=footnote),
                self.forms["plain"],
            )

    def put(self, sheet: Worksheet, line: int, place: int, text: str, name: str) -> None:
        """Write a cell: a number if the table prints one, or else text."""
        if place and (printed := PRINTED.fullmatch(text)):
            number, tenths, mark = printed.groups()
            form = self.marked(mark) if mark else self.forms["tenths" if tenths else "number"]
            sheet.write_number(line, place, float(number.replace(",", "").replace("▲", "-")), form)
        else:
            sheet.write_string(line, place, text, self.forms["missing" if place and name == "cell" else name])

    def marked(self, mark: str) -> Format:
        """Return the format of a number that is incomplete: it stays a number, and Excel shows the mark after it."""
        shown = ";".join(f'{part}"{mark}"' for part in NUMBER.split(";"))
        return self.book.add_format(BASE | {"border": 1, "num_format": shown})

    def words(self) -> None:
        """Add a sheet with the text of the document, to copy from."""
        sheet = self.sheet(_("文書"), [70])
        forms = {"title": "large", "part": "large", "heading": "bold", "results": "bold"}
        for line, block in enumerate(blocks_of(self.document, appendix=False)):
            sheet.write_string(line, 0, block.text, self.forms[forms.get(block.role, "text")])
            sheet.set_row(line, LINE * _lines(block.text, 66))

    def definitions(self) -> None:
        """Add a sheet with the definition of each measure."""
        headings = [_("項目"), _("単位"), _("数え方"), _("数える日"), _("圏域"), _("未確認")]
        measures = [(figure.measure, unit(figure)) for figure in self.report.figures]
        rows = [[each.label, words, each.counts, each.on, each.area, each.question] for each, words in measures]
        self.rows(_("定義"), [34, 12, 44, 24, 36, 36], headings, rows)

    def data(self) -> None:
        """Add a sheet with a row for each figure, for a pivot table; `*` is the whole city."""
        rows: list[list[str | int]] = []
        sums = any(figure.measure.sum for figure in self.report.figures)
        for figure in self.report.figures:
            measure = figure.measure
            section = self.report.profile.sections.get(figure.section)
            said = [measure.name, measure.label, unit(figure), section.title if section else figure.section]
            for period in self.report.months:
                places: Sequence[tuple[str | None, Mapping[str, int | None]]]
                places = [(None, figure.by_month), *figure.months_by_area.items()]
                for area, months in places:
                    number, gap = months[period.key], figure.gap(period.key, area)
                    if number is not None or gap:
                        place = "*" if area is None else for_programs(area)
                        rows.append([*said, period.key, place, "" if number is None else number])
                        rows[-1] += [gap.missing if gap else 0] if sums else []
        headings = [_("項目コード"), _("項目"), _("単位"), _("報告書の項目"), _("年月"), _("圏域"), _("件数")]
        headings += [_("未記入")] if sums else []
        sheet = self.rows(_("データ"), [28, 38, 12, 44, 10, 26, 8, 8][: len(headings)], headings, rows)
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)

    def rows(
        self, name: str, widths: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[str | int]]
    ) -> Worksheet:
        """Add a sheet of rows under frozen headings."""
        sheet = self.sheet(name, widths, landscape=sum(widths) > 100)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, self.forms["heading"])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell, self.forms["number"])
                else:
                    sheet.write_string(line, place, cell, self.forms["text"])
            lines = [_lines(str(cell), widths[place] - 2) for place, cell in enumerate(row)]
            sheet.set_row(line, LINE * max(lines))
        return sheet

    # -- pictures ---------------------------------------------------------------------------------

    def pictures(self, charts: Sequence[Chart]) -> None:
        """Add a sheet with the pictures as charts, and a sheet with their numbers."""
        if not charts:
            return
        sheet, numbers = self.sheet(_("図"), []), self.sheet(_("図のデータ"), [26, 30, 30, 30])
        line = place = 0
        for chart in charts:
            self.numbers(chart, numbers, line)
            high = 120 + 22 * len(chart.categories) * len(chart.series) if chart.across else 280
            for lines in sorted({each.form != COLUMNS for each in chart.series}):  # totals have another scale
                drawn = self.drawn(chart, str(numbers.name), line, lines=lines)
                drawn.set_size({"width": 760, "height": high})
                sheet.insert_chart(place, 0, drawn, {"description": chart.alt})
                place += high // 20 + 1
            line += len(chart.categories) + 3

    def numbers(self, chart: Chart, sheet: Worksheet, line: int) -> None:
        """Write the numbers of a picture from a line on; a number that is not available stays empty."""
        sheet.write_string(line, 0, chart.title, self.forms["bold"])
        for nth, category in enumerate(chart.categories):
            sheet.write_string(line + 2 + nth, 0, category.replace("\n", ""), self.forms["cell"])
        for place, each in enumerate(chart.series, start=1):
            sheet.write_string(line + 1, place, each.label, self.forms["heading"])
            for nth, value in enumerate(each.values):
                if value is not None:
                    sheet.write_number(line + 2 + nth, place, value, self.forms["number"])

    def drawn(self, chart: Chart, sheet: str, line: int, *, lines: bool) -> Any:
        """Make a chart of the numbers from a line on: the columns of a picture, or its lines."""
        drawn: Any = self.book.add_chart({"type": "line" if lines else "bar" if chart.across else "column"})
        first, last = line + 2, line + 1 + len(chart.categories)
        shades = iter((BLUE, ORANGE, GREY) * len(chart.series))
        kept = [(place, each) for place, each in enumerate(chart.series, 1) if (each.form != COLUMNS) == lines]
        for place, each in kept:
            look: dict[str, Any] = {"fill": {"color": next(shades)}, "gap": 60}
            if lines:
                dash = {"dash_type": "dash", "color": GREY} if each.form == DASHED else {"color": "#1a1a1a"}
                look = {"line": {"width": 1.75, **dash}}
            drawn.add_series(
                {
                    "name": [sheet, line + 1, place],
                    "categories": [sheet, first, 0, last, 0],
                    "values": [sheet, first, place, last, place],
                    "data_labels": {
                        "value": True,
                        "num_format": "#,##0",
                        "font": {"size": 8},
                        **({"position": "below" if each.form == DASHED else "above"} if lines else {}),
                    },
                    **look,
                }
            )
        grid = {"visible": True, "line": {"color": "#d9d9d9"}}
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
        axes = (drawn.set_x_axis, drawn.set_y_axis)
        axes[chart.across]({"reverse": chart.across, "major_gridlines": {"visible": False}})
        axes[not chart.across]({"min": 0, "major_gridlines": grid, "num_format": "#,##0"})
        drawn.set_legend({"position": "bottom"} if len(kept) > 1 else {"none": True})
        drawn.show_blanks_as("gap")
        return drawn


def _filled(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _lines(text: str, room: float) -> int:
    """Return the number of lines into which a text wraps."""
    return sum(max(1, -(-shown_width(line) // int(room))) for line in text.split("\n"))


def _room(text: str) -> int:
    return max(map(shown_width, text.split("\n")))
