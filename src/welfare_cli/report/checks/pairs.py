"""The rules about records that are held against each other: entered twice, spelt twice, or at odds."""

from __future__ import annotations

from itertools import combinations

from ...model import notation
from ...model.calendar import days_between
from ...model.case import CASE, CONTACT
from ...model.duplicates import ALIKE
from ...model.grant import GRANT
from ...model.kind import ERASED, Name
from ...model.kinds import KINDS
from ...model.meeting import MEETING
from ...model.rules import links
from ...model.venue import VENUE
from ...words import N_, _
from .rule import Seen, at, of, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from ...ledger import CurrentRecord
    from ...model.kind import Record
    from .view import View

TWICE = N_("二重なら、一方を取り消してください（wfc {kind} void {ref} --why 二重の記録）。")
APART = 3
"""Cases that are nearly the same were received within so many days of each other."""
NOT_KNOWN = "unknown"
"""The code under which a list keeps what was asked and is not known: it makes no two records alike."""


@rule(301, N_("よく似た相談"), TWICE)
def near_duplicate_case(view: View) -> Iterator[Seen]:
    """Cases of one kind and area within three days that agree in route, client, age band and main topic, or nearly."""
    groups = _grouped(view.of_year(CASE), lambda case: (case["kind"], case["area"]))
    for group in groups:
        for one, other in combinations(sorted(group, key=lambda each: each.record.day), 2):
            if days_between(one.record.day, other.record.day) <= APART and _agree(one.record, other.record):
                words = _("相談 {ref}（{day}）とよく似ています。")
                yield of(other, words.format(ref=one.ref, day=one.record.day), one.entry)


def _agree(one: Record, other: Record) -> bool:
    """Whether at least two of what is known of both agree, and at most one differs."""
    known = [
        (one[name], other[name])
        for name in ("route", "client", "age_band", "main_topic")
        if one[name] not in (None, NOT_KNOWN) and other[name] not in (None, NOT_KNOWN)
    ]
    same = sum(first == second for first, second in known)
    return same >= 2 and len(known) - same <= 1


@rule(302, N_("同じ支援対応"), TWICE)
def same_contact(view: View) -> Iterator[Seen]:
    """Contacts of one case on one day by the same method, with the same agencies."""
    return _twice(view.of_year(CONTACT))


@rule(303, N_("同じ会議"), TWICE)
def same_meeting(view: View) -> Iterator[Seen]:
    """Meetings of one kind on one day with the same title: a joint meeting of several areas is one record."""
    return _twice(view.of_year(MEETING))


@rule(304, N_("同じ居場所"), TWICE)
def same_venue(view: View) -> Iterator[Seen]:
    """Places to gather of one area that bear the same name, and were both launched."""
    return _twice(view.standing(VENUE))


def _grouped(records: list[CurrentRecord], key: Callable[[Record], Hashable]) -> list[list[CurrentRecord]]:
    """Several records with one key, which is not None, for each such key."""
    groups: dict[Hashable, list[CurrentRecord]] = {}
    for each in records:
        groups.setdefault(key(each.record), []).append(each)
    return [group for known, group in groups.items() if known is not None and len(group) > 1]


def _twice(records: list[CurrentRecord]) -> Iterator[Seen]:
    """Each record that says the same as one before it; one with an erased word says what nobody knows any more."""
    records = [each for each in records if ERASED not in each.record.words.values()]
    if not records:
        return
    alike = ALIKE[records[0].record.kind.name]
    for first, *others in _grouped(records, alike.key):
        for other in others:
            yield of(other, alike.said(first.record), first.entry)


@rule(
    305,
    N_("二通りに書かれた名前"),
    N_("同じものなら、どちらかにそろえてください。別のものなら --accept で確認済みにできます。"),
)
def spelt_twice(view: View) -> Iterator[Seen]:
    """Names of agencies and partners that are nearly the same, such as with and without a mark or a の."""
    used: dict[str, int] = {}
    for kind in KINDS:
        for field in kind.facts:
            if isinstance(field.one, Name):
                for each in view.standing(kind):
                    for name in each.record.values(field.name):
                        used[name] = used.get(name, 0) + 1
    nearly: dict[str, list[str]] = {}
    for name in sorted(used, key=lambda each: (-used[each], each)):
        nearly.setdefault(notation.loosely(name), []).append(name)
    for usual, *others in nearly.values():
        for other in others:
            words = _("「{name}」（{times}回）は「{usual}」（{more}回）とよく似ています。")
            yield at(other, words.format(name=other, times=used[other], usual=usual, more=used[usual]), usual)


@rule(306, N_("居場所と異なる補助金の圏域"), N_("どちらかの圏域を訂正してください（wfc grant edit {ref}）。"))
def grant_elsewhere(view: View) -> Iterator[Seen]:
    """Applications for a grant whose area is not that of their place to gather."""
    venues = {each.ref: each for each in view.standing(VENUE)}
    for each in view.standing(GRANT):
        venue = venues.get(each.record.text("venue"))
        if not venue or not each.record["area"] or each.record.day > view.as_of:
            continue
        if each.record["area"] != venue.record["area"]:
            one, other = (view.profile.label("areas", record.text("area")) for record in (each.record, venue.record))
            words = _("圏域は{one}ですが、居場所 {ref} は{other}です。").format(one=one, ref=venue.ref, other=other)
            yield of(each, words, venue.entry)


@rule(307, N_("相談の受付より前の会議"), N_("日付か相談番号を訂正してください（wfc meeting edit {ref}）。"))
def meeting_before_case(view: View) -> Iterator[Seen]:
    """Meetings about a case that had not been received by then."""
    for each in view.standing(MEETING):
        for ref in each.record.items("cases"):
            case = view.cases.get(ref)
            if case and each.record.day <= view.as_of and each.record.day < case.record.day:
                words = _("会議の日付 {day} は、相談 {ref} の受付日 {received} より前です。")
                yield of(each, words.format(day=each.record.day, ref=ref, received=case.record.day), case.entry)


@rule(308, N_("取り消された記録を指す記録"), N_("別の記録を指すように訂正してください（wfc {kind} edit {ref}）。"))
def points_to_void(view: View) -> Iterator[Seen]:
    """Records that point to one that was taken back: they are counted, and what they belong to is not."""
    refs = {kind.name: {each.ref for each in view.standing(kind)} for kind in KINDS}
    for kind in KINDS:
        for field, link in links(kind):
            for each in view.standing(kind):
                for ref in each.record.values(field.name):
                    if ref not in refs[link.to]:
                        words = _("{label} {ref} は、取り消されています。")
                        yield of(each, words.format(label=field.label, ref=ref))


RULES = (
    near_duplicate_case,
    same_contact,
    same_meeting,
    same_venue,
    spelt_twice,
    grant_elsewhere,
    meeting_before_case,
    points_to_void,
)
"""The rules about records that are held against each other."""
