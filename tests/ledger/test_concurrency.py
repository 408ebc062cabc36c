"""Several people at once: nobody's records are lost, and nobody's plan is written over another's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import Office
from welfare_cli.errors import Refused
from welfare_cli.exchange.files import read
from welfare_cli.ledger import Ledger, Stamp

WORKER = """
import sys
from welfare_cli.cli.main import main
print("ready", flush=True)
sys.stdin.readline()
for line in sys.argv[1:]:
    code = main(line.split())
    if code:
        sys.exit(code)
"""
"""A process that waits for the start, and then runs the commands it was given, one after the other."""


def at_once(*workers: list[str]) -> list[str]:
    """Run workers at the same time, each with its commands; return what each wrote to stdout."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, *commands],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for commands in workers
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    done = []
    for process in started:
        out, err = process.communicate()
        assert process.returncode == 0, err
        done.append(out)
    return done


def test_writers_and_imports_at_once_lose_nothing(office: Office) -> None:
    """Four people record and import at the same time: every record stands once, and the figures count each."""
    office.case()
    before = office.head()
    add = "case add --kind individual --received-on 2024-12-03 --area 市外"
    contact = "contact add --case C-1 --date 2024-12-04 --method 電話"
    files = []
    for number in range(4):
        rows = "".join(f"X{number}-{row},community,2024-12-0{row},不明\n" for row in range(1, 6))
        files.append(f"import --kind case {office.file(f'{number}.csv', 'ref,kind,received_on,area' + chr(10) + rows)}")
    outs = at_once([add] * 8, [add] * 8, [contact, files[0]] * 3 + [files[1]], [files[2], contact, files[3], contact])
    refs = [line.split()[0] for line in (outs[0] + outs[1]).splitlines()]
    assert len(refs) == 16
    assert sorted(refs) == [f"C-{number:05}" for number in range(2, 18)]
    assert office.query("SELECT COUNT(*) FROM record WHERE kind = 'contact'") == [(5,)]
    assert office.query("SELECT COUNT(*) FROM record WHERE kind = 'case'") == [(1 + 16 + 20,)]
    entries = office.query("SELECT number, arrived_at, command FROM entry WHERE number > ? ORDER BY number", before)
    assert [number for number, _arrived, _command in entries] == list(range(before + 1, before + 1 + 16 + 5 + 20))
    arrivals = [arrived for _number, arrived, _command in entries]
    assert arrivals == sorted(set(arrivals))
    assert len({command for _number, _arrived, command in entries}) == 16 + 5 + 4
    counted = dict(office.query("SELECT measure, SUM(number) FROM daily_count WHERE area = '*' GROUP BY measure"))
    assert counted["new_individual"] == 17
    assert counted["new_community"] == 20
    assert office.query("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture
def planned(office: Office) -> Callable[[str], Callable[[], Any]]:
    """Plan the import of some contacts; what is returned writes the plan, and returns it as it was written."""

    def plan(rows: str) -> Callable[[], Any]:
        book = Ledger.open(str(office.path), lambda: Stamp("clerk", datetime(2025, 1, 23, tzinfo=UTC)))
        reading = read([office.file("contacts.csv", "ref,case,date\n" + rows)], book.profile, book.today())
        assert reading.problems == []
        found = reading
        made = book.importer.plan(found, update=False)
        assert made.problems == []
        assert made.total("added") == len(found)

        def write() -> Any:
            try:
                return book.importer.write(made, found, update=False)
            finally:
                book.close()

        return write

    return plan


def test_rows_that_somebody_else_wrote_meanwhile_are_not_written_twice(
    office: Office, planned: Callable[[str], Callable[[], Any]]
) -> None:
    """Two people who import the same list at the same time add it once."""
    office.case()
    write = planned("F-1,C-1,2024-12-03\n,C-1,2024-12-04\n")
    office.ok("import", str(office.folder / "contacts.csv"))
    head = office.head()
    plan, written = write()
    assert written.numbers == []
    assert (plan.total("added"), plan.total("unchanged")) == (0, 2)
    assert office.head() == head


def test_a_ref_that_was_given_meanwhile_is_not_given_again(
    office: Office, planned: Callable[[str], Callable[[], Any]]
) -> None:
    """A row without ref takes the next ref at the moment of writing, not that of planning."""
    office.case()
    write = planned(",C-1,2024-12-03\n")
    assert office.ok("contact", "add", "--case", "C-1", "--date", "2024-12-05").word == "F-00001"
    _plan, written = write()
    assert written.ref == "F-00002"


def test_a_plan_that_no_longer_holds_is_refused(office: Office, planned: Callable[[str], Callable[[], Any]]) -> None:
    """When somebody takes a case back while its contacts are being imported, nothing is written."""
    office.case()
    write = planned("F-1,C-1,2024-12-03\n")
    office.ok("case", "void", "C-1", "--why", "誤り")
    head = office.head()
    with pytest.raises(Refused) as refused:
        write()
    assert [problem.rule for problem in refused.value.problems] == ["void-record"]
    assert office.head() == head
