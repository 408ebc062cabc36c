"""The differences between two reports, explained: for people, for programs, and as a 正誤表 for who had the first."""

from __future__ import annotations

import re

from ..model.calendar import full_width, in_full_width, month_words
from ..model.position import for_people, for_programs
from ..report import gap_facts
from ..report.published.explain import DIFFERENCE, LAST_YEAR
from ..words import N_, _
from .layout import ROMAN, number, where
from .lists import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..report import Gap, Measure
    from ..report.published.explain import Contribution, Difference, Explanation

CAUSES = {
    "late": N_("記録の追加"),
    "void": N_("記録の取消し"),
    "restored": N_("取消しの撤回"),
    "link": N_("相談の付け替え"),
    "class": N_("区分の訂正"),
    "status": N_("状態の変更"),
    "closed": N_("終結の記録"),
    "reopened": N_("再開、または終結の取消し"),
    "complexity": N_("複合課題把握日の訂正"),
    "date": N_("日付の訂正"),
    "area": N_("圏域の訂正"),
    "topic": N_("課題の訂正"),
    "number": N_("数の訂正"),
    "value": N_("項目の訂正"),
    "tally": N_("過年度集計の変更"),
    "profile": N_("設定の変更"),
    "erased": N_("語の消去"),
    "rule": N_("数え方の変更"),
}
"""Each cause in words."""


def explained(explanation: Explanation) -> Listing:
    """Return every difference with its parts; for programs a row for each part."""
    return Listing(
        [_("箇所"), _("前"), _("後"), _("差"), _("理由"), _("整理番号"), _("理由ごとの差")],
        [
            [place, each.then, each.now, each.change, _(CAUSES[part.cause]), part.ref, part.change]
            for place, each in _placed(explanation, formal=False)
            for part in each.parts
        ],
        lambda: _said(explanation),
        drawn={form: lambda form=form: _text(explanation, form) for form in ("table", "markdown")},  # type: ignore[misc]
    )


def _text(explanation: Explanation, form: str) -> str:
    """Return every difference as lines for people, or as Markdown."""
    lines = [_title(explanation), ""] if form == "table" else [f"# {_title(explanation)}", ""]
    if not explanation.all:
        return "\n".join([*lines, _("違う数はありません。")]) + "\n"
    placed = [*_placed(explanation, formal=False)]
    others = [(place, each) for place, each in placed if not _is_of_settings(each)]
    lines += _settings(explanation, len(placed) - len(others))
    for place, difference in others:
        lines += _as_text(place, difference) if form == "table" else _as_markdown(place, difference)
    if not explanation.adds_up:
        lines += ["", _("説明のつかない違いがあります。wfc check で台帳を調べてください。")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _is_of_settings(difference: Difference) -> bool:
    """Whether nothing but a setting changed a figure: one line says so of all such figures."""
    return bool(difference.parts) and all(part.cause == "profile" for part in difference.parts)


def _settings(explanation: Explanation, number: int) -> Iterator[str]:
    """The settings that changed which days are counted, and how many figures differ through them alone."""
    for each in explanation.settings:
        yield _("設定の変更: {name} {then} → {now}").format(
            name=each.name, then=each.then or _("（空）"), now=each.now or _("（空）")
        )
    if number:
        yield _("設定の変更だけで違う数: {number}か所（--format json で一つずつ見られます）").format(number=number)


def errata(explanation: Explanation) -> Listing:
    """Return the 正誤表 of the figures that a report prints: where, what was wrong, what is right, why; no record."""
    rows = [
        [
            place,
            _figure(each.then, each.gaps[0], each),
            _figure(each.now, each.gaps[1], each),
            _("、").join(_reasons(each.parts, _unit(each.measure))),
        ]
        for place, each in _placed(explanation, formal=True)
        if each not in explanation.differences or None in (each.cell.month, each.cell.area)
    ]
    return Listing(
        [_("箇所"), _("誤"), _("正"), _("理由")],
        rows,
        lambda: _said(explanation),
        title=[_("正誤表（{name}）").format(name=explanation.publication.name)],
        notes=[] if rows else [_("訂正はありません。")],
    )


def _title(explanation: Explanation) -> str:
    name = explanation.publication.name
    if explanation.later:
        return _("{name} と {later} の違い").format(name=name, later=explanation.later.name)
    return _("{name} と今の台帳（記入番号 {number}）の違い").format(name=name, number=explanation.now.head.number)


def _place(explanation: Explanation, difference: Difference, *, formal: bool) -> str:
    """Where the figure stands: its measure, its period and area or values, and the column where it is no figure."""
    cell = difference.cell
    area = None if cell.area is None else for_people(explanation.areas.get(cell.area, cell.area))
    month = _month_of(cell.month, formal) if cell.month else ""
    place = where(month, area, difference.measure, difference.named, cell.month)
    if difference.column == DIFFERENCE:
        place[0] = _("前年同期との差")
    elif difference.column == LAST_YEAR and not month:
        place[0] = _("前年同期")
    elif difference.column == LAST_YEAR and formal:
        place[0] = _("前年の{month}").format(month=month)
    words = _("{measure}（{place}）").format(measure=difference.measure.label, place=_("、").join(place))
    if not difference.kept:
        words = _("{place}［控えなし、再計算］").format(place=words)
    if not formal:
        return words
    part, _dash, section = difference.section.partition("-")
    return _("{part}－{number} {words}").format(
        part=ROMAN.get(part, part), number=full_width(int(section)), words=words
    )


def _placed(explanation: Explanation, *, formal: bool) -> Iterator[tuple[str, Difference]]:
    """Every difference with where it stands: the figures, the column of last year, and what else a document prints."""
    for each in explanation.all:
        yield _place(explanation, each, formal=formal), each


def _as_text(place: str, difference: Difference) -> Iterator[str]:
    yield _("{place}: {then} → {now}（{change}）").format(
        place=place,
        then=_with_gap(number(difference.then), difference.gaps[0]),
        now=_with_gap(number(difference.now), difference.gaps[1]),
        change=_signed(difference.change),
    )
    for part in difference.parts:
        yield f"  {_part(part)}"
        for each in part.records if len(part.records) > 1 or part.records[:1] != (part,) else ():
            yield f"      {_part(each)}"


def _as_markdown(place: str, difference: Difference) -> Iterator[str]:
    first, *parts = _as_text(place, difference)
    yield f"- **{first}**"
    for part in parts:
        yield f"    - {part.strip()}" if not part.startswith("      ") else f"        - {part.strip()}"


def _part(part: Contribution) -> str:
    return _("{change} {ref} {cause}").format(change=_signed(part.change), ref=part.ref, cause=_(CAUSES[part.cause]))


def _signed(change: int) -> str:
    return f"{change:+,}" if change else "±0"


def _figure(value: int | None, gap: Gap | None, difference: Difference) -> str:
    """A figure as a document prints it."""
    figure = "…"
    if value is not None:
        figure = _("{number}{unit}").format(number=full_width(value), unit=_unit(difference.measure))
    return in_full_width(_with_gap(figure, gap))


def _with_gap(figure: str, gap: Gap | None) -> str:
    """A figure, and in words what is missing in it."""
    return _("{figure}（{gap}）").format(figure=figure, gap=gap.words) if gap else figure


def _month_of(month: str, formal: bool) -> str:
    """A month as a document prints it, or as programs do; any other period is printed by its name."""
    if not formal or len(month) != len("2024-04") or not month[5:].isdecimal():
        return month
    return re.sub("[0-9]+", lambda digits: full_width(int(digits[0])), month_words(month))


def _unit(measure: Measure) -> str:
    """What one of a measure is, without the remark behind it."""
    return measure.unit.partition("（")[0]


def _reasons(parts: Iterable[Contribution], unit: str) -> Iterator[str]:
    """How much each cause made, in words, what was added before what was taken away; last what changed no number."""
    more: dict[str, int] = {}
    less: dict[str, int] = {}
    alone: dict[str, None] = {}
    for part in parts:
        for each in part.records or (part,):
            if not each.change:
                alone[each.cause] = None
                continue
            side = more if each.change > 0 else less
            side[each.cause] = side.get(each.cause, 0) + abs(each.change)
    for cause, count in more.items():
        yield _("{cause}による増{number}{unit}").format(cause=_(CAUSES[cause]), number=full_width(count), unit=unit)
    for cause, count in less.items():
        yield _("{cause}による減{number}{unit}").format(cause=_(CAUSES[cause]), number=full_width(count), unit=unit)
    yield from (_(CAUSES[cause]) for cause in alone if cause not in more and cause not in less)


def _said(explanation: Explanation) -> dict[str, Any]:
    later = explanation.later
    return {
        "schema": "wfc.explanation/1",
        "publication": explanation.publication.name,
        "as_of": explanation.publication.as_of,
        "known_at": explanation.publication.known_at,
        "later": later.name if later else None,
        "entry": explanation.now.head.number,
        "adds_up": explanation.adds_up,
        "differences": [
            {"measure": each.measure.name, "month": each.cell.month, "area": _area(explanation, each), **_numbers(each)}
            for each in explanation.differences
        ],
        "last_year": [{"measure": each.measure.name, **_numbers(each)} for each in explanation.last_year],
        "cells": [
            {
                "measure": each.measure.name,
                "column": each.column or None,
                "axes": _axes(explanation, each),
                "kept": each.kept,
                **_numbers(each),
            }
            for each in explanation.cells
        ],
        "settings": [{"name": each.name, "then": each.then, "now": each.now} for each in explanation.settings],
    }


def _axes(explanation: Explanation, difference: Difference) -> dict[str, str]:
    """The values of a cell by the axes of its table; an axis across which it is the total is left out."""
    named = {each.axis: for_programs(each.value) for each in difference.named}
    if difference.cell.month is not None and difference.cell.month not in named.values():
        named = {"month": difference.cell.month} | named
    if difference.cell.area is not None:
        named["area"] = _area(explanation, difference) or ""
    return named


def _area(explanation: Explanation, difference: Difference) -> str | None:
    """The area of a difference, None of the city; what was not entered stands as in every other JSON."""
    code = difference.cell.area
    return None if code is None else for_programs(explanation.areas.get(code, code))


def _numbers(difference: Difference) -> dict[str, Any]:
    return {
        "then": difference.then,
        "now": difference.now,
        "parts": [_part_facts(part) for part in difference.parts],
        **({"missing": [gap_facts(gap) for gap in difference.gaps]} if difference.measure.sum else {}),
    }


def _part_facts(part: Contribution) -> dict[str, Any]:
    said: dict[str, Any] = {"cause": part.cause, "ref": part.ref, "change": part.change}
    if part.records:
        said["records"] = [_part_facts(each) for each in part.records]
    return said
