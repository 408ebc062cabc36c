"""補助金: an application for a grant to start or extend a community space."""

from __future__ import annotations

from ..words import N_
from .kind import Choice, Day, Kind, Link, Listed, Number
from .rules import at_first, status_and_its_day

GRANT = Kind(
    "grant",
    N_("補助金"),
    prefix="G",
    day="applied_on",
    units=("件",),
    ends=("decided_on",),
    about=N_("補助金の申請。一件を一行に書きます。"),
    fields=(
        Choice("kind", N_("区分"), of={"new": N_("新規立ち上げ"), "expansion": N_("機能拡充")}, required=True),
        Listed("area", N_("圏域"), of="areas"),
        Link("venue", N_("居場所"), to="venue"),
        Day("applied_on", N_("申請日"), required=True, past=True),
        Choice(
            "status",
            N_("状態"),
            of={
                "under_review": N_("審査中"),
                "granted": N_("交付決定"),
                "declined": N_("不交付"),
                "withdrawn": N_("取下げ"),
            },
            later=True,
            note=N_("省略すると審査中"),
        ),
        Day(
            "decided_on",
            N_("決定日"),
            past=True,
            not_before="applied_on",
            when=("status", ("granted", "declined", "withdrawn")),
        ),
        Number("amount", N_("金額"), note=N_("円")),
    ),
    settle=at_first("under_review"),
    rules=(status_and_its_day,),
)
