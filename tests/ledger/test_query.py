"""`wfc query` reads what lists print, and nothing else, however the query is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Office
from welfare_cli.ledger.query_views import views
from welfare_cli.model.kinds import KINDS

TEXT = "ひみつの概要"


def rows(office: Office, sql: str, *words: str) -> list[list[Any]]:
    """The rows of a query."""
    found: list[list[Any]] = json.loads(office.ok("query", sql, "--format", "json", *words).out)["rows"]
    return found


@pytest.fixture
def recorded(office: Office) -> Office:
    """An office with a case that has a confidential text, two topics and a transfer."""
    office.case("--summary", TEXT, "--topic", "介護", "--topic", "住まい", "--area", "若葉・調和", "--route", "本人")
    office.ok("case", "transfer", "C-1", "--on", "2025-01-20", "--area", "市外")
    return office


def test_every_view_has_the_columns_of_its_page(recorded: Office) -> None:
    """Each can be read, and has exactly the documented columns."""
    for view, columns in views().items():
        found = json.loads(recorded.ok("query", f"SELECT * FROM {view}", "--format", "json").out)
        assert found["columns"] == [name for name, _meaning in columns], view


def test_a_record_reads_as_lists_print_it(recorded: Office) -> None:
    """Labels with their codes beside them, several values in their order, and spans of area and coordinator."""
    sql = "SELECT ref, area, area_code, route, topics FROM current_case"
    assert rows(recorded, sql) == [["C-00001", "若葉・調和", "wakaba-chowa", "本人", "介護; 住まい"]]
    assert rows(recorded, "SELECT topic FROM current_case_topics") == [["介護"], ["住まい"]]
    sql = "SELECT from_day, left_day, area FROM current_case_span ORDER BY from_day"
    assert rows(recorded, sql) == [[None, "2025-01-20", "若葉・調和"], ["2025-01-20", None, "市外"]]
    assert rows(recorded, 'SELECT "case", area FROM current_transfer') == [["C-00001", "市外"]]


def test_it_reads_what_was_known_then(recorded: Office) -> None:
    """With --known-at, the versions that were current at an earlier entry; void records are in neither."""
    before = recorded.head()
    recorded.ok("case", "edit", "C-1", "--route", "医療機関")
    recorded.case("--ref", "X-1")
    recorded.ok("case", "void", "X-1", "--why", "二重")
    assert rows(recorded, "SELECT route FROM current_case") == [["医療機関"]]
    assert rows(recorded, "SELECT route FROM current_case", "--known-at", str(before)) == [["本人"]]


REFUSED = (
    "SELECT text FROM confidential",
    "SELECT COUNT(*) FROM confidential",
    "WITH x AS (SELECT text FROM confidential) SELECT * FROM x",
    "WITH current_case AS (SELECT text FROM confidential) SELECT * FROM current_case",
    "WITH cases AS (SELECT text FROM main.confidential) SELECT * FROM cases",
    "SELECT ref, (SELECT text FROM confidential) FROM current_case",
    "SELECT ref FROM current_case WHERE EXISTS (SELECT 1 FROM confidential WHERE text LIKE '%ひみつ%')",
    "SELECT ref FROM current_case UNION SELECT text FROM confidential",
    "SELECT * FROM salt",
    "SELECT * FROM entry",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM pragma_table_info('cases')",
    "SELECT load_extension('x')",
    "DELETE FROM cases",
    "UPDATE cases SET area = NULL",
    "CREATE TABLE x (y)",
    "DROP VIEW current_case",
    "ATTACH 'x.db' AS x",
    "PRAGMA query_only=OFF",
    "COMMIT",
    "VACUUM INTO 'x.db'",
    "SELECT 1; DELETE FROM cases",
    "EXPLAIN SELECT text FROM confidential",
    "",
    "SELECT",
    "SELECT \0",
)
"""Queries for what no view shows, however they are written, and all that is not a SELECT."""


def test_nothing_else_can_be_read_or_changed(recorded: Office) -> None:
    """A query that reads a confidential text or changes anything is refused, and prints nothing of it."""
    before = recorded.path.read_bytes()
    for sql in REFUSED:
        done = recorded("query", sql)
        assert done.code == 2, sql
        assert TEXT not in done.out + done.err, sql
        assert "current_case" in done.err, sql
    assert recorded.path.read_bytes() == before


def test_no_view_has_a_confidential_field() -> None:
    """Whatever kind is added, its texts are in no view."""
    texts = {field.name for kind in KINDS for field in kind.texts}
    assert texts
    assert not texts & {name for columns in views().values() for name, _meaning in columns}
