"""Areas re-cut on a date: a report in the areas of a day is the one of an office that had recorded in them."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from typing import Any

import pytest

from tests.conftest import SAMPLE, Office
from welfare_cli.cli.opening import stamp
from welfare_cli.ledger import Ledger

CUT = {
    "緑ケ丘・滝坂": "東",
    "若葉・調和": "東",
    "上ノ原・柏野": "北",
    "北ノ台・深大寺": "北",
    "第二・八雲台・国領": "南",
    "染地・杉森・布田": "南",
    "第一・富士見台・多摩川": "不明",
    "第三・石原・飛田給": "西",
}
"""What each of the eight areas is from 1 April 2025 on: three pairs become one, one is split, one has another name."""
AREAS = {"east": "東", "north": "北", "south": "南", "west": "西", "west-2": "西二"}
AS_OF = "2024-12-31"
TALLIES = """ref,measure,month,area,number
T-90001,new_individual,2021-05,緑ケ丘・滝坂,3
T-90002,new_individual,2021-05,若葉・調和,4
T-90003,new_individual,2021-05,第一・富士見台・多摩川,5
"""
WAYS = (
    ("--years", "4"),
    ("--by", "area", "--by", "year"),
    ("--by", "area", "--by", "month", "--all"),
    ("--by", "area", "--by", "topic", "--measure", "new_individual"),
    ("--by", "area", "--by", "agency", "--measure", "exchange_meeting"),
)


def profiles(office: Office) -> tuple[str, str]:
    """Two profiles: the areas cut anew on a day, and an office that has never had others than the new ones."""
    exported = office.folder / "profile.toml"
    office.ok("profile", "export", str(exported))
    blocks = exported.read_text(encoding="utf-8").split("[[areas]]\n")
    code = {label: code for code, label in AREAS.items()}
    before, after = [], []
    for block in blocks:
        label = re.search(r'^label = "(.*)"\n', block, re.MULTILINE)
        new = CUT.get(label[1]) if label else None
        if new:
            follow = [code[new]] if new in code else ["west", "west-2"]
            before.append(f"until = 2025-03-31\nsuccessors = {json.dumps(follow)}\n{block}")
        else:
            before.append(block)
            after.append(block)
    rows = [f'\n[[areas]]\ncode = "{each}"\nlabel = "{label}"\n' for each, label in AREAS.items()]
    return (
        office.file("cut.toml", "[[areas]]\n".join(before) + "from = 2025-04-01\n".join([*rows, ""])),
        office.file("new.toml", "[[areas]]\n".join(after) + "".join(rows)),
    )


def rewritten(name: str, text: str) -> str:
    """A list of the sample as the office would have it if it had recorded in the new areas."""
    rows = [*csv.DictReader(io.StringIO(text))]
    for row in rows:
        for column in ("area", "areas"):
            if row.get(column):
                areas = [CUT.get(each, each) for each in row[column].split(";")]
                row[column] = ";".join(dict.fromkeys(areas))
    if name == "tallies":
        summed: dict[tuple[str, ...], dict[str, Any]] = {}
        for row in rows:
            key = row["measure"], row["month"], row["area"]
            known = summed.setdefault(key, row | {"number": 0})
            known["number"] += int(row["number"])
        rows = [*summed.values()]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def figures(office: Office, *words: str) -> dict[str, Any]:
    """What a report says, without its footnotes and where it comes from."""
    said = json.loads(office.ok("report", "--as-of", AS_OF, "--format", "json", *words).out)
    for key in ("footnotes", "entry", "chain_head", "areas_of"):
        said.pop(key, None)
    return dict(said)


@pytest.fixture
def offices(sample: Office) -> tuple[Office, str]:
    """An office whose areas were cut anew, and the ledger of one that recorded the same in the new areas."""
    cut, new = profiles(sample)
    folder = sample.folder / "lists"
    folder.mkdir()
    own = sample.file("own.csv", TALLIES)
    sample.ok("import", own, "--kind", "tally")
    for path in SAMPLE.glob("*.csv"):
        text = rewritten(path.stem, path.read_text(encoding="utf-8-sig"))
        (folder / path.name).write_text(text, encoding="utf-8")
    other = str(folder / "ledger.db")
    sample.ok("init", "--profile", new, "--ledger", other)
    sample.ok("import", str(folder), "--ledger", other)
    sample.ok("import", sample.file("new.csv", rewritten("tallies", TALLIES)), "--kind", "tally", "--ledger", other)
    sample.ok("profile", "apply", cut)
    return sample, other


@pytest.mark.parametrize("words", WAYS, ids=" ".join)
def test_it_is_the_report_of_an_office_that_recorded_in_the_areas_of_the_day(
    offices: tuple[Office, str], words: tuple[str, ...]
) -> None:
    """Every figure: months, areas, both, last year, years side by side, tallies; a joint meeting counts once."""
    office, other = offices
    now = figures(office, *words, "--areas", "2025-04-01")
    assert now == figures(office, *words, "--ledger", other)
    assert now != figures(office, *words)


def test_the_city_is_the_same_in_whatever_areas(offices: tuple[Office, str]) -> None:
    """The city's totals and months do not move; what was recorded is still printed in the areas of then."""
    office, _other = offices
    then, now = figures(office), figures(office, "--areas", "now")
    for before, after in zip(then["measures"], now["measures"], strict=True):
        for key in ("total", "by_month", "last_year"):
            assert before[key] == after[key], (before["measure"], key)
    assert "緑ケ丘・滝坂" in then["measures"][0]["by_area"]
    assert "緑ケ丘・滝坂" not in now["measures"][0]["by_area"]


def test_what_is_none_of_the_areas_is_told(offices: tuple[Office, str]) -> None:
    """The footnote names the area that was split, and no other; without one there is no such footnote."""
    office, _other = offices
    told = office.ok("report", "--as-of", AS_OF, "--areas", "now").out
    assert "圏域は、令和７年４月１日の区割りで数えています。" in told  # that of today, since then
    assert "一つの圏域に決まらない圏域のものを含みます（第一・富士見台・多摩川）" in told
    back = office.ok("report", "--as-of", AS_OF, "--areas", "2024-04-01").out
    assert "区割りで数えています" in back
    assert "決まらない" not in back


def test_a_past_state_is_seen_in_the_areas_of_a_day(offices: tuple[Office, str]) -> None:
    """As known at an entry the areas were not cut yet: then every area is itself, whatever the day."""
    office, _other = offices
    number = office.head()
    before = office.query("SELECT MIN(number) - 1 FROM entry WHERE ref LIKE 'areas/%' AND version > 1")[0][0]
    words = ("--known-at", str(number))
    assert figures(office, *words, "--areas", "now") == figures(office, "--areas", "now")
    then = figures(office, "--known-at", str(before))
    assert figures(office, "--known-at", str(before), "--areas", "now") == then


def test_the_records_behind_a_figure_add_up_to_it(offices: tuple[Office, str]) -> None:
    """As many as the figure says, in every area of the day, each with the area it was recorded in."""
    office, _other = offices
    report = json.loads(office.ok("report", "--as-of", AS_OF, "--areas", "now", "--format", "json").out)
    measure = next(each for each in report["measures"] if each["measure"] == "new_individual")
    for area, number in measure["by_area"].items():
        words = ("--measure", "new_individual", "--area", area, "--areas", "now", "--as-of", AS_OF, "--format", "json")
        behind = json.loads(office.ok("explain", *words).out)
        assert behind["number"] == number == len(behind["records"]) + behind["tallied"]
        for record in behind["records"]:
            assert all(CUT[each] == area for each in record["recorded_areas"])


def test_a_publication_is_as_it_was_handed_in(offices: tuple[Office, str]) -> None:
    """Whatever areas are looked at meanwhile, to the byte; across the cut it is in session 34."""
    office, _other = offices
    office.ok("publish", "六年度", "--as-of", AS_OF)
    before = office.ok("publication", "report", "六年度").out
    office.ok("report", "--as-of", AS_OF, "--areas", "now")
    assert office.ok("publication", "report", "六年度").out == before
    assert office.ok("explain", "六年度").code == 0


def test_nothing_is_written_in_the_areas_of_a_day(offices: tuple[Office, str]) -> None:
    """A ledger that is seen otherwise than it was recorded refuses every write."""
    office, _other = offices
    with Ledger.open(str(office.path), lambda: stamp("誰か")) as ledger:
        ledger.use_areas_of("2025-04-01")
        with pytest.raises(sqlite3.OperationalError):
            ledger.connection.execute("INSERT INTO origin (name, began_at, own) VALUES ('x', 'x', 0)")


def test_only_what_is_shown_is_told_to_be_none_of_the_areas(offices: tuple[Office, str]) -> None:
    """A footnote speaks of the areas in the table: not of last year's records, and not where no areas stand."""
    office, _other = offices
    office.ok("case", "add", "--kind", "individual", "--received-on", "2025-12-01", "--area", "東")
    this_year = office.ok("report", "--as-of", "2025-12-31", "--areas", "now", "--measure", "new_individual").out
    assert "決まらない" not in this_year
    words = ("--measure", "new_individual", "--by", "topic", "--areas", "now")
    assert "決まらない" not in office.ok("report", "--as-of", AS_OF, *words).out


def test_a_report_in_the_areas_of_today_is_the_same_tomorrow(offices: tuple[Office, str]) -> None:
    """What is the cut of today is named by the day since which it is, so that no file is written anew for nothing."""
    office, _other = offices
    path = office.folder / "報告.txt"
    words = ("report", "--as-of", AS_OF, "--areas", "now", "--output", str(path), "--if-changed")
    assert "書き出しました" in office.ok(*words).err
    office.clock("2026-02-10T09:00:00")
    assert office.ok(*words).err == ""


def test_an_area_that_is_none_of_the_day_is_refused_where_it_is_asked_for(offices: tuple[Office, str]) -> None:
    """Nobody is told 0 of an area that went into another one; that one is named."""
    office, _other = offices
    words = ("explain", "--measure", "new_individual", "--as-of", AS_OF, "--areas", "now", "--area")
    done = office(*words, "若葉・調和")
    assert done.code == 2
    assert "この区割りでは、「東」に数えています。" in done.err


@pytest.mark.parametrize("ending", ["txt", "docx", "html"])
def test_a_document_in_other_areas_is_verified_in_them(offices: tuple[Office, str], ending: str) -> None:
    """It says in the areas of which day it counts."""
    office, _other = offices
    path = str(office.folder / f"文書.{ending}")
    office.ok("document", "--as-of", AS_OF, "--areas", "now", "--output", path)
    assert "相違 0" in office.ok("verify", path).out
