"""居場所: a community space that the office started, supported or extended."""

from __future__ import annotations

from ..words import N_
from .kind import Choice, Day, Kind, Listed, Text

VENUE = Kind(
    "venue",
    N_("居場所"),
    prefix="V",
    day="launched_on",
    units=("件", "か所"),
    counted_when=("support", ("", "launch", "operation")),
    ends=("closed_on",),
    about=N_("立ち上げや運営を支援した居場所。一か所を一行に書きます。"),
    fields=(
        Text("name", N_("名称"), required=True, erasable=True),
        Listed("area", N_("圏域"), of="areas", required=True),
        Day("launched_on", N_("立ち上げ日"), required=True, past=True),
        Listed("type", N_("類型"), of="venue_types"),
        Choice(
            "support",
            N_("支援内容"),
            of={"launch": N_("立ち上げ"), "operation": N_("運営支援"), "expansion": N_("機能拡充")},
        ),
        Day("closed_on", N_("終了日"), past=True, not_before="launched_on", later=True),
    ),
)
