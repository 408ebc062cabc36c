"""What a welfare office records: kinds of record, the calendar, the office's own lists, and the rules.

Small immutable values that refuse nonsense. No database, no files, no terminal, no clock.
"""
