"""Text that reads as it was written: without the characters that turn the direction of writing.

One of them in a name would let a figure behind it be read backwards, in print as on a page.
"""

from __future__ import annotations

TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Characters that turn the direction of what follows."""


def straight(text: str) -> str:
    """A text without them."""
    return text if text.isascii() else text.translate(TURNING)
