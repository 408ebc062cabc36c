"""SQLite: opening and making the file, its settings, one write transaction at a time, what is refused as a ledger.

All that only SQLite knows is said here: PRAGMA, its catalogue, its locks, its errors.
"""

from __future__ import annotations

import os
import sqlite3
import time

from ... import interruption
from ...errors import Busy, NotFound, Unusable
from ...words import _
from .. import schema
from .place import Place, refuse_network_drive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, Literal, TypeVar

    from .queue import Queue

    Filled = TypeVar("Filled")

Error = sqlite3.Error
"""What the engine raises; `unusable` reports it to the office."""
APPLICATION_ID = 2003198769
UNDECODED = "Could not decode to UTF-8"
"""How Python begins to say that a text is damaged; it goes on with the text, which may be confidential."""
UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the program raises on records that are not what it wrote: it is damage, and no bug."""
BUSY_SECONDS = 30
"""For so long somebody waits while nobody comes to their turn."""
OVERTAKEN_SECONDS = 3
"""After so long without a turn, whoever finds the ledger free may write."""
TOLD_SECONDS = 3
"""The wait after which wfc reports that it waits."""
LOOK_SECONDS = 0.005
"""The next one in the queue looks so often; who is further behind, less often."""
SETTINGS = (
    *("foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF", "recursive_triggers=ON"),
    *("synchronous=FULL", "temp_store=MEMORY"),
)
IMMEDIATE = "BEGIN IMMEDIATE"
"""A write transaction takes the lock at once: one that first reads would fail where another one writes meanwhile."""


def connect(
    path: str, waits: Callable[[], None] | None = None, *, unprotected: bool = False, verify: bool = True
) -> Connection:
    """Open an existing ledger of this version; refuse what is not one, untouched.

    `waits` is called once where somebody who wants to write has to wait for long. To look at what happened to it, a
    ledger may be `unprotected`: without some of the triggers that refuse changes. `verify` its schema, unless to see
    what of it was altered.

    `NotFound` (3) where there is no file, `Withheld` (7) on a network drive, `Unusable` (6) for another
    version, another kind of file, one that cannot be read, or one whose schema was altered.
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
    try:
        connection.version = connection.schema_version()
        if connection.version < schema.VERSION:
            raise Unusable(
                _("この台帳は古い形（版 {version}）です: {path}").format(version=connection.version, path=path),
                _("wfc migrate で今の形（版 {new}）にしてください。先に控えが作られます。").format(new=schema.VERSION),
            )
        altered = connection.unlike_the_schema() if verify else []
        if altered and not (unprotected and schema.only_protect(altered)):
            raise connection.place.altered(altered)
    except BaseException:
        connection.close()
        raise
    connection.waits = waits
    return connection


class Connection(sqlite3.Connection):
    """A connection that knows the place of its ledger, and which file it opened: another one may take its place."""

    place = Place("")
    file: tuple[int, int] = (0, 0)
    opened = ""
    """The path that was opened; that of `place`, or a draft of it."""
    version: int = 0
    """The schema version that it was opened at; 0 while that is still to be seen or about to change."""
    waits: Callable[[], None] | None = None
    """What is called once where others write for long."""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_error: object) -> Literal[False]:
        """Close the file; what was not committed is lost."""
        self.close()
        return False

    def single(self, query: str, values: Sequence[object] | Mapping[str, object] = (), default: Any = None) -> Any:
        """The first value of the first row that a query finds; `default` where it finds none."""
        row = self.execute(query, values).fetchone()
        return row[0] if row else default

    def rows_in(self, query: str, values: Iterable[object], at_once: int = 500) -> Iterator[tuple[Any, ...]]:
        """The rows of a query whose list `IN ({})` is long: so many values at a time as one statement takes."""
        every = [*values]
        for start in range(0, len(every), at_once):
            some = every[start : start + at_once]
            yield from self.execute(query.format(", ".join("?" * len(some))), some)

    @property
    def is_draft(self) -> bool:
        """Whether the file only counts once it gets its name: an unfinished one is thrown away."""
        from ..atomic_file import is_draft

        return is_draft(self.opened)

    @property
    def is_replaced(self) -> bool:
        """Whether another file has the name of this one by now, which is no draft."""
        return not self.is_draft and self.file != self.place.file

    @property
    def data_version(self) -> int:
        """A number that changes whenever another connection has changed the file."""
        return self.setting("data_version")

    def setting(self, name: str) -> int:
        """The value of a setting of SQLite's."""
        return int(self.single(f"PRAGMA {name}"))

    # -- transactions -----------------------------------------------------------------------------

    def writing(self, first: Callable[[], None] = lambda: None) -> Transaction:
        """Begin one write transaction: all of it or nothing; `Busy` (5) when another program keeps writing.

        `first` is called as soon as nobody else can write.
        """
        return Transaction(self, IMMEDIATE, first)

    def reading(self) -> Transaction:
        """Begin one read transaction: all reads inside see one moment; a no-op where a transaction is open already."""
        return Transaction(self, "" if self.in_transaction else "BEGIN")

    def keep_snapshot(self) -> None:
        """See no more of what others write, until this is closed."""
        if not self.in_transaction:
            self.execute("BEGIN")

    # -- the schema -------------------------------------------------------------------------------

    def schema_version(self) -> int:
        """The schema version of the ledger; a foreign file or a newer ledger is refused (6)."""
        try:
            application, version = self.setting("application_id"), self.setting("user_version")
        except sqlite3.Error as error:
            raise unusable(self.place, error) from error
        if application != APPLICATION_ID:
            raise Unusable(
                _("wfc の台帳ではありません: {path}").format(path=self.place.path),
                _("--ledger の場所を確かめてください。このファイルには触れていません。"),
            )
        if version > schema.VERSION:
            raise self.place.newer(version)
        return version

    def set_version(self, version: int) -> None:
        """Set the schema version."""
        self.execute(f"PRAGMA user_version = {version}")

    def check_links(self, checked: bool) -> None:
        """Check each foreign key when a row is written, or leave that to `dangling`."""
        self.execute(f"PRAGMA foreign_keys = {checked:d}")

    def unlike_the_schema(self, version: int = schema.VERSION) -> list[str]:
        """The objects of the ledger that are not those of a schema version; see `schema.unlike`."""
        try:
            return schema.unlike(self, version)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise unusable(self.place, error) from error

    def objects(self) -> list[tuple[str, str, str, str | None]]:
        """Type, name, table and text of every object; bytes that are no text are still told from others."""
        factory = self.text_factory
        self.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        try:
            return self.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        finally:
            self.text_factory = factory

    def columns(self, table: str) -> list[str]:
        """The columns of a stored table, none where there is no such table."""
        return [row[1] for row in self.execute(f"PRAGMA main.table_info({table})")]

    def damage(self) -> list[str]:
        """What SQLite itself finds damaged: pages, indexes, CHECKs, and rows that point nowhere."""
        found = [str(row[0]) for row in self.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
        return found + sorted({f"{table} → {parent}" for table, parent in self.dangling()})

    def dangling(self) -> list[tuple[str, str]]:
        """The table of each row that points nowhere, with the one to which it should point."""
        return [(table, parent) for table, _row, parent, _key in self.execute("PRAGMA foreign_key_check")]

    # -- what this connection alone sees ----------------------------------------------------------

    def declare_view(self, name: str, query: str) -> None:
        """Let this connection see a view, in front of the table of that name; nothing can be written from then on."""
        self.execute("PRAGMA query_only=OFF")
        self.execute(f"CREATE TEMP VIEW {name} AS {query}")
        self.execute("PRAGMA query_only=ON")

    def declare_table(self, name: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
        """Let this connection see a table with some rows, in front of the one of that name; see `declare_view`."""
        self.execute("PRAGMA query_only=OFF")
        self.execute(f"CREATE TEMP TABLE {name} ({columns})")
        marks = ", ".join("?" * (columns.count(",") + 1))
        self.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        self.execute("PRAGMA query_only=ON")


def open_file(path: str, place: Place | None = None) -> Connection:
    """Open an SQLite file with the settings of a ledger, whatever its version; messages name it by its place."""
    place = place or Place(path)
    connection = None
    try:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=512, factory=Connection
        )
        connection.place, connection.file, connection.opened = place, Place(path).file, path
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if connection is not None:
            connection.close()
        raise unusable(place, error) from error
    return connection


def create(path: str, fill: Callable[[Connection], Filled]) -> Filled:
    """Make a ledger file, readable by its owner alone, and put it in its place whole or not at all.

    `fill` writes what stands in it from the first; what it returns is returned. `Withheld` (7) where something is
    there already, or on a network drive; `Unusable` (6) where nothing can be written.
    """
    from ..atomic_file import AtomicFile, make_folder, refuse_existing

    way_out = _("台帳なら、そのまま使えます。別に作るときは --ledger で場所を指定してください。")
    refuse_existing(path, way_out)
    try:
        make_folder(os.path.dirname(os.path.abspath(path)))
        refuse_network_drive(os.path.dirname(os.path.abspath(path)))
        with AtomicFile(path) as draft:
            with open_file(draft.path, Place(path)) as connection:
                connection.executescript(schema.text())
                filled = fill(connection)
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

    def __init__(self, connection: Connection, begin: str, first: Callable[[], None] = lambda: None) -> None:
        self.connection = connection
        self.begin = begin
        self.first = first
        self.before: object = None
        self.queue: Queue | None = None

    def __enter__(self) -> None:
        if not self.begin:
            return
        connection = self.connection
        try:
            if self.begin == IMMEDIATE:
                connection.execute("PRAGMA journal_mode=TRUNCATE")
                connection.execute("PRAGMA cache_spill=OFF")  # or a large change would lock out those who read
                if connection.is_draft:
                    connection.execute(IMMEDIATE)
                else:
                    connection.place.clear()
                    self.wait()
                self.refuse_another()
                self.before = self.newest()
                self.first()
            else:
                connection.execute(self.begin)
        except sqlite3.Error as error:
            raise unusable(connection.place, error) from error

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self.begin and error is None:
            written = self.newest() if self.begin == IMMEDIATE else None
            if self.begin == IMMEDIATE and not self.connection.is_draft:
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
                raise unusable(self.connection.place, error) from error

    def wait(self) -> None:
        """Take the write lock when it is our turn.

        Where nobody's turn has come for a while, the one whose turn it is may have been stopped: then it is taken by
        whoever finds it free. `Busy` follows after so long as `BUSY_SECONDS` in which nobody's turn has come.
        """
        from .queue import Queue

        queue = self.queue = Queue(self.connection.place.queue)
        waits = self.connection.waits
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
                        if _code_of(error) != sqlite3.SQLITE_BUSY or still > BUSY_SECONDS:
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

    def refuse_another(self) -> None:
        """Write nothing into a file that was replaced by a restored one, or migrated to tables unknown to this code."""
        connection = self.connection
        if connection.is_replaced:
            problem = _("台帳が、控えから戻した台帳に置き換えられました。何も書いていません。")
        elif connection.version and connection.setting("user_version") != connection.version:
            problem = _("操作の途中で、台帳が新しい形に移されました。何も書いていません。")
        else:
            return
        self.take_back()
        raise Busy(problem, _("同じ操作をもう一度行ってください。"))

    def outcome(self, written: object, failed: sqlite3.Error) -> Busy | Unusable:
        """What has become of what was said inside, where the commit failed; `written` is the newest that it wrote."""
        place = self.connection.place
        said = unusable(place, failed)
        if self.begin != IMMEDIATE or isinstance(said, Busy) or self.connection.is_draft:
            return said
        if written != self.before:
            return place.unsettled(failed) if written == self.newest() else said
        if _code_of(failed) == sqlite3.SQLITE_FULL:  # nothing was written then
            return said
        return place.uncertain(failed)  # there is no entry by which it could be told

    def newest(self) -> object:
        """The version of the ledger and its newest entry: by them it is told whether a commit that failed did not."""
        newest = "SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1"
        try:
            return self.connection.setting("user_version"), self.connection.execute(newest).fetchone()
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


def unusable(place: Place, error: sqlite3.Error | UnicodeDecodeError) -> Busy | Unusable:
    """Say what SQLite refused, as an office understands it.

    It says what is wrong with a schema in the words of the schema, which need not be text: `UnicodeDecodeError`.
    """
    code = _code_of(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(
            _("ほかの wfc が台帳に書き込んでいます（{seconds} 秒待ちました）。何も書いていません。").format(
                seconds=BUSY_SECONDS
            ),
            _("少し待ってから、同じ操作をもう一度行ってください。"),
        )
    is_no_text = isinstance(error, UnicodeDecodeError) or str(error).startswith(UNDECODED)
    if is_no_text or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return place.damaged()
    if code == sqlite3.SQLITE_FULL:
        return Unusable(
            _("ディスクがいっぱいで台帳に書けません: {path}").format(path=place.path),
            _("空きを作ってから、同じ操作をもう一度行ってください。何も書いていません。"),
        )
    return Unusable(
        _("台帳を読み書きできません: {path}（{reason}）").format(path=place.path, reason=error),
        _("ファイルの場所と権限、ディスクの空きを確かめてください。何も書いていません。"),
    )


def _code_of(error: Exception) -> int:
    """SQLite's code of an error, without what extends it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
