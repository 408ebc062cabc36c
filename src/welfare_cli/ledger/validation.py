"""Check what some changes would make of the ledger: one set of rules for commands and files."""

from __future__ import annotations

from ..errors import Problem, Refused
from ..model import notation
from ..model.case import CASE, CLOSING, CONTACT, TRANSFER, check_dossier
from ..model.kind import Name
from ..model.kinds import BY_NAME
from ..model.position import is_no_ref
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
    """Return the problems of the staged changes in their order, each with its place."""
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
    """Check every case that a change touches, together with all its parts."""
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
    """Return the problem that a change causes in a record that it does not touch."""
    return Problem(
        problem.rule,
        _("{kind} {ref}: {problem}").format(kind=record.kind.label, ref=record.ref, problem=problem.problem),
        _("日付を見直すか、先に{kind} {ref} を訂正してください（wfc {name} edit {ref}）。").format(
            kind=record.kind.label, ref=record.ref, name=record.kind.name
        ),
    )


def _by_case(staging: Staging, kind: Kind, cases: dict[str, Change]) -> dict[str, list[Record]]:
    """Return the records of a kind within some cases, with the staged changes, by case."""
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
    """Refuse to void a record to which others refer."""
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
    """Check all tallies together if one is among the changes."""
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
    """Return sentences about the changes: what is read as empty, and names that resemble others."""
    return [*staging.notes, *_nearly_known(staging)]


def _nearly_known(staging: Staging) -> list[str]:
    names = [
        name
        for change in staging.changes
        if change.action != "void"
        for field in change.record.kind.facts
        if isinstance(field.one, Name)
        for name in change.record.values(field.name)
    ]
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


# -- what is refused against the ledger --------------------------------------------------------------------


def unusable_ref(ref: str) -> Problem | None:
    """Return the problem of a text that cannot be a ref, else None."""
    wrong = [each for each in ref if each in ";；，、" or each.isspace() or not each.isprintable()]
    if is_no_ref(ref):
        return Problem(
            "ref-unusable",
            _("整理番号「{ref}」は使えません。").format(ref=notation.quoted(ref)),
            _("未記入や計などの言葉ではない番号にしてください。合計の行なら、行を消してください。"),
            field="ref",
        )
    if wrong or len(ref) > 64 or ref.startswith("-"):
        return Problem(
            "ref-unusable",
            _("整理番号「{ref}」は使えません。").format(ref=notation.quoted(ref)),
            _("空白や区切り（; ， 、）を含まない、64 文字までの番号にしてください。先頭に - は使えません。"),
            field="ref",
        )
    return None


def already_closed(case: Record) -> Problem:
    """Return the problem of closing a case that is closed."""
    return Problem(
        "closed-while-closed",
        _("相談 {ref} は {day} に終結しています。").format(ref=case.ref, day=case["closed_on"]),
        _("終結日や理由の訂正は wfc case edit で、再開は wfc case reopen で行ってください。"),
        field="closed_on",
    )


def taken(kind: Kind, ref: str) -> Problem:
    """Return the problem of a ref that another record has."""
    return Problem(
        "ref-taken",
        _("整理番号 {ref} の{kind}は、既に台帳にあります。").format(ref=ref, kind=kind.label),
        _("訂正なら wfc {kind} edit です。").format(kind=kind.name)
        if not kind.prefix
        else _("別の番号にするか、--ref を付けずに任せてください。訂正なら wfc {kind} edit です。").format(
            kind=kind.name
        ),
        field="ref",
    )


def ref_twice(ref: str, first: str) -> Problem:
    """Return the problem of a ref that two rows have; `first` is the place of the first, "" if it is not known."""
    words = (
        _("整理番号「{ref}」が二度あります（先のものは {place}）。")
        if first
        else _("整理番号「{ref}」が二度あります。")
    )
    return Problem(
        "same-ref-twice",
        words.format(ref=ref, place=first),
        _("どちらか一方を消すか、別の整理番号にしてください。"),
        field="ref",
    )


def reopened_since(case: Record, reopened_on: str) -> Problem:
    """Return the problem of a case that is closed in the ledger, and re-opened in the file."""
    return Problem(
        "changed-row",
        _("相談 {ref} は台帳では {day} から終結したままですが、ファイルでは再開しています。").format(
            ref=case.ref, day=case["closed_on"]
        ),
        _("ファイルの方が正しければ --update を付けるか、wfc case reopen {ref} --on {day} で再開してください。").format(
            ref=case.ref, day=reopened_on
        ),
        field="reopened_on",
    )


def changed_row(standing: Record, row: Record, staging: Staging) -> Problem:
    """Return the problem of a row that differs from the ledger."""
    return Problem(
        "changed-row",
        _("{kind} {ref} が台帳と異なります: {changes}").format(
            kind=standing.kind.label, ref=standing.ref, changes=changes(standing, row, staging)
        ),
        _("台帳の方が正しければファイルを直し、ファイルの方が正しければ --update を付けて訂正してください。"),
    )


def changes(standing: Record, row: Record, staging: Staging) -> str:
    """Return every fact in which a row differs from the ledger, without any confidential text."""
    differing = []
    for field in standing.kind.fields:
        if field.confidential:
            if standing.texts.get(field.name) != row.texts.get(field.name):
                differing.append(_("{label}（本文の変更）").format(label=field.label))
        elif standing[field.name] != row[field.name]:
            before, after = (field.shown(each[field.name], staging.profile) or _("（空）") for each in (standing, row))
            differing.append(f"{field.label} {before} → {after}")
    return _("、").join(differing)
