-- What evaluations reported on their way: one row a report of a trial, step -1 for what was settled before the end.

CREATE TABLE workspace_intermediate (
  study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  step INTEGER NOT NULL,
  metrics TEXT NOT NULL CHECK (json_valid(metrics)),
  PRIMARY KEY (study_id, number, step)
) STRICT, WITHOUT ROWID;
