"""The only room that opens the database: append, find, what stands, derived counts, profile, migrate.

Entries are only ever added (`data/schema.sql`). Nothing above this floor sees SQL or a connection.
"""

from .book import Ledger
from .counts import CITY, YEAR, measure_of
from .current import CurrentRecord
from .entries import Change, Head, Stamp, Written

__all__ = [
    "CITY",
    "YEAR",
    "Change",
    "CurrentRecord",
    "Head",
    "Ledger",
    "Stamp",
    "Written",
    "measure_of",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .figures import Counted as Counted
    from .figures import Placed as Placed
    from .history import Entry as Entry
    from .history import Version as Version
    from .intake import Plan as Plan
    from .integrity.inspection import Audit as Audit
