// Stores results in groups, in trial order, together with the front they led to.

import type { StoredTrialState } from '../contract/trial.ts';
import { TRIAL_STATES } from '../contract/trial.ts';
import type { StoredStudy } from '../store/index.ts';
import { FailureTally } from './progress.ts';
import type { Finished } from './results.ts';
import type { Standing } from './standing.ts';

/** Keeps what is not stored yet; where storing fails it keeps it all, so that it can be tried again. */
export class Recorder {
  readonly failures: FailureTally;
  /** Stored trials by state. */
  readonly counts: Record<StoredTrialState, number>;
  readonly #stored: StoredStudy;
  readonly #standing: Standing;
  #batches: Finished[] = [];
  #rows = 0;
  #storedRows: number;

  constructor(stored: StoredStudy, standing: Standing) {
    this.#stored = stored;
    this.#standing = standing;
    this.failures = new FailureTally(stored.failures(1000));
    this.counts = { ...stored.counts() };
    this.#storedRows = stored.storedCount();
  }

  /** Trials stored. */
  get stored(): number {
    return this.#storedRows;
  }

  /** Trials waiting to be stored. */
  get waiting(): number {
    return this.#rows;
  }

  /** Takes the next results in trial order. */
  add(finished: Finished): void {
    this.#batches.push(finished);
    this.#rows += finished.results.count;
  }

  /** The batch of a trial that waits to be stored. */
  find(number: number): Finished | undefined {
    if (number < this.#storedRows) return undefined;
    return this.#batches.find(({ results }) => number < results.first + results.count);
  }

  /** Stores everything in one transaction; throws where that fails. */
  store(): void {
    this.#standing.settleReference(false);
    this.#stored.group(() => {
      for (const { designs, results } of this.#batches) this.#stored.append(designs, results);
      this.#standing.save(this.#stored);
    });
    this.#standing.saved();
    for (const { results } of this.#batches) {
      this.failures.add(results);
      for (const state of results.states) this.counts[TRIAL_STATES[state]!]++;
    }
    this.#storedRows += this.#rows;
    this.#batches = [];
    this.#rows = 0;
  }
}
