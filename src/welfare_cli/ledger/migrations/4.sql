-- Version 4: a section of the document has sentences.

CREATE TABLE section_sentences (
  entry    INTEGER NOT NULL REFERENCES sections (entry),
  position INTEGER NOT NULL,
  sentence TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
