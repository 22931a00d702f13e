// Whole columns of a study in memory. Trials are appended and never moved, so a column that is here grows by what was
// stored since; filters, bins and orders over a million trials then take milliseconds instead of a scan of the file.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Connection } from './connection.ts';
import { damaged } from './sqlite-errors.ts';
import type { NamedColumn, TrialTable } from './trial-table.ts';

/** Rows read at a time; about ten milliseconds, after which the engine looks after others. */
const SLICE_ROWS = 16_384;
/** Columns beyond this are forgotten, the longest unused first. */
const MOST_BYTES = 256 * 1024 * 1024;

interface Column {
  values: Float64Array;
  /** Trials that are read. */
  length: number;
  used: number;
}

/** Entry i is the value of trial i: NaN where unknown or inactive, a choice as its index, a state as its code. */
export type WholeColumns = Readonly<Record<string, Float64Array>>;

export class ColumnCache {
  readonly #connection: Connection;
  readonly #table: TrialTable;
  readonly #columns = new Map<string, Column>();
  #reading: Promise<void> = Promise.resolve();
  #uses = 0;
  /** Raised when what was read is no longer true. */
  #generation = 0;

  constructor(connection: Connection, table: TrialTable) {
    this.#connection = connection;
    this.#table = table;
    connection.onRollback(() => this.clear());
  }

  /** Forgets everything: stored trials were changed. */
  clear(): void {
    this.#generation += 1;
    this.#columns.clear();
  }

  /** How many of the named columns are not here to that length. */
  missing(names: readonly string[], count: number): number {
    return names.filter((name) => (this.#columns.get(name)?.length ?? 0) < count).length;
  }

  /**
   * The first `count` entries of the named columns. Reads what is missing in slices and lets others work between them.
   * Rejects with not-found for an unknown name, and with `cancelled` once the signal is aborted.
   */
  async read(names: readonly string[], count: number, signal?: AbortSignal): Promise<WholeColumns> {
    const wanted = [...new Set(names)];
    // Unknown names are told before anything is read.
    const named = wanted.map((name) => this.#table.named(name));
    // One reader at a time: two that want the same column must not both read it.
    const turn = this.#reading.catch(() => undefined).then(() => this.#extend(wanted, named, count, signal));
    this.#reading = turn;
    await turn;
    this.#forgetOldest(wanted);
    return Object.fromEntries(
      wanted.map((name) => [name, this.#columns.get(name)!.values.subarray(0, count)]),
    );
  }

  async #extend(
    names: readonly string[],
    named: readonly NamedColumn[],
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const generation = this.#generation;
    const columns = names.map((name) => this.#prepared(name, count));
    let from = Math.min(count, ...columns.map((column) => column.length));
    while (from < count) {
      throwIfAborted(signal);
      const to = Math.min(count, from + SLICE_ROWS);
      const missing = columns.flatMap((column, index) =>
        column.length < to ? [{ column, ...named[index]! }] : [],
      );
      this.#readSlice(missing, from, to);
      from = to;
      if (from < count) await pause();
    }
    throwIfAborted(signal);
    // Cleared while it was read: again, from the start.
    if (generation !== this.#generation) await this.#extend(names, named, count, signal);
  }

  #readSlice(
    missing: readonly (NamedColumn & { readonly column: Column })[],
    from: number,
    to: number,
  ): void {
    let rows = 0;
    let withText: number | undefined;
    this.#connection.each(
      missing.map(({ sql }) => sql),
      `${this.#table.name} WHERE number >= ? AND number < ?`,
      [from, to],
      (number, values) => {
        rows += 1;
        for (let place = 0; place < values.length; place++) {
          const { column, choices } = missing[place]!;
          const value = values[place];
          if (typeof value === 'number') {
            // Digits count from 1 and are 0 where the parameter is inactive.
            column.values[number] = choices === undefined ? value : value === 0 ? Number.NaN : value - 1;
          } else if (value === null) column.values[number] = Number.NaN;
          else withText = number;
        }
      },
    );
    if (rows !== to - from) throw damaged(this.#connection.path, 'trials of the study are missing');
    if (withText !== undefined) throw damaged(this.#connection.path, `trial ${withText} holds text`);
    for (const { column } of missing) column.length = to;
  }

  #prepared(name: string, count: number): Column {
    const used = ++this.#uses;
    const known = this.#columns.get(name);
    if (known !== undefined && known.values.length >= count) {
      known.used = used;
      return known;
    }
    // A growing study needs room for more, so that it is not copied with every look.
    const room = known === undefined ? count : Math.ceil(count * 1.25);
    const values = new Float64Array(room);
    if (known !== undefined) values.set(known.values.subarray(0, known.length));
    const column = { values, length: known?.length ?? 0, used };
    this.#columns.set(name, column);
    return column;
  }

  #forgetOldest(keep: readonly string[]): void {
    let bytes = 0;
    for (const { values } of this.#columns.values()) bytes += values.byteLength;
    const oldest = [...this.#columns].sort(([, a], [, b]) => a.used - b.used);
    for (const [name, { values }] of oldest) {
      if (bytes <= MOST_BYTES) return;
      if (keep.includes(name)) continue;
      this.#columns.delete(name);
      bytes -= values.byteLength;
    }
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new ParetoscopeError('cancelled', 'a newer question took the place of this one');
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
