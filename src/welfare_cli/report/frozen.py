"""A report that is kept: every figure with its definition and the records behind it, as one text.

What was frozen is read back as the same report by every later version of wfc: its measures, its profile and its
footnotes are those of the day on which it was made, and nothing of it is computed again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..ledger import Head
from ..measures import Measure
from ..model.calendar import FiscalYear, months
from ..model.kind import Record
from ..model.kinds import BY_NAME
from ..model.position import for_programs, from_programs
from ..model.profile_kinds import profile_of, records_of
from ..words import JAPANESE, language
from .known import Gap, Partial
from .report import Figure, Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ..ledger import Ledger

FORM = 1
"""The form of the text. A later version of wfc reads every form that there ever was."""


@dataclass(frozen=True, slots=True)
class Row:
    """One counted thing in one area, "" where it has none: the record's number and ref, and the day on which it counts.

    Of a state, `day` is the first day at whose end it is, and `left` the first at whose end it is no longer. Of a sum,
    `number` is what it adds, None where none is entered.
    """

    record: int
    ref: str
    area: str
    day: str
    left: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """A report with the rows behind the figures of each measure, and the language in which its notes are written."""

    report: Report
    rows: Mapping[str, Sequence[Row]]
    language: str


def frozen(ledger: Ledger, report: Report) -> Frozen:
    """A report of this ledger, as it was read in the same moment, with the rows behind its figures."""
    first, last = report.year.first_day, report.as_of
    counted = {each.measure.name: ledger.rows(each.measure, first, last) for each in report.every_figure}
    refs = ledger.refs_of({row.record for rows in counted.values() for row in rows})
    return Frozen(
        report,
        {
            name: tuple(Row(row.record, refs[row.record], row.area, row.day, row.left, row.number) for row in rows)
            for name, rows in counted.items()
        },
        language(),
    )


def written(kept: Frozen) -> str:
    """A frozen report as text: one line of JSON."""
    report = kept.report
    said = {
        "form": FORM,
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
    rows = {each["measure"]["measure"]: tuple(Row(*row) for row in each["rows"]) for each in said["figures"]}
    return Frozen(report, rows, said.get("language", JAPANESE))


def _figure(figure: Figure, rows: Sequence[Row]) -> dict[str, Any]:
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


def _rest_of(row: Row, measure: Measure) -> list[str | int | None]:
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


def _said(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.facts.items() if value is not None}


def _record(kind: str, ref: str, facts: dict[str, Any]) -> Record:
    return Record(
        BY_NAME[kind], ref, {name: tuple(each) if isinstance(each, list) else each for name, each in facts.items()}
    )
