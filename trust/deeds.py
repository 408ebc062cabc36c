"""The commands that write, an office for each to be run in, and what may be found there afterwards."""

from __future__ import annotations

import hashlib
import pathlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.conftest import Office
from tests.ledger.test_migrate import released
from welfare_cli.errors import WfcError
from welfare_cli.ledger import Ledger, Stamp, schema
from welfare_cli.model.calendar import zone_of
from welfare_cli.report.published.proof import prove

from . import faults

ADD = ("case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外", "--topic", "住まい")
NEVER_THE_SAME = {
    "entry": ("hash",),
    "origin": ("name", "began_at"),
    "confidential": ("salt",),
    "salt": ("salt",),
    "commitment": ("digest",),
    "remainder": ("hash", "digest"),
    "publications": ("content",),
}
"""What two runs of one command write otherwise: salts and what is worked out from them, and the names of origins."""
BACKUP = "ledger-*.db"


@dataclass(frozen=True)
class Deed:
    """A command that writes: its words, the office it is run in, and how it may end when it is run once more."""

    name: str
    words: tuple[str, ...]
    office: str = "worked"
    again: tuple[int, ...] = (0,)
    """The exit codes of a second run where the first one had been carried out, though nobody was told."""
    like: str = ""
    """A command that writes in the same way, which the short form tries in its place."""

    def placed(self, folder: pathlib.Path) -> list[str]:
        """Its words, with the files it reads and writes in a folder."""
        return [word.replace("@", f"{folder}/") for word in self.words]


PLAN = ("meeting", "plan", "--every", "第2火曜", "--until", "2025-06-30", "--kind", "支援会議", "--area", "市外")
DEEDS = [
    Deed("init", ("init", "--no-input"), "empty", (7,)),
    Deed("add", (*ADD, "--summary", "ひみつの概要"), again=(0,)),
    Deed("contact", ("contact", "add", "--case", "C-2", "--date", "2024-12-09", "--method", "電話"), again=(0,)),
    Deed(
        "edit",
        ("case", "edit", "C-2", "--area", "若葉・調和", "--correction", "--why", "聞きまちがい", "--no-input"),
        again=(4,),
    ),
    Deed("close", ("case", "close", "C-2", "--on", "2024-12-10", "--closing", "解決", "--no-input"), again=(4,)),
    Deed("plan", (*PLAN, "--yes"), again=(0,), like="add"),
    Deed("import", ("import", "@cases.csv", "@contacts.csv"), again=(0,)),
    Deed("undo", ("undo", "--yes"), again=(0, 3, 4)),
    Deed("publish", ("publish", "二度目", "--as-of", "2024-12-31", "--date", "2025-01-23"), again=(4,)),
    Deed("profile", ("profile", "apply", "@事務所.toml"), again=(0,)),
    Deed("erase", ("erase", "F-1", "--why", "申し出", "--yes"), again=(0, 4)),
    Deed("erase-word", ("erase", "M-1", "--field", "title", "--why", "申し出", "--yes"), again=(0, 4)),
    Deed("migrate", ("migrate",), "older", (0,)),
    Deed("backup", ("backup", "@控え"), again=(0, 7)),
    Deed("restore", ("restore", "@写し.db", "--replace"), again=(0, 7)),
    Deed("rebuild", ("rebuild",), again=(0,)),
]
BY_NAME = {deed.name: deed for deed in DEEDS}


class Offices:
    """The offices that the commands are run in, each made once."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    def of(self, deed: Deed) -> pathlib.Path:
        """The folder of an office as it is before the command; to be copied, and left as it is."""
        place = self.folder / deed.office
        if not place.exists():
            draft = self.folder / f"{deed.office}.draft"
            draft.mkdir()
            with pytest.MonkeyPatch.context() as patched:
                patched.setenv("LOGNAME", faults.WHO)
                getattr(self, deed.office)(Office(draft, patched))
            draft.rename(place)
        return place

    def empty(self, office: Office) -> None:
        """A folder without a ledger."""

    def worked(self, office: Office) -> None:
        """An office with a few records, a correction, a publication, a copy of its ledger and lists to import."""
        office.ok("init")
        for _each in range(3):
            office.ok(*ADD, "--summary", "ひみつ")
        office.ok("contact", "add", "--case", "C-1", "--date", "2024-12-05", "--method", "電話", "--note", "ないしょ")
        office.ok("meeting", "add", "--kind", "network", "--date", "2024-12-06", "--area", "市外", "--area", "不明",
                  "--title", "田中家のこと")  # fmt: skip
        office.ok("publish", "一度目", "--as-of", "2024-12-31", "--date", "2025-01-23")
        shutil.copyfile(office.path, office.folder / "写し.db")
        office.ok("case", "edit", "C-1", "--area", "不明", "--correction", "--why", "聞きまちがい")
        cases = [f"X-{each},community,2024-12-{each % 28 + 1:02},不明" for each in range(40)]
        office.file("cases.csv", "ref,kind,received_on,area\n" + "\n".join(cases))
        contacts = [f"Y-{each},X-{each},2024-12-{each % 28 + 2:02},電話" for each in range(40)]
        office.file("contacts.csv", "ref,case,date,method\n" + "\n".join(contacts))
        profile = (faults.ROOT / "src" / "welfare_cli" / "chofu.toml").read_text(encoding="utf-8")
        assert "地域支援係" in profile
        office.file("事務所.toml", profile.replace("地域支援係", "相談支援係"))

    def older(self, office: Office) -> None:
        """An office whose ledger has the form of version 3."""
        office.ok("init")
        made = released(office, 3)
        office.path.unlink()
        made.rename(office.path)
        (office.folder / "released.toml").unlink()


@dataclass(frozen=True)
class State:
    """What stands in a ledger, whole or damaged: the digest of every row, or none where there is no ledger."""

    content: str
    entries: int = 0
    damage: tuple[str, ...] = ()


def look(path: pathlib.Path) -> State:
    """Open a ledger as the next command would, prove it, and read all that stands in it."""
    if not path.exists():
        return State("")
    connection = sqlite3.connect(path)
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        content = hashlib.sha256(f"{version}".encode())
        entries = 0
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
            kept = [each for each in columns if each not in NEVER_THE_SAME.get(table, ())]
            rows = sorted(connection.execute(f"SELECT {', '.join(kept)} FROM {table}").fetchall(), key=repr)
            content.update(f"{table}{rows!r}".encode())
            entries = len(rows) if table == "entry" else entries
    except sqlite3.Error as error:
        return State("damaged", damage=(repr(error),))
    finally:
        connection.close()
    if not found and version == schema.VERSION:
        found = list(unproven(path))
    return State(content.hexdigest(), entries, tuple(found))


def unproven(path: pathlib.Path) -> Iterator[str]:
    """What wfc itself finds wrong in a ledger: its chain, what is derived, its publications counted anew."""
    now = datetime(2025, 1, 23, tzinfo=zone_of("Asia/Tokyo"))
    try:
        with Ledger.open(str(path), lambda: Stamp("trust", now)) as book:
            prove(book)
    except WfcError as error:
        yield str(error.problems[0])


@dataclass
class Judge:
    """What may be found after a command: the office as it was before, or as it is when the command is done."""

    deed: Deed
    office: pathlib.Path
    before: State
    after: State
    lines: int
    """How many lines it says when it is done: fewer confirm nothing."""
    _points: int = 0

    @classmethod
    def of(cls, deed: Deed, office: pathlib.Path, scratch: pathlib.Path) -> Judge:
        """Learn what the command does, in a copy of its office that nothing happens to."""
        copy = fresh(office, scratch / "calm")
        before = look(copy / "ledger.db")
        done = faults.run(deed.placed(copy), copy)
        assert done.code == 0, (deed.name, done.err)
        after = look(copy / "ledger.db")
        assert not before.damage + after.damage, (deed.name, before, after)
        return cls(deed, office, before, after, done.out.count("\n"))

    def points(self, scratch: pathlib.Path) -> int:
        """How many calls the command makes; they are counted once."""
        self._points = self._points or faults.points(self.deed.placed(self.office), self.office, scratch)
        return self._points

    def wrong(
        self, folder: pathlib.Path, *, confirmed: bool, failed: bool = False, found: State | None = None
    ) -> list[str]:
        """What is not as promised in an office; `failed` where the command said that it did nothing."""
        found = found or look(folder / "ledger.db")
        wrong = [f"damaged: {each}" for each in found.damage]
        allowed = {self.after.content} if confirmed else {self.before.content, self.after.content}
        if failed:
            allowed = {self.before.content}
        if found.content not in allowed:
            lost = confirmed and found.content == self.before.content
            wrong.append("confirmed and lost" if lost else "said to have failed and done" if failed else "half-written")
        return wrong + list(self.beside(folder, found, confirmed=confirmed))

    def confirms(self, done: faults.Done) -> bool:
        """Whether a person was told that the command had been carried out."""
        return done.out.count("\n") >= self.lines

    def is_done(self, folder: pathlib.Path, found: State) -> bool:
        """Whether the command has been carried out in an office."""
        return found.content == self.after.content or bool(self.made(folder))

    def damage(self, folder: pathlib.Path) -> list[str]:
        """What is damaged in an office, whatever was done there."""
        return [each for path in (folder / "ledger.db", *self.made(folder)) for each in look(path).damage]

    def made(self, folder: pathlib.Path) -> list[pathlib.Path]:
        """The backups that lie in an office."""
        return [*(folder / "控え").glob(BACKUP), *folder.glob("ledger.db.v3*.bak")]

    def beside(self, folder: pathlib.Path, ledger: State, *, confirmed: bool) -> Iterator[str]:
        """What is not as promised of the files beside the ledger: backups, and a ledger that was replaced."""
        made = self.made(folder)
        for each in made:
            kept = look(each)
            if kept.damage or kept.content != self.before.content:
                yield f"{each.name} is no backup: {kept}"
        done = ledger.content == self.after.content
        if self.deed.name == "backup" and confirmed and not made:
            yield "a confirmed backup is not there"
        if self.deed.name == "migrate" and done and not made:
            yield "migrated without a backup"
        if self.deed.name == "restore" and done:
            old = [each for each in folder.glob("ledger.db.*.replaced") if look(each).content == self.before.content]
            if not old:
                yield "what was replaced is lost"


def fresh(office: pathlib.Path, place: pathlib.Path) -> pathlib.Path:
    """A copy of an office in a place of its own; what was there goes."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(office, place)
    return place
