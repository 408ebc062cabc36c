-- Version 7: transfers of cases, coordinators of contacts, tallies of one value, salted commitments to erasable words.

CREATE TABLE transfers (
  entry          INTEGER PRIMARY KEY REFERENCES entry (number),
  case_record    INTEGER NOT NULL REFERENCES entry (number),
  transferred_on TEXT NOT NULL CHECK (length(transferred_on) = 10),
  coordinator    TEXT,
  area           TEXT,
  CHECK (coordinator IS NOT NULL OR area IS NOT NULL)
) STRICT;

CREATE TABLE salt (
  entry INTEGER NOT NULL,
  field TEXT NOT NULL,
  salt  TEXT NOT NULL,
  PRIMARY KEY (entry, field),
  FOREIGN KEY (entry, field) REFERENCES commitment (entry, field)
) STRICT;

CREATE TABLE erased_word (
  entry  INTEGER NOT NULL REFERENCES entry (number),
  erased INTEGER NOT NULL REFERENCES entry (number),
  field  TEXT NOT NULL,
  PRIMARY KEY (entry, erased, field)
) STRICT;

CREATE TABLE remainder (
  entry  INTEGER NOT NULL REFERENCES entry (number),
  erased INTEGER NOT NULL REFERENCES entry (number),
  hash   TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (entry, erased)
) STRICT;

ALTER TABLE contacts ADD COLUMN coordinator TEXT;
ALTER TABLE tallies ADD COLUMN axis TEXT CHECK (axis IN ('topic', 'main_topic', 'route', 'method', 'age_band', 'closing'));
ALTER TABLE tallies ADD COLUMN value TEXT CHECK ((value IS NULL) = (axis IS NULL));
