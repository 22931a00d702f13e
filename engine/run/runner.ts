// Runs one study to its end: sampler -> executor -> store, in trial order. Its states are those of `run-state.ts`:
//
//   queued --> starting --> running <--> pausing --> paused     any of these --cancel--> cancelling --> cancelled
//                             |  `------------------<--'        running --> finished | failed, starting --> failed
//
// It is `starting` while it replays stored trials into sampler and front. It is `finished` when every trial of the
// budget is stored, the space is exhausted, the time is up, or trials have stopped to improve it (`plateau.ts`); of
// the last, results beyond the trial that decided it are dropped.
//
// Order. Batches come back in any order; results are told to the sampler, offered to the front and stored strictly in
// trial order. So a store always holds trials 0 to n-1, a resumed run continues with trial n, and worker count,
// batch size and timing never show in the result.

import { withRemark } from './executor.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import type { RunProgress, RunState } from '../contract/host.ts';
import type { PruningKnowledge } from '../contract/pruner.ts';
import type { Sampler, ToldBatch } from '../contract/sampler.ts';
import type { Budget } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import type { DesignBatch } from '../contract/trial.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import { BatchSizer } from './batch-sizer.ts';
import { DuplicateFinder } from './duplicates.ts';
import { emptyFront } from './empty-front.ts';
import { PlateauWatch, standstillNote } from './plateau.ts';
import { progressOf } from './progress.ts';
import { ASYNCHRONOUS_NOTE, PruningRounds } from './pruning-rounds.ts';
import { Recorder } from './recorder.ts';
import { cutDesigns, cutResults, failedResults, type Finished } from './results.ts';
import { RoundTeller, cutTold } from './rounds.ts';
import { RunLoop, type RunLoopOptions, type Work } from './run-loop.ts';
import { isOver } from './run-state.ts';
import { Sequencer } from './sequencer.ts';
import { Standing } from './standing.ts';
import { storedFront } from './stored-front.ts';
import { studySampler } from './study-sampler.ts';
import { Teller } from './told.ts';

/** Rows evaluated or in evaluation but not stored, at most; one slow design must not hoard memory behind it. */
const OUTSTANDING_ROWS = 200_000;
/** Rows read at a time when stored trials are replayed. */
const REPLAY_ROWS = 20_000;
/** Trials that take their results over in one go, before anything else gets its turn. */
const COPIED_ROWS = 5000;
/** A study whose first trials all fail is stopped after this many. */
const HOPELESS_TRIALS = 100;

export interface RunnerOptions extends RunLoopOptions {
  /** Names of run and workspace for progress events. */
  readonly run: string;
  readonly workspace: string;
  readonly system: System;
  /** Other studies of the workspace with the same version of the system: what they know is not evaluated again. */
  readonly siblings?: readonly StoredStudy[];
  readonly onProgress?: (progress: RunProgress) => void;
  /** Trials that the sampler knows before the study's own. */
  readonly earlier?: ToldBatch | undefined;
  /** What the run should say besides. */
  readonly notes?: readonly string[];
  /** The user said that a sampler's program may run. */
  readonly mayRunPrograms?: boolean;
}

/** A run as its engine controls it. */
export interface ControlledRun {
  readonly state: RunState;
  /** Runs until the end; resolves with the last progress, whatever the end. Call once. */
  run(): Promise<RunProgress>;
  /** Starts a run that was queued. */
  begin(): void;
  pause(): void;
  resume(): void;
  /** Ends the run; what is in flight is finished and stored, or dropped if forced. */
  cancel(force?: boolean): void;
  /**
   * Goes on with another budget; false where the run is ending, so that another must. Throws `usage` for fewer trials
   * than there are.
   */
  extend(budget: Budget): boolean;
  /** The run at this moment. */
  progress(): RunProgress;
}

/** Runs a study; see the head of this file. */
export class StudyRunner implements ControlledRun, Work {
  readonly #options: RunnerOptions;
  readonly #loop: RunLoop;
  readonly #teller: Teller;
  readonly #standing: Standing;
  readonly #recorder: Recorder;
  readonly #sizer = new BatchSizer();
  readonly #notes: string[] = [];
  #budget: Budget;
  #sampler: Sampler | undefined;
  #rounds: RoundTeller | undefined;
  #sequencer: Sequencer | undefined;
  #pruning: PruningRounds | undefined;
  /** A sampler that thinks elsewhere is at it. */
  #isPreparing = false;
  #duplicates: DuplicateFinder | undefined;
  /** Designs that have to be evaluated before anything after them is taken. */
  #again: DesignBatch | undefined;
  /** Evaluated batches whose predecessors are still out, by first trial. */
  readonly #early = new Map<number, Finished>();
  /** Trials evaluated in order so far, stored or not. */
  #collected = 0;
  #timeIsUp = false;
  #plateau: PlateauWatch | undefined;
  /** Trials taken before the plateau was watched: whatever it says of them, they are there. */
  #watchedFrom = 0;
  /** Trials brought too little, so that the study ends here. */
  #standsStill = false;

  constructor(options: RunnerOptions) {
    const { study, stored } = options;
    this.#options = options;
    this.#loop = new RunLoop(options, this);
    this.#budget = study.budget;
    this.#teller = new Teller(study, stored.metricIds);
    this.#standing = new Standing(study);
    this.#recorder = new Recorder(stored, this.#standing);
  }

  get state(): RunState {
    return this.#loop.state;
  }

  async run(): Promise<RunProgress> {
    await this.#loop.run();
    this.#sampler?.close?.();
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
    if (force) this.#sampler?.close?.();
  }

  extend(budget: Budget): boolean {
    if (isOver(this.state) || this.state === 'cancelling' || this.#standsStill) return false;
    const handedOut = this.#sequencer?.next ?? this.#recorder.stored;
    if (budget.trials < handedOut) {
      throw new ParetoscopeError(
        'usage',
        `${handedOut.toLocaleString('en')} trials are stored or being evaluated already`,
        { hint: 'give more, or stop the run' },
      );
    }
    if (budget.plateau !== this.#budget.plateau && this.#sequencer !== undefined) {
      this.#plateau = budget.plateau && new PlateauWatch(budget.plateau);
      this.#watchedFrom = this.#collected;
    }
    this.#budget = budget;
    this.#sequencer?.setBudget(budget.trials);
    this.#timeIsUp = false;
    this.#loop.wake();
    return true;
  }

  progress(): RunProgress {
    const { run, workspace, study, executor } = this.#options;
    const { error, rate, state, stopwatch } = this.#loop;
    const { stored, counts, failures } = this.#recorder;
    return progressOf(
      {
        run,
        workspace,
        study: study.name,
        state,
        workers: executor.workers,
        notes: withRemark(this.#notes, executor),
        ...(this.#duplicates === undefined
          ? {}
          : { duplicates: { own: this.#duplicates.count, others: this.#duplicates.fromSiblings } }),
      },
      { done: stored, total: this.#sequencer?.end ?? this.#budget.trials, counts: { ...counts } },
      { rate: rate.rate, seconds: stopwatch.seconds, limitSeconds: this.#budget.timeSeconds },
      this.#standing,
      failures,
      error,
    );
  }

  report(): void {
    this.#options.onProgress?.(this.progress());
  }

  // What the loop asks for.

  get waiting(): number {
    return this.#recorder.waiting;
  }

  get done(): number {
    return this.#recorder.stored;
  }

  get isComplete(): boolean {
    if (this.#again !== undefined) return false;
    return this.#timeIsUp || this.#standsStill || this.#sequencer!.next >= this.#sequencer!.end;
  }

  /** Rebuilds sampler, front and counters from what is stored. */
  async prepare(isWanted: () => boolean): Promise<void> {
    const { study, system, stored } = this.#options;
    const { trials, plateau } = this.#budget;
    const space = Space.forStudy(system, study);
    const { earlier, mayRunPrograms: trusted = false } = this.#options;
    const sampler = studySampler({ study, budgetTrials: trials, space, earlier, trusted });
    this.#sampler = sampler;
    this.#rounds = new RoundTeller(sampler);
    const count = this.#recorder.stored;
    if (count < trials && stored.finished) stored.markFinished(false);
    this.#sequencer = new Sequencer(sampler, space.width, trials, count);
    this.#plateau = plateau && new PlateauWatch(plateau);
    this.#watchedFrom = count;
    if (study.pruner !== undefined)
      this.#pruning = new PruningRounds(study, stored.metricIds, sampler.roundSize, count);
    const needsHistory =
      Number.isFinite(sampler.roundSize) || plateau !== undefined || this.#pruning !== undefined;
    // What a trial reports to a pruner belongs to that trial: such studies evaluate every design.
    if (study.cache !== false && study.pruner === undefined)
      this.#duplicates = new DuplicateFinder(study, stored, this.#recorder, this.#options.siblings ?? []);
    let isStandingKnown = false;
    for (let first = 0; first < count && isWanted(); first += REPLAY_ROWS) {
      if (!isStandingKnown && !needsHistory && this.#standing.isReferenceKnown) {
        // The rest says nothing that the stored front does not.
        for (const [number, objectives] of storedFront(study, stored))
          if (number >= first) this.#standing.place(number, objectives);
        isStandingKnown = true;
        if (this.#duplicates === undefined) break;
      }
      const batch = stored.readBatch(first, Math.min(REPLAY_ROWS, count - first));
      this.#pruning?.replay(batch.results);
      this.#duplicates?.replay(batch);
      if (!isStandingKnown) this.#take(batch);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.#collected = count;
    this.#standing.useReference(stored.reference());
    const { type, reason } = study.sampler;
    if (reason !== undefined) this.#notes.push(`sampler ${type}: ${reason}`);
    this.#notes.push(...(this.#options.notes ?? []));
    if (study.order === 'asynchronous') this.#notes.push(ASYNCHRONOUS_NOTE);
    if (count > 0) this.#notes.push(`continued after ${count.toLocaleString('en')} stored trials`);
  }

  next(): DesignBatch | undefined {
    const again = this.#again;
    this.#again = undefined;
    if (again !== undefined) return again;
    for (let copied = 0; copied < COPIED_ROWS;) {
      const designs = this.#propose();
      if (designs === undefined) return undefined;
      const evaluated = this.#duplicates === undefined ? designs : this.#duplicates.split(designs);
      if (evaluated !== undefined) return evaluated;
      copied += designs.count;
      this.#arrive(designs.first, { designs, results: failedResults(designs, 0, '') });
    }
    return undefined;
  }

  #propose(): DesignBatch | undefined {
    const sequencer = this.#sequencer!;
    const { timeSeconds = Infinity } = this.#budget;
    if (this.#loop.stopwatch.seconds >= timeSeconds) this.#timeIsUp = true;
    if (this.#timeIsUp || this.#standsStill) return undefined;
    if (sequencer.next - this.#recorder.stored >= OUTSTANDING_ROWS) return undefined;
    const pruning = this.#pruning;
    const allowed = pruning?.allowance(sequencer.next, this.#collected) ?? Infinity;
    if (allowed === 0) return undefined;
    const roundSize = pruning?.roundSize ?? this.#sampler!.roundSize;
    const size = this.#sizer.size(roundSize, this.#options.executor.workers);
    if (this.#isPreparing) return undefined;
    const designs = sequencer.take(Math.min(size, allowed), this.#rounds!.told);
    const preparing = designs === undefined ? sequencer.takePreparation() : undefined;
    if (preparing !== undefined) {
      this.#isPreparing = true;
      this.#loop.waitFor(preparing.finally(() => (this.#isPreparing = false)));
    }
    return designs;
  }

  knowledgeFor(designs: DesignBatch): PruningKnowledge | undefined {
    return this.#pruning?.knowledgeFor(designs.first);
  }

  /** Takes what is next in trial order, and whatever waited for it. */
  take(arrived: Finished): void {
    this.#sizer.learn(arrived.results);
    this.#pruning?.arrived(arrived.results);
    this.#duplicates?.arrived(arrived);
    this.#arrive(arrived.designs.first, arrived);
  }

  #arrive(first: number, arrived: Finished): void {
    this.#early.set(first, arrived);
    for (;;) {
      const early = this.#early.get(this.#collected);
      if (early === undefined) return;
      this.#early.delete(this.#collected);
      const settled = this.#duplicates?.settle(early) ?? { finished: early };
      if ('evaluate' in settled) {
        this.#again = settled.evaluate;
        return;
      }
      const next = settled.finished;
      const kept = this.#take(next);
      this.#collected += kept;
      const designs = cutDesigns(next.designs, 0, kept);
      const results = cutResults(next.results, 0, kept);
      this.#recorder.add({ designs, results });
      this.#pruning?.collected(results);
      if (!this.#standsStill) continue;
      this.#early.clear();
      this.#loop.drop();
      return;
    }
  }

  store(): void {
    this.#recorder.store();
    const { stored, counts } = this.#recorder;
    if (counts.failed === stored && stored >= HOPELESS_TRIALS && this.state === 'running')
      this.#loop.fail(emptyFront(this.#options.study, this.#options.stored, this.#recorder));
  }

  conclude(): void {
    const { stored, study } = this.#options;
    const sequencer = this.#sequencer!;
    const done = this.#recorder.stored;
    if (sequencer.exhausted) {
      this.#notes.push(
        `the space is exhausted after ${sequencer.end.toLocaleString('en')} of ` +
          `${this.#budget.trials.toLocaleString('en')} trials`,
      );
    }
    if (this.#timeIsUp && done < sequencer.end)
      this.#notes.push(`stopped at the time limit after ${done.toLocaleString('en')} trials`);
    if (this.#standsStill)
      this.#notes.push(
        standstillNote(this.#budget.plateau!, done, study.objectives.length, this.#plateau?.expectedGain),
      );
    const copies = this.#duplicates?.count ?? 0;
    if (copies > 0) {
      this.#notes.push(
        `${copies.toLocaleString('en')} of ${done.toLocaleString('en')} trials have the design of an earlier one ` +
          'and took over its result',
      );
    }
    const borrowed = this.#duplicates?.fromSiblings ?? 0;
    if (borrowed > 0)
      this.#notes.push(`${borrowed.toLocaleString('en')} results came from other studies of the workspace`);
    this.#standing.settleReference(true);
    stored.group(() => {
      this.#standing.save(stored, true);
      stored.markFinished(done >= sequencer.end);
    });
    if (done > 0 && this.#recorder.counts.complete === 0)
      this.#loop.remark(emptyFront(study, stored, this.#recorder));
  }

  /**
   * Takes the next results in order: into the sampler, the front, and the choice of the reference point. Returns how
   * many of them belong to the study: all, unless it ends among them.
   */
  #take({ designs, results }: Finished): number {
    const told = this.#teller.tell(designs, results);
    const watch = this.#plateau;
    if (watch === undefined) {
      this.#learn(told);
      return results.count;
    }
    for (let from = 0; from < results.count;) {
      const look = from + watch.untilLook(results.first + from);
      const to = Math.min(results.count, look);
      this.#learn(cutTold(told, from, to));
      from = to;
      if (to === look && watch.look(this.#standing.worth()) && results.first + to >= this.#watchedFrom) {
        this.#standsStill = true;
        this.#sequencer!.endAt(results.first + to);
        return to;
      }
    }
    return results.count;
  }

  #learn(told: ToldBatch): void {
    this.#rounds!.take(told);
    this.#standing.take(told);
  }
}
