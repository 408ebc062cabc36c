-- Version 5: an area that was re-cut names its successors.

CREATE TABLE term_successors (
  entry     INTEGER NOT NULL REFERENCES terms (entry),
  position  INTEGER NOT NULL,
  successor TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
