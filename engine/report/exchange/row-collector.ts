// Collects trials one by one into batches, as the store takes them.

import type { Dimension } from '../../contract/study.ts';
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

  constructor(dimensions: readonly Dimension[], metricIds: readonly string[]) {
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

  /** The trials begun since the last call, as one batch. */
  take(): TrialBatch {
    const first = this.#first;
    const count = this.#count;
    const batch: TrialBatch = {
      designs: { first, count, codes: this.#codes.slice(0, count * this.#parameters.size) },
      results: {
        first,
        count,
        states: this.#states.slice(0, count),
        metrics: this.#values.slice(0, count * this.#metrics.size),
        durations: this.#durations.slice(0, count),
        messages: this.#messages,
      },
    };
    this.#first += count;
    this.#count = 0;
    this.#messages = [];
    this.#codes.fill(Number.NaN);
    this.#values.fill(Number.NaN);
    return batch;
  }
}
