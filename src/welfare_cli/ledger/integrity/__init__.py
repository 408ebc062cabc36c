"""Integrity: whether a ledger is as it was written, and rebuilding what is derived from its entries."""
