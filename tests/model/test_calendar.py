"""The office's calendar: fiscal years and their parts, months, the year before, eras and printed days."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from welfare_cli.model import calendar
from welfare_cli.model.calendar import FiscalYear, Period

if TYPE_CHECKING:
    from collections.abc import Callable

    Split = Callable[[FiscalYear, str], tuple[Period, ...]]

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)).map(datetime.date.isoformat)
OPENING_MONTHS = st.integers(1, 12)
SPLITS = st.sampled_from((calendar.months, calendar.quarters, calendar.halves, calendar.years))


def _date(day: str) -> datetime.date:
    return datetime.date.fromisoformat(day)


# Days and months


@given(DAYS)
def test_neighbouring_days_lie_one_day_apart(day: str) -> None:
    """The day after and the day before undo each other and are one day away."""
    assert calendar.day_before(calendar.day_after(day)) == day
    assert _date(calendar.day_after(day)) - _date(day) == datetime.timedelta(days=1)


@given(DAYS, st.integers(0, 4000))
def test_days_before_counts_days(day: str, number: int) -> None:
    """So many days before a day is as far away as a calendar says."""
    assert _date(day) - _date(calendar.days_before(day, number)) == datetime.timedelta(days=number)


@given(DAYS)
def test_last_day_of_month_is_followed_by_a_first(day: str) -> None:
    """The last day of a month lies in the month, and the next day does not."""
    last_day = calendar.last_day_of_month(calendar.month_of(day))
    assert calendar.month_of(last_day) == calendar.month_of(day)
    assert calendar.day_after(last_day).endswith("-01")
    assert calendar.is_month_end(day) == (day == last_day)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2024-12-31", "2023-12-31"),
        ("2025-02-28", "2024-02-29"),
        ("2024-02-29", "2023-02-28"),
        ("2024-02-28", "2023-02-28"),
        ("2026-02-28", "2025-02-28"),
        ("2024-12-15", "2023-12-15"),
    ],
)
def test_year_before_keeps_month_ends(day: str, before: str) -> None:
    """The same period of the year before ends on the same day, or with the month where this one does."""
    assert calendar.year_before(day) == before


@given(DAYS)
def test_year_before_is_the_same_day_or_the_months_end(day: str) -> None:
    """The year before agrees with dateutil, except that a month's end stays a month's end."""
    before = calendar.year_before(day)
    if calendar.is_month_end(day):
        assert calendar.is_month_end(before)
        assert before[:7] == f"{int(day[:4]) - 1}-{day[5:7]}"
    else:
        assert before == (_date(day) - relativedelta(years=1)).isoformat()


@given(DAYS, OPENING_MONTHS)
def test_year_before_lies_in_the_fiscal_year_before(day: str, opening_month: int) -> None:
    """The day that last year's column is cut at lies in last year."""
    year = FiscalYear.of(day, opening_month)
    assert FiscalYear.of(calendar.year_before(day), opening_month) == FiscalYear(year.year - 1, opening_month)


@given(DAYS, DAYS)
def test_year_before_keeps_the_order_of_days(one: str, other: str) -> None:
    """A later day is never compared with an earlier one of the year before."""
    earlier, later = sorted((one, other))
    assert calendar.year_before(earlier) <= calendar.year_before(later)


# Fiscal years and their parts


def test_fiscal_year_runs_from_april_to_march_inclusive() -> None:
    """The year 2024 begins on 1 April 2024, ends on 31 March 2025, and has twelve months."""
    year = FiscalYear(2024)
    assert (year.first_day, year.last_day, year.next_day) == ("2024-04-01", "2025-03-31", "2025-04-01")
    assert (year.months()[0], year.months()[8], year.months()[9], year.months()[-1]) == (
        "2024-04",
        "2024-12",
        "2025-01",
        "2025-03",
    )
    assert len(set(year.months())) == 12


def test_fiscal_year_may_be_the_calendar_year() -> None:
    """An office whose year opens in January has the calendar year."""
    year = FiscalYear(2024, 1)
    assert (year.first_day, year.last_day, year.next_day) == ("2024-01-01", "2024-12-31", "2025-01-01")
    assert FiscalYear.of("2024-01-01", 1) == year


@given(DAYS, OPENING_MONTHS)
def test_every_day_lies_in_its_fiscal_year(day: str, opening_month: int) -> None:
    """The fiscal year of a day contains that day."""
    year = FiscalYear.of(day, opening_month)
    assert year.first_day <= day <= year.last_day < year.next_day
    assert calendar.month_of(day) in year.months()


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2024, "令和６年度"),
        (2020, "令和２年度"),
        (2019, "令和元年度"),
        (2018, "平成３０年度"),
        (1989, "平成元年度"),
        (1988, "昭和６３年度"),
    ],
)
def test_fiscal_year_is_named_as_documents_name_it(year: int, label: str) -> None:
    """A fiscal year bears the era of the December it contains, whatever month it opens in."""
    assert {FiscalYear(year, opening_month).label() for opening_month in (1, 4, 10)} == {label}


def test_fiscal_years_and_periods_compare_by_value() -> None:
    """Equal years and periods are equal, hash alike and differ from others."""
    assert FiscalYear(2024) == FiscalYear(2024, 4)
    assert FiscalYear(2024) != FiscalYear(2024, 1)
    assert len({FiscalYear(2024), FiscalYear(2024), FiscalYear(2025)}) == 2
    april = Period("2024-04", "2024-04-01", "2024-04-30")
    assert april == Period("2024-04", "2024-04-01", "2024-04-30", False)
    assert april != Period("2024-04", "2024-04-01", "2024-04-30", True)
    assert len({april, Period("2024-04", "2024-04-01", "2024-04-30")}) == 1


def test_periods_are_cut_at_the_as_of_date() -> None:
    """On 15 December the third quarter and the second half are unfinished, and nothing after them is shown."""
    year, as_of = FiscalYear(2024), "2024-12-15"
    assert calendar.months(year, as_of)[-1] == Period("2024-12", "2024-12-01", "2024-12-15", cut=True)
    assert calendar.quarters(year, as_of) == (
        Period("2024-Q1", "2024-04-01", "2024-06-30"),
        Period("2024-Q2", "2024-07-01", "2024-09-30"),
        Period("2024-Q3", "2024-10-01", "2024-12-15", cut=True),
    )
    assert calendar.halves(year, as_of) == (
        Period("2024-H1", "2024-04-01", "2024-09-30"),
        Period("2024-H2", "2024-10-01", "2024-12-15", cut=True),
    )
    assert calendar.years(year, as_of) == (Period("2024", "2024-04-01", "2024-12-15", cut=True),)


def test_a_period_that_ends_on_the_as_of_date_is_whole() -> None:
    """On 31 December the third quarter is complete, and the fourth belongs to the named year although 2025 comes."""
    year = FiscalYear(2024)
    assert calendar.quarters(year, "2024-12-31")[-1] == Period("2024-Q3", "2024-10-01", "2024-12-31")
    assert calendar.quarters(year, "2025-01-01")[-1] == Period("2024-Q4", "2025-01-01", "2025-01-01", cut=True)


@given(DAYS, OPENING_MONTHS, SPLITS)
def test_periods_partition_the_year_up_to_the_as_of_date(day: str, opening_month: int, split: Split) -> None:
    """The periods follow one another without gap from the first day to the as-of date; only the last may be cut."""
    year = FiscalYear.of(day, opening_month)
    periods = split(year, day)
    assert periods[0].first_day == year.first_day
    assert periods[-1].last_day == day
    assert all(calendar.day_after(one.last_day) == following.first_day for one, following in pairwise(periods))
    assert not any(period.cut for period in periods[:-1])
    whole = split(year, year.last_day)
    assert periods[-1].cut == (day != whole[len(periods) - 1].last_day)
    assert [period.key for period in periods] == [period.key for period in whole[: len(periods)]]


@given(st.integers(1900, 2100), OPENING_MONTHS, SPLITS)
def test_no_period_before_the_year_and_none_cut_after_it(number: int, opening_month: int, split: Split) -> None:
    """Before a year begins it has no periods; once it is over they are all whole."""
    year = FiscalYear(number, opening_month)
    assert split(year, calendar.day_before(year.first_day)) == ()
    assert split(year, year.next_day) == split(year, year.last_day)
    assert split(year, year.next_day)[-1].last_day == year.last_day
    assert not any(period.cut for period in split(year, year.last_day))


# Eras, and days as documents write them


@pytest.mark.parametrize(
    ("day", "era"),
    [
        ("2019-05-01", ("令和", 1)),
        ("2019-04-30", ("平成", 31)),
        ("1989-01-08", ("平成", 1)),
        ("1989-01-07", ("昭和", 64)),
        ("1926-12-25", ("昭和", 1)),
        ("1926-12-24", ("大正", 15)),
        ("1912-07-30", ("大正", 1)),
        ("1912-07-29", ("明治", 45)),
    ],
)
def test_eras_begin_and_end_on_their_days(day: str, era: tuple[str, int]) -> None:
    """An era begins on its first day and the one before ends on the day before."""
    assert calendar.era_of(day) == era


def test_no_era_before_the_first() -> None:
    """A day before 1868 has no era here and is not given a negative one."""
    with pytest.raises(ValueError, match="1867-12-31"):
        calendar.era_of("1867-12-31")


def test_days_are_printed_full_width() -> None:
    """Documents print days in full-width figures, the first year of an era as 元年, without leading zeros."""
    assert calendar.wareki("2024-12-31") == "令和６年１２月３１日"
    assert calendar.wareki("2019-05-01") == "令和元年５月１日"
    assert calendar.era_year("2019-05-01") == "令和元年"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2024-12-31", "令和６年１２月末時点"),
        ("2024-12-15", "令和６年１２月１５日現在"),
        ("2024-02-28", "令和６年２月２８日現在"),
        ("2025-02-28", "令和７年２月末時点"),
    ],
)
def test_as_of_words_name_a_month_end(day: str, words: str) -> None:
    """An as-of date is 末時点 at the end of a month only, and 現在 on any other day."""
    assert calendar.as_of_words(day) == words


@pytest.mark.parametrize(("number", "printed"), [(0, "０"), (322, "３２２"), (1818, "１，８１８"), (-18, "▲１８")])
def test_numbers_are_printed_full_width(number: int, printed: str) -> None:
    """Documents print full-width figures with full-width commas, and ▲ before a fall."""
    assert calendar.full_width(number) == printed
