"""The past stands: a connection that sees the ledger as it stood at an entry number.

Temporary views take the place of `entry`, `record` and `name`, so that whatever reads the ledger reads it as it
stood: records, lists and the profile alike. Of the counts, what was changed since is taken back (`counts.monthly`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ..errors import NotFound, Refused, UnknownWord
from ..model import notation
from ..model.calendar import day_after
from ..words import _
from . import counts, entries, profile_records
from .entries import CLOCK_AT, clock_of, instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.profile import Profile
    from .engine import Connection


def number_at(connection: Connection, text: str, now: datetime, local: Callable[[datetime], datetime]) -> int:
    """The newest entry at an entry number, a moment, or the end of a day in the office's time zone; today means now.

    A moment is one of the clock here: it means the newest entry whose clock had not passed it, and all before that. A
    command is known whole or not at all: the number is that of a command's last entry.
    """
    newest = entries.head(connection)[0]
    number = _number(text)
    if number is None:
        moment = _moment(notation.tidy(text), local(now))
        if moment and moment > max(now, clock_of(connection, newest)):
            raise NotFound(
                _("「{text}」はこれから先の時点です。").format(text=notation.quoted(text)),
                _("今日か、それより前を指定してください。"),
            )
        at = f"SELECT number FROM entry WHERE {CLOCK_AT} <= ? ORDER BY number DESC LIMIT 1"
        number = int(connection.single(at, (instant(moment),), 0)) if moment else newest
    if number > newest:
        raise NotFound(
            _("記入番号 {number} はまだありません。").format(number=number),
            _("一番新しい記入番号は {number} です。").format(number=newest),
        )
    first = _end_of_command(connection, 1)
    if number < 1:
        raise NotFound(
            _("「{text}」には、この台帳はまだありませんでした。").format(text=notation.quoted(text)),
            _("この台帳は、記入番号 {number}（{moment}）から始まります。").format(
                number=first, moment=local(clock_of(connection, first)).strftime("%Y-%m-%d %H:%M")
            ),
        )
    return _end_of_command(connection, number)


def day_of(text: str, now: datetime, local: Callable[[datetime], datetime]) -> str:
    """The day, in the office's time zone, of a text that names a day or a moment; "" of an entry number."""
    if _number(text) is not None:
        return ""
    return local(_moment(notation.tidy(text), local(now)) or now).date().isoformat()


def _number(text: str) -> int | None:
    """An entry number, None of anything else."""
    try:
        return notation.read_number(text)
    except Refused:
        return None


def _moment(plain: str, now: datetime) -> datetime | None:
    """A moment, or the last one of a day, a minute or a second.

    None of today, which has no end yet and means all that is known.
    """
    try:
        if ":" in plain:
            moment = datetime.fromisoformat(plain)
            moment = _last_of(plain, moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo), now)
        else:
            day = notation.read_day(plain, now.date().isoformat())
            if day == now.date().isoformat():
                return None
            moment = datetime.fromisoformat(f"{day_after(day)}T00:00") - timedelta(microseconds=1)
        return (moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)).astimezone(UTC)
    except (Refused, ValueError, OverflowError) as error:
        raise UnknownWord(
            _("「{text}」は時点として読めません。").format(text=notation.quoted(plain)),
            _("記入番号（3975）、日付（2025-01-23）、時刻（2025-01-23T18:00）か、提出版の名前で指定してください。"),
        ) from error


def _last_of(plain: str, moment: datetime, now: datetime) -> datetime:
    """The last moment of a minute or a second, as the log prints it; of the one that is now, now."""
    if "." in plain:
        return moment
    lasts = timedelta(seconds=1) if re.search(r":\d\d:\d\d", plain) else timedelta(minutes=1)
    last = moment + lasts - timedelta(microseconds=1)
    return now if moment <= now < last else last


def _end_of_command(connection: Connection, number: int) -> int:
    """The last entry of the command that an entry belongs to."""
    last = "SELECT number - 1 FROM entry WHERE number > ? AND command > ? ORDER BY number LIMIT 1"
    return int(connection.single(last, (number, number)) or entries.head(connection)[0])


def look_back(connection: Connection, number: int, profile: Profile | None = None) -> None:
    """Let a connection see the ledger as it stood when the entry of a number was the newest; nothing can be written.

    A transaction is open and stays open: what others write from now on is not seen. With a profile, everything is
    counted by its fiscal years and begin dates instead of those of that moment.
    """
    now = profile_records.standing(connection)
    connection.declare_view("entry", f"SELECT * FROM main.entry WHERE number <= {number}")
    connection.declare_view(
        "record",
        "SELECT record, kind, ref, ref_key, ref_number, entry, version, void, family, day FROM main.stood "
        f"WHERE +entry <= {number} AND +until > {number}",  # + or all that came before would be gone through
    )
    connection.declare_view("name", f"SELECT * FROM main.name WHERE entry <= {number}")
    then = profile_records.standing(connection)
    profile = profile or then
    if not (now.counts_as(then) and then.counts_as(profile)):  # what is kept, and what changed since, is by others
        _count_anew(connection, profile)


def _count_anew(connection: Connection, profile: Profile) -> None:
    """Let a connection count everything anew by the fiscal years and begin dates of a profile."""
    connection.declare_view("derivation", "SELECT * FROM main.derivation WHERE name <> 'measures'")
    days = [row[0] for row in connection.execute("SELECT day FROM main.calendar").fetchall()]
    columns = "day TEXT PRIMARY KEY, fiscal_year INTEGER NOT NULL, year_day TEXT NOT NULL, next_year_day TEXT NOT NULL"
    connection.declare_table("calendar", columns, counts.calendar(profile.opening_month, days))
