"""A restored ledger takes its place whole, once, under its real name, and nothing that was there is lost."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Office
from tests.ledger.test_backup import backed_up, code
from welfare_cli.errors import Busy
from welfare_cli.ledger import atomic_file, backup, takeover
from welfare_cli.ledger.engine import Connection, copies


@pytest.fixture
def older(office: Office) -> Path:
    """A backup from before the newest case."""
    office.case()
    made = backed_up(office)
    office.case()
    return made


def replaced(office: Office) -> list[Path]:
    """The ledgers that lie beside the one that took their place."""
    return sorted(office.folder.glob("ledger.db.*.replaced"))


def is_unchanged(office: Office, before: bytes) -> bool:
    """Whether a restore has left nothing behind."""
    lying = {each for each in os.listdir(office.folder) if each.startswith((".", "ledger"))}
    usual = {"ledger.db", "ledger.db-journal", "ledger.db.erasures", "ledger.db.queue"}
    return office.path.read_bytes() == before and lying <= usual


def test_one_restore_at_a_time(office: Office, older: Path) -> None:
    """Whoever comes second is refused (5), and changes nothing."""
    before = office.path.read_bytes()
    with takeover.RestoreTurn(str(office.path)):
        assert office("restore", str(older), "--replace").code == 5
    assert is_unchanged(office, before)
    office.ok("restore", str(older), "--replace")


def test_the_second_restore_puts_no_old_ledger_back(
    office: Office, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes when the first one has looked at everything, and holds nothing yet: it is refused (5)."""
    words = [sys.executable, "-m", "welfare_cli", "restore", str(older), "--replace"]
    before, head, codes = office.path.read_bytes(), office.head(), []
    real = copies.held

    def held(path: str) -> Connection | None:
        monkeypatch.setattr(backup, "held", real)
        codes.append(subprocess.run(words, check=False, capture_output=True).returncode)
        return real(path)

    monkeypatch.setattr(backup, "held", held)
    office.ok("restore", str(older), "--replace")
    assert codes == [5]
    assert office.head() == head - 1
    assert [each.read_bytes() for each in replaced(office)] == [before]


def test_many_restores_in_one_second_lose_nothing(office: Office, older: Path) -> None:
    """The ledger of each one that is done, and the first one, lie there at the end, each under a name of its own."""
    words = [sys.executable, "-m", "welfare_cli", "restore", str(older), "--replace"]
    before, head = office.path.read_bytes(), office.head()
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _each in range(4)]
    codes = [each.wait() for each in running]
    assert set(codes) <= {0, 5}
    assert 0 in codes
    assert office.head() == head - 1
    kept = [each.read_bytes() for each in replaced(office)]
    assert len(kept) == codes.count(0)
    assert before in kept
    assert not list(office.folder.glob(".ledger.db*"))


def test_the_name_of_the_old_one_is_nobody_elses(office: Office, older: Path) -> None:
    """What lies under it already stays, and the old ledger gets the next one."""
    taken = office.folder / "ledger.db.20250123T090000.replaced"
    taken.write_text("前の台帳")
    before = office.path.read_bytes()
    office.ok("restore", str(older), "--replace")
    assert [each.read_bytes() for each in replaced(office)] == ["前の台帳".encode(), before]


def test_what_is_erased_meanwhile_is_not_restored(office: Office, older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure that comes while the backup is proven stops the restore (5)."""
    ref = office.case("--summary", "ひみつ")
    later = backed_up(office)
    real = backup._erase_again

    def meanwhile(*words: Any) -> Any:
        office.ok("erase", ref, "--why", "申し出", "--yes")
        return real(*words)

    monkeypatch.setattr(backup, "_erase_again", meanwhile)
    assert office("restore", str(later), "--replace").code == 5
    assert replaced(office) == []


# Links


def test_a_link_is_followed_to_the_ledger(office: Office, older: Path) -> None:
    """The file that it names is replaced, and what lies beside a ledger lies beside that file."""
    other = office.folder / "ほか"
    other.mkdir()
    link = other / "台帳.db"
    link.symlink_to(office.path)
    ref = office.ok("case", "add", "--kind", "community", "--received-on", "2024-12-03", "--area", "市外",
                    "--summary", "ひみつ", "--ledger", str(link)).word  # fmt: skip
    office.ok("erase", ref, "--why", "申し出", "--yes", "--ledger", str(link))
    done = office.ok("restore", str(older), "--replace", "--ledger", str(link))
    assert str(office.path) in done.out
    assert os.listdir(other) == ["台帳.db"]
    assert link.is_symlink()
    assert len(replaced(office)) == 1
    assert office.case() == office.ok("case", "list", "--ledger", str(link)).out.splitlines()[-2].split()[0]
    assert (office.folder / "ledger.db.erasures").exists()
    made = office.ok("backup", str(office.folder / "控え"), "--ledger", str(link)).out
    assert f"ledger-{code(office)}" in made


def test_a_link_to_nothing_is_told_with_what_it_names(office: Office) -> None:
    """The ledger that is not there is the one behind the link."""
    link = office.folder / "台帳.db"
    link.symlink_to(office.folder / "なくなった.db")
    done = office("case", "list", "--ledger", str(link))
    assert done.code == 3
    assert "なくなった.db" in done.err


def test_a_ledger_with_two_names_is_not_replaced_under_one(office: Office, older: Path) -> None:
    """The other name would go on naming the old ledger, and two would give out the same refs (7)."""
    os.link(office.path, office.folder / "別の名前.db")
    before = office.path.read_bytes()
    assert office("restore", str(older), "--replace").code == 7
    assert is_unchanged(office, before)
    (office.folder / "別の名前.db").unlink()
    os.link(office.path, office.folder / "ledger.db.20200101T000000.replaced")  # by a restore that was killed
    office.ok("restore", str(older), "--replace")
    assert [each.read_bytes() for each in replaced(office)] == [before]


# Other systems


def is_open(path: str) -> bool:
    """Whether this process has a file open."""
    try:
        wanted = os.stat(path)
    except OSError:
        return False
    for each in os.listdir("/proc/self/fd"):
        try:
            found = os.stat(f"/proc/self/fd/{each}")
        except OSError:
            continue
        if (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino):
            return True
    return False


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that replaces, renames and removes no file that is open, and whose rename replaces nothing."""
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc/self/fd")

    def careful(real: Callable[..., None], *, exclusive: bool = False) -> Callable[..., None]:
        def call(path: str, *more: str) -> None:
            if exclusive and os.path.lexists(more[0]):
                raise FileExistsError(errno.EEXIST, "exists", more[0])
            if any(is_open(each) for each in (path, *more)):
                raise PermissionError(errno.EACCES, "used by another process", path)
            real(path, *more)

        return call

    monkeypatch.setattr(takeover, "REPLACES_OPEN", False)
    monkeypatch.setattr(os, "rename", careful(os.rename, exclusive=True))
    monkeypatch.setattr(os, "replace", careful(os.replace))
    monkeypatch.setattr(os, "unlink", careful(os.unlink))
    monkeypatch.delattr(os, "link")


def test_windows_lets_a_ledger_be_replaced_once_it_is_closed(office: Office, older: Path, windows: None) -> None:
    """The old one is renamed, the restored one takes its place, and nothing else is left."""
    before, head = office.path.read_bytes(), office.head()
    office.ok("restore", str(older), "--replace")
    assert office.head() == head - 1
    assert [each.read_bytes() for each in replaced(office)] == [before]
    assert not list(office.folder.glob(".ledger.db*"))


def test_windows_refuses_a_ledger_that_somebody_has_open(office: Office, older: Path, windows: None) -> None:
    """Nothing is changed and nothing is left behind (5)."""
    before = office.path.read_bytes()
    connection = sqlite3.connect(office.path)
    connection.execute("SELECT COUNT(*) FROM entry").fetchone()
    done = office("restore", str(older), "--replace")
    connection.close()
    assert done.code == 5
    assert is_unchanged(office, before)
    assert replaced(office) == []


def test_windows_keeps_what_is_written_in_the_last_moment(
    office: Office, older: Path, windows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between closing and renaming somebody may record something: it is found, and the ledger stays (5)."""
    real = takeover._set_aside

    def written(*words: Any) -> str:
        office.case()
        return real(*words)

    monkeypatch.setattr(takeover, "_set_aside", written)
    head = office.head()
    assert office("restore", str(older), "--replace").code == 5
    assert office.head() == head + 1
    assert replaced(office) == []


def test_a_failure_in_the_last_step_puts_the_old_ledger_back(
    office: Office, older: Path, windows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses the new name: the old ledger has its own again (6)."""
    before = office.path.read_bytes()

    def settle(*_words: object) -> None:
        raise OSError(errno.EIO, "no more")

    monkeypatch.setattr(atomic_file.AtomicFile, "settle", settle)
    assert office("restore", str(older), "--replace").code == 6
    assert is_unchanged(office, before)
    assert replaced(office) == []


def test_windows_holds_the_place_by_a_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system removes it when the process ends (O_TEMPORARY); meanwhile there is no second one."""
    with monkeypatch.context() as patched:
        patched.setattr(os, "name", "nt")
        with takeover.RestoreTurn(str(office.path)), pytest.raises(Busy), takeover.RestoreTurn(str(office.path)):
            pass
    assert (office.folder / ".ledger.db.restoring").exists()


def test_a_file_system_without_second_names_will_do(
    office: Office, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no hard link can be made, the old ledger is renamed."""

    def link(*_words: object) -> None:
        raise PermissionError(errno.EPERM, "not here")

    monkeypatch.setattr(os, "link", link)
    before = office.path.read_bytes()
    office.ok("restore", str(older), "--replace")
    assert [each.read_bytes() for each in replaced(office)] == [before]
