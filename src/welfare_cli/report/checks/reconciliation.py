"""The rules about figures: those that do not add up, tallies beside records, and narratives that no longer hold."""

from __future__ import annotations

from functools import cache

from ...ledger import CITY, YEAR
from ...measures import MEASURES
from ...model import notation
from ...model.calendar import FiscalYear, day_before
from ...model.case import CASE, CLOSING, HANDED_OVER, TRANSFER
from ...model.course import COURSE
from ...model.kinds import KINDS
from ...model.outcome import OUTCOME
from ...model.tally import TALLY, check_tallies, months_of
from ...words import N_, _
from ..counting import YearToDate
from .rule import Seen, at, of, rule
from .view import is_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...ledger.counts import Counts
    from ...measures import Measure
    from ...model.kind import Record
    from .view import View

    Held = tuple[str, str, str]
    """A kind of case, `area` or `coordinator`, and which; the city stands among the areas."""

TELL = N_("記録に誤りがないか確かめ、なければ wfc の担当者に知らせてください。")
BEGIN = N_(
    "記録を始める前の月なら、設定の records_begin に、記録の始まりの日を書いてください（wfc profile apply）。"
    "その前の月は集計だけを数えます。同じものを二度数えているなら、記録か集計のどちらかを取り消してください。"
)
PARTS = (("complex_case", "complex_followup"), ("course_completion", "course_enrolment"))
"""Measures of which the first never comes to more than the second; of courses, over all years together."""
FLOWS = {
    "new_individual": 1,
    "new_community": 1,
    "closed_individual": -1,
    "closed_community": -1,
    "case_closed": -1,
}
"""What makes more cases open, and what fewer; a re-opening is in no measure."""
STATES = ("open_individual", "open_community")


# Rule 12 of the domain: open = open before + new + re-opened - closed + transferred to - transferred from


@rule(401, N_("差し引きの合わない対応中の件数"), TELL)
def open_does_not_add_up(view: View) -> Iterator[Seen]:
    """Open cases in the city, an area or of a coordinator that do not follow from those before the year (rule 12)."""
    right = _balance(view)
    records = view.ledger.figures.monthly(view.year.first_day, view.as_of)
    open_now = _open_now(view, records)
    for key in dict.fromkeys((*right, *open_now)):
        kind, name, value = key
        counted, number = open_now.get(key, 0), right.get(key, 0)
        if counted != number:
            words = _(
                "{measure}（{area}）は {counted} ですが、"
                "年度前の対応中＋新規＋再開－終結＋引き継いだ件数－引き渡した件数は {right} です。"
            )
            label = _("市全体") if value == CITY else CASE.by_name[name].shown(value, view.profile) or _("未記入")
            measure = MEASURES[f"open_{kind}"]
            words = words.format(measure=measure.label, area=label, counted=counted, right=number)
            yield at(f"{kind}/{label}" if name == "area" else f"{kind}/{name}/{label}", words, counted, number)
    yield from _printed_balance(view, records, right["individual", "area", CITY] + right["community", "area", CITY])


def _open_now(view: View, records: Counts) -> dict[Held, int]:
    """What the measures count as open on the day: by kind of case, and by area (the city, too) or coordinator."""
    found: dict[Held, int] = {}
    for name in STATES:
        measure = MEASURES[name]
        kind = name.removeprefix("open_")
        for (_month, counted, area), number in records.items():
            if counted == name:
                found[kind, "area", area] = found.get((kind, "area", area), 0) + number
        axis = view.ledger.figures.axes_of(measure)["coordinator"]
        counted_by = view.ledger.figures.count_by(measure, [axis], view.year.first_day, view.as_of, view.as_of)
        for (code,), number, *_entered in counted_by:
            found[kind, "coordinator", code] = number
    return found


def _balance(view: View) -> dict[Held, int]:
    """What should be open on the day, worked out from the cases, their closings and their transfers alone."""
    closings, transfers = view.by_case(CLOSING), view.by_case(TRANSFER)
    found: dict[Held, int] = {(kind, "area", CITY): 0 for kind in ("individual", "community")}
    for ref, case in view.cases.items():
        ends = [(each.record.text("closed_on"), each.record.text("reopened_on")) for each in closings.get(ref, ())]
        ends += [(case.record.text("closed_on"), "")] if case.record["closed_on"] else []
        steps = [(case.record.text("received_on"), 1)]
        steps += [(closed, -1) for closed, _reopened in ends]
        steps += [(reopened, 1) for _closed, reopened in ends if reopened]
        for key, step in _movements(view, case.record, steps, [each.record.day for each in transfers.get(ref, ())]):
            found[key] = found.get(key, 0) + step
    return found


def _movements(
    view: View, case: Record, steps: Sequence[tuple[str, int]], transferred: Sequence[str]
) -> Iterator[tuple[Held, int]]:
    """What a case adds to each area and coordinator: on the day before the year, and with each event from then on."""
    first, last, eve = view.year.first_day, view.as_of, day_before(view.year.first_day)
    kind = case.text("kind")

    def held(day: str) -> list[Held]:
        placed = view.transfers.on(case, day)
        return [(kind, "area", CITY), *((kind, name, placed.text(name)) for name in HANDED_OVER)]

    def opened(day: str) -> int:
        return sum(step for each, step in steps if each <= day)

    moved = [(eve, opened(eve)), *((day, step) for day, step in steps if first <= day <= last)]
    yield from ((key, step) for day, step in moved if step for key in held(day))
    for day in transferred:
        if first <= day <= last and opened(day_before(day)) > 0:
            yield from ((key, -1) for key in held(day_before(day)))
            yield from ((key, 1) for key in held(day))


def _printed_balance(view: View, records: Counts, still_open: int) -> Iterator[Seen]:
    """The figures that are printed, tallies included: what came in and went must explain what is open."""
    tallied = [name for name in FLOWS if name in view.figures.tallies]
    begins = view.profile.begin_of(MEASURES[STATES[0]].reads)  # from then on, tallies take no part
    if not tallied or begins or not view.figures.is_recorded or any(name in view.figures.tallies for name in STATES):
        return
    added = 0
    for name in tallied:
        recorded = sum(number for key, number in records.items() if key[:2] == (name, CITY) and key[2])
        printed = view.figures.total(MEASURES[name]).number
        added += FLOWS[name] * (0 if printed is None else printed - recorded)
    if added:
        words = _("過年度集計を含む新規・終結の件数から求めた対応中は {right} ですが、対応中の件数は {counted} です。")
        yield at(f"{view.year.year}", words.format(right=still_open + added, counted=still_open), still_open, added)


# Parts and wholes


@rule(402, N_("全体より大きい「うち」"), TELL)
def part_greater_than_whole(view: View) -> Iterator[Seen]:
    """Figures of a part that are greater than their whole: complex cases and contacts, completions and enrolments."""
    for part, whole in PARTS:
        for area in (CITY, *view.figures.areas(MEASURES[part])):
            numbers = [_so_far(view, name, area) for name in (part, whole)]
            if numbers[0] > numbers[1]:
                label = _("市全体") if area == CITY else view.profile.label("areas", area)
                words = _("{part} {number} は、{whole} {more} より大きくなっています（{area}）。").format(
                    part=MEASURES[part].label,
                    number=numbers[0],
                    whole=MEASURES[whole].label,
                    more=numbers[1],
                    area=label,
                )
                yield at(f"{part}/{label}", words, *numbers)


def _so_far(view: View, name: str, area: str) -> int:
    """The figure of the year so far; of courses, which are completed in another year, that of all records so far."""
    number = view.figures.total(MEASURES[name], area).number or 0
    if name.startswith("course"):
        before = view.ledger.figures.monthly(view.year.first_day, day_before(view.year.first_day))
        number += sum(each for key, each in before.items() if key[1:] == (name, area))
    return number


# Tallies


@rule(403, N_("同じ期間にある記録と過年度集計"), BEGIN)
def tally_beside_records(view: View) -> Iterator[Seen]:
    """Tallies of a measure in a period of which there are records that it counts, too."""
    recorded = cache(view.ledger.figures.monthly)
    for each in view.standing(TALLY):
        name, area = each.record.text("measure"), each.record.text("area") or CITY
        if name not in MEASURES or MEASURES[name].state:
            continue
        counts = recorded(*months_of(each.record, view.profile.opening_month))
        kept = name + YEAR if MEASURES[name].distinct_months and not each.record["month"] else name
        number = sum(number for key, number in counts.items() if key[1:] == (kept, area) and key[0])
        if number:
            words = _("{measure}には、この集計 {tallied} のほかに、同じ期間の記録が {number} あります。").format(
                measure=MEASURES[name].label, tallied=each.record["number"], number=number
            )
            yield of(each, words, number)


@rule(404, N_("食い違う過年度集計"), N_("どちらか一方だけを残してください（wfc tally void {ref}）。"))
def tallies_at_odds(view: View) -> Iterator[Seen]:
    """Tallies given twice, by area and for the city, by month and for the year, or of months that have records."""
    standing = {id(each.record): each for each in view.standing(TALLY)}
    records = [each.record for each in standing.values()]
    begins = {name: view.figures.begin_of(measure) for name, measure in MEASURES.items()}
    for record, problem in check_tallies(records, view.profile.opening_month, begins, lambda other: other.ref):
        yield of(standing[id(record)], problem.problem)


@rule(405, N_("月の欠けた過年度集計"), N_("欠けている月の集計を加えてください（wfc tally add）。"))
def tally_months_missing(view: View) -> Iterator[Seen]:
    """Measures of this year or the last that are known from monthly tallies, of which some are missing."""
    for figures in (view.last_figures, view.figures):
        for measure in MEASURES.values():
            months = figures.lacks_months(measure)
            if months:
                words = _("{year}の{measure}には、{months} の集計がありません。").format(
                    year=figures.year.label(), measure=measure.label, months=_("、").join(months)
                )
                yield at(f"{figures.year.year}/{measure.name}", words, *months)


# Narratives


@rule(406, N_("今の数と異なる本文"), N_("本文か記録を訂正してください（wfc outcome edit {ref} --text 本文）。"))
def narrative_figure(view: View) -> Iterator[Seen]:
    """Narratives of the year that state a figure, by the name it is printed with, that is another one by now."""
    names = {name: measure for measure in MEASURES.values() for name in measure.names[::2]}  # the Japanese ones
    for each in view.standing(OUTCOME):
        if each.record["fiscal_year"] != view.year.year:
            continue
        day = each.record.text("date")
        day = day if view.year.first_day <= day <= view.as_of else view.as_of
        figures = YearToDate(view.ledger, view.year, day)
        for sentence, name, said in notation.stated_numbers(each.record.text("text"), names):
            if notation.speaks_of_another_time(sentence):
                continue
            measure = names[name]
            now = figures.total(measure).number
            if now is not None and said != now and said not in _narrower(view, figures, measure, sentence):
                words = _("本文には「{measure}」が {said} とありますが、{day} の数は {now} です。").format(
                    measure=measure.label, said=said, day=day, now=now
                )
                yield of(each, words, measure.name, now)


def _narrower(view: View, figures: YearToDate, measure: Measure, sentence: str) -> set[int]:
    """The figures of the areas and months that a sentence speaks of, which may be those that it means."""
    areas = [code for code, term in view.profile.lists["areas"].items() if notation.speaks_of(sentence, term.label)]
    months = [each.key for each in figures.periods if notation.speaks_of_month(sentence, each.key)]
    narrower = [figures.month(measure, month, area) for month in months for area in (CITY, *areas)]
    narrower += [figures.total(measure, area) for area in areas]
    return {each.number for each in narrower if each.number is not None}


# Years without records


@rule(
    407,
    N_("記録のない年度"),
    N_("取込みが拒否されていないか（wfc log）、--ledger の場所と --as-of の日付を確かめてください。"),
)
def year_empty(view: View) -> Iterator[Seen]:
    """The fiscal year, where neither a record nor a tally of it is known by a day on which the records have begun."""
    if view.figures.is_empty and view.profile.begin_of(("case",)) <= view.as_of:
        words = _("{year}の記録が、{day} までに一つもありません。過年度集計もありません。")
        yield at(f"{view.year.year}", words.format(year=view.year.label(), day=view.as_of))


@rule(
    408,
    N_("繰り越した相談しかない年度"),
    N_("記録を始める前の年度なら、設定の records_begin に、記録の始まりの日を書いてください（wfc profile apply）。"),
)
def only_carried_over(view: View) -> Iterator[Seen]:
    """Fiscal years whose only records are cases that were open at their end, before one with records of other kinds."""
    if view.profile.begin_of(("case",)):
        return
    opening_month = view.profile.opening_month
    kinds: dict[int, set[str]] = {}
    for kind in KINDS:
        for each in view.standing(kind) if kind.day and kind is not COURSE else ():
            kinds.setdefault(FiscalYear.of(each.record.day, opening_month).year, set()).add(kind.name)
    whole = max((year for year, names in kinds.items() if names != {CASE.name}), default=0)
    alone = sorted(year for year, names in kinds.items() if names == {CASE.name} and year < whole)
    ends = {year: FiscalYear(year, opening_month).last_day for year in alone}
    received = [(FiscalYear.of(each.record.day, opening_month).year, each.record) for each in view.cases.values()]
    closed = {year for year, case in received if year in ends and not is_open(case, ends[year])}
    found = [year for year in alone if year not in closed]
    if found:
        labels = _("、").join(FiscalYear(year, opening_month).label() for year in found)
        words = _("{years}の記録は、次の年度に繰り越した相談だけです。ほかの件数は０として比べられます。")
        yield at("records_begin", words.format(years=labels), *found)


RULES = (
    open_does_not_add_up,
    part_greater_than_whole,
    tally_beside_records,
    tallies_at_odds,
    tally_months_missing,
    narrative_figure,
    year_empty,
    only_carried_over,
)
"""The rules about figures."""
