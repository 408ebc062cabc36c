"""Asking what was known then: by entry number, moment or day; what later entries may not show through."""

from __future__ import annotations

import sqlite3

import pytest

from tests.conftest import Office
from welfare_cli.cli.opening import read_now, stamp
from welfare_cli.errors import Unusable
from welfare_cli.ledger import Ledger, Stamp
from welfare_cli.model.kinds import BY_NAME

REPORT = ("report", "--as-of", "2024-12-31")


def known(office: Office, text: str, *words: str) -> str:
    """What is printed as it was known then, by the words of a command."""
    return office.ok(*(words or REPORT), "--known-at", text).out


def test_a_number_a_moment_and_a_day_mean_the_same_entry(office: Office) -> None:
    """Each of them shows what was known then, and names the entry that it came to."""
    office.case()
    office.clock("2025-01-24T10:00:00")
    office.case()
    days = ("2025-01-23", "令和7年1月23日")
    for text in ("97", "９７", *days, "2025-01-23T09:00", "2025-01-24 09:59:59", "2025-01-24T00:30Z"):
        done = office.ok("case", "list", "--known-at", text)
        assert done.out.endswith("\n1件\n"), text
        assert "記入番号 97 まで（2025-01-23 09:00）" in done.err
    assert "台帳: 記入番号 97、" in known(office, "2025-01-23")


def test_a_minute_and_a_second_are_known_whole(office: Office) -> None:
    """The time that the log prints means what was known at its end, all entries of that minute included."""
    for now in ("2025-01-23T09:10:05", "2025-01-23T09:10:05.5", "2025-01-23T09:10:40", "2025-01-23T09:11:00"):
        office.clock(now)
        office.case()
    office.clock("2025-01-23T10:00:00")
    for text, known in (
        ("2025-01-23T09:10", 3),
        ("2025-01-23 09:11", 4),
        ("2025-01-23T09:10:05", 2),
        ("2025-01-23T00:10:05Z", 2),
        ("2025-01-23T09:10:05.2", 1),
        ("2025-01-23T10:00", 4),
    ):
        assert f"{known}件" in office.ok("case", "list", "--known-at", text).out, text


def test_today_means_now(office: Office) -> None:
    """Today has no end yet: it shows all that is known, even where the clock has gone back."""
    office.case()
    office.clock("2025-01-23T08:00:00")
    office.case()
    for text in ("2025-01-23", "今日", "98"):
        assert known(office, text, "case", "list").endswith("\n2件\n"), text


def test_the_end_of_a_day_is_that_of_the_office(office: Office) -> None:
    """A day ends at midnight where the office is, not where the clock's zone is."""
    office.clock("2025-01-24T00:10:00+09:00")
    office.case()
    office.clock("2025-01-25T00:00:00")
    assert known(office, "2025-01-23", "case", "list") == "0件\n"
    assert known(office, "2025-01-24", "case", "list").endswith("\n1件\n")


def test_what_is_later_than_clock_and_entries_is_refused(office: Office) -> None:
    """Nobody knows what will be known; what an entry bears already may be asked, though the clock is behind."""
    office.case()
    for text in ("2025-01-24", "2025-01-23T09:00:01", "98", "999999999999"):
        assert office("report", "--known-at", text).code == 3, text
    office.clock("2025-01-20T09:00:00")
    assert office("report", "--known-at", "2025-01-23T08:00").code == 0
    assert office("report", "--known-at", "2025-01-24").code == 3
    for text in ("0", "2024-03-31", "2024-03-31T23:59"):
        assert "始まります" in office("report", "--known-at", text).err, text
    for text in ("きのうのきのう", "25:00", "-1", "", "0001-01-01T00:00"):
        assert office("report", "--known-at", text).code in (2, 3), text


def test_a_command_is_known_whole(office: Office) -> None:
    """An entry in the middle of an import or a re-opening shows the command to its end."""
    ref = office.case()
    office.ok("case", "close", ref, "--on", "2024-12-10", "--closing", "解決")
    office.ok("case", "reopen", ref, "--on", "2024-12-12")
    assert known(office, "99", "case", "list", "--open") == known(office, "100", "case", "list", "--open")
    assert "2024-12-10" not in known(office, "99", "case", "list")
    assert "台帳: 記入番号 96、" in known(office, "5")


def test_the_profile_in_force_is_that_of_then(office: Office) -> None:
    """Words, aliases and the opening month are those of then, and so is every figure."""
    words = ("--kind", "individual", "--area", "市外", "--received-on", "2024-09-01", "--complex-since", "2024-09-01")
    office.ok("case", "add", *words)
    for day in ("2024-09-10", "2024-12-05"):  # of one fiscal year from April, of two from October
        office.ok("contact", "add", "--case", "C-1", "--date", day)
    asked = (REPORT, (*REPORT, "--by", "topic", "--measure", "complex_case"), ("case", "list"), ("today",))
    before = [known(office, "99", *words) for words in asked]
    path = office.folder / "profile.toml"
    office.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8").replace("opening_month = 4", "opening_month = 10")
    path.write_text(text.replace('label = "市外"', 'label = "市の外"'), encoding="utf-8")
    office.ok("profile", "apply", str(path))
    assert "市の外" in office.ok("case", "list").out
    assert [known(office, "99", *words) for words in asked] == before


def test_a_name_that_came_later_is_not_used_then(office: Office) -> None:
    """Of several spellings of a name the first in order is printed: of those that were there then."""
    agency = (*REPORT, "--by", "agency", "--measure", "exchange_meeting")
    meeting = ("meeting", "add", "--kind", "exchange", "--date", "2024-12-05", "--area", "市外", "--agency")
    office.ok(*meeting, "ＮＰＯ青空")
    before = office.ok(*agency).out
    office.ok(*meeting, "NPO青空")
    assert "ＮＰＯ青空" not in office.ok(*agency).out
    assert known(office, "97", *agency) == before


def test_a_day_that_no_record_has_any_more_is_counted_then(office: Office) -> None:
    """The calendar may have forgotten a day from which every record was moved; then it is counted all the same."""
    office.case("--complex-since", "2024-12-03")
    office.ok("contact", "add", "--case", "C-1", "--date", "2024-12-05")
    before = office.ok(*REPORT, "--measure", "complex_case").out
    office.ok("contact", "edit", "F-1", "--date", "2024-12-24")
    connection = sqlite3.connect(office.path)
    connection.execute("DELETE FROM calendar WHERE day = '2024-12-05'")
    connection.commit()
    connection.close()
    assert known(office, "98", *REPORT, "--measure", "complex_case") == before


def test_a_year_without_records_has_no_figure_then(office: Office) -> None:
    """What was taken away from a count leaves no zero: before the first record there was no figure."""
    before = office.ok(*REPORT).out
    office.case()
    assert "…" in before
    assert known(office, "96") == before


def test_the_card_of_a_case_shows_what_belonged_to_it_then(office: Office) -> None:
    """A contact that came later is not on the card, one that was moved away since is."""
    for _number in range(2):
        office.case("--summary", "概要")
    office.ok("contact", "add", "--case", "C-1", "--date", "2024-12-05", "--note", "備考")
    before = office.ok("case", "show", "C-1").out
    office.ok("contact", "edit", "F-1", "--case", "C-2")
    office.ok("contact", "add", "--case", "C-1", "--date", "2024-12-06")
    office.ok("case", "edit", "C-1", "--summary", "ほかの概要")
    assert known(office, "99", "case", "show", "C-1") == before
    assert '"entry": 97' in office.ok("case", "show", "C-1", "--json", "--known-at", "99").out
    assert office("case", "show", "C-2", "--known-at", "97").code == 3


def test_nothing_is_written_on_a_ledger_that_looks_back(office: Office) -> None:
    """Whoever looks back can write nothing, at the newest entry neither; and keeps nobody else from writing."""
    office.case()
    now = read_now("2025-01-23T12:00:00", "Asia/Tokyo")
    for text in ("96", "97"):
        with Ledger.open(str(office.path), lambda: Stamp("誰か", now)) as book:
            book.look_back(text)
            with pytest.raises(Unusable):
                book.void(BY_NAME["case"], "C-1", why="誤り")
    assert office.head() == 97
    with Ledger.open(str(office.path), lambda: Stamp("誰か", now)) as book:
        book.look_back("97")
    office.case()


def test_others_who_write_meanwhile_are_not_seen(office: Office) -> None:
    """What is read after looking back is all of one moment; to write, others wait until it was read."""
    office.case()
    now = read_now("2025-01-23T12:00:00", "Asia/Tokyo")
    with Ledger.open(str(office.path), lambda: Stamp("誰か", now)) as book:
        book.look_back("97")
        other = sqlite3.connect(office.path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"), other:
            other.execute("DELETE FROM daily_count")
        other.close()
        assert book.head.number == 97


def test_a_day_that_was_over_is_not_said_to_come(office: Office) -> None:
    """As known at an entry of before the as-of date, nothing is told of days to come: they are past."""
    office.clock("2024-12-20T09:00:00")
    office.case()
    number = str(office.head())
    office.clock("2025-01-24T09:00:00")
    done = office.ok("report", "--as-of", "2024-12-31", "--known-at", number)
    assert "今日より後" not in done.err


def test_a_bug_while_looking_back_is_no_damage(office: Office) -> None:
    """What was written later is missing from the past, and that is not damage of the ledger."""
    office.case()
    number = office.head()
    office.case()

    def fail() -> None:
        with Ledger.open(str(office.path), stamp) as book:
            book.look_back(str(number))
            raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        fail()
