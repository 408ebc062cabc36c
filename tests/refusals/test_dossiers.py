"""Corrections, closings and withdrawals that would leave a contact outside its case or a record pointing nowhere."""

from __future__ import annotations

import pytest

from tests.refusals.conftest import Refusing

CASE_HEADINGS = "ref,kind,received_on,area,topics,complex_since,closed_on,closing\n"
C1 = "C-00001,individual,{received},若葉・調和,住まい,{since},{closed}\n"
C2 = "C-00002,individual,2024-09-01,若葉・調和,,{since},{closed}\n"
CLOSINGS = "case,closed_on,closing,reopened_on\n"
C1_CLOSING = "C-00001/2024-06-01"

COMMANDS = {
    # moving the reception
    "case edit C-1 --received-on 2024-05-06": ["contact-before-reception"],
    "case edit C-1 --received-on 2024-05-11": ["complex-before-reception", "contact-before-reception"],
    "case edit C-2 --received-on 2024-10-02": [
        "closing-before-reception",
        "complex-before-reception",
        "contact-before-reception",
    ],
    "case edit C-1 --clear received_on": ["required"],
    # closing too early, twice, or by half
    "case close C-1 --on 2024-07-31 --closing 解決": ["contact-after-closing"],
    "case close C-1 --on 2024-06-15 --closing 解決": ["closed-while-closed", "contact-after-closing"],
    "case close C-1 --on 2025-01-24 --closing 解決": ["future-day"],
    "case close C-1 --on 2024-08-02": ["closing-incomplete"],
    "case close C-2 --on 2024-10-02 --closing 解決": ["closed-while-closed"],
    "closing add --case C-2 --closed-on 2024-10-02 --closing 解決": ["closed-while-closed"],
    "closing add --case C-1 --closed-on 2024-07-31 --closing 解決": ["contact-after-closing"],
    "closing add --case C-1 --closed-on 2024-08-10": ["required"],
    "closing add --case C-1 --closing 解決": ["required"],
    "closing add --closed-on 2024-08-10 --reopened-on 2024-08-20 --closing 解決": ["required"],
    "case edit C-2 --closed-on 2024-09-14 --complex-since 2024-09-10": ["contact-after-closing"],
    "case edit C-2 --closed-on 2024-08-31 --clear complex_since": ["closing-before-reception", "contact-after-closing"],
    "case edit C-2 --clear closed_on": ["closing-incomplete"],
    "case edit C-2 --clear closing": ["closing-incomplete"],
    # when the problems were found to be complex
    "case edit C-1 --complex-since 2024-04-30": ["complex-before-reception"],
    "case edit C-2 --complex-since 2024-10-02": ["complex-after-closing"],
    "case edit C-2 --closed-on 2024-09-19": ["complex-after-closing"],
    # earlier closings and re-openings
    "case reopen C-1 --on 2024-08-02": ["reopened-while-open"],
    "case reopen C-2 --on 2024-09-30": ["day-order"],
    "case reopen C-2 --on 2025-01-24": ["future-day"],
    f"closing edit {C1_CLOSING} --reopened-on 2024-08-02": ["contact-while-closed"],
    f"closing edit {C1_CLOSING} --reopened-on 2024-05-31": ["day-order"],
    f"closing edit {C1_CLOSING} --reopened-on 2025-01-24": ["future-day", "contact-while-closed"],
    f"closing edit {C1_CLOSING} --closed-on 2024-05-19": ["contact-while-closed"],
    f"closing edit {C1_CLOSING} --closed-on 2024-04-30": [
        "closing-before-reception",
        "contact-while-closed",
        "contact-while-closed",
    ],
    f"closing edit {C1_CLOSING} --clear closing": ["required"],
    f"closing edit {C1_CLOSING} --clear reopened_on": ["required"],
    f"closing edit {C1_CLOSING} --case C-2": ["closing-before-reception"],
    f"closing edit {C1_CLOSING} --case C-4": ["void-record"],
    "closing add --case C-1 --closed-on 2024-06-15 --closing 解決 --reopened-on 2024-07-02": ["closed-while-closed"],
    "closing add --case C-1 --closed-on 2024-05-30 --closing 解決 --reopened-on 2024-06-15": ["closed-while-closed"],
    "closing add --case C-1 --closed-on 2024-07-31 --closing 解決 --reopened-on 2024-08-02": ["contact-while-closed"],
    "closing add --case C-1 --closed-on 2024-06-01 --closing 解決 --reopened-on 2024-07-02": ["ref-taken"],
    # moving a contact
    "contact edit F-1 --date 2024-04-30": ["contact-before-reception"],
    "contact edit F-1 --date 2024-06-02": ["contact-while-closed"],
    "contact edit F-4 --date 2024-10-02": ["contact-after-closing"],
    "contact edit F-1 --case C-2": ["contact-before-reception"],
    "contact edit F-4 --case C-9": ["unknown-record"],
    "contact edit F-4 --case C-4": ["void-record"],
    "contact edit F-4 --clear case": ["required"],
    # taking back what others point to, and pointing to what is not there
    "case void C-1 --why 重複": ["still-pointed-to"],
    "case void C-3 --why 重複": ["still-pointed-to"],
    "venue void V-1 --why 重複": ["still-pointed-to"],
    "course void K-1 --why 重複": ["still-pointed-to"],
    "meeting edit M-1 --case C-3 --case C-9": ["unknown-record"],
    "meeting edit M-1 --case C-4": ["void-record"],
    "grant edit G-1 --venue V-9": ["unknown-record"],
    "enrolment edit P-1 --course K-9": ["unknown-record"],
    # what was taken back stays so
    "case void C-4 --why もう一度": ["already-void"],
    "case edit C-4 --area 若葉・調和": ["already-void"],
    "case close C-4 --on 2024-10-01 --closing 解決": ["already-void"],
    "case reopen C-4 --on 2024-10-01": ["already-void"],
    "contact add --case C-4 --date 2024-10-01": ["void-record"],
}
"""Commands that the dossiers do not allow, with the rules that they break."""

FILES: dict[str, tuple[dict[str, str], str, list[str]]] = {
    "the reception after a contact": (
        {"cases.csv": CASE_HEADINGS + C1.format(received="2024-05-06", since="2024-05-10", closed=",")},
        "cases.csv 2行目",
        ["contact-before-reception"],
    ),
    "the reception after the first closing": (
        {"cases.csv": CASE_HEADINGS + C1.format(received="2024-06-02", since="2024-06-02", closed=",")},
        "cases.csv 2行目",
        ["closing-before-reception", "contact-before-reception", "contact-before-reception"],
    ),
    "a closing before the last contact": (
        {"cases.csv": CASE_HEADINGS + C1.format(received="2024-05-01", since="2024-05-10", closed="2024-07-31,解決")},
        "cases.csv 2行目",
        ["contact-after-closing"],
    ),
    "a closing before the last contact, as a row of closings": (
        {"closings.csv": CLOSINGS + "C-00001,2024-07-31,解決,\n"},
        "closings.csv 2行目",
        ["contact-after-closing"],
    ),
    "the problems complex after the closing": (
        {"cases.csv": CASE_HEADINGS + C2.format(since="2024-10-02", closed="2024-10-01,解決")},
        "cases.csv 2行目",
        ["complex-after-closing"],
    ),
    "the day of closing without its reason": (
        {"cases.csv": CASE_HEADINGS + C2.format(since="2024-09-20", closed="2024-10-01,")},
        "cases.csv 2行目",
        ["closing-incomplete"],
    ),
    "a re-opening after a contact": (
        {"closings.csv": CLOSINGS + "C-00001,2024-06-01,解決,2024-08-02\n"},
        "closings.csv 2行目",
        ["contact-while-closed"],
    ),
    "a re-opening before its closing": (
        {"closings.csv": CLOSINGS + "C-00001,2024-06-01,解決,2024-05-31\n"},
        "closings.csv 2行目",
        ["day-order"],
    ),
    "a closing inside an earlier one": (
        {"closings.csv": CLOSINGS + "C-00001,2024-06-15,解決,2024-07-02\n"},
        "closings.csv 2行目",
        ["closed-while-closed"],
    ),
    "a second last closing": (
        {"closings.csv": CLOSINGS + "C-00001,2024-06-30,解決,\n"},
        "closings.csv 2行目",
        ["closed-while-closed", "contact-after-closing"],
    ),
    "a contact moved into the gap": (
        {"contacts.csv": "ref,case,date\nF-00003,C-00001,2024-06-15\n"},
        "contacts.csv 2行目",
        ["contact-while-closed"],
    ),
    "a contact moved to another case": (
        {"contacts.csv": "ref,case,date\nF-00001,C-00002,2024-05-05\n"},
        "contacts.csv 2行目",
        ["contact-before-reception"],
    ),
    "a contact of a void case": (
        {"contacts.csv": "ref,case,date\nF-00004,C-00004,2024-09-15\n"},
        "contacts.csv 2行目",
        ["void-record"],
    ),
    "a meeting on a case that is not there": (
        {"meetings.csv": "ref,kind,date,areas,cases\nM-00001,support,2024-09-05,市外,C-00003;C-00009\n"},
        "meetings.csv 2行目",
        ["unknown-record"],
    ),
    "an enrolment in a course that is not there": (
        {"enrolments.csv": "ref,course,enrolled_on\nP-00001,K-00009,2024-06-01\n"},
        "enrolments.csv 2行目",
        ["unknown-record"],
    ),
}
"""Files that the dossiers do not allow even as corrections, with their place and the rules that they break."""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_the_dossier_does_not_allow(dossiers: Refusing, command: str) -> None:
    """An add, edit, close, re-open or void that would leave something outside or pointing nowhere is refused."""
    assert sorted(dossiers(command).rules) == sorted(COMMANDS[command])


@pytest.mark.parametrize("name", FILES)
def test_a_correction_that_the_dossier_does_not_allow(dossiers: Refusing, name: str) -> None:
    """A corrected row is held to the same rules as a command, and the file, row and record are named."""
    texts, place, rules = FILES[name]
    refusal = dossiers.files(texts, "--update")
    assert sorted(refusal.rules) == sorted(rules)
    for problem in refusal.problems:
        assert problem.where.startswith(place)


def test_the_record_that_would_fall_outside_is_named(dossiers: Refusing) -> None:
    """Who corrects a case is told which of its contacts and closings stand in the way."""
    refusal = dossiers("case edit C-1 --received-on 2024-06-02 --complex-since 2024-06-02")
    for ref in ("支援対応 F-00001", "支援対応 F-00002", f"終結 {C1_CLOSING}"):
        assert f"wfc: C-00001: {ref}: " in refusal.err
    assert "F-00003" not in refusal.err


def test_the_records_that_point_to_a_void_one_are_named(dossiers: Refusing) -> None:
    """Who takes a record back is told which others point to it."""
    assert "支援対応 F-00001" in dossiers("case void C-1 --why 重複").err
    assert "会議 M-00001" in dossiers("case void C-3 --why 重複").err
    assert "補助金 G-00001" in dossiers("venue void V-1 --why 重複").err
    assert "受講 P-00001" in dossiers("course void K-1 --why 重複").err


def test_the_ways_out_lead_out(dossiers: Refusing) -> None:
    """After doing what the refusals advise, what was refused is accepted."""
    dossiers("case edit C-1 --received-on 2024-05-06")
    dossiers.set_up("contact edit F-1 --date 2024-05-06\ncase edit C-1 --received-on 2024-05-06")
    dossiers("contact add --case C-2 --date 2024-11-01")
    dossiers.set_up("case reopen C-2 --on 2024-11-01\ncontact add --case C-2 --date 2024-11-01")
    dossiers("case void C-3 --why 重複")
    dossiers.set_up("meeting void M-1 --why 重複\ncase void C-3 --why 重複")
    dossiers("venue void V-1 --why 重複")
    dossiers.set_up("grant edit G-1 --clear venue\nvenue void V-1 --why 重複")
    dossiers("course void K-1 --why 重複")
    dossiers.set_up("enrolment void P-1 --why 重複\ncourse void K-1 --why 重複")


def test_days_on_the_edge_are_inside(dossiers: Refusing) -> None:
    """What falls on the day of reception, of a closing or of a re-opening is inside the case."""
    dossiers.set_up(
        """
        contact add --case C-1 --date 2024-05-01
        contact add --case C-1 --date 2024-06-01
        contact add --case C-1 --date 2024-07-01
        contact add --case C-2 --date 2024-10-01
        case edit C-2 --complex-since 2024-10-01
        case edit C-1 --complex-since 2024-05-01
        case reopen C-2 --on 2024-10-01
        case close C-2 --on 2024-10-01 --closing 解決
        case close C-1 --on 2024-08-01 --closing 解決
        """
    )


def test_what_moves_together_in_one_import_is_seen_together(dossiers: Refusing) -> None:
    """A reception and its contact corrected in one import stand together, though each alone would be refused."""
    case = {"cases.csv": CASE_HEADINGS + C2.format(since="2024-09-20", closed="2024-09-20,解決")}
    contact = {"contacts.csv": "ref,case,date\nF-00004,C-00002,2024-09-21\n"}
    assert dossiers.files(case | contact, "--update").rules == ["contact-after-closing"]
    contact = {"contacts.csv": "ref,case,date\nF-00004,C-00002,2024-09-20\n"}
    dossiers.office.ok("import", "--update", *dossiers.written(case | contact))


def test_a_closing_row_without_reopening_closes_the_case(refused: Refusing) -> None:
    """In a file of closings the last one, without a day of re-opening, is carried by its case."""
    refused.take_in(
        {
            "cases.csv": "ref,kind,received_on,area\nC-1,individual,2024-05-01,市外\n",
            "closings.csv": CLOSINGS + "C-1,2024-06-01,中断,2024-07-01\nC-1,2024-08-01,解決,\n",
        }
    )
    assert "終結日    2024-08-01" in refused.office.ok("case", "show", "C-1").out
    assert refused("contact add --case C-1 --date 2024-08-02").rules == ["contact-after-closing"]
    assert refused("contact add --case C-1 --date 2024-06-02").rules == ["contact-while-closed"]


def test_closings_that_overlap_in_one_file(refused: Refusing) -> None:
    """Two closings of one file that overlap are refused, and so is one day given twice."""
    case = {"cases.csv": "ref,kind,received_on,area\nC-1,individual,2024-05-01,市外\n"}
    overlapping = CLOSINGS + "C-1,2024-06-01,中断,2024-07-10\nC-1,2024-07-01,解決,2024-08-01\n"
    assert refused.files(case | {"closings.csv": overlapping}).rules == ["closed-while-closed"]
    after_the_last = CLOSINGS + "C-1,2024-06-01,中断,\nC-1,2024-07-01,解決,2024-08-01\n"
    assert refused.files(case | {"closings.csv": after_the_last}).rules == ["closed-while-closed"]
    same_day = CLOSINGS + "C-1,2024-06-01,中断,2024-07-01\nC-1,2024-06-01,解決,2024-08-01\n"
    assert refused.files(case | {"closings.csv": same_day}).rules == ["same-ref-twice"]


@pytest.mark.parametrize("options", ["", "--update"])
def test_two_last_closings_of_one_case_in_one_file(refused: Refusing, options: str) -> None:
    """A file that closes a case twice without a re-opening between is refused, as a correction too."""
    case = {"cases.csv": "ref,kind,received_on,area\nC-1,individual,2024-05-01,市外\n"}
    twice = CLOSINGS + "C-1,2024-06-01,中断,\nC-1,2024-07-01,解決,\n"
    refusal = refused.files(case | {"closings.csv": twice}, options)
    assert refusal.rules == ["closed-while-closed"]
    assert refusal.problems[0].where.startswith("closings.csv 3行目")


def test_a_closing_does_not_lose_its_reopening(dossiers: Refusing) -> None:
    """The day of re-opening cannot be taken from a closing: the case would be neither open nor closed."""
    refusal = dossiers(f"closing edit {C1_CLOSING} --clear reopened_on")
    assert refusal.rules == ["required"]
    assert "wfc case close" in refusal.err


def test_a_closing_needs_its_day_and_reason(dossiers: Refusing) -> None:
    """A closing without both its day and its reason is refused, by the command of closings too."""
    refusal = dossiers("closing add --case C-1")
    assert set(refusal.rules) == {"required"}
    for label in ("終結日", "終結理由"):
        assert f"wfc: {label}がありません。" in refusal.err


@pytest.mark.parametrize("reopened_on", ["2024-09-01", ""])
@pytest.mark.parametrize(("case", "rule"), [("C-9", "unknown-record"), pytest.param("", "required", id="no case")])
def test_a_closing_of_a_case_that_is_not_there(dossiers: Refusing, case: str, rule: str, reopened_on: str) -> None:
    """A new closing without a case that is there is refused (4) for that only, by command and in a file."""
    command = "closing add --closed-on 2024-08-10 --closing 解決"
    command += f" --case {case}" if case else ""
    command += f" --reopened-on {reopened_on}" if reopened_on else ""
    assert dossiers(command).rules == [rule]
    assert dossiers.files({"closings.csv": CLOSINGS + f"{case},2024-08-10,解決,{reopened_on}\n"}).rules == [rule]


def test_a_closing_row_that_is_refused_is_counted_so(dossiers: Refusing) -> None:
    """A row of closings that is refused stands under 不可 in the table, not under 追加."""
    refusal = dossiers.files({"closings.csv": CLOSINGS + "C-00001,2024-07-31,解決,\n"})
    line = next(line for line in refusal.err.splitlines() if line.startswith("終結"))
    assert line.split() == ["終結", "0", "0", "0", "1"]


def test_a_closing_row_of_a_new_case_is_told_at_its_own_place(refused: Refusing) -> None:
    """A wrong closing of a case that comes in the same import is told of the row of the closing."""
    refusal = refused.files(
        {
            "cases.csv": "ref,kind,received_on,area\nC-1,individual,2024-05-01,市外\n",
            "closings.csv": CLOSINGS + "C-1,2024-04-30,解決,\n",
        }
    )
    assert [problem.where for problem in refusal.problems] == ["closings.csv 2行目 列「closed_on」"]


def test_a_correction_bears_the_column_of_its_own_file(dossiers: Refusing) -> None:
    """A problem with another record is not said of a column of this row that has nothing to do with it."""
    row = CASE_HEADINGS + C1.format(received="2024-06-02", since="2024-06-02", closed=",")
    told = dossiers.files({"cases.csv": row}, "--update")
    closing = next(problem for problem in told.problems if problem.rule == "closing-before-reception")
    assert "列「closed_on」" not in closing.where


@pytest.mark.parametrize(
    ("command", "circular"),
    [
        ("case close C-1 --on 2024-07-31 --closing 解決", "wfc case reopen"),
        ("case edit C-1 --received-on 2024-05-06", "wfc case edit"),
    ],
)
def test_the_way_out_fits_what_is_being_done(dossiers: Refusing, command: str, circular: str) -> None:
    """Who closes or corrects a case is told what to do about its contacts, not to do what they are doing."""
    refusal = dossiers(command)
    assert circular not in refusal.err
    assert "wfc contact edit" in refusal.err
