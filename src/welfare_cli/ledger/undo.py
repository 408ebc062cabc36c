"""Undoing a command: by writing its opposite, whole, and only where nothing later depends on it."""

from __future__ import annotations

from ..errors import NotFound, Problem, Refused
from ..model.kind import Record, erased
from ..model.kinds import BY_NAME
from ..model.profile_kinds import PROFILE_KINDS
from ..model.publication import PUBLICATION
from ..values import value
from ..words import _
from . import validation
from .current import said_by, select
from .entries import Change, refs_at
from .profile_records import refuse_words_in_use
from .staging import MANY
from .validation import taken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model.kind import Kind
    from .book import Ledger
    from .current import CurrentRecord
    from .entries import Written
    from .staging import Staging

    Row = tuple[int, int, int | None, str, str, str]
    """The number of an entry, its record, the entry that it replaces, its kind, ref and action."""

    from .engine import Connection

FIRST = 1
"""The command that made the ledger."""


@value
class Undo:
    """Undo the commands of a ledger."""

    ledger: Ledger

    def last_command(self) -> int:
        """Return the author's newest command that can be undone and is no undo itself; `NotFound` (3) if none."""
        author = self.ledger.author()
        undone = undone_commands(self.ledger.connection)
        rows = self.ledger.connection.execute(
            "SELECT number FROM entry WHERE number = command AND undoes IS NULL AND author = ? AND number > ? "
            "ORDER BY number DESC",
            (author, FIRST),
        )
        for (command,) in rows:
            if command not in undone:
                return int(command)
        raise NotFound(
            _("{author} の操作で、元に戻せるものはありません。").format(author=author),
            _("ほかの人の操作を元に戻すには、wfc log で見られる記入番号を指定してください。"),
        )

    def command_of(self, number: int) -> int:
        """Return the command, by its first entry, of an entry; `NotFound` (3) if there is no such entry."""
        command = self.ledger.connection.single("SELECT command FROM entry WHERE number = ?", (number,))
        if command is None:
            raise NotFound(
                _("記入番号 {number} はありません。").format(number=number),
                _("wfc log で、記入番号の一覧が見られます。"),
            )
        return int(command)

    def changes(self, command: int) -> list[Change]:
        """Return what undoing a command would write; `Refused` (4) if it cannot be undone."""
        with self.ledger.reading():
            return self._opposite(command).changes

    def write(self, command: int) -> Written:
        """Undo a command by writing its opposite, whole or not at all."""
        with self.ledger.writing():
            return self.ledger.write(self._opposite(command).changes, undoes=command)

    def _opposite(self, command: int) -> Staging:
        of_command = "SELECT COUNT(*) FROM entry WHERE number >= ? AND command = ?"
        size = self.ledger.connection.single(of_command, (command, command))
        staging = self.ledger.staging(bulk=size > MANY)
        take_back(staging, command)
        validation.refuse(staging)
        return staging


def undone_commands(connection: Connection) -> dict[int, int]:
    """Each command that is undone, with the command that undoes it and is in effect."""
    return _undone(_undoes(connection))


def is_unrecorded(connection: Connection, standing: CurrentRecord) -> bool:
    """Return whether a record is void because what had recorded it was undone: it may be recorded again.

    An undo that is undone in turn puts a void back into effect: that record was taken back by somebody.
    """
    undoes, number = 0, standing.entry
    while number:
        found = connection.single("SELECT undoes FROM entry WHERE number = ?", (number,))
        undoes, number = undoes + bool(found), found
    return standing.void and undoes % 2 == 1


def take_back(staging: Staging, command: int) -> None:
    """Stage the opposite of a command; `Refused` (4) with what depends on it, or where it cannot be undone."""
    connection = staging.connection
    rows = connection.execute(
        "SELECT number, record, replaces, kind, ref, action FROM entry WHERE number >= ? AND command = ? "
        "ORDER BY number DESC",
        (command, command),
    ).fetchall()
    _refuse_for_good(command, rows)
    undoes = _undoes(connection)
    undone = _undone(undoes)
    problems = [_already(undone[command])] if command in undone else []
    for row in () if problems else _later(connection, command, BY_NAME[rows[0][3]] in PROFILE_KINDS):
        if row[0] not in undone and undoes.get(row[0], 0) < command:  # or it was undone since, or undid what came since
            problems.append(_depended_on(*row[1:]))
    if problems:
        raise Refused(problems)
    for change in _opposites(staging, command, rows):
        problem = _ref_taken(staging, change) or refuse_words_in_use(connection, change)
        problems += [problem] if problem else []
        staging.stage(change)
    if problems:
        raise Refused(problems)


def _opposites(staging: Staging, command: int, rows: list[Row]) -> list[Change]:
    """For each entry, the last one first: the record as it was before, or taken back where it was new or void."""
    standing: dict[int, CurrentRecord] = {}
    said: dict[int, Record] = {}
    for kind in {BY_NAME[row[3]] for row in rows}:
        touched = "record.record IN (SELECT record FROM entry WHERE number >= ? AND command = ?)"
        for each in select(staging.connection, kind, touched, (command, command)):
            standing[each.number] = each
        numbers = [row[2] for row in rows if row[3] == kind.name and row[2]]
        said |= said_by(staging.connection, kind, refs_at(staging.connection, numbers))
    found = []
    for _number, record, replaces, *_more in rows:
        base, before = standing[record], said.get(replaces or 0)
        if before is None or replaces is None:
            found.append(Change("void", base.record, base))
        else:
            texts = {name: text for name, text in before.texts.items() if text != erased()}
            found.append(Change("edit", Record(before.kind, before.ref, before.facts, texts), base))
    return found


def _touched(connection: Connection, kind: Kind, command: int) -> list[CurrentRecord]:
    """The records of a kind that a command has written, as they stand."""
    return select(
        connection,
        kind,
        "record.record IN (SELECT record FROM entry WHERE number >= ? AND command = ?)",
        (command, command),
    )


def _undoes(connection: Connection) -> dict[int, int]:
    """Each command that undoes another one, with that other one; the newest first."""
    rows = connection.execute("SELECT number, undoes FROM entry WHERE undoes IS NOT NULL AND number = command")
    return dict(sorted(rows.fetchall(), reverse=True))


def _undone(undoes: Mapping[int, int]) -> dict[int, int]:
    """Each command that is undone, with the command that undoes it and stands."""
    found: dict[int, int] = {}
    for undo, command in undoes.items():
        if undo not in found:
            found[command] = undo
    return found


def _later(connection: Connection, command: int, profile: bool) -> list[tuple[int, int, str, str, int]]:
    """What was written since on the records of a command: the command, its entry, and the kind, ref and entry of ours.

    A profile is one document: whatever was changed in it since counts as written on the same.
    """
    kinds = ", ".join(f"'{kind.name}'" for kind in PROFILE_KINDS)
    same = f"later.kind IN ({kinds})" if profile else "later.record = entry.record"
    return connection.execute(
        f"""
        SELECT later.command, MAX(later.number), entry.kind, entry.ref, entry.number
        FROM entry
        JOIN entry AS later ON {same} AND later.number > entry.number AND later.command > entry.command
          AND later.action <> 'erase'
        WHERE entry.number >= ? AND entry.command = ?
        GROUP BY later.command, entry.number
        ORDER BY entry.number, later.command DESC
        """,
        (command, command),
    ).fetchall()


# -- what is refused --------------------------------------------------------------------------------------


def _refuse_for_good(command: int, rows: list[Row]) -> None:
    published = [row[4] for row in rows if row[3] == PUBLICATION.name]
    if published:
        raise Refused(
            _("提出版「{name}」のことは、元に戻せません。").format(name=published[0]),
            _("取り下げか、別の名前での出し直しになります。その前の操作は、wfc undo に記入番号を付けて元に戻せます。"),
            rule="not-to-be-undone",
        )
    if command == FIRST or any(row[5] == "erase" for row in rows):
        raise Refused(
            _("記入番号 {number} は、元に戻せません。").format(number=command),
            _("台帳の始まりと消去だけは、元に戻せません。一覧と設定は wfc profile apply で変えられます。"),
            rule="not-to-be-undone",
        )


def _already(undo: int) -> Problem:
    return Problem(
        "already-undone",
        _("もう元に戻されています（記入番号 {number}）。").format(number=undo),
        _("もう一度そのとおりにするには、それを元に戻してください（wfc undo {number}）。").format(number=undo),
    )


def _depended_on(later: int, kind: str, ref: str, number: int) -> Problem:
    return Problem(
        "depended-on",
        _("{kind} {ref} には、そのあとの記入 {newest} があります。").format(
            kind=BY_NAME[kind].label, ref=ref, newest=later
        ),
        _("先に記入 {newest} を元に戻すか（wfc undo {newest}）、訂正で直してください。").format(newest=later),
        where=_("記入 {number}").format(number=number),
    )


def _ref_taken(staging: Staging, change: Change) -> Problem | None:
    """A record had another ref before, which another one has now."""
    assert change.base is not None
    if change.record.ref == change.base.ref:
        return None
    other = staging.standing(change.record.kind, change.record.ref)
    return taken(other.record.kind, other.ref) if other and other.number != change.base.number else None
