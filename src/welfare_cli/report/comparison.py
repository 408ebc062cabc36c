"""This year in terms of last year: 前年同期比, as a percentage or a ratio."""

from __future__ import annotations

from ..model.notation import unknown_choice
from ..values import replace
from ..words import _
from .report import UNITS_OF_LAST_YEAR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report


def compared(report: Report, by: str) -> Report:
    """The same report with this year in terms of last year, and a footnote that states the base.

    `by` is one of `UNITS_OF_LAST_YEAR`, "" for no comparison; `UnknownWord` (2) for anything else.
    """
    if not by:
        return report
    if by not in UNITS_OF_LAST_YEAR:
        raise unknown_choice(_("前年同期との比べ方"), by, [*UNITS_OF_LAST_YEAR])
    footnote = {
        "percent": _(
            "前年同期比（％）は、前年同期の数を 100.0 としたときの今年度の数です（増減率ではありません）。"
            "どちらかの数がないか、前年同期が０のところは「…」です。"
        ),
        "ratio": _(
            "前年同期比（倍）は、今年度の数が前年同期の数の何倍かを表します。"
            "どちらかの数がないか、前年同期が０のところは「…」です。"
        ),
    }[by]
    return replace(report, compare=by, footnotes=(*report.footnotes, footnote))
