// The SQLite file of Optuna's RDBStorage, schema version 12 (Alembic v3.2.0.a, Optuna 3.2 to 5): its tables, its words
// and its value encodings. What they mean for a study of ours is decided in engine/report/exchange.
//
// Schema and encodings were taken from files that Optuna 4.9.0 and 5.0.0.dev made.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { ParetoscopeError } from '../contract/errors.ts';
import { Connection, type Statement } from './connection.ts';

export type OptunaState = 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL' | 'WAITING';
export type OptunaDirection = 'NOT_SET' | 'MINIMIZE' | 'MAXIMIZE';

/** A value as JSON holds it; numbers may be NaN or infinite, which Python's JSON allows. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type Attributes = Readonly<Record<string, JsonValue>>;

export type OptunaDistribution =
  | {
      readonly kind: 'float';
      readonly low: number;
      readonly high: number;
      readonly step: number | null;
      readonly log: boolean;
    }
  | {
      readonly kind: 'int';
      readonly low: number;
      readonly high: number;
      readonly step: number;
      readonly log: boolean;
    }
  | { readonly kind: 'categorical'; readonly choices: readonly JsonValue[] };

export interface OptunaStudy {
  readonly id: number;
  readonly name: string;
  readonly directions: readonly OptunaDirection[];
  readonly userAttributes: Attributes;
  readonly systemAttributes: Attributes;
  readonly trialCount: number;
}

export interface OptunaParameter {
  readonly name: string;
  /** Optuna's internal value: the number itself, or the index of a category. */
  readonly value: number;
  readonly distribution: OptunaDistribution;
}

export interface OptunaTrial {
  readonly number: number;
  readonly state: OptunaState;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, without a zone. */
  readonly start: string | null;
  readonly complete: string | null;
  readonly parameters: readonly OptunaParameter[];
  /** One per objective, where there are any; NaN where one is missing. */
  readonly values: readonly number[];
  readonly intermediate: readonly (readonly [step: number, value: number])[];
  readonly userAttributes: Attributes;
  readonly systemAttributes: Attributes;
}

const ALEMBIC_VERSION = 'v3.2.0.a';
const SCHEMA_VERSION = 12;
/** Optuna's release whose files these are like. */
const LIBRARY_VERSION = '4.9.0';
const LONGEST_KEY = 512;
/** Trials read at a time. */
const CHUNK_TRIALS = 1000;
const MAGIC = 'SQLite format 3\0';

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

/** A number in Optuna's two columns: the value if it is finite, and what kind it is. */
function encodeNumber(value: number): readonly [number | null, string] {
  if (Number.isFinite(value)) return [value, 'FINITE'];
  return [null, Number.isNaN(value) ? 'NAN' : value > 0 ? 'INF_POS' : 'INF_NEG'];
}

function decodeNumber(value: number | null, type: string): number {
  if (type === 'INF_POS') return Infinity;
  if (type === 'INF_NEG') return -Infinity;
  return value ?? Number.NaN;
}

/** JSON that every reader takes: NaN and infinities, which only Python's knows, are written as texts. */
function encodeJson(value: JsonValue): string {
  if (Object.is(value, -0)) return '-0.0';
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
  );
}

/** Python's bare NaN and Infinity; not inside of texts, which are skipped as a whole. */
const PYTHON_TOKENS = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
const STAND_IN = '\u0001paretoscope:';

/** Reads JSON as Python writes it. Throws SyntaxError. */
export function decodeJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    const plain = text.replaceAll(PYTHON_TOKENS, (token) =>
      token.startsWith('"') ? token : JSON.stringify(`${STAND_IN}${token}`),
    );
    return JSON.parse(plain, (_, part: unknown) =>
      typeof part === 'string' && part.startsWith(STAND_IN) ? Number(part.slice(STAND_IN.length)) : part,
    ) as JsonValue;
  }
}

function distributionJson(distribution: OptunaDistribution): string {
  if (distribution.kind === 'categorical') {
    return encodeJson({ name: 'CategoricalDistribution', attributes: { choices: distribution.choices } });
  }
  const { kind, low, high, step, log } = distribution;
  const name = kind === 'float' ? 'FloatDistribution' : 'IntDistribution';
  return encodeJson({ name, attributes: { step, low, high, log } });
}

/** Both forms that Optuna reads; undefined for anything else. */
function parseDistribution(text: string): OptunaDistribution | undefined {
  let json: JsonValue;
  try {
    json = decodeJson(text);
  } catch {
    return undefined;
  }
  if (!isRecord(json)) return undefined;
  const kinds: Readonly<Record<string, OptunaDistribution['kind']>> = {
    FloatDistribution: 'float',
    IntDistribution: 'int',
    CategoricalDistribution: 'categorical',
    // Written by Optuna before 3.0 and still read by it.
    UniformDistribution: 'float',
    LogUniformDistribution: 'float',
    DiscreteUniformDistribution: 'float',
    IntUniformDistribution: 'int',
    IntLogUniformDistribution: 'int',
    float: 'float',
    int: 'int',
    categorical: 'categorical',
  };
  const given = json.name ?? json.type;
  const name = typeof given === 'string' ? given : '';
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  const attributes = json.attributes === undefined ? json : json.attributes;
  if (kind === undefined || !isRecord(attributes)) return undefined;
  if (kind === 'categorical') {
    const { choices } = attributes;
    return Array.isArray(choices) && choices.length > 0
      ? { kind, choices: choices as readonly JsonValue[] }
      : undefined;
  }
  const { low, high } = attributes;
  const step = attributes.step ?? attributes.q ?? null;
  const log = attributes.log === true || name.includes('LogUniform');
  if (typeof low !== 'number' || typeof high !== 'number' || !(low <= high)) return undefined;
  if (step !== null && (typeof step !== 'number' || !(step > 0))) return undefined;
  return kind === 'int' ? { kind, low, high, step: step ?? 1, log } : { kind, low, high, step, log };
}

function isRecord(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface TrialRow {
  readonly trial_id: number;
  readonly state: OptunaState;
  readonly datetime_start: string | null;
  readonly datetime_complete: string | null;
}

type Child = readonly [trial: number, ...unknown[]];

/** Reads an Optuna storage, also while Optuna writes to it. */
export class OptunaFileReader {
  readonly #connection: Connection;
  readonly #path: string;
  readonly #distributions = new Map<string, OptunaDistribution>();

  /**
   * Throws not-found, `study-invalid` for a file that is no Optuna storage or that of an Optuna before 3.0, and
   * workspace-damaged.
   */
  constructor(path: string) {
    assertSqlite(path);
    this.#path = path;
    this.#connection = new Connection(path, true);
    try {
      this.#assertSchema();
      // One moment of the file, however long reading takes.
      this.#connection.exec('BEGIN');
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  #assertSchema(): void {
    const columns = new Set(
      this.#connection
        .prepare<string>(
          `SELECT t.name || '.' || c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'`,
        )
        .pluck()
        .all(),
    );
    if (!columns.has('studies.study_id') || !columns.has('trials.study_id')) {
      throw new ParetoscopeError('study-invalid', `"${this.#path}" is not an Optuna storage`, {
        hint: 'it is the SQLite file of another program',
      });
    }
    const needed = [
      'study_directions.objective',
      'trial_values.value_type',
      'trial_intermediate_values.intermediate_value_type',
    ];
    if (needed.every((column) => columns.has(column))) return;
    throw new ParetoscopeError('study-invalid', `"${this.#path}" was written by an Optuna before 3.0`, {
      hint: 'update it first: optuna storage upgrade --storage sqlite:///FILE',
    });
  }

  /** Every study, in the order they were made. */
  studies(): readonly OptunaStudy[] {
    const rows = this.#guard(() =>
      this.#statement<{ study_id: number; study_name: string; trials: number }>(
        `SELECT study_id, study_name, (SELECT count(*) FROM trials WHERE trials.study_id = studies.study_id) AS trials
           FROM studies ORDER BY study_id`,
      ).all(),
    );
    return rows.map(({ study_id: id, study_name: name, trials }) => ({
      id,
      name,
      directions: this.#guard(() =>
        this.#statement<{ direction: OptunaDirection }>(
          'SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective',
        ).all(id),
      ).map(({ direction }) => direction),
      userAttributes: this.#studyAttributes('user', id),
      systemAttributes: this.#studyAttributes('system', id),
      trialCount: trials,
    }));
  }

  #guard<T>(work: () => T): T {
    return this.#connection.guard(work);
  }

  #statement<Row>(sql: string): Statement<Row> {
    return this.#connection.prepare<Row>(sql);
  }

  #studyAttributes(kind: 'user' | 'system', id: number): Attributes {
    const rows = this.#guard(() =>
      this.#statement<{ key: string; value_json: string }>(
        `SELECT "key", value_json FROM study_${kind}_attributes WHERE study_id = ? ORDER BY 1`,
      ).all(id),
    );
    return this.#attributes(rows.map((row) => [row.key, row.value_json]));
  }

  #attributes(rows: readonly (readonly [key: unknown, json: unknown])[]): Attributes {
    // No prototype: a key may be "__proto__".
    const attributes = Object.create(null) as Record<string, JsonValue>;
    for (const [key, json] of rows) {
      try {
        attributes[String(key)] = decodeJson(String(json));
      } catch {
        throw this.#invalid(`the attribute "${String(key)}" is not JSON`);
      }
    }
    return attributes;
  }

  #invalid(what: string): ParetoscopeError {
    return new ParetoscopeError('study-invalid', `"${this.#path}" does not hold together: ${what}`, {
      hint: 'check that Optuna itself can load it',
    });
  }

  /** Trials of a study in the order of their numbers, a bounded number in memory at a time. */
  *trials(study: OptunaStudy): Generator<OptunaTrial> {
    const objectives = study.directions.length;
    let number = 0;
    let last = -1;
    for (;;) {
      const rows = this.#guard(() =>
        this.#statement<TrialRow>(
          `SELECT trial_id, state, datetime_start, datetime_complete FROM trials
           WHERE study_id = ? AND trial_id > ? ORDER BY trial_id LIMIT ${CHUNK_TRIALS}`,
        ).all(study.id, last),
      );
      if (rows.length === 0) return;
      last = rows.at(-1)!.trial_id;
      const children = this.#children(study.id, rows[0]!.trial_id, last);
      for (const row of rows) yield this.#trial(row, number++, objectives, children);
    }
  }

  #children(
    study: number,
    first: number,
    last: number,
  ): Readonly<Record<string, ReadonlyMap<number, Child[]>>> {
    const grouped = (table: string, columns: string, order: string): ReadonlyMap<number, Child[]> => {
      const rows = this.#connection.guard(() =>
        this.#connection
          .prepare<Child>(
            `SELECT trial_id, ${columns} FROM ${table}
               WHERE trial_id BETWEEN ? AND ? AND trial_id IN (SELECT trial_id FROM trials WHERE study_id = ?)
               ORDER BY trial_id, ${order}`,
          )
          .raw()
          .all(first, last, study),
      );
      const groups = new Map<number, Child[]>();
      for (const row of rows) {
        const group = groups.get(row[0]);
        if (group === undefined) groups.set(row[0], [row]);
        else group.push(row);
      }
      return groups;
    };
    return {
      parameters: grouped('trial_params', 'param_name, param_value, distribution_json', 'param_id'),
      values: grouped('trial_values', 'objective, value, value_type', 'objective'),
      intermediate: grouped(
        'trial_intermediate_values',
        'step, intermediate_value, intermediate_value_type',
        'step',
      ),
      user: grouped('trial_user_attributes', '"key", value_json', 'trial_user_attribute_id'),
      system: grouped('trial_system_attributes', '"key", value_json', 'trial_system_attribute_id'),
    };
  }

  #trial(
    row: TrialRow,
    number: number,
    objectives: number,
    children: Readonly<Record<string, ReadonlyMap<number, Child[]>>>,
  ): OptunaTrial {
    const of = (what: string): readonly Child[] => children[what]!.get(row.trial_id) ?? [];
    const attributes = (what: string): Attributes =>
      this.#attributes(of(what).map(([, key, json]) => [key, json]));
    const values: number[] = [];
    for (const [, objective, value, type] of of('values')) {
      const index = Number(objective);
      if (!(index >= 0 && index < objectives))
        throw this.#invalid(`trial ${number} has a value of objective ${index}`);
      while (values.length < objectives) values.push(Number.NaN);
      values[index] = decodeNumber(this.#number(value, number), String(type));
    }
    return {
      number,
      state: this.#state(row.state, number),
      start: row.datetime_start,
      complete: row.datetime_complete,
      parameters: of('parameters').map(([, name, value, json]) => ({
        name: String(name),
        value: this.#number(value, number) ?? Number.NaN,
        distribution: this.#distribution(String(name), String(json)),
      })),
      values,
      intermediate: of('intermediate').map(
        ([, step, value, type]) =>
          [Number(step), decodeNumber(this.#number(value, number), String(type))] as const,
      ),
      userAttributes: attributes('user'),
      systemAttributes: attributes('system'),
    };
  }

  #number(value: unknown, trial: number): number | null {
    if (value === null || typeof value === 'number') return value;
    throw this.#invalid(`trial ${trial} has a ${typeof value} where a number belongs`);
  }

  #state(state: string, trial: number): OptunaState {
    if (['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'].includes(state)) return state as OptunaState;
    throw this.#invalid(`trial ${trial} has the state "${state}"`);
  }

  #distribution(name: string, json: string): OptunaDistribution {
    const known = this.#distributions.get(json);
    if (known !== undefined) return known;
    const distribution = parseDistribution(json);
    if (distribution === undefined)
      throw this.#invalid(`the distribution of "${name}" is not one of Optuna's`);
    this.#distributions.set(json, distribution);
    return distribution;
  }

  close(): void {
    this.#connection.close();
  }
}

/** Whether a file is an SQLite file, so that others are not even opened as one. Throws not-found, `study-invalid`. */
function assertSqlite(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new ParetoscopeError('not-found', `there is no file "${path}"`, { hint: 'check the name' });
  }
  if (found.isDirectory()) throw new ParetoscopeError('not-found', `"${path}" is a folder, not a file`);
  const header = Buffer.alloc(MAGIC.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, MAGIC.length, 0);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1') === MAGIC) return;
  throw new ParetoscopeError(
    'study-invalid',
    `"${path}" is not an Optuna storage: it is not an SQLite file`,
    {
      hint:
        found.size === 0
          ? 'it is empty'
          : 'Optuna journal files and pickles are not read; copy the study to SQLite',
    },
  );
}
