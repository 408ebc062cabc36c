"""養成講座 and 受講: a training course, and each person's enrolment in one."""

from __future__ import annotations

from ..words import N_
from .kind import Choice, Day, Kind, Link, Text
from .rules import at_first, status_and_its_day

COURSE = Kind(
    "course",
    N_("養成講座"),
    prefix="K",
    day="starts_on",
    about=N_("養成講座。一つの講座を一行に書きます。"),
    fields=(
        Text("name", N_("名称"), required=True, erasable=True),
        Day("starts_on", N_("開始日"), required=True),
        Day("ends_on", N_("終了日"), not_before="starts_on"),
    ),
)

ENROLMENT = Kind(
    "enrolment",
    N_("受講"),
    prefix="P",
    day="enrolled_on",
    expected="expected_on",
    units=("人", "名"),
    planned=("expected_on", "enrolled"),
    measured_as=lambda _enrolment: "course_completion",
    ends=("completed_on", "dropped_on"),
    about=N_("養成講座の受講。一人を一行に書き、名前は書きません。"),
    fields=(
        Link("course", N_("講座"), to="course", required=True),
        Day("enrolled_on", N_("受講開始日"), required=True),
        Choice(
            "status",
            N_("状態"),
            of={"enrolled": N_("受講中"), "completed": N_("修了"), "dropped": N_("辞退")},
            later=True,
            note=N_("省略すると受講中"),
        ),
        Day("expected_on", N_("修了予定日"), not_before="enrolled_on"),
        Day("completed_on", N_("修了日"), past=True, not_before="enrolled_on", when=("status", ("completed",))),
        Day("dropped_on", N_("辞退日"), past=True, not_before="enrolled_on", when=("status", ("dropped",))),
        Text("reason", N_("受講理由"), erasable=True, note=N_("報告書に載ります")),
    ),
    settle=at_first("enrolled"),
    rules=(status_and_its_day,),
)
