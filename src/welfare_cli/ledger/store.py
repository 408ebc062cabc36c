"""Opening the file: modes, settings, one write transaction at a time, and what is refused as a ledger."""

from __future__ import annotations

import os
import sqlite3
import time

from .. import interruption
from ..errors import Busy, NotFound, Unusable, Withheld
from ..model import notation
from ..words import _
from . import schema
from .atomic_file import is_draft
from .queue import Queue
from .workspace import clear

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Filled = TypeVar("Filled")

APPLICATION_ID = 2003198769
SCHEMA_VERSION = schema.VERSION
UNDECODED = "Could not decode to UTF-8"
"""How Python begins to say that a text is damaged; it goes on with the text, which may be confidential."""
UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the program stumbles over where records are not what it wrote."""
SQLITE = b"SQLite format 3\0"
"""How an SQLite file begins."""
ERASING = ".erasing"
"""What the name of the note ends with that an erasure leaves beside the ledger until it is on the list."""
BUSY_SECONDS = 30
"""For so long somebody waits while nobody comes to their turn."""
OVERTAKEN_SECONDS = 3
"""After so long without a turn, whoever finds the ledger free may write."""
TOLD_SECONDS = 3
"""The wait after which wfc reports that it waits."""
LOOK_SECONDS = 0.005
"""The next one in the queue looks so often; who is further behind, less often."""
IMMEDIATE = "BEGIN IMMEDIATE"
"""A write transaction takes the lock at once: one that first reads would fail where another one writes meanwhile."""
NETWORK_FILE_SYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "webdav", "davfs", "davfs2")
    + ("fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.gvfsd-fuse", "glusterfs", "fuse.glusterfs", "ceph", "lustre")
)


def connect(path: str, waits: Callable[[], None] | None = None, *, unprotected: bool = False) -> Connection:
    """Open an existing ledger of this version; refuse what is not one, untouched.

    `waits` is called once where somebody who wants to write has to wait for long.

    `NotFound` (3) where there is no file, `Withheld` (7) on a network drive, `Unusable` (6) for another
    version, another kind of file, one that cannot be read, or one whose schema was altered; to look at what happened
    to it, it may be `unprotected`: without some of the triggers that refuse changes.
    """
    connection = connect_unverified(path)
    try:
        altered = unlike_the_schema(connection, path)
        if altered and not (unprotected and schema.only_protect(altered)):
            raise altered_schema(path, altered)
    except BaseException:
        connection.close()
        raise
    connection.waits = waits
    return connection


def connect_unverified(path: str) -> Connection:
    """Open a ledger like `connect`, even where its schema was altered: only for a look at the schema itself."""
    try:
        os.stat(path)
    except FileNotFoundError as error:
        raise NotFound(
            _("台帳がありません: {path}").format(path=path),
            _(
                "はじめてなら wfc init で作り、なくなったのなら wfc restore で控えから戻します。"
                "場所は --ledger で指定します。"
            ),
        ) from error
    except OSError as error:
        raise Unusable(
            _("台帳を開けません: {path}（{reason}）").format(path=path, reason=error.strerror),
            _("ファイルの場所と権限を確かめてください。"),
        ) from error
    refuse_network_drive(path)
    connection = open_file(path)
    try:
        connection.version = version_of(connection, path)
        if connection.version < SCHEMA_VERSION:
            raise Unusable(
                _("この台帳は古い形（版 {version}）です: {path}").format(version=connection.version, path=path),
                _("wfc migrate で今の形（版 {new}）にしてください。先に控えが作られます。").format(new=SCHEMA_VERSION),
            )
    except BaseException:
        connection.close()
        raise
    return connection


class Connection(sqlite3.Connection):
    """A connection that knows which file it has opened: another one may take its place under the same name."""

    path: str = ""
    file: tuple[int, int] = (0, 0)
    version: int = 0
    """The schema version that it was opened at; 0 while that is still to be seen or about to change."""
    waits: Callable[[], None] | None = None
    """What is called once where others write for long."""

    @property
    def is_replaced(self) -> bool:
        """Whether another file stands under its name by now."""
        return self.file != file_at(self.path)


def open_file(path: str) -> Connection:
    """Open an SQLite file with the settings of a ledger, whatever its version."""
    connection = None
    try:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=512, factory=Connection
        )
        connection.path, connection.file = path, file_at(path)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA recursive_triggers=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise unusable(path, error) from error
        raise damaged(path) from error  # SQLite says what is wrong with the schema in the words of the schema
    return connection


def version_of(connection: sqlite3.Connection, path: str) -> int:
    """The schema version of an open ledger; a foreign file or a newer ledger is refused."""
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    if application != APPLICATION_ID:
        raise Unusable(
            _("wfc の台帳ではありません: {path}").format(path=path),
            _("--ledger の場所を確かめてください。このファイルには触れていません。"),
        )
    if version > SCHEMA_VERSION:
        raise newer(path, version)
    return version


def unlike_the_schema(connection: sqlite3.Connection, path: str, version: int = SCHEMA_VERSION) -> list[str]:
    """The objects of an open ledger that are not those of a schema version; see `schema.unlike`."""
    try:
        return schema.unlike(connection, version)
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    except UnicodeDecodeError as error:  # SQLite says in the words of the schema what is wrong with it
        raise damaged(path) from error


def refuse_newer(path: str) -> None:
    """Refuse to put anything in the place of a ledger of a newer wfc (6); whatever else is there is let pass."""
    if not os.path.isfile(path):
        return
    try:
        with open(path, "rb") as stream:
            header = stream.read(72)
    except OSError:
        return
    version, application = (int.from_bytes(header[start : start + 4], "big") for start in (60, 68))
    if header.startswith(SQLITE) and application == APPLICATION_ID and version > SCHEMA_VERSION:
        raise newer(path, version)


def create(path: str, fill: Callable[[sqlite3.Connection], Filled]) -> Filled:
    """Make a ledger file, readable by its owner alone, and put it in its place whole or not at all.

    `fill` writes what stands in it from the first; what it returns is returned. `Withheld` (7) where something is
    there already, or on a network drive; `Unusable` (6) where nothing can be written.
    """
    from .atomic_file import AtomicFile, make_folder, refuse_existing

    way_out = _("台帳なら、そのまま使えます。別に作るときは --ledger で場所を指定してください。")
    refuse_existing(path, way_out)
    connection = None
    try:
        make_folder(os.path.dirname(os.path.abspath(path)))
        refuse_network_drive(os.path.dirname(os.path.abspath(path)))
        with AtomicFile(path) as draft:
            try:
                connection = open_file(draft.path)
                connection.executescript(schema.text())
                filled = fill(connection)
            finally:
                if connection is not None:
                    connection.close()
            refuse_existing(path, way_out)
            draft.settle()
            return filled
    except (OSError, sqlite3.Error) as error:
        raise Unusable(
            _("台帳を作れません: {path}（{reason}）").format(
                path=path, reason=error.strerror if isinstance(error, OSError) else error
            ),
            _("書き込める、空きのある場所を --ledger で指定してください。"),
        ) from error


class Transaction:
    """All of it or nothing: what is said inside is committed at its end, and taken back where anything fails.

    `first` is called as soon as nobody else can write.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: str, begin: str, first: Callable[[], None] = lambda: None
    ) -> None:
        self.connection = connection
        self.path = path
        self.begin = begin
        self.first = first
        self.before: object = None
        self.queue: Queue | None = None

    def __enter__(self) -> None:
        if not self.begin:
            return
        try:
            if self.begin == IMMEDIATE:
                self.connection.execute("PRAGMA journal_mode=TRUNCATE")
                self.connection.execute("PRAGMA cache_spill=OFF")  # or a large change would lock out those who read
                if self.is_of_a_draft:
                    self.connection.execute(IMMEDIATE)
                else:
                    clear(self.path)
                    self.wait()
                self.refuse_replaced()
                self.refuse_migrated()
                self.before = self.newest()
                self.first()
            else:
                self.connection.execute(self.begin)
        except sqlite3.Error as error:
            raise unusable(self.path, error) from error

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self.begin and error is None:
            written = self.newest() if self.begin == IMMEDIATE else None
            if self.begin == IMMEDIATE and not self.is_of_a_draft:
                interruption.hold()
            try:
                self.connection.execute("COMMIT")
            except sqlite3.Error as failed:
                self.take_back()
                raise self.outcome(written, failed) from failed
            self.leave_queue()
        elif self.begin:
            self.take_back()
            if isinstance(error, sqlite3.Error):
                raise unusable(self.path, error) from error

    def wait(self) -> None:
        """Take the write lock when it is our turn.

        Where nobody's turn has come for a while, the one whose turn it is may have been stopped: then it is taken by
        whoever finds it free. `Busy` follows after so long as `BUSY_SECONDS` in which nobody's turn has come.
        """
        queue = self.queue = Queue(getattr(self.connection, "path", "") or self.path)
        waits = getattr(self.connection, "waits", None)
        began = moved = time.monotonic()
        served = -1
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                still = time.monotonic() - moved
                if queue.is_my_turn() or still > OVERTAKEN_SECONDS:
                    try:
                        self.connection.execute(IMMEDIATE)
                    except sqlite3.OperationalError as error:
                        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or still > BUSY_SECONDS:
                            raise
                    else:
                        queue.serve()
                        return
                if queue.served() != served:
                    served, moved = queue.served(), time.monotonic()
                if waits and time.monotonic() - began > TOLD_SECONDS:
                    waits()
                    waits = None
                time.sleep(LOOK_SECONDS * queue.places())
        except BaseException:
            queue.leave()
            raise
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    def refuse_replaced(self) -> None:
        """Write nothing into a file that a restored one has taken the place of."""
        if isinstance(self.connection, Connection) and self.connection.is_replaced:
            self.take_back()
            raise Busy(
                _("台帳が、控えから戻した台帳に置き換えられました。何も書いていません。"),
                _("同じ操作をもう一度行ってください。"),
            )

    def refuse_migrated(self) -> None:
        """Write nothing into a ledger that was migrated since it was opened: this code does not know its tables."""
        known = self.connection.version if isinstance(self.connection, Connection) else 0
        if known and self.connection.execute("PRAGMA user_version").fetchone()[0] != known:
            self.take_back()
            raise Busy(
                _("操作の途中で、台帳が新しい形に移されました。何も書いていません。"),
                _("同じ操作をもう一度行ってください。"),
            )

    def outcome(self, written: object, failed: sqlite3.Error) -> Busy | Unusable:
        """What has become of what was said inside, where the commit failed; `written` is the newest that it wrote."""
        said = unusable(self.path, failed)
        if self.begin != IMMEDIATE or isinstance(said, Busy) or self.is_of_a_draft:
            return said
        if written != self.before:
            return unsettled(self.path, failed) if written == self.newest() else said
        is_full = failed.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL  # nothing was written then
        return said if is_full else uncertain(self.path, failed)  # there is no entry by which it could be told

    @property
    def is_of_a_draft(self) -> bool:
        """Whether the file is thrown away where it is not finished: it is only committed when it gets its name."""
        return is_draft(getattr(self.connection, "path", self.path))

    def newest(self) -> object:
        """The version of the ledger and its newest entry: by them it is told whether a commit that failed did not."""
        try:
            version = self.connection.execute("PRAGMA user_version").fetchone()
            return version, self.connection.execute("SELECT MAX(number), hash FROM entry").fetchone()
        except sqlite3.Error:
            return None

    def take_back(self) -> None:
        """Undo what was said inside, and let the next one write."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self.leave_queue()

    def leave_queue(self) -> None:
        """Let the next one write."""
        if self.queue:
            self.queue.leave()


def file_at(path: str) -> tuple[int, int]:
    """Which file stands under a name, by its device and number; zeros where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def held(path: str) -> Connection | None:
    """A ledger that nobody writes to while this is open; None where it is no ledger any more. `Busy` (5)."""
    try:
        connection = open_file(path)
    except Unusable:
        return None
    transaction = writing(connection, path)
    try:
        transaction.wait()
        transaction.leave_queue()
    except sqlite3.Error as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise unusable(path, error) from error
        return None
    return connection


def writing(connection: sqlite3.Connection, path: str) -> Transaction:
    """One write transaction: all of it or nothing; `Busy` (5) when another program keeps writing."""
    return Transaction(connection, path, IMMEDIATE)


def reading(connection: sqlite3.Connection, path: str) -> Transaction:
    """One read transaction: everything read inside it is of the same moment; none where one is open already."""
    return Transaction(connection, path, "" if connection.in_transaction else "BEGIN")


def data_version(connection: sqlite3.Connection) -> int:
    """A number that changes whenever another connection has changed the file."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def unusable(path: str, error: sqlite3.Error) -> Busy | Unusable:
    """Say what SQLite refused, as an office understands it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(
            _("ほかの wfc が台帳に書き込んでいます（{seconds} 秒待ちました）。何も書いていません。").format(
                seconds=BUSY_SECONDS
            ),
            _("少し待ってから、同じ操作をもう一度行ってください。"),
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error).startswith(UNDECODED):
        return damaged(path)
    if code == sqlite3.SQLITE_FULL:
        return Unusable(
            _("ディスクがいっぱいで台帳に書けません: {path}").format(path=path),
            _("空きを作ってから、同じ操作をもう一度行ってください。何も書いていません。"),
        )
    return Unusable(
        _("台帳を読み書きできません: {path}（{reason}）").format(path=path, reason=error),
        _("ファイルの場所と権限、ディスクの空きを確かめてください。何も書いていません。"),
    )


def unsettled(path: str, reason: object) -> Unusable:
    """Say that what was written is there, though the disk did not answer that it would be there after a power cut."""
    return Unusable(
        _("台帳に書きましたが、ディスクに残ったことを確かめられませんでした: {path}（{reason}）").format(
            path=path, reason=reason
        ),
        _("記録は済んでいます。もう一度入力しないでください。ディスクを点検し、控えを作ってください。"),
    )


def uncertain(path: str, reason: object) -> Unusable:
    """Say that it cannot be told whether the disk has taken something that may be written twice."""
    return Unusable(
        _("ディスクに書けたかどうかを確かめられませんでした: {path}（{reason}）").format(path=path, reason=reason),
        _("記録は元のままです。ディスクを点検してから、同じ操作をもう一度行ってください。"),
    )


def damaged(path: str) -> Unusable:
    """Say that a file is not what wfc wrote."""
    return Unusable(
        _("台帳が壊れているか、台帳ではありません: {path}").format(path=path),
        _("台帳のはずでなければ --ledger の場所を確かめ、台帳なら、変えずに取っておいて控えから戻してください。"),
    )


def altered_schema(path: str, names: list[str]) -> Unusable:
    """Say that what defines the reading of a ledger is not what wfc declared."""
    more = _(" ほか{number}件").format(number=len(names) - 3) if len(names) > 3 else ""
    return Unusable(
        _("台帳の表や規則が、wfc が作ったものと違います: {path}（{names}）").format(
            path=path, names=_("、").join(map(notation.quoted, names[:3])) + more
        ),
        _("このまま使い続けず、ファイルを取っておいて、wfc の担当者に知らせ、控えから戻してください。"),
    )


def newer(path: str, version: int) -> Unusable:
    """Say that a ledger is of a version that this program does not know."""
    return Unusable(
        _("この台帳は新しい wfc で作られています（版 {version}）: {path}").format(version=version, path=path),
        _("wfc を新しくしてください。この台帳には触れていません。"),
    )


def refuse_network_drive(path: str) -> None:
    """Refuse a ledger on a network drive: SQLite's locks do not hold there, and entries would be lost."""
    kind = file_system(os.path.abspath(path))
    if kind in NETWORK_FILE_SYSTEMS:
        raise Withheld(
            _("台帳をネットワーク上の場所に置くことはできません: {path}（{kind}）").format(path=path, kind=kind),
            _(
                "一台のパソコンの中に置いてください。ほかの人の記録は CSV や Excel の一覧で受け取り、"
                "wfc import で取り込みます。"
            ),
        )


def file_system(path: str, mounts: str | None = None) -> str:
    """The type of the file system that a path lies on, "" where it cannot be told.

    `mounts` is the text of Linux's `/proc/self/mountinfo`; elsewhere Windows is asked for the kind of drive.
    """
    if os.name == "nt":
        import ctypes

        drive = os.path.splitdrive(path)[0] + "\\"
        remote = drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive) == 4  # type: ignore[attr-defined]
        return "smb" if remote else ""
    if mounts is None:
        try:
            with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as stream:
                mounts = stream.read()
        except OSError:
            return ""
    where = os.path.realpath(path)
    longest, kind = "", ""
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        point = before.split(" ")[4]
        if "\\" in point:
            point = point.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(longest):
            longest, kind = point, after.split(" ")[0]
    return kind
