"""What a ledger declares is what wfc declared: compared by its tokens, and refused where it is anything else."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime

import pytest

from tests.conftest import Office
from welfare_cli.errors import Unusable
from welfare_cli.ledger import Ledger, Stamp, schema
from welfare_cli.ledger.engine import Connection
from welfare_cli.report.build import report_of

CONTACTS = """CREATE TABLE contacts (
  entry       INTEGER PRIMARY KEY REFERENCES entry (number),
  case_record INTEGER NOT NULL REFERENCES entry (number),
  date        TEXT NOT NULL CHECK (length(date) = 10),
  method      TEXT,
  referred_to TEXT,
  coordinator TEXT
) STRICT"""
HIDING = " AND NOT (kind = 'contact' AND record % 10 = 3)"


def rewrite(path: object, name: str, sql: str) -> None:
    """Give an object another text, as a program can that writes into SQLite's own table."""
    connection = sqlite3.connect(str(path))
    connection.execute("PRAGMA writable_schema = ON")
    assert connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql, name)).rowcount == 1
    connection.commit()
    connection.close()


def unlike(path: object) -> list[str]:
    """The objects of a file that are not as declared."""
    connection = sqlite3.connect(str(path), factory=Connection)
    try:
        return schema.unlike(connection)
    finally:
        connection.close()


@pytest.mark.parametrize("version", range(1, schema.VERSION + 1))
def test_a_new_ledger_of_each_version_is_as_declared(version: int) -> None:
    """Of every released schema, and with what ANALYZE adds."""
    connection = sqlite3.connect(":memory:", factory=Connection)
    connection.executescript(schema.text(version))
    connection.execute("ANALYZE")
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE sql IS NOT NULL")}
    assert names - {"sqlite_stat1", "sqlite_stat4"} == {*schema.declared(version)}
    assert schema.unlike(connection, version) == []
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        CONTACTS,
        CONTACTS.replace("\n", " "),
        CONTACTS.replace("NOT NULL", "not null").replace("date ", "DATE "),
        CONTACTS.replace("CREATE TABLE contacts", 'CREATE TABLE "contacts"').replace("entry ", "[entry] "),
        CONTACTS.replace("  method", "  -- how; with 'quotes'\n  /* and more */ `method`"),
    ],
)
def test_comments_spaces_quotes_and_case_do_not_matter(office: Office, sql: str) -> None:
    """What SQLite reads the same is the same: nobody is refused for how a text is set."""
    rewrite(office.path, "contacts", sql)
    assert unlike(office.path) == []
    office.case()


@pytest.mark.parametrize(
    ("name", "was", "other"),
    [
        ("contacts", " NOT NULL CHECK", " CHECK"),
        ("contacts", "= 10", "= 11"),
        ("contacts", " STRICT", ""),
        ("cases", "'individual'", "'Individual'"),
        ("cases", "closing IS NULL", 'closing IS "NULL"'),
        ("entry_by_import_key", " WHERE import_key IS NOT NULL", ""),
        ("meeting_planned", "'planned'", "'held'"),
        ("stood_by_family", "(family, kind)", "(kind, family)"),
        ("record", "until = 9223372036854775807", "until >= 0"),
        ("entry_refuses_update", "SELECT RAISE(ABORT, 'entries are only ever added')", "SELECT 1"),
        ("entry_refuses_update", "BEGIN", "WHEN 0 BEGIN"),
        ("link", ", WITHOUT ROWID", ""),
    ],
)
def test_any_other_word_is_noticed(office: Office, name: str, was: str, other: str) -> None:
    """A CHECK, a NOT NULL, the WHERE of an index, the condition of a view, the body of a trigger."""
    sql = schema.declared()[name].sql
    assert was in sql
    rewrite(office.path, name, sql.replace(was, other, 1))
    assert unlike(office.path) == [name]
    found = json.loads(office("check", "--format", "json").out)["findings"]
    assert [each["ref"] for each in found if each["rule"] == 102] == [name]
    for words in (("report",), ("rebuild",), ("backup", str(office.folder / "控え")), ("case", "list"), ("log",)):
        done = office(*words)
        assert (done.code, name in done.err) == (6, True), (words, done)


def test_a_comment_that_ends_the_text_for_sqlite_is_no_comment(office: Office) -> None:
    """SQLite reads a text to its first zero byte: what stands behind it is not there."""
    sql = schema.declared()["contacts"].sql
    for other in (f"{sql} -- \0", f"{sql}\0", sql.replace("method", "/* \0 */ method")):
        connection = sqlite3.connect(":memory:", factory=Connection)
        connection.executescript(schema.text())
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'contacts'", (other,))
        assert schema.unlike(connection) == ["contacts"]
        connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER more AFTER INSERT ON cases BEGIN UPDATE daily_count SET number = 0; END",
        "CREATE VIEW more AS SELECT 1",
        "CREATE TABLE more (a)",
        "CREATE INDEX more ON cases (area)",
        "DROP TRIGGER confidential_refuses_delete",
        "DROP VIEW record",
        "DROP INDEX stood_by_day",
        "DROP TABLE link",
    ],
)
def test_an_object_too_many_or_too_few_is_noticed(office: Office, statement: str) -> None:
    """What wfc did not make, and what is gone."""
    connection = sqlite3.connect(office.path)
    connection.executescript(statement)
    connection.close()
    assert office("check").code == 8
    assert office("report").code == 6
    assert "不具合" not in office("check").err


def test_a_view_that_hides_records_is_not_rebuilt_from(sample: Office) -> None:
    """The figures are not made to agree with what a view still shows: 1,636 follow-ups instead of 1,818."""
    rewrite(sample.path, "record", schema.declared()["record"].sql + HIDING)
    before = sample.path.read_bytes()
    assert sample("rebuild").code == 6
    assert sample.path.read_bytes() == before
    check = sample("check")
    assert (check.code, "record" in check.out, "rebuild" in check.out) == (8, True, False)


def test_an_altered_backup_is_not_restored(office: Office) -> None:
    """Nor is a ledger taken from one, anonymous or not."""
    office.ok("backup", str(office.folder / "控え"))
    (backup,) = (office.folder / "控え").glob("*.db")
    rewrite(backup, "record", schema.declared()["record"].sql + HIDING)
    before = office.path.read_bytes()
    assert office("restore", str(backup), "--replace").code == 6
    assert office.path.read_bytes() == before
    assert office("anonymize", str(office.folder / "匿名.db"), "--ledger", str(backup)).code == 6


# Rebuilding


def test_nothing_is_rebuilt_from_a_changed_entry(office: Office) -> None:
    """And the check does not advise it: only what was derived may be rebuilt, from entries that are whole."""
    office.case()
    office.tamper(
        "UPDATE cases SET area = 'city'",
        "UPDATE daily_count SET number = 9 WHERE measure = 'new_individual' AND area = '*'",
    )
    done = office("rebuild")
    assert (done.code, "記入番号 97" in done.err) == (6, True)
    found = json.loads(office("check", "--format", "json").out)["findings"]
    assert {each["rule"] for each in found} >= {103, 106}
    assert {each["remedy"] for each in found if each["rule"] in (105, 106, 107)} == {""}
    assert "rebuild" not in office("check").out


def test_what_is_derived_is_created_again(office: Office) -> None:
    """Two indexes that point into each other's pages are whole after a rebuild, though no text tells them apart."""
    office.case()
    connection = sqlite3.connect(office.path)
    roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE name LIKE 'stood_by_%'").fetchall())
    connection.execute("PRAGMA writable_schema = ON")
    for one, other in (("stood_by_day", "stood_by_family"), ("stood_by_family", "stood_by_day")):
        connection.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (roots[other], one))
    connection.commit()
    connection.close()
    assert office("check", "--rule", "damaged").code in (6, 8)
    office.ok("rebuild")
    assert office("check", "--rule", "damaged").code == 0


# What is printed as it was entered


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE terms SET code = 'outsidf' WHERE code = 'outside'",
        "UPDATE terms SET label = '市の外' WHERE code = 'outside'",
        "DELETE FROM terms WHERE code = 'outside'",
        "UPDATE settings SET value = '5' WHERE value = '4'",
        "UPDATE sections SET title = title || 'x'",
        "UPDATE tallies SET number = 4",
        "UPDATE stood SET kind = 'tern' WHERE ref = 'areas/outside'",
        "UPDATE stood SET until = until - 1 WHERE ref = 'areas/outside'",
        "UPDATE stood SET void = 1 WHERE kind = 'tally'",
        "DELETE FROM stood WHERE kind = 'tally'",
        "UPDATE entry SET hash = 'x' || substr(hash, 2) WHERE number = (SELECT MAX(number) FROM entry)",
    ],
)
def test_a_report_is_printed_from_what_was_entered_or_not_at_all(office: Office, statement: str) -> None:
    """The profile and the tallies are compared with their entries' hashes: an area's column is never 0 instead of 5."""
    office.ok("tally", "add", "--measure", "new_individual", "--month", "2022-04", "--area", "市外", "--number", "3")
    office.case()
    before = office.ok("report", "--as-of", "2024-12-31").out
    assert "市外" in before
    office.tamper(statement)
    assert office("report", "--as-of", "2024-12-31").code == 6
    assert office("check").code in (6, 8)


def test_what_changes_between_two_reports_of_one_command_is_noticed(office: Office) -> None:
    """A document proves its profile once and reads each count once, unless somebody has written to the file since."""
    office.case()
    with Ledger.open(str(office.path), lambda: Stamp("一郎", datetime(2024, 12, 31, tzinfo=UTC), fixed=True)) as ledger:
        report_of(ledger, "2024-12-31")
        office.case()
        assert {figure.total for figure in report_of(ledger, "2024-12-31").figures if figure.total} == {2}
        office.tamper("UPDATE terms SET label = '市の外' WHERE code = 'outside'")
        with pytest.raises(Unusable):
            report_of(ledger, "2024-12-31")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publications SET content = replace(content, '1', '2')",
        "UPDATE publications SET content = substr(content, 2)",
        "UPDATE publications SET as_of = '2024-12-30'",
        "UPDATE publications SET definitions = ''",
        "UPDATE stood SET ref = '年始' WHERE kind = 'publication'",
    ],
)
def test_a_publication_is_printed_as_it_was_published_or_not_at_all(office: Office, statement: str) -> None:
    """Its content is compared with its entry's hash before anything of it is printed (6, and no bug)."""
    office.case()
    office.ok("publish", "年末", "--as-of", "2024-12-31")
    office.tamper(statement)
    for words in (("report", "年末"), ("show", "年末"), ("list",)):
        assert office("publication", *words).code == 6, words
    assert office("explain", "年末").code in (2, 6)
