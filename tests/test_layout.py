"""Tables of text: what the report and the help draw themselves looks as tabulate would draw it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tabulate import tabulate

from welfare_cli.render.layout import aligned

words = st.text(alphabet="aZ09 ,.…①※⇒▲件数相談（）ｱか\u3099髙𠮷", max_size=8).map(str.strip)
headings = st.lists(words.filter(bool), min_size=1, max_size=2).map("\n".join)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of as many cells."""
    width = draw(st.integers(1, 4))
    row = st.lists(words.filter(bool), min_size=width, max_size=width)  # of a blank row tabulate makes nothing
    return draw(st.lists(headings, min_size=width, max_size=width)), draw(st.lists(row, min_size=1, max_size=4))


@given(tables(), st.booleans())
def test_a_table_is_aligned_as_tabulate_does(table: tuple[list[str], list[list[str]]], right: bool) -> None:
    """Column under column, Japanese two wide, headings in lines; to the right but for the first column."""
    heads, rows = table
    side = "right" if right else "left"
    same = tabulate(
        rows,
        headers=heads,
        tablefmt="simple",
        disable_numparse=True,
        colalign=("left", *[side] * (len(heads) - 1)),
        preserve_whitespace=True,
    )
    assert aligned(rows, heads, right=right) == [line.rstrip() for line in same.split("\n")]


@given(tables())
def test_a_list_is_aligned_as_tabulate_does(table: tuple[list[str], list[list[str]]]) -> None:
    """Without headings: a column is as wide as its widest cell."""
    same = tabulate(table[1], tablefmt="plain", disable_numparse=True, preserve_whitespace=True)
    assert aligned(table[1]) == [line.rstrip() for line in same.split("\n")]
