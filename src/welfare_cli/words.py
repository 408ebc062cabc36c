"""Translate messages: Japanese in the source, other languages in catalogues.

The code contains the Japanese sentence, which is its own key in the catalogue (`locale/wfc.pot`): the code shows what
the user reads. An unset or unknown language (C, POSIX) means Japanese, which needs no catalogue.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gettext import NullTranslations

JAPANESE = "ja"
LANGUAGES = (JAPANESE, "en")
"""The languages of the messages."""

_spoken = JAPANESE
_translation: NullTranslations | None = None
_loaded: dict[str, NullTranslations] = {}


def speak(language: str) -> None:
    """Set the language of all further messages."""
    global _spoken, _translation  # noqa: PLW0603 one process has one language at a time
    _spoken = language
    _translation = None if language == JAPANESE else _into(language)


def _into(language: str) -> NullTranslations:
    """Return the catalogue of a language, and cache it."""
    if language not in _loaded:
        import gettext
        import os

        place = os.path.join(os.path.dirname(__file__), "locale")
        _loaded[language] = gettext.translation("wfc", place, [language])
    return _loaded[language]


def language() -> str:
    """Return the language of the messages."""
    return _spoken


def _(words: str) -> str:
    """Translate a sentence to the language of the user."""
    return words if _translation is None else _translation.gettext(words)


def N_(words: str) -> str:
    """Mark a declared text for the catalogue; the code that prints it calls `_`."""
    return words


FORMER = {N_("居場所"): ("Place to gather",), N_("複合課題把握日"): ("Date found complex",)}
"""Earlier translations of headings and kinds, which imports still accept."""


def in_every_language(words: str) -> tuple[str, ...]:
    """Return a text in each language, Japanese first, and its earlier translations."""
    return (words, *(_into(each).gettext(words) for each in LANGUAGES if each != JAPANESE), *FORMER.get(words, ()))


def either(words: str) -> str:
    """Return the part of `日本語 / English`, as in the headers of measures, in the language of the user."""
    japanese, _slash, english = words.partition(" / ")
    return english if english and _spoken == "en" else japanese
