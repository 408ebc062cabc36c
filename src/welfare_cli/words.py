"""The words people read: one catalogue, Japanese in the source, other languages beside it.

The Japanese sentence stands in the code where it is said and is its own key in the catalogue
(`locale/wfc.pot`), so that whoever reads the code reads what the user reads. A language that is not
set, unknown or silent (C, POSIX) means Japanese, and then nothing has to be loaded.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gettext import NullTranslations

JAPANESE = "ja"
LANGUAGES = (JAPANESE, "en")
"""The languages that wfc speaks."""

_spoken = JAPANESE
_translation: NullTranslations | None = None
_loaded: dict[str, NullTranslations] = {}


def speak(language: str) -> None:
    """Say everything from now on in one of the languages."""
    global _spoken, _translation  # noqa: PLW0603 one program speaks one language at a time
    _spoken = language
    _translation = None if language == JAPANESE else _into(language)


def _into(language: str) -> NullTranslations:
    """What a language says, read once."""
    if language not in _loaded:
        import gettext
        import os

        place = os.path.join(os.path.dirname(__file__), "locale")
        _loaded[language] = gettext.translation("wfc", place, [language])
    return _loaded[language]


def language() -> str:
    """The language that is spoken."""
    return _spoken


def _(words: str) -> str:
    """Say a sentence in the language of the user."""
    return words if _translation is None else _translation.gettext(words)


def N_(words: str) -> str:
    """Mark words for the catalogue where they are declared; whoever prints them calls `_`."""
    return words


FORMER = {N_("居場所"): ("Place to gather",), N_("複合課題把握日"): ("Date found complex",)}
"""Earlier translations of headings and kinds: files written with them are still read."""


def in_every_language(words: str) -> tuple[str, ...]:
    """Return the words in each language, Japanese first, then earlier translations: all of them are read."""
    return (words, *(_into(each).gettext(words) for each in LANGUAGES if each != JAPANESE), *FORMER.get(words, ()))


def either(words: str) -> str:
    """The words of the user's language out of `日本語 / English`, as the measures' headers write them."""
    japanese, _slash, english = words.partition(" / ")
    return english if english and _spoken == "en" else japanese
