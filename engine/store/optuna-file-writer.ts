// Writes the SQLite file of an Optuna storage.

import { Connection, type Statement } from './connection.ts';
import {
  distributionJson,
  encodeJson,
  encodeNumber,
  type Attributes,
  type OptunaDistribution,
  type OptunaStudy,
  type OptunaTrial,
} from './optuna-file.ts';

const ALEMBIC_VERSION = 'v3.2.0.a';
const SCHEMA_VERSION = 12;
/** Optuna's release whose files these are like. */
const LIBRARY_VERSION = '4.9.0';
const LONGEST_KEY = 512;

const ATTRIBUTE_TABLE = (owner: 'study' | 'trial', kind: 'user' | 'system'): string => `
CREATE TABLE ${owner}_${kind}_attributes (
  ${owner}_${kind}_attribute_id INTEGER NOT NULL,
  ${owner}_id INTEGER,
  "key" VARCHAR(512),
  value_json TEXT,
  PRIMARY KEY (${owner}_${kind}_attribute_id),
  UNIQUE (${owner}_id, "key"),
  FOREIGN KEY(${owner}_id) REFERENCES ${owner === 'study' ? 'studies' : 'trials'} (${owner}_id)
);`;

const SCHEMA = `
CREATE TABLE studies (
  study_id INTEGER NOT NULL,
  study_name VARCHAR(512) NOT NULL,
  PRIMARY KEY (study_id)
);
CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name);
CREATE TABLE version_info (
  version_info_id INTEGER NOT NULL,
  schema_version INTEGER,
  library_version VARCHAR(256),
  PRIMARY KEY (version_info_id),
  CHECK (version_info_id=1)
);
CREATE TABLE study_directions (
  study_direction_id INTEGER NOT NULL,
  direction VARCHAR(8) NOT NULL,
  study_id INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  PRIMARY KEY (study_direction_id),
  UNIQUE (study_id, objective),
  FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
${ATTRIBUTE_TABLE('study', 'user')}
${ATTRIBUTE_TABLE('study', 'system')}
CREATE TABLE trials (
  trial_id INTEGER NOT NULL,
  number INTEGER,
  study_id INTEGER,
  state VARCHAR(8) NOT NULL,
  datetime_start DATETIME,
  datetime_complete DATETIME,
  PRIMARY KEY (trial_id),
  FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
CREATE INDEX ix_trials_study_id ON trials (study_id);
${ATTRIBUTE_TABLE('trial', 'user')}
${ATTRIBUTE_TABLE('trial', 'system')}
CREATE TABLE trial_params (
  param_id INTEGER NOT NULL,
  trial_id INTEGER,
  param_name VARCHAR(512),
  param_value FLOAT,
  distribution_json TEXT,
  PRIMARY KEY (param_id),
  UNIQUE (trial_id, param_name),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
CREATE TABLE trial_values (
  trial_value_id INTEGER NOT NULL,
  trial_id INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  value FLOAT,
  value_type VARCHAR(7) NOT NULL,
  PRIMARY KEY (trial_value_id),
  UNIQUE (trial_id, objective),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
CREATE TABLE trial_intermediate_values (
  trial_intermediate_value_id INTEGER NOT NULL,
  trial_id INTEGER NOT NULL,
  step INTEGER NOT NULL,
  intermediate_value FLOAT,
  intermediate_value_type VARCHAR(7) NOT NULL,
  PRIMARY KEY (trial_intermediate_value_id),
  UNIQUE (trial_id, step),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
CREATE TABLE trial_heartbeats (
  trial_heartbeat_id INTEGER NOT NULL,
  trial_id INTEGER NOT NULL,
  heartbeat DATETIME NOT NULL,
  PRIMARY KEY (trial_heartbeat_id),
  UNIQUE (trial_id),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO version_info VALUES (1, ${SCHEMA_VERSION}, '${LIBRARY_VERSION}');
INSERT INTO alembic_version VALUES ('${ALEMBIC_VERSION}');`;

/** Fills an empty file with an Optuna storage. Not safe against power failure: write beside and rename. */
export class OptunaFileWriter {
  readonly #connection: Connection;
  readonly #trial: Statement;
  readonly #parameter: Statement;
  readonly #value: Statement;
  readonly #intermediate: Statement;
  readonly #attributes: Readonly<Record<string, Statement>>;
  /** A parameter's distribution rarely changes, its JSON is written with every trial. */
  readonly #distributions = new WeakMap<OptunaDistribution, string>();

  /** `path` is an empty file that exists. */
  constructor(path: string) {
    const connection = new Connection(path, false);
    this.#connection = connection;
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('synchronous = OFF');
    connection.exec(SCHEMA);
    this.#trial = connection.prepare(
      'INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete) VALUES (?, ?, ?, ?, ?)',
    );
    this.#parameter = connection.prepare(
      'INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (?, ?, ?, ?)',
    );
    this.#value = connection.prepare(
      'INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, ?, ?, ?)',
    );
    this.#intermediate = connection.prepare(
      `INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type)
         VALUES (?, ?, ?, ?)`,
    );
    const attribute = (owner: string): Statement =>
      connection.prepare(
        `INSERT INTO ${owner}_attributes (${owner.split('_')[0]!}_id, "key", value_json) VALUES (?, ?, ?)`,
      );
    this.#attributes = Object.fromEntries(
      ['study_user', 'study_system', 'trial_user', 'trial_system'].map((owner) => [owner, attribute(owner)]),
    );
  }

  /** All or nothing, and fast only within: one transaction around everything `work` adds. */
  transaction(work: () => void): void {
    this.#connection.transaction(work);
  }

  /** Adds a study; returns its id for `addTrial`. */
  addStudy(study: Omit<OptunaStudy, 'id' | 'trialCount'>): number {
    const insert = this.#connection.prepare('INSERT INTO studies (study_name) VALUES (?)');
    const id = Number(insert.run(study.name).lastInsertRowid);
    const direction = this.#connection.prepare(
      'INSERT INTO study_directions (direction, study_id, objective) VALUES (?, ?, ?)',
    );
    study.directions.forEach((name, objective) => direction.run(name, id, objective));
    this.#addAttributes('study_user', id, study.userAttributes);
    this.#addAttributes('study_system', id, study.systemAttributes);
    return id;
  }

  /** Adds a trial. Trials of a study are added in the order of their numbers, which count from 0. */
  addTrial(study: number, trial: OptunaTrial): void {
    const { number, state, start, complete } = trial;
    const id = Number(this.#trial.run(number, study, state, start, complete).lastInsertRowid);
    for (const { name, value, distribution } of trial.parameters) {
      let json = this.#distributions.get(distribution);
      if (json === undefined) this.#distributions.set(distribution, (json = distributionJson(distribution)));
      this.#parameter.run(id, name, value, json);
    }
    trial.values.forEach((value, objective) => this.#value.run(id, objective, ...encodeNumber(value)));
    for (const [step, value] of trial.intermediate) this.#intermediate.run(id, step, ...encodeNumber(value));
    this.#addAttributes('trial_user', id, trial.userAttributes);
    this.#addAttributes('trial_system', id, trial.systemAttributes);
  }

  #addAttributes(owner: string, id: number, attributes: Attributes): void {
    for (const key of Object.keys(attributes)) {
      this.#attributes[owner]!.run(id, key.slice(0, LONGEST_KEY), encodeJson(attributes[key]!));
    }
  }

  close(): void {
    this.#connection.close();
  }
}
