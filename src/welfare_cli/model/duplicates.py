"""Detect contacts, meetings and venues that were probably recorded twice.

The hint before a record is written and `wfc check` share these rules.
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
    """Two records of a kind are duplicates if their `key` is equal and not None; `words` name what they share."""

    kind: Kind
    words: str
    key: Callable[[Record], Hashable]
    _: KW_ONLY
    on_its_day: bool = True

    def said(self, other: Record) -> str:
        """Return what a record shares with another one, in the language of the user."""
        return _(self.words).format(ref=other.ref)


def _contact(record: Record) -> Hashable:
    return record["case"], record["date"], record["method"], record["agencies"], record["referred_to"]


def _meeting(record: Record) -> Hashable:
    """A joint meeting of several areas is one record; a cancelled one may have been held again."""
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
"""The rules by name of their kind."""
