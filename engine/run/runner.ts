// Runs one study to its end: sampler -> executor -> store, in trial order.
//
// States. A runner is `starting` while it replays stored trials into sampler and front, then `running`. `pause` makes
// it `pausing`: nothing new is sent out; when everything in flight is stored it is `paused`, and `resume` makes it
// `running` again. A store that cannot take results (disk full, file lost) pauses it too, with the error and the
// unstored results kept, so that `resume` tries again. `cancel` makes it `cancelling`: like pausing, but it ends
// `cancelled`; a second, forced cancel stops evaluations at once and drops what was not stored, which costs nothing
// but time since a later run evaluates the same designs again. It ends `finished` when every trial of the budget is
// stored, the space is exhausted or the time is up, and `failed` where it cannot go on.
//
//   starting --> running <--> pausing --> paused        any of these --cancel--> cancelling --> cancelled
//                  |  `------------------<--'           running --> finished | failed, starting --> failed
//
// Order. Batches come back in any order; results are told to the sampler, offered to the front and stored strictly in
// trial order. So a store always holds trials 0 to n-1, a resumed run continues with trial n, and worker count,
// batch size and timing never show in the result.

import type { ParetoscopeError } from '../contract/errors.ts';
import type { RunProgress, RunState } from '../contract/host.ts';
import type { Sampler } from '../contract/sampler.ts';
import { MOST_TRIALS } from '../contract/study.ts';
import type { Study } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import { createSampler } from '../samplers/index.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import { BatchSizer } from './batch-sizer.ts';
import { emptyFront } from './empty-front.ts';
import { asParetoscopeError } from './errors.ts';
import type { EvaluationLane, Executor } from './executor.ts';
import { evaluateIsolating } from './isolate.ts';
import { RateMeter, Stopwatch } from './progress.ts';
import { COMMIT_SECONDS, Recorder } from './recorder.ts';
import type { Finished } from './results.ts';
import { ASYNCHRONOUS_NOTE, PruningRounds } from './pruning-rounds.ts';
import { RoundTeller } from './rounds.ts';
import { Sequencer } from './sequencer.ts';
import { Standing } from './standing.ts';
import { Teller } from './told.ts';

/** Rows evaluated or in evaluation but not stored, at most; one slow design must not hoard memory behind it. */
const OUTSTANDING_ROWS = 200_000;
/** Seconds between progress events. */
const PROGRESS_SECONDS = 1 / 15;
/** Rows read at a time when stored trials are replayed. */
const REPLAY_ROWS = 20_000;
/** A study whose first trials all fail is stopped after this many. */
const HOPELESS_TRIALS = 100;

export interface RunnerOptions {
  /** Names of run and workspace for progress events. */
  readonly run: string;
  readonly workspace: string;
  readonly study: Study;
  readonly system: System;
  readonly stored: StoredStudy;
  readonly executor: Executor;
  /** Noted with the run in the workspace. */
  readonly engineVersion: string;
  readonly onProgress?: (progress: RunProgress) => void;
}

/** Runs a study; see the head of this file. */
export class StudyRunner {
  readonly #options: RunnerOptions;
  readonly #teller: Teller;
  readonly #standing: Standing;
  readonly #recorder: Recorder;
  readonly #sizer: BatchSizer;
  readonly #rate = new RateMeter();
  readonly #stopwatch = new Stopwatch();
  readonly #notes: string[] = [];

  #state: RunState = 'starting';
  #error: ParetoscopeError | undefined;
  #force = false;
  #sampler: Sampler | undefined;
  #rounds: RoundTeller | undefined;
  #sequencer: Sequencer | undefined;
  #pruning: PruningRounds | undefined;
  #lane: EvaluationLane | undefined;
  #inFlight = 0;
  /** Evaluated batches whose predecessors are still out, by first trial. */
  readonly #early = new Map<number, Finished>();
  /** Trials evaluated in order so far, stored or not. */
  #collected = 0;
  #lastProgress = 0;
  #timeIsUp = false;
  #wake: (() => void) | undefined;

  constructor(options: RunnerOptions) {
    const { study, stored, executor } = options;
    this.#options = options;
    this.#teller = new Teller(study, stored.metricIds);
    this.#standing = new Standing(study);
    this.#recorder = new Recorder(stored, this.#standing);
    this.#sizer = new BatchSizer(executor.workers);
  }

  get state(): RunState {
    return this.#state;
  }

  /** Runs until the end; resolves with the last progress, whatever the end. Call once. */
  async run(): Promise<RunProgress> {
    const { stored, executor, study, engineVersion } = this.#options;
    this.#lane = executor.lane(study);
    let record: number | undefined;
    try {
      record = stored.beginRun({ engineVersion, workers: executor.workers });
      await this.#replay();
      if (this.#state === 'starting') this.#state = 'running';
      await this.#drive();
    } catch (error) {
      this.#fail(error);
    }
    this.#stopwatch.stop();
    if (record !== undefined) this.#endRecord(record);
    if (this.#inFlight === 0) this.#lane.release();
    const last = this.progress();
    this.#options.onProgress?.(last);
    return last;
  }

  /** Notes how the run ended, where the workspace can still be written. */
  #endRecord(record: number): void {
    try {
      this.#options.stored.endRun(record, this.#state);
    } catch (error) {
      this.#error ??= asParetoscopeError(error);
    }
  }

  /** Stops sending designs out; what is in flight is finished and stored. */
  pause(): void {
    if (this.#state === 'running' || this.#state === 'starting') this.#state = 'pausing';
    this.#wake?.();
  }

  /** Goes on after a pause, whoever asked for it. */
  resume(): void {
    if (this.#state !== 'paused' && this.#state !== 'pausing') return;
    this.#error = undefined;
    this.#recorder.retry();
    this.#state = 'running';
    this.#wake?.();
  }

  /** Ends the run; what is in flight is finished and stored, or dropped if forced. */
  cancel(force = false): void {
    if (isOver(this.#state)) return;
    this.#state = 'cancelling';
    this.#force ||= force;
    if (force) this.#lane?.abort();
    this.#wake?.();
  }

  /** The run at this moment. */
  progress(): RunProgress {
    const seconds = this.#stopwatch.seconds;
    const { run, workspace, study, executor } = this.#options;
    const { stored, counts, failures } = this.#recorder;
    const total = this.#sequencer?.end ?? study.budget.trials;
    const { rate } = this.#rate;
    const remaining = Math.max(0, total - stored);
    const byTrials = rate > 0 && total < MOST_TRIALS ? remaining / rate : Infinity;
    const byTime = study.budget.timeSeconds === undefined ? Infinity : study.budget.timeSeconds - seconds;
    const left = Math.max(0, Math.min(byTrials, byTime));
    return {
      run,
      workspace,
      study: study.name,
      state: this.#state,
      done: stored,
      total: total < MOST_TRIALS ? total : null,
      counts: { ...counts },
      rate,
      secondsLeft: isOver(this.#state) ? 0 : Number.isFinite(left) ? left : null,
      elapsedSeconds: seconds,
      workers: executor.workers,
      frontSize: this.#standing.frontSize,
      hypervolume: this.#standing.hypervolume(),
      frontVersion: this.#standing.version,
      best: this.#standing.best(),
      failures: failures.top(5),
      ...(this.#error === undefined ? {} : { error: this.#error.toWire() }),
      notes: [...this.#notes],
    };
  }

  /** Rebuilds sampler, front and counters from what is stored. */
  async #replay(): Promise<void> {
    const { study, system, stored } = this.#options;
    const space = Space.forStudy(system, study);
    const sampler = createSampler(study.sampler, {
      space,
      objectives: study.objectives,
      constraints: study.constraints,
      seed: study.seed,
      budgetTrials: study.budget.trials < MOST_TRIALS ? study.budget.trials : Infinity,
    });
    this.#sampler = sampler;
    this.#rounds = new RoundTeller(sampler);
    const count = this.#recorder.stored;
    if (count < study.budget.trials && stored.finished) stored.markFinished(false);
    this.#sequencer = new Sequencer(sampler, space.width, study.budget.trials, count);
    if (study.pruner !== undefined)
      this.#pruning = new PruningRounds(study, stored.metricIds, sampler.roundSize, count);
    for (let first = 0; first < count && this.#state === 'starting'; first += REPLAY_ROWS) {
      const batch = stored.readBatch(first, Math.min(REPLAY_ROWS, count - first));
      this.#pruning?.replay(batch.results);
      this.#take(batch);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.#collected = count;
    this.#standing.useReference(stored.reference());
    const { type, reason } = study.sampler;
    if (reason !== undefined) this.#notes.push(`sampler ${type}: ${reason}`);
    if (study.order === 'asynchronous') this.#notes.push(ASYNCHRONOUS_NOTE);
    if (count > 0) this.#notes.push(`continued after ${count.toLocaleString('en')} stored trials`);
  }

  async #drive(): Promise<void> {
    this.#stopwatch.start();
    this.#rate.mark(this.#stopwatch.seconds, this.#recorder.stored);
    for (;;) {
      if (this.#state === 'running') this.#dispatch();
      if (this.#recorder.due) this.#commit();
      this.#reportIfDue();
      if (this.#force) break;
      if (this.#state === 'paused') {
        this.#stopwatch.stop();
        this.#reportNow();
        // Whoever was told may have resumed or cancelled on the spot.
        if (this.state === 'paused') await this.#untilWoken();
        this.#stopwatch.start();
        continue;
      }
      if (this.#inFlight === 0) {
        if (this.#recorder.waiting > 0) {
          if (this.#recorder.error === undefined) this.#commit();
          else if (this.#state === 'cancelling') break;
          else this.#state = 'paused';
          continue;
        }
        if (this.#state === 'pausing') {
          this.#state = 'paused';
          continue;
        }
        if (this.#state === 'cancelling' || this.#state === 'failed') break;
        if (this.#isComplete()) break;
        continue;
      }
      await this.#untilWoken(COMMIT_SECONDS);
    }
    this.#conclude();
  }

  #isComplete(): boolean {
    return this.#timeIsUp || this.#sequencer!.next >= this.#sequencer!.end;
  }

  #conclude(): void {
    if (this.#state === 'failed') return;
    if (this.#state === 'cancelling') {
      this.#state = 'cancelled';
      return;
    }
    const { stored, study } = this.#options;
    const sequencer = this.#sequencer!;
    const done = this.#recorder.stored;
    if (sequencer.exhausted) {
      this.#notes.push(
        `the space is exhausted after ${sequencer.end.toLocaleString('en')} of ` +
          `${study.budget.trials.toLocaleString('en')} trials`,
      );
    }
    if (this.#timeIsUp && done < sequencer.end) {
      this.#notes.push(`stopped at the time limit after ${done.toLocaleString('en')} trials`);
    }
    this.#standing.settleReference(true);
    stored.group(() => {
      this.#standing.save(stored, true);
      stored.markFinished(done >= sequencer.end);
    });
    this.#state = 'finished';
    if (done > 0 && this.#recorder.counts.complete === 0)
      this.#error = emptyFront(study, stored, this.#recorder);
  }

  #dispatch(): void {
    const { study, executor } = this.#options;
    const sequencer = this.#sequencer!;
    const limit = study.budget.timeSeconds;
    if (limit !== undefined && this.#stopwatch.seconds >= limit) this.#timeIsUp = true;
    if (this.#timeIsUp) return;
    while (
      this.#inFlight < executor.workers * 2 &&
      sequencer.next - this.#recorder.stored < OUTSTANDING_ROWS
    ) {
      const pruning = this.#pruning;
      const allowed = pruning?.allowance(sequencer.next, this.#collected) ?? Infinity;
      if (allowed === 0) return;
      const size = this.#sizer.size(pruning?.roundSize ?? this.#sampler!.roundSize);
      const designs = sequencer.take(Math.min(size, allowed), this.#rounds!.told);
      if (designs === undefined) return;
      this.#send(designs);
    }
  }

  #send(designs: DesignBatch): void {
    this.#inFlight++;
    const metricCount = this.#options.stored.metricIds.length;
    const lane = this.#lane!;
    const knowledge = this.#pruning?.knowledgeFor(designs.first);
    const judged = { evaluate: (batch: DesignBatch) => lane.evaluate(batch, knowledge) };
    void evaluateIsolating(judged, designs, metricCount, () => this.#force)
      .then((results) => this.#collect({ designs, results }))
      .catch((error: unknown) => {
        if (!this.#force) this.#fail(error);
      })
      .finally(() => {
        this.#inFlight--;
        if (isOver(this.#state) && this.#inFlight === 0) this.#lane?.release();
        this.#wake?.();
      });
  }

  /** Takes what is next in trial order, and whatever waited for it. */
  #collect(arrived: Finished): void {
    this.#sizer.learn(arrived.results);
    this.#pruning?.arrived(arrived.results);
    this.#early.set(arrived.designs.first, arrived);
    for (;;) {
      const next = this.#early.get(this.#collected);
      if (next === undefined) return;
      this.#early.delete(this.#collected);
      this.#collected += next.results.count;
      this.#recorder.add(next);
      this.#pruning?.collected(next.results);
      this.#take(next);
    }
  }

  /** Takes the next results in order: into the sampler, the front, and the choice of the reference point. */
  #take({ designs, results }: { designs: DesignBatch; results: ResultBatch }): void {
    const told = this.#teller.tell(designs, results);
    this.#rounds!.take(told);
    this.#standing.take(told);
  }

  /** Stores what is collected; where that fails the run pauses, and where everything fails it ends. */
  #commit(): void {
    const recorder = this.#recorder;
    if (!recorder.commit()) {
      this.#error = recorder.error;
      if (this.#state === 'running') this.#state = 'pausing';
      return;
    }
    const { stored, counts } = recorder;
    this.#rate.mark(this.#stopwatch.seconds, stored);
    if (counts.failed === stored && stored >= HOPELESS_TRIALS && this.#state === 'running') {
      this.#state = 'failed';
      this.#error = emptyFront(this.#options.study, this.#options.stored, recorder);
    }
  }

  #reportIfDue(): void {
    if (performance.now() - this.#lastProgress >= PROGRESS_SECONDS * 1000) this.#reportNow();
  }

  #reportNow(): void {
    this.#lastProgress = performance.now();
    this.#options.onProgress?.(this.progress());
  }

  #fail(error: unknown): void {
    this.#error ??= asParetoscopeError(error);
    this.#state = 'failed';
    this.#wake?.();
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

/** True for states that a run does not leave. */
export function isOver(state: RunState): boolean {
  return state === 'cancelled' || state === 'finished' || state === 'failed';
}
