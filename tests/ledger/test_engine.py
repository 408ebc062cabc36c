"""The seam of a second engine: what only SQLite understands is in `ledger/engine/`, and nowhere else."""

from __future__ import annotations

import ast
import pathlib
import re
import subprocess
import sys

import pytest

PACKAGE = pathlib.Path(__file__).parent.parent.parent / "src" / "welfare_cli"
ENGINE = PACKAGE / "ledger" / "engine"
DECLARED = (PACKAGE / "schema.sql", PACKAGE / "ledger" / "schemas", PACKAGE / "ledger" / "schema.py")
"""The schema as SQLite declares it, and what compares a file with it: another engine's is made from it."""
SQLITE_ONLY = {
    "a setting": (r"\bPRAGMA\b", "PRAGMA query_only=ON"),
    "the catalogue": (r"\bsqlite_\w*", "SELECT 1 FROM sqlite_master"),
    "a conflict clause": (r"\b(INSERT|UPDATE) OR\b|\bREPLACE INTO\b", "INSERT OR IGNORE INTO link"),
    "the temporary schema": (r"\btemp\.\w|\bCREATE TEMP\b", "SELECT becomes FROM temp.recut"),
    "the row id": (r"(?i)\b(rowid|autoincrement)\b", "CREATE TABLE recut (area TEXT) WITHOUT ROWID"),
    "strict tables": (r"\bSTRICT\b", "CREATE TABLE recut (area TEXT) STRICT"),
    "a function of days": (r"(?i)\b(strftime|julianday|datetime|date)\('|\bstrftime\(", "SELECT strftime('%Y', day)"),
    "a function of texts": (r"(?i)\b(group_concat|ifnull|printf|instr|glob)\b", "SELECT group_concat(topic, '; ')"),
    "a parameter without a type": (r"(\?|:\w+) IS (NOT )?NULL", "WHERE ? IS NULL OR number <= ?"),
    "a sum without a type": (r"(?<!CAST\()(?<!CAST\(COALESCE\()\bSUM\(", "SELECT SUM(number) FROM count_change"),
    "a transaction": (r"^(BEGIN|COMMIT|ROLLBACK)\b", "BEGIN IMMEDIATE"),
    "a column beside its maximum": (r"\bMAX\(\w+\), \w+ FROM \w+$", "SELECT MAX(number), hash FROM entry"),
    "an identity left out": (
        r"INSERT INTO (origin|entry) \((?!origin|number)",
        "INSERT INTO origin (name, own) VALUES",
    ),
}
"""What PostgreSQL does not understand, or otherwise: how it is written, and an example."""


def texts_of(path: pathlib.Path) -> list[str]:
    """Every text of a module that may be SQL; of a formatted one, what stands between its values. No docstrings."""
    if path.suffix == ".sql":
        return [re.sub(r"--.*", "", path.read_text(encoding="utf-8"))]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said
    ]


def sqlite_only(text: str) -> list[str]:
    """What of a text only SQLite understands."""
    return [name for name, (pattern, _example) in SQLITE_ONLY.items() if re.search(pattern, text)]


@pytest.mark.parametrize("name", SQLITE_ONLY)
def test_what_only_sqlite_understands_is_recognised(name: str) -> None:
    """Each example is found, or the next test would find nothing."""
    assert name in sqlite_only(SQLITE_ONLY[name][1])


def test_only_the_engine_writes_what_only_sqlite_understands() -> None:
    """Queries are written once, for both engines."""
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.sql")]
    searched = [each for each in files if not {each, *each.parents} & {ENGINE, *DECLARED}]
    found = [
        (str(path.relative_to(PACKAGE)), name, text)
        for path in searched
        for text in texts_of(path)
        for name in sqlite_only(text)
    ]
    assert found == []
    assert {path.relative_to(PACKAGE).parts[0] for path in searched} > {"ledger", "measures", "report"}


def test_only_the_engine_imports_sqlite() -> None:
    """import-linter knows it as well; here a module is named at once."""
    found = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and "sqlite3" in {getattr(node, "module", None), *(each.name for each in node.names)}
    ]
    assert {each.rpartition("/")[0] for each in found} == {"ledger/engine"}


def test_the_engine_can_be_imported_alone() -> None:
    """It is below the rest of the ledger: whoever imports it first gets it."""
    for name in ("place", "queue", "sqlite", "copies", "read_only"):
        subprocess.run([sys.executable, "-c", f"import welfare_cli.ledger.engine.{name}"], check=True)
