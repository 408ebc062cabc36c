"""Words that are beyond doubt are read without typer, and mean what typer would have read."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Office
from welfare_cli.cli import app
from welfare_cli.cli.grammar import Argument, Command, Group, Option, ParseResult
from welfare_cli.errors import UnknownWord

SAID: list[tuple[str, dict[str, Any]]] = []


def command(name: str, *takes: Argument | Option) -> Command:
    """A command that only notes how it was called."""
    return Command(name, "", lambda **values: SAID.append((name, values)), takes)


def program() -> Group:
    """A program with every kind of word: of one and of many values, flags, arguments, and a group in it."""
    form = Option("form", "--format", "", default="table")
    show = command("show", Argument("ref", "REF", ""), Option("as_json", "--json", "", flag=True), form)
    files = Argument("paths", "FILE", "", many=True)
    take_in = command("take-in", files, Option("dry_run", "--dry-run", "", flag=True), Option("kind", "--kind", ""))
    note = command("note", Argument("number", "N", "", required=False), Option("by", "--by", "", many=True), form)
    return Group("wfc", "", lambda: [take_in, Group("case", "", lambda: [show, note])])


WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "case",
                "show",
                "note",
                "take-in",
                "--json",
                "--format",
                "--format=csv",
                "--by",
                "--by=x",
                "--kind",
                "--dry-run",
            ]
        ),
        st.sampled_from(["--", "-", "", "-x", "--nope", "--help", "--form", "C-1", "圏域", "--json=1", "--kind="]),
    ),
    max_size=7,
)


@given(WORDS)
def test_what_is_read_at_once_is_what_typer_reads(words: list[str]) -> None:
    """Whatever is read without typer, typer reads the same; and what typer refuses is never read at once."""
    call = ParseResult(program(), words).call()
    if call is None:
        return
    SAID.clear()
    call()
    at_once = list(SAID)
    SAID.clear()
    assert app.run(program(), words) == 0
    assert at_once == SAID


@given(st.sampled_from(["take-in", "case show", "case note"]), WORDS)
def test_most_of_what_typer_reads_is_read_at_once(path: str, words: list[str]) -> None:
    """Nothing that typer accepts is left to it, but for help and for a group by itself."""
    SAID.clear()
    try:
        app.run(program(), [*path.split(), *words])
    except UnknownWord:
        return
    if SAID:
        assert ParseResult(program(), [*path.split(), *words]).call() is not None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cas", "add"), "「cas」というコマンドはありません。"),
        (("case", "ad"), "もしかして: wfc case add"),
        (("case",), "コマンドを指定してください。"),
        (("case", "add", "--kin", "individual"), "、--kind"),
        (("case", "add", "--kind"), "--kind には値が要ります。"),
        (("case", "list", "--open=1"), "--open に値は付けられません。"),
        (("case", "--nope"), "wfc case --help で使い方が見られます。"),
        (("case", "show"), "整理番号 を指定してください。"),
        (("case", "show", "C-1", "C-2"), "余分な言葉があるか"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest_right_one(office: Office, words: tuple[str, ...], said: str) -> None:
    """What cannot be read is told with the way out, and ends with 2."""
    done = office(*words)
    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize("words", ["lsit", "case lsit", "case list --aera x", "case"])
def test_a_wrong_word_is_refused_without_typer(office: Office, words: str) -> None:
    """A wrong command or option costs little more than a right one: typer takes longer to load than all the rest."""
    program = "import sys; from welfare_cli.cli.main import main; code = main(); print('typer' in sys.modules, code)"
    done = subprocess.run([sys.executable, "-c", program, *words.split()], capture_output=True, text=True, check=True)
    assert done.stdout == "False 2\n"
