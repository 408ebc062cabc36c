"""Records to measure with: the same for everybody, of three fiscal years, one in twenty of them corrected later.

They are made by a seeded generator and written as an office would hand them in: a folder of CSV lists, and one of the
corrected rows. What they must be counted as is counted here without the program.

    python -m benchmarks.records 10k FOLDER
"""

from __future__ import annotations

import csv
import random
import sys
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000, "5M": 5_000_000}
YEARS = (2022, 2023, 2024)
AS_OF = "2024-12-31"
CORRECTED = 20
"""One record in so many is corrected."""
CASES, CONTACTS, ACTIVITIES = 24, 94, 98
"""Of a hundred records the first are cases, then contacts, activities and meetings."""
PROFILE = Path(__file__).parent.parent / "src" / "welfare_cli" / "chofu.toml"
COLUMNS = {
    "cases": (
        *("ref", "kind", "received_on", "area", "route", "age_band", "topics", "main_topic", "complex_since"),
        *("closed_on", "closing", "coordinator"),
    ),
    "contacts": ("ref", "case", "date", "method", "agencies"),
    "activities": ("ref", "kind", "section", "date", "areas", "title", "participants", "status"),
    "meetings": ("ref", "kind", "date", "areas", "agencies", "title", "attendees", "status"),
}
AGENCIES = [f"地域包括支援センター{number}" for number in range(1, 40)] + ["生活福祉課", "健康推進課", "社会福祉士会"]
Row = dict[str, str]


_PROFILE = tomllib.loads(PROFILE.read_text(encoding="utf-8"))
_LISTS: dict[str, list[str]] = {
    name: [each["label"] for each in _PROFILE[name]]
    for name in ("areas", "routes", "age_bands", "topics", "closings", "methods")
}
_LISTS["areas"] = _LISTS["areas"][:8]  # the eight areas; what follows is the city, elsewhere and unknown


def first_day(year: int) -> date:
    """The first day of a fiscal year."""
    return date(year, 4, 1)


def records(number: int) -> dict[str, list[Row]]:
    """So many records, by list, in the order of their fiscal years."""
    found: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    chance = random.Random(20241231)
    each_year = number // len(YEARS)
    for place, year in enumerate(YEARS):
        cases: list[Row] = []
        for nth in range(place * each_year, number if year == YEARS[-1] else (place + 1) * each_year):
            name, row = _record(chance, nth, year, cases)
            found[name].append(row)
            if name == "cases":
                cases.append(row)
    return found


def _record(chance: random.Random, nth: int, year: int, cases: list[Row]) -> tuple[str, Row]:
    some = nth % 100
    day = first_day(year) + timedelta(
        days=int(chance.random() * 366 * 0.74 if year == YEARS[-1] else chance.random() * 365)
    )

    def pick(name: str) -> str:
        return _LISTS[name][int(chance.random() * len(_LISTS[name]))]

    on = day.isoformat()
    if some < CASES or not cases:
        topics = list(dict.fromkeys(pick("topics") for _ in range(1 + int(chance.random() * 3))))
        closed = chance.random() < 0.3
        left = (date(2024, 12, 31) if year == YEARS[-1] else first_day(year + 1) - timedelta(days=1)) - day
        closed_on = day + timedelta(days=int(chance.random() * left.days)) if closed else None
        return "cases", {
            "ref": f"C-{nth:07d}",
            "kind": "community" if chance.random() < 0.07 else "individual",
            "received_on": on,
            "area": pick("areas"),
            "route": pick("routes"),
            "age_band": pick("age_bands"),
            "topics": ";".join(topics),
            "main_topic": topics[0],
            "complex_since": on if len(topics) > 1 else "",
            "closed_on": closed_on.isoformat() if closed_on else "",
            "closing": pick("closings") if closed else "",
            "coordinator": f"CSW{1 + nth % 8}",
        }
    agencies = ";".join(dict.fromkeys(AGENCIES[int(chance.random() * len(AGENCIES))] for _ in range(1 + nth % 2)))
    if some < CONTACTS:
        case = cases[int(chance.random() * len(cases))]
        first, last = case["received_on"], case["closed_on"] or on
        between = (date.fromisoformat(last) - date.fromisoformat(first)).days
        on = (date.fromisoformat(first) + timedelta(days=int(chance.random() * max(between, 0)))).isoformat()
        return "contacts", {
            "ref": f"F-{nth:07d}",
            "case": case["ref"],
            "date": on,
            "method": pick("methods"),
            "agencies": agencies,
        }
    if some < ACTIVITIES:
        return "activities", {
            "ref": f"A-{nth:07d}",
            "kind": "outreach",
            "section": "",
            "date": on,
            "areas": pick("areas"),
            "title": "出張相談",
            "participants": str(nth % 50),
            "status": "held",
        }
    return "meetings", {
        "ref": f"M-{nth:07d}",
        "kind": ("support", "network", "exchange")[nth % 3],
        "date": on,
        "areas": pick("areas"),
        "agencies": agencies,
        "title": "会議",
        "attendees": str(5 + nth % 20),
        "status": "held",
    }


def corrected(found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """One row in twenty, with another area, method or number of people."""
    changed: dict[str, list[Row]] = {}
    for name, rows in found.items():
        field, words = {
            "cases": ("area", _LISTS["areas"]),
            "contacts": ("method", _LISTS["methods"]),
            "activities": ("participants", [str(each) for each in range(51)]),
            "meetings": ("attendees", [str(each) for each in range(51)]),
        }[name]
        changed[name] = [row | {field: words[(words.index(row[field]) + 1) % len(words)]} for row in rows[::CORRECTED]]
    return changed


def write(folder: Path, found: dict[str, list[Row]]) -> None:
    """Write lists as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in found.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def expected(found: dict[str, list[Row]], changed: dict[str, list[Row]]) -> Counter[str]:
    """What the fiscal year of `AS_OF` has until then, counted without the program."""
    first = first_day(YEARS[-1]).isoformat()
    cases = {row["ref"]: row for row in (*found["cases"], *changed["cases"])}
    total: Counter[str] = Counter()
    for case in cases.values():
        total["new_individual" if case["kind"] == "individual" else "new_community"] += (
            first <= case["received_on"] <= AS_OF
        )
        total["case_closed"] += first <= case["closed_on"] <= AS_OF
    for contact in found["contacts"]:
        case = cases[contact["case"]]
        complex_then = case["kind"] == "individual" and "" < case["complex_since"] <= contact["date"]
        total["complex_followup"] += complex_then and first <= contact["date"] <= AS_OF
    return total


def main(size: str, folder: str) -> None:
    """Write so many records into a folder, and say what they come to."""
    found = records(SIZES[size])
    changed = corrected(found)
    write(Path(folder) / "first", found)
    write(Path(folder) / "corrected", changed)
    print(dict(expected(found, changed)))


if __name__ == "__main__":
    main(*sys.argv[1:])
