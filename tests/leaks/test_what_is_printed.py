"""What is printed steers nothing: no table begins a formula, and no profile a terminal or a printer."""

from __future__ import annotations

import csv
import io
import pathlib
import re
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import PACKAGE, Office
from welfare_cli.cli.grammar import Command, Group
from welfare_cli.cli.program import program
from welfare_cli.exchange import toml
from welfare_cli.model.kinds import KINDS

EVIL = "=cmd|'calc'!A1"
FORMULA = "=+-@\t\r＝＋－＠"
MORE = {
    "query": ["SELECT name, area FROM current_venue"],
    "publication report": ["=提出"],
    "check": ["--all"],
    "explain": ["--measure", "venue_launch", "--as-of", "2024-12-31"],
    "verify": ["報告書.txt"],
    "report": ["--as-of", "2024-12-31", "--by", "topic", "--measure", "new_individual"],
}
"""What some commands need to print their table."""
PLAIN = (
    "publication report",
    "measures",
    "verify",
    *(f"{kind.name} list" for kind in KINDS if kind.name in ("closing", "tally")),
)
"""Tables in which nothing stands that people wrote freely."""
WITHOUT_LEDGER = ("measures", "config")
STEERING = {"ESC": "\x1b", "NUL": "\x00", "BEL": "\x07", "DEL": "\x7f", "CSI": "\x9b", "RLO": "\u202e", "LRI": "\u2066"}


def tables() -> Iterator[tuple[str, str]]:
    """Every command that prints CSV or TSV, with the format."""

    def walk(path: tuple[str, ...], command: Command) -> Iterator[tuple[str, str]]:
        if isinstance(command, Group):
            for part in command.parts.values():
                yield from walk((*path, part.name), part)
        option = command.option("--format")
        for form in option.offers if option and isinstance(option.offers, tuple) else ():
            if form in ("csv", "tsv"):
                yield " ".join(path), form

    yield from walk((), program())


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory, made: Callable[[str], pathlib.Path]) -> pathlib.Path:
    """A ledger in which whatever people may write begins a formula: names, words of lists, publications, authors."""
    folder = tmp_path_factory.mktemp("evil")
    with pytest.MonkeyPatch.context() as patched:
        office = Office(folder, patched)
        profile = (PACKAGE / "chofu.toml").read_text(encoding="utf-8")
        path = office.file("evil.toml", profile.replace('label = "', 'label = "='))
        office.ok("init", "--profile", path)
        by = ("--by", "@SUM(A1)")
        case = ("--kind", "individual", "--received-on", "2024-12-03", "--area", "city", "--topic", "health")
        ref = office.ok("case", "add", *case, *by).word
        office.ok("contact", "add", "--case", ref, "--date", "2024-12-04", "--method", "phone", "--agency", EVIL)
        office.ok("meeting", "add", "--kind", "network", "--date", "2024-12-03", "--area", "city", "--title", EVIL)
        office.ok("venue", "add", "--area", "city", "--launched-on", "2024-12-03", "--name", EVIL)
        office.ok("outcome", "add", "--fiscal-year", "2024", "--section", "I-1", "--text", EVIL)
        planned = ("--kind", "study", "--date", "2024-12-20", "--area", "city", "--status", "planned")
        office.ok("activity", "add", *planned, "--title", EVIL)
        office.ok("check", "--accept", "207", "A-00001", "--why", "中止", *by)
        office.ok("publish", "=提出", "--as-of", "2024-12-31", "--date", "2025-01-23")
    return office.path


@pytest.mark.parametrize(("command", "form"), [*tables()])
def test_no_cell_of_a_table_begins_a_formula(office: Office, evil: pathlib.Path, command: str, form: str) -> None:
    """An apostrophe guards each text that would; a number that is below zero stays one."""
    ledger = ["--ledger", str(evil)] if command not in WITHOUT_LEDGER else []
    office.monkeypatch.chdir(office.folder)
    office.file("報告書.txt", "令和６年１２月３１日現在 新規個別相談件数 １件")
    office.monkeypatch.setenv("LOGNAME", EVIL)
    done = office(*command.split(), *MORE.get(command, []), "--format", form, *ledger)
    assert done.code in (0, 8), done.err
    rows = list(csv.reader(io.StringIO(done.out), delimiter="\t" if form == "tsv" else ","))
    cells = [cell for row in rows for cell in row]
    assert [each for each in cells if each[:1] in FORMULA and each and not re.fullmatch(r"-\d+(\.\d+)?", each)] == []
    assert any(each[:1] == "'" and each[1:2] in FORMULA for each in cells) or command in PLAIN or len(rows) == 1


def test_a_guarded_export_is_read_as_it_was(office: Office, evil: pathlib.Path) -> None:
    """What guards a cell is taken away again when the list is imported."""
    office.ok("export", str(office.folder / "out"), "--yes", "--ledger", str(evil))
    assert "'=cmd" in (office.folder / "out" / "venues.csv").read_text(encoding="utf-8")
    other = str(office.folder / "other.db")
    office.ok("init", "--profile", str(evil.with_name("evil.toml")), "--ledger", other)
    office.ok("import", str(office.folder / "out"), "--ledger", other)
    assert f'"name": "{EVIL}"' in office.ok("venue", "list", "--format", "json", "--ledger", other).out


@pytest.mark.parametrize("name", STEERING)
@pytest.mark.parametrize(
    ("before", "place"),
    [
        ('organisation = "', "office.organisation"),
        ('label = "', "areas 1.label"),
        ('\ntitle = "', "sections 1.title"),
        ('part = "', "sections 1.part"),
        ('sentences = [\n  "', "sentences 1"),
        ('aliases = ["', "aliases 1"),
    ],
)
def test_a_profile_that_steers_is_refused(office: Office, before: str, place: str, name: str) -> None:
    """By every command that reads one (4), with the place in which the character stands; nothing is written."""
    office.monkeypatch.chdir(office.folder)
    text = (PACKAGE / "chofu.toml").read_text(encoding="utf-8")
    pattern = re.escape(before).replace(r"\ \ ", r"\s*")
    hostile, number = re.subn(pattern, lambda found: found[0] + f"\\u{ord(STEERING[name]):04x}", text, count=1)
    assert number == 1
    path = office.file("profile.toml", hostile)
    head = office.head()
    for command in ("init --ledger new.db --profile", "profile check", "profile diff", "profile apply"):
        refused = office(*command.split(), path)
        assert refused.code == 4
        assert place in refused.err
        assert f"制御文字（U+{ord(STEERING[name]):04X}）" in refused.err
    assert office.head() == head
    assert not (office.folder / "new.db").exists()


def test_what_an_older_ledger_holds_steers_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that was taken in before it was looked at is printed in every format, and nothing of it steers."""
    monkeypatch.setattr(toml._Reader, "refuse_steering", lambda _self, _tables: None)
    text = (PACKAGE / "chofu.toml").read_text(encoding="utf-8")
    hostile = "".join(f"\\u{ord(each):04x}" for each in STEERING.values())
    for before in ('organisation = "', 'label = "', 'title = "', 'part = "', 'report_title = "'):
        text = text.replace(before, before + hostile)
    office.path.unlink()
    office.ok("init", "--profile", office.file("profile.toml", text))
    monkeypatch.undo()
    for name, value in (("WFC_LEDGER", str(office.path)), ("WFC_LANG", "ja"), ("WFC_NOW", "2025-01-23T09:00:00")):
        monkeypatch.setenv(name, value)
    office.ok("case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "city")
    day = ("--as-of", "2024-12-31")
    for words in (
        *(("report", *day, "--format", form) for form in ("table", "csv", "tsv", "json", "markdown")),
        *(("report", *day, "--chart"), ("report", *day, "--by", "area", "--measure", "new_individual")),
        *(("case", "list"), ("case", "list", "--format", "csv"), ("case", "show", "C-1"), ("log",), ("today",)),
        *(("document", *day), ("profile", "export", "-"), ("export", "-", "--kind", "case", "--yes")),
    ):
        done = office.ok(*words)
        assert re.search("[\x00-\x08\x0b-\x1f\x7f]", done.out + done.err) is None, words
    for ending in (".txt", ".md", ".html", ".docx", ".pdf", ".xlsx"):
        path = office.folder / f"文書{ending}"
        office.ok("document", *day, "--output", str(path))
        data = path.read_bytes()
        if ending in (".txt", ".md", ".html"):
            assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066]", data.decode()) is None, ending
    for form in ("table", "markdown", "csv"):
        path = office.folder / f"報告.{form}"
        office.ok("report", *day, "--format", form, "--output", str(path))
        assert re.search(b"[\x00-\x08\x0b-\x1f\x7f]", path.read_bytes()) is None, form


@pytest.mark.parametrize(
    "raised", [ValueError, ZeroDivisionError, RecursionError, type("PanicException", (BaseException,), {})]
)
@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("pypdf.PdfReader", "verify 文書.pdf --as-of 2024-12-31"),
        ("docx.Document", "verify 文書.docx --as-of 2024-12-31"),
        ("docx.Document", "document --as-of 2024-12-31 --template 文書.docx --output 鑑.docx"),
        ("typst.compile", "document --as-of 2024-12-31 --output 鑑.pdf"),
        ("python_calamine.CalamineWorkbook.from_filelike", "import 相談.xlsx"),
    ],
)
def test_what_a_library_refuses_is_no_bug(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str, command: str, raised: type[BaseException]
) -> None:
    """Whatever a library raises of an odd file is refused (4) with what to do, a panic of Rust's too."""

    def refuses(*_words: object, **_more: object) -> None:
        raise raised("odd")

    office.monkeypatch.chdir(office.folder)
    office.case()
    office.ok("document", "--as-of", "2024-12-31", "--output", "文書.docx")
    office.ok("export", "相談.xlsx", "--kind", "case", "--yes")
    (office.folder / "文書.pdf").write_bytes(b"%PDF-1.7\n")
    owner, _dot, name = place.rpartition(".")
    if owner == "python_calamine.CalamineWorkbook":
        import python_calamine

        class Odd:
            from_filelike = staticmethod(refuses)

        monkeypatch.setattr(python_calamine, "CalamineWorkbook", Odd)
    else:
        monkeypatch.setattr(f"{owner}.{name}", refuses)
    done = office(*command.split())
    assert done.code == 4, done.err
    assert "不具合" not in done.err
    assert not (office.folder / "鑑.pdf").exists()
