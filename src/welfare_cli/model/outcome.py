"""成果: the published narrative under a section of the document."""

from __future__ import annotations

from ..words import N_
from .kind import Day, FiscalYearField, Kind, Number, SectionField, Text

OUTCOME = Kind(
    "outcome",
    N_("成果"),
    prefix="N",
    about=N_("報告書に載る成果の文章。一つを一行に書きます。"),
    fields=(
        FiscalYearField("fiscal_year", N_("年度"), required=True),
        SectionField("section", N_("項目"), required=True, note=N_("報告書の項目。例 III-1")),
        Number("order", N_("順"), column="position"),
        Day("date", N_("日付")),
        Text("text", N_("本文"), required=True, erasable=True, note=N_("報告書に載ります")),
    ),
)
