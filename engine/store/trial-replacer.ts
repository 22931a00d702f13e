// Puts new results in the place of failed trials.

import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import { FAILED, TRIAL_STATES } from '../contract/trial.ts';
import type { Connection, Statement } from './connection.ts';
import type { Intermediate } from './intermediate.ts';
import type { Messages } from './messages.ts';
import { damaged } from './sqlite-errors.ts';
import { quoteName, type TrialTable } from './trial-table.ts';
import type { TrialReader } from './trial-reader.ts';

export class TrialReplacer {
  readonly #connection: Connection;
  readonly #table: TrialTable;
  readonly #messages: Messages;
  readonly #reader: TrialReader;
  readonly #intermediate: Intermediate | undefined;
  readonly #messageId: Statement<number | null>;
  readonly #update: Statement;

  constructor(
    connection: Connection,
    table: TrialTable,
    messages: Messages,
    reader: TrialReader,
    intermediate: Intermediate | undefined,
  ) {
    this.#intermediate = intermediate;
    this.#connection = connection;
    this.#table = table;
    this.#messages = messages;
    this.#reader = reader;
    this.#messageId = connection
      .prepare<number | null>(`SELECT message_id FROM ${table.name} WHERE number = ? AND state = ${FAILED}`)
      .pluck();
    const changed = ['state', 'message_id', 'duration_seconds', ...table.metricColumns];
    this.#update = connection.prepare(
      `UPDATE ${table.name} SET ${changed.map((column) => `${quoteName(column)} = ?`).join(', ')} WHERE number = ?`,
    );
  }

  /** Numbers of the failed trials, ascending; only those with that message if one is given. */
  failed(message: string | undefined): Uint32Array {
    const which = message === undefined ? '' : ' AND message_id = ?';
    const ids = message === undefined ? [] : [this.#messages.find(FAILED, message) ?? -1];
    return Uint32Array.from(
      this.#connection
        .prepare<number>(
          `SELECT number FROM ${this.#table.name} WHERE state = ${FAILED}${which} ORDER BY number`,
        )
        .pluck()
        .all(...ids),
    );
  }

  /** The designs of stored trials. */
  designs(numbers: Uint32Array): DesignBatch {
    const width = this.#table.dimensions.length;
    const codes = new Float64Array(numbers.length * width);
    numbers.forEach((number, row) => {
      const design = this.#reader.codes(number);
      if (design === undefined) throw damaged(this.#connection.path, `trial ${number} is missing`);
      codes.set(design, row * width);
    });
    return { first: numbers[0] ?? 0, count: numbers.length, codes, numbers };
  }

  /**
   * Replaces trials that are still failed, and what they reported on their way, within a transaction. Returns by how
   * much each state's count changes.
   */
  replace(numbers: Uint32Array, results: ResultBatch): readonly number[] {
    const changes = TRIAL_STATES.map(() => 0);
    const metricCount = this.#table.metricIds.length;
    const messages = new Map(results.messages);
    const replaced = new Set<number>();
    for (let row = 0; row < results.count; row++) {
      const number = numbers[row]!;
      const former = this.#messageId.get(number);
      if (former === undefined) continue;
      replaced.add(row);
      this.#intermediate?.remove(number);
      const state = results.states[row]!;
      const text = messages.get(row);
      const id = text === undefined ? null : this.#messages.idFor(state, text, number);
      if (former !== null) this.#messages.release(former);
      const metrics = results.metrics.subarray(row * metricCount, (row + 1) * metricCount);
      this.#update.run(state, id, results.durations[row]!, ...metrics, number);
      changes[FAILED]!--;
      changes[state]!++;
    }
    this.#intermediate?.write(results, (row) => (replaced.has(row) ? numbers[row] : undefined));
    this.#messages.saveCounts();
    return changes;
  }
}
