"""会議: support meetings, multi-layered ones, network meetings of an area, and exchanges with agencies."""

from __future__ import annotations

from ..words import N_
from .kind import Choice, Day, Kind, Link, Listed, Name, Number, Several, Text
from .rules import held_means_past, held_or_planned

HELD = {"held": N_("実施"), "planned": N_("予定"), "cancelled": N_("中止")}

MEETING = Kind(
    "meeting",
    N_("会議"),
    prefix="M",
    day="date",
    units=("件", "回"),
    counted_when=("status", ("held",)),
    planned=("date", "planned"),
    measured_as=lambda meeting: f"{meeting.text('kind')}_meeting",
    about=N_("支援会議、ネットワーク会議など。合同の会議も一行に書き、圏域を並べます。"),
    fields=(
        Choice(
            "kind",
            N_("区分"),
            of={
                "support": N_("支援会議"),
                "multilayer": N_("重層的支援会議"),
                "network": N_("圏域別ネットワーク会議"),
                "exchange": N_("情報交換・連携会議"),
            },
            required=True,
        ),
        Day("date", N_("日付"), required=True),
        Several("areas", Listed("area", N_("圏域"), of="areas"), required=True),
        Several("agencies", Name("agency", N_("関係機関"), erasable=True)),
        Several("cases", Link("case", N_("相談番号"), to="case")),
        Text("title", N_("件名"), erasable=True),
        Number("attendees", N_("参加人数")),
        Choice("status", N_("状態"), of=HELD, later=True, note=N_("省略すると、過ぎた日は実施、先の日は予定")),
    ),
    settle=held_or_planned,
    rules=(held_means_past,),
)
