"""A kind of record declares its fields once; commands, import columns, tables and pages follow from that.

A value is text, a whole number, a tuple of texts (a field that may be given several times) or None
(left out). A day is its ISO text (`model/calendar.py`). What is confidential is kept apart from the
facts from the first moment, so that nothing that prints facts can print it.
"""

from __future__ import annotations

from ..errors import Problem
from ..words import N_, _, in_every_language
from . import notation
from .position import is_no_ref, is_position

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .profile import Profile

    Value = str | int | tuple[str, ...] | None
    Rule = Callable[["Record", str], Iterator[Problem]]


ERASED = N_("〔消去〕")
"""What takes the place of an erased word in the ledger, whatever language its users speak."""


class Field:
    """One field of a kind: its name, the heading in the office's files, and how its text is read.

    `past`: the day may not lie after today. `not_before`: the name of the day it may not precede.
    `when`: the field is given exactly when another has one of these values. `later`: it becomes known after the
    record was made, so nobody is asked for it then, unless `asked_if` is true of the texts so far. `option`: the word
    of the command line where it differs from the name (a field of many values is given one at a time). `erasable`:
    lists may print the word, and `wfc erase` can remove it, so the chain holds a salted commitment to it in its place.
    """

    many = False

    def __init__(
        self,
        name: str,
        ja: str,
        *,
        required: bool = False,
        confidential: bool = False,
        erasable: bool = False,
        past: bool = False,
        not_before: str = "",
        when: tuple[str, tuple[str, ...]] | None = None,
        later: bool = False,
        asked_if: Callable[[Mapping[str, str]], bool] | None = None,
        option: str = "",
        column: str = "",
        note: str = "",
    ) -> None:
        self.name = name
        self.ja = ja
        self.required = required
        self.confidential = confidential
        self.erasable = erasable
        self.past = past
        self.not_before = not_before
        self.when = when
        self.later = later or when is not None
        self.asked_if = asked_if
        self.option = option or name
        self.column = column or name
        self.note = note

    @property
    def label(self) -> str:
        """The heading of the field, in the language of the user."""
        return _(self.ja)

    @property
    def one(self) -> Field:
        """The field of a single value: itself, or the one that it holds several of."""
        return self

    def read(self, text: str, profile: Profile, today: str | None) -> Value:
        """Read what somebody wrote; raise `Refused` with what is wrong with it. Empty text is None.

        So is a word that only prints a position (`model/position.py`).
        """
        text = notation.plain_text(text)
        return self._read(text, profile, today) if text and not self.reads_as_empty(text, profile) else None

    def reads_as_empty(self, text: str, profile: Profile) -> bool:
        """Return whether a text is no value, but a word that prints a position: 未記入, 計, 「…」."""
        return is_position(text)

    def emptied(self, text: str, profile: Profile) -> list[str]:
        """Return the words of a text that are read as empty; of several values, each of them that is."""
        parts = notation.split_list(text) if self.many else (notation.tidy(text),)
        return [part for part in parts if self.one.reads_as_empty(part, profile)]

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        raise NotImplementedError

    def shown(self, value: Value, profile: Profile) -> str:
        """The value as a person reads it: labels for codes, 「;」 between several."""
        return "" if value is None else str(value)

    def choices(self, profile: Profile, first: str = "", last: str = "") -> list[tuple[str, str]]:
        """The codes and labels to choose from, of a list those valid on some day of a period; none for free text."""
        return []


def not_asked(cells: Mapping[str, str]) -> bool:
    """Return False: a field that is seldom given is offered for correction, and nobody is asked for it."""
    return False


class Text(Field):
    """Free text, one line or many."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return text

    def shown(self, value: Value, profile: Profile) -> str:
        return erased() if value == ERASED else super().shown(value, profile)


class Name(Text):
    """A free name, of an agency or partner: compared with the names that the ledger knows, and never refused."""


class Day(Field):
    """A day, read in every notation of the office and kept as ISO text."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return notation.read_day(text, today)


class Number(Field):
    """A whole number, zero or more."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return notation.read_number(text)


class FiscalYearField(Field):
    """A fiscal year, kept as its first calendar year."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return notation.read_year(text, profile.opening_month)


class MonthField(Field):
    """A calendar month, kept as `2024-04`."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return notation.read_month(text)


class SectionField(Field):
    """A section of the document, `III-1`; it must be one of the profile's."""

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        code = notation.read_section(text)
        if code not in profile.sections:
            raise notation.unknown_word(text, self.choices(profile))
        return code

    def choices(self, profile: Profile, first: str = "", last: str = "") -> list[tuple[str, str]]:
        return [(code, f"{code} {section.title}") for code, section in profile.sections.items()]

    def shown(self, value: Value, profile: Profile) -> str:
        return "" if value is None else str(value)


class Choice(Field):
    """One of a few values that the counting rules know by code."""

    def __init__(self, name: str, ja: str, *, of: Mapping[str, str], **more: object) -> None:
        super().__init__(name, ja, **more)  # type: ignore[arg-type]
        self.of = of

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        code = self.code(text)
        if code is None:
            raise notation.unknown_word(text, self.choices(profile))
        return code

    def code(self, text: str) -> str | None:
        """The code of a value that is written as its code or as its label in any language; None of any other word."""
        key = notation.folded(text)
        for code, label in self.of.items():
            if key in (code, notation.folded(label)):
                return code
        for code, label in self.of.items():
            if key in map(notation.folded, in_every_language(label)):
                return code
        return None

    def choices(self, profile: Profile, first: str = "", last: str = "") -> list[tuple[str, str]]:
        return [(code, _(label)) for code, label in self.of.items()]

    def shown(self, value: Value, profile: Profile) -> str:
        return "" if value is None else _(self.of[str(value)])


class Listed(Field):
    """One value of an office's own list, read as code, label or alias and kept as its code.

    It must be valid on the day of the record, or on the day that `on` names; "" is at any time. `among`: the
    field of several values of which this one is the main.
    """

    def __init__(self, name: str, ja: str, *, of: str, on: str | None = None, among: str = "", **more: object) -> None:
        super().__init__(name, ja, **more)  # type: ignore[arg-type]
        self.of = of
        self.on = on
        self.among = among

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return self.code(text, profile)

    def reads_as_empty(self, text: str, profile: Profile) -> bool:
        """Return whether a text prints a position; not where the list of an older ledger has it as a word."""
        return super().reads_as_empty(text, profile) and profile.find(self.of, text) is None

    def code(self, text: str, profile: Profile) -> str:
        """The code of a word of the list; an empty list of coordinators accepts every name."""
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


class WordOf(Text):
    """A word of the list that another field of the same record chooses, kept as list and code: `topics/money`."""

    def __init__(self, name: str, ja: str, *, lists: Mapping[str, str], by: str, **more: object) -> None:
        super().__init__(name, ja, **more)  # type: ignore[arg-type]
        self.lists = lists
        self.by = by

    def place(self, text: str, chosen: str, profile: Profile) -> str:
        """The list and code of a word, given what the other field says; without that, the text."""
        if chosen not in self.lists:
            return text
        of = self.lists[chosen]
        return f"{of}/{Listed(self.name, self.ja, of=of).code(text.removeprefix(f'{of}/'), profile)}"

    def shown(self, value: Value, profile: Profile) -> str:
        of, slash, code = str(value or "").partition("/")
        return profile.label(of, code) if slash else of


class Link(Field):
    """The ref of another record. `within`: this record is a part of that one and is counted with it."""

    def __init__(self, name: str, ja: str, *, to: str, within: bool = False, **more: object) -> None:
        super().__init__(name, ja, **{"column": f"{name}_record", **more})  # type: ignore[arg-type]
        self.to = to
        self.within = within

    def reads_as_empty(self, text: str, profile: Profile) -> bool:
        """Return whether a text prints a position and is no ref."""
        return is_no_ref(text)

    def _read(self, text: str, profile: Profile, today: str | None) -> Value:
        return text


class Several(Field):
    """A field that holds several values of another field, in the order in which they were given."""

    many = True

    def __init__(self, name: str, each: Field, *, required: bool = False) -> None:
        super().__init__(name, each.ja, required=required, erasable=each.erasable, option=each.name, note=each.note)
        self.each = each

    @property
    def one(self) -> Field:
        """The field of a single value."""
        return self.each

    def read(self, text: str, profile: Profile, today: str | None) -> Value:
        """Read a list written in one cell; the same value given twice is kept once."""
        read = (self.each.read(part, profile, today) for part in notation.split_list(text))
        return tuple(dict.fromkeys(str(value) for value in read if value is not None)) or None

    def shown(self, value: Value, profile: Profile) -> str:
        return "; ".join(self.each.shown(each, profile) for each in value) if isinstance(value, tuple) else ""


class Kind:
    """A kind of record: name, heading, the letter of its refs, its fields, and the day it belongs to.

    `expected`: the field of the day on which something is expected, whose fiscal year counting needs too.
    `units` are those in which people count its records, none where it is not counted; `counted_when` is a field with
    the values under which a record counts ("": left out). `planned`: the field of the day and the status of a record
    that is still to come, and `measured_as` the measure that will count it. `ends`: the days that can be its last.
    `about` says to whoever fills in a form what one record is. `settle` fills in the field named by `settles` (a
    status) when it is left out, before the rules look; `rules` are what one record can break by itself. What several
    records break together is in `model/rules.py`.
    """

    def __init__(
        self,
        name: str,
        ja: str,
        *,
        prefix: str,
        fields: tuple[Field, ...],
        about: str = "",
        plural: str = "",
        day: str = "",
        expected: str = "",
        units: tuple[str, ...] = (),
        counted_when: tuple[str, tuple[str, ...]] | None = None,
        planned: tuple[str, str] | None = None,
        measured_as: Callable[[Record], str] | None = None,
        ends: tuple[str, ...] = (),
        settle: Callable[[dict[str, Value], str], None] | None = None,
        settles: str = "status",
        span: Callable[[Record, int], tuple[str, str]] | None = None,
        rules: tuple[Rule, ...] = (),
    ) -> None:
        self.name = name
        self.ja = ja
        self.prefix = prefix
        self.fields = fields
        self.about = about
        self.plural = plural or f"{name}s"
        self.day = day
        self.days = tuple(filter(None, (day, expected)))
        self.units = units
        self.counted_when = counted_when
        self.planned = planned
        self.measured_as = measured_as
        self.ends = ends
        self.settle = settle
        self.settles = settles if settle else ""
        self.rules = rules
        self.by_name = {field.name: field for field in fields}
        self.facts = tuple(field for field in fields if not field.confidential)
        self.texts = tuple(field for field in fields if field.confidential)
        self.erasable = tuple(field for field in fields if field.erasable)
        self.span = span
        self.within = next((field for field in fields if isinstance(field, Link) and field.within), None)

    @property
    def label(self) -> str:
        """The heading of the kind, in the language of the user."""
        return _(self.ja)

    @property
    def takes_place(self) -> bool:
        """Whether a record can be planned for the day it belongs to, like a meeting."""
        return self.planned is not None and self.planned[0] == self.day

    def __repr__(self) -> str:
        return f"Kind({self.name!r})"


class Record:
    """What one record says: its ref, its facts, and apart from them its confidential texts.

    Never changed after it was made. A ref of "" asks the ledger for the next one.
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
        """A fact that is text or a day or a code, "" when left out."""
        return str(self.facts[name] or "")

    def items(self, name: str) -> tuple[str, ...]:
        """The values of a field that may be given several times."""
        value = self.facts[name]
        return value if isinstance(value, tuple) else ()

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a field as text, whether it may have one or several."""
        return self.items(name) or tuple(filter(None, (self.text(name),)))

    @property
    def words(self) -> dict[str, str]:
        """The erasable words by their place: `title`, and of a list `agencies.1`, `agencies.2`."""
        found: dict[str, str] = {}
        for field in self.kind.erasable:
            if field.many:
                found |= {f"{field.name}.{place}": each for place, each in enumerate(self.items(field.name), start=1)}
            elif word := self.text(field.name):
                found[field.name] = word
        return found

    @property
    def day(self) -> str:
        """The day the record belongs to, "" where its kind has none."""
        return self.text(self.kind.day) if self.kind.day else ""

    @property
    def days(self) -> tuple[str, ...]:
        """The days whose fiscal year counting needs: its own, and the one on which something is expected."""
        return tuple(filter(None, map(self.text, self.kind.days)))

    def changed(self, facts: Mapping[str, Value], texts: Mapping[str, str] | None = None) -> Record:
        """The same record with other facts or texts; a text of "" is taken out."""
        return Record(self.kind, self.ref, {**self.facts, **facts}, {**self.texts, **(texts or {})})

    def called(self, ref: str) -> Record:
        """The same record under a ref."""
        return Record(self.kind, ref, self.facts, self.texts)

    def says_the_same_as(self, other: Record) -> bool:
        """Whether both say the same, whatever they are called."""
        return self.facts == other.facts and self.texts == other.texts

    def __repr__(self) -> str:
        return f"<{self.kind.name} {self.ref or '(new)'}>"


def erased() -> str:
    """What is printed in the place of a text or word that was erased, in the language spoken."""
    return _(ERASED)
