"""Checking a ledger before its figures go out: what the rules find, and what somebody has accepted of it."""

from __future__ import annotations

from datetime import datetime

from ..errors import Found, NotFound, UnknownWord, Unusable, Withheld
from ..ledger import Head, Ledger
from ..ledger.current import ref_key
from ..ledger.engine import UNREADABLE
from ..model import notation
from ..model.acceptance import ACCEPTANCE, acceptance_ref
from ..model.kind import Record
from ..model.kinds import BY_NAME
from ..values import replace
from ..words import _
from .checks import RULES, Finding, Rule, View
from .checks.ledger import ENTRIES, REBUILT, altered, counts_wrong, unprotected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST = 8
"""So many digits of a printed hash say which one it is."""


class Check:
    """What was found as of a day, in the order of the rules, and in which ledger; what is accepted only if asked for.

    `open` is how many findings nobody has accepted; `acceptable`: some of them could be.
    """

    __slots__ = ("acceptable", "as_of", "findings", "head", "open")

    def __init__(self, as_of: str, found: Sequence[Finding], head: Head, *, accepted: bool) -> None:
        still_open = [each for each in found if not each.accepted]
        self.as_of = as_of
        self.findings = tuple(found if accepted else still_open)
        self.head = head
        self.open = len(still_open)
        self.acceptable = any(each.rule.acceptable for each in still_open)


def check_of(ledger: Ledger, as_of: str, *, rules: Sequence[Rule] = RULES, accepted: bool = False) -> Check:
    """Look at a ledger by some rules as of a day; with `accepted`, tell also what was accepted."""
    with ledger.reading():
        return Check(as_of, _found(ledger, as_of, rules), ledger.head, accepted=accepted)


def check_schema(path: str, as_of: str) -> Check | None:
    """What is altered of the schema of a ledger, None where nothing is by which it is read.

    No other rule looks at a ledger that is read through another view, table or index: what it sees proves nothing.
    """
    found = [Finding(unprotected, each, "") for each in altered(Ledger.altered(path))]
    return Check(as_of, found, Head(0, ""), accepted=False) if found else None


def _found(ledger: Ledger, as_of: str, rules: Sequence[Rule]) -> list[Finding]:
    """Every finding, with who has accepted it; one whose evidence has changed since is not accepted.

    Where there is damage, a rule that can make nothing of the records adds nothing to it.
    """
    view, known = View(ledger, as_of), ledger.audit.acceptances()
    found: list[Finding] = []
    for rule in rules:
        try:
            found += rule.find(view)
        except Unusable:
            if not any(each.rule is counts_wrong for each in found):
                raise
        except UNREADABLE:
            if not any(not each.rule.acceptable for each in found):
                raise
    is_damaged = any(each.rule in ENTRIES for each in found)

    def judged(each: Finding) -> Finding:
        acceptance, author, moment = known.get(acceptance_ref(each.rule.name, each.seen.subject), (None, "", ""))
        accepted = None
        if acceptance is not None and acceptance.record["evidence"] == each.evidence:
            accepted = author, ledger.local(datetime.fromisoformat(moment)).date().isoformat()
        return replace(each, accepted=accepted, remediable=not (is_damaged and each.rule in REBUILT))

    return [*map(judged, found)]


def rules_named(words: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of some numbers or names, all where none is named; `UnknownWord` (2) with the nearest."""
    return tuple(dict.fromkeys(map(rule_named, words))) or RULES


def rule_named(word: str) -> Rule:
    """The rule of a number or name; `UnknownWord` (2) with the nearest."""
    key = notation.folded(word)
    for rule in RULES:
        if key in (str(rule.number), rule.name):
            return rule
    import difflib

    near = difflib.get_close_matches(key, [rule.name for rule in RULES], n=3, cutoff=0.5)
    raise UnknownWord(
        _("「{text}」という検査のきまりはありません。").format(text=notation.quoted(word)),
        _("近いもの: {words}").format(words=_("、").join(near))
        if near
        else _("wfc check --rules で一覧が見られます。"),
    )


def accept(ledger: Ledger, as_of: str, rule: Rule, ref: str, why: str) -> Finding:
    """Accept what a rule has found of a record or under a key, until that changes; return it.

    `Withheld` (7) for damage, `NotFound` (3) with the nearest for what the rule has not found.
    """
    if not rule.acceptable:
        raise Withheld(
            _("検査 {number}（{title}）の結果は、確認済みにできません。").format(number=rule.number, title=rule.title),
            rule.remedy(),
        )
    with ledger.reading():
        finding = _meant(_found(ledger, as_of, [rule]), rule, ref)
    subject = finding.seen.subject
    facts = {"rule": rule.name, "subject": subject, "evidence": finding.evidence}
    ledger.audit.accept(Record(ACCEPTANCE, acceptance_ref(rule.name, subject), facts), why)
    return finding


def _meant(found: Sequence[Finding], rule: Rule, ref: str) -> Finding:
    """The finding that somebody means by a ref, by kind and ref, or by a key."""
    key = ref_key(ref)
    subjects = {each.seen.subject: each for each in found if key in _keys(each)}
    if len(subjects) > 1:
        raise UnknownWord(
            _("「{ref}」に当たるものがいくつもあります。").format(ref=notation.quoted(ref)),
            _("どれかを指定してください: {words}").format(words=_("、").join(subjects)),
        )
    if subjects:
        return next(iter(subjects.values()))
    import difflib

    refs = list(dict.fromkeys(each.seen.ref for each in found))
    near = difflib.get_close_matches(ref, refs, n=3, cutoff=0.3) or refs[:3]
    raise NotFound(
        _("検査 {number}（{title}）に、「{ref}」は見つかっていません。").format(
            number=rule.number, title=rule.title, ref=notation.quoted(ref)
        ),
        _("見つかっているもの: {words}").format(words=_("、").join(near))
        if near
        else _("見つかったものはありません。"),
    )


def _keys(finding: Finding) -> set[str]:
    """How the subject of a finding may be called: by ref, by number alone, by kind and ref."""
    seen = finding.seen
    keys = {ref_key(seen.ref), ref_key(seen.subject)}
    prefix = BY_NAME[seen.kind].prefix if seen.kind in BY_NAME else ""
    return keys | ({ref_key(seen.ref).removeprefix(f"{prefix}-")} if prefix else set())


def prove(ledger: Ledger, text: str) -> tuple[int, str]:
    """Prove that a printed head, `N:HASH`, lies in this ledger; return the number and the whole hash.

    The hash may be as short as it is printed. `UnknownWord` (2) for what is no head, `Found` (8) where entry N
    has another hash, is not there, or anything up to it is not as it was written.
    """
    number, printed = _head(text)
    with ledger.reading():
        chain = ledger.audit.hash_of(number)
        if not chain:
            raise Found(
                _("記入番号 {number} は、この台帳にまだありません（最後は {newest}）。").format(
                    number=number, newest=ledger.head.number
                ),
                _("別の台帳か、古い控えです。--ledger の場所を確かめてください。"),
            )
        if not chain.startswith(printed):
            raise Found(
                _("記入番号 {number} の連鎖は {chain} で、{printed} ではありません。").format(
                    number=number, chain=chain[:16], printed=printed[:16]
                ),
                _("印刷されたのは別の台帳からか、そのあとで台帳が書きかえられています。"),
            )
        broken = next(ledger.audit.broken(number), None)
        if broken is not None:
            raise Found(
                _("記入番号 {number} が、書かれたときと異なります。").format(number=broken),
                _("wfc check で全体を調べ、ファイルを取っておいて、wfc の担当者に知らせてください。"),
            )
    return number, chain


def _head(text: str) -> tuple[int, str]:
    number, _colon, printed = notation.folded(text).partition(":")
    whole = number.isdecimal() and len(number) <= 12 and SHORTEST <= len(printed) <= 64
    if not whole or set(printed) - set("0123456789abcdef"):
        raise UnknownWord(
            _("「{text}」は、記入番号と連鎖として読めません。").format(text=notation.quoted(text)),
            _(
                "報告の最後にあるとおり、「3975:0123456789abcdef」のように書いてください（連鎖は {digits} 桁以上）。"
            ).format(digits=SHORTEST),
        )
    return int(number), printed
