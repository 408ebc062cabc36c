"""Draw figures as pictures: as values, as SVG for pages and print, and as bars of text for a terminal.

Readers who see no colours, or print in grey, can tell the series apart; no colour means good or bad. Each mark has its
number, every axis begins at zero, and a figure that is not available is a gap.
"""

from __future__ import annotations

from html import escape
from itertools import accumulate, cycle, zip_longest

from ..model.position import for_people
from ..report import TO_DATE, Breakdown, BreakdownCell, Figure, Gap, Report
from ..report.document import Document
from ..words import _
from .bidi import straight
from .layout import MISSING, framed, month_heading, number, shown_width, unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLUE, ORANGE, GREY, INK = "#0072b2", "#e69f00", "#595959", "#1a1a1a"
"""Blue, dark, and orange, light, are of the palette of Okabe and Ito."""
COLUMNS, LINE, DASHED = "columns", "line", "dashed"
BY_MONTH = ("new_individual", "complex_followup", "new_community")
"""The measures that a document draws by month."""
BLOCK = "█"
WIDTH, LEFT, RIGHT = 720, 24, 12
PANEL, GAP, FOOT = 150, 34, 44
ROW, BAR = 17, 13
FONT = "font-family=\"'Noto Sans JP', 'BIZ UDPGothic', 'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif\""


class Series:
    """A series of numbers: its label, and its form; a number that is not available has no bar.

    `gaps` has what is missing in each number of a sum.
    """

    __slots__ = ("form", "gaps", "label", "values")

    def __init__(
        self, label: str, values: Sequence[int | None], form: str = COLUMNS, gaps: Sequence[Gap | None] = ()
    ) -> None:
        self.label = straight(label)
        self.values = values
        self.form = form
        self.gaps = gaps or [None] * len(values)

    def printed(self, place: int) -> str:
        """Return the number at a place, as it is printed beside its mark."""
        return number(self.values[place], self.gaps[place])


class Chart:
    """A picture: its title with the unit, the categories of its axis, and its series.

    `across`: the bars are horizontal, which leaves room for long labels.
    """

    __slots__ = ("across", "categories", "series", "title")

    def __init__(
        self, title: str, categories: Sequence[str], series: Sequence[Series], *, across: bool = False
    ) -> None:
        self.title = straight(title)
        self.categories = [straight(each) for each in categories]
        self.series = series
        self.across = across

    @property
    def alt(self) -> str:
        """The text alternative of the picture."""
        said = [
            _("{label}: {numbers}").format(
                label=each.label,
                numbers=_("、").join(
                    f"{category}{each.printed(place)}"
                    for place, category in enumerate(self.categories)
                    if each.values[place] is not None
                ),
            )
            for each in self.series
        ]
        return _("{title}。{series}").format(title=self.title, series=_("。").join(said)).replace("\n", "")


# -- which pictures -----------------------------------------------------------------------------------------


def charts_of(document: Document) -> Iterator[Chart]:
    """Yield the pictures of a document: months, areas, new and closed cases, topics."""
    report = document.report
    figures = {each.measure.name: each for each in report.figures}
    yield from (of_months(report, figures[name]) for name in BY_MONTH if name in figures)
    by_area = [each for name, each in figures.items() if name in ("new_individual", "new_community") and each.by_area]
    if by_area:
        yield of_areas(report, by_area)
    came, closed = figures.get("new_individual"), figures.get("closed_individual")
    if came and closed:
        yield of_closings(report, came, closed)
    for cross in document.crosses:
        if cross.breakdown and [axis.name for axis in cross.breakdown.axes] == ["main_topic"]:
            yield from of_axis(cross)


def charts_of_report(report: Report) -> Iterator[Chart]:
    """Return the pictures of a report: of its axis, or else of the months of each measure."""
    return of_axis(report) if report.breakdown else (of_months(report, figure) for figure in report.figures)


def charted(report: Report, width: int) -> str:
    """Render a report as bars within a width in columns, with its footnotes."""
    words = _("■ {title}")
    drawn = ((words.format(title=chart.title), *bars(chart, width)) for chart in charts_of_report(report))
    return framed(report, (line for lines in drawn for line in ("", *lines)))


def of_months(report: Report, figure: Figure) -> Chart:
    """Draw a measure by month, with the running totals of this year and last if its months add up."""
    months = [month_heading(report, period.key) for period in report.months]
    keys = [period.key for period in report.months]
    values, gaps = [figure.by_month[key] for key in keys], [figure.gap(key) for key in keys]
    series = [Series(_("月の数"), values, gaps=gaps)]
    if not figure.measure.state and not figure.measure.distinct_months:
        series.append(running(figure))
        if figure.last_months:
            before = [figure.last_gaps.get(f"{int(key[:4]) - 1:04}{key[4:]}") for key in keys]
            series.append(Series(_("前年の累計"), added(figure.last_months, before), DASHED, added_gaps(before)))
    return Chart(titled(figure), months, series)


def running(figure: Figure) -> Series:
    """Return the running totals, from the first month that the cumulative figure counts; none of a partial figure."""
    before = [None for month in figure.by_month if figure.partial or month < figure.since[:7]]
    counted = [*figure.by_month][len(before) :]
    gaps = [figure.gap(month) for month in counted]
    values = added([figure.by_month[month] for month in counted], gaps)
    return Series(_("累計"), [*before, *values], LINE, [*before, *added_gaps(gaps)])


def added(values: Sequence[int | None], gaps: Sequence[Gap | None] = ()) -> list[int | None]:
    """Return the running totals; there is none from the first month on that is not available.

    A month with records of which none has its number adds nothing.
    """
    known = (0 if value is None and gap else value for value, gap in zip_longest(values, gaps))
    return [*accumulate(known, lambda before, each: None if before is None or each is None else before + each)]


def added_gaps(gaps: Sequence[Gap | None]) -> list[Gap | None]:
    """Return what is missing in each running total."""
    return [*accumulate(gaps, _together)]


def _together(gap: Gap | None, other: Gap | None) -> Gap | None:
    return gap.with_more(other) if gap and other else gap or other


def of_areas(report: Report, figures: Sequence[Figure]) -> Chart:
    """Draw figures by area: the office's own areas, and any other that is not zero."""
    series = [
        Series(
            each.measure.label,
            [(each.by_area or {}).get(area) for area in report.areas],
            gaps=[each.gap(TO_DATE, area) for area in report.areas],
        )
        for each in figures
    ]
    areas = [*map(for_people, report.areas)]
    return Chart(_("圏域別の件数（{unit}）").format(unit=unit(figures[0])), areas, series, across=True)


def of_closings(report: Report, came: Figure, closed: Figure) -> Chart:
    """Draw new and closed individual cases by month."""
    return Chart(
        _("個別相談の新規と終結（{unit}）").format(unit=unit(came)),
        [month_heading(report, period.key) for period in report.months],
        [
            Series(_("新規"), [came.by_month[period.key] for period in report.months]),
            Series(_("終結"), [closed.by_month[period.key] for period in report.months]),
        ],
    )


def of_axis(report: Report) -> Iterator[Chart]:
    """Draw the first axis of a breakdown, with a series for each measure or each value of the second axis."""
    breakdown = report.breakdown
    assert breakdown is not None
    axis = breakdown.axes[0]
    for figures in same_unit(report.figures):
        cells = {(cell.measure.name, cell.values): cell for cell in breakdown.cells}
        if len(breakdown.axes) == 1:
            series = [
                of_cells(each.measure.label, [cells.get((each.measure.name, (value,))) for value in axis.values])
                for each in figures
            ]
            words = _("{axis}別（{unit}）").format(axis=axis.label, unit=unit(figures[0]))
            title = words if len(figures) > 1 else titled(figures[0], axis.label)
            yield Chart(title, [*axis.values.values()], series, across=True)
        else:
            yield from (crossed(breakdown, each) for each in figures)


def crossed(breakdown: Breakdown, figure: Figure) -> Chart:
    """Draw one measure by two axes: a bar for each value of the second one under each value of the first."""
    down, across = breakdown.axes
    cells = {cell.values: cell for cell in breakdown.cells if cell.measure.name == figure.measure.name}
    return Chart(
        titled(figure, _("・").join((down.label, across.label))),
        [*down.values.values()],
        [
            of_cells(shown, [cells.get((value, other)) for value in down.values])
            for other, shown in across.values.items()
        ],
        across=True,
    )


def of_cells(label: str, cells: Sequence[BreakdownCell | None]) -> Series:
    """Return the numbers of cells as a series; a missing cell has no bar."""
    return Series(
        label, [each.number if each else None for each in cells], gaps=[each.gap if each else None for each in cells]
    )


def same_unit(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Group figures that can share an axis: those of one unit."""
    found: dict[str, list[Figure]] = {}
    for each in figures:
        found.setdefault(each.measure.unit, []).append(each)
    return [*found.values()]


def titled(figure: Figure, axis: str = "") -> str:
    """Return the title of the picture of one measure."""
    words = _("{label}（{unit}）: {axis}別") if axis else _("{label}（{unit}）")
    return words.format(label=figure.measure.label, unit=unit(figure), axis=axis)


# -- as text ------------------------------------------------------------------------------------------------


def bars(chart: Chart, width: int = 76) -> list[str]:
    """Draw a picture in lines of a width in columns: a bar for each number, and after it the numbers without bars."""
    drawn = [each for each in chart.series if each.form == COLUMNS]
    others = [each for each in chart.series if each.form != COLUMNS]
    labels = [category.replace("\n", "") for category in chart.categories]
    names = [each.label for each in drawn] if len(drawn) > 1 else [""]
    first = max([shown_width(label) for label in labels], default=0)
    second = max(map(shown_width, names))
    behind = [
        "".join(_("  {label} {number}").format(label=each.label, number=number(each.values[place])) for each in others)
        for place in range(len(labels))
    ]
    room = width - first - second - 12 - max(map(shown_width, behind), default=0)
    most = max((value or 0 for each in drawn for value in each.values), default=0)
    lines = []
    for place, label in enumerate(labels):
        for nth, (name, each) in enumerate(zip(names, drawn, strict=True)):
            value = each.values[place]
            bar = BLOCK * (round((value or 0) * max(room, 8) / most) if most else 0)
            shown = label if nth == 0 else ""
            cells = [shown + " " * (first - shown_width(shown))]
            cells += [name + " " * (second - shown_width(name))] if second else []
            lines.append(("  ".join([*cells, f"{bar} {each.printed(place)}".lstrip()]) + behind[place]).rstrip())
    return lines


# -- as SVG -------------------------------------------------------------------------------------------------


def svg(chart: Chart) -> str:
    """Draw a picture as SVG, for a page or for print."""
    height, parts = _across(chart) if chart.across else _upright(chart)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" {FONT} font-size="12">',
            f"<title>{_safe(chart.title)}</title>",
            f"<desc>{_safe(chart.alt)}</desc>",
            _words(LEFT, 18, chart.title, size=14, weight="bold"),
            *(_legend(chart) if len(chart.series) > 1 else ()),
            *parts,
            "</svg>",
        ]
    )


def _legend(chart: Chart) -> Iterator[str]:
    x = float(LEFT)
    for each, colour in _coloured(chart):
        if each.form == COLUMNS:
            yield f'<rect x="{x:.0f}" y="28" width="12" height="12" fill="{colour}"/>'
        else:
            dash = ' stroke-dasharray="4 3"' if each.form == DASHED else ""
            yield f'<path d="M{x:.0f} 34h14" stroke="{colour}" stroke-width="2" fill="none"{dash}/>'
        yield _words(x + 18, 38, each.label)
        x += 30 + _wide(each.label)


def _coloured(chart: Chart) -> list[tuple[Series, str]]:
    """Return each series with its colour."""
    shades = cycle((BLUE, ORANGE, GREY, "#56b4e9", "#009e73", "#cc79a7", "#000000", "#d55e00"))
    colours = {LINE: INK, DASHED: GREY}
    return [(each, colours.get(each.form) or next(shades)) for each in chart.series]


def _upright(chart: Chart) -> tuple[int, list[str]]:
    """Draw columns side by side, and lines in a panel above them, as their scale differs."""
    lines = [each for each in _coloured(chart) if each[0].form != COLUMNS]
    columns = [each for each in _coloured(chart) if each[0].form == COLUMNS]
    step = (WIDTH - LEFT - RIGHT) / max(len(chart.categories), 1)
    top, parts = 52, []
    if lines:
        parts += _lines(lines, top, step)
        top += PANEL + GAP
    parts += _columns(columns, top, step)
    base = top + PANEL
    for place, category in enumerate(chart.categories):
        for row, line in enumerate(category.split("\n")):
            parts.append(_words(LEFT + step * (place + 0.5), base + 16 + 13 * row, line, anchor="middle"))
    return base + FOOT, parts


def _columns(columns: Sequence[tuple[Series, str]], top: float, step: float) -> list[str]:
    most = _most([each for each, _colour in columns])
    wide = min(step * 0.8 / max(len(columns), 1), 40)
    parts = [_base(top + PANEL)]
    for nth, (each, colour) in enumerate(columns):
        for place, value in enumerate(each.values):
            x = LEFT + step * (place + 0.5) + wide * (nth - len(columns) / 2)
            high = PANEL * (value or 0) / most
            if value:
                parts.append(
                    f'<rect x="{x:.1f}" y="{top + PANEL - high:.1f}" width="{wide - 2:.1f}" height="{high:.1f}" '
                    f'fill="{colour}"/>'
                )
            parts.append(
                _words(x + wide / 2 - 1, top + PANEL - high - 4, each.printed(place), size=11, anchor="middle")
            )
    return parts


def _lines(lines: Sequence[tuple[Series, str]], top: float, step: float) -> list[str]:
    most = _most([each for each, _colour in lines])
    parts = [_base(top + PANEL)]
    for each, colour in lines:
        points = [
            (LEFT + step * (place + 0.5), top + PANEL - PANEL * value / most, each.printed(place))
            for place, value in enumerate(each.values)
            if value is not None
        ]
        if not points:
            continue
        dash = ' stroke-dasharray="6 4"' if each.form == DASHED else ""
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y, _printed in points)
        parts.append(f'<path d="M{way}" stroke="{colour}" stroke-width="2" fill="none"{dash}/>')
        for x, y, printed in points:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>')
            parts.append(
                _words(x, y + 15 if each.form == DASHED else y - 7, printed, size=11, anchor="middle", fill=colour)
            )
    return parts


def _across(chart: Chart) -> tuple[int, list[str]]:
    """Draw horizontal bars, one under the other."""
    most = _most(chart.series)
    labels = min(max([_wide(each) for each in chart.categories], default=0), WIDTH * 0.4)
    left = LEFT + labels + 8
    room = WIDTH - left - RIGHT - 52
    y = 52.0 if len(chart.series) > 1 else 32.0
    parts = []
    for place, category in enumerate(chart.categories):
        middle = y + ROW * len(chart.series) / 2
        parts.append(_words(left - 8, middle + 2, _fitting(category, labels), anchor="end"))
        for each, colour in _coloured(chart):
            value = each.values[place]
            wide = room * (value or 0) / most
            if value:
                parts.append(f'<rect x="{left:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{BAR}" fill="{colour}"/>')
            parts.append(_words(left + wide + 5, y + BAR - 2, each.printed(place), size=11))
            y += ROW
        y += 6
    parts.append(f'<path d="M{left:.1f} 46V{y:.1f}" stroke="{GREY}" fill="none"/>')
    return round(y + 8), parts


def _base(y: float) -> str:
    return f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GREY}" fill="none"/>'


def _most(series: Sequence[Series]) -> int:
    return max((value or 0 for each in series for value in each.values), default=0) or 1


def _wide(text: str, size: float = 12) -> float:
    """Return the width of a drawn text: a Japanese character is as wide as high, another one about half of it."""
    return shown_width(text) * size * 0.52


def _fitting(text: str, room: float) -> str:
    """Cut a text to a width."""
    while _wide(text) > room + 1 and len(text) > 1:
        text = text.removesuffix("…")[:-1] + MISSING
    return text


def _words(
    x: float, y: float, text: str, *, size: int = 12, anchor: str = "start", weight: str = "", fill: str = INK
) -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}" '
        f'stroke="#fff" stroke-width="3" paint-order="stroke"{bold}>'
        f"{_safe(text)}</text>"
    )


def _safe(text: str) -> str:
    """Escape a text for XML, with □ for each character that cannot be printed."""
    return escape("".join(each if each.isprintable() or each in "\n\t" else "□" for each in text))
