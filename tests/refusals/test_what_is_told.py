"""How a refusal is told: everything at once, each in its place, and by the exit code that scripts rely on."""

from __future__ import annotations

import shlex

import pytest

from tests.refusals.conftest import Refusal, Refusing

CASE = "case add --kind individual --received-on 2024-05-01 --area 市外"


def told(refusal: Refusal) -> set[tuple[str, str]]:
    """Each problem as its place and rule."""
    return {(problem.where, problem.rule) for problem in refusal.problems}


# -- everything at once -----------------------------------------------------------------------------------


def test_all_unreadable_and_missing_fields_of_a_command(refused: Refusing) -> None:
    """Every field that cannot be read is told in one go, and so are the required ones left out."""
    refusal = refused(
        "case add --kind 個人 --received-on 24/5/1 --route 本人達 --topic 住まい --topic 宇宙 --summary x"
    )
    assert refusal.rules == ["unknown-word", "day-unreadable", "unknown-word", "unknown-word", "required"]
    for label in ("区分", "受付日", "相談経路", "課題", "圏域"):
        assert f"wfc: {label}" in refusal.err


def test_all_broken_rules_of_a_command(refused: Refusing) -> None:
    """Every rule that readable fields break is told in one go."""
    refusal = refused(
        "case add --kind individual --received-on 2025-02-01 --area 市外 --topic 住まい --main-topic 介護 "
        "--complex-since 2024-01-01 --closed-on 2024-02-01"
    )
    assert sorted(refusal.rules) == [
        "closing-before-reception",
        "closing-incomplete",
        "complex-before-reception",
        "future-day",
        "main-topic-not-a-topic",
    ]


def test_unreadable_fields_do_not_hide_broken_rules(refused: Refusing) -> None:
    """A field that cannot be read does not keep the problems of the others back until the next try."""
    contact = "contact add --case C-9 --date 2025-02-01 --method 手旗"
    assert set(refused(contact).rules) == {"unknown-word", "unknown-record", "future-day"}
    row = {"contacts.csv": "case,date,method\nC-9,2025-02-01,手旗\n"}
    assert set(refused.files(row).rules) == {"unknown-word", "unknown-record", "future-day"}


def test_a_ref_that_is_taken_does_not_hide_what_is_wrong(refused: Refusing) -> None:
    """The ref of a command and of a row is checked together with its fields."""
    refused.set_up(CASE)
    assert set(refused("case add --ref C-1 --kind individual --area 宇宙").rules) >= {"ref-taken", "unknown-word"}
    rows = "ref,kind,received_on,area\nC-9,individual,2024-05-01,宇宙\nC-9,individual,2024-05-01,市外\n"
    assert set(refused.files({"cases.csv": rows}).rules) == {"unknown-word", "same-ref-twice"}


FILES: dict[str, str | bytes] = {
    "cases.csv": "ref,kind,received_on,area\n"
    "C-1,individual,2024-05-01,市外\n"
    "C-2,個人,24/5/1,市外\n"
    ",,,\n"
    "C-3,individual,2025-02-01,宇宙\n"
    "C-4,community,2025-02-01,若葉・調和\n",
    "contacts.csv": "相談番号,日付,備考\nC-1,2024-04-30,\nC-2,2024-06-01,\nC-9,2024-06-01,\n",
    "venues.csv": "name,area,launched_on,closed_on,広さ\n家,市外,2024-06-01,2024-05-01,30\n",
    "memo.csv": "x\n",
}


def test_all_problems_of_all_files(refused: Refusing) -> None:
    """Every problem of every row of every file is told, with the row that Excel shows, and nothing is written."""
    refusal = refused.files(FILES)
    assert told(refusal) >= {
        ("cases.csv 3行目 列「kind」", "unknown-word"),
        ("cases.csv 3行目 列「received_on」", "day-unreadable"),
        ("cases.csv 5行目 列「area」", "unknown-word"),
        ("cases.csv 6行目 列「received_on」", "future-day"),
        ("contacts.csv 2行目 列「日付」", "contact-before-reception"),
        ("contacts.csv 4行目 列「相談番号」", "unknown-record"),
        ("venues.csv", "unknown-heading"),
        ("venues.csv 2行目 列「closed_on」", "day-order"),
        ("memo.csv", "file-kind-unknown"),
    }
    assert f"何も書き込んでいません（問題 {len(refusal.problems)} 件）。" in refusal.err
    assert refused.office.query("SELECT COUNT(*) FROM record WHERE kind = 'case'") == [(0,)]


def test_one_mistake_is_told_once(refused: Refusing) -> None:
    """The contacts and meetings of a case whose row is refused are not blamed for it."""
    refusal = refused.files(
        {
            "cases.csv": "ref,kind,received_on,area\nC-2,individual,24/5/1,市外\n",
            "contacts.csv": "case,date\nC-2,2024-06-01\n",
            "meetings.csv": "kind,date,areas,cases\nsupport,2024-06-01,市外,C-2\n",
        }
    )
    assert told(refusal) == {("cases.csv 2行目 列「received_on」", "day-unreadable")}


def test_one_mistake_is_told_once_for_a_closed_case(refused: Refusing) -> None:
    """The closing of a case whose row is refused is not blamed for it."""
    refusal = refused.files(
        {
            "cases.csv": "ref,kind,received_on,area\nC-2,individual,24/5/1,市外\n",
            "closings.csv": "case,closed_on,closing\nC-2,2024-06-01,解決\n",
        }
    )
    assert told(refusal) == {("cases.csv 2行目 列「received_on」", "day-unreadable")}


def test_problems_stand_in_the_order_of_the_rows(refused: Refusing) -> None:
    """The problems of a file are told from its top to its bottom, so that it can be mended in one pass."""
    refusal = refused.files(
        {"cases.csv": "kind,received_on,area\nindividual,2025-02-01,市外\nindividual,2024-05-01,宇宙\n"}
    )
    assert [problem.where for problem in refusal.problems] == [
        "cases.csv 2行目 列「received_on」",
        "cases.csv 3行目 列「area」",
    ]


def test_one_ref_spelt_two_ways_in_one_file(refused: Refusing) -> None:
    """C-9, c-9 and C-009 are one ref: a command refuses the second as taken, and so does a file."""
    refused.set_up(f"{CASE} --ref C-9")
    assert refused(f"{CASE} --ref C-009").rules == ["ref-taken"]
    rows = "ref,kind,received_on,area\nC-8,individual,2024-05-01,市外\nC-008,individual,2024-05-01,市外\n"
    assert refused.files({"cases.csv": rows}).rules == ["same-ref-twice"]
    again = {"cases.csv": "ref,kind,received_on,area\nｃ-0009,individual,2024-05-02,市外\n"}
    assert refused.files(again).rules == ["changed-row"]
    assert "C-9" in refused.office.ok("case", "show", "c-009").out


# -- nothing is dropped, and nothing breaks ---------------------------------------------------------------


def test_a_column_without_heading(refused: Refusing) -> None:
    """Values in a column that has no heading are told, not dropped."""
    refused.files({"cases.csv": "kind,received_on,area,,route\nindividual,2024-05-01,市外,住まい,本人\n"})


def test_an_empty_column_without_heading_is_nothing(refused: Refusing) -> None:
    """Empty columns behind the last heading, as Excel leaves them, are no mistake."""
    refused.take_in({"cases.csv": "kind,received_on,area,,\nindividual,2024-05-01,市外,,\n"})


@pytest.mark.parametrize("option", ["--coordinator", "--route", "--topic"])
def test_a_control_character_in_a_list_field(refused: Refusing, option: str) -> None:
    """Control characters are refused in fields with a list too, also where every name is taken."""
    refused.set_up(CASE)
    assert refused("case edit C-1", option, "a\ab").rules == ["control-character"]


@pytest.mark.parametrize(
    "command",
    [
        "case edit C-1 --route \x1b[31m",
        "case edit C-1 --topic \x1b[31m",
        "case add --kind individual --received-on 2024-05-01 --area 市外 --ref C\x1b[31m",
        "contact add --case \x1b[31m --date 2024-06-01",
    ],
)
def test_a_message_carries_no_control_character(refused: Refusing, command: str) -> None:
    """What a message repeats cannot recolour or clear the reader's terminal."""
    refused.set_up(CASE)
    assert "\x1b" not in refused(command).err


@pytest.mark.parametrize(
    "command",
    [
        "contact add --date 2024-06-01 --case",
        "case void C-1 --why",
        "case edit C-1 --route 本人 --by",
        "case edit C-1 --coordinator",
        "case edit C-1 --topic",
        "case show",
    ],
)
def test_a_broken_character_elsewhere_is_no_bug(refused: Refusing, command: str) -> None:
    """A byte that is no UTF-8 is a word that wfc does not know (2), wherever it stands, and is no bug of wfc."""
    refused.set_up(CASE)
    assert "UTF-8" in refused(command, "\udcff", code=2).err


def test_a_word_is_repeated_on_one_line(refused: Refusing) -> None:
    """A long or many-lined word that is on no list is cut in the message."""
    refusal = refused(CASE, "--route", "とても長い言葉\n" * 100)
    assert len(refusal.err.splitlines()) < 5
    assert len(refusal.err) < 600


@pytest.mark.parametrize(
    ("command", "files", "words"),
    [
        (f"{CASE} --route 若葉", {}, "相談経路: 「若葉」は一覧にありません。"),
        (f"{CASE} --ref 'C 9'", {}, "整理番号「C 9」は使えません。"),
        ("case edit C-1 --clear 色", {}, "項目「色」はありません。"),
        ("import", {"cases.csv": "kind,received_on,area,色\n"}, "見出し「色」は相談の項目ではありません。"),
        ("import", {"cases.csv": "kind,received_on,area,圏域\n"}, "見出し「圏域」が二つあります。"),
        ("import --encoding klingon", {"cases.csv": "kind\n"}, "「klingon」という文字コードはありません。"),
    ],
)
def test_what_is_repeated_stands_in_brackets(
    refused: Refusing, command: str, files: dict[str, str | bytes], words: str
) -> None:
    """A word, ref or heading that a message repeats stands in 「」, so that it cannot be read as the message's own."""
    refused.set_up(CASE)
    assert words in refused.office(*shlex.split(command), *refused.written(files)).err


# -- other codes, and nothing written either --------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("case edit C-9 --area 市外", 3),
        ("case close C-9 --on 2024-06-01 --closing 解決", 3),
        ("case reopen C-9 --on 2024-06-01", 3),
        ("case void C-9 --why 重複", 3),
        ("venue close V-9 --on 2024-06-01", 3),
        ("grant decide G-9 --on 2024-06-01 --status 交付決定", 3),
        ("enrolment complete P-9 --on 2024-06-01", 3),
        ("import nowhere/cases.csv", 3),
        ("import nowhere/memo.csv", 3),
        ("case edit C-1 --colour 赤", 2),
        ("case edit C-1 --clear colour", 2),
        ("case fold C-1", 2),
        ("import --kind 宇宙 -", 2),
    ],
)
def test_what_is_not_a_refusal_has_another_code(refused: Refusing, command: str, code: int) -> None:
    """What is not found is 3 and what wfc does not know is 2; nothing is written then either."""
    refused.set_up(CASE)
    refused(command, code=code)


def test_an_encoding_that_does_not_exist(refused: Refusing) -> None:
    """A word of an option that wfc does not know is 2, not a refusal of the file."""
    refused("import --encoding klingon", *refused.written({"cases.csv": "kind,received_on,area\n"}), code=2)


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("case close C-1 --closing 解決", "--on"),
        ("case reopen C-1", "--on"),
        ("grant decide G-1 --status 交付決定", "--on"),
        ("case void C-1", "--why"),
    ],
)
def test_a_day_or_reason_left_out_is_a_required_field(refused: Refusing, command: str, option: str) -> None:
    """The day of a closing, re-opening or decision and the reason of a void are required: without them it is 4."""
    refused.set_up(f"{CASE} --closed-on 2024-06-01 --closing 解決\ngrant add --kind new --applied-on 2024-05-01")
    if "close" in command:
        refused.set_up("case reopen C-1 --on 2024-07-01")
    refusal = refused(command)
    assert refusal.rules == ["required"]
    assert option in refusal.err


def test_the_remedy_of_a_row_speaks_of_its_file(refused: Refusing) -> None:
    """Who fills in a list in Excel is not told of options of the command line."""
    refusal = refused.files(
        {
            "cases.csv": "kind,received_on,area\nindividual,,市外\n",
            "grants.csv": "kind,applied_on,status,decided_on\nnew,2024-05-01,交付決定,\n",
            "meetings.csv": "kind,date,areas,status\nnetwork,2025-02-01,市外,実施\n",
        }
    )
    for option in ("--received-on", "--decided-on", "--status"):
        assert option not in refusal.err
    assert "決定日の列に日付を書いてください。" in refusal.err
    assert "決定日を指定してください" in refused("grant add --kind new --applied-on 2024-05-01 --status 交付決定").err


def test_the_remedy_of_an_unknown_section_can_be_typed(refused: Refusing) -> None:
    """An unknown section is answered with sections as they are typed."""
    refusal = refused("outcome add --fiscal-year 2024 --section III-9 --text 増えた。")
    assert refusal.rules == ["unknown-word"]
    assert "III-4" in refusal.err


def test_a_tally_of_the_same_file_is_named_by_its_row(refused: Refusing) -> None:
    """Two tallies that clash in one file are told by their rows, as neither has a ref yet."""
    refusal = refused.files(
        {"tallies.csv": "measure,month,number\nnew_individual,2022-04,5\nnew_individual,2022-04,6\n"}
    )
    assert refusal.rules == ["tally-twice"]
    assert "2行目" in refusal.err
