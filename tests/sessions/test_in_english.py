"""The golden sessions, played once more in English: not a word of Japanese is seen but the office's own.

The office's own are the words of its profile, what stands in its files, and what was typed. They are compared as
whole runs of Japanese, so that a label that is forgotten does not hide in a longer one.
"""

from __future__ import annotations

import csv
import pathlib
import re
import shutil
import tomllib
from collections.abc import Iterator

import pytest

from tests.conftest import PACKAGE, ROOT, SAMPLE
from tests.sessions.test_sessions import SESSIONS, Step, play, steps_of

MESSY = ROOT / "tests" / "acceptance" / "messy"
EXAMPLES = ROOT / "src" / "welfare_cli" / "cli" / "examples.txt"
"""What help shows of how a command is typed, with words of the office."""
OF_PROGRAMS = {"計", "未記入"}
"""What programs read in every language: the whole city, and nothing entered."""
LONG = (
    "03-import",
    "04-report",
    "09-excel",
    "16-check",
    "18-publication",
    "19-every-difference",
    "23-document",
    "24-verify",
    "27-export",
    "31-second-office",
    "34-a-year",
    "43-areas-beside-tallies",
    "45-import-again",
    "53-sums",
    "54-retired",
)
"""Sessions that only `make trust` plays in English; their commands and options stand in the others, too."""
JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef※▲]+")
"""A run of kana, kanji, full-width marks and figures."""


def runs(text: str) -> set[str]:
    """The runs of Japanese in a text; of one that is broken at its ・, the parts too."""
    found = set(JAPANESE.findall(text))
    return found | {part for each in found for part in re.findall("[^・]+・?", each)}


def texts(value: object) -> Iterator[str]:
    """Every text in the tables of a TOML file."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    else:
        yield str(value)


@pytest.fixture(scope="session")
def of_the_office() -> set[str]:
    """The Japanese words of the default profile, and those in the cells of the sample's files."""
    profile = tomllib.loads((PACKAGE / "chofu.toml").read_text(encoding="utf-8"))
    found = {run for text in texts(profile) for run in runs(text)}
    for folder, encoding in ((SAMPLE, "utf-8-sig"), (MESSY, "cp932")):
        for path in folder.glob("*.csv"):
            for row in [*csv.reader(path.read_text(encoding=encoding).splitlines())][1:]:
                found |= {run for cell in row for run in runs(cell)}
    return found


def typed(steps: list[Step]) -> set[str]:
    """The Japanese words that somebody types in a session."""
    return {run for step in steps for line in step.command for run in runs(line)}


@pytest.mark.parametrize("path", [path for path in SESSIONS if path.stem not in LONG], ids=lambda path: path.stem)
def test_a_session_in_english_has_no_japanese_but_the_offices(
    path: pathlib.Path, tmp_path: pathlib.Path, programs: pathlib.Path, of_the_office: set[str]
) -> None:
    """Whoever sets WFC_LANG=en reads English: help, lists, cards, reports, remarks and every refusal."""
    assert japanese_in(path, tmp_path / "home", programs, of_the_office) == []


def japanese_in(path: pathlib.Path, folder: pathlib.Path, programs: pathlib.Path, of_the_office: set[str]) -> list[str]:
    """Play a session in English: each line with Japanese that is not the office's own, below its command."""
    shutil.copytree(SAMPLE, folder / "sample")
    shutil.copytree(MESSY, folder / "messy")
    shutil.copytree(ROOT / "contrib", folder / "contrib")
    steps = [step for step in steps_of(path.read_text(encoding="utf-8")) if step.command]
    known = of_the_office | typed(steps)
    if any("contrib/" in line for step in steps for line in step.command):  # which names its files itself
        known |= {run for each in (ROOT / "contrib").glob("wfc-*") for run in runs(each.read_text(encoding="utf-8"))}
    play(steps, folder, programs, WFC_LANG="en")
    left = []
    for step in steps:
        command = "\n".join(step.command)
        more = OF_PROGRAMS if re.search("--format (csv|tsv|json)", command) else set()
        more = runs(EXAMPLES.read_text(encoding="utf-8")) if re.search("--help|wfc help", command) else more
        if not re.search("--lang[ =]ja|WFC_LANG=ja", command):
            seen = re.sub("“.*?”", "", step.seen) if "wfc verify" in command else step.seen  # it quotes the document
            lines = ((line, runs(line) - known - more) for line in seen.splitlines())
            left += [f"{command}\n{line}\n{', '.join(sorted(found))}" for line, found in lines if found]
    return left


def test_japanese_that_is_left_is_found() -> None:
    """The test above would see a label inside a line, a separator, and a figure in full width."""
    assert runs("Area: 緑ケ丘・滝坂, 圏域（1）、１") == {"緑ケ丘・滝坂", "緑ケ丘・", "滝坂", "圏域（", "）、１"}
