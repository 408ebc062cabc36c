"""The axes by which measures are counted, and their values: time, area, and any coded field of the records."""

from __future__ import annotations

from itertools import product

from ..errors import UnknownWord
from ..model import calendar, notation
from ..model.calendar import FiscalYear
from ..model.kind import Choice, Listed
from ..model.notation import unknown_choice
from ..model.position import EMPTY, for_people
from ..values import value
from ..words import N_, _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..ledger import Ledger
    from ..ledger.axes import Axis
    from ..measures import Measure
    from ..model.calendar import Period
    from ..model.kind import Field
    from ..model.profile import Profile
    from .counting import YearToDate


@value
class Time:
    """An axis of time: its heading, the periods of a fiscal year up to a day, and how one is printed."""

    label: str
    periods: Callable[[FiscalYear, str], tuple[Period, ...]]
    shown: Callable[[Period], str]


def _half(period: Period) -> str:
    return _("上半期") if period.key.endswith("1") else _("下半期")


PERIODS = {
    "month": Time(N_("月"), calendar.months, lambda period: calendar.month_words(period.key)),
    "quarter": Time(N_("四半期"), calendar.quarters, lambda period: _("第{part}四半期").format(part=period.key[-1])),
    "half": Time(N_("半期"), calendar.halves, _half),
    "year": Time(N_("年度"), calendar.years, lambda period: FiscalYear(int(period.key)).label()),
}
"""The axes of time by the word of the option."""


@value
class Value:
    """A value of an axis, "" where a record has none: its code or label, as people read it, and its place in the list.

    Machine formats print the value by `position.for_programs`. `key` is what stays the same where a word is renamed:
    the code, of a free name its folded form.
    """

    value: str
    shown: str
    position: tuple[int, str]
    key: str


def value_of_period(axis: str, period: Period) -> Value:
    """A period as a value of the axis of time."""
    return Value(period.key, PERIODS[axis].shown(period), (0, period.first_day), period.key)


def value_of(field: Field | None, code: str, profile: Profile) -> Value:
    """A value of an axis of the records: choices by code, list values by label, free names as they are."""
    if code == EMPTY:
        return Value(EMPTY, for_people(EMPTY), (2, ""), EMPTY)
    if isinstance(field, Choice):
        return Value(code, field.shown(code, profile), (0, f"{list(field.of).index(code):05}"), code)
    if isinstance(field, Listed):
        label = profile.label(field.of, code)
        term = profile.lists.get(field.of, {}).get(code)
        return Value(label, for_people(label), (0, f"{term.position:05}") if term else (1, label), code)
    return Value(code, for_people(code), (1, code), notation.folded(code))


def usable(ledger: Ledger, measure: Measure, name: str, years: Sequence[YearToDate]) -> list[Value]:
    """Every value that an axis might have had in some years: periods begun, choices, and words that were valid.

    A free name, and what was not entered, is only there where it is found.
    """
    if name in PERIODS:
        return [value_of_period(name, each) for year in years for each in PERIODS[name].periods(year.year, year.as_of)]
    field = ledger.figures.axes_of(measure)[name].field
    if field is None:
        return []
    first, last = years[0].year.first_day, years[-1].as_of
    if name == "area" and ledger.viewpoint.areas_of:
        first = last = ledger.viewpoint.areas_of
    words = field.choices(ledger.profile, first, last)
    return [value_of(field, code, ledger.profile) for code, _label in words]


def of_records(name: str) -> bool:
    """Whether an axis is a field of the records, and not the time or area that every measure has."""
    return name not in PERIODS and name != "area"


def axes_of(ledger: Ledger, measures: Sequence[Measure]) -> dict[str, str]:
    """The axes by which some measures can be counted together, each with its heading."""
    known = [ledger.figures.axes_of(measure) for measure in measures]
    common = {name: axis for name, axis in known[0].items() if all(name in axes for axes in known)}
    return {name: _(time.label) for name, time in PERIODS.items()} | {name: axis.label for name, axis in common.items()}


def named_axes() -> dict[str, Field | None]:
    """Every axis by which some measure can be counted, but for month and area, with the field behind it."""
    from ..ledger.axes import every

    return {name: None for name in PERIODS if name != "month"} | every()


def label_of(ledger: Ledger, measure: Measure, name: str) -> str:
    """The heading of an axis."""
    return _(PERIODS[name].label) if name in PERIODS else ledger.figures.axes_of(measure)[name].label


def check_axes(ledger: Ledger, measures: Sequence[Measure], by: Sequence[str]) -> None:
    """Refuse axes that cannot be crossed, and one that the measures do not have in common."""
    if len(by) > 2 or len(set(by)) < len(by) or len(set(by) & PERIODS.keys()) > 1:
        raise UnknownWord(
            _("--by は二つまでで、期間（month、quarter、half、year）はそのうち一つです。"),
            _("例: --by main_topic --by area"),
            rule="unknown-word",
        )
    known = {measure: ledger.figures.axes_of(measure) for measure in measures}
    words = {name: time.label for name, time in PERIODS.items()}
    words |= {name: axis.label for axes in known.values() for name, axis in axes.items()}
    for name in by:
        if name not in words:
            labelled = [_("{name}（{label}）").format(name=each, label=_(label)) for each, label in words.items()]
            raise unknown_choice(_("集計の軸"), name, labelled)
        if of_records(name):
            _check_common(known, name, words[name])


def _check_common(known: Mapping[Measure, Mapping[str, Axis]], name: str, label: str) -> None:
    """Refuse a field that the records of some measures do not have, or that is another one there."""
    lacking = [measure for measure, axes in known.items() if name not in axes]
    if lacking:
        raise UnknownWord(
            _("軸 {name}（{label}）のない集計項目があります: {measures}").format(
                name=name, label=label, measures=_("、").join(measure.label for measure in lacking)
            ),
            _("--measure で、この軸のある集計項目だけを選んでください: {measures}").format(
                measures=_("、").join(measure.name for measure in known if measure not in lacking)
            ),
            rule="unknown-word",
        )
    first, *others = known
    for other in others:
        if _values_from(known[first][name]) != _values_from(known[other][name]):
            raise UnknownWord(
                _("軸 {name}（{label}）は、{first}と{other}では別のものです。").format(
                    name=name, label=label, first=first.label, other=other.label
                ),
                _("--measure で、どちらか一方を選んでください。"),
                rule="unknown-word",
            )


def _values_from(axis: Axis) -> tuple[str, object]:
    """Where the values of an axis come from: the same choices, the same list, or names for the same thing."""
    return axis.label, getattr(axis.field, "of", None)


def check_base(measures: Sequence[Measure], by: Sequence[str], percent_of: str) -> None:
    """Refuse shares of a total that there is not, or of an axis that is not asked for; "" asks for none."""
    if not percent_of:
        return
    if percent_of not in ("total", *by):
        raise UnknownWord(
            _("--percent-of の軸「{name}」が --by にありません。").format(name=notation.quoted(percent_of)),
            _("使えるもの: {words}").format(words=_("、").join(by)),
            rule="unknown-word",
        )
    if len(by) == 1 and percent_of in by:
        raise UnknownWord(
            _("--percent-of {name} だけでは、どの値も 100.0 になります。").format(name=percent_of),
            _("計に対する割合は --percent で、{name} ごとの割合は --by をもう一つ足すと出せます。").format(
                name=percent_of
            ),
            rule="unknown-word",
        )
    for measure, name in product(measures, by):
        if name != percent_of and not has_total(measure, name):
            label = _(PERIODS[name].label)
            raise UnknownWord(
                _("{measure}には{label}を通した計がないので、それに対する割合は出せません。").format(
                    measure=measure.label, label=label
                ),
                _("--by を二つにして --percent-of {name} とすると、{label}ごとの計に対する割合になります。").format(
                    name=name, label=label
                ),
                rule="unknown-word",
            )


def has_total(measure: Measure, name: str) -> bool:
    """Whether there is a total across an axis: none across years, and of a state none across time (rule 6)."""
    return name != "year" and not (measure.state and name in PERIODS)
