"""The limits of input stop no good list, and many wrong rows fill no memory (`model/limits.py`)."""

from __future__ import annotations

import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
import xlsxwriter

from tests.conftest import NOW, Office

from .test_hostile_shapes import MEASURED, MEMORY, wfc

HEADINGS = ["ref", "case", "date", "method", "agencies", "referred_to", "note"]
GOOD, WRONG = 1_000_000, 500_000
BRIEF = 120
"""So many times fewer rows where the tests are not long."""
CASES = 1000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")


def contact(number: int) -> list[str]:
    """A contact, of which the cases are few and the notes all different."""
    day = f"2024-{number % 9 + 4:02d}-{number % 28 + 1:02d}"
    who = f"地域包括支援センター{number % 40}"
    case, method = f"C-{number % CASES + 1:05d}", ("来所", "電話")[number % 2]
    return [f"F-{number + 1:07d}", case, day, method, who, "", f"{number} 回目の支援の記録"]


def changed(place: int, value: str) -> Callable[[int], list[str]]:
    """Contacts with another value in one column, a different one in each."""
    return lambda number: [*(row := contact(number))[:place], value.format(number), *row[place + 1 :]]


WRONG_ROWS = {
    "unreadable": changed(2, "2024-13-{}"),
    "unknown-word": changed(3, "なにか{}"),
    "empty": changed(2, ""),
    "in-the-future": lambda number: [*(row := contact(number))[:2], f"2{number % 900 + 100}-04-01", *row[3:]],
    "before-reception": lambda number: [*(row := contact(number))[:2], f"2024-03-{number % 28 + 1:02d}", *row[3:]],
    "points-nowhere": changed(1, "C-9{:07d}"),
    "same-ref": changed(0, "F-1"),
    "shifted": lambda number: ["", *contact(number)],
    "short": lambda number: contact(number)[:2],
}


@pytest.fixture
def office(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with a thousand cases."""
    office = Office(tmp_path, monkeypatch)
    office.ok("init")
    lines = "".join(f"C-{n + 1:05d},individual,2024-04-01,市外\n" for n in range(CASES))
    office.ok("import", office.file("cases.csv", f"ref,kind,received_on,area\n{lines}"))
    return office


def put(path: pathlib.Path, rows: Iterator[list[str]]) -> None:
    """Write a list, as CSV or as a workbook."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(HEADINGS)
            csv.writer(file).writerows(rows)
        return
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("支援対応")
        for place, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(place, 0, row)


def taken(office: Office, path: pathlib.Path) -> dict[str, float]:
    """Import a list in a process of its own; what it came to, its seconds and its megabytes."""
    measured = office.folder / "measured.json"
    program = [sys.executable, "-S", "-c", MEASURED.replace("2 << 30", "16 << 30").replace("(30, 30)", "(7200, 7200)")]
    done = subprocess.run(
        [*program, os.devnull, wfc(), "import", str(path)],
        env={**os.environ, "MEASURED": str(measured), "WFC_NOW": NOW},
        capture_output=True,
        text=True,
        check=False,
    )
    said: dict[str, float] = json.loads(measured.read_text())
    said["memory"] = int(said["memory"]) >> 10
    print(path.name, said, done.stderr[-300:], done.stdout[-300:])
    return said


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_million_good_rows_pass(office: Office, ending: str, is_long: bool) -> None:
    """No limit stops a list of a million contacts, as CSV or as a workbook."""
    number = GOOD if is_long else GOOD // BRIEF
    path = office.folder / f"支援対応{ending}"
    put(path, map(contact, range(number)))
    assert taken(office, path)["code"] == 0
    assert office.query("SELECT COUNT(*) FROM entry WHERE kind = 'contact'")[0][0] == number


@pytest.mark.parametrize("name", WRONG_ROWS)
def test_many_wrong_rows_fill_no_memory(office: Office, name: str, is_long: bool) -> None:
    """Half a million rows that are all wrong are counted in less than 300 MB, and nothing is written."""
    path = office.folder / "支援対応.csv"
    put(path, map(WRONG_ROWS[name], range(WRONG if is_long else WRONG // BRIEF)))
    before = shutil.copy(office.path, office.folder / "before.db")
    said = taken(office, path)
    assert said["code"] == 4
    assert said["memory"] < MEMORY
    assert office.path.read_bytes() == pathlib.Path(before).read_bytes()
