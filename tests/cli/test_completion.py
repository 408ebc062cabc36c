"""Completion: what a shell is told may follow, and real shells that ask for it."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Iterator

import pytest

from tests.conftest import Office
from tests.sessions.test_sessions import environment
from tests.terminal import Terminal
from welfare_cli.cli.completion import MOST, SHELLS
from welfare_cli.cli.grammar import Argument, Group, Option
from welfare_cli.cli.program import program
from welfare_cli.model.kinds import KINDS


def completed(office: Office, *words: str) -> dict[str, str]:
    """The words that may stand in the place of the last one, each with its remark."""
    done = office.ok("__complete", *words)
    assert done.err == ""
    return dict((line.split("\t") + [""])[:2] for line in done.out.splitlines())


def test_every_command_is_completed(office: Office) -> None:
    """Each group and command is offered behind the words before it, with what it does."""
    assert list(completed(office, "")) == list(program().parts)
    for name, part in program().parts.items():
        if isinstance(part, Group):
            assert completed(office, name, "") == {each.name: each.help for each in part.parts.values()}


def test_every_option_is_completed_until_it_is_given(office: Office) -> None:
    """Each option is offered by its first letters, and once only unless it may be given several times."""
    assert "--received-on" in completed(office, "case", "add", "--rec")
    assert completed(office, "case", "add", "--received-on", "2024-04-01", "--rec") == {}
    assert "--topic" in completed(office, "case", "add", "--topic", "介護", "--top")
    assert "--help" in completed(office, "case", "add", "--he")
    assert completed(office, "case", "add", "--", "--he") == {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_whatever_is_completed_is_silent_about_errors(office: Office, kind: object) -> None:
    """Every argument and option of every kind answers to a Tab, on an empty ledger too."""
    name = getattr(kind, "name", "")
    group = program().parts[name]
    assert isinstance(group, Group)
    for command in group.parts.values():
        completed(office, name, command.name, "")
        for option in command.options:
            completed(office, name, command.name, option.word, *([] if option.flag else [""]))


def test_a_word_of_a_list_is_completed_by_label_and_by_code(office: Office) -> None:
    """Who types 若葉 gets the label, who types waka the code; the other one stands beside it."""
    assert completed(office, "case", "add", "--area", "若") == {"若葉・調和": "wakaba-chowa"}
    assert completed(office, "case", "add", "--area", "waka") == {"wakaba-chowa": "若葉・調和"}
    assert completed(office, "case", "add", "--area=若") == {"--area=若葉・調和": "wakaba-chowa"}


def test_a_main_topic_is_completed_among_the_topics(office: Office) -> None:
    """The main topic is one of the topics that stand on the line already."""
    words = ("case", "add", "--topic", "介護", "--topic", "housing", "--main-topic", "")
    assert list(completed(office, *words)) == ["住まい", "介護"]


def test_open_cases_are_completed_where_only_they_can_be_meant(office: Office) -> None:
    """Closing and contacting offer open cases, re-opening closed ones, showing all; the newest first."""
    office.case()
    office.case("--closed-on", "2024-12-10", "--closing", "解決")
    office.case()
    assert list(completed(office, "case", "close", "")) == ["C-00003", "C-00001"]
    assert list(completed(office, "contact", "add", "--case", "")) == ["C-00003", "C-00001"]
    assert list(completed(office, "case", "reopen", "")) == ["C-00002"]
    assert list(completed(office, "case", "show", "")) == ["C-00003", "C-00002", "C-00001"]
    assert list(completed(office, "contact", "list", "--case", "C-2")) == ["C-2"]


def test_a_ref_is_completed_by_its_number_whatever_its_zeros(sample: Office) -> None:
    """C-132, C-00132 and 132 find the same cases, in the form in which they were begun."""
    for typed, form in (("C-132", "C-{}"), ("132", "C-{}"), ("C-0132", "C-{:05}")):
        found = completed(sample, "case", "show", typed)
        assert list(found) == [form.format(number) for number in (132, *range(1329, 1319, -1))], typed
    assert list(completed(sample, "case", "show", "C-000")) == list(completed(sample, "case", "show", ""))


def test_no_more_is_offered_than_can_be_looked_through(sample: Office) -> None:
    """Of many records, the newest are offered."""
    found = list(completed(sample, "case", "show", ""))
    assert len(found) == MOST
    assert found[0] == "C-01408"


def test_nothing_confidential_is_completed(office: Office) -> None:
    """No remark and no word of any completion holds a summary, a note or a reason."""
    ref = office.case("--summary", "ひみつのがいよう")
    office.ok("contact", "add", "--case", ref, "--date", "2024-12-04", "--note", "ひみつのびこう")
    office.ok("case", "edit", ref, "--area", "市全域", "--correction", "--why", "ひみつのりゆう")
    said = ""
    for name, part in program().parts.items():
        for command in part.parts.values() if isinstance(part, Group) else ():
            taken: list[Argument | Option] = [*command.arguments, *command.options]
            for each in taken:
                words = [name, command.name, *([each.word] if isinstance(each, Option) else []), ""]
                said += office.ok("__complete", *words).out
    assert ref in said
    assert "ひみつ" not in said


def test_nothing_is_completed_without_a_ledger_or_behind_a_wrong_word(office: Office) -> None:
    """A Tab never prints an error, makes a ledger or asks anything."""
    office.path.unlink()
    for words in (
        ("case", "close", ""),
        ("cas", "x", ""),
        ("case", "add", "--nope", ""),
        ("report", "--measure", "x", "--by", ""),
    ):
        assert isinstance(completed(office, *words), dict)
    assert completed(office, "case", "close", "") == {}
    assert not office.path.exists()


def test_a_file_is_left_to_the_shell(office: Office) -> None:
    """Where a file is meant, the shell offers its own names."""
    assert list(completed(office, "import", "")) == [":files"]
    assert list(completed(office, "report", "--output", "")) == [":files"]
    assert list(completed(office, "case", "list", "--ledger", "")) == [":files"]


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[Terminal]:
    """A shell at a real terminal that has learnt to complete, in an office with two open cases."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    home = environment(tmp_path)
    terminal = Terminal(home, str(tmp_path))
    terminal.run("wfc init --no-input")
    for _each in range(2):
        terminal.run("wfc case add --kind individual --received-on 2025-01-20 --area 若葉・調和")
    terminal.close()
    terminal = Terminal(home, str(tmp_path), shell=request.param)
    yield terminal
    terminal.close()


def test_a_tab_completes_in_a_real_shell(shell: Terminal) -> None:
    """One Tab completes a command, an area in Japanese, a code, and the only case that is meant."""
    for typed, wanted in (
        ("wfc ca\t", "wfc case"),
        ("wfc case add --area 若\t", "wfc case add --area 若葉・調和"),
        ("wfc case add --kind=ind\t", "wfc case add --kind=individual"),
        ("wfc case close C-2\t", "wfc case close C-2"),
        ("wfc case add --area waka\t", "wfc case add --area wakaba-chowa"),
    ):
        assert shell.typed(typed, wanted) == wanted


def test_a_command_for_every_day_is_not_held_up_by_a_seldom_one(office: Office) -> None:
    """`qu` and Tab are `quick`; `query` is offered where nothing else begins so, and in the list of all."""
    assert [line.split("\t")[0] for line in office.ok("__complete", "qu").out.splitlines()] == ["quick"]
    assert [line.split("\t")[0] for line in office.ok("__complete", "que").out.splitlines()] == ["query"]
    assert {"quick", "query"} <= {line.split("\t")[0] for line in office.ok("__complete", "").out.splitlines()}
