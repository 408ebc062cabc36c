"""What was erased stays erased: the list of erasures is complete after every kill, and whatever lies in its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Office
from welfare_cli.ledger import erasure
from welfare_cli.ledger.engine import Connection

WHY = ("--why", "申し出", "--yes")
TEXT = "カナリアの本文"


class Killed(BaseException):
    """The end of a process that nothing can catch."""


@pytest.fixture
def ref(office: Office) -> str:
    """A case with a text, and a backup from before any erasure."""
    found = office.case("--summary", TEXT)
    office.ok("backup", str(office.folder / "控え"))
    return found


def own_list(office: Office) -> Path:
    """The list beside the ledger."""
    return office.folder / "ledger.db.erasures"


def first_backup(office: Office) -> str:
    """The backup that still has the text."""
    return str(min((office.folder / "控え").glob("*.db")))


def texts(office: Office) -> list[str]:
    """The confidential texts of the ledger that are not the reason of an erasure."""
    return [
        text
        for (text,) in office.query(
            "SELECT text FROM confidential JOIN entry ON number = entry WHERE action <> 'erase' AND field <> 'why'"
        )
    ]


def killed(office: Office, ref: str, *, before: bool = False) -> None:
    """Erase, and die right before or right after the commit."""

    def die(*_words: object) -> None:
        raise Killed

    with office.monkeypatch.context() as patched:
        if before:
            real = erasure.begin

            def begin(connection: Connection, numbers: list[int]) -> None:
                real(connection, numbers)
                raise Killed

            patched.setattr(erasure, "begin", begin)
        else:
            patched.setattr(erasure, "catch_up", die)
        # the command asks first whether an earlier erasure was cut off
        patched.setattr("welfare_cli.ledger.eraser.Eraser.complete_list", lambda _book: set())
        with pytest.raises(Killed):
            office("erase", ref, *WHY)
    assert not own_list(office).exists()
    assert (office.folder / "ledger.db.erasing").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("case", "add", "--kind", "community", "--received-on", "2024-12-03", "--area", "市外"),
        ("rebuild",),
        ("undo", "98", "--yes"),
        ("backup", "控え"),
    ],
    ids=lambda words: words[0],
)
def test_whatever_writes_next_completes_the_list(office: Office, ref: str, words: tuple[str, ...]) -> None:
    """A kill after the commit leaves a note, which the next command turns into a line of the list."""
    office.case()
    killed(office, ref)
    assert "112" in office("check", "--format", "csv").out
    office.monkeypatch.chdir(office.folder)
    office.ok(*words)
    assert len(own_list(office).read_text().splitlines()) == 1
    assert not (office.folder / "ledger.db.erasing").exists()
    assert "erasures-unlisted" not in office("check", "--format", "csv").out


@pytest.mark.parametrize("lost", ["the note", "nothing"])
def test_to_erase_once_more_completes_the_list(office: Office, ref: str, lost: str) -> None:
    """The command that was killed may be given again: it says what is so, and ends well."""
    killed(office, ref)
    if lost == "the note":  # as an older wfc was killed
        (office.folder / "ledger.db.erasing").unlink()
    done = office.ok("erase", ref, *WHY)
    assert "もう消去されています" in done.out
    assert "書き加えました" in done.err
    assert own_list(office).exists()
    assert office("erase", ref, *WHY).code == 4


def test_a_purge_completes_the_list_too(office: Office, ref: str) -> None:
    """Though nothing is left for it to erase."""
    killed(office, ref)
    assert "書き加えました" in office.ok("purge", "--closed-before", "2024-12-21", *WHY).err
    assert own_list(office).exists()


def test_a_text_that_was_written_since_is_erased_as_asked(office: Office, ref: str) -> None:
    """That an earlier erasure was cut off does not keep a new text."""
    killed(office, ref)
    real = os.path.exists
    office.monkeypatch.setattr("os.path.exists", lambda path: not str(path).endswith(".erasing") and real(path))
    office.ok("case", "edit", ref, "--summary", "新しい本文", "--why", "書き直し")
    office.ok("erase", ref, *WHY)
    assert texts(office) == []


def test_a_ledger_that_is_lost_after_the_kill_gives_no_text_back(office: Office, ref: str) -> None:
    """Nobody can ask it whether the erasure was recorded: the note is believed."""
    killed(office, ref)
    office.path.unlink()
    assert "1 件" in office.ok("restore", first_backup(office)).out
    assert texts(office) == []


def test_a_kill_before_the_commit_erases_nothing(office: Office, ref: str) -> None:
    """The note of it goes with the next command, and a restore asks the ledger, which knows better."""
    killed(office, ref, before=True)
    office.ok("restore", first_backup(office), "--replace")
    assert texts(office) == [TEXT]
    office.case()
    assert not own_list(office).exists()
    assert not (office.folder / "ledger.db.erasing").exists()


def test_a_text_that_is_written_after_a_restore_stays(office: Office, ref: str) -> None:
    """The old erasure was repeated then: it does not concern what was written later, in any further restore."""
    office.ok("erase", ref, *WHY)
    office.clock("2025-01-24T09:00:00")
    office.ok("restore", first_backup(office), "--replace")
    assert texts(office) == []
    office.ok("case", "edit", ref, "--summary", "新しい本文", "--why", "書き直し")
    office.ok("backup", str(office.folder / "控え"))
    office.clock("2025-01-25T09:00:00")
    done = office.ok("restore", str(office.folder / "控え"), "--replace")
    assert "もう一度消去" not in done.out
    assert texts(office) == ["新しい本文"]


def test_a_ledger_on_a_new_machine_has_its_list(office: Office, ref: str) -> None:
    """What the restored ledger knows is listed beside it at once, and nothing of the lists of others."""
    office.ok("erase", ref, *WHY)
    office.clock("2025-01-24T09:00:00")
    office.ok("backup", str(office.folder / "控え"))
    (office.folder / "控え" / "other.erasures").write_text("ffffffffffffffff/97 ffffffffffffffff/98\n")
    there = office.folder / "新しい" / "ledger.db"
    office.ok("restore", str(office.folder / "控え"), "--ledger", str(there))
    assert Path(f"{there}.erasures").read_text() == own_list(office).read_text()
    assert "112" not in office("check", "--format", "csv", "--ledger", str(there)).out


# Whatever lies in the place of the list

ODD: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": os.mkdir,
    "bad bytes": lambda path: path.write_bytes(b"\xff\xfe\x00\n0123456789abcdef/7 0123456789abcdef/8\nword\n"),
    "too much": lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), erasure.LARGEST + 1),
}


@pytest.mark.parametrize("odd", ODD)
def test_a_backup_is_made_whatever_the_lists_are(office: Office, ref: str, odd: str) -> None:
    """Both lists are named, the backup is there, and lines that could be read are kept."""
    office.ok("erase", ref, *WHY)
    beside = next((office.folder / "控え").glob("*.db")).name.rsplit("-", 2)[0] + ".erasures"
    lists = [own_list(office), office.folder / "控え" / beside]
    for each in lists:
        each.unlink(missing_ok=True)
        ODD[odd](each)
    done = office.ok("backup", str(office.folder / "控え"))
    assert Path(done.out.split(" に")[0]).exists()
    assert all(f"消去の一覧 {each} に問題があります" in done.err for each in lists)
    if odd == "bad bytes":
        for each in lists:
            assert "0123456789abcdef/7 0123456789abcdef/8" in each.read_text().splitlines()
            assert len(each.read_text().splitlines()) == 2
        assert office.ok("backup", str(office.folder / "控え")).err == ""
    else:
        assert office.case()


@pytest.mark.parametrize("odd", ODD)
def test_nothing_is_erased_that_cannot_be_listed(office: Office, ref: str, odd: str) -> None:
    """A list that cannot be read is met before the text goes (6); damaged lines are no hindrance."""
    ODD[odd](own_list(office))
    done = office("erase", ref, *WHY)
    assert (done.code, texts(office)) == ((0, []) if odd == "bad bytes" else (6, [TEXT]))
    assert "112" in office("check", "--format", "csv").out or odd == "bad bytes"


@pytest.mark.parametrize("odd", ODD)
def test_a_restore_does_not_pass_over_a_list(office: Office, ref: str, odd: str) -> None:
    """A list that cannot be read may hold what must not come back (7); of a damaged one, what can be read is used."""
    ODD[odd](office.folder / "控え" / "ledger.erasures")
    done = office("restore", first_backup(office), "--ledger", str(office.folder / "別.db"))
    assert done.code == (0 if odd == "bad bytes" else 7)
    assert "ledger.erasures に問題があります" in done.err


def test_two_ledgers_in_one_folder_have_lists_of_their_own(office: Office, ref: str) -> None:
    """The list of one is not touched by the backups of the other."""
    (office.folder / "別の係").mkdir()
    other = ("--ledger", str(office.folder / "別の係" / "ledger.db"))
    office.ok("init", *other)
    office.ok("erase", ref, *WHY)
    office.ok("backup", str(office.folder / "控え"))
    (listed,) = (office.folder / "控え").glob("*.erasures")
    before = listed.read_text()
    added = office.ok("case", "add", "--kind", "community", "--received-on", "2024-12-03", "--area", "市外",
                      "--summary", TEXT, *other).word  # fmt: skip
    office.ok("erase", added, *WHY, *other)
    office.ok("backup", str(office.folder / "控え"), *other)
    assert listed.read_text() == before
    assert len(list((office.folder / "控え").glob("*.erasures"))) == 2
