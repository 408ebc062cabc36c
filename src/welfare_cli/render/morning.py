"""The day at a glance: open cases by area, this month's counts, what is overdue, coming and quiet."""

from __future__ import annotations

from ..model.calendar import days_between, wareki
from ..model.case import CASE
from ..model.position import for_people
from ..report.overview import AHEAD, QUIET
from ..words import _
from .layout import number, office
from .record_list import line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model.kind import Record
    from ..report.overview import Overview


def day(today: Overview, drafts: int) -> str:
    """The day as people read it at a terminal; `drafts`: how many records were begun and put aside."""
    report = today.report
    lines = [f"{wareki(report.as_of)}  {office(report)}"]
    lines += ["", _("■ 対応中の相談と、今月の新規"), *_cases(today), "", _("■ 今月の件数"), *_this_month(today)]
    for heading, records in (
        (_("■ 予定の日を過ぎたもの（{number}件）"), today.overdue),
        (_("■ これから{days}日の予定（{number}件）"), today.coming),
    ):
        if records:
            lines += ["", heading.format(days=AHEAD, number=len(records))]
            lines += _aligned([_cells(each, today) for each in records])
    if today.quiet:
        lines += ["", _("■ {days}日以上、支援対応のない相談（{number}件）").format(days=QUIET, number=today.quiet)]
        lines += _aligned([[*_cells(record, today), _last(last, report.as_of)] for record, last in today.quietest])
        if today.quiet > len(today.quietest):
            lines.append(_("  全部は wfc case list --quiet-for {days}d で見られます。").format(days=QUIET))
    if drafts:
        lines += ["", _("■ 書きかけ {number}件（続きは wfc draft）").format(number=drafts)]
    return "\n".join(lines) + "\n"


def _cases(today: Overview) -> list[str]:
    """Open and new cases of each area, individual and community apart: none of these are ever added together."""
    report, month = today.report, today.report.as_of[:7]
    figures = {figure.measure.name: figure for figure in report.figures}
    still_open = [figures[name] for name in ("open_individual", "open_community")]
    new = [figures[name] for name in ("new_individual", "new_community")]
    kinds = [label for _code, label in CASE.by_name["kind"].choices(report.profile)]
    rows = [
        ["", *[_("対応中")] * len(still_open), *[_("今月の新規")] * len(new)],
        ["", *kinds, *kinds],
    ]
    for area in report.areas:
        numbers = [
            *((figure.by_area or {}).get(area) for figure in still_open),
            *(figure.months_by_area.get(area, {}).get(month) for figure in new),
        ]
        rows.append([f"  {for_people(area)}", *map(number, numbers)])
    totals = [*(figure.total for figure in still_open), *(figure.by_month.get(month) for figure in new)]
    rows.append(["  " + _("計"), *map(number, totals)])
    return _aligned(rows, right=tuple(range(1, len(rows[0]))))


def _this_month(today: Overview) -> list[str]:
    """What was counted since the first of the month, measure by measure; what is zero is left out."""
    month = today.report.as_of[:7]
    flows = [each for each in today.report.figures if not each.measure.state]
    counted = [each for each in flows if each.by_month.get(month) or each.gap(month)]
    rows = [
        [f"  {each.measure.label}", number(each.by_month[month], each.gap(month)), each.measure.unit]
        for each in counted
    ]
    return _aligned(rows, right=(1,)) or ["  " + _("まだありません。")]


def _cells(record: Record, today: Overview) -> list[str]:
    """A record as cells of a line: its ref, and what it is."""
    words = line(record, today.report.profile).split("  ")
    title = record.facts.get("title")
    return [f"  {words[0]}", "  ".join(words[1:]), *([str(title)] if title else [])]


def _last(day: str, today: str) -> str:
    return _("最後は {day}（{days}日前）").format(day=day, days=days_between(day, today))


def _aligned(rows: Sequence[Sequence[str]], right: tuple[int, ...] = ()) -> list[str]:
    from tabulate import tabulate

    width = max(map(len, rows), default=0)
    text = tabulate(
        [[*row, *[""] * (width - len(row))] for row in rows],
        tablefmt="plain",
        disable_numparse=True,
        preserve_whitespace=True,
        colalign=["right" if place in right else "left" for place in range(width)] if rows else None,
    )
    return [each.rstrip() for each in text.splitlines()]
