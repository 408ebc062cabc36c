"""A report laid out as tables of text, which the formats for people share: rows, headings, footnotes."""

from __future__ import annotations

from ..model.calendar import as_of_words
from ..report import Figure, Report
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MISSING = "…"
TIMES = ("month", "quarter", "half", "year")
ROMAN = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ", "VI": "Ⅵ", "VII": "Ⅶ", "VIII": "Ⅷ", "IX": "Ⅸ", "X": "Ⅹ"}


class Table:
    """A table of text: its caption, its headings, and its rows; a row of one cell is a heading among them."""

    __slots__ = ("caption", "headings", "rows")

    def __init__(self, caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.caption = caption
        self.headings = headings
        self.rows = rows


def title(report: Report) -> str:
    """The first line: the year and what is reported."""
    return _("{year} {title}").format(year=report.year.label(), title=report.profile.settings["report_title"]).strip()


def dates(report: Report) -> str:
    """The dates the report was resolved to."""
    return _("{as_of}（{first} から {last} まで）").format(
        as_of=as_of_words(report.as_of), first=report.year.first_day, last=report.as_of
    )


def office(report: Report) -> str:
    """Whose report it is."""
    settings = report.profile.settings
    return " ".join(settings[name] for name in ("organisation", "department", "section") if settings[name])


def provenance(report: Report) -> str:
    """Where the figures come from: the newest entry and the head of the chain."""
    return _("台帳: 記入番号 {number}、連鎖 {chain}").format(number=report.head.number, chain=report.head.hash[:16])


def tables(report: Report) -> list[Table]:
    """The tables of a report: by month and by area, or those of its axes."""
    if report.axes:
        return breakdown_tables(report)
    return [month_table(report), *([area_table(report)] if any(figure.by_area for figure in report.figures) else [])]


def number(value: int | None) -> str:
    """A figure as tables print it, half-width; a fall is ▲, what is not available is …."""
    if value is None:
        return MISSING
    return f"▲{-value:,}" if value < 0 else f"{value:,}"


def under_headings(report: Report, cells: dict[str, list[str]]) -> list[list[str]]:
    """The rows of the measures under the headings of the document."""
    rows: list[list[str]] = []
    part = section = ""
    for figure in report.figures:
        code = figure.section
        heading = report.profile.sections.get(code)
        if heading and heading.part != part:
            part = heading.part
            rows.append([_("{part} {title}").format(part=ROMAN.get(code.partition("-")[0], ""), title=part)])
        if heading and code != section:
            section = code
            rows.append([f"  {code.partition('-')[2]} {heading.title}"])
        rows.append([f"    {figure.measure.label}", figure.measure.unit, *cells[figure.measure.name]])
    return rows


def month_heading(report: Report, key: str) -> str:
    """The heading of a month; of the last one, the day on which it is cut."""
    period = next(each for each in report.months if each.key == key)
    month = _("{month}月").format(month=int(key[5:7]))
    return _("{month}\n（{day}日まで）").format(month=month, day=int(period.last_day[8:])) if period.cut else month


def month_table(report: Report) -> Table:
    """The report table: a column a month, the cumulative one, last year and the difference."""
    headings = ["", _("単位"), *(month_heading(report, period.key) for period in report.months), _("累計")]
    if report.compares:
        headings += [_("前年同期"), _("差")]
    cells = {}
    for figure in report.figures:
        row = [*(number(figure.by_month[period.key]) for period in report.months), number(figure.total)]
        if report.compares:
            row += [number(figure.last_year), number(figure.difference)]
        cells[figure.measure.name] = row
    return Table(_("月別・累計"), headings, under_headings(report, cells))


def area_table(report: Report) -> Table:
    """The cumulative figures by area; a long name is broken at its ・."""
    headings = ["", _("単位"), *(area.replace("・", "・\n") for area in report.areas), _("計")]
    cells = {}
    for figure in report.figures:
        by_area = figure.by_area
        row = [number(by_area[area]) if by_area is not None else MISSING for area in report.areas]
        cells[figure.measure.name] = [*row, number(figure.total)]
    return Table(_("圏域別・累計"), headings, under_headings(report, cells))


def breakdown_tables(report: Report) -> list[Table]:
    """The tables of the axes: of one axis a column a value for all measures, or a row a value for one alone."""
    if len(report.axes) == 2:
        return [cross_table(report, figure) for figure in report.figures]
    axis = report.axes[0]
    known = {(cell.measure.name, cell.values[0]): cell.number for cell in report.cells}
    if len(report.figures) == 1:
        figure = report.figures[0]
        rows = [[shown, number(known.get((figure.measure.name, value), 0))] for value, shown in axis.values.items()]
        times = axis.name in TIMES and (figure.measure.state or axis.name == "year")
        total = [] if times else [[_("計"), number(figure.total)]]
        return [Table(caption(report, figure), [axis.label, _("件数")], rows + total)]
    whole = {"area": [_("計")], "year": []}.get(axis.name, [_("累計")])
    headings = ["", _("単位"), *(shown.replace("・", "・\n") for shown in axis.values.values()), *whole]
    cells = {
        figure.measure.name: [
            *(number(known.get((figure.measure.name, value), 0)) for value in axis.values),
            *(number(figure.total) for _whole in whole),
        ]
        for figure in report.figures
    }
    return [Table(_("{axis}別").format(axis=axis.label), headings, under_headings(report, cells))]


def cross_table(report: Report, figure: Figure) -> Table:
    """One measure by two axes: the first down the side, the second across."""
    down, across = report.axes
    known = {cell.values: cell.number for cell in report.cells if cell.measure is figure.measure}
    rows = [
        [shown, *(number(known.get((value, other), 0)) for other in across.values)]
        for value, shown in down.values.items()
    ]
    headings = [down.label, *(shown.replace("・", "・\n") for shown in across.values.values())]
    return Table(caption(report, figure), headings, rows)


def caption(report: Report, figure: Figure) -> str:
    """What a table of one measure shows."""
    return _("{measure}（{unit}）: {axes}別").format(
        measure=figure.measure.label,
        unit=figure.measure.unit.replace("（", "・").replace("）", ""),
        axes="・".join(axis.label for axis in report.axes),
    )
