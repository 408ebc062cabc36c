"""What `wfc check` finds: each rule in a ledger that triggers it and no other, the sample year, acceptances, heads."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Office
from welfare_cli.ledger import Change, Ledger, Stamp, counts
from welfare_cli.ledger.engine import open_file
from welfare_cli.model.case import CASE, CONTACT
from welfare_cli.model.kind import Kind, Record
from welfare_cli.model.kinds import BY_NAME
from welfare_cli.model.meeting import MEETING
from welfare_cli.model.outcome import OUTCOME
from welfare_cli.model.tally import TALLY
from welfare_cli.report.checks import RULES

if TYPE_CHECKING:
    from welfare_cli.model.kind import Value

AS_OF = "2024-04-20"
"""A day in the first month of the year: no month has passed whole, so that nobody can have been silent in one."""
AREAS = (
    *("緑ケ丘・滝坂", "若葉・調和", "上ノ原・柏野", "北ノ台・深大寺"),
    *("第二・八雲台・国領", "染地・杉森・布田", "第一・富士見台・多摩川", "第三・石原・飛田給"),
)
WHOLE = {
    "kind": "individual",
    "received_on": "2024-04-05",
    "area": "若葉・調和",
    "route": "本人",
    "client": "本人",
    "age_band": "40代",
    "topic": "住まい",
    "main_topic": "住まい",
}
"""A case of which nothing is left out."""

Provoked = Callable[[Office], str | None]
PROVOKED: dict[str, Provoked] = {}
"""By rule what makes a ledger that triggers it; it returns the as-of date where it is another one."""


def provokes(looks: Provoked) -> Provoked:
    """Note that a function makes a ledger which triggers the rule of its name."""
    PROVOKED[looks.__name__.replace("_", "-")] = looks
    return looks


def add(office: Office, kind: str, /, **fields: str) -> str:
    """Record something by its command; a field left empty is left out. Return its ref."""
    words = [word for name, text in fields.items() if text for word in (f"--{name.replace('_', '-')}", text)]
    return office.ok(kind, "add", *words).word


def case(office: Office, **other: str) -> str:
    """Record a case of which nothing is left out but what is said otherwise."""
    return add(office, "case", **{**WHOLE, **other})


def slip(office: Office, kind: Kind, ref: str, /, **facts: Value) -> None:
    """Write an entry as wfc does, but unchecked: as it comes from another ledger, or from an older wfc."""
    stamp = Stamp("tester", datetime(2025, 1, 23, tzinfo=UTC), fixed=True)
    with Ledger.open(str(office.path), lambda: stamp) as book, book.connection.writing():
        base = next((each for each in book.audit.standing(kind) if each.ref == ref), None)
        record = base.record.changed(facts) if base else Record(kind, ref, facts)
        book.write([Change("edit" if base else "add", record, base)])


def coordinators(office: Office, *codes: str) -> None:
    """Give the office a list of its coordinators."""
    path = office.folder / "profile.toml"
    office.ok("profile", "export", str(path))
    listed = "".join(f'\n[[coordinators]]\ncode = "{code}"\nlabel = "{code}"\n' for code in codes)
    path.write_text(path.read_text(encoding="utf-8") + listed, encoding="utf-8")
    office.ok("profile", "apply", str(path))


def everywhere(office: Office) -> None:
    """Record a joint meeting of all areas: none has been silent in April."""
    areas = [word for area in AREAS for word in ("--area", area)]
    office.ok("meeting", "add", "--kind", "network", "--date", "2024-04-10", "--attendees", "9", *areas)


# A ledger for each rule


@provokes
def damaged(office: Office) -> None:
    office.tamper("UPDATE origin SET own = 2")


@provokes
def unprotected(office: Office) -> None:
    with sqlite3.connect(office.path) as connection:
        connection.execute("DROP TRIGGER cases_refuses_update")
    connection.close()


@provokes
def chain_broken(office: Office) -> None:
    case(office)
    office.tamper("UPDATE entry SET author = 'somebody' WHERE kind = 'case'")


@provokes
def text_changed(office: Office) -> None:
    case(office, summary="概要")
    office.tamper("UPDATE confidential SET text = 'another'")


@provokes
def standing_wrong(office: Office) -> None:
    case(office)
    office.tamper("UPDATE stood SET version = 9 WHERE kind = 'case'")


@provokes
def counts_wrong(office: Office) -> None:
    case(office)
    office.tamper("UPDATE daily_count SET number = 2 WHERE measure = 'new_individual' AND area = '*'")


@provokes
def lookups_wrong(office: Office) -> None:
    add(office, "contact", case=case(office), date="2024-04-06", agency="すこやか")
    office.tamper("UPDATE name SET key = 'another'")


@provokes
def clock_behind(office: Office) -> None:
    office.clock("2199-01-01T09:00:00")
    case(office)
    office.monkeypatch.delenv("WFC_NOW")
    case(office, area="市外")


@provokes
def clock_fixed(office: Office) -> None:
    office.monkeypatch.delenv("WFC_NOW")
    case(office)


@provokes
def open_to_others(office: Office) -> None:
    office.path.chmod(0o644)


@provokes
def left_behind(office: Office) -> None:
    (office.folder / ".ledger.db.4711.new").touch(0o600)


@provokes
def erasures_unlisted(office: Office) -> None:
    office.ok("erase", case(office, summary="概要"), "--why", "申し出", "--yes")
    (office.folder / "ledger.db.erasures").unlink()


@provokes
def linked(office: Office) -> None:
    os.link(office.path, office.folder / "別の名前.db")


@provokes
def old_draft(office: Office) -> None:
    (office.folder / "ledger.db.drafts").mkdir(0o700)
    (office.folder / "ledger.db.drafts" / "1.json").touch(0o600)
    os.utime(office.folder / "ledger.db.drafts" / "1.json", (0, 0))


@provokes
def contact_outside_case(office: Office) -> None:
    slip(office, CONTACT, "F-1", case=case(office), date="2024-04-01")


@provokes
def closing_out_of_order(office: Office) -> None:
    case(office)
    slip(office, CASE, "C-00001", complex_since="2024-04-01")


@provokes
def in_the_future(office: Office) -> None:
    case(office, received_on="2025-01-22")
    office.clock("2025-01-10T09:00:00")


@provokes
def outside_its_dates(office: Office) -> None:
    case(office, received_on="2018-04-01")
    office.ok("case", "close", "1", "--on", "2018-04-30", "--closing", "解決")
    slip(office, CASE, "C-00001", received_on="2017-04-01")


@provokes
def would_be_refused(office: Office) -> None:
    case(office)
    slip(office, CASE, "C-00001", topics=("care",))


@provokes
def not_on_its_list(office: Office) -> None:
    case(office, coordinator="CSW9")
    coordinators(office, "CSW1")


@provokes
def planned_overdue(office: Office) -> None:
    add(office, "meeting", kind="support", date="2024-04-10", area="市外", status="planned")


@provokes
def enrolment_overdue(office: Office) -> None:
    course = add(office, "course", name="講座", starts_on="2024-04-01")
    add(office, "enrolment", course=course, enrolled_on="2024-04-01", expected_on="2024-04-10")


@provokes
def grant_undecided(office: Office) -> None:
    add(office, "grant", kind="new", area="市外", applied_on="2024-01-10")


@provokes
def quiet_cases(office: Office) -> None:
    case(office, received_on="2023-04-01")


@provokes
def complex_without_contact(office: Office) -> None:
    case(office, received_on="2024-03-01", complex_since="2024-03-02")


@provokes
def area_not_entered(office: Office) -> None:
    add(office, "grant", kind="new", applied_on="2024-04-10")


@provokes
def route_not_entered(office: Office) -> None:
    case(office, route="")


@provokes
def topic_not_entered(office: Office) -> None:
    case(office, topic="", main_topic="")


@provokes
def main_topic_not_entered(office: Office) -> None:
    case(office, main_topic="")


@provokes
def coordinator_not_entered(office: Office) -> None:
    case(office)
    coordinators(office, "CSW1")


@provokes
def attendees_not_entered(office: Office) -> None:
    add(office, "meeting", kind="support", date="2024-04-10", area="市外")


@provokes
def partner_not_entered(office: Office) -> None:
    add(office, "activity", kind="business", date="2024-04-10", area="市外")


@provokes
def support_not_entered(office: Office) -> None:
    add(office, "venue", name="居場所", area="市外", launched_on="2024-04-10")


@provokes
def granted_without_amount(office: Office) -> None:
    more = {"status": "granted", "decided_on": "2024-04-15"}
    add(office, "grant", kind="new", area="市外", applied_on="2024-04-10", **more)


@provokes
def complex_day_not_entered(office: Office) -> None:
    case(office, topic="care", main_topic="care")
    office.ok("case", "edit", "C-1", "--topic", "care", "--topic", "debt")
    for day in ("2024-04-06", "2024-04-07", "2024-04-08"):
        add(office, "contact", case="C-1", date=day, method="電話")


@provokes
def near_duplicate_case(office: Office) -> None:
    case(office)
    case(office, received_on="2024-04-08", age_band="50代")


@provokes
def same_contact(office: Office) -> None:
    for _time in (1, 2):
        add(office, "contact", case=case(office) if _time == 1 else "C-1", date="2024-04-06", method="電話")


@provokes
def same_meeting(office: Office) -> None:
    for area in AREAS[:2]:
        add(office, "meeting", kind="network", date="2024-04-10", area=area, title="合同", attendees="30")


@provokes
def same_venue(office: Office) -> None:
    for name in ("みんなの家", "みんな家"):
        add(office, "venue", name=name, area="市外", launched_on="2024-04-10", support="launch")


@provokes
def spelt_twice(office: Office) -> None:
    case(office)
    for number, name in enumerate(("地域包括支援センター", "地域包括支援センタ-", "地域包括支援センター"), start=6):
        add(office, "contact", case="C-1", date=f"2024-04-0{number}", agency=name)


@provokes
def grant_elsewhere(office: Office) -> None:
    venue = add(office, "venue", name="居場所", area="若葉・調和", launched_on="2024-04-10", support="launch")
    add(office, "grant", kind="new", area="緑ケ丘・滝坂", venue=venue, applied_on="2024-04-11")


@provokes
def meeting_before_case(office: Office) -> None:
    more = {"date": "2024-04-04", "case": case(office), "attendees": "5"}
    add(office, "meeting", kind="support", area="若葉・調和", **more)


@provokes
def points_to_void(office: Office) -> None:
    ref = case(office)
    office.ok("case", "void", ref, "--why", "誤り")
    facts: dict[str, Value] = {"kind": "support", "date": "2024-04-10", "areas": ("outside",), "cases": (ref,)}
    slip(office, MEETING, "M-1", attendees=5, status="held", **facts)


@provokes
def open_does_not_add_up(office: Office) -> str:
    everywhere(office)
    case(office)
    add(office, "tally", measure="case_closed", month="2024-04", number="3")
    return "2024-04-30"


@provokes
def part_greater_than_whole(office: Office) -> str:
    for measure, number in (("complex_case", "5"), ("complex_followup", "3")):
        add(office, "tally", measure=measure, fiscal_year="2022", number=number)
    return "2023-03-31"


@provokes
def tally_beside_records(office: Office) -> None:
    case(office)
    add(office, "tally", measure="new_individual", month="2024-04", number="3")


@provokes
def tallies_at_odds(office: Office) -> None:
    for ref in ("T-1", "T-2"):
        slip(office, TALLY, ref, measure="new_community", month="2022-04", number=3)


@provokes
def tally_months_missing(office: Office) -> str:
    add(office, "tally", measure="new_individual", month="2023-04", number="3")
    return "2024-06-15"


@provokes
def narrative_figure(office: Office) -> None:
    case(office)
    add(office, "outcome", fiscal_year="2024", section="I-1", text="新規個別相談件数は３２２件で、前年度を上回った。")


@provokes
def year_empty(_office: Office) -> None:
    pass


@provokes
def only_carried_over(office: Office) -> None:
    add(office, "contact", case=case(office, received_on="2024-03-25"), date="2024-04-06")


@provokes
def area_silent(office: Office) -> str:
    case(office)
    return "2024-04-30"


@provokes
def coordinator_silent(office: Office) -> str:
    everywhere(office)
    coordinators(office, "CSW1", "CSW2")
    case(office, coordinator="CSW1")
    return "2024-04-30"


@provokes
def unknown_measure(office: Office) -> None:
    slip(office, BY_NAME["section"], "I-1", measures=("new_individual", "gone"))


@provokes
def word_means_two(office: Office) -> None:
    slip(office, BY_NAME["term"], "areas/outside", aliases=("不明",))


@provokes
def unknown_section(office: Office) -> None:
    slip(office, OUTCOME, "N-1", fiscal_year=2024, section="X-9", text="本文")


@provokes
def open_in_ended_area(office: Office) -> None:
    """The areas were re-cut, and nobody has transferred the case."""
    case(office)
    slip(office, BY_NAME["term"], "areas/wakaba-chowa", valid_until="2024-04-15")


@provokes
def open_with_ended_coordinator(office: Office) -> None:
    """A coordinator has left, and nobody has transferred the case."""
    coordinators(office, "CSW1")
    case(office, coordinator="CSW1")
    slip(office, BY_NAME["term"], "coordinators/CSW1", valid_until="2024-04-15")


def three_a_month(office: Office, *months: str) -> None:
    """Record in each month three joint meetings of all areas and three cases of a coordinator, early in the next."""
    for month in months:
        office.clock(f"{month[:5]}{int(month[5:]) + 1:02}-05T09:00:00")
        for day in ("28", "29", "30"):
            areas = [word for area in AREAS for word in ("--area", area)]
            office.ok("meeting", "add", "--kind", "network", "--date", f"{month}-{day}", "--attendees", "9", *areas)
            case(office, received_on=f"{month}-30", coordinator="CSW1")


HALF_A_YEAR = ("2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-09", "2024-10")


@provokes
def area_behind(office: Office) -> str:
    three_a_month(office, *HALF_A_YEAR)
    office.clock("2025-05-20T09:00:00")
    areas = [word for area in AREAS for word in ("--area", area)]
    office.ok("meeting", "add", "--kind", "network", "--date", "2025-04-10", "--attendees", "9", *areas)
    return "2025-04-30"


@provokes
def coordinator_behind(office: Office) -> str:
    office.clock("2024-04-02T09:00:00")
    coordinators(office, "CSW1")
    three_a_month(office, *HALF_A_YEAR, "2025-04")
    office.ok("case", "void", "C-23", "--why", "誤り")
    office.ok("case", "void", "C-24", "--why", "誤り")
    office.clock("2025-05-20T09:00:00")
    return "2025-04-30"


EMPTY = "year-empty"
"""The rule that finds something in many of these ledgers: they hold nothing but what another rule is to find."""


# What is found


def findings(office: Office, *words: str) -> list[dict[str, Any]]:
    """What a check finds, as programs read it."""
    done = office("check", "--format", "json", *words)
    assert done.code in (0, 8), done.err
    found: list[dict[str, Any]] = json.loads(done.out)["findings"]
    return found


def test_every_rule_is_provoked() -> None:
    """No rule without a ledger that triggers it, in the order of numbers, each with a name of its own."""
    assert list(PROVOKED) == [rule.name for rule in RULES]
    numbers = [rule.number for rule in RULES]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 25


@pytest.mark.parametrize("name", PROVOKED)
def test_a_rule_is_triggered_alone(office: Office, name: str) -> None:
    """Each rule finds what it is for and no other finds anything, and says what, and the way out, with code 8."""
    as_of = PROVOKED[name](office) or AS_OF
    everything = findings(office, "--as-of", as_of)
    found = [each for each in everything if each["name"] != EMPTY or name == EMPTY]
    assert {each["name"] for each in found} == {name}, found
    assert all(each["message"] and each["remedy"] and "{" not in each["message"] + each["remedy"] for each in found)
    done = office("check", "--as-of", as_of)
    rule = next(each for each in RULES if each.name == name)
    assert done.code == 8
    assert f"■ {rule.number} {rule.title}（{len(found)}件）" in done.out
    if found == everything:
        assert office("check", "--as-of", as_of, "--rule", str(rule.number)).out == done.out
    other = next(each.name for each in RULES if each.name not in (name, EMPTY))
    assert office("check", "--as-of", as_of, "--rule", other).code == 0


def test_a_ledger_without_findings_is_silent(office: Office) -> None:
    """Nothing found, nothing said, 0: nobody has to read a nightly check for nothing."""
    everywhere(office)
    add(office, "contact", case=case(office), date="2024-04-06", method="電話", agency="すこやか")
    done = office("check", "--as-of", "2024-04-30")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert findings(office, "--as-of", "2024-04-30") == []


def test_the_sample_year_triggers_what_it_should(sample: Office) -> None:
    """Of the synthetic year as of the end of December, what a person would find by reading it is found, and no more."""
    found = findings(sample, "--as-of", "2024-12-31")
    told = [(each["rule"], each["ref"]) for each in found if each["rule"] != 210]
    assert told == [
        (207, "A-00081"),
        (213, "C-00879"),
        (301, "C-00881"),
        (301, "C-01207"),
        (306, "G-00001"),
        (307, "M-00001"),
    ]
    assert {each["ref"] for each in found if each["rule"] == 210} <= {*AREAS, "市全域", "市外", "不明"}


def test_a_check_of_a_year_is_quick(sample: Office) -> None:
    """All rules together look at a year in less than two seconds of the computer's time."""
    before = time.process_time()
    sample("check", "--as-of", "2024-12-31")
    assert time.process_time() - before < 2


# Rule 12 of the domain


@pytest.mark.parametrize("as_of", ["2023-03-31", "2023-10-15", "2024-03-31", "2024-12-31", "2025-03-31"])
def test_open_cases_add_up_on_any_day(sample: Office, as_of: str) -> None:
    """In the year with its re-openings, open = open before + new + re-opened - closed, by kind and area."""
    assert findings(sample, "--as-of", as_of, "--rule", "401") == []


def test_open_cases_that_do_not_add_up_are_found_by_area(sample: Office) -> None:
    """Both sides are worked out apart: a count of open cases that is kept wrongly in one area is told of that area."""
    with open_file(str(sample.path)) as connection:
        counts.keep(connection, sample.head(), {}, {("2024-05-01", "open_individual", "outside"): 1})
    (told,) = findings(sample, "--as-of", "2024-12-31", "--rule", "401")
    assert told["ref"] == "individual/市外"


# Areas and coordinators without an entry


def test_a_coordinator_is_silent_whose_cases_others_attend_to(office: Office) -> None:
    """A contact is its own coordinator's; and to be handed a case is no entry."""
    everywhere(office)
    coordinators(office, "CSW1", "CSW2", "CSW3")
    ref = case(office, coordinator="CSW1", received_on="2024-03-05")
    add(office, "contact", case=ref, date="2024-04-06", coordinator="CSW2")
    add(office, "transfer", case=ref, on="2024-04-20", coordinator="CSW3")
    silent = [each["ref"] for each in findings(office, "--as-of", "2024-04-30", "--rule", "502")]
    assert silent == ["2024-04/CSW1", "2024-04/CSW3"]


def test_quiet_cases_are_those_of_the_area_they_have_now(office: Office) -> None:
    """After a transfer they are listed where they are."""
    ref = case(office, received_on="2023-04-05")
    add(office, "transfer", case=ref, on="2024-04-10", area="上ノ原・柏野")
    assert [each["ref"] for each in findings(office, "--as-of", AS_OF, "--rule", "210")] == ["上ノ原・柏野"]


# Narratives


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("新規個別相談件数３２２件", ["322"]),
        ("１，３２２件の新規個別相談があった", ["1322"]),
        ("新規個別相談件数（累計）は 322 件", ["322"]),
        ("重層的支援会議２回を開いた", ["2"]),
        ("若葉・調和では新規個別相談が２件、受講生は５人", ["5"]),
        ("新規個別相談は１件、支援会議は０回", []),
        ("支援会議は１２月から始めた。第３回支援会議を予定", []),
        ("４月の新規個別相談は２件", []),
        ("修了予定３人", ["3"]),
    ],
)
def test_a_narrative_is_held_to_the_figures(office: Office, text: str, said: list[str]) -> None:
    """A number right before or behind a figure's name is compared with it, and a number of another kind is not."""
    case(office, received_on="2024-03-01")
    case(office)
    if "２件" in text:
        case(office, kind="community")
        case(office, received_on="2024-04-19", route="行政", age_band="80代", main_topic="介護", topic="介護")
    add(office, "outcome", fiscal_year="2024", section="I-1", date="2024-04-20", text=text)
    found = findings(office, "--as-of", AS_OF, "--rule", "narrative-figure")
    assert [re.findall(r"が (\d+) とありますが", each["message"])[0] for each in found] == said


# Acceptances


def test_an_accepted_finding_is_quiet_until_the_record_changes(office: Office) -> None:
    """Accepted, it is listed only with --all, by whom and when; a correction of the record brings it back."""
    ref = case(office, route="")
    assert office("check", "--as-of", AS_OF).code == 8
    accepted = office.ok("check", "--as-of", AS_OF, "--accept", "213", "1", "--why", "聞き取れなかった", "--by", "佐藤")
    assert "C-00001" in accepted.out
    assert office("check", "--as-of", AS_OF).out == ""
    (told,) = findings(office, "--as-of", AS_OF, "--all")
    assert (told["accepted_by"], told["accepted_on"]) == ("佐藤", "2025-01-23")
    shown = office.ok("check", "--as-of", AS_OF, "--all")
    assert "佐藤、2025-01-23" in shown.out
    assert "聞き取れなかった" not in shown.out
    office.ok("case", "edit", ref, "--client", "家族・親族")
    (told,) = findings(office, "--as-of", AS_OF)
    assert told["accepted_by"] is None
    office.ok("check", "--as-of", AS_OF, "--accept", "route-not-entered", ref, "--why", "やはり")
    assert findings(office, "--as-of", AS_OF) == []


def test_what_is_no_record_can_be_accepted(office: Office) -> None:
    """An area that had nothing to enter in a month is accepted for that month alone."""
    case(office)
    for area in AREAS[:1] + AREAS[2:]:
        office.ok("check", "--as-of", "2024-04-30", "--accept", "501", f"2024-04/{area}", "--why", "なかった")
    assert office("check", "--as-of", "2024-04-30").code == 0
    assert {each["ref"][:7] for each in findings(office, "--as-of", "2024-05-31")} == {"2024-05"}


def test_an_acceptance_moves_no_figure(office: Office) -> None:
    """It is an entry like any other in the chain, and no record of the office's."""
    case(office, route="")
    before = office.ok("report", "--as-of", AS_OF, "--format", "csv").out
    head = office.head()
    office.ok("check", "--as-of", AS_OF, "--accept", "213", "C-1", "--why", "理由")
    assert office.ok("report", "--as-of", AS_OF, "--format", "csv").out == before
    assert office.head() == head + 1
    assert findings(office, "--as-of", AS_OF, "--rule", "chain-broken", "--rule", "standing-wrong") == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--accept", "213", "C-9", "--why", "x"), 3, "C-00001"),
        (("--accept", "213", "C-1"), 2, "理由"),
        (("--accept", "213", "--why", "x"), 2, "対象"),
        (("C-1",), 2, "きまり"),
        (("--accept", "route-not-enterd", "C-1", "--why", "x"), 2, "route-not-entered"),
        (("--accept", "103", "C-1", "--why", "x"), 7, "控えから戻して"),
        (("--rule", "999"), 2, "--rules"),
        (("--format", "xml"), 2, "xml"),
        (("--head", "97"), 2, "3975:"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(office: Office, words: tuple[str, ...], code: int, says: str) -> None:
    """What is not found, not whole, not known or not to be accepted is refused with the way out; nothing is written."""
    case(office, route="")
    head = office.head()
    done = office("check", "--as-of", AS_OF, *words)
    assert done.code == code
    assert says in done.err
    assert office.head() == head


def test_damage_cannot_be_accepted(office: Office) -> None:
    """Whatever is wrong with the chain or with what is derived stays found until it is repaired."""
    for rule in RULES[:7]:
        assert not rule.acceptable
        assert office("check", "--accept", rule.name, "1", "--why", "x").code == 7


def test_no_confidential_text_is_printed(office: Office) -> None:
    """Neither a summary, a note nor a reason stands in anything that a check prints."""
    case(office, route="", summary="秘密の概要")
    case(office, summary="秘密の概要")
    add(office, "contact", case="C-1", date="2024-04-06", note="秘密の備考")
    office.ok("check", "--as-of", AS_OF, "--accept", "213", "C-1", "--why", "秘密の理由")
    for form in ("table", "csv", "json"):
        done = office("check", "--as-of", AS_OF, "--all", "--format", form)
        assert "秘密の概要" not in done.out + done.err
        assert "秘密の備考" not in done.out + done.err
        assert "秘密の理由" not in done.out + done.err


# Heads


def test_a_printed_head_is_proved(office: Office) -> None:
    """The numbers under a report lie in its ledger, also after more was recorded; whole or as short as printed."""
    case(office)
    printed = office.ok("report").out.splitlines()[-1]
    number, chain = re.findall(r"記入番号 (\d+)、連鎖 (\w+)", printed)[0]
    case(office, area="市外")
    assert "この台帳のものです" in office.ok("check", "--head", f"{number}:{chain}").out
    assert office("check", "--head", f"{number}：{chain[:8].upper()}").code == 0
    assert office("check", "--head", f"{number}:{chain[:7]}").code == 2
    assert office("check", "--head", f"{int(number) + 1}:{chain}").code == 8
    assert office("check", "--head", f"{int(number) + 9}:{chain}").code == 8
    office.tamper("UPDATE cases SET area = 'unknown'")
    assert office("check", "--head", f"{number}:{chain}").code == 8


def test_a_head_of_another_ledger_is_not_proved(office: Office, sample: Office) -> None:
    """A head that was printed from another ledger, or before it was rewritten, is not found here."""
    shutil.copy(sample.path, office.folder / "other.db")
    whole = json.loads(sample.ok("report", "--format", "json").out)
    assert sample("check", "--head", f"{whole['entry']}:{whole['chain_head']}").code == 0
    assert sample("check", "--head", f"{whole['entry']}:{'0' * 64}").code == 8


def test_a_narrative_may_speak_of_another_year(office: Office) -> None:
    """A sentence about last year or a target is not held against this year's figure."""
    case(office)
    text = "前年度は新規個別相談件数２１１件でした。目標は新規個別相談件数４００件です。"
    add(office, "outcome", fiscal_year="2024", section="I-1", text=text)
    assert office("check", "--rule", "406").code == 0
