"""A handed-in figure never changes in silence: wfc reports the change, and asks before a correction."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_asking import Person
from tests.conftest import Office
from welfare_cli.cli import opening
from welfare_cli.cli.prompt import questions
from welfare_cli.ledger import Ledger
from welfare_cli.model.case import CASE
from welfare_cli.report.published import impact

NAME = "十二月末"
ADD = ("case", "add", "--kind", "individual", "--area", "市外")
NEW = "十二月末 の 新規個別相談件数"


@pytest.fixture
def published(office: Office) -> Office:
    """An office that has handed in three cases, C-1 to C-3."""
    for day in ("2024-05-07", "2024-06-10", "2024-07-01"):
        office.ok(*ADD, "--received-on", day)
    office.ok("publish", NAME, "--as-of", "2024-12-31")
    return office


def told(office: Office, *words: str) -> list[str]:
    """What a command tells of the figures that were handed in."""
    return [line for line in office.ok(*words).err.splitlines() if "になります" in line or "変わります" in line]


def test_a_late_entry_gets_a_line(published: Office) -> None:
    """A late entry gets a line for each total it changes, and none for a day that was not handed in yet."""
    assert told(published, *ADD, "--received-on", "2024-12-03") == [
        f"wfc: {NEW} が 3 から 4 になります。",
        "wfc: 十二月末 の 対応中（個別） が 3 から 4 になります。",
    ]
    assert told(published, *ADD, "--received-on", "2025-01-05") == []
    assert told(published, *ADD, "--received-on", "2024-12-04")[0] == (
        f"wfc: {NEW} が 4 から 5 になります。（提出した数は 3）"
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("case void C-1 --why x", f"{NEW} が 3 から 2 になります。"),
        ("case edit C-1 --kind community", f"{NEW} が 3 から 2 になります。"),
        ("case edit C-1 --area 若葉・調和 --correction", f"{NEW}（若葉・調和） が 0 から 1 になります。"),
        ("case edit C-1 --received-on 2024-06-01", f"{NEW}（2024-05） が 1 から 0 になります。"),
        ("case edit C-1 --received-on 2023-06-01", f"{NEW} が 3 から 2 になります。"),
        ("case edit C-1 --topic 介護", f"{NEW} の 課題別の内訳が変わります。"),
        ("case close C-1 --on 2024-11-11 --closing 解決", "十二月末 の 対応中（個別） が 3 から 2 になります。"),
        ("tally add --measure new_individual --month 2024-05 --number 4", f"{NEW} が 3 から 7 になります。"),
        ("undo --yes LAST", "十二月末 の 対応中（個別） が 3 から 2 になります。"),
        ("undo --dry-run LAST", "十二月末 の 対応中（個別） が 3 から 2 になります。"),
    ],
)
def test_each_change_is_told(published: Office, words: str, shown: str) -> None:
    """Scripts are told on stderr, and go on."""
    last = str(published.query("SELECT MAX(number) FROM entry WHERE action = 'add' AND kind = 'case'")[0][0])
    found = told(published, *words.replace("LAST", last).split())
    assert f"wfc: {shown}" in found


def test_nothing_is_told_of_what_was_not_handed_in(published: Office) -> None:
    """A closing or re-opening after the as-of date, a note, a field that no table counts by."""
    for words in (
        "case close C-1 --on 2025-01-10 --closing 解決",
        "case reopen C-1 --on 2025-01-11",
        "case edit C-2 --client 本人",
        "case edit C-2 --received-on 2024-06-09",
        "contact add --case C-2 --date 2025-01-12",
    ):
        assert told(published, *words.split()) == [], words


def test_only_the_newest_publication_of_each_day_that_stands_is_meant(published: Office) -> None:
    """Neither one that was replaced nor one that was withdrawn; each day has its own line, the newest first."""
    published.ok("publish", "訂正", "--as-of", "2024-12-31")
    published.ok("publish", "六月末", "--as-of", "2024-06-30")
    published.ok("publish", "取り下げるもの", "--as-of", "2024-09-30")
    published.ok("publication", "withdraw", "取り下げるもの", "--why", "x")
    lines = told(published, "case", "void", "C-1", "--why", "x")
    assert [line.split()[1] for line in lines] == ["訂正", "訂正", "六月末", "六月末"]
    published.ok("publication", "withdraw", "訂正", "--why", "x")
    assert told(published, "case", "void", "C-2", "--why", "x")[0].split()[1] == NAME


def test_the_column_of_the_year_before_is_meant_too(published: Office) -> None:
    """A late entry of last year changes 前年同期 of this year's report; a figure that is not available gets no line."""
    assert told(published, *ADD, "--received-on", "2023-06-01") == [
        "wfc: 十二月末 の 対応中（個別） が 3 から 4 になります。"
    ]
    published.ok("publish", "訂正", "--as-of", "2024-12-31")
    lines = told(published, *ADD, "--received-on", "2023-06-02")
    assert "wfc: 訂正 の 新規個別相談件数（前年同期） が 1 から 2 になります。" in lines


def test_an_import_gets_its_lines(published: Office) -> None:
    """However many rows it has; of many figures the first are named, and how many others there are."""
    rows = "".join(f"個別相談,2024-1{month}-0{day},市外\n" for month in range(3) for day in range(1, 4))
    path = published.file("相談.csv", "区分,受付日,圏域\n" + rows)
    assert told(published, "import", path)[0] == f"wfc: {NEW} が 3 から 12 になります。"
    for month in ("05", "06", "07", "08"):
        published.ok("publish", f"{month}月", "--as-of", f"2024-{month}-28")
    path = published.file("相談二.csv", "区分,受付日,圏域\n個別相談,2024-05-01,市外\n")
    lines = told(published, "import", path, "--kind", "case")
    assert len(lines) == impact.SHOWN + 1
    assert lines[-1] == "wfc: ほかに、提出した数が 4 か所変わります。"
    path = published.file("集計.csv", "項目,年月,件数\n新規個別相談件数,2024-05,4\n")
    assert f"wfc: {NEW} が 13 から 17 になります。" in told(published, "import", path, "--kind", "tally")


def test_another_opening_month_is_told(published: Office, tmp_path: Path) -> None:
    """The profile changes figures without any record."""
    path = tmp_path / "office.toml"
    published.ok("profile", "export", str(path))
    path.write_text(re.sub("opening_month = [0-9]+", "opening_month = 6", path.read_text("utf-8")), "utf-8")
    assert f"wfc: {NEW} が 3 から 2 になります。" in told(published, "profile", "apply", str(path))


def test_what_is_told_is_what_the_report_says(published: Office) -> None:
    """After tallies, a rebuild and further entries, too."""
    steps = (
        (*ADD, "--received-on", "2024-08-08"),
        ("tally", "add", "--measure", "new_individual", "--month", "2024-05", "--number", "4"),
        (*ADD, "--received-on", "2024-08-09"),
        ("rebuild",),
        (*ADD, "--received-on", "2024-08-10"),
        ("case", "void", "C-2", "--why", "x"),
    )
    for words in steps:
        before = total(published)
        lines = told(published, *words)
        if words[0] != "rebuild":
            assert lines[0].startswith(f"wfc: {NEW} が {before} から {total(published)} になります。"), words


def total(office: Office) -> int:
    """The figure of the report as it is now."""
    fixed = ("--as-of", "2024-12-31", "--measure", "new_individual", "--format", "json")
    return int(json.loads(office.ok("report", *fixed).out)["measures"][0]["total"])


# -- at a terminal ----------------------------------------------------------------------------------------

QUESTION, CONFIRM = "提出した数が変わります。記録しますか", "これでよいですか"


class Asked(Person):
    """Somebody who answers the question about what was handed in as told, and says yes to any other."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(office, monkeypatch)
        self.answer = "leave"

    def choose(self, label: str, choices: questions.Choices, *, pointed: str = "", codes: bool = False) -> str:
        """Answer the question about what was handed in; record what is to be confirmed, at a second time drop it."""
        if label == QUESTION:
            assert pointed == "leave"
            self.met(label)
            return self.answer
        if label == CONFIRM:
            self.met(label)
            return "write" if self.asked.count(label) == 1 else "drop"
        return super().choose(label, choices, pointed=pointed, codes=codes)


@pytest.fixture
def asked(published: Office, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Somebody at a terminal of the office that has handed in its figures."""
    return Asked(published, monkeypatch)


def test_a_correction_is_asked_about_first(asked: Asked) -> None:
    """A no writes nothing; a yes writes once. What changes nothing that was handed in is not asked about."""
    head = asked.office.head()
    done = asked("case", "void", "C-1", "--why", "x")
    assert (done.code, asked.asked, asked.office.head()) == (0, [QUESTION], head)
    assert f"  {NEW} が 3 から 2 になります。\n" in done.out
    assert "何も記録していません。" in done.out
    asked.answer = "go"
    assert "取り消しました" in asked("case", "void", "C-1", "--why", "x").out
    assert asked.office.head() == head + 1
    asked.asked.clear()
    assert asked("case", "edit", "C-2", "--client", "本人").code == 0
    assert asked.asked == []


def test_nobody_is_asked_where_nobody_can_answer(asked: Asked) -> None:
    """`--no-input` at a terminal asks nothing; the lines go to stderr."""
    done = asked("case", "void", "C-1", "--why", "x", "--no-input")
    assert asked.asked == []
    assert f"wfc: {NEW} が 3 から 2 になります。" in done.err


def test_the_confirm_screen_has_the_line(asked: Asked) -> None:
    """The confirm screen lists the changes once, without a question of its own."""
    head = asked.office.head()
    done = asked("case", "add", "--area", "市外", "--received-on", "2024-12-03")
    assert (done.code, asked.office.head()) == (0, head + 1), done.err
    assert f"  {NEW} が 3 から 4 になります。\n" in done.out
    assert QUESTION not in asked.asked
    assert "になります" not in done.err


def test_the_confirm_screen_asks_before_a_correction(asked: Asked) -> None:
    """Whoever says no is at the screen again, and has recorded nothing."""
    head = asked.office.head()
    done = asked("case", "void", "C-1")
    assert (done.code, asked.office.head()) == (0, head), done.err
    assert asked.asked[-3:] == [CONFIRM, QUESTION, CONFIRM]
    assert done.out.count(f"  {NEW} が 3 から 2 になります。\n") == 2
    asked.asked.clear()
    asked.answer = "go"
    assert asked("case", "void", "C-1").code == 0
    assert asked.asked[-2:] == [CONFIRM, QUESTION]
    assert asked.office.head() == head + 1


def test_an_undo_and_another_profile_are_asked_about(asked: Asked, tmp_path: Path) -> None:
    """An undo has its question already, and points at the no; a profile is asked about like a correction."""
    asked.office.ok(*ADD, "--received-on", "2024-12-03")
    head = asked.office.head()
    done = asked("undo")
    assert (asked.asked, asked.office.head()) == ([CONFIRM], head)
    assert f"  {NEW} が 4 から 3 になります。" in done.out
    path = tmp_path / "office.toml"
    asked.office.ok("profile", "export", str(path))
    path.write_text(re.sub("opening_month = [0-9]+", "opening_month = 6", path.read_text("utf-8")), "utf-8")
    asked.asked.clear()
    assert "何も記録していません。" in asked("profile", "apply", str(path)).out
    assert (asked.asked, asked.office.head()) == ([QUESTION], head)
    asked.answer = "go"
    assert "違い 1 件" in asked("profile", "apply", str(path)).out
    assert asked.office.head() == head + 1


def test_nothing_is_left_of_what_is_only_tried(published: Office) -> None:
    """A rehearsal writes nothing: no entry and no count, and the command can be run after it."""
    with opening.opened(str(published.path)) as book:
        before = state(book, published)
        assert book.rehearse(lambda: book.void(CASE, "C-1", why="x")).changes
        assert state(book, published) == before
        assert book.void(CASE, "C-1", why="x").number == before[0] + 1


def state(book: Ledger, office: Office) -> list[Any]:
    """All that a command could leave behind."""
    tables = ("entry", "stood", "daily_count", "monthly_count", "count_change", "count_check")
    return [book.head.number, *(office.query(f"SELECT * FROM {name}") for name in tables)]


def test_handing_cases_over_tells_what_it_changes(office: Office) -> None:
    """The open case has another area on a day that was handed in; a preview says so, too, and writes nothing."""
    office.ok("case", "add", "--kind", "individual", "--received-on", "2024-05-07", "--area", "若葉・調和")
    office.ok("publish", "提出", "--as-of", "2024-12-31")
    asked = ("case", "hand-over", "--from-area", "若葉・調和", "--to-area", "上ノ原・柏野", "--on", "2024-12-01")
    line = "提出 の 対応中（個別）（若葉・調和） が 1 から 0 になります。"
    assert line in office.ok(*asked, "--dry-run").out
    assert line in office.ok(*asked, "--yes").err
