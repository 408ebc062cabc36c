"""Cells: measures counted by one or two axes, of time, of area, or of any coded field of the records."""

from __future__ import annotations

from ..errors import UnknownWord
from ..measures import MEASURES, Measure
from ..model import calendar
from ..model.calendar import FiscalYear
from ..model.kind import Choice, Listed, unknown_choice
from ..words import N_, _
from .counting import YearToDate
from .report import Axis, Cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..ledger import Ledger
    from ..model.calendar import Period
    from ..model.kind import Field
    from ..model.profile import Profile

NOT_ENTERED = N_("未記入")


class Time:
    """An axis of time: its heading, the periods of a fiscal year up to a day, and how one is printed."""

    __slots__ = ("label", "periods", "shown")

    def __init__(
        self,
        label: str,
        periods: Callable[[FiscalYear, str], tuple[Period, ...]],
        shown: Callable[[Period], str],
    ) -> None:
        self.label = label
        self.periods = periods
        self.shown = shown


def _half(period: Period) -> str:
    return _("上半期") if period.key.endswith("1") else _("下半期")


PERIODS = {
    "month": Time(N_("月"), calendar.months, lambda period: _("{month}月").format(month=int(period.key[-2:]))),
    "quarter": Time(N_("四半期"), calendar.quarters, lambda period: _("第{part}四半期").format(part=period.key[-1])),
    "half": Time(N_("半期"), calendar.halves, _half),
    "year": Time(N_("年度"), calendar.years, lambda period: FiscalYear(int(period.key)).label()),
}
"""The axes of time by the word of the option."""


class Value:
    """A value of an axis: as machines read it, as people read it, and its place in the order of its list."""

    __slots__ = ("position", "shown", "value")

    def __init__(self, value: str, shown: str, position: tuple[int, str]) -> None:
        self.value = value
        self.shown = shown
        self.position = position


def breakdown(
    ledger: Ledger, measures: Sequence[Measure], by: Sequence[str], years: Sequence[YearToDate]
) -> tuple[tuple[Axis, ...], tuple[Cell, ...]]:
    """Count measures by one or two axes in some fiscal years; a total is never among the cells.

    By time alone every period has its cell; any other cell that is zero is left out. `UnknownWord` (2) for an
    axis that the measures do not have, or more than can be crossed.
    """
    check_axes(ledger, measures, by)
    found: list[tuple[int, list[Value], int | None]] = []
    for place, measure in enumerate(measures):
        for period, year in periods_of(by, years):
            found += [(place, values, number) for values, number in counted(ledger, measure, by, period, year)]
    found.sort(key=lambda each: (each[0], [value.position for value in each[1]]))
    axes = []
    for place, name in enumerate(by):
        values = sorted((each[1][place] for each in found), key=lambda value: value.position)
        axes.append(Axis(name, label_of(ledger, measures[0], name), {each.value: each.shown for each in values}))
    cells = [Cell(measures[place], tuple(each.value for each in values), number) for place, values, number in found]
    return tuple(axes), tuple(cells)


def check_axes(ledger: Ledger, measures: Sequence[Measure], by: Sequence[str]) -> None:
    """Refuse axes that cannot be crossed, or that a measure does not have."""
    if len(by) > 2 or len(set(by)) < len(by) or len(set(by) & PERIODS.keys()) > 1:
        raise UnknownWord(
            _("--by は二つまでで、期間（month、quarter、half、year）はそのうち一つです。"),
            _("例: --by main_topic --by area"),
            rule="unknown-word",
        )
    known = ledger.axes_of(measures[0])
    if len(measures) > 1:
        for name in by:
            if name in known and name != "area":
                raise UnknownWord(
                    _("「{name}」は、集計項目を一つ選んだときだけ使えます。").format(name=name),
                    _("--measure で集計項目を一つ選んでください（wfc measures で一覧）。"),
                    rule="unknown-word",
                )
        known = {"area": known["area"]}
    for name in by:
        if name not in PERIODS and name not in known:
            raise unknown_choice(_("集計の軸"), name, [*PERIODS, *known])


def axes_of(ledger: Ledger, measures: Sequence[Measure]) -> dict[str, str]:
    """The axes by which some measures can be counted, each with its heading; of all measures where none is named."""
    known = (
        ledger.axes_of(measures[0])
        if len(measures) == 1
        else {"area": ledger.axes_of(next(iter(MEASURES.values())))["area"]}
    )
    return {name: _(time.label) for name, time in PERIODS.items()} | {name: each.label for name, each in known.items()}


def label_of(ledger: Ledger, measure: Measure, name: str) -> str:
    """The heading of an axis."""
    return _(PERIODS[name].label) if name in PERIODS else ledger.axes_of(measure)[name].label


def known_years(ledger: Ledger, this: YearToDate) -> list[YearToDate]:
    """Every fiscal year that the ledger knows, whole, up to the one of the report."""
    years = [FiscalYear(each, this.year.opening_month) for each in range(ledger.first_year(), this.year.year)]
    return [*(YearToDate(ledger, year, year.last_day) for year in years), this]


def periods_of(by: Sequence[str], years: Sequence[YearToDate]) -> Iterator[tuple[Period, YearToDate]]:
    """The periods of the axis of time, each with its fiscal year; the year so far where there is no such axis."""
    name = next((each for each in by if each in PERIODS), "year")
    for year in years:
        for period in PERIODS[name].periods(year.year, year.as_of):
            yield period, year


def counted(
    ledger: Ledger, measure: Measure, by: Sequence[str], period: Period, year: YearToDate
) -> Iterator[tuple[list[Value], int | None]]:
    """The numbers of one measure in one period, by the axes other than time: each axis's value, and the number.

    Time and area are counted with the tallies; a field of the records is known of the records alone.
    """
    known = ledger.axes_of(measure)
    fields = [name for name in by if name not in PERIODS]
    if not fields:
        yield [value_of_period(by[0], period)], year.in_period(measure, period)
        return
    numbers: list[tuple[tuple[str, ...], int | None]]
    if fields == ["area"]:
        numbers = [((area,), year.in_period(measure, period, area)) for area in year.areas(measure)]
    else:
        axes = [known[name] for name in fields]
        numbers = [*ledger.count_by(measure, axes, period.first_day, period.last_day, year.as_of)]
    for codes, number in numbers:
        left = iter(codes)
        if number:
            values = [
                value_of_period(name, period)
                if name in PERIODS
                else value_of(known[name].field, next(left), ledger.profile)
                for name in by
            ]
            yield values, number


def value_of_period(axis: str, period: Period) -> Value:
    """A period as a value of the axis of time."""
    return Value(period.key, PERIODS[axis].shown(period), (0, period.first_day))


def value_of(field: Field | None, code: str, profile: Profile) -> Value:
    """A value of an axis of the records: choices by code, list values by label, free names as they are."""
    if not code:
        return Value(_(NOT_ENTERED), _(NOT_ENTERED), (2, ""))
    if isinstance(field, Choice):
        return Value(code, field.shown(code, profile), (0, f"{list(field.of).index(code):05}"))
    if isinstance(field, Listed):
        label = profile.label(field.of, code)
        term = profile.lists.get(field.of, {}).get(code)
        return Value(label, label, (0, f"{term.position:05}") if term else (1, label))
    return Value(code, code, (1, code))
