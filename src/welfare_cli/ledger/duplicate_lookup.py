"""Whether a record that is about to be written says what another one says already; looked up by index."""

from __future__ import annotations

from ..model.duplicates import ALIKE
from .current import one_by_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.kind import Record
    from .staging import Staging


def alike(staging: Staging, record: Record) -> Record | None:
    """Return the first other record that says the same as this one; None where there is none."""
    rule = ALIKE.get(record.kind.name)
    key = rule.key(record) if rule else None
    if rule is None or key is None or (rule.on_its_day and not record.day):
        return None
    when = "record.void = 0" + (" AND record.day = ?" if rule.on_its_day else "")
    values = (record.day,) if rule.on_its_day else ()
    found = (each.record for each in one_by_one(staging.connection, record.kind, when, values, texts=False))
    return next((each for each in found if each.ref != record.ref and rule.key(each) == key), None)
