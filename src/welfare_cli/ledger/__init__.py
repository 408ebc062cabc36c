"""The only room that opens the database: append, find, what stands, derived counts, profile, migrate.

Entries are only ever added (`data/schema.sql`). Nothing above this floor sees SQL or a connection.
"""

from .book import Head, Ledger, Written
from .counts import CITY, YEAR, measure_of
from .entries import Change, Stamp
from .standing import Standing

__all__ = [
    "CITY",
    "YEAR",
    "Change",
    "Head",
    "Ledger",
    "Stamp",
    "Standing",
    "Written",
    "measure_of",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .audit import Audit as Audit
    from .history import Entry as Entry
    from .history import Version as Version
    from .intake import Plan as Plan
    from .rows import Counted as Counted
    from .rows import Placed as Placed
