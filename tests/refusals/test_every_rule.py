"""Every refusal by name: from the command line and from a file, and nothing was written."""

from __future__ import annotations

import csv

import pytest

from tests.refusals.cases_of_one_record import ONE_RECORD
from tests.refusals.cases_of_several import SEVERAL
from tests.refusals.conftest import Refusing
from tests.refusals.met import ONLY_BY_COMMAND, ONLY_IN_A_FILE, Met
from welfare_cli.model.kinds import kind_called
from welfare_cli.model.rules import RULES

CASES = (*ONE_RECORD, *SEVERAL)


def named(met: Met) -> str:
    """A case of the table by its rule."""
    return met.rule


BY_COMMAND = [met for met in CASES if met.command]
IN_A_FILE = [met for met in CASES if met.files]
UNDER_HEADINGS = [met for met in IN_A_FILE if all(kind_called(name.removesuffix(".csv")) for name in met.files)]


@pytest.mark.parametrize("met", BY_COMMAND, ids=named)
def test_a_command_is_refused(refused: Refusing, met: Met) -> None:
    """A command that breaks the rule is refused by it (4) with the way out, and nothing is written."""
    refused.set_up(met.before)
    refusal = refused(met.command)
    assert refusal.rules == [met.rule]
    for words in met.says:
        assert words in refusal.err


@pytest.mark.parametrize("met", IN_A_FILE, ids=named)
def test_a_file_is_refused(refused: Refusing, met: Met) -> None:
    """A file that breaks the rule is refused by it (4), the row and the column are named, and nothing is written.

    A dry run finds the same, and so does wfc in the file under its Japanese name and headings, which it then names.
    """
    refused.set_up(met.before)
    refusal = refused.files(met.files, reads=met.reads)
    assert refusal.rules == [met.rule] * len(refusal.problems)
    assert [problem.where for problem in refusal.problems] == [met.at] * len(refusal.problems)
    assert f"wfc: {met.at}: " in refusal.err
    for words in met.says:
        assert words in refusal.err
    if met.reads == "import":
        assert refused.files(met.files, "--dry-run").err == refusal.err
    if met in UNDER_HEADINGS:
        check_japanese_headings(refused, met)


def test_no_rule_is_forgotten() -> None:
    """Every rule of the catalogue is met by a command and in a file, but for those that say why they are not."""
    assert [met.rule for met in CASES if met.rule not in RULES] == []
    assert {met.rule for met in BY_COMMAND} == set(RULES) - set(ONLY_IN_A_FILE)
    assert {met.rule for met in IN_A_FILE} == set(RULES) - set(ONLY_BY_COMMAND)


def test_no_rule_is_met_only_one_way_without_a_reason() -> None:
    """No rule is excused from both ways, and each excuse gives its reason."""
    assert not set(ONLY_IN_A_FILE) & set(ONLY_BY_COMMAND)
    assert all([*ONLY_IN_A_FILE.values(), *ONLY_BY_COMMAND.values()])


# -- helpers ----------------------------------------------------------------------------------------------


def check_japanese_headings(refused: Refusing, met: Met) -> None:
    """Compare the refusal of a file with that of the same file under its Japanese name and headings."""
    english = refused.files(met.files)
    texts: dict[str, str | bytes] = {}
    words_of: dict[str, str] = {}
    for name, text in met.files.items():
        texts[in_japanese(name, words_of)] = text_in_japanese(name, text, words_of)
    japanese = refused.files(texts)

    def said(words: str) -> str:
        for old, new in words_of.items():
            words = words.replace(old, new)
        return words

    assert [str(problem) for problem in japanese.problems] == [said(str(problem)) for problem in english.problems]
    assert [problem.remedy for problem in japanese.problems] == [problem.remedy for problem in english.problems]


def in_japanese(name: str, words_of: dict[str, str]) -> str:
    """The Japanese name of a file, noted among the words that differ."""
    kind = kind_called(name.removesuffix(".csv"))
    assert kind is not None
    words_of[name] = f"{kind.ja}.csv"
    return words_of[name]


def text_in_japanese(name: str, text: str | bytes, words_of: dict[str, str]) -> str | bytes:
    """A file with its headings in Japanese; those that wfc does not know stay."""
    kind = kind_called(name.removesuffix(".csv"))
    assert kind is not None
    if isinstance(text, bytes):
        return text
    first, _line_end, rest = text.partition("\n")
    headings = {field.name: field.ja for field in kind.fields} | {"ref": "整理番号"}
    words_of |= {f"列「{english}」": f"列「{japanese}」" for english, japanese in headings.items()}
    return ",".join(headings.get(heading, heading) for heading in next(csv.reader([first]))) + f"\n{rest}"
