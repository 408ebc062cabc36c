"""Hints before a record is written: a possible duplicate, or possible personal data.

A hint never refuses anything. `wfc check` and `wfc export` apply the same rules to the ledger.
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
    """Return a sentence for each hint about a task, without its texts."""
    return [*_recorded_already(book, task), *_personal(task)]


def _recorded_already(book: Ledger, task: Task) -> Iterator[str]:
    """Yield a hint at a possible duplicate."""
    if task.verb in (ADD, EDIT) and task.kind.name in ALIKE:
        other = book.lookup.alike(task.kind, task.facts, ref=task.ref if task.verb is EDIT else "")
        if other is not None:
            yield ALIKE[task.kind.name].said(other)


def _personal(task: Task) -> Iterator[str]:
    """Yield hints at possible personal data in texts and titles."""
    fields = (*(task.verb.of or task.kind).fields, WHY)
    if any(field.name in task.cells and type(field.one) is Text for field in fields):
        from ..model.privacy import is_free, warnings

        yield from warnings(filter(is_free, fields), task.cells)
