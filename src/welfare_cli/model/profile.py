"""The office profile: everything that differs between offices.

A profile is a TOML file, and in the ledger records of three kinds: list value, section of the document, setting. A
report at an entry number therefore uses the lists of that moment.
"""

from __future__ import annotations

from ..errors import Problem, Refused
from ..values import value
from ..words import N_, _
from . import notation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LISTS: dict[str, str] = {
    "areas": N_("圏域"),
    "coordinators": N_("担当"),
    "routes": N_("相談経路"),
    "clients": N_("相談者"),
    "age_bands": N_("年代"),
    "topics": N_("課題"),
    "methods": N_("方法"),
    "closings": N_("終結理由"),
    "venue_types": N_("類型"),
}
"""The lists of a profile."""

UNKNOWN_AREA = "unknown"
RESERVED_AREAS = ("city", "outside", UNKNOWN_AREA)
"""The areas of every office: the whole city, outside it, and unknown."""

WORDING: dict[str, str] = {
    "digits": "full",
    "thousands": "，",
    "comma": "，",
    "first_year": "gannen",
    "results": "（成果）",
    "bullet": "⇒",
}
"""How the document writes numbers, lists and headings, with the defaults."""

COUNTED = ("case", "closing", "contact", "meeting", "activity", "venue", "enrolment", "grant")
"""The kinds whose records may begin later than others."""

BEGINS: dict[str, str] = {"records_begin": "", **{f"records_begin.{kind}": "" for kind in COUNTED}}
"""The first day of the records ("" for none), and of kinds that began later (domain §3, rule 10)."""

DEFAULTS: dict[str, str] = {**WORDING, **BEGINS, "retention_years": ""}
"""Settings that the ledger stores only if they differ from these values."""

SETTINGS: dict[str, str] = {
    "organisation": "",
    "city": "",
    "department": "",
    "section": "",
    "report_title": "",
    "opening_month": "4",
    "time_zone": "Asia/Tokyo",
    "area_suffixes": "",
    "same_characters": "",
    **DEFAULTS,
}
"""Every setting with its default; several values of one setting are separated by 「;」."""


def read_begin(text: str, today: str = "") -> str:
    """Read a first day of the records, "" for no text; `Refused` (4) unless it is the first day of a month."""
    day = notation.read_day(text, today) if text else ""
    if day and not day.endswith("-01"):
        raise Refused(
            Problem(
                "profile-invalid",
                _("{day} は、月の最初の日ではありません。").format(day=day),
                _("記録を始めた月の一日を、{first} のように指定してください。").format(first=f"{day[:8]}01"),
            )
        )
    return day


@value
class Term:
    """A list value: the code that wfc stores, the label that it prints, and the days on which it is valid.

    `successors`: the codes of the areas that replace one.
    """

    code: str
    label: str
    position: int = 0
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    valid_from: str = ""
    valid_until: str = ""
    successors: tuple[str, ...] = ()

    def stands_on(self, day: str) -> bool:
        """Return whether the value is valid on a day."""
        return self.stands_within(day, day)

    def stands_within(self, first: str, last: str) -> bool:
        """Return whether the value is valid on some day of a period."""
        return self.valid_from <= last and (not self.valid_until or first <= self.valid_until)

    def dates(self) -> str:
        """Return its days as messages print them."""
        if self.valid_until:
            return _("{first}〜{last}").format(first=self.valid_from, last=self.valid_until)
        return _("{first} から").format(first=self.valid_from) if self.valid_from else _("期限なし")


@value
class Section:
    """A section of the document: its part, heading and purpose, and its measures unless they are the default ones.

    `sentences` state its figures in the office's words (`report/sentences.py`).
    """

    code: str
    part: str
    title: str
    position: int = 0
    purpose: str = ""
    measures: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


class Profile:
    """The lists, sections and settings of an office at one moment."""

    def __init__(
        self,
        lists: Mapping[str, Mapping[str, Term]],
        sections: Mapping[str, Section],
        settings: Mapping[str, str],
    ) -> None:
        self.lists = lists
        self.sections = sections
        self.settings = {**SETTINGS, **settings}
        self._spellings: dict[str, dict[str, Term]] = {}
        self._found: dict[tuple[str, str], Term | None] = {}

    @property
    def opening_month(self) -> int:
        """The month in which the fiscal year begins."""
        return int(self.settings["opening_month"])

    def begin_of(self, kinds: Iterable[str]) -> str:
        """Return the first day that a measure over some kinds counts: the latest of their begin dates, "" for none."""
        general = self.settings["records_begin"]
        return max((self.settings.get(f"records_begin.{kind}") or general for kind in kinds), default=general)

    def counts_as(self, other: Profile) -> bool:
        """Return whether another profile has the same fiscal years and begin dates."""
        return all(self.settings[name] == other.settings[name] for name in ("opening_month", *BEGINS))

    def counting_as(self, other: Profile) -> Profile:
        """Return the profile with the fiscal years and begin dates of another one."""
        periods = {name: other.settings[name] for name in ("opening_month", *BEGINS)}
        return Profile(self.lists, self.sections, {**self.settings, **periods})

    def beginning(self, day: str) -> Profile:
        """Return the profile with a first day of the records."""
        return Profile(self.lists, self.sections, {**self.settings, "records_begin": day})

    def setting(self, name: str) -> tuple[str, ...]:
        """Return the values of a setting with several."""
        return tuple(part for part in self.settings[name].split(";") if part)

    def with_list(self, name: str, terms: Mapping[str, Term]) -> Profile:
        """Return the profile with a further list, such as the measures."""
        return Profile({**self.lists, name: terms}, self.sections, self.settings)

    def label(self, name: str, code: str) -> str:
        """Return the label of a code of a list, or an unknown code itself."""
        term = self.lists.get(name, {}).get(code)
        return term.label if term else code

    def find(self, name: str, text: str) -> Term | None:
        """Return the list value that a text means, by code, label or alias; areas also without their suffixes."""
        key = (name, text)
        if key not in self._found:
            self._found[key] = self._find(name, text)
        return self._found[key]

    def _find(self, name: str, text: str) -> Term | None:
        if name not in self._spellings:
            self._spellings[name] = {
                self._key(name, spelling): term
                for term in reversed([*self.lists.get(name, {}).values()])  # of two with one spelling, the first counts
                for spelling in (term.code, term.label, *term.aliases)
            }
        key = self._key(name, text)
        found = self._spellings[name].get(key)
        suffixes = [self._key(name, each) for each in self.setting("area_suffixes")] if name == "areas" else []
        while found is None and any(map(key.endswith, suffixes)):
            suffix = next(filter(key.endswith, suffixes))
            if suffix in ("", key):
                break
            key = key.removesuffix(suffix)
            found = self._spellings[name].get(key)
        return found

    def _key(self, name: str, text: str) -> str:
        key = notation.folded(text)
        for pair in self.setting("same_characters") if name == "areas" else ():
            written, _equals, meant = pair.partition("=")
            key = key.replace(notation.folded(written), notation.folded(meant))
        return key
