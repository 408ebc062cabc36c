"""A confidential text in the command line is warned of, by every command that takes one, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Office
from welfare_cli.cli.grammar import Command, Group
from welfare_cli.cli.program import program
from welfare_cli.cli.tasks import verbs_of
from welfare_cli.model.kinds import KINDS

TEXT = "隣家の佐藤花子さんの借金"
WARNING = "シェルの履歴やプロセスの一覧に出ます"


def commands(group: Group, *path: str) -> Iterator[tuple[tuple[str, ...], Command]]:
    """Every command below a group, with the words that name it."""
    for name, each in group.parts.items():
        if isinstance(each, Group):
            yield from commands(each, *path, name)
        else:
            yield (*path, name), each


TAKING = [(path, option.word) for path, each in commands(program()) for option in each.options if option.confidential]


def test_every_confidential_field_and_reason_is_declared_so() -> None:
    """The texts of each kind, each reason, and the word that is to be erased are the confidential options."""
    declared = set(TAKING)
    for kind in KINDS:
        for field in kind.fields:
            if field.confidential:
                assert ((kind.name, "add"), f"--{field.option}") in declared
                assert ((kind.name, "edit"), f"--{field.option}") in declared
        assert {((kind.name, verb.name), "--why") for verb in verbs_of(kind) if verb.why} <= declared
    every = {(path, option.word) for path, each in commands(program()) for option in each.options}
    assert {each for each in every if each[1] in ("--why", "--summary", "--note", "--word")} == declared


@pytest.mark.parametrize(("path", "option"), TAKING, ids=lambda each: each if isinstance(each, str) else "-".join(each))
def test_a_text_in_the_command_line_is_warned_of_once(office: Office, path: tuple[str, ...], option: str) -> None:
    """Off a terminal too; the exit code is the one that the same text from standard input has."""
    read = office(*path, option, "-", "--by", "前田", stdin=TEXT)
    given = office(*path, option, TEXT, "--by", "前田")
    assert given.err.count(WARNING) == 1
    assert f"{option} - なら出ません" in given.err
    assert WARNING not in read.err
    assert given.code == read.code
    assert TEXT not in given.out + given.err


def test_several_texts_are_warned_of_in_one_sentence(office: Office) -> None:
    """A correction with a new text and a reason is recorded, and warned of once."""
    office.case("--summary", TEXT)
    done = office.ok("case", "edit", "1", "--summary", TEXT + "。", f"--why={TEXT}")
    assert done.err.count(WARNING) == 1
    assert "--summary、--why に書いた本文" in done.err
    assert office.ok("case", "edit", "1", "--area", "不明", "--correction", "--why", "").err == ""


def test_no_text_is_no_warning(office: Office) -> None:
    """An empty text is not warned of, nor is what an option without a value would have said."""
    assert WARNING not in office("case", "add", "--summary", "").err
    assert WARNING not in office("case", "add", "--summary").err
