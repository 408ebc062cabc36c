"""Ask at a terminal since when cases have another coordinator or area: from a day on, or from the beginning."""

from __future__ import annotations

from ...model.case import BEGINNING, CASE, TRANSFER
from ...words import _
from .. import terminal
from ..tasks import ADD, EDIT, Task
from . import questions
from .answers import Answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...ledger import Ledger

SHOWN = 20
"""How many changes are listed above the question."""


def decide(book: Ledger, task: Task) -> bool:
    """Ask since when a case has the coordinator or area that an edit gives it, where that is not said.

    A correction of a case that was handed over is shown with the days that it reaches; False where that is not meant.
    """
    if task.kind is not CASE or task.verb is not EDIT or not task.ref or task.since:
        return True
    changes = book.cases.moving(task.ref, task.facts, typed=True)
    if not changes:
        return True
    task.since = asked(book, [changes])
    reach = book.cases.reaching(task.ref, task.facts, typed=True) if task.since == BEGINNING else []
    if not reach or terminal.confirmed("\n".join(reach), yes=False, no_input=False):
        return True
    task.since = ""
    return False


def asked(book: Ledger, changes: Sequence[str]) -> str:
    """Return the day from which all of some changes hold, or `BEGINNING`."""
    for words in changes[:SHOWN]:
        terminal.tell("  " + words)
    if len(changes) > SHOWN:
        terminal.tell(_("  ほか {number} 件").format(number=len(changes) - SHOWN))
    answers = [("since", _("ある日から変わった（引き継ぎ）")), ("beginning", _("初めから誤っていた（訂正）"))]
    if questions.choose(_("担当・圏域は、いつから変わりましたか"), answers) == "beginning":
        return BEGINNING
    return Answers(book, Task(TRANSFER, ADD), book.author(), "", lambda _typed: None).ask(TRANSFER.by_name["on"])
