"""The profile in the ledger: read as it stands, and brought to what another one says."""

from __future__ import annotations

from ..errors import Problem, Refused
from ..measures import MEASURES
from ..model.kind import Listed, Several
from ..model.kinds import KINDS
from ..model.profile import Profile, Term
from ..model.profile_kinds import PROFILE_KINDS, TERM, profile_of, records_of
from ..words import _
from .entries import Change
from .standing import column_of, select, sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3


def newest(connection: sqlite3.Connection) -> int:
    """The number of the newest entry of the profile."""
    row = connection.execute(
        "SELECT COALESCE(MAX(entry), 0) FROM record WHERE kind IN ('term', 'section', 'setting')"
    ).fetchone()
    return int(row[0])


def standing(connection: sqlite3.Connection) -> Profile:
    """The profile as it stands, the measures among its lists."""
    records = [each.record for kind in PROFILE_KINDS for each in select(connection, kind, "record.void = 0")]
    measures = {name: Term(name, measure.label) for name, measure in MEASURES.items()}
    return profile_of(records).with_list("measures", measures)


def changes(connection: sqlite3.Connection, profile: Profile) -> list[Change]:
    """What would have to be written for the profile to say what another one says.

    `Refused` (4) where a word would go that records use: it can be given a last day instead.
    """
    wanted = {(record.kind.name, record.ref): record for record in records_of(profile)}
    found = []
    for kind in PROFILE_KINDS:
        for base in select(connection, kind):
            record = wanted.pop((kind.name, base.ref), None)
            if record is None and not base.void:
                found.append(Change("void", base.record, base))
            elif record is not None and (base.void or not record.says_the_same_as(base.record)):
                found.append(Change("edit", record, base))
    problems = [problem for change in found if (problem := _in_use(connection, change))]
    if problems:
        raise Refused(problems)
    return found + [Change("add", record) for record in wanted.values()]


def _in_use(connection: sqlite3.Connection, change: Change) -> Problem | None:
    if change.action != "void" or change.record.kind is not TERM:
        return None
    name, code, label = (change.record.text(each) for each in ("list", "code", "label"))
    number = sum(_uses(connection, name, code))
    if not number:
        return None
    return Problem(
        "still-pointed-to",
        _("[{list}] 「{label}」（{code}）は {number} 件の記録が使っているので、なくせません。").format(
            list=name, label=label, code=code, number=number
        ),
        _("行は残し、使わなくなる日を until に書いてください。言葉を変えるだけなら label を変えます。"),
    )


def _uses(connection: sqlite3.Connection, name: str, code: str) -> list[int]:
    """How many standing records use a word of a list, in each field that takes its words from it."""
    found = []
    for kind in KINDS:
        for field in kind.facts:
            inner = field.each if isinstance(field, Several) else field
            if isinstance(inner, Listed) and inner.of == name:
                table = f"standing_{kind.name}" + (f"_{field.name}" if field.many else "")
                row = connection.execute(
                    f"{sources([kind.name])} SELECT COUNT(*) FROM {table} WHERE {column_of(field)} = ?", (code,)
                ).fetchone()
                found.append(int(row[0]))
    return found
