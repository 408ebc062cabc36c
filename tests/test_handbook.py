"""The handbook keeps its word: every command in it is one that wfc reads."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.conftest import PACKAGE, ROOT, Office
from tests.sessions.test_sessions import SCREENS, SESSIONS
from tests.sessions.test_sessions import commands as known_commands
from welfare_cli.cli.grammar import Group, ParseResult
from welfare_cli.cli.help import example, page
from welfare_cli.cli.program import program

PAGES = {name: (PACKAGE / name).read_text(encoding="utf-8") for name in ("handbook.md", "handbook.ja.md")}


def commands(text: str) -> list[str]:
    """The commands in the blocks of a page, and those in its sentences."""
    blocks = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.strip().splitlines()]
    return lines + [each for each in re.findall(r"`(wfc [^`]*)`", text) if "…" not in each]


@pytest.mark.parametrize("line", sorted({line for text in PAGES.values() for line in commands(text)}))
def test_a_command_of_the_handbook_is_beyond_doubt(line: str) -> None:
    """No word or option of it is unknown, and nothing that it needs is missing."""
    name, *words = shlex.split(line)
    assert name == "wfc"
    assert ParseResult(program(), words).call() is not None


def test_every_command_has_an_example_that_a_session_types() -> None:
    """In its help and in the manual; typed in a golden session as it stands, with or without more behind it."""
    typed = {
        line[2:]
        for path in (*SESSIONS, *SCREENS)
        for line in path.read_text(encoding="utf-8").splitlines()
        if "wfc " in line
    }
    known = {path: command for path, command in known_commands().items() if path}
    for path, command in known.items():
        shown = example(" ".join(("wfc", *path)))
        if isinstance(command, Group) and command.run is None:
            continue
        assert shown, path
        assert any(f"{line} ".startswith(f"{shown} ") for line in typed), shown
        assert ParseResult(program(), shlex.split(shown)[1:]).call() is not None, shown
        if not isinstance(command, Group):
            assert shown in page(" ".join(("wfc", *path)), command)
    written = (ROOT / "src" / "welfare_cli" / "cli" / "examples.txt").read_text(encoding="utf-8").splitlines()
    assert len(written) - 1 == len(known)


def test_both_languages_say_the_same() -> None:
    """The same commands in the same order, under as many headings."""
    english, japanese = PAGES.values()
    assert commands(english)[:20] == commands(japanese)[:20]
    assert sorted(commands(english)) == sorted(commands(japanese))
    assert len(re.findall("^## ", english, re.MULTILINE)) == len(re.findall("^## ", japanese, re.MULTILINE)) == 9


def test_the_handbook_is_read_at_a_terminal(office: Office) -> None:
    """Every chapter by its name, in both languages, without the marks of Markdown; a command's help too."""
    for language, text in zip(("en", "ja"), PAGES.values(), strict=True):
        for name in re.findall("^## (.*)$", text, re.MULTILINE):
            shown = office.ok("help", name, "--lang", language).out
            assert shown.startswith(f"■ {name}\n")
            assert not set("`|") & set(shown)
            assert "](" not in shown
    assert office.ok("help", "一年").out.startswith("■ 半年・一年")
    assert office.ok("help", "case", "add").out == office.ok("case", "add", "--help").out
    assert office("help", "case", "飛ぶ").code == 2
