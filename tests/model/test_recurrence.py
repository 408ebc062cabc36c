"""Recurring days: as the office writes them, or as an iCalendar rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from welfare_cli.errors import UnknownWord
from welfare_cli.model.recurrence import MOST, WEEKDAYS, days_of

FIRST, LAST = "2025-01-23", "2025-06-30"  # from a Thursday


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("第2火曜", ["2025-02-11", "2025-03-11", "2025-04-08", "2025-05-13", "2025-06-10"]),
        ("毎月第２火曜日", ["2025-02-11", "2025-03-11", "2025-04-08", "2025-05-13", "2025-06-10"]),
        ("第2・第4木曜", ["2025-01-23", "2025-02-13", "2025-02-27", "2025-03-13", "2025-03-27"]),
        ("最終金曜", ["2025-01-31", "2025-02-28", "2025-03-28", "2025-04-25", "2025-05-30"]),
        ("隔週火曜", ["2025-01-28", "2025-02-11", "2025-02-25", "2025-03-11", "2025-03-25"]),
        ("3週間ごとの月曜", ["2025-01-27", "2025-02-17", "2025-03-10", "2025-03-31", "2025-04-21"]),
        ("毎週火・木", ["2025-01-23", "2025-01-28", "2025-01-30", "2025-02-04", "2025-02-06"]),
        ("毎月31日", ["2025-01-31", "2025-03-31", "2025-05-31"]),
        ("月末", ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]),
        ("2nd and 4th Thursday", ["2025-01-23", "2025-02-13", "2025-02-27", "2025-03-13", "2025-03-27"]),
        ("every other Tue", ["2025-01-28", "2025-02-11", "2025-02-25", "2025-03-11", "2025-03-25"]),
        ("every Tuesday and Thursday", ["2025-01-23", "2025-01-28", "2025-01-30", "2025-02-04", "2025-02-06"]),
        ("Last Friday", ["2025-01-31", "2025-02-28", "2025-03-28", "2025-04-25", "2025-05-30"]),
        ("last day of the month", ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]),
        ("31st", ["2025-01-31", "2025-03-31", "2025-05-31"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2025-01-31", "2025-02-28", "2025-03-28", "2025-04-25", "2025-05-30"]),
    ],
)
def test_a_recurrence_is_read_as_it_is_written(text: str, days: list[str]) -> None:
    """In any width of digits; every second week counts from the first day that fits."""
    assert days_of(text, FIRST, LAST)[:5] == days


@pytest.mark.parametrize(
    "text",
    ["", "第2", "火曜", "第0火曜", "毎月0日", "FREQ=DAILY;INTERVAL=0", "FREQ=WEEKLY;BYDAY=XX", "FREQ=HOURLY", "時々"],
)
def test_what_is_no_recurrence_is_refused_with_examples(text: str) -> None:
    """What could mean two things, or nothing, is not guessed."""
    with pytest.raises(UnknownWord, match="を読めません") as refused:
        days_of(text, FIRST, LAST)
    assert "第2火曜" in refused.value.problems[0].remedy


@pytest.mark.parametrize(
    ("text", "last", "says"), [("第6火曜", LAST, "日はありません"), ("毎週月火", "2035-01-01", "超えます")]
)
def test_no_day_and_too_many_are_refused(text: str, last: str, says: str) -> None:
    """A plan has at least one day, and no more than somebody looks through."""
    with pytest.raises(UnknownWord, match=says):
        days_of(text, FIRST, last)


@given(st.integers(1, 4), st.sampled_from(WEEKDAYS), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_the_nth_weekday_is_that_of_the_calendar(place: int, weekday: str, first: date) -> None:
    """Each day found is that weekday, in that week of its month, and no month in between is left out."""
    last = first.replace(year=first.year + 2, day=1)
    found = [date.fromisoformat(day) for day in days_of(f"第{place}{weekday}曜", first.isoformat(), last.isoformat())]
    assert len(found) <= MOST
    assert {(WEEKDAYS[day.weekday()], (day.day - 1) // 7 + 1) for day in found} == {(weekday, place)}
    months = [day.year * 12 + day.month for day in found]
    assert months == list(range(months[0], months[0] + len(months)))
    assert len(months) in (23, 24, 25)
