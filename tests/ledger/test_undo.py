"""Undoing: the opposite of a command is written, whole, and only where nothing later depends on it."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Office
from welfare_cli.cli import terminal
from welfare_cli.cli.prompt import questions


def rows(office: Office) -> list[object]:
    """What stands, whatever its entries are called, and everything that is counted."""
    lists = [office.ok(kind, "list", "--format", "json").out for kind in ("case", "closing", "contact", "meeting")]
    report = json.loads(office.ok("report", "--as-of", "2024-12-31", "--format", "json").out)
    return [
        *lists,
        *office.query("SELECT target, record FROM link JOIN record USING (entry) ORDER BY 1, 2"),
        report["measures"],
    ]


def case(office: Office) -> None:
    """A case with a contact."""
    office.case("--summary", "概要", "--topic", "住まい")
    office.ok("contact", "add", "--case", "C-1", "--date", "2024-12-05", "--note", "備考")


COMMANDS = (
    "case add --kind individual --received-on 2024-12-03 --area 市外",
    "case edit C-1 --area 若葉・調和 --correction --summary ほか --topic 介護",
    "contact edit F-1 --date 2024-12-06 --agency すこやか",
    "contact void F-1 --why 誤り",
    "case close C-1 --on 2024-12-10 --closing 解決",
    "meeting add --kind support --date 2024-12-06 --area 市外 --area 不明 --case C-1",
    "import cases.csv --update",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_undone_command_leaves_everything_as_it_was(office: Office, command: str) -> None:
    """After an undo all that stands is as before; undone again, as after the command."""
    case(office)
    office.monkeypatch.chdir(office.folder)
    office.file("cases.csv", "ref,kind,received_on,area\nC-1,individual,2024-12-04,市外\n,community,2024-12-05,不明\n")
    before, card = rows(office), office.ok("case", "show", "C-1").out
    office.ok(*command.split())
    after, changed = rows(office), office.ok("case", "show", "C-1").out
    done = office.ok("undo", "--yes")
    assert (rows(office), office.ok("case", "show", "C-1").out) == (before, card)
    office.ok("undo", done.out.split("wfc undo ")[1].split()[0], "--yes")
    assert (rows(office), office.ok("case", "show", "C-1").out) == (after, changed)


def test_commands_are_undone_one_after_the_other(office: Office) -> None:
    """Each undo takes back one command more, back to the first; then there is none left."""
    seen = [rows(office)]
    for command in (
        COMMANDS[0],
        COMMANDS[4],
        "case reopen C-1 --on 2024-12-20",
        "case edit C-1 --area 不明 --correction",
    ):
        office.ok(*command.split())
        seen.append(rows(office))
    for before in seen[-2::-1]:
        office.ok("undo", "--yes")
        assert rows(office) == before
    assert office("undo", "--yes").code == 3


def test_only_ones_own_commands_are_undone_without_a_number(office: Office) -> None:
    """Whoever says nothing takes back his own; that of another one is named by its entry."""
    office.case("--by", "花子")
    assert office("undo", "--yes", "--by", "一郎").code == 3
    office.ok("undo", "97", "--yes", "--by", "一郎")
    assert office.ok("case", "list").out == "0件\n"


def test_what_depends_on_a_command_is_named(office: Office) -> None:
    """A case with a contact, a word in use, and a list of the office that was changed since: nothing is undone."""
    case(office)
    done = office("undo", "97", "--yes")
    assert done.code == 4
    assert "支援対応 F-00001" in done.err
    path = office.folder / "profile.toml"
    office.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8") + '\n[[closings]]\ncode = "elsewhere"\nlabel = "よその市へ"\n'
    path.write_text(text, encoding="utf-8")
    office.ok("profile", "apply", str(path))
    office.ok("case", "close", "C-1", "--on", "2024-12-10", "--closing", "よその市へ")
    assert "件の記録が使っているので" in office("undo", "99", "--yes").err
    office.ok("undo", "--yes")
    path.write_text(text.replace("よその市へ", "市外へ"), encoding="utf-8")
    office.ok("profile", "apply", str(path))
    assert "そのあとの記入" in office("undo", "99", "--yes").err
    text = path.read_text(encoding="utf-8").replace("opening_month = 4", "opening_month = 10")
    path.write_text(text, encoding="utf-8")
    office.ok("profile", "apply", str(path))
    label = int(office.query("SELECT MAX(number) FROM entry WHERE kind = 'term'")[0][0])
    assert "そのあとの記入" in office("undo", str(label), "--yes").err
    office.ok("undo", "--yes")
    office.ok("undo", "--yes")
    office.ok("undo", "--yes")
    office.ok("profile", "export", str(path), "--replace")
    assert "elsewhere" not in path.read_text(encoding="utf-8")


def test_an_import_that_was_undone_can_be_imported_again(office: Office) -> None:
    """A wrong file is undone, put right and imported: its records are there again, under their refs."""
    wrong = office.file("cases.csv", "ref,kind,received_on,area\nC-7,individual,2024-12-04,市外\n")
    office.ok("import", wrong)
    office.ok("undo", "--yes")
    right = office.file("cases.csv", "ref,kind,received_on,area\nC-7,individual,2024-12-05,不明\n")
    done = office.ok("import", right)
    assert done.err == ""
    assert "C-7         個別相談  2024-12-05  不明" in office.ok("case", "list").out
    office.ok("case", "void", "C-7", "--why", "誤り")
    assert "取り消されているので" in office.ok("import", right).err


def test_a_long_import_is_undone_whole(sample: Office) -> None:
    """A whole year is taken back by one undo, and is there again by another."""
    before = sample.ok("report", "--as-of", "2024-12-31", "--format", "csv").out
    done = sample.ok("undo", "--yes")
    assert "ほか 3859 件" in done.out
    assert sample.ok("case", "list").out == "0件\n"
    assert sample.ok("report", "--as-of", "2024-12-31", "--format", "csv", "--known-at", "3975").out == before
    sample.ok("undo", done.out.split("wfc undo ")[1].split()[0], "--yes")
    assert sample.ok("report", "--as-of", "2024-12-31", "--format", "csv").out == before


def test_a_dry_run_writes_nothing(office: Office) -> None:
    """A dry run shows what would be written; of a confidential text only that it changes."""
    case(office)
    office.ok("case", "edit", "C-1", "--summary", "ひみつ", "--area", "不明", "--correction", "--why", "わけ")
    done = office.ok("undo", "--dry-run")
    assert "圏域  不明 → 市外" in done.out
    assert "概要  （本文が変わります）" in done.out
    assert "ひみつ" not in done.out
    assert office.head() == 99


@pytest.mark.parametrize(("answer", "head"), [("undo", 98), ("leave", 97)])
def test_a_person_is_asked(office: Office, answer: str, head: int) -> None:
    """At a terminal nothing is undone without a yes, which the pointer stands on."""
    office.case()
    asked: list[str] = []

    def choose(label: str, choices: questions.Choices, *, pointed: str = "") -> str:
        asked.append(label)
        assert pointed in dict(choices)
        return answer

    office.monkeypatch.setattr(terminal, "asks", lambda no_input: not no_input)
    office.monkeypatch.setattr(questions, "choose", choose)
    assert office("undo", "--no-input").code == 4
    assert "記入番号 97" in office.ok("undo").out
    assert asked == ["これでよいですか"]
    assert office.head() == head


def test_the_log_tells_no_confidential_text(office: Office) -> None:
    """No format of the log holds a summary, a note or a reason; the history of the record does."""
    case(office)
    office.ok("case", "edit", "C-1", "--summary", "ひみつ", "--why", "わけ")
    for form in ("table", "csv", "json"):
        said = office.ok("log", "--format", form).out
        assert not [text for text in ("ひみつ", "わけ", "概要", "備考") if text in said]
    said = office.ok("history", "C-1").out
    assert "概要 → ひみつ" in said
    assert "わけ" in said


def test_the_log_is_filtered(office: Office) -> None:
    """By whom, kind, record, day of arrival and number; a wrong word is named."""
    case(office)
    office.clock("2025-01-25T09:00:00")
    office.case("--by", "花子")
    logged = [
        (("--by", "花子"), [99]),
        (("--kind", "contact", "--kind", "支援対応"), [98]),
        (("--ref", "C-1"), [97]),
        (("--from", "2025-01-24"), [99]),
        (("--from", "2025-01-23", "--until", "2025-01-24"), [98, 97]),
        (("--limit", "2"), [99, 98]),
    ]
    for words, numbers in logged:
        said = json.loads(office.ok("log", "--format", "json", *words).out)
        assert [each["entry"] for each in said["entries"]] == numbers, words
    for words in (("--limit", "0"), ("--limit", "x"), ("--kind", "x"), ("--from", "x"), ("--format", "x")):
        assert office("log", *words).code == 2, words
    assert office("log", "--ref", "C-9").code == 3


def test_a_ref_of_two_kinds_asks_for_the_kind(office: Office) -> None:
    """A history is of one record: where two kinds have the ref, one of them has to be named."""
    office.case("--ref", "15")
    office.ok("meeting", "add", "--kind", "support", "--date", "2024-12-06", "--area", "市外", "--ref", "15")
    done = office("history", "15")
    assert done.code == 2
    assert "case、meeting" in done.err
    assert "会議 15" in office.ok("history", "15", "--kind", "meeting").out
    assert office("history", "16").code == 3


def test_an_erased_text_is_told_as_erased(office: Office) -> None:
    """In a history, on a card and in what was known then, an erased text stands as 〔消去〕."""
    case(office)
    office.tamper("DELETE FROM confidential WHERE entry = 97")
    for words in (("history", "C-1"), ("case", "show", "C-1"), ("case", "show", "C-1", "--known-at", "97")):
        assert "概要" in office.ok(*words).out
        assert "〔消去〕" in office.ok(*words).out
