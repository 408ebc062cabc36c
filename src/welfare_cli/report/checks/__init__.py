"""The rules of `wfc check`, in the order of their numbers: 1 the ledger, 2 and 3 records, 4 figures, 5 the office.

A rule is a function that looks at a `View` and yields what it sees, declared by `@rule` with its number, its title
and the way out. To check something more, add one to its module and to the module's `RULES`.
"""

from . import figures, ledger, office, pairs, single_records
from .rule import Finding, Rule, Seen
from .view import View

RULES = (*ledger.RULES, *single_records.RULES, *pairs.RULES, *figures.RULES, *office.RULES)
"""Every rule, in the order of numbers."""

__all__ = ["RULES", "Finding", "Rule", "Seen", "View"]
