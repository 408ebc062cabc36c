"""圏域の再編: what an area of one day is among the areas of another."""

from __future__ import annotations

from .profile import UNKNOWN_AREA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .profile import Term


def recut(areas: Mapping[str, Term], day: str) -> dict[str, str]:
    """What each area that does not stand on a day is among those that do, by code.

    An area that ended goes on in its successors, and one that began later was part of those before it. Where that is
    one area alone, it is that one; an area that was split, or has no successor, is none of them: `unknown`.
    """
    before: dict[str, list[str]] = {}
    for code, term in areas.items():
        for successor in term.successors:
            before.setdefault(successor, []).append(code)

    def reached(code: str, seen: frozenset[str]) -> set[str]:
        term = areas.get(code)
        if term is None or code in seen:
            return {UNKNOWN_AREA}
        if term.stands_on(day):
            return {code}
        onward = term.successors if term.valid_until and term.valid_until < day else before.get(code, ())
        return {found for each in onward for found in reached(each, seen | {code})} or {UNKNOWN_AREA}

    found = {}
    for code, term in areas.items():
        if not term.stands_on(day):
            becomes = reached(code, frozenset())
            found[code] = becomes.pop() if len(becomes) == 1 else UNKNOWN_AREA
    return found
