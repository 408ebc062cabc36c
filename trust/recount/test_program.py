"""The program against the oracle: random offices go in as files, and every figure of every report is compared.

`python -m pytest trust/recount/test_program.py` compares 40 figure sets (an office on an as-of date), with `--long`
10,000. Where a set differs, it is named by the office's seed: `SEED=17 python -m trust.recount.test_program 1` prints it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pathlib
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from trust.recount import generator, oracle

SHORT, LONG = 40, 10_000
RESERVED = {"市全域": "city", "市外": "outside", "不明": "unknown"}
SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "data" / "chofu.toml"
ABSENT = (None, 0)
"""What a place that the program does not list may be: it prints only places that have something."""


def profile_of(office: Any) -> str:
    """The office's profile: the default one with its own areas, coordinators, opening month and begin of the records."""
    begins = "".join(f'{kind} = "{day}"\n' for kind, day in office.begins.items())
    shipped = SHIPPED.read_text(encoding="utf-8")
    first, city = shipped.index("[[areas]]"), shipped.index('[[areas]]\ncode = "city"')
    areas = "".join(_area(number, each) for number, each in enumerate(office.areas))
    text = shipped[:first] + areas + shipped[city:]
    for name, value in (("opening_month", office.opening_month), ("records_begin", f'"{office.records_begin}"')):
        text = re.sub(f"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
    people = "".join(
        f'\n[[coordinators]]\ncode = "{each["name"]}"\nlabel = "{each["name"]}"\n' for each in office.coordinators
    )
    return text + (f"\n[records_begin]\n{begins}" if begins else "") + people


def _area(number: int, area: Mapping[str, str]) -> str:
    if area["name"] in RESERVED:
        return ""
    days = "".join(f"{key} = {area[name]}\n" for key, name in (("from", "from"), ("until", "to")) if area[name])
    return f'[[areas]]\ncode = "area-{number}"\nlabel = "{area["name"]}"\n{days}\n'


def wfc(*words: str, now: str, home: str) -> tuple[int, str, str]:
    """Run a command in this process; return its exit code and what it printed."""
    from welfare_cli.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    environment = {"WFC_LEDGER": f"{home}/ledger.db", "WFC_NOW": f"{now}T09:00:00", "HOME": home, "LOGNAME": "tester"}
    before, argv = dict(os.environ), sys.argv
    os.environ.update(environment)
    sys.argv = ["wfc", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main()
            except SystemExit as done:
                code = done.code if isinstance(done.code, int) else 1
    finally:
        os.environ.clear()
        os.environ.update(before)
        sys.argv = argv
    return int(code or 0), out.getvalue(), err.getvalue()


def ledger_of(office: Any, rows: dict[str, list[dict[str, str]]], home: str) -> None:
    """Make a ledger with the office's profile and import its lists."""
    profile = pathlib.Path(home, "office.toml")
    profile.write_text(profile_of(office), encoding="utf-8")
    done = wfc("init", "--profile", str(profile), now=office.today, home=home)
    assert done[0] == 0, done[2]
    known = {kind: [_known(kind, row) for row in some] for kind, some in rows.items()}
    generator.write_csv(known, str(pathlib.Path(home, "lists")))
    done = wfc("import", str(pathlib.Path(home, "lists")), now=office.today, home=home)
    assert done[0] == 0, f"office {office.seed}: {done[1]}{done[2]}"


def _known(kind: str, row: dict[str, str]) -> dict[str, str]:
    """A row without the columns that come with later issues."""
    later = {"case": ("household",), "contact": ("linked", "next_on")}.get(kind, ())
    return {name: text for name, text in row.items() if name not in later}


def differences(office: Any, rows: dict[str, list[dict[str, str]]], as_of: str, home: str) -> Iterator[str]:
    """Each figure of a report that is not the oracle's, as a line."""
    code, out, err = wfc("report", "--as-of", as_of, "--format", "json", now=office.today, home=home)
    assert code == 0, err
    printed = {each["measure"]: each for each in json.loads(out)["measures"]}
    right = oracle.report(office, rows, as_of)
    yield from (f"{measure}: not printed" for measure in right if measure not in printed)
    for measure, figure in printed.items():
        if measure not in right:
            yield f"{measure}: unknown to the oracle"
            continue
        for place, expected in right[measure].items():
            label = "" if place is oracle.CITY else "未記入" if place is oracle.NOT_ENTERED else place
            for name, wanted, found in _pairs(figure, expected, label, as_of):
                if wanted != found and not (label and wanted in ABSENT and found in ABSENT):
                    yield f"{measure} {label or '計'} {name}: {found}, expected {wanted}"


def _pairs(figure: Any, expected: Any, place: str, as_of: str) -> Iterator[tuple[str, Any, Any]]:
    """Name, the oracle's value and the program's, of everything that a report prints of a place."""
    missing = figure.get("missing") or {}
    yield (
        "missing",
        _missing(expected["total"]),
        _of(missing.get("by_area", {}).get(place) if place else missing.get("total")),
    )
    if not place:
        total = expected["total"]
        yield "total", total.value, figure["total"]
        yield "since", total.since, figure["since"]
        yield "last year", expected["last_year"].value, figure["last_year"]
        yield "difference", oracle.difference(total, expected["last_year"]), figure["difference"]
        reported = figure["reported"] or {}
        yield "reported", (total.reported, total.areas), (reported.get("areas"), reported.get("of"))
        yield "last year's missing", _missing(expected["last_year"]), _of(missing.get("last_year"))
        gaps, months = missing.get("by_month", {}), figure["by_month"]
    else:
        yield "total", expected["total"].value, (figure["by_area"] or {}).get(place)
        months, gaps = (figure.get("by_area_and_month") or {}).get(place, {}), None
        if not months:
            return
    for month, wanted in expected["months"].items():
        if month <= as_of[:7]:
            yield month, wanted.value, months.get(month)
        if month <= as_of[:7] and gaps is not None:
            yield f"{month} missing", _missing(wanted), _of(gaps.get(month))


def _missing(figure: Any) -> tuple[int, int]:
    """Of how many things a sum was counted and how many of them have no number, where any has none."""
    return (figure.counted, figure.missing) if figure.missing else (0, 0)


def _of(gap: Mapping[str, int] | None) -> tuple[int, int]:
    return (gap["counted"], gap["missing"]) if gap else (0, 0)


AXES = {"agencies": "agency", "partners": "partner", "half_year": "half"}
"""The axes that the program calls otherwise."""
UNKNOWN = {(measure, axis) for measure in oracle.DISTINCT for axis in ("method", "agencies")}
"""What the program refuses: a case has no method."""


def broken_down(office: Any, rows: dict[str, list[dict[str, str]]], as_of: str, home: str) -> Iterator[str]:
    """Each cell that is not the oracle's: of three breakdowns drawn for the day, and of each that tallies carry."""
    draw = random.Random(f"{office.seed} {as_of}")
    pairs = []
    for measure in draw.sample(sorted(oracle.AXES), 3):
        axes = [axis for axis in oracle.AXES[measure] if (measure, axis) not in UNKNOWN]
        pairs.append((measure, draw.choice([*axes, *axes, "area", "month", "quarter", "half_year"])))
    carried = {(row["measure"], row["axis"]) for row in rows["tally"] if row["axis"]} - UNKNOWN
    for measure, axis in dict.fromkeys([*pairs, *sorted(carried)]):
        option = AXES.get(axis, axis)
        words = ("report", "--as-of", as_of, "--measure", measure, "--by", option, "--format", "json")
        code, out, err = wfc(*words, now=office.today, home=home)
        assert code == 0, err
        right = oracle.breakdown(office, rows, measure, axis, as_of)
        found = {each[option]: each["number"] for each in json.loads(out)["cells"]}
        wanted = {_label(value): figure.value for value, figure in (right or {}).items()}
        for value in sorted(found.keys() | wanted.keys()):
            both = wanted.get(value, 0), found.get(value, 0)
            if axis == "area" and both[0] in ABSENT and both[1] in ABSENT:
                continue
            if (right is None and both[1] is not None) or (right is not None and both[0] != both[1]):
                yield f"{measure} by {axis} {value}: {both[1]}, expected {both[0] if right is not None else None}"


def _label(value: Any) -> str:
    return "未記入" if value is oracle.NOT_ENTERED else str(value)


def compared(sets: int, first_seed: int = 0, *, stop_at: int = 10) -> tuple[int, int, list[str]]:
    """Compare figure sets of as many offices as it takes; return how many, of how many offices, and what differed."""
    done, seed, found = 0, first_seed, []
    while done < sets and len(found) < stop_at:
        office, rows = generator.office(seed)
        with tempfile.TemporaryDirectory(prefix="wfc") as home:
            ledger_of(office, rows, home)
            for as_of in office.as_of:
                lines = [*differences(office, rows, as_of, home), *broken_down(office, rows, as_of, home)]
                if lines:
                    found.append(f"office {seed} on {as_of}: {len(lines)} figures\n  " + "\n  ".join(lines[:6]))
                done += 1
        seed += 1
    return done, seed - first_seed, found


def test_every_report_is_the_oracles(request: pytest.FixtureRequest) -> None:
    """Months, areas, totals, last year and differences of every measure, on the odd days of random offices."""
    sets = LONG if request.config.getoption("--long") else SHORT
    done, offices, found = compared(sets)
    assert not found, f"{len(found)} of {done} figure sets of {offices} offices differ:\n" + "\n".join(found)


if __name__ == "__main__":
    done, offices, found = compared(int(sys.argv[1]), int(os.environ.get("SEED", "0")), stop_at=1)
    print(f"{done} figure sets of {offices} offices:", *(found or ["no difference"]), sep="\n")
