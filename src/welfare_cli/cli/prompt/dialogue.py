"""Prompt at a terminal for the missing fields of a task, show it, and write it after confirmation.

The prompts follow the declaration of the kind, without the fields that are known later. After every answer the task is
saved as a draft, which is deleted once the task is written or discarded.
"""

from __future__ import annotations

from ...errors import Interrupted, Refused, Unusable
from ...render import record_list as rendering
from ...words import _
from .. import revising, terminal
from ..drafts import Draft, Drafts
from ..hints import hints
from ..tasks import EDIT, WHY
from . import questions
from .answers import Answers
from .since_when import decide

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...ledger import Ledger, Written
    from ...model.kind import Field
    from ..tasks import Task

    First = Callable[[Callable[[], None]], None]


def finished(
    book: Ledger,
    task: Task,
    *,
    draft: Draft | None = None,
    drafts: Drafts | None = None,
    first: First | None = None,
    only_needed: bool = False,
) -> Written | None:
    """Complete a task by prompts and write it; None if the user puts it aside or discards it.

    `draft` was taken from `drafts`. `first` prompts for something before the fields, and saves what it learns.
    `only_needed`: skip optional fields. `Interrupted` (130) at Ctrl-C: the answers are kept as a draft.
    """
    begun = draft or Draft(0, task, book.author(), book.today(), "")
    asking = _Asking(book, begun, drafts or Drafts(book.path), only_needed)
    try:
        return asking.run(first)
    finally:
        asking.drafts.release()


class _Asking:
    def __init__(self, book: Ledger, draft: Draft, drafts: Drafts, only_needed: bool) -> None:
        self.book = book
        self.only_needed = only_needed
        self.draft = draft
        self.task = draft.task
        self.goes_on = bool(draft.number)
        self.drafts = drafts
        self.answers = Answers(book, draft.task, draft.author, draft.typed, self._keep)

    def run(self, first: First | None) -> Written | None:
        try:
            if self.task.cells and not self.goes_on:
                self._refuse_wrong()
                self._keep()
            if first:
                first(self._keep)
            self._fill()
            return self._confirm()
        except questions.Stopped as stop:
            if not (self.draft.number or stop.typed or self.task.cells):
                raise KeyboardInterrupt from stop
            self._keep(stop.typed)
            raise Interrupted(self._kept()) from stop

    def _refuse_wrong(self) -> None:
        """Refuse an invalid value from the command line before the first prompt."""
        for field in (self.task.verb.of or self.task.kind).fields:
            error = self.answers.error(field, self.task.cells.get(field.name, ""))
            if error:
                raise error

    def _fill(self) -> None:
        """Ask for the record, then for each field without an answer, in order."""
        task = self.task
        if task.record:
            if not task.ref:
                task.ref = self.answers.ask(task.record)
                self._keep()
            self.answers.offers.before = self.answers.offers.meant(task.record, task.ref)
        if self.goes_on and any(field.name not in task.cells for field in self._asked()):
            self._show()
        elif task.record and self.answers.offers.before:
            terminal.tell("  " + self.answers.offers.line(task.record, task.ref))
        if task.verb is EDIT and not task.facts and not task.clear:
            self._correct()
        while field := self._unanswered():
            self._answer(field)

    def _asked(self) -> tuple[Field, ...]:
        """Return the fields to ask for, given the answers so far."""
        return (WHY,) if self.task.verb is EDIT else self.task.fields

    def _unanswered(self) -> Field | None:
        """Return the next field to ask for, which may depend on the answers so far."""
        task = self.task
        for field in self._asked():
            if field.name not in task.cells and (task.needs(field) or field.asked_if or not self.only_needed):
                return field
        return None

    def _answer(self, field: Field) -> None:
        self.task.cells[field.name] = self.answers.ask(field)
        self._keep()

    def _correct(self) -> None:
        """Let the user choose a field and answer it again, any number of times."""
        fields = {field.name: field for field in self.task.correctable if field is not WHY}
        done = ("", _("（これで終わり）"))
        words = _("{label}: {value}")

        def now() -> list[tuple[str, str]]:
            shown = self.answers.offers.shown
            return [(name, words.format(label=each.label, value=shown(each))) for name, each in fields.items()]

        name = questions.choose(_("どの項目を直しますか"), [*now(), done])
        while name:
            self._answer(fields[name])
            name = questions.choose(_("どの項目を直しますか"), [done, *now()])

    def _confirm(self) -> Written | None:
        """Show the task and ask for confirmation; if the ledger refuses it, print why and ask again."""
        actions = [
            ("write", _("記録する")),
            ("correct", _("直す")),
            ("later", _("あとで続ける（書きかけとして残す）")),
            ("drop", _("やめる（捨てる）")),
        ]
        pointed = "write"
        while True:
            self._show()
            terminal.warn(*hints(self.book, self.task))
            found = self._foreseen()
            revising.show(found)
            action = questions.choose(_("これでよいですか"), actions, pointed=pointed)
            pointed = "write"
            if action == "correct":
                self._correct()
            elif action == "later":
                self._keep()
                terminal.warn(self._kept())
                return None
            elif action == "drop":
                self.drafts.drop(self.draft.number)
                terminal.tell(_("wfc: 捨てました。何も記録していません。"))
                return None
            elif not found or not revising.corrects(self.task) or revising.agreed():
                try:
                    if not decide(self.book, self.task):
                        continue
                    written = self.task.write(self.book, typed=True)
                except Refused as error:
                    self.task.since = ""
                    terminal.tell(terminal.explained(error))
                    pointed = "correct"
                else:
                    self.drafts.drop(self.draft.number)
                    return written

    def _foreseen(self) -> list[str]:
        """Return a line for each handed-in figure that would change; the write itself reports a refusal."""
        try:
            return revising.foreseen(self.book, lambda: self.task.write(self.book, typed=True))
        except Refused:
            return []

    def _show(self) -> None:
        """Print the answers so far."""
        heading = _(self.task.verb.help).format(kind=self.task.kind.label)
        terminal.say(rendering.summary_of(heading, self._lines()))

    def _lines(self) -> list[tuple[str, str]]:
        """Return the label and answer of each field for display; of a correction, the value before and after."""
        task, answers = self.task, self.answers
        before = answers.offers.before
        lines = [(task.kind.label, answers.offers.line(task.record, task.ref))] if task.record and before else []
        for field in task.shown:
            now = answers.offers.shown(field)
            if task.verb is EDIT and field is not WHY:
                if field.name in (*task.cells, *task.clear):
                    was, now = (each or _("（なし）") for each in (answers.offers.shown_before(field), now))
                    lines.append((field.label, _("{was} → {now}").format(was=was, now=now)))
            elif now:
                lines.append((field.label, now))
        return lines

    # -- the draft ----------------------------------------------------------------------------------------

    def _keep(self, typed: str = "") -> None:
        self.draft.typed = typed
        try:
            self.drafts.keep(self.draft)
        except Unusable as error:
            terminal.tell(terminal.explained(error))

    def _kept(self) -> str:
        return _("書きかけ {number} として残しました。続きは wfc draft です。").format(number=self.draft.number)
