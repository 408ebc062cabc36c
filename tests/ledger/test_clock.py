"""The clock by which entries arrive: what a day means when it was wrong, and what the user is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.conftest import Office
from welfare_cli.cli import opening
from welfare_cli.cli.opening import read_now
from welfare_cli.ledger import Stamp


def at(office: Office, *moments: str) -> None:
    """Record a case at each of some moments, by a clock that runs."""
    for moment in moments:
        running(office, moment)
        office.case()


def running(office: Office, moment: str) -> None:
    """Set the computer's clock, which `WFC_NOW` does not fix."""
    now = read_now(moment, "Asia/Tokyo")
    office.monkeypatch.setattr(opening, "stamp", lambda *_said: Stamp("一郎", now))


def known(office: Office, text: str) -> str:
    """How many cases were known then."""
    return office.ok("case", "list", "--known-at", text).out.splitlines()[-1]


def test_one_entry_with_a_clock_years_ahead_leaves_the_later_days_right(office: Office) -> None:
    """A day means the newest entry whose own clock had not passed it, whatever the clock showed in between."""
    at(office, "2025-01-20T09:00", "2030-06-01T09:00", "2025-01-22T09:00", "2025-01-23T09:00")
    running(office, "2025-02-01T09:00")
    assert [known(office, day) for day in ("2025-01-20", "2025-01-21", "2025-01-22", "2025-01-23")] == [
        *("1件", "1件", "3件", "4件")
    ]
    assert [known(office, number) for number in ("97", "98", "99", "100")] == ["1件", "2件", "3件", "4件"]
    done = office.ok("case", "list", "--known-at", "2025-01-22")
    assert "記入番号 99 まで（2025-01-22 09:00）" in done.err
    assert office("case", "list", "--known-at", "2030-01-01").code == 3
    assert [line.split()[1] for line in office.ok("log").out.splitlines()[2:6]] == [
        *("2025-01-23", "2025-01-22", "2030-06-01", "2025-01-20")
    ]


def test_only_what_followed_the_wrong_clock_is_behind(office: Office) -> None:
    """An entry is behind the one before it, and not behind the furthest that any clock ever showed."""
    at(office, "2025-01-20T09:00", "2030-06-01T09:00", "2025-01-22T09:00", "2025-01-23T09:00")
    rows = office.query("SELECT clock, clock_at, arrived_at FROM entry WHERE number > 96 ORDER BY number")
    assert [row[0] for row in rows] == ["running", "running", "behind", "running"]
    assert [row[1][:10] for row in rows] == ["2025-01-20", "2030-06-01", "2025-01-22", "2025-01-23"]
    arrived = [row[2] for row in rows]
    assert arrived == sorted(set(arrived))
    found = office("check", "--rule", "clock-behind").out
    assert "記入番号 99（2025-01-22）は、時計が前の記入番号 98（2030-06-01）より遅れているときに" in found


def test_the_runs_of_an_older_ledger_are_reported_with_their_days(office: Office) -> None:
    """From which entry to which, from which day to which, and behind which entry."""
    at(office, "2030-06-01T09:00", "2025-01-22T09:00", "2025-03-03T09:00")
    office.tamper("UPDATE entry SET clock = 'behind', clock_at = NULL WHERE number > 97")
    found = office("check", "--rule", "clock-behind").out
    assert "記入番号 98 から 99 まで（2025-01-22 から 2025-03-03 まで）は" in found
    assert "前の記入番号 97（2030-06-01）より" in found


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2025-01-22T08:59:59", "2025-01-22 で、前の記入（記入番号 97、2025-01-23）より 1 日戻っています"),
        ("2023-01-23T09:00", "731 日戻っています"),
        ("2030-01-23T09:00", "2030-01-23 で、前の記入（記入番号 97、2025-01-23）から 1,826 日たっています"),
        ("2025-03-04T09:00:01", "40 日たっています"),
        ("2025-01-22T09:00:01", ""),
        ("2025-03-04T09:00", ""),
        ("2025-01-27T09:00", ""),
    ],
)
def test_a_jump_of_the_clock_is_told_when_it_is_written(office: Office, moment: str, words: str) -> None:
    """Back by more than a day, or forward by more than any office rests: recorded all the same, with a warning."""
    at(office, "2025-01-23T09:00")
    running(office, moment)
    done = office.ok("case", "add", "--kind", "individual", "--received-on", "2022-12-03", "--area", "市外")
    assert words in done.err
    assert ("時計" in done.err) == bool(words)


def test_every_command_that_writes_tells_it(office: Office) -> None:
    """Undoing, importing and the profile too."""
    at(office, "2025-01-23T09:00")
    profile = office.folder / "profile.toml"
    office.ok("profile", "export", str(profile))
    profile.write_text(profile.read_text(encoding="utf-8").replace("地域支援係", "相談支援係"), encoding="utf-8")
    rows = office.file("cases.csv", "kind,received_on,area\nindividual,2024-12-04,市外\n")
    commands = [("import", rows), ("profile", "apply", str(profile)), ("case", "void", "C-1", "--why", "誤り")]
    moment = datetime.fromisoformat("2025-01-23T09:00")
    for words in (*commands, ("undo", "--yes")):
        moment -= timedelta(days=2)
        running(office, moment.isoformat())
        assert "日戻っています" in office.ok(*words).err, words


def test_a_fixed_clock_is_told_by_the_check_alone(office: Office) -> None:
    """With `WFC_NOW` a script prints the same each time; check 109 names its entries."""
    office.case()
    office.clock("2035-01-23T09:00:00")
    assert office.ok("case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外").err == ""
