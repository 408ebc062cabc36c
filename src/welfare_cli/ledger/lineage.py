"""Which backups in a folder belong to which ledger, and which one is the newest, without asking a clock.

Each ledger file has an origin of its own, and a restored one begins another and keeps the older ones. So the backups
of a ledger are ordered by the origins in the order in which they began, and within an origin by the entry number. The
name of a backup holds both, for one that is encrypted can tell nothing else; an unencrypted one with a name of an
older wfc is opened.
"""

from __future__ import annotations

import os
import re
from datetime import datetime

from ..errors import NotFound, UnknownWord, Unusable
from ..words import _
from . import engine
from .engine.copies import open_unwritten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo

    from .engine import Connection

    Origins = Sequence[tuple[str, str, int]]
    """The own origins of a ledger as they began: the code of each, when it began, and the number of its last entry."""

SEALED = ".age"
"""What the name of an encrypted backup ends with."""
CODE = 8
"""How many digits of an origin's name stand in the name of a backup."""
NAMED = re.compile(
    r"(?P<stem>.+?)(?:-(?P<code>[0-9a-f]{8}))?-(?P<made>[0-9]{8}T[0-9]{6})-(?P<number>[0-9]+)\.db(?P<sealed>\.age)?",
    re.DOTALL,
)
"""The name of a backup: the ledger's own name, its origin, when the backup was made, and up to which entry it goes."""
SHOWN = 5
"""So many backups are named; of any others, only how many there are."""


class Kept:
    """A backup that lies in a folder. `origins` are those of its ledger, none where it cannot tell them.

    `made` is the time in its name, which orders nothing but backups of one and the same entry.
    """

    __slots__ = ("made", "name", "number", "origins", "sealed", "stem")

    def __init__(self, folder: str, name: str, words: re.Match[str]) -> None:
        self.name = name
        self.stem = words["stem"]
        self.made = words["made"]
        self.number = int(words["number"])
        self.sealed = bool(words["sealed"])
        self.origins: Origins = [] if self.sealed else origins_in(os.path.join(folder, name))
        if not self.origins and words["code"]:
            self.origins = [(words["code"], "", 0)]

    @property
    def code(self) -> str:
        """The code of the origin that its ledger had, "" where it cannot be told."""
        return self.origins[-1][0] if self.origins else ""

    def words(self) -> str:
        """Its name and how far it goes."""
        return _("{name}（記入番号 {number} まで）").format(name=self.name, number=self.number)


def name_of(stem: str, origin: str, made: str, number: int, *, sealed: bool) -> str:
    """The name of a backup."""
    return f"{stem}-{origin[:CODE]}-{made}-{number}.db{SEALED if sealed else ''}"


def stamp_of(moment: datetime) -> str:
    """A moment as the name of a backup has it."""
    return f"{moment:%Y%m%dT%H%M%S}"


def origins_of(connection: Connection) -> Origins:
    """The own origins of an open ledger."""
    rows = connection.execute(
        "SELECT name, began_at, "
        "(SELECT number FROM entry WHERE entry.origin = origin.origin ORDER BY counter DESC LIMIT 1) "
        "FROM origin WHERE own = 1 ORDER BY origin"
    )
    found: list[tuple[str, str, int]] = []
    for name, began, last in rows:
        found.append((str(name)[:CODE], str(began), last or (found[-1][2] if found else 0)))
    return found


def origins_in(path: str, opened: Callable[[str], Connection] = open_unwritten) -> Origins:
    """The own origins of a file, none where it is no ledger or cannot be read; `opened` if others write to it."""
    try:
        with opened(path) as connection:
            return origins_of(connection)
    except (engine.Error, UnicodeError, Unusable):
        return []


def backups_in(folder: str) -> list[Kept]:
    """The backups that lie in a folder: regular files with the name of one."""
    with os.scandir(folder) as there:
        found = [(each.name, NAMED.fullmatch(each.name)) for each in there if each.is_file(follow_symlinks=False)]
    return sorted((Kept(folder, name, words) for name, words in found if words), key=lambda kept: kept.name)


def rank(kept: Kept, origins: Origins, zone: tzinfo | None) -> tuple[int, int, str, str] | None:
    """Where a backup stands among those of a ledger with these origins; None where it is not one of them.

    A backup of an older origin, with entries that the ledger has not, that was made after the next one had begun is of
    a ledger that lived on beside the restored one. The clock that is asked there can only keep a backup.
    """
    place = next((place for place, (code, *_more) in enumerate(origins) if code == kept.code), None)
    if place is None:
        return None
    last, following = origins[place][2], origins[place + 1 : place + 2]
    if kept.number > last and any(_made_after(kept, began, zone) for _code, began, _last in following):
        return None
    return place, kept.number, kept.made, kept.name


def _made_after(kept: Kept, began: str, zone: tzinfo | None) -> bool:
    try:
        return kept.made > stamp_of(datetime.fromisoformat(began).astimezone(zone))
    except ValueError:  # damaged: nothing is known for certain
        return True


def newest_of(found: Iterable[Kept], origins: Origins, zone: tzinfo | None) -> Kept | None:
    """The newest backup of a ledger with these origins."""
    ranked = [(where, each) for each in found if (where := rank(each, origins, zone))]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def newest_of_each(found: Sequence[Kept], zone: tzinfo | None) -> list[Kept]:
    """The newest backup of each ledger that has some among these, those of the ledgers that were restored from it.

    Encrypted ones with names of an older wfc tell no origin: the one with the highest entry and the latest one are
    both candidates.
    """
    longest: dict[str, Origins] = {}
    for each in found:
        if each.code and len(each.origins) > len(longest.get(each.code, ())):
            longest[each.code] = each.origins
    newest = []
    for code, origins in longest.items():
        others = [line for other, line in longest.items() if other != code]
        own = [each for each in found if each.code == code]
        if not all(any(rank(each, line, zone) for line in others) for each in own):
            newest += [kept for kept in [newest_of(own, origins, zone)] if kept]
    for stem in sorted({each.stem for each in found if not each.code}):
        unknown = [each for each in found if not each.code and each.stem == stem]
        newest += [max(unknown, key=lambda each: (each.number, each.made)), max(unknown, key=lambda each: each.made)]
    return list(dict.fromkeys(newest))


def listed(words: Sequence[str]) -> str:
    """The first of some words, and how many more there are."""
    more = _(" ほか{number}件").format(number=len(words) - SHOWN) if len(words) > SHOWN else ""
    return _("、").join(words[:SHOWN]) + more


def chosen(source: str, ledger: str, zone: tzinfo | None) -> str:
    """The backup to restore: the file itself, or of a folder the newest one of the ledger that is to be replaced.

    Where there is no ledger, or one that cannot tell its origins, the folder has to hold the backups of one ledger
    alone: `UnknownWord` (2) lists the newest of each. `NotFound` (3) without a backup.
    """
    if os.path.isfile(source):
        return source
    folder = source if os.path.isdir(source) else os.path.dirname(source) or os.curdir
    found = backups_in(folder) if os.path.isdir(folder) else []
    origins = origins_in(ledger, engine.open_file) if os.path.isfile(ledger) else []
    ours = newest_of(found, origins, zone)
    others = [ours] if ours else sorted(newest_of_each(found, zone), key=lambda each: (-each.number, each.name))
    words = listed([each.words() for each in others])
    if not os.path.isdir(source):
        raise NotFound(
            _("控えがありません: {path}").format(path=source),
            _("いちばん新しい控え: {words}").format(words=words) if others else _("名前と場所を確かめてください。"),
        )
    if ours:
        return os.path.join(folder, ours.name)
    if origins or not others:
        raise NotFound(
            _("このフォルダーに、この台帳の控えはありません: {path}").format(path=source)
            if origins and others
            else _("このフォルダーに控えはありません: {path}").format(path=source),
            _("ほかの台帳の控えを戻すなら、ファイルを指定してください: {words}").format(words=words)
            if others
            else _("名前と場所を確かめてください。"),
        )
    if len(others) > 1:
        raise UnknownWord(
            _("このフォルダーの控えは、一つの台帳のものではありません: {path}").format(path=source),
            _("戻す控えのファイルを指定してください: {words}").format(words=words),
        )
    return os.path.join(folder, others[0].name)
