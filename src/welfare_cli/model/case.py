"""相談: a case, its closings before re-openings, its follow-up contacts and its transfers.

A case has its last closing in its own fields; a closing before a re-opening is a record of its own (docs/domain.md §2).
A transfer gives the case another coordinator or area from a day on. wfc checks all of them together, as one dossier.
"""

from __future__ import annotations

from ..errors import Problem
from ..words import N_, _
from . import notation
from .calendar import year_after
from .kind import Choice, Day, Kind, Link, Listed, Name, Record, Several, Text, not_asked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .kind import Value


def main_topic_is_a_topic(case: Record, today: str) -> Iterator[Problem]:
    """Refuse a main topic that is not one of the topics."""
    if case["main_topic"] and case.text("main_topic") not in case.items("topics"):
        yield Problem(
            "main-topic-not-a-topic",
            _("主たる課題が、課題の中にありません。"),
            _("課題にも同じものを加えるか、主たる課題を課題の中から選んでください。"),
            field="main_topic",
        )


def closing_has_day_and_reason(case: Record, today: str) -> Iterator[Problem]:
    """Refuse a day of closing without a reason, and a reason without a day."""
    if bool(case["closed_on"]) != bool(case["closing"]):
        given, missing = ("closed_on", "closing") if case["closed_on"] else ("closing", "closed_on")
        yield Problem(
            "closing-incomplete",
            _("{given}がありますが、{missing}がありません。").format(
                given=CASE.by_name[given].label, missing=CASE.by_name[missing].label
            ),
            _("終結日と終結理由は、両方とも入れるか、両方とも空にしてください。"),
            field=missing,
        )


def reopening_is_known(closing: Record, today: str) -> Iterator[Problem]:
    """Refuse a closing without re-opening: the case itself has its last closing."""
    if not closing["reopened_on"]:
        yield Problem(
            "required",
            _("再開日がありません。"),
            _("再開していない終結は、相談の終結日として記録します（wfc case close）。"),
            field="reopened_on",
        )


def transfer_names_something(transfer: Record, today: str) -> Iterator[Problem]:
    """Refuse a transfer without coordinator and area."""
    if not _changes(transfer):
        yield Problem(
            "transfer-empty",
            _("担当も圏域もありません。"),
            _("引き継いだあとの担当（--coordinator）か圏域（--area）を指定してください。"),
            in_file=_("引き継いだあとの担当か圏域を書いてください。"),
            field="coordinator",
        )


def transfer_is_near(transfer: Record, today: str) -> Iterator[Problem]:
    """Refuse a transfer more than a year ahead."""
    if transfer.text("on") > year_after(today):
        yield Problem(
            "transfer-too-far",
            _("引き継ぎ日 {day} は、今日（{today}）から一年より先です。").format(day=transfer["on"], today=today),
            _("一年先までの日付を指定してください。"),
            field="on",
        )


KIND = Choice("kind", N_("区分"), of={"individual": N_("個別相談"), "community": N_("地域支援相談")}, required=True)


def may_be_complex(cells: Mapping[str, str]) -> bool:
    """Return whether a new case, by the texts of its fields, is an individual one with several topics."""
    several = len(notation.split_list(cells.get("topics", ""))) > 1
    return several and KIND.code(cells.get("kind", "")) == "individual"


CASE = Kind(
    "case",
    N_("相談"),
    prefix="C",
    day="received_on",
    units=("件",),
    ends=("closed_on",),
    about=N_("受け付けた相談。一件を一行に書きます。"),
    fields=(
        KIND,
        Day("received_on", N_("受付日"), required=True, past=True),
        Listed("area", N_("圏域"), of="areas", required=True),
        Listed("route", N_("相談経路"), of="routes"),
        Listed("client", N_("相談者"), of="clients"),
        Listed("age_band", N_("年代"), of="age_bands", note=N_("本人の年代")),
        Several("topics", Listed("topic", N_("課題"), of="topics")),
        Listed("main_topic", N_("主たる課題"), of="topics", among="topics", note=N_("課題のうちの一つ")),
        Day("complex_since", N_("複合課題把握日"), past=True, later=True, asked_if=may_be_complex),
        Day("closed_on", N_("終結日"), past=True, later=True),
        Listed("closing", N_("終結理由"), of="closings", on="closed_on", later=True),
        Listed("coordinator", N_("担当"), of="coordinators", on=""),
        Text("summary", N_("概要"), confidential=True),
    ),
    rules=(main_topic_is_a_topic, closing_has_day_and_reason),
)

CLOSING = Kind(
    "closing",
    N_("終結"),
    prefix="",
    day="closed_on",
    units=("件",),
    about=N_("再開した相談の、前の終結。再開していない終結は、相談のシートに書きます。"),
    fields=(
        Link("case", N_("相談番号"), to="case", within=True, required=True),
        Day("closed_on", N_("終結日"), required=True, past=True),
        Listed("closing", N_("終結理由"), of="closings", required=True),
        Day("reopened_on", N_("再開日"), past=True, not_before="closed_on"),
    ),
    rules=(reopening_is_known,),
)

CONTACT = Kind(
    "contact",
    N_("支援対応"),
    prefix="F",
    day="date",
    units=("件", "回"),
    about=N_("相談への支援対応（電話、訪問など）。一回を一行に書きます。"),
    fields=(
        Link("case", N_("相談番号"), to="case", within=True, required=True),
        Day("date", N_("日付"), required=True, past=True),
        Listed("method", N_("方法"), of="methods"),
        Several("agencies", Name("agency", N_("関係機関"), erasable=True)),
        Name("referred_to", N_("つなぎ先"), erasable=True),
        Listed(
            "coordinator",
            N_("担当"),
            of="coordinators",
            on="",
            later=True,
            asked_if=not_asked,
            note=N_("相談の担当と違うときだけ"),
        ),
        Text("note", N_("備考"), confidential=True),
    ),
)

TRANSFER = Kind(
    "transfer",
    N_("引き継ぎ"),
    prefix="",
    day="on",
    about=N_("相談の担当や圏域が変わった日。その日からの担当・圏域を一行に書きます。"),
    fields=(
        Link("case", N_("相談番号"), to="case", within=True, required=True),
        Day("on", N_("引き継ぎ日"), required=True, column="transferred_on"),
        Listed("coordinator", N_("担当"), of="coordinators", note=N_("引き継いだあとの担当")),
        Listed("area", N_("圏域"), of="areas", note=N_("引き継いだあとの圏域")),
    ),
    rules=(transfer_names_something, transfer_is_near),
)
HANDED_OVER = ("area", "coordinator")
"""The fields of a case that a transfer changes."""
NOW = {
    "area": Listed("area_now", N_("現在の圏域"), of="areas"),
    "coordinator": Listed("coordinator_now", N_("現在の担当"), of="coordinators"),
}
AT_RECEPTION = {
    "area": Listed("area_at_reception", N_("受付時の圏域"), of="areas"),
    "coordinator": Listed("coordinator_at_reception", N_("受付時の担当"), of="coordinators"),
}
ON_ITS_DAY = {"coordinator": Listed("coordinator_on_date", N_("その日の担当"), of="coordinators")}
"""Further columns, by field: today's area and coordinator when wfc shows or exports a case, those at reception in a
list of cases, the coordinator of the day in a list of contacts."""
FURTHER = {CASE.name: AT_RECEPTION, CONTACT.name: ON_ITS_DAY}
"""The further columns of a list, by kind."""
BEGINNING = "beginning"
"""The start of an area or coordinator that corrects the one at reception."""


def part_ref(case: str, day: str) -> str:
    """Return the ref of a closing or transfer, from its case and day."""
    return f"{case}/{day}"


def place_on(case: Record, transfers: Iterable[Record], day: str) -> dict[str, Value]:
    """Return the area and coordinator of a case at the end of a day: those at reception, changed by transfers."""
    place = {name: case[name] for name in HANDED_OVER}
    for transfer in sorted(transfers, key=lambda each: each.text("on")):
        if transfer.text("on") <= day:
            place |= {name: transfer[name] for name in HANDED_OVER if transfer[name]}
    return place


class Transfers:
    """The current transfers of some cases, which give the area and coordinator of each case on a day."""

    def __init__(self, transfers: Iterable[Record]) -> None:
        self._by_case: dict[str, list[Record]] = {}
        for each in transfers:
            self._by_case.setdefault(each.text("case"), []).append(each)

    def of(self, case: str) -> list[Record]:
        """Return the transfers of a case."""
        return self._by_case.get(case, [])

    def on(self, case: Record, day: str) -> Record:
        """Return a case with its area and coordinator at the end of a day."""
        own = self.of(case.ref)
        return case.changed(place_on(case, own, day)) if own else case


def _closed_periods(case: Record, closings: Iterable[Record]) -> list[tuple[Record, str, str]]:
    """Return the record, day of closing and day of re-opening ("" if none) of each closing, in order."""
    found = [(each, each.text("closed_on"), each.text("reopened_on")) for each in closings]
    return sorted(found, key=lambda each: each[1:]) + (
        [(case, case.text("closed_on"), "")] if case["closed_on"] else []
    )


def is_open(case: Record, closings: Iterable[Record], day: str) -> bool:
    """Return whether a case was received by a day and is not closed at the end of it."""
    closed = _closed_periods(case, closings)
    return case.text("received_on") <= day and not any(
        left <= day and not (back and back <= day) for _record, left, back in closed
    )


def check_dossier(
    case: Record, closings: list[Record], contacts: list[Record], transfers: list[Record]
) -> Iterator[tuple[Record, Problem]]:
    """Check a case with its earlier closings, contacts and transfers; yield each problem with its record.

    Days are inclusive: a contact on the day of reception, of a closing or of a re-opening is inside, and so is a
    transfer on the day of a closing or re-opening. Source: domain §2, "Refused".
    """
    closed = _closed_periods(case, closings)
    yield from _check_closings(case.text("received_on"), closed)
    yield from _check_transfers(case, closed, transfers)
    since, received, last_closing = (case.text(name) for name in ("complex_since", "received_on", "closed_on"))
    if since and since < received:
        yield (
            case,
            Problem(
                "complex-before-reception",
                _("複合課題把握日 {since} は受付日 {received} より前です。").format(since=since, received=received),
                _("受付日以降の日付を指定してください。"),
                field="complex_since",
            ),
        )
    if since and last_closing and since > last_closing:
        yield (
            case,
            Problem(
                "complex-after-closing",
                _("複合課題把握日 {since} は終結日 {closed} より後です。").format(since=since, closed=last_closing),
                _("終結日以前の日付を指定するか、相談を再開してください（wfc case reopen）。"),
                field="complex_since",
            ),
        )
    for contact in contacts:
        problem = _contact_outside(contact.text("date"), case, closed)
        if problem:
            yield contact, problem


def _check_closings(received: str, closed: list[tuple[Record, str, str]]) -> Iterator[tuple[Record, Problem]]:
    reopened = ""
    for record, day, next_reopened in closed:
        if day < received:
            yield (
                record,
                Problem(
                    "closing-before-reception",
                    _("終結日 {closed} は受付日 {received} より前です。").format(closed=day, received=received),
                    _("受付日以降の日付を指定してください。"),
                    field="closed_on",
                ),
            )
        elif day < reopened:
            yield (
                record,
                Problem(
                    "closed-while-closed",
                    _("終結日 {closed} には、この相談は既に終結しています（再開は {reopened}）。").format(
                        closed=day, reopened=reopened
                    ),
                    _("再開日以降の日付を指定するか、前の終結を訂正してください。"),
                    field="closed_on",
                ),
            )
        reopened = max(reopened, next_reopened)


def _check_transfers(
    case: Record, closed: list[tuple[Record, str, str]], transfers: list[Record]
) -> Iterator[tuple[Record, Problem]]:
    """Refuse a transfer while its case is closed, a second one on the same day, and one that changes nothing."""
    transfers = sorted(transfers, key=lambda each: each.text("on"))
    for place, transfer in enumerate(transfers):
        day = transfer.text("on")
        problem = _transfer_outside(day, case, closed)
        before = place_on(case, transfers[:place], day)
        if problem:
            yield transfer, problem
        elif place and transfers[place - 1]["on"] == day:
            yield transfer, transfer_twice(case.ref, day)
        elif _changes(transfer) and all(transfer[name] in (None, before[name]) for name in HANDED_OVER):
            yield (
                transfer,
                Problem(
                    "transfer-changes-nothing",
                    _("相談 {case} は {day} に、もうその担当・圏域です。").format(case=case.ref, day=day),
                    _("新しい担当か圏域を指定してください。"),
                    field=_changes(transfer)[0],
                ),
            )


def _changes(transfer: Record) -> list[str]:
    """Return the fields of its case that a transfer changes."""
    return [name for name in HANDED_OVER if transfer[name]]


def transfer_twice(case: str, day: str) -> Problem:
    """Return the problem of a second transfer on the same day."""
    return Problem(
        "transfer-twice",
        _("相談 {case} の {day} の引き継ぎは、もうあります。").format(case=case, day=day),
        _("同じ日の引き継ぎは一つです。訂正は wfc transfer edit {ref} で行ってください。").format(
            ref=part_ref(case, day)
        ),
        field="on",
    )


def _transfer_outside(day: str, case: Record, closed: list[tuple[Record, str, str]]) -> Problem | None:
    received = case.text("received_on")
    if day <= received:
        return Problem(
            "transfer-before-reception",
            _("引き継ぎ日 {day} は、相談 {case} の受付日 {received} より後ではありません。").format(
                day=day, case=case.ref, received=received
            ),
            _("受付の日からの担当・圏域なら、相談そのものを訂正してください（wfc case edit）。"),
            field="on",
        )
    for _record, left, back in closed:
        if left < day and (not back or day < back):
            return Problem(
                "transfer-while-closed",
                _("引き継ぎ日 {day} には、相談 {case} は終結しています（{left} 終結）。").format(
                    day=day, case=case.ref, left=left
                ),
                _("引き継ぎ日を終結日までの日に直すか、引き継ぎを取り消してください（wfc transfer void）。"),
                field="on",
            )
    return None


def _contact_outside(date: str, case: Record, closed: list[tuple[Record, str, str]]) -> Problem | None:
    received, last_closing = case.text("received_on"), case.text("closed_on")
    if date < received:
        return Problem(
            "contact-before-reception",
            _("支援対応の日付 {date} は、相談 {case} の受付日 {received} より前です。").format(
                date=date, case=case.ref, received=received
            ),
            _("日付か相談番号を直してください。受付日が誤っているときは先に訂正してください（wfc case edit）。"),
            field="date",
        )
    if last_closing and date > last_closing:
        return Problem(
            "contact-after-closing",
            _("支援対応の日付 {date} は、相談 {case} の終結日 {closed} より後です。").format(
                date=date, case=case.ref, closed=last_closing
            ),
            _("日付を直すか、相談を再開してから記録してください（wfc case reopen）。"),
            field="date",
        )
    for _record, left, back in closed:
        if left < date < back:
            return Problem(
                "contact-while-closed",
                _("支援対応の日付 {date} には、相談 {case} は終結中です（{left} 終結、{back} 再開）。").format(
                    date=date, case=case.ref, left=left, back=back
                ),
                _("日付を直すか、再開日を訂正してください（wfc closing edit）。"),
                field="date",
            )
    return None
