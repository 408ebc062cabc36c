"""Asking for what is missing: every kind and verb by its own questions, drafts, and never without a terminal."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pathlib
import signal
import stat
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import Done, Office
from tests.sessions.test_sessions import environment
from tests.terminal import Terminal
from welfare_cli.cli.prompt import questions
from welfare_cli.cli.tasks import verbs_of
from welfare_cli.model.kinds import KINDS

ANSWERS = ("", "2025-01-20", "2024", "2024-12", "1", "みんなの家", "new_individual")
"""What somebody tries in a line, until one of them can be read."""


YEAR = {"年度": "2022"}
"""A yearly tally needs its year, which is no required field."""


class Person:
    """Somebody at a terminal who takes the first choice that says anything, and the first line that can be read."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office = office
        self.asked: list[str] = []
        self.stop_at = ""
        monkeypatch.setattr(questions, "choose", self.choose)
        monkeypatch.setattr(questions, "line", self.line)
        monkeypatch.setattr(questions, "text", self.text)

    def choose(self, label: str, choices: questions.Choices, *, pointed: str = "", codes: bool = False) -> str:
        """Take the first choice that says something, once."""
        self.met(label)
        if self.asked.count(label) > 1 or "ほかに" in label:
            return "" if "" in dict(choices) else choices[0][0]
        return next(code for code, _words in choices if code)

    def line(
        self,
        label: str,
        hint: str,
        wrong: questions.Wrong,
        *,
        typed: str = "",
        known: questions.Choices = (),
        step: questions.Step | None = None,
    ) -> str:
        """Type the first line that can be read; of a list of names, one."""
        self.met(label)
        if known and "ほかに" not in label:
            return known[0][0]
        return typed or next(each for each in (YEAR.get(label, ""), *ANSWERS) if not wrong(each))

    def text(self, label: str, hint: str, wrong: questions.Wrong, *, typed: str = "") -> str:
        """Write something that nobody else may see."""
        self.met(label)
        return "ひみつ"

    def met(self, label: str) -> None:
        """Note a question, or press Ctrl-C at it."""
        assert len(self.asked) < 60, self.asked
        if label == self.stop_at:
            raise questions.Stopped("")
        self.asked.append(label)

    def __call__(self, *words: str) -> Done:
        """Run wfc at a terminal."""

        class Terminal(io.TextIOWrapper):
            def isatty(self) -> bool:
                return True

        out, err = io.BytesIO(), io.BytesIO()
        with self.office.monkeypatch.context() as patched:
            patched.setenv("TERM", "xterm")
            patched.setattr(sys, "stdin", Terminal(io.BytesIO(), "utf-8"))
            patched.setattr(sys, "stdout", Terminal(out, "utf-8", write_through=True))
            patched.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
            from welfare_cli.cli.main import main

            code = main(list(words))
            return Done(code, out.getvalue().decode(), err.getvalue().decode())


@pytest.fixture
def person(office: Office, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody who answers everything."""
    return Person(office, monkeypatch)


@pytest.fixture
def busy(person: Person) -> Person:
    """The same in an office with one open record of every kind that others point to."""
    person.office.case()
    person.office.case("--closed-on", "2024-12-10", "--closing", "解決")
    person.office.ok("venue", "add", "--name", "みんなの家", "--area", "市外", "--launched-on", "2024-04-01")
    person.office.ok("course", "add", "--name", "講座", "--starts-on", "2024-05-01")
    return person


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.name != "closing"])
def test_every_kind_is_recorded_by_its_questions(busy: Person, kind: str) -> None:
    """Somebody who answers every question about any kind of record has recorded it."""
    before = busy.office.head()
    done = busy(kind, "add")
    assert done.code == 0, done.err
    assert busy.office.head() > before
    assert not os.path.exists(f"{busy.office.path}.drafts")


@pytest.mark.parametrize(
    ("kind", "verb"),
    [(kind.name, verb.name) for kind in KINDS for verb in verbs_of(kind) if verb.name not in ("add", "edit")],
)
def test_every_verb_asks_for_what_it_needs(busy: Person, kind: str, verb: str) -> None:
    """Called without anything, each verb asks which record is meant and what has to be known, and does it."""
    if kind not in ("case", "venue", "course"):
        assert busy(*(("case", "close") if kind == "closing" else (kind, "add"))).code == 0
    if kind == "closing":
        busy.office.ok("case", "reopen", "C-1", "--on", "2025-01-23")
    before = busy.office.head()
    done = busy(kind, verb)
    assert done.code == 0, done.err
    assert busy.office.head() > before


def test_a_required_field_on_the_command_line_is_not_asked_for(person: Person) -> None:
    """What was given is not asked again; what is complete is not asked at all."""
    assert person("case", "add", "--kind", "individual", "--area", "市外").code == 0
    assert {"区分", "圏域"} & set(person.asked) == set()
    person.asked.clear()
    assert person("case", "add", "--kind", "individual", "--area", "市外", "--received-on", "昨日").code == 0
    assert person.asked == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("case", "add", "--kind", "個人"), 4, "区分: 「個人」は一覧にありません。"),
        (("contact", "add", "--case", "C-999"), 3, "C-999"),
        (("case", "add", "--received-on", "2099-01-01"), 4, "2099-01-01"),
    ],
)
def test_a_wrong_value_is_refused_before_anything_is_asked(
    person: Person, words: tuple[str, ...], code: int, said: str
) -> None:
    """Nobody answers ten questions to learn that the first value was wrong; and nothing is kept as a draft."""
    done = person(*words)
    assert (done.code, person.asked) == (code, [])
    assert said in done.err
    assert "add" not in person.office.ok("draft", "--list").out


def test_a_field_that_becomes_known_later_is_not_asked_for(person: Person) -> None:
    """Nobody is asked at the reception when the case was closed."""
    person("case", "add")
    assert {"終結日", "終結理由", "複合課題把握日"} & set(person.asked) == set()


def test_ctrl_c_keeps_every_answer_for_its_owner_alone(person: Person) -> None:
    """What was answered before Ctrl-C goes on with `wfc draft`, and nobody else can read it meanwhile."""
    person.stop_at = "これでよいですか"
    done = person("case", "add")
    assert done.code == 130
    assert "wfc draft" in done.err
    folder = pathlib.Path(f"{person.office.path}.drafts")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["cells"]["summary"] == "ひみつ"
    listed = person("draft", "--list").out
    assert "概要" in listed
    assert "ひみつ" not in listed
    asked = list(person.asked)
    person.stop_at = ""
    assert person("draft").code == 0
    assert person.asked == [*asked, "これでよいですか"]
    assert not folder.exists()
    assert "ひみつ" in person.office.ok("case", "show", "C-1").out


def test_nothing_is_kept_where_nothing_was_answered(person: Person) -> None:
    """Ctrl-C at the first question leaves nothing behind."""
    person.stop_at = "区分"
    assert person("case", "add").code == 130
    assert not os.path.exists(f"{person.office.path}.drafts")


@pytest.mark.parametrize("words", [("--no-input",), ()], ids=["no-input", "dumb"])
def test_nothing_is_asked_of_somebody_who_does_not_want_it(person: Person, words: tuple[str, ...]) -> None:
    """With --no-input, or at a terminal that cannot show questions, the rules speak as in a script."""
    with person.office.monkeypatch.context() as patched:
        if not words:
            patched.setattr("welfare_cli.cli.terminal.asks", lambda _no_input: False)
        done = person("case", "add", *words)
    assert done.code == 4
    assert person.asked == []


def test_nothing_is_asked_without_a_terminal(office: Office) -> None:
    """A script that forgot something is told so, for every verb, and does not wait."""
    office.case()
    for words in (("case", "add"), ("case", "close", "C-1"), ("case", "void", "C-1"), ("case", "edit", "C-1")):
        assert office(*words).code == 4, words
    assert office("case", "close").code == 2
    assert office("draft").out == "書きかけはありません。\n"


@pytest.fixture
def terminal(tmp_path: pathlib.Path) -> Iterator[Terminal]:
    """A real terminal in an office without a ledger."""
    terminal = Terminal(environment(tmp_path), str(tmp_path))
    yield terminal
    terminal.close()


def test_a_closed_window_loses_one_line_at_most(
    terminal: Terminal, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the window is closed, every answer but the line that was being typed is there afterwards."""
    terminal.run("wfc init --no-input")
    terminal.run("wfc case add --area 市外 --kind individual")
    terminal.press("2025-01-20⏎ 本人 ⏎")
    terminal.child.kill(signal.SIGHUP)
    terminal.close()
    (file,) = (tmp_path / "ledger.db.drafts").glob("*.json")
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    assert cells == {"area": "市外", "kind": "individual", "received_on": "2025-01-20", "route": "self"}


@pytest.mark.skipif(not os.path.exists("/proc/self/cmdline"), reason="the system has no /proc that lists processes")
def test_what_is_typed_stands_in_no_process_list(terminal: Terminal) -> None:
    """Confidential text that is asked for is in nobody's process list."""
    terminal.run("wfc init --no-input")
    terminal.run("wfc case add --area 市外 --kind individual")
    terminal.press("⏎⏎⏎⏎⏎⏎画面だけのひみつ⏎")
    assert any("画面だけのひみつ" in line for line in terminal.lines())
    lines = []
    for process in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            lines.append(process.read_bytes().replace(b"\0", b" "))
    assert any(b"wfc case add" in line for line in lines)
    assert not any("画面だけのひみつ".encode() in line for line in lines)


def test_the_main_one_of_one_topic_needs_no_question(person: Person) -> None:
    """Of a single topic it is that one."""
    fixed = ("--kind", "individual", "--received-on", "2024-12-03")
    person("case", "add", *fixed, "--topic", "care")
    assert "圏域" in person.asked
    assert "主たる課題" not in person.asked
    assert person.office.query("SELECT main_topic FROM cases ORDER BY entry DESC LIMIT 1") == [("care",)]


@pytest.mark.parametrize("kind", ["individual", "個別相談", "Individual case"])
def test_several_topics_ask_since_when_the_case_is_complex(person: Person, kind: str) -> None:
    """The day on which the report's largest figure depends is asked for, after the topics."""
    fixed = ("case", "add", "--kind", kind, "--received-on", "2024-12-03")
    assert person(*fixed, "--topic", "care", "--topic", "debt", "--main-topic", "care").code == 0
    assert person.asked.index("複合課題把握日") > person.asked.index("圏域")
    person.asked.clear()
    assert person(*fixed, "--topic", "care").code == 0
    assert person(*fixed[:3], "community", *fixed[4:], "--topic", "care", "--topic", "debt").code == 0
    assert "圏域" in person.asked
    assert "複合課題把握日" not in person.asked


def test_one_line_with_several_topics_asks_since_when_the_case_is_complex(person: Person) -> None:
    """`wfc quick` asks for nothing that may be left out but this; where it is in the line, it is shown."""
    assert person("quick", "個別相談", "今日", "市外", "介護", "債務").code == 0
    assert person.asked == ["複合課題把握日", "これでよいですか"]
    person.asked.clear()
    done = person("quick", "個別相談", "2024-12-03", "市外", "介護", "債務", "複合課題把握日:2024-12-04")
    assert person.asked == ["これでよいですか"]
    assert "複合課題把握日  2024-12-04" in done.out


def test_the_day_of_a_complex_case_can_be_given_before_it_is_written(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is among the fields that can be corrected, of a case with one topic, too."""
    actions, fields = ["correct", "write"], ["complex_since", ""]
    menus: list[dict[str, str]] = []

    def choose(label: str, choices: questions.Choices, **_more: object) -> str:
        menus.append(dict(choices))
        return (actions if "write" in menus[-1] else fields).pop(0)

    monkeypatch.setattr(questions, "choose", choose)
    monkeypatch.setattr(questions, "line", lambda *_words, **_more: "2024-12-04")
    line = ("quick", "個別相談", "2024-12-03", "市外", "介護")
    assert person(*line).code == 0
    assert "complex_since" in menus[1]
    assert person.office.query("SELECT complex_since FROM cases") == [("2024-12-04",)]


TODAY = "2025-01-23"


def same(kind: str) -> tuple[str, ...]:
    """What is easily recorded twice."""
    return {
        "contact": ("--case", "C-1", "--date", TODAY, "--method", "電話", "--agency", "市役所"),
        "meeting": ("--kind", "support", "--date", TODAY, "--area", "市外", "--title", "合同", "--case", "C-1"),
        "venue": ("--name", "本棚", "--area", "市外", "--launched-on", TODAY, "--support", "launch"),
    }[kind]


@pytest.mark.parametrize(("kind", "ref"), [("contact", "F-00001"), ("meeting", "M-00001"), ("venue", "V-00001")])
def test_what_is_recorded_already_is_hinted_at_before_it_is_written(
    person: Person, monkeypatch: pytest.MonkeyPatch, kind: str, ref: str
) -> None:
    """The confirm screen names the record that says the same, and nothing is refused; a command names it, too."""
    actions = ["later", "write"]

    def choose(label: str, choices: questions.Choices, **_more: object) -> str:
        return actions.pop(0) if "write" in dict(choices) else ""

    monkeypatch.setattr(questions, "choose", choose)
    monkeypatch.setattr(questions, "line", lambda *_words, **_more: "")
    person.office.case()
    words = (kind, "add", *same(kind))
    assert ref not in person.office.ok(*words).err
    day = words.index(TODAY)
    assert f"{ref} と、" in person(*words[: day - 1], *words[day + 1 :]).err
    done = person("draft")
    assert done.code == 0
    assert done.err.count(f"{ref} と、") == 1
    assert f"{ref} と、" in person.office.ok(*words).err


@pytest.mark.parametrize("kind", ["contact", "meeting", "venue"])
def test_a_record_that_differs_or_was_taken_back_is_not_hinted_at(office: Office, kind: str) -> None:
    """Another day, another agency, or a void record makes no hint; nor is a record held against itself."""
    office.case()
    office.case()
    ref = office.ok(kind, "add", *same(kind)).word
    other = {"contact": ("--agency", "病院"), "meeting": ("--title", "別"), "venue": ("--name", "居間")}[kind]
    second = office.ok(kind, "add", *same(kind), *other)
    assert ref not in second.err
    option = {"contact": "--method=訪問", "meeting": "--attendees=3", "venue": "--type=interest"}[kind]
    assert "と、" not in office(kind, "edit", ref, option).err
    office.ok(kind, "void", ref, "--why", "誤り")
    assert "と、" not in office.ok(kind, "add", *same(kind)).err


def test_a_name_in_a_title_is_hinted_at_before_it_is_written(person: Person) -> None:
    """The confirm screen warns of names and telephone numbers in texts and titles, and does not repeat them."""
    person.stop_at = "これでよいですか"
    done = person("meeting", "add", "--kind", "support", "--area", "市外", "--title", "佐藤さん 090-1234-5678")
    assert done.code == 130
    assert "件名に、電話番号・名前らしい文字があります" in done.err
    assert "佐藤" not in done.err


def test_a_line_at_a_terminal_goes_on_with_the_last_coordinator(person: Person) -> None:
    """It is told, and is never taken up where nobody is asked."""
    person.office.case("--coordinator", "CSW3")
    done = person("quick", "個別相談", "今日", "若葉・調和")
    assert done.code == 0, done
    assert "担当は前と同じ CSW3 にしました" in done.err
    done = person.office("quick", "個別相談", "今日", "若葉・調和", "--yes")
    assert done.code == 0
    said = person.office.query("SELECT coordinator FROM cases ORDER BY entry DESC LIMIT 2")
    assert said == [(None,), ("CSW3",)]


SUMMARY = "隣家の借金のこと"


def test_the_text_of_a_record_is_shown_to_whoever_chooses_to_correct_it(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the menu of a correction, nor what is confirmed, nor a draft that goes on repeats a text."""
    person.office.case("--summary", SUMMARY)
    fields, actions, menus, first = ["summary", ""], ["later", "correct", "write"], [], []

    def choose(label: str, choices: questions.Choices, **_more: object) -> str:
        menus.append(label + str(choices))
        return (actions if dict(choices).get("write") else fields).pop(0)

    def text(label: str, hint: str, wrong: questions.Wrong, *, typed: str = "") -> str:
        first.append(typed)
        return SUMMARY + "、母の病気"

    monkeypatch.setattr(questions, "choose", choose)
    monkeypatch.setattr(questions, "text", text)
    monkeypatch.setattr(questions, "line", lambda *_words, **_more: SUMMARY)
    put_aside = person("case", "edit", "1")
    fields += ["summary", ""]
    done = person("draft")
    assert done.code == 0, done.err
    assert first == [SUMMARY, SUMMARY + "、母の病気"]
    assert SUMMARY not in "".join([put_aside.out, put_aside.err, done.out, done.err, *menus])
    assert "（本文 8字） → （本文 13字）" in done.out
    assert SUMMARY + "、母の病気" in person("case", "show", "1").out
