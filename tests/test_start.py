"""What a command imports and asks of the ledger before it does its work: never a time, always a list that can be read.

A hot command is called hundreds of times in a row, so it imports only what it uses (benchmarks/performance.md).
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conftest import Office

HEAVY = {
    *("typer", "click", "rich", "sqlite_utils", "tabulate", "wcwidth", "questionary", "platformdirs", "dateutil"),
    *("dataclasses", "inspect", "typing", "enum", "re", "json", "csv", "secrets", "random", "contextlib"),
    *("zoneinfo", "importlib", "argparse", "logging", "subprocess", "shutil", "tempfile", "pathlib", "getpass"),
    *("python_calamine", "xlsxwriter", "tomllib", "textwrap", "difflib", "gettext", "locale", "traceback"),
}
"""What no hot command needs: libraries, and the parts of Python that take long."""
ALLOWED = {"report": {"importlib"}}
"""By which the renderer of a format is found."""
COMMANDS = {
    "case add": "case add --kind individual --received-on 2024-12-03 --area 市外 --topic 住まい --no-input",
    "contact add": "contact add --case C-1 --date 2024-12-05 --method 電話 --agency 生活福祉課 --no-input",
    "case close": "case close C-1 --on 2024-12-10 --closing 解決 --no-input",
    "report": "report --as-of 2024-12-31",
    "completion": "__complete case add --ar",
}
OURS = {"case add": 56, "contact add": 57, "case close": 57, "report": 68, "completion": 38}
"""The most of our own modules that are imported. They let signals wait, queue writers and compare the schema, too; they
know the words that are no value (`position`), hint at what was entered before (`hints`, `duplicates`) and hand over."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_hot_command_imports_what_it_uses(office: Office, name: str) -> None:
    """Nothing heavy is imported, and few modules of our own."""
    office.case()
    program = (
        "import sys; from welfare_cli.cli.main import main; main(); print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            "import sys; sys.path[:] = " + repr(sys.path) + "; " + program,
            *COMMANDS[name].split(),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    modules = done.stderr.split()
    assert HEAVY & set(modules) == ALLOWED.get(name, set())
    ours = [each for each in modules if each.startswith("welfare_cli")]
    assert 5 < len(ours) <= OURS[name], ours


def test_a_report_reads_no_more_rows_when_there_are_more_records(office: Office) -> None:
    """Counts are kept by day and month: ten more cases of one day make no row more."""
    rows = "SELECT (SELECT COUNT(*) FROM monthly_count), (SELECT COUNT(*) FROM daily_count)"
    office.case()
    before = office.query(rows)
    for _number in range(10):
        office.case()
    assert office.query(rows) == before


LOOKUPS = {
    "a record by its ref": ("SELECT entry FROM record WHERE kind = ? AND ref_key = ?", "SEARCH stood USING"),
    "the records of a family": ("SELECT entry FROM record WHERE family = ? AND kind = ?", "SEARCH stood USING"),
    "the next number": ("SELECT MAX(ref_number) FROM record WHERE kind = ?", "SEARCH stood USING"),
    "what points to a record": (
        "SELECT record.ref FROM link JOIN record ON record.entry = link.entry WHERE link.target = ?",
        "SEARCH link USING",
    ),
    "what is planned": (
        "SELECT entry FROM activities WHERE status = 'planned' AND date BETWEEN ? AND ?",
        "SEARCH activities USING",
    ),
    "what came after an entry": ("SELECT * FROM count_change WHERE entry > ?", "SEARCH count_change USING"),
}


@pytest.mark.parametrize("what", LOOKUPS)
def test_what_a_command_looks_up_is_found_by_an_index(sample: Office, what: str) -> None:
    """No lookup goes through a whole table, however large the ledger is."""
    sql, way = LOOKUPS[what]
    plan = [row[3] for row in sample.query(f"EXPLAIN QUERY PLAN {sql}", *["1"] * sql.count("?"))]
    assert any(each.startswith(way) for each in plan), plan
    assert not [each for each in plan if re.match("SCAN", each)], plan
