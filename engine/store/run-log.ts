// When and where a study was run.

import { hostname } from 'node:os';
import type { Connection } from './connection.ts';

/** One run of a study, from start to end. */
export interface StoredRun {
  readonly id: number;
  readonly engineVersion: string;
  readonly host: string;
  readonly pid: number;
  readonly workers: number;
  /** Number of trials stored when it began. */
  readonly firstTrial: number;
  readonly startedAt: string;
  /** Absent if it still runs or was killed. */
  readonly endedAt?: string;
  readonly outcome?: string;
}

interface RunRow {
  readonly id: number;
  readonly engine_version: string;
  readonly host: string;
  readonly pid: number;
  readonly workers: number;
  readonly first_trial: number;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly outcome: string | null;
}

export class RunLog {
  readonly #connection: Connection;
  readonly #studyId: number;

  constructor(connection: Connection, studyId: number) {
    this.#connection = connection;
    this.#studyId = studyId;
  }

  begin(run: { readonly engineVersion: string; readonly workers: number }, firstTrial: number): number {
    const insert = this.#connection.prepare(
      `INSERT INTO run (study_id, engine_version, host, pid, workers, first_trial, started_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    const { engineVersion, workers } = run;
    const values = [this.#studyId, engineVersion, hostname(), process.pid, workers, firstTrial, now()];
    return Number(insert.run(...values).lastInsertRowid);
  }

  end(id: number, outcome: string): void {
    this.#connection
      .prepare('UPDATE run SET ended_at = ?, outcome = ? WHERE id = ? AND study_id = ?')
      .run(now(), outcome, id, this.#studyId);
  }

  /** Oldest first. */
  all(): readonly StoredRun[] {
    const rows = this.#connection
      .prepare<RunRow>('SELECT * FROM run WHERE study_id = ? ORDER BY id')
      .all(this.#studyId);
    return rows.map((row) => ({
      id: row.id,
      engineVersion: row.engine_version,
      host: row.host,
      pid: row.pid,
      workers: row.workers,
      firstTrial: row.first_trial,
      startedAt: row.started_at,
      ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
      ...(row.outcome === null ? {} : { outcome: row.outcome }),
    }));
  }
}

function now(): string {
  return new Date().toISOString();
}
