"""Whether the figures of a finished document are those of the ledger."""

from __future__ import annotations

import unicodedata

from ..errors import Refused, UnknownWord
from ..model import calendar, notation
from ..model.profile import RESERVED_AREAS
from ..words import _
from .build import report_of
from .sentences import placeholders
from .statements import Statement, statements
from .vocabulary import DATED, FIRST_DAY, SPANNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..ledger import Ledger
    from .publications import Publication
    from .report import Figure, Report
    from .statements import Line

MATCHES, DIFFERS, UNKNOWN = "matches", "differs", "not_derivable"
LISTED = {"exchange_meeting": ("agency",), "grant_application": ("kind", "status")}
"""The lists that a document may speak of, beside those in the sentences of the profile."""


class Finding:
    """A figure of a document, what the ledger says, None where it says nothing of the kind, and what comes of it."""

    __slots__ = ("expected", "statement", "verdict")

    def __init__(self, statement: Statement, expected: int | None, verdict: str) -> None:
        self.statement = statement
        self.expected = expected
        self.verdict = verdict


class Verification:
    """What came of the figures of a document, in their order, with the report that they were held against."""

    __slots__ = ("findings", "name", "publication", "report")

    def __init__(self, name: str, report: Report, publication: str, findings: Sequence[Finding]) -> None:
        self.name = name
        self.report = report
        self.publication = publication
        self.findings = findings

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
    with ledger.reading():
        return _verified(ledger, name, lines, report_of(ledger, as_of or as_of_in(lines)), "")


def as_of_in(lines: Iterable[Line]) -> str:
    """The day of which a document says that it is: 令和６年１２月末時点, １２月１５日現在, ４月から１２月末まで."""
    text = unicodedata.normalize("NFKC", "".join("".join(line.text.split()) for line in lines))
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
    figures = {figure.measure.name: figure for figure in report.figures}
    findings = [_judged(each, figures[each.measure.name], report, lists) for each in statements(lines, report, values)]
    return Verification(name, report, publication, findings)


def _lists(ledger: Ledger, report: Report) -> dict[str, dict[str, dict[str, int]]]:
    """The numbers of the lists that a document may speak of, by measure, axis and value."""
    wanted = {name: dict.fromkeys(axes) for name, axes in LISTED.items()}
    for section in report.profile.sections.values():
        for sentence in section.sentences:
            for each in placeholders(sentence):
                if each.measure is not None:
                    wanted.setdefault(each.measure.name, {}).update(dict.fromkeys(each.axes))
    known = {figure.measure.name for figure in report.figures}
    found: dict[str, dict[str, dict[str, int]]] = {}
    for name in wanted.keys() & known:
        for axis in wanted[name]:
            if axis in ("area", "joint"):
                continue
            breakdown = report_of(ledger, report.as_of, measures=(name,), by=(axis,)).breakdown
            assert breakdown is not None
            shown = breakdown.axes[0].values
            numbers = {shown[str(cell.values[0])]: cell.number or 0 for cell in breakdown.cells}
            found.setdefault(name, {})[axis] = numbers
    return found


def _judged(
    statement: Statement, figure: Figure, report: Report, lists: Mapping[str, Mapping[str, Mapping[str, int]]]
) -> Finding:
    """A statement beside what the ledger says."""
    scope, value, by_area = statement.scope, statement.value, figure.by_area or {}
    expected: int | None = None
    said = statement.number
    if scope == "total":
        expected = figure.total
    elif scope == "last_year":
        expected = figure.last_year
    elif scope == "difference":
        expected = figure.difference
        said = -said if value == "-" else said
    elif scope == "area" and figure.by_area is not None:
        expected = by_area.get(value, 0)
    elif scope == "month":
        expected = next((figure.by_month[each.key] for each in report.months if each.key.endswith(f"-{value}")), None)
    elif scope == "each_area" and figure.by_area is not None:
        terms = report.profile.lists["areas"]
        own = [
            by_area[terms[code].label] for code in terms if code not in RESERVED_AREAS and terms[code].label in by_area
        ]
        expected = next((number for number in own if number != said), own[0] if own else None)
        if value == "or_total" and said not in own:
            expected = figure.total
    elif scope:
        expected = lists.get(figure.measure.name, {}).get(scope, {}).get(value)
    differs = DIFFERS if statement.certain else UNKNOWN
    verdict = UNKNOWN if expected is None else MATCHES if expected == said else differs
    return Finding(statement, expected, verdict)
