// Collects trials one by one into batches, as the store takes them.

import type { Dimension } from '../../contract/study.ts';
import type { IntermediateBatch } from '../../contract/trial.ts';
import type { TrialBatch } from './imported.ts';

/** Trials of a batch. */
const BATCH_ROWS = 4096;

export class RowCollector {
  readonly #parameters: ReadonlyMap<string, number>;
  readonly #metrics: ReadonlyMap<string, number>;
  #first = 0;
  #count = 0;
  #codes: Float64Array;
  #values: Float64Array;
  #states = new Uint8Array(BATCH_ROWS);
  #durations = new Float32Array(BATCH_ROWS);
  #messages: [number, string][] = [];
  #copied: [number, number][] = [];
  readonly #reports = {
    rows: [] as number[],
    steps: [] as number[],
    metrics: [] as number[],
    values: [] as number[],
  };
  readonly #firstRandom: number;

  /** `firstRandom`: the first trial whose evaluation asked for random numbers, if one did. */
  constructor(dimensions: readonly Dimension[], metricIds: readonly string[], firstRandom = -1) {
    this.#firstRandom = firstRandom;
    this.#parameters = new Map(dimensions.map(({ id }, index) => [id, index]));
    this.#metrics = new Map(metricIds.map((id, index) => [id, index]));
    this.#codes = this.#unknown(this.#parameters.size);
    this.#values = this.#unknown(this.#metrics.size);
  }

  #unknown(width: number): Float64Array {
    return new Float64Array(BATCH_ROWS * width).fill(Number.NaN);
  }

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count === BATCH_ROWS;
  }

  /** Begins the next trial; parameters and metrics that are not set are inactive and unknown. */
  begin(state: number, durationSeconds: number, message?: string): void {
    this.#states[this.#count] = state;
    this.#durations[this.#count] = durationSeconds;
    if (message !== undefined) this.#messages.push([this.#count, message]);
    this.#count++;
  }

  /** Sets a parameter of the trial that was begun, by its code. */
  parameter(id: string, code: number): void {
    this.#codes[(this.#count - 1) * this.#parameters.size + this.#parameters.get(id)!] = code;
  }

  metric(id: string, value: number): void {
    this.#values[(this.#count - 1) * this.#metrics.size + this.#metrics.get(id)!] = value;
  }

  /** A metric that the trial reported after a step, or as final with SETTLED_STEP; settled first, then by rising step. */
  report(step: number, id: string, value: number): void {
    const { rows, steps, metrics, values } = this.#reports;
    rows.push(this.#count - 1);
    steps.push(step);
    metrics.push(this.#metrics.get(id)!);
    values.push(value);
  }

  /** The trial took its results over from an earlier one. */
  copyOf(original: number): void {
    this.#copied.push([this.#count - 1, original]);
  }

  #takeReports(): IntermediateBatch | undefined {
    const { rows, steps, metrics, values } = this.#reports;
    if (rows.length === 0) return undefined;
    const taken = {
      rows: Uint32Array.from(rows),
      steps: Float64Array.from(steps),
      metrics: Uint16Array.from(metrics),
      values: Float64Array.from(values),
    };
    for (const entries of [rows, steps, metrics, values]) entries.length = 0;
    return taken;
  }

  /** The trials begun since the last call, as one batch. */
  take(): TrialBatch {
    const first = this.#first;
    const count = this.#count;
    const intermediate = this.#takeReports();
    const drew = this.#firstRandom - first;
    const batch: TrialBatch = {
      designs: { first, count, codes: this.#codes.slice(0, count * this.#parameters.size) },
      results: {
        first,
        count,
        states: this.#states.slice(0, count),
        metrics: this.#values.slice(0, count * this.#metrics.size),
        durations: this.#durations.slice(0, count),
        messages: this.#messages,
        ...(this.#copied.length === 0 ? {} : { copied: this.#copied }),
        ...(drew >= 0 && drew < count ? { drew } : {}),
        ...(intermediate === undefined ? {} : { intermediate }),
      },
    };
    this.#first += count;
    this.#count = 0;
    this.#messages = [];
    this.#copied = [];
    this.#codes.fill(Number.NaN);
    this.#values.fill(Number.NaN);
    return batch;
  }
}
