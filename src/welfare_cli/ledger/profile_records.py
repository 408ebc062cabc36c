"""The profile in the ledger: read as it is now, audited, and brought to what another one says."""

from __future__ import annotations

import zlib

from ..errors import Problem, Refused
from ..measures import MEASURES
from ..model.kind import Listed
from ..model.kinds import BY_NAME, KINDS
from ..model.outcome import OUTCOME
from ..model.profile import Profile, Term
from ..model.profile_kinds import PROFILE_KINDS, TERM, profile_of, records_of
from ..model.tally import TALLY, check_tallies
from ..words import _
from .current import column_of, select, sources
from .entries import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .engine import Connection

REPORTED = (*PROFILE_KINDS, TALLY, OUTCOME)
"""What a report prints as it was entered, without counting it."""
REPORTED_NAMES = [kind.name for kind in REPORTED]


def newest(connection: Connection) -> int:
    """The number of the newest entry of the profile."""
    newest = "SELECT COALESCE(MAX(+entry), 0) FROM record WHERE kind IN ('term', 'section', 'setting')"
    return int(connection.single(newest))  # + lets the kinds be looked up, or every entry since would be gone through


def standing(connection: Connection) -> Profile:
    """The profile as it stands, the measures among its lists."""
    records = [each.record for kind in PROFILE_KINDS for each in select(connection, kind, "record.void = 0")]
    measures = {name: Term(name, each.label, aliases=tuple(each.names)) for name, each in MEASURES.items()}
    return profile_of(records).with_list("measures", measures)


def refuse_changed(connection: Connection, number: int) -> None:
    """Refuse to report from a profile, tallies and narratives that are not those written up to an entry (6).

    Each entry is compared with its hash, and so is the one whose hash is printed; that none is missing or counted twice
    is known by a sum over their versions.
    """
    from .integrity import chain_audit

    versions = _versions(connection)
    kept = connection.single("SELECT value FROM main.derivation WHERE name = 'reported'")
    expected = [entry for entry, until, void, *_rest in versions if entry <= number < until and not void]
    refs: dict[int, str] = {}
    for kind in REPORTED:
        rows = "SELECT record.entry, record.ref FROM record WHERE record.kind = ? AND record.void = 0"
        refs |= connection.execute(rows, (kind.name,)).fetchall()
    if kept != _sum_of(versions) or sorted(refs) != expected:
        raise connection.place.damaged()
    newest = connection.execute("SELECT kind, ref FROM entry WHERE number = ?", (number,)).fetchone()
    kinds = {*REPORTED, BY_NAME.get(newest[0], TERM)}
    chain_audit.refuse_changed(connection, refs | {number: newest[1]}, [*kinds])


def keep_sum(connection: Connection) -> None:
    """Keep the sum over the versions of what a report prints as it was entered, after one was written."""
    connection.execute(
        "INSERT INTO derivation VALUES ('reported', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_sum_of(_versions(connection)),),
    )


def sum_is_wrong(connection: Connection) -> bool:
    """Whether the sum that is kept is not the one of the versions."""
    kept = connection.single("SELECT value FROM derivation WHERE name = 'reported'")
    return bool(kept != _sum_of(_versions(connection)))


def _versions(connection: Connection) -> list[tuple[int, ...]]:
    kinds = ", ".join(f"'{kind.name}'" for kind in REPORTED)
    return connection.execute(
        f"SELECT entry, until, void, record, kind, ref, version FROM main.stood WHERE kind IN ({kinds}) ORDER BY entry"
    ).fetchall()


def _sum_of(versions: list[tuple[int, ...]]) -> str:
    return str(zlib.crc32(repr(versions).encode()))


def changes(connection: Connection, profile: Profile) -> list[Change]:
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
    problems = [problem for change in found if (problem := refuse_words_in_use(connection, change))]
    problems += _tallies_after_begin(connection, profile)
    if problems:
        raise Refused(problems)
    return found + [Change("add", record) for record in wanted.values()]


def begins_of(profile: Profile) -> dict[str, str]:
    """The day from which the records of each measure are counted."""
    return {name: profile.begin_of(measure.reads) for name, measure in MEASURES.items()}


def _tallies_after_begin(connection: Connection, profile: Profile) -> list[Problem]:
    """Refuse begin dates from which on there are tallies: nothing may be counted twice."""
    if profile.counts_as(standing(connection)):
        return []
    tallies = [each.record for each in select(connection, TALLY, "record.void = 0")]
    found = check_tallies(tallies, profile.opening_month, begins_of(profile), lambda record: record.ref)
    return [
        Problem(
            problem.rule,
            _("過年度集計 {ref}: {problem}").format(ref=record.ref, problem=problem.problem),
            _("先にその集計を取り消すか（wfc tally void {ref}）、別の日を records_begin に書いてください。").format(
                ref=record.ref
            ),
        )
        for record, problem in found
        if problem.rule == "tally-after-begin"
    ]


def refuse_words_in_use(connection: Connection, change: Change) -> Problem | None:
    """Refuse to take away a word that records use, or to leave records outside its dates."""
    if change.record.kind is not TERM or change.base is None:
        return None
    name, code, label = (change.record.text(each) for each in ("list", "code", "label"))
    place = f"[{name}] " + _("{label}（{name}）").format(label=label, name=code)
    dates, before = (
        tuple(record.text(each) for each in ("valid_from", "valid_until"))
        for record in (change.record, change.base.record)
    )
    if change.action == "void":
        number = _uses(connection, name, code)
        if number:
            return Problem(
                "still-pointed-to",
                _("{place}: {number} 件の記録が使っているので、なくせません。").format(place=place, number=number),
                _("行は残し、使わなくなる日を until に書いてください。言葉を変えるだけなら label を変えます。"),
            )
    elif dates != before:
        number = _uses(connection, name, code, *dates)
        if number:
            return Problem(
                "still-pointed-to",
                _("{place}: from と until の外に、{number} 件の記録があります。").format(place=place, number=number),
                _("from と until を、それらの記録の日が入るように直すか、先に記録を訂正してください。"),
            )
    return None


def _uses(connection: Connection, name: str, code: str, first: str = "", last: str = "") -> int:
    """How many standing records use a word of a list; with dates, those whose day lies outside of them."""
    number = 0
    for kind in KINDS:
        for field in kind.facts:
            inner = field.one
            if not isinstance(inner, Listed) or inner.of != name or (inner.on == "" and (first or last)):
                continue
            table = f"standing_{kind.name}" + (f"_{field.name}" if field.many else "")
            outside = "" if not (first or last) else "AND (record.day < :first OR (:last <> '' AND record.day > :last))"
            number += connection.single(
                f"{sources([kind.name])} SELECT COUNT(DISTINCT used.record) FROM {table} AS used "
                f"JOIN record ON record.record = used.record WHERE used.{column_of(field)} = :code {outside}",
                {"code": code, "first": first, "last": last},
            )
    return number
