"""What was written, for people and for programs: the versions of a record, the log, and what an undo would write.

The versions of a record show its confidential text and the reasons, as its card does; nothing else here does.
"""

from __future__ import annotations

from ..model.kind import ERASED, erased
from ..words import N_, _
from .lists import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from ..model.kind import Record
    from ..model.profile import Profile
    from ..report import Change, Entry, Version

    Local = Callable[[datetime], datetime]
    """A moment in the office's time zone."""
    Row = tuple[str, str, str]
    """What changed: the label of a field, its words before, "" where there were none, and after."""

ACTIONS = {
    "add": N_("新規"),
    "edit": N_("訂正"),
    "close": N_("終結・終了"),
    "reopen": N_("再開"),
    "void": N_("取り消し"),
    "erase": N_("消去"),
}
"""What an entry does to its record."""
SHOWN = 20
"""So many records are named before an undo."""


def history(versions: Sequence[Version], profile: Profile, local: Local) -> str:
    """Each version of a record: number, when, by whom, what it did and why, and what changed from what to what."""
    last = versions[-1].entry
    lines = [_("{kind} {ref}").format(kind=last.kind.label, ref=last.ref)]
    before: Record | None = None
    void = False
    for version in versions:
        entry = version.entry
        lines += [
            "",
            "  ".join([_("記入 {number}").format(number=entry.number), _minute(local(entry.arrived)), entry.author]),
        ]
        lines[-1] += "  " + (_("復活") if void and version.record else _done(entry))
        void = entry.action == "void" or (void and version.record is None)
        rows = [(_("理由"), "", version.why)] if version.why else []
        for field, held in version.erased.items():
            entries = _("、").join(map(str, held))
            label = entry.kind.by_name[field].label
            rows.append((_("消去した語"), "", _("{label}（記入 {entries}）").format(label=label, entries=entries)))
        if version.record:
            changes = _changes(before, version.record, profile)
            lines += [] if changes or _is_erased(version.record) else ["  " + _("（値の変更なし）")]
            rows += changes
            before = version.record
        lines += _aligned(rows)
    return "\n".join(lines) + "\n"


def log(entries: Sequence[Entry], local: Local) -> Listing:
    """Return the entries as a list, without facts and without confidential text."""
    arrived = [(each, local(each.arrived)) for each in entries]
    return Listing(
        [_("記入番号"), _("時刻"), _("記録した人"), _("種類"), _("整理番号"), _("したこと")],
        [
            [str(each.number), _minute(moment), each.author, each.kind.label, each.ref, _done(each)]
            for each, moment in arrived
        ],
        lambda: {"schema": "wfc.log/1", "entries": [_facts(each, moment) for each, moment in arrived]},
        notes=[_("{number}件").format(number=len(entries))],
        right=(0,),
    )


def undoing(entry: Entry, changes: Sequence[Change], profile: Profile, local: Local) -> str:
    """What undoing a command would write: each record with what changes; of a confidential text only that it does."""
    words = _("記入番号 {number}（{moment}、{author}）からの操作を元に戻します（{total} 件）。")
    lines = [
        words.format(number=entry.number, moment=_minute(local(entry.arrived)), author=entry.author, total=len(changes))
    ]
    for change in changes[:SHOWN]:
        lines.append("  ".join(["", change.record.kind.label, change.record.ref, _what(change)]))
        if change.action != "void" and change.base:
            before = change.base.record
            rows = _changes(before, change.record, profile, texts=False)
            rows += [
                (field.label, "", _("（本文が変わります）"))
                for field in change.record.kind.texts
                if before.texts.get(field.name) != change.record.texts.get(field.name)
            ]
            lines += [f"  {line}" for line in _aligned(rows)]
    if len(changes) > SHOWN:
        lines.append(_("  ほか {number} 件").format(number=len(changes) - SHOWN))
    return "\n".join(lines) + "\n"


def _is_erased(record: Record) -> bool:
    """Whether something of a record was erased, which may have changed."""
    return ERASED in record.words.values() or erased() in record.texts.values()


def _what(change: Change) -> str:
    """What an undo does to a record."""
    return _("復活") if change.base and change.base.void else _(ACTIONS[change.action])


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def _done(entry: Entry) -> str:
    """What an entry did; of an undo also which command it has undone."""
    done = _(ACTIONS[entry.action])
    if entry.undoes:
        done = _("{done}（記入番号 {number} を元に戻す）").format(done=done, number=entry.undoes)
    return _("{done}（時計が遅れていた）").format(done=done) if entry.clock == "behind" else done


def _facts(entry: Entry, moment: datetime) -> dict[str, object]:
    return {
        "entry": entry.number,
        "at": moment.isoformat(timespec="microseconds"),
        "clock": entry.clock,
        "by": entry.author,
        "action": entry.action,
        "kind": entry.kind.name,
        "ref": entry.ref,
        "command": entry.command,
        "undoes": entry.undoes,
    }


def _changes(before: Record | None, after: Record, profile: Profile, *, texts: bool = True) -> list[Row]:
    """The fields that changed, and all that say something where there was no record before."""
    rows = [(_("整理番号"), before.ref, after.ref)] if before and before.ref != after.ref else []
    for field in after.kind.facts:
        old = field.shown(before[field.name], profile) if before else ""
        rows.append((field.label, old, field.shown(after[field.name], profile)))
    for field in after.kind.texts if texts else ():
        rows.append((field.label, before.texts.get(field.name, "") if before else "", after.texts.get(field.name, "")))
    empty = _("（空）")
    return [(label, old or (empty if before else ""), new or empty) for label, old, new in rows if old != new]


def _aligned(rows: Sequence[Row]) -> list[str]:
    """Labels beside what changed; what has several lines keeps its column, the new words under the old ones."""
    from tabulate import tabulate

    table = tabulate(
        [
            [f"  {label if place == 0 else ''}", line]
            for label, old, new in rows
            for place, line in enumerate(_from_to(old, new))
        ],
        tablefmt="plain",
        disable_numparse=True,
        preserve_whitespace=True,
    )
    return [line.rstrip() for line in table.splitlines()]


def _from_to(old: str, new: str) -> Iterator[str]:
    words = _("{old} → {new}").format(old=old, new=new) if old else new
    if "\n" not in words:
        yield words
        return
    yield from old.splitlines()
    first, *more = new.splitlines()
    yield _("→ {new}").format(new=first) if old else first
    yield from more
