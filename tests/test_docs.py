"""The pages match the code, are complete, and name no machine."""

from __future__ import annotations

import ast
import contextlib
import json
import pathlib
import re
import shlex
import sqlite3
import subprocess
from typing import Any

import pytest

from tests.conftest import PACKAGE, ROOT, Office
from tests.sessions.test_sessions import SCREENS, SESSIONS
from tools import catalogue, docs
from welfare_cli.measures import MEASURES
from welfare_cli.model.kind import Kind
from welfare_cli.model.kinds import BY_NAME, KINDS
from welfare_cli.model.rules import RULES

PAGES = sorted(
    [*ROOT.glob("*.md"), *(path for name in ("docs", "benchmarks", "trust") for path in (ROOT / name).rglob("*.md"))]
)
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def page(name: str) -> str:
    """Return a page of docs/."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def part(name: str, heading: str) -> str:
    """Return the text under a heading of a page, up to the next heading of its level."""
    level = heading.partition(" ")[0]
    _before, found, after = f"\n{page(name)}".partition(f"\n{heading}\n")
    assert found, f"docs/{name} has no heading “{heading}”"
    return re.split(rf"^{level} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of the tables in a text, without headings."""
    found: list[list[str]] = []
    for table in re.findall(r"(?:^\|.*\n)+", f"{text}\n", re.MULTILINE):
        found += [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.splitlines()[2:]]
    return found


# The generated pages


def test_the_generated_pages_are_fresh() -> None:
    """Every generated page and the catalogue match the code; `make docs` writes them again."""
    assert docs.stale() == []


def test_a_stale_page_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` changes nothing, names the stale page, and exits with 1."""
    before = page("cli.md")
    monkeypatch.setattr(docs, "PAGES", {"cli.md": lambda: "# Another page\n"})
    monkeypatch.setattr(catalogue, "is_fresh", lambda: True)
    assert docs.main(["--check"]) == 1
    assert "docs/cli.md" in capsys.readouterr().err
    assert page("cli.md") == before


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_documented(kind: Kind) -> None:
    """A kind has its commands in cli.md, and its fields with label and option in kinds.md."""
    for verb in ("add", "list", "show", "edit", "void"):
        assert f"使い方: wfc {kind.name} {verb} " in part("cli.md", f"### wfc {kind.name} {verb}")
    told = {each[0]: each for each in rows(part("kinds.md", f"## {kind.ja} {kind.name}"))}
    for field in kind.fields:
        _name, label, option, *_rest, headings = told[f"`{field.name}`"]
        assert label == field.ja
        assert option.strip("`") in part("cli.md", f"### wfc {kind.name} add")
        assert f"`{field.ja}`" in headings


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_documented(name: str) -> None:
    """A measure has its definition in both languages and its relation in measures.md."""
    told = part("measures.md", f"## {name}")
    header = dict(rows(told))
    assert " / " in header["label"]
    assert " / " in header["counts"]
    assert MEASURES[name].sql in told


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_documented(rule: str) -> None:
    """A rule has what it refuses, at least one message, and the remedy of each."""
    told = part("errors.md", f"### {rule}")
    assert RULES[rule] in told
    said = rows(told)
    assert said
    assert all(problem and remedy for problem, remedy in said)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_shown_by_a_session(rule: str) -> None:
    """A session shows each refusal with the message of the page."""
    seen = "\n".join(path.read_text(encoding="utf-8") for path in (*SESSIONS, *SCREENS))
    sentences = [each for problem, _remedy in rows(part("errors.md", f"### {rule}")) for each in problem.split(" ／ ")]
    patterns = [".+?".join(map(re.escape, re.split(r"\{[^}]*\}", each.replace("`", "")))) for each in sentences]
    assert any(re.search(pattern, seen) for pattern in patterns)


def test_every_rule_that_is_raised_is_a_rule() -> None:
    """No refusal has a name that is missing from the catalogue of rules."""
    raised = set()
    for path in PACKAGE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                named = [each.value for each in call.keywords if each.arg == "rule"]
                named += call.args[:1] if getattr(call.func, "id", "") == "Problem" else []
                raised |= {each.value for each in named if isinstance(each, ast.Constant) and each.value}
    assert raised - RULES.keys() == set()


def test_every_exit_code_is_documented() -> None:
    """The table of exit codes has every code that wfc ends with."""
    told = [row[0] for row in rows(part("cli.md", "## Exit codes · 終了コード"))]
    assert told == ["0", "1", *(str(error.exit_code) for error in docs.refusals())]
    assert len(set(told)) == len(told)


def test_every_environment_variable_is_documented() -> None:
    """The table of the environment has every variable that wfc reads."""
    read = set()
    for path in PACKAGE.rglob("*.py"):
        read |= set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', path.read_text(encoding="utf-8")))
    told = {row[0].strip("`") for row in rows(part("cli.md", "## Environment · 環境変数"))}
    assert read == told


def test_every_table_and_column_is_documented() -> None:
    """The page of the schema has every table and column that a new ledger has."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript((PACKAGE / "schema.sql").read_text(encoding="utf-8"))
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            assert [row[0] for row in rows(part("schema.md", f"### {table}"))] == [f"`{each}`" for each in columns]


def test_the_tables_of_what_was_written_refuse_changes() -> None:
    """Every table before the derived ones refuses UPDATE and DELETE by trigger, as the page of the schema states."""
    text = (PACKAGE / "schema.sql").read_text(encoding="utf-8")
    for table in re.findall(r"^CREATE TABLE (\w+)", text.partition("-- Derived:")[0], re.MULTILINE):
        for change in ("UPDATE", "DELETE"):
            assert f"BEFORE {change} ON {table}\n" in text


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_joins_only_what_is_counted_together(name: str) -> None:
    """A measure reads one kind, or a case with what lies within it; else a correction would not recount it."""
    kinds = [BY_NAME[each] for each in MEASURES[name].reads]
    families = {kind.within.to if kind.within else kind.name for kind in kinds}
    assert len(families) == 1


# The catalogue


def test_the_catalogue_says_nothing_of_when_and_where_it_was_made() -> None:
    """It has no dates, line numbers or paths of a machine, so that everybody generates the same."""
    text = catalogue.files()[catalogue.CATALOGUE].decode()
    assert "POT-Creation-Date" not in text
    assert not re.search(r"^#: .*:\d", text, re.MULTILINE)
    assert all(
        name.startswith("welfare_cli/")
        for line in re.findall(r"^#: (.*)$", text, re.MULTILINE)
        for name in line.split()
    )


def test_no_sentence_is_missing_from_the_catalogue() -> None:
    """The code marks every Japanese sentence for the catalogue, except notations of a day."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "N_"):
                known |= {id(each) for each in ast.walk(node)}
        if path.name not in ("notation.py", "recurrence.py", "vocabulary.py", "privacy.py"):
            words = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in known]
            found += [
                f"{path.name}:{word.lineno} {word.value}"
                for word in words
                if isinstance(word.value, str) and len(JAPANESE.findall(word.value)) > 2
            ]
    assert found == []


# JSON


def examples() -> list[tuple[str, str]]:
    """Return the commands of docs/json.md, each with the JSON below it."""
    return re.findall(r"```console\n\$ wfc (.*)\n```\n\n```json\n((?:.+\n)*?)```", page("json.md"))


def agrees(example: object, real: object, at: str = "") -> None:
    """Compare an example with the output: lists and figures may be cut, texts masked as 「…」."""
    if isinstance(example, dict):
        assert isinstance(real, dict), at
        if at.rpartition(".")[2] not in ("by_month", "by_area"):
            assert example.keys() == real.keys(), at
        for key, value in example.items():
            agrees(value, real[key], f"{at}.{key}")
    elif isinstance(example, list):
        assert isinstance(real, list), at
        assert len(example) <= len(real), at
        for one, other in zip(example, real, strict=False):
            agrees(one, other, f"{at}[]")
    elif at.endswith(".entry"):
        assert isinstance(example, int), at
        assert isinstance(real, int), at
    else:
        assert example in (real, "…"), at


def keys_of(real: object) -> set[str]:
    """Return every key of the output, except those of figures by month and area."""
    if isinstance(real, list):
        return {key for each in real for key in keys_of(each)}
    if not isinstance(real, dict):
        return set()
    inner = [value for key, value in real.items() if key not in ("by_month", "by_area")]
    return set(real) | keys_of(inner)


@pytest.mark.parametrize(("command", "example"), examples(), ids=[command for command, _example in examples()])
def test_the_json_is_as_documented(sample: Office, command: str, example: str) -> None:
    """Each example matches the output, and its schema explains each key."""
    if command.startswith(("publication ", "explain 令和")):
        sample.ok("publish", "令和６年１２月末", "--as-of", "2024-12-31", "--date", "2025-01-23")
        sample.ok("case", "edit", "C-813", "--complex-since", "2024-10-01")
    if command.startswith("verify"):
        sample.monkeypatch.chdir(sample.folder)
        sample.ok("document", "--as-of", "2024-12-31", "--output", "報告書.txt")
    done = sample(*shlex.split(command))
    assert done.code == (8 if command.startswith("check ") and "--rules" not in command else 0), done.err
    real: dict[str, Any] = json.loads(done.out)
    agrees(json.loads(example), real)
    explained = {row[0].strip("`") for row in rows(part("json.md", f"## {real['schema']}"))}
    axes = {axis for each in (real, *(real.get("breakdowns") or ())) for axis in each.get("by", ())}
    kind = BY_NAME.get(command.split(maxsplit=1)[0])
    fields = set(kind.by_name) if kind else set()
    assert keys_of(real) - axes - fields <= explained


def test_every_schema_is_documented() -> None:
    """Every schema in the code has its section in json.md and an example."""
    named = set()
    for path in PACKAGE.rglob("*.py"):
        named |= set(re.findall(r'"(wfc\.\w+/\d+)"', path.read_text(encoding="utf-8")))
    assert named == {json.loads(example)["schema"] for _command, example in examples()}


# Links, paths, places


def text_of(page: pathlib.Path) -> str:
    """Return the text of a page; the handbook is in the package, and docs/ links to it."""
    packaged = PACKAGE / page.name
    return (packaged if packaged.exists() else page).read_text(encoding="utf-8")


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub builds it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: pathlib.Path) -> None:
    """A link in a page points to an existing file, and to one of its headings."""
    text = re.sub(r"^```.*?^```", "", text_of(path), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        name, _hash, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", text_of(file), re.MULTILINE)
            assert anchor in map(slug, headings), target


NAMES_FILES = ("CONTRIBUTING.md", "README.md", "SECURITY.md", "docs/architecture.md", "docs/domain.md")


@pytest.mark.parametrize("name", NAMES_FILES)
def test_files_that_are_named_are_there(name: str) -> None:
    """A file or folder that a page names by path exists in the repository or the package; NAME is any name."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for named in re.findall(r"`((?:[\w.-]+/)+(?:[\w-]+\.(?:py|sql|toml|md|pot))?)`", text):
        place = named.rpartition("/")[0] if re.search(r"NAME|KIND|NNNN", named) else named
        assert (ROOT / place).exists() or (PACKAGE / place).exists(), named


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
LATER = r"\[\d{4}\]\(\d{4}-[\w-]+\.md\)"
STATUS = re.compile(rf"Accepted(?:; amended by {LATER}(?:, {LATER})*)?|Superseded by {LATER}")


def test_decisions_are_numbered_and_half_a_page() -> None:
    """Decisions have numbers without a gap; each has context, decision and consequences on half a page."""
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    for path in DECISIONS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        headings = re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE)
        assert headings == ["Status", "Context", "Decision", "Consequences"], path.name
        assert len(text.splitlines()) <= 40


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem[:4])
def test_a_decision_has_a_status_and_is_in_the_index(path: pathlib.Path) -> None:
    """A decision has a status right under its title, and its line in the index has both."""
    title, _empty, status, *_rest = path.read_text(encoding="utf-8").splitlines()
    number, _space, name = title.removeprefix("# ").partition(" ")
    status = status.removeprefix("**Status.** ")
    assert STATUS.fullmatch(status), status
    assert [row for row in rows(page("decisions/README.md")) if f"[{number}]" in row[0]] == [
        [f"[{number}]({path.name})", name, status]
    ]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the check runs on a clone, not on the source archive")
def test_no_file_names_a_machine() -> None:
    """No file of the project contains a path of a developer's machine, or the host of a package index."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    machine = re.compile(r"(?<![\w.$}~*-])/(?:work|root|home)\b|pypi\.org|pythonhosted\.org|--(?:extra-)?index-url[ =]")
    found = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        try:
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {line.strip()}" for line in text.splitlines() if machine.search(line)]
    assert found == []


@pytest.mark.parametrize("name", ["wfc.1", "ja/wfc.1"])
def test_the_manual_has_every_command_and_option(name: str) -> None:
    """Each command under a heading of its own, with every option; nothing that roff would take for a request."""
    text = (ROOT / "docs" / "man" / name).read_text(encoding="utf-8")
    headed = [each.replace("\\-", "-") for each in re.findall(r'^\.SS "(.*)"$', text, re.MULTILINE)]
    for words in docs.commands():
        page = docs.help_of(words)
        if words and "コマンド:" not in page:
            assert any(f"{each} ".startswith(f"wfc {' '.join(words)} ") for each in headed), words
    assert set(re.findall(r"^\.(\w+)", text, re.MULTILINE)) == {"TH", "ad", "nh", "SH", "SS", "B", "BI", "I", "TP"}
