"""Confidential text stays inside: canaries in every confidential field, looked for in all that comes out or is left."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Callable

import pytest

from tests.conftest import Office
from welfare_cli.model.kinds import KINDS

CANARIES = tuple(f"カナリア{number:03}" for number in range(200))
"""What stands in the confidential fields and nowhere else."""


@pytest.fixture(scope="module")
def cage(tmp_path_factory: pytest.TempPathFactory, made: Callable[[str], pathlib.Path]) -> pathlib.Path:
    """A ledger with two hundred canaries: in summaries, notes and reasons, by option, from stdin and from a file."""
    folder = tmp_path_factory.mktemp("cage")
    shutil.copy(made("empty"), folder / "ledger.db")
    free = iter(CANARIES)
    with pytest.MonkeyPatch.context() as patched:
        office = Office(folder, patched)
        for _number in range(40):
            office.case("--summary", next(free))
        for number in range(1, 41):
            office.ok("case", "edit", f"C-{number}", "--summary", "-", "--why", next(free), stdin=next(free))
        rows = "".join(f"C-{number},2024-12-04,電話,{next(free)}\n" for number in range(1, 41))
        office.ok("import", "-", "--kind", "contact", stdin="case,date,method,note\n" + rows)
        for number in range(1, 21):
            office.ok("contact", "void", f"F-{number}", "--why", next(free))
        for number in range(21, 39):
            office.ok("contact", "edit", f"F-{number}", "--note", next(free))
        office.ok("publish", "提出", "--as-of", "2024-12-31", "--date", "2025-01-23")
        office.ok("publication", "withdraw", "提出", "--why", next(free))
        office.ok("activity", "add", "--kind", "study", "--date", "2024-12-20", "--area", "市外", "--status", "予定")
        office.ok("check", "--accept", "207", "A-00001", "--why", next(free))
        assert list(free) == []
    return folder / "ledger.db"


@pytest.fixture
def caged(office: Office, cage: pathlib.Path) -> Office:
    """An office with the canaries in its ledger."""
    shutil.copy(cage, office.path)
    return office


def seen(data: bytes) -> set[str]:
    """The canaries in some bytes, in whatever encoding they stand there."""
    codes = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "unicode_escape")
    return {each for each in CANARIES for code in codes if each.encode(code) in data}


SILENT = [
    *(f"{kind.name} list" for kind in KINDS),
    *(f"{kind.name} list --format {form}" for kind in KINDS for form in ("json", "csv")),
    *("log", "log --limit 500", "check", "check --all", "check --format json", "today", "measures"),
    *("case show 1 --json", "contact show 21 --json", "case list --void --format json", "contact list --void"),
    *(f"report --as-of 2024-12-31 --format {form}" for form in ("table", "json", "csv", "tsv", "markdown")),
    *("report --as-of 2024-12-31 --by topic --measure new_individual", "report --as-of 2024-12-31 --chart"),
    *("explain 提出", "explain --measure new_individual --as-of 2024-12-31", "publication list"),
    *("document --as-of 2024-12-31", "publication show 提出"),
    *(
        "case edit C-1 --area 火星 --correction",
        "case edit C-1 --area 不明 --correction --json",
        "case close C-1 --on 2023-01-01 --closing 解決",
    ),
    *("contact add --case C-1 --date 2020-01-01", "case void C-1 --why 重複", "quick C-1 2024-12-06 電話 --yes"),
    *(
        "export - --kind case --yes",
        "export - --kind contact --yes",
        "export 書き出し",
        "purge --closed-before 2025-01-01 --dry-run",
    ),
    *("undo --yes", "rebuild", "erase C-1 --why 申し出", "erase C-1 --why 申し出 --yes", "profile export 設定.toml"),
]


@pytest.mark.parametrize("command", SILENT)
def test_no_canary_comes_out(caged: Office, command: str) -> None:
    """Lists, logs, checks, JSON, reports, documents, remarks and refusals hold none of them."""
    caged.monkeypatch.chdir(caged.folder)
    done = caged(*command.split(" "))
    assert done.code not in (1, 2), done.err
    assert seen((done.out + done.err).encode()) == set()


@pytest.mark.parametrize(
    ("command", "number"),
    [
        ("case show 1", 1),
        ("contact show 21", 1),
        ("history 1 --kind case", 3),
        ("history 1 --kind contact", 2),
        ("export - --kind case --with-confidential --yes", 40),
        ("export - --kind contact --with-confidential --yes", 20),
    ],
)
def test_a_canary_is_seen_where_it_may_be(caged: Office, command: str, number: int) -> None:
    """Cards, histories and exports with confidential texts show them: so the other tests would have found them."""
    assert len(seen(caged.ok(*command.split(" ")).out.encode())) == number


def test_no_canary_is_left_in_a_file(caged: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports, documents, workbooks, forms, exports, an anonymous ledger, the journal and temporary files hold none."""
    temporary = caged.folder / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    out = caged.folder / "out"
    out.mkdir()
    for ending in (".docx", ".pdf", ".html", ".md", ".txt", ".xlsx"):
        caged.ok("document", "--as-of", "2024-12-31", "--output", str(out / f"文書{ending}"))
    caged.ok("export", str(out / "書き出し"), "--yes")
    caged.ok("export", str(out / "書き出し.xlsx"), "--yes")
    caged.ok("anonymize", str(out / "匿名.db"))
    caged.ok("form", str(out / "用紙.xlsx"))
    caged.ok("profile", "export", str(out / "設定.toml"))
    caged.ok("report", "--as-of", "2024-12-31", "--format", "csv", "--output", str(out / "報告.csv"))
    left = [each for each in caged.folder.rglob("*") if each.is_file() and each != caged.path]
    assert len(left) >= 14
    assert {each.name: found for each in left if (found := seen(unpacked(each)))} == {}
    assert list(temporary.iterdir()) == []
    assert len(seen(caged.path.read_bytes())) == len(CANARIES), "the ledger itself holds them all"


def unpacked(path: pathlib.Path) -> bytes:
    """The bytes of a file; of one that is packed, of its parts."""
    import zipfile

    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"\n".join(packed.read(each) for each in packed.namelist())
