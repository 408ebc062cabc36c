"""Rows of files against the ledger: what is new, unchanged, corrected or refused.

A row with a ref is the record of that ref; a row without one is known by the content with which it was
imported and by its occurrence among equals. A row that says what it said when it was last imported has not
changed, even where the ledger was corrected since: the correction stands.
"""

from __future__ import annotations

from ..errors import Problem, Problems
from ..model import limits, notation
from ..model.case import CASE, CLOSING, TRANSFER, part_ref
from ..model.kinds import KINDS
from ..model.position import is_position
from ..model.reading import Reader, read_as_empty
from ..model.rules import told
from ..words import _
from . import checks, handover
from .commands import already_closed, unusable_ref
from .entries import Change
from .erasable import erased_fields
from .erasure import is_erased
from .imported import Content, Imported, content_key, said_at
from .standing import ref_key, undone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..model.kind import Field, Kind, Record, Value
    from ..model.reading import Row, Rows
    from .standing import Standing
    from .world import World

    Facts = dict[str, Value]

CLOSING_KEY = "closing:"
"""What stands before the import key of a closing that was folded into its case."""
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

    def tell(self, kind: Kind, outcome: str, number: int = 1) -> None:
        """Count a row under its outcome."""
        counts = self.summary.setdefault(kind.name, dict.fromkeys(OUTCOMES, 0))
        counts[outcome] += number
        self.counted += number

    def total(self, outcome: str) -> int:
        """How many rows came out so, over all kinds."""
        return sum(counts[outcome] for counts in self.summary.values())


def plan(world: World, rows: Rows, at: int, *, update: bool, seen: Callable[[Row], None]) -> Plan:
    """Match rows with the ledger as it is at entry number `at`; `seen` is called after each row."""
    intake = _Intake(world, Plan(at), update)
    for kind in KINDS:
        world.reserve(kind, rows.refs(kind))
        for row in rows.of(kind):
            if isinstance(row, Problem):
                intake.tell(row)
            else:
                intake.meet(row)
                seen(row)
            if world.passed is None and len(intake.found) + len(world.problems) > limits.WRONG:
                world.keep_nothing_more()
    world.look_at_kept()
    result = intake.plan
    voided = handover.void_outside(world)
    for problem in checks.check(world):
        intake.blamed.add(problem.where)
        intake.tell(problem)
    for place in intake.closings:
        result.tell(CLOSING, "refused" if place in intake.blamed else "added")
    for change in world.changes:
        if change.action not in ("close", "void") and change.place not in intake.closings:
            outcome = (
                "refused"
                if change.place in intake.blamed
                else "corrected"
                if change.base and not change.base.void
                else "added"
            )
            result.tell(change.record.kind, outcome)
    result.changes = world.changes
    result.problems, result.wrong = intake.told(), len(intake.found)
    result.notes += [_told_once(words, *cells) for (_kind, words), cells in intake.emptied.items()]
    result.notes += [*checks.notes(world), *handover.notes(world), *voided]
    return result


def _is_same(then: str, now: str) -> bool:
    """Whether a confidential text says what it said; a word that is read as empty was once taken for a text."""
    return then == now or (not now and is_position(then))


def _told_once(words: str, first: str, number: int) -> str:
    """A sentence about several cells, with the first of them and how many others there are."""
    if number == 1:
        return _("{place}: {note}").format(place=first, note=words)
    return _("{place}（ほかに {number} か所）: {note}").format(place=first, number=f"{number - 1:,}", note=words)


class _Intake:
    def __init__(self, world: World, plan: Plan, update: bool) -> None:
        self.world = world
        self.plan = plan
        self.update = update
        self.reader = Reader(world.profile)
        self.found = Problems(limits.SHOWN)
        self.shown: list[str] = []
        self.blamed: set[str] = set()
        self.rows: dict[str, Row] = {}
        self.places: dict[tuple[str, str], str] = {}
        self.closed: set[str] = set()
        self.closings: list[str] = []
        self.imported: dict[str, Imported] = {}
        self.erased = erased_fields(world.connection)
        self.emptied: dict[tuple[str, str], tuple[str, int]] = {}
        """By kind and sentence, the first cell in which a word was read as empty, and how many there are."""

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
        return told(self.found)

    def meet(self, row: Row) -> None:
        """Match one row. Where too many were wrong, nothing will be written, and nothing is kept of it but its ref."""
        self.rows[row.place] = row
        if self.world.passed is None:
            for problem in self.take(row):
                self.blamed.add(row.place)
                self.tell(problem.at(row.place))
            return
        counted = self.plan.counted
        wrong = [*self.take(row), *self.world.broken_by_passed()]
        shown = [self.tell(problem.at(row.place)) for problem in wrong]
        if self.plan.counted == counted:
            self.plan.tell(row.kind, "refused" if wrong else "added")
        if not any(shown):
            del self.rows[row.place]

    def take(self, row: Row) -> list[Problem]:
        """Match one row, and stage what it changes; return what is wrong with it."""
        facts, texts, problems = self.reader.row(row.kind, row.cells)
        facts = self.world.linked(row.kind, facts)
        emptied = self.reader.emptied
        for field, word in emptied:
            said = row.kind.name, read_as_empty(field, word)
            first, number = self.emptied.get(said, (row.column(field.name), 0))
            self.emptied[said] = first, number + 1
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
        content = self.content_of(row, facts, emptied)
        base = self.base(row, content)
        key = content.key if row.ref else self.imported_rows(row.kind).key(content)
        if base is None:
            record = self.world.draft(row.kind, row.ref, facts, texts)
            change = self.world.stage(Change("add", record, place=row.place, import_key=key))
            self.world.unread[id(change)] = {problem.field for problem in problems}
            if row.kind is CLOSING and not facts.get("case"):
                self.world.unread[id(change)].add("reopened_on")
            return problems
        if problems:
            return self.refuse(row, problems)
        facts = self.without_erased(row, base, facts)
        if base.void and undone(self.world.connection, base):
            record = self.world.draft(row.kind, base.ref, facts, self.not_erased(row, base, texts))
            self.world.stage(Change("edit", record, base, place=row.place, import_key=key))
        elif base.void:
            self.plan.notes.append(
                _("{place}: {kind} {ref} は取り消されているので、取り込みません。").format(
                    place=row.place, kind=row.kind.label, ref=base.ref
                )
            )
            self.plan.tell(row.kind, "unchanged")
        else:
            return self.compare(row, base, facts, self.not_erased(row, base, texts), content, key)
        return []

    def not_erased(self, row: Row, base: Standing, texts: dict[str, str]) -> dict[str, str]:
        """The texts of a row; none for a record whose texts were erased: a file does not bring them back."""
        if not any(texts.values()) or not is_erased(self.world.connection, base.number):
            return texts
        self.plan.notes.append(
            _("{place}: {kind} {ref} の本文は消去されているので、本文は取り込みません。").format(
                place=row.place, kind=row.kind.label, ref=base.ref
            )
        )
        return {}

    def without_erased(self, row: Row, base: Standing, facts: dict[str, Value]) -> dict[str, Value]:
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

    def content_of(self, row: Row, facts: Facts, emptied: list[tuple[Field, str]]) -> Content:
        """The content of a row.

        A word that is read as empty was once taken for a value. A row that was imported with it keeps that content, so
        that the same file still adds and changes nothing.
        """
        taken: Facts = {}
        for field, _word in emptied:
            if not field.confidential:
                text = notation.tidy(str(row.cells[field.name]))
                taken[field.name] = notation.split_list(text) if field.many else text
        if taken:
            once = Content(row.kind, row.ref, facts | taken)
            if row.ref:
                base = self.world.standing(row.kind, row.ref)
                if base is not None and any(once.whole in keys.split() for _number, keys in self.keys(base)):
                    return once
            elif self.imported_rows(row.kind).knows(once):
                return once
        return Content(row.kind, row.ref, facts)

    def imported_rows(self, kind: Kind) -> Imported:
        """The rows without ref of a kind that were imported before."""
        if kind.name not in self.imported:
            self.imported[kind.name] = Imported(self.world, kind)
        return self.imported[kind.name]

    def base(self, row: Row, content: Content) -> Standing | None:
        """The record that a row is: by its ref, or by the content with which it was imported."""
        if row.ref:
            return self.world.standing(row.kind, row.ref)
        known = self.imported_rows(row.kind)
        known.meet(content)
        return known.find(content)

    def compare(
        self, row: Row, base: Standing, facts: dict[str, Value], texts: dict[str, str], content: Content, key: str
    ) -> list[Problem]:
        """Tell an unchanged row from a changed one; a changed one is a correction, or refused."""
        said = {name: value for name, value in facts.items() if value is not None or name != row.kind.settles}
        record = base.record.changed(said, texts)
        if record.says_the_same_as(base.record) or self.said_before(base, content, key, texts):
            self.plan.tell(row.kind, "unchanged")
        elif self.update:
            self.world.stage(Change("edit", record, base, place=row.place, import_key=key))
            self.plan.notes.append(
                _("{place}: 訂正 {kind} {ref}: {changes}").format(
                    place=row.place,
                    kind=row.kind.label,
                    ref=base.ref,
                    changes=_("（列がずれているかもしれないので、値は示しません）")
                    if row.shifted
                    else changes(base.record, record, self.world),
                )
            )
        else:
            return self.refuse(row, [changed_row(base.record, record, self.world)])
        return []

    def said_before(self, base: Standing, content: Content, key: str, texts: Mapping[str, str]) -> bool:
        """Whether the row says what it said when the record was last imported."""
        for number, keys in self.keys(base):
            own = [each for each in keys.split() if not each.startswith(CLOSING_KEY)]
            if own:
                then = dict(
                    self.world.connection.execute(
                        "SELECT field, text FROM confidential WHERE entry = ?", (number,)
                    ).fetchall()
                )
                same = all(_is_same(then.get(name, ""), texts[name]) for name in texts)
                if own == [key]:
                    return same and content.words_are(said_at(self.world, base, number), given=True)
                return same and own == [key.replace(content.key, content.whole)]  # before schema 7
        return False

    def keys(self, base: Standing) -> list[tuple[int, str]]:
        """The import keys of a record's entries, the newest first."""
        return self.world.connection.execute(
            "SELECT number, import_key FROM entry WHERE record = ? AND import_key IS NOT NULL ORDER BY number DESC",
            (base.number,),
        ).fetchall()

    def close(self, row: Row, case: str, facts: dict[str, Value]) -> list[Problem]:
        """A closing without a re-opening is the last one, which its case carries."""
        record = self.world.record(CASE, case)
        if record is None:
            change = self.world.stage(Change("add", self.world.draft(CLOSING, "", facts, {}), place=row.place))
            self.world.unread[id(change)] = {"reopened_on"}
            return []
        closing = {"closed_on": facts["closed_on"], "closing": facts.get("closing")}
        known = self.world.record(CLOSING, part_ref(record.ref, str(facts["closed_on"]))) or record
        key = CLOSING_KEY + content_key(CLOSING, part_ref(record.ref, str(facts["closed_on"])), closing)
        base = self.world.standing(CASE, case)
        said = base is not None and any(key in keys.split() for _number, keys in self.keys(base))
        if said or all(known[name] == value for name, value in closing.items()):
            self.plan.tell(row.kind, "unchanged")
        elif record["closed_on"] and (not self.update or record.ref in self.closed):
            return self.refuse(row, [already_closed(record)])
        else:
            change = Change("close", record.changed(closing), base, place=row.place)
            change.places = dict.fromkeys(closing, row.place)
            staged = self.world.stage(change)
            staged.import_key = " ".join(filter(None, (staged.import_key, key)))
            self.closed.add(record.ref)
            self.closings.append(row.place)
        return []

    def reopened(self, row: Row, case: str, closed_on: str, facts: dict[str, Value]) -> list[Problem] | None:
        """Re-open a case of which a row says that the closing it carries was followed by a re-opening, else None."""
        base = self.world.standing(CASE, case) if case and facts.get("reopened_on") else None
        if base is None or base.void or self.world.staged(CASE, case) or not closed_on:
            return None
        record = base.record
        if record["closed_on"] != closed_on or record["closing"] != facts.get("closing"):
            return None
        if not self.update:
            return self.refuse(row, [reopened_since(record, str(facts["reopened_on"]))])
        key = content_key(CLOSING, row.ref, facts)
        closing = self.world.draft(CLOSING, row.ref, facts, {})
        self.world.stage(
            Change("reopen", closing, self.world.standing(CLOSING, row.ref), place=row.place, import_key=key)
        )
        self.world.stage(Change("reopen", record.changed({"closed_on": None, "closing": None}), base, place=row.place))
        return []

    def wrong_ref(self, row: Row) -> Problem | None:
        """A ref that cannot be used, or that stands twice in the files."""
        problem = unusable_ref(row.ref)
        if problem:
            return problem
        base = self.world.standing(row.kind, row.ref)
        if base is not None and base.ref != row.ref:
            self.plan.notes.append(
                _("{place}: 整理番号「{ref}」を、台帳の {known} として扱います。").format(
                    place=row.place, ref=notation.quoted(row.ref), known=base.ref
                )
            )
            row.ref = base.ref
        known, key = self.world.passed, (row.kind.name, ref_key(row.ref))
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


def changed_row(standing: Record, row: Record, world: World) -> Problem:
    """A row differs from the ledger."""
    return Problem(
        "changed-row",
        _("{kind} {ref} が台帳と異なります: {changes}").format(
            kind=standing.kind.label, ref=standing.ref, changes=changes(standing, row, world)
        ),
        _("台帳の方が正しければファイルを直し、ファイルの方が正しければ --update を付けて訂正してください。"),
    )


def changes(standing: Record, row: Record, world: World) -> str:
    """Every fact in which a row differs from the ledger, without any confidential text."""
    differing = []
    for field in standing.kind.fields:
        if field.confidential:
            if standing.texts.get(field.name) != row.texts.get(field.name):
                differing.append(_("{label}（本文の変更）").format(label=field.label))
        elif standing[field.name] != row[field.name]:
            before = field.shown(standing[field.name], world.profile) or _("（空）")
            after = field.shown(row[field.name], world.profile) or _("（空）")
            differing.append(f"{field.label} {before} → {after}")
    return _("、").join(differing)
