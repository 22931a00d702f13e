// Stores results in groups, in trial order, together with the front they led to.

import type { ParetoscopeError } from '../contract/errors.ts';
import type { StoredTrialState } from '../contract/trial.ts';
import { TRIAL_STATES } from '../contract/trial.ts';
import type { StoredStudy } from '../store/index.ts';
import { asParetoscopeError } from './errors.ts';
import { FailureTally } from './progress.ts';
import type { Finished } from './results.ts';
import type { Standing } from './standing.ts';

/** Results stay unstored at most about this long. */
export const COMMIT_SECONDS = 0.1;
/** Unstored rows that force a commit before its time. */
const COMMIT_ROWS = 20_000;

/** Keeps what is not stored yet; on failure keeps it all, so that it can be tried again. */
export class Recorder {
  readonly failures: FailureTally;
  /** Stored trials by state. */
  readonly counts: Record<StoredTrialState, number>;
  readonly #stored: StoredStudy;
  readonly #standing: Standing;
  #batches: Finished[] = [];
  #rows = 0;
  #storedRows: number;
  #lastCommit = 0;
  #error: ParetoscopeError | undefined;

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

  /** Why results cannot be stored at the moment. */
  get error(): ParetoscopeError | undefined {
    return this.#error;
  }

  /** Lets a failed store be tried again. */
  retry(): void {
    this.#error = undefined;
  }

  /** Takes the next results in trial order. */
  add(finished: Finished): void {
    this.#batches.push(finished);
    this.#rows += finished.results.count;
  }

  /** Whether there is something to store, and it is time to. */
  get due(): boolean {
    if (this.#rows === 0 || this.#error !== undefined) return false;
    return this.#rows >= COMMIT_ROWS || performance.now() - this.#lastCommit >= COMMIT_SECONDS * 1000;
  }

  /** Stores everything in one transaction; false where that failed, with the reason in `error`. */
  commit(): boolean {
    this.#standing.settleReference(false);
    try {
      this.#stored.group(() => {
        for (const { designs, results } of this.#batches) this.#stored.append(designs, results);
        this.#standing.save(this.#stored);
      });
    } catch (error) {
      this.#error = asParetoscopeError(error);
      return false;
    }
    this.#standing.saved();
    for (const { results } of this.#batches) {
      this.failures.add(results);
      for (const state of results.states) this.counts[TRIAL_STATES[state]!]++;
    }
    this.#storedRows += this.#rows;
    this.#batches = [];
    this.#rows = 0;
    this.#lastCommit = performance.now();
    return true;
  }
}
