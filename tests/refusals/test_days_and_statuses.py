"""Days after today, days out of their era, areas outside their dates, and statuses with and without their days."""

from __future__ import annotations

import json
import shlex

import pytest

from tests.refusals.conftest import Refusing
from welfare_cli.cli import terminal
from welfare_cli.model.kind import Day, Kind
from welfare_cli.model.kinds import BY_NAME, KINDS

TODAY, TOMORROW = "2025-01-23", "2025-01-24"
DECIDE = "grant decide G-1 --on 2024-06-01 --status 交付決定"
COMPLETE = "enrolment complete P-1 --on 2024-12-01"
COORDINATORS = (("CSW1", "2020-04-01"), ("CSW2", "2024-10-01"))

RECORDS = {
    "case": {"kind": "individual", "received_on": "2024-09-02", "area": "市外"},
    "closing": {"case": "C-00003", "closed_on": "2024-09-02", "closing": "解決", "reopened_on": "2024-09-02"},
    "transfer": {"case": "C-00003", "on": "2024-09-03", "coordinator": "鈴木"},
    "contact": {"case": "C-00003", "date": "2024-09-02"},
    "meeting": {"kind": "support", "date": "2024-09-02", "areas": "市外"},
    "venue": {"name": "新しい家", "area": "市外", "launched_on": "2024-09-02"},
    "course": {"name": "新しい講座", "starts_on": "2024-09-02"},
    "enrolment": {"course": "K-00001", "enrolled_on": "2024-09-02"},
    "grant": {"kind": "new", "applied_on": "2024-09-02"},
    "activity": {"kind": "study", "date": "2024-09-02", "areas": "市外"},
    "outcome": {"fiscal_year": "2024", "section": "I-1", "text": "増えた。"},
    "tally": {"measure": "new_individual", "month": "2022-04", "number": "5"},
}
"""A good record of each kind, in the office of the dossiers."""

WITH = {
    ("case", "closed_on"): {"closing": "解決"},
    ("enrolment", "completed_on"): {"status": "completed"},
    ("enrolment", "dropped_on"): {"status": "dropped"},
    ("grant", "decided_on"): {"status": "granted"},
}
"""What has to be said too when a day is given."""

BEYOND = {("closing", "closed_on"): ["reopened_on"]}
"""Days that must not precede another: both are moved."""


PAST_DAYS = [(kind.name, field.name) for kind in KINDS for field in kind.fields if field.past]
"""Every field that holds a day which has to have passed."""

OTHER_DAYS = [
    (kind.name, field.name) for kind in KINDS for field in kind.fields if isinstance(field, Day) and not field.past
]
"""Every field that holds a day which may lie in the future."""


def on_the_day(kind: str, name: str, day: str) -> dict[str, str]:
    """A record of a kind with a day in one of its fields."""
    days = dict.fromkeys([name, *BEYOND.get((kind, name), [])], day)
    return RECORDS[kind] | WITH.get((kind, name), {}) | days


def command(kind: str, record: dict[str, str]) -> str:
    """The command that adds a record."""
    words = [kind, "add"]
    for name, text in record.items():
        for value in text.split(";") if BY_NAME[kind].by_name[name].many else [text]:
            words += ["--" + BY_NAME[kind].by_name[name].option.replace("_", "-"), value]
    return shlex.join(words)


def as_file(kind: str, record: dict[str, str]) -> dict[str, str | bytes]:
    """The file that holds a record."""
    return {f"{BY_NAME[kind].plural}.csv": ",".join(record) + "\n" + ",".join(record.values()) + "\n"}


# -- days after today -------------------------------------------------------------------------------------


def test_what_has_to_have_passed() -> None:
    """Everything received, held, contacted, launched, applied, completed or closed has a day that must have passed."""
    assert set(PAST_DAYS) == {
        ("case", "received_on"),
        ("case", "complex_since"),
        ("case", "closed_on"),
        ("closing", "closed_on"),
        ("closing", "reopened_on"),
        ("contact", "date"),
        ("venue", "launched_on"),
        ("venue", "closed_on"),
        ("enrolment", "completed_on"),
        ("enrolment", "dropped_on"),
        ("grant", "applied_on"),
        ("grant", "decided_on"),
    }


@pytest.mark.parametrize(("kind", "name"), PAST_DAYS)
def test_a_day_after_today(dossiers: Refusing, kind: str, name: str) -> None:
    """Tomorrow is refused for whatever has to have passed, by command and in a file; today is not."""
    field = BY_NAME[kind].by_name[name]
    tomorrow = on_the_day(kind, name, TOMORROW)
    for refusal in (dossiers(command(kind, tomorrow)), dossiers.files(as_file(kind, tomorrow))):
        assert set(refusal.rules) == {"future-day"}
        assert f"{field.label} {TOMORROW} は今日（{TODAY}）より後です。" in refusal.err
    assert f"{BY_NAME[kind].plural}.csv 2行目 列「{name}」" in refusal.err
    dossiers.set_up(command(kind, on_the_day(kind, name, TODAY)))


@pytest.mark.parametrize("kind", ["meeting", "activity"])
@pytest.mark.parametrize("status", ["held", "実施"])
def test_what_was_held_was_not_held_tomorrow(dossiers: Refusing, kind: str, status: str) -> None:
    """A meeting or activity of tomorrow cannot be recorded as held; without a status it is planned."""
    tomorrow = RECORDS[kind] | {"date": TOMORROW}
    for refusal in (
        dossiers(command(kind, tomorrow | {"status": status})),
        dossiers.files(as_file(kind, tomorrow | {"status": status})),
    ):
        assert refusal.rules == ["held-in-the-future"]
        assert TODAY in refusal.err
        assert TOMORROW in refusal.err
    ref = dossiers.office.ok(*shlex.split(command(kind, tomorrow))).word
    assert json.loads(dossiers.office.ok(kind, "show", ref, "--json").out)["record"]["status"] == "planned"
    assert dossiers(f"{kind} edit {ref} --status held").rules == ["held-in-the-future"]


def test_a_meeting_that_was_held_does_not_move_into_the_future(dossiers: Refusing) -> None:
    """Correcting the day of a meeting that was held to one after today is refused."""
    assert dossiers(f"meeting edit M-1 --date {TOMORROW}").rules == ["held-in-the-future"]


@pytest.mark.parametrize(("kind", "name"), OTHER_DAYS)
def test_other_days_may_lie_in_the_future(dossiers: Refusing, kind: str, name: str) -> None:
    """What is planned or expected may have a day after today."""
    dossiers.set_up(command(kind, on_the_day(kind, name, TOMORROW)))


# -- days that are none -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("令和元年4月30日", "era-day-outside", "平成31年4月30日"),
        ("H31.5.1", "era-day-outside", "令和元年5月1日"),
        ("Ｓ６４．１．８", "era-day-outside", "平成元年1月8日"),
        ("2023-02-29", "day-does-not-exist", "2023-02-28"),
        ("R6.4.31", "day-does-not-exist", "2024-04-30"),
        ("2024-13-01", "day-does-not-exist", "1から12"),
        ("6.12.31", "day-unreadable", "西暦4桁か元号"),
        ("12/11", "day-unreadable", "西暦4桁か元号"),
        ("昭和の頃", "day-unreadable", "西暦4桁か元号"),
    ],
)
def test_a_day_that_is_none(dossiers: Refusing, text: str, rule: str, hint: str) -> None:
    """A day out of its era, a day that the calendar lacks and a day without its century are refused, never guessed."""
    record = RECORDS["contact"] | {"date": text}
    for refusal in (dossiers(command("contact", record)), dossiers.files(as_file("contact", record))):
        assert refusal.rules == [rule]
        assert f"日付: 「{text}」" in refusal.err
        assert hint in refusal.err


@pytest.mark.parametrize("word", ["今日", "昨日", "一昨日"])
def test_today_is_for_people(dossiers: Refusing, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """今日 is refused where no person types, so that a script does not depend on the clock, and in files always."""
    record = RECORDS["contact"] | {"date": word}
    for text in (
        command("contact", record),
        f"case close C-3 --on {word} --closing 解決",
        f"case reopen C-2 --on {word}",
    ):
        assert dossiers(text).rules == ["day-unreadable"]
    monkeypatch.setattr(terminal, "typed", lambda: True)
    assert dossiers.files(as_file("contact", record)).rules == ["day-unreadable"]
    dossiers.set_up(command("contact", record))


# -- areas outside their dates ----------------------------------------------------------------------------


def kinds_with_an_area() -> list[Kind]:
    """Every kind that has a day and an area, or areas, and may be as old as the areas: a transfer follows its case."""
    return [kind for kind in KINDS if kind.day and not kind.within and {"area", "areas"} & set(kind.by_name)]


@pytest.mark.parametrize("kind", kinds_with_an_area(), ids=lambda kind: kind.name)
def test_an_area_before_it_existed(dossiers: Refusing, kind: Kind) -> None:
    """An area is refused on a day before its first one, by command, in a file and by a correction of either."""
    name = "areas" if "areas" in kind.by_name else "area"
    good = RECORDS[kind.name] | {kind.day: "2018-04-01", name: "市全域;若葉・調和" if name == "areas" else "若葉・調和"}
    early = good | {kind.day: "2018-03-31"}
    for refusal in (dossiers(command(kind.name, early)), dossiers.files(as_file(kind.name, early))):
        assert refusal.rules == ["word-outside-its-dates"]
        assert "圏域「若葉・調和」は 2018-03-31 には使えません（2018-04-01 から）。" in refusal.err
    assert f"{kind.plural}.csv 2行目 列「{name}」" in refusal.err
    ref = dossiers.office.ok(*shlex.split(command(kind.name, good))).word
    option = "--" + kind.by_name[kind.day].option.replace("_", "-")
    assert dossiers(f"{kind.name} edit {ref} {option} 2018-03-31").rules == ["word-outside-its-dates"]


def test_an_area_after_it_was_re_cut(refused: Refusing) -> None:
    """An area is refused after its last day, and may be used on it."""
    path = refused.office.folder / "office.toml"
    refused.office.ok("profile", "export", str(path))
    label = 'label = "若葉・調和"\n'
    path.write_text(path.read_text(encoding="utf-8").replace(label, f"{label}until = 2024-09-01\n"), encoding="utf-8")
    refused.office.ok("profile", "apply", str(path))
    record = RECORDS["case"] | {"area": "若葉・調和"}
    refusal = refused(command("case", record))
    assert refusal.rules == ["word-outside-its-dates"]
    assert "（2018-04-01〜2024-09-01）" in refusal.err
    refused.set_up(command("case", record | {"received_on": "2024-09-01"}))
    transfer = {"case": "C-1", "on": "2024-09-02", "area": "若葉・調和"}
    refused.set_up(command("case", record | {"received_on": "2024-08-01", "area": "市外"}))
    assert refused(command("transfer", transfer | {"case": "C-2"})).rules == ["word-outside-its-dates"]
    refused.set_up(command("transfer", transfer | {"case": "C-2", "on": "2024-09-01"}))


@pytest.mark.parametrize("period", [{"month": "2018-03"}, {"month": "", "fiscal_year": "2017"}])
def test_a_tally_of_an_area_before_it_existed(dossiers: Refusing, period: dict[str, str]) -> None:
    """A figure of a month or year before an area existed cannot be given under that area."""
    record = RECORDS["tally"] | period | {"area": "若葉・調和"}
    for refusal in (dossiers(command("tally", record)), dossiers.files(as_file("tally", record))):
        assert refusal.rules == ["word-outside-its-dates"]


def test_a_case_is_handed_over_to_a_new_coordinator(refused: Refusing) -> None:
    """Whoever took office after a case was received can take it over; only areas are bound to the day of reception."""
    path = refused.office.folder / "office.toml"
    refused.office.ok("profile", "export", str(path))
    terms = "".join(
        f'\n[[coordinators]]\ncode = "{code}"\nlabel = "{code}"\nfrom = {day}\n' for code, day in COORDINATORS
    )
    terms += '\n[[closings]]\ncode = "new"\nlabel = "新しい理由"\nfrom = 2024-10-01\n'
    path.write_text(path.read_text(encoding="utf-8") + terms, encoding="utf-8")
    refused.office.ok("profile", "apply", str(path))
    refused.set_up(
        f"""
        {command("case", RECORDS["case"] | {"coordinator": "CSW1"})}
        case edit C-1 --coordinator CSW2 --correction
        case close C-1 --on 2024-10-01 --closing 新しい理由
        """
    )


# -- statuses and their days ------------------------------------------------------------------------------

STATUSES = [
    ("grant", {"status": "granted"}, ["status-without-its-day"]),
    ("grant", {"status": "declined"}, ["status-without-its-day"]),
    ("grant", {"status": "withdrawn"}, ["status-without-its-day"]),
    ("grant", {"status": "under_review", "decided_on": "2024-10-01"}, ["day-without-its-status"]),
    ("grant", {"status": "", "decided_on": "2024-10-01"}, ["day-without-its-status"]),
    ("grant", {"status": "granted", "decided_on": "2024-09-01"}, ["day-order"]),
    ("enrolment", {"status": "completed"}, ["status-without-its-day"]),
    ("enrolment", {"status": "dropped"}, ["status-without-its-day"]),
    ("enrolment", {"status": "enrolled", "completed_on": "2024-10-01"}, ["day-without-its-status"]),
    ("enrolment", {"status": "", "completed_on": "2024-10-01"}, ["day-without-its-status"]),
    ("enrolment", {"status": "enrolled", "dropped_on": "2024-10-01"}, ["day-without-its-status"]),
    ("enrolment", {"status": "", "dropped_on": "2024-10-01"}, ["day-without-its-status"]),
    (
        "enrolment",
        {"status": "completed", "dropped_on": "2024-10-01"},
        ["day-without-its-status", "status-without-its-day"],
    ),
    (
        "enrolment",
        {"status": "dropped", "completed_on": "2024-10-01", "dropped_on": "2024-10-01"},
        ["day-without-its-status"],
    ),
    ("enrolment", {"status": "completed", "completed_on": "2024-09-01"}, ["day-order"]),
    ("enrolment", {"status": "dropped", "dropped_on": "2024-09-01"}, ["day-order"]),
    ("enrolment", {"expected_on": "2024-09-01"}, ["day-order"]),
]


@pytest.mark.parametrize(("kind", "given", "rules"), STATUSES)
def test_a_status_stands_with_its_day(dossiers: Refusing, kind: str, given: dict[str, str], rules: list[str]) -> None:
    """A status without its day and a day without its status are refused, by command and in a file."""
    record = RECORDS[kind] | given
    for refusal in (dossiers(command(kind, record)), dossiers.files(as_file(kind, record))):
        assert sorted(refusal.rules) == rules


@pytest.mark.parametrize(
    ("commands", "rules"),
    [
        ("grant decide G-1 --on 2024-06-01", ["day-without-its-status"]),
        ("grant decide G-1 --on 2024-06-01 --status 審査中", ["day-without-its-status"]),
        ("grant decide G-1 --on 2024-04-30 --status 交付決定", ["day-order"]),
        ("grant edit G-1 --status 交付決定", ["status-without-its-day"]),
        (f"{DECIDE}\ngrant edit G-1 --clear decided_on", ["status-without-its-day"]),
        (f"{DECIDE}\ngrant edit G-1 --clear status", ["day-without-its-status"]),
        (f"{DECIDE}\ngrant edit G-1 --status 審査中", ["day-without-its-status"]),
        (f"{DECIDE}\n{DECIDE}", ["already-closed"]),
        ("enrolment complete P-1 --on 2024-05-31", ["day-order"]),
        (f"enrolment complete P-1 --on {TOMORROW}", ["future-day"]),
        (f"{COMPLETE}\n{COMPLETE}", ["already-closed"]),
        (f"{COMPLETE}\nenrolment drop P-1 --on 2024-12-02", ["day-without-its-status"]),
        (f"{COMPLETE}\nenrolment edit P-1 --clear completed_on", ["status-without-its-day"]),
        (f"{COMPLETE}\nenrolment edit P-1 --status dropped", ["day-without-its-status", "status-without-its-day"]),
        (f"{COMPLETE}\nenrolment edit P-1 --clear status", ["day-without-its-status"]),
        ("enrolment drop P-1 --on 2024-12-01\nenrolment drop P-1 --on 2024-12-02", ["already-closed"]),
        ("venue close V-1 --on 2024-03-31", ["day-order"]),
        (f"venue close V-1 --on {TOMORROW}", ["future-day"]),
    ],
)
def test_a_status_keeps_its_day(dossiers: Refusing, commands: str, rules: list[str]) -> None:
    """Deciding, completing, dropping and correcting leave no status without its day and no day without its status."""
    *before, last = commands.splitlines()
    dossiers.set_up("\n".join(before))
    assert sorted(dossiers(last).rules) == rules
