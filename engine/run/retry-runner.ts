// Evaluates the failed trials of a study again and puts the results in their place. Trials that fail again stay
// failed, trials that succeed are candidates for the front; numbers and designs stay what they are, so the random
// streams of a trial are the same as at first. Its states are those of `run-state.ts`; it is `starting` while it looks
// for failed trials. Whatever ends it, what is stored is stored, and another retry goes on with what is still failed.
//
// Samplers are told nothing: the next run of the study replays its trials as they then are.

import { withRemark } from './executor.ts';
import type { RunProgress, RunState } from '../contract/host.ts';
import type { StoredTrialState, DesignBatch } from '../contract/trial.ts';
import { COMPLETE } from '../contract/trial.ts';
import { BatchSizer } from './batch-sizer.ts';
import { FailureTally, progressOf } from './progress.ts';
import type { Finished } from './results.ts';
import { RunLoop, type Work } from './run-loop.ts';
import type { ControlledRun, RunnerOptions } from './runner.ts';
import { Standing } from './standing.ts';
import { storedFront } from './stored-front.ts';
import { Teller } from './told.ts';

export interface RetryOptions extends RunnerOptions {
  /** Only trials that failed with this message. */
  readonly message?: string | undefined;
}

/** See the head of this file. */
export class RetryRunner implements ControlledRun, Work {
  readonly #options: RetryOptions;
  readonly #loop: RunLoop;
  readonly #teller: Teller;
  readonly #sizer = new BatchSizer();
  readonly #notes: string[] = [];
  #numbers = new Uint32Array(0);
  #next = 0;
  #waiting: Finished[] = [];
  #stored = 0;
  #standing: Standing;
  /** Objectives of the trials that may be on the front, by number. */
  #candidates = new Map<number, Float64Array>();

  constructor(options: RetryOptions) {
    const { study, stored } = options;
    this.#options = options;
    this.#loop = new RunLoop(options, this);
    this.#teller = new Teller(study, stored.metricIds);
    this.#standing = new Standing(study);
  }

  get state(): RunState {
    return this.#loop.state;
  }

  async run(): Promise<RunProgress> {
    await this.#loop.run();
    return this.progress();
  }

  begin(): void {
    this.#loop.begin();
  }

  pause(): void {
    this.#loop.pause();
  }

  resume(): void {
    this.#loop.resume();
  }

  cancel(force = false): void {
    this.#loop.cancel(force);
  }

  /** A budget is no business of a retry. */
  extend(): boolean {
    return false;
  }

  progress(): RunProgress {
    const { run, workspace, study, executor, stored } = this.#options;
    const { error, rate, state, stopwatch } = this.#loop;
    return progressOf(
      {
        run,
        workspace,
        study: study.name,
        state,
        workers: executor.workers,
        notes: withRemark(this.#notes, executor),
      },
      { done: this.#stored, total: this.#numbers.length, counts: this.#counts() },
      { rate: rate.rate, seconds: stopwatch.seconds },
      this.#standing,
      new FailureTally(stored.failures(5)),
      error,
    );
  }

  #counts(): Record<StoredTrialState, number> {
    return this.#options.stored.counts();
  }

  report(): void {
    this.#options.onProgress?.(this.progress());
  }

  // What the loop asks for.

  get waiting(): number {
    return this.#waiting.reduce((sum, { results }) => sum + results.count, 0);
  }

  get done(): number {
    return this.#stored;
  }

  get isComplete(): boolean {
    return this.#next >= this.#numbers.length;
  }

  /** Finds the failed trials, and the front that they may join. */
  async prepare(): Promise<void> {
    const { stored, study, message } = this.#options;
    this.#numbers = Uint32Array.from(stored.failedTrials(message));
    this.#candidates = storedFront(study, stored);
    this.#rebuild();
    this.#notes.push(`${this.#numbers.length.toLocaleString('en')} failed trials are evaluated again`);
    return Promise.resolve();
  }

  next(): DesignBatch | undefined {
    const size = this.#sizer.size(Infinity, this.#options.executor.workers);
    const numbers = this.#numbers.slice(this.#next, this.#next + size);
    if (numbers.length === 0) return undefined;
    this.#next += numbers.length;
    return this.#options.stored.designsOf(numbers);
  }

  take(finished: Finished): void {
    this.#sizer.learn(finished.results);
    this.#waiting.push(finished);
  }

  store(): void {
    const { stored, study } = this.#options;
    const objectiveCount = study.objectives.length;
    for (const { designs, results } of this.#waiting) {
      const { objectives } = this.#teller.tell(designs, results);
      for (let row = 0; row < results.count; row++) {
        if (results.states[row] !== COMPLETE || !this.#standing.admits(designs, row)) continue;
        const from = row * objectiveCount;
        this.#candidates.set(designs.numbers![row]!, objectives.slice(from, from + objectiveCount));
      }
    }
    this.#rebuild();
    stored.group(() => {
      for (const { designs, results } of this.#waiting) stored.replaceFailed(designs.numbers!, results);
      this.#standing.save(stored, true);
    });
    for (const { results } of this.#waiting) this.#stored += results.count;
    this.#waiting = [];
  }

  conclude(): void {
    const { failed } = this.#counts();
    this.#notes.push(
      failed === 0 ? 'no failed trial is left' : `${failed.toLocaleString('en')} trials are still failed`,
    );
  }

  /** The front among all that may be on it, in trial order as always. */
  #rebuild(): void {
    const { stored, study } = this.#options;
    this.#standing = new Standing(study);
    this.#standing.useReference(stored.reference());
    const numbers = [...this.#candidates.keys()].sort((a, b) => a - b);
    for (const number of numbers) this.#standing.place(number, this.#candidates.get(number)!);
    // Where nothing had succeeded before, the first that do settle the reference point, as in any run.
    if (stored.finished) this.#standing.settleReference(true);
  }
}
