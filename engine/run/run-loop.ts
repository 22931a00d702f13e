// Drives a run through its states (`run-state.ts`): keeps the executor busy, stores what came back in groups, tells
// how it is getting on, and obeys. What is evaluated, and what results mean, is the work's business.
//
// A second, forced cancel stops evaluations at once and drops what was not stored, which costs nothing but time since
// a later run evaluates the same designs again.

import type { ParetoscopeError } from '../contract/errors.ts';
import type { RunState } from '../contract/host.ts';
import type { PruningKnowledge } from '../contract/pruner.ts';
import type { Study } from '../contract/study.ts';
import type { DesignBatch } from '../contract/trial.ts';
import type { StoredStudy } from '../store/index.ts';
import { asParetoscopeError } from './errors.ts';
import type { EvaluationLane, Executor } from './executor.ts';
import { evaluateIsolating } from './isolate.ts';
import { RateMeter, Stopwatch } from './progress.ts';
import type { Finished } from './results.ts';
import { isOver, nextRunState, type RunEvent } from './run-state.ts';

/** Results stay unstored at most about this long. */
const COMMIT_SECONDS = 0.1;
/** Unstored rows that force a commit before its time. */
const COMMIT_ROWS = 5000;
/** Seconds between progress events. */
const PROGRESS_SECONDS = 1 / 15;
/** Proposing designs goes on at most about this long before commands and questions get their turn. */
const DISPATCH_SECONDS = 0.02;
/** Batches in evaluation or waiting for it, for every worker: no worker waits while results are stored. */
const BATCHES_PER_WORKER = 2;

/** What a run does. */
export interface Work {
  /** Finds out where the study stands, as long as `isWanted`. */
  prepare(isWanted: () => boolean): Promise<void>;
  /** Designs to evaluate next; undefined where there are none at the moment. */
  next(): DesignBatch | undefined;
  /** What the study's pruner judges these designs by, where it has one. */
  knowledgeFor?(designs: DesignBatch): PruningKnowledge | undefined;
  /** Takes an evaluated batch. */
  take(finished: Finished): void;
  /** Rows that wait to be stored. */
  readonly waiting: number;
  /** Trials stored so far, for the rate. */
  readonly done: number;
  /** Stores what waits in one transaction; throws where that fails, and keeps it. */
  store(): void;
  /** Nothing is left to evaluate. Asked when nothing is in flight. */
  readonly isComplete: boolean;
  /** Completes the record of a run that is complete. */
  conclude(): void;
  /** Called with every change worth telling, some fifteen times a second. */
  report(): void;
}

export interface RunLoopOptions {
  readonly study: Study;
  readonly stored: StoredStudy;
  readonly executor: Executor;
  /** Noted with the run in the workspace. */
  readonly engineVersion: string;
  /** Limit of a single evaluation; none if absent. */
  readonly timeoutSeconds?: number | undefined;
  /** Wait for `begin`. */
  readonly queued?: boolean | undefined;
}

/** See the head of this file. */
export class RunLoop {
  readonly rate = new RateMeter();
  readonly stopwatch = new Stopwatch();
  readonly #options: RunLoopOptions;
  readonly #work: Work;
  #state: RunState;
  #error: ParetoscopeError | undefined;
  /** Why results cannot be stored at the moment. */
  #storeError: ParetoscopeError | undefined;
  #force = false;
  /** What is still in flight is of no use any more. */
  #dropping = false;
  #lane: EvaluationLane | undefined;
  #inFlight = 0;
  #lastStore = 0;
  #lastReport = 0;
  #wake: (() => void) | undefined;

  constructor(options: RunLoopOptions, work: Work) {
    this.#options = options;
    this.#work = work;
    this.#state = options.queued ? 'queued' : 'starting';
  }

  get state(): RunState {
    return this.#state;
  }

  get error(): ParetoscopeError | undefined {
    return this.#error;
  }

  /** Runs until the end, whatever that is. Call once. */
  async run(): Promise<void> {
    const { stored, executor, study, engineVersion, timeoutSeconds } = this.#options;
    let record: number | undefined;
    try {
      while (this.#state === 'queued') {
        this.#report();
        await this.#untilWoken();
      }
      if (!isOver(this.#state)) {
        record = stored.beginRun({ engineVersion, workers: executor.workers });
        this.#lane = executor.lane(study, timeoutSeconds);
        await this.#work.prepare(() => this.#state !== 'cancelling');
        this.#move('ready');
        await this.#drive();
      }
    } catch (error) {
      this.fail(error);
    }
    this.stopwatch.stop();
    if (record !== undefined) this.#endRecord(record);
    if (this.#inFlight === 0) this.#lane?.release();
    this.#report();
  }

  /** Starts a run that was queued. */
  begin(): void {
    this.#move('begin');
  }

  /** Stops sending designs out; what is in flight is finished and stored. */
  pause(): void {
    this.#move('pause');
  }

  /** Goes on after a pause, whoever asked for it. */
  resume(): void {
    if (nextRunState(this.#state, 'resume') === this.#state) return;
    this.#error = undefined;
    this.#storeError = undefined;
    this.#move('resume');
  }

  /** Ends the run; what is in flight is finished and stored, or dropped if forced. */
  cancel(force = false): void {
    if (isOver(this.#state)) return;
    this.#force ||= force;
    if (force) this.#lane?.abort();
    this.#move('cancel');
  }

  /** Ends the run with an error. */
  fail(error: unknown): void {
    if (isOver(this.#state)) return;
    this.#error ??= asParetoscopeError(error);
    this.#move('fail');
  }

  /** Says that the run finished and yet has something to tell. */
  remark(error: ParetoscopeError): void {
    this.#error ??= error;
  }

  /** Stops what is in flight, because its results are not wanted. */
  drop(): void {
    this.#dropping = true;
    this.#lane?.abort();
  }

  /** Waits for what the next designs need, as for a batch; where it fails, so does the run. */
  waitFor(preparing: Promise<void>): void {
    this.#inFlight++;
    void preparing
      .catch((error: unknown) => {
        if (!this.#force) this.fail(error);
      })
      .finally(() => {
        this.#inFlight--;
        if (isOver(this.#state) && this.#inFlight === 0) this.#lane?.release();
        this.#wake?.();
      });
  }

  /** Looks again at what there is to do. */
  wake(): void {
    this.#wake?.();
  }

  #move(event: RunEvent): void {
    this.#state = nextRunState(this.#state, event);
    this.#wake?.();
  }

  async #drive(): Promise<void> {
    const work = this.#work;
    this.stopwatch.start();
    this.rate.mark(this.stopwatch.seconds, work.done);
    for (;;) {
      if (this.#state === 'running') this.#dispatch();
      if (this.#isStoreDue()) this.#store();
      if (performance.now() - this.#lastReport >= PROGRESS_SECONDS * 1000) this.#report();
      if (this.#force) break;
      if (this.#state === 'paused') {
        this.stopwatch.stop();
        this.#report();
        // Whoever was told may have resumed or cancelled on the spot.
        if (this.state === 'paused') await this.#untilWoken();
        this.stopwatch.start();
        continue;
      }
      if (this.#inFlight === 0) {
        if (work.waiting > 0) {
          if (this.#storeError === undefined) this.#store();
          else if (this.#state === 'cancelling') break;
          else this.#move('drained');
          continue;
        }
        if (this.#state === 'pausing') {
          this.#move('drained');
          continue;
        }
        if (this.#state === 'cancelling' || isOver(this.#state)) break;
        if (work.isComplete) break;
        // Trials may come without any evaluation: commands and messages get their turn all the same.
        await new Promise<void>((resolve) => setImmediate(resolve));
        continue;
      }
      await this.#untilWoken(COMMIT_SECONDS);
    }
    if (this.#state === 'cancelling') this.#move('drained');
    if (isOver(this.#state)) return;
    work.conclude();
    this.#move('complete');
  }

  #dispatch(): void {
    const until = performance.now() + DISPATCH_SECONDS * 1000;
    while (this.#inFlight < this.#options.executor.workers * BATCHES_PER_WORKER) {
      const designs = this.#work.next();
      if (designs === undefined) return;
      this.#send(designs);
      if (performance.now() >= until) {
        setImmediate(() => this.#wake?.());
        return;
      }
    }
  }

  #send(designs: DesignBatch): void {
    this.#inFlight++;
    const metricCount = this.#options.stored.metricIds.length;
    const isUnwanted = (): boolean => this.#force || this.#dropping;
    const lane = this.#lane!;
    const knowledge = this.#work.knowledgeFor?.(designs);
    const judged = { evaluate: (batch: DesignBatch) => lane.evaluate(batch, knowledge) };
    void evaluateIsolating(judged, designs, metricCount, isUnwanted)
      .then((results) => {
        if (!isUnwanted()) this.#work.take({ designs, results });
      })
      .catch((error: unknown) => {
        if (!isUnwanted()) this.fail(error);
      })
      .finally(() => {
        this.#inFlight--;
        if (isOver(this.#state) && this.#inFlight === 0) this.#lane?.release();
        this.#wake?.();
      });
  }

  #isStoreDue(): boolean {
    const { waiting } = this.#work;
    if (waiting === 0 || this.#storeError !== undefined) return false;
    return waiting >= COMMIT_ROWS || performance.now() - this.#lastStore >= COMMIT_SECONDS * 1000;
  }

  /** Stores what waits; where that fails the run pauses and keeps it. */
  #store(): void {
    try {
      this.#work.store();
    } catch (error) {
      this.#storeError = asParetoscopeError(error);
      this.#error = this.#storeError;
      this.#move('store-failed');
      return;
    }
    this.#lastStore = performance.now();
    this.rate.mark(this.stopwatch.seconds, this.#work.done);
  }

  /** Notes how the run ended, where the workspace can still be written. */
  #endRecord(record: number): void {
    try {
      this.#options.stored.endRun(record, this.#state);
    } catch (error) {
      this.#error ??= asParetoscopeError(error);
    }
  }

  #report(): void {
    this.#lastReport = performance.now();
    this.#work.report();
  }

  /** Waits for a batch, a command, or `seconds` at most. */
  async #untilWoken(seconds?: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = seconds === undefined ? undefined : setTimeout(resolve, seconds * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
