"""READMEs and tutorials match the program, and each other in both languages."""

from __future__ import annotations

import pathlib
import re
import shlex

import pytest

from tests.conftest import NOW, ROOT
from tests.sessions.test_sessions import Step, play, steps_of, written
from welfare_cli.cli.grammar import ParseResult
from welfare_cli.cli.program import program
from welfare_cli.errors import Refused
from welfare_cli.model.notation import read_day

READMES = ("README.md", "README.ja.md")
TUTORIALS = ("docs/tutorial.md", "docs/tutorial.ja.md")
PAGES = (*READMES, *TUTORIALS, "docs/import.md", "docs/unattended.md", "SECURITY.md")
LATER = "2031-07-01T18:30:00"
"""Another day on which a reader may type the commands."""


def text_of(name: str) -> str:
    """Return the text of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """Return the fenced blocks of a language in a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(name), re.MULTILINE | re.DOTALL)


def steps_in(name: str) -> list[Step]:
    """Return the steps of all sessions of a page, in order."""
    return [step for block in blocks(name, "console") for step in steps_of(block)]


def played(name: str, folder: pathlib.Path, now: str) -> str:
    """Return a page with the output of its sessions, all in one shell; the chain head is masked as 「…」."""
    parts = [steps_of(block) for block in blocks(name, "console")]
    play([step for steps in parts for step in steps], folder, WFC_NOW=now)
    sessions = iter([re.sub(r"\bx{16,}\b", "…", written(steps)) for steps in parts])
    pattern = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
    return pattern.sub(lambda _block: next(sessions), text_of(name))


@pytest.mark.parametrize("now", [NOW, LATER])
@pytest.mark.parametrize("name", [*READMES, *TUTORIALS])
def test_a_reader_sees_the_output_of_the_page(
    name: str, now: str, tmp_path: pathlib.Path, pytestconfig: pytest.Config
) -> None:
    """Whoever types the sessions line by line, on any day, sees the same; no page sets the clock of the reader."""
    seen = played(name, tmp_path, now)
    if now == NOW and pytestconfig.getoption("--bless"):
        (ROOT / name).write_text(seen, encoding="utf-8")
    assert seen == text_of(name)
    assert len(steps_in(name)) > 3
    assert "WFC_NOW" not in text_of(name)


def words_of(step: Step) -> list[str]:
    """Return the words of a command with its options, without their values, which are words of a language."""
    words = shlex.split(step.command[0])
    is_value = [False, *(word.startswith("--") and word != "--no-input" for word in words)]
    kept = (
        word.partition("=")[0] for word, value in zip(words, is_value, strict=False) if not value or word[:1] == "-"
    )
    return [word for word in kept if word != "WFC_LANG"]


@pytest.mark.parametrize(("english", "japanese"), [READMES, TUTORIALS])
def test_both_languages_show_the_same(english: str, japanese: str) -> None:
    """A Japanese page runs the same commands, in the same order, as the English one; that one prints English."""
    assert [*map(words_of, steps_in(english))] == [*map(words_of, steps_in(japanese))]
    assert "WFC_LANG=en" in "".join(blocks(english, "console"))
    for language in ("sh", "text"):
        shown = [[re.sub(r" +#.*", "", each) for each in blocks(name, language)] for name in (english, japanese)]
        assert shown[0] == shown[1]


def test_the_tutorial_prints_a_report() -> None:
    """The tutorial leads from the first record to a section of the report."""
    assert ["wfc", "report", "--as-of", "--section"] in map(words_of, steps_in(TUTORIALS[0]))


def test_the_crontab_is_the_same_in_both_languages() -> None:
    """The page about automation and the Japanese tutorial have the same crontab."""
    assert blocks("docs/unattended.md", "cron") == blocks(TUTORIALS[1], "cron") != []


def test_readmes_have_the_same_sections() -> None:
    """The READMEs of both languages have as many sections, and as many tasks in their table."""
    counts = [(len(re.findall(r"^## ", text_of(name), re.MULTILINE)), text_of(name).count("\n| ")) for name in READMES]
    assert counts[0] == counts[1]


def test_the_two_commands_are_there() -> None:
    """The two commands of the README are targets of the Makefile."""
    targets = re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE)
    commands = re.findall(r"^make (\w+)", "".join(blocks("README.md", "sh")), re.MULTILINE)
    assert commands == ["demo", "test"]
    assert set(commands) <= set(targets)


def test_an_import_reads_dates_as_the_page_says() -> None:
    """wfc reads each notation in the table of docs/import.md as the date beside it, or refuses it."""
    table = re.findall(r"^\| `(.+)` \| (\S+) \|$", text_of("docs/import.md").partition("## Dates")[2], re.MULTILINE)
    assert {"refused", "2024-12-31"} <= {date for _notation, date in table}
    for notation, date in table:
        try:
            read = read_day(notation)
        except Refused:
            read = "refused"
        assert read == date, notation


def commands_in(name: str) -> list[str]:
    """Return the commands in the sentences and text blocks of a page, except those with 「…」."""
    lines = [line for block in blocks(name, "text") for line in block.splitlines()]
    prose = re.sub(r"^```.*?^```$", "", text_of(name), flags=re.MULTILINE | re.DOTALL)
    return [each for each in (*lines, *re.findall(r"`(wfc [^`]*)`", prose)) if each and "…" not in each]


@pytest.mark.parametrize(("name", "line"), sorted({(name, line) for name in PAGES for line in commands_in(name)}))
def test_a_command_of_a_page_is_one_of_wfc(name: str, line: str) -> None:
    """wfc knows every word and option of a command that a page mentions."""
    first, *words = shlex.split(line, comments=True)
    assert first == "wfc", name
    result = ParseResult(program(), words)
    assert result.unknown is None
    assert not result.doubt
