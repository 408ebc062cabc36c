"""提出版: a report as it was handed in, frozen word for word."""

from __future__ import annotations

from ..words import N_, _
from .kind import ERASED, Day, Kind, Number, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .kind import Value
    from .profile import Profile


class Content(Text):
    """A text that is printed by itself, and never among other fields."""

    def shown(self, value: Value, profile: Profile) -> str:
        """Where it is to be read."""
        return _("（wfc publication report で表示します）") if value else ""


NOT_WORDS = ("profile", "measure", "sql")
"""The parts of a publication's content that are declarations, and no records' words."""


def without_words(content: str, words: Sequence[str]) -> str:
    """The content of a publication with 〔消去〕 for each of its values that is one of some words of records.

    A value that merely contains a word stays: it is a sentence or a heading that the words of no record make.
    """
    import json

    if not any(json.dumps(word, ensure_ascii=False) in content for word in words):
        return content
    return json.dumps(_without(json.loads(content), {*words}), ensure_ascii=False, separators=(",", ":"))


def _without(said: Any, words: set[str]) -> Any:
    if isinstance(said, str):
        return ERASED if said in words else said
    if isinstance(said, list):
        return [_without(each, words) for each in said]
    if not isinstance(said, dict):
        return said
    found: dict[str, Any] = {}
    for name, value in said.items():
        key = name
        if name in words:
            number = sum(each.startswith(ERASED) for each in found) + 1
            key = ERASED if number == 1 else f"{ERASED}{number}"  # two words do not become one cell
        found[key] = value if name in NOT_WORDS else _without(value, words)
    return found


PUBLICATION = Kind(
    "publication",
    N_("提出版"),
    prefix="",
    fields=(
        Day("as_of", N_("基準日"), required=True),
        Day("dated", N_("報告日"), required=True),
        Number("known_at", N_("記入番号"), required=True),
        Text("replaces", N_("置き換える提出版")),
        Text("version", N_("wfc の版"), required=True),
        Text("definitions", N_("定義"), required=True),
        Content("content", N_("内容"), required=True),
    ),
)
"""A publication is named by its ref. `definitions` are its measures, each with the digest of what it counts; `content`
is all that it says (`report/frozen.py`). As facts of an entry they are in the chain like any other, so that nothing
published can be changed without a trace."""
