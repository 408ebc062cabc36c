"""A kind of record declares its fields once; commands, import columns, tables and pages follow from them.

A value is a text, a whole number, a tuple of texts (a field with several values) or None (left out). A day is its ISO
text (`model/calendar.py`). Confidential texts are separate from the facts from the first moment: code that prints facts
cannot print them.
"""

from __future__ import annotations

from ..errors import Problem
from ..values import derived, value
from ..words import N_, _, in_every_language
from . import notation
from .position import is_no_ref, is_position

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from dataclasses import KW_ONLY

    from .profile import Profile

    Value = str | int | tuple[str, ...] | None
    Rule = Callable[["Record", str], Iterator[Problem]]


ERASED = N_("〔消去〕")
"""The replacement of an erased word in the ledger, in every language."""


@value
class Field:
    """A field of a kind: its name, its heading in the office's files, and how its text is read.

    `past`: the day may not be in the future. `not_before`: the name of the field whose day it may not precede. `when`:
    the field is given exactly if another has one of some values. `later`: it becomes known after the record was made,
    so wfc does not ask for it, unless `asked_if` is true of the texts so far. `option`: the option of the command line
    if it differs from the name (one value of several). `erasable`: lists print the word, and `wfc erase` can remove
    it, so the chain contains a salted commitment to it instead.
    """

    name: str
    ja: str
    _: KW_ONLY
    required: bool = False
    confidential: bool = False
    erasable: bool = False
    past: bool = False
    not_before: str = ""
    when: tuple[str, tuple[str, ...]] | None = None
    later: bool = derived(factory=lambda self: self.when is not None)
    asked_if: Callable[[Mapping[str, str]], bool] | None = None
    option: str = derived(factory=lambda self: self.name)
    column: str = derived(factory=lambda self: self.name)
    note: str = ""
    many = False
    __eq__, __hash__ = object.__eq__, object.__hash__  # two kinds may declare equal fields

    @property
    def label(self) -> str:
        """The heading of the field, in the language of the user."""
        return _(self.ja)

    @property
    def one(self) -> Field:
        """The field of a single value: itself, or the field of which it has several."""
        return self

    def read(self, text: str, profile: Profile, today: str | None) -> Value:
        """Read a text; raise `Refused` with its problem. Return None for an empty text or a word for a position."""
        text = notation.plain_text(text)
        return self._read(text, profile, today) if text and not self.reads_as_empty(text, profile) else None

    def reads_as_empty(self, text: str, profile: Profile) -> bool:
        """Return whether a text is a word for a position (`model/position.py`), not a value: 未記入, 計, 「…」."""
        return is_position(text)

    def emptied(self, text: str, profile: Profile) -> list[str]:
        """Return the words of a text that are read as empty."""
        parts = notation.split_list(text) if self.many else (notation.tidy(text),)
        return [part for part in parts if self.one.reads_as_empty(part, profile)]

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        raise NotImplementedError

    def shown(self, value: Value, profile: Profile) -> str:
        """Return the value for people: labels of codes, separated by 「;」."""
        return "" if value is None else str(value)

    def choices(self, profile: Profile, first: str = "", last: str = "") -> list[tuple[str, str]]:
        """Return the codes and labels to choose from, of a list those valid in a period; none for free text."""
        return []


def not_asked(cells: Mapping[str, str]) -> bool:
    """Return False: never ask for a field that is rarely given; offer it in corrections only."""
    return False


@value
class Text(Field):
    """Free text, one line or many."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return text

    def shown(self, value: Value, profile: Profile) -> str:
        return erased() if value == ERASED else Field.shown(self, value, profile)


class Name(Text):
    """Free text with suggestions, such as the name of an agency or partner; wfc never refuses it."""


class Day(Field):
    """A day in any notation of the office, stored as ISO text."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return notation.read_day(text, today)


class Number(Field):
    """A whole number, zero or more."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return notation.read_number(text)


class FiscalYearField(Field):
    """A fiscal year, stored as its first calendar year."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return notation.read_year(text, profile.opening_month)


class MonthField(Field):
    """A calendar month, stored as `2024-04`."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return notation.read_month(text)


class SectionField(Field):
    """A section of the document in the profile, such as `III-1`."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        code = notation.read_section(text)
        if code not in profile.sections:
            raise notation.unknown_word(text, self.choices(profile))
        return code

    def choices(self, profile: Profile, first: str = "", last: str = "") -> list[tuple[str, str]]:
        return [(code, f"{code} {section.title}") for code, section in profile.sections.items()]


@value
class Choice(Field):
    """One of a few values, by code and label, whose codes the counting rules use."""

    of: Mapping[str, str]

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        code = self.code(text)
        if code is None:
            raise notation.unknown_word(text, self.choices(profile))
        return code

    def code(self, text: str) -> str | None:
        """Return the code of a value, given as its code or as its label in any language; None for any other word."""
        key = notation.folded(text)
        codes = (code for code, label in self.of.items() if key in (code, notation.folded(label)))
        return next(codes, None) or next(  # other languages only if necessary: wfc has to load them
            (code for code, label in self.of.items() if key in map(notation.folded, in_every_language(label))), None
        )

    def choices(self, profile: Profile, first: str = "", last: str = "") -> list[tuple[str, str]]:
        return [(code, _(label)) for code, label in self.of.items()]

    def shown(self, value: Value, profile: Profile) -> str:
        return "" if value is None else _(self.of[str(value)])


@value
class Listed(Field):
    """A value of one of the office's lists, given as code, label or alias and stored as its code.

    It must be valid on the day of the record, or on the day in the field `on`; "" means at any time. `among`: the
    field with several values of which this one is the main one.
    """

    of: str
    on: str | None = None
    among: str = ""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return self.code(text, profile)

    def reads_as_empty(self, text: str, profile: Profile) -> bool:
        """Return whether a text is a word for a position, and not a value in the list of an older ledger."""
        return is_position(text) and profile.find(self.of, text) is None

    def code(self, text: str, profile: Profile) -> str:
        """Return the code of a list value; an empty list of coordinators accepts every name."""
        term = profile.find(self.of, text)
        if term is None:
            if self.of == "coordinators" and not profile.lists.get(self.of):
                return text
            raise notation.unknown_word(text, self.choices(profile))
        return term.code

    def choices(self, profile: Profile, first: str = "", last: str = "") -> list[tuple[str, str]]:
        terms = profile.lists.get(self.of, {}).values()
        return [(each.code, each.label) for each in terms if not first or each.stands_within(first, last or first)]

    def shown(self, value: Value, profile: Profile) -> str:
        return "" if value is None else profile.label(self.of, str(value))


@value
class WordOf(Text):
    """A value of the list that another field (`by`) chooses, stored as list and code: `topics/money`."""

    lists: Mapping[str, str]
    by: str

    def place(self, text: str, chosen: str, profile: Profile) -> str:
        """Return the list and code of a value, or the text if the other field chooses no list."""
        if chosen not in self.lists:
            return text
        of = self.lists[chosen]
        return f"{of}/{Listed(self.name, self.ja, of=of).code(text.removeprefix(f'{of}/'), profile)}"

    def shown(self, value: Value, profile: Profile) -> str:
        of, slash, code = str(value or "").partition("/")
        return profile.label(of, code) if slash else of


@value
class Link(Field):
    """The record number of another record. `within`: this record is part of that one and counts with it."""

    _: KW_ONLY
    to: str
    within: bool = False
    column: str = derived(factory=lambda self: f"{self.name}_record")

    def reads_as_empty(self, text: str, profile: Profile) -> bool:
        """Return whether a text is a word for a position and no record number."""
        return is_no_ref(text)

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return text


@value
class Several(Field):
    """A field with several values of another field, in their given order."""

    each: Field
    many = True

    def __init__(self, name: str, each: Field, *, required: bool = False) -> None:
        own = {"required": required, "option": each.name, "each": each}
        Field.__init__(self, name, each.ja, erasable=each.erasable, note=each.note, **own)  # type: ignore[arg-type]

    @property
    def one(self) -> Field:
        """The field of a single value."""
        return self.each

    def read(self, text: str, profile: Profile, today: str | None) -> Value:
        """Read a list in one cell; drop repeated values."""
        read = (self.each.read(part, profile, today) for part in notation.split_list(text))
        return tuple(dict.fromkeys(str(value) for value in read if value is not None)) or None

    def shown(self, value: Value, profile: Profile) -> str:
        return "; ".join(self.each.shown(each, profile) for each in value) if isinstance(value, tuple) else ""


@value
class Kind:
    """A kind of record: name, heading, the letter of its record numbers, its fields, and the field of its day.

    `expected`: the field of the day on which something is expected, whose fiscal year counting needs, too. `units`:
    those in which people count its records, none if nobody counts them. `counted_when`: a field with the values of a
    record that counts ("": left out). `planned`: the field of the day and the status of a record in the future;
    `measured_as`: the measure that will count it. `ends`: the fields of its last day. `about`: what one record is, for
    the form. `settle` sets the field `settles` (a status) if it is left out, before the rules check the record. `span`:
    the period of a record that has no day. `rules`: what one record can break; for several, see `model/rules.py`.
    """

    name: str
    ja: str
    _: KW_ONLY
    prefix: str
    fields: tuple[Field, ...]
    about: str = ""
    plural: str = derived(factory=lambda self: f"{self.name}s")
    day: str = ""
    expected: str = ""
    days: tuple[str, ...] = derived(factory=lambda self: tuple(filter(None, (self.day, self.expected))))
    units: tuple[str, ...] = ()
    counted_when: tuple[str, tuple[str, ...]] | None = None
    planned: tuple[str, str] | None = None
    measured_as: Callable[[Record], str] | None = None
    ends: tuple[str, ...] = ()
    settle: Callable[[dict[str, Value], str], None] | None = None
    settles: str = derived(factory=lambda self: "status" if self.settle else "")
    span: Callable[[Record, int], tuple[str, str]] | None = None
    rules: tuple[Rule, ...] = ()
    by_name: dict[str, Field] = derived(factory=lambda self: {field.name: field for field in self.fields})
    facts: tuple[Field, ...] = derived(
        factory=lambda self: tuple(each for each in self.fields if not each.confidential)
    )
    texts: tuple[Field, ...] = derived(factory=lambda self: tuple(each for each in self.fields if each.confidential))
    erasable: tuple[Field, ...] = derived(factory=lambda self: tuple(each for each in self.fields if each.erasable))
    within: Link | None = derived(
        factory=lambda self: next((each for each in self.fields if isinstance(each, Link) and each.within), None)
    )
    __eq__, __hash__ = object.__eq__, object.__hash__

    @property
    def label(self) -> str:
        """The heading of the kind, in the language of the user."""
        return _(self.ja)

    @property
    def takes_place(self) -> bool:
        """Whether a record can be planned for its own day, like a meeting."""
        return self.planned is not None and self.planned[0] == self.day

    def __repr__(self) -> str:
        return f"Kind({self.name!r})"


class Record:
    """A record: its record number, its facts, and separately its confidential texts. It is immutable.

    The ledger assigns the next record number if `ref` is "".
    """

    __slots__ = ("facts", "kind", "ref", "texts")

    def __init__(
        self, kind: Kind, ref: str, facts: Mapping[str, Value], texts: Mapping[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.ref = ref
        self.facts = {field.name: facts.get(field.name) for field in kind.facts}
        self.texts = {field.name: texts[field.name] for field in kind.texts if texts and texts.get(field.name)}

    def __getitem__(self, name: str) -> Value:
        return self.facts[name]

    def text(self, name: str) -> str:
        """Return a fact as text, "" if left out."""
        return str(self.facts[name] or "")

    def items(self, name: str) -> tuple[str, ...]:
        """Return the values of a field with several."""
        value = self.facts[name]
        return value if isinstance(value, tuple) else ()

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of any field as texts."""
        return self.items(name) or tuple(filter(None, (self.text(name),)))

    @property
    def words(self) -> dict[str, str]:
        """The erasable words by place: `title`, and of several values `agencies.1`, `agencies.2`."""
        found: dict[str, str] = {}
        for field in self.kind.erasable:
            if field.many:
                found |= {f"{field.name}.{place}": each for place, each in enumerate(self.items(field.name), start=1)}
            elif word := self.text(field.name):
                found[field.name] = word
        return found

    @property
    def day(self) -> str:
        """The day of the record, "" if its kind has none."""
        return self.text(self.kind.day) if self.kind.day else ""

    @property
    def days(self) -> tuple[str, ...]:
        """The days whose fiscal year counting needs: its own, and the expected one."""
        return tuple(filter(None, map(self.text, self.kind.days)))

    def changed(self, facts: Mapping[str, Value], texts: Mapping[str, str] | None = None) -> Record:
        """Return the record with other facts or texts; a text of "" is removed."""
        return Record(self.kind, self.ref, {**self.facts, **facts}, {**self.texts, **(texts or {})})

    def called(self, ref: str) -> Record:
        """Return the record with a record number."""
        return Record(self.kind, ref, self.facts, self.texts)

    def says_the_same_as(self, other: Record) -> bool:
        """Return whether both have the same content, whatever their record numbers."""
        return self.facts == other.facts and self.texts == other.texts

    def __repr__(self) -> str:
        return f"<{self.kind.name} {self.ref or '(new)'}>"


def erased() -> str:
    """Return the replacement of an erased text or word, in the language of the user."""
    return _(ERASED)
