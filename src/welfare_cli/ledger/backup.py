"""Backups: a copy of the ledger that was proven before it got its name, and the way back.

A copy is made by SQLite itself while others write, is opened and looked through, and gets its name only then: what has
the name of a backup is whole. A ledger that is restored begins another origin, or entries written after the backup and
entries written after the restoring would have the same ids.
"""

from __future__ import annotations

import contextlib
import os
from datetime import timedelta

from .. import interruption
from ..errors import Unusable, Withheld
from ..values import value
from ..words import _
from . import engine, entries, erasure, lineage, takeover
from .atomic_file import AtomicFile, make_folder, refuse_existing
from .engine.copies import copied, held, refuse_newer
from .engine.place import ERASURES, SQLITE, Place
from .lineage import SEALED, chosen
from .migrate import migrate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .engine import Connection
    from .entries import Stamp
    from .lineage import Origins

    Prove = Callable[[str], None]
    Turn = Callable[[bytes], bytes]

AHEAD = timedelta(hours=1)
"""A backup that was made so much later than now was made by another clock."""

__all__ = ["SEALED", "Backup", "Restored", "back_up", "chosen", "restore"]


@value
class Backup:
    """A backup that was made: where it lies, up to which entry it goes and with which hash.

    `removed` are the names of those that went, and `notes` what should be told.
    """

    path: str
    number: int
    hash: str
    removed: list[str]
    notes: list[str]


@value
class Restored:
    """A ledger that was put in its place: up to which entry it goes, and where the one lies that was there before.

    `erased` is how many records' texts were erased again, and `notes` what should be told.
    """

    number: int
    hash: str
    kept: str
    erased: int
    notes: list[str]


def back_up(path: str, folder: str, now: datetime, prove: Prove, *, keep: int = 0, seal: Turn | None = None) -> Backup:
    """Make a backup of a ledger in a folder; with `keep`, only so many of this ledger stay, the newest.

    `prove` looks through the copy and refuses it; `seal` encrypts it. What is there stays as it is where anything
    fails: `Unusable` (6) where nothing can be written, and whatever `prove` says.
    """
    connection = engine.connect(path)
    stem = os.path.splitext(os.path.basename(path))[0]
    try:
        make_folder(os.path.abspath(folder))
        with AtomicFile(os.path.join(folder, stem)) as draft:
            with copied(connection, draft.path) as copy:
                number, chain, _arrived = entries.head(copy)
                origins = lineage.origins_of(copy)
            prove(draft.path)
            if seal:
                _rewrite(draft, seal)
            notes = _list_erasures(connection, os.path.join(folder, f"{stem}-{origins[-1][0]}{ERASURES}"))
            named = _name_of(folder, stem, origins[-1][0], now, number, sealed=bool(seal))
            draft.settle(os.path.join(folder, named))
    except (OSError, engine.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise Unusable(
            _("控えを作れません: {path}（{reason}）").format(path=folder, reason=reason),
            _("書き込める、空きのあるフォルダーを指定してください。台帳と前の控えはそのままです。"),
        ) from error
    finally:
        connection.close()
    made = Backup(os.path.join(folder, named), number, chain, [], notes)
    try:
        _look_around(made, stem, origins, now, keep)
    except OSError as error:
        made.notes.append(_("前の控えを調べられませんでした（{reason}）。").format(reason=error.strerror))
    return made


def _name_of(folder: str, stem: str, origin: str, now: datetime, number: int, *, sealed: bool) -> str:
    """A name that no backup has yet: where two are made within a second, the other one is named after the next."""
    while True:
        named = lineage.name_of(stem, origin, lineage.stamp_of(now), number, sealed=sealed)
        if not os.path.lexists(os.path.join(folder, named)):
            return named
        now += timedelta(seconds=1)


def _rewrite(draft: AtomicFile, turn: Turn) -> None:
    with open(draft.path, "rb") as stream:
        data = stream.read()
    draft.write(turn(data))


def _is_sealed(path: str) -> bool:
    with open(path, "rb") as stream:
        return stream.read(len(SQLITE)) != SQLITE


def _list_erasures(connection: Connection, beside: str) -> list[str]:
    """Complete the lists of erasures beside the ledger and beside its backups; return what is wrong with them.

    A list that is damaged or cannot be written is no reason to go without a backup.
    """
    with interruption.Step():
        _records, problem = erasure.catch_up(connection)
    notes = [erasure.told_of(connection.place.erasures, problem)] if problem else []
    try:
        problem = erasure.keep_list(beside, erasure.erasures(connection))
    except OSError as error:
        problem = error.strerror or ""
    return [*notes, erasure.told_of(beside, problem)] if problem else notes


def _look_around(made: Backup, stem: str, origins: Origins, now: datetime, keep: int) -> None:
    """Look at the backups beside a new one: remove the oldest of its ledger where only some are kept, note what is odd.

    The one that was just made always stays, whatever the others say of themselves.
    """
    folder, name = os.path.split(made.path)
    others = [each for each in lineage.backups_in(folder) if each.stem == stem and each.name != name]
    ranked = sorted((place, each) for each in others if (place := lineage.rank(each, origins, now.tzinfo)))
    ours = [each for _place, each in ranked]
    old = ours[: max(0, len(ours) + 1 - keep)] if keep else []
    for each in old:
        try:
            os.unlink(os.path.join(folder, each.name))
            made.removed.append(each.name)
        except OSError as error:
            words = _("古い控え {name} を消せませんでした（{reason}）。")
            made.notes.append(words.format(name=each.name, reason=error.strerror))
    codes = [code for code, *_more in origins]
    left = ours[len(old) :]
    odd = {
        _("今より先の日時の控えがあります: {names}。時計を確かめてください。新しさは記入番号で決めています。"): [
            each for each in left if each.made > lineage.stamp_of(now + AHEAD)
        ],
        _("この台帳より先の記入まである控えがあります: {names}。台帳が古いものでないか確かめてください。"): [
            each for each in left if each.code == codes[-1] and each.number > made.number
        ],
        _("この台帳の控えかどうか決められないので、--keep では消さないものがあります: {names}。"): [
            each for each in others if keep and each not in ours and (not each.code or each.code in codes)
        ],
    }
    for words, some in odd.items():
        if some:
            made.notes.append(words.format(names=lineage.listed([each.name for each in some])))


def restore(
    source: str,
    path: str,
    now: datetime,
    prove: Prove,
    stamp: Callable[[], Stamp],
    *,
    replace: bool,
    unseal: Turn | None = None,
) -> Restored:
    """Put a backup in the place of a ledger, once it is proven; the ledger that was there is kept beside it.

    What was erased since the backup was made is erased again, so far as a list or the ledger that is there knows of it.

    `Withheld` (7) where a ledger is there and may not be replaced, or has another name (a hard link) that would go on
    naming the old one; `Unusable` (6) for a backup that is damaged or cannot be written; `Busy` (5) where somebody is
    writing to the ledger that is there, or restores another one meanwhile.
    """
    way_out = _("置き換えるときは --replace を付けてください。今の台帳は、別の名前で残ります。")
    if not replace:
        refuse_existing(path, way_out)
    refuse_newer(path)
    folder = os.path.dirname(os.path.abspath(path))
    draft, before = AtomicFile(path), Place(path).file
    try:
        make_folder(folder)
        engine.refuse_network_drive(folder)
        with takeover.RestoreTurn(path), draft:
            takeover.refuse_other_names(path)
            found, notes = _erased_since(source, path)
            with open(source, "rb") as stream, open(draft.path, "wb") as copy:
                while part := stream.read(1 << 20):
                    copy.write(part)
            if unseal and _is_sealed(draft.path):
                _rewrite(draft, unseal)
            brought = migrate(draft.path, dry_run=False)
            if brought.since != brought.until:
                os.unlink(brought.backup)
            prove(draft.path)
            with engine.connect(draft.path) as connection, connection.writing():
                entries.begin_origin(connection, now)
            number, chain, erased = _erase_again(draft, found, stamp)
            kept = _put(draft, now, found, way_out if not replace else "")
        return Restored(number, chain, kept, erased, notes)
    except Unusable as error:
        if Place(path).file != before:
            raise
        reason = str(error.problems[0]).replace(draft.path, source)
        raise Unusable(
            _("控えから戻せません: {path}（{reason}）").format(path=source, reason=reason),
            _("ほかの控えを確かめてください。今の台帳はそのままです。"),
        ) from error
    except OSError as error:
        raise Unusable(
            _("控えから戻せません: {path}（{reason}）").format(path=path, reason=error.strerror),
            _("場所、権限、空きを確かめてください。今の台帳はそのままです。"),
        ) from error


def _erased_since(source: str, path: str) -> tuple[erasure.Erasures, list[str]]:
    """What is known to have been erased, by the lists beside the backup and the ledger, and by the ledger itself.

    Also returns what is wrong with the lists; one that cannot be read at all is refused (7), or erased texts would come
    back. Where the ledger cannot be read, an erasure that was cut off is taken for one that was made.
    """
    folder = os.path.dirname(os.path.abspath(source))
    lists = [os.path.join(folder, each) for each in sorted(os.listdir(folder)) if each.endswith(ERASURES)]
    known = _erased_in(path)
    found, notes = known or set(), []
    notes_of_a_kill = [Place(path).erasing] if known is None else []
    for each in dict.fromkeys([Place(path).erasures, *lists, *notes_of_a_kill]):
        there = erasure.read_list(each)
        if there.is_closed:
            raise Withheld(
                erasure.told_of(each, there.problem),
                _("消去した本文が戻らないように、読めるようにするか、別の場所に移してから行ってください。"),
            )
        if there.problem:
            notes.append(erasure.told_of(each, there.problem))
        found |= there.erasures
    return found, notes


def _erased_in(path: str) -> erasure.Erasures | None:
    """The erasures of the ledger that is there, of whatever version; None where it is not there or cannot be read."""
    if not os.path.isfile(path):
        return None
    try:
        with engine.open_file(path) as connection:
            return erasure.erasures(connection)
    except (engine.Error, UnicodeError, Unusable):  # it may be restored because it cannot be read
        return None


def _erase_again(draft: AtomicFile, found: erasure.Erasures, stamp: Callable[[], Stamp]) -> tuple[int, str, int]:
    """Erase again in a copy; return its newest entry and hash, and how many records were concerned."""
    from .book import Ledger

    with Ledger.open(draft.path, stamp) as book:
        erased = book.eraser.erase_again(found, _("控えから戻した台帳に、消去をもう一度行いました。"))
        return book.head.number, book.head.hash, erased


def _put(draft: AtomicFile, now: datetime, found: erasure.Erasures, refusal: str) -> str:
    """Put a ledger in its place; return where the one lies that was there, "" where there was none.

    Nobody writes to the old one meanwhile, and whoever waits to do so sees that it was replaced.
    """
    path = draft.target
    if not os.path.lexists(path):
        _keep_list(draft, found)
        draft.settle()
        return ""
    if refusal:
        refuse_existing(path, refusal)
    old = held(path)
    try:
        newest = None
        if old is not None:
            with contextlib.suppress(engine.Error, UnicodeError):  # it may be replaced because it is damaged
                newest = entries.head(old)
                if erasure.erasures(old) - found:
                    raise takeover.changed()
            if old.is_replaced:
                raise takeover.changed()
        _keep_list(draft, found)
        if old is not None and not takeover.REPLACES_OPEN:
            old.close()
        return takeover.take_over(draft, now, newest)
    finally:
        if old is not None:
            old.close()


def _keep_list(draft: AtomicFile, found: erasure.Erasures) -> None:
    """Write the list of erasures beside the place of a ledger: its own, and those of its records known otherwise."""
    with engine.connect(draft.path) as connection:
        names = {str(name) for (name,) in connection.execute("SELECT name FROM origin")}
        ours = {pair for pair in found if pair[0].partition("/")[0] in names}
        erasure.keep_list(Place(draft.target).erasures, ours | erasure.erasures(connection))
