"""Wherever and with whatever environment somebody calls wfc, it ends, and never with a bug."""

from __future__ import annotations

import contextlib
import io
import os
import pathlib
import signal
import sys
from collections.abc import Iterator

import pytest

from tests.cli.test_exposed import commands
from tests.conftest import Office
from welfare_cli import errors
from welfare_cli.cli import settings
from welfare_cli.cli.main import main
from welfare_cli.cli.program import program

CASE = ("--kind", "individual", "--received-on", "2024-12-03", "--area", "市外")
SAID = [
    "config",
    "config set author 前田",
    "config set ledger 台帳.db",
    "config unset author",
    "init",
    " ".join(("case add", *CASE)),
    "case list",
    "report --as-of 2024-12-31",
    "report --as-of 2024-12-31 --output 報告.txt",
    "report --as-of 2024-12-31 --output 報告.txt --replace --if-changed",
    "export 一覧.xlsx --yes",
    "export 一覧 --yes",
    "anonymize 匿名.db",
    "form 用紙.xlsx",
    "document 報告.docx --as-of 2024-12-31",
    "backup 控え",
    "backup 控え --keep 3d",
    "restore 控え",
    "restore 控え --replace",
    "import 一覧.xlsx",
    "verify 報告.docx",
    "profile export 設定.toml",
    "profile apply 設定.toml",
    "publish 版 --as-of 2024-12-31",
    "publication report 版 --output 版.txt",
    "case list --ledger 別.db",
    "__complete bash case show ",
    "__complete bash import ./",
    "help",
    "--help",
    "--version",
]
"""What is tried everywhere, besides each command by itself."""
ALONE = [" ".join(path) for path, _command in commands(program()) if path != ("demo",)]
DONE = {0, *(each.exit_code for each in errors.WfcError.__subclasses__()), errors.Interrupted.exit_code} - {1}


class Endless(BaseException):
    """A command that has not ended in time; nothing of wfc catches it."""


def stop(*_signal: object) -> None:
    """End what does not end."""
    raise Endless


class Place:
    """An environment and a current folder, in which wfc is called with a limit to its time."""

    def __init__(self, root: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.monkeypatch = monkeypatch
        self.here = root / "here"
        for name in ("here", "home", "account"):
            (root / name).mkdir()
        for name in ("WFC_LEDGER", "WFC_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "WFC_NOW"):
            monkeypatch.delenv(name, raising=False)
        self.environment(HOME=str(root / "home"), WFC_LANG="ja")
        monkeypatch.chdir(self.here)
        pwd = pytest.importorskip("pwd", reason="accounts are asked of pwd, which is there on POSIX alone")
        entry = pwd.getpwuid(os.getuid())
        said = pwd.struct_passwd([*entry[:5], str(root / "account"), entry[6]])
        monkeypatch.setattr(pwd, "getpwuid", lambda _user: said)

    def environment(self, **values: str | None) -> None:
        """Set variables of the environment, or take them away."""
        for name, value in values.items():
            if value is None:
                self.monkeypatch.delenv(name, raising=False)
            else:
                self.monkeypatch.setenv(name, value)

    def __call__(self, said: str) -> tuple[int, str]:
        """Run wfc; its exit code, and what it wrote."""
        out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        signal.signal(signal.SIGALRM, stop)
        signal.alarm(20)
        try:
            with self.monkeypatch.context() as patched:
                patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), "utf-8"))
                patched.setattr(sys, "stdout", out)
                patched.setattr(sys, "stderr", out)
                code = main(said.split(" ") if said else [])
        finally:
            signal.alarm(0)
        return code, out.buffer.getvalue().decode("utf-8", "surrogateescape")


@pytest.fixture
def place(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Somewhere."""
    yield Place(tmp_path, monkeypatch)
    os.chdir(tmp_path)


ENVIRONMENTS: dict[str, dict[str, str | None]] = {
    "as usual": {},
    "a relative HOME": {"HOME": "home"},
    "HOME is the current folder": {"HOME": "."},
    "an empty HOME": {"HOME": ""},
    "no HOME": {"HOME": None},
    "a HOME that is not there": {"HOME": "/dev/null/at/all"},
    "a HOME that is a file": {"HOME": "/dev/null"},
    "relative folders of XDG": {"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "../data"},
    "empty folders of XDG": {"XDG_CONFIG_HOME": "", "XDG_DATA_HOME": ""},
    "relative files": {"WFC_CONFIG": "config.toml", "WFC_LEDGER": "台帳.db"},
    "files of nobody": {"WFC_CONFIG": "~nobody-here/c.toml", "WFC_LEDGER": "~nobody-here/l.db"},
    "a folder as a file": {"WFC_LEDGER": "/"},
    "no TMPDIR": {"TMPDIR": "/dev/null/at/all"},
    "the C locale": {"LC_ALL": "C", "WFC_LANG": None},
    "a terminal of no size": {"COLUMNS": "0", "LINES": "x", "TERM": "nonsense", "PAGER": "'", "EDITOR": '"'},
    "a user without a name": {"LOGNAME": "\x1b[1m", "USER": ""},
}


def without_bug(place: Place, said: list[str]) -> None:
    """Nothing hangs, and nothing ends in a bug."""
    for each in said:
        code, seen = place(each)
        assert code in DONE, f"wfc {each} ended with {code}:\n{seen}"
        assert "Traceback" not in seen


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_environment_is_a_bug(place: Place, name: str) -> None:
    """Whatever the variables say, each command ends with a documented code."""
    place.environment(**ENVIRONMENTS[name])
    without_bug(place, SAID if name != "as usual" else [*SAID, *ALONE])


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder in which somebody works cannot be removed")
@pytest.mark.parametrize("name", ["as usual", "a relative HOME", "no HOME", "relative files"])
def test_a_current_folder_that_is_gone_is_no_bug(place: Place, name: str) -> None:
    """What needs no relative path works; anything else says that the folder is gone (6)."""
    place.environment(**ENVIRONMENTS[name])
    place.here.rmdir()
    without_bug(place, SAID)
    code, seen = place("case list --ledger 別.db")
    assert code == errors.Unusable.exit_code
    assert "cd で別のフォルダーに移って" in seen
    if name != "relative files":
        assert place("--version")[0] == place("case list")[0] == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every folder")
def test_a_current_folder_that_may_not_be_read_is_no_bug(place: Place) -> None:
    """What is in it cannot be reached; what lies elsewhere can."""
    place.here.chmod(0)
    try:
        without_bug(place, SAID)
        elsewhere = f"--ledger {place.root / '別.db'}"
        assert place(f"init {elsewhere}")[0] == place(f"case list {elsewhere}")[0] == 0
    finally:
        place.here.chmod(0o700)


@pytest.mark.parametrize("closed", [("stdin",), ("stdout",), ("stderr",), ("stdin", "stdout", "stderr")], ids="-".join)
def test_a_closed_stream_is_no_bug(place: Place, closed: tuple[str, ...]) -> None:
    """What cannot be said is said so with 6; what is not asked for needs no stdin."""
    place.environment(**ENVIRONMENTS["as usual"])
    said = [*SAID, "init", " ".join(("case add", *CASE, "--summary", "-")), "import -", "report"]
    for each in said:
        with place.monkeypatch.context() as patched, contextlib.ExitStack() as streams:
            for stream in ("stdin", "stdout", "stderr"):
                device = streams.enter_context(open(os.devnull, "r+"))
                patched.setattr(sys, stream, None if stream in closed else device)
            code = main(each.split(" "))
        assert code in DONE, f"wfc {each} ended with {code}"


@pytest.mark.parametrize("home", ["home", ".", "", None])
def test_folders_that_are_not_absolute_are_left_out_of_account(place: Place, home: str | None) -> None:
    """As the XDG Base Directory Specification wants it; without a HOME, the account's own folder is meant."""
    place.environment(HOME=home, XDG_CONFIG_HOME="config", XDG_DATA_HOME="./data")
    place("--version")  # no settings of a test before
    account = str(place.root / "account")
    assert settings.config_path() == f"{account}/.config/wfc/config.toml"
    assert settings.ledger_path(None) == f"{account}/.local/share/wfc/ledger.db"
    place.environment(XDG_CONFIG_HOME="/etc/office", XDG_DATA_HOME="/srv")
    assert settings.config_path() == "/etc/office/wfc/config.toml"
    assert settings.ledger_path(None) == "/srv/wfc/ledger.db"


def test_nobody_without_a_home_is_told_what_to_name(place: Place) -> None:
    """Where neither HOME nor the account says a folder, the places of ledger and settings have to be said (6)."""
    import pwd

    def unknown(_user: int) -> object:
        raise KeyError

    place.environment(HOME=None)
    place.monkeypatch.setattr(pwd, "getpwuid", unknown)
    without_bug(place, SAID)
    assert "WFC_LEDGER" in place("case list")[1]
    code, seen = place("config set author 前田")
    assert (code, "WFC_CONFIG" in seen) == (errors.Unusable.exit_code, True)
    assert place(f"init --ledger {place.root}/l.db")[0] == 0


def test_a_demo_without_a_temporary_folder_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing temporary can be written, the demo ends with 6 and names TMPDIR."""
    import tempfile

    def none() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    monkeypatch.setattr(tempfile, "_get_default_tempdir", none)
    monkeypatch.setattr(tempfile, "tempdir", None)
    done = office("demo")
    assert done.code == errors.Unusable.exit_code
    assert "TMPDIR" in done.err
