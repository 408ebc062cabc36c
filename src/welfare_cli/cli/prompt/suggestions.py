"""Suggestions for a field of a task: its valid choices, the matching records, the known names.

Prompts and shell completion offer the same.
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

REPEATED = ("areas", "coordinators")
"""The lists whose last value is suggested again."""


class Offers:
    """Suggestions for the fields of a task; `before` is the record that it changes, once that is known."""

    def __init__(self, book: Ledger, task: Task) -> None:
        self.book = book
        self.task = task
        self.before: Record | None = None

    def choices(self, field: Field) -> list[tuple[str, str]]:
        """Return the (code, label) choices valid on the day of the record; of a main value, those already given."""
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
        """Return known values: matching record numbers with a line each, newest first, or earlier names."""
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
        """Return the default answer: today, or this fiscal year."""
        today = self.book.today()
        if isinstance(field, FiscalYearField):
            from ...model.calendar import FiscalYear

            return str(FiscalYear.of(today, self.book.profile.opening_month).year)
        return today if isinstance(field, Day) else ""

    def last_said(self, field: Field, author: str) -> str:
        """Return the area or coordinator that an author used last; "" if an empty value means that of the case."""
        task, one = self.task, field.one
        if task.verb is ADD and not task.kind.within and isinstance(one, Listed) and one.of in REPEATED:
            return self.book.lookup.last_said(task.kind, field, author)
        return ""

    def now(self, field: Field) -> str:
        """Return the value of a field so far, as typed."""
        if field.name in self.task.cells:
            return self.task.cells[field.name]
        if self.before is None or self.task.verb is not EDIT or field is WHY or field.name in self.task.clear:
            return ""
        return self.before.texts.get(field.name, "") if field.confidential else ";".join(self.before.values(field.name))

    def meant(self, link: Link, text: str) -> Record:
        """Return the current record with a number."""
        return self.book.must_stand(BY_NAME[link.to], text).record

    def line(self, link: Link, text: str) -> str:
        """Return a line that describes the current record with a number; a case with its area of today."""
        found = self.book.must_stand(BY_NAME[link.to], text)
        record = found.record
        if record.kind is CASE:
            record = self.book.cases.transfers([found]).on(record, self.book.today())
        return rendering.line(record, self.book.profile)

    def shown(self, field: Field) -> str:
        """Return the value of a field so far for display; of a confidential text its length."""
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
        """Return the value before the correction for display; of a confidential text its length."""
        assert self.before is not None
        if field.confidential:
            return masked(self.before.texts.get(field.name, ""))
        return field.shown(self.before[field.name], self.book.profile)

    def _day_of(self, kind: Kind, field: Field) -> str:
        """Return the day on which a list value must be valid, "" for any."""
        name = field.on if isinstance(field, Listed) and field.on is not None else kind.day
        if kind.span or not name:
            return ""
        before = str(self.before.facts.get(name) or "") if self.before else ""
        return self.now(kind.by_name[name]) or before or self.book.today()

    def __call__(self, field: Field, typed: str) -> list[Suggestion]:
        """Return all suggestions for a typed prefix."""
        return [
            *map(of_choice, self.choices(field)),
            *(_of_known(each, typed) for each in self.known(field, typed)),
        ]


@value
class Suggestion:
    """A completion: a word or its synonyms, with a remark. `found`: it matches the typed text other than by prefix."""

    words: tuple[str, ...]
    remark: str = ""
    _: KW_ONLY
    found: bool = False

    def completing(self, typed: str) -> tuple[str, str] | None:
        """Return the matching word and its remark, None without a match."""
        key = folded(typed)
        word = next((each for each in self.words if self.found or folded(each).startswith(key)), "")
        others = [each for each in self.words if each != word]
        return (word, " ".join(filter(None, [self.remark, *others]))) if word else None


def of_choice(choice: tuple[str, str]) -> Suggestion:
    """Suggest a choice by its label or code."""
    code, label = choice
    return Suggestion(tuple(dict.fromkeys((label, code) if language() == JAPANESE else (code, label))))


def _of_known(known: tuple[str, str], typed: str) -> Suggestion:
    """Suggest a name or record number; without leading zeros if the typed text has none."""
    word, remark = known
    prefix, dash, number = word.partition("-")
    begun = typed.rpartition("-")[2]
    short = remark and number.isdecimal() and begun.isdecimal() and not begun.startswith("0")
    return Suggestion((f"{prefix}{dash}{int(number)}" if short else word,), remark, found=bool(remark))


def masked(text: str) -> str:
    """Return the length of a confidential text in words, or that it was erased."""
    return _("（本文 {number}字）").format(number=len(text)) if text and text != erased() else text


def refs(book: Ledger, kind: Kind, typed: str = "", *, day: str = "", given: bool = False) -> list[tuple[str, str]]:
    """Return a kind's record numbers with a line each; with `day`, those where that field is `given` or not."""
    profile, found = book.profile, book.lookup.meant(kind, typed, day=day, given=given)
    if kind is CASE:
        transfers, today = book.cases.transfers(), book.today()
        found = [transfers.on(each, today) for each in found]
    return [(each.ref, rendering.line(each, profile).removeprefix(each.ref).strip()) for each in found]


def looked_for(book: Ledger, field: Field, typed: str) -> list[Suggestion]:
    """Suggest values of a field for a filter, whatever the day."""
    one = field.one
    if isinstance(one, Link):
        return [_of_known(each, typed) for each in refs(book, BY_NAME[one.to], typed)]
    return [*map(of_choice, one.choices(book.profile))]
