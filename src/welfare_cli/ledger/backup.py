"""Backups: a copy of the ledger that was proven before it got its name, and the way back.

A copy is made by SQLite itself while others write, is opened and looked through, and gets its name only then: what has
the name of a backup is whole. A ledger that is restored begins another origin, or entries written after the backup and
entries written after the restoring would have the same ids.
"""

from __future__ import annotations

import os
import re
import sqlite3
from datetime import timedelta

from .. import interruption
from ..errors import NotFound, Unusable
from ..words import _
from . import entries, erasure, store
from .draft import Draft, make_folder, refuse_existing, sync_folder
from .migrate import migrate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .entries import Stamp

    Prove = Callable[[str], None]
    Turn = Callable[[bytes], bytes]

NAMED = re.compile(r"-\d{8}T\d{6}-\d+\.db(?:\.age)?$")
"""What stands behind the ledger's own name in that of a backup: when it was made, and up to which entry it goes."""
SEALED = ".age"
"""What the name of an encrypted backup ends with."""


class Backup:
    """A backup that was made: where it lies, up to which entry it goes and with which hash, and which ones went."""

    __slots__ = ("hash", "number", "path", "removed")

    def __init__(self, path: str, number: int, chain: str, removed: list[str]) -> None:
        self.path = path
        self.number = number
        self.hash = chain
        self.removed = removed


class Restored:
    """A ledger that was put in its place: up to which entry it goes, and where the one lies that was there before.

    `erased` is how many records' texts were erased again.
    """

    __slots__ = ("erased", "hash", "kept", "number")

    def __init__(self, number: int, chain: str, kept: str, erased: int) -> None:
        self.erased = erased
        self.number = number
        self.hash = chain
        self.kept = kept


def back_up(path: str, folder: str, now: datetime, prove: Prove, *, keep: int = 0, seal: Turn | None = None) -> Backup:
    """Make a backup of a ledger in a folder; with `keep`, only so many of this ledger stay, the newest.

    `prove` looks through the copy and refuses it; `seal` encrypts it. What is there stays as it is where anything
    fails: `Unusable` (6) where nothing can be written, and whatever `prove` says.
    """
    connection = store.connect(path)
    stem = os.path.splitext(os.path.basename(path))[0]
    try:
        make_folder(os.path.abspath(folder))
        with Draft(os.path.join(folder, stem)) as draft:
            copy = sqlite3.connect(draft.path)
            try:
                connection.backup(copy)
                number, chain, _arrived = entries.head(copy)
            finally:
                copy.close()
            prove(draft.path)
            named = _name_of(folder, stem, now, f"-{number}.db{SEALED if seal else ''}")
            if seal:
                _rewrite(draft, seal)
            erasure.keep_list(os.path.join(folder, stem + erasure.LIST), erasure.erasures(connection))
            draft.settle(named)
        return Backup(named, number, chain, _thin(folder, stem, keep))
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise Unusable(
            _("控えを作れません: {path}（{reason}）").format(path=folder, reason=reason),
            _("書き込める、空きのあるフォルダーを指定してください。台帳と前の控えはそのままです。"),
        ) from error
    finally:
        connection.close()


def _newest_in(folder: str) -> str:
    """The newest backup in a folder, "" where there is none."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    found = {made[0]: each for each in names if (made := NAMED.search(each))}
    return os.path.join(folder, found[max(found)]) if found else ""


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

    `Withheld` (7) where a ledger is there and may not be replaced, `NotFound` (3) without the backup, `Unusable` (6)
    for one that is damaged or cannot be written, `Busy` (5) where somebody is writing to the ledger that is there.
    """
    way_out = _("置き換えるときは --replace を付けてください。今の台帳は、別の名前で残ります。")
    if not replace:
        refuse_existing(path, way_out)
    if not os.path.isfile(source):
        newest = _newest_in(source if os.path.isdir(source) else os.path.dirname(source) or os.curdir)
        raise NotFound(
            _("控えがありません: {path}").format(path=source),
            _("いちばん新しい控え: {path}").format(path=newest) if newest else _("名前と場所を確かめてください。"),
        )
    folder = os.path.dirname(os.path.abspath(path))
    draft, before = Draft(path), store.file_at(path)
    try:
        make_folder(folder)
        store.refuse_network_drive(folder)
        with draft:
            with open(source, "rb") as stream, open(draft.path, "wb") as copy:
                while part := stream.read(1 << 20):
                    copy.write(part)
            if unseal:
                _rewrite(draft, unseal)
            brought = migrate(draft.path, dry_run=False)
            if brought.since != brought.until:
                os.unlink(brought.backup)
            prove(draft.path)
            _begin_origin(draft.path, now)
            number, chain, erased = _erase_again(draft, _erased_since(source, path), stamp)
            kept = _put(draft, now, way_out if not replace else "")
        return Restored(number, chain, kept, erased)
    except Unusable as error:
        if store.file_at(path) != before:
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


def _name_of(folder: str, stem: str, now: datetime, ending: str) -> str:
    """A name that no backup has yet: where two are made within a second, the other one is named after the next."""
    while True:
        named = os.path.join(folder, f"{stem}-{now:%Y%m%dT%H%M%S}{ending}")
        if not os.path.lexists(named):
            return named
        now += timedelta(seconds=1)


def _rewrite(draft: Draft, turn: Turn) -> None:
    with open(draft.path, "rb") as stream:
        data = stream.read()
    draft.write(turn(data))


def _thin(folder: str, stem: str, keep: int) -> list[str]:
    """Remove the oldest backups of a ledger where there are more than are kept; their names say when they were made."""
    ours = [name for name in os.listdir(folder) if name.startswith(stem) and NAMED.fullmatch(name[len(stem) :])]
    found = sorted(ours, key=lambda name: name[len(stem) :])
    old = found[:-keep] if keep else []
    for name in old:
        os.unlink(os.path.join(folder, name))
    return old


def _erased_since(source: str, path: str) -> erasure.Erasures:
    """What is known to have been erased: by the lists beside the backup and the ledger, and by the ledger itself."""
    stem = NAMED.sub("", os.path.basename(source))
    found = erasure.listed(path + erasure.LIST)
    found |= erasure.listed(os.path.join(os.path.dirname(source), stem + erasure.LIST))
    if os.path.exists(path):
        try:
            connection = store.connect(path)
            try:
                found |= erasure.erasures(connection)
            finally:
                connection.close()
        except (sqlite3.Error, Unusable):  # it may be restored because it cannot be read
            pass
    return found


def _erase_again(draft: Draft, found: erasure.Erasures, stamp: Callable[[], Stamp]) -> tuple[int, str, int]:
    """Erase again in a copy; return its newest entry and hash, and how many records were concerned."""
    from .book import Ledger

    with Ledger.open(draft.path, stamp) as book:
        records = book.missing_erasures(found)
        if records:
            book.erase(records, _("控えから戻した台帳に、消去をもう一度行いました。"), place=draft.target)
        return book.head.number, book.head.hash, len(records)


def _begin_origin(path: str, now: datetime) -> None:
    """Begin an origin of its own in a copy."""
    connection = store.connect(path)
    try:
        with store.writing(connection, path):
            connection.execute(
                "INSERT INTO origin (name, began_at, own) VALUES (?, ?, 1)", (os.urandom(8).hex(), entries.instant(now))
            )
    finally:
        connection.close()


def _put(draft: Draft, now: datetime, refusal: str) -> str:
    """Put a ledger in its place; return where the one lies that was there, "" where there was none.

    There is a ledger at the place at every moment. Whoever waits to write to the old one sees that it was replaced.
    """
    path = draft.target
    if not os.path.lexists(path):
        draft.settle()
        return ""
    if refusal:
        refuse_existing(path, refusal)
    kept = f"{path}.{now:%Y%m%dT%H%M%S}.replaced"
    refuse_existing(kept, _("一秒おいてから、もう一度行ってください。"))
    old = store.held(path)
    moved = []
    interruption.hold()  # a signal between two of these steps would leave the ledger without its journal
    try:
        os.link(path, kept)
        sync_folder(draft.folder)  # before the name goes to another file, or a power cut could leave the old one none
        for tail in ("-journal", "-wal", "-shm"):  # of a ledger that could not be opened any more
            if os.path.exists(path + tail) and os.path.getsize(path + tail):
                os.rename(path + tail, kept + tail)
                moved.append(tail)
        draft.settle()
    except OSError as error:
        try:
            for tail in moved:
                os.replace(kept + tail, path + tail)
            if os.path.lexists(kept):  # a file that has both names already keeps them when one is renamed to the other
                os.unlink(kept) if os.path.samefile(kept, path) else os.replace(kept, path)
        except OSError:
            if not os.path.lexists(kept) or os.path.samefile(kept, path):
                raise error from None
            raise store.unsettled(path, error.strerror or "") from error
        raise
    finally:
        if old is not None:
            old.close()
    return kept
