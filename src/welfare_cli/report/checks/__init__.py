"""The rules of `wfc check`, by number: 1 the ledger, 2 and 3 records, 4 figures that do not reconcile, 5 the office.

A rule is a function that takes a `View` and yields what it finds, declared by `@rule` with its number, title and
remedy. To check something more, add one to its module and to the module's `RULES`.
"""

from . import ledger, office, pairs, reconciliation, single_records
from .rule import Finding, Rule, Seen
from .view import View

RULES = (*ledger.RULES, *single_records.RULES, *pairs.RULES, *reconciliation.RULES, *office.RULES)
"""Every rule, in the order of numbers."""

__all__ = ["RULES", "Finding", "Rule", "Seen", "View"]
