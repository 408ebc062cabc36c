"""Recurring days: 第2・第4火曜, 隔週金曜, 月末, “2nd and 4th Tuesday”, or an iCalendar rule (RFC 5545)."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice, takewhile

from ..errors import UnknownWord
from ..words import _
from .notation import quoted

WEEKDAYS = "月火水木金土日"
LAST = ("最終", "最後", "last")
WEEKLY = "FREQ=WEEKLY;INTERVAL="
MOST = 200
"""The maximum number of days of one plan: four years of weeks."""
_DAYS = f"([{WEEKDAYS}](?:曜日?)?(?:[・、,]?[{WEEKDAYS}](?:曜日?)?)*)"
_WEEKLY = re.compile(rf"(毎週|隔週|[1-9]\d?週(?:間)?ごと(?:の)?){_DAYS}")
_NTH = re.compile(rf"(?:毎月)?((?:第?\d|最終|最後)(?:[・、,](?:第?\d|最終|最後))*)(?:の)?{_DAYS}")
_ICALENDAR = re.compile(
    r"(?:RRULE:)?FREQ=(?:DAILY|WEEKLY|MONTHLY)"
    r"(?:;(?:INTERVAL=[1-9]\d?|COUNT=\d{1,3}|UNTIL=\d{8}|WKST=[A-Z]{2}|BY(?:DAY|MONTHDAY|MONTH|SETPOS)=[-+A-Z0-9,]+))*"
)
_DATE = re.compile(r"(?:毎月)?(?:(\d{1,2})日|月?末日?)")

_ENGLISH = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        ("last day(?: of (?:the|each) month)?", "月末"),
        (r"^(?:day |the )?(\d{1,2})(?:st|nd|rd|th)?$", r"\1日"),
        (r"(\d)(?:st|nd|rd|th)", r"第\1"),
        ("every (?:other|second)", "隔週"),
        ("every", "毎週"),
        ("last", "最終"),
        *(
            (f"{each[:3]}(?:{each[3:]})?s?", WEEKDAYS[place])
            for place, each in enumerate(
                ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
            )
        ),
        (" ?(?:and|,) ?(?:the )?", "・"),
    )
)
"""The Japanese for each English word, in the order of replacement."""


def days_of(text: str, first: str, last: str) -> list[str]:
    """Return the days of a recurrence from one day to another, both inclusive.

    `UnknownWord` (2) if the text cannot be read, no day matches, or more than `MOST` do.
    """
    from datetime import datetime

    from dateutil.rrule import rrulestr

    start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    rule = _rule(text)
    if WEEKLY in rule:  # every second Friday begins with the first one in the period
        start = next(iter(rrulestr(re.sub("INTERVAL=[0-9]+", "INTERVAL=1", rule), dtstart=start)))
    found = [each.date().isoformat() for each in islice(takewhile(end.__ge__, rrulestr(rule, dtstart=start)), MOST + 1)]
    if not found:
        raise UnknownWord(
            _("{first} から {last} までに、「{text}」の日はありません。").format(
                first=first, last=last, text=quoted(text)
            ),
            _("--from と --until を確かめてください。"),
        )
    if len(found) > MOST:
        raise UnknownWord(
            _("「{text}」の日が {number} 回を超えます。").format(text=quoted(text), number=MOST),
            _("--until を近い日にして、分けて予定してください。"),
        )
    return found


def _rule(text: str) -> str:
    """Return the iCalendar rule of a recurrence; accept a rule itself, too."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _ICALENDAR.fullmatch(plain):
        return _checked(plain, text)
    plain = plain.casefold()
    for english, japanese in _ENGLISH:
        plain = english.sub(japanese, plain)
    plain = plain.replace(" ", "")
    if found := _WEEKLY.fullmatch(plain):
        every = {"毎": "1", "隔": "2"}.get(found[1][0]) or re.sub(r"\D", "", found[1])
        return _checked(f"{WEEKLY}{every};BYDAY={','.join(_weekdays(found[2]))}", text)
    if found := _NTH.fullmatch(plain):
        places = ["-1" if each in LAST else each.lstrip("第") for each in re.split("[・、,]", found[1])]
        days = ",".join(place + day for place in places for day in _weekdays(found[2]))
        return _checked(f"FREQ=MONTHLY;BYDAY={days}", text)
    if found := _DATE.fullmatch(plain):
        return _checked(f"FREQ=MONTHLY;BYMONTHDAY={found[1] or -1}", text)
    raise _unreadable(text)


def _weekdays(text: str) -> list[str]:
    """Return the iCalendar names of weekdays: 火曜・木曜 is TU and TH."""
    names = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    days = re.sub("曜日?", "", text)
    return [names[WEEKDAYS.index(each)] for each in days if each in WEEKDAYS]


def _checked(rule: str, text: str) -> str:
    from dateutil.rrule import rrulestr

    try:
        rrulestr(rule)
    except (ValueError, KeyError) as error:
        raise _unreadable(text) from error
    return rule


def _unreadable(text: str) -> UnknownWord:
    return UnknownWord(
        _("繰り返し「{text}」を読めません。").format(text=quoted(text)),
        _("例: 毎週火曜、隔週金曜、第2火曜、第2・第4木曜、最終金曜、毎月15日、月末"),
    )
