"""過年度集計: the figures of years of which the office has only totals."""

from __future__ import annotations

from ..errors import Problem
from ..words import N_, _
from .calendar import FiscalYear, day_before, last_day_of_month
from .kind import Choice, FiscalYearField, Kind, Listed, MonthField, Number, Record, WordOf, not_asked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .kind import Value


def month_or_year(tally: Record, today: str) -> Iterator[Problem]:
    """Refuse a tally without month and fiscal year, or with both."""
    if bool(tally["month"]) == bool(tally["fiscal_year"]):
        yield Problem(
            "tally-period",
            _("年月と年度の、どちらか一つだけを指定してください。"),
            _("月ごとの数なら年月（2022-04）を、年度の合計なら年度（2022）を入れ、もう一方は空にします。"),
            field="month",
        )


AXES = {
    "topic": N_("課題"),
    "main_topic": N_("主たる課題"),
    "route": N_("相談経路"),
    "method": N_("方法"),
    "age_band": N_("年代"),
    "closing": N_("終結理由"),
}
"""The axes for whose values there are tallies."""
LISTS_OF = {
    "topic": "topics",
    "main_topic": "topics",
    "route": "routes",
    "method": "methods",
    "age_band": "age_bands",
    "closing": "closings",
}
"""The list with the values of an axis."""
ADDS_UP = ("main_topic", "route", "age_band", "closing")
"""The axes with one value for each record: their parts cannot exceed the total."""


def axis_and_value(tally: Record, today: str) -> Iterator[Problem]:
    """Refuse a tally with an axis but no value of it, or a value without its axis."""
    if bool(tally["axis"]) != bool(tally["value"]):
        given, missing = ("axis", "value") if tally["axis"] else ("value", "axis")
        yield Problem(
            "axis-without-value",
            _("{given}がありますが、{missing}がありません。").format(
                given=TALLY.by_name[given].label, missing=TALLY.by_name[missing].label
            ),
            _("内訳の数なら両方を、合計なら両方とも空にしてください。"),
            field=missing,
        )


def has_axis(cells: Mapping[str, str]) -> bool:
    """Return whether a tally, by the texts of its fields, is of one value of an axis."""
    return bool(cells.get("axis"))


def months_of(tally: Record, opening_month: int) -> tuple[str, str]:
    """Return the first and last day of a tally's month or fiscal year."""
    if tally["month"]:
        return f"{tally['month']}-01", last_day_of_month(tally.text("month"))
    year = FiscalYear(int(tally.text("fiscal_year") or 0), opening_month) if tally["fiscal_year"] else None
    return (year.first_day, year.last_day) if year else ("", "")


TALLY = Kind(
    "tally",
    N_("過年度集計"),
    plural="tallies",
    prefix="T",
    about=N_("合計しか残っていない年の件数。一つの数を一行に書きます。"),
    fields=(
        Listed("measure", N_("項目"), of="measures", required=True),
        MonthField("month", N_("年月"), note=N_("年度とどちらか一つ")),
        FiscalYearField("fiscal_year", N_("年度"), note=N_("年月とどちらか一つ")),
        Listed("area", N_("圏域"), of="areas", note=N_("空なら市全体の数")),
        Number("number", N_("件数"), required=True),
        Choice("axis", N_("区分"), of=AXES, later=True, asked_if=not_asked, note=N_("内訳の数なら、その区分")),
        WordOf(
            "value", N_("値"), lists=LISTS_OF, by="axis", later=True, asked_if=has_axis, note=N_("区分の一覧にある言葉")
        ),
    ),
    rules=(month_or_year, axis_and_value),
    span=months_of,
)


def check_tallies(
    tallies: list[Record], opening_month: int, begins: Mapping[str, str], named: Callable[[Record], str]
) -> Iterator[tuple[Record, Problem]]:
    """Check all tallies together: one figure for each measure, period and area, given in one way.

    The tallies of a measure and period are either by area or of the city (domain §3, rule 9); those of a measure and
    fiscal year are either by month or of the year. None is of a period that ends after the first day of the records of
    its measure (`begins`). `named` returns the name of the other tally in messages.
    """
    seen: dict[tuple[Value, ...], Record] = {}
    yield from _parts_exceed(tallies)
    for tally in tallies:
        measure, area, axis = tally["measure"], tally["area"], tally["axis"]
        period = tally.text("month") or tally.text("fiscal_year")
        year = _fiscal_year(tally, opening_month)
        if not measure or not period or year is None:
            continue
        begin = begins.get(str(measure), "")
        if begin and months_of(tally, opening_month)[1] >= begin:
            yield tally, _after_begin(tally, begin)
        other = seen.setdefault((measure, period, area, axis, tally["value"]), tally)
        if other is not tally:
            yield tally, _clash("tally-twice", _("同じ項目・期間・圏域の過年度集計 {ref} があります。"), named(other))
            continue
        other = seen.setdefault((measure, period, axis), tally)
        if bool(other["area"]) != bool(area):
            yield (
                tally,
                _clash(
                    "tally-area-or-city", _("同じ項目・期間の {ref} と、圏域別か市全体かが異なります。"), named(other)
                ),
            )
        other = seen.setdefault((measure, year, axis), tally)
        if bool(other["month"]) != bool(tally["month"]):
            yield (
                tally,
                _clash(
                    "tally-month-or-year", _("同じ項目・年度の {ref} と、月別か年度計かが異なります。"), named(other)
                ),
            )


def _parts_exceed(tallies: list[Record]) -> Iterator[tuple[Record, Problem]]:
    """Refuse each tally of one value if the parts of its measure, period and area exceed their total."""
    totals: dict[tuple[Value, str, Value], int] = {}
    parts: dict[tuple[Value, str, Value, Value], int] = {}
    for tally in tallies:
        key = tally["measure"], tally.text("month") or tally.text("fiscal_year"), tally["area"]
        number = int(tally.text("number") or 0)
        if not tally["axis"]:
            totals[key] = number
        elif tally["axis"] in ADDS_UP:
            parts[*key, tally["axis"]] = parts.get((*key, tally["axis"]), 0) + number
    for tally in tallies:
        key = tally["measure"], tally.text("month") or tally.text("fiscal_year"), tally["area"]
        total, part = totals.get(key), parts.get((*key, tally["axis"]), 0)
        if tally["axis"] and total is not None and part > total:
            yield (
                tally,
                Problem(
                    "tally-parts-exceed",
                    _("{axis}ごとの数を足すと {parts} で、合計の {total} より多くなります。").format(
                        axis=_(AXES[tally.text("axis")]), parts=f"{part:,}", total=f"{total:,}"
                    ),
                    _("内訳か合計の数を確かめてください。"),
                    field="number",
                ),
            )


def _after_begin(tally: Record, begin: str) -> Problem:
    return Problem(
        "tally-after-begin",
        _("{begin} から記録を数えるので、その月や、その月を含む年度の過年度集計は入れられません。").format(begin=begin),
        _("{month} までの月ごとの数を、年月で入れてください。始まりの日は、設定の records_begin です。").format(
            month=day_before(begin)[:7]
        ),
        field="month" if tally["month"] else "fiscal_year",
    )


def _fiscal_year(tally: Record, opening_month: int) -> int | None:
    if tally["month"]:
        return FiscalYear.of(f"{tally['month']}-01", opening_month).year
    return int(tally.text("fiscal_year")) if tally["fiscal_year"] else None


def _clash(rule: str, words: str, other: str) -> Problem:
    return Problem(rule, words.format(ref=other), _("どちらか一方だけを残してください。"), field="measure")
