"""取組: outreach and visits, work with businesses, lectures and study groups."""

from __future__ import annotations

from ..words import N_
from .kind import Choice, Day, Kind, Listed, Name, Number, SectionField, Several, Text
from .meeting import HELD
from .rules import held_means_past, held_or_planned

ACTIVITY = Kind(
    "activity",
    N_("取組"),
    plural="activities",
    prefix="A",
    day="date",
    units=("件", "回"),
    counted_when=("status", ("held",)),
    planned=("date", "planned"),
    measured_as=lambda activity: activity.text("kind"),
    about=N_("地域行事・訪問、企業連携、講座、勉強会。一回を一行に書きます。"),
    fields=(
        Choice(
            "kind",
            N_("区分"),
            of={
                "outreach": N_("地域行事・訪問"),
                "business": N_("企業連携"),
                "lecture": N_("講座・フォーラム"),
                "study": N_("勉強会"),
            },
            required=True,
        ),
        SectionField("section", N_("項目"), note=N_("報告書の項目。例 III-1")),
        Day("date", N_("日付"), required=True),
        Several("areas", Listed("area", N_("圏域"), of="areas"), required=True),
        Text("title", N_("件名"), erasable=True),
        Several("partners", Name("partner", N_("連携先"), erasable=True)),
        Number("participants", N_("参加者数")),
        Choice("status", N_("状態"), of=HELD, later=True, note=N_("省略すると、過ぎた日は実施、先の日は予定")),
    ),
    settle=held_or_planned,
    rules=(held_means_past,),
)
