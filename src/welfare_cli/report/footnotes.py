"""What has to be said under a table so that its figures are read rightly."""

from __future__ import annotations

from ..model.calendar import day_before, wareki
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..ledger import Ledger
    from .counting import YearToDate
    from .report import Axis, Figure


def footnotes_of(
    ledger: Ledger, years: Sequence[YearToDate], figures: Sequence[Figure], axes: Sequence[Axis]
) -> tuple[str, ...]:
    """Every footnote that the figures demand, by domain §3; the last of `years` is the one reported."""
    this = years[-1]
    return (
        *_of_overlap(figures, axes),
        *_of_lacking(figures, axes),
        *_of_breakdown(ledger, this, figures, axes),
        *_of_periods(this, figures, axes),
        *_of_tallies(years, figures, axes),
        *_of_overdue(ledger, this, figures),
        *_of_questions(figures),
    )


def _names(figures: Sequence[Figure]) -> str:
    return "、".join(figure.measure.label for figure in figures)


def _of_overlap(figures: Sequence[Figure], axes: Sequence[Axis]) -> Iterator[str]:
    """Rule 2: areas that add up to more than the total."""
    joint = [figure for figure in figures if figure.areas_overlap]
    if joint and (not axes or any(axis.name == "area" for axis in axes)):
        yield _(
            "合同の会議・取組は、それぞれの圏域で１回、市全体でも１回と数えるため、圏域の合計は計より多くなります（{names}）。"
        ).format(names=_names(joint))


def _of_lacking(figures: Sequence[Figure], axes: Sequence[Axis]) -> Iterator[str]:
    """Rule 9: areas that add up to less than the total, because a part is known of the city alone."""
    lacking = [each for each in figures if each.by_area is not None and sum(each.by_area.values()) < (each.total or 0)]
    if lacking and (not axes or any(axis.name == "area" for axis in axes)):
        yield _("計には、圏域の分からない過年度集計を含むため、圏域の合計は計より少なくなります（{names}）。").format(
            names=_names(lacking)
        )


def _of_breakdown(ledger: Ledger, this: YearToDate, figures: Sequence[Figure], axes: Sequence[Axis]) -> Iterator[str]:
    """Rule 5: an axis with several values a record; and the unit that each cell counts."""
    if len(figures) != 1 or not axes:
        return
    known = ledger.axes_of(figures[0].measure)
    for axis in axes:
        if axis.name in known and axis.name != "area" and known[axis.name].many:
            yield _(
                "一件に{label}がいくつもあるときは、それぞれの{label}で数えるため、合計は計（{total}）より多くなることがあります。"
            ).format(label=axis.label, total=figures[0].total)
    if figures[0].measure.name in this.tallies and any(axis.name in known and axis.name != "area" for axis in axes):
        yield _("過年度集計の件数は、この内訳に含まれません。")


def _of_periods(this: YearToDate, figures: Sequence[Figure], axes: Sequence[Axis]) -> Iterator[str]:
    """Rule 6: a state is not added up, and the last period is cut at the as-of date."""
    states = [figure for figure in figures if figure.measure.state]
    if states:
        yield _("{names}は、各月の末日（最後の月は基準日）の時点の数で、月を合計しません。").format(
            names=_names(states)
        )
    if any(period.cut for period in this.periods):
        yield _("最後の月は、{day}までの数です。").format(day=wareki(this.as_of))
    if any(axis.name == "year" for axis in axes):
        yield _("最後の年度は、{day}までの数です。").format(day=wareki(this.as_of))


def _of_tallies(years: Sequence[YearToDate], figures: Sequence[Figure], axes: Sequence[Axis]) -> Iterator[str]:
    """Rules 9 and 10: years known as totals, and figures that are not available."""
    for year in years if axes else reversed(years):
        tallied = [figure for figure in figures if figure.measure.name in year.tallies]
        if tallied and year.has_records:
            yield _("{year}は、記録のほかに過年度集計の件数を含みます（{names}）。").format(
                year=year.year.label(), names=_names(tallied)
            )
        elif tallied:
            yield _("{year}の件数は、過年度集計によります（{names}）。").format(
                year=year.year.label(), names=_names(tallied)
            )
        for figure in tallied:
            months = year.lacks_months(figure.measure)
            if months:
                yield _("{year}の{name}は、集計のない月（{months}）を含みません。").format(
                    year=year.year.label(), name=figure.measure.label, months="、".join(months)
                )
    shown = years if axes or any(figure.last_year is not None for figure in figures) else years[-1:]
    if any(year.total(figure.measure) is None for figure in figures for year in shown):
        yield _("「…」は、記録も集計もないか、期間の途中までの数が分からないことを表します（０件とは異なります）。")


def _of_overdue(ledger: Ledger, this: YearToDate, figures: Sequence[Figure]) -> Iterator[str]:
    """Rule 4: planned things whose date has passed, where the figures count things of their kind."""
    kinds = {figure.measure.kind for figure in figures} & {"meeting", "activity"}
    refs = [record.ref for record in ledger.planned("", day_before(this.as_of), kinds)]
    if refs:
        yield _(
            "予定のまま日付を過ぎた会議・取組が{number}件あり、数えていません（{refs}）。実施か中止かを記録してください。"
        ).format(number=len(refs), refs="、".join(refs[:10]) + ("…" if len(refs) > 10 else ""))


def _of_questions(figures: Sequence[Figure]) -> Iterator[str]:
    """Section 6 of the domain: what the office has not answered, with what is assumed."""
    for figure in figures:
        if figure.measure.question:
            yield _("未確認: {question}").format(question=figure.measure.question)
