"""What has to be said under a table so that its figures are read rightly."""

from __future__ import annotations

from ..measures import MEASURES
from ..model.calendar import day_before, month_words, wareki
from ..model.case import CASE, HANDED_OVER
from ..model.profile import UNKNOWN_AREA
from ..model.tally import TALLY
from ..words import _
from .axis_values import PERIODS
from .report import TO_DATE

CONTACTS_OF = {"complex_case": "complex_followup"}
"""The measures of cases that are counted at the first of their contacts, each with that of the contacts."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..ledger import Ledger
    from ..model.calendar import Period
    from .counting import YearToDate
    from .known import Partial
    from .report import Breakdown, BreakdownAxis, BreakdownCell, Figure


def footnotes_of(
    ledger: Ledger, years: Sequence[YearToDate], figures: Sequence[Figure], breakdown: Breakdown | None
) -> tuple[str, ...]:
    """Every footnote that the figures demand, by domain §3; the last of `years` is the one reported."""
    this = years[-1]
    axes = breakdown.axes if breakdown else ()
    return (
        *(_of_recut(ledger, years, figures, breakdown) if ledger.viewpoint.areas_of else ()),
        *_of_areas(figures, breakdown),
        *_of_transfers(figures, breakdown),
        *_of_fields(ledger, years, figures, axes),
        *(_of_shares(figures, breakdown) if breakdown and breakdown.percent_of else ()),
        *_of_periods(this, figures, axes),
        *_of_tallies(years, figures, axes),
        *_of_begin(years, figures, axes),
        *_of_partial(years, figures, axes),
        *_of_joint_tallies(ledger, years, figures),
        *_of_undivided(years, figures),
        *_of_breaks(years, figures, axes),
        *_of_gaps(figures, breakdown),
        *_of_missing(figures, breakdown),
        *_of_overdue(ledger, this, figures),
        *_of_questions(figures),
    )


def _names(figures: Iterable[Figure]) -> str:
    return _("、").join(figure.measure.label for figure in figures)


def counted_in(day: str) -> str:
    """In the areas of which day everything is counted; `wfc verify` reads it in a document (`vocabulary.RECUT`)."""
    return _("圏域は、{day}の区割りで数えています。").format(day=wareki(day))


def _of_recut(
    ledger: Ledger, years: Sequence[YearToDate], figures: Sequence[Figure], breakdown: Breakdown | None
) -> Iterator[str]:
    """The areas of another day: which they are, and what of those before stands as none of them where areas stand."""
    yield counted_in(ledger.viewpoint.areas_of)
    if breakdown and all(axis.name != "area" for axis in breakdown.axes):
        return
    shown = years if breakdown else years[-1:]
    first, last = shown[0].year.first_day, shown[-1].as_of
    records = {
        row.record
        for figure in figures
        for row in ledger.figures.rows(figure.measure, first, last)
        if row.area == UNKNOWN_AREA and (breakdown or not figure.measure.state or not row.left or row.left > last)
    }
    measures = {figure.measure.name for figure in figures}
    for tally in ledger.every(TALLY):
        said = tally.record
        within = said.text("area") == UNKNOWN_AREA and said.text("measure") in measures and not tally.void
        if within and any(year.tallies.counts(said) for year in shown):
            records.add(tally.number)
    recorded = ledger.figures.recorded_areas(records).values()
    unplaced = {area for areas in recorded for area, becomes in areas.items() if becomes == UNKNOWN_AREA}
    areas = ledger.profile.lists["areas"]
    if unplaced:
        yield _("{unknown}には、この区割りの一つの圏域に決まらない圏域のものを含みます（{areas}）。").format(
            unknown=areas[UNKNOWN_AREA].label,
            areas=_("、").join(term.label for code, term in areas.items() if code in unplaced),
        )


def _of_areas(figures: Sequence[Figure], breakdown: Breakdown | None) -> Iterator[str]:
    """Rules 2 and 9: areas that add up to more than the total, or to less."""
    if breakdown:
        lines = [
            (total.measure.name, [cell.number for cell in cells], total.number)
            for total, cells in _lines(breakdown, "area")
        ]
    else:
        lines = [
            (each.measure.name, [*each.by_area.values()], each.total)
            for each in figures
            if each.by_area is not None and TO_DATE not in each.partial
        ]
    known = [
        (name, sum(number or 0 for number in numbers), total)
        for name, numbers, total in lines
        if total is not None and None not in numbers
    ]
    more = {name for name, added, total in known if added > total}
    less = {name for name, added, total in known if added < total}
    if more:
        yield _(
            "合同の会議・取組は、それぞれの圏域で１回、市全体でも１回と数えるため、圏域の合計は計より多くなります（{names}）。"
        ).format(names=_names(each for each in figures if each.measure.name in more))
    if less:
        yield _("計には、圏域の分からない過年度集計を含むため、圏域の合計は計より少なくなります（{names}）。").format(
            names=_names(each for each in figures if each.measure.name in less)
        )


def _of_transfers(figures: Sequence[Figure], breakdown: Breakdown | None) -> Iterator[str]:
    """An area or coordinator with contacts and no case: a case counts where its first contact of the year was."""
    named = {figure.measure.name: figure for figure in figures}
    for cases, contacts in CONTACTS_OF.items():
        if cases not in named or contacts not in named:
            continue
        for label, numbers in _by_holder(named[cases], named[contacts], breakdown):
            if any(number and not counted for counted, number in numbers):
                words = _(
                    "{cases}は、年度の最初の対応の{label}で一度だけ数えるため、"
                    "{contacts}があっても{cases}のない{label}があります。"
                )
                yield words.format(
                    cases=named[cases].measure.label, contacts=named[contacts].measure.label, label=label
                )


def _by_holder(
    cases: Figure, contacts: Figure, breakdown: Breakdown | None
) -> Iterator[tuple[str, list[tuple[int | None, int | None]]]]:
    """By area and by coordinator, where they are printed, how many cases and contacts each has."""
    if breakdown is None:
        if cases.by_area is not None and contacts.by_area is not None:
            areas = contacts.by_area.items()
            yield CASE.by_name["area"].label, [(cases.by_area.get(area), number) for area, number in areas]
        return
    of_the_year = [axis.name in PERIODS and axis.name != "year" for axis in breakdown.axes]  # its parts are added up
    cells = [
        cell
        for cell in (*breakdown.cells, *breakdown.totals)
        if [value is None for value in cell.values] == of_the_year
    ]
    counted = {cell.values: cell.number for cell in cells if cell.measure is cases.measure}
    for axis in breakdown.axes:
        if axis.name in HANDED_OVER:
            of_contacts = (cell for cell in cells if cell.measure is contacts.measure)
            yield axis.label, [(counted.get(cell.values), cell.number) for cell in of_contacts]


def _lines(breakdown: Breakdown, name: str) -> Iterator[tuple[BreakdownCell, list[BreakdownCell]]]:
    """Each total across an axis, with the cells of which it is the total."""
    position = next((place for place, axis in enumerate(breakdown.axes) if axis.name == name), None)
    if position is None:
        return
    along: dict[tuple[str, tuple[str | None, ...]], list[BreakdownCell]] = {}
    for cell in (*breakdown.cells, *breakdown.totals):
        if cell.values[position] is not None:
            rest = (*cell.values[:position], None, *cell.values[position + 1 :])
            along.setdefault((cell.measure.name, rest), []).append(cell)
    for total in breakdown.totals:
        if total.values[position] is None:
            yield total, along.get((total.measure.name, total.values), [])


def _of_fields(
    ledger: Ledger, years: Sequence[YearToDate], figures: Sequence[Figure], axes: Sequence[BreakdownAxis]
) -> Iterator[str]:
    """Rules 5 and 10: a field with several values a record; and tallies that do not carry the fields."""
    fields = [axis for axis in axes if axis.of_records]
    for axis in fields:
        if any(ledger.figures.axes_of(figure.measure)[axis.name].many for figure in figures):
            yield _(
                "一件に{label}がいくつもあるときは、それぞれの{label}で数えるため、合計は計より多くなることがあります。"
            ).format(label=axis.label)
    tallied = [figure for figure in figures if any(_lacks_parts(year, figure, axes) for year in years)]
    if fields and tallied:
        yield _("過年度集計には{axes}がないので、その件数を含む期間の{axes}の内訳は出せません（{names}）。").format(
            axes=_("・").join(axis.label for axis in fields), names=_names(tallied)
        )


def _of_shares(figures: Sequence[Figure], breakdown: Breakdown) -> Iterator[str]:
    """Rule 11: of what the percentages are, and that they are not made to add up; none is of a partial total."""
    if all(cell.percent is None for cell in breakdown.cells):
        return
    axis = next((axis for axis in breakdown.axes if axis.name == breakdown.percent_of), None)
    if axis:
        yield _("％は、{axis}ごとの計に対する割合です。").format(axis=axis.label)
    elif len(figures) > 1 or figures[0].total is None:
        yield _("％は、集計項目ごとの計に対する割合です。")
    else:
        yield _("％は、計{total:,}{unit}に対する割合です。").format(
            total=figures[0].total, unit=figures[0].measure.unit
        )
    lines = [line for each in breakdown.axes if each is not axis for line in _lines(breakdown, each.name)]
    if any(
        round(sum(cell.percent or 0 for cell in cells), 1) != total.percent
        for total, cells in lines
        if total.percent is not None and all(cell.number is not None for cell in cells)
    ):
        yield _("％は小数第二位を四捨五入しています。足しても計の％にならないところがあります。")
    if any(cell.base == 0 for cell in (*breakdown.cells, *breakdown.totals)):
        yield _("計が０のところには割合がないので、空けてあります。")


def _of_periods(this: YearToDate, figures: Sequence[Figure], axes: Sequence[BreakdownAxis]) -> Iterator[str]:
    """Rule 6: what is not added up over months, and that the last period is cut at the as-of date."""
    states = [figure for figure in figures if figure.measure.state]
    if states:
        yield _("{names}は、各月の末日（最後の月は基準日）の時点の数で、月を合計しません。").format(
            names=_names(states)
        )
    distinct = [figure for figure in figures if figure.measure.distinct_months]
    if distinct:
        yield _(
            "{names}は、同じ記録を月ごとに一度ずつ、累計では年度に一度だけ数えるため、月を足しても累計になりません。"
        ).format(names=_names(distinct))
    parts_of_the_year = not axes or any(axis.name in PERIODS and axis.name != "year" for axis in axes)
    if parts_of_the_year and any(period.cut for period in this.periods):
        yield _("最後の月は、{day}までの数です。").format(day=wareki(this.as_of))
    if any(axis.name == "year" for axis in axes):
        yield _("最後の年度は、{day}までの数です。").format(day=wareki(this.as_of))


def _of_tallies(years: Sequence[YearToDate], figures: Sequence[Figure], axes: Sequence[BreakdownAxis]) -> Iterator[str]:
    """Rule 9: years known as totals, beside records or alone."""
    for year in years if axes else reversed(years):
        tallied = [figure for figure in figures if figure.measure.name in year.tallies]
        both = [figure for figure in tallied if year.has_records(figure.measure)]
        alone = [figure for figure in tallied if figure not in both]
        if both:
            yield _("{year}は、記録のほかに過年度集計の件数を含みます（{names}）。").format(
                year=year.year.label(), names=_names(both)
            )
        if alone:
            yield _("{year}の件数は、過年度集計によります（{names}）。").format(
                year=year.year.label(), names=_names(alone)
            )


def _lacks_parts(year: YearToDate, figure: Figure, axes: Sequence[BreakdownAxis]) -> bool:
    """Whether a figure that is shown of a year comes from tallies that do not carry the fields."""
    fields = [axis.name for axis in axes if axis.of_records]
    return any(
        year.origin(figure.measure, period) is not None and year.parts(figure.measure, period, fields) is None
        for period in periods_shown(year, axes)
    )


def periods_shown(year: YearToDate, axes: Sequence[BreakdownAxis]) -> tuple[Period, ...]:
    """The periods of a year of which figures are shown by some axes: those of the axis of time, or the year so far."""
    time = next((PERIODS[axis.name] for axis in axes if axis.name in PERIODS), None)
    return time.periods(year.year, year.as_of) if time else (year.whole,)


def _of_begin(years: Sequence[YearToDate], figures: Sequence[Figure], axes: Sequence[BreakdownAxis]) -> Iterator[str]:
    """Rule 10: figures of a year in which the records begin, that lack the months before."""
    for year in years if axes else reversed(years):
        begun: dict[str, list[Figure]] = {}
        for figure in figures:
            origins = [year.origin(figure.measure, period) for period in periods_shown(year, axes)]
            since = next((origin.since for origin in origins if origin and origin.since), "")
            if since:
                begun.setdefault(since, []).append(figure)
        words = _("{year}の{names}は、{month}からの数です（それより前の月の数はありません）。")
        if year is not years[-1] and not axes and not figures[0].series:
            words = _("{year}の{names}は、{month}からの数しかないので、前年同期と差は出しません。")
        for since, some in begun.items():
            yield words.format(year=year.year.label(), names=_names(some), month=month_words(since[:7]))


def reported(partial: Partial) -> str:
    """How many of the areas have reported."""
    return _("{areas}圏域中{reported}圏域の報告").format(areas=partial.areas, reported=partial.reported)


def _of_partial(years: Sequence[YearToDate], figures: Sequence[Figure], axes: Sequence[BreakdownAxis]) -> Iterator[str]:
    """Rule 9: totals to which only some areas have reported."""
    for year in years if axes else reversed(years):
        lacking: dict[str, list[Figure]] = {}
        months = year.periods if year is years[-1] and not axes else ()
        for figure in figures:
            known = [year.figure(figure.measure, period) for period in (*months, *periods_shown(year, axes))]
            some = dict.fromkeys(reported(each.partial) for each in known if each.partial)
            if some:
                lacking.setdefault(_("、").join(some), []).append(figure)
        for words, lacked in lacking.items():
            yield _("{year}の{names}の計は、{words}です。報告のない圏域は「…」とし、差と％は出しません。").format(
                year=year.year.label(), names=_names(lacked), words=words
            )


def _of_joint_tallies(ledger: Ledger, years: Sequence[YearToDate], figures: Sequence[Figure]) -> Iterator[str]:
    """Rule 9: a total of tallies by area may contain a joint meeting as often as it has areas."""
    joint = [
        figure
        for figure in figures
        if any(year.tallies.areas(figure.measure.name) for year in years)
        and ledger.figures.axes_of(figure.measure)["area"].many
    ]
    if joint:
        yield _(
            "圏域別の過年度集計による計は、合同の会議・取組を圏域ごとに重ねて含むことがあります（{names}）。"
        ).format(names=_names(joint))


def _of_undivided(years: Sequence[YearToDate], figures: Sequence[Figure]) -> Iterator[str]:
    """A retired measure that is printed for the tallies of a year, which are not those of one of its parts."""
    for figure in figures:
        measure = figure.measure
        tallied = [year.year.label() for year in years if measure.name in year.tallies]
        if measure.retired and tallied:
            yield _("{year}の{name}は、{parts}に分けられない過年度集計です。").format(
                year=_("・").join(tallied),
                name=measure.label,
                parts=_("、").join(MEASURES[name].label for name in measure.retired),
            )


def _of_breaks(years: Sequence[YearToDate], figures: Sequence[Figure], axes: Sequence[BreakdownAxis]) -> Iterator[str]:
    """A year of which something was published by another definition: its figures are counted anew, and not compared."""
    for year in () if axes else reversed(years[:-1]):
        changed = [figure for figure in figures if year.year.year in figure.breaks]
        if changed:
            yield _(
                "「‖」は、{year}の提出版のあとで数え方が変わったため、比べられないことを表します（{names}）。"
            ).format(year=year.year.label(), names=_names(changed))


def _of_gaps(figures: Sequence[Figure], breakdown: Breakdown | None) -> Iterator[str]:
    """Sums in which numbers are missing: what the mark behind a figure means, and how many in the year so far."""
    if breakdown:
        gaps = [cell.gap for cell in (*breakdown.cells, *breakdown.totals)]
    else:
        gaps = [gap for each in figures for gap in (*each.gaps.values(), *each.last_gaps.values(), *each.series_gaps)]
    found = [gap for gap in gaps if gap]
    if found:
        yield _("「({missing}/{counted})」は、{words}で、その分は数に入っていないことを表します。").format(
            missing=f"{found[0].missing:,}", counted=f"{found[0].counted:,}", words=found[0].words
        )
    for figure in figures:
        gap = figure.gap()
        if gap:
            yield _("{name}は、累計の{gap}です。").format(name=figure.measure.label, gap=gap.words)


def _of_missing(figures: Sequence[Figure], breakdown: Breakdown | None) -> Iterator[str]:
    """Rules 7, 9 and 10: a figure that is not available."""
    if breakdown:
        numbers = [cell.number for cell in (*breakdown.cells, *breakdown.totals)]
    else:
        numbers = [
            number
            for figure in figures
            for number in (figure.total, *figure.by_month.values(), *(figure.by_area or {}).values())
        ]
        compared = [number for figure in figures for number in (*figure.series, figure.last_year)]
        numbers += compared if any(number is not None for number in compared) else []
    if None in numbers:
        yield _(
            "「…」は、記録も集計もないか、期間の途中までの数や内訳が分からないことを表します（０件とは異なります）。"
        )


def _of_overdue(ledger: Ledger, this: YearToDate, figures: Sequence[Figure]) -> Iterator[str]:
    """Rule 4: planned things whose date has passed, where the figures count things of their kind."""
    kinds = {figure.measure.kind for figure in figures} & {"meeting", "activity"}
    refs = [record.ref for record in ledger.lookup.planned("", day_before(min(this.as_of, ledger.today())), kinds)]
    if refs:
        yield _(
            "予定のまま日付を過ぎた会議・取組が{number}件あり、数えていません（{refs}）。実施か中止かを記録してください。"
        ).format(number=len(refs), refs=_("、").join(refs[:10]) + ("…" if len(refs) > 10 else ""))


def _of_questions(figures: Sequence[Figure]) -> Iterator[str]:
    """Section 6 of the domain: what the office has not answered, with what is assumed."""
    for figure in figures:
        if figure.measure.question:
            yield _("未確認: {question}").format(question=figure.measure.question)
