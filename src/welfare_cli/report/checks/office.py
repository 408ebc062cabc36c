"""The rules about the office: who has not entered anything, and lists and sections that do not fit the records."""

from __future__ import annotations

from functools import partial

from ...measures import MEASURES
from ...model import notation
from ...model.activity import ACTIVITY
from ...model.calendar import last_day_of_month, month_period
from ...model.case import CASE
from ...model.kind import Listed
from ...model.kinds import KINDS
from ...model.outcome import OUTCOME
from ...model.profile import LISTS, RESERVED_AREAS
from ...words import N_, _
from ..settled import OVER_FOR, fewer_than_usual
from .rule import Seen, at, of, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...ledger import Standing
    from ...model.calendar import Period
    from ...model.profile import Term
    from .view import View

ASK = N_("入力がまだでないか、担当の人に確かめてください。なかったのなら --accept で確認済みにできます。")
ASK_FOR_MORE = N_("入力が残っていないか、担当の人に確かめてください。少なかったのなら --accept で確認済みにできます。")
MEND = N_("設定のファイルを直して、wfc profile apply で反映してください。")


@rule(501, N_("記録のない圏域"), ASK)
def area_silent(view: View) -> Iterator[Seen]:
    """Areas without a record in a month of the year that has passed: zero is not “nothing entered” (domain §3)."""
    return _silent(view, "areas", _("{name}には、{month} の日付の記録が一つもありません。"))


@rule(502, N_("記録のない担当"), ASK)
def coordinator_silent(view: View) -> Iterator[Seen]:
    """Coordinators without a case, or a contact or closing of one, in a month of the year that has passed."""
    return _silent(view, "coordinators", _("担当 {name} には、{month} の日付の記録が一つもありません。"))


def _silent(view: View, name: str, words: str) -> Iterator[Seen]:
    """The words of a list that were valid in a month, and stand in none of its records."""
    entered = _entered(view, name)
    began = min(entered, default="9999-12")
    for month in view.whole_months():
        for code, term in view.profile.lists.get(name, {}).items():
            valid = term.stands_within(f"{month}-01", last_day_of_month(month)) and code not in RESERVED_AREAS
            if valid and month >= began and code not in entered.get(month, ()):
                yield at(f"{month}/{term.label}", words.format(name=term.label, month=month))


def _entered(view: View, name: str) -> dict[str, set[str]]:
    """The words of a list that stand in the records of each month."""
    found: dict[str, set[str]] = {}
    for month, code, _record in _named(view, name):
        found.setdefault(month, set()).add(code)
    return found


def _named(view: View, name: str) -> Iterator[tuple[str, str, Standing]]:
    """Each record with its month and a word of a list that stands in it; a contact has those of its case."""
    for kind in KINDS:
        if not kind.day:
            continue
        fields = [each for each in kind.facts if isinstance(each.one, Listed) and each.one.of == name]
        of_case = [each for each in CASE.facts if isinstance(each.one, Listed) and each.one.of == name]
        for each in view.standing(kind):
            codes = {code for field in fields for code in each.record.values(field.name)}
            case = view.cases.get(each.record.text("case")) if kind.within else None
            codes |= {code for field in of_case for code in case.record.values(field.name)} if case else set()
            for code in codes:
                yield each.record.day[:7], code, each


@rule(511, N_("例月より入力の少ない圏域"), ASK_FOR_MORE)
def area_behind(view: View) -> Iterator[Seen]:
    """Areas of whose last months far fewer records are entered than usually by now; one with none is rule 501's."""
    words = _(
        "{name}の {month} の日付の記録は{number}件です。"
        "これまでは、月の終わりから{days}日で{usual:g}件ほど入力されていました（{periods}か月の中央値）。"
    )
    return _behind(view, "areas", words)


@rule(512, N_("例月より入力の少ない担当"), ASK_FOR_MORE)
def coordinator_behind(view: View) -> Iterator[Seen]:
    """Coordinators of whose last months far fewer records are entered than usually by now; one with none is 502's."""
    words = _(
        "担当 {name} の {month} の日付の記録は{number}件です。"
        "これまでは、月の終わりから{days}日で{usual:g}件ほど入力されていました（{periods}か月の中央値）。"
    )
    return _behind(view, "coordinators", words)


def _behind(view: View, name: str, words: str) -> Iterator[Seen]:
    """The words of a list in fewer records of a month than they usually are by now, while more may still come."""
    months = [month_period(month) for month in view.whole_months()]
    recent = [each for each in months if view.past.age(each) < OVER_FOR]
    if not recent or not view.profile.lists.get(name):
        return
    entered: dict[str, dict[str, list[str]]] = {}
    for month, code, record in _named(view, name):
        entered.setdefault(code, {}).setdefault(month, []).append(view.arrived[record.number])
    for period in recent:
        for code, term in view.profile.lists[name].items():
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
    area_behind,
    coordinator_behind,
)
"""The rules about the office."""
