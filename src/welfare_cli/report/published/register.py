"""提出版: reports as they were handed in, each under a name; printed ever after, withdrawn but never changed."""

from __future__ import annotations

from ...errors import Refused, UnknownWord, Withheld
from ...model import notation
from ...model.kind import Record
from ...model.publication import PUBLICATION, known_in
from ...values import value
from ...words import _
from ..build import report_of
from ..crosses import crosses_of
from .frozen import Frozen, frozen, read, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...ledger import CurrentRecord, Ledger
    from ...model.kind import Value
    from ..report import Report

LONGEST = 60
"""A name may have so many characters."""


@value
class Publication:
    """A report as it was handed in: its name, its two dates, what was known, and whether it still stands.

    `as_of` is the day up to which it counts, `dated` the one that it bears, `known_at` the number, in this ledger, of
    the newest entry that it knew of, and `known_entry` the id of that entry, "" where it was not kept. `replaces` and
    `replaced_by` are other publications of the same day. `entry` is its own. `content` is large, and read of the one
    that is asked for alone.
    """

    name: str
    as_of: str
    dated: str
    known_at: int
    known_entry: str
    replaces: str
    replaced_by: str
    version: str
    withdrawn: bool
    entry: int
    content: str

    @property
    def kept(self) -> Frozen:
        """The report that was frozen, with the rows behind its figures."""
        return read(self.content)


def publish(ledger: Ledger, name: str, as_of: str, dated: str, version: str, *, empty: bool = False) -> Publication:
    """Freeze the report as of a day under a name, with all that is known now.

    `UnknownWord` (2) for a name that would be taken for an entry number or a moment, `Refused` (4) where there was a
    publication of that name, and for one that bears an earlier date than the one up to which it counts; `Withheld` (7)
    for a year without a record, unless it may be `empty`.
    """
    name = named(name, ledger.today())
    refuse_dated_before(dated, as_of)
    with ledger.reading():
        report = report_of(ledger, as_of)
        refuse_empty(report, empty=empty)
        kept = frozen(ledger, report, crosses_of(ledger, report))
        known_at = ledger.history.id_of(report.head.number)
    facts: dict[str, Value] = {
        "as_of": as_of,
        "dated": dated,
        "known_at": kept.report.head.number,
        "version": version,
        "definitions": ";".join(f"{each.measure.name}={each.measure.digest}" for each in kept.report.every_figure),
        "content": written(kept, known_at),
    }
    ledger.publications.publish(Record(PUBLICATION, name, facts))
    return publication(ledger, name)


def refuse_dated_before(dated: str, as_of: str) -> None:
    """Refuse what bears an earlier date than the one up to which it counts (4)."""
    if dated < as_of:
        raise Refused(
            _("報告日 {dated} が、基準日 {as_of} より前です。").format(dated=dated, as_of=as_of),
            _("--date には、基準日かそれより後の日を指定してください。"),
            rule="dated-before",
        )


def refuse_empty(report: Report, *, empty: bool) -> None:
    """Refuse to hand in a year of which nothing is known, unless it may be `empty` (7)."""
    if report.is_empty and not empty:
        raise Withheld(
            _("{year}の記録が、{day} までに一つもありません。").format(year=report.year.label(), day=report.as_of),
            _(
                "取込みが拒否されていないか、--ledger の場所と --as-of の日付を確かめてください。"
                "このままでよければ --empty を付けてください。"
            ),
        )


def named(text: str, today: str) -> str:
    """The name of a publication as it is kept; `UnknownWord` (2) for one that says something else, or nothing."""
    name = notation.tidy(text)
    if not name or len(name) > LONGEST or not name.isprintable():
        raise UnknownWord(
            _("提出版の名前「{text}」は使えません。").format(text=notation.quoted(text)),
            _("「令和６年１２月末」のように、改行などを含まない{number}字までの名前を付けてください。").format(
                number=LONGEST
            ),
        )
    if name.isdecimal() or ":" in name or _is_day(name, today):
        raise UnknownWord(
            _("提出版の名前「{text}」は、記入番号や日付と紛らわしいので使えません。").format(
                text=notation.quoted(text)
            ),
            _("「令和６年１２月末」のように、言葉の入った名前を付けてください。"),
        )
    return name


def _is_day(text: str, today: str) -> bool:
    try:
        notation.read_day(text, today)
    except Refused:
        return False
    return True


def publications(ledger: Ledger) -> list[Publication]:
    """Every publication without its content, in the order in which they were made."""
    found = ledger.every(PUBLICATION, without=("content", "definitions"))
    for each in found:  # one at a time: their contents together may be large
        ledger.audit.refuse_changed([each])
    replaced = {each.record.text("replaces"): each.ref for each in found if not each.void}
    return [_of(ledger, each, replaced.get(each.ref, "")) for each in sorted(found, key=lambda each: each.number)]


def publication(ledger: Ledger, name: str) -> Publication:
    """One publication, with its content; `NotFound` (3) with the nearest names where there is none."""
    found = ledger.find(PUBLICATION, notation.tidy(name))
    others = ledger.every(PUBLICATION, without=("content", "definitions"))
    replacing = [each for each in others if not each.void and each.record.text("replaces") == found.ref]
    ledger.audit.refuse_changed([found, *replacing])
    return _of(ledger, found, replacing[0].ref if replacing else "")


def _of(ledger: Ledger, standing: CurrentRecord, replaced_by: str) -> Publication:
    said = standing.record
    return Publication(
        name=said.ref,
        as_of=said.text("as_of"),
        dated=said.text("dated"),
        known_at=ledger.publications.known_to(standing.number),
        known_entry=known_in(ledger.publications.beginning_of(standing.number)),
        replaces=said.text("replaces"),
        replaced_by=replaced_by,
        version=said.text("version"),
        withdrawn=standing.void,
        entry=standing.number,
        content=said.text("content"),
    )
