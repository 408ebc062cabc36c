"""Opening the file: modes, settings, one write transaction at a time, and what is refused as a ledger."""

from __future__ import annotations

import os
import sqlite3
import time

from ..errors import Busy, NotFound, Unusable, Withheld
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Filled = TypeVar("Filled")

APPLICATION_ID = 2003198769
SCHEMA_VERSION = 5
UNDECODED = "Could not decode to UTF-8"
"""How Python begins to say that a text is damaged; it goes on with the text, which may be confidential."""
UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the program stumbles over where records are not what it wrote."""
ERASING = ".erasing"
"""What the name of the note ends with that an erasure leaves beside the ledger until it is on the list."""
BUSY_SECONDS = 30
LOOK_SECONDS = 0.02
IMMEDIATE = "BEGIN IMMEDIATE"
"""A write transaction takes the lock at once: one that first reads would fail where another one writes meanwhile."""
NETWORK_FILE_SYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "webdav", "davfs", "davfs2")
    + ("fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.gvfsd-fuse", "glusterfs", "fuse.glusterfs", "ceph", "lustre")
)


def schema() -> str:
    """The text of `data/schema.sql`."""
    with open(os.path.join(os.path.dirname(os.path.dirname(__file__)), "schema.sql"), encoding="utf-8") as stream:
        return stream.read()


def connect(path: str) -> Connection:
    """Open an existing ledger of this version; refuse what is not one, untouched.

    `NotFound` (3) where there is no file, `Withheld` (7) on a network drive, `Unusable` (6) for another
    version, another kind of file, or a file that cannot be read.
    """
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
    version = version_of(connection, path)
    if version < SCHEMA_VERSION:
        connection.close()
        raise Unusable(
            _("この台帳は古い形（版 {version}）です: {path}").format(version=version, path=path),
            _("wfc migrate で今の形（版 {new}）にしてください。先に控えが作られます。").format(new=SCHEMA_VERSION),
        )
    return connection


class Connection(sqlite3.Connection):
    """A connection that knows which file it has opened: another one may take its place under the same name."""

    path: str = ""
    file: tuple[int, int] = (0, 0)

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
        connection.close()
        raise unusable(path, error) from error
    if application != APPLICATION_ID:
        connection.close()
        raise Unusable(
            _("wfc の台帳ではありません: {path}").format(path=path),
            _("--ledger の場所を確かめてください。このファイルには触れていません。"),
        )
    if version > SCHEMA_VERSION:
        connection.close()
        raise Unusable(
            _("この台帳は新しい wfc で作られています（版 {version}）: {path}").format(version=version, path=path),
            _("wfc を新しくしてください。この台帳には触れていません。"),
        )
    return version


def create(path: str, fill: Callable[[sqlite3.Connection], Filled]) -> Filled:
    """Make a ledger file, readable by its owner alone, and put it in its place whole or not at all.

    `fill` writes what stands in it from the first; what it returns is returned. `Withheld` (7) where something is
    there already, or on a network drive; `Unusable` (6) where nothing can be written.
    """
    from .draft import Draft, make_folder, refuse_existing

    way_out = _("台帳なら、そのまま使えます。別に作るときは --ledger で場所を指定してください。")
    refuse_existing(path, way_out)
    connection = None
    try:
        make_folder(os.path.dirname(os.path.abspath(path)))
        refuse_network_drive(os.path.dirname(os.path.abspath(path)))
        with Draft(path) as draft:
            try:
                connection = open_file(draft.path)
                connection.executescript(schema())
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
    """All of it or nothing: what is said inside is committed at its end, and taken back where anything fails."""

    def __init__(self, connection: sqlite3.Connection, path: str, begin: str) -> None:
        self.connection = connection
        self.path = path
        self.begin = begin
        self.before: object = None

    def __enter__(self) -> None:
        if not self.begin:
            return
        try:
            if self.begin == IMMEDIATE:
                self.connection.execute("PRAGMA journal_mode=TRUNCATE")
                self.wait()
                self.refuse_replaced()
                self.before = self.newest()
            else:
                self.connection.execute(self.begin)
        except sqlite3.Error as error:
            raise unusable(self.path, error) from error

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self.begin and error is None:
            written = self.newest() if self.begin == IMMEDIATE else None
            try:
                self.connection.execute("COMMIT")
            except sqlite3.Error as failed:
                self.take_back()
                raise self.outcome(written, failed) from failed
        elif self.begin:
            self.take_back()
            if isinstance(error, sqlite3.Error):
                raise unusable(self.path, error) from error

    def wait(self) -> None:
        """Take the write lock, looking fifty times a second for so long as `BUSY_SECONDS`.

        SQLite itself waits longer and longer from one look to the next: whoever has waited longest would look least
        often, and among many writers never come to his turn.
        """
        until = time.monotonic() + BUSY_SECONDS
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    self.connection.execute(IMMEDIATE)
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                        raise
                    time.sleep(LOOK_SECONDS)
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

    def outcome(self, written: object, failed: sqlite3.Error) -> Busy | Unusable:
        """What has become of what was said inside, where the commit failed; `written` is the newest that it wrote."""
        from .draft import is_draft

        said = unusable(self.path, failed)
        if self.begin != IMMEDIATE or isinstance(said, Busy) or is_draft(getattr(self.connection, "path", self.path)):
            return said
        if written != self.before:
            return unsettled(self.path, failed) if written == self.newest() else said
        is_full = failed.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL  # nothing was written then
        return said if is_full else uncertain(self.path, failed)  # there is no entry by which it could be told

    def newest(self) -> object:
        """The version of the ledger and its newest entry: by them it is told whether a commit that failed did not."""
        try:
            version = self.connection.execute("PRAGMA user_version").fetchone()
            return version, self.connection.execute("SELECT MAX(number), hash FROM entry").fetchone()
        except sqlite3.Error:
            return None

    def take_back(self) -> None:
        """Undo what was said inside."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


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
    try:
        connection.execute(IMMEDIATE)
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
