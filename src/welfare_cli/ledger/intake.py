"""Match the rows of files with the ledger: each is new, unchanged, corrected or refused.

A row with a ref is the record of that ref. wfc recognises a row without one by the content with which it was imported,
and by its occurrence among equals. Only what changed in a row since its last import is a correction (`imports.py`):
later corrections in the ledger stay.
"""

from __future__ import annotations

from ..errors import Problem, Problems, Refused
from ..model import limits, notation
from ..model.case import BEGINNING, CASE, CLOSING, HANDED_OVER, TRANSFER, part_ref
from ..model.kinds import KINDS
from ..model.reading import Reader, read_as_empty
from ..model.rules import told
from ..words import _
from . import handover, validation
from .current import ref_key
from .entries import Change
from .erasable import erased_fields
from .erasure import is_erased
from .handover import Moving, Places, undecided
from .imports import CLOSING_KEY, Again, Imports, RowDigests, WithoutRef, columns_key, content_key
from .undo import is_unrecorded
from .validation import already_closed, changed_row, changes, ref_twice, reopened_since, unusable_ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.kind import Kind, Record, Value
    from ..model.reading import Row, Rows
    from .current import CurrentRecord
    from .staging import Staging

    Facts = dict[str, Value]
    Texts = dict[str, str]

OUTCOMES = ("added", "unchanged", "corrected", "refused")


class Plan:
    """What an import would do: its changes, its problems, its notes, and the outcomes of the rows of each kind.

    There are `wrong` problems; the plan keeps the first of each rule.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.wrong = 0
        self.counted = 0
        self.notes: list[str] = []
        self.summary: dict[str, dict[str, int]] = {}
        self.undecided: list[str] = []
        """The cases with a new area or coordinator for which nobody gave a first day, each with its changes."""

    def tell(self, kind: Kind, outcome: str) -> None:
        """Count a row under its outcome."""
        self.summary.setdefault(kind.name, dict.fromkeys(OUTCOMES, 0))[outcome] += 1
        self.counted += 1

    def note(self, row: Row, base: CurrentRecord, words: str, **cells: str) -> None:
        """Add a sentence about a row and its record."""
        self.notes.append(words.format(place=row.place, kind=row.kind.label, ref=base.ref, **cells))

    def total(self, outcome: str) -> int:
        """Return the number of rows of all kinds with an outcome."""
        return sum(counts[outcome] for counts in self.summary.values())


def plan(
    staging: Staging,
    rows: Rows,
    at: int,
    *,
    update: bool,
    since: str = "",
    seen: Callable[[Row], None] = lambda _row: None,
) -> Plan:
    """Match rows with the ledger as it is at entry number `at`; call `seen` after each row.

    `since` is the first day of the new areas and coordinators of cases, or `BEGINNING`.
    """
    intake = _Intake(staging, Plan(at), update, since)
    found, result = intake.found, intake.plan
    for kind in KINDS:
        staging.reserve(kind, rows.refs(kind))
        for row in rows.of(kind):
            if isinstance(row, Problem):
                found.add(row)
            else:
                intake.meet(row)
                seen(row)
            if staging.passed is None and intake.is_hopeless(kind):
                staging.keep_nothing_more()
                intake.hopeless_at = row.where if isinstance(row, Problem) else row.place
    staging.look_at_kept()
    voided = handover.void_outside(staging)
    for problem in validation.check(staging):
        intake.blamed.add(problem.where)
        found.add(problem)
    for place in intake.closings:
        result.tell(CLOSING, "refused" if place in intake.blamed else "added")
    for change in staging.changes:
        if change.action not in ("close", "void") and change.place not in intake.closings:
            result.tell(change.record.kind, "refused" if change.place in intake.blamed else outcome_of(change))
    result.changes = staging.changes
    result.problems, result.wrong = intake.told(), len(found)
    result.notes += [_told_once(words, *cells) for (_kind, words), cells in intake.emptied.items()]
    shifted = {place for place, row in intake.rows.items() if row.shifted}
    result.notes += [*validation.notes(staging), *handover.notes(staging, shifted), *voided]
    return result


def outcome_of(change: Change) -> str:
    """Return the outcome of a row whose change is valid; it is unchanged if it agrees with the ledger by now."""
    if change.base is None or change.base.void:
        return "added"
    return "unchanged" if change.record.says_the_same_as(change.base.record) else "corrected"


def _told_once(words: str, first: str, number: int) -> str:
    """Return a sentence about several cells, with the place of the first and the number of the others."""
    if number == 1:
        return _("{place}: {note}").format(place=first, note=words)
    return _("{place}（ほかに {number} か所）: {note}").format(place=first, number=f"{number - 1:,}", note=words)


class _Intake:
    def __init__(self, staging: Staging, plan: Plan, update: bool, since: str) -> None:
        self.staging = staging
        self.plan = plan
        self.update = update
        self.since = since
        self.held = Places(staging)
        self.reader = Reader(staging.profile)
        self.found = Problems(limits.SHOWN)
        self.next_look = limits.WRONG
        self.hopeless_at = ""
        self.blamed: set[str] = set()
        self.rows: dict[str, Row] = {}
        self.places: dict[tuple[str, str], str] = {}
        self.closed: set[str] = set()
        self.closings: list[str] = []
        self.imports = Imports(staging.connection)
        self.without_ref: dict[str, WithoutRef] = {}
        self.erased = erased_fields(staging.connection)
        self.emptied: dict[tuple[str, str], tuple[str, int]] = {}
        """By kind and sentence, the first cell with a word that is read as empty, and the number of such cells."""

    def is_hopeless(self, kind: Kind) -> bool:
        """Return whether there are too many problems for wfc to write anything, whatever rows follow.

        wfc looks for problems that need all changes at a thousand changes, four thousand, and so on.
        """
        if len(self.found) + len(self.staging.problems) > limits.WRONG:
            return True
        if len(self.staging.changes) < self.next_look:
            return False
        self.next_look *= 4
        return validation.beyond_mending(self.staging, kind) > limits.WRONG // 2

    def told(self) -> list[Problem]:
        """Return the first problems of each rule in the order of the rows, and how many others there are."""
        order = {place: number for number, place in enumerate(self.rows)}
        in_order = sorted(self.found.first, key=lambda problem: order.get(problem.where, -1))
        self.found.first = [self.rows[each.where].problem(each) if each.where in order else each for each in in_order]
        if not self.hopeless_at:
            return told(self.found)
        words = _(
            "誤りが多いので、{place} より後の行では、一行だけで分かる誤りを数えました。"
            "相談の経過との食い違いは調べていません。"
        )
        return [*told(self.found), Problem("", words.format(place=self.hopeless_at))]

    def meet(self, row: Row) -> None:
        """Match one row; once there are too many problems, keep nothing of it but its ref."""
        self.rows[row.place] = row
        if self.staging.passed is None:
            for problem in self.take(row):
                self.blamed.add(row.place)
                self.found.add(problem.at(row.place))
            return
        counted = self.plan.counted
        wrong = [*self.take(row), *self.staging.broken_by_passed()]
        if self.plan.counted == counted:
            self.plan.tell(row.kind, "refused" if wrong else "added")
        shown = [self.found.add(problem.at(row.place)) for problem in wrong]
        if not any(shown):
            del self.rows[row.place]

    def take(self, row: Row) -> list[Problem]:
        """Match one row, and stage its changes; return its problems."""
        facts, texts, problems = self.reader.row(row.kind, row.cells)
        facts = self.staging.linked(row.kind, facts)
        once = self.once(row)
        case, day = str(facts.get("case") or ""), str(facts.get(row.kind.day) or "")
        if row.kind in (CLOSING, TRANSFER):
            row.ref = part_ref(case, day) if case and day else ""
        if row.kind is CLOSING and row.ref:
            if not facts.get("reopened_on") and not problems:
                return self.close(row, case, facts)
            if facts.get("reopened_on") and (base := self.closed_so(case, facts)):
                return self.reopen(row, base, facts)
        wrong_ref = self.wrong_ref(row) if row.ref else row.wrong_ref
        if wrong_ref:
            return self.refuse(row, [*problems, wrong_ref])
        content = self.content(row, facts, once[0])
        by_content = self.without_ref.get(row.kind.name)
        base = by_content.find(content) if by_content and not row.ref else self.staging.standing(row.kind, row.ref)
        import_key = f"{content.key} {columns_key((*facts, *texts))}" if row.ref else content.key
        if base is None:
            record = self.staging.draft(row.kind, row.ref, facts, texts)
            change = self.staging.stage(Change("add", record, place=row.place, import_key=import_key))
            self.staging.unread[id(change)] = {problem.field for problem in problems}
            if row.kind is CLOSING and not facts.get("case"):
                self.staging.unread[id(change)].add("reopened_on")
            return problems
        if problems:
            return self.refuse(row, problems)
        if base.void and is_unrecorded(self.staging.connection, base):
            facts = self.without_erased(row, base, facts)
            record = self.staging.draft(row.kind, base.ref, facts, self.not_erased(row, base, texts))
            self.staging.stage(Change("edit", record, base, place=row.place, import_key=import_key))
        elif base.void:
            self.plan.note(row, base, _("{place}: {kind} {ref} は取り消されているので、取り込みません。"))
            self.plan.tell(row.kind, "unchanged")
        else:
            again = self.again(row, base, content, facts, self.not_erased(row, base, texts), once)
            return self.compare(row, base, again)
        return []

    def not_erased(self, row: Row, base: CurrentRecord, texts: Texts) -> Texts:
        """Return the texts of a row; none if those of its record were erased: a file does not restore them."""
        if not any(texts.values()) or not is_erased(self.staging.connection, base.number):
            return texts
        self.plan.note(row, base, _("{place}: {kind} {ref} の本文は消去されているので、本文は取り込みません。"))
        return {}

    def without_erased(self, row: Row, base: CurrentRecord, facts: Facts) -> Facts:
        """Return the facts of a row, with those of the ledger in each field with an erased word."""
        held = {
            name: base.record[name]
            for name in sorted(self.erased.get(base.number, ()))
            if name in facts and facts[name] != base.record[name]
        }
        if held:
            self.plan.note(
                row,
                base,
                _("{place}: {kind} {ref} の{fields}は消去されているので、{fields}は取り込みません。"),
                fields=_("・").join(row.kind.by_name[name].label for name in held),
            )
        return {**facts, **held}

    def once(self, row: Row) -> tuple[Facts, Texts]:
        """Return what wfc once took those cells of the last row for that it reads as empty today; note these cells."""
        facts: Facts = {}
        texts: Texts = {}
        for field, word in self.reader.emptied:
            said = row.kind.name, read_as_empty(field, word)
            first, number = self.emptied.get(said, (row.column(field.name), 0))
            self.emptied[said] = first, number + 1
            text = notation.tidy(str(row.cells[field.name]))
            if field.confidential:
                texts[field.name] = text
            else:
                facts[field.name] = tuple(dict.fromkeys(notation.split_list(text))) if field.many else text
        return facts, texts

    def content(self, row: Row, facts: Facts, once: Facts) -> RowDigests:
        """Return the digests of a row, which identify one without ref; `once` are the facts of `once()`."""
        if row.ref:
            return RowDigests(row.kind, row.ref, facts)
        if row.kind.name not in self.without_ref:
            self.without_ref[row.kind.name] = WithoutRef(self.staging, row.kind)
        return self.without_ref[row.kind.name].meet(facts, once)

    def again(
        self,
        row: Row,
        base: CurrentRecord,
        content: RowDigests,
        facts: Facts,
        texts: Texts,
        once: tuple[Facts, Texts],
    ) -> Again:
        """Return a row compared with what lists last said of its record.

        If a list last gave the value for which wfc `once` took a cell, the cell has not changed.
        """
        if any(once):
            said = self.imports.said(base)
            facts = facts | {name: value for name, value in once[0].items() if value == said[name]}
            texts = texts | {name: text for name, text in once[1].items() if text == said.texts.get(name)}
        if row.ref:
            content = RowDigests(row.kind, row.ref, facts)
        facts = self.without_erased(row, base, facts)
        return Again(self.imports, base, content, facts, texts, self.erased.get(base.number, ()))

    def compare(self, row: Row, base: CurrentRecord, again: Again) -> list[Problem]:
        """Stage what changed in a row as a correction, or refuse it; return its problems.

        A status that follows from the day, and a row that now agrees with the ledger, need no `--update`.
        """
        moving = Moving(self.held, base, again) if row.kind is CASE and not again.is_known else None
        problems = self.move(row, base, again, moving) if moving else []
        if not self.update:
            others = again.leaving({*moving.moved, *moving.agreed} if moving else ())
            problems += [] if others.says_the_same_as(base.record) else [changed_row(base.record, others, self.staging)]
        if problems:
            return self.refuse(row, problems)
        record = again.settled(self.staging)
        if not again.corrected.says_the_same_as(base.record):
            hidden = _("（列がずれているかもしれないので、値は示しません）")
            shown = hidden if row.shifted else changes(base.record, record, self.staging)
            self.plan.note(row, base, _("{place}: 訂正 {kind} {ref}: {changes}"), changes=shown)
        elif not record.says_the_same_as(base.record):
            self.note_settled(row, base, record)
        elif again.agreed:
            self.note_agreement(row, base, again.agreed)
        else:
            self.plan.tell(row.kind, "unchanged")
            return []
        self.staging.stage(Change("edit", record, base, place=row.place, import_key=again.import_key(record)))
        return []

    def move(self, row: Row, base: CurrentRecord, again: Again, moving: Moving) -> list[Problem]:
        """Leave the new area and coordinator of a row to a transfer if they have a first day; return the problems."""
        moved = moving.moved
        if moved and not self.since:
            shown = self.held.shown(base, moved, hidden=row.shifted)
            self.plan.undecided.append(f"{row.place}: {base.ref} {shown}")
            return [undecided(base, shown)]
        again.left = frozenset(moving.agreed if self.since == BEGINNING else {*moving.agreed, *moved})
        if moving.transfers:
            self.note_agreement(
                row, base, [row.kind.by_name[name].label for name in HANDED_OVER if name in moving.agreed]
            )
        for each in moving.transfers.values():
            self.staging.stage(Change("edit", each.record, each, import_key=again.transfer_key(each.record)))
        return self.hand_over(row, base, again, moved) if moved and self.since != BEGINNING else []

    def hand_over(self, row: Row, base: CurrentRecord, again: Again, moved: Facts) -> list[Problem]:
        """Hand a case over on the day that was given for all rows; return the problems."""
        try:
            change = self.held.transfer(base, self.since, moved)
        except Refused as error:
            return error.problems
        change.place, change.import_key = row.place, again.transfer_key(change.record)
        self.staging.stage(change)
        self.plan.notes.append(
            _("{place}: 引き継ぎ {ref}: {changes}").format(
                place=row.place, ref=change.record.ref, changes=self.held.shown(base, moved, hidden=row.shifted)
            )
        )
        return []

    def note_settled(self, row: Row, base: CurrentRecord, record: Record) -> None:
        """Note a status that wfc derived from a day, and that changes because the day has come."""
        status = row.kind.by_name[row.kind.settles]
        before, after = (status.shown(each[status.name], self.staging.profile) for each in (base.record, record))
        words = _("{place}: {kind} {ref} の{label}を、{before}から{after}にしました（{day}）。")
        self.plan.note(row, base, words, label=status.label, before=before, after=after, day=record.day)

    def note_agreement(self, row: Row, base: CurrentRecord, labels: list[str]) -> None:
        """Note a row whose correction in the file agrees with the ledger."""
        self.plan.note(
            row,
            base,
            _("{place}: 一覧の行が、台帳の{kind} {ref} と同じになりました（{labels}）。台帳の値は変わりません。"),
            labels=_("、").join(labels),
        )

    def close(self, row: Row, case: str, facts: Facts) -> list[Problem]:
        """Close the case of a closing without a re-opening: the case carries its last closing."""
        record = self.staging.record(CASE, case)
        if record is None:
            change = self.staging.stage(Change("add", self.staging.draft(CLOSING, "", facts, {}), place=row.place))
            self.staging.unread[id(change)] = {"reopened_on"}
            return []
        closing = {name: facts.get(name) for name in ("closed_on", "closing")}
        ref = part_ref(record.ref, str(facts["closed_on"]))
        known = self.staging.record(CLOSING, ref) or record
        key = CLOSING_KEY + content_key(CLOSING, ref, closing)
        base = self.staging.standing(CASE, case)
        said = base is not None and self.imports.knows_closing(base, key)
        if said or all(known[name] == value for name, value in closing.items()):
            self.plan.tell(row.kind, "unchanged")
        elif record["closed_on"] and (not self.update or record.ref in self.closed):
            return self.refuse(row, [already_closed(record)])
        else:
            change = Change("close", record.changed(closing), base, place=row.place)
            change.places = dict.fromkeys(closing, row.place)
            staged = self.staging.stage(change)
            staged.import_key = " ".join(filter(None, (staged.import_key, key)))
            self.closed.add(record.ref)
            self.closings.append(row.place)
        return []

    def closed_so(self, case: str, facts: Facts) -> CurrentRecord | None:
        """Return a case that has just this closing in the ledger, and that no other row changes; else None."""
        base = self.staging.standing(CASE, case)
        if base is None or base.void or self.staging.staged(CASE, case):
            return None
        return base if all(base.record[name] == facts.get(name) for name in ("closed_on", "closing")) else None

    def reopen(self, row: Row, base: CurrentRecord, facts: Facts) -> list[Problem]:
        """Re-open a case whose last closing was followed by a re-opening, as a row says; return the problems."""
        if not self.update:
            return self.refuse(row, [reopened_since(base.record, str(facts["reopened_on"]))])
        closing, known = self.staging.draft(CLOSING, row.ref, facts, {}), self.staging.standing(CLOSING, row.ref)
        key = content_key(CLOSING, row.ref, facts)
        self.staging.stage(Change("reopen", closing, known, place=row.place, import_key=key))
        opened = base.record.changed({"closed_on": None, "closing": None})
        self.staging.stage(Change("reopen", opened, base, place=row.place))
        return []

    def wrong_ref(self, row: Row) -> Problem | None:
        """Return the problem of a ref that cannot be used, or that the files have twice."""
        problem = unusable_ref(row.ref)
        if problem:
            return problem
        base = self.staging.standing(row.kind, row.ref)
        if base is not None and base.ref != row.ref:
            self.plan.notes.append(
                _("{place}: 整理番号「{ref}」を、台帳の {known} として扱います。").format(
                    place=row.place, ref=notation.quoted(row.ref), known=base.ref
                )
            )
            row.ref = base.ref
        known, key = self.staging.passed, (row.kind.name, ref_key(row.ref))
        if known is None:
            first = self.places.setdefault(key, row.place)
            return None if first == row.place else ref_twice(row.ref, first)
        passed = known.setdefault(row.kind.name, set())
        if key in self.places or key[1] in passed:
            return ref_twice(row.ref, self.places.get(key, ""))
        passed.add(key[1])
        return None

    def refuse(self, row: Row, problems: list[Problem]) -> list[Problem]:
        """Count a row as refused, and return its problems."""
        self.plan.tell(row.kind, "refused")
        return problems
