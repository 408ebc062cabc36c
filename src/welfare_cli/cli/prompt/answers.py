"""Ask for one field of a task: suggestions, the initial text, and the validation of the answer."""

from __future__ import annotations

from ...errors import NotFound, Problem, Refused, WfcError
from ...model.calendar import days_before
from ...model.kind import Day, Link, Listed, MonthField, Name
from ...model.notation import split_list
from ...model.reading import Reader, left_out, read_as_empty
from ...model.rules import in_the_future, missing
from ...words import _
from .. import terminal
from . import questions
from .suggestions import Offers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...ledger import Ledger
    from ...model.kind import Field
    from ..tasks import Task

NOTHING = ""
"""The answer that leaves a field empty."""


class Answers:
    """Asks for the fields of a task; `typed` was typed before Ctrl-C, `keep` saves a partial answer."""

    def __init__(self, book: Ledger, task: Task, author: str, typed: str, keep: Callable[[str], None]) -> None:
        self.book = book
        self.task = task
        self.author = author
        self.typed = typed
        self.keep = keep
        self.offers = Offers(book, task)

    def ask(self, field: Field) -> str:
        """Ask for a field; return the answer as text, `NOTHING` if it is left out."""
        answer = self._ask(field)
        self.typed = ""
        return answer

    def _ask(self, field: Field) -> str:
        one = field.one
        choices = self.offers.choices(field)
        if isinstance(one, Listed) and one.among and not choices:
            return NOTHING
        if isinstance(one, Listed) and one.among and len(choices) == 1 and not self.offers.now(field):
            return choices[0][0]
        if choices:
            return self._several(field, self._choose) if field.many else self._choose(field, ())
        if field.many and isinstance(one, (Link, Name)) and not self.offers.now(field):
            return self._several(field, self._line)
        if field.confidential:
            hint = _("（何行でも。空の行で Enter を押すと終わり）")
            answer = questions.text(
                field.label, hint, lambda text: self._wrong(field, text), typed=self._at_first(field)
            )
            return self._normal(field, answer)
        return self._line(field, ())

    def _several(self, field: Field, ask: Callable[[Field, tuple[str, ...]], str]) -> str:
        """Ask for values one after another until one is left out."""
        *values, self.typed = self.typed.split(";")
        try:
            while value := ask(field, tuple(values)):
                values.append(value)
                self.typed = ""
                self.keep(";".join([*values, ""]))
        except questions.Stopped as stop:
            raise questions.Stopped(";".join([*values, stop.typed])) from stop
        return ";".join(values)

    def _choose(self, field: Field, taken: tuple[str, ...]) -> str:
        """Let the user choose; the last value comes first, then leaving it out."""
        last = "" if taken else self.offers.last_said(field, self.author)
        choices = [each for each in self.offers.choices(field) if each[0] not in taken]
        first = [each for each in choices if each[0] == last]
        others = [each for each in choices if each[0] != last]
        optional = taken or not self.task.needs(field)
        nothing = [(NOTHING, _("（これで終わり）") if taken else _("（入力しない）"))] if optional else []
        pointed = "" if taken else self.offers.now(field) or last
        return questions.choose(_asked(field, taken), [*first, *nothing, *others], pointed=pointed, codes=True)

    def _line(self, field: Field, taken: tuple[str, ...]) -> str:
        """Ask for a line of text; Enter alone is the default, or nothing."""
        needed = self.task.needs(field) and not taken
        default = self.offers.default(field) if needed else ""
        hint = "" if needed else _("（なければ Enter）")
        if default:
            hint = (
                _("（Enter で今日 {default}、↑↓で前後の日）") if isinstance(field, Day) else _("（Enter で {default}）")
            )
        answer = questions.line(
            _asked(field, taken),
            hint.format(default=default),
            lambda text: self._wrong(field, text or default, needed=needed),
            typed=self.typed if taken else self._at_first(field),
            known=[each for each in self.offers.known(field) if each[0] not in taken],
            step=(lambda text, by: self._day_from(field, text, by)) if isinstance(field.one, Day) else None,
        )
        answer = self._normal(field, answer or default)
        if answer and isinstance(field.one, Link) and field.name != "ref" and not field.many:
            terminal.tell("  " + self.offers.line(field.one, answer))
        return answer

    def _day_from(self, field: Field, text: str, by: int) -> str:
        """Return the day `by` days after the one in the line or today; the line itself if that is not allowed."""
        today = self.book.today()
        day = self._reader().value(field.one, text) if text else today
        if not isinstance(day, str):
            return text
        stepped = days_before(day, -by)
        return text if field.one.past and stepped > today else stepped

    def _at_first(self, field: Field) -> str:
        """Return the initial text: what was being typed, the value so far, or the last one used."""
        return self.typed or self.offers.now(field) or self.offers.last_said(field, self.author)

    # -- reading ------------------------------------------------------------------------------------------

    def _wrong(self, field: Field, text: str, *, needed: bool = False) -> str:
        """Return what is wrong with an answer and the remedy, "" if it is valid."""
        if not text:
            return missing(field).problem if needed else ""
        if not field.many and field.reads_as_empty(text, self.book.profile):
            return left_out(field, text).problem if needed else ""
        error = self.error(field, text)
        return f"{error.problems[0].problem}\n{error.problems[0].in_file}".strip() if error else ""

    def error(self, field: Field, text: str) -> WfcError | None:
        """Return why a text is no value of the field: unreadable, in the future, or a missing record."""
        if field.many:
            return next(filter(None, (self.error(field.one, part) for part in split_list(text))), None)
        if not text or field.reads_as_empty(text, self.book.profile):
            return None
        if isinstance(field, Link):
            try:
                self.offers.meant(field, text)
            except (NotFound, Refused) as error:
                return error
            return None
        value = self._reader().value(field, text)
        if isinstance(value, Problem):
            return Refused(value)
        if field.past and str(value) > self.book.today():
            return Refused(in_the_future(field, str(value), self.book.today()))
        return None

    def _normal(self, field: Field, text: str) -> str:
        """Return an answer in its stored form: the full record number, the day instead of 昨日.

        A word that means *empty* is no answer; wfc prints that.
        """
        if field.many:
            return ";".join(filter(None, (self._normal(field.one, part) for part in split_list(text))))
        if text and field.reads_as_empty(text, self.book.profile):
            terminal.tell("  " + read_as_empty(field, text))
            return NOTHING
        if text and isinstance(field, Link):
            return self.offers.meant(field, text).ref
        if text and isinstance(field, (Day, MonthField)):
            return str(self._reader().value(field, text))
        return text

    def _reader(self) -> Reader:
        return Reader(self.book.profile, self.book.today())


def _asked(field: Field, taken: tuple[str, ...]) -> str:
    return _("{label}（ほかにあれば）").format(label=field.label) if taken else field.label
