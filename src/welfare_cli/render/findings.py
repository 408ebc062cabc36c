"""What a check has found, for people and for programs; no confidential text, nor the reason of an acceptance."""

from __future__ import annotations

from itertools import groupby

from ..model.kinds import BY_NAME
from ..words import _
from .lists import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..report.check import Check
    from ..report.checks import Finding, Rule

HEADINGS = ("rule", "name", "title", "kind", "ref", "entry", "message", "remedy", "accepted_by", "accepted_on")
"""The columns for programs, which are read by name."""
SHOWN = 10
"""So many findings of one rule are shown where all rules are."""


def found(check: Check, *, whole: bool = True) -> Listing:
    """Return what was found; people read nothing at all if nothing was.

    Unless it is to be `whole`, a table shows some findings of each rule and the number of the others.
    """
    rows = [*_rows(check)]
    return Listing(
        [*HEADINGS],
        [[row[each] for each in HEADINGS] for row in rows],
        lambda: {
            "schema": "wfc.check/1",
            "as_of": check.as_of,
            "entry": check.head.number,
            "chain_head": check.head.hash,
            "open": check.open,
            "findings": rows,
        },
        drawn={"table": lambda: _grouped(check, whole)},
    )


def _grouped(check: Check, whole: bool) -> str:
    return "\n".join(
        "\n".join(_group(list(group), whole)) + "\n"
        for _number, group in groupby(check.findings, key=lambda each: each.rule.number)
    )


def _group(findings: Sequence[Finding], whole: bool) -> Iterator[str]:
    """A rule with what it has found, and the way out."""
    rule = findings[0].rule
    yield _("■ {number} {title}（{found}件）").format(number=rule.number, title=rule.title, found=len(findings))
    shown = findings if whole else findings[:SHOWN]
    for each in shown:
        yield "  ".join(["", subject(each), each.seen.words, *_accepted(each)])
    if len(findings) > len(shown):
        yield _("  ほか {number}件（wfc check --rule {rule} ですべて表示します）").format(
            number=len(findings) - len(shown), rule=rule.number
        )
    kinds, refs = ({getattr(each.seen, name) for each in findings} for name in ("kind", "ref"))
    remedy = findings[0].remedy(
        kinds.pop() if len(kinds) == 1 else "",
        refs.pop() if len(refs) == 1 else "",
    )
    if remedy:
        yield f"  → {remedy}"


def listed(rules: Sequence[Rule]) -> Listing:
    """Return the rules: number, name, title."""
    return Listing(
        [_("番号"), _("きまり"), _("調べること")],
        [[str(each.number), each.name, each.title] for each in rules],
        lambda: {
            "schema": "wfc.rules/1",
            "rules": [{"rule": each.number, "name": each.name, "title": each.title} for each in rules],
        },
    )


def subject(finding: Finding) -> str:
    """What a finding is about, as people read it: a record by kind and ref, or the key."""
    kind = BY_NAME.get(finding.seen.kind)
    return f"{kind.label} {finding.seen.ref}" if kind else finding.seen.ref


def _accepted(finding: Finding) -> Iterator[str]:
    if finding.accepted:
        author, day = finding.accepted
        yield _("［確認済み: {author}、{day}］").format(author=author, day=day)


def _rows(check: Check) -> Iterator[dict[str, str | int | None]]:
    for each in check.findings:
        seen = each.seen
        author, day = each.accepted or (None, None)
        yield {
            "rule": each.rule.number,
            "name": each.rule.name,
            "title": each.rule.title,
            "kind": seen.kind or None,
            "ref": seen.ref,
            "entry": seen.entry,
            "message": seen.words,
            "remedy": each.remedy(seen.kind, seen.ref),
            "accepted_by": author,
            "accepted_on": day,
        }
