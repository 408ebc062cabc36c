"""The rules about single records: what the rules of entry would refuse today, what is overdue, what was not entered.

What is refused when a record is entered can still come to stand: the clock was ahead, the office's lists have
changed, or two ledgers were put together.
"""

from __future__ import annotations

from ...model.activity import ACTIVITY
from ...model.calendar import days_before
from ...model.case import CASE, CLOSING, CONTACT, TRANSFER, check_dossier
from ...model.course import ENROLMENT
from ...model.grant import GRANT
from ...model.kind import Listed
from ...model.kinds import KINDS
from ...model.meeting import MEETING
from ...model.rules import check_record
from ...model.venue import VENUE
from ...words import N_, _
from .rule import Seen, at, of, rule
from .view import is_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...errors import Problem
    from ...ledger import CurrentRecord
    from ...model.kind import Kind
    from .view import View

CORRECT = N_("記録を訂正してください（wfc {kind} edit {ref}）。")
WAITING = 90
"""An application is decided within so many days."""
QUIET = 365
"""Of an open case something is recorded within so many days."""
NAMED = 5
"""So many quiet cases of an area are named, the quietest first."""
FOLLOWED_UP = 30
"""A case that was found complex is followed up within so many days."""
SEVERAL = 2
"""With so many topics a case may be a complex one."""
OFTEN = 3
"""A case with so many contacts is followed up."""
FUTURE = ("future-day", "held-in-the-future")


# What would be refused today


@rule(201, N_("相談の期間の外にある支援対応"), CORRECT)
def contact_outside_case(view: View) -> Iterator[Seen]:
    """Contacts before their case was received, after it was closed, or between a closing and a re-opening."""
    return _dossiers(view, lambda problem: problem.rule.startswith("contact-"))


@rule(202, N_("前後の合わない終結・複合課題把握日"), CORRECT)
def closing_out_of_order(view: View) -> Iterator[Seen]:
    """Closings, and days on which a case was found complex, that do not fit the reception and each other."""
    return _dossiers(view, lambda problem: not problem.rule.startswith("contact-"))


def _dossiers(view: View, wanted: Callable[[Problem], bool]) -> Iterator[Seen]:
    parts = [view.by_case(kind) for kind in (CLOSING, CONTACT, TRANSFER)]
    for ref, case in view.cases.items():
        standing = {id(each.record): each for each in (case, *(each for some in parts for each in some.get(ref, ())))}
        own = ([each.record for each in some.get(ref, ())] for some in parts)
        for record, problem in check_dossier(case.record, *own):
            if wanted(problem):
                yield of(standing[id(record)], problem.problem, case.entry)


@rule(203, N_("今日より後の日付"), CORRECT)
def in_the_future(view: View) -> Iterator[Seen]:
    """Things that have to have happened, and whose day lies after today: the clock was ahead when they were entered."""
    return _refused(view, lambda problem: problem.rule in FUTURE)


@rule(204, N_("その日には使えない言葉"), CORRECT)
def outside_its_dates(view: View) -> Iterator[Seen]:
    """Areas, coordinators and other words of the office's lists on a day on which they were not valid."""
    return _refused(view, lambda problem: problem.rule == "word-outside-its-dates")


@rule(205, N_("きまりに合わない記録"), CORRECT)
def would_be_refused(view: View) -> Iterator[Seen]:
    """Whatever else would be refused today: something required is missing, days in the wrong order, a status."""
    return _refused(view, lambda problem: problem.rule not in (*FUTURE, "word-outside-its-dates"))


def _refused(view: View, wanted: Callable[[Problem], bool]) -> Iterator[Seen]:
    for kind in KINDS:
        for each in view.standing(kind):
            for problem in check_record(each.record, view.profile, view.today):
                if wanted(problem):
                    yield of(each, problem.problem)


@rule(206, N_("一覧にない言葉"), CORRECT)
def not_on_its_list(view: View) -> Iterator[Seen]:
    """Words that are on no list of the office: coordinators who were written before there was a list of them."""
    for kind in KINDS:
        for field in kind.facts:
            listed = field.one
            known = view.profile.lists.get(listed.of, {}) if isinstance(listed, Listed) else {}
            if not known:
                continue
            for each in view.standing(kind):
                for code in each.record.values(field.name):
                    if code not in known:
                        words = _("{label}「{word}」は、事務所の一覧にありません。")
                        yield of(each, words.format(label=field.label, word=code))


# What is overdue


@rule(
    207, N_("予定の日を過ぎた会議・取組"), N_("実施か中止かを記録してください（wfc {kind} edit {ref} --status 実施）。")
)
def planned_overdue(view: View) -> Iterator[Seen]:
    """Meetings and activities that are still planned, and whose day has passed."""
    for kind in (MEETING, ACTIVITY):
        for each in view.standing(kind):
            if each.record["status"] == "planned" and each.record.text("date") < view.reached:
                yield of(each, _("{day} の予定のままです。").format(day=each.record["date"]))


@rule(
    208,
    N_("修了予定日を過ぎた受講"),
    N_("修了か辞退かを記録してください（wfc enrolment complete {ref}、wfc enrolment drop {ref}）。"),
)
def enrolment_overdue(view: View) -> Iterator[Seen]:
    """Enrolments that were expected to be completed by a day that has passed, and are neither completed nor dropped."""
    for each in view.standing(ENROLMENT):
        expected = each.record.text("expected_on")
        if each.record["status"] == "enrolled" and expected and expected < view.reached:
            yield of(each, _("修了予定日 {day} を過ぎて、受講中のままです。").format(day=expected))


@rule(209, N_("決定していない補助金"), N_("決まっていれば記録してください（wfc grant decide {ref}）。"))
def grant_undecided(view: View) -> Iterator[Seen]:
    """Applications for a grant that have been under review for more than 90 days."""
    for each in view.standing(GRANT):
        applied = each.record.text("applied_on")
        if each.record["status"] == "under_review" and applied < days_before(view.reached, WAITING):
            words = _("{day} の申請から{days}日を過ぎて、審査中のままです。")
            yield of(each, words.format(day=applied, days=WAITING))


@rule(
    210,
    N_("長く動きのない相談"),
    N_("終わっていれば終結を、続いていれば支援対応を記録してください（一覧は wfc case list --quiet-for 365d）。"),
)
def quiet_cases(view: View) -> Iterator[Seen]:
    """Open cases of which nothing was recorded for over a year, by area: neither a contact nor a re-opening."""
    closings, contacts = view.by_case(CLOSING), view.by_case(CONTACT)
    quiet: dict[str, list[tuple[str, str]]] = {}
    for ref, case in view.cases.items():
        if not is_open(case.record, view.as_of):
            continue
        days = [case.record.text("received_on"), *(each.record.text("reopened_on") for each in closings.get(ref, ()))]
        days += [each.record.day for each in contacts.get(ref, ())]
        last = max(day for day in days if day <= view.as_of)
        if last < days_before(view.as_of, QUIET):
            area = view.transfers.on(case.record, view.as_of).text("area")
            quiet.setdefault(area, []).append((last, ref))
    order = [*view.profile.lists["areas"], *quiet]
    for area, cases in sorted(quiet.items(), key=lambda each: order.index(each[0])):
        longest = _("、").join(ref for _last, ref in sorted(cases)[:NAMED]) + ("…" if len(cases) > NAMED else "")
        words = _("対応中のまま{days}日を超えて記録のない相談が {number}件あります（{refs}）。")
        words = words.format(days=QUIET, number=len(cases), refs=longest)
        yield at(view.profile.label("areas", area), words, *sorted(cases))


@rule(211, N_("支援対応のない複合課題"), N_("支援対応を記録するか、複合課題把握日を見直してください。"))
def complex_without_contact(view: View) -> Iterator[Seen]:
    """Open individual cases that were found complex over 30 days ago, and have had no contact since."""
    contacts = view.by_case(CONTACT)
    for ref, case in view.cases.items():
        since = case.record.text("complex_since")
        if case.record["kind"] != "individual" or not since or not is_open(case.record, view.as_of):
            continue
        days = [each.record.day for each in contacts.get(ref, ())]
        if since < days_before(view.as_of, FOLLOWED_UP) and not any(since <= day <= view.as_of for day in days):
            yield of(case, _("複合課題を {day} に把握してから、支援対応がありません。").format(day=since))


@rule(
    221,
    N_("把握日のない複合課題"),
    N_(
        "複合課題なら、把握した日を記録してください（wfc case edit {ref} --complex-since 日付）。"
        "複合課題でなければ --accept で確認済みにできます。"
    ),
)
def complex_day_not_entered(view: View) -> Iterator[Seen]:
    """Individual cases with several topics and three contacts or more, one of them in the year, and no complex_since.

    Their contacts are missing from the largest figure of the report.
    """
    contacts = view.by_case(CONTACT)
    for ref, case in view.cases.items():
        record = case.record
        if record["kind"] != "individual" or record["complex_since"] or len(record.items("topics")) < SEVERAL:
            continue
        days = [each.record.day for each in contacts.get(ref, ()) if each.record.day <= view.as_of]
        if len(days) >= OFTEN and max(days) >= view.year.first_day:
            yield of(case, _("課題が二つ以上あり、支援対応が三回以上ありますが、複合課題把握日がありません。"))


# What was not entered


@rule(212, N_("圏域の未記入"), CORRECT)
def area_not_entered(view: View) -> Iterator[Seen]:
    """Applications for a grant of the year without an area: they stand as 未記入 in every table by area."""
    return _empty(view, GRANT, "area")


@rule(213, N_("相談経路の未記入"), CORRECT)
def route_not_entered(view: View) -> Iterator[Seen]:
    """Cases received in the year without a route (不明 is entered: asked, and not known)."""
    return _empty(view, CASE, "route")


@rule(214, N_("課題の未記入"), CORRECT)
def topic_not_entered(view: View) -> Iterator[Seen]:
    """Cases received in the year without any topic."""
    return _empty(view, CASE, "topics")


@rule(215, N_("主たる課題の未記入"), CORRECT)
def main_topic_not_entered(view: View) -> Iterator[Seen]:
    """Cases received in the year that have topics, and none of them as the main one."""
    return (each for each in _empty(view, CASE, "main_topic") if view.cases[each.ref].record["topics"])


@rule(216, N_("担当の未記入"), CORRECT)
def coordinator_not_entered(view: View) -> Iterator[Seen]:
    """Cases received in the year without a coordinator, where the office lists its coordinators."""
    return _empty(view, CASE, "coordinator")


@rule(217, N_("参加人数の未記入"), CORRECT)
def attendees_not_entered(view: View) -> Iterator[Seen]:
    """Meetings of the year that were held, and nobody is said to have attended."""
    return _empty(view, MEETING, "attendees", lambda each: each.record["status"] == "held")


@rule(218, N_("連携先の未記入"), CORRECT)
def partner_not_entered(view: View) -> Iterator[Seen]:
    """Work with businesses of the year that was done, and no business is named."""
    return _empty(
        view, ACTIVITY, "partners", lambda each: (each.record["kind"], each.record["status"]) == ("business", "held")
    )


@rule(219, N_("支援内容の未記入"), CORRECT)
def support_not_entered(view: View) -> Iterator[Seen]:
    """Places to gather of the year of which it is not said whether they were launched: they are not counted."""
    return _empty(view, VENUE, "support")


@rule(220, N_("金額のない交付決定"), N_("金額を記録してください（wfc grant edit {ref} --amount 金額）。"))
def granted_without_amount(view: View) -> Iterator[Seen]:
    """Grants that were made, and it is not said how much."""
    for each in view.of_year(GRANT):
        if each.record["status"] == "granted" and each.record["amount"] is None:
            yield of(
                each, _("{day} に交付が決定していますが、金額が未記入です。").format(day=each.record["decided_on"])
            )


def _empty(
    view: View, kind: Kind, name: str, counts: Callable[[CurrentRecord], bool] = lambda _each: True
) -> Iterator[Seen]:
    """The records of the year in which a field is empty; none where the office has no list to choose it from."""
    field = kind.by_name[name].one
    if isinstance(field, Listed) and not view.profile.lists.get(field.of):
        return
    for each in view.of_year(kind):
        if not each.record[name] and counts(each):
            words = _("{label}が未記入です（{day}）。")
            yield of(each, words.format(label=kind.by_name[name].label, day=each.record.day))


RULES = (
    contact_outside_case,
    closing_out_of_order,
    in_the_future,
    outside_its_dates,
    would_be_refused,
    not_on_its_list,
    planned_overdue,
    enrolment_overdue,
    grant_undecided,
    quiet_cases,
    complex_without_contact,
    area_not_entered,
    route_not_entered,
    topic_not_entered,
    main_topic_not_entered,
    coordinator_not_entered,
    attendees_not_entered,
    partner_not_entered,
    support_not_entered,
    granted_without_amount,
    complex_day_not_entered,
)
"""The rules about single records."""
