"""Importing a list again: only what changed in a row since its last import is a correction."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Office
from tests.ledger.test_erasing_words import WHY, as_before_schema_7
from welfare_cli import errors
from welfare_cli.model import kind as kinds

CASES = "ref,kind,received_on,area,route,client,topics,coordinator,summary"
MEETINGS = "ref,kind,date,areas,title"


def cases(office: Office, **cells: str) -> str:
    """A list with one case; its cells where they differ from the usual ones."""
    usual = dict.fromkeys(CASES.split(","), "") | {"ref": "K-1", "kind": "individual", "received_on": "2024-12-03"}
    usual |= {"area": "市外", "route": "本人", "topics": "介護"}
    return office.file("cases.csv", f"{CASES}\n{','.join((usual | cells).values())}\n")


def meetings(office: Office, row: str, headings: str = MEETINGS) -> str:
    """A list with one meeting."""
    return office.file("meetings.csv", f"{headings}\n{row}\n")


def facts(office: Office, kind: str, ref: str, *labels: str) -> list[str]:
    """What a record's card has behind some labels, "" where it has none."""
    lines = office.ok(kind, "show", ref).out.splitlines()
    found = {line.split()[0]: " ".join(line.split()[1:]) for line in lines if line.startswith("  ")}
    return [found.get(label, "") for label in labels]


class TestStaleList:
    """A list that does not know of a correction made in the ledger."""

    def test_a_correction_of_another_field_stays(self, office: Office) -> None:
        """The row's route changed, its topics did not: somebody's topics stay, and are not named as a difference."""
        office.ok("import", cases(office))
        office.ok("case", "edit", "K-1", "--topic", "住まい")
        refused = office("import", cases(office, route="学校"))
        assert refused.code == errors.Refused.exit_code
        assert "相談経路 本人 → 学校" in refused.err
        assert "課題" not in refused.err
        office.ok("import", cases(office, route="学校"), "--update")
        assert facts(office, "case", "K-1", "相談経路", "課題") == ["学校", "住まい"]

    def test_it_stays_however_often_the_list_changes(self, office: Office) -> None:
        """A correction that an import kept is kept by the next one, and by one with an old row."""
        office.ok("import", cases(office))
        office.ok("case", "edit", "K-1", "--topic", "住まい")
        for route in ("学校", "家族・親族", "本人"):
            office.ok("import", cases(office, route=route), "--update")
            assert facts(office, "case", "K-1", "相談経路", "課題") == [route, "住まい"]

    def test_a_row_that_changes_the_corrected_field_corrects_it(self, office: Office) -> None:
        """The list has news of the very field, after an import that left it as it was."""
        office.ok("import", cases(office))
        office.ok("case", "edit", "K-1", "--topic", "住まい")
        office.ok("import", cases(office, route="学校"), "--update")
        office.ok("import", cases(office, route="学校", topics="債務"), "--update")
        assert facts(office, "case", "K-1", "課題") == ["債務"]

    def test_a_row_that_came_to_agree_said_so(self, office: Office) -> None:
        """Ledger and list were both corrected; what is corrected in the ledger after that is no news to the list."""
        office.ok("import", cases(office))
        office.ok("case", "edit", "K-1", "--topic", "住まい")
        agreed = office.ok("import", cases(office, topics="住まい"))
        assert "台帳の相談 K-1 と同じになりました（課題）" in agreed.err
        assert "（値の変更なし）" in office.ok("history", "K-1").out
        assert agreed.out.splitlines()[2].split() == ["相談", "0", "1", "0", "0"]
        head = office.head()
        assert office.ok("import", cases(office, topics="住まい")).err == ""
        assert office.head() == head
        office.ok("case", "edit", "K-1", "--topic", "債務")
        office.ok("import", cases(office, topics="住まい", route="学校"), "--update")
        assert facts(office, "case", "K-1", "相談経路", "課題") == ["学校", "債務"]
        office.ok("import", cases(office, route="学校"), "--update")
        assert facts(office, "case", "K-1", "課題") == ["介護"]

    def test_a_closing_by_command_stays(self, office: Office) -> None:
        """A list that never heard of the closing does not open the case again."""
        headings = "ref,kind,received_on,area,route,closed_on,closing\n"
        office.ok("import", office.file("cases.csv", f"{headings}K-1,individual,2024-12-03,市外,本人,,\n"))
        office.ok("case", "close", "K-1", "--on", "2024-12-20", "--closing", "解決")
        office.ok("import", office.file("cases.csv", f"{headings}K-1,individual,2024-12-03,市外,学校,,\n"), "--update")
        assert facts(office, "case", "K-1", "終結日", "相談経路") == ["2024-12-20", "学校"]

    def test_a_closing_from_the_list_of_closings_stays(self, office: Office) -> None:
        """The list of closings closed the case in the same import; the list of cases never said when."""
        headings = "ref,kind,received_on,area,route,closed_on,closing\n"
        closings = office.file("closings.csv", "case,closed_on,closing\nK-1,2024-12-20,解決\n")
        office.ok("import", office.file("cases.csv", f"{headings}K-1,individual,2024-12-03,市外,本人,,\n"), closings)
        office.ok("import", office.file("cases.csv", f"{headings}K-1,individual,2024-12-03,市外,学校,,\n"), "--update")
        assert facts(office, "case", "K-1", "終結日", "相談経路") == ["2024-12-20", "学校"]

    def test_a_correction_of_a_text_stays(self, office: Office) -> None:
        """What holds of the facts holds of the confidential texts, and a new text of the row is a correction."""
        office.ok("import", cases(office, summary="はじめ"))
        office.ok("case", "edit", "K-1", "--summary", "あとで")
        office.ok("import", cases(office, summary="はじめ", route="学校"), "--update")
        assert "あとで" in office.ok("case", "show", "K-1").out
        office.ok("import", cases(office, summary="新しい", route="学校"), "--update")
        assert "新しい" in office.ok("case", "show", "K-1").out

    def test_a_record_that_was_never_imported_is_compared_whole(self, office: Office) -> None:
        """What somebody typed has no last import: all that differs is a correction."""
        office.ok(
            "case", "add", "--ref", "K-1", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外"
        )
        office.ok("import", cases(office), "--update")
        assert facts(office, "case", "K-1", "相談経路", "課題") == ["本人", "介護"]


class TestTwoLists:
    """Two lists that both carry a record."""

    BY_AREA = "ref,kind,received_on,area\nK-1,individual,2024-12-03,{area}\n"
    BY_ROUTE = "ref,kind,received_on,area,route\nK-1,individual,2024-12-03,市外,{route}\n"

    def test_each_corrects_its_own_fields(self, office: Office) -> None:
        """A field that only one list has is never reverted by the other one."""
        one = office.file("相談.csv", self.BY_AREA.format(area="市外"))
        office.ok("import", one)
        two = office.file("cases.csv", self.BY_ROUTE.format(route="学校"))
        office.ok("import", two, "--update")
        office.ok("case", "edit", "K-1", "--area", "不明", "--correction", "--route", "本人")
        head = office.head()
        for each in (one, two, one):
            assert office.ok("import", each).err == ""
        assert office.head() == head
        office.ok("import", office.file("相談.csv", self.BY_AREA.format(area="若葉・調和")), "--correction")
        assert facts(office, "case", "K-1", "圏域", "相談経路") == ["若葉・調和", "本人"]

    def test_a_list_of_other_columns_that_agrees_leaves_no_entry(self, office: Office) -> None:
        """An export, imported again, says nothing in the name of the list that the records came from."""
        one = office.file("相談.csv", self.BY_AREA.format(area="市外"))
        office.ok("import", one)
        office.ok("case", "edit", "K-1", "--area", "不明", "--correction")
        office.ok("export", str(office.folder / "out"), "--yes")
        head = office.head()
        office.ok("import", str(office.folder / "out" / "cases.csv"))
        assert office.head() == head
        assert office.ok("import", one).err == ""


class TestUndone:
    """An import that was undone is no last import."""

    def test_the_same_file_corrects_again(self, office: Office) -> None:
        """After an undo the ledger has the old values, and the file is not unchanged."""
        office.ok("import", cases(office))
        office.ok("import", cases(office, route="学校"), "--update")
        undone = office.ok("undo", "--yes").out.split("wfc undo ")[1].split()[0]
        assert office("import", cases(office, route="学校")).code == errors.Refused.exit_code
        assert office.ok("import", cases(office)).err == ""
        office.ok("undo", undone, "--yes")
        assert office.ok("import", cases(office, route="学校")).err == ""
        office.ok("undo", "--yes")
        office.ok("import", cases(office, route="学校"), "--update")
        assert facts(office, "case", "K-1", "相談経路") == ["学校"]

    def test_a_closing_row_closes_again(self, office: Office) -> None:
        """A closing that was imported and undone closes the case when it is imported again."""
        office.ok("import", cases(office))
        closings = office.file("closings.csv", "case,closed_on,closing\nK-1,2024-12-20,解決\n")
        office.ok("import", closings)
        office.ok("undo", "--yes")
        assert facts(office, "case", "K-1", "終結日") == [""]
        office.ok("import", closings)
        assert facts(office, "case", "K-1", "終結日") == ["2024-12-20"]

    def test_a_void_that_is_in_effect_again_is_a_void(self, office: Office) -> None:
        """A record that somebody took back stays so, though its void was undone and that undo undone in turn."""
        office.ok("import", cases(office))
        office.ok("case", "void", "K-1", "--why", "誤り")
        undo = office.ok("undo", "--yes").out.split("wfc undo ")[1].split()[0]
        assert facts(office, "case", "K-1", "圏域") == ["市外"]
        office.ok("undo", undo, "--yes")
        assert "取り消されているので" in office.ok("import", cases(office)).err


class TestPlanned:
    """A meeting imported before its day, its status left out."""

    ROW = "K-1,support,2025-01-30,市外,調整"

    def imported(self, office: Office, row: str = ROW, headings: str = MEETINGS) -> str:
        """The list, imported a week before the meeting."""
        path = meetings(office, row, headings)
        office.ok("import", path)
        return path

    def status(self, office: Office) -> str:
        """The meeting's status."""
        return facts(office, "meeting", "K-1", "状態")[0]

    @pytest.mark.parametrize(
        ("today", "status"), [("2025-01-29", "予定"), ("2025-01-30", "実施"), ("2025-03-01", "実施")]
    )
    def test_it_was_held_from_its_day_on(self, office: Office, today: str, status: str) -> None:
        """From its day on, the same row sets it to held, without --update, and says so; before, nothing."""
        path = self.imported(office)
        assert self.status(office) == "予定"
        office.clock(f"{today}T09:00:00")
        done = office.ok("import", path)
        assert self.status(office) == status
        assert ("meetings.csv 2行目: 会議 K-1 の状態を、予定から実施にしました" in done.err) is (status == "実施")
        head = office.head()
        assert office.ok("import", path).err == ""
        assert office.head() == head

    def test_a_dry_run_writes_nothing(self, office: Office) -> None:
        """What would be held is listed, and nothing is written."""
        path = self.imported(office)
        office.clock("2025-01-30T09:00:00")
        assert "実施にしました" in office.ok("import", path, "--dry-run").err
        assert self.status(office) == "予定"

    def test_undone_it_is_held_again_by_the_next_import(self, office: Office) -> None:
        """The undo of an import is no decision about the meeting."""
        path = self.imported(office)
        office.clock("2025-01-30T09:00:00")
        office.ok("import", path)
        office.ok("undo", "--yes")
        assert self.status(office) == "予定"
        office.ok("import", path)
        assert self.status(office) == "実施"

    @pytest.mark.parametrize("edit", [("--status", "中止"), ("--date", "2025-02-10")])
    def test_a_status_or_date_that_somebody_gave_stays(self, office: Office, edit: tuple[str, str]) -> None:
        """Cancelled by hand, or moved to a day that has not come: the import changes nothing."""
        path = self.imported(office)
        office.ok("meeting", "edit", "K-1", *edit)
        before = office.ok("meeting", "show", "K-1").out
        office.clock("2025-01-30T09:00:00")
        assert office.ok("import", path).err == ""
        assert office.ok("meeting", "show", "K-1").out == before

    def test_the_moved_day_counts(self, office: Office) -> None:
        """Moved by hand, it was held on the new day, which stays."""
        path = self.imported(office)
        office.ok("meeting", "edit", "K-1", "--date", "2025-02-10")
        office.clock("2025-02-10T09:00:00")
        office.ok("import", path)
        assert facts(office, "meeting", "K-1", "日付", "状態") == ["2025-02-10", "実施"]

    def test_a_status_given_back_by_hand_stays(self, office: Office) -> None:
        """Cancelled, then planned again by hand: that planned is somebody's."""
        path = self.imported(office)
        office.ok("meeting", "edit", "K-1", "--status", "中止")
        office.ok("meeting", "edit", "K-1", "--status", "予定")
        office.clock("2025-01-30T09:00:00")
        office.ok("import", path)
        assert self.status(office) == "予定"

    def test_an_undone_edit_of_the_status_was_none(self, office: Office) -> None:
        """Cancelled by mistake and undone: the status is the import's again."""
        path = self.imported(office)
        office.ok("meeting", "edit", "K-1", "--status", "中止")
        office.ok("undo", "--yes")
        office.clock("2025-01-30T09:00:00")
        office.ok("import", path)
        assert self.status(office) == "実施"

    @pytest.mark.parametrize("typed", [True, False])
    def test_a_status_that_was_given_stays(self, office: Office, typed: bool) -> None:
        """Planned by the row itself, or by a command: a row that leaves the status out derives nothing."""
        if typed:
            given = ("--ref", "K-1", "--kind", "support", "--date", "2025-01-30", "--area", "市外", "--title", "調整")
            office.ok("meeting", "add", *given)
        else:
            self.imported(office, self.ROW + ",予定", MEETINGS + ",status")
        office.clock("2025-01-30T09:00:00")
        office.ok("import", meetings(office, self.ROW))
        assert self.status(office) == "予定"

    def test_a_row_without_ref_is_held_too(self, office: Office) -> None:
        """The row is known by its content."""
        row = self.ROW.replace("K-1", "")
        path = self.imported(office, row)
        office.clock("2025-01-30T09:00:00")
        office.ok("import", path)
        assert facts(office, "meeting", "M-1", "状態") == ["実施"]
        office.ok("import", path)
        assert "1件" in office.ok("meeting", "list").out

    def test_a_corrected_row_is_held_as_well(self, office: Office) -> None:
        """With another title the row is a correction, and needs --update; its day has come all the same."""
        self.imported(office)
        office.clock("2025-01-30T09:00:00")
        path = meetings(office, self.ROW.replace("調整", "支援の調整"))
        assert office("import", path).code == errors.Refused.exit_code
        office.ok("import", path, "--update")
        assert facts(office, "meeting", "K-1", "件名", "状態") == ["支援の調整", "実施"]

    def test_a_row_that_moves_its_day_ahead_is_planned_again(self, office: Office) -> None:
        """A status left out means planned where the row's new day lies ahead."""
        self.imported(office, self.ROW.replace("2025-01-30", "2025-01-20"))
        assert self.status(office) == "実施"
        office.ok("import", meetings(office, self.ROW), "--update")
        assert facts(office, "meeting", "K-1", "日付", "状態") == ["2025-01-30", "予定"]

    def test_an_activity_likewise(self, office: Office) -> None:
        """What holds of meetings holds of activities."""
        path = office.file("activities.csv", "kind,section,date,areas\noutreach,III-1,2025-01-30,市外\n")
        office.ok("import", path)
        office.clock("2025-01-30T09:00:00")
        office.ok("import", path)
        assert facts(office, "activity", "A-1", "状態") == ["実施"]


class TestWords:
    """Titles and the like, which the key of a row does not cover."""

    HEADINGS = MEETINGS + ",attendees"
    ROW = "{ref},support,2025-01-30,市外,{title},{attendees}"

    def list(self, office: Office, *titles: str, ref: str = "K-1", attendees: str = "") -> str:
        """A list with meetings that differ in their titles alone."""
        rows = (self.ROW.format(ref=ref, title=title, attendees=attendees) for title in titles)
        return meetings(office, "\n".join(rows), self.HEADINGS)

    def test_a_corrected_title_stays_until_the_list_has_another_one(self, office: Office) -> None:
        """The list is compared with the title that it gave last, not with the one that the ledger kept."""
        office.ok("import", self.list(office, "調整"))
        office.ok("meeting", "edit", "K-1", "--title", "支援の調整")
        office.ok("import", self.list(office, "調整", attendees="3"), "--update")
        assert facts(office, "meeting", "K-1", "件名", "参加人数") == ["支援の調整", "3"]
        head = office.head()
        office.ok("import", self.list(office, "調整", attendees="3"))
        assert office.head() == head
        refused = office("import", self.list(office, "見直し", attendees="3"))
        assert (refused.code, "件名 支援の調整 → 見直し" in refused.err) == (errors.Refused.exit_code, True)

    def test_two_rows_that_differ_in_a_title_are_held_each(self, office: Office) -> None:
        """Known by one digest, they stay two records."""
        path = self.list(office, "一", "二", ref="")
        office.ok("import", path)
        office.ok("meeting", "edit", "M-1", "--title", "三")
        office.clock("2025-01-30T09:00:00")
        office.ok("import", path)
        assert [facts(office, "meeting", ref, "件名", "状態") for ref in ("M-1", "M-2")] == [
            ["三", "実施"],
            ["二", "実施"],
        ]
        head = office.head()
        office.ok("import", path)
        assert office.head() == head
        office.ok("import", self.list(office, "三", ref=""))
        assert office.query("SELECT COUNT(*) FROM record WHERE kind = 'meeting'") == [(3,)]

    @pytest.mark.parametrize("older", [False, True], ids=["new", "old"])
    @pytest.mark.parametrize("ref", ["K-1", ""], ids=["with ref", "without ref"])
    def test_an_erased_title_says_nothing(self, office: Office, ref: str, older: bool) -> None:
        """The row corrects no other field, does not come to agree with 〔消去〕, and is held on its day."""
        path = self.list(office, "調整", ref=ref)
        with as_before_schema_7(office) if older else contextlib.nullcontext():
            office.ok("import", path)
        known = ref or "M-1"
        office.ok("erase", known, "--field", "title", *WHY)
        office.ok("meeting", "edit", known, "--title", "別の件名", "--attendees", "5")
        head = office.head()
        done = office.ok("import", path)
        assert (office.head(), "同じになりました" in done.err) == (head, False)
        office.clock("2025-01-30T09:00:00")
        office.ok("import", path)
        assert facts(office, "meeting", known, "件名", "参加人数", "状態") == ["別の件名", "5", "実施"]
        if ref:
            office.ok("import", self.list(office, "調整", attendees="7"), "--update")
            assert facts(office, "meeting", known, "件名", "参加人数") == ["別の件名", "7"]

    def test_a_word_that_is_read_as_empty_by_now_has_not_changed(self, office: Office) -> None:
        """It was once taken for a title: only what else changed in its row is a correction, until the cell changes."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(kinds, "is_position", lambda _text: False)
            office.ok("import", self.list(office, "未記入"))
        refused = office("import", self.list(office, "未記入", attendees="3"))
        assert (refused.code, "件名 未記入" in refused.err) == (errors.Refused.exit_code, False)
        office.ok("import", self.list(office, "未記入", attendees="3"), "--update")
        assert office.query("SELECT title, attendees FROM meetings ORDER BY entry") == [("未記入", None), ("未記入", 3)]
        refused = office("import", self.list(office, "", attendees="3"))
        assert (refused.code, "件名 未記入" in refused.err) == (errors.Refused.exit_code, True)


FIELDS = {"route": ("本人", "学校", ""), "client": ("本人", "家族・親族", ""), "summary": ("一つ", "二つ", "")}
"""Fields of the list that change, and what they say."""
choices = st.tuples(*(st.sampled_from(words) for words in FIELDS.values()))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("import"), choices),
        st.tuples(st.just("edit"), st.sampled_from([(name, word) for name in FIELDS for word in FIELDS[name] if word])),
        st.tuples(st.just("undo"), st.just(())),
    ),
    min_size=3,
    max_size=9,
)


class Plain:
    """The rule in plain words: what the ledger says, and what the list said last."""

    def __init__(self) -> None:
        self.ledger = dict.fromkeys(FIELDS, "")
        self.row: dict[str, str] = {}

    def take_in(self, row: dict[str, str]) -> None:
        """What changed in the row since its last import is a correction."""
        changed = {name: word for name, word in row.items() if word != self.row.get(name)}
        self.ledger, self.row = self.ledger | changed, row

    def edit(self, name: str, word: str) -> None:
        """Somebody corrects a field in the ledger."""
        self.ledger = self.ledger | {name: word}

    def copy(self) -> Plain:
        """What an undo goes back to."""
        other = Plain()
        other.ledger, other.row = self.ledger, self.row
        return other


@settings(suppress_health_check=list(HealthCheck), max_examples=settings().max_examples // 6)
@given(steps)
def test_imports_edits_and_undos_in_any_order(
    office: Office, made: Callable[[str], Path], some: list[tuple[str, tuple[str, ...]]]
) -> None:
    """Whatever is imported, corrected and undone, the ledger says what the rule says in plain words."""
    shutil.copy(made("empty"), office.path)
    plain, undo = Plain(), list[Plain]()
    for what, words in (("import", ("本人", "本人", "一つ")), *some):
        before, head = plain.copy(), office.head()
        if what == "import":
            row = dict(zip(FIELDS, words, strict=True))
            plain.take_in(row)
            office.ok("import", cases(office, **row), "--update")
        elif what == "edit" and plain.ledger[words[0]] != words[1]:
            plain.edit(*words)
            office.ok("case", "edit", "K-1", f"--{words[0]}", words[1])
        elif what == "undo" and len(undo) > 1:
            plain = undo.pop()
            office.ok("undo", "--yes")
        if what != "undo" and office.head() > head:
            undo.append(before)
        elif what == "import":
            assert plain.ledger == before.ledger
        found = facts(office, "case", "K-1", "相談経路", "相談者", "概要")
        assert dict(zip(FIELDS, found, strict=True)) == plain.ledger
