// Runs one study to its end: sampler -> pool -> store, in trial order.
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

import { ParetoscopeError, wireError } from '../contract/errors.ts';
import type { RunProgress, RunState } from '../contract/host.ts';
import type { Sampler, ToldBatch } from '../contract/sampler.ts';
import { MOST_TRIALS } from '../contract/study.ts';
import type { Study } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import type { DesignBatch, ResultBatch, StoredTrialState } from '../contract/trial.ts';
import { COMPLETE, FAILED, TRIAL_STATES } from '../contract/trial.ts';
import { ParetoArchive } from '../pareto/archive.ts';
import { hypervolume } from '../pareto/hypervolume.ts';
import { createSampler } from '../samplers/index.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import { BatchSizer } from './batch-sizer.ts';
import { nearMisses } from './near-misses.ts';
import type { EvaluationLane, EvaluationPool } from './pool.ts';
import { FailureTally, RateMeter, Stopwatch } from './progress.ts';
import { ReferenceChooser } from './reference.ts';
import { Sequencer } from './sequencer.ts';
import { Teller } from './told.ts';

/** Results stay unstored at most about this long. */
const COMMIT_SECONDS = 0.1;
/** Unstored rows that force a commit before its time. */
const COMMIT_ROWS = 20_000;
/** Rows evaluated or in evaluation but not stored, at most; one slow design must not hoard memory behind it. */
const OUTSTANDING_ROWS = 200_000;
/** Seconds between progress events. */
const PROGRESS_SECONDS = 1 / 15;
/** Rows read at a time when stored trials are replayed. */
const REPLAY_ROWS = 20_000;
/** A study whose first trials all fail is stopped after this many. */
const HOPELESS_TRIALS = 100;

interface Finished {
  readonly designs: DesignBatch;
  readonly results: ResultBatch;
}

export interface RunnerOptions {
  /** Names of run and workspace for progress events. */
  readonly run: string;
  readonly workspace: string;
  readonly study: Study;
  readonly system: System;
  readonly stored: StoredStudy;
  readonly pool: EvaluationPool;
  /** Noted with the run in the workspace. */
  readonly engineVersion: string;
  readonly onProgress?: (progress: RunProgress) => void;
}

/** Runs a study; see the head of this file. */
export class StudyRunner {
  readonly #options: RunnerOptions;
  readonly #space: Space;
  readonly #teller: Teller;
  readonly #archive: ParetoArchive;
  readonly #chooser: ReferenceChooser;
  readonly #sizer: BatchSizer;
  readonly #rate = new RateMeter();
  readonly #stopwatch = new Stopwatch();
  readonly #failures: FailureTally;
  readonly #counts: Record<StoredTrialState, number>;
  readonly #notes: string[] = [];
  readonly #objectiveCount: number;

  #state: RunState = 'starting';
  #error: ParetoscopeError | undefined;
  #force = false;
  #sampler: Sampler | undefined;
  #sequencer: Sequencer | undefined;
  #lane: EvaluationLane | undefined;
  #inFlight = 0;
  /** Evaluated batches whose predecessors are still out, by first trial. */
  readonly #early = new Map<number, Finished>();
  /** Evaluated batches in order, not yet stored. */
  #unstored: Finished[] = [];
  #unstoredRows = 0;
  /** Trials evaluated in order so far, stored or not. */
  #collected = 0;
  /** Trials told to the sampler. */
  #told = 0;
  #roundTold: ToldBatch[] = [];
  #stored = 0;
  /** Why results cannot be stored at the moment. */
  #storeError: ParetoscopeError | undefined;
  /** Version of the archive that the stored front shows. */
  #storedFront = 0;
  #lastCommit = 0;
  #lastProgress = 0;
  #timeIsUp = false;
  #hypervolume: number | null = null;
  #hypervolumeOf = -1;
  #reference: number[] | undefined;
  #wake: (() => void) | undefined;

  constructor(options: RunnerOptions) {
    const { study, system, stored, pool } = options;
    this.#options = options;
    this.#space = Space.forStudy(system, study);
    this.#teller = new Teller(study, stored.metricIds);
    this.#objectiveCount = study.objectives.length;
    this.#archive = new ParetoArchive(this.#objectiveCount);
    this.#chooser = new ReferenceChooser(this.#objectiveCount);
    this.#sizer = new BatchSizer(pool.workers);
    this.#failures = new FailureTally(stored.failures(1000));
    this.#counts = { ...stored.counts() };
  }

  get state(): RunState {
    return this.#state;
  }

  /** Runs until the end; resolves with the last progress, whatever the end. Call once. */
  async run(): Promise<RunProgress> {
    const { stored, pool, study, engineVersion } = this.#options;
    this.#lane = pool.lane(study);
    let record: number | undefined;
    try {
      record = stored.beginRun({ engineVersion, workers: pool.workers });
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
    this.#storeError = undefined;
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
    const { study, pool } = this.#options;
    const total = this.#sequencer?.end ?? study.budget.trials;
    const { rate } = this.#rate;
    const remaining = Math.max(0, total - this.#stored);
    const byTrials = rate > 0 && total < MOST_TRIALS ? remaining / rate : Infinity;
    const byTime = study.budget.timeSeconds === undefined ? Infinity : study.budget.timeSeconds - seconds;
    const left = Math.max(0, Math.min(byTrials, byTime));
    this.#refreshHypervolume();
    return {
      run: this.#options.run,
      workspace: this.#options.workspace,
      study: study.name,
      state: this.#state,
      done: this.#stored,
      total: total < MOST_TRIALS ? total : null,
      counts: { ...this.#counts },
      rate,
      secondsLeft: isOver(this.#state) ? 0 : Number.isFinite(left) ? left : null,
      elapsedSeconds: seconds,
      workers: pool.workers,
      frontSize: this.#archive.size,
      hypervolume: this.#hypervolume,
      frontVersion: this.#archive.version,
      best: this.#best(),
      failures: this.#failures.top(5),
      ...(this.#error === undefined ? {} : { error: this.#error.toWire() }),
      notes: [...this.#notes],
    };
  }

  /** Rebuilds sampler, front and counters from what is stored. */
  async #replay(): Promise<void> {
    const { study, stored } = this.#options;
    const sampler = createSampler(study.sampler, {
      space: this.#space,
      objectives: study.objectives,
      constraints: study.constraints,
      seed: study.seed,
      budgetTrials: study.budget.trials < MOST_TRIALS ? study.budget.trials : Infinity,
    });
    this.#sampler = sampler;
    this.#stored = stored.storedCount();
    if (this.#stored < study.budget.trials && stored.finished) stored.markFinished(false);
    this.#sequencer = new Sequencer(sampler, this.#space.width, study.budget.trials, this.#stored);
    for (let first = 0; first < this.#stored && this.#state === 'starting'; first += REPLAY_ROWS) {
      const { designs, results } = stored.readBatch(first, Math.min(REPLAY_ROWS, this.#stored - first));
      this.#take(designs, results);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.#collected = this.#stored;
    this.#reference = stored.reference() ?? undefined;
    const { type, reason } = study.sampler;
    if (reason !== undefined) this.#notes.push(`sampler ${type}: ${reason}`);
    if (this.#stored > 0)
      this.#notes.push(`continued after ${this.#stored.toLocaleString('en')} stored trials`);
  }

  async #drive(): Promise<void> {
    this.#stopwatch.start();
    this.#rate.mark(this.#stopwatch.seconds, this.#stored);
    for (;;) {
      if (this.#state === 'running') this.#dispatch();
      this.#commitIfDue();
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
        if (this.#unstoredRows > 0) {
          if (this.#storeError === undefined) this.#commit();
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
    if (sequencer.exhausted) {
      this.#notes.push(
        `the space is exhausted after ${sequencer.end.toLocaleString('en')} of ` +
          `${study.budget.trials.toLocaleString('en')} trials`,
      );
    }
    if (this.#timeIsUp && this.#stored < sequencer.end) {
      this.#notes.push(`stopped at the time limit after ${this.#stored.toLocaleString('en')} trials`);
    }
    this.#reference ??= this.#chooser.reference();
    this.#refreshHypervolume();
    stored.group(() => {
      if (this.#reference !== undefined && stored.reference() === null) stored.setReference(this.#reference);
      stored.saveFront(this.#archive.numbers(), this.#hypervolume);
      stored.markFinished(this.#stored >= sequencer.end);
    });
    this.#state = 'finished';
    if (this.#stored > 0 && this.#counts.complete === 0) this.#error = this.#emptyFront();
  }

  /** Why there is no front, and what to change. */
  #emptyFront(): ParetoscopeError {
    const { study, stored } = this.#options;
    const top = this.#failures.top(1)[0];
    if (this.#counts.failed === this.#stored) {
      return new ParetoscopeError(
        'evaluation-failed',
        `all ${this.#stored} evaluations failed: ${top?.message}`,
        {
          hint: `evaluate one design by hand to see more: paretoscope evaluate ${study.system} --inspect`,
        },
      );
    }
    return new ParetoscopeError(
      'space-empty',
      `none of ${this.#stored.toLocaleString('en')} designs is feasible: ${nearMisses(study, stored, top)}`,
      { hint: 'loosen the constraint or widen the parameters' },
    );
  }

  #dispatch(): void {
    const { study, pool } = this.#options;
    const sequencer = this.#sequencer!;
    const limit = study.budget.timeSeconds;
    if (limit !== undefined && this.#stopwatch.seconds >= limit) this.#timeIsUp = true;
    if (this.#timeIsUp) return;
    while (this.#inFlight < pool.workers * 2 && sequencer.next - this.#stored < OUTSTANDING_ROWS) {
      const designs = sequencer.take(this.#sizer.size(this.#sampler!.roundSize), this.#told);
      if (designs === undefined) return;
      this.#send(designs);
    }
  }

  #send(designs: DesignBatch): void {
    this.#inFlight++;
    void this.#evaluate(designs)
      .then((results) => {
        this.#early.set(designs.first, { designs, results });
        this.#collect();
      })
      .catch((error: unknown) => {
        if (!this.#force) this.#fail(error);
      })
      .finally(() => {
        this.#inFlight--;
        if (isOver(this.#state) && this.#inFlight === 0) this.#lane?.release();
        this.#wake?.();
      });
  }

  /**
   * Evaluates a batch. Where its worker dies, halves it until the design that kills workers stands alone, and makes
   * that one a failed trial.
   */
  async #evaluate(designs: DesignBatch): Promise<ResultBatch> {
    let results: ResultBatch;
    try {
      results = await this.#lane!.evaluate(designs);
      this.#sizer.learn(results);
    } catch (error) {
      if (error instanceof ParetoscopeError || this.#force) throw error;
      const message = error instanceof Error ? error.message : String(error);
      if (designs.count === 1) return deadResult(designs, this.#options.stored.metricIds.length, message);
      const half = designs.count >> 1;
      const width = this.#space.width;
      const parts = [
        await this.#evaluate({
          first: designs.first,
          count: half,
          codes: designs.codes.slice(0, half * width),
        }),
        await this.#evaluate({
          first: designs.first + half,
          count: designs.count - half,
          codes: designs.codes.slice(half * width),
        }),
      ];
      return joined(parts[0]!, parts[1]!);
    }
    if (results.count < designs.count) throw new ParetoscopeError('cancelled', 'the evaluation was stopped');
    return results;
  }

  /** Moves batches that are next in order from `early` to `unstored`, telling the sampler on the way. */
  #collect(): void {
    for (;;) {
      const next = this.#early.get(this.#collected);
      if (next === undefined) return;
      this.#early.delete(this.#collected);
      this.#collected += next.results.count;
      this.#unstored.push(next);
      this.#unstoredRows += next.results.count;
      this.#take(next.designs, next.results);
    }
  }

  /** Takes the next results in order: into the sampler, the front, and the choice of the reference point. */
  #take(designs: DesignBatch, results: ResultBatch): void {
    const told = this.#teller.tell(designs, results);
    this.#tellInOrder(told);
    for (let row = 0; row < results.count; row++) {
      if (results.states[row] !== COMPLETE) continue;
      const offset = row * this.#objectiveCount;
      this.#chooser.offer(told.objectives, offset);
      this.#archive.offer(results.first + row, told.objectives, offset);
    }
  }

  /** Tells whole rounds: a sampler never sees a part of one, however a run was cut up. */
  #tellInOrder(batch: ToldBatch): void {
    const { roundSize } = this.#sampler!;
    if (!Number.isFinite(roundSize)) return;
    let rest: ToldBatch | undefined = batch;
    while (rest !== undefined) {
      const first = rest.results.first;
      const roundEnd = this.#sequencer!.roundStart(first) + roundSize;
      const count = Math.min(rest.results.count, roundEnd - first);
      this.#roundTold.push(this.#cut(rest, 0, count));
      if (first + count === roundEnd) {
        for (const part of this.#roundTold) this.#sampler!.tell(part);
        this.#roundTold = [];
        this.#told = roundEnd;
      }
      rest = count === rest.results.count ? undefined : this.#cut(rest, count, rest.results.count);
    }
  }

  #cut(batch: ToldBatch, from: number, to: number): ToldBatch {
    if (from === 0 && to === batch.results.count) return batch;
    const { designs, results } = batch;
    const first = results.first + from;
    const count = to - from;
    const metricCount = results.metrics.length / results.count;
    return {
      designs: { first, count, codes: designs.codes.slice(from * this.#space.width, to * this.#space.width) },
      results: {
        first,
        count,
        states: results.states.slice(from, to),
        metrics: results.metrics.slice(from * metricCount, to * metricCount),
        durations: results.durations.slice(from, to),
        messages: results.messages
          .filter(([offset]) => offset >= from && offset < to)
          .map(([offset, message]) => [offset - from, message] as const),
      },
      objectives: batch.objectives.slice(from * this.#objectiveCount, to * this.#objectiveCount),
      violations: batch.violations.slice(from, to),
    };
  }

  #commitIfDue(): void {
    if (this.#unstoredRows === 0 || this.#storeError !== undefined) return;
    const due = performance.now() - this.#lastCommit >= COMMIT_SECONDS * 1000;
    if (due || this.#unstoredRows >= COMMIT_ROWS) this.#commit();
  }

  /** Stores everything collected, and the front it led to, in one transaction; on failure keeps it all and pauses. */
  #commit(): void {
    const { stored } = this.#options;
    if (this.#reference === undefined && this.#chooser.decided) this.#reference = this.#chooser.reference();
    this.#refreshHypervolume();
    try {
      stored.group(() => {
        for (const { designs, results } of this.#unstored) stored.append(designs, results);
        if (this.#reference !== undefined && stored.reference() === null)
          stored.setReference(this.#reference);
        if (this.#archive.version !== this.#storedFront) {
          stored.saveFront(this.#archive.numbers(), this.#hypervolume);
        }
      });
    } catch (error) {
      this.#storeError = asParetoscopeError(error);
      this.#error = this.#storeError;
      if (this.#state === 'running') this.#state = 'pausing';
      return;
    }
    this.#storedFront = this.#archive.version;
    for (const { results } of this.#unstored) {
      this.#failures.add(results);
      for (const state of results.states) this.#counts[TRIAL_STATES[state]!]++;
    }
    this.#stored += this.#unstoredRows;
    this.#unstored = [];
    this.#unstoredRows = 0;
    this.#lastCommit = performance.now();
    this.#rate.mark(this.#stopwatch.seconds, this.#stored);
    if (
      this.#counts.failed === this.#stored &&
      this.#stored >= HOPELESS_TRIALS &&
      this.#state === 'running'
    ) {
      this.#state = 'failed';
      this.#error = this.#emptyFront();
    }
  }

  #refreshHypervolume(): void {
    if (this.#reference === undefined || this.#hypervolumeOf === this.#archive.version) return;
    this.#hypervolumeOf = this.#archive.version;
    this.#hypervolume = hypervolume(
      this.#archive.values(),
      this.#objectiveCount,
      Float64Array.from(this.#reference),
    );
  }

  /** Best value of each objective on the front, in the metric's own sign. */
  #best(): (number | null)[] {
    const { objectives } = this.#options.study;
    const best = new Array<number>(this.#objectiveCount).fill(Infinity);
    const values = this.#archive.values();
    for (let index = 0; index < values.length; index++) {
      const column = index % this.#objectiveCount;
      if (values[index]! < best[column]!) best[column] = values[index]!;
    }
    return best.map((value, index) =>
      value === Infinity ? null : objectives[index]!.direction === 'minimize' ? value : -value,
    );
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

function asParetoscopeError(error: unknown): ParetoscopeError {
  return error instanceof ParetoscopeError ? error : ParetoscopeError.fromWire(wireError(error));
}

function deadResult(designs: DesignBatch, metricCount: number, message: string): ResultBatch {
  return {
    first: designs.first,
    count: 1,
    states: Uint8Array.of(FAILED),
    metrics: new Float64Array(metricCount).fill(Number.NaN),
    durations: new Float32Array(1),
    messages: [[0, `the evaluation ended its worker: ${message}`]],
  };
}

function joined(a: ResultBatch, b: ResultBatch): ResultBatch {
  return {
    first: a.first,
    count: a.count + b.count,
    states: Uint8Array.of(...a.states, ...b.states),
    metrics: Float64Array.from([...a.metrics, ...b.metrics]),
    durations: Float32Array.from([...a.durations, ...b.durations]),
    messages: [...a.messages, ...b.messages.map(([offset, message]) => [offset + a.count, message] as const)],
  };
}
