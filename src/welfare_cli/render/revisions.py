"""What a command makes of the figures that were handed in, in a line each."""

from __future__ import annotations

from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..report.published.impact import Revision, Revisions


def lines(found: Revisions) -> list[str]:
    """Each figure that changes, and how many others do."""
    return [*map(_line, found.shown), *_others(found)]


def _line(revision: Revision) -> str:
    spot = revision.spot
    place = _("前年同期") if spot.last_year else spot.month or revision.area
    what = (
        _("{measure}（{place}）").format(measure=revision.measure.label, place=place)
        if place
        else revision.measure.label
    )
    if spot.axis:
        words = _("{publication} の {measure} の {axis}別の内訳が変わります。")
        return words.format(publication=revision.publication, measure=what, axis=spot.axis)
    words = _("{publication} の {measure} が {before} から {after} になります。")
    line = words.format(
        publication=revision.publication, measure=what, before=_number(revision.before), after=_number(revision.after)
    )
    if revision.handed_in in (None, revision.before):
        return line
    return _("{line}（提出した数は {number}）").format(line=line, number=_number(revision.handed_in))


def _number(value: int | None) -> str:
    """A figure as `layout.number` prints it, without the tables that take longer to load than a record to write."""
    return "…" if value is None else f"{value:,}"


def _others(found: Revisions) -> Iterator[str]:
    if found.others:
        yield _("ほかに、提出した数が {number} か所変わります。").format(number=found.others)
