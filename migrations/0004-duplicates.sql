-- Trials whose results were taken over from an earlier trial of the same design, and from which trial on none are:
-- the first whose evaluation asked for random numbers.

CREATE TABLE workspace_duplicate (
  study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  original INTEGER NOT NULL CHECK (original < number),
  PRIMARY KEY (study_id, number)
) STRICT, WITHOUT ROWID;

ALTER TABLE study ADD COLUMN first_random INTEGER;

-- What evaluations of earlier versions asked for is not known: nothing of them is taken over.
UPDATE study SET first_random = 0;
