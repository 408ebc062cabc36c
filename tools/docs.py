"""Write the pages of docs/ that say what the code says; with `--check` only compare, the catalogue too.

A page is a function that returns its text, and one line in `PAGES`. Everything on it is taken from where it is
declared: help from the program, definitions from `measures/*.sql`, kinds from `model/`, tables from
`data/schema.sql`, and the words of each refusal from the calls that say them.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

from tools import catalogue  # noqa: E402
from tools.manual import manual  # noqa: E402
from welfare_cli import errors  # noqa: E402
from welfare_cli.cli.grammar import Group  # noqa: E402
from welfare_cli.cli.main import main as wfc  # noqa: E402
from welfare_cli.cli.options import option_of  # noqa: E402
from welfare_cli.cli.program import program  # noqa: E402
from welfare_cli.ledger.query_views import views  # noqa: E402
from welfare_cli.measures import HEADER, MEASURES  # noqa: E402
from welfare_cli.model import kind as fields  # noqa: E402
from welfare_cli.model.kinds import BY_NAME, KINDS  # noqa: E402
from welfare_cli.model.profile import LISTS  # noqa: E402
from welfare_cli.model.rules import RULES  # noqa: E402
from welfare_cli.report.checks import RULES as CHECKS  # noqa: E402
from welfare_cli.report.checks import Rule  # noqa: E402

DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "welfare_cli"

ENVIRONMENT = {
    "WFC_LANG": "the language of what is said, `ja` or `en`, when `--lang` is left out; without both, that of the "
    "locale (`LC_ALL`, `LC_MESSAGES`, `LANG`) where wfc speaks it, else Japanese",
    "WFC_LEDGER": "where the ledger is, when `--ledger` is left out; without both, as `wfc config` says, or "
    "in the platform's "
    "data folder",
    "WFC_CONFIG": "where the file of `wfc config` is; without it, `wfc/config.toml` among the platform's settings",
    "XDG_CONFIG_HOME": "that folder on Linux; without it, or where it is not absolute, `~/.config`",
    "XDG_DATA_HOME": "the data folder on Linux; without it, or where it is not absolute, `~/.local/share`",
    "HOME": "the home folder on Linux; without it, or where it is not absolute, that of the account",
    "WFC_NOW": "fixes the clock for a repeatable run: ISO 8601, without offset in the office's own zone. "
    "Entries written so are marked (`clock` = `fixed`)",
    "LOGNAME": "whose name an entry bears when `--by` is left out",
    "USER": "the same, where there is no `LOGNAME`; without both, the system is asked",
    "EDITOR": "the editor in which `--summary -` and the like open a text at a terminal; `VISUAL` goes before it",
    "VISUAL": "the same, asked first",
    "PAGER": "what pages a long list, card or report at a terminal (`cat`: nothing is paged); without it, `less`",
    "TERM": "`dumb`: nothing is asked, as with `--no-input`",
    "NO_COLOR": "set to anything: lists at a terminal have no colours",
    "WFC_DEBUG": "set to anything: a bug shows the whole traceback. It may show personal data; do not send it on",
}
"""Every environment variable that wfc reads. A test compares it with the code."""


INTRODUCTIONS = {
    "cli.md": """\
# Commands · コマンド

Every command with the help that it prints (`--help`). Results go to stdout, all else to stderr; without a
terminal there is no prompt, no colour and no progress bar; text is UTF-8 whatever the locale.

どのコマンドも `--help` でこの説明が出ます。結果は標準出力に、注意や誤りは標準エラー出力に出ます。
""",
    "errors.md": """\
# Errors · 誤りと直し方

What wfc says no to, and the way out. `{…}` stands for a value. In a file, the place comes first: file, row and
column. All problems of a command or an import are told at once, and nothing is written. The same rules hold for
commands and files; breaking one ends with 4, or with 2 or 3 where a word of the command line is meant.

拒まれたときの言葉と、直し方の一覧です。`{…}` には値が入ります。問題は一度にすべて表示され、何も書き込まれません。
""",
    "measures.md": """\
# Measures · 集計項目

What one count is. Each measure is one file in `src/welfare_cli/measures/`: the header says it in words, the
relation says it exactly, with one row per counted thing and area. How periods, areas and totals are made of it
is told in [domain.md](domain.md#3-measures-what-one-count-is). `wfc measures` prints the same definitions.

何を一件と数えるかの定義です。見出しが言葉で、その下の SQL が正確に述べています。`wfc measures` でも見られます。
""",
    "kinds.md": """\
# Kinds of record · 記録の種類

Each kind with its fields, as it is declared in `src/welfare_cli/model/`. A file or sheet to import is named after its
kind, and its headings may be any of those in the last column, in any order; `ref` or `整理番号` may stand in every
list, and a field of several values may have several columns, numbered: `課題1`, `課題2`. In JSON a field bears the
name of the first column. The lists are the office's own ([domain.md](domain.md#4-the-offices-own-lists-the-profile)).
Confidential fields are printed by `show` alone.

記録の種類と項目の一覧です。取り込むファイルやシートの名前と見出しは、表のどの書き方でも、どの順でもかまいません。
""",
    "checks.md": """\
# Checks · 検査

What `wfc check` looks at before a report goes out: rules about the ledger itself (1), about single records (2), records
held against each other (3), figures (4) and the office (5). A rule is meant by its number or its name, `--rule 207` or
`--rule planned-overdue`. It looks as of a day, `--as-of`, today when that is left out.

What a rule has found and is all right can be accepted: `wfc check --accept 207 A-00081 --why …`. It is then listed with
`--all` alone, with who accepted it and when, and comes back when the record, or what was found of it, changes
([decision 0021](decisions/0021-an-acceptance-holds-for-what-was-found.md)). Damage cannot be accepted.

報告を出す前の検査（`wfc check`）のきまりの一覧です。問題のないものは `--accept` で確認済みにでき、
記録が変わればまた表示されます。台帳の傷み（「accept」が「no」のもの）は、確認済みにできません。
""",
    "queries.md": """\
`wfc query "SELECT …"` reads these views of the current versions; with `--known-at`, those of an earlier moment. They
show each field as lists print it, and beside a choice or a code-list value its code. They hold no confidential text. A
query reads the tables of the records' facts, too ([schema.md](schema.md)), and nothing else.

今の記録を、SQL の SELECT で読むための表です。概要などの本文はありません。
""",
    "schema.md": """\
Tables that hold what was written refuse every UPDATE and DELETE by trigger; `confidential` lets a row go only
with an erasure entry. How an entry comes to stand is told in [architecture.md](architecture.md).
""",
}
"""What stands at the head of each page, before what is taken from the code."""


def table(headings: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    """A Markdown table; what stands in a cell may not end it."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in row) + " |" for row in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


# docs/cli.md


def cli() -> str:
    """Every command with its help, the exit codes, the environment."""
    parts = [
        INTRODUCTIONS["cli.md"],
        "## Exit codes · 終了コード",
        exit_codes(),
        "What each refusal says, and the way out, is listed in [errors.md](errors.md).",
        "## Environment · 環境変数",
        table(("variable", "what it does"), [(f"`{name}`", words) for name, words in ENVIRONMENT.items()]),
    ]
    for words in commands():
        parts.append(f"{'##' if len(words) < 2 else '###'} {' '.join(('wfc', *words))}")
        parts.append(f"```text\n{help_of(words)}```")
    return _page(parts)


def commands(group: Group | None = None, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups before their parts, as the program's own tree has them."""
    yield words
    for name, part in (group or program()).parts.items():
        if isinstance(part, Group):
            yield from commands(part, (*words, name))
        else:
            yield (*words, name)


def help_of(words: Sequence[str]) -> str:
    """What the program prints for a command's `--help`."""
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        code = wfc([*words, "--help", "--lang", "ja"])
    assert code == errors.DONE, words
    return stream.getvalue()


def exit_codes() -> str:
    """The exit codes, from `errors.py`."""
    rows = [("0", "", "Done."), ("1", "", "A bug in wfc; nothing of what you entered is printed.")]
    rows += [(str(each.exit_code), f"`{each.__name__}`", _first_line(each)) for each in refusals()]
    return table(("code", "error", "meaning"), rows)


def refusals() -> list[type[errors.WfcError]]:
    """The errors that wfc can end with, in the order of their exit codes."""
    return sorted(errors.WfcError.__subclasses__(), key=lambda each: each.exit_code)


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().split("\n")[0]


# docs/errors.md


def errors_page() -> str:
    """What wfc refuses, by rule and by exit code, each with its words and the way out."""
    found = catalogue.sayings(RULES, [each.__name__ for each in refusals()])
    parts = [
        INTRODUCTIONS["errors.md"],
        "## Exit codes · 終了コード",
        exit_codes(),
        "## Rules · きまり",
    ]
    for rule, what in RULES.items():
        parts.append(f"### {rule}\n\n{what}。")
        parts.append(_sayings_table([each for each in found if each.name == rule]))
    ruled = {each.problem for each in found if each.name in RULES}
    parts.append("## Other messages · そのほか")
    for error in refusals():
        rows = [each for each in found if each.name == error.__name__ and each.problem not in ruled]
        if rows:
            parts.append(f"### {error.exit_code} {error.__name__}\n\n{_first_line(error)}")
            parts.append(_sayings_table(rows))
    return _page(parts)


def _sayings_table(rows: Sequence[catalogue.Saying]) -> str:
    unique = dict.fromkeys((each.problem, each.remedy) for each in rows if each.problem or each.remedy)
    return table(("what it says", "way out"), list(unique))


# docs/checks.md


GROUPS = (
    "The ledger · 台帳",
    "Records · 記録",
    "Records held against each other · 記録どうし",
    "Figures · 数",
    "The office · 事務所",
)
"""The groups of rules, by the first digit of their numbers."""


def checks_page() -> str:
    """Every rule of `wfc check` as it is declared, with what it looks at and the way out."""
    parts = [INTRODUCTIONS["checks.md"]]
    for hundred, heading in enumerate(GROUPS, start=1):
        rules = [_rule(each) for each in CHECKS if each.number // 100 == hundred]
        parts += [f"## {heading}", table(("number", "name", "題", "looks at", "直し方", "accept"), rules)]
    return _page(parts)


def _rule(rule: Rule) -> tuple[str, ...]:
    accept = "yes" if rule.acceptable else "no"
    return f"{rule.number}", f"`{rule.name}`", rule.title, rule.looks_at, rule.remedy(), accept


# docs/measures.md


def measures_page() -> str:
    """What one count is, from the headers of `measures/*.sql`, and the relation that says so."""
    parts = [
        INTRODUCTIONS["measures.md"],
        table(
            ("measure", "printed as", "unit", "section"),
            [(f"[{each.name}](#{each.name})", each.label, each.unit, each.section) for each in MEASURES.values()],
        ),
    ]
    for name, measure in MEASURES.items():
        text = (PACKAGE / "measures" / f"{name}.sql").read_text(encoding="utf-8")
        header = dict(re.findall(r"^-- (\w+): +(.*)$", text, re.MULTILINE))
        parts.append(f"## {name}")
        parts.append(table(("", ""), [(each, header[each]) for each in HEADER if each in header]))
        parts.append(f"```sql\n{measure.sql}\n```")
    return _page(parts)


# docs/kinds.md

TYPES = {
    fields.Name: "free name",
    fields.Text: "text",
    fields.Day: "day",
    fields.Number: "whole number",
    fields.FiscalYearField: "fiscal year",
    fields.MonthField: "month",
    fields.SectionField: "section of the document",
    fields.WordOf: "word of the list of the axis",
}


def kinds_page() -> str:
    """Each kind of record with its fields, from its declaration in `model/`."""
    parts = [INTRODUCTIONS["kinds.md"]]
    for kind in KINDS:
        names = dict.fromkeys((kind.name, kind.plural, kind.ja))
        ref = f"`{kind.prefix}-00001`" if kind.prefix else "made of its case and day, `C-00012/2023-07-17`"
        parts.append(f"## {kind.ja} {kind.name}")
        parts.append(kind.about)
        parts.append(
            f"Files and sheets: {', '.join(f'`{name}`' for name in names)} · ref: {ref} · `wfc {kind.name} --help`"
        )
        headings = ("field", "見出し", "option", "takes", "required", "confidential", "headings")
        parts.append(table(headings, [_field(each) for each in kind.fields]))
    return _page(parts)


def _field(field: fields.Field) -> tuple[str, ...]:
    return (
        f"`{field.name}`",
        field.ja,
        f"`{option_of(field)}`",
        _takes(field),
        "yes" if field.required else "",
        "yes" if field.confidential else "",
        ", ".join(f"`{each}`" for each in dict.fromkeys((field.name, field.option, field.ja))),
    )


def _takes(field: fields.Field) -> str:
    """What a field takes, in words: its type or choices, and what bounds it."""
    inner = field.each if isinstance(field, fields.Several) else field
    if isinstance(inner, fields.Choice):
        words = " / ".join(f"`{code}` {label}" for code, label in inner.of.items())
    elif isinstance(inner, fields.Listed):
        words = f"list `{inner.of}` {LISTS[inner.of]}" if inner.of in LISTS else "name or label of a measure"
    elif isinstance(inner, fields.Link):
        words = f"ref of a `{inner.to}` ({BY_NAME[inner.to].ja})"
    else:
        words = TYPES[type(inner)]
    bounds = ["one or more" if field.required else "several"] if field.many else []
    bounds += ["not after today"] if field.past else []
    bounds += [f"not before `{field.not_before}`"] if field.not_before else []
    if field.when:
        name, values = field.when
        bounds.append(f"exactly when `{name}` is {' / '.join(f'`{each}`' for each in values)}")
    bounds += [field.note] if field.note else []
    return "; ".join([words, *bounds])


# docs/schema.md


def schema_page() -> str:
    """Each table of `data/schema.sql` with its comment and columns."""
    text = (PACKAGE / "schema.sql").read_text(encoding="utf-8")
    parts = ["# Schema · 台帳の表", _comment(text.split("PRAGMA")[0]), INTRODUCTIONS["schema.md"]]
    written, derived = text.split("-- Derived:")
    for heading, half in (("What is written · 記入されたもの", written), ("What is derived · 導かれるもの", derived)):
        parts.append(f"## {heading}")
        for block in half.split("\n\n"):
            comment, _create, rest = block.partition("CREATE TABLE ")
            for number, each in enumerate(rest.split("CREATE TABLE ") if rest else []):
                parts += _table_of_schema(each, "" if number else comment)
    return _page(parts)


# docs/queries.md


def queries_page() -> str:
    """Each view of `wfc query` with its columns."""
    parts = ["# Queries · 問い合わせ", INTRODUCTIONS["queries.md"]]
    for view, columns in views().items():
        parts += [f"## {view}", table(("column", "what it is"), [(f"`{name}`", meaning) for name, meaning in columns])]
    return _page(parts)


def _table_of_schema(text: str, comment: str) -> list[str]:
    """One table: its comment, its columns, and what holds for it as a whole."""
    name, _open, rest = text.partition(" (\n")
    body, options, after = re.split(r"^\) (.*);", rest, maxsplit=1, flags=re.MULTILINE)
    lines = [_column(line) for line in body.splitlines()]
    whole = [said for column, said, _comment in lines if not column]
    whole += [f"INDEX {each}" for each in re.findall(rf"^CREATE INDEX \w+ ON {name} (.*);", after, re.MULTILINE)]
    parent = re.match(r"\s+entry +INTEGER NOT NULL REFERENCES (\w+)", body)
    part = f"The values of a field of `{parent[1]}`, in the order in which they were given." if parent else ""
    return [
        f"### {name}",
        _comment(comment) or part,
        table(("column", "type and constraint", "meaning"), [each for each in lines if each[0]]),
        "\n".join(f"- `{each}`" for each in (*whole, options)),
    ]


def _comment(text: str) -> str:
    """The words of some comment lines, rules of dashes left out."""
    lines = [line.removeprefix("--").strip() for line in text.splitlines() if not line.startswith("-----")]
    return "\n".join(lines).strip()


def _column(line: str) -> tuple[str, str, str]:
    """A column's name, what it holds, its comment; of a constraint of the table the name is empty."""
    said, _dashes, comment = line.strip().partition("--")
    said = said.strip().rstrip(",").strip()
    name, _blank, rest = said.partition(" ")
    if not name.islower():
        return "", said, ""
    return f"`{name}`", f"`{re.sub(' +', ' ', rest.strip())}`", comment.strip()


# Writing and comparing

PAGES: dict[str, Callable[[], str]] = {
    "checks.md": checks_page,
    "cli.md": cli,
    "errors.md": errors_page,
    "kinds.md": kinds_page,
    "man/ja/wfc.1": lambda: manual("ja"),
    "man/wfc.1": lambda: manual("en"),
    "measures.md": measures_page,
    "queries.md": queries_page,
    "schema.md": schema_page,
}
"""Every generated page with what writes it."""


def _page(parts: Sequence[str]) -> str:
    note = "<!-- Written by tools/docs.py (`make docs`) from the code: change it there. -->"
    return "\n\n".join(part.strip("\n") for part in (note, *parts) if part) + "\n"


def stale() -> list[str]:
    """The generated files that do not say what the code says."""
    found = []
    for name, page in PAGES.items():
        path = DOCS / name
        if not path.is_file() or path.read_text(encoding="utf-8") != page():
            found.append(path)
    if not catalogue.is_fresh():
        found.append(catalogue.CATALOGUE)
    return [path.relative_to(ROOT).as_posix() for path in found]


def write() -> None:
    """Write every generated page, and the catalogue."""
    for name, page in PAGES.items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(page(), encoding="utf-8")
    catalogue.write()


def main(words: list[str]) -> int:
    """Write the pages, or with `--check` name those that are stale (1)."""
    if words not in ([], ["--check"]):
        print("usage: python tools/docs.py [--check]", file=sys.stderr)
        return 2
    if not words:
        write()
        return 0
    found = stale()
    for name in found:
        print(f"stale: {name} (write it anew with `make docs`)", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
