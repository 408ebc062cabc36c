"""Find, read and stage what each command changes; `book.py` checks and writes the changes of all commands alike."""

from __future__ import annotations

from ..errors import Problem, Refused
from ..model import notation
from ..model.case import BEGINNING, CASE, CLOSING, HANDED_OVER, TRANSFER, part_ref, transfer_twice
from ..model.notation import plain_text
from ..model.reading import Reader, read_as_empty
from ..values import value
from ..words import _
from .current import select
from .entries import Change
from .validation import already_closed, check, taken, unusable_ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from dataclasses import KW_ONLY

    from ..model.kind import Kind, Record, Value
    from .current import CurrentRecord
    from .staging import Staging

    Facts = dict[str, Value]


@value
class Words:
    """The texts of the given fields; `typed` if a person may write 今日."""

    cells: Mapping[str, str]
    _: KW_ONLY
    typed: bool = False

    def read(self, staging: Staging, kind: Kind) -> tuple[Facts, dict[str, str]]:
        """Return facts and confidential texts; raise `Refused` (4) with every text that cannot be read."""
        facts, texts, problems = self.row(staging, kind)
        if problems:
            raise Refused(problems)
        return facts, texts

    def row(self, staging: Staging, kind: Kind) -> tuple[Facts, dict[str, str], list[Problem]]:
        """Return facts, confidential texts and problems; note in the staging area which words are read as empty."""
        reader = Reader(staging.profile, staging.today if self.typed else None)
        found = reader.row(kind, self.cells)
        staging.notes += [read_as_empty(field, word) for field, word in reader.emptied]
        return found


def add(staging: Staging, kind: Kind, words: Words, ref: str) -> None:
    """Stage a new record, or raise all its problems; a closing without a re-opening closes its case."""
    facts, texts, problems = words.row(staging, kind)
    ref = notation.tidy(ref)
    taken = _ref_problem(staging, kind, ref) if ref else None
    if kind is CLOSING and not problems and all(facts.get(name) for name in ("case", "closed_on", "closing")):
        case = staging.called(CASE, str(facts["case"]))
        if case and not case.void:
            if facts.get("reopened_on"):
                staging.stage(_closing(staging, case.ref, facts))
            else:
                _finish(staging, case, {name: facts[name] for name in ("closed_on", "closing")}, "closed_on")
            return
    if kind is TRANSFER and not problems and all(facts.get(name) for name in ("case", "on")):
        staging.stage(_transfer(staging, facts))
        return
    change = staging.stage(Change("add", staging.draft(kind, "" if taken else ref, facts, texts)))
    staging.unread[id(change)] = {problem.field for problem in problems} | (
        {"reopened_on"} if kind is CLOSING else set()
    )
    problems += [taken] if taken else []
    if problems:
        raise Refused(problems + check(staging))


def edit(staging: Staging, kind: Kind, ref: str, words: Words, clear: Iterable[str], why: str, since: str) -> None:
    """Stage a correction: given fields get their new values, and fields to clear become empty."""
    base = staging.must_stand(kind, ref)
    facts, texts = words.read(staging, kind)
    if kind is CASE:
        facts = _handed_over(staging, base, facts, since, why)
    for field in map(kind.by_name.__getitem__, clear):
        if field.confidential:
            texts[field.name] = ""
        else:
            facts[field.name] = None
    record = staging.draft(kind, base.ref, base.record.changed(facts).facts, {**base.record.texts, **texts})
    if staging.linked(kind, record.facts) == base.record.facts and record.texts == base.record.texts:
        if staging.changes:
            return
        raise Refused(
            _("{kind} {ref} は、もうそのとおりになっています。").format(kind=kind.label, ref=base.ref),
            _("変える項目を指定してください（--{option} など。空にするには --clear）。").format(
                option=kind.fields[0].option.replace("_", "-")
            ),
            rule="nothing-to-change",
        )
    if kind.within and not kind.prefix:
        record = _part_renamed(staging, record)
    staging.stage(Change("edit", record, base, why=plain_text(why)))


def moving(staging: Staging, ref: str, words: Words) -> str:
    """Return what an edit changes in today's area and coordinator of a case, as a sentence; "" for no change."""
    from .handover import Places

    base, places = staging.must_stand(CASE, ref), Places(staging)
    moved = places.moved(base, words.read(staging, CASE)[0])
    return places.shown(base, moved) if moved else ""


def _handed_over(staging: Staging, base: CurrentRecord, facts: Facts, since: str, why: str) -> Facts:
    """Stage a transfer if a new area or coordinator holds from a day on; return the other facts.

    Raise `Refused` (4) if nobody says since when.
    """
    from .handover import Places, undecided

    places = Places(staging)
    moved = places.moved(base, facts)
    if moved and not since:
        raise Refused(undecided(base, places.shown(base, moved)))
    if since in ("", BEGINNING):
        return facts
    if moved:
        change = places.transfer(base, since, moved)
        change.why = plain_text(why)
        staging.stage(change)
    return {name: value for name, value in facts.items() if name not in HANDED_OVER or value is None}


def _part_renamed(staging: Staging, part: Record) -> Record:
    """Return a closing or transfer with the ref of its corrected case and day."""
    ref = part_ref(staging.resolve(CASE, part.text("case")) or part.text("case"), part.day)
    if ref != part.ref and staging.standing(part.kind, ref) is not None:
        raise Refused(taken(part.kind, ref))
    return part.called(ref)


def _transfer(staging: Staging, facts: Facts) -> Change:
    """Return a transfer with the ref of its case and day; a void one may be recorded again."""
    from . import handover

    case, day = staging.resolve(CASE, str(facts["case"])) or str(facts["case"]), str(facts["on"])
    known = staging.standing(TRANSFER, part_ref(case, day))
    if known is not None and not known.void:
        raise Refused(transfer_twice(case, day))
    return handover.transfer(staging, {**facts, "case": case})


def finish(staging: Staging, kind: Kind, ref: str, words: Words, day: str) -> None:
    """Close, decide, complete or drop: stage the last day of a record that has none yet."""
    base = staging.must_stand(kind, ref)
    facts, _texts = words.read(staging, kind)
    _finish(staging, base, facts, day)


def reopen(staging: Staging, ref: str, words: Words, why: str) -> None:
    """Stage the re-opening of a case: its closing becomes a record, and the case is open again."""
    base = staging.must_stand(CASE, ref)
    case = base.record
    if not case["closed_on"]:
        raise Refused(
            _("相談 {ref} は終結していません。").format(ref=case.ref),
            _("再開できるのは、終結した相談だけです。"),
            rule="reopened-while-open",
        )
    facts, _texts = words.read(staging, CLOSING)
    facts |= {"case": case.ref, "closed_on": case["closed_on"], "closing": case["closing"]}
    staging.stage(_closing(staging, case.ref, facts, "reopen"))
    staging.stage(Change("reopen", case.changed({"closed_on": None, "closing": None}), base, why=plain_text(why)))


def void(staging: Staging, kind: Kind, ref: str, why: str) -> None:
    """Stage the void of a record: wfc no longer counts it, and it stays readable."""
    base = staging.must_stand(kind, ref)
    staging.stage(Change("void", base.record, base, why=plain_text(why)))


def publish(staging: Staging, publication: Record) -> None:
    """Stage a publication under a new name; it replaces the current one of its as-of date."""
    kind, ref = publication.kind, publication.ref
    known = staging.standing(kind, ref)
    if known is not None:
        raise Refused(
            Problem(
                "ref-taken",
                _("「{ref}」という提出版は、もうあります（取り下げたものも含みます）。").format(ref=known.ref),
                _("別の名前を付けてください。前の版と取りかえるときも、名前は変えます（例 {ref}・訂正）。").format(
                    ref=known.ref
                ),
                field="ref",
            )
        )
    stands_of_the_day = "record.void = 0 AND facts.as_of = ?"
    of_the_day = select(
        staging.connection, kind, stands_of_the_day, (publication.text("as_of"),), without=("content", "definitions")
    )
    before = max(of_the_day, key=lambda each: each.number, default=None)
    staging.stage(Change("add", publication.changed({"replaces": before.ref if before else None})))


def accept(staging: Staging, acceptance: Record, why: str) -> None:
    """Stage the acceptance of a finding, again if the record has changed since an earlier one."""
    base = staging.standing(acceptance.kind, acceptance.ref)
    staging.stage(Change("edit" if base else "add", acceptance, base, why=plain_text(why)))


def _finish(staging: Staging, base: CurrentRecord, facts: Facts, day: str) -> None:
    if base.record[day]:
        raise Refused(_already_finished(base.record, day))
    staging.stage(Change("close" if day == "closed_on" else "edit", base.record.changed(facts), base))


def _already_finished(record: Record, day: str) -> Problem:
    if record.kind is CASE:
        return already_closed(record)
    return Problem(
        "already-closed",
        _("{kind} {ref} には、もう{label} {day} があります。").format(
            kind=record.kind.label, ref=record.ref, label=record.kind.by_name[day].label, day=record[day]
        ),
        _("訂正は wfc {kind} edit {ref} で行ってください。").format(kind=record.kind.name, ref=record.ref),
        field=day,
    )


def _closing(staging: Staging, case: str, facts: Facts, action: str = "add") -> Change:
    """Return a closing with the ref of its case and day; a void one may be recorded again.

    A case that is closed twice on one day, and re-opened twice, has a second closing of that day.
    """
    ref = part_ref(case, str(facts["closed_on"]))
    known = staging.standing(CLOSING, ref)
    if known is not None and not known.void and action == "reopen":
        ref = f"{ref}-2"
        known = staging.standing(CLOSING, ref)
    if known is not None and not known.void:
        raise Refused(taken(CLOSING, ref))
    return Change(action, staging.draft(CLOSING, ref, facts, {}), known)


def _ref_problem(staging: Staging, kind: Kind, ref: str) -> Problem | None:
    known = staging.standing(kind, ref)
    if known is not None and known.void:
        return Problem(
            "ref-taken",
            _("整理番号 {ref} の{kind}は、取り消されています。").format(ref=known.ref, kind=kind.label),
            _("別の番号にするか、--ref を付けずに任せてください。"),
            field="ref",
        )
    return unusable_ref(ref) or (taken(kind, ref) if known is not None else None)
