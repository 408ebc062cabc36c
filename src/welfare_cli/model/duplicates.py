"""Which records say the same: the contact, meeting or venue that was probably recorded twice.

One rule for the hint before a record is written and for `wfc check` afterwards.
"""

from __future__ import annotations

from ..values import value
from ..words import N_, _
from . import notation
from .case import CONTACT
from .meeting import MEETING
from .venue import VENUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from dataclasses import KW_ONLY

    from .kind import Kind, Record


@value
class Alike:
    """When two records of a kind say the same: their `key` is equal, and not None. `words` say in what they agree."""

    kind: Kind
    words: str
    key: Callable[[Record], Hashable]
    _: KW_ONLY
    on_its_day: bool = True

    def said(self, other: Record) -> str:
        """In what a record agrees with another one, in the language of the user."""
        return _(self.words).format(ref=other.ref)


def _contact(record: Record) -> Hashable:
    return record["case"], record["date"], record["method"], record["agencies"], record["referred_to"]


def _meeting(record: Record) -> Hashable:
    """A joint meeting of several areas is one record; one that was cancelled may have been held again."""
    if record["status"] == "cancelled":
        return None
    return record["kind"], record["date"], record["title"] or record["areas"], record["cases"]


def _venue(record: Record) -> Hashable:
    """An expansion, or support of its operation, is about a venue that exists already."""
    return (notation.loosely(record.text("name")), record["area"]) if record["support"] == "launch" else None


ALIKE = {
    each.kind.name: each
    for each in (
        Alike(CONTACT, N_("支援対応 {ref} と、相談・日付・方法・関係機関が同じです。"), _contact),
        Alike(
            MEETING,
            N_("会議 {ref} と、区分・日付・件名が同じです。合同の会議は、圏域を並べて一件に記録します。"),
            _meeting,
        ),
        Alike(VENUE, N_("居場所 {ref} と、名称・圏域が同じです。"), _venue, on_its_day=False),
    )
}
"""The kinds of which a record may be recorded twice, by name."""
