"""What came of the figures of a document, for people and for programs."""

from __future__ import annotations

from ..report.reading.verify import DIFFERS, MATCHES, UNKNOWN, CheckedFigure, Verification
from ..words import N_, _
from .layout import number
from .lists import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERDICTS = {MATCHES: N_("一致"), DIFFERS: N_("相違"), UNKNOWN: N_("照合できず")}
PARTS = {
    "total": "",
    "last_year": N_("前年同期"),
    "difference": N_("前年同期との差"),
    "each_area": N_("各圏域"),
    "": N_("どの数か分からない"),
}


def verified(verification: Verification) -> Listing:
    """Return the figures of a document, each beside that of the ledger."""
    counts = _("{as_of} 現在: 一致 {matches}、相違 {differs}、照合できず {unknown}").format(
        as_of=verification.report.as_of,
        matches=verification.number(MATCHES),
        differs=verification.number(DIFFERS),
        unknown=verification.number(UNKNOWN),
    )
    return Listing(
        [_("行"), _("結果"), _("項目"), _("文書"), _("台帳"), _("引用")],
        [
            [
                str(each.statement.line),
                _(VERDICTS[each.verdict]),
                _named(each),
                number(each.statement.number),
                number(each.expected),
                _("「{quote}」").format(quote=each.statement.quote),
            ]
            for each in verification.findings
        ],
        lambda: {
            "schema": "wfc.verification/1",
            "document": verification.name,
            "as_of": verification.report.as_of,
            "publication": verification.publication or None,
            "entry": verification.report.head.number,
            "figures": [_facts(each) for each in verification.findings],
        },
        notes=[counts],
    )


def _named(finding: CheckedFigure) -> str:
    """The measure of a figure, and the part of it that the document speaks of."""
    reading = finding.reading
    part = PARTS.get(reading.scope, reading.value)
    part = _(part) if part else ""
    if reading.scope == "month":
        part = _("{month}月").format(month=int(reading.value))
    return _("{label}（{unit}）").format(label=reading.measure.label, unit=part) if part else reading.measure.label


def _facts(finding: CheckedFigure) -> dict[str, Any]:
    statement, reading = finding.statement, finding.reading
    return {
        "line": statement.line,
        "quote": statement.quote,
        "measure": reading.measure.name,
        "part": reading.scope or None,
        "value": reading.value or None,
        "number": statement.number,
        "expected": finding.expected,
        "verdict": finding.verdict,
    }
