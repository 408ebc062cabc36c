"""Render one record for reading, with its confidential text, and the records that belong to it by day."""

from __future__ import annotations

from ..model.calendar import day_before
from ..model.case import HANDED_OVER, NOW, TRANSFER, Transfers
from ..model.kind import Day, Number
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..model.kind import Field, Record
    from ..model.profile import Profile

    Event = tuple[str, str, list[str]]
    """A day, the ref of its record, and lines of text."""


def card(record: Record, profile: Profile, *, void: bool, parts: Sequence[Record], now: Record | None = None) -> str:
    """Return a record: its fields, and below them its events by day.

    `now` is the case after its transfers: its area and coordinator come after those at its reception.
    """
    kind = record.kind
    rows = [(field.label, field.shown(record[field.name], profile)) for field in kind.facts]
    rows += [
        (field.label, field.shown(now[name], profile))
        for name, field in NOW.items()
        if now and now[name] != record[name]
    ]
    rows += [(field.label, record.texts.get(field.name, "")) for field in kind.texts]
    heading = _("{kind} {ref}（取消済み）") if void else "{kind} {ref}"
    lines = [
        heading.format(kind=kind.label, ref=record.ref),
        *_aligned(((label,), value.split("\n")) for label, value in rows if value),
    ]
    transfers = Transfers(part for part in parts if part.kind is TRANSFER)
    events = [
        *_own_events(record, profile),
        *(event for part in parts for event in _events(part, record, transfers, profile)),
    ]
    if parts:
        lines += [
            "",
            _("経過"),
            *_aligned(((day, ref), words) for day, ref, words in sorted(events, key=lambda event: event[0])),
        ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _own_events(record: Record, profile: Profile) -> Iterator[Event]:
    """Yield the events of the case itself: its reception, its identification as complex, its last closing."""
    if record.kind.name != "case":
        return
    for name in ("received_on", "complex_since"):
        if record[name]:
            yield record.text(name), "", [record.kind.by_name[name].label]
    if record["closed_on"]:
        yield record.text("closed_on"), "", [_closing(record, profile)]


def _events(part: Record, whole: Record, transfers: Transfers, profile: Profile) -> Iterator[Event]:
    """Yield the events of a record that belongs to another one, with its confidential text."""
    if part.kind.name == "closing":
        yield part.text("closed_on"), part.ref, [_closing(part, profile)]
        yield part.text("reopened_on"), "", [_("再開")]
        return
    if part.kind is TRANSFER:
        changes = _changes(part, transfers.on(whole, day_before(part.day)), profile)
        yield part.day, part.ref, ["  ".join([part.kind.label, *changes])]
        return
    said = [_said(field, part, profile) for field in part.kind.facts if not _points_to(field, whole, part)]
    texts = [line for text in part.texts.values() for line in text.split("\n")]
    yield part.day, part.ref, ["  ".join([part.kind.label, *filter(None, said)]), *texts]


def _changes(transfer: Record, before: Record, profile: Profile) -> Iterator[str]:
    """Yield what a transfer changed in its case, which `before` shows."""
    for name in HANDED_OVER:
        if transfer[name] and transfer[name] != before[name]:
            field = transfer.kind.by_name[name]
            was, now = (field.shown(each[name], profile) or _("（なし）") for each in (before, transfer))
            yield _("{label} {was} → {now}").format(label=field.label, was=was, now=now)


def _closing(record: Record, profile: Profile) -> str:
    field = record.kind.by_name["closing"]
    return _("終結（{reason}）").format(reason=field.shown(record["closing"], profile))


def _said(field: Field, record: Record, profile: Profile) -> str:
    """Return the value of a fact; days and numbers are not clear without their label, which precedes them."""
    words = field.shown(record[field.name], profile).replace("\n", " ")
    if not words or field.name == record.kind.day:
        return ""
    if isinstance(field, (Day, Number)):
        return f"{field.label} {words}"
    return f"→ {words}" if field.name == "referred_to" else words


def _points_to(field: Field, whole: Record, part: Record) -> bool:
    """Whether a field only refers to the record of the page."""
    return part.values(field.name) == (whole.ref,)


def _aligned(rows: Iterable[tuple[Sequence[str], Sequence[str]]]) -> list[str]:
    """Align cells with lines of text after them; below the first line the cells are empty."""
    from tabulate import tabulate

    cells = [
        [*(each if place == 0 else "" for each in before), line]
        for before, lines in rows
        for place, line in enumerate(lines)
    ]
    table = tabulate(cells, tablefmt="plain", disable_numparse=True, preserve_whitespace=True)
    return [f"  {line}".rstrip() for line in table.splitlines()]
