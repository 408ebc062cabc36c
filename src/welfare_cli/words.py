"""The words people read: one catalogue, Japanese in the source, other languages beside it.

The Japanese sentence stands in the code where it is said and is its own key in the catalogue
(`locale/wfc.pot`), so that whoever reads the code reads what the user reads. A language that is not
set, unknown or silent (C, POSIX) means Japanese, and then nothing has to be loaded.
"""

from __future__ import annotations

LANGUAGE = "ja"


def _(words: str) -> str:
    """Say a sentence in the language of the user."""
    return words


def N_(words: str) -> str:
    """Mark words for the catalogue where they are declared; whoever prints them calls `_`."""
    return words


def either(words: str) -> str:
    """The words of the user's language out of `日本語 / English`, as the measures' headers write them."""
    japanese, _slash, english = words.partition(" / ")
    return english if english and LANGUAGE == "en" else japanese
