"""The counts that a report reads: held against their checksums, taken back to what they were, and made anew."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.conftest import Office

REPORT = ("report", "--as-of", "2024-12-15", "--format", "csv")
TAMPERED = {
    "a day": "UPDATE daily_count SET number = number + 1 WHERE day = '2024-12-03' AND area = '*'",
    "a day taken out": "DELETE FROM daily_count WHERE day = '2024-12-03' AND area = '*'",
    "a day put in": "INSERT INTO daily_count VALUES ('2024-12-09', 'outreach', '*', 3)",
    "a month": "UPDATE monthly_count SET number = number - 1 WHERE month = '2024-05' AND area = 'outside'",
    "a month of long ago": "UPDATE monthly_count SET number = 9 WHERE month = '2023-05'",
    "a month taken out": "DELETE FROM monthly_count WHERE month = '2024-05'",
    "two that cancel out": "UPDATE monthly_count SET number = number + CASE area WHEN '*' THEN 1 ELSE -1 END "
    "WHERE month = '2024-05' AND measure = 'open_individual'",
    "the sums": "UPDATE count_check SET checked = checked + 1",
}
SINCE = {
    "a change": "UPDATE count_change SET number = number + 1 WHERE entry = (SELECT MAX(entry) FROM count_change)",
    "a change taken out": "DELETE FROM count_change WHERE entry = (SELECT MAX(entry) FROM count_change)",
    "a change put in": "INSERT INTO count_change VALUES (99, '2024-12-03', 'outreach', '*', 1, 0)",
}


@pytest.fixture
def working(office: Office) -> Office:
    """An office with cases of two years, some of them in December, and entries since."""
    for day in ("2023-05-09", "2024-05-09", "2024-05-09", "2024-12-03", "2024-12-20"):
        office.ok("case", "add", "--kind", "individual", "--received-on", day, "--area", "市外")
    office.ok("case", "edit", "C-4", "--area", "若葉・調和", "--correction")
    return office


def tamper(office: Office, sql: str) -> None:
    """Change the ledger as another program would."""
    connection = sqlite3.connect(office.path)
    with connection:
        assert connection.execute(sql).rowcount > 0
    connection.close()


@pytest.mark.parametrize("what", TAMPERED)
def test_a_report_never_prints_counts_that_were_changed(working: Office, what: str) -> None:
    """It stops and says the way out, which gives the same report as before; `check` finds the same."""
    before = working.ok(*REPORT).out
    tamper(working, TAMPERED[what])
    done = working(*REPORT)
    assert (done.code, done.out) == (6, "")
    assert "wfc rebuild" in done.err
    assert working("check", "--rule", "106").code == 8
    working.ok("rebuild")
    assert working.ok(*REPORT).out == before
    assert working.ok("check", "--rule", "105", "--rule", "106", "--rule", "107").out == ""


@pytest.mark.parametrize("what", SINCE)
def test_a_report_of_then_never_goes_by_changes_that_were_changed(working: Office, what: str) -> None:
    """What is taken back is held against its checksums, too."""
    tamper(working, SINCE[what])
    working.ok(*REPORT)
    done = working(*REPORT, "--known-at", "97")
    assert (done.code, done.out) == (6, "")
    assert working("check", "--rule", "106").code == 8


def test_days_beyond_the_as_of_date_are_no_matter(working: Office) -> None:
    """What a report does not read may be wrong: another month keeps nobody from the figures of this one."""
    tamper(working, "UPDATE daily_count SET number = 7 WHERE day = '2024-05-09'")
    working.ok(*REPORT)


def test_a_ledger_made_anew_remembers_what_was_known(working: Office) -> None:
    """As known at an entry before the rebuild everything is counted anew, after it what was changed is taken back."""
    before = {number: working.ok(*REPORT, "--known-at", number).out for number in ("97", "99", "101", "102")}
    working.ok("rebuild")
    working.ok("case", "close", "C-1", "--on", "2024-12-01", "--closing", "解決")
    working.ok("case", "void", "C-2", "--why", "二重")
    assert len(set(before.values())) == 4
    for number, printed in before.items():
        assert working.ok(*REPORT, "--known-at", number).out == printed
    assert "C-00002" not in working.ok("case", "list").out


def test_the_report_of_a_month_end_reads_few_rows(working: Office) -> None:
    """Counts are found by the day or month that they are kept under, and never by going through them all."""
    connection = sqlite3.connect(working.path)
    for table, column in (("monthly_count", "month"), ("daily_count", "day")):
        (row,) = connection.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} >= ? AND {column} < ?",
            ("2024-12", "2025-01"),
        )
        assert re.match(f"SEARCH {table} USING PRIMARY KEY", row[3]), row
    connection.close()
