"""The README keeps its word: what its session shows is what the installed program says."""

from __future__ import annotations

import pathlib
import re
import shlex

import pytest

from tests.conftest import ROOT
from tests.sessions.test_sessions import play, steps_of, written

READMES = ("README.md", "README.ja.md")


def block(name: str, language: str) -> str:
    """The one fenced block of a language in a README."""
    found = re.findall(
        rf"^```{language}\n(.*?)^```$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(found) == 1, (name, language)
    return str(found[0])


@pytest.mark.parametrize("name", READMES)
def test_the_session_is_answered_as_it_is_written(name: str, tmp_path: pathlib.Path) -> None:
    """Who types the session line by line sees what stands there; the head of the chain is masked as 「…」."""
    told = block(name, "console")
    steps = steps_of(told)
    play(steps, tmp_path)
    assert re.sub(r"\bx{16,}\b", "…", written(steps)) == told


def commands(name: str) -> list[list[str]]:
    """The commands of a README's session with their options, without the values, which are words of a language."""
    found = []
    for step in steps_of(block(name, "console")):
        words = shlex.split(step.command[0])
        values = [False, *(word.startswith("--") for word in words)]
        kept = (
            word.partition("=")[0] for word, value in zip(words, values, strict=False) if not value or word[:1] == "-"
        )
        found.append([word for word in kept if word != "WFC_LANG"])
    return found


def test_both_languages_show_the_same() -> None:
    """The Japanese README runs the same commands, in the same order, as the English one; that one speaks English."""
    for language in ("sh", "cron"):
        shown = [re.sub(r" +#.*", "", block(name, language)) for name in READMES]
        assert shown[0] == shown[1]
    assert commands(READMES[0]) == commands(READMES[1])
    assert ["wfc", "report", "--as-of", "--section"] in commands(READMES[0])
    assert "WFC_LANG=en" in block(READMES[0], "console")


def test_the_two_commands_are_there() -> None:
    """The two commands of the README are targets of the Makefile."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    commands = re.findall(r"^make (\w+)", block("README.md", "sh"), re.MULTILINE)
    assert commands == ["demo", "test"]
    assert set(commands) <= set(targets)
