"""Titles, names, agencies, reasons and narratives can be erased: of every version, in old entries as in new ones."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import USER, Office
from tests.ledger import test_migrate
from tests.ledger.test_chain import wrong
from tests.ledger.test_erasure import residue
from tests.ledger.test_migrate import released
from welfare_cli.cli.drafts import Draft, Drafts
from welfare_cli.cli.opening import read_now
from welfare_cli.cli.tasks import EDIT, Task
from welfare_cli.ledger import Ledger, Stamp, entries, imports
from welfare_cli.ledger.engine import Connection
from welfare_cli.ledger.integrity import chain_audit
from welfare_cli.model.kind import ERASED, Record
from welfare_cli.model.kinds import ALL_KINDS, BY_NAME
from welfare_cli.model.meeting import MEETING
from welfare_cli.model.publication import PUBLICATION, without_words

WORD = "カナリアの語"
OTHER = "ほかの語"
WHY = ("--why", "申し出", "--yes")
MEETING_ADD = ("meeting", "add", "--kind", "support", "--date", "2024-12-06", "--area", "市外")
ADDING = {
    "contact": "--case C-1 --date 2024-12-05",
    "meeting": "--kind exchange --date 2024-12-06 --area 市外",
    "venue": "--area 市外 --launched-on 2024-05-01 --name 居場所",
    "course": "--starts-on 2024-05-01 --name 講座",
    "enrolment": "--course K-1 --enrolled-on 2024-05-01",
    "activity": "--kind business --date 2024-05-01 --area 市外",
    "outcome": "--fiscal-year 2024 --section I-1 --text 本文",
}
"""What each kind needs beside its erasable word."""
EVERY = [(kind.name, field.name) for kind in ALL_KINDS for field in kind.erasable]
CHECKED = ("101", "102", "103", "104", "105", "106", "107", "112")
"""The rules that prove the file, the chain and what is derived."""


@contextlib.contextmanager
def as_before_schema_7(office: Office) -> Iterator[None]:
    """Write entries whose hashes, and import keys, cover the words themselves."""
    with office.monkeypatch.context() as patched:
        patched.setattr(entries, "words_of", lambda _record: {})
        made = imports.RowDigests.__init__

        def with_words(self: imports.RowDigests, *row: Any) -> None:
            made(self, *row)
            self.key = self.whole

        patched.setattr(imports.RowDigests, "__init__", with_words)
        yield


def nothing_wrong(office: Office) -> None:
    """The chain holds, by wfc's own reading and by another, and so does all that is derived."""
    connection = sqlite3.connect(office.path)
    assert list(wrong(connection)) == []
    connection.close()
    assert office("check", *(word for rule in CHECKED for word in ("--rule", rule))).out == ""


def add(office: Office, kind: str, field: str, word: str) -> str:
    """Record something of a kind with a word in a field; its ref."""
    option = BY_NAME[kind].by_name[field].option
    said = [*ADDING[kind].split(), f"--{option.replace('_', '-')}", word]
    if option in ("name", "text"):
        said = [*said[:-4], *said[-2:]]
    return office.ok(kind, "add", *said).word


@pytest.mark.parametrize("older", [False, True], ids=["new", "old"])
@pytest.mark.parametrize(("kind", "field"), EVERY)
def test_no_byte_of_a_word_is_left(office: Office, kind: str, field: str, older: bool) -> None:
    """Of whatever field, in every version; no hash changes, the figures stay, and nothing is found to be wrong."""
    office.case()
    office.ok("course", "add", *ADDING["course"].split())
    with as_before_schema_7(office) if older else contextlib.nullcontext():
        ref = add(office, kind, field, WORD)
        option = BY_NAME[kind].by_name[field].option.replace("_", "-")
        office.ok(kind, "edit", ref, f"--{option}", f"{WORD}・二")
    assert residue(office, WORD)
    report = office.ok("report", "--as-of", "2024-12-31").out
    hashes = office.query("SELECT number, hash FROM entry ORDER BY number")
    done = office.ok("erase", ref, "--kind", kind, "--field", field, *WHY)
    assert "2 か所" in done.out
    assert residue(office, WORD) == []
    assert office.query("SELECT number, hash FROM entry ORDER BY number")[:-1] == hashes
    after = office.ok("report", "--as-of", "2024-12-31").out
    assert after.splitlines()[:-1] == report.splitlines()[:-1]  # all but the number of the newest entry
    assert ERASED in office.ok("history", ref, "--kind", kind).out
    nothing_wrong(office)
    office.ok("rebuild")
    assert bool(office.query("SELECT 1 FROM remainder")) == older
    assert ("記入 2 件は" in office("check").err) == older
    assert office("erase", ref, "--kind", kind, "--field", field, *WHY).code == 4


def test_one_word_of_a_list_goes_and_the_others_stay(office: Office) -> None:
    """The place in the list stays, and the word goes from the names once no record has it."""
    first = office.ok(*MEETING_ADD, "--agency", OTHER, "--agency", WORD).word
    second = office.ok(*MEETING_ADD, "--agency", WORD).word
    done = office.ok("erase", first, "--word", WORD, *WHY)
    assert f"会議 {second}" in done.err
    assert f"{OTHER}; {ERASED}" in office.ok("meeting", "list").out
    assert office.query("SELECT spelling, entry FROM name ORDER BY entry") == [(OTHER, 97), (WORD, 98)]
    assert second not in office.ok("erase", second, "--field", "関係機関", "--word", WORD, *WHY).err
    assert office.query("SELECT spelling FROM name") == [(OTHER,)]
    nothing_wrong(office)
    office.ok("meeting", "edit", first, "--attendees", "3")  # 〔消去〕 is kept like any word
    assert office.query("SELECT spelling FROM name") == [(OTHER,)]
    nothing_wrong(office)


def test_two_words_of_an_old_entry_go_one_after_the_other(office: Office) -> None:
    """What is left of the entry is proven by the newest erasure."""
    with as_before_schema_7(office):
        ref = office.ok(*MEETING_ADD, "--title", WORD, "--agency", OTHER).word
    refused = office("erase", ref, "--field", "title", "--why", "申し出")
    assert (refused.code, "推測した語" in refused.err) == (7, True)
    office.ok("erase", ref, "--field", "title", *WHY)
    nothing_wrong(office)
    office.ok("erase", ref, "--field", "agencies", *WHY)
    nothing_wrong(office)
    assert residue(office, WORD, OTHER) == []
    office.tamper("UPDATE meetings SET attendees = 5 WHERE entry = 97")
    assert office("check", "--rule", "103").code == 8
    assert office("erase", ref, "--why", "申し出", "--yes").code == 4


def test_an_entry_that_was_changed_is_not_erased_from(office: Office) -> None:
    """What would be left of it proves nothing (6): it has to be looked at first."""
    ref = office.ok(*MEETING_ADD, "--title", WORD).word
    office.tamper("UPDATE meetings SET attendees = 5 WHERE entry = 97")
    assert office("erase", ref, "--field", "title", *WHY).code == 6
    assert office.query("SELECT title FROM meetings") == [(WORD,)]


def test_what_no_erasure_says_proves_nothing(office: Office) -> None:
    """Whoever takes a word away and adds the rows of an erasure that was never entered is found out."""
    with as_before_schema_7(office):
        office.ok(*MEETING_ADD, "--title", WORD)
    office.ok("meeting", "edit", "M-1", "--title", OTHER)
    with contextlib.closing(sqlite3.connect(office.path, factory=Connection)) as connection:
        left = chain_audit.remainders(connection, [MEETING], {97: {"title": ERASED}})
    for entry in (98, 99):
        office.tamper(f"INSERT INTO erased_word VALUES ({entry}, 97, 'title')", f"INSERT INTO remainder VALUES ({entry}"
                      f", 97, '{left[0][1]}', '{left[0][2]}')")  # fmt: skip
        office.tamper("UPDATE meetings SET title = '〔消去〕' WHERE entry = 97")
        assert office("check", "--rule", "103").code == 8
        office.tamper("DELETE FROM erased_word", "DELETE FROM remainder")
    office.tamper(f"UPDATE meetings SET title = '{WORD}' WHERE entry = 97")
    nothing_wrong(office)
    office.tamper("INSERT INTO erased_word VALUES (99, 98, 'title')", "DELETE FROM salt")
    office.tamper("UPDATE meetings SET title = '〔消去〕' WHERE entry = 98")
    assert office("check", "--rule", "103").code == 8


def test_a_printed_head_is_proven_past_an_erasure(office: Office) -> None:
    """What was erased since is proven by the erasure's entry, which lies behind the printed one."""
    with as_before_schema_7(office):
        ref = office.ok(*MEETING_ADD, "--title", WORD).word
    head = office.query("SELECT number || ':' || hash FROM entry ORDER BY number DESC LIMIT 1")[0][0]
    office.ok("erase", ref, "--field", "title", *WHY)
    done = office.ok("check", "--head", head)
    assert "記入 1 件は" in done.err
    office.tamper("UPDATE meetings SET attendees = 5")
    with contextlib.closing(sqlite3.connect(office.path, factory=Connection)) as connection:
        ((_entry, _hash, digest),) = chain_audit.remainders(connection, [MEETING], {97: {}})
    office.tamper(f"UPDATE remainder SET digest = '{digest}'")
    assert office("check", "--head", head).code == 8


def test_the_schema_lets_nothing_change_but_an_erased_word(office: Office) -> None:
    """A typed row may change only where an erasure names its word, and only into 〔消去〕."""
    for kind, field in EVERY:
        office.case()
        ref = add(office, kind, field, WORD)
        office.ok("erase", ref, "--kind", kind, "--field", field, *WHY)
    connection = sqlite3.connect(office.path)
    tables = {table for (table,) in connection.execute(
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%IS ''〔消去〕''%'")}  # fmt: skip
    assert len(tables) == 10
    for table in tables:
        for _place, column, kind, *_more in connection.execute(f"PRAGMA table_info({table})").fetchall():
            value = "1000" if kind == "INTEGER" else "'x'"
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                connection.execute(f"UPDATE {table} SET {column} = {value}")
        if "_" not in table:  # the rowid is the entry
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                connection.execute(f"UPDATE {table} SET rowid = rowid + 1000")
    connection.close()


@pytest.mark.parametrize("older", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("ref", ["", "M-1"], ids=["without ref", "with ref"])
def test_a_file_brings_no_word_back(office: Office, ref: str, older: bool) -> None:
    """The file that was imported before says nothing new, with `--update` or without; another row is another record."""
    head = "ref,kind,date,areas,agencies,title\n"
    rows = [f"{ref},support,2024-12-06,市外,{OTHER},{WORD}\n", ",support,2024-12-06,市外,,二\n"]
    path = office.file("会議.csv", head + "".join(rows))
    words = ("import", "--kind", "meeting", path)
    with as_before_schema_7(office) if older else contextlib.nullcontext():
        office.ok(*words)
    office.ok("erase", "M-1", "--field", "title", "--field", "agency", *WHY)
    for more in ((), ("--update",)):
        done = office.ok(*words, *more)
        assert (("取り込みません" in done.err), "新しい行はありません" in done.out) == (True, True)
    (office.folder / "会議.csv").unlink()
    assert residue(office, WORD, OTHER) == []
    path = office.file("会議.csv", head + "".join(rows) + f",support,2024-12-06,市外,{OTHER},三\n")
    assert "記入番号 100 から 100 まで" in office.ok(*words).out
    nothing_wrong(office)


def test_no_digest_confirms_a_guess(office: Office) -> None:
    """The salts of a new entry go with its words, and the key of its imported row does not cover them."""
    head = "kind,date,areas,title\n"
    office.ok("import", "--kind", "meeting", office.file("一.csv", f"{head}support,2024-12-06,市外,{WORD}\n"))
    office.ok("import", "--kind", "meeting", office.file("二.csv", f"{head}support,2024-12-06,市外,{OTHER}\n"))
    keys = {key for (key,) in office.query("SELECT import_key FROM entry WHERE import_key IS NOT NULL")}
    assert len(keys) == 1
    assert office.query("SELECT COUNT(*) FROM entry WHERE kind = 'meeting'") == [(2,)]
    office.ok("erase", "M-1", "--field", "title", *WHY)
    assert office.query("SELECT entry FROM salt") == [(98,)]


@pytest.mark.parametrize("known_by", ["the ledger", "its list", "the list beside the backup"])
def test_a_backup_does_not_bring_a_word_back(office: Office, known_by: str) -> None:
    """Restoring a backup from before the erasure erases again: whatever of the three still knows of it."""
    with as_before_schema_7(office):
        ref = office.ok(*MEETING_ADD, "--title", WORD, "--agency", OTHER).word
    office.ok("meeting", "edit", ref, "--title", f"{WORD}・二")
    folder = office.folder / "控え"
    office.ok("backup", str(folder))
    (made,) = folder.glob("*.db")
    office.ok("erase", ref, "--field", "title", *WHY)
    office.clock("2025-01-24T09:00:00")
    office.ok("backup", str(folder))
    (beside,) = folder.glob("ledger-*.erasures")
    own = office.folder / "ledger.db.erasures"
    for other in {"the ledger": (own, beside), "its list": (office.path, beside)}.get(known_by, (office.path, own)):
        other.unlink()
    assert "1 件" in office.ok("restore", str(made), "--replace").out
    made.unlink()
    assert residue(office, WORD) == []
    assert OTHER in office.ok("meeting", "list").out
    nothing_wrong(office)
    office.ok("restore", str(next(folder.glob("*.db"))), "--replace")
    nothing_wrong(office)


def test_a_publication_keeps_no_word_that_no_record_has(office: Office) -> None:
    """Its cells read 〔消去〕, and its figures stay; while another record has the word, the publication is named."""
    refs = [office.ok(*MEETING_ADD, "--agency", WORD).word for _each in range(2)]
    office.ok("publish", "提出", "--as-of", "2024-12-31")
    content = json.loads(office.query("SELECT content FROM publications")[0][0])
    content["cells"] = [{"axes": ["agency"], "values": [WORD], "number": 2}]
    kept = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    days: dict[str, str | int | tuple[str, ...] | None] = {"as_of": "2024-12-31", "dated": "2025-01-23", "known_at": 98}
    facts = {**days, "version": "1", "definitions": "a=b", "content": kept}
    now = read_now("2025-01-23T12:00:00", "Asia/Tokyo")
    with Ledger.open(str(office.path), lambda: Stamp("誰か", now)) as book:
        book.publications.publish(Record(PUBLICATION, "機関別", facts))
    printed = [office.ok("publication", "report", name).out for name in ("提出", "機関別")]
    assert "提出版「機関別」" in office.ok("erase", refs[0], "--field", "agencies", *WHY).err
    assert "提出版 1 件の中の" in office.ok("erase", refs[1], "--field", "agencies", *WHY).err
    assert residue(office, WORD) == []
    now_kept = json.loads(office.query("SELECT content FROM publications ORDER BY entry")[1][0])
    assert now_kept == {**content, "cells": [{"axes": ["agency"], "values": [ERASED], "number": 2}]}
    assert [office.ok("publication", "report", name).out for name in ("提出", "機関別")] == printed
    nothing_wrong(office)
    office.tamper("UPDATE publications SET content = replace(content, '\"number\":2', '\"number\":3')")
    assert office("check", "--rule", "103").code == 8
    assert office("publication", "report", "機関別").code == 6


def test_two_erased_words_stay_two_cells() -> None:
    """What a publication keeps by word stays apart, and the profile and the measures' declarations as they were."""
    content = '{"profile":["甲"],"by_agency":{"甲":1,"乙":2,"丙":3},"note":"甲と乙"}'
    erased = without_words(content, ["甲", "乙"])
    assert json.loads(erased) == {
        **json.loads(content),
        "by_agency": {"〔消去〕": 1, "〔消去〕2": 2, "丙": 3},
    }
    assert without_words(content, ["丁"]) == content


def test_nobody_is_offered_what_was_erased(office: Office) -> None:
    """Neither the word nor 〔消去〕 is what somebody wrote last in a field, or one of the known names."""
    office.ok(*MEETING_ADD, "--title", OTHER, "--agency", OTHER)
    ref = office.ok(*MEETING_ADD, "--title", WORD, "--agency", WORD).word
    office.ok("erase", ref, "--field", "title", "--field", "agencies", *WHY)
    now = read_now("2025-01-23T12:00:00", "Asia/Tokyo")
    with Ledger.open(str(office.path), lambda: Stamp(USER, now)) as book:
        fields = [MEETING.by_name[name] for name in ("title", "agencies")]
        assert [book.lookup.last_said(MEETING, field, USER) for field in fields] == [OTHER, OTHER]
        assert book.lookup.names() == [OTHER]


def test_two_meetings_with_erased_titles_are_not_the_same(office: Office) -> None:
    """No check takes one 〔消去〕 for another one (303)."""
    for word in (WORD, OTHER):
        office.ok("erase", office.ok(*MEETING_ADD, "--title", word).word, "--field", "title", *WHY)
    assert office("check", "--rule", "303").out == ""


def test_drafts_that_hold_the_word_go_or_are_named(office: Office) -> None:
    """Those of the record go, others that hold the word are named."""
    ref = office.ok(*MEETING_ADD, "--title", WORD).word
    drafts = Drafts(str(office.path))
    for task in (Task(MEETING, EDIT, "M-1", {"title": WORD}), Task(MEETING, EDIT, "M-2", {"title": WORD})):
        drafts.keep(Draft(0, task, "前田", "2025-01-23", ""))
    done = office.ok("erase", ref, "--field", "title", *WHY)
    assert "書きかけ 1 を捨てました" in done.err
    assert "書きかけ 2 には、消去した語が残っています" in done.err


def test_an_accepted_finding_about_the_word_is_named(office: Office) -> None:
    """It is known by the word itself, which stays there."""
    office.ok(*MEETING_ADD, "--agency", "青空の会", "--agency", "すこやか")
    ref = office.ok(*MEETING_ADD, "--agency", "青空会").word
    name = json.loads(office("check", "--rule", "305", "--format", "json").out)["findings"][0]["ref"]
    office.ok("check", "--accept", "305", name, "--why", "別の会")
    told = "確認済み 1 件には、語が残ります"
    assert told in office.ok("erase", ref if name == "青空会" else "M-1", "--word", name, *WHY).err
    assert told not in office.ok("erase", "M-1", "--word", "すこやか", *WHY).err
    nothing_wrong(office)


def test_what_is_asked_for_wrongly_is_refused(office: Office) -> None:
    """A field without words that can be erased (2), a word that the record does not have (4)."""
    ref = office.case()
    office.ok(*MEETING_ADD, "--title", WORD)
    assert office("erase", ref, "--field", "title", *WHY).code == 2
    assert office("erase", "M-1", "--field", "status", *WHY).code == 2
    assert office("erase", "M-1", "--field", "title", "--word", OTHER, *WHY).code == 4
    refused = office("erase", "M-1", "--word", WORD, "--why", "申し出")
    assert (refused.code, WORD in refused.err) == (7, False)
    refused = office("erase", "M-1", *WHY)
    assert (refused.code, "--field" in refused.err) == (4, True)
    assert WORD in office.ok("meeting", "list").out


def test_an_erasure_of_words_leaves_the_texts_and_says_so(office: Office) -> None:
    """The reason of a correction stays until it is erased itself; neither erasure stands for the other."""
    ref = office.ok(*MEETING_ADD, "--title", WORD).word
    office.ok("meeting", "edit", ref, "--attendees", "3", "--why", OTHER)
    assert "理由は残っています" in office.ok("erase", ref, "--field", "title", *WHY).err
    connection = sqlite3.connect(office.path)
    with pytest.raises(sqlite3.IntegrityError, match="erasure"):
        connection.execute("DELETE FROM confidential WHERE entry = 98")
    connection.close()
    office.ok("meeting", "edit", ref, "--title", "別の件名")
    assert "件名は残っています" in office.ok("erase", ref, *WHY).err
    assert residue(office, WORD, OTHER) == []
    nothing_wrong(office)


@pytest.mark.parametrize("version", [5, 6])
def test_a_migrated_ledger_can_be_erased_from(office: Office, version: int) -> None:
    """Entries of schemas 5 and 6 keep their hashes, and publications their bytes; the migration's copy is named."""
    office.monkeypatch.setattr(test_migrate, "WORK", f"{test_migrate.WORK}publish 年末 --as-of 2024-12-31\n")
    with office.monkeypatch.context() as patched:
        if version < 6:  # to publish, wfc reads the entries that it has just written without their clock
            patched.setattr(chain_audit, "canonical", lambda said: entries.canonical({**said, "clock_at": None}))
        older = released(office, version)
    printed = office.ok("publication", "report", "年末").out
    older.replace(office.path)
    office.ok("migrate")
    assert office.ok("publication", "report", "年末").out == printed
    hashes = office.query("SELECT number, hash FROM entry ORDER BY number")
    assert "青空" in office.ok("meeting", "list", "--void").out
    done = office.ok("erase", "M-1", "--field", "agencies", *WHY)
    assert f"ledger.db.v{version}.bak" in done.err
    assert office.query("SELECT number, hash FROM entry ORDER BY number")[:-1] == hashes
    assert office.query("SELECT DISTINCT agency FROM meeting_agencies") == [(ERASED,)]
    assert office.ok("publication", "report", "年末").out == printed
    nothing_wrong(office)


def test_a_kept_table_loses_the_word_and_is_still_explained(office: Office) -> None:
    """Its folded form goes as well; the record that had it is named with a cause of its own, and no other one is."""
    added = ("meeting", "add", "--kind", "exchange", "--date", "2024-12-06", "--area", "市外")
    spelt, other = "ＣＡＮＡＲＹの会", "Ｃａｎａｒｙの会"
    ref = office.ok(*added, "--agency", spelt, "--agency", OTHER).word
    office.ok("publish", "提出", "--as-of", "2024-12-31")
    office.ok("erase", ref, "--word", spelt, *WHY)
    assert residue(office, spelt, "canaryの会") == []
    nothing_wrong(office)
    found = json.loads(office.ok("explain", "提出", "--format", "json").out)
    parts = {each["axes"]["agency"]: [tuple(part.values()) for part in each["parts"]] for each in found["cells"]}
    assert parts == {ERASED: [("erased", ref, -1)], "未記入": [("erased", ref, 1)]}
    keeps = office.ok(*added, "--agency", other).word
    loses = office.ok(*added, "--agency", spelt).word
    office.ok("publish", "次", "--as-of", "2024-12-31")
    office.ok("erase", loses, "--word", spelt, *WHY)
    found = json.loads(office.ok("explain", "次", "--format", "json").out)
    refs = {part["ref"] for each in found["cells"] for part in each["parts"]}
    assert (refs, keeps in refs) == ({loses}, False)
