// Indexes that serve sorted pages. They would slow down every insert, so they exist only while a study is not growing:
// built when it is first sorted by SQLite (the engine's host sorts large studies in memory), and dropped when trials are
// appended again.

import type { Connection } from './connection.ts';
import { quoteName, type NamedColumn, type TrialTable } from './trial-table.ts';

/** Smaller tables are sorted in a few milliseconds without. */
const FEWEST_ROWS = 50_000;

export class SortIndexes {
  readonly #connection: Connection;
  readonly #table: TrialTable;
  #names: Set<string>;
  #growing = false;

  constructor(connection: Connection, table: TrialTable) {
    this.#connection = connection;
    this.#table = table;
    this.#names = this.#read();
    connection.onRollback(() => {
      this.#names = this.#read();
      this.#growing = false;
    });
  }

  #read(): Set<string> {
    return new Set(
      this.#connection
        .prepare<string>(
          `SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`,
        )
        .pluck()
        .all(this.#table.name),
    );
  }

  /** Says, within a transaction, that trials will be appended. */
  beginGrowth(): void {
    if (this.#growing) return;
    for (const name of this.#names) this.#connection.exec(`DROP INDEX IF EXISTS ${quoteName(name)}`);
    this.#names.clear();
    this.#growing = true;
  }

  /** Says that no more trials come for now. */
  endGrowth(): void {
    this.#growing = false;
  }

  has(column: NamedColumn): boolean {
    return this.#names.has(this.#nameOf(column));
  }

  /** Makes an index on an expression if it pays and is possible; returns whether there is one. */
  ensure(column: NamedColumn, rows: number): boolean {
    const name = this.#nameOf(column);
    if (this.#names.has(name)) return true;
    if (rows < FEWEST_ROWS || this.#growing || this.#connection.readOnly) return false;
    this.#connection.transaction(() =>
      this.#connection.exec(
        `CREATE INDEX IF NOT EXISTS ${quoteName(name)} ON ${this.#table.name} (${column.sql})`,
      ),
    );
    this.#names.add(name);
    return true;
  }

  #nameOf(column: NamedColumn): string {
    return `${this.#table.name} by ${column.sql}`;
  }
}
