"""Erasing confidential texts: those of every version of a record go, with their salts, and an entry says so.

Facts, counts and the chain stay as they are. What was erased once never comes back: a list of the erasures, ids alone,
lies beside the ledger and beside its backups, and is gone through again when a backup is restored.
"""

from __future__ import annotations

import os

from ..errors import Refused, Unusable
from ..model.case import CASE
from ..model.kinds import ALL_KINDS, BY_NAME
from ..words import _
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
"""What the name of the list ends with: `ledger.db.erasures`, and beside backups `ledger.erasures`."""
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


def with_texts(connection: sqlite3.Connection, records: list[int]) -> set[int]:
    """Those of some records of which any version has a confidential text, a reason among them.

    The reason of an erasure is no reason to erase once more.
    """
    found: set[int] = set()
    for some in in_parts(records):
        rows = connection.execute(
            "SELECT DISTINCT entry.record FROM confidential JOIN entry ON entry.number = confidential.entry "
            f"WHERE entry.action <> 'erase' AND entry.record IN ({','.join('?' * len(some))})",
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


def erasures(connection: sqlite3.Connection) -> Erasures:
    """Every erasure of a ledger."""
    rows = connection.execute(
        f"SELECT {ID.format('first')}, {ID.format('erasure')} FROM entry AS erasure "
        "JOIN entry AS first ON first.number = erasure.record WHERE erasure.action = 'erase'"
    )
    return {(str(record), str(erasure)) for record, erasure in rows}


def listed(path: str) -> Erasures:
    """The erasures of a list; none where there is no list."""
    try:
        with open(path, encoding="utf-8") as stream:
            lines = (line.split() for line in stream)
            return {(words[0], words[1]) for words in lines if len(words) == 2}
    except FileNotFoundError:
        return set()


def keep_list(path: str, found: Erasures) -> None:
    """Add erasures to a list, which is written whole; without any there is none."""
    before = listed(path)
    if found - before:
        with Draft(path) as draft:
            draft.write("".join(f"{record} {erasure}\n" for record, erasure in sorted(found | before)).encode())
            draft.settle()


def unlisted(path: str, error: OSError) -> Unusable:
    """Say that the texts are gone, though the list that a restore goes through does not say so yet."""
    return Unusable(
        _("本文は消去しましたが、消去の一覧に書けませんでした: {path}（{reason}）").format(
            path=path, reason=error.strerror
        ),
        _(
            "記録は済んでいます。もう一度入力しないでください。"
            "空きと権限を確かめてから、wfc backup で控えを作ってください。一覧もそのときに書かれます。"
        ),
    )


def missing(connection: sqlite3.Connection, found: Erasures) -> list[Standing]:
    """The records that a list says were erased, and in this ledger are not, with a text that is there still."""
    ids = {record for record, _erasure in found - erasures(connection)}
    rows = connection.execute(f"SELECT number, kind, {ID.format('entry')} FROM entry WHERE record = number").fetchall()
    records = {int(number): str(kind) for number, kind, each in rows if each in ids}
    having = with_texts(connection, sorted(records))
    found_here = []
    for name in sorted({records[number] for number in having}):
        found_here += [each for each in select(connection, BY_NAME[name]) if each.number in having]
    return found_here


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
