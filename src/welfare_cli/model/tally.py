"""過年度集計: the figures of years that are known only as totals."""

from __future__ import annotations

from ..errors import Problem
from ..words import N_, _
from .calendar import FiscalYear, last_day_of_month
from .kind import FiscalYearField, Kind, Listed, MonthField, Number, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .kind import Value


def month_or_year(tally: Record, today: str) -> Iterator[Problem]:
    """A tally is of a month or of a fiscal year, not of both or neither."""
    if bool(tally["month"]) == bool(tally["fiscal_year"]):
        yield Problem(
            "tally-period",
            _("年月と年度の、どちらか一つだけを指定してください。"),
            _("月ごとの数なら年月（2022-04）を、年度の合計なら年度（2022）を入れ、もう一方は空にします。"),
            field="month",
        )


def months_of(tally: Record, opening_month: int) -> tuple[str, str]:
    """The first and last day of a tally's month or fiscal year."""
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
    ),
    rules=(month_or_year,),
    span=months_of,
)


def check_tallies(
    tallies: list[Record], opening_month: int, named: Callable[[Record], str]
) -> Iterator[tuple[Record, Problem]]:
    """Check all tallies together: one figure for one measure, period and area, and one way of giving it.

    For one measure and period they are given either by area or as the city's total (domain §3, rule 9), and
    for one measure and fiscal year either by month or for the whole year. `named` says where the other one is.
    """
    seen: dict[tuple[Value, str, Value], Record] = {}
    by_area: dict[tuple[Value, str], Record] = {}
    by_month: dict[tuple[Value, int], Record] = {}
    for tally in tallies:
        measure, area = tally["measure"], tally["area"]
        period = tally.text("month") or tally.text("fiscal_year")
        year = _fiscal_year(tally, opening_month)
        if not measure or not period or year is None:
            continue
        other = seen.setdefault((measure, period, area), tally)
        if other is not tally:
            yield tally, _clash("tally-twice", _("同じ項目・期間・圏域の過年度集計 {ref} があります。"), named(other))
            continue
        other = by_area.setdefault((measure, period), tally)
        if bool(other["area"]) != bool(area):
            yield (
                tally,
                _clash(
                    "tally-area-or-city", _("同じ項目・期間の {ref} と、圏域別か市全体かが異なります。"), named(other)
                ),
            )
        other = by_month.setdefault((measure, year), tally)
        if bool(other["month"]) != bool(tally["month"]):
            yield (
                tally,
                _clash(
                    "tally-month-or-year", _("同じ項目・年度の {ref} と、月別か年度計かが異なります。"), named(other)
                ),
            )


def _fiscal_year(tally: Record, opening_month: int) -> int | None:
    if tally["month"]:
        return FiscalYear.of(f"{tally['month']}-01", opening_month).year
    return int(tally.text("fiscal_year")) if tally["fiscal_year"] else None


def _clash(rule: str, words: str, other: str) -> Problem:
    return Problem(rule, words.format(ref=other), _("どちらか一方だけを残してください。"), field="measure")
