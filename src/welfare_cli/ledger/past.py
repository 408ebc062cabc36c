"""The past stands: a connection that sees the ledger as it stood at an entry number.

Temporary views take the place of what is derived (`record`, `link`, `name`, `daily_count`) and of `entry`, so that
whatever reads the ledger reads it as it stood: records, lists, counts and the profile alike. The views hold the
rows of now that were there then, and those of then for the records that were touched since; so looking back costs
what has changed since, not what the ledger holds.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ..errors import NotFound, Refused, UnknownWord
from ..measures import MEASURES
from ..model import notation
from ..model.calendar import day_after
from ..model.kind import Link
from ..model.kinds import ALL_KINDS
from ..words import _
from . import counts, entries, profiles
from .entries import instant
from .standing import column_of, ref_key, ref_number, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from ..model.kind import Kind


def number_at(connection: sqlite3.Connection, text: str, now: datetime, local: Callable[[datetime], datetime]) -> int:
    """The newest entry at an entry number, a moment, or the end of a day in the office's time zone; today means now.

    A command is known whole or not at all: the number is that of a command's last entry.
    """
    newest, _hash, arrived = entries.head(connection)
    number = _number(text)
    if number is None:
        moment = _moment(notation.tidy(text), local(now))
        if moment and instant(moment) > max(instant(now), arrived):
            raise NotFound(
                _("「{text}」はこれから先の時点です。").format(text=notation.quoted(text)),
                _("今日か、それより前を指定してください。"),
            )
        number = _newest_at(connection, instant(moment)) if moment else newest
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
                number=first, moment=local(entries.arrival(connection, first)).strftime("%Y-%m-%d %H:%M")
            ),
        )
    return _end_of_command(connection, number)


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


def _newest_at(connection: sqlite3.Connection, moment: str) -> int:
    row = connection.execute(
        "SELECT number FROM entry WHERE arrived_at <= ? ORDER BY number DESC LIMIT 1", (moment,)
    ).fetchone()
    return int(row[0]) if row else 0


def _end_of_command(connection: sqlite3.Connection, number: int) -> int:
    """The last entry of the command that an entry belongs to."""
    row = connection.execute(
        "SELECT number - 1 FROM entry WHERE number > ? AND command > ? ORDER BY number LIMIT 1", (number, number)
    ).fetchone()
    return int(row[0]) if row else entries.head(connection)[0]


def look_back(connection: sqlite3.Connection, number: int) -> None:
    """Let a connection see the ledger as it stood when the entry of a number was the newest; nothing can be written.

    A transaction is open and stays open: what others write from now on is not seen.
    """
    opened_now = profiles.standing(connection).opening_month
    for name in ("record", "link", "daily_count"):
        connection.execute(f"CREATE TEMP TABLE then_{name} AS SELECT * FROM main.{name} LIMIT 0")
    for kind in ALL_KINDS:
        _touched_records(connection, kind, number)
    families = {
        int(row[0])
        for row in connection.execute(
            "SELECT DISTINCT family FROM main.entry WHERE number > ? UNION SELECT family FROM then_record", (number,)
        )
    }
    measures = list(MEASURES.values())
    now = counts.count_families(connection, measures, families)
    _take_the_place(connection, "entry", f"SELECT * FROM main.entry WHERE number <= {number}")
    _take_the_place(connection, "record", f"SELECT * FROM main.record WHERE entry <= {number}", "then_record")
    _take_the_place(
        connection,
        "link",
        "SELECT link.* FROM main.link AS link JOIN main.record AS record ON record.record = link.source "
        f"WHERE record.entry <= {number}",
        "then_link",
    )
    _take_the_place(connection, "name", f"SELECT * FROM main.name WHERE entry <= {number}")
    opened_then = profiles.standing(connection).opening_month
    _learn_the_days(connection, opened_then, same=opened_then == opened_now)
    if opened_then == opened_now:
        then = counts.count_families(connection, measures, families)
        changed = {key: then.get(key, 0) - now.get(key, 0) for key in now.keys() | then.keys()}
        connection.execute("INSERT INTO then_daily_count SELECT * FROM main.daily_count")
    else:  # every fiscal year was another one
        changed = counts.count(connection, measures)
    connection.executemany(
        "INSERT INTO then_daily_count VALUES (?, ?, ?, ?)", [(*key, each) for key, each in changed.items()]
    )
    _take_the_place(
        connection,
        "daily_count",
        "SELECT measure, area, day, SUM(number) AS number FROM then_daily_count "
        "GROUP BY measure, area, day HAVING SUM(number) <> 0",
    )
    connection.execute("PRAGMA query_only=ON")


def _learn_the_days(connection: sqlite3.Connection, opening_month: int, *, same: bool) -> None:
    """The calendar of then: with the days of records that were moved since, by the fiscal year of then."""
    connection.execute(
        "CREATE TEMP TABLE calendar (day TEXT PRIMARY KEY, fiscal_year INTEGER NOT NULL, next_year_day TEXT NOT NULL)"
    )
    if same:
        connection.execute("INSERT INTO calendar SELECT * FROM main.calendar")
    rows = connection.execute(f"SELECT DISTINCT day FROM {'then_record' if same else 'record'} WHERE day IS NOT NULL")
    counts.learn_days(connection, opening_month, [row[0] for row in rows.fetchall()])


def _take_the_place(connection: sqlite3.Connection, name: str, rows: str, more: str = "") -> None:
    """Let a view take the place of a table: rows of now, and those of then."""
    connection.execute(f"CREATE TEMP VIEW {name} AS {rows}{f' UNION ALL SELECT * FROM {more}' if more else ''}")


def _touched_records(connection: sqlite3.Connection, kind: Kind, number: int) -> None:
    """The records of a kind that were touched since, as they stood then, with what they pointed to."""
    day = f"facts.{column_of(kind.by_name[kind.day])}" if kind.day else "NULL"
    connection.execute(
        f"""
        WITH touched AS (
          SELECT DISTINCT record FROM main.entry WHERE number > ? AND kind = ?
        ),
        newest AS (
          SELECT entry.record, MAX(entry.version) AS version,
                 MAX(entry.version) FILTER (WHERE entry.action <> 'void') AS said
          FROM touched
          JOIN main.entry AS entry ON entry.record = touched.record
          WHERE entry.number <= ? AND entry.action <> 'erase'
          GROUP BY entry.record
        )
        INSERT INTO then_record
        SELECT entry.record, entry.kind, entry.ref, '', NULL, entry.number, entry.version,
               CASE WHEN entry.action = 'void' THEN 1 ELSE 0 END, entry.family, {day}
        FROM newest
        JOIN main.entry AS entry ON entry.record = newest.record AND entry.version = newest.version
        JOIN main.entry AS saying ON saying.record = newest.record AND saying.version = newest.said
        JOIN {table_of(kind)} AS facts ON facts.entry = saying.number
        """,
        (number, kind.name, number),
    )
    rows = connection.execute("SELECT record, ref FROM then_record WHERE kind = ?", (kind.name,)).fetchall()
    connection.executemany(
        "UPDATE then_record SET ref_key = ?, ref_number = ? WHERE record = ?",
        [(ref_key(ref), ref_number(kind, ref), record) for record, ref in rows],
    )
    for field in kind.facts:
        if isinstance(field.one, Link):
            table = table_of(kind, field if field.many else None)
            connection.execute(
                f"""
                INSERT INTO then_link
                SELECT DISTINCT facts.{column_of(field)}, then_record.record
                FROM then_record
                JOIN {table} AS facts ON facts.entry = then_record.entry
                WHERE then_record.kind = ? AND then_record.void = 0 AND facts.{column_of(field)} IS NOT NULL
                """,
                (kind.name,),
            )
