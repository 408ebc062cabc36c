-- The ledger of wfc: entries are only ever added.
--
-- One header table, `entry`, and one typed table a kind. A correction, a closing, a re-opening and a
-- withdrawal are new entries; the triggers at the end refuse every UPDATE and DELETE of what was written, but for
-- the words that an erasure takes.
-- A record is the chain of its entries, and is named by the number of the first one, so that a link points
-- to the record and not to one of its versions. What is derived stands apart, at the end of the tables,
-- and can be thrown away and rebuilt.
--
-- This file is the truth about the schema; docs/schema.md is generated from it. A day is ISO text, a code is
-- text, a choice is checked; SQL of a kind that PostgreSQL also reads, but for STRICT and the triggers.

PRAGMA application_id = 2003198769;  -- 'wfc1'
PRAGMA user_version = 7;

-- Which ledgers entries come from. A ledger file has an origin of its own; a restored copy begins another.
CREATE TABLE origin (
  origin   INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  began_at TEXT NOT NULL,
  own      INTEGER NOT NULL CHECK (own IN (0, 1))
) STRICT;

-- Every entry, in the order in which it arrived here.
CREATE TABLE entry (
  number     INTEGER PRIMARY KEY,                            -- only grows; "as known then" counts by it
  origin     INTEGER NOT NULL REFERENCES origin (origin),    -- with counter: the entry's id everywhere
  counter    INTEGER NOT NULL,
  record     INTEGER NOT NULL REFERENCES entry (number),     -- the first entry of the record
  replaces   INTEGER REFERENCES entry (number),              -- the entry that this one corrects
  version    INTEGER NOT NULL,                               -- 1 + the highest seen
  kind       TEXT NOT NULL,
  ref        TEXT NOT NULL,                                  -- the office's label for the record
  action     TEXT NOT NULL CHECK (action IN ('add', 'edit', 'close', 'reopen', 'void', 'erase')),
  family     INTEGER NOT NULL REFERENCES entry (number),     -- the record that it is counted with
  command    INTEGER NOT NULL REFERENCES entry (number),     -- the first entry of the same command
  import_key TEXT,                                           -- digests of an imported row without its erasable words, and what its record kept
  written_at TEXT NOT NULL,
  arrived_at TEXT NOT NULL,                                  -- later than that of the entry before
  author     TEXT NOT NULL,
  clock      TEXT NOT NULL CHECK (clock IN ('running', 'fixed', 'behind')),
  hash       TEXT NOT NULL,                                  -- SHA-256 over the one before and this entry
  undoes     INTEGER REFERENCES entry (number),              -- the command that this one takes back
  clock_at   TEXT,                                           -- the clock here on arrival; before schema 6, written_at
  UNIQUE (origin, counter)
) STRICT;
CREATE INDEX entry_by_record ON entry (record, version);
CREATE INDEX entry_by_import_key ON entry (import_key) WHERE import_key IS NOT NULL;

-- What confidential text and erasable words an entry has, without them: salted digests, which the chain covers.
-- A word is named by its field, and in a list by its place as well: title, agencies.2.
CREATE TABLE commitment (
  entry  INTEGER NOT NULL REFERENCES entry (number),
  field  TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (entry, field)
) STRICT;

-- The confidential text and its salt; a row goes only with an erasure.
CREATE TABLE confidential (
  entry INTEGER NOT NULL,
  field TEXT NOT NULL,
  salt  TEXT NOT NULL,
  text  TEXT NOT NULL,
  PRIMARY KEY (entry, field),
  FOREIGN KEY (entry, field) REFERENCES commitment (entry, field)
) STRICT;

-- The salt of an erasable word, which itself is in the typed table of its kind; a row goes only with an erasure.
CREATE TABLE salt (
  entry INTEGER NOT NULL,
  field TEXT NOT NULL,
  salt  TEXT NOT NULL,
  PRIMARY KEY (entry, field),
  FOREIGN KEY (entry, field) REFERENCES commitment (entry, field)
) STRICT;

-- 消去 erasure: which words it took. Each reads 〔消去〕 since then; in a publication, the words within its content.
CREATE TABLE erased_word (
  entry  INTEGER NOT NULL REFERENCES entry (number),   -- the erasure
  erased INTEGER NOT NULL REFERENCES entry (number),   -- the entry that held the word
  field  TEXT NOT NULL,
  PRIMARY KEY (entry, erased, field)
) STRICT;

-- What is left of an entry whose own hash covers an erased word: one before schema 7, or a publication.
CREATE TABLE remainder (
  entry  INTEGER NOT NULL REFERENCES entry (number),   -- the erasure
  erased INTEGER NOT NULL REFERENCES entry (number),   -- the entry that held the word
  hash   TEXT NOT NULL,                                -- its hash, which can no longer be worked out
  digest TEXT NOT NULL,                                -- SHA-256 over the hash before it and what is left of it
  PRIMARY KEY (entry, erased)
) STRICT;

-- 相談 case
CREATE TABLE cases (
  entry         INTEGER PRIMARY KEY REFERENCES entry (number),
  kind          TEXT NOT NULL CHECK (kind IN ('individual', 'community')),
  received_on   TEXT NOT NULL CHECK (length(received_on) = 10),
  area          TEXT NOT NULL,
  route         TEXT,
  client        TEXT,
  age_band      TEXT,
  main_topic    TEXT,
  complex_since TEXT CHECK (length(complex_since) = 10),
  closed_on     TEXT CHECK (length(closed_on) = 10),
  closing       TEXT,
  coordinator   TEXT,
  CHECK (closed_on >= received_on),
  CHECK ((closed_on IS NULL) = (closing IS NULL))
) STRICT;
CREATE TABLE case_topics (
  entry    INTEGER NOT NULL REFERENCES cases (entry),
  position INTEGER NOT NULL,
  topic    TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;

-- 終結 closing: one that was followed by a re-opening; the last one stands in `cases`
CREATE TABLE closings (
  entry       INTEGER PRIMARY KEY REFERENCES entry (number),
  case_record INTEGER NOT NULL REFERENCES entry (number),
  closed_on   TEXT NOT NULL CHECK (length(closed_on) = 10),
  closing     TEXT NOT NULL,
  reopened_on TEXT CHECK (length(reopened_on) = 10),
  CHECK (reopened_on >= closed_on)
) STRICT;

-- 引き継ぎ transfer: from that day on the case has this coordinator, this area, or both
CREATE TABLE transfers (
  entry          INTEGER PRIMARY KEY REFERENCES entry (number),
  case_record    INTEGER NOT NULL REFERENCES entry (number),
  transferred_on TEXT NOT NULL CHECK (length(transferred_on) = 10),
  coordinator    TEXT,
  area           TEXT,
  CHECK (coordinator IS NOT NULL OR area IS NOT NULL)
) STRICT;

-- 支援対応 contact
CREATE TABLE contacts (
  entry       INTEGER PRIMARY KEY REFERENCES entry (number),
  case_record INTEGER NOT NULL REFERENCES entry (number),
  date        TEXT NOT NULL CHECK (length(date) = 10),
  method      TEXT,
  referred_to TEXT,
  coordinator TEXT
) STRICT;
CREATE TABLE contact_agencies (
  entry    INTEGER NOT NULL REFERENCES contacts (entry),
  position INTEGER NOT NULL,
  agency   TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;

-- 会議 meeting
CREATE TABLE meetings (
  entry     INTEGER PRIMARY KEY REFERENCES entry (number),
  kind      TEXT NOT NULL CHECK (kind IN ('support', 'multilayer', 'network', 'exchange')),
  date      TEXT NOT NULL CHECK (length(date) = 10),
  title     TEXT,
  attendees INTEGER CHECK (attendees >= 0),
  status    TEXT NOT NULL CHECK (status IN ('held', 'planned', 'cancelled'))
) STRICT;
CREATE TABLE meeting_areas (
  entry    INTEGER NOT NULL REFERENCES meetings (entry),
  position INTEGER NOT NULL,
  area     TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
CREATE TABLE meeting_agencies (
  entry    INTEGER NOT NULL REFERENCES meetings (entry),
  position INTEGER NOT NULL,
  agency   TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
CREATE TABLE meeting_cases (
  entry       INTEGER NOT NULL REFERENCES meetings (entry),
  position    INTEGER NOT NULL,
  case_record INTEGER NOT NULL REFERENCES entry (number),
  PRIMARY KEY (entry, position)
) STRICT;

-- 居場所 venue
CREATE TABLE venues (
  entry       INTEGER PRIMARY KEY REFERENCES entry (number),
  name        TEXT NOT NULL,
  area        TEXT NOT NULL,
  launched_on TEXT NOT NULL CHECK (length(launched_on) = 10),
  type        TEXT,
  support     TEXT CHECK (support IN ('launch', 'operation', 'expansion')),
  closed_on   TEXT CHECK (length(closed_on) = 10),
  CHECK (closed_on >= launched_on)
) STRICT;

-- 養成講座 course
CREATE TABLE courses (
  entry     INTEGER PRIMARY KEY REFERENCES entry (number),
  name      TEXT NOT NULL,
  starts_on TEXT NOT NULL CHECK (length(starts_on) = 10),
  ends_on   TEXT CHECK (length(ends_on) = 10),
  CHECK (ends_on >= starts_on)
) STRICT;

-- 受講 enrolment
CREATE TABLE enrolments (
  entry         INTEGER PRIMARY KEY REFERENCES entry (number),
  course_record INTEGER NOT NULL REFERENCES entry (number),
  enrolled_on   TEXT NOT NULL CHECK (length(enrolled_on) = 10),
  status        TEXT NOT NULL CHECK (status IN ('enrolled', 'completed', 'dropped')),
  expected_on   TEXT CHECK (length(expected_on) = 10),
  completed_on  TEXT CHECK (length(completed_on) = 10),
  dropped_on    TEXT CHECK (length(dropped_on) = 10),
  reason        TEXT,
  CHECK ((status = 'completed') = (completed_on IS NOT NULL)),
  CHECK ((status = 'dropped') = (dropped_on IS NOT NULL))
) STRICT;

-- 補助金 grant
CREATE TABLE grants (
  entry        INTEGER PRIMARY KEY REFERENCES entry (number),
  kind         TEXT NOT NULL CHECK (kind IN ('new', 'expansion')),
  area         TEXT,
  venue_record INTEGER REFERENCES entry (number),
  applied_on   TEXT NOT NULL CHECK (length(applied_on) = 10),
  status       TEXT NOT NULL CHECK (status IN ('under_review', 'granted', 'declined', 'withdrawn')),
  decided_on   TEXT CHECK (length(decided_on) = 10),
  amount       INTEGER CHECK (amount >= 0),
  CHECK ((status = 'under_review') = (decided_on IS NULL)),
  CHECK (decided_on >= applied_on)
) STRICT;

-- 取組 activity
CREATE TABLE activities (
  entry        INTEGER PRIMARY KEY REFERENCES entry (number),
  kind         TEXT NOT NULL CHECK (kind IN ('outreach', 'business', 'lecture', 'study')),
  section      TEXT,
  date         TEXT NOT NULL CHECK (length(date) = 10),
  title        TEXT,
  participants INTEGER CHECK (participants >= 0),
  status       TEXT NOT NULL CHECK (status IN ('held', 'planned', 'cancelled'))
) STRICT;
CREATE TABLE activity_areas (
  entry    INTEGER NOT NULL REFERENCES activities (entry),
  position INTEGER NOT NULL,
  area     TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
CREATE TABLE activity_partners (
  entry    INTEGER NOT NULL REFERENCES activities (entry),
  position INTEGER NOT NULL,
  partner  TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;

-- 成果 outcome
CREATE TABLE outcomes (
  entry       INTEGER PRIMARY KEY REFERENCES entry (number),
  fiscal_year INTEGER NOT NULL,
  section     TEXT NOT NULL,
  position    INTEGER,
  date        TEXT CHECK (length(date) = 10),
  text        TEXT NOT NULL
) STRICT;

-- 過年度集計 tally
CREATE TABLE tallies (
  entry       INTEGER PRIMARY KEY REFERENCES entry (number),
  measure     TEXT NOT NULL,
  month       TEXT CHECK (length(month) = 7),
  fiscal_year INTEGER,
  area        TEXT,
  number      INTEGER NOT NULL CHECK (number >= 0),
  axis        TEXT CHECK (axis IN ('topic', 'main_topic', 'route', 'method', 'age_band', 'closing')),
  value       TEXT CHECK ((value IS NULL) = (axis IS NULL)),
  CHECK ((month IS NULL) <> (fiscal_year IS NULL))
) STRICT;

-- 提出版 publication: a report as it was handed in, with every figure, its definition and the records behind it.
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

-- The office's profile: the words of its lists, the sections of its document, its settings.
CREATE TABLE terms (
  entry       INTEGER PRIMARY KEY REFERENCES entry (number),
  list        TEXT NOT NULL,
  code        TEXT NOT NULL,
  label       TEXT NOT NULL,
  position    INTEGER NOT NULL,
  valid_from  TEXT CHECK (length(valid_from) = 10),
  valid_until TEXT CHECK (length(valid_until) = 10)
) STRICT;
CREATE TABLE term_aliases (
  entry    INTEGER NOT NULL REFERENCES terms (entry),
  position INTEGER NOT NULL,
  alias    TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
CREATE TABLE term_areas (
  entry    INTEGER NOT NULL REFERENCES terms (entry),
  position INTEGER NOT NULL,
  area     TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
CREATE TABLE term_successors (
  entry     INTEGER NOT NULL REFERENCES terms (entry),
  position  INTEGER NOT NULL,
  successor TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
CREATE TABLE sections (
  entry    INTEGER PRIMARY KEY REFERENCES entry (number),
  part     TEXT NOT NULL,
  title    TEXT NOT NULL,
  purpose  TEXT,
  position INTEGER NOT NULL
) STRICT;
CREATE TABLE section_measures (
  entry    INTEGER NOT NULL REFERENCES sections (entry),
  position INTEGER NOT NULL,
  measure  TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
CREATE TABLE section_sentences (
  entry    INTEGER NOT NULL REFERENCES sections (entry),
  position INTEGER NOT NULL,
  sentence TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;
CREATE TABLE settings (
  entry INTEGER PRIMARY KEY REFERENCES entry (number),
  value TEXT
) STRICT;

-- 確認済み acceptance: what a check has found and somebody has accepted; the reason is confidential text
CREATE TABLE acceptances (
  entry    INTEGER PRIMARY KEY REFERENCES entry (number),
  rule     TEXT NOT NULL,
  subject  TEXT NOT NULL,   -- kind and ref of the record, or the key of what is no record
  evidence TEXT NOT NULL    -- a digest of what was found: of another one, the acceptance no longer holds
) STRICT;

-- ---------------------------------------------------------------------------------------------------------
-- Derived: written in the same transaction as the entries, can be thrown away and rebuilt.

-- What stands, and what stood: each version of a record, from its entry until another one takes its place.
CREATE TABLE stood (
  entry      INTEGER PRIMARY KEY REFERENCES entry (number),
  until      INTEGER NOT NULL,   -- the entry that took its place; the greatest number there is while it stands
  record     INTEGER NOT NULL REFERENCES entry (number),
  kind       TEXT NOT NULL,
  ref        TEXT NOT NULL,
  ref_key    TEXT NOT NULL,      -- the ref without leading zeros: C-12 finds C-00012
  ref_number INTEGER,            -- the number of a ref of the usual form, to find the next one
  version    INTEGER NOT NULL,
  void       INTEGER NOT NULL CHECK (void IN (0, 1)),
  family     INTEGER NOT NULL REFERENCES entry (number),
  day        TEXT,               -- the day that the record belongs to
  UNIQUE (record, until),
  UNIQUE (kind, ref_key, until)
) STRICT;
CREATE INDEX stood_by_ref_number ON stood (kind, ref_number);
CREATE INDEX stood_by_family ON stood (family, kind);
CREATE INDEX meeting_planned ON meetings (date) WHERE status = 'planned';
CREATE INDEX activity_planned ON activities (date) WHERE status = 'planned';
CREATE INDEX enrolment_expected ON enrolments (expected_on) WHERE status = 'enrolled';
CREATE INDEX stood_by_day ON stood (kind, day);

-- What stands now. Looking back, a view of the same name shows what stood then.
CREATE VIEW record AS
SELECT record, kind, ref, ref_key, ref_number, entry, version, void, family, day
FROM stood
WHERE until = 9223372036854775807;

-- Which record each version points to.
CREATE TABLE link (
  target INTEGER NOT NULL REFERENCES entry (number),
  entry  INTEGER NOT NULL REFERENCES entry (number),
  PRIMARY KEY (target, entry)
) STRICT, WITHOUT ROWID;

-- Each day that a record belongs to or is expected on, with its fiscal year.
CREATE TABLE calendar (
  day            TEXT PRIMARY KEY,
  fiscal_year    INTEGER NOT NULL,
  year_day       TEXT NOT NULL,  -- the first day of the fiscal year
  next_year_day  TEXT NOT NULL   -- the first day of the fiscal year after
) STRICT, WITHOUT ROWID;

-- Counts by day, measure and area; area '' is a record without area, '*' the city's own total.
-- For a count: different records on that day. For a state: how many more there are from that day on.
CREATE TABLE daily_count (
  day     TEXT NOT NULL,
  measure TEXT NOT NULL,
  area    TEXT NOT NULL,
  number  INTEGER NOT NULL,
  PRIMARY KEY (day, measure, area)
) STRICT, WITHOUT ROWID;

-- Their sums by month.
CREATE TABLE monthly_count (
  month   TEXT NOT NULL,
  measure TEXT NOT NULL,
  area    TEXT NOT NULL,
  number  INTEGER NOT NULL,
  PRIMARY KEY (month, measure, area)
) STRICT, WITHOUT ROWID;

-- What each command changed in the counts, under its last entry: so they can be taken back to what they were.
CREATE TABLE count_change (
  entry   INTEGER NOT NULL REFERENCES entry (number),
  day     TEXT NOT NULL,
  measure TEXT NOT NULL,
  area    TEXT NOT NULL,
  number  INTEGER NOT NULL,
  checked INTEGER NOT NULL,      -- the sum of the checksums up to this row
  PRIMARY KEY (entry, day, measure, area)
) STRICT, WITHOUT ROWID;

-- Sums of checksums over the counts: of the days of a month, of a month, and of all changes.
CREATE TABLE count_check (
  part    TEXT PRIMARY KEY,
  checked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the counts were made by: the digest of the measures' SQL, and the entry since which changes are kept.
CREATE TABLE derivation (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Free names (agencies, partners) as they are spelt, with the key by which they are compared.
CREATE TABLE name (
  spelling TEXT PRIMARY KEY,
  key      TEXT NOT NULL,
  entry    INTEGER NOT NULL REFERENCES entry (number)  -- the first that spelt it so
) STRICT, WITHOUT ROWID;
CREATE INDEX name_by_key ON name (key);

-- ---------------------------------------------------------------------------------------------------------
-- What was written stands: every change of it is refused by the schema itself, but for the erasure of a word.

CREATE TRIGGER origin_refuses_update BEFORE UPDATE ON origin
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER origin_refuses_delete BEFORE DELETE ON origin
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER entry_refuses_update BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER entry_refuses_delete BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER commitment_refuses_update BEFORE UPDATE ON commitment
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER commitment_refuses_delete BEFORE DELETE ON commitment
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER confidential_refuses_update BEFORE UPDATE ON confidential
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER salt_refuses_update BEFORE UPDATE ON salt
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER salt_refuses_delete BEFORE DELETE ON salt
WHEN NOT EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = OLD.field)
BEGIN SELECT RAISE(ABORT, 'a salt goes only with an erasure entry'); END;
CREATE TRIGGER erased_word_refuses_update BEFORE UPDATE ON erased_word
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER erased_word_refuses_delete BEFORE DELETE ON erased_word
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER remainder_refuses_update BEFORE UPDATE ON remainder
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER remainder_refuses_delete BEFORE DELETE ON remainder
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER cases_refuses_update BEFORE UPDATE ON cases
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER cases_refuses_delete BEFORE DELETE ON cases
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER case_topics_refuses_update BEFORE UPDATE ON case_topics
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER case_topics_refuses_delete BEFORE DELETE ON case_topics
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER transfers_refuses_update BEFORE UPDATE ON transfers
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER transfers_refuses_delete BEFORE DELETE ON transfers
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER closings_refuses_update BEFORE UPDATE ON closings
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER closings_refuses_delete BEFORE DELETE ON closings
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER contacts_refuses_update BEFORE UPDATE ON contacts
WHEN NOT (
  (NEW.entry, NEW.case_record, NEW.date, NEW.method, NEW.coordinator)
  IS (OLD.entry, OLD.case_record, OLD.date, OLD.method, OLD.coordinator)
  AND NEW.referred_to IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'referred_to')
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER contacts_refuses_delete BEFORE DELETE ON contacts
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER contact_agencies_refuses_update BEFORE UPDATE ON contact_agencies
WHEN NOT (
  (NEW.entry, NEW.position)
  IS (OLD.entry, OLD.position)
  AND NEW.agency IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'agencies.' || OLD.position)
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER contact_agencies_refuses_delete BEFORE DELETE ON contact_agencies
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER meetings_refuses_update BEFORE UPDATE ON meetings
WHEN NOT (
  (NEW.entry, NEW.kind, NEW.date, NEW.attendees, NEW.status)
  IS (OLD.entry, OLD.kind, OLD.date, OLD.attendees, OLD.status)
  AND NEW.title IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'title')
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER meetings_refuses_delete BEFORE DELETE ON meetings
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER meeting_areas_refuses_update BEFORE UPDATE ON meeting_areas
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER meeting_areas_refuses_delete BEFORE DELETE ON meeting_areas
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER meeting_agencies_refuses_update BEFORE UPDATE ON meeting_agencies
WHEN NOT (
  (NEW.entry, NEW.position)
  IS (OLD.entry, OLD.position)
  AND NEW.agency IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'agencies.' || OLD.position)
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER meeting_agencies_refuses_delete BEFORE DELETE ON meeting_agencies
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER meeting_cases_refuses_update BEFORE UPDATE ON meeting_cases
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER meeting_cases_refuses_delete BEFORE DELETE ON meeting_cases
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER venues_refuses_update BEFORE UPDATE ON venues
WHEN NOT (
  (NEW.entry, NEW.area, NEW.launched_on, NEW.type, NEW.support, NEW.closed_on)
  IS (OLD.entry, OLD.area, OLD.launched_on, OLD.type, OLD.support, OLD.closed_on)
  AND NEW.name IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'name')
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER venues_refuses_delete BEFORE DELETE ON venues
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER courses_refuses_update BEFORE UPDATE ON courses
WHEN NOT (
  (NEW.entry, NEW.starts_on, NEW.ends_on)
  IS (OLD.entry, OLD.starts_on, OLD.ends_on)
  AND NEW.name IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'name')
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER courses_refuses_delete BEFORE DELETE ON courses
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER enrolments_refuses_update BEFORE UPDATE ON enrolments
WHEN NOT (
  (NEW.entry, NEW.course_record, NEW.enrolled_on, NEW.status, NEW.expected_on, NEW.completed_on, NEW.dropped_on)
  IS (OLD.entry, OLD.course_record, OLD.enrolled_on, OLD.status, OLD.expected_on, OLD.completed_on, OLD.dropped_on)
  AND NEW.reason IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'reason')
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER enrolments_refuses_delete BEFORE DELETE ON enrolments
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER grants_refuses_update BEFORE UPDATE ON grants
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER grants_refuses_delete BEFORE DELETE ON grants
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER activities_refuses_update BEFORE UPDATE ON activities
WHEN NOT (
  (NEW.entry, NEW.kind, NEW.section, NEW.date, NEW.participants, NEW.status)
  IS (OLD.entry, OLD.kind, OLD.section, OLD.date, OLD.participants, OLD.status)
  AND NEW.title IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'title')
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER activities_refuses_delete BEFORE DELETE ON activities
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER activity_areas_refuses_update BEFORE UPDATE ON activity_areas
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER activity_areas_refuses_delete BEFORE DELETE ON activity_areas
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER activity_partners_refuses_update BEFORE UPDATE ON activity_partners
WHEN NOT (
  (NEW.entry, NEW.position)
  IS (OLD.entry, OLD.position)
  AND NEW.partner IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'partners.' || OLD.position)
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER activity_partners_refuses_delete BEFORE DELETE ON activity_partners
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER outcomes_refuses_update BEFORE UPDATE ON outcomes
WHEN NOT (
  (NEW.entry, NEW.fiscal_year, NEW.section, NEW.position, NEW.date)
  IS (OLD.entry, OLD.fiscal_year, OLD.section, OLD.position, OLD.date)
  AND NEW.text IS '〔消去〕'
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'text')
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER outcomes_refuses_delete BEFORE DELETE ON outcomes
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER tallies_refuses_update BEFORE UPDATE ON tallies
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER tallies_refuses_delete BEFORE DELETE ON tallies
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER publications_refuses_update BEFORE UPDATE ON publications
WHEN NOT (
  (NEW.entry, NEW.as_of, NEW.dated, NEW.known_at, NEW.replaces, NEW.version, NEW.definitions)
  IS (OLD.entry, OLD.as_of, OLD.dated, OLD.known_at, OLD.replaces, OLD.version, OLD.definitions)
  AND EXISTS (SELECT 1 FROM erased_word WHERE erased = OLD.entry AND field = 'content')
)
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER publications_refuses_delete BEFORE DELETE ON publications
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER terms_refuses_update BEFORE UPDATE ON terms
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER terms_refuses_delete BEFORE DELETE ON terms
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER term_aliases_refuses_update BEFORE UPDATE ON term_aliases
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER term_aliases_refuses_delete BEFORE DELETE ON term_aliases
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER term_areas_refuses_update BEFORE UPDATE ON term_areas
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER term_areas_refuses_delete BEFORE DELETE ON term_areas
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER term_successors_refuses_update BEFORE UPDATE ON term_successors
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER term_successors_refuses_delete BEFORE DELETE ON term_successors
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER sections_refuses_update BEFORE UPDATE ON sections
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER sections_refuses_delete BEFORE DELETE ON sections
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER section_measures_refuses_update BEFORE UPDATE ON section_measures
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER section_measures_refuses_delete BEFORE DELETE ON section_measures
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER section_sentences_refuses_update BEFORE UPDATE ON section_sentences
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER section_sentences_refuses_delete BEFORE DELETE ON section_sentences
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER settings_refuses_update BEFORE UPDATE ON settings
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER settings_refuses_delete BEFORE DELETE ON settings
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER acceptances_refuses_update BEFORE UPDATE ON acceptances
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER acceptances_refuses_delete BEFORE DELETE ON acceptances
BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER confidential_refuses_delete BEFORE DELETE ON confidential
WHEN NOT EXISTS (
  SELECT 1
  FROM entry AS erased
  JOIN entry AS erasure ON erasure.record = erased.record AND erasure.action = 'erase'
  WHERE erased.number = OLD.entry AND erasure.number > OLD.entry
    AND NOT EXISTS (SELECT 1 FROM erased_word WHERE erased_word.entry = erasure.number)  -- one of words takes no text
)
BEGIN SELECT RAISE(ABORT, 'confidential text goes only with an erasure entry'); END;
