"""A ledger that counts the same without anybody's texts or names: for a report of a bug, a course, a demonstration.

Every record that stands is taken over once, without its history. Confidential texts, titles, reasons, sums and
numbers of people are left out, and so are the areas and days of coordinators; names of agencies, partners, places,
courses and coordinators become numbered ones. Days are moved within their month, those of a case and of all that is
within it in the same order as before; so every count by month, area or list is the same, which is proven before the
file is put in its place.

The records of each kind are shuffled, and so are the values of a field that has several and the coordinators. Refs,
entry numbers, arrival times and numbered names follow that order, so a position tells nothing about the ledger that the
records come from. What a record says (its month, area, topics …) stays: whoever knows enough of that finds the record.
"""

from __future__ import annotations

import os
import random

from .. import interruption
from ..errors import Refused
from ..model.calendar import last_day_of_month, year_after
from ..model.case import CONTACT
from ..model.kind import Day, Link, Listed, Name, Text
from ..model.kinds import KINDS
from ..model.profile import Profile, Term
from ..model.reading import Row, Rows
from ..words import _
from .atomic_file import AtomicFile, Workspace, refuse_existing
from .book import Ledger
from .entries import Stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeVar

    from ..model.kind import Field, Kind, Value
    from .current import CurrentRecord

    Thing = TypeVar("Thing")

AUTHOR = "anonymous"
SETTINGS = ("organisation", "department", "section")
"""What the profile says of the office by name, and the report does not need."""
SINCE = "0001-01-01"
COORDINATORS = "coordinators"
CHANCE = random.SystemRandom()
"""What nobody can repeat: the order of everything comes from the operating system."""


def anonymous(book: Ledger, path: str) -> int:
    """Make an anonymous ledger of what stands, at a path where nothing is yet; the number of its records.

    `Withheld` (7) where something is there, `OSError` where it cannot be written.
    """
    refuse_existing(path, _("上書きはしません。別の名前を指定してください。"))
    stamp = Stamp(AUTHOR, book.known())
    with book.reading():
        standing = [each for kind in KINDS for each in shuffled(book.every(kind)) if not each.void]
        maker = _Maker(book.profile, book.today(), standing)
        rows = Rows(maker.row(each) for each in standing)
        counts = book.figures.monthly(SINCE, book.today())
    own = os.path.dirname(os.path.abspath(book.path))
    with Workspace(own if os.access(own, os.W_OK) else os.path.dirname(path), "anonymous") as private:
        copy = os.path.join(private.path, "ledger.db")
        with interruption.Step():
            Ledger.create(copy, maker.profile(), lambda: stamp)
        with Ledger.open(copy, lambda: stamp) as made:
            plan = made.importer.plan(rows, update=False)
            if plan.problems:
                raise Refused(plan.problems)
            made.importer.write(plan, rows, update=False)
            if made.figures.monthly(SINCE, book.today()) != counts:
                raise AssertionError("an anonymous ledger counts otherwise")
        with AtomicFile(path) as draft:
            with open(copy, "rb") as stream:
                draft.write(stream.read())
            draft.settle()
    return len(rows)


class _Maker:
    """Says each record anew; the same name and the same ref become the same ones everywhere."""

    def __init__(self, profile: Profile, today: str, standing: Sequence[CurrentRecord]) -> None:
        self.old = profile
        self.today = today
        terms = [term for name, each in profile.lists.items() if name != COORDINATORS for term in each.values()]
        begin = {term.valid_from for term in terms if term.valid_from and not term.valid_from.endswith("-01")}
        end = {day for day in (term.valid_until for term in terms) if day and day != last_day_of_month(day[:7])}
        self.fixed = {day[:7] for day in begin | end}
        self.names: dict[str, dict[str, str]] = {}
        self.refs: dict[tuple[str, str], str] = {}
        numbers: dict[str, int] = {}
        by_family: dict[int, set[str]] = {}
        for each in standing:
            kind = each.record.kind
            number = numbers[kind.name] = numbers.get(kind.name, 0) + 1
            self.refs[kind.name, each.ref] = f"{kind.prefix}-{number:05}"
            days = (each.record.text(field.name) for field in kind.facts if isinstance(field, Day))
            by_family.setdefault(each.family, set()).update(filter(None, days))
        self.keep_order_of_contacts(standing)
        self.days = {family: self.moved(days) for family, days in by_family.items()}

    def keep_order_of_contacts(self, standing: Sequence[CurrentRecord]) -> None:
        """Let the contacts of a case on one day keep the order of their refs: the first says whose case it is."""
        together: dict[tuple[int, str], list[str]] = {}
        for each in standing:
            if each.record.kind is CONTACT:
                together.setdefault((each.family, each.record.day), []).append(each.ref)
        for refs in together.values():
            given = sorted(self.refs[CONTACT.name, ref] for ref in refs)
            self.refs |= {(CONTACT.name, ref): new for ref, new in zip(sorted(refs), given, strict=True)}

    def moved(self, days: Iterable[str]) -> dict[str, str]:
        """Where the days of a family go: to others of their month in the same order, what is to come stays to come."""
        groups: dict[tuple[str, bool], list[str]] = {}
        for day in sorted(days):
            groups.setdefault((day[:7], day > self.today), []).append(day)
        found: dict[str, str] = {}
        for (month, is_to_come), some in groups.items():
            every = [f"{month}-{number:02}" for number in range(1, int(last_day_of_month(month)[8:]) + 1)]
            latest = max(year_after(self.today), some[-1])  # no transfer is planned later
            free = [day for day in every if (day > self.today) == is_to_come and day <= latest]
            chosen = some if month in self.fixed else sorted(CHANCE.sample(free, len(some)))
            found |= dict(zip(some, chosen, strict=True))
        return found

    def row(self, standing: CurrentRecord) -> Row:
        """A record as the row of a file."""
        record = standing.record
        kind, days = record.kind, self.days[standing.family]
        cells = {}
        for field in kind.facts:
            value = record[field.name]
            if value is not None:
                values = shuffled(value) if isinstance(value, tuple) else [value]
                cells[field.name] = ";".join(self.said(kind, field, each, days) for each in values)
        ref = self.refs[kind.name, record.ref] if kind.prefix else ""
        return Row(kind, ref, cells, f"{kind.name} {ref}", {})

    def said(self, kind: Kind, field: Field, value: Value, days: Mapping[str, str]) -> str:
        """One value of a fact, without anybody's name; "" for what is left out."""
        one, text = field.one, str(value)
        if isinstance(one, Day):
            return days[text]
        if isinstance(one, Link):
            return self.refs[one.to, text]
        if isinstance(one, Listed):
            return self.coordinator(text) if one.of == COORDINATORS else text
        if isinstance(one, Name):
            return self.called(_("機関"), text)
        if isinstance(one, Text):
            return self.called(kind.label if field.name == "name" else field.label, text) if field.required else ""
        return text

    def called(self, what: str, name: str) -> str:
        """The numbered name that stands for a name: 機関3."""
        known = self.names.setdefault(what, {})
        return known.setdefault(name, f"{what}{len(known) + 1}")

    def coordinator(self, code: str) -> str:
        """The code that stands for that of a coordinator."""
        return self.called("CSW", code)

    def profile(self) -> Profile:
        """The office's lists, with its coordinators numbered, and without its name."""
        lists = dict(self.old.lists)
        lists.pop("measures", None)
        codes = [self.coordinator(code) for code in shuffled(lists.get(COORDINATORS, ()))]
        if codes:
            lists[COORDINATORS] = {code: Term(code, code, place) for place, code in enumerate(shuffled(codes), start=1)}
        settings = {**self.old.settings, **dict.fromkeys(SETTINGS, _("（匿名）"))}
        return Profile(lists, self.old.sections, settings)


def shuffled(things: Iterable[Thing]) -> list[Thing]:
    """Some things in an order that says nothing of how they stood."""
    found = [*things]
    CHANCE.shuffle(found)
    return found
