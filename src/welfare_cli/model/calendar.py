"""The office's calendar: days, months, fiscal years and their parts, eras.

A day is its ISO text, `2024-12-31`, which sorts as a day; the ledger, CSV and JSON store it. Days are INCLUSIVE
everywhere in wfc: a year, period or validity that ends on a day contains that day. Printed days use the language of the
user: eras and full-width digits in Japanese, 31 December 2024 and FY2024 in English.
"""

from __future__ import annotations

import datetime

from ..values import derived, value
from ..words import JAPANESE, N_, _, language

FIRST_YEAR, LAST_YEAR = 1868, 2200  # the calendar years that wfc reads

# Name, letter and first day of each era, the newest first; an era ends on the day before the next one.
# The edict of Meiji backdates it to the first day of the year (wfc reads days before 1873 as Gregorian).
ERAS = (
    (N_("令和"), "R", "2019-05-01"),
    (N_("平成"), "H", "1989-01-08"),
    (N_("昭和"), "S", "1926-12-25"),
    (N_("大正"), "T", "1912-07-30"),
    (N_("明治"), "M", "1868-01-01"),
)

_FULL_WIDTH = str.maketrans("0123456789,-", "０１２３４５６７８９，▲")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


# Days and months


def zone_of(name: str) -> datetime.tzinfo:
    """Return a time zone by name. Japan has had one offset since 1951, which needs no time zone database."""
    if name == "Asia/Tokyo":
        return datetime.timezone(datetime.timedelta(hours=9), "JST")
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def day_after(day: str) -> str:
    """Return the next day."""
    return days_before(day, -1)


def day_before(day: str) -> str:
    """Return the previous day."""
    return days_before(day, 1)


def days_before(day: str, number: int) -> str:
    """Return the day a number of days before another."""
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=number)).isoformat()


def days_between(day: str, later: str) -> int:
    """Return the number of days from one day to a later one."""
    return (datetime.date.fromisoformat(later) - datetime.date.fromisoformat(day)).days


def month_of(day: str) -> str:
    """Return the calendar month of a day, as `2024-04`."""
    return day[:7]


def last_day_of_month(month: str) -> str:
    """Return the last day of a calendar month, given as `2024-04`."""
    return day_before(f"{_months_after(month, 1)}-01")


def is_month_end(day: str) -> bool:
    """Return whether a day is the last one of its month."""
    return day == last_day_of_month(month_of(day))


def year_before(day: str) -> str:
    """Return the last day of the same period of the year before (前年同期).

    It is the same day of that year, or the last day of the month for the last day of a month: wfc compares 28 February
    2025 with 29 February 2024.
    """
    month = _months_after(month_of(day), -12)
    return last_day_of_month(month) if is_month_end(day) else month + day[7:]


def year_after(day: str) -> str:
    """Return the same day of the year after; for 29 February, the last day of that February."""
    month = _months_after(month_of(day), 12)
    return min(month + day[7:], last_day_of_month(month))


def years_before(day: str, years: int) -> str:
    """Return the same day a number of years before; for the last day of a month, the last day of that month."""
    for _each in range(years):
        day = year_before(day)
    return day


def _months_after(month: str, number: int) -> str:
    years, index = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + number, 12)
    return f"{years:04}-{index + 1:02}"


# Fiscal years and their parts


@value
class FiscalYear:
    """A fiscal year, by its first calendar year: 2024 is 令和６年度, 2024-04-01 to 2025-03-31."""

    year: int
    opening_month: int = 4
    first_day: str = derived(factory=lambda self: f"{self.year:04}-{self.opening_month:02}-01")
    next_day: str = derived(factory=lambda self: f"{self.year + 1:04}-{self.opening_month:02}-01")
    last_day: str = derived(factory=lambda self: day_before(self.next_day))

    @classmethod
    def of(cls, day: str, opening_month: int = 4) -> FiscalYear:
        """Return the fiscal year of a day."""
        year, month = int(day[:4]), int(day[5:7])
        return cls(year if month >= opening_month else year - 1, opening_month)

    def months(self) -> tuple[str, ...]:
        """Return its twelve calendar months, as `2024-04` … `2025-03`."""
        return tuple(_months_after(month_of(self.first_day), number) for number in range(12))

    def label(self) -> str:
        """Return the name of the year in documents: 令和６年度, 令和元年度; in English FY2024.

        A fiscal year has the era of its 31 December: the one from April 2019 is 令和元年度 although it began in
        平成31年, and that of 1988 remains 昭和６３年度.
        """
        return _("{day.wareki_year}度").format(day=DayInWords.fromisoformat(f"{self.year:04}-12-31"))


@value
class Period:
    """A part of a fiscal year: a month `2024-04`, a fiscal quarter `2024-Q1`, a half `2024-H1`, or the year `2024`.

    `cut`: it ends on the as-of date, before its regular end.
    """

    key: str
    first_day: str
    last_day: str
    cut: bool = False


def month_period(month: str, last_day: str = "9999-12-31") -> Period:
    """Return a calendar month as a period, up to a day."""
    end = last_day_of_month(month)
    return Period(month, f"{month}-01", min(end, last_day), last_day < end)


def months(year: FiscalYear, as_of: str) -> tuple[Period, ...]:
    """Return the months of a fiscal year that have begun by the as-of date; it cuts the last one."""
    return _periods(year, as_of, year.months(), 1)


def quarters(year: FiscalYear, as_of: str) -> tuple[Period, ...]:
    """Return the fiscal quarters that have begun by the as-of date; Q1 is the first three months."""
    return _periods(year, as_of, tuple(f"{year.year:04}-Q{number}" for number in (1, 2, 3, 4)), 3)


def halves(year: FiscalYear, as_of: str) -> tuple[Period, ...]:
    """Return the halves of a fiscal year that have begun by the as-of date."""
    return _periods(year, as_of, tuple(f"{year.year:04}-H{number}" for number in (1, 2)), 6)


def years(year: FiscalYear, as_of: str) -> tuple[Period, ...]:
    """Return the fiscal year as one period up to the as-of date; none if it begins later."""
    return _periods(year, as_of, (f"{year.year:04}",), 12)


def _periods(year: FiscalYear, as_of: str, keys: tuple[str, ...], length: int) -> tuple[Period, ...]:
    """Return the parts of a fiscal year, each `length` months long, from its first day to the as-of date."""
    of_year = year.months()
    days = [
        (f"{first}-01", last_day_of_month(last))
        for first, last in zip(of_year[::length], of_year[length - 1 :: length], strict=True)
    ]
    return tuple(
        Period(key, first_day, min(last_day, as_of), as_of < last_day)
        for key, (first_day, last_day) in zip(keys, days, strict=True)
        if first_day <= as_of
    )


def last_end(part: str, today: str, opening_month: int = 4) -> str:
    """Return the last day of the newest `month`, fiscal `quarter` or fiscal `year` that ended before today."""
    if part == "month":
        return day_before(f"{month_of(today)}-01")
    year = FiscalYear.of(today, opening_month)
    over = [each.last_day for each in quarters(year, today) if each.last_day < today and not each.cut]
    return over[-1] if part == "quarter" and over else day_before(year.first_day)


# Eras, and days as documents write them


def era_of(day: str) -> tuple[str, int]:
    """Return the era of a day and its year: `("令和", 6)`."""
    for name, _letter, first_day in ERAS:
        if first_day <= day:
            return name, int(day[:4]) - int(first_day[:4]) + 1
    raise ValueError(f"{day} lies before the first era that wfc knows")


def era_year(day: str) -> str:
    """Return the year of a day as people type it: 令和6年, 令和元年."""
    name, year = era_of(day)
    return f"{name}{'元' if year == 1 else year}年"


class DayInWords(datetime.date):
    """A day for the messages, which contain its parts: `{day.wareki}`, or `{day.day} {day:%B} {day.year}`.

    wfc never sets the locale of the process, so `%B` is December everywhere.
    """

    @property
    def era_year(self) -> str:
        """令和6年."""
        return era_year(self.isoformat())

    @property
    def wareki_year(self) -> str:
        """令和６年."""
        return self.era_year.translate(_FULL_WIDTH)

    @property
    def wareki_month(self) -> str:
        """令和６年１２月."""
        return f"{self.era_year}{self.month}月".translate(_FULL_WIDTH)

    @property
    def wareki(self) -> str:
        """令和６年１２月３１日."""
        return f"{self.era_year}{self.month}月{self.day}日".translate(_FULL_WIDTH)


def wareki(day: str) -> str:
    """Return a day as documents print it: 令和６年１２月３１日, in English 31 December 2024."""
    return _("{day.wareki}").format(day=DayInWords.fromisoformat(day))


def month_words(month: str) -> str:
    """Return a month as the heading of a column: 4月, in English Apr."""
    return _("{day.month}月").format(day=DayInWords.fromisoformat(f"{month}-01"))


def as_of_words(day: str) -> str:
    """Return the as-of date as documents print it: 令和６年１２月末時点 at a month's end, 令和６年１２月１５日現在."""
    words = _("{day.wareki_month}末時点") if is_month_end(day) else _("{day.wareki}現在")
    return words.format(day=DayInWords.fromisoformat(day))


def in_full_width(text: str) -> str:
    """Return a text with full-width digits in Japanese, unchanged in English."""
    return text.translate(_FULL_WIDTH) if language() == JAPANESE else text


def first_year_as_number(text: str) -> str:
    """Return a text with the first year of an era as a number: 令和１年."""
    return text.replace("元年", f"{in_full_width('1')}年")


def in_half_width(text: str) -> str:
    """Return a text with half-width digits."""
    return text.translate(_HALF_WIDTH)


def full_width(number: int) -> str:
    """Return a number as documents print it: １，８１８, negative ▲１８; in English 1,818 and -18."""
    return in_full_width(f"{number:,}")
