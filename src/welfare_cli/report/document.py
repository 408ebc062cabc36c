"""The document that the office hands in, as a value: its parts and headings, each with what came of the work.

The figures stand in the sentences of the profile (`report/sentences.py`), the narratives are the outcomes of the year,
and beside them stands what is planned, and what was planned for a day that is past.
"""

from __future__ import annotations

from itertools import groupby

from ..model.calendar import as_of_words, day_after, wareki
from ..model.kinds import BY_NAME, PLANNED
from ..values import value
from ..words import _
from .build import report_of, sections_of
from .comparison import compared
from .crosses import crosses_of, in_appendix
from .sentences import Sentences, Wording

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..ledger import Ledger
    from ..model.kind import Record
    from ..model.profile import Section
    from .crosses import Cross
    from .published.register import Publication
    from .report import Report


@value
class Statement:
    """One thing that is said under a heading: a `figure`, a `narrative`, or something `planned` or `overdue`.

    `ref` is the record of which it speaks, "" for a figure.
    """

    kind: str
    text: str
    ref: str = ""


@value
class Heading:
    """A numbered heading: its purpose, and what came of it."""

    code: str
    number: str
    title: str
    purpose: str
    statements: Sequence[Statement]


@value
class Part:
    """A part of the document with its headings."""

    number: str
    title: str
    headings: Sequence[Heading]


class Document:
    """All that the document says: its title and dates, its parts, and for the tables behind it the reports.

    `report` has the figures by month and area, `crosses` those by fields of the records, `publication` the name under
    which they were frozen, "" of today's. `counted_again`: the publication has no copy of its crosses, which were
    counted again at its entry. `made_on` is the day on which it is made; `said` are the texts of the placeholders that
    an office's own form has.
    """

    __slots__ = (
        "as_of",
        "counted_again",
        "crosses",
        "dated",
        "made_on",
        "office",
        "parts",
        "publication",
        "report",
        "said",
        "title",
        "wording",
    )

    def __init__(
        self,
        title: str,
        as_of: str,
        dated: str,
        office: Sequence[str],
        parts: Sequence[Part],
        report: Report,
        crosses: Sequence[Report],
        publication: str,
        made_on: str,
        said: Mapping[str, str],
        *,
        counted_again: bool,
    ) -> None:
        self.title = title
        self.as_of = as_of
        self.dated = dated
        self.office = office
        self.parts = parts
        self.report = report
        self.crosses = crosses
        self.publication = publication
        self.made_on = made_on
        self.said = said
        self.counted_again = counted_again
        self.wording = Wording(report.profile)


def document_of(
    ledger: Ledger,
    as_of: str,
    dated: str,
    publication: Publication | None = None,
    asked: Iterable[str] = (),
    compare: str = "",
) -> Document:
    """The document as of a day, inclusive, which bears a date; of a publication, with the figures that were frozen.

    What is not frozen with a publication (narratives, what was planned, the tables by fields of one of form 1, other
    lists that an office's own form asks for) is read as it was known then. `asked` are the placeholders of such a form;
    `compare` is that of `comparison.compared`. `Refused` (4) for a placeholder that there is not.
    """
    today = ledger.today()
    if publication is None:
        with ledger.reading():
            report = compared(report_of(ledger, as_of), compare)
            return _Writer(ledger, report, [*crosses_of(ledger, report)]).document(dated, "", today, asked)
    kept = publication.kept
    with ledger.at(publication.known_at) as then:
        report = compared(kept.report, compare)
        crosses = [*crosses_of(then, report)] if kept.crosses is None else kept.crosses
        return _Writer(then, report, crosses).document(publication.dated, publication.name, today, asked)


class _Writer:
    def __init__(self, ledger: Ledger, report: Report, crosses: Sequence[Cross]) -> None:
        self.ledger = ledger
        self.report = report
        self.crosses = {each.asked: each for each in crosses}
        self.profile = report.profile
        self.sentences = Sentences(ledger, report, crosses)
        self.wording = self.sentences.wording

    def document(self, dated: str, publication: str, made_on: str, asked: Iterable[str]) -> Document:
        """The whole document."""
        settings = self.profile.settings
        year = self.wording.day(self.report.year.label())
        appendix = [self.crosses[asked] for asked in in_appendix(self.report) if asked in self.crosses]
        return Document(
            title=_("{year}{title}").format(year=year, title=settings["report_title"]),
            as_of=_("{as_of}報告").format(as_of=self.wording.day(as_of_words(self.report.as_of))),
            dated=self.wording.day(wareki(dated)),
            office=[
                line
                for line in (
                    settings["organisation"],
                    " ".join(filter(None, (settings["department"], settings["section"]))),
                )
                if line
            ],
            parts=[*self.parts()],
            report=self.report,
            crosses=[each.report for each in appendix if not each.is_empty],
            publication=publication,
            made_on=made_on,
            said={text: self.sentences.put(text) for text in asked},
            counted_again=bool(publication) and not all(each.kept for each in self.crosses.values()),
        )

    def parts(self) -> Iterator[Part]:
        """The parts, each with the headings that stand one after the other in the profile."""
        outcomes = self.outcomes()
        planned = self.planned()
        for (roman, title), sections in groupby(
            self.profile.sections.values(), lambda each: (each.code.partition("-")[0], each.part)
        ):
            yield Part(
                roman,
                title,
                [
                    Heading(
                        each.code,
                        each.code.partition("-")[2],
                        each.title,
                        each.purpose,
                        [*self.figures(each), *outcomes.get(each.code, ()), *planned.get(each.code, ())],
                    )
                    for each in sections
                ],
            )

    def figures(self, section: Section) -> Iterator[Statement]:
        """The figures of a section in the office's sentences, or in the usual one of each of its measures."""
        said = [self.sentences.of(each) for each in section.sentences]
        if not section.sentences:
            shown = {figure.measure.name for figure in self.report.figures}
            said = [
                self.sentences.usual(each)
                for each in sections_of(self.profile)[section.code]
                if each.name in shown and (each.has_sentence or each.name in section.measures)
            ]
        return (Statement("figure", each) for each in said if each)

    def outcomes(self) -> dict[str, list[Statement]]:
        """The narratives of the year by section; one that bears a date only from that day on."""
        found: dict[str, list[Statement]] = {}
        records = [
            each
            for each in self.ledger.records(BY_NAME["outcome"])
            if each["fiscal_year"] == self.report.year.year and each.text("date") <= self.report.as_of
        ]
        for each in sorted(records, key=lambda each: (int(each.text("order") or 0), each.ref)):
            found.setdefault(each.text("section"), []).append(Statement("narrative", each.text("text"), each.ref))
        return found

    def planned(self) -> dict[str, list[Statement]]:
        """What is planned for the rest of the year by section, after what should have been before."""
        year, as_of = self.report.year, self.report.as_of
        found: dict[str, list[Statement]] = {}
        for kind, first, last in (
            ("overdue", year.first_day, as_of),
            ("planned", day_after(as_of), year.last_day),
        ):
            for each in self.ledger.lookup.planned(first, last):
                found.setdefault(self.section_of(each), []).append(Statement(kind, self.plan(each, kind), each.ref))
        return found

    def section_of(self, record: Record) -> str:
        """The section that speaks of a record that is planned: its own, or that of the measure which will count it."""
        if record.kind.name == "activity" and record["section"]:
            return record.text("section")
        measure = record.kind.measured_as(record) if record.kind.measured_as else ""
        return next((each.section for each in self.report.figures if each.measure.name == measure), "")

    def plan(self, record: Record, kind: str) -> str:
        """One planned thing in a line: its day, what it is, and where."""
        day, _status = PLANNED[record.kind]
        areas = [self.profile.label("areas", code) for code in record.items("areas")] if "areas" in record.facts else []
        what = record.text("title") if "title" in record.facts else ""
        if not what:
            label = "course" if record.kind.name == "enrolment" else "kind"
            what = record.kind.by_name[label].shown(record[label], self.profile)
        words = {
            "planned": _("予定：{day} {what}{where}"),
            "overdue": _("予定日を過ぎ，まだ実施の記録がないもの：{day} {what}{where}"),
        }[kind]
        return words.format(
            day=self.wording.day(wareki(record.text(day))),
            what=what,
            where=_("（{words}）").format(words=self.wording.listed(areas)) if areas else "",
        )
