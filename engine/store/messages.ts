// Messages of failed and infeasible trials: each distinct text once per study and state, with its count.

import type { FailureGroup } from '../contract/host.ts';
import { TRIAL_STATES } from '../contract/trial.ts';
import type { Connection, Statement } from './connection.ts';

/** Longer messages are cut. */
export const LONGEST_MESSAGE = 2000;
/** Ids and texts remembered per study; with more distinct messages than that, memory stays bounded. */
const MOST_REMEMBERED = 10_000;

interface GroupRow {
  readonly text: string;
  readonly state: number;
  readonly count: number;
  readonly first_trial: number;
}

/** A message as it is stored: well-formed and at most `LONGEST_MESSAGE` UTF-16 units long. */
export function boundedMessage(text: string): string {
  return (text.length > LONGEST_MESSAGE ? text.slice(0, LONGEST_MESSAGE) : text).toWellFormed();
}

export class Messages {
  readonly #studyId: number;
  readonly #insert: Statement<number>;
  readonly #text: Statement<string>;
  readonly #add: Statement;
  readonly #groups: Statement<GroupRow>;
  readonly #ids = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  readonly #find: Statement<number>;
  readonly #removeUnused: Statement;
  readonly #uncounted = new Map<number, number>();
  /** Messages that trials have lost. */
  readonly #released = new Set<number>();

  constructor(connection: Connection, studyId: number) {
    this.#studyId = studyId;
    this.#insert = connection
      .prepare<number>(
        `INSERT INTO message (study_id, state, text, first_trial) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET count = count RETURNING id`,
      )
      .pluck();
    this.#text = connection.prepare<string>('SELECT text FROM message WHERE id = ?').pluck();
    this.#find = connection
      .prepare<number>('SELECT id FROM message WHERE study_id = ? AND state = ? AND text = ?')
      .pluck();
    this.#removeUnused = connection.prepare('DELETE FROM message WHERE id = ? AND count <= 0');
    this.#add = connection.prepare('UPDATE message SET count = count + ? WHERE id = ?');
    this.#groups = connection.prepare<GroupRow>(
      'SELECT text, state, count, first_trial FROM message WHERE study_id = ? ORDER BY count DESC, id LIMIT ?',
    );
    connection.onRollback(() => {
      this.#ids.clear();
      this.#texts.clear();
      this.#uncounted.clear();
      this.#released.clear();
    });
  }

  /** The id of the message of a trial, counted once more; within a transaction that ends with `saveCounts`. */
  idFor(state: number, message: string, trial: number): number {
    const text = boundedMessage(message);
    const key = `${state} ${text}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#insert.get(this.#studyId, state, text, trial)!;
      if (this.#ids.size >= MOST_REMEMBERED) this.#ids.clear();
      this.#ids.set(key, id);
    }
    this.#uncounted.set(id, (this.#uncounted.get(id) ?? 0) + 1);
    return id;
  }

  /** One trial less has the message; within a transaction that ends with `saveCounts`. */
  release(id: number): void {
    this.#uncounted.set(id, (this.#uncounted.get(id) ?? 0) - 1);
    this.#released.add(id);
  }

  /** The id of a message, if it is known. */
  find(state: number, message: string): number | undefined {
    return this.#find.get(this.#studyId, state, boundedMessage(message));
  }

  saveCounts(): void {
    for (const [id, count] of this.#uncounted) this.#add.run(count, id);
    this.#uncounted.clear();
    if (this.#released.size === 0) return;
    for (const id of this.#released) this.#removeUnused.run(id);
    this.#released.clear();
    this.#ids.clear();
    this.#texts.clear();
  }

  text(id: number): string | undefined {
    let text = this.#texts.get(id);
    if (text === undefined) {
      text = this.#text.get(id);
      if (text === undefined) return undefined;
      if (this.#texts.size >= MOST_REMEMBERED) this.#texts.clear();
      this.#texts.set(id, text);
    }
    return text;
  }

  /** The most frequent messages first. */
  groups(limit: number): readonly FailureGroup[] {
    return this.#groups.all(this.#studyId, limit).map((row) => ({
      message: row.text,
      state: TRIAL_STATES[row.state] ?? 'failed',
      count: row.count,
      exampleTrial: row.first_trial,
    }));
  }
}
