"""Checking what some changes would make of the ledger: one set of rules for commands and files."""

from __future__ import annotations

from ..errors import Problem, Refused
from ..model import notation
from ..model.case import CASE, CLOSING, CONTACT, TRANSFER, check_dossier
from ..model.kind import Name
from ..model.kinds import BY_NAME
from ..model.rules import check_record
from ..model.tally import TALLY, check_tallies
from ..words import _
from .current import select
from .profile_records import begins_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.kind import Kind, Record
    from .current import CurrentRecord
    from .entries import Change
    from .staging import Staging


DOSSIER = (CLOSING, CONTACT, TRANSFER)
"""The kinds that are checked together with their case, as `check_dossier` takes them."""


def refuse(staging: Staging) -> None:
    """Raise `Refused` (4) with every problem of the staged changes, if there are any."""
    problems = check(staging)
    if problems:
        raise Refused(problems)


def check(staging: Staging) -> list[Problem]:
    """Everything that the staged changes break, in their order, each said of its place."""
    for change in staging.changes:
        if change.action == "void":
            _check_not_pointed_to(staging, change)
            continue
        for problem in check_record(change.record, staging.profile, staging.today):
            staging.refuse(change, problem)
    _check_dossiers(staging)
    _check_tallies(staging)
    order = {id(change): place for place, change in enumerate(staging.changes)}
    found: dict[tuple[str, str, str], Problem] = {}
    for change, problem in sorted(staging.problems, key=lambda each: order.get(id(each[0]), -1)):
        if problem.field in staging.unread.get(id(change), ()):
            continue
        place = change.places.get(problem.field) or change.place or (change.base.ref if change.base else "")
        found.setdefault((place, problem.rule, problem.problem), problem.at(place))
    return list(found.values())


def beyond_mending(staging: Staging, kind: Kind) -> int:
    """Return how many problems of new records no later row can mend; `kind` is the kind of the rows that are read.

    A row of a closing may complete its case, and a contact is held against its case once all rows of that are read.
    """
    found = sum(
        problem.field not in staging.unread.get(id(change), ())
        and (change.record.kind is not CASE or problem.rule == "required")
        for change in staging.changes
        if change.action == "add"
        for problem in check_record(change.record, staging.profile, staging.today)
    )
    if kind is CONTACT:
        before = len(staging.problems)
        _check_dossiers(staging)
        found += len(staging.problems) - before
        del staging.problems[before:]
    return found


# -- cases with their parts --------------------------------------------------------------------------------


def _check_dossiers(staging: Staging) -> None:
    """Check every case that a change touches, as it would stand with all its parts."""
    blamed: dict[str, Change] = {}
    for change in staging.changes:
        if change.record.kind is CASE:
            blamed[change.record.ref] = change
        elif change.record.kind in DOSSIER:
            for record in (change.record, *([change.base.record] if change.base else [])):
                blamed.setdefault(record.text("case"), change)
    parts = [_by_case(staging, kind, blamed) for kind in DOSSIER]
    for ref, change in blamed.items():
        case = staging.record(CASE, ref)
        if case is None or not case["received_on"]:
            continue
        for record, problem in check_dossier(case, *(each.get(ref, []) for each in parts)):
            own = staging.staged(record.kind, record.ref)
            if own is None:
                problem = _of_another(record, problem)  # noqa: PLW2901
            staging.refuse(own or change, problem)


def _of_another(record: Record, problem: Problem) -> Problem:
    """A problem that a change makes for a record that it does not touch itself."""
    return Problem(
        problem.rule,
        _("{kind} {ref}: {problem}").format(kind=record.kind.label, ref=record.ref, problem=problem.problem),
        _("日付を見直すか、先に{kind} {ref} を訂正してください（wfc {name} edit {ref}）。").format(
            kind=record.kind.label, ref=record.ref, name=record.kind.name
        ),
    )


def _by_case(staging: Staging, kind: Kind, cases: dict[str, Change]) -> dict[str, list[Record]]:
    """The records of a kind that would stand under some cases, by case."""
    found: dict[str, list[Record]] = {}
    changed = {change.base.number for change in staging.changes if change.base}
    for each in _standing_under(staging, kind, cases):
        if each.number not in changed:
            found.setdefault(each.record.text("case"), []).append(each.record)
    for change in staging.changes:
        if change.record.kind is kind and change.action != "void" and change.record.day:
            found.setdefault(change.record.text("case"), []).append(change.record)
    return found


def _standing_under(staging: Staging, kind: Kind, cases: dict[str, Change]) -> list[CurrentRecord]:
    if staging.bulk:
        return [each for each in staging.whole(kind).values() if not each.void]
    known = [staging.standing(CASE, ref) for ref in cases]
    return [
        each
        for case in known
        if case is not None
        for each in select(staging.connection, kind, "record.family = ? AND record.void = 0", (case.number,))
    ]


# -- what points to what ----------------------------------------------------------------------------------


def _check_not_pointed_to(staging: Staging, change: Change) -> None:
    """Refuse to take back what other standing records point to."""
    base = change.base
    assert base is not None
    rows = staging.connection.execute(
        "SELECT record.kind, record.ref FROM link JOIN record ON record.entry = link.entry "
        "WHERE link.target = ? ORDER BY record.record",
        (base.number,),
    ).fetchall()
    pointing = [f"{BY_NAME[kind].label} {ref}" for kind, ref in rows if not staging.is_void(BY_NAME[kind], ref)]
    if not pointing:
        return
    more = _(" ほか{number}件").format(number=len(pointing) - 5) if len(pointing) > 5 else ""
    staging.refuse(
        change,
        Problem(
            "still-pointed-to",
            _("{kind} {ref} には {refs} がひもづいているので、取り消せません。").format(
                kind=base.record.kind.label, ref=base.ref, refs=_("、").join(pointing[:5]) + more
            ),
            _("先にそれらの記録を取り消すか、別の記録を指すように訂正してください。"),
        ),
    )


def _check_tallies(staging: Staging) -> None:
    """Check the tallies together where one is among the changes."""
    ours = {id(each.record): each for each in staging.changes if each.record.kind is TALLY and each.action != "void"}
    if not ours:
        return
    standing = [each.record for each in staging.whole(TALLY).values() if not each.void]
    others = [each for each in standing if staging.staged(TALLY, each.ref) is None]
    staged = [change.record for change in ours.values()]

    def named(record: Record) -> str:
        change = ours.get(id(record))
        return change.place if change and change.place else record.ref

    begins = begins_of(staging.profile)
    for record, problem in check_tallies([*others, *staged], staging.profile.opening_month, begins, named):
        if id(record) in ours:
            staging.refuse(ours[id(record)], problem)


# -- what is only told ------------------------------------------------------------------------------------


def notes(staging: Staging) -> list[str]:
    """Remarks on the changes: what was read as empty, and names that are spelt nearly like others."""
    return [*staging.notes, *_nearly_known(staging)]


def _nearly_known(staging: Staging) -> list[str]:
    names = [name for change in staging.changes if change.action != "void" for name in _free_names(change.record)]
    if not names:
        return []
    known = {name for (name,) in staging.connection.execute("SELECT spelling FROM name")}
    nearly = {notation.loosely(name): name for name in sorted(known, reverse=True)}
    found = []
    for name in dict.fromkeys(names):
        near = nearly.setdefault(notation.loosely(name), name)
        if name not in known and near != name:
            found.append(
                _("「{name}」は、これまでの「{near}」とよく似ています。同じものなら表記をそろえてください。").format(
                    name=name, near=near
                )
            )
    return found


def _free_names(record: Record) -> list[str]:
    return [name for field in record.kind.facts if isinstance(field.one, Name) for name in record.values(field.name)]
