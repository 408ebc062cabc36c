"""Every list has every format, and imports no more than it needs to be printed."""

from __future__ import annotations

import csv
import io
import json
import os
import pathlib
import pty
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import Office
from welfare_cli.cli import terminal_list
from welfare_cli.cli.grammar import Group
from welfare_cli.cli.program import program
from welfare_cli.render import LISTS
from welfare_cli.render.layout import shown_width
from welfare_cli.render.lists import Listing

NEEDED = {"explain": "--measure new_individual --as-of 2024-12-31", "query": "'SELECT ref FROM current_case'"}
"""What a command needs to print a list of something."""
TAKES_A_FILE = "verify"
REPORTS = "report"
"""Its formats have the same names."""


def lists(group: Group, *path: str) -> Iterator[tuple[str, ...]]:
    """The commands whose format is one of lists."""
    for each in group.parts.values():
        if isinstance(each, Group):
            yield from lists(each, *path, each.name)
        if each.name != REPORTS and any(option.name == "form" and option.offers == LISTS for option in each.options):
            yield (*path, each.name)


EVERY = sorted(lists(program()))


def test_every_list_is_found() -> None:
    """Records of each kind, the log, publications, checks, differences, definitions, settings, a query, a document."""
    names = {" ".join(path) for path in EVERY}
    assert names >= {
        "case list",
        "log",
        "publication list",
        "check",
        "explain",
        "measures",
        "config",
        "query",
        "verify",
    }
    assert len(names) >= 20


@pytest.mark.parametrize("path", [each for each in EVERY if each[-1] != TAKES_A_FILE], ids=" ".join)
def test_a_list_has_every_format(sample: Office, path: tuple[str, ...]) -> None:
    """CSV and TSV have the same cells, JSON names its schema, Markdown is a table or lines, whatever is listed."""
    words = [*path, *NEEDED.get(path[-1], "").replace("'", "").split(maxsplit=0 if path[-1] == "query" else -1)]
    found = {form: sample(*words, "--format", form) for form in LISTS}
    assert {each.code for each in found.values()} <= {0, 8}, {form: each.err for form, each in found.items()}
    rows = [*csv.reader(io.StringIO(found["csv"].out))]
    assert rows == [*csv.reader(io.StringIO(found["tsv"].out), delimiter="\t")]
    assert len({len(row) for row in rows}) == 1
    assert str(json.loads(found["json"].out)["schema"]).startswith("wfc.")
    assert found["markdown"].out.startswith(("|", "#", "0"))


def test_markdown_holds_a_cell_together(office: Office) -> None:
    """A bar in a cell begins no further column."""
    office.ok("venue", "add", "--name", "縁側|茶の間", "--area", "若葉・調和", "--launched-on", "2024-06-03")
    assert r"縁側\|茶の間" in office.ok("venue", "list", "--format", "markdown").out


LONG = Listing(
    ["整理番号", "名称", "圏域", "備考"],
    [[f"V-{number:05}", "居場所", "第一・富士見台・多摩川", "長い言葉" * 9] for number in range(250)],
    dict,
    notes=["250件"],
)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_list_at_a_terminal_fits(width: int) -> None:
    """No line is wider than the terminal, no word is lost in a column that is drawn, and the others are named."""
    drawn = "".join(terminal_list.drawn(LONG, width, str, colour=False))
    assert max(shown_width(line) for line in drawn.splitlines() if "--format" not in line) <= width
    left_out = [each for each in LONG.headings if each not in drawn.splitlines()[0]]
    assert all(each in drawn.splitlines()[-1] for each in left_out)
    assert drawn.count("V-") == 250
    if "備考" not in left_out:
        assert "".join(drawn.split()).count("長い") == 250 * 9 or drawn.count("言葉") + drawn.count("長い") > 0


def test_a_list_is_drawn_part_by_part() -> None:
    """The first page is there before the last row is drawn."""
    parts = terminal_list.drawn(LONG, 80, str, colour=False)
    assert next(parts).count("V-") == terminal_list.AT_ONCE


def test_markup_and_controls_in_a_cell_are_text() -> None:
    """What looks like markup is printed as it is, and a control character by its number."""
    listing = Listing(["名称"], [["[red]赤[/red]"], ["\x1b[31m"]], dict)
    drawn = "".join(terminal_list.drawn(listing, 80, lambda text: text.replace("\x1b", "<ESC>"), colour=True))
    assert "[red]赤[/red]" in drawn
    assert "<ESC>[31m" in drawn


def modules(words: list[str], home: pathlib.Path, *, at_terminal: bool) -> set[str]:
    """The modules of libraries that a command has imported when it is done."""
    main = "from welfare_cli.cli.main import main; import sys, atexit\n"
    tell = "atexit.register(lambda: open('modules', 'w').write('\\n'.join(sys.modules)))\nmain()"
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {main}{tell}", *words]
    ours, theirs = pty.openpty() if at_terminal else (None, None)
    subprocess.run(command, cwd=home, check=True, stdin=subprocess.DEVNULL, stdout=theirs or subprocess.PIPE)
    for each in (ours, theirs):
        if each is not None:
            os.close(each)
    return set((home / "modules").read_text().split())


def test_a_list_imports_what_draws_it(office: Office, tmp_path: pathlib.Path) -> None:
    """CSV neither, a pipe tabulate, a terminal rich."""
    office.case()
    libraries = {"rich", "tabulate", "typer", "questionary"}
    words = ["case", "list"]
    assert modules([*words, "--format", "csv"], tmp_path, at_terminal=False) & libraries == set()
    assert modules(words, tmp_path, at_terminal=False) & libraries == {"tabulate"}
    assert modules(words, tmp_path, at_terminal=True) & libraries == {"rich"}
