"""A report that is kept: every figure and table of its document with the records behind it, as one text.

What was frozen is read back as the same report by every later version of wfc: its measures, its profile and its
footnotes are those of the day on which it was made, and nothing of it is computed again. A difference from last year
and a percentage follow from the numbers that are kept. Form 1 has no tables by fields of the records.
"""

from __future__ import annotations

import json

from ...ledger import Head
from ...measures import Measure
from ...model.calendar import FiscalYear, months
from ...model.kind import Record
from ...model.kinds import BY_NAME
from ...model.position import for_programs, from_programs
from ...model.profile_kinds import profile_of, records_of
from ...model.publication import totals_said
from ...values import value
from ...words import JAPANESE, language
from ..axis_values import of_records
from ..crosses import Cross
from ..known import Gap, Partial
from ..report import Breakdown, BreakdownAxis, BreakdownCell, Figure, Report
from .cells import CountedRow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from ...ledger import Ledger

FORM = 2
"""The form of the text. A later version of wfc reads every form that there ever was."""


@value
class Frozen:
    """A report with the rows behind the figures of each measure, and the language in which its notes are written.

    `crosses` are the tables by fields of the records that its document prints, None where they were not kept.
    """

    report: Report
    rows: Mapping[str, Sequence[CountedRow]]
    language: str
    crosses: Sequence[Cross] | None = None


def frozen(ledger: Ledger, report: Report, crosses: Iterable[Cross] | None = None) -> Frozen:
    """A report of this ledger, as it was read in the same moment, with the rows behind its figures and tables."""
    first, last = report.year.first_day, report.as_of
    counted = {each.measure.name: ledger.figures.rows(each.measure, first, last) for each in report.every_figure}
    refs = ledger.figures.refs_of({row.record for rows in counted.values() for row in rows})
    return Frozen(
        report,
        {
            name: tuple(
                CountedRow(row.record, refs[row.record], row.area, row.day, row.left, row.number) for row in rows
            )
            for name, rows in counted.items()
        },
        language(),
        None if crosses is None else tuple(crosses),
    )


def written(kept: Frozen, known_at: str) -> str:
    """A frozen report as text: one line of JSON. Its beginning is read without the rest (`model/publication.py`)."""
    report = kept.report
    said = {
        "form": FORM,
        "known_at": known_at,
        "totals": totals_said({each.measure.name: (each.total, each.last_year) for each in report.figures}),
        "language": kept.language,
        "as_of": report.as_of,
        "fiscal_year": report.year.year,
        "opening_month": report.year.opening_month,
        "last_year_to": report.last_year_to,
        "areas": [*map(for_programs, report.areas)],
        "figures": [
            *(_figure(figure, kept.rows[figure.measure.name]) for figure in report.figures),
            *({**_figure(figure, kept.rows[figure.measure.name]), "retired": True} for figure in report.retired),
        ],
        "crosses": [_cross(each) for each in kept.crosses or ()],
        "footnotes": list(report.footnotes),
        "profile": [[each.kind.name, each.ref, _said(each)] for each in records_of(report.profile)],
        "entry": report.head.number,
        "chain_head": report.head.hash,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Frozen:
    """A frozen report, from its text."""
    said = json.loads(text)
    year = FiscalYear(said["fiscal_year"], said["opening_month"])
    figures = tuple(map(_figure_of, said["figures"]))
    report = Report(
        as_of=said["as_of"],
        year=year,
        last_year_to=said["last_year_to"],
        months=months(year, said["as_of"]),
        areas=tuple(map(from_programs, said["areas"])),
        figures=tuple(figure for figure, each in zip(figures, said["figures"], strict=True) if not each.get("retired")),
        breakdown=None,
        footnotes=tuple(said["footnotes"]),
        profile=profile_of(_record(*each) for each in said["profile"]),
        head=Head(said["entry"], said["chain_head"]),
        retired=tuple(figure for figure, each in zip(figures, said["figures"], strict=True) if each.get("retired")),
    )
    rows = {each["measure"]["measure"]: tuple(CountedRow(*row) for row in each["rows"]) for each in said["figures"]}
    crosses = [_cross_of(each, report) for each in said["crosses"]] if "crosses" in said else None
    return Frozen(report, rows, said.get("language", JAPANESE), crosses)


def _figure(figure: Figure, rows: Sequence[CountedRow]) -> dict[str, Any]:
    return {
        "measure": figure.measure.header,
        "sql": figure.measure.sql,
        "section": figure.section,
        "total": figure.total,
        "by_month": dict(figure.by_month),
        "by_area": None if figure.by_area is None else _named(figure.by_area, for_programs),
        "months_by_area": _named(figure.months_by_area, for_programs),
        "areas_overlap": figure.areas_overlap,
        "last_year": figure.last_year,
        "last_months": list(figure.last_months),
        "breaks": sorted(figure.breaks),
        "comparable": figure.comparable,
        "since": figure.since,
        "partial": {key: _partial(each) for key, each in figure.partial.items()},
        "last_partial": figure.last_partial and _partial(figure.last_partial),
        "rows": [[row.record, row.ref, row.area, row.day, *_rest_of(row, figure.measure)] for row in rows],
    } | (_gaps(figure) if figure.measure.sum else {})


def _rest_of(row: CountedRow, measure: Measure) -> list[str | int | None]:
    return [None, row.number] if measure.sum else [row.left] if row.left else []


def _gaps(figure: Figure) -> dict[str, Any]:
    """What is missing in the figures of a sum: period and area, then of how many how many."""
    return {
        "gaps": [
            [period, None if area is None else for_programs(area), gap.counted, gap.missing]
            for (period, area), gap in figure.gaps.items()
        ],
        "last_gaps": [[period, gap.counted, gap.missing] for period, gap in figure.last_gaps.items()],
    }


def _named(by_area: Mapping[str, Any], naming: Callable[[str], str]) -> dict[str, Any]:
    """What is kept by area, under other names of the areas."""
    return {naming(area): value for area, value in by_area.items()}


def _partial(partial: Partial) -> list[Any]:
    return [partial.reported, partial.areas, sorted(partial.left_out)]


def _figure_of(said: dict[str, Any]) -> Figure:
    return Figure(
        measure=Measure(said["measure"], said["sql"]),
        section=said["section"],
        total=said["total"],
        by_month=said["by_month"],
        by_area=None if said["by_area"] is None else _named(said["by_area"], from_programs),
        months_by_area=_named(said["months_by_area"], from_programs),
        areas_overlap=said["areas_overlap"],
        last_year=said["last_year"],
        breaks=frozenset(said["breaks"]),
        comparable=said["comparable"],
        last_months=tuple(said.get("last_months", ())),
        since=said.get("since", ""),
        partial={key: Partial(*each) for key, each in said.get("partial", {}).items()},
        last_partial=Partial(*said["last_partial"]) if said.get("last_partial") else None,
        gaps={
            (period, None if area is None else from_programs(area)): Gap(*gap)
            for period, area, *gap in said.get("gaps", ())
        },
        last_gaps={period: Gap(*gap) for period, *gap in said.get("last_gaps", ())},
    )


def _cross(cross: Cross) -> dict[str, Any]:
    """A table with the rows behind it; the words of an axis stand once, and whatever has one of them has its place.

    After them stand the keys of rows that the table does not print: it has no number where a tally has no part. A row
    of a sum has its number where that of a state has the day on which it left.
    """
    axes = cross.breakdown.axes
    places = [{value: place for place, value in enumerate(axis.keys.values())} for axis in axes]
    fields = [axis for axis in axes if axis.of_records]
    every = [
        [*dict.fromkeys((*axis.keys, *(row.values[field] for rows in cross.rows.values() for row in rows)))]
        for field, axis in enumerate(fields)
    ]
    unprinted = {axis.name: keys[len(axis.keys) :] for axis, keys in zip(fields, every, strict=True)}
    of_fields = [{key: place for place, key in enumerate(keys)} for keys in every]

    def cells(some: Sequence[BreakdownCell]) -> list[Any]:
        return [
            [
                cell.measure.name,
                [None if value is None else of[value] for value, of in zip(cell.values, places, strict=True)],
                *_limited(cell),
            ]
            for cell in some
        ]

    return {
        "measures": [measure.name for measure in cross.measures],
        "axes": [
            [
                axis.name,
                axis.label,
                [[value, axis.values[value], key] for key, value in axis.keys.items()],
                unprinted.get(axis.name, []),
            ]
            for axis in axes
        ],
        "cells": cells(cross.breakdown.cells),
        "totals": cells(cross.breakdown.totals),
        "percent_of": cross.breakdown.percent_of,
        "with_zeros": cross.breakdown.with_zeros,
        "footnotes": list(cross.report.footnotes),
        "rows": {
            measure.name: [
                [row.record, row.ref, row.area, row.day, row.number if measure.sum else row.left]
                + [of[key] for of, key in zip(of_fields, row.values, strict=True)]
                for row in cross.rows[measure.name]
            ]
            for measure in cross.measures
        },
    }


def _limited(cell: BreakdownCell) -> list[Any]:
    """The number of a cell, and what has to be said with it, up to the last that there is."""
    gap = cell.gap and [cell.gap.counted, cell.gap.missing]
    found = [cell.number, cell.base, cell.since, cell.partial and _partial(cell.partial), gap]
    while len(found) > 1 and found[-1] in (None, ""):
        found.pop()
    return found


def _limits_of(
    base: int | None = None, since: str = "", partial: Sequence[Any] | None = None, gap: Sequence[int] | None = None
) -> dict[str, Any]:
    """What has to be said with the number of a cell, from what stands after it."""
    return {
        "base": base,
        "since": since,
        "partial": Partial(*partial) if partial else None,
        "gap": Gap(*gap) if gap else None,
    }


def _cross_of(said: dict[str, Any], report: Report) -> Cross:
    """A table from its text, beside the report whose figures it counts by other axes."""
    figures = {figure.measure.name: figure for figure in report.figures}
    axes = [
        BreakdownAxis(
            name, label, of_records(name), {each[0]: each[1] for each in words}, {each[2]: each[0] for each in words}
        )
        for name, label, words, _unprinted in said["axes"]
    ]
    values = [[*axis.keys.values()] for axis in axes]
    unprinted = [each[3] for each in said["axes"]]
    keys = [[*axis.keys, *others] for axis, others in zip(axes, unprinted, strict=True) if axis.of_records]

    def cells(some: list[Any]) -> tuple[BreakdownCell, ...]:
        return tuple(
            BreakdownCell(
                figures[name].measure,
                tuple(None if place is None else of[place] for place, of in zip(places, values, strict=True)),
                number,
                **_limits_of(*limits),
            )
            for name, places, number, *limits in some
        )

    def row(measure: Measure, named: list[Any]) -> CountedRow:
        record, ref, area, day, rest, *places = named
        left, number = (None, rest) if measure.sum else (rest, None)
        return CountedRow(
            record, ref, area, day, left, number, tuple(of[at] for at, of in zip(places, keys, strict=True))
        )

    return Cross(
        Report(
            as_of=report.as_of,
            year=report.year,
            last_year_to=report.last_year_to,
            months=report.months,
            areas=report.areas,
            figures=tuple(figures[name] for name in said["measures"]),
            breakdown=Breakdown(
                tuple(axes), cells(said["cells"]), cells(said["totals"]), said["percent_of"], said["with_zeros"]
            ),
            footnotes=tuple(said["footnotes"]),
            profile=report.profile,
            head=report.head,
        ),
        {name: tuple(row(figures[name].measure, each) for each in rows) for name, rows in said["rows"].items()},
        kept=True,
    )


def _said(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.facts.items() if value is not None}


def _record(kind: str, ref: str, facts: dict[str, Any]) -> Record:
    return Record(
        BY_NAME[kind], ref, {name: tuple(each) if isinstance(each, list) else each for name, each in facts.items()}
    )
