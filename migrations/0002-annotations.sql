-- What people say about trials, the selections they name, and the views they leave: never changed by a run.

CREATE TABLE workspace_annotation (
  study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  PRIMARY KEY (study_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE workspace_selection (
  study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  filter TEXT,
  numbers TEXT CHECK (json_valid(numbers)),
  PRIMARY KEY (study_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE workspace_view (
  key TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (json_valid(state))
) STRICT, WITHOUT ROWID;
