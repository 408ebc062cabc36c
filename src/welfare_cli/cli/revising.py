"""Printing, before or after something is written, which figures that were handed in it changes.

A late entry or an import gets a line. A correction, whatever it corrects, is asked about first where a person sits at a
terminal.
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
"""Kinds whose new records change what is recorded already."""


def corrects(task: Task) -> bool:
    """Whether a task changes what is recorded already, and does not only add to it."""
    return task.verb is not ADD or task.kind in CORRECTING


def written(book: Ledger, task: Task, *, typed: bool, asks: bool) -> Written | None:
    """Write a task, with a line for each figure that was handed in and that it changes.

    At a terminal (`asks`) a correction of such a figure is asked about first; None where a person says no.
    """

    def write() -> Written:
        return task.write(book, typed=typed)

    return allowed(book, write, asks=asks) if corrects(task) else noted(book, write)


def noted(book: Ledger, write: Callable[[], Written]) -> Written:
    """Write something new, and tell which figures that were handed in it has changed."""
    made = write()
    note(book, made)
    return made


def uncounted(book: Ledger, changes: Sequence[Change]) -> Figures | None:
    """The figures that were handed in, where some changes are of what is not counted (`report/published/impact.py`)."""
    if not (changes and book.publications.handed_in()):
        return None
    from ..report.published.impact import figures, is_uncounted

    return figures(book) if is_uncounted(changes) else None


def note(book: Ledger, made: Written, before: Figures | None = None) -> None:
    """Tell which figures that were handed in a command has changed; `before` are those of before it."""
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
    """The lines for the figures that were handed in and that a command would change; nothing is written."""
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
    """Whether a person wants the figures changed that were handed in."""
    from .prompt import questions

    choices = [("leave", _("やめる")), ("go", _("記録する"))]
    return questions.choose(_("提出した数が変わります。記録しますか"), choices, pointed="leave") == "go"


def show(found: list[str]) -> None:
    """Show a person which figures that were handed in would change."""
    terminal.say("".join(f"  {line}\n" for line in found))


def tell(found: list[str]) -> None:
    """Tell which figures that were handed in are changed."""
    for line in found:
        terminal.tell(_("wfc: {note}").format(note=line))
