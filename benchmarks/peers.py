"""The same counts by programs that others would take: a ledger of accounting, a column store, SQL over plain tables.

Each is given what it reads best, made beforehand and already corrected, one row or transaction a record, and asked how
many of each kind there are by month in the fiscal year. Its total has to be the right one before its time counts.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from .records import AS_OF, COLUMNS, YEARS, Row, first_day
from .timing import Command

FIRST = first_day(YEARS[-1]).isoformat()
AFTER = "2025-01-01"
"""The day after `AS_OF`: accounting programs leave the last day out."""


def counted(folder: Path) -> list[tuple[str, str, str]]:
    """Day, kind and area of every record as it was corrected; a contact counts in the area of its case."""
    rows: dict[str, dict[str, Row]] = {}
    for part in ("first", "corrected"):
        for name in COLUMNS:
            with (folder / part / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
                rows.setdefault(name, {}).update((row["ref"], row) for row in csv.DictReader(stream))
    cases = rows["cases"]
    found = [(each["received_on"], f"new:{each['kind']}", each["area"]) for each in cases.values()]
    found += [(each["date"], "followup", cases[each["case"]]["area"]) for each in rows["contacts"].values()]
    found += [(each["date"], "outreach", each["areas"]) for each in rows["activities"].values()]
    found += [(each["date"], f"meeting:{each['kind']}", each["areas"]) for each in rows["meetings"].values()]
    return sorted(found)


def make(folder: Path, rows: list[tuple[str, str, str]], python: str) -> None:
    """Journals of plain-text accounting, a transaction a record; and the same rows as Parquet."""
    with (
        (folder / "all.journal").open("w", encoding="utf-8") as plain,
        (folder / "all.beancount").open("w", encoding="utf-8") as bean,
        (folder / "all.csv").open("w", encoding="utf-8", newline="") as table,
    ):
        bean.write("2000-01-01 open Assets:Counted\n")
        for what in sorted({what for _day, what, _area in rows}):
            bean.write(f"2000-01-01 open {account(what)}\n")
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(("day", "what", "area"))
        writer.writerows(rows)
        for day, what, area in rows:
            plain.write(f"{day} x\n    {what}:{area}  1\n    counted\n\n")
            bean.write(f'{day} * "x"\n  {account(what)}  1 CASE\n  Assets:Counted\n\n')
    made = f"import duckdb; duckdb.sql(\"COPY (FROM read_csv('{folder / 'all.csv'}')) TO '{folder / 'all.parquet'}'\")"
    subprocess.run([python, "-c", made], check=True)


def account(what: str) -> str:
    """An account as beancount spells it."""
    return "Income:" + ":".join(part.title() for part in what.split(":"))


def commands(folder: Path, python: str) -> dict[str, Command]:
    """What each peer that is installed is asked."""
    found: dict[str, Command] = {}
    journal = str(folder / "all.journal")
    if shutil.which("hledger"):
        found["hledger"] = [
            "hledger",
            "-f",
            journal,
            "balance",
            "not:counted",
            "--monthly",
            "-b",
            FIRST,
            "-e",
            AFTER,
        ]
    if shutil.which("ledger"):
        found["ledger"] = ["ledger", "-f", journal, "register", "not", "counted", "--monthly", "-b", FIRST, "-e", AFTER]
    query = (
        "import duckdb; print(duckdb.sql(\"SELECT strftime(day, '%Y-%m') AS month, what, area, count(*) FROM "
        f"'{folder / 'all.parquet'}' WHERE day BETWEEN '{FIRST}' AND '{AS_OF}' "
        'GROUP BY ROLLUP (month, what, area)").fetchall())'
    )
    found["DuckDB"] = [python, "-c", query]
    return found


def bean(folder: Path, python: str) -> Command:
    """Beanquery over the same journal."""
    query = (
        "SELECT year, month, sum(position) WHERE account ~ 'Income' "
        f"AND date >= {FIRST} AND date <= {AS_OF} GROUP BY year, month"
    )
    return [str(Path(python).parent / "bean-query"), str(folder / "all.beancount"), query]


def total(name: str, printed: str) -> int:
    """The total that a peer has printed."""
    if name == "DuckDB":
        (number,) = re.findall(r"\(None, None, None, (\d+)\)", printed)
        return int(number)
    if name == "ledger":
        return int(printed.rsplit(maxsplit=1)[-1])
    if name == "hledger":
        return sum(map(int, printed.strip().splitlines()[-1].replace("||", " ").split()))
    return sum(abs(int(each)) for each in re.findall(r"(-?\d+) CASE", printed))


def environment() -> Mapping[str, str]:
    """What a process is given: nothing of the user's own."""
    return {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}
