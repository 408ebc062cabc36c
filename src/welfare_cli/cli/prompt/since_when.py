"""Ask for the effective date of cases' new coordinator or area: a day, or the beginning of the case."""

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
"""The most changes to list above the question."""


def decide(book: Ledger, task: Task) -> bool:
    """Ask for the effective date of the coordinator or area that an edit gives a case, unless it is known.

    Before a correction of a case with transfers, show the days that it reaches; False if the user declines.
    """
    if task.kind is not CASE or task.verb is not EDIT or not task.ref or task.since:
        return True
    changes = book.cases.moving(task.ref, task.facts, typed=True)
    if not changes:
        return True
    since = asked(book, [changes])
    reach = book.cases.reaching(task.ref, task.facts, typed=True) if since == BEGINNING else []
    if reach and not terminal.confirmed("\n".join(reach), yes=False, no_input=False):
        return False
    task.since = since
    return True


def asked(book: Ledger, changes: Sequence[str]) -> str:
    """Ask for the effective date of some changes: a day or `BEGINNING`."""
    for words in changes[:SHOWN]:
        terminal.tell("  " + words)
    if len(changes) > SHOWN:
        terminal.tell(_("  ほか {number} 件").format(number=len(changes) - SHOWN))
    answers = [("since", _("ある日から変わった（引き継ぎ）")), ("beginning", _("初めから誤っていた（訂正）"))]
    if questions.choose(_("担当・圏域は、いつから変わりましたか"), answers) == "beginning":
        return BEGINNING
    return Answers(book, Task(TRANSFER, ADD), book.author(), "", lambda _typed: None).ask(TRANSFER.by_name["on"])
