"""Making a report: which measures, which axes, and the figures laid into a value."""

from __future__ import annotations

from ..errors import Refused, UnknownWord
from ..measures import MEASURES, Measure
from ..model import calendar, notation
from ..model.calendar import FiscalYear
from ..model.kind import unknown_choice
from ..model.position import EMPTY
from ..model.profile import RESERVED_AREAS
from ..words import _
from .axes import of_records
from .breakdown import breakdown_of, known_years
from .counting import YearToDate
from .footnotes import footnotes_of
from .report import TO_DATE, Figure, Report, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..ledger import Ledger
    from ..model.profile import Profile


def report_of(
    ledger: Ledger,
    as_of: str,
    *,
    measures: Sequence[str] = (),
    section: str = "",
    by: Sequence[str] = (),
    percent_of: str = "",
    everything: bool = False,
    years: int = 0,
) -> Report:
    """Compute the report as of a day, inclusive: all measures, or those named, or those of a section.

    With `by`, up to two axes, the report has a breakdown instead of months and areas. `percent_of` gives it
    shares, of the `total` or of each value of an axis; `everything` the values under which nothing stands. `years` so
    many fiscal years side by side, each up to the same day, the report's own among them.
    `UnknownWord` (2) for a measure, section or axis that there is not.
    """
    if not by and (percent_of or everything):
        raise UnknownWord(
            _("--percent、--percent-of、--all は、--by と一緒に使います。"),
            _("例: --measure new_individual --by route --percent"),
            rule="unknown-word",
        )
    if by and years:
        raise UnknownWord(
            _("--years は、--by と一緒には使えません。"),
            _("年度ごとの内訳は --by year で出せます。"),
            rule="unknown-word",
        )
    with ledger.reading():
        ledger.refuse_changed_profile()
        profile = ledger.profile
        year = FiscalYear.of(as_of, profile.opening_month)
        this = YearToDate(ledger, year, as_of)
        earlier = years_before(ledger, this, max(years - 1, 1))
        before = earlier[-1]
        chosen = chosen_measures(profile, measures, section, as_typed=any(map(of_records, by)))
        areas = areas_shown(profile, this, [measure for _section, measure in chosen], ledger.areas_of)
        series = [*earlier, this][-years:] if years else []
        breaks = {} if by else breaks_of(ledger, [measure for _section, measure in chosen])
        figures = tuple(
            figure_of(section, measure, this, before, areas, series, breaks.get(measure.name, frozenset()))
            for section, measure in chosen
        )
        shown = known_years(ledger, this) if "year" in by else [this] if by else series or [before, this]
        breakdown = None
        if by:
            counted = [measure for _section, measure in chosen]
            breakdown = breakdown_of(ledger, counted, by, shown, percent_of=percent_of, everything=everything)
        return Report(
            as_of=as_of,
            year=year,
            last_year_to=before.as_of,
            months=this.periods,
            areas=tuple(areas.values()),
            figures=figures,
            breakdown=breakdown,
            footnotes=footnotes_of(ledger, shown, figures, breakdown),
            profile=profile,
            head=ledger.head,
            series=tuple(Span(each.year, each.as_of) for each in series),
            areas_of=ledger.areas_of,
            is_empty=this.is_empty,
        )


def sections_of(profile: Profile) -> dict[str, list[Measure]]:
    """The measures under each section of the document: the profile's own choice, else the measures' default."""
    found: dict[str, list[Measure]] = {code: [] for code in profile.sections}
    placed = {name for section in profile.sections.values() for name in section.measures}
    for code, section in profile.sections.items():
        found[code] = [MEASURES[name] for name in section.measures if name in MEASURES]
    for measure in MEASURES.values():
        if measure.name not in placed:
            found.setdefault(measure.section, []).append(measure)
    return found


def chosen_measures(
    profile: Profile, names: Sequence[str], section: str, *, as_typed: bool
) -> list[tuple[str, Measure]]:
    """The measures that are asked for, each with its section, in the order of the document or as they were typed."""
    sections = sections_of(profile)
    if section:
        try:
            sections = {(code := notation.read_section(section)): sections[code]}
        except (KeyError, Refused) as error:
            words = [
                _("{name}（{label}）").format(name=code, label=heading.title)
                for code, heading in profile.sections.items()
            ]
            raise unknown_choice(_("報告書の項目"), section, words) from error
    wanted = [measure_named(name).name for name in names]
    shown = {measure.name for measures in sections.values() for measure in measures}
    if set(wanted) - shown:
        raise unknown_choice(_("この項目の集計項目"), min(set(wanted) - shown), sorted(shown))
    found = [
        (code, measure)
        for code, measures in sections.items()
        for measure in measures
        if measure.name in wanted or not wanted
    ]
    return sorted(found, key=lambda each: wanted.index(each[1].name)) if wanted and as_typed else found


def measure_named(text: str) -> Measure:
    """The measure of a name, or of a label in any language; `UnknownWord` (2) with the nearest otherwise."""
    key = notation.folded(text)
    for measure in MEASURES.values():
        if key in (measure.name, *map(notation.folded, measure.labels)):
            return measure
    words = [_("{name}（{label}）").format(name=each.name, label=each.label) for each in MEASURES.values()]
    raise unknown_choice(_("集計項目"), text, words)


def areas_shown(profile: Profile, this: YearToDate, measures: Iterable[Measure], on: str) -> dict[str, str]:
    """The areas of the tables, code to label: those of the fiscal year, or of a day, and any other that is not zero.

    Records without an area are last, where there are any: code and label are "".
    """
    first, last = (on, on) if on else (this.year.first_day, this.as_of)
    counted = {area for measure in measures for area in this.areas_counted(measure)}
    shown = {
        code: term.label
        for code, term in profile.lists["areas"].items()
        if code in counted or (code not in RESERVED_AREAS and term.stands_within(first, last))
    }
    shown |= {code: profile.label("areas", code) for code in sorted(counted - shown.keys() - {EMPTY})}
    return shown | ({EMPTY: EMPTY} if EMPTY in counted else {})


def years_before(ledger: Ledger, year: YearToDate, number: int) -> list[YearToDate]:
    """So many years before one, each up to the same day, the oldest first."""
    found: list[YearToDate] = []
    for _each in range(number):
        opened, as_of = FiscalYear(year.year.year - 1, year.year.opening_month), calendar.year_before(year.as_of)
        year = YearToDate(ledger, opened, as_of)
        found.insert(0, year)
    return found


def breaks_of(ledger: Ledger, measures: Iterable[Measure]) -> dict[str, frozenset[int]]:
    """The fiscal years of which a measure was published by another definition than today's, by measure."""
    published = ledger.definitions()
    return {
        measure.name: frozenset(
            year for year, known in published.items() if known.get(measure.name, measure.digest) != measure.digest
        )
        for measure in measures
        if published
    }


def figure_of(
    section: str,
    measure: Measure,
    this: YearToDate,
    before: YearToDate,
    areas: dict[str, str],
    series: Sequence[YearToDate],
    breaks: frozenset[int],
) -> Figure:
    """One measure's figures for the year so far."""
    total, last_year = this.total(measure), before.total(measure)
    months = {period.key: this.figure(measure, period) for period in this.periods}
    by_area = {areas[code]: number for code, number in this.by_area(measure, this.whole, areas).items()}
    in_areas = {
        label: {period.key: this.figure(measure, period, code).number for period in this.periods}
        for code, label in areas.items()
    }
    known = [number for number in by_area.values() if number is not None]
    last_months = tuple(before.figure(measure, period).number for period in before.periods)
    return Figure(
        measure=measure,
        section=section,
        total=total.number,
        by_month={key: month.number for key, month in months.items()},
        by_area=by_area if known else None,
        months_by_area={
            label: numbers for label, numbers in in_areas.items() if any(each is not None for each in numbers.values())
        },
        areas_overlap=total.number is not None and sum(known) > total.number,
        last_year=None if last_year.since else last_year.number,
        series=tuple(year.total(measure).number for year in series),
        breaks=breaks - {this.year.year},
        comparable=before.year.year not in breaks,
        last_months=last_months if any(month is not None for month in last_months) else (),
        since=total.since,
        partial={key: each.partial for key, each in {TO_DATE: total, **months}.items() if each.partial},
        last_partial=last_year.partial,
    )
