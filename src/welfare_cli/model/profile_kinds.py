"""The profile as records: the kinds in which a ledger keeps an office's lists, sections and settings."""

from __future__ import annotations

from ..words import N_
from .kind import Day, Kind, Number, Record, Several, Text
from .profile import DEFAULTS, LISTS, Profile, Section, Term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """The profile that the profile's records of a ledger say."""
    lists: dict[str, dict[str, Term]] = {name: {} for name in LISTS}
    sections: dict[str, Section] = {}
    settings: dict[str, str] = {}
    for record in sorted(records, key=lambda each: int(each.facts.get("position") or 0)):  # type: ignore[arg-type]
        if record.kind is TERM:
            lists.setdefault(record.text("list"), {})[record.text("code")] = Term(
                record.text("code"),
                record.text("label"),
                int(record.text("position")),
                record.items("aliases"),
                record.items("areas"),
                record.text("valid_from"),
                record.text("valid_until"),
                record.items("successors"),
            )
        elif record.kind is SECTION:
            sections[record.ref] = Section(
                record.ref,
                record.text("part"),
                record.text("title"),
                int(record.text("position")),
                record.text("purpose"),
                record.items("measures"),
                record.items("sentences"),
            )
        else:
            settings[record.ref] = record.text("value")
    return Profile(lists, sections, settings)


def records_of(profile: Profile) -> list[Record]:
    """The profile as the records that a ledger keeps."""
    found = [
        Record(SETTING, name, {"value": value or None})
        for name, value in sorted(profile.settings.items())
        if value != DEFAULTS.get(name)
    ]
    for name in LISTS:
        for term in profile.lists.get(name, {}).values():
            found.append(
                Record(
                    TERM,
                    f"{name}/{term.code}",
                    {
                        "list": name,
                        "code": term.code,
                        "label": term.label,
                        "position": term.position,
                        "aliases": term.aliases or None,
                        "areas": term.areas or None,
                        "valid_from": term.valid_from or None,
                        "valid_until": term.valid_until or None,
                        "successors": term.successors or None,
                    },
                )
            )
    for section in profile.sections.values():
        found.append(
            Record(
                SECTION,
                section.code,
                {
                    "part": section.part,
                    "title": section.title,
                    "purpose": section.purpose or None,
                    "position": section.position,
                    "measures": section.measures or None,
                    "sentences": section.sentences or None,
                },
            )
        )
    return found
