"""Making a report: which measures, which axes, and the figures laid into a value."""

from __future__ import annotations

from ..errors import Refused, UnknownWord
from ..measures import CURRENT, MEASURES, Measure, replaced_by
from ..model import calendar, notation
from ..model.calendar import FiscalYear
from ..model.notation import unknown_choice
from ..model.position import EMPTY
from ..model.profile import RESERVED_AREAS
from ..words import _
from .axis_values import of_records
from .breakdown import breakdown_of, known_years
from .counting import YearToDate
from .footnotes import footnotes_of
from .known import NOT_KNOWN
from .report import TO_DATE, Figure, Report, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..ledger import Ledger
    from ..model.profile import Profile
    from .known import Known


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
        side_by_side = [*earlier, this][-years:] if years else []
        shown = known_years(ledger, this) if "year" in by else [this] if by else side_by_side or [before, this]
        of_fields = any(map(of_records, by))
        chosen = chosen_measures(profile, measures, section, as_typed=of_fields)
        retired = [] if measures else retired_measures(chosen)
        if not of_fields:
            chosen = with_undivided(chosen, retired, shown if by else [*earlier, this])
        breaks = {} if by else breaks_of(ledger, [measure for _section, measure in chosen])

        def areas_of(some: Sequence[tuple[str, Measure]]) -> dict[str, str]:
            return areas_shown(profile, this, [measure for _section, measure in some], ledger.viewpoint.areas_of)

        def figures_of(some: Sequence[tuple[str, Measure]], areas: dict[str, str]) -> tuple[Figure, ...]:
            return tuple(
                figure_of(section, measure, this, before, areas, side_by_side, breaks.get(measure.name, frozenset()))
                for section, measure in some
            )

        areas = areas_of(chosen)
        figures = figures_of(chosen, areas)
        unprinted = [] if by else [each for each in retired if each not in chosen]
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
            series=tuple(Span(each.year, each.as_of) for each in side_by_side),
            areas_of=ledger.viewpoint.areas_of,
            is_empty=this.is_empty,
            retired=figures_of(unprinted, areas_of(unprinted)),
        )


def sections_of(profile: Profile) -> dict[str, list[Measure]]:
    """The measures under each section of the document: those that the profile names there, else the default ones.

    Where a retired measure is named, those that took its place stand there, unless they are named elsewhere. What no
    section names is under its own one, unless that has measures of its own choice.
    """
    found: dict[str, list[Measure]] = {code: [] for code in profile.sections}
    named = {name for section in profile.sections.values() for name in section.measures}
    placed = named | {each for name in named for each in replaced_by(name)}
    for code, section in profile.sections.items():
        names = [each for name in section.measures for each in replaced_by(name) if each == name or each not in named]
        found[code] = [CURRENT[name] for name in dict.fromkeys(names) if name in CURRENT]
    for measure in CURRENT.values():
        own = profile.sections.get(measure.section)
        if measure.name not in placed and not (own and own.measures):
            found.setdefault(measure.section, []).append(measure)
    return found


def retired_in(profile: Profile) -> list[tuple[str, Measure]]:
    """The retired measures that a profile names, each with its section: others are printed in their place."""
    return [
        (code, MEASURES[name])
        for code, section in profile.sections.items()
        for name in section.measures
        if name in MEASURES and MEASURES[name].retired
    ]


def chosen_measures(
    profile: Profile, names: Sequence[str], section: str, *, as_typed: bool
) -> list[tuple[str, Measure]]:
    """The measures that are asked for, each with its section, in the order of the document or as they were typed.

    By its name, a measure is there too that the document does not show.
    """
    sections = sections_of(profile)
    wanted = [measure_named(name).name for name in names]
    shown = {measure.name for measures in sections.values() for measure in measures}
    for measure in (MEASURES[name] for name in wanted if name not in shown):
        sections.setdefault(measure.section, []).append(measure)
    if section:
        try:
            sections = {(code := notation.read_section(section)): sections[code]}
        except (KeyError, Refused) as error:
            words = [
                _("{name}（{label}）").format(name=code, label=heading.title)
                for code, heading in profile.sections.items()
            ]
            raise unknown_choice(_("報告書の項目"), section, words) from error
        here = {measure.name for measures in sections.values() for measure in measures}
        if set(wanted) - here:
            raise unknown_choice(_("この項目の集計項目"), min(set(wanted) - here), sorted(here))
    found = [
        (code, measure)
        for code, measures in sections.items()
        for measure in measures
        if measure.name in wanted or not wanted
    ]
    return sorted(found, key=lambda each: wanted.index(each[1].name)) if wanted and as_typed else found


def retired_measures(chosen: Sequence[tuple[str, Measure]]) -> list[tuple[str, Measure]]:
    """The retired measures that some of those chosen replace, each under the section of the first of these."""
    found = []
    for measure in MEASURES.values():
        sections = [code for code, each in chosen if each.name in measure.retired]
        found += [(sections[0], measure)] if sections else []
    return found


def with_undivided(
    chosen: list[tuple[str, Measure]], retired: Sequence[tuple[str, Measure]], years: Sequence[YearToDate]
) -> list[tuple[str, Measure]]:
    """The measures that are printed, and behind those of its section a retired one of which some year has tallies."""
    found = [*chosen]
    for section, measure in retired:
        if any(measure.name in year.tallies for year in years):
            last = max(place for place, (code, _measure) in enumerate(found) if code == section)
            found.insert(last + 1, (section, measure))
    return found


def measure_named(text: str) -> Measure:
    """The measure of a name, or of a label in any language; `UnknownWord` (2) with the nearest otherwise."""
    key = notation.folded(text)
    for measure in MEASURES.values():
        if key in (measure.name, *map(notation.folded, measure.names)):
            return measure
    words = [_("{name}（{label}）").format(name=each.name, label=each.label) for each in CURRENT.values()]
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
    published = ledger.publications.definitions() if ledger.last_handed_in() else {}
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
    by_area = {areas[code]: figure for code, figure in this.by_area(measure, this.whole, areas).items()}
    in_areas = {
        label: {period.key: this.figure(measure, period, code) for period in this.periods}
        for code, label in areas.items()
    }
    places = {None: {TO_DATE: total, **months}} | {
        label: {TO_DATE: figure, **in_areas[label]} for label, figure in by_area.items()
    }
    last_months = {period.key: before.figure(measure, period) for period in before.periods}
    last = {TO_DATE: NOT_KNOWN if last_year.since else last_year, **last_months}
    compared = [year.total(measure) for year in series]
    return Figure(
        measure=measure,
        section=section,
        total=total.number,
        by_month={key: month.number for key, month in months.items()},
        by_area=_numbers(by_area) if _is_known(by_area) else None,
        months_by_area={label: _numbers(figures) for label, figures in in_areas.items() if _is_known(figures)},
        areas_overlap=total.number is not None and sum(area.number or 0 for area in by_area.values()) > total.number,
        last_year=last[TO_DATE].number,
        series=tuple(year.number for year in compared),
        breaks=breaks - {this.year.year},
        comparable=before.year.year not in breaks,
        last_months=tuple(_numbers(last_months).values()) if _is_known(last_months) else (),
        since=total.since,
        partial={key: each.partial for key, each in places[None].items() if each.partial},
        last_partial=last_year.partial,
        gaps={
            (key, label): figure.gap
            for label, figures in places.items()
            for key, figure in figures.items()
            if figure.gap
        },
        last_gaps={key: figure.gap for key, figure in last.items() if figure.gap},
        series_gaps=tuple(year.gap for year in compared),
    )


def _numbers(figures: Mapping[str, Known]) -> dict[str, int | None]:
    return {key: figure.number for key, figure in figures.items()}


def _is_known(figures: Mapping[str, Known]) -> bool:
    """Whether anything is known of some figures: a number, or records without one."""
    return any(figure.number is not None or figure.gap for figure in figures.values())
