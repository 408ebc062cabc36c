"""The sentences of the document: an office's words with placeholders, and the figures that take their place.

    {year}{as_of} 新規個別相談件数{new_individual}

A placeholder is `{year}` or `{as_of}`, or a measure by its name; `{exchange_meeting.agency}` is a list by an axis of
the measure (or two of them), with other words between value and number after a colon, `{network_meeting.area}` the one
by area, and `{network_meeting.joint}` the areas that met together. A sentence whose list is empty is left out.
"""

from __future__ import annotations

import re

from ..errors import Problem, Refused, UnknownWord
from ..model import calendar, notation
from ..model.calendar import DayInWords, in_full_width, month_words
from ..model.position import for_people
from ..model.profile import RESERVED_AREAS
from ..words import _
from .build import measure_named, report_of
from .footnotes import reported
from .report import TO_DATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..ledger import Ledger
    from ..measures import Measure
    from ..model.profile import Profile
    from .crosses import Cross
    from .known import Gap
    from .report import Figure, Report

DATES = ("year", "as_of")
AREA, JOINT = "area", "joint"
PUNCTUATION = " 　、，。：:※・"
BRACES = re.compile(r"\{([^{}]*)\}")


class Placeholder:
    """What stands in braces: a date, or a measure with the axes of its list and the words before each number."""

    __slots__ = ("axes", "measure", "name", "words")

    def __init__(self, text: str) -> None:
        said, _colon, self.words = text.partition(":")
        self.name, *axes = said.split(".")
        self.axes = tuple(axes)
        self.measure = None if self.name in DATES and not axes else measure_named(self.name)

    @property
    def is_table(self) -> bool:
        """Whether it is a list that is counted by axes, and not read from the figures of the report."""
        return bool(self.axes) and self.axes not in ((AREA,), (JOINT,))


def placeholders(sentence: str) -> list[Placeholder]:
    """The placeholders of a sentence, in their order; `Refused` (4) for one that there is not, which it names."""
    found = []
    for text in BRACES.findall(sentence):
        try:
            found.append(Placeholder(text))
        except UnknownWord as error:
            raise _unknown(text, error.problems[0].remedy) from error
    return found


def words_before(sentence: str) -> list[tuple[str, str]]:
    """The words of a sentence that stand before each figure of a measure, and the name of the measure."""
    parts = BRACES.split(sentence)
    words = (part.strip(PUNCTUATION) for part in parts[::2])
    named = (Placeholder(text) for text in parts[1::2])
    return [
        (before, each.measure.name)
        for before, each in zip(words, named, strict=False)
        if each.measure and not each.axes and before
    ]


def _unknown(text: str, remedy: str) -> Refused:
    return Refused(
        Problem(
            "unknown-word",
            _("「{{{text}}}」という差し込みはありません。").format(text=notation.quoted(text)),
            _("{near}。差し込めるのは year、as_of と、wfc measures の名前です。").format(near=remedy),
        )
    )


class Wording:
    """How an office writes numbers and lists in its document."""

    def __init__(self, profile: Profile) -> None:
        self.settings = profile.settings

    def number(self, number: int | None) -> str:
        """A number: １，８１８; what is not available is …."""
        if number is None:
            return "…"
        text = f"{abs(number):,}".replace(",", self.settings["thousands"])
        text = self.digits(text)
        return _("▲{number}").format(number=text) if number < 0 else text

    def figure(self, measure: Measure, number: int | None, gap: Gap | None = None) -> str:
        """A number with the unit of its measure and what is missing in it: ３２２件, ９６人（１２件中５件は未記入）."""
        figure = f"{self.number(number)}{measure.unit.partition('（')[0]}"
        return _("{figure}（{gap}）").format(figure=figure, gap=self.digits(gap.words)) if gap else figure

    def digits(self, text: str) -> str:
        """A text with its digits as the office writes them."""
        return calendar.in_full_width(text) if self.settings["digits"] == "full" else text

    def listed(self, parts: list[str]) -> str:
        """Several things one after the other."""
        return self.settings["comma"].join(parts)

    def day(self, text: str) -> str:
        """The digits and the first year of an era in a day or year that was put into words, as the office writes it."""
        if self.settings["first_year"] == "number":
            text = calendar.first_year_as_number(text)
        return text if self.settings["digits"] == "full" else calendar.in_half_width(text)


class Sentences:
    """Makes the sentences of one report from its figures and tables.

    A list that is none of those tables (in an office's own form) is read from the ledger as it is known there.
    """

    def __init__(self, ledger: Ledger, report: Report, crosses: Iterable[Cross]) -> None:
        self.ledger = ledger
        self.report = report
        self.crosses = {each.asked: each.breakdown for each in crosses}
        self.wording = Wording(report.profile)
        self.totals = {figure.measure.name: figure for figure in report.every_figure}

    def of(self, sentence: str) -> str:
        """A sentence with its figures, "" where a list that it speaks of is empty."""
        said = {text: self.put(text) for text in BRACES.findall(sentence)}
        if not all(said.values()):
            return ""
        return BRACES.sub(lambda found: said[found.group(1)], sentence)

    def put(self, text: str) -> str:
        """What stands in the place of a placeholder, given without its braces."""
        return self.said(placeholders(f"{{{text}}}")[0])

    def usual(self, measure: Measure) -> str:
        """The sentence of a measure for which the office has none of its own."""
        return _("{year}{as_of} {label}{figure}").format(
            year=self.wording.day(self.report.year.label()),
            as_of=self.as_of(),
            label=measure.label,
            figure=self.figure(measure),
        )

    def as_of(self) -> str:
        """The as-of date without its year: １２月末時点, １２月１５日現在."""
        day = DayInWords.fromisoformat(self.report.as_of)
        words = (
            _("{day.month}月末時点") if calendar.is_month_end(self.report.as_of) else _("{day.month}月{day.day}日現在")
        )
        return self.wording.day(calendar.in_full_width(words.format(day=day)))

    def figure(self, measure: Measure) -> str:
        """The figure of the year so far."""
        found = self.figures_of(measure)
        remarks = [_("{month}から").format(month=month_words(found.since[:7]))] if found.since else []
        remarks += [reported(found.partial[TO_DATE])] if TO_DATE in found.partial else []
        gap = found.gap()
        remarks += [gap.words] if gap else []
        words = _("（{words}）").format(words=self.wording.listed(remarks)) if remarks else ""
        return f"{self.wording.figure(measure, found.total)}{self.wording.day(in_full_width(words))}"

    def figures_of(self, measure: Measure) -> Figure:
        """The figures of a measure, also of one that no section shows."""
        if measure.name not in self.totals:
            (self.totals[measure.name],) = report_of(self.ledger, self.report.as_of, measures=(measure.name,)).figures
        return self.totals[measure.name]

    def said(self, placeholder: Placeholder) -> str:
        """What stands in the place of a placeholder."""
        measure = placeholder.measure
        if measure is None:
            return self.as_of() if placeholder.name == "as_of" else self.wording.day(self.report.year.label())
        if not placeholder.axes:
            return self.figure(measure)
        if not placeholder.is_table:
            return self.by_area(measure) if placeholder.axes == (AREA,) else self.wording.listed(self.joint(measure))
        try:
            return self.wording.listed(self.by_axes(measure, placeholder.axes, placeholder.words))
        except UnknownWord as error:
            raise _unknown(".".join((placeholder.name, *placeholder.axes)), error.problems[0].remedy) from error

    def is_known(self, measure: Measure) -> bool:
        """Whether the report has anything of a measure, so that a list without a figure is not an empty one."""
        return self.figures_of(measure).total != 0

    def by_area(self, measure: Measure) -> str:
        """The figures of the areas: once for all of them where they are the same."""
        found = self.figures_of(measure)
        if found.by_area is None:
            return self.wording.number(None)
        terms = self.report.profile.lists["areas"]
        own = {terms[code].label for code in terms if code not in RESERVED_AREAS} & found.by_area.keys()
        figures = {
            label: self.wording.figure(measure, number, found.gap(TO_DATE, label))
            for label, number in found.by_area.items()
            if label in own or number != 0 or found.gap(TO_DATE, label)
        }
        if len(set(figures.values())) == 1 and figures.keys() == own:
            return _("圏域ごとに{figure}").format(figure=next(iter(figures.values())))
        return self.wording.listed([f"{for_people(label)}{figure}" for label, figure in figures.items()])

    def joint(self, measure: Measure) -> list[str]:
        """The areas of what was held by several of them together, each such group once."""
        areas: dict[int, set[str]] = {}
        for row in self.ledger.figures.rows(measure, self.report.year.first_day, self.report.as_of):
            areas.setdefault(row.record, set()).add(row.area)
        labels = self.report.profile.lists["areas"]
        groups = dict.fromkeys(
            tuple(code for code in labels if code in some) for some in areas.values() if len(some) > 1
        )
        return [
            _("{number}圏域合同（{areas}）").format(
                number=self.wording.number(len(group)),
                areas=self.wording.listed([labels[code].label for code in group]),
            )
            for group in groups
        ]

    def by_axes(self, measure: Measure, axes: tuple[str, ...], words: str) -> list[str]:
        """The figures by one axis, or by two: the second one in brackets."""
        found = self.crosses.get(((measure.name,), axes))
        if found is None:
            found = report_of(self.ledger, self.report.as_of, measures=(measure.name,), by=axes).breakdown
        assert found is not None
        cells = {cell.values: cell for cell in (*found.cells, *found.totals)}
        is_unknown = all(cell.number is None and not cell.gap for values, cell in cells.items() if any(values))
        if is_unknown and self.is_known(measure):
            return [self.wording.number(None)]
        down, *across = found.axes
        parts = []
        for value, shown in down.values.items():
            cell = cells.get((value, *(None for _axis in across)))
            if cell is None or not (cell.number or cell.gap):
                continue
            inside = [
                (name, cells[value, other])
                for axis in across
                for other, name in axis.values.items()
                if (value, other) in cells and (cells[value, other].number or cells[value, other].gap)
            ]
            kept = [
                name if len(inside) == 1 else f"{name}{self.wording.figure(measure, each.number, each.gap)}"
                for name, each in inside
            ]
            brackets = _("（{words}）").format(words=self.wording.listed(kept)) if kept else ""
            parts.append(f"{shown}{words}{self.wording.figure(measure, cell.number, cell.gap)}{brackets}")
        return parts
