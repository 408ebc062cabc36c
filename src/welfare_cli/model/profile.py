"""The office's own lists: everything that differs between offices, as one value and as records.

A profile is written as one TOML file and kept in the ledger as records of three kinds (a word of a list, a
section of the document, a setting), so that a report at an entry number uses the lists of that moment.
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
"""Areas that every office has: the whole city, outside it, and asked but not known."""

WORDING: dict[str, str] = {
    "digits": "full",
    "thousands": "，",
    "comma": "，",
    "first_year": "gannen",
    "results": "（成果）",
    "bullet": "⇒",
}
"""How the document writes numbers, lists and headings; what is as it is here is not kept in the ledger."""

COUNTED = ("case", "closing", "contact", "meeting", "activity", "venue", "enrolment", "grant")
"""The kinds of which single ones may begin later than the others."""

BEGINS: dict[str, str] = {"records_begin": "", **{f"records_begin.{kind}": "" for kind in COUNTED}}
"""The first day of the records, "" where none is set, and of single kinds that began later (domain §3, rule 10)."""

DEFAULTS: dict[str, str] = {**WORDING, **BEGINS, "retention_years": ""}
"""What a setting is that is not kept in the ledger, because it is as it is here."""

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
    """The first day of the records, "" of no text; `Refused` (4) for what is not the first day of a month."""
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
    """A word of a list: the code that is stored, the label that is printed, and the days on which it is valid.

    `successors` are, of an area that was re-cut, the codes of those in which it went on.
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
        """Whether the word may be used on a day."""
        return self.stands_within(day, day)

    def stands_within(self, first: str, last: str) -> bool:
        """Whether the word may be used on some day of a period."""
        return self.valid_from <= last and (not self.valid_until or first <= self.valid_until)

    def dates(self) -> str:
        """Its days as a person reads them."""
        if self.valid_until:
            return _("{first}〜{last}").format(first=self.valid_from, last=self.valid_until)
        return _("{first} から").format(first=self.valid_from) if self.valid_from else _("期限なし")


@value
class Section:
    """A section of the document: its part, heading and purpose, and the measures it shows if not the default ones.

    `sentences` say its figures in the office's words (`report/sentences.py`).
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
        """The day from which what reads these kinds counts: the latest of their begin dates, "" where none is set."""
        general = self.settings["records_begin"]
        return max((self.settings.get(f"records_begin.{kind}") or general for kind in kinds), default=general)

    def counts_as(self, other: Profile) -> bool:
        """Whether its fiscal years and begin dates are those of another profile."""
        return all(self.settings[name] == other.settings[name] for name in ("opening_month", *BEGINS))

    def counting_as(self, other: Profile) -> Profile:
        """The same profile with the fiscal years and begin dates of another one."""
        periods = {name: other.settings[name] for name in ("opening_month", *BEGINS)}
        return Profile(self.lists, self.sections, {**self.settings, **periods})

    def beginning(self, day: str) -> Profile:
        """The same profile with a first day of the records."""
        return Profile(self.lists, self.sections, {**self.settings, "records_begin": day})

    def setting(self, name: str) -> tuple[str, ...]:
        """The values of a setting that holds several."""
        return tuple(part for part in self.settings[name].split(";") if part)

    def with_list(self, name: str, terms: Mapping[str, Term]) -> Profile:
        """The same profile with one more list, such as the measures."""
        return Profile({**self.lists, name: terms}, self.sections, self.settings)

    def label(self, name: str, code: str) -> str:
        """The label of a code of a list; a code that is not on it stands for itself."""
        term = self.lists.get(name, {}).get(code)
        return term.label if term else code

    def find(self, name: str, text: str) -> Term | None:
        """The word of a list that a text means: by code, label or alias; areas also with their suffixes."""
        key = (name, text)
        if key not in self._found:
            self._found[key] = self._find(name, text)
        return self._found[key]

    def _find(self, name: str, text: str) -> Term | None:
        if name not in self._spellings:
            spellings: dict[str, Term] = {}
            for term in self.lists.get(name, {}).values():
                for spelling in (term.code, term.label, *term.aliases):
                    spellings.setdefault(self._key(name, spelling), term)
            self._spellings[name] = spellings
        key = self._key(name, text)
        found = self._spellings[name].get(key)
        while found is None and name == "areas":
            suffix = next(
                (each for each in map(self._area_key, self.setting("area_suffixes")) if key.endswith(each)), ""
            )
            if not suffix or suffix == key:
                break
            key = key[: -len(suffix)]
            found = self._spellings[name].get(key)
        return found

    def _key(self, name: str, text: str) -> str:
        return self._area_key(text) if name == "areas" else notation.folded(text)

    def _area_key(self, text: str) -> str:
        key = notation.folded(text)
        for pair in self.setting("same_characters"):
            written, _equals, meant = pair.partition("=")
            key = key.replace(notation.folded(written), notation.folded(meant))
        return key
