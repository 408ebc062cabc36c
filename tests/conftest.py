"""What the tests share: an office with a ledger of its own, and wfc run in it as a person or a script would."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import hypothesis
import pytest
import typst

from welfare_cli.cli.main import main
from welfare_cli.exchange import document_text
from welfare_cli.words import JAPANESE, speak

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "welfare_cli"
"""What is installed. `data/` and `docs/` link to its files; a clone without symbolic links has text in their place."""
SAMPLE = PACKAGE / "sample"
NOW = "2025-01-23T09:00:00"
"""The day on which the tests' office works, unless a test says another."""

KEPT = ("PATH", "TMPDIR", "CI", "PYTEST_", "COVERAGE_")
"""How the variables begin that the tests take over: where programs and scratch files are, and what steers pytest."""
USER = "csw3"
SURROUNDINGS = {"LOGNAME": USER, "TZ": "Asia/Tokyo", "LANG": "C.UTF-8"}
"""Who works where, in every test, whoever runs it."""

hypothesis.settings.register_profile("default", deadline=None, max_examples=60)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("default")


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the developer's machine from the tests: user, home, zone, locale, window, editor, settings."""
    with pytest.MonkeyPatch.context() as patched:
        for name in [*os.environ]:
            if not name.startswith(KEPT):
                patched.delenv(name)
        for name, value in {**SURROUNDINGS, "HOME": str(tmp_path_factory.mktemp("home"))}.items():
            patched.setenv(name, value)
        time.tzset()
        yield
    time.tzset()


def pytest_collection_finish() -> None:
    """Let the garbage collector leave the thousands of tests alone, which stay to the end."""
    gc.freeze()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """With `-n auto`, one worker more than cores: somebody always waits for a terminal."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the sessions, which take longest, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: "/sessions/" not in item.path.as_posix())


class Once:
    """A function whose result for the same arguments is kept."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.results: dict[bytes, Any] = {}

    def __call__(self, *words: object, **more: object) -> Any:
        """Return the result, which is made the first time."""
        asked = hashlib.sha256(repr((words, sorted(more.items()))).encode("utf-8", "surrogatepass")).digest()
        if asked not in self.results:
            self.results[asked] = self.function(*words, **more)
        return self.results[asked]


@pytest.fixture(scope="session", autouse=True)
def drawings() -> Iterator[Once]:
    """Draw each page and picture once, and read each PDF once: these take most of the time of a document."""
    drawn = Once(typst.compile)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(typst, "compile", drawn)
        patched.setattr(document_text, "_pdf", Once(document_text._pdf))
        yield drawn


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--bless` rewrites the golden sessions as the program now answers."""
    parser.addoption("--bless", action="store_true", help="rewrite the golden sessions; review the diff")


@dataclass(frozen=True)
class Done:
    """What a run of wfc came to: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def word(self) -> str:
        """The first word of the result: the ref of what was recorded."""
        return self.out.split()[0]


class Office:
    """An office with a ledger; `office("case", "list")` runs wfc in it, in this process."""

    def __init__(self, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.path = folder / "ledger.db"
        self.monkeypatch = monkeypatch
        monkeypatch.setenv("WFC_LEDGER", str(self.path))
        monkeypatch.setenv("WFC_LANG", "ja")
        monkeypatch.setenv("WFC_CONFIG", str(folder / "config.toml"))
        self.clock(NOW)

    def clock(self, now: str) -> None:
        """Set the office's clock."""
        self.monkeypatch.setenv("WFC_NOW", now)

    def __call__(self, *words: str, stdin: str | bytes = b"") -> Done:
        """Run wfc; its stdin is no terminal. Whatever it spoke, the tests go on in Japanese."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = io.BytesIO(), io.BytesIO()
        with self.monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
            patched.setattr(sys, "stdout", io.TextIOWrapper(out, "utf-8", write_through=True))
            patched.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
            code = main(list(words))
            speak(JAPANESE)
            return Done(code, *(stream.getvalue().decode("utf-8", "surrogateescape") for stream in (out, err)))

    def ok(self, *words: str, stdin: str | bytes = b"") -> Done:
        """Run wfc and expect it to succeed."""
        done = self(*words, stdin=stdin)
        assert done.code == 0, (words, done.err)
        return done

    def begin(self, day: str) -> Done:
        """Let the records begin on a day, by the profile."""
        path = self.folder / "begin.toml"
        self.ok("profile", "export", str(path), "--replace")
        text = re.sub(
            "^records_begin = .*$", f"records_begin = {day}", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        path.write_text(text, encoding="utf-8")
        return self("profile", "apply", str(path))

    def case(self, *words: str) -> str:
        """Record a case received on 3 December 2024 outside the city; return its ref."""
        fixed = ("--kind", "individual", "--received-on", "2024-12-03", "--area", "市外")
        return self.ok("case", "add", *fixed, *words).word

    def head(self) -> int:
        """The number of the newest entry."""
        return int(self.query("SELECT MAX(number) FROM entry")[0][0])

    def query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Look into the ledger, as another program would."""
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    def tamper(self, *statements: str) -> None:
        """Change the ledger as another program could, and put back the triggers that would have refused it."""
        connection = sqlite3.connect(self.path)
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount, statement
        for _name, sql in triggers:
            connection.execute(sql)
        connection.commit()
        connection.close()

    def file(self, name: str, text: str) -> str:
        """Write a file of the office's; return its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], pathlib.Path]:
    """Ledgers made once for all tests: `empty`, and `sample` with the synthetic year."""
    folder = tmp_path_factory.mktemp("made")

    def ledger(name: str) -> pathlib.Path:
        path = folder / f"{name}.db"
        if not path.exists():
            with pytest.MonkeyPatch.context() as patched:
                office = Office(folder, patched)
                office.clock("2026-01-05T09:00:00" if name == "sample" else "2024-04-01T09:00:00")
                office.ok("init", "--ledger", str(path))
                if name == "sample":
                    office.ok("import", str(SAMPLE), "--ledger", str(path))
        return path

    return ledger


@pytest.fixture
def office(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[str], pathlib.Path]) -> Office:
    """An office with an empty ledger, on 23 January 2025."""
    shutil.copy(made("empty"), tmp_path / "ledger.db")
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def sample(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[str], pathlib.Path]) -> Office:
    """An office with the synthetic year in its ledger, on 5 January 2026."""
    shutil.copy(made("sample"), tmp_path / "ledger.db")
    office = Office(tmp_path, monkeypatch)
    office.clock("2026-01-05T09:00:00")
    return office


@pytest.fixture
def english(sample: Office) -> Iterator[Office]:
    """An English-speaking colleague in the office with the synthetic year; English is spoken until wfc has run."""
    sample.monkeypatch.setenv("WFC_LANG", "en")
    speak("en")
    yield sample
    speak(JAPANESE)
