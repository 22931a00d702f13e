// Reads trials back: batches for machines, exactly as written, and single trials for people.

import type { ParameterValue } from '../contract/system.ts';
import { TRIAL_STATES, type DesignBatch, type ResultBatch, type Trial } from '../contract/trial.ts';
import type { Connection, Statement } from './connection.ts';
import type { Messages } from './messages.ts';
import { damaged } from './sqlite-errors.ts';
import { FIXED_COLUMNS, type TrialTable } from './trial-table.ts';

/** A row of the trial table, values in the order of its columns. */
type Row = readonly unknown[];

/** Rows fetched at a time, so that a long read needs little memory besides its result. */
const CHUNK_ROWS = 4096;

/** Some trials in columns: codes and metrics row-major, NaN where unknown. */
export interface PickedTrials {
  readonly codes: Float64Array;
  readonly states: Uint8Array;
  readonly metrics: Float64Array;
}

export class TrialReader {
  readonly #connection: Connection;
  readonly #table: TrialTable;
  readonly #messages: Messages;
  readonly #range: Statement<Row>;
  readonly #some: Statement<Row>;
  readonly #firstPack = FIXED_COLUMNS.length;
  readonly #firstNumber: number;
  readonly #firstMetric: number;

  constructor(connection: Connection, table: TrialTable, messages: Messages) {
    this.#connection = connection;
    this.#table = table;
    this.#messages = messages;
    this.#range = connection
      .prepare<Row>(`SELECT * FROM ${table.name} WHERE number >= ? AND number < ? ORDER BY number`)
      .raw();
    this.#some = connection
      .prepare<Row>(
        `SELECT trial.* FROM json_each(?) AS wanted JOIN ${table.name} AS trial ON trial.number = wanted.value
           ORDER BY wanted.key`,
      )
      .raw();
    this.#firstNumber = this.#firstPack + table.packs.length;
    this.#firstMetric = this.#firstNumber + table.numbers.length;
  }

  /** Up to `count` consecutive trials from `first`; fewer where the stored trials end. */
  batch(first: number, count: number): { readonly designs: DesignBatch; readonly results: ResultBatch } {
    const width = this.#table.dimensions.length;
    const metricCount = this.#table.metricIds.length;
    const codes = new Float64Array(count * width);
    const states = new Uint8Array(count);
    const metrics = new Float64Array(count * metricCount);
    const durations = new Float32Array(count);
    const messages: [number, string][] = [];
    let found = 0;
    for (let start = first; start < first + count; start += CHUNK_ROWS) {
      const rows = this.#range.all(start, Math.min(start + CHUNK_ROWS, first + count));
      for (const row of rows) {
        if (row[0] !== first + found)
          throw damaged(this.#connection.path, `trial ${first + found} is missing`);
        states[found] = this.#state(row);
        durations[found] = row[3] as number;
        if (row[2] !== null) messages.push([found, this.#messages.text(row[2] as number) ?? '']);
        this.#readCodes(row, codes, found * width);
        this.#readMetrics(row, metrics, found * metricCount);
        found++;
      }
      if (rows.length === 0) break;
    }
    const whole = found === count;
    return {
      designs: { first, count: found, codes: whole ? codes : codes.slice(0, found * width) },
      results: {
        first,
        count: found,
        states: whole ? states : states.slice(0, found),
        metrics: whole ? metrics : metrics.slice(0, found * metricCount),
        durations: whole ? durations : durations.slice(0, found),
        messages,
      },
    };
  }

  /** Codes, states and metrics of trials by number, in the order asked for; all of them must be stored. */
  picked(numbers: readonly number[]): PickedTrials {
    const width = this.#table.dimensions.length;
    const metricCount = this.#table.metricIds.length;
    const codes = new Float64Array(numbers.length * width);
    const states = new Uint8Array(numbers.length);
    const metrics = new Float64Array(numbers.length * metricCount);
    const rows = this.#some.all(JSON.stringify(numbers));
    if (rows.length !== numbers.length) {
      throw damaged(this.#connection.path, `${numbers.length - rows.length} trials are missing`);
    }
    rows.forEach((row, place) => {
      states[place] = this.#state(row);
      this.#readCodes(row, codes, place * width);
      this.#readMetrics(row, metrics, place * metricCount);
    });
    return { codes, states, metrics };
  }

  /** The codes of one trial, or undefined. */
  codes(number: number): Float64Array | undefined {
    const row = this.#range.get(number, number + 1);
    if (!row) return undefined;
    const codes = new Float64Array(this.#table.dimensions.length);
    this.#readCodes(row, codes, 0);
    return codes;
  }

  /** Trials by number, in the order asked for; unknown numbers are left out. */
  trials(numbers: readonly number[], isOnFront: (number: number) => boolean): readonly Trial[] {
    return this.#some.all(JSON.stringify(numbers)).map((row) => this.#trial(row, isOnFront));
  }

  #trial(row: Row, isOnFront: (number: number) => boolean): Trial {
    const { dimensions, metricIds } = this.#table;
    const codes = new Float64Array(dimensions.length);
    this.#readCodes(row, codes, 0);
    const design: Record<string, ParameterValue> = {};
    dimensions.forEach((dimension, index) => {
      const code = codes[index]!;
      if (Number.isNaN(code)) return;
      design[dimension.id] = dimension.kind === 'choice' ? dimension.choices[code]! : code;
    });
    const metrics: Record<string, number> = {};
    metricIds.forEach((id, index) => {
      const value = row[this.#firstMetric + index];
      if (value !== null) metrics[id] = value as number;
    });
    const number = row[0] as number;
    const message = row[2] === null ? undefined : this.#messages.text(row[2] as number);
    return {
      number,
      state: TRIAL_STATES[this.#state(row)]!,
      design,
      metrics,
      ...(message === undefined ? {} : { message }),
      durationSeconds: row[3] as number,
      onFront: isOnFront(number),
    };
  }

  #state(row: Row): number {
    const state = row[1] as number;
    if (TRIAL_STATES[state] === undefined) {
      throw damaged(this.#connection.path, `trial ${String(row[0])} has the unknown state ${state}`);
    }
    return state;
  }

  #readCodes(row: Row, codes: Float64Array, at: number): void {
    let slot = this.#firstPack;
    for (const pack of this.#table.packs) {
      let rest = row[slot++] as number;
      for (const { dimension, radix } of pack.digits) {
        const digit = rest % radix;
        codes[at + dimension] = digit === 0 ? Number.NaN : digit - 1;
        rest = (rest - digit) / radix;
      }
    }
    for (const { dimension } of this.#table.numbers) codes[at + dimension] = this.#number(row, slot++);
  }

  #readMetrics(row: Row, metrics: Float64Array, at: number): void {
    for (let metric = 0; metric < this.#table.metricIds.length; metric++) {
      metrics[at + metric] = this.#number(row, this.#firstMetric + metric);
    }
  }

  #number(row: Row, slot: number): number {
    const value = row[slot];
    if (typeof value === 'number') return value;
    if (value === null) return Number.NaN;
    throw damaged(
      this.#connection.path,
      `trial ${String(row[0])} has a ${typeof value} for "${this.#table.columns[slot]!}"`,
    );
  }
}
