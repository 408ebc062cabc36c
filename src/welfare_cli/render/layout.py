"""A report laid out as tables of text, which the formats for people share: rows, headings, footnotes."""

from __future__ import annotations

import unicodedata
from itertools import zip_longest

from ..model.calendar import as_of_words, month_words
from ..model.position import for_people
from ..report import TO_DATE, Breakdown, BreakdownCell, Figure, Report
from ..values import value
from ..words import N_, _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..report import Gap, Measure
    from ..report.crosses import Named

PADDING = 2
"""A heading has so much more room than its words."""
MISSING = "…"
BREAK = "‖"
"""What stands between figures that cannot be compared."""
ROMAN = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ", "VI": "Ⅵ", "VII": "Ⅶ", "VIII": "Ⅷ", "IX": "Ⅸ", "X": "Ⅹ"}


@value
class Table:
    """A table of text: its caption, its headings, and its rows; a row of one cell is a heading among them."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def aligned(rows: Sequence[Sequence[str]], headings: Sequence[str] = (), *, right: bool = False) -> list[str]:
    """Rows in lines, column under column as a terminal shows Japanese; with `right` all but the first to the right.

    A heading may have several lines, a row fewer cells than others. They look as tabulate's simple and plain tables
    do; the report and the help do without the time that importing it takes (docs/decisions/0022).
    """
    above = [[*line] for line in zip_longest(*(heading.split("\n") for heading in headings), fillvalue="")]
    width = max(map(len, [*above, *rows]), default=0)
    lines = [[*line, *[""] * (width - len(line))] for line in (*above, *rows)]
    rooms = [max(map(shown_width, column)) for column in zip(*lines, strict=True)]
    for place, column in enumerate(zip(*above, strict=True)):
        rooms[place] = max(rooms[place], max(map(shown_width, column)) + PADDING)
    found = []
    for line in lines:
        cells = []
        for place, (cell, room) in enumerate(zip(line, rooms, strict=True)):
            blank = " " * (room - shown_width(cell))
            cells.append(blank + cell if right and place else cell + blank)
        found.append("  ".join(cells).rstrip())
    if above:
        found.insert(len(above), "  ".join("-" * room for room in rooms))
    return found


def shown_width(text: str) -> int:
    """How many columns a text takes at a terminal; a character of which it depends (①, …) takes one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "FW" else 1 for each in text
    )


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


def framed(report: Report, body: Iterable[str]) -> str:
    """Return lines of text between the head of a report and its footnotes and provenance."""
    words = _("※{place} {footnote}")
    footnotes = [words.format(place=place, footnote=each) for place, each in enumerate(report.footnotes, start=1)]
    lines = (title(report), dates(report), office(report), *body, "", *footnotes, provenance(report))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def tables(report: Report) -> list[Table]:
    """The tables of a report: by month and by area, or those of its axes."""
    if report.breakdown:
        return breakdown_tables(report, report.breakdown)
    areas = [area_table(report)] if any(figure.by_area for figure in report.figures) else []
    return [month_table(report), *areas, *([series_table(report)] if report.series else [])]


def number(value: int | None, gap: Gap | None = None) -> str:
    """A figure as tables print it, half-width; a fall is ▲ or -, what is not available is …, a gap is behind it."""
    text = MISSING if value is None else f"{value:,}"
    if value is not None and value < 0:
        text = _("▲{number}").format(number=f"{-value:,}")
    return f"{text} {mark(gap)}" if gap else text


def mark(gap: Gap) -> str:
    """That numbers are missing in a figure, and of how many records: (5/12)."""
    return f"({gap.missing:,}/{gap.counted:,})"


NO_HEADING = N_("文書の見出しにない集計")
"""Above the measures that an office has put under none of its headings."""


def under_headings(
    report: Report, cells: dict[str, list[str]], below: dict[str, list[str]] | None = None
) -> list[list[str]]:
    """The rows of the measures under the headings of the document; `below` is how settled their cells are."""
    rows: list[list[str]] = []
    part = section = ""
    for figure in report.figures:
        code = figure.section
        heading = report.profile.sections.get(code)
        if heading is None and part != NO_HEADING:
            part = NO_HEADING
            rows.append([_(NO_HEADING)])
        if heading and heading.part != part:
            part = heading.part
            rows.append([_("{part} {title}").format(part=ROMAN.get(code.partition("-")[0], ""), title=part)])
        if heading and code != section:
            section = code
            rows.append([f"  {code.partition('-')[2]} {heading.title}"])
        rows.append([f"    {figure.measure.label}", figure.measure.unit, *cells[figure.measure.name]])
        if below:
            rows.append([_("      通例の入力率"), _("％"), *below[figure.measure.name]])
    return rows


def month_heading(report: Report, key: str) -> str:
    """The heading of a month; of the last one, the day on which it is cut."""
    period = next(each for each in report.months if each.key == key)
    month = month_words(key)
    return _("{month}\n（{day}日まで）").format(month=month, day=int(period.last_day[8:])) if period.cut else month


def month_table(report: Report) -> Table:
    """The report table: a column a month, the cumulative one, last year, the difference and the comparison."""
    headings = ["", _("単位"), *(month_heading(report, period.key) for period in report.months), _("累計")]
    if report.compares:
        headings += [_("前年同期"), _("差")]
    if report.compare:
        headings.append({"percent": _("前年同期比\n（％）"), "ratio": _("前年同期比\n（倍）")}[report.compare])
    cells, below = {}, {}
    for figure in report.figures:
        row = [number(figure.by_month[period.key], figure.gap(period.key)) for period in report.months]
        row.append(number(figure.total, figure.gap()))
        if report.compares:
            last = number(figure.last_year, figure.last_gaps.get(TO_DATE))
            row += [last, number(figure.difference) if figure.comparable else BREAK]
        if report.compare:
            row.append(comparison(figure, report.compare))
        cells[figure.measure.name] = row
        if report.settled:
            this, last = str(report.year.year), str(report.year.year - 1)
            shares = [*(usual(report, figure, period.key) for period in report.months), usual(report, figure, this)]
            shares += [usual(report, figure, last)] if report.compares else []
            below[figure.measure.name] = [*shares, *[""] * (len(row) - len(shares))]
    return Table(_("月別・累計"), headings, under_headings(report, cells, below))


def comparison(figure: Figure, by: str) -> str:
    """This year in terms of last year, as tables print it."""
    compared = figure.compared(by)
    if compared is None:
        return MISSING if figure.comparable else BREAK
    return f"{compared:,.1f}"


def usual(report: Report, figure: Figure, period: str, area: str | None = None) -> str:
    """How much has usually arrived by now of a month or fiscal year, and in how many periods: 97.2 (14)."""
    share = report.settled.of(figure.measure, period, area) if report.settled else None
    return MISSING if share is None or share.percent is None else f"{share.percent:.1f} ({share.periods})"


def series_table(report: Report) -> Table:
    """Fiscal years side by side, each up to the same day; a year that was published by another definition is marked."""
    headings = ["", _("単位")]
    for span in report.series:
        whole = span.to == span.year.last_day
        words = _("{year}") if whole else _("{year}\n（{month}{day}日まで）")
        day = int(span.to[8:])
        headings.append(words.format(year=span.year.label(), month=month_words(span.to[:7]), day=day))
    cells, below = {}, {}
    for figure in report.figures:
        years = zip(report.series, figure.series, figure.series_gaps, strict=True)
        cells[figure.measure.name] = [
            (f"{BREAK} " if span.year.year in figure.breaks else "") + number(value, gap) for span, value, gap in years
        ]
        if report.settled:
            below[figure.measure.name] = [usual(report, figure, str(span.year.year)) for span in report.series]
    return Table(_("年度別・累計"), headings, under_headings(report, cells, below))


def where(month: str, area: str | None, measure: Measure, named: Iterable[Named], period: str | None) -> list[str]:
    """Where a figure stands, in words: its period, its area and its values on other axes.

    `month` is how its month is printed, "" of none; `area` None of the city; `period` the key of any period.
    """
    others = [each for each in named if each.value != period]
    length = next((each.shown for each in named if each.value == period), month)
    found = [length or (_("基準日") if measure.state else _("累計"))]
    if area is not None or not others:
        found.append(_("市全体") if area is None else area)
    return found + [_("{axis} {value}").format(axis=each.label, value=each.shown) for each in others]


def area_table(report: Report) -> Table:
    """The cumulative figures by area."""
    headings = ["", _("単位"), *(broken(for_people(area)) for area in report.areas), _("計")]
    year = str(report.year.year)
    cells, below = {}, {}
    for figure in report.figures:
        by_area = figure.by_area
        row = [
            number(by_area[area], figure.gap(TO_DATE, area)) if by_area is not None else MISSING
            for area in report.areas
        ]
        cells[figure.measure.name] = [*row, number(figure.total, figure.gap())]
        if report.settled:
            below[figure.measure.name] = [usual(report, figure, year, area) for area in (*report.areas, None)]
    return Table(_("圏域別・累計"), headings, under_headings(report, cells, below))


def breakdown_tables(report: Report, breakdown: Breakdown) -> list[Table]:
    """The tables of a breakdown.

    By time or area, which every measure has, measures stand down the side, or each has a cross-table. Else values
    stand down the side and measures across, but for one measure by two axes, which is a cross-table, too.
    """
    of_records = any(axis.of_records for axis in breakdown.axes)
    alone = len(report.figures) == 1
    if len(breakdown.axes) == 2 and (alone or not of_records):
        return [cross_table(breakdown, figure) for figure in report.figures]
    return [value_table(report, breakdown) if alone or of_records else measure_table(report, breakdown)]


def measure_table(report: Report, breakdown: Breakdown) -> Table:
    """Measures under the headings of the document, across them the values of one axis."""
    (axis,) = breakdown.axes
    whole = {"area": [_("計")], "year": []}.get(axis.name, [_("累計")])
    headings = ["", _("単位"), *in_columns(breakdown, [*map(broken, axis.values.values()), *whole])]
    rows = {}
    for figure in report.figures:
        cells = cells_of(breakdown, figure)
        total = cells.get((None,), BreakdownCell(figure.measure, (None,), figure.total, gap=figure.gap()))
        along = [cells[value,] for value in axis.values] + [total for _whole in whole]
        rows[figure.measure.name] = numbers(breakdown, along)
    return Table(_("{axis}別").format(axis=axis.label), headings, under_headings(report, rows))


def value_table(report: Report, breakdown: Breakdown) -> Table:
    """The values of an axis down the side, under each those of a second one as a part of it; measures across."""
    axis, *inner = breakdown.axes
    known = [cells_of(breakdown, figure) for figure in report.figures]

    def row(label: str, *values: str | None) -> list[str]:
        return [label, *numbers(breakdown, [cells.get(values) for cells in known])]

    rows = []
    for key, shown in axis.values.items():
        rows.append(row(shown, key, *(None for _axis in inner)))
        for second in inner:
            for part, name in second.values.items():
                if any(breakdown.lists(cells[key, part]) for cells in known):
                    rows.append(row(_("  うち {part}").format(part=name), key, part))
    whole = tuple(None for _axis in breakdown.axes)
    if any(whole in cells for cells in known):
        rows.append(row(_("計"), *whole))
    if len(report.figures) == 1:
        heading = report.figures[0].measure.unit if report.figures[0].measure.sum else _("件数")
        return Table(caption(breakdown, report.figures[0]), [axis.label, *in_columns(breakdown, [heading])], rows)
    words = _("{axis}別").format(axis=_("・").join(each.label for each in breakdown.axes))
    return Table(words, [axis.label, *in_columns(breakdown, map(measure_heading, report.figures))], rows)


def cross_table(breakdown: Breakdown, figure: Figure) -> Table:
    """One measure by two axes: the first down the side, the second across, with totals wherever there are any."""
    cells = cells_of(breakdown, figure)
    down, across = (
        [*axis.values.items(), *([(None, _("計"))] if any(values[place] is None for values in cells) else [])]
        for place, axis in enumerate(breakdown.axes)
    )
    rows = [[shown, *numbers(breakdown, [cells[value, other] for other, _shown in across])] for value, shown in down]
    headings = [breakdown.axes[0].label, *in_columns(breakdown, [broken(shown) for _value, shown in across])]
    return Table(caption(breakdown, figure), headings, rows)


def cells_of(breakdown: Breakdown, figure: Figure) -> dict[tuple[str | None, ...], BreakdownCell]:
    """The cells and totals of one measure by their values."""
    return {
        cell.values: cell for cell in (*breakdown.cells, *breakdown.totals) if cell.measure.name == figure.measure.name
    }


def in_columns(breakdown: Breakdown, headings: Iterable[str]) -> list[str]:
    """The headings of numbers, beside each that of its share where there are shares."""
    return [each for heading in headings for each in ((heading, _("％")) if breakdown.percent_of else (heading,))]


def numbers(breakdown: Breakdown, cells: Sequence[BreakdownCell | None]) -> list[str]:
    """Numbers, beside each its share where there are shares; nothing where there is no such total."""
    found = []
    for cell in cells:
        found.append(number(cell.number, cell.gap) if cell else "")
        if breakdown.percent_of:
            found.append(share(cell) if cell else "")
    return found


def share(cell: BreakdownCell) -> str:
    """A share as tables print it; of nothing there is none, and its place stays empty."""
    if cell.number is None or cell.base is None or cell.partial or cell.gap:
        return MISSING
    return "" if cell.percent is None else f"{cell.percent:.1f}"


def broken(heading: str) -> str:
    """A heading in several lines, broken at its ・."""
    return heading.replace("・", "・\n")


def measure_heading(figure: Figure) -> str:
    """The heading of a measure's column, in lines of sixteen columns so that several find room beside each other."""
    from textwrap import wrap

    label = figure.measure.label
    lines = wrap(label, 16, break_long_words=False, break_on_hyphens=False) if label.isascii() else wrap(label, 8)
    return "\n".join([*lines, _("（{unit}）").format(unit=unit(figure))])


def unit(figure: Figure) -> str:
    """The unit of a measure inside brackets: 件・延べ."""
    return figure.measure.unit.replace("（", "・").replace("）", "")


def caption(breakdown: Breakdown, figure: Figure) -> str:
    """What a table of one measure shows."""
    return _("{measure}（{unit}）: {axes}別").format(
        measure=figure.measure.label, unit=unit(figure), axes=_("・").join(axis.label for axis in breakdown.axes)
    )
