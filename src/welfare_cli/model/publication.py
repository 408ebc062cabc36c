"""提出版: a report as it was handed in, frozen word for word."""

from __future__ import annotations

from ..words import N_, _
from . import notation
from .kind import ERASED, Day, Kind, Number, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any

    from .kind import Value
    from .profile import Profile


class ContentText(Text):
    """A text that is printed by itself, and never among other fields."""

    def shown(self, value: Value, profile: Profile) -> str:
        """Where it is to be read."""
        return _("（wfc publication report で表示します）") if value else ""


CROSSES = "crosses"
"""The part of a publication's content that has the tables by fields of the records (`report/published/frozen.py`)."""
NOT_WORDS = ("profile", "measure", "sql", CROSSES)
"""The parts of a publication's content that are declarations, and no records' words, or are gone through apart."""


def without_words(content: str, words: Sequence[str], still: Collection[str] = ()) -> str:
    """The content of a publication with 〔消去〕 for each of its values that is one of some words of records.

    A value that merely contains a word stays: it is a sentence or a heading that the words of no record make. `still`
    are the folded forms that other spellings have, too: they stay the keys by which tables are compared.
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
    """A table without words: where an axis has free names, its values are named by their folded forms."""
    return cross | {
        "axes": [
            [axis, label, *_values_without(values, unprinted, words, folded)]
            for axis, label, values, unprinted in cross["axes"]
        ]
    }


def _values_without(
    values: list[list[str]], unprinted: list[str], words: set[str], folded: set[str]
) -> tuple[list[list[str]], list[str]]:
    """The values of an axis and the keys beside them, with a 〔消去〕 of its own for each that goes."""
    number = sum(each.startswith(ERASED) for each in (*(value for value, _shown, _key in values), *unprinted))

    def mark() -> str:
        nonlocal number
        number += 1
        return ERASED if number == 1 else f"{ERASED}{number}"

    left, others = [], []
    for value, shown, key in values:
        if value in words and key == notation.folded(value):
            erased = mark()
            left.append([erased, erased, erased if key in folded else key])
        else:
            left.append([value, shown, key])
    for key in unprinted:
        others.append(mark() if key in folded else key)
    return left, others


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
        ContentText("content", N_("内容"), required=True),
    ),
)
"""A publication is named by its ref. `definitions` are its measures, each with the digest of what it counts; `content`
is all of its figures (`report/published/frozen.py`). As facts of an entry they are in the hash chain, so that no
publication can be changed without a trace."""

PREFIX = 4000
"""How many characters of a content hold what is read without the rest: `known_in` and `totals_in`."""
KNOWN_AT, TOTALS = '"known_at":"', '"totals":"'


def known_in(beginning: str) -> str:
    """The id, origin and counter, of the newest entry that a publication knew of, from the beginning of its content.

    "" for one of form 1, which does not name it.
    """
    return _said(beginning, KNOWN_AT)


def totals_in(beginning: str) -> dict[str, tuple[int | None, int | None]]:
    """Each measure's cumulative figure and last year's, from the beginning of a content; none of one of form 1."""
    found = {}
    for each in _said(beginning, TOTALS).split():
        measure, _equals, numbers = each.partition("=")
        total, _comma, last_year = numbers.partition(",")
        found[measure] = int(total) if total else None, int(last_year) if last_year else None
    return found


def totals_said(totals: Mapping[str, tuple[int | None, int | None]]) -> str:
    """Such figures as a text that needs no parser of JSON, which takes as long to load as a record to write."""
    pairs = (("" if each is None else str(each) for each in numbers) for numbers in totals.values())
    return " ".join(f"{measure}={','.join(pair)}" for measure, pair in zip(totals, pairs, strict=True))


def _said(beginning: str, mark: str) -> str:
    """What stands behind a mark, up to the next quotation mark; "" where the mark is not in the first values."""
    head, _mark, rest = beginning.partition(mark)
    return "" if "[" in head else rest.partition('"')[0]
