"""The golden sessions: what an office types and what it sees. They are the specification and the manual.

A `.console` file is a page that can be read from top to bottom:

- `# words` (or `#` alone) tells the story. Such a paragraph stands at the top or behind an empty line.
- `$ command` is what is typed, in bash; a line `> …` right below carries the same command on.
- What stands under a command is exactly what is seen, stdout and stderr together and in order, and then
  `[4]` on a line of its own where the exit code is not 0.

Every session is played from its first command to its last in one shell, in an empty folder which is also its
home, without any environment but `PATH`, `HOME`, `LOGNAME`, `WFC_LEDGER` (`~/ledger.db`) and `WFC_NOW`, all of which
the session may change with `export`. Beside it lie copies of `sample/` (`data/sample`) and `messy/` (the same year
as an office keeps it: cp932, Japanese headings, era dates), and of `contrib/`. On its PATH are `on_path/excel`, which
writes into a workbook as somebody would in Excel, `on_path/editor`, which writes into a text, and `on_path/older-wfc`,
which makes a ledger as an earlier version wrote it.

One rule masks what differs from run to run: the session's folder is written `~`, and a word of 16 or more
hexadecimal digits (the head of the hash chain) is written in as many `x`.

`pytest --bless` rewrites the files as the program now answers; the diff is read before it is kept.
"""

from __future__ import annotations

import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.conftest import NOW, ROOT, SAMPLE, USER, Office
from welfare_cli import errors
from welfare_cli.cli.grammar import Command, Group
from welfare_cli.cli.opening import stamp
from welfare_cli.cli.program import program
from welfare_cli.ledger import Ledger
from welfare_cli.measures import MEASURES
from welfare_cli.model.kind import Kind
from welfare_cli.model.kinds import KINDS
from welfare_cli.render import LISTS, RENDERERS
from welfare_cli.report.axis_values import PERIODS

HERE = pathlib.Path(__file__).parent
SESSIONS = sorted(HERE.glob("*.console"))
SCREENS = sorted(HERE.glob("*.screen"))
"""What is typed at a terminal: see `test_screens.py`."""
INSTALLED = pathlib.Path(sys.executable).parent
"""Where the installed `wfc` is."""

MARK = "\x1e"
"""What the shell prints, with the exit code, behind each command's answer."""


# Reading and writing a session


@dataclass
class Step:
    """A paragraph of prose, or a command with what is seen under it."""

    prose: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    seen: str = ""

    def written(self) -> str:
        """The step as it stands in the file."""
        if self.prose:
            return "\n".join(self.prose) + "\n"
        first, *more = self.command
        typed = [f"$ {first}", *(f"> {line}".rstrip() for line in more)]
        return "\n".join(typed) + "\n" + self.seen


def steps_of(text: str) -> list[Step]:
    """The steps of a session; what was seen is left out, for it is what the program has to say."""
    steps: list[Step] = []
    before, typing = "", False
    for line in text.splitlines():
        if line.startswith("$ "):
            steps.append(Step(command=[line[2:]]))
            typing = True
        elif typing and (line == ">" or line.startswith("> ")):
            steps[-1].command.append(line[2:])
        else:
            typing = False
            if line == "#" or line.startswith("# "):
                if before == "":
                    steps.append(Step(prose=[line]))
                elif steps[-1].prose:
                    steps[-1].prose.append(line)
        before = line
    return steps


def written(steps: list[Step]) -> str:
    """The text of a session: a paragraph stands behind an empty line."""
    return "".join(("\n" if step.prose and place else "") + step.written() for place, step in enumerate(steps))


def play(steps: list[Step], folder: pathlib.Path, programs: pathlib.Path = INSTALLED, **more: str) -> None:
    """Type every command in one shell, with more in its environment, and note under each what is seen."""
    commands = [step for step in steps if step.command]
    script = "exec 2>&1\n"
    for step in commands:
        script += "\n".join(step.command) + f"\nprintf '{MARK}%s\\n' \"$?\"\n"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", script],
        cwd=folder,
        env={**environment(folder, programs), **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=False,
        timeout=600,
    )
    answers = done.stdout.decode()
    for step in commands:
        seen, mark, answers = answers.partition(MARK)
        code, _line_end, answers = answers.partition("\n")
        assert mark, f"the shell ended before: {step.command[0]}\n{seen}"
        assert not seen or seen.endswith("\n"), f"no line end behind the answer to: {step.command[0]}"
        step.seen = masked(seen, folder) + ("" if code == "0" else f"[{code}]\n")


def environment(folder: pathlib.Path, programs: pathlib.Path = INSTALLED) -> dict[str, str]:
    """All that a session knows of the world outside; `programs` is the folder with the `wfc` that it calls."""
    places = (programs, INSTALLED, HERE / "on_path", "/usr/local/bin", "/usr/bin", "/bin")
    return {
        "PATH": os.pathsep.join(map(str, places)),
        "HOME": str(folder),
        "LOGNAME": USER,
        "WFC_LEDGER": str(folder / "ledger.db"),
        "WFC_NOW": NOW,
    }


def masked(seen: str, folder: pathlib.Path) -> str:
    """What was seen, with the session's folder as `~` and the heads of the chain as `x`."""
    return re.sub(r"\b[0-9a-f]{16,64}\b", lambda found: "x" * len(found[0]), seen.replace(str(folder), "~"))


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_is_answered_as_it_is_written(
    path: pathlib.Path, tmp_path: pathlib.Path, programs: pathlib.Path, pytestconfig: pytest.Config
) -> None:
    """What the manual shows is what the program says, to the letter."""
    folder = tmp_path / "home"
    folder.mkdir()
    folder.chmod(0o700)  # whatever the umask: `wfc check` looks at it
    shutil.copytree(SAMPLE, folder / "sample")
    shutil.copytree(ROOT / "tests" / "acceptance" / "messy", folder / "messy")
    shutil.copytree(ROOT / "contrib", folder / "contrib")
    told = path.read_text(encoding="utf-8")
    steps = steps_of(told)
    play(steps, folder, programs)
    played = written(steps)
    if pytestconfig.getoption("--bless"):
        path.write_text(played, encoding="utf-8")
        return
    differences = "".join(
        difflib.unified_diff(
            told.splitlines(keepends=True), played.splitlines(keepends=True), f"{path.name}, as written", "as played"
        )
    )
    assert not differences, differences


# Nothing forgotten: what the program can do is shown in some session


ANYWHERE = ("--ledger", "--by", "--json", "--no-input")
"""Options of many commands that mean the same in all of them: shown once is enough."""
WITH_THE_VERB = ("--format", "--void", "--clear", "--why", "--ref", "--known-at")
"""Options that a verb has for every kind of record: shown for one kind is enough."""
SAME_FIELDS = {"edit": "add"}
"""A verb that takes the fields of another one."""


@dataclass(frozen=True)
class Typed:
    """One call of wfc in a session: the command's path, its options, and the value behind each."""

    path: tuple[str, ...]
    options: tuple[str, ...]
    values: tuple[tuple[str, str], ...]


def commands() -> dict[tuple[str, ...], Command]:
    """Every command by its path."""
    found: dict[tuple[str, ...], Command] = {(): program()}
    for name, part in program().parts.items():
        if isinstance(part, Group):
            found.update({(name, each): command for each, command in part.parts.items()})
        else:
            found[name,] = part
    return found


def options_of(command: Command) -> list[str]:
    """The words of a command's options."""
    return [option.word for option in command.options]


def calls() -> list[Typed]:
    """Every call of wfc that some session types."""
    known = commands()
    found = []
    for path in (*SESSIONS, *SCREENS):
        for step in steps_of(path.read_text(encoding="utf-8")):
            for words in wfc_words(step.command):
                length = next(size for size in (2, 1, 0) if size == 0 or tuple(words[:size]) in known)
                options = [(place, word.partition("=")) for place, word in enumerate(words) if word.startswith("--")]
                found.append(
                    Typed(
                        tuple(words[:length]),
                        tuple(name for _place, (name, _equals, _value) in options),
                        tuple((name, "".join(words[place + 1 : place + 2])) for place, (name, *_more) in options),
                    )
                )
    return found


def wfc_words(command: list[str]) -> Iterator[list[str]]:
    """The words behind each `wfc` of a command line; the body of a here-document is no command."""
    lines = command[:1] if "<<" in "".join(command) else command
    reader = shlex.shlex(" ".join(line.rstrip("\\") for line in lines), posix=True, punctuation_chars=True)
    reader.whitespace_split, reader.commenters = True, ""
    words: list[str] | None = None
    for word in [*reader, ";"]:
        if word and set(word) <= set("();<>|&"):
            if words is not None:
                yield words
            words = None
        elif words is not None:
            words.append(word)
        elif word == "wfc":
            words = []


def place_of(path: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Where an option has to be shown: anywhere, with the verb, or with the very command."""
    if option in ANYWHERE:
        return (option,)
    if len(path) == 2 and option in WITH_THE_VERB:
        return path[1], option
    return *path[:-1], SAME_FIELDS.get(path[-1], path[-1]) if path else "", option


def test_every_command_is_shown_in_some_session() -> None:
    """The manual leaves no command out."""
    assert set(commands()) - {call.path for call in calls()} == set()


def test_every_option_is_shown_in_some_session() -> None:
    """The manual leaves no option out: each field of each kind, each filter, each of the rest."""
    shown = {place_of(call.path, option) for call in calls() for option in call.options}
    forgotten = {
        (*path, option)
        for path, command in commands().items()
        for option in options_of(command)
        if place_of(path, option) not in shown
    }
    assert forgotten == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_of_a_kind_is_shown_as_an_option(kind: Kind) -> None:
    """Each field that the office keeps is written by hand in some session."""
    typed = {
        option for call in calls() if call.path in ((kind.name, "add"), (kind.name, "edit")) for option in call.options
    }
    assert {field.option for field in kind.fields} - {option[2:].replace("-", "_") for option in typed} == set()


def test_every_format_is_shown_in_some_session() -> None:
    """Each format of the report, of a list and of the definitions is typed, or left out where it is the usual one."""
    shown = {(call.path[-1], dict(call.values).get("--format", "table")) for call in calls() if call.path}
    wanted = {("report", form) for form in RENDERERS} | {("list", form) for form in LISTS} | {("measures", "json")}
    wanted |= {("check", form) for form in LISTS}
    assert wanted - shown == set()


def test_every_measure_is_shown_in_some_session() -> None:
    """Each measure stands in a report with a figure, and its definition with its name."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SESSIONS)
    for measure in MEASURES.values():
        assert re.search(rf"^    {re.escape(measure.label)} +\S+ +[\d…]", text, re.MULTILINE), measure.name
        assert f"{measure.label}（{measure.name}）\n" in text


def test_every_axis_is_shown_in_some_session(office: Office) -> None:
    """Each period, the area, and each field by which some measure can be counted, is counted by."""
    ledger = Ledger.open(str(office.path), stamp)
    try:
        axes = {name for measure in MEASURES.values() for name in ledger.figures.axes_of(measure)} | {*PERIODS}
    finally:
        ledger.close()
    shown = {
        value for call in calls() for option, value in call.values if call.path == ("report",) and option == "--by"
    }
    assert axes - shown == set()


def test_every_exit_code_that_one_person_meets_is_shown_in_some_session() -> None:
    """Each refusal is shown once with its number; a busy ledger takes two people."""
    codes = {error.exit_code for error in errors.WfcError.__subclasses__()} - {errors.Busy.exit_code}
    text = "\n".join(path.read_text(encoding="utf-8") for path in SESSIONS)
    text += "\n".join(path.read_text(encoding="utf-8") for path in SCREENS).replace("│ [", "[")
    assert {code for code in codes if f"\n[{code}]\n" not in text} == set()
