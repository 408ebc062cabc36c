"""Erasing is real: not a byte of the texts is left, and every figure, publication and hash stays."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Office
from tests.ledger.test_chain import wrong
from welfare_cli.cli.drafts import Draft, Drafts
from welfare_cli.cli.tasks import ADD, EDIT, Task
from welfare_cli.model.case import CASE, CONTACT

CANARIES = [f"カナリア{number:02}番の本文" for number in range(6)]
WHY = ("--why", "申し出", "--yes")


@pytest.fixture
def spoken(office: Office) -> str:
    """A case with texts in three versions, a contact with a note, and a publication; the case's ref."""
    ref = office.case("--summary", CANARIES[0])
    office.ok("contact", "add", "--case", ref, "--date", "2024-12-05", "--note", CANARIES[1])
    office.ok("case", "edit", ref, "--summary", CANARIES[2], "--why", CANARIES[3])
    office.ok("case", "close", ref, "--on", "2024-12-20", "--closing", "解決")
    office.ok("publish", "提出", "--as-of", "2024-12-31", "--date", "2025-01-23")
    return ref


def residue(office: Office, *canaries: str) -> list[tuple[str, str]]:
    """Where bytes of texts are left: in the ledger, its journal or any other file of the office's."""
    files = [each for each in office.folder.rglob("*") if each.is_file()]
    return [(each.name, canary) for each in files for canary in canaries if canary.encode() in each.read_bytes()]


def test_no_byte_of_any_version_is_left(office: Office, spoken: str) -> None:
    """The texts of the case go, that of its contact stays and is told; what was counted or published is the same."""
    assert {canary for _name, canary in residue(office, *CANARIES)} == set(CANARIES[:4])
    before = [
        office.ok(*words).out for words in (("report", "--as-of", "2024-12-31"), ("publication", "report", "提出"))
    ]
    hashes = office.query("SELECT number, hash FROM entry ORDER BY number")
    done = office.ok("erase", spoken, *WHY)
    assert "F-00001" in done.err
    assert residue(office, *CANARIES[:1], *CANARIES[2:]) == []
    assert office.query("SELECT number, hash FROM entry ORDER BY number")[:-1] == hashes
    after = office.ok("report", "--as-of", "2024-12-31").out
    assert after.splitlines()[:-1] == before[0].splitlines()[:-1]  # all but the number of the newest entry
    assert office.ok("publication", "report", "提出").out == before[1]
    assert office.ok("explain", "提出").code == 0
    connection = sqlite3.connect(office.path)
    assert list(wrong(connection)) == []
    connection.close()
    assert "〔消去〕" in office.ok("case", "show", spoken).out
    assert "〔消去〕" in office.ok("case", "show", spoken, "--known-at", "97").out
    assert office.ok("rebuild").code == 0
    assert [each for each in office("check", "--format", "csv").out.splitlines() if each.startswith("10")] == []


def test_it_is_for_good(office: Office, spoken: str) -> None:
    """A file, an undo and a correction bring nothing back; a new text may be written."""
    rows = "ref,kind,received_on,area,summary\n"
    row = f"{spoken},individual,2024-12-03,市外,{CANARIES[0]}\n"
    closed = "ref,kind,received_on,area,summary,closed_on,closing\n"
    office.ok("erase", spoken, *WHY)
    assert office("undo", "--yes").code in (0, 3, 4)
    office.ok("case", "edit", spoken, "--route", "本人", "--why", "聞いた")
    assert office("import", "--update", "--kind", "case", office.file("同じ.csv", rows + row)).code in (0, 4)
    done = office(
        "import", "--update", "--kind", "case", office.file("同じ.csv", closed + row.strip() + ",2024-12-20,解決\n")
    )
    assert (done.code, "消去されている" in done.err + done.out) == (0, True)
    (office.folder / "同じ.csv").unlink()
    office.ok("undo", "--yes")
    assert residue(office, *CANARIES[:1], *CANARIES[2:]) == []
    assert office("erase", spoken, *WHY).code == 0  # the reason of the correction
    assert office("erase", spoken, *WHY).code == 4
    office.ok("case", "edit", spoken, "--summary", CANARIES[5], "--why", "書き直し")
    assert CANARIES[5] in office.ok("case", "show", spoken).out
    connection = sqlite3.connect(office.path)
    assert list(wrong(connection)) == []
    connection.close()


def test_an_earlier_command_can_still_be_undone(office: Office, spoken: str) -> None:
    """An erasure is nothing that anything depends on, and is itself for good."""
    office.ok("erase", "F-1", "--kind", "contact", *WHY)
    assert office("undo", str(office.head()), "--yes").code == 4
    contact = office.query("SELECT number FROM entry WHERE kind = 'contact' ORDER BY number")[0][0]
    office.ok("undo", str(contact), "--yes")
    assert residue(office, CANARIES[1]) == []


@pytest.mark.parametrize("known_by", ["the ledger", "its list", "the list beside the backup"])
def test_a_backup_does_not_bring_it_back(office: Office, spoken: str, known_by: str) -> None:
    """Restoring a backup from before the erasure erases again: whatever of the three still knows of it."""
    folder = office.folder / "控え"
    office.ok("backup", str(folder))
    (made,) = folder.iterdir()
    office.ok("erase", spoken, *WHY)
    office.clock("2025-01-24T09:00:00")
    office.ok("backup", str(folder))
    (beside,) = folder.glob("ledger-*.erasures")
    own = Path(f"{office.path}.erasures")
    for other in {"the ledger": (own, beside), "its list": (office.path, beside)}.get(known_by, (office.path, own)):
        other.unlink()
    done = office.ok("restore", str(made), "--replace")
    assert "1 件" in done.out
    (office.folder / "控え" / made.name).unlink()
    assert residue(office, *CANARIES[:1], *CANARIES[2:]) == []
    assert "〔消去〕" in office.ok("case", "show", spoken).out
    assert own.exists()


def test_purge_takes_what_was_closed_long_ago(office: Office, spoken: str) -> None:
    """By a day, or by the years that the office has set; first only the count."""
    still = office.case("--summary", CANARIES[4])
    assert office("purge").code == 2
    shown = office.ok("purge", "--closed-before", "2024-12-21", "--dry-run").out
    assert "相談 1件、支援対応 1件" in shown
    assert office("purge", "--closed-before", "2024-12-21", "--why", "年数").code == 7
    assert office("purge", "--closed-before", "2024-12-20", "--yes", "--why", "年数").out.startswith(
        "2024-12-20 より前"
    )
    assert residue(office, CANARIES[0])
    office.ok("purge", "--closed-before", "2024-12-21", "--yes", "--why", "年数")
    assert residue(office, *CANARIES[:4]) == []
    assert CANARIES[4] in office.ok("case", "show", still).out


def test_purge_keeps_what_the_office_has_to_keep(office: Office, spoken: str) -> None:
    """A day within the years of retention is refused (7); without a day, it is the last one that may go."""
    profile = office.folder / "事務所.toml"
    office.ok("profile", "export", str(profile))
    said = profile.read_text(encoding="utf-8")
    assert "retention_years = 0" in said
    profile.write_text(said.replace("retention_years = 0", "retention_years = 5"), encoding="utf-8")
    office.ok("profile", "apply", str(profile))
    assert office("purge", "--closed-before", "2024-12-21", "--dry-run").code == 7
    assert "2020-01-23" in office.ok("purge", "--dry-run").out
    office.clock("2029-12-21T09:00:00")
    office.ok("purge", "--yes", "--why", "保存年数")
    assert residue(office, *CANARIES[:4]) == []
    profile.write_text(said.replace("retention_years = 0", "retention_years = -1"), encoding="utf-8")
    assert office("profile", "check", str(profile)).code == 4


def put_aside(office: Office, task: Task, typed: str = "") -> int:
    """Keep a draft of a task, as Ctrl-C does; its number."""
    draft = Draft(0, task, "前田", "2025-01-23", typed)
    Drafts(str(office.path)).keep(draft)
    return draft.number


def test_a_draft_of_the_record_goes_with_its_text(office: Office, spoken: str) -> None:
    """Whatever is kept of it for later: a text, a reason, the line being typed; others are named or left alone."""
    other = office.case("--summary", CANARIES[0])
    put_aside(office, Task(CASE, EDIT, "C-1", {"summary": CANARIES[4]}))
    put_aside(office, Task(CASE, EDIT, "1", {"why": CANARIES[4]}))
    put_aside(office, Task(CASE, EDIT, spoken), typed=CANARIES[4])
    within = put_aside(office, Task(CONTACT, ADD, cells={"case": spoken, "note": CANARIES[5]}))
    put_aside(office, Task(CASE, EDIT, other, {"summary": CANARIES[5]}))
    put_aside(office, Task(CASE, EDIT, spoken, {"area": "outside"}))
    put_aside(office, Task(CASE, EDIT, "C-999", {"summary": "もうない"}))
    refused = office("erase", spoken, "--why", "申し出")
    assert "書きかけ 1、2、3 にもその本文があるので、捨てます。" in refused.err
    assert residue(office, CANARIES[4])
    done = office.ok("erase", spoken, *WHY)
    assert "書きかけ 1、2、3 を捨てました" in done.err
    assert f"書きかけ {within} には、本文が残っています" in done.err
    assert residue(office, CANARIES[4]) == []
    assert [draft.number for draft in Drafts(str(office.path)).all()] == [4, 5, 6, 7]


def test_purge_names_every_draft_that_holds_a_text(office: Office, spoken: str) -> None:
    """Those of the records that it erases go; also where nothing is to be erased, the others are named."""
    put_aside(office, Task(CONTACT, EDIT, "F-1", {"note": CANARIES[4]}))
    put_aside(office, Task(CASE, ADD, cells={"summary": CANARIES[5]}))
    put_aside(office, Task(CASE, ADD, cells={"area": "outside"}))
    shown = office.ok("purge", "--closed-before", "2024-12-21", "--dry-run")
    assert "書きかけ 1、2 には、本文が残っています" in shown.err
    done = office.ok("purge", "--closed-before", "2024-12-21", *WHY)
    assert "書きかけ 1 を捨てました" in done.err
    assert "書きかけ 2 には、本文が残っています" in done.err
    assert residue(office, CANARIES[4]) == []
    assert "書きかけ 2 には" in office.ok("purge", "--closed-before", "2024-12-21").err


def test_a_check_names_a_draft_that_nobody_has_touched_for_a_month(office: Office) -> None:
    """By the day on which it was last written (113)."""
    put_aside(office, Task(CASE, ADD, cells={"summary": CANARIES[5]}))
    moment = 1_734_000_000  # 12 December 2024, in Japan
    os.utime(f"{office.path}.drafts/1.json", (moment, moment))
    office.clock("2025-01-11T09:00:00")
    assert office("check", "--rule", "113").code == 0
    office.clock("2025-01-12T09:00:00")
    found = office("check", "--rule", "old-draft")
    assert found.code == 8
    assert "書きかけ 1 が、2024-12-12 から残っています" in found.out
    assert CANARIES[5] not in found.out
