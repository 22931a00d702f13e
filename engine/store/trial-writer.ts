// Writes batches of trials into a study's table: several rows a statement, values bound straight from typed arrays.

import { ParetoscopeError } from '../contract/errors.ts';
import { TRIAL_STATES, type DesignBatch, type ResultBatch } from '../contract/trial.ts';
import type { Connection, Statement } from './connection.ts';
import type { Messages } from './messages.ts';
import type { TrialTable } from './trial-table.ts';

/**
 * Values bound by one statement. Passing them as arguments costs half of passing an array; beyond a few hundred
 * there is nothing to gain.
 */
const BOUND_VALUES = 256;
const MOST_ROWS = 64;

export class TrialWriter {
  readonly #table: TrialTable;
  readonly #messages: Messages;
  readonly #rowWidth: number;
  readonly #rowsPerStatement: number;
  readonly #insertMany: Statement;
  readonly #insertOne: Statement;
  readonly #manyValues: (number | null)[];
  readonly #oneValues: (number | null)[];
  readonly #first = { first: 0 };

  constructor(connection: Connection, table: TrialTable, messages: Messages) {
    this.#table = table;
    this.#messages = messages;
    // The trial number is computed from the statement's first, not bound.
    this.#rowWidth = table.columns.length - 1;
    this.#rowsPerStatement = Math.max(1, Math.min(MOST_ROWS, Math.floor(BOUND_VALUES / this.#rowWidth)));
    const marks = Array.from({ length: this.#rowWidth }, () => '?').join(', ');
    const insert = (rows: number): Statement => {
      const tuples = Array.from({ length: rows }, (_, row) => `(@first + ${row}, ${marks})`);
      return connection.prepare(`INSERT INTO ${table.name} VALUES ${tuples.join(', ')}`);
    };
    this.#insertMany = insert(this.#rowsPerStatement);
    this.#insertOne = insert(1);
    this.#manyValues = new Array<number | null>(this.#rowWidth * this.#rowsPerStatement).fill(null);
    this.#oneValues = new Array<number | null>(this.#rowWidth).fill(null);
  }

  /** Inserts a batch, within a transaction. Returns how many trials of each state it had. Throws `internal`. */
  write(designs: DesignBatch, results: ResultBatch): readonly number[] {
    const { count, first } = designs;
    this.#checkShapes(designs, results);
    const stateCounts = TRIAL_STATES.map(() => 0);
    for (let row = 0; row < count; row++) {
      const state = results.states[row]!;
      if (state >= stateCounts.length) throw invalid(first + row, `its state ${state} is unknown`);
      stateCounts[state]!++;
    }
    const messageIds = this.#messageIds(results);
    const perStatement = this.#rowsPerStatement;
    let row = 0;
    for (; row + perStatement <= count; row += perStatement) {
      for (let offset = 0; offset < perStatement; offset++) {
        this.#fill(this.#manyValues, offset * this.#rowWidth, designs, results, row + offset, messageIds);
      }
      this.#first.first = first + row;
      this.#insertMany.run(this.#first, ...this.#manyValues);
    }
    for (; row < count; row++) {
      this.#fill(this.#oneValues, 0, designs, results, row, messageIds);
      this.#first.first = first + row;
      this.#insertOne.run(this.#first, ...this.#oneValues);
    }
    this.#messages.saveCounts();
    return stateCounts;
  }

  #checkShapes(designs: DesignBatch, results: ResultBatch): void {
    const { first, count } = designs;
    const { dimensions, metricIds } = this.#table;
    if (results.first !== first || results.count !== count) {
      throw new ParetoscopeError(
        'internal',
        `results of trials ${results.first}+${results.count} do not belong to designs ${first}+${count}`,
      );
    }
    if (
      designs.codes.length < count * dimensions.length ||
      results.metrics.length < count * metricIds.length ||
      results.states.length < count ||
      results.durations.length < count
    ) {
      throw new ParetoscopeError(
        'internal',
        `the batch at trial ${first} is shorter than its ${count} trials`,
      );
    }
  }

  /** Message id of every row, 0 for none; undefined if the batch has no messages. */
  #messageIds(results: ResultBatch): Float64Array | undefined {
    if (results.messages.length === 0) return undefined;
    const ids = new Float64Array(results.count);
    for (const [offset, message] of results.messages) {
      if (!(offset >= 0 && offset < results.count) || ids[offset] !== 0) {
        throw invalid(results.first + offset, 'it has a message too many');
      }
      ids[offset] = this.#messages.idFor(results.states[offset]!, message, results.first + offset);
    }
    return ids;
  }

  #fill(
    values: (number | null)[],
    at: number,
    designs: DesignBatch,
    results: ResultBatch,
    row: number,
    messageIds: Float64Array | undefined,
  ): void {
    const { dimensions, packs, numbers, metricIds } = this.#table;
    let slot = at;
    values[slot++] = results.states[row]!;
    values[slot++] = messageIds && messageIds[row] !== 0 ? messageIds[row]! : null;
    values[slot++] = results.durations[row]!;
    const codes = row * dimensions.length;
    for (const pack of packs) {
      let packed = 0;
      for (const digit of pack.digits) {
        const code = designs.codes[codes + digit.dimension]!;
        if (code !== code) continue;
        if (!(code >= 0 && code < digit.choices.length && code === Math.floor(code))) {
          throw invalid(
            designs.first + row,
            `"${dimensions[digit.dimension]!.id}" has no choice number ${code}`,
          );
        }
        packed += (code + 1) * digit.divisor;
      }
      values[slot++] = packed;
    }
    for (const number of numbers) {
      const code = designs.codes[codes + number.dimension]!;
      if (number.integer && code === code && !Number.isInteger(code)) {
        throw invalid(
          designs.first + row,
          `"${dimensions[number.dimension]!.id}" is ${code}, not an integer`,
        );
      }
      values[slot++] = code;
    }
    const metrics = row * metricIds.length;
    for (let metric = 0; metric < metricIds.length; metric++)
      values[slot++] = results.metrics[metrics + metric]!;
  }
}

function invalid(trial: number, why: string): ParetoscopeError {
  return new ParetoscopeError('internal', `trial ${trial} cannot be stored: ${why}`);
}
