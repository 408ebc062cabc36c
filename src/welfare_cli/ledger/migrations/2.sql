-- Version 2: publications, accepted findings, and which command an entry undoes.

CREATE TABLE publications (
  entry       INTEGER PRIMARY KEY REFERENCES entry (number),
  as_of       TEXT NOT NULL CHECK (length(as_of) = 10),
  dated       TEXT NOT NULL CHECK (length(dated) = 10),
  known_at    INTEGER NOT NULL CHECK (known_at >= 0),
  replaces    TEXT,
  version     TEXT NOT NULL,
  definitions TEXT NOT NULL,
  content     TEXT NOT NULL
) STRICT;

CREATE TABLE acceptances (
  entry    INTEGER PRIMARY KEY REFERENCES entry (number),
  rule     TEXT NOT NULL,
  subject  TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;

ALTER TABLE entry ADD COLUMN undoes INTEGER REFERENCES entry (number);
