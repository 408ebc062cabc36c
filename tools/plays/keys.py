"""Keys as they are written in a play, and how many they are.

A play is the text that is typed, with `⏎ ⇥ ⎋ ↓ ↑ →` for keys that print nothing, `⇟` for Page Down, and `⌃` or `⌥`
before a key with which Ctrl or Alt is held. One key pressed is one, whatever is held with it (Shift too).

Japanese is typed through an input method, by one rule in every program: the letters of the reading, a Space that
converts and an Enter that accepts, for each phrase; one key that turns the input method on before Japanese, and one
that turns it off before anything that is typed without it and at the end. Keys that print nothing, and Space, are the
same either way.
"""

from __future__ import annotations

import re

READINGS = {
    "介": "kai",
    "介護": "kaigo",
    "包括": "houkatu",
    "地域包括支援センター": "tiikihoukatusiensenta-",
    "地": "ti",
    "民": "minn",
    "民生": "minsei",
    "民生委員・児童委員": "minseiiinn/jidouiinn",
    "見": "mi",
    "見守りへ移行": "mimamorieikou",
    "若": "waka",
    "若葉": "wakaba",
    "訪": "hou",
    "訪問": "houmonn",
}
"""Phrases, each with the shortest letters that an input method takes for its reading (・ is on the key /)."""

SILENT = "⏎⇥⎋↓↑→⇟"
HELD = "⌃⌥"
_PART = re.compile(f"[{HELD}].|[{SILENT}]|[ -~]|" + "|".join(sorted(READINGS, key=len, reverse=True)))


def parts(play: str) -> list[str]:
    """A play in its parts: a key, or a phrase of Japanese."""
    found = _PART.findall(play)
    assert "".join(found) == play, f"no reading for a word of: {play}"
    return found


def pressed(play: str) -> int:
    """How many keys a play takes."""
    number, japanese = 0, False
    for part in parts(play):
        if part in READINGS:
            number += len(READINGS[part]) + len("␣⏎") + (not japanese)
            japanese = True
        elif is_text(part) and not part.isspace():
            number += 1 + japanese
            japanese = False
        else:
            number += 1
    return number + japanese


def is_text(part: str) -> bool:
    """Whether a part of a play is written where the cursor is."""
    return part[0] not in SILENT + HELD


def chunks(play: str) -> list[str]:
    """A play in the parts after which somebody looks at the screen: a run of text, or a key that prints nothing."""
    found = [""]
    for part in parts(play):
        if found[-1] and is_text(found[-1]) and is_text(part):
            found[-1] += part
        else:
            found.append(part)
    return found[1:]
