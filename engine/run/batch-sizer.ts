// How many designs to send to a worker at a time: enough that messages cost nothing, few enough that no worker waits.

import type { ResultBatch } from '../contract/trial.ts';

/** A batch should keep its worker busy about this long. */
const BATCH_SECONDS = 0.03;
const LARGEST_BATCH = 4096;
/** First measurements include compilation, so growth is stepwise. */
const GROWTH = 16;

/** Learns the time of an evaluation and sizes batches by it. Sizes never influence results. */
export class BatchSizer {
  #size = 1;

  /** Rows to send next; of a round that all workers share, at most this worker's part. */
  size(roundSize: number, workers: number): number {
    return Number.isFinite(roundSize)
      ? Math.max(1, Math.min(this.#size, Math.ceil(roundSize / workers)))
      : this.#size;
  }

  learn(results: ResultBatch): void {
    if (results.count === 0) return;
    let seconds = 0;
    for (const duration of results.durations) seconds += duration;
    const ideal = Math.floor((BATCH_SECONDS * results.count) / Math.max(seconds, 1e-9));
    this.#size = Math.max(1, Math.min(LARGEST_BATCH, ideal, this.#size * GROWTH));
  }
}
