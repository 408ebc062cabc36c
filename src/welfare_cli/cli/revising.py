"""Report which handed-in figures a command changes, before or after it writes.

After a late entry or an import, wfc prints a line. Before a correction of any kind, it asks at a terminal.
"""

from __future__ import annotations

from ..model.case import CLOSING, TRANSFER
from ..model.tally import TALLY
from ..words import _
from . import terminal
from .tasks import ADD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..ledger import Change, Ledger, Written
    from ..report.published.impact import Figures
    from .tasks import Task

CORRECTING = (CLOSING, TRANSFER, TALLY)
"""Kinds whose new records change existing ones."""


def corrects(task: Task) -> bool:
    """Return whether a task changes existing records, and does not only add one."""
    return task.verb is not ADD or task.kind in CORRECTING


def written(book: Ledger, task: Task, *, typed: bool, asks: bool) -> Written | None:
    """Write a task, with a line for each handed-in figure that it changes.

    Before a correction of such a figure, ask at a terminal (`asks`); None if the user declines.
    """
    if corrects(task):
        return allowed(book, lambda: task.write(book, typed=typed), asks=asks)
    made = task.write(book, typed=typed)
    note(book, made)
    return made


def uncounted(book: Ledger, changes: Sequence[Change]) -> Figures | None:
    """Return the handed-in figures if some changes are not in the cached counts (`report/published/impact.py`)."""
    if not (changes and book.publications.handed_in()):
        return None
    from ..report.published.impact import figures, is_uncounted

    return figures(book) if is_uncounted(changes) else None


def note(book: Ledger, made: Written, before: Figures | None = None) -> None:
    """Print which handed-in figures a command has changed; `before` are the figures before it."""
    if before is None and not book.may_revise(made):
        return
    from ..render.revisions import lines
    from ..report.published.impact import compared, figures, revisions

    tell(lines(revisions(book, made) if before is None else compared(book, before, figures(book))))


def allowed(book: Ledger, write: Callable[[], Written], *, asks: bool) -> Written | None:
    """List the handed-in figures that a correction changes, then write it; None where the user declines."""
    found = foreseen(book, write)
    if not asks:
        tell(found)
    elif found:
        show(found)
        if not agreed():
            terminal.say(_("何も記録していません。") + "\n")
            return None
    return write()


def foreseen(book: Ledger, write: Callable[[], Written]) -> list[str]:
    """Return a line for each handed-in figure that a command would change, without writing."""
    if not book.publications.handed_in():
        return []
    from ..render.revisions import lines
    from ..report.published.impact import Revisions, compared, figures, is_uncounted, revisions

    def tried() -> tuple[Figures | None, Revisions]:
        made = write()
        return (figures(book), Revisions()) if is_uncounted(made.changes) else (None, revisions(book, made))

    after, found = book.rehearse(tried)
    return lines(found if after is None else compared(book, figures(book), after))


def agreed() -> bool:
    """Ask whether to change handed-in figures."""
    from .prompt import questions

    choices = [("leave", _("やめる")), ("go", _("記録する"))]
    return questions.choose(_("提出した数が変わります。記録しますか"), choices, pointed="leave") == "go"


def show(found: list[str]) -> None:
    """Print at a terminal which handed-in figures would change."""
    terminal.say("".join(f"  {line}\n" for line in found))


def tell(found: list[str]) -> None:
    """Print to stderr which handed-in figures change."""
    terminal.warn(*found)
