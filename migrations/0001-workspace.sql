-- Studies, their runs, fronts and messages, and the lock of the one writer.
-- Trials live in one table per study, trial_<study id>, created with the study: its columns are the study's own.

CREATE TABLE study (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  system TEXT NOT NULL,
  system_version INTEGER NOT NULL,
  specification TEXT NOT NULL CHECK (json_valid(specification)),
  source_text TEXT NOT NULL,
  metrics TEXT NOT NULL CHECK (json_valid(metrics)),
  view_name TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)),
  hypervolume REAL,
  hypervolume_reference TEXT CHECK (json_valid(hypervolume_reference)),
  complete INTEGER NOT NULL DEFAULT 0,
  infeasible INTEGER NOT NULL DEFAULT 0,
  pruned INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  engine_version TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  workers INTEGER NOT NULL,
  first_trial INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT
) STRICT;

CREATE INDEX run_of_study ON run (study_id);

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  state INTEGER NOT NULL,
  text TEXT NOT NULL,
  count INTEGER NOT NULL DEFAULT 0,
  first_trial INTEGER NOT NULL,
  UNIQUE (study_id, state, text)
) STRICT;

CREATE TABLE front (
  study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  PRIMARY KEY (study_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE writer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token TEXT NOT NULL,
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  process_start TEXT NOT NULL,
  file_number TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  beat INTEGER NOT NULL,
  beat_at INTEGER NOT NULL
) STRICT;
