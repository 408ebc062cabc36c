"""One line of words, read: which field of a contact or of a case each word fills.

A word is understood where it is a day, the ref of a case, a word of a list, a name that was written before, or where
its field stands in front of it (`つなぎ先:市役所`, or `→市役所`, to which somebody was passed on). A word that is only
begun, nearly right, or whose other meaning is taken already, is guessed; nothing else is. What means nothing, or
several things, is left to be asked for.
"""

from __future__ import annotations

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
"""A name or a word of a list may be written in so many parts."""


@value
class ParsedWord:
    """One word of a line, the field that it fills with a value, and whether that was guessed."""

    text: str
    field: Field
    value: str
    _: KW_ONLY
    guessed: bool


class ParsedLine:
    """What was understood of a line: a kind of record, and the words that fill its fields.

    `unsure`: words that may fill several; `unread`: words that mean nothing, each with the nearest that do.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.words: list[ParsedWord] = []
        self.unsure: list[tuple[str, list[Meaning]]] = []
        self.unread: list[tuple[str, list[str]]] = []
        self.problems: list[Problem] = []

    @property
    def cells(self) -> dict[str, str]:
        """The text of each field that was understood."""
        cells: dict[str, list[str]] = {}
        for word in self.words:
            cells.setdefault(word.field.name, []).append(word.value)
        return {name: ";".join(dict.fromkeys(values)) for name, values in cells.items()}

    @property
    def certain(self) -> bool:
        """Whether every word was understood and none was guessed."""
        return not (self.unsure or self.unread or self.problems or any(word.guessed for word in self.words))

    def fill(self, text: str, field: Field, value: str, *, guessed: bool = False) -> None:
        """Let a word fill a field."""
        self.words.append(ParsedWord(text, field, value, guessed=guessed))

    def takes(self, field: Field, value: str) -> bool:
        """Whether a field can still take a value: it holds several, or none, or the very same."""
        return field.many or self.cells.get(field.name, value) == value


def read_line(
    text: str, profile: Profile, today: str, case_called: Callable[[str], str | None], names: Collection[str]
) -> ParsedLine:
    """Read a line as a contact where it names a case or a method, else as a case.

    `case_called` gives the whole ref of a case, `names` are those that were written before.
    """
    words = notation.tidy(text).replace("、", " ").replace("，", " ").replace(f"{ARROW} ", ARROW).split()
    read = [_Meanings(kind, profile, today, case_called, names).line(words) for kind in (CONTACT, CASE)]
    contact, case = read
    return contact if "case" in contact.cells or len(contact.words) > len(case.words) else case


class _Meanings:
    """What words may mean for the fields of one kind."""

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
        """A line of words: first what has one meaning, then what is left of the others."""
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
        """Fill what has exactly one meaning; yield what has several or none. The longest run of words goes first."""
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
        """Whether a word names its field, as 担当:CSW3 does; then it is read, or what is wrong with it is noted."""
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
        """The field of a label, which may be a part of it that no other label has."""
        key = notation.folded(label)
        known = {
            notation.folded(each): field
            for field in self.kind.fields
            for each in (field.name, field.option, *in_every_language(field.ja))
        }
        found = [known[key]] if key in known else [field for each, field in known.items() if key and key in each]
        return found[0] if len(set(found)) == 1 else None

    def _meant(self, text: str) -> list[Meaning]:
        """Every field that a word fills as it stands."""
        found = []
        for field in self.fields:
            value = self._value(field.one, text)
            if value:
                found.append((field, value))
        return found

    def _value(self, field: Field, text: str) -> str:
        """The value that a word is for a field as it stands, "" where it is none."""
        if isinstance(field, Link):
            return (self.case_called(text) or "") if not text.isdecimal() else ""
        if isinstance(field, Name):
            return self.names.get(notation.folded(text), "") if field.name != "referred_to" else ""
        if isinstance(field, Listed):
            term = self.profile.find(field.of, text)
            return term.code if term else ""
        if isinstance(field, (Day, Choice)):
            try:
                return _text(field.read(text, self.profile, self.today))
            except Refused:
                return ""
        return ""

    def _guessed(self, text: str) -> list[Meaning]:
        """Every field that a word fills nearly: a part of its word or code, spelt nearly so, or a ref's number."""
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
        """The words that are nearest to one that means nothing."""
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
