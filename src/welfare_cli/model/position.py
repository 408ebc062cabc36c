"""The position of empty values, and the words that only look like one (domain §3, rule 13).

In every breakdown, empty values have a position of their own, whose value is "". It is printed as 未記入, as the
position of a total is printed as 計, and a figure that is not available as 「…」. A value that consists of such a
word is no value: whoever typed it left the field empty. Where an older ledger has it all the same, it is printed as
「未記入（語）」, so that neither people nor programs take it for the position.
"""

from __future__ import annotations

from ..words import N_, _
from . import notation

EMPTY = ""
"""The value of the position of empty values."""
NOT_ENTERED = N_("未記入")
"""How the position of empty values is printed."""
TOTAL = N_("計")
"""How the position of a total is printed."""
MARKED = N_("{word}（語）")
"""How a value is printed that reads like a position."""

WORDS = frozenset(map(notation.folded, (NOT_ENTERED, "Not entered", TOTAL, "Total", "x")))
"""Each word by which a position is printed, in every language, as `notation.folded` makes it."""
_DASHES = frozenset("-‐‒–—―−ー─━")
"""「―」, alone or doubled, in any of the dashes that an input method offers."""
_QUOTES = "「」『』“”\"'"
_LONGEST = 16
"""Longer text is none of these words."""


def is_position(text: str) -> bool:
    """Return whether a text is a word that prints a position, and no value: 未記入, 計, 「…」, 「x」, 「―」."""
    if len(text) > _LONGEST:
        return False
    key = notation.folded(text).strip(_QUOTES)
    return key in WORDS or (key != "" and (_DASHES.issuperset(key) or key == "..." * (len(key) // 3)))


def is_no_ref(text: str) -> bool:
    """Return whether a text prints a position and cannot be a record's number; the letter x may be one."""
    return is_position(text) and notation.folded(text) != "x"


def for_people(value: str) -> str:
    """Print a value of an axis, or the label of an area, in the language of the user."""
    if value == EMPTY:
        return _(NOT_ENTERED)
    return _(MARKED).format(word=value) if is_position(value) else value


def for_programs(value: str) -> str:
    """Print a value of an axis, or the label of an area, in a machine format: the same in every language."""
    if value == EMPTY:
        return NOT_ENTERED
    return MARKED.format(word=value) if is_position(value) else value


def from_programs(text: str) -> str:
    """Return the value that `for_programs` printed."""
    if text == NOT_ENTERED:
        return EMPTY
    word = text.removesuffix(MARKED.format(word=""))
    return word if is_position(word) else text
