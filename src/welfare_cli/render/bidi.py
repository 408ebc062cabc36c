"""Text that reads as it was written: without the characters that steer a printer or turn the direction of writing.

One of them in a name would let a figure behind it be read backwards, in print as on a page.
"""

from __future__ import annotations

from ..model.notation import STEERING

DROPPED = dict.fromkeys((*STEERING, 0xFEFF)) | dict.fromkeys((0x2028, 0x2029), " ")
"""Those characters, and the mark that Windows puts before a text; one that only ends a line becomes a blank."""


def straight(text: str) -> str:
    """A text without them."""
    return text if text.isprintable() else text.translate(DROPPED)
