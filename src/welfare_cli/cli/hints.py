"""What a person should look at before something is written: it seems recorded already, or names a person.

A hint never refuses anything. The same rules look at the ledger afterwards (`wfc check`, `wfc export`).
"""

from __future__ import annotations

from ..model.duplicates import ALIKE
from ..model.kind import Text
from .tasks import ADD, EDIT, WHY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..ledger import Ledger
    from .tasks import Task


def hints(book: Ledger, task: Task) -> list[str]:
    """Return the hints about a task, a sentence for each; no text is repeated."""
    return [*_recorded_already(book, task), *_personal(task)]


def _recorded_already(book: Ledger, task: Task) -> Iterator[str]:
    """Another record that says the same."""
    if task.verb in (ADD, EDIT) and task.kind.name in ALIKE:
        other = book.lookup.alike(task.kind, task.facts, ref=task.ref if task.verb is EDIT else "")
        if other is not None:
            yield ALIKE[task.kind.name].said(other)


def _personal(task: Task) -> Iterator[str]:
    """Texts and titles that look as if they named a person."""
    fields = (*(task.verb.of or task.kind).fields, WHY)
    if any(field.name in task.cells and type(field.one) is Text for field in fields):
        from ..model.privacy import is_free, warnings

        yield from warnings(filter(is_free, fields), task.cells)
