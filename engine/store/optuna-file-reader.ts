// Reads the SQLite file of an Optuna storage, whoever wrote it.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { ParetoscopeError } from '../contract/errors.ts';
import { Connection, type Statement } from './connection.ts';
import {
  decodeJson,
  decodeNumber,
  parseDistribution,
  type Attributes,
  type JsonValue,
  type OptunaDirection,
  type OptunaDistribution,
  type OptunaState,
  type OptunaStudy,
  type OptunaTrial,
} from './optuna-file.ts';

/** Trials read at a time. */
const CHUNK_TRIALS = 1000;
const MAGIC = 'SQLite format 3\0';

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
