"""Erasing confidential texts: those of every version of a record go, with their salts, and an entry says so.

Facts, counts and the chain stay as they are. What was erased once never comes back: a list of the erasures, ids alone,
lies beside the ledger and beside its backups, and is gone through again when a backup is restored.
"""

from __future__ import annotations

import contextlib
import os
import stat

from .. import interruption
from ..errors import Busy, Refused, Unusable
from ..model.case import CASE
from ..model.kinds import ALL_KINDS, BY_NAME
from ..words import _
from . import store
from .draft import Draft
from .entries import Change
from .standing import in_parts, select

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from .standing import Standing
    from .world import World

    Erasures = set[tuple[str, str]]
    """The ids, origin and counter, of the record and of the entry that says so."""

LIST = ".erasures"
"""What the name of the list ends with: `ledger.db.erasures`, and beside backups `ledger-3f9a2c1d.erasures`."""
LARGEST = 64 << 20
"""A list of more bytes than a million erasures take is none."""
ID = "(SELECT name FROM origin WHERE origin.origin = {0}.origin) || '/' || {0}.counter"


def stage(world: World, records: Iterable[Standing], why: str) -> None:
    """Stage the erasure of records; `Refused` (4) where none of them has a text any more."""
    found = list(records)
    having = with_texts(world.connection, [each.number for each in found])
    if not having:
        raise Refused(
            _("{refs} に、消去する本文はありません。").format(refs=_("、").join(each.ref for each in found[:3])),
            _("概要・備考・訂正の理由のどれもないか、もう消去されています。"),
            rule="nothing-to-erase",
        )
    for each in found:
        if each.number in having:
            world.stage(Change("erase", each.record, each, why=why))


def with_texts(connection: sqlite3.Connection, records: list[int], *, until: int | None = None) -> set[int]:
    """Those of some records of which any version has a confidential text, a reason among them.

    The reason of an erasure is no reason to erase once more. With `until`, only texts of the origins up to that one
    count.
    """
    found: set[int] = set()
    origins = "" if until is None else f"AND entry.origin <= {int(until)} "
    for some in in_parts(records):
        rows = connection.execute(
            "SELECT DISTINCT entry.record FROM confidential JOIN entry ON entry.number = confidential.entry "
            f"WHERE entry.action <> 'erase' {origins}AND entry.record IN ({','.join('?' * len(some))})",
            some,
        )
        found |= {int(row[0]) for row in rows}
    return found


def take_away(connection: sqlite3.Connection, numbers: list[int]) -> int:
    """Remove the texts that stood before some erasures, in their transaction; return how many there were."""
    gone = 0
    for number in numbers:
        gone += connection.execute(
            "DELETE FROM confidential WHERE entry IN (SELECT before.number FROM entry JOIN entry AS before "
            "ON before.record = entry.record AND before.number < entry.number WHERE entry.number = ?)",
            (number,),
        ).rowcount
    return gone


def is_erased(connection: sqlite3.Connection, record: int) -> bool:
    """Whether the texts of a record have been erased: no file brings them back."""
    row = connection.execute("SELECT 1 FROM entry WHERE record = ? AND action = 'erase' LIMIT 1", (record,))
    return row.fetchone() is not None


def closed_before(connection: sqlite3.Connection, day: str) -> list[Standing]:
    """The records, of cases that were closed before a day, that still have texts: the cases and all within them."""
    return within(connection, [each.number for each in select(connection, CASE, "facts.closed_on < ?", (day,))])


def within(connection: sqlite3.Connection, families: list[int]) -> list[Standing]:
    """The records that still have texts and are counted with some others, those others among them."""
    members: set[int] = set()
    for some in in_parts(families):
        rows = connection.execute(
            f"SELECT DISTINCT record FROM entry WHERE family IN ({','.join('?' * len(some))})", some
        )
        members |= {int(row[0]) for row in rows}
    having = sorted(with_texts(connection, sorted(members)))
    return [
        each
        for kind in ALL_KINDS
        if kind is CASE or kind.within
        for some in in_parts(having)
        for each in select(connection, kind, f"record.record IN ({','.join('?' * len(some))})", some)
    ]


# -- the list -------------------------------------------------------------------------------------------------


class Listing:
    """What a list of erasures holds: those that can be read, and what is wrong with it, "" where nothing is.

    `is_closed` says that the list could not be read at all, so that nobody may write over it.
    """

    __slots__ = ("erasures", "is_closed", "problem")

    def __init__(self, found: Erasures, problem: str = "", *, is_closed: bool = False) -> None:
        self.erasures = found
        self.problem = problem
        self.is_closed = is_closed


def erasures(connection: sqlite3.Connection, first: int = 0) -> Erasures:
    """Every erasure of a ledger, or those from an entry on."""
    rows = connection.execute(
        f"SELECT {ID.format('first')}, {ID.format('erasure')} FROM entry AS erasure "
        "JOIN entry AS first ON first.number = erasure.record WHERE erasure.action = 'erase' AND erasure.number >= ?",
        (first,),
    )
    return {(str(record), str(erasure)) for record, erasure in rows}


def read_list(path: str) -> Listing:
    """Read a list of erasures, whatever lies at its place; there are no erasures where nothing does.

    Only a regular file of a limited size is read: a pipe would never end, and a folder is no list.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return Listing(set(), _("ふつうのファイルではありません"), is_closed=True)
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Listing(set())
    except OSError as error:
        return Listing(set(), error.strerror or "", is_closed=True)
    if len(data) > LARGEST:
        return Listing(set(), _("大きすぎます"), is_closed=True)
    lines = [line for line in data.splitlines() if line.strip()]
    found = {pair for line in lines if (pair := _pair_of(line))}
    damaged = sum(_pair_of(line) is None for line in lines)
    return Listing(found, _("読めない行が {number} 行あります").format(number=damaged) if damaged else "")


def _pair_of(line: bytes) -> tuple[str, str] | None:
    """The ids of a line, None where it does not hold two."""
    try:
        words = line.decode("utf-8").split()
    except UnicodeDecodeError:
        return None
    return (words[0], words[1]) if len(words) == 2 and all(map(_is_id, words)) else None


def _is_id(word: str) -> bool:
    origin, _slash, counter = word.partition("/")
    return origin.isascii() and origin.isalnum() and counter.isascii() and counter.isdecimal()


def keep_list(path: str, found: Erasures) -> str:
    """Add erasures to a list, which is written whole; without any there is none.

    Returns what is wrong with the list that was there, "" where nothing is: one with damaged lines is written again
    with all that could be read, and one that cannot be read at all is left alone.
    """
    there = read_list(path)
    if not there.is_closed and (there.problem or found - there.erasures):
        with interruption.Step(), Draft(path) as draft:
            lines = sorted(found | there.erasures)
            draft.write("".join(f"{record} {erasure}\n" for record, erasure in lines).encode())
            draft.settle()
    return there.problem


def begin(connection: sqlite3.Connection, path: str, numbers: list[int]) -> None:
    """Note beside the ledger, before the commit, which erasures are not on the list yet.

    A command that is killed after the commit leaves the note, and the next one that writes completes the list. A list
    that cannot be read or a note that cannot be written is `Unusable` (6), while the texts are still there.
    """
    note = path + store.ERASING
    try:
        for each in (path + LIST, note):
            if (there := read_list(each)).is_closed:
                raise OSError(0, there.problem)
        keep_list(note, erasures(connection, numbers[0]))
    except OSError as error:
        raise Unusable(
            _("消去の一覧に書けません: {path}（{reason}）").format(path=path + LIST, reason=error.strerror),
            _("何も消去していません。空きと権限を確かめ、一覧がファイルでなければ別の場所に移してください。"),
        ) from error


def complete(connection: sqlite3.Connection, path: str) -> str:
    """Bring the list beside a ledger up to its erasures, inside a write transaction; return what was wrong with it.

    Only whoever has the write lock touches the list and the note of `begin`, so that no command can remove the note of
    another one.
    """
    problem = keep_list(path + LIST, erasures(connection))
    if not read_list(path + LIST).is_closed:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path + store.ERASING)
    return problem


def lacking(connection: sqlite3.Connection, path: str) -> Erasures:
    """The erasures of a ledger that are not on the list beside it."""
    return erasures(connection) - read_list(path + LIST).erasures


def catch_up(connection: sqlite3.Connection, path: str) -> tuple[set[int], str]:
    """Complete the list of a ledger where it lacks something.

    Returns the records whose erasure is on it only now, and what is wrong with the list, "" where nothing is.
    """
    unknown = lacking(connection, path)
    if not unknown and not read_list(path + LIST).problem and not os.path.exists(path + store.ERASING):
        return set(), ""
    try:
        with store.writing(connection, path):
            problem = complete(connection, path)
    except OSError as error:
        problem = error.strerror or ""
    except (Busy, Unusable) as error:
        problem = str(error.problems[0])
    listed = unknown - lacking(connection, path) if unknown else unknown
    return {record for record, _kind in _records_of(connection, listed)}, problem


def told_of(path: str, problem: str) -> str:
    """Say what is wrong with a list."""
    return _("消去の一覧 {path} に問題があります: {reason}。").format(path=path, reason=problem)


def unlisted(path: str, reason: object) -> Unusable:
    """Say that the texts are gone, though the list that a restore goes through does not say so yet."""
    return Unusable(
        _("本文は消去しましたが、消去の一覧に書けませんでした: {path}（{reason}）").format(path=path, reason=reason),
        _(
            "記録は済んでいます。もう一度入力しないでください。"
            "空きと権限を確かめてから、wfc backup で控えを作ってください。一覧もそのときに書かれます。"
        ),
    )


def missing(connection: sqlite3.Connection, found: Erasures) -> list[Standing]:
    """The records that a list says were erased, and in this ledger are not, with a text that is there still.

    A text that was written in a later origin than the erasure is another one: the ledger had been restored by then,
    and what was erased before had been erased again.
    """
    having: dict[int, str] = {}
    began = {str(name): int(origin) for origin, name in connection.execute("SELECT origin, name FROM origin")}
    by_origin: dict[int, Erasures] = {}
    for pair in found - erasures(connection):
        last = began.get(pair[1].partition("/")[0], max(began.values(), default=0))
        by_origin.setdefault(last, set()).add(pair)
    for last, some in by_origin.items():
        kinds = dict(_records_of(connection, some))
        having |= {number: kinds[number] for number in with_texts(connection, sorted(kinds), until=last)}
    return [
        each
        for name in sorted(set(having.values()))
        for each in select(connection, BY_NAME[name])
        if each.number in having
    ]


def _records_of(connection: sqlite3.Connection, found: Erasures) -> list[tuple[int, str]]:
    """The records of a ledger, each with its kind, that some erasures concern."""
    ids = {record for record, _erasure in found}
    if not ids:
        return []
    rows = connection.execute(f"SELECT number, kind, {ID.format('entry')} FROM entry WHERE record = number")
    return [(int(number), str(kind)) for number, kind, each in rows if each in ids]


def copies_beside(path: str) -> list[str]:
    """The copies of a ledger that lie beside it, and hold what was erased: of a migration, or replaced by a restore."""
    folder, name = os.path.split(os.path.abspath(path))
    try:
        beside = os.listdir(folder)
    except OSError:  # the texts are gone whatever lies there
        return []
    return sorted(
        each for each in beside if each.startswith(f"{name}.") and each.endswith((".bak", ".replaced")) and each != name
    )
