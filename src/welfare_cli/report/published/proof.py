"""Proving that a ledger is whole: nothing damaged, every entry as it was written, every publication counted anew."""

from __future__ import annotations

from ...errors import Unusable
from ...words import _
from ..build import report_of
from ..check import check_of
from ..checks import RULES
from .register import publication, publications

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...ledger import Ledger
    from ..report import Figure
    from .register import Publication


def prove(ledger: Ledger) -> None:
    """Refuse a ledger that is damaged, or in which a publication is not what was published: `Unusable` (6)."""
    damage = check_of(ledger, ledger.today(), rules=[rule for rule in RULES if not rule.acceptable], accepted=True)
    wrong = [each.seen.words for each in damage.findings] + [*_published_otherwise(ledger)]
    if wrong:
        more = _(" ほか{number}件").format(number=len(wrong) - 3) if len(wrong) > 3 else ""
        raise Unusable(
            _("台帳に、書かれたときと違うところがあります: {words}").format(words=_("、").join(wrong[:3]) + more),
            _("wfc check で調べ、この台帳には触れずに、前の控えを確かめてください。"),
        )


def _published_otherwise(ledger: Ledger) -> Iterator[str]:
    """The publications whose figures, counted anew from what was known then, are not those that were frozen."""
    for each in publications(ledger):
        if _differs(ledger, publication(ledger, each.name)):
            yield _("提出版「{name}」の数が、数え直した数と違います。").format(name=each.name)


def _differs(ledger: Ledger, published: Publication) -> bool:
    """Whether a figure differs; one of a measure that is defined otherwise by now cannot be held against anything."""
    with ledger.at(published.known_at) as then:
        anew = {figure.measure.name: figure for figure in report_of(then, published.as_of).figures}
    for figure in published.kept.report.figures:
        now = anew.get(figure.measure.name)
        if now is not None and now.measure.digest == figure.measure.digest and _said(now) != _said(figure):
            return True
    return False


def _said(figure: Figure) -> tuple[object, ...]:
    by_area = figure.by_area and {area: number for area, number in figure.by_area.items() if number != 0}
    return figure.total, dict(figure.by_month), by_area
