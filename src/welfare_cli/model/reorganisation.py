"""圏域の再編: map the areas of one day to those of another."""

from __future__ import annotations

from .calendar import day_after
from .profile import UNKNOWN_AREA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .profile import Term


def recut(areas: Mapping[str, Term], day: str) -> dict[str, str]:
    """Return the area of a day for each area that is not valid on it, by code.

    An area that ended maps to its successor, a later area to the one that it replaced. If there are several, or none,
    it maps to `unknown`.
    """
    becomes = {code: code for code, term in areas.items() if term.stands_on(day)}
    ended = [code for code, term in areas.items() if term.valid_until and term.valid_until < day]
    for code in sorted(ended, key=lambda each: areas[each].valid_until, reverse=True):  # a successor ends later
        becomes[code] = _one_of(becomes.get(each, UNKNOWN_AREA) for each in areas[code].successors)
    before: dict[str, list[str]] = {}
    for code, term in areas.items():
        for successor in term.successors:
            if successor in areas and term.valid_until < areas[successor].valid_from:
                before.setdefault(successor, []).append(code)
    later = [code for code, term in areas.items() if code not in becomes]
    for code in sorted(later, key=lambda each: areas[each].valid_from):  # its predecessor began earlier
        becomes[code] = _one_of(becomes.get(each, UNKNOWN_AREA) for each in before.get(code, ()))
    return {code: each for code, each in becomes.items() if code != each}


def _one_of(codes: Iterable[str]) -> str:
    found = set(codes)
    return found.pop() if len(found) == 1 else UNKNOWN_AREA


def cut_since(areas: Mapping[str, Term], day: str) -> str:
    """Return the day since which the areas of a day have been valid; that day if no area has a date."""
    cuts = [term.valid_from for term in areas.values() if term.valid_from]
    cuts += [day_after(term.valid_until) for term in areas.values() if term.valid_until]
    return max((each for each in cuts if each <= day), default=day)
