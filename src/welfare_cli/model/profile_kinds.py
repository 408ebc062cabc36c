"""Store a profile as records: the kinds for an office's lists, sections and settings."""

from __future__ import annotations

from ..values import asdict
from ..words import N_
from .kind import Day, Kind, Number, Record, Several, Text
from .profile import DEFAULTS, LISTS, Profile, Section, Term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .kind import Value

TERM = Kind(
    "term",
    N_("一覧の言葉"),
    prefix="",
    fields=(
        Text("list", N_("一覧"), required=True),
        Text("code", N_("コード"), required=True),
        Text("label", N_("表示"), required=True),
        Number("position", N_("順"), required=True),
        Several("aliases", Text("alias", N_("別名"))),
        Several("areas", Text("area", N_("圏域"))),
        Day("valid_from", N_("開始日")),
        Day("valid_until", N_("終了日"), not_before="valid_from"),
        Several("successors", Text("successor", N_("再編後の圏域"))),
    ),
)
SECTION = Kind(
    "section",
    N_("報告書の項目"),
    prefix="",
    fields=(
        Text("part", N_("部"), required=True),
        Text("title", N_("見出し"), required=True),
        Text("purpose", N_("目的文")),
        Number("position", N_("順"), required=True),
        Several("measures", Text("measure", N_("項目"))),
        Several("sentences", Text("sentence", N_("成果の文"))),
    ),
)
SETTING = Kind("setting", N_("設定"), prefix="", fields=(Text("value", N_("値")),))
PROFILE_KINDS = (TERM, SECTION, SETTING)


def profile_of(records: Iterable[Record]) -> Profile:
    """Return the profile that the records of a ledger describe."""
    lists: dict[str, dict[str, Term]] = {name: {} for name in LISTS}
    sections: dict[str, Section] = {}
    settings: dict[str, str] = {}
    for record in sorted(records, key=lambda each: int(each.facts.get("position") or 0)):  # type: ignore[arg-type]
        said: dict[str, Any] = {name: fact for name, fact in record.facts.items() if fact is not None}
        if record.kind is TERM:
            term = Term(**{name: fact for name, fact in said.items() if name != "list"})
            lists.setdefault(said["list"], {})[term.code] = term
        elif record.kind is SECTION:
            sections[record.ref] = Section(record.ref, **said)
        else:
            settings[record.ref] = record.text("value")
    return Profile(lists, sections, settings)


def records_of(profile: Profile) -> list[Record]:
    """Return the records that store a profile in a ledger."""
    settings = [
        Record(SETTING, name, {"value": each or None})
        for name, each in sorted(profile.settings.items())
        if each != DEFAULTS.get(name)
    ]
    terms = [
        Record(TERM, f"{name}/{term.code}", {"list": name, **_facts(term)})
        for name in LISTS
        for term in profile.lists.get(name, {}).values()
    ]
    return settings + terms + [Record(SECTION, each.code, _facts(each)) for each in profile.sections.values()]


def _facts(said: Term | Section) -> dict[str, Value]:
    return {name: each for name, each in asdict(said).items() if each not in ("", ())}
