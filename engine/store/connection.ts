// One SQLite connection to a workspace: settings, transactions and the translation of errors.

import Database from 'better-sqlite3';
import { ParetoscopeError } from '../contract/errors.ts';
import { translateError } from './sqlite-errors.ts';

const BUSY_MILLISECONDS = 5000;
const CACHE_KIBIBYTES = 32768;
/** Pages kept while a file is read from end to end, when none is asked for twice. */
const PASSING_KIBIBYTES = 2048;

export type Durability = 'normal' | 'full';

/** A statement whose values are bound by position. */
export type Statement<Result = unknown> = Database.Statement<unknown[], Result>;

export class Connection {
  readonly path: string;
  readonly readOnly: boolean;
  readonly #database: Database.Database;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #rollbackListeners = new Set<() => void>();
  /** Takes the rows of the select that runs at the moment, see `each`. */
  #take: (number: number, values: readonly unknown[]) => void = () => undefined;
  #takes = false;
  /** Run first in every transaction, and again just before it commits; throw to roll it back. */
  #checkAtBegin: () => void = () => undefined;
  #checkAtCommit: () => void = () => undefined;

  constructor(path: string, readOnly: boolean) {
    this.path = path;
    this.readOnly = readOnly;
    try {
      this.#database = new Database(path, {
        readonly: readOnly,
        fileMustExist: true,
        timeout: BUSY_MILLISECONDS,
      });
    } catch (error) {
      throw translateError(error, path);
    }
    try {
      this.#database.pragma('trusted_schema = OFF');
      this.#database.pragma('foreign_keys = ON');
      this.#database.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
      this.#database.pragma('temp_store = MEMORY');
      this.#begin = this.#database.prepare('BEGIN IMMEDIATE');
      this.#commit = this.#database.prepare('COMMIT');
      this.#rollback = this.#database.prepare('ROLLBACK');
      // The first read of the file: an unusable one is found here.
      this.pragma('schema_version');
    } catch (error) {
      this.#database.close();
      throw translateError(error, path);
    }
  }

  get isOpen(): boolean {
    return this.#database.open;
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  /** Runs work on the database; SQLite's errors come out as ParetoscopeError. */
  guard<T>(work: () => T): T {
    if (!this.#database.open) throw new ParetoscopeError('usage', `the workspace "${this.path}" is closed`);
    try {
      return work();
    } catch (error) {
      throw translateError(error, this.path);
    }
  }

  prepare<Result = unknown>(sql: string): Statement<Result> {
    return this.guard(() => this.#database.prepare<unknown[], Result>(sql));
  }

  /**
   * Gives the number and the values of some expressions of every row that matches to `take`, in no order that could be
   * relied on. SQLite calls back from inside of the statement, with no array of rows in between: half the time of
   * fetching them. `take` must neither throw nor use the connection.
   */
  each(
    expressions: readonly string[],
    source: string,
    bound: readonly unknown[],
    take: (number: number, values: readonly unknown[]) => void,
  ): void {
    this.guard(() => {
      if (!this.#takes) {
        this.#database.aggregate('take_row', {
          varargs: true,
          directOnly: true,
          step: (_: unknown, ...[number, ...values]: unknown[]) => this.#take(number as number, values),
        });
        this.#takes = true;
      }
      this.#take = take;
      this.#database
        .prepare(`SELECT take_row(number, ${expressions.join(', ')}) FROM ${source}`)
        .get(...bound);
    });
  }

  exec(sql: string): void {
    this.guard(() => this.#database.exec(sql));
  }

  /** The first column of a pragma's first row. */
  pragma(text: string): unknown {
    return this.guard(() => this.#database.pragma(text, { simple: true }));
  }

  /** Runs work that reads the file from end to end, with little memory for its pages. */
  async passing<T>(work: () => Promise<T>): Promise<T> {
    this.pragma(`cache_size = -${PASSING_KIBIBYTES}`);
    try {
      return await work();
    } finally {
      if (this.isOpen) this.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
    }
  }

  setChecks(atBegin: () => void, atCommit: () => void): void {
    this.#checkAtBegin = atBegin;
    this.#checkAtCommit = atCommit;
  }

  /** Called after every rollback, so that what is remembered outside of SQLite can be forgotten. */
  onRollback(listener: () => void): void {
    this.#rollbackListeners.add(listener);
  }

  /** All or nothing; a transaction inside of another is part of it. */
  transaction<T>(work: () => T): T {
    if (this.readOnly)
      throw new ParetoscopeError('workspace-read-only', `"${this.path}" is open for reading only`);
    return this.guard(() => {
      if (this.#database.inTransaction) return work();
      this.#begin.run();
      try {
        this.#checkAtBegin();
        const result = work();
        this.#checkAtCommit();
        this.#commit.run();
        return result;
      } catch (error) {
        // SQLite has already rolled back after some errors, a full disk among them.
        if (this.inTransaction) this.#rollback.run();
        for (const listener of this.#rollbackListeners) listener();
        throw error;
      }
    });
  }

  close(): void {
    this.#database.close();
  }
}
