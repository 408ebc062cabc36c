"""Rows of files against the ledger: what is new, unchanged, corrected or refused.

A row with a ref is the record of that ref; a row without one is known by the content with which it was
imported and by its occurrence among equals. Only what changed in a row since its last import is a correction
(`imports.py`): what was corrected in the ledger since stays.
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
from .commands import already_closed, unusable_ref
from .current import ref_key
from .effective_date import Moving, Places, undecided
from .entries import Change
from .erasable import erased_fields
from .erasure import is_erased
from .imports import CLOSING_KEY, Again, Imports, RowDigests, WithoutRef, columns_key, content_key
from .undo import is_unrecorded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..model.kind import Field, Kind, Record, Value
    from ..model.reading import Row, Rows
    from .current import CurrentRecord
    from .staging import Staging

    Facts = dict[str, Value]

OUTCOMES = ("added", "unchanged", "corrected", "refused")


class Plan:
    """What an import would do: its changes, what is wrong, and how many rows of each kind are what.

    Of the problems, `wrong` in number, the first ones of each rule are kept.
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
        """The cases with a new area or coordinator of which nobody has said since when, each with what changes."""

    def tell(self, kind: Kind, outcome: str, number: int = 1) -> None:
        """Count a row under its outcome."""
        counts = self.summary.setdefault(kind.name, dict.fromkeys(OUTCOMES, 0))
        counts[outcome] += number
        self.counted += number

    def total(self, outcome: str) -> int:
        """How many rows came out so, over all kinds."""
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
    """Match rows with the ledger as it is at entry number `at`; `seen` is called after each row.

    `since`: since when cases have the new areas and coordinators of the rows, a day or `BEGINNING`.
    """
    intake = _Intake(staging, Plan(at), update, since)
    for kind in KINDS:
        staging.reserve(kind, rows.refs(kind))
        for row in rows.of(kind):
            if isinstance(row, Problem):
                intake.tell(row)
            else:
                intake.meet(row)
                seen(row)
            if staging.passed is None and intake.is_hopeless(kind):
                staging.keep_nothing_more()
                intake.hopeless_at = row.where if isinstance(row, Problem) else row.place
    staging.look_at_kept()
    result = intake.plan
    voided = handover.void_outside(staging)
    for problem in validation.check(staging):
        intake.blamed.add(problem.where)
        intake.tell(problem)
    for place in intake.closings:
        result.tell(CLOSING, "refused" if place in intake.blamed else "added")
    for change in staging.changes:
        if change.action not in ("close", "void") and change.place not in intake.closings:
            result.tell(change.record.kind, "refused" if change.place in intake.blamed else outcome_of(change))
    result.changes = staging.changes
    result.problems, result.wrong = intake.told(), len(intake.found)
    result.notes += [_told_once(words, *cells) for (_kind, words), cells in intake.emptied.items()]
    shifted = {place for place, row in intake.rows.items() if row.shifted}
    result.notes += [*validation.notes(staging), *handover.notes(staging, shifted), *voided]
    return result


def outcome_of(change: Change) -> str:
    """Under what a row is counted whose change is good; one that agrees with the ledger by now is unchanged."""
    if change.base is None or change.base.void:
        return "added"
    return "unchanged" if change.record.says_the_same_as(change.base.record) else "corrected"


def _told_once(words: str, first: str, number: int) -> str:
    """A sentence about several cells, with the first of them and how many others there are."""
    if number == 1:
        return _("{place}: {note}").format(place=first, note=words)
    return _("{place}（ほかに {number} か所）: {note}").format(place=first, number=f"{number - 1:,}", note=words)


def _once(row: Row, emptied: list[tuple[Field, str]]) -> tuple[Facts, dict[str, str]]:
    """The facts and texts that cells of a row were once taken for, which are read as empty by now."""
    facts: Facts = {}
    texts: dict[str, str] = {}
    for field, _word in emptied:
        text = notation.tidy(str(row.cells[field.name]))
        if field.confidential:
            texts[field.name] = text
        else:
            facts[field.name] = tuple(dict.fromkeys(notation.split_list(text))) if field.many else text
    return facts, texts


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
        self.shown: list[str] = []
        self.blamed: set[str] = set()
        self.rows: dict[str, Row] = {}
        self.places: dict[tuple[str, str], str] = {}
        self.closed: set[str] = set()
        self.closings: list[str] = []
        self.imports = Imports(staging.connection)
        self.without_ref: dict[str, WithoutRef] = {}
        self.erased = erased_fields(staging.connection)
        self.emptied: dict[tuple[str, str], tuple[str, int]] = {}
        """By kind and sentence, the first cell in which a word was read as empty, and how many there are."""

    def is_hopeless(self, kind: Kind) -> bool:
        """Whether too much is wrong for anything to be written, whatever rows follow.

        What is found only when all changes are checked is looked for at a thousand changes, four thousand, and so on.
        """
        if len(self.found) + len(self.staging.problems) > limits.WRONG:
            return True
        if len(self.staging.changes) < self.next_look:
            return False
        self.next_look *= 4
        return validation.beyond_mending(self.staging, kind) > limits.WRONG // 2

    def tell(self, problem: Problem) -> bool:
        """Note what is wrong with a row, or with the ledger that the rows would make; return whether it is shown."""
        row = self.rows.get(problem.where)
        is_shown = self.found.add(row.problem(problem) if row else problem)
        if is_shown:
            self.shown.append(problem.where)
        return is_shown

    def told(self) -> list[Problem]:
        """The first problems of each rule in the order of the rows, and how many others there are."""
        order = {place: number for number, place in enumerate(self.rows)}
        by_row = sorted(zip(self.shown, self.found.first, strict=True), key=lambda each: order.get(each[0], -1))
        self.found.first = [problem for _place, problem in by_row]
        if not self.hopeless_at:
            return told(self.found)
        words = _(
            "誤りが多いので、{place} より後の行では、一行だけで分かる誤りを数えました。"
            "相談の経過との食い違いは調べていません。"
        )
        return [*told(self.found), Problem("", words.format(place=self.hopeless_at))]

    def meet(self, row: Row) -> None:
        """Match one row. Where too many were wrong, nothing will be written, and nothing is kept of it but its ref."""
        self.rows[row.place] = row
        if self.staging.passed is None:
            for problem in self.take(row):
                self.blamed.add(row.place)
                self.tell(problem.at(row.place))
            return
        counted = self.plan.counted
        wrong = [*self.take(row), *self.staging.broken_by_passed()]
        shown = [self.tell(problem.at(row.place)) for problem in wrong]
        if self.plan.counted == counted:
            self.plan.tell(row.kind, "refused" if wrong else "added")
        if not any(shown):
            del self.rows[row.place]

    def take(self, row: Row) -> list[Problem]:
        """Match one row, and stage what it changes; return what is wrong with it."""
        facts, texts, problems = self.reader.row(row.kind, row.cells)
        facts = self.staging.linked(row.kind, facts)
        self.note_emptied(row)
        once = _once(row, self.reader.emptied)
        if row.kind is CLOSING:
            case, closed_on = (str(facts.get(name) or "") for name in ("case", "closed_on"))
            if case and closed_on and not problems and not facts.get("reopened_on"):
                return self.close(row, case, facts)
            row.ref = part_ref(case, closed_on) if case and closed_on else ""
            wrong = self.reopened(row, case, closed_on, facts)
            if wrong is not None:
                return wrong
        elif row.kind is TRANSFER and facts.get("case") and facts.get("on"):
            row.ref = part_ref(str(facts["case"]), str(facts["on"]))
        wrong_ref = self.wrong_ref(row) if row.ref else row.wrong_ref
        if wrong_ref:
            return self.refuse(row, [*problems, wrong_ref])
        content = self.content(row, facts, once[0])
        base = self.base(row, content)
        if base is None:
            record = self.staging.draft(row.kind, row.ref, facts, texts)
            change = self.staging.stage(
                Change("add", record, place=row.place, import_key=self.import_key(row, content, facts, texts))
            )
            self.staging.unread[id(change)] = {problem.field for problem in problems}
            if row.kind is CLOSING and not facts.get("case"):
                self.staging.unread[id(change)].add("reopened_on")
            return problems
        if problems:
            return self.refuse(row, problems)
        if base.void and is_unrecorded(self.staging.connection, base):
            import_key = self.import_key(row, content, facts, texts)
            facts = self.without_erased(row, base, facts)
            record = self.staging.draft(row.kind, base.ref, facts, self.not_erased(row, base, texts))
            self.staging.stage(Change("edit", record, base, place=row.place, import_key=import_key))
        elif base.void:
            self.plan.notes.append(
                _("{place}: {kind} {ref} は取り消されているので、取り込みません。").format(
                    place=row.place, kind=row.kind.label, ref=base.ref
                )
            )
            self.plan.tell(row.kind, "unchanged")
        else:
            again = self.again(row, base, content, facts, self.not_erased(row, base, texts), once)
            return self.compare(row, base, again)
        return []

    def not_erased(self, row: Row, base: CurrentRecord, texts: dict[str, str]) -> dict[str, str]:
        """The texts of a row; none for a record whose texts were erased: a file does not bring them back."""
        if not any(texts.values()) or not is_erased(self.staging.connection, base.number):
            return texts
        self.plan.notes.append(
            _("{place}: {kind} {ref} の本文は消去されているので、本文は取り込みません。").format(
                place=row.place, kind=row.kind.label, ref=base.ref
            )
        )
        return {}

    def without_erased(self, row: Row, base: CurrentRecord, facts: Facts) -> Facts:
        """The facts of a row, with the ledger's own in each field of which a word was erased: no word comes back."""
        held = {
            name: base.record[name]
            for name in sorted(self.erased.get(base.number, ()))
            if name in facts and facts[name] != base.record[name]
        }
        if held:
            fields = _("・").join(row.kind.by_name[name].label for name in held)
            self.plan.notes.append(
                _("{place}: {kind} {ref} の{fields}は消去されているので、{fields}は取り込みません。").format(
                    place=row.place, kind=row.kind.label, ref=base.ref, fields=fields
                )
            )
        return {**facts, **held}

    def note_emptied(self, row: Row) -> None:
        """Note which cells of the row that was read last are read as empty."""
        for field, word in self.reader.emptied:
            said = row.kind.name, read_as_empty(field, word)
            first, number = self.emptied.get(said, (row.column(field.name), 0))
            self.emptied[said] = first, number + 1

    def content(self, row: Row, facts: Facts, once: Facts) -> RowDigests:
        """The digests of a row, by which one without ref is known again; `once` are the facts of `_once`."""
        if row.ref:
            return RowDigests(row.kind, row.ref, facts)
        if row.kind.name not in self.without_ref:
            self.without_ref[row.kind.name] = WithoutRef(self.staging, row.kind)
        return self.without_ref[row.kind.name].meet(facts, once)

    def import_key(self, row: Row, content: RowDigests, *cells: Mapping[str, Value]) -> str:
        """The import key to store for a new record: with a ref, also by which list it came."""
        columns = columns_key(name for each in cells for name in each)
        return f"{content.key} {columns}" if row.ref else content.key

    def base(self, row: Row, content: RowDigests) -> CurrentRecord | None:
        """The record that a row is: by its ref, or by the content with which it was imported."""
        return self.staging.standing(row.kind, row.ref) if row.ref else self.without_ref[row.kind.name].find(content)

    def again(
        self,
        row: Row,
        base: CurrentRecord,
        content: RowDigests,
        facts: Facts,
        texts: dict[str, str],
        once: tuple[Facts, dict[str, str]],
    ) -> Again:
        """A row compared with what lists last said of its record.

        Where a list last gave what a cell was `once` taken for, the cell gives it again: it has not changed.
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
        """Tell an unchanged row from a changed one; what changed in it is a correction, or refused.

        What follows from the day by now, and that a list has come to agree with the ledger, needs no `--update`.
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
            self.note_correction(row, base, record)
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
        """Leave what a row gives its case anew to a transfer, where it holds from a day on; return what is wrong."""
        moved = moving.moved
        if moved and not self.since:
            changes = self.held.shown(base, moved, hidden=row.shifted)
            self.plan.undecided.append(f"{row.place}: {base.ref} {changes}")
            return [undecided(base, changes)]
        again.left = frozenset(moving.agreed if self.since == BEGINNING else {*moving.agreed, *moved})
        if moving.transfers:
            self.note_agreement(
                row, base, [row.kind.by_name[name].label for name in HANDED_OVER if name in moving.agreed]
            )
        for each in moving.transfers.values():
            self.staging.stage(Change("edit", each.record, each, import_key=again.transfer_key(each.record)))
        return self.hand_over(row, base, again, moved) if moved and self.since != BEGINNING else []

    def hand_over(self, row: Row, base: CurrentRecord, again: Again, moved: dict[str, Value]) -> list[Problem]:
        """Hand a case over on the day that was named for all rows; return what is wrong with it."""
        try:
            change = self.held.transfer(base, self.since, moved)
        except Refused as error:
            return error.problems
        change.place = row.place
        change.import_key = again.transfer_key(change.record)
        self.staging.stage(change)
        self.plan.notes.append(
            _("{place}: 引き継ぎ {ref}: {changes}").format(
                place=row.place,
                ref=change.record.ref,
                changes=self.held.shown(base, moved, hidden=row.shifted),
            )
        )
        return []

    def note_correction(self, row: Row, base: CurrentRecord, record: Record) -> None:
        """List what a row corrects."""
        self.plan.notes.append(
            _("{place}: 訂正 {kind} {ref}: {changes}").format(
                place=row.place,
                kind=row.kind.label,
                ref=base.ref,
                changes=_("（列がずれているかもしれないので、値は示しません）")
                if row.shifted
                else changes(base.record, record, self.staging),
            )
        )

    def note_settled(self, row: Row, base: CurrentRecord, record: Record) -> None:
        """List a record whose day has come since its status was derived from it."""
        status = row.kind.by_name[row.kind.settles]
        before, after = (status.shown(each[status.name], self.staging.profile) for each in (base.record, record))
        self.plan.notes.append(
            _("{place}: {kind} {ref} の{label}を、{before}から{after}にしました（{day}）。").format(
                place=row.place,
                kind=row.kind.label,
                ref=base.ref,
                label=status.label,
                before=before,
                after=after,
                day=record.day,
            )
        )

    def note_agreement(self, row: Row, base: CurrentRecord, labels: list[str]) -> None:
        """List a row that was put right in the file as its record was in the ledger."""
        self.plan.notes.append(
            _(
                "{place}: 一覧の行が、台帳の{kind} {ref} と同じになりました（{labels}）。台帳の値は変わりません。"
            ).format(place=row.place, kind=row.kind.label, ref=base.ref, labels=_("、").join(labels))
        )

    def close(self, row: Row, case: str, facts: dict[str, Value]) -> list[Problem]:
        """A closing without a re-opening is the last one, which its case carries."""
        record = self.staging.record(CASE, case)
        if record is None:
            change = self.staging.stage(Change("add", self.staging.draft(CLOSING, "", facts, {}), place=row.place))
            self.staging.unread[id(change)] = {"reopened_on"}
            return []
        closing = {"closed_on": facts["closed_on"], "closing": facts.get("closing")}
        known = self.staging.record(CLOSING, part_ref(record.ref, str(facts["closed_on"]))) or record
        key = CLOSING_KEY + content_key(CLOSING, part_ref(record.ref, str(facts["closed_on"])), closing)
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

    def reopened(self, row: Row, case: str, closed_on: str, facts: dict[str, Value]) -> list[Problem] | None:
        """Re-open a case of which a row says that the closing it carries was followed by a re-opening, else None."""
        base = self.staging.standing(CASE, case) if case and facts.get("reopened_on") else None
        if base is None or base.void or self.staging.staged(CASE, case) or not closed_on:
            return None
        record = base.record
        if record["closed_on"] != closed_on or record["closing"] != facts.get("closing"):
            return None
        if not self.update:
            return self.refuse(row, [reopened_since(record, str(facts["reopened_on"]))])
        key = content_key(CLOSING, row.ref, facts)
        closing = self.staging.draft(CLOSING, row.ref, facts, {})
        self.staging.stage(
            Change("reopen", closing, self.staging.standing(CLOSING, row.ref), place=row.place, import_key=key)
        )
        self.staging.stage(
            Change("reopen", record.changed({"closed_on": None, "closing": None}), base, place=row.place)
        )
        return []

    def wrong_ref(self, row: Row) -> Problem | None:
        """A ref that cannot be used, or that stands twice in the files."""
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
        """Count a row that is refused; return what is wrong with it."""
        self.plan.tell(row.kind, "refused")
        return problems


def ref_twice(ref: str, first: str) -> Problem:
    """A ref that two rows have, the first one at a place, "" where it is no longer known."""
    words = _("整理番号「{ref}」が二度あります（先のものは {place}）。")
    if not first:
        words = _("整理番号「{ref}」が二度あります。")
    return Problem(
        "same-ref-twice",
        words.format(ref=ref, place=first),
        _("どちらか一方を消すか、別の整理番号にしてください。"),
        field="ref",
    )


def reopened_since(case: Record, reopened_on: str) -> Problem:
    """A file says that a case was re-opened which is closed in the ledger."""
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
    """A row differs from the ledger."""
    return Problem(
        "changed-row",
        _("{kind} {ref} が台帳と異なります: {changes}").format(
            kind=standing.kind.label, ref=standing.ref, changes=changes(standing, row, staging)
        ),
        _("台帳の方が正しければファイルを直し、ファイルの方が正しければ --update を付けて訂正してください。"),
    )


def changes(standing: Record, row: Record, staging: Staging) -> str:
    """Every fact in which a row differs from the ledger, without any confidential text."""
    differing = []
    for field in standing.kind.fields:
        if field.confidential:
            if standing.texts.get(field.name) != row.texts.get(field.name):
                differing.append(_("{label}（本文の変更）").format(label=field.label))
        elif standing[field.name] != row[field.name]:
            before = field.shown(standing[field.name], staging.profile) or _("（空）")
            after = field.shown(row[field.name], staging.profile) or _("（空）")
            differing.append(f"{field.label} {before} → {after}")
    return _("、").join(differing)
