"""Parse a line of words: which field of a contact or case each word fills.

wfc understands a day, the record number of a case, a list value, a known name, and a word with its field in front
(`つなぎ先:市役所`, or `→市役所` for where somebody was referred to). It guesses a word that is incomplete or misspelt,
or whose other field is already filled. It leaves other words, and ambiguous ones, to be asked for.
"""

from __future__ import annotations

from contextlib import suppress

from ..errors import Problem, Refused
from ..values import value
from ..words import _, in_every_language
from . import notation
from .case import CASE, CONTACT
from .kind import Choice, Day, Link, Listed, Name
from .reading import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from dataclasses import KW_ONLY

    from .kind import Field, Kind
    from .profile import Profile

    Meaning = tuple[Field, str]
    """A field and the text of the value that a word gives it."""

ARROW = "→"
LONGEST = 4
"""The maximum number of words of a name or list value."""


@value
class ParsedWord:
    """A word of a line, the field that it fills, its value, and whether wfc guessed it."""

    text: str
    field: Field
    value: str
    _: KW_ONLY
    guessed: bool


class ParsedLine:
    """The meaning of a line: a kind of record, and the words that fill its fields.

    `unsure`: words that may fill several fields; `unread`: unknown words, each with the nearest known ones.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.words: list[ParsedWord] = []
        self.unsure: list[tuple[str, list[Meaning]]] = []
        self.unread: list[tuple[str, list[str]]] = []
        self.problems: list[Problem] = []

    @property
    def cells(self) -> dict[str, str]:
        """The text of each field that a word fills."""
        cells: dict[str, list[str]] = {}
        for word in self.words:
            cells.setdefault(word.field.name, []).append(word.value)
        return {name: ";".join(dict.fromkeys(values)) for name, values in cells.items()}

    @property
    def certain(self) -> bool:
        """Whether wfc understood every word and guessed none."""
        return not (self.unsure or self.unread or self.problems or any(word.guessed for word in self.words))

    def fill(self, text: str, field: Field, value: str, *, guessed: bool = False) -> None:
        """Fill a field with a word."""
        self.words.append(ParsedWord(text, field, value, guessed=guessed))

    def takes(self, field: Field, value: str) -> bool:
        """Return whether a field can take a value: it takes several, or is empty, or has the same one."""
        return field.many or self.cells.get(field.name, value) == value


def read_line(
    text: str, profile: Profile, today: str, case_called: Callable[[str], str | None], names: Collection[str]
) -> ParsedLine:
    """Read a line as a contact or a case: a contact if it names a case, else the kind that fits more words.

    `case_called` completes the record number of a case; `names` are the known names.
    """
    words = notation.tidy(text).replace("、", " ").replace("，", " ").replace(f"{ARROW} ", ARROW).split()
    contact, case = (_Meanings(kind, profile, today, case_called, names).line(words) for kind in (CONTACT, CASE))
    return contact if "case" in contact.cells or len(contact.words) > len(case.words) else case


class _Meanings:
    """The possible meanings of words for the fields of one kind."""

    def __init__(
        self,
        kind: Kind,
        profile: Profile,
        today: str,
        case_called: Callable[[str], str | None],
        names: Collection[str],
    ) -> None:
        self.kind = kind
        self.profile = profile
        self.today = today
        self.case_called = case_called
        self.names = {notation.folded(name): name for name in names}
        self.nearly = {notation.loosely(name): name for name in names}
        self.fields = [
            field
            for field in kind.fields
            if not (
                field.confidential
                or (field.later and not field.required)
                or (isinstance(field.one, Listed) and field.one.among)
            )
        ]

    def line(self, words: list[str]) -> ParsedLine:
        """Parse the words: first those with one meaning, then what is left of the others."""
        line = ParsedLine(self.kind)
        for text, meanings in list(self._exact(words, line)):
            left = [each for each in meanings or self._guessed(text) if line.takes(*each)]
            if len(left) == 1:
                line.fill(text, *left[0], guessed=True)
            elif left:
                line.unsure.append((text, left))
            elif meanings:
                line.problems.append(_twice(text, meanings[0][0]))
            else:
                line.unread.append((text, self._nearest(text)))
        return line

    def _exact(self, words: list[str], line: ParsedLine) -> Iterator[tuple[str, list[Meaning]]]:
        """Fill in each word with exactly one meaning; yield the others. The longest run of words takes precedence."""
        place = 0
        while place < len(words):
            if self._labelled(words[place], line):
                place += 1
                continue
            for length in range(min(LONGEST, len(words) - place), 0, -1):
                text = " ".join(words[place : place + length])
                meanings = self._meant(text)
                if meanings:
                    break
            place += length
            if len(meanings) == 1 and line.takes(*meanings[0]):
                line.fill(text, *meanings[0])
            else:
                yield text, meanings

    def _labelled(self, word: str, line: ParsedLine) -> bool:
        """Return whether a word names its field, as 担当:CSW3 does; if so, fill the field or add a problem."""
        if word.startswith(ARROW) and "referred_to" in self.kind.by_name:
            word = f"referred_to:{word.removeprefix(ARROW)}"
        for mark in ":：=＝":
            label, found, value = word.partition(mark)
            field = self._called(label) if found and value else None
            if field is None:
                continue
            read = Reader(self.profile, self.today).value(field, value)
            if field.confidential:
                line.problems.append(_confidential(self.kind, field))
            elif isinstance(read, Problem):
                line.problems.append(read)
            elif not line.takes(field, _text(read)):
                line.problems.append(_twice(value, field))
            else:
                given = self.case_called(value) or value if isinstance(field.one, Link) else _text(read) or value
                line.fill(word, field, given)
            return True
        return False

    def _called(self, label: str) -> Field | None:
        """Return the field of a label or of an unambiguous part of one."""
        key = notation.folded(label)
        known = {
            notation.folded(each): field
            for field in self.kind.fields
            for each in (field.name, field.option, *in_every_language(field.ja))
        }
        found = [known[key]] if key in known else [field for each, field in known.items() if key and key in each]
        return found[0] if len(set(found)) == 1 else None

    def _meant(self, text: str) -> list[Meaning]:
        """Return every field that a word fills exactly."""
        values = ((field, self._value(field.one, text)) for field in self.fields)
        return [(field, value) for field, value in values if value]

    def _value(self, field: Field, text: str) -> str:
        """Return the value of a word in a field, "" for none."""
        if isinstance(field, Link):
            return "" if text.isdecimal() else self.case_called(text) or ""
        if isinstance(field, Name):
            return self.names.get(notation.folded(text), "") if field.name != "referred_to" else ""
        if isinstance(field, Listed):
            term = self.profile.find(field.of, text)
            return term.code if term else ""
        with suppress(Refused):
            return _text(field.read(text, self.profile, self.today)) if isinstance(field, (Day, Choice)) else ""
        return ""

    def _guessed(self, text: str) -> list[Meaning]:
        """Return every field that a word fills approximately: part of a value, similar spelling, a record's digits."""
        key, found = notation.folded(text), []

        def begun(word: str) -> bool:
            return notation.folded(word).startswith(key) or (len(key) > 1 and key in notation.folded(word))

        for field in self.fields:
            one = field.one
            if isinstance(one, Link):
                values = [self.case_called(f"{CASE.prefix}-{text}")] if text.isascii() and text.isdecimal() else []
            elif isinstance(one, Name) and one.name != "referred_to":
                near = self.nearly.get(notation.loosely(text))
                values = [near] if near else [name for name in self.names.values() if begun(name)]
            else:
                values = [code for code, label in one.choices(self.profile) if begun(label) or begun(code)]
            known = [value for value in dict.fromkeys(values) if value]
            found += [(field, known[0])] if len(known) == 1 and key else []
        return found

    def _nearest(self, text: str) -> list[str]:
        """Return the known words nearest to an unknown one."""
        import difflib

        known = [label for field in self.fields for _code, label in field.one.choices(self.profile)]
        return difflib.get_close_matches(text, [*dict.fromkeys([*known, *self.names.values()])], n=3, cutoff=0.5)


def _text(value: object) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value or "")


def _twice(text: str, field: Field) -> Problem:
    return Problem(
        "line-uncertain",
        _("「{text}」のほかにも{label}があります。").format(text=notation.quoted(text), label=field.label),
        _("{label}は一つだけ書いてください。").format(label=field.label),
        field=field.name,
    )


def _confidential(kind: Kind, field: Field) -> Problem:
    return Problem(
        "confidential-in-line",
        _("{label}は、一行の入力には書けません（ほかの人から見えることがあります）。").format(label=field.label),
        _("その言葉を消してください。wfc {kind} add の質問に答えるか、--{option} - で標準入力から渡します。").format(
            kind=kind.name, option=field.option.replace("_", "-")
        ),
        field=field.name,
    )
