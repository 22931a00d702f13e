// Trials whose results were taken over from an earlier trial of the same design.

import type { ResultBatch } from '../contract/trial.ts';
import type { Connection, Statement } from './connection.ts';

interface DuplicateRow {
  readonly number: number;
  readonly original: number;
}

export class Duplicates {
  readonly #studyId: number;
  readonly #insert: Statement | undefined;
  readonly #setFirstRandom: Statement | undefined;
  readonly #firstRandom: Statement<number | null>;
  readonly #count: Statement<number>;
  readonly #some: Statement<DuplicateRow>;
  readonly #range: Statement<DuplicateRow>;

  constructor(connection: Connection, studyId: number) {
    this.#studyId = studyId;
    if (!connection.readOnly) {
      this.#insert = connection.prepare('INSERT INTO workspace_duplicate VALUES (?, ?, ?)');
      this.#setFirstRandom = connection.prepare(
        'UPDATE study SET first_random = ? WHERE id = ? AND first_random IS NULL',
      );
    }
    this.#firstRandom = connection
      .prepare<number | null>('SELECT first_random FROM study WHERE id = ?')
      .pluck();
    this.#count = connection
      .prepare<number>('SELECT count(*) FROM workspace_duplicate WHERE study_id = ?')
      .pluck();
    this.#some = connection.prepare<DuplicateRow>(
      `SELECT number, original FROM workspace_duplicate
         WHERE study_id = ? AND number IN (SELECT value FROM json_each(?))`,
    );
    this.#range = connection.prepare<DuplicateRow>(
      'SELECT number, original FROM workspace_duplicate WHERE study_id = ? AND number >= ? AND number < ?',
    );
  }

  /** Notes the copies of a batch, within a transaction. */
  write({ first, copied, drew }: ResultBatch): void {
    for (const [offset, original] of copied ?? []) this.#insert!.run(this.#studyId, first + offset, original);
    if (drew !== undefined) this.#setFirstRandom!.run(first + drew, this.#studyId);
  }

  /** The first trial whose evaluation asked for random numbers, if one did. */
  get firstRandom(): number | undefined {
    return this.#firstRandom.get(this.#studyId) ?? undefined;
  }

  get count(): number {
    return this.#count.get(this.#studyId)!;
  }

  /** Originals of those trials that are copies. */
  originals(numbers: readonly number[]): ReadonlyMap<number, number> {
    return byNumber(this.#some.all(this.#studyId, JSON.stringify(numbers)));
  }

  /** Originals of those of consecutive trials that are copies. */
  originalsFrom(first: number, count: number): ReadonlyMap<number, number> {
    return byNumber(this.#range.all(this.#studyId, first, first + count));
  }
}

function byNumber(rows: readonly DuplicateRow[]): ReadonlyMap<number, number> {
  return new Map(rows.map(({ number, original }) => [number, original]));
}
