"""What can be said for a field of a task: choices of the day, records that can be meant, names that are known.

The questions at a terminal and the completion of a shell offer the same.
"""

from __future__ import annotations

from ...errors import Problem
from ...model.case import CASE
from ...model.kind import Day, FiscalYearField, Link, Listed, Name, erased
from ...model.kinds import BY_NAME
from ...model.notation import folded
from ...model.reading import Reader
from ...render import record_list as rendering
from ...values import value
from ...words import JAPANESE, _, language
from ..tasks import ADD, EDIT, WHY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import KW_ONLY

    from ...ledger import Ledger
    from ...model.kind import Field, Kind, Record
    from ..tasks import Task


class Offers:
    """What is offered for the fields of a task, as far as it is known; `before` is the record that it is about."""

    def __init__(self, book: Ledger, task: Task) -> None:
        self.book = book
        self.task = task
        self.before: Record | None = None

    def choices(self, field: Field) -> list[tuple[str, str]]:
        """What there is to choose from on the day of the record; of a main one, those that were given."""
        one, task = field.one, self.task
        kind = task.verb.of or task.kind
        choices = one.choices(self.book.profile, self._day_of(kind, one))
        if isinstance(one, Listed) and one.among:
            choices = [each for each in choices if each[0] in self.now(kind.by_name[one.among]).split(";")]
        ends = kind.by_name[task.verb.day].when if task.verb.day else None
        if ends and ends[0] == field.name:
            choices = [each for each in choices if each[0] in ends[1]]
        return choices

    def known(self, field: Field, typed: str = "") -> list[tuple[str, str]]:
        """What is known already: refs with what they are, the newest first; names that were written before."""
        one, verb = field.one, self.task.verb
        if isinstance(one, Name):
            return [(name, "") for name in self.book.lookup.names()]
        if not isinstance(one, Link):
            return []
        kind = BY_NAME[one.to]
        if field.name == "ref":
            last_day = "closed_on" if verb.of else verb.day
            return refs(self.book, kind, typed, day=last_day if verb.state else "", given=verb.state == "done")
        return refs(self.book, kind, typed, day="closed_on" if verb is ADD and "closed_on" in kind.by_name else "")

    def default(self, field: Field) -> str:
        """What stands for no answer: today, or this fiscal year."""
        today = self.book.today()
        if isinstance(field, FiscalYearField):
            from ...model.calendar import FiscalYear

            return str(FiscalYear.of(today, self.book.profile.opening_month).year)
        return today if isinstance(field, Day) else ""

    def last_said(self, field: Field, author: str) -> str:
        """The area and the coordinator that this person wrote last; none where an empty one means that of the case."""
        one = field.one
        if self.task.verb is not ADD or not isinstance(one, Listed) or one.of not in ("areas", "coordinators"):
            return ""
        if self.task.kind.within:
            return ""
        return self.book.lookup.last_said(self.task.kind, field, author)

    def now(self, field: Field) -> str:
        """The value of a field so far, as it would be typed."""
        if field.name in self.task.cells:
            return self.task.cells[field.name]
        if self.before is None or self.task.verb is not EDIT or field is WHY or field.name in self.task.clear:
            return ""
        if field.confidential:
            return self.before.texts.get(field.name, "")
        return ";".join(self.before.values(field.name))

    def meant(self, link: Link, text: str) -> Record:
        """The standing record that a ref names."""
        return self.book.must_stand(BY_NAME[link.to], text).record

    def line(self, link: Link, text: str) -> str:
        """The standing record that a ref names, in a line; a case with the area that it has today."""
        found = self.book.must_stand(BY_NAME[link.to], text)
        record = found.record
        if record.kind is CASE:
            record = self.book.cases.transfers([found]).on(record, self.book.today())
        return rendering.line(record, self.book.profile)

    def shown(self, field: Field) -> str:
        """The value of a field so far, as a person reads it; of a confidential one only how long it is."""
        text = self.now(field)
        if field.confidential or field is WHY:
            return masked(text)
        if text and isinstance(field, Link):
            return self.line(field, text)
        if not text or isinstance(field.one, Link):
            return text
        value = Reader(self.book.profile, self.book.today()).value(field, text)
        return text if isinstance(value, Problem) else field.shown(value, self.book.profile)

    def shown_before(self, field: Field) -> str:
        """The value of a field of the record that is corrected; of a confidential one only how long it is."""
        assert self.before is not None
        if field.confidential:
            return masked(self.before.texts.get(field.name, ""))
        return field.shown(self.before[field.name], self.book.profile)

    def _day_of(self, kind: Kind, field: Field) -> str:
        """The day on which a word of a list has to be valid; "" where it need not be."""
        name = field.on if isinstance(field, Listed) and field.on is not None else kind.day
        if kind.span or not name:
            return ""
        before = str(self.before.facts.get(name) or "") if self.before else ""
        return self.now(kind.by_name[name]) or before or self.book.today()

    def __call__(self, field: Field, typed: str) -> list[Suggestion]:
        """All of it that may be meant by what was typed."""
        return [
            *map(of_choice, self.choices(field)),
            *(_of_known(each, typed) for each in self.known(field, typed)),
        ]


@value
class Suggestion:
    """Something that may be typed: a word, or another one for it, with a remark. `found`: what was typed means it."""

    words: tuple[str, ...]
    remark: str = ""
    _: KW_ONLY
    found: bool = False

    def completing(self, typed: str) -> tuple[str, str] | None:
        """The word that begins as typed, with a remark on it; None where there is none."""
        key = folded(typed)
        word = next((each for each in self.words if self.found or folded(each).startswith(key)), "")
        others = [each for each in self.words if each != word]
        return (word, " ".join(filter(None, [self.remark, *others]))) if word else None


def of_choice(choice: tuple[str, str]) -> Suggestion:
    """A choice by its label or its code."""
    code, label = choice
    return Suggestion(tuple(dict.fromkeys((label, code) if language() == JAPANESE else (code, label))))


def _of_known(known: tuple[str, str], typed: str) -> Suggestion:
    """A name, or a ref with what it is: in the short form, where somebody has begun to type that."""
    word, remark = known
    prefix, dash, number = word.partition("-")
    begun = typed.rpartition("-")[2]
    short = remark and number.isdecimal() and begun.isdecimal() and not begun.startswith("0")
    return Suggestion((f"{prefix}{dash}{int(number)}" if short else word,), remark, found=bool(remark))


def masked(text: str) -> str:
    """A confidential text where nobody asked to read it: how long it is, or that it was erased."""
    return _("（本文 {number}字）").format(number=len(text)) if text and text != erased() else text


def refs(book: Ledger, kind: Kind, typed: str = "", *, day: str = "", given: bool = False) -> list[tuple[str, str]]:
    """The refs of the records of a kind, each with what it is; where a day is named, of those with or without it."""
    profile, found = book.profile, book.lookup.meant(kind, typed, day=day, given=given)
    if kind is CASE:
        transfers, today = book.cases.transfers(), book.today()
        found = [transfers.on(each, today) for each in found]
    return [(each.ref, rendering.line(each, profile).removeprefix(each.ref).strip()) for each in found]


def looked_for(book: Ledger, field: Field, typed: str) -> list[Suggestion]:
    """What a field of any record may hold: for looking, not for writing."""
    one = field.one
    if isinstance(one, Link):
        return [_of_known(each, typed) for each in refs(book, BY_NAME[one.to], typed)]
    return [*map(of_choice, one.choices(book.profile))]
