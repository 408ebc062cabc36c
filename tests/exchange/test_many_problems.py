"""Many wrong rows: the first problems of each rule are shown, the others are counted, and none is lost count of."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import Office
from welfare_cli import errors
from welfare_cli.model import limits

HEADINGS = "ref,case,date,method\n"
NUMBER = 3000
WRONG: dict[str, tuple[Callable[[int], str], str]] = {
    "day": (lambda n: f"F-{n},C-00001,2024-13-01,来所", "day-does-not-exist"),
    "word": (lambda n: f"F-{n},C-00001,2024-12-03,なにか{n}", "unknown-word"),
    "required": (lambda n: f"F-{n},C-00001,,来所", "required"),
    "unknown": (lambda n: f"F-{n},C-9{n:04d},2024-12-03,来所", "unknown-record"),
    "future": (lambda n: f"F-{n},C-00001,2025-12-03,来所", "future-day"),
    "twice": (lambda _n: "F-1,C-00001,2024-12-03,来所", "same-ref-twice"),
    "beyond": (lambda n: f"F-{n},C-00001,,2024-12-03,来所", "cells-beyond-headings"),
    "unusable": (lambda n: f"-F-{n},C-00001,2024-12-03,来所", "ref-unusable"),
}


def others(err: str) -> int:
    """How many problems are told of that are not shown."""
    found = re.search(r"ほかに ([\d,]+) 件あります", err)
    return int(found.group(1).replace(",", "")) if found else 0


@pytest.mark.parametrize("name", WRONG)
def test_all_are_counted_and_the_first_are_shown(office: Office, name: str) -> None:
    """Of three thousand wrong rows twenty are printed, with their number, and the sum is right."""
    office.case()
    line, _rule = WRONG[name]
    wrong = NUMBER - (name == "twice")
    text = HEADINGS + "".join(line(n) + "\n" for n in range(NUMBER))
    before = office.head()
    done = office("import", office.file("contacts.csv", text))
    assert done.code == errors.Refused.exit_code
    assert f"（問題 {wrong:,} 件）" in done.err
    assert others(done.err) == wrong - limits.SHOWN
    assert sum(line.startswith("wfc: contacts.csv") for line in done.err.splitlines()) == limits.SHOWN
    assert len(done.err) < 20_000
    assert office.head() == before


def test_what_is_wrong_late_is_counted_too(office: Office) -> None:
    """After a thousand wrong rows the others are looked at still, good ones and wrong ones, by every rule of a row."""
    office.case()
    first = "".join(f"F-{n},C-00001,2024-13-01,来所\n" for n in range(limits.WRONG + 1))
    late = "X-1,C-00001,2024-12-03,来所\nX-1,C-00001,2024-12-03,来所\nX-2,C-77,2024-12-03,来所\nX-3,C-00001,,来所\n"
    err = office("import", office.file("contacts.csv", HEADINGS + first + late)).err
    assert f"（問題 {limits.WRONG + 1 + 3:,} 件）" in err
    assert "contacts.csv 1004行目 列「ref」: 整理番号「X-1」が二度あります" in err
    assert "contacts.csv 1005行目 列「case」" in err
    assert "contacts.csv 1006行目 列「date」" in err
    assert "contacts.csv 1002行目 より後の行では、一行だけで分かる誤りを数えました。" in err
    counted = re.search(r"支援対応 +(\d+) +(\d+) +(\d+) +([\d,]+)", err)
    assert counted
    assert counted.groups() == ("1", "0", "0", f"{limits.WRONG + 1 + 3:,}")


def test_a_contact_may_point_to_a_case_of_which_nothing_was_kept(office: Office) -> None:
    """A case that was read after a thousand wrong rows is there for the contacts of the same files."""
    office.file("all/cases.csv", "") if (office.folder / "all").exists() else (office.folder / "all").mkdir()
    cases = (
        "".join(f"K-{n},individual,2024-13-01,市外\n" for n in range(limits.WRONG + 1))
        + "K,individual,2024-12-03,市外\n"
    )
    office.file("all/cases.csv", "ref,kind,received_on,area\n" + cases)
    office.file("all/contacts.csv", HEADINGS + "F-1,K,2024-12-03,来所\nF-2,K-7,2024-12-03,来所\n")
    err = office("import", str(office.folder / "all")).err
    assert f"（問題 {limits.WRONG + 1:,} 件）" in err
    assert "contacts.csv" not in err


def test_few_are_all_shown(office: Office) -> None:
    """Up to twenty of a rule are printed, and nothing is said of others."""
    office.case()
    text = HEADINGS + "".join(f"F-{n},C-00001,2024-13-01,来所\n" for n in range(limits.SHOWN))
    err = office("import", office.file("contacts.csv", text)).err
    assert others(err) == 0
    assert f"（問題 {limits.SHOWN} 件）" in err
