"""提出版: a report as the office submitted it, frozen word for word."""

from __future__ import annotations

from itertools import count

from ..words import N_, _
from . import notation
from .kind import ERASED, Day, Kind, Number, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from .kind import Value
    from .profile import Profile


class ContentText(Text):
    """A text that has a command of its own to print it."""

    def shown(self, value: Value, profile: Profile) -> str:
        """Return which command prints it."""
        return _("（wfc publication report で表示します）") if value else ""


CROSSES = "crosses"
"""The part of a publication's content with the breakdowns by fields (`report/published/frozen.py`)."""
NOT_WORDS = ("profile", "measure", "sql", CROSSES)
"""The parts of a publication's content without words of records, and the breakdowns, which need more care."""


def without_words(content: str, words: Sequence[str], still: Collection[str] = ()) -> str:
    """Return the content of a publication with 〔消去〕 instead of each value that equals one of some words.

    A value that only contains a word stays: it is a sentence or heading of the office. `still` are the folded forms
    that other spellings share: they remain the keys that compare tables.
    """
    import json

    folded = {notation.folded(word) for word in words} - {*still}
    if not any(json.dumps(word, ensure_ascii=False) in content for word in (*words, *folded)):
        return content
    said = json.loads(content)
    found = _without(said, {*words})
    if CROSSES in said:
        found[CROSSES] = [_cross_without(each, {*words}, folded) for each in said[CROSSES]]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _cross_without(cross: dict[str, Any], words: set[str], folded: set[str]) -> dict[str, Any]:
    """Return a breakdown without words; the keys of an axis with free names are folded forms."""
    return cross | {
        "axes": [
            [axis, label, *_values_without(values, unprinted, words, folded)]
            for axis, label, values, unprinted in cross["axes"]
        ]
    }


def _values_without(
    values: list[list[str]], unprinted: list[str], words: set[str], folded: set[str]
) -> tuple[list[list[str]], list[str]]:
    """Return the values and further keys of an axis, with a distinct 〔消去〕 for each that is erased."""
    marks = _marks((*(value for value, _shown, _key in values), *unprinted))
    left = []
    for value, shown, key in values:
        if value in words and key == notation.folded(value):
            erased = next(marks)
            left.append([erased, erased, erased if key in folded else key])
        else:
            left.append([value, shown, key])
    return left, [next(marks) if key in folded else key for key in unprinted]


def _marks(taken: Iterable[str]) -> Iterator[str]:
    """Return further marks of erased words, each distinct, so that two words do not become one cell."""
    number = sum(each.startswith(ERASED) for each in taken)
    return (ERASED if each == 1 else f"{ERASED}{each}" for each in count(number + 1))


def _without(said: Any, words: set[str]) -> Any:
    if isinstance(said, str):
        return ERASED if said in words else said
    if isinstance(said, list):
        return [_without(each, words) for each in said]
    if not isinstance(said, dict):
        return said
    found: dict[str, Any] = {}
    for name, value in said.items():
        key = next(_marks(found)) if name in words else name
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
        ContentText("content", N_("内容"), required=True),
    ),
)
"""The ref of a publication is its name. `definitions` are its measures with their hashes, `content` all its figures
(`report/published/frozen.py`). They are facts of an entry: the hash chain reveals every change."""

PREFIX = 4000
"""The number of characters of a content that `known_in` and `totals_in` need."""
KNOWN_AT, TOTALS = '"known_at":"', '"totals":"'


def known_in(beginning: str) -> str:
    """Return the id (origin and counter) of the newest entry that a publication contains, from its first characters.

    "" for form 1, which does not have it.
    """
    return _said(beginning, KNOWN_AT)


def totals_in(beginning: str) -> dict[str, tuple[int | None, int | None]]:
    """Return each measure's figure to date and last year's, from the first characters of a content; none for form 1."""
    found = {}
    for each in _said(beginning, TOTALS).split():
        measure, _equals, numbers = each.partition("=")
        total, _comma, last_year = numbers.partition(",")
        found[measure] = int(total) if total else None, int(last_year) if last_year else None
    return found


def totals_said(totals: Mapping[str, tuple[int | None, int | None]]) -> str:
    """Return such figures as a text that needs no JSON parser, whose import takes as long as writing a record."""
    pairs = (("" if each is None else str(each) for each in numbers) for numbers in totals.values())
    return " ".join(f"{measure}={','.join(pair)}" for measure, pair in zip(totals, pairs, strict=True))


def _said(beginning: str, mark: str) -> str:
    """Return the text from a mark to the next quotation mark, "" if the mark is not among the first values."""
    head, _mark, rest = beginning.partition(mark)
    return "" if "[" in head else rest.partition('"')[0]
