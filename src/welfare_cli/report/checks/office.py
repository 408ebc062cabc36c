"""The rules about the office: who has not entered anything, and lists and sections that do not fit the records."""

from __future__ import annotations

from functools import partial

from ...measures import MEASURES
from ...model import notation
from ...model.activity import ACTIVITY
from ...model.calendar import last_day_of_month, month_period
from ...model.case import TRANSFER
from ...model.kind import Listed
from ...model.kinds import KINDS
from ...model.outcome import OUTCOME
from ...model.profile import LISTS, RESERVED_AREAS
from ...words import N_, _
from ..settled import OVER_FOR, fewer_than_usual
from .rule import Seen, at, of, rule
from .view import is_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...ledger import CurrentRecord
    from ...model.calendar import Period
    from ...model.profile import Term
    from .view import View

ASK = N_("入力がまだでないか、担当の人に確かめてください。なかったのなら --accept で確認済みにできます。")
ASK_FOR_MORE = N_("入力が残っていないか、担当の人に確かめてください。少なかったのなら --accept で確認済みにできます。")
LIST_OF = {"area": "areas", "coordinator": "coordinators"}
"""The list of the office that has the words of a field."""
NAMED = 5
"""Up to this number of cases are named."""
MEND = N_("設定のファイルを直して、wfc profile apply で反映してください。")


@rule(501, N_("記録のない圏域"), ASK)
def area_silent(view: View) -> Iterator[Seen]:
    """Areas without a record in a month of the year that has passed: zero is not “nothing entered” (domain §3)."""
    return _silent(view, "area", _("{name}には、{month} の日付の記録が一つもありません。"))


@rule(502, N_("記録のない担当"), ASK)
def coordinator_silent(view: View) -> Iterator[Seen]:
    """Coordinators without a case, or a contact or closing of one, in a month of the year that has passed."""
    return _silent(view, "coordinator", _("担当 {name} には、{month} の日付の記録が一つもありません。"))


def _silent(view: View, name: str, words: str) -> Iterator[Seen]:
    """The areas or coordinators that were valid in a month, and have none of its records."""
    entered = _entered(view, name)
    began = min(entered, default="9999-12")
    for month in view.whole_months():
        for code, term in view.profile.lists.get(LIST_OF[name], {}).items():
            valid = term.stands_within(f"{month}-01", last_day_of_month(month)) and code not in RESERVED_AREAS
            if valid and month >= began and code not in entered.get(month, ()):
                yield at(f"{month}/{term.label}", words.format(name=term.label, month=month))


def _entered(view: View, name: str) -> dict[str, set[str]]:
    """The areas or coordinators that have a record in each month."""
    found: dict[str, set[str]] = {}
    for month, code, _record in _named(view, name):
        found.setdefault(month, set()).add(code)
    return found


def _named(view: View, name: str) -> Iterator[tuple[str, str, CurrentRecord]]:
    """Each record with its month and its area or coordinator; a contact without one has its case's on that day.

    A transfer is no record of theirs: it says nothing of what was done.
    """
    for kind in KINDS:
        if not kind.day or kind is TRANSFER:
            continue
        fields = [each for each in kind.facts if isinstance(each.one, Listed) and each.one.of == LIST_OF[name]]
        for each in view.standing(kind):
            own = {code for field in fields for code in each.record.values(field.name)}
            case = view.cases.get(each.record.text("case")) if kind.within and not own else None
            for code in {view.transfers.on(case.record, each.record.day).text(name)} if case else own:
                yield each.record.day[:7], code, each


@rule(511, N_("例月より入力の少ない圏域"), ASK_FOR_MORE)
def area_behind(view: View) -> Iterator[Seen]:
    """Areas of whose last months far fewer records are entered than usually by now; one with none is rule 501's."""
    words = _(
        "{name}の {month} の日付の記録は{number}件です。"
        "これまでは、月の終わりから{days}日で{usual:g}件ほど入力されていました（{periods}か月の中央値）。"
    )
    return _behind(view, "area", words)


@rule(512, N_("例月より入力の少ない担当"), ASK_FOR_MORE)
def coordinator_behind(view: View) -> Iterator[Seen]:
    """Coordinators of whose last months far fewer records are entered than usually by now; one with none is 502's."""
    words = _(
        "担当 {name} の {month} の日付の記録は{number}件です。"
        "これまでは、月の終わりから{days}日で{usual:g}件ほど入力されていました（{periods}か月の中央値）。"
    )
    return _behind(view, "coordinator", words)


def _behind(view: View, name: str, words: str) -> Iterator[Seen]:
    """The areas or coordinators in fewer records of a month than they usually are by now, while more may still come."""
    months = [month_period(month) for month in view.whole_months()]
    recent = [each for each in months if view.past.age(each) < OVER_FOR]
    terms = view.profile.lists.get(LIST_OF[name], {})
    if not recent or not terms:
        return
    entered: dict[str, dict[str, list[str]]] = {}
    for month, code, record in _named(view, name):
        entered.setdefault(code, {}).setdefault(month, []).append(view.arrived[record.number])
    for period in recent:
        for code, term in terms.items():
            if code in RESERVED_AREAS or not _is_valid(term, period) or period.key not in entered.get(code, ()):
                continue
            found = fewer_than_usual(entered[code], view.past, period, partial(_is_valid, term))
            if found:
                said = words.format(
                    name=term.label,
                    month=period.key,
                    number=found.number,
                    days=found.days,
                    usual=found.usual,
                    periods=found.periods,
                )
                yield at(f"{period.key}/{term.label}", said, found.number)


def _is_valid(term: Term, period: Period) -> bool:
    """Whether a word was valid on some day of a period."""
    return term.stands_within(period.first_day, period.last_day)


# Areas and coordinators that have ended


@rule(
    508,
    N_("終わった圏域に残っている対応中の相談"),
    N_("新しい圏域に引き継いでください（wfc case hand-over --from-area 圏域 --to-area 圏域 --on 引き継ぎ日）。"),
)
def open_in_ended_area(view: View) -> Iterator[Seen]:
    """Open cases in an area that has ended by then: re-cutting the areas alone transfers no case."""
    return _left_behind(view, "area", _("{day} に終わった圏域に、対応中の相談が {number}件あります（{refs}）。"))


@rule(
    509,
    N_("替わった担当に残っている対応中の相談"),
    N_("新しい担当に引き継いでください（wfc case hand-over --from 担当 --to 担当 --on 引き継ぎ日）。"),
)
def open_with_ended_coordinator(view: View) -> Iterator[Seen]:
    """Open cases with a coordinator who has left by then."""
    return _left_behind(view, "coordinator", _("{day} までの担当に、対応中の相談が {number}件あります（{refs}）。"))


def _left_behind(view: View, name: str, words: str) -> Iterator[Seen]:
    """The words of a list that have ended, with the open cases that still have them."""
    ended = {
        code: term
        for code, term in view.profile.lists.get(LIST_OF[name], {}).items()
        if term.valid_until and term.valid_until < view.as_of
    }
    left: dict[str, list[str]] = {}
    for ref, case in view.cases.items() if ended else ():
        code = view.transfers.on(case.record, view.as_of).text(name)
        if code in ended and is_open(case.record, view.as_of):
            left.setdefault(code, []).append(ref)
    for code, term in ended.items():
        if refs := left.get(code):
            shown = _("、").join(refs[:NAMED]) + ("…" if len(refs) > NAMED else "")
            yield at(term.label, words.format(day=term.valid_until, number=len(refs), refs=shown), *refs)


@rule(503, N_("知らない集計項目のある報告書の項目"), MEND)
def unknown_measure(view: View) -> Iterator[Seen]:
    """Sections of the document that are to show a measure that wfc does not know: nothing is printed of it."""
    for code, section in view.profile.sections.items():
        for name in section.measures:
            if name not in MEASURES:
                words = _("項目 {code} に載せる集計項目「{name}」を、wfc は知りません。")
                yield at(f"{code}/{name}", words.format(code=code, name=name))


@rule(504, N_("二つの意味のある言葉"), MEND)
def word_means_two(view: View) -> Iterator[Seen]:
    """Spellings by which two words of one list are meant: what is read by them depends on their order."""
    for name in LISTS:
        meant: dict[str, str] = {}
        for code, term in view.profile.lists.get(name, {}).items():
            for spelling in dict.fromkeys(map(notation.folded, (code, term.label, *term.aliases))):
                other = meant.setdefault(spelling, code)
                if other != code:
                    words = _("一覧「{list}」の「{word}」は、{code} と {other} の両方を指します。")
                    words = words.format(list=_(LISTS[name]), word=spelling, code=code, other=other)
                    yield at(f"{name}/{spelling}", words, code, other)


@rule(505, N_("報告書にない項目の記録"), N_("項目を訂正してください（wfc {kind} edit {ref} --section 項目）。"))
def unknown_section(view: View) -> Iterator[Seen]:
    """Narratives and activities under a section that the document no longer has: they are printed nowhere."""
    for kind in (OUTCOME, ACTIVITY):
        for each in view.standing(kind):
            code = each.record.text("section")
            if code and code not in view.profile.sections:
                yield of(each, _("項目 {code} は、報告書にありません。").format(code=code))


RULES = (
    area_silent,
    coordinator_silent,
    unknown_measure,
    word_means_two,
    unknown_section,
    open_in_ended_area,
    open_with_ended_coordinator,
    area_behind,
    coordinator_behind,
)
"""The rules about the office."""
