"""The clock by which entries arrive: what counts as a jump, and the warning about one."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

CLOCK_AT = "COALESCE(clock_at, written_at)"
"""The clock here as it was read when an entry arrived: before schema 6, every entry was written where it arrived."""
BACK = timedelta(days=1)
FORWARD = timedelta(days=40)
"""So long without an entry is a jump of the clock: an office that imports once a month is never so late."""


def clock_of(connection: sqlite3.Connection, number: int) -> datetime:
    """What the clock here showed when an entry arrived."""
    row = connection.execute(f"SELECT {CLOCK_AT} FROM entry WHERE number = ?", (number,)).fetchone()
    return datetime.fromisoformat(str(row[0]))


def warning(connection: sqlite3.Connection, number: int, now: datetime, local: Callable[[datetime], datetime]) -> str:
    """What the user should know of the clock before an entry after `number` is written; "" where it runs as usual.

    A clock that goes back is wrong now or was wrong then. One that goes forward looks like an office at rest, until
    the time without an entry is longer than any office has.
    """
    if not number:
        return ""
    before = clock_of(connection, number)
    if before - now > BACK:
        words = _(
            "パソコンの時計が {now} で、前の記入（記入番号 {number}、{before}）より {days} 日戻っています。"
            "今の時計を確かめてください。どちらが誤りでも、記入の順は正しく残ります。"
        )
    elif now - before > FORWARD:
        words = _(
            "パソコンの時計が {now} で、前の記入（記入番号 {number}、{before}）から {days} 日たっています。"
            "時計が進んでいないか確かめてください。"
        )
    else:
        return ""
    return words.format(
        now=local(now).date().isoformat(),
        number=number,
        before=local(before).date().isoformat(),
        days=f"{abs(now - before).days:,}",
    )
