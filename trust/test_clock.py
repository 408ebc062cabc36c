"""The clock may lie: whatever time it is said to be, the report at a known entry number never changes.

The program runs as a process of its own, in zones from one end of the world to the other, on the days on which the
calendar turns, with clocks that are set back and forward, and twice in one microsecond.
"""

from __future__ import annotations

import json
import pathlib
import random
import sqlite3

from . import faults
from .deeds import ADD, BY_NAME, Offices, fresh, look

ZONES = ["Asia/Tokyo", "UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"]
MOMENTS = [
    "2025-03-31T23:59:59.999999",
    "2025-04-01T00:00:00",
    "2025-03-31T14:59:59+00:00",
    "2025-03-31T15:00:00+00:00",
    "2028-02-29T12:00:00",
    "2028-02-28T23:59:59",
    "2025-01-23T09:00:00",
    "2025-01-23T09:00:00",
    "2024-12-31T23:59:59",
    "2027-01-01T00:00:00",
]
STEPS, LONG = 10, 300


def report(folder: pathlib.Path, number: int, zone: str, now: str) -> object:
    """The report of the end of the year at an entry number, by the clock of somebody."""
    words = ("report", "--as-of", "2024-12-31", "--known-at", str(number), "--format", "json")
    done = faults.run(words, folder, TZ=zone, WFC_NOW=now)
    assert done.code == 0, done
    return json.loads(done.out)["measures"]


def test_the_report_at_an_entry_never_changes(offices: Offices, tmp_path: pathlib.Path, is_long: bool) -> None:
    """Each report is printed again after everything else was written, by other clocks in other zones."""
    chance = random.Random(7)
    folder = fresh(offices.of(BY_NAME["add"]), tmp_path / "office")
    known: dict[int, object] = {}
    for step in range(LONG if is_long else STEPS):
        now, zone = (MOMENTS * LONG)[step], chance.choice(ZONES)
        words = chance.choice((ADD, ("case", "edit", "C-2", "--topic", chance.choice(("介護", "住まい", "家計")))))
        done = faults.run(words, folder, TZ=zone, WFC_NOW=now)
        assert done.code in (0, 4), done
        number = entries(folder)[-1][0]
        known.setdefault(
            number, report(folder, number, chance.choice(ZONES), chance.choice(MOMENTS[:4] + MOMENTS[5:6]))
        )
    for number, figures in known.items():
        assert report(folder, number, chance.choice(ZONES), "2025-06-01T00:00:00") == figures, number
    arrivals = [arrived for _number, arrived in entries(folder)]
    assert arrivals == sorted(set(arrivals)), "two entries of one moment, or one before the other"
    assert look(folder / "ledger.db").damage == ()


def test_a_day_is_the_offices_own(offices: Offices, tmp_path: pathlib.Path) -> None:
    """At the turn of the year the fiscal year is that of Tokyo, wherever the computer believes it is."""
    for zone in ZONES:
        folder = fresh(offices.of(BY_NAME["add"]), tmp_path / "office")
        words = ("case", "add", "--kind", "individual", "--area", "市外", "--received-on")
        late = faults.run((*words, "2025-04-01"), folder, TZ=zone, WFC_NOW="2025-03-31T14:59:59+00:00")
        assert late.code == 4, (zone, late)
        early = faults.run((*words, "2025-04-01"), folder, TZ=zone, WFC_NOW="2025-03-31T15:00:00+00:00")
        assert early.code == 0, (zone, early)


def entries(folder: pathlib.Path) -> list[tuple[int, str]]:
    """The number and the arrival of each entry."""
    connection = sqlite3.connect(folder / "ledger.db")
    try:
        return connection.execute("SELECT number, arrived_at FROM entry ORDER BY number").fetchall()
    finally:
        connection.close()
