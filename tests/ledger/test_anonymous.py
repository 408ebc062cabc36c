"""An anonymous ledger: the same counts, and nothing of anybody."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
from collections.abc import Callable

import pytest

from tests.conftest import Office

METHODS = ("電話", "訪問")
AXES = ("topic", "route", "client", "age_band", "closing", "area", "agency", "month")


@pytest.fixture(scope="module")
def anonymized(tmp_path_factory: pytest.TempPathFactory, made: Callable[[str], pathlib.Path]) -> pathlib.Path:
    """The sample, without anybody, made once."""
    path = tmp_path_factory.mktemp("anonymous") / "匿名.db"
    with pytest.MonkeyPatch.context() as patched:
        office = Office(path.parent, patched)
        office.clock("2026-01-05T09:00:00")
        office.ok("anonymize", str(path), "--ledger", str(made("sample")))
    return path


@pytest.fixture
def anonymous(sample: Office, anonymized: pathlib.Path) -> str:
    """A copy of it beside the sample."""
    return str(shutil.copy(anonymized, sample.folder / anonymized.name))


@pytest.mark.parametrize("as_of", ["2023-04-30", "2023-12-31", "2024-02-29", "2024-12-31", "2025-03-31", "2025-10-31"])
def test_every_count_is_the_same(sample: Office, anonymous: str, as_of: str) -> None:
    """By month and by area, at each month's end, cumulative and last year."""
    command = ("report", "--as-of", as_of, "--format", "csv")
    assert sample.ok(*command).out == sample.ok(*command, "--ledger", anonymous).out


@pytest.mark.parametrize("axis", AXES)
def test_every_list_is_counted_the_same(sample: Office, anonymous: str, axis: str) -> None:
    """By topic, route, closing and the others, for every measure that has them."""
    for measure in ("new_individual", "complex_followup", "closed_individual", "exchange_meeting", "grant_application"):
        command = ("report", "--as-of", "2024-12-31", "--measure", measure, "--by", axis, "--format", "csv")
        here, there = sample(*command), sample(*command, "--ledger", anonymous)
        assert here.code == there.code
        numbers = [sorted(re.findall(r",(\d+)$", each.out, re.MULTILINE)) for each in (here, there)]
        assert numbers[0] == numbers[1]


def test_cases_that_were_handed_over_count_the_same(office: Office) -> None:
    """By area and by coordinator, whose contact was the first of its day too, and with a transfer a year ahead."""
    case = office.case("--coordinator", "佐藤", "--complex-since", "2024-12-03")
    for number, who in enumerate(("田中", "鈴木", "佐藤", "高橋"), start=7):
        words = ("--case", case, "--date", "2024-12-10", "--coordinator", who, "--method", METHODS[number == 10])
        office.ok("contact", "add", *words, "--ref", f"F-{number}")
    office.ok("case", "transfer", case, "--on", "2024-12-20", "--area", "若葉・調和", "--coordinator", "鈴木")
    office.ok("case", "transfer", case, "--on", "2026-01-23", "--coordinator", "田中")
    for turn in range(5):
        path = str(office.folder / f"{turn}.db")
        office.ok("anonymize", path)
        for measure in ("complex_case", "open_individual"):
            counts = []
            for other in ((), ("--ledger", path)):
                command = ("report", "--as-of", "2024-12-31", "--measure", measure, "--format", "json")
                cells = json.loads(office.ok(*command, "--by", "area", "--by", "coordinator", *other).out)["cells"]
                counts.append(sorted((each["area"], each["number"]) for each in cells))
            assert counts[0] == counts[1]
        refs = office.ok("contact", "list", "--format", "json", "--ledger", path).out
        lowest = min(json.loads(refs)["records"], key=lambda each: each["ref"])
        assert lowest["method"] == "訪問", "the first of its day says whose case it is"


def test_nothing_of_anybody_is_left(sample: Office, anonymous: str) -> None:
    """No confidential text, name, title, reason, sum, or author of the ledger stands in a byte of the new file."""
    said = [text for (text,) in sample.query("SELECT text FROM confidential")]
    said += [name for (name,) in sample.query("SELECT spelling FROM name")]
    for table, column in (("cases", "coordinator"), ("venues", "name"), ("courses", "name")):
        said += [text for (text,) in sample.query(f"SELECT DISTINCT {column} FROM {table}") if text]
    said += [text for (text,) in sample.query("SELECT DISTINCT title FROM meetings") if text]
    said += [text for (text,) in sample.query("SELECT DISTINCT text FROM outcomes")]
    said += [text for (text,) in sample.query("SELECT DISTINCT reason FROM enrolments") if text]
    data = (sample.folder / "匿名.db").read_bytes()
    sample.ok("profile", "export", str(sample.folder / "p.toml"))
    labels = (sample.folder / "p.toml").read_text(encoding="utf-8") + sample.ok("measures").out
    left = [
        text
        for text in set(said)
        if len(text) > 4 and not re.fullmatch(r"居場所\d+", text) and text not in labels and text.encode() in data
    ]
    assert left == []


def test_days_and_refs_are_others(sample: Office, anonymous: str) -> None:
    """Most records have another day and another ref, in the same month."""
    here = sample.ok("export", "-", "--kind", "case", "--yes").out.splitlines()[1:]
    there = sample.ok("export", "-", "--kind", "case", "--yes", "--ledger", anonymous).out.splitlines()[1:]
    assert len(here) == len(there)
    assert len(set(here) & set(there)) < len(here) / 50
    days = [sorted(re.findall(r",(\d{4}-\d\d-\d\d),", "\n".join(lines))) for lines in (here, there)]
    assert days[0] != days[1]
    months = [sorted(re.findall(r",(\d{4}-\d\d)-\d\d,", "\n".join(lines))) for lines in (here, there)]
    assert months[0] == months[1]


def test_a_check_of_it_finds_nothing_damaged(sample: Office, anonymous: str) -> None:
    """It is a ledger like any other: its chain holds, and it can be written on."""
    assert sample("check", "--ledger", anonymous, "--rule", "101").code == 0
    sample.ok("case", "list", "--ledger", anonymous)


def test_nothing_is_overwritten_and_nothing_left_behind(sample: Office, anonymous: str) -> None:
    """A second one under the same name is refused (7), and no draft stays."""
    assert sample("anonymize", anonymous).code == 7
    assert sample("anonymize", str(sample.folder / "ない" / "匿名.db")).code == 6
    assert [each.name for each in sample.folder.iterdir() if each.name.endswith(".new")] == []


def test_the_days_of_a_word_stay_its_days(office: Office) -> None:
    """In a month within which a word begins or ends, no day is moved over that: the records can be taken in."""
    profile = office.folder / "profile.toml"
    office.ok("profile", "export", str(profile))
    said = profile.read_text(encoding="utf-8")
    ends = said.replace('label = "電話"', 'label = "電話"\nuntil = 2024-12-01', 1)
    assert ends != said
    profile.write_text(ends, encoding="utf-8")
    office.ok("profile", "apply", str(profile))
    for _case in range(5):
        ref = office.ok("case", "add", "--kind", "individual", "--received-on", "2024-12-01", "--area", "市外").word
        office.ok("contact", "add", "--case", ref, "--date", "2024-12-01", "--method", "電話")
    office.ok("anonymize", str(office.folder / "other.db"))
