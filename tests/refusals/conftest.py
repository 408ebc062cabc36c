"""An office that expects wfc to say no: what was refused, by which rule, and that nothing was written."""

from __future__ import annotations

import pathlib
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from tests.conftest import Office
from welfare_cli import errors
from welfare_cli.cli import terminal as program

DOSSIERS = """
case add --kind individual --received-on 2024-05-01 --area 若葉・調和 --topic 住まい --complex-since 2024-05-10
contact add --case C-1 --date 2024-05-05
contact add --case C-1 --date 2024-05-20
case close C-1 --on 2024-06-01 --closing 解決
case reopen C-1 --on 2024-07-01
contact add --case C-1 --date 2024-08-01
case add --kind individual --received-on 2024-09-01 --area 若葉・調和 --complex-since 2024-09-20
contact add --case C-2 --date 2024-09-15
case close C-2 --on 2024-10-01 --closing 解決
case add --kind community --received-on 2024-09-01 --area 市外
meeting add --kind support --date 2024-09-05 --area 市外 --case C-3
venue add --name みんなの家 --area 市外 --launched-on 2024-04-01
grant add --kind new --applied-on 2024-05-01 --venue V-1
course add --name 養成講座 --starts-on 2024-06-01
enrolment add --course K-1 --enrolled-on 2024-06-01
case add --kind individual --received-on 2024-09-01 --area 市外
case void C-4 --why 二重に記録したため
"""
"""C-1: contacts, a closing and a re-opening; C-2: a contact, closed; C-3: named by a meeting; C-4: void.

V-1 has a grant, K-1 an enrolment.
"""


@dataclass(frozen=True)
class Refusal:
    """What wfc said no to: its exit code, what it wrote, and each problem with its rule."""

    code: int
    out: str
    err: str
    problems: list[errors.Problem]

    @property
    def rules(self) -> list[str]:
        """The rules that were broken, in the order in which they were told."""
        return [problem.rule for problem in self.problems]


class Refusing:
    """An office and its refusals: `refused("case edit C-1 --clear area")`."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office = office
        self.seen: list[errors.Problem] = []
        original = program.explained

        def explained(error: errors.WfcError) -> str:
            self.seen += error.problems
            return original(error)

        monkeypatch.setattr(program, "explained", explained)

    def set_up(self, commands: str) -> None:
        """Run commands, one a line, that must succeed; `records_begin DAY` sets that in the profile."""
        for line in commands.strip().splitlines():
            if line.startswith("records_begin "):
                self.office.begin(line.split()[1])
            else:
                self.office.ok(*shlex.split(line))

    def __call__(self, command: str, *more: str, code: int = errors.Refused.exit_code, stdin: str = "") -> Refusal:
        """Run a command that must be refused: nothing on stdout, nothing written, and a way out for every problem."""
        before = self.office.head()
        self.seen.clear()
        done = self.office(*shlex.split(command), *more, stdin=stdin)
        assert done.code == code, (command, more, done.code, done.out, done.err)
        assert done.out == ""
        assert self.office.head() == before
        for problem in self.seen:
            assert str(problem).encode(errors="backslashreplace").decode() in done.err
            assert problem.remedy in done.err
            assert problem.problem
            assert problem.remedy, problem
        return Refusal(done.code, done.out, done.err, list(self.seen))

    def files(self, texts: Mapping[str, str | bytes], options: str = "", reads: str = "import") -> Refusal:
        """Hand in files that must be refused."""
        return self(f"{reads} {options}", *self.written(texts))

    def take_in(self, texts: Mapping[str, str | bytes]) -> None:
        """Hand in files that must be taken."""
        self.office.ok("import", *self.written(texts))

    def written(self, texts: Mapping[str, str | bytes]) -> list[str]:
        """Write files of the office's; return their paths, or those of the folders that they lie in."""
        paths = []
        for name, text in texts.items():
            path = self.office.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
            paths.append(str(self.office.folder / name.partition("/")[0]))
        return list(dict.fromkeys(paths))


@pytest.fixture
def refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> Refusing:
    """An office with an empty ledger."""
    return Refusing(office, monkeypatch)


@pytest.fixture(scope="session")
def dossier_ledger(
    tmp_path_factory: pytest.TempPathFactory, made: Callable[[str], pathlib.Path]
) -> Callable[[], pathlib.Path]:
    """The ledger with the dossiers, made once."""
    folder = tmp_path_factory.mktemp("dossiers")

    def ledger() -> pathlib.Path:
        if not (folder / "ledger.db").exists():
            shutil.copy(made("empty"), folder / "ledger.db")
            with pytest.MonkeyPatch.context() as patched:
                Refusing(Office(folder, patched), patched).set_up(DOSSIERS)
        return folder / "ledger.db"

    return ledger


@pytest.fixture
def dossiers(refused: Refusing, dossier_ledger: Callable[[], pathlib.Path]) -> Refusing:
    """An office with some cases, their closings and contacts, and records that point to others."""
    shutil.copy(dossier_ledger(), refused.office.path)
    return refused
