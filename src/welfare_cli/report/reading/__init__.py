"""Reading a finished document: its figures, found by their words, compared with the ledger."""
