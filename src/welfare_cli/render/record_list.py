"""Records for people and for programs: a list, a line, and the record that was just written.

None of it prints confidential text: that is the card's (`render/card.py`).
"""

from __future__ import annotations

from ..model.case import FURTHER, HANDED_OVER
from ..words import _
from .lists import Listing, json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ..model.kind import Field, Kind, Record, Value
    from ..model.profile import Profile
    from ..report import Measure
    from ..report.listing import RecordList


def listed(records: RecordList) -> Listing:
    """Return a list of records. A table leaves out columns that are empty, or that would repeat others."""
    kind, profile = records.kind, records.profile
    further = FURTHER.get(kind.name, {})
    lines = [*records.lines]
    rows = [
        [each.record.ref, *shown(each.record, profile)]
        + [field.shown(each.beside[of], profile) for of, field in further.items()]
        for each in lines
    ]
    fields = [*kind.facts, *further.values()]
    hidden = {place for place in range(1, len(fields) + 1) if not any(row[place] for row in rows)}
    if all(each.beside.facts == each.record.facts for each in lines):
        hidden |= {*range(len(kind.facts) + 1, len(fields) + 1)}
    return Listing(
        [_("整理番号"), *(field.label for field in fields)],
        rows,
        lambda: {
            "schema": "wfc.records/1",
            "kind": kind.name,
            "records": [
                facts(each.record, profile)
                | {field.name: field.shown(each.beside[of], profile) or None for of, field in further.items()}
                for each in lines
            ],
        },
        notes=[_("{number}件").format(number=len(rows))],
        hidden=hidden,
    )


def shown(record: Record, profile: Profile) -> list[str]:
    """The facts of a record as a person reads them, in the order of its fields."""
    return [field.shown(record[field.name], profile) for field in record.kind.facts]


def line(record: Record, profile: Profile) -> str:
    """One record in one line: its ref, what kind of thing it is, where, its day, and when it ended."""
    areas = [field.name for field in record.kind.facts if getattr(field.one, "of", "") == "areas"]
    names = [name for name in ("kind", "name", "case", "course", *areas, record.kind.day) if name in record.facts]
    shown = [record.kind.by_name[name].shown(record[name], profile) for name in dict.fromkeys(names)]
    if "closed_on" in record.facts and record["closed_on"]:
        shown.append(f"{record.kind.by_name['closed_on'].label} {record['closed_on']}")
    return "  ".join([record.ref, *filter(None, shown)])


def summary_of(heading: str, lines: Sequence[tuple[str, str]]) -> str:
    """What is about to be recorded, a line for each field."""
    from tabulate import tabulate

    rows = [
        [f"  {label if place == 0 else ''}", part]
        for label, words in lines
        for place, part in enumerate(words.splitlines() or [""])
    ]
    table = tabulate(rows, tablefmt="plain", disable_numparse=True, preserve_whitespace=True)
    return "\n".join(["", heading, *(line.rstrip() for line in table.splitlines()), ""])


def written(record: Record, profile: Profile, number: int, *, void: bool, now: Record | None = None) -> str:
    """The record that was written, as JSON without its confidential text; `now`: the case as transfers have made it."""
    said = {"schema": "wfc.record/1", "kind": record.kind.name, "entry": number, "void": void}
    said |= {"now": {name: facts(now, profile)[name] for name in HANDED_OVER}} if now else {}
    return json_text({**said, "record": facts(record, profile)})


def facts(record: Record, profile: Profile) -> dict[str, Any]:
    """The facts of a record for programs: choices and measures as codes, words of the office's lists as labels."""
    found: dict[str, Any] = {"ref": record.ref}
    for field in record.kind.facts:
        value: Value = record[field.name]
        if field.many:
            found[field.name] = [field.each.shown(each, profile) for each in record.items(field.name)]  # type: ignore[attr-defined]
        elif value is None or isinstance(value, int) or coded(field):
            found[field.name] = value
        else:
            found[field.name] = field.shown(value, profile)
    return found


def coded(field: Field) -> bool:
    """Whether programs read a field's values as codes: they are wfc's own words, not the office's."""
    from ..model.kind import Choice, Listed

    return isinstance(field, Choice) or (isinstance(field, Listed) and field.of == "measures")


def definitions(measures: Sequence[tuple[str, Measure]]) -> Listing:
    """Return what each measure counts."""
    return Listing(
        [_("集計項目"), _("項目名"), _("報告書の項目"), _("単位"), _("数え方"), _("数える日"), _("圏域"), _("未確認")],
        [
            [each.name, each.label, section, each.unit, each.counts, each.on, each.area, each.question]
            for section, each in measures
        ],
        lambda: {
            "schema": "wfc.measures/1",
            "measures": [
                {
                    "measure": each.name,
                    "label": each.label,
                    "unit": each.unit,
                    "section": section,
                    "state": each.state,
                    "counts": each.counts,
                    "on": each.on,
                    "area": each.area,
                    "question": each.question or None,
                    "reads": list(each.reads),
                    **({"sum": True} if each.sum else {}),
                    **({"retired": list(each.retired)} if each.retired else {}),
                }
                for section, each in measures
            ],
        },
        drawn={"table": lambda: "\n".join(_definitions(measures))},
    )


def _definitions(measures: Sequence[tuple[str, Measure]]) -> Iterator[str]:
    """Yield the lines about each measure, which are too long for a table."""
    for section, each in measures:
        yield _("{label}（{name}）").format(label=each.label, name=each.name)
        yield _("  報告書の項目: {section}  単位: {unit}").format(section=section, unit=each.unit)
        yield _("  数え方: {counts}").format(counts=each.counts)
        yield _("  数える日: {on}").format(on=each.on)
        yield _("  圏域: {area}").format(area=each.area)
        if each.retired:
            names = _("、").join(other.label for _section, other in measures if other.name in each.retired)
            yield _("  今は印刷しません。代わり: {names}").format(names=names)
        if each.question:
            yield _("  未確認: {question}").format(question=each.question)
        yield ""


def summary(counts: dict[str, dict[str, int]], kinds: dict[str, Kind]) -> str:
    """What an import came to, by kind."""
    from tabulate import tabulate

    headings = ["", _("追加"), _("変更なし"), _("訂正"), _("不可")]
    rows = [[kinds[name].label, *(f"{number:,}" for number in row.values())] for name, row in counts.items()]
    return tabulate(rows, headings, tablefmt="simple", disable_numparse=True, colalign=("left", *["right"] * 4)) + "\n"
