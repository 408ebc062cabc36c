"""An output is never an input: every command that writes a file, at every place where a file may not be written.

The commands are found in the program's declaration (`writes=True`), so that a new one is tried without being listed.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import stat
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Done, Office
from welfare_cli.cli.grammar import Argument, Command, Group, Option
from welfare_cli.cli.program import program

HAND = "\n手で直した\n".encode()
"""What somebody adds to a file by hand."""
SUMMARY = "ひみつの本文"
MORE = {
    "publication report": (["提出"],),
    "document": (["--as-of", "2024-12-31"],),
    "report": (["--as-of", "2024-12-31"], *(["--as-of", "2024-12-31", "--format", each] for each in ("csv", "json"))),
    "export": (["--yes", "--with-confidential"], ["--yes", "--with-confidential", "--kind", "case"]),
}
"""What some commands need beside the file to be written, once for each way in which they write."""
ENDINGS = {
    "document": (".txt", ".md", ".html", ".docx", ".pdf", ".xlsx"),
    "form": (".xlsx",),
    "export": (".xlsx", ".csv", ""),
    "profile export": (".toml",),
}
"""The endings of the files that some commands write; the others take any."""


def writing() -> Iterator[tuple[str, Command, Argument | Option]]:
    """Every command with an argument or option that names a file it writes."""

    def walk(path: tuple[str, ...], command: Command) -> Iterator[tuple[str, Command, Argument | Option]]:
        if isinstance(command, Group):
            for part in command.parts.values():
                yield from walk((*path, part.name), part)
        names: tuple[Argument | Option, ...] = (*command.arguments, *command.options)
        for taken in names:
            if taken.writes:
                yield " ".join(path), command, taken

    yield from walk((), program())


def ways() -> Iterator[tuple[str, bool, list[str], str]]:
    """Every way to write a file: the command with what it needs, whether it has --replace, and the file's ending."""
    for name, command, taken in writing():
        for words in MORE.get(name, ([],)):
            for ending in ENDINGS.get(name, (".out",)):
                if name == "export" and ("--kind" in words) != (ending == ".csv"):
                    continue
                option = [taken.word] if isinstance(taken, Option) else []
                yield f"{name} {' '.join(words)}", bool(command.option("--replace")), option, ending


WAYS = [*ways()]


class Place:
    """An office with a worked ledger and a backup, in a folder where something hostile lies under a name."""

    def __init__(self, office: Office, ending: str) -> None:
        self.office = office
        self.folder = office.folder / "out"
        self.folder.mkdir()
        self.target = self.folder / f"target{ending}"

    def tried(self, way: str, option: list[str], target: os.PathLike[str] | str, *, replace: bool = False) -> Done:
        """Write to a target, and judge that the ledger has stayed as it was."""
        name, words = split(way)
        before = self.office.path.read_bytes()
        done = self.office(*name, *option, str(target), *words, *(["--replace"] if replace else []))
        assert self.office.path.read_bytes() == before
        assert "不具合" not in done.err
        return done


def split(way: str) -> tuple[list[str], list[str]]:
    """The words that name a command, and those that it needs."""
    words = way.split()
    name = next(each.split() for each, _command, _taken in writing() if way.startswith(f"{each} "))
    return name, words[len(name) :]


def backup(place: Place) -> pathlib.Path:
    """A backup under the name of the target."""
    place.office.ok("backup", str(place.office.folder / "控え"))
    (made,) = (place.office.folder / "控え").glob("*.db")
    shutil.copy(made, place.target)
    return place.target


def age(place: Place) -> pathlib.Path:
    """An encrypted backup, as age begins one."""
    place.target.write_bytes(b"age-encryption.org/v1\n-> X25519 abc\n\x00\x01\x02")
    return place.target


def armoured(place: Place) -> pathlib.Path:
    """One that was made to be sent by mail."""
    place.target.write_bytes(b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n")
    return place.target


def other_database(place: Place) -> pathlib.Path:
    """Another program's SQLite file."""
    import sqlite3

    connection = sqlite3.connect(place.target)
    connection.execute("CREATE TABLE x (y)")
    connection.commit()
    connection.close()
    return place.target


def of_ledger(tail: str) -> Callable[[Place], pathlib.Path]:
    """A file of the ledger's; with a tail, one beside it, whether it is there or not."""

    def path(place: Place) -> pathlib.Path:
        return place.office.path.with_name(place.office.path.name + tail)

    path.__name__ = f"ledger{tail}"
    return path


def list_beside_backups(place: Place) -> pathlib.Path:
    """The list of erasures that lies beside backups."""
    path = place.folder / "ledger.erasures"
    path.write_text("a/1 a/2\n")
    return path


def draft(place: Place) -> pathlib.Path:
    """What another command is writing."""
    path = place.folder / f".ledger.db.{os.getppid()}.new"
    path.write_text("half")
    return path


def hard_link(place: Place) -> pathlib.Path:
    """The ledger under another name."""
    place.target.hardlink_to(place.office.path)
    return place.target


def journal_of_old(place: Place) -> pathlib.Path:
    """A rollback journal under any name."""
    place.target.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    return place.target


def linked_ledger(place: Place) -> pathlib.Path:
    """The ledger by a folder that is a link."""
    other = place.office.folder / "別の道"
    other.symlink_to(place.office.folder)
    return other / place.office.path.name


def link_to_file(place: Place) -> pathlib.Path:
    """A link to somebody's file."""
    victim = place.folder / "victim"
    victim.write_bytes(b"mine")
    place.target.symlink_to(victim)
    return place.target


def link_to_fifo(place: Place) -> pathlib.Path:
    """A link to a pipe."""
    os.mkfifo(place.folder / "pipe")
    place.target.symlink_to(place.folder / "pipe")
    return place.target


def fifo(place: Place) -> pathlib.Path:
    """A pipe that somebody reads."""
    os.mkfifo(place.target)
    return place.target


def link_to_nothing(place: Place) -> pathlib.Path:
    """A link to where nothing is yet."""
    place.target.symlink_to(place.folder / "nothing")
    return place.target


def device(place: Place) -> pathlib.Path:
    """A device, under a name that the command takes."""
    place.target.symlink_to("/dev/null")
    return place.target


def folder(place: Place) -> pathlib.Path:
    """A folder with something in it."""
    place.target.mkdir()
    (place.target / "mine").write_text("mine")
    return place.target


NEVER = [
    *map(of_ledger, ("", "-journal", "-wal", "-shm", ".queue", ".erasures", ".drafts")),
    *(backup, age, armoured, other_database, list_beside_backups, draft, hard_link, journal_of_old, linked_ledger),
    *(link_to_file, link_to_fifo, link_to_nothing, fifo, device, folder),
]
"""Targets that are refused (7) with `--replace` too."""


def contents(folder: pathlib.Path) -> dict[str, tuple[int, bytes]]:
    """Every name in a folder with its kind and bytes; of a pipe, that nothing can be read from it."""
    found = {}
    for each in sorted(folder.rglob("*")):
        mode = each.lstat().st_mode
        data = each.read_bytes() if stat.S_ISREG(mode) else os.readlink(each).encode() if stat.S_ISLNK(mode) else b""
        found[str(each)] = (stat.S_IFMT(mode), data)
    return found


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory, made: Callable[[str], pathlib.Path]) -> pathlib.Path:
    """A ledger with a confidential text, an erasure and a publication, and its list of erasures."""
    folder = tmp_path_factory.mktemp("worked")
    shutil.copy(made("empty"), folder / "ledger.db")
    with pytest.MonkeyPatch.context() as patched:
        office = Office(folder, patched)
        office.case("--summary", SUMMARY)
        office.case("--summary", "消す")
        office.ok("erase", "C-2", "--why", "申し出", "--yes")
        office.ok("publish", "提出", "--as-of", "2024-12-31", "--date", "2025-01-23")
    return folder


@pytest.fixture
def there(office: Office, worked: pathlib.Path) -> Office:
    """An office with that ledger."""
    for each in worked.iterdir():
        if each.is_file():
            shutil.copy(each, office.folder / each.name)
    return office


SLOW = (".md", ".html", ".docx", ".pdf", ".xlsx")
"""Documents that are drawn in other ways, and written in the same one."""
NAMES = [f"{way}{ending}".strip() for way, _replace, _option, ending in WAYS]


@pytest.mark.skipif(os.name != "posix", reason="pipes and links are made otherwise elsewhere")
@pytest.mark.parametrize(
    ("way", "has_replace", "option", "ending"),
    [each for each in WAYS if not (each[0].startswith("document") and each[3] in SLOW)],
)
def test_no_output_takes_the_place_of_an_input(
    there: Office, way: str, has_replace: bool, option: list[str], ending: str
) -> None:
    """Each of these targets is refused (7), with `--replace` too, and everything is as before."""
    for number, make in enumerate(NEVER):
        for name in ("out", "控え", "別の道"):
            path = there.folder / name
            path.unlink() if path.is_symlink() else shutil.rmtree(path, ignore_errors=True)
        place = Place(there, ending)
        target = make(place)
        if target.suffix != ending and split(way)[0][0] in ("document", "form"):
            continue  # the ending is refused before anything is looked at
        if target.suffix not in (".csv", ".xlsx") and split(way)[0][0] == "export" and ending:
            continue  # it would be a folder
        before = contents(there.folder)
        for replace in (False, True) if has_replace else (False,):
            done = place.tried(way, option, target, replace=replace)
            assert done.code == 7, (number, make.__name__, done)
            problem, remedy = done.err.splitlines()[-2:]
            assert (problem[:5], remedy[:2]) == ("wfc: ", "  "), done.err
            assert contents(there.folder) == before, make.__name__


@pytest.mark.skipif(os.name != "posix", reason="pipes are made otherwise elsewhere")
@pytest.mark.parametrize(("way", "has_replace", "option", "ending"), WAYS, ids=NAMES)
def test_what_somebody_else_wrote_is_replaced_only_when_that_is_said(
    there: Office, way: str, has_replace: bool, option: list[str], ending: str
) -> None:
    """A foreign file, and one of wfc's that was edited: refused (7); with `--replace` it is a new file, 0600."""
    place = Place(there, ending)
    place.target.write_bytes(b"mine")
    place.target.chmod(0o644)
    assert place.tried(way, option, place.target).code == 7
    assert place.target.read_bytes() == b"mine"
    if not has_replace or ending == "":
        return
    assert place.tried(way, option, place.target, replace=True).code == 0
    assert stat.S_IMODE(place.target.stat().st_mode) == 0o600
    written = place.target.read_bytes()
    edited = [written + HAND, written.replace(b"2024", b"2023", 1)]
    for data in edited if b"area" not in written.split(b"\n", 1)[0] else [HAND + written]:
        if data != written:
            place.target.write_bytes(data)
            assert place.tried(way, option, place.target).code == 7
            assert place.target.read_bytes() == data
    assert [each.name for each in place.folder.iterdir()] == [place.target.name]


@pytest.mark.parametrize(("way", "has_replace", "option", "ending"), WAYS, ids=NAMES)
def test_what_wfc_wrote_and_nobody_changed_is_written_again(
    there: Office, way: str, has_replace: bool, option: list[str], ending: str
) -> None:
    """Without `--replace`, so that what runs every night goes on; a list of records or a ledger is left alone."""
    place = Place(there, ending)
    done = place.tried(way, option, place.target)
    assert done.code == 0, "a new command that needs more words than its file is named in MORE"
    there.case()
    is_kept = split(way)[0] == ["anonymize"] or (split(way)[0] == ["export"] and ending != ".xlsx")
    assert place.tried(way, option, place.target).code == (7 if is_kept else 0)


@pytest.mark.parametrize(("way", "has_replace", "option", "ending"), WAYS, ids=NAMES)
def test_a_dash_is_standard_output(there: Office, way: str, has_replace: bool, option: list[str], ending: str) -> None:
    """`-` makes no file of that name: the result goes to stdout, or it is said why it cannot (2, 7)."""
    place = Place(there, ending)
    there.monkeypatch.chdir(place.folder)
    done = place.tried(way, option, "-")
    assert list(place.folder.iterdir()) == []
    assert (done.code == 0 and len(done.out) > 100) or (done.code in (2, 7) and done.out == "")
    assert "に書き出しました" not in done.out + done.err


def test_a_file_that_appears_at_the_last_moment_is_kept(there: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the rename somebody saves a file of that name: theirs is kept, and it is refused (7)."""
    from welfare_cli.ledger.atomic_file import AtomicFile

    path = there.folder / "報告.txt"
    sync = AtomicFile._sync

    def saved(self: AtomicFile) -> None:
        sync(self)
        path.write_bytes(b"mine")

    monkeypatch.setattr(AtomicFile, "_sync", saved)
    assert there("report", "--as-of", "2024-12-31", "--output", str(path)).code == 7
    assert path.read_bytes() == b"mine"
    monkeypatch.setattr(AtomicFile, "_sync", sync)
    path.unlink()
    link = os.link

    def later(*words: object, **more: object) -> None:
        path.write_bytes(b"mine")
        link(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", later)
    assert there("report", "--as-of", "2024-12-31", "--output", str(path)).code == 7
    assert path.read_bytes() == b"mine"
    assert not list(there.folder.glob(".報告*"))


@pytest.mark.skipif(os.name != "posix", reason="links are made otherwise elsewhere")
def test_what_was_created_is_never_opened_again_by_its_name(there: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever puts a link in the place of the temporary file gets nothing written through it."""
    from welfare_cli.ledger.atomic_file import AtomicFile

    victim = there.folder / "victim"
    victim.write_bytes(b"mine")
    write = AtomicFile.write

    def swapped(self: AtomicFile, data: bytes) -> None:
        os.unlink(self.path)
        os.symlink(victim, self.path)
        write(self, data)

    monkeypatch.setattr(AtomicFile, "write", swapped)
    path = there.folder / "報告.txt"
    assert there("report", "--as-of", "2024-12-31", "--output", str(path)).code == 6
    assert victim.read_bytes() == b"mine"
    assert not path.exists()


@pytest.mark.skipif(os.name != "posix", reason="pipes are made otherwise elsewhere")
def test_no_confidential_text_goes_into_a_pipe(there: Office) -> None:
    """Somebody who waits at a pipe where an export is about to be written reads nothing."""
    path = there.folder / "相談.csv"
    os.mkfifo(path)
    got: list[bytes] = []

    def read() -> None:
        handle = os.open(path, os.O_RDONLY)
        got.append(os.read(handle, 1000))
        os.close(handle)

    reader = threading.Thread(target=read)
    reader.start()
    words = ("export", str(path), "--kind", "case", "--with-confidential", "--yes", "--replace")
    assert there(*words).code == 7
    os.close(os.open(path, os.O_WRONLY))
    reader.join()
    assert got == [b""]
