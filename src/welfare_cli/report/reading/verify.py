"""Whether the figures of a finished document are those of the ledger."""

from __future__ import annotations

import unicodedata

from ...errors import Refused, UnknownWord
from ...model import calendar, notation
from ...model.profile import RESERVED_AREAS
from ...values import value
from ...words import _
from ..build import report_of
from ..sentences import placeholders
from .statements import CERTAIN, LIKELY, VAGUE, FigureInText, Interpretation, statements
from .vocabulary import DATED, FIRST_DAY, RECUT, SPANNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ...ledger import Ledger
    from ..published.register import Publication
    from ..report import Report
    from .statements import Line

MATCHES, DIFFERS, UNKNOWN = "matches", "differs", "not_derivable"
DIGITS = {CERTAIN: 1, LIKELY: 2, VAGUE: 3}
"""So many digits must a number have at least to be taken for a slip: of shorter ones, too many are like any figure."""
LISTED = {"exchange_meeting": ("agency",), "grant_application": ("kind", "status")}
"""The lists that a document may speak of, beside those in the sentences of the profile."""


@value
class CheckedFigure:
    """A figure of a document, of what it speaks, what the ledger says, None where it says nothing, and the verdict."""

    statement: FigureInText
    reading: Interpretation
    expected: int | None
    verdict: str


@value
class Verification:
    """What came of the figures of a document, in their order, with the report that they were held against."""

    name: str
    report: Report
    publication: str
    findings: Sequence[CheckedFigure]

    def number(self, verdict: str) -> int:
        """How many figures came out so."""
        return sum(each.verdict == verdict for each in self.findings)


def verify(
    ledger: Ledger, name: str, lines: Sequence[Line], as_of: str = "", publication: Publication | None = None
) -> Verification:
    """Hold the figures of a document against the ledger as of a day, or against a publication.

    Without either, the document says of which day it is; `UnknownWord` (2) where it does not.
    """
    if publication is not None:
        with ledger.at(publication.known_at) as then:
            return _verified(then, name, lines, publication.kept.report, publication.name)
    cut = RECUT.search(_joined(lines))
    if cut:  # the document says in the areas of which day it counts
        ledger.use_areas_of(notation.read_day(cut.group(1)))
    with ledger.reading():
        return _verified(ledger, name, lines, report_of(ledger, as_of or as_of_in(lines)), "")


def _joined(lines: Iterable[Line]) -> str:
    """A document as one line in half width, as what is said in it may be broken anywhere."""
    return unicodedata.normalize("NFKC", "".join("".join(line.text.split()) for line in lines))


def as_of_in(lines: Iterable[Line]) -> str:
    """The day of which a document says that it is: 令和６年１２月末時点, １２月１５日現在, ４月から１２月末まで."""
    text = _joined(lines)
    found = DATED.search(text) or SPANNED.search(text)
    if found:
        *months, day = found.groups()
        month = "".join(months)
        try:
            read = notation.read_day(month + (day or FIRST_DAY))
            return read if day else calendar.last_day_of_month(read[:7])
        except Refused:
            pass
    raise UnknownWord(
        _("何日現在の文書かが、文書から分かりません。"), _("--as-of 2024-12-31 のように、基準日を指定してください。")
    )


def _verified(ledger: Ledger, name: str, lines: Sequence[Line], report: Report, publication: str) -> Verification:
    lists = _lists(ledger, report)
    values = {measure: {axis: [*found] for axis, found in axes.items()} for measure, axes in lists.items()}
    judge = _Judge(report, lists)
    findings = [found for each in statements(lines, report, values) if (found := judge.finding(each))]
    return Verification(name, report, publication, findings)


def _lists(ledger: Ledger, report: Report) -> dict[str, dict[str, dict[str, int]]]:
    """The numbers of the lists that a document may speak of, by measure, axis and value."""
    wanted = {name: dict.fromkeys(axes) for name, axes in LISTED.items()}
    for section in report.profile.sections.values():
        for sentence in section.sentences:
            for each in placeholders(sentence):
                if each.measure is not None:
                    wanted.setdefault(each.measure.name, {}).update(dict.fromkeys(each.axes))
    known = {figure.measure.name for figure in report.every_figure}
    found: dict[str, dict[str, dict[str, int]]] = {}
    for name in wanted.keys() & known:
        for axis in wanted[name]:
            if axis in ("area", "joint"):
                continue
            breakdown = report_of(ledger, report.as_of, measures=(name,), by=(axis,)).breakdown
            assert breakdown is not None
            shown = breakdown.axes[0].values
            numbers = {shown[str(cell.values[0])]: cell.number for cell in breakdown.cells if cell.number is not None}
            found.setdefault(name, {})[axis] = numbers
    return found


class _Judge:
    def __init__(self, report: Report, lists: Mapping[str, Mapping[str, Mapping[str, int]]]) -> None:
        self.report = report
        self.lists = lists
        self.figures = {figure.measure.name: figure for figure in report.every_figure}

    def finding(self, statement: FigureInText) -> CheckedFigure | None:
        """A statement beside what the ledger says; None where its words tell too little to say anything.

        It differs where its best reading is certain, or where all but one digit are those of a figure that it may be.
        """
        number = statement.number
        beside = [(each, self.expected(each, number)) for each in statement.readings]
        for reading, expected in beside:
            is_told = reading.grade > VAGUE or number >= 10 or reading.scope not in ("", "total")
            if is_told and expected is not None and self.is_same(reading, expected, number):
                return CheckedFigure(statement, reading, expected, MATCHES)
        best, expected = beside[0]
        if best.grade == CERTAIN and expected is not None:
            return CheckedFigure(statement, best, expected, DIFFERS)
        slips = [each for each in beside if each[1] is not None and is_slip(number, each[1], DIGITS[each[0].grade])]
        if len(slips) == 1:
            return CheckedFigure(statement, *slips[0], DIFFERS)
        return CheckedFigure(statement, best, expected, UNKNOWN) if best.grade > VAGUE else None

    def is_same(self, reading: Interpretation, expected: int, number: int) -> bool:
        """Whether a number is the one that the ledger says."""
        return number == abs(expected) if reading.scope == "difference" else number == expected

    def expected(self, reading: Interpretation, number: int) -> int | None:
        """What the ledger says of a reading, None where it says nothing of the kind."""
        figure, scope, value = self.figures[reading.measure.name], reading.scope, reading.value
        if scope == "total":
            return figure.total
        if scope == "last_year":
            return figure.last_year
        if scope == "difference":
            return None if figure.difference is None else figure.difference * (-1 if value == "-" else 1)
        if scope == "month":
            wanted = f"-{value}"
            return next((figure.by_month[each.key] for each in self.report.months if each.key.endswith(wanted)), None)
        if scope == "area" and figure.by_area is not None:
            return figure.by_area.get(value, 0)
        if scope == "each_area" and figure.by_area is not None:
            terms = self.report.profile.lists["areas"]
            labels = [terms[code].label for code in terms if code not in RESERVED_AREAS]
            own = [each for label in labels if (each := figure.by_area.get(label)) is not None]
            if value == "or_total" and number not in own:
                return figure.total
            return next((each for each in own if each != number), own[0] if own else None)
        return self.lists.get(reading.measure.name, {}).get(scope, {}).get(value) if scope else None


def is_slip(number: int, expected: int, digits: int) -> bool:
    """Whether a number of so many digits at least is another one but for one digit: a slip of the hand."""
    one, other = str(number), str(expected)
    return len(one) == len(other) >= digits and sum(a != b for a, b in zip(one, other, strict=True)) == 1
