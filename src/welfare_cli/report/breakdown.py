"""Cells: measures counted by one or two axes, of time, of area, or of any coded field of the records."""

from __future__ import annotations

from ..errors import UnknownWord
from ..model import calendar
from ..model.calendar import FiscalYear
from ..model.kind import Choice, Listed, unknown_choice
from ..words import N_, _
from .counting import YearToDate
from .report import Axis, Cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..ledger import Ledger
    from ..measures import Measure
    from ..model.calendar import Period
    from ..model.kind import Field
    from ..model.profile import Profile

    Value = tuple[str, str, tuple[int, str]]

NOT_ENTERED = N_("未記入")
PERIODS = {
    "month": (N_("月"), calendar.months),
    "quarter": (N_("四半期"), calendar.quarters),
    "half": (N_("半期"), calendar.halves),
    "year": (N_("年度"), calendar.years),
}
"""The axes of time: their heading, and the periods of a fiscal year up to a day."""


def breakdown(
    ledger: Ledger, measures: Sequence[Measure], by: Sequence[str], this: YearToDate
) -> tuple[tuple[Axis, ...], tuple[Cell, ...]]:
    """Count measures by one or two axes; a total is never among the cells, and a cell that is zero is left out.

    `UnknownWord` (2) for an axis that the measures do not have, or more than can be crossed.
    """
    check_axes(ledger, measures, by)
    cells: list[tuple[tuple[object, ...], Cell]] = []
    for place, measure in enumerate(measures):
        for period, year in periods_of(ledger, by, this):
            for values, number in counted(ledger, measure, by, period, year):
                order = (place, *(position for _value, _shown, position in values))
                cell = Cell(measure, tuple(each[0] for each in values), tuple(each[1] for each in values), number)
                cells.append((order, cell))
    axes = tuple(Axis(name, label_of(ledger, measures[0], name)) for name in by)
    return axes, tuple(cell for _order, cell in sorted(cells, key=lambda each: each[0]))


def check_axes(ledger: Ledger, measures: Sequence[Measure], by: Sequence[str]) -> None:
    """Refuse axes that cannot be crossed, or that a measure does not have."""
    if len(by) > 2 or len(set(by)) < len(by) or len(set(by) & PERIODS.keys()) > 1:
        raise UnknownWord(
            _("--by は二つまでで、期間（month、quarter、half、year）はそのうち一つです。"),
            _("例: --by main_topic --by area"),
            rule="unknown-word",
        )
    for measure in measures:
        known = ["area"] if len(measures) > 1 else list(ledger.axes_of(measure))
        for name in by:
            if name not in PERIODS and name not in known:
                raise unknown_choice(_("集計の軸"), name, [*PERIODS, *known])


def label_of(ledger: Ledger, measure: Measure, name: str) -> str:
    """The heading of an axis."""
    return _(PERIODS[name][0]) if name in PERIODS else ledger.axes_of(measure)[name].label


def periods_of(ledger: Ledger, by: Sequence[str], this: YearToDate) -> Iterator[tuple[Period, YearToDate]]:
    """The periods of the axis of time, each with its fiscal year; the year so far where there is no such axis.

    By year stands every fiscal year that the ledger knows, up to the one of the report.
    """
    if "year" in by:
        opening_month = this.year.opening_month
        for number in range(ledger.first_year(), this.year.year):
            year = FiscalYear(number, opening_month)
            yield calendar.years(year, year.last_day)[0], YearToDate(ledger, year, year.last_day)
    name = next((each for each in by if each in PERIODS), "year")
    for period in PERIODS[name][1](this.year, this.as_of):
        yield period, this


def counted(
    ledger: Ledger, measure: Measure, by: Sequence[str], period: Period, year: YearToDate
) -> Iterator[tuple[list[Value], int]]:
    """The numbers of one measure in one period, by the axes other than time: each axis's value, and the number.

    Time and area are counted with the tallies; a field of the records is known of the records alone.
    """
    fields = [name for name in by if name not in PERIODS]
    time = (period.key, period.key, (0, period.first_day))
    if fields in ([], ["area"]):
        numbers: list[tuple[tuple[str, ...], int | None]] = [((), year.in_period(measure, period))]
        if fields:
            numbers = [((area,), year.in_period(measure, period, area)) for area in year.areas(measure)]
    else:
        axes = [ledger.axes_of(measure)[name] for name in fields]
        numbers = list(ledger.count_by(measure, axes, period.first_day, period.last_day, year.as_of))
    for codes, number in numbers:
        if not number:
            continue
        left = iter(codes)
        known = ledger.axes_of(measure)
        yield (
            [time if name in PERIODS else value_of(known[name].field, next(left), ledger.profile) for name in by],
            number,
        )


def value_of(field: Field | None, code: str, profile: Profile) -> Value:
    """A value of an axis as machines and as people read it, with its place in the order of its list."""
    if not code:
        return _(NOT_ENTERED), _(NOT_ENTERED), (2, "")
    if isinstance(field, Choice):
        return code, field.shown(code, profile), (0, f"{list(field.of).index(code):05}")
    if isinstance(field, Listed):
        label = profile.label(field.of, code)
        term = profile.lists.get(field.of, {}).get(code)
        return label, label, (0, f"{term.position:05}") if term else (1, label)
    return code, code, (1, code)
