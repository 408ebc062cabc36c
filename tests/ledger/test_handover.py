"""A new coordinator or area of a known case: from a day on, or from the beginning, and never without saying which."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Office
from welfare_cli import errors

CASES = "ref,kind,received_on,area,route,coordinator"


def listed(office: Office, coordinator: str = "佐藤", area: str = "市外", route: str = "本人", ref: str = "K-1") -> str:
    """A list with one case."""
    row = f"{ref},individual,2024-04-10,{area},{route},{coordinator}"
    return office.file("cases.csv", f"{CASES}\n{row}\n")


def card(office: Office) -> str:
    """What the case says."""
    return office.ok("case", "show", "K-1").out


def transfers(office: Office) -> list[tuple[object, ...]]:
    """The transfers that are not void: day, coordinator, area."""
    return office.query(
        "SELECT transferred_on, coordinator, area FROM record JOIN transfers USING (entry) WHERE void = 0 ORDER BY 1"
    )


@pytest.fixture
def known(office: Office) -> Office:
    """An office that has imported its list."""
    office.ok("import", listed(office))
    return office


class TestImport:
    """A row gives its case another coordinator or area."""

    @pytest.mark.parametrize("option", [(), ("--update",)])
    def test_it_is_refused_until_somebody_says_since_when(self, known: Office, option: tuple[str, ...]) -> None:
        """The list alone does not say; nothing is written, and both ways are named."""
        head = known.head()
        done = known("import", listed(known, "鈴木"), *option)
        assert done.code == errors.Refused.exit_code
        assert "担当 佐藤 → 鈴木" in done.err
        assert "--changed-since" in done.err
        assert "--correction" in done.err
        assert known.head() == head

    def test_from_a_day_on_it_is_a_transfer(self, known: Office) -> None:
        """The case keeps the coordinator of its reception; the same file again says nothing new."""
        path = listed(known, "鈴木", "若葉・調和")
        done = known.ok("import", path, "--changed-since", "R6.10.1")
        assert "引き継ぎ K-1/2024-10-01: 圏域 市外 → 若葉・調和、担当 佐藤 → 鈴木" in done.err
        assert transfers(known) == [("2024-10-01", "鈴木", "wakaba-chowa")]
        assert "佐藤" in card(known)
        head = known.head()
        for option in ((), ("--update",), ("--changed-since", "2024-11-01")):
            assert known.ok("import", path, *option).err == ""
        assert known.head() == head

    def test_from_the_beginning_it_is_a_correction(self, known: Office) -> None:
        """The case had it from its reception on."""
        known.ok("import", listed(known, "鈴木"), "--correction")
        assert transfers(known) == []
        assert "鈴木" in card(known)

    def test_other_fields_still_need_update(self, known: Office) -> None:
        """What the options say of the coordinator is no word about the route."""
        path = listed(known, "鈴木", route="学校")
        for option in (("--changed-since", "2024-10-01"), ("--correction",)):
            done = known("import", path, *option)
            assert done.code == errors.Refused.exit_code
            assert "相談経路 本人 → 学校" in done.err
            assert "鈴木" not in done.err
        known.ok("import", path, "--update", "--changed-since", "2024-10-01")
        assert transfers(known) == [("2024-10-01", "鈴木", None)]
        assert "学校" in card(known)
        head = known.head()
        assert known.ok("import", path).err == ""
        assert known.head() == head

    def test_handed_back(self, known: Office) -> None:
        """The list hands the case over and back; each is a transfer."""
        known.ok("import", listed(known, "鈴木"), "--changed-since", "2024-10-01")
        back = listed(known, "佐藤")
        assert known("import", back).code == errors.Refused.exit_code
        known.ok("import", back, "--changed-since", "2024-11-01")
        assert [each[:2] for each in transfers(known)] == [("2024-10-01", "鈴木"), ("2024-11-01", "佐藤")]

    def test_handed_back_by_one_of_two_lists(self, known: Office) -> None:
        """Another list that carries the case came in between: what the first one hands back is no less news."""
        known.ok("import", listed(known, "鈴木"), "--changed-since", "2024-10-01")
        other = known.file("相談.csv", "ref,kind,received_on,area,client\nK-1,individual,2024-04-10,市外,本人\n")
        known.ok("import", other, "--update")
        back = listed(known, "佐藤")
        assert "担当 鈴木 → 佐藤" in known("import", back).err
        known.ok("import", back, "--changed-since", "2024-11-01")
        assert known.ok("import", back).err == ""
        assert known.ok("import", other).err == ""

    def test_a_hand_over_by_command_comes_to_the_list_later(self, known: Office) -> None:
        """The list agrees with the ledger; what the ledger is told after that is no news to the list."""
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-10-01", "--coordinator", "鈴木")
        path = listed(known, "鈴木")
        assert "台帳の相談 K-1 と同じになりました（担当）" in known.ok("import", path).err
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-12-01", "--coordinator", "高橋")
        head = known.head()
        assert known.ok("import", path).err == ""
        assert known.head() == head
        assert "佐藤" in card(known)

    def test_a_stale_list_hands_nothing_back(self, known: Office) -> None:
        """The list has the old coordinator, and changed in another field."""
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-10-01", "--coordinator", "鈴木")
        known.ok("import", listed(known, route="学校"), "--update")
        assert [each[:2] for each in transfers(known)] == [("2024-10-01", "鈴木")]

    def test_an_export_hands_nothing_back(self, known: Office) -> None:
        """An export has the coordinator at reception, whatever was corrected or handed over since."""
        known.ok("case", "edit", "K-1", "--coordinator", "田中", "--correction")
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-10-01", "--coordinator", "鈴木")
        known.ok("export", str(known.folder / "out"), "--yes")
        head = known.head()
        known.ok("import", str(known.folder / "out"))
        assert known.head() == head

    def test_a_transfer_of_the_same_day_is_corrected(self, known: Office) -> None:
        """A second transfer on one day is a correction of the first."""
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-10-01", "--area", "若葉・調和")
        known.ok("import", listed(known, "鈴木"), "--changed-since", "2024-10-01")
        assert transfers(known) == [("2024-10-01", "鈴木", "wakaba-chowa")]

    def test_undone_it_is_asked_again(self, known: Office) -> None:
        """An undone hand-over is none, and its row is news again."""
        path = listed(known, "鈴木")
        known.ok("import", path, "--changed-since", "2024-10-01")
        known.ok("undo", "--yes")
        assert transfers(known) == []
        assert known("import", path).code == errors.Refused.exit_code
        known.ok("import", path, "--changed-since", "2024-11-01")
        assert transfers(known) == [("2024-11-01", "鈴木", None)]

    def test_an_empty_cell_is_a_correction(self, known: Office) -> None:
        """No case is handed over to nobody."""
        path = listed(known, "")
        assert "台帳と異なります" in known("import", path).err
        known.ok("import", path, "--update")
        assert "佐藤" not in card(known)

    def test_an_empty_cell_beside_a_new_area(self, known: Office) -> None:
        """The area is handed over; that the coordinator is to be emptied still needs --update."""
        path = listed(known, "", "若葉・調和")
        done = known("import", path, "--changed-since", "2024-10-01")
        assert done.code == errors.Refused.exit_code
        assert "担当 佐藤 → （空）" in done.err
        known.ok("import", path, "--changed-since", "2024-10-01", "--update")
        assert transfers(known) == [("2024-10-01", None, "wakaba-chowa")]
        assert "佐藤" not in card(known)

    def test_rows_say_since_when_for_themselves_nowhere(self, known: Office) -> None:
        """A day on which one of the cases was not received yet is refused with its row."""
        done = known("import", listed(known, "鈴木"), "--changed-since", "2024-04-10")
        assert done.code == errors.Refused.exit_code
        assert "cases.csv 2行目" in done.err
        assert "受付日 2024-04-10 より後ではありません" in done.err

    @pytest.mark.parametrize("option", [(), ("--correction",), ("--changed-since", "2024-11-01")])
    def test_a_shifted_row_repeats_no_value(self, known: Office, option: tuple[str, ...]) -> None:
        """A row without its last cells may hold the text of another column where the coordinator belongs."""
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-10-01", "--coordinator", "鈴木")
        row = "K-1,individual,2024-04-10,市外,本人,ひみつの本文"
        done = known("import", known.file("cases.csv", f"{CASES},summary\n{row}\n"), *option)
        assert done.code == (0 if option else errors.Refused.exit_code)
        assert "cases.csv 2行目" in done.err
        assert "ひみつ" not in done.err + done.out

    def test_both_options_contradict_each_other(self, known: Office) -> None:
        """A day, or from the beginning."""
        both = ("--changed-since", "2024-10-01", "--correction")
        assert known("import", listed(known), *both).code == errors.UnknownWord.exit_code
        assert known("case", "edit", "K-1", "--area", "不明", *both).code == errors.UnknownWord.exit_code
        assert known("import", listed(known), "--changed-since", "6.10.1").code == errors.UnknownWord.exit_code


class TestEdit:
    """`case edit` gives a case another coordinator or area."""

    def test_it_is_refused_until_somebody_says_since_when(self, known: Office) -> None:
        """A script says which of the two it is."""
        done = known("case", "edit", "K-1", "--coordinator", "鈴木")
        assert done.code == errors.Refused.exit_code
        assert "担当 佐藤 → 鈴木" in done.err

    def test_from_a_day_on(self, known: Office) -> None:
        """A transfer, beside what else is corrected."""
        done = known.ok("case", "edit", "K-1", "--coordinator", "鈴木", "--changed-since", "2024-10-01")
        assert "K-1/2024-10-01 引き継ぎを記録しました" in done.out
        more = ("--coordinator", "高橋", "--route", "学校", "--changed-since", "2024-11-01")
        assert "K-1 相談を訂正しました" in known.ok("case", "edit", "K-1", *more).out
        assert [each[:2] for each in transfers(known)] == [("2024-10-01", "鈴木"), ("2024-11-01", "高橋")]
        assert "学校" in card(known)
        assert "佐藤" in card(known)

    def test_a_correction_says_how_far_it_reaches(self, known: Office) -> None:
        """Until the day before the first transfer that gives another area."""
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-09-01", "--coordinator", "鈴木")
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-10-01", "--area", "若葉・調和")
        done = known.ok("case", "edit", "K-1", "--area", "不明", "--correction")
        assert "圏域の訂正（市外 → 不明）は、受付日 2024-04-10 から 2024-09-30 までに及びます" in done.err

    def test_without_transfers_there_is_nothing_to_say(self, known: Office) -> None:
        """A case that was never handed over has its area on every day."""
        assert known.ok("case", "edit", "K-1", "--area", "不明", "--correction").err == ""

    def test_a_later_hand_over_is_in_the_way(self, known: Office) -> None:
        """What was handed over since would be out of sight: it is named."""
        known.ok("transfer", "add", "--case", "K-1", "--on", "2024-10-01", "--coordinator", "鈴木")
        done = known("case", "edit", "K-1", "--coordinator", "高橋", "--changed-since", "2024-09-01")
        assert done.code == errors.Refused.exit_code
        assert "K-1/2024-10-01" in done.err

    def test_a_voided_transfer_can_be_recorded_again(self, known: Office) -> None:
        """A transfer that was taken back is out of the way."""
        edit = ("case", "edit", "K-1", "--coordinator", "鈴木", "--changed-since", "2024-10-01")
        known.ok(*edit)
        known.ok("transfer", "void", "K-1/2024-10-01", "--why", "誤り")
        known.ok(*edit)
        assert transfers(known) == [("2024-10-01", "鈴木", None)]


coordinators = st.sampled_from(("佐藤", "鈴木", "高橋"))
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("list, from today", "list, from the beginning", "transfer")), coordinators),
        st.tuples(st.just("undo"), st.just("")),
    ),
    min_size=3,
    max_size=9,
)


class Plain:
    """The rule in plain words: the coordinator at reception, those of later days, and what the list said last."""

    def __init__(self, first: str, later: tuple[tuple[str, str], ...] = (), row: str = "") -> None:
        self.first = first
        self.later = later
        self.row = row or first

    @property
    def today(self) -> str:
        """The coordinator of today."""
        return self.later[-1][1] if self.later else self.first

    def after(self, what: str, coordinator: str, day: str) -> Plain:
        """What it comes to."""
        later = (*self.later, (day, coordinator))
        if what == "transfer":
            return Plain(self.first, later, self.row)
        if coordinator in (self.row, self.today):
            return Plain(self.first, self.later, coordinator)
        if what == "list, from today":
            return Plain(self.first, later, coordinator)
        return Plain(coordinator, self.later, coordinator)


@settings(suppress_health_check=list(HealthCheck), max_examples=settings().max_examples // 6)
@given(steps)
def test_hand_overs_and_undos_in_any_order(
    office: Office, made: Callable[[str], Path], some: list[tuple[str, str]]
) -> None:
    """Whatever is handed over by list and command, corrected and undone, the ledger has what the rule says."""
    shutil.copy(made("empty"), office.path)
    day, plain, undo = date(2024, 5, 1), Plain("佐藤"), list[Plain]()
    office.clock(f"{day}T09:00:00")
    office.ok("import", listed(office, "佐藤"))
    for what, coordinator in some:
        day += timedelta(days=1)
        office.clock(f"{day}T09:00:00")
        head, after = office.head(), plain.after(what, coordinator, str(day))
        if what == "undo":
            if undo:
                plain = undo.pop()
                office.ok("undo", "--yes")
        elif what == "transfer":
            if coordinator != plain.today:
                undo.append(plain)
                plain = after
                office.ok("transfer", "add", "--case", "K-1", "--on", str(day), "--coordinator", coordinator)
        else:
            option = ("--changed-since", str(day)) if what == "list, from today" else ("--correction",)
            done = office("import", listed(office, coordinator), *option)
            if after.later and after.first == after.later[0][1]:
                assert "もうその担当・圏域です" in done.err
            else:
                assert done.code == 0, done.err
                undo += [plain] if office.head() > head else []
                plain = after
        assert [each[:2] for each in transfers(office)] == [*plain.later]
        assert facts_of_reception(office) == plain.first


def facts_of_reception(office: Office) -> str:
    """The coordinator at reception."""
    return str(office.query("SELECT coordinator FROM record JOIN cases USING (entry) WHERE void = 0")[0][0])
