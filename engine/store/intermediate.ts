// What evaluations of a study reported on their way.

import type { MetricValues } from '../contract/system.ts';
import {
  SETTLED_STEP,
  type IntermediateBatch,
  type IntermediateValues,
  type ResultBatch,
} from '../contract/trial.ts';
import type { Connection, Statement } from './connection.ts';
import { damaged } from './sqlite-errors.ts';

interface ReportRow {
  readonly number: number;
  readonly step: number;
  readonly metrics: string;
}

/** Reports of one trial, for people. */
interface TrialReports {
  readonly settled?: MetricValues;
  readonly intermediate: readonly IntermediateValues[];
}

/** Writes and reads the intermediate values of one study; a trial has at most a few hundred (see the run engine). */
export class Intermediate {
  readonly #connection: Connection;
  readonly #studyId: number;
  readonly #metricIds: readonly string[];
  readonly #insert: Statement | undefined;
  readonly #remove: Statement | undefined;
  readonly #range: Statement<ReportRow>;
  readonly #some: Statement<ReportRow>;

  constructor(connection: Connection, studyId: number, metricIds: readonly string[]) {
    this.#connection = connection;
    this.#studyId = studyId;
    this.#metricIds = metricIds;
    this.#insert = connection.readOnly
      ? undefined
      : connection.prepare('INSERT INTO workspace_intermediate VALUES (?, ?, ?, ?)');
    this.#remove = connection.readOnly
      ? undefined
      : connection.prepare('DELETE FROM workspace_intermediate WHERE study_id = ? AND number = ?');
    this.#range = connection.prepare<ReportRow>(
      `SELECT number, step, metrics FROM workspace_intermediate
         WHERE study_id = ? AND number >= ? AND number < ? ORDER BY number, step`,
    );
    this.#some = connection.prepare<ReportRow>(
      `SELECT number, step, metrics FROM workspace_intermediate
         WHERE study_id = ? AND number IN (SELECT value FROM json_each(?)) ORDER BY number, step`,
    );
  }

  /** Forgets what a trial reported, within a transaction. */
  remove(number: number): void {
    this.#remove!.run(this.#studyId, number);
  }

  /**
   * Stores the reports of a batch, within a transaction. `numberOf` gives the trial of a row where rows do not count up
   * from the first; undefined leaves the row out.
   */
  write(
    { first, intermediate }: ResultBatch,
    numberOf: (row: number) => number | undefined = (row) => first + row,
  ): void {
    if (intermediate === undefined) return;
    const { rows, steps, metrics, values } = intermediate;
    for (let entry = 0; entry < rows.length;) {
      const row = rows[entry]!;
      const step = steps[entry]!;
      const number = numberOf(row);
      const reported: Record<string, number | string> = {};
      for (; rows[entry] === row && steps[entry] === step; entry++) {
        const value = values[entry]!;
        reported[this.#metricIds[metrics[entry]!]!] = Number.isFinite(value) ? value : String(value);
      }
      if (number !== undefined) this.#insert!.run(this.#studyId, number, step, JSON.stringify(reported));
    }
  }

  /** The reports of consecutive trials as they were written; undefined if there are none. */
  batch(first: number, count: number): IntermediateBatch | undefined {
    const rows: number[] = [];
    const steps: number[] = [];
    const metrics: number[] = [];
    const values: number[] = [];
    for (const report of this.#range.all(this.#studyId, first, first + count)) {
      for (const [id, value] of Object.entries(this.#parse(report))) {
        rows.push(report.number - first);
        steps.push(report.step);
        metrics.push(this.#metricIds.indexOf(id));
        values.push(value);
      }
    }
    if (rows.length === 0) return undefined;
    return {
      rows: Uint32Array.from(rows),
      steps: Float64Array.from(steps),
      metrics: Uint16Array.from(metrics),
      values: Float64Array.from(values),
    };
  }

  /** The reports of some trials, by number; trials without any are left out. */
  trials(numbers: readonly number[]): ReadonlyMap<number, TrialReports> {
    const found = new Map<number, { settled?: MetricValues; intermediate: IntermediateValues[] }>();
    for (const report of this.#some.all(this.#studyId, JSON.stringify(numbers))) {
      let reports = found.get(report.number);
      if (reports === undefined) found.set(report.number, (reports = { intermediate: [] }));
      const values = this.#parse(report);
      if (report.step === SETTLED_STEP) reports.settled = values;
      else reports.intermediate.push({ step: report.step, values });
    }
    return found;
  }

  #parse({ number, metrics }: ReportRow): MetricValues {
    const values: Record<string, number> = {};
    for (const [id, value] of Object.entries(JSON.parse(metrics) as Record<string, unknown>)) {
      if (!this.#metricIds.includes(id) || !['number', 'string'].includes(typeof value))
        throw damaged(this.#connection.path, `the intermediate values of trial ${number} cannot be read`);
      values[id] = Number(value);
    }
    return values;
  }
}
