-- Version 6: the clock on arrival, beside the time that only grows.

ALTER TABLE entry ADD COLUMN clock_at TEXT;
