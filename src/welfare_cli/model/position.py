"""The position of empty values, and the words that stand for a position (domain §3, rule 13).

In every breakdown, empty values have their own position, whose value is "". wfc prints it as 未記入, the position of a
total as 計, and a figure that is not available as 「…」. It reads such a word as an empty field. An older ledger may
contain one as a value: wfc prints it as 「未記入（語）」, which neither people nor programs take for the position.
"""

from __future__ import annotations

from ..words import N_, _
from . import notation

EMPTY = ""
"""The value of the position of empty values."""
NOT_ENTERED = N_("未記入")
"""The label of the position of empty values."""
TOTAL = N_("計")
"""The label of the position of a total."""
MARKED = N_("{word}（語）")
"""The label of a value that looks like a position."""

WORDS = frozenset(map(notation.folded, (NOT_ENTERED, "Not entered", TOTAL, "Total", "x")))
"""The labels of positions in every language, folded."""
_DASHES = frozenset("-‐‒–—―−ー─━")
"""The dashes of input methods, which people type alone or doubled for 「―」."""
_QUOTES = "「」『』“”\"'"
_LONGEST = 16
"""The maximum length of such a word."""


def is_position(text: str) -> bool:
    """Return whether a text is a word for a position instead of a value: 未記入, 計, 「…」, 「x」, 「―」."""
    if len(text) > _LONGEST:
        return False
    key = notation.folded(text).strip(_QUOTES)
    return key in WORDS or (key != "" and (_DASHES.issuperset(key) or key == "..." * (len(key) // 3)))


def is_no_ref(text: str) -> bool:
    """Return whether a text is a word for a position and cannot be a record number; the letter x can."""
    return is_position(text) and notation.folded(text) != "x"


def for_people(value: str) -> str:
    """Return the label of a value of an axis, or of an area, in the language of the user."""
    if value == EMPTY:
        return _(NOT_ENTERED)
    return _(MARKED).format(word=value) if is_position(value) else value


def for_programs(value: str) -> str:
    """Return the label of a value of an axis, or of an area, in machine formats: the same in every language."""
    if value == EMPTY:
        return NOT_ENTERED
    return MARKED.format(word=value) if is_position(value) else value


def from_programs(text: str) -> str:
    """Return the value of a label from `for_programs`."""
    if text == NOT_ENTERED:
        return EMPTY
    word = text.removesuffix(MARKED.format(word=""))
    return word if is_position(word) else text
