"""Erasing confidential texts: those of every version of a record go, with their salts, and an entry says so.

Facts, counts and the chain stay as they are. What was erased once never comes back: a list of the erasures, ids alone,
lies beside the ledger and beside its backups, and is gone through again when a backup is restored. Of an erasure of
words (`erasable.py`), the list also has the id of each entry that held one, with the field.
"""

from __future__ import annotations

import contextlib
import os
import stat

from .. import interruption
from ..errors import Busy, Refused, Unusable
from ..model.case import CASE
from ..model.kinds import ALL_KINDS, BY_NAME
from ..values import value
from ..words import _
from .atomic_file import AtomicFile
from .current import in_parts, select
from .entries import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from dataclasses import KW_ONLY

    from .current import CurrentRecord
    from .erasable import ErasableWord
    from .staging import Staging

    Erasures = set[tuple[str, ...]]
    """The ids, origin and counter, of the record and of the entry that says so; of words, each entry's and the field.

    Such as `("3f9a/97", "3f9a/100", "3f9a/97:title", "3f9a/99:title")`.
    """

    from .engine import Connection

LARGEST = 64 << 20
"""A list of more bytes than a million erasures of texts take is none."""
OF_TEXTS = "NOT EXISTS (SELECT 1 FROM erased_word WHERE erased_word.entry = {0}.number)"
"""Which erasures take texts: one that names words takes nothing else."""
ID = "(SELECT name FROM origin WHERE origin.origin = {0}.origin) || '/' || {0}.counter"


def stage(staging: Staging, records: Iterable[CurrentRecord], why: str) -> None:
    """Stage the erasure of records; `Refused` (4) where none of them has a text any more."""
    found = list(records)
    having = with_texts(staging.connection, [each.number for each in found])
    if not having:
        raise nothing_to_erase(staging.connection, found)
    for each in found:
        if each.number in having:
            staging.stage(Change("erase", each.record, each, why=why))


def nothing_to_erase(connection: Connection, records: Sequence[CurrentRecord]) -> Refused:
    """Say that records have no text any more, and which words of theirs can be erased."""
    from .erasable import words_of

    remedy = _("概要・備考・訂正の理由のどれもないか、もう消去されています。")
    fields = dict.fromkeys(word.field.label for each in records for word in words_of(connection, each))
    if fields:
        remedy = _(
            "概要・備考・訂正の理由のどれもないか、もう消去されています。"
            "{fields}の語は、--field を付けると消去できます。"
        ).format(fields=_("・").join(fields))
    return Refused(
        _("{refs} に、消去する本文はありません。").format(refs=_("、").join(each.ref for each in records[:3])),
        remedy,
        rule="nothing-to-erase",
    )


def with_texts(connection: Connection, records: list[int], *, until: int | None = None) -> set[int]:
    """Those of some records of which any version has a confidential text, a reason among them.

    The reason of an erasure is no reason to erase once more. With `until`, only texts of the origins up to that one
    count.
    """
    origins = "" if until is None else f"AND entry.origin <= {int(until)} "
    rows = connection.rows_in(
        "SELECT DISTINCT entry.record FROM confidential JOIN entry ON entry.number = confidential.entry "
        f"WHERE entry.action <> 'erase' {origins}AND entry.record IN ({{}})",
        records,
    )
    return {int(row[0]) for row in rows}


def take_away(connection: Connection, numbers: list[int]) -> int:
    """Remove the texts that stood before some erasures, in their transaction; return how many there were."""
    gone = 0
    for number in numbers:
        gone += connection.execute(
            "DELETE FROM confidential WHERE entry IN (SELECT before.number FROM entry JOIN entry AS before "
            "ON before.record = entry.record AND before.number < entry.number WHERE entry.number = ?)",
            (number,),
        ).rowcount
    return gone


def is_erased(connection: Connection, record: int) -> bool:
    """Whether the texts of a record have been erased: no file brings them back."""
    erasure = f"SELECT 1 FROM entry WHERE record = ? AND action = 'erase' AND {OF_TEXTS.format('entry')} LIMIT 1"
    return connection.single(erasure, (record,)) is not None


def closed_before(connection: Connection, day: str) -> list[CurrentRecord]:
    """The records, of cases that were closed before a day, that still have texts: the cases and all within them."""
    return within(connection, [each.number for each in select(connection, CASE, "facts.closed_on < ?", (day,))])


def within(connection: Connection, families: list[int]) -> list[CurrentRecord]:
    """The records that still have texts and are counted with some others, those others among them."""
    rows = connection.rows_in("SELECT DISTINCT record FROM entry WHERE family IN ({})", families)
    having = sorted(with_texts(connection, sorted({int(row[0]) for row in rows})))
    return [
        each
        for kind in ALL_KINDS
        if kind is CASE or kind.within
        for some in in_parts(having)
        for each in select(connection, kind, f"record.record IN ({','.join('?' * len(some))})", some)
    ]


# -- the list -------------------------------------------------------------------------------------------------


@value
class ErasureList:
    """What a list of erasures holds: those that can be read, and what is wrong with it, "" where nothing is.

    `is_closed` says that the list could not be read at all, so that nobody may write over it.
    """

    erasures: Erasures
    problem: str = ""
    _: KW_ONLY
    is_closed: bool = False


def erasures(connection: Connection, first: int = 0) -> Erasures:
    """Every erasure of a ledger, or those from an entry on."""
    rows = connection.execute(
        f"SELECT erasure.number, {ID.format('first')}, {ID.format('erasure')} FROM entry AS erasure "
        "JOIN entry AS first ON first.number = erasure.record WHERE erasure.action = 'erase' AND erasure.number >= ?",
        (first,),
    )
    found = {int(number): (str(record), str(erasure)) for number, record, erasure in rows}
    words = _words_of(connection, first)
    return {(*pair, *words.get(number, ())) for number, pair in found.items()}


def _words_of(connection: Connection, first: int) -> dict[int, list[str]]:
    """By erasure, the words that it took of its own record; none in a ledger older than schema 7."""
    found: dict[int, list[str]] = {}
    if not connection.columns("erased_word"):
        return found
    for number, entry, field in connection.execute(
        f"SELECT erased_word.entry, {ID.format('held')}, field FROM erased_word "
        "JOIN entry AS erasure ON erasure.number = erased_word.entry "
        "JOIN entry AS held ON held.number = erased_word.erased AND held.record = erasure.record "
        "WHERE erased_word.entry >= ? ORDER BY erased_word.entry, erased, field",
        (first,),
    ):
        found.setdefault(int(number), []).append(f"{entry}:{field}")
    return found


def read_list(path: str) -> ErasureList:
    """Read a list of erasures, whatever lies at its place; there are no erasures where nothing does.

    Only a regular file of a limited size is read: a pipe would never end, and a folder is no list.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ErasureList(set(), _("ふつうのファイルではありません"), is_closed=True)
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ErasureList(set())
    except OSError as error:
        return ErasureList(set(), error.strerror or "", is_closed=True)
    if len(data) > LARGEST:
        return ErasureList(set(), _("大きすぎます"), is_closed=True)
    lines = [line for line in data.splitlines() if line.strip()]
    found = {ids for line in lines if (ids := _ids_of(line))}
    damaged = sum(_ids_of(line) is None for line in lines)
    return ErasureList(found, _("読めない行が {number} 行あります").format(number=damaged) if damaged else "")


def _ids_of(line: bytes) -> tuple[str, ...] | None:
    """Return the ids of a line, and behind them the entries and fields of words; None for any other line."""
    import re

    an_id = rb"[0-9A-Za-z]+/[0-9]+"
    words = line.split()
    is_listed = re.fullmatch(rb"%b %b(?: %b:[0-9A-Za-z_.]+)*" % (an_id, an_id, an_id), b" ".join(words))
    return tuple(word.decode() for word in words) if is_listed else None


def keep_list(path: str, found: Erasures) -> str:
    """Add erasures to a list, which is written whole; without any there is none.

    Returns what is wrong with the list that was there, "" where nothing is: one with damaged lines is written again
    with all that could be read, and one that cannot be read at all is left alone.
    """
    there = read_list(path)
    if not there.is_closed and (there.problem or found - there.erasures):
        with interruption.Step(), AtomicFile(path) as draft:
            lines = sorted(found | there.erasures)
            draft.write("".join(f"{' '.join(ids)}\n" for ids in lines).encode())
            draft.settle()
    return there.problem


def begin(connection: Connection, numbers: list[int]) -> None:
    """Note beside the ledger, before the commit, which erasures are not on the list yet.

    A command that is killed after the commit leaves the note, and the next one that writes completes the list. A list
    that cannot be read or a note that cannot be written is `Unusable` (6), while the texts are still there.
    """
    place = connection.place
    try:
        for each in (place.erasures, place.erasing):
            if (there := read_list(each)).is_closed:
                raise OSError(0, there.problem)
        keep_list(place.erasing, erasures(connection, numbers[0]))
    except OSError as error:
        raise Unusable(
            _("消去の一覧に書けません: {path}（{reason}）").format(path=place.erasures, reason=error.strerror),
            _("何も消去していません。空きと権限を確かめ、一覧がファイルでなければ別の場所に移してください。"),
        ) from error


def complete(connection: Connection) -> str:
    """Bring the list beside a ledger up to its erasures, inside a write transaction; return what was wrong with it.

    Only whoever has the write lock touches the list and the note of `begin`, so that no command can remove the note of
    another one.
    """
    place = connection.place
    problem = keep_list(place.erasures, erasures(connection))
    if not read_list(place.erasures).is_closed:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(place.erasing)
    return problem


def lacking(connection: Connection) -> Erasures:
    """The erasures of a ledger that are not on the list beside it."""
    return erasures(connection) - read_list(connection.place.erasures).erasures


def catch_up(connection: Connection) -> tuple[set[int], str]:
    """Complete the list of a ledger where it lacks something.

    Returns the records whose erasure is on it only now, and what is wrong with the list, "" where nothing is.
    """
    place, unknown = connection.place, lacking(connection)
    if not unknown and not read_list(place.erasures).problem and not os.path.exists(place.erasing):
        return set(), ""
    try:
        with connection.writing():
            problem = complete(connection)
    except OSError as error:
        problem = error.strerror or ""
    except (Busy, Unusable) as error:
        problem = str(error.problems[0])
    listed = unknown - lacking(connection) if unknown else unknown
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


def missing(connection: Connection, found: Erasures) -> list[CurrentRecord]:
    """The records that a list says were erased, and in this ledger are not, with a text that is there still.

    A text that was written in a later origin than the erasure is another one: the ledger had been restored by then,
    and what was erased before had been erased again.
    """
    having: dict[int, str] = {}
    began = {str(name): int(origin) for origin, name in connection.execute("SELECT origin, name FROM origin")}
    by_origin: dict[int, Erasures] = {}
    for pair in found - erasures(connection):
        if len(pair) > 2:  # of words
            continue
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


def missing_words(connection: Connection, found: Erasures) -> list[tuple[CurrentRecord, list[ErasableWord]]]:
    """The words, by their records, that a list says were erased, and in this ledger are not."""
    from .erasable import words_at

    places: dict[str, list[str]] = {}
    for ids in found - erasures(connection):
        for word in ids[2:]:
            entry, _colon, place = word.partition(":")
            places.setdefault(entry, []).append(place)
    if not places:
        return []
    words: dict[int, list[ErasableWord]] = {}
    kinds: dict[int, str] = {}
    rows = connection.execute(f"SELECT number, record, kind, {ID.format('entry')} FROM entry").fetchall()
    for number, record, kind, each in rows:
        if each in places and (some := words_at(connection, int(number), places[each])):
            words.setdefault(int(record), []).extend(some)
            kinds[int(record)] = str(kind)
    return [
        (standing, words[record])
        for record, kind in sorted(kinds.items())
        for standing in select(connection, BY_NAME[kind], "record.record = ?", (record,))
    ]


def _records_of(connection: Connection, found: Erasures) -> list[tuple[int, str]]:
    """The records of a ledger, each with its kind, that some erasures concern."""
    ids = {record for record, *_more in found}
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
