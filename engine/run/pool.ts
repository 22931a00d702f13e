// The threads of this machine. A thread lives as long as the pool; only one that hangs is ended and replaced. Every
// thread evaluates one batch at a time, and a free thread takes the next batch of the run that has the fewest threads
// at the moment, so that no run starves another however slow its evaluations are.

import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { ParetoscopeError } from '../contract/errors.ts';
import type { PruningKnowledge } from '../contract/pruner.ts';
import type { Study } from '../contract/study.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import type { EvaluationLane, Executor } from './executor.ts';
import { LostBatch } from './executor.ts';

/** One batch for a worker. `key` names the study among those a worker has prepared; `study` is its JSON. */
export interface BatchTask {
  readonly key: string;
  readonly study: string;
  readonly slot: number;
  readonly batch: DesignBatch;
  /** In shared memory: sending it again costs nothing. */
  readonly knowledge?: PruningKnowledge;
}

/** What every worker knows from its start. */
export interface PoolData {
  /** One flag a run: not 0 asks its evaluations to stop. */
  readonly cancelFlags: Int32Array;
  /** Row that the worker is evaluating, of the batch it has; -1 between batches. */
  readonly row: Int32Array;
  readonly systems: TrustedSystems;
}

/** Systems from outside the product, which the user trusts: their code or programs will run. */
export interface TrustedSystems {
  /** Folders laid out like `engine/systems`. */
  readonly folders: readonly string[];
  /** Manifests (`.yaml`) and modules (`.ts`, `.js`, `.mjs`) of single systems. */
  readonly files: readonly string[];
}

export interface PoolOptions {
  /** The cores of this machine if absent. */
  readonly workers?: number | undefined;
  readonly systems?: TrustedSystems;
  /** Heap of a worker; Node's own limit if absent. */
  readonly workerMemoryBytes?: number | undefined;
  /** Workers give way to what else wants the processors, such as a window that shows the run. */
  readonly yielding?: boolean | undefined;
}

const MAXIMUM_RUNS = 64;
/** An evaluation that was asked to stop and did not is ended after this. */
const PATIENCE_MILLISECONDS = 2000;
/** How often evaluations are looked at, at most and at least. */
const LONGEST_LOOK_MILLISECONDS = 1000;
const SHORTEST_LOOK_MILLISECONDS = 20;
const MEBIBYTE = 2 ** 20;
/**
 * How much nicer a yielding worker is than the other threads: about a third of their share where both want a core, all
 * of it where they do not. Threads have no such number of their own on macOS: there it would be the whole process'.
 */
const YIELDING_NICENESS = process.platform === 'darwin' ? 0 : 5;

/** The module that runs in worker threads. */
export function workerFile(): string {
  const name = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.mjs';
  // Worker threads read plain files, not archives; the packaged application keeps the engine unpacked.
  return fileURLToPath(new URL(name, import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}

/** A batch on its way. */
interface Job {
  readonly lane: PoolLane;
  readonly batch: DesignBatch;
  readonly knowledge?: PruningKnowledge;
  readonly resolve: (results: ResultBatch) => void;
  readonly reject: (error: unknown) => void;
}

/** One worker and what it does. */
interface Thread {
  readonly piscina: Piscina<BatchTask, ResultBatch>;
  readonly row: Int32Array;
  job: Job | undefined;
  /** Resolves when the job is over. */
  busy: Promise<void>;
  /** Ends the worker at once. */
  end: AbortController;
  /** Why it was ended. */
  verdict: LostBatch | undefined;
  /** Row of the last look, and how long the worker has been seen at it. */
  seenRow: number;
  seenSeconds: number;
}

/** Threads that evaluate batches for any number of runs. */
export class EvaluationPool implements Executor {
  readonly #options: PoolOptions;
  readonly #cancelFlags = new Int32Array(new SharedArrayBuffer(MAXIMUM_RUNS * 4));
  readonly #lanes = new Map<number, PoolLane>();
  readonly #threads: Thread[] = [];
  #workers: number;
  #timer: NodeJS.Timeout | undefined;
  #lastLook = 0;

  constructor(options: PoolOptions = {}) {
    this.#options = options;
    this.#workers = options.workers ?? availableParallelism();
    this.#grow();
  }

  get workers(): number {
    return this.#workers;
  }

  /** Changes how many batches are evaluated at the same time. Threads are added, never taken away: idle ones wait. */
  resize(workers: number): void {
    this.#workers = workers;
    this.#grow();
    this.#pump();
  }

  lane(study: Study, timeoutSeconds?: number): EvaluationLane {
    let slot = 0;
    while (this.#lanes.has(slot)) slot++;
    if (slot >= MAXIMUM_RUNS) throw new ParetoscopeError('usage', `more than ${MAXIMUM_RUNS} runs at once`);
    Atomics.store(this.#cancelFlags, slot, 0);
    const lane = new PoolLane(slot, study, timeoutSeconds, {
      pump: () => this.#pump(),
      abort: (aborted) => this.#abort(aborted),
      release: () => {
        this.#lanes.delete(slot);
        this.#watch();
      },
    });
    this.#lanes.set(slot, lane);
    this.#watch();
    return lane;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    // Piscina would wait half a minute for a worker that was ended while it closes.
    await Promise.all(this.#threads.map(({ busy }) => busy));
    await Promise.all(this.#threads.map(({ piscina }) => piscina.close()));
  }

  #grow(): void {
    const { systems = { folders: [], files: [] }, workerMemoryBytes, yielding = false } = this.#options;
    while (this.#threads.length < this.#workers) {
      const row = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
      const piscina = new Piscina<BatchTask, ResultBatch>({
        filename: workerFile(),
        minThreads: 1,
        maxThreads: 1,
        idleTimeout: Infinity,
        atomics: 'disabled',
        niceIncrement: yielding ? YIELDING_NICENESS : 0,
        workerData: { cancelFlags: this.#cancelFlags, row, systems } satisfies PoolData,
        ...(workerMemoryBytes === undefined
          ? {}
          : { resourceLimits: { maxOldGenerationSizeMb: Math.ceil(workerMemoryBytes / MEBIBYTE) } }),
      });
      // A dying worker rejects its task, where the run handles it; the event itself says nothing more.
      piscina.on('error', () => {});
      this.#threads.push({
        piscina,
        row,
        job: undefined,
        busy: Promise.resolve(),
        end: new AbortController(),
        verdict: undefined,
        seenRow: -1,
        seenSeconds: 0,
      });
    }
  }

  /** Gives waiting batches to free threads. */
  #pump(): void {
    for (const thread of this.#threads.slice(0, this.#workers)) {
      if (thread.job !== undefined) continue;
      const job = this.#nextJob();
      if (job === undefined) return;
      this.#run(thread, job);
    }
  }

  /** The next batch of the run that has the fewest threads; of several, the one that waits longest for its turn. */
  #nextJob(): Job | undefined {
    let chosen: PoolLane | undefined;
    for (const lane of this.#lanes.values()) {
      if (lane.waiting.length === 0) continue;
      if (
        chosen === undefined ||
        lane.running < chosen.running ||
        (lane.running === chosen.running && lane.served < chosen.served)
      )
        chosen = lane;
    }
    if (chosen === undefined) return undefined;
    chosen.served = performance.now();
    return chosen.waiting.shift();
  }

  #run(thread: Thread, job: Job): void {
    const { lane, batch, knowledge, resolve, reject } = job;
    thread.job = job;
    thread.seenRow = -1;
    thread.seenSeconds = 0;
    lane.running++;
    const over = (): void => {
      thread.job = undefined;
      lane.running--;
      this.#pump();
    };
    const { key, study, slot } = lane;
    const task = { key, study, slot, batch, ...(knowledge === undefined ? {} : { knowledge }) };
    thread.busy = thread.piscina.run(task, { signal: thread.end.signal }).then(
      (results) => {
        over();
        resolve(results);
      },
      (error: unknown) => {
        const row = Atomics.load(thread.row, 0);
        const { verdict } = thread;
        Atomics.store(thread.row, 0, -1);
        thread.verdict = undefined;
        if (verdict !== undefined) thread.end = new AbortController();
        over();
        reject(verdict ?? lossOf(error, row));
      },
    );
  }

  /** Drops what waits of a run, and ends what goes on although it was asked to stop. */
  #abort(lane: PoolLane): void {
    Atomics.store(this.#cancelFlags, lane.slot, 1);
    Atomics.notify(this.#cancelFlags, lane.slot);
    for (const { reject } of lane.waiting.splice(0))
      reject(new ParetoscopeError('cancelled', 'the evaluation was stopped'));
    const running = this.#threads
      .filter(({ job }) => job?.lane === lane)
      .map((thread) => [thread, thread.job] as const);
    setTimeout(() => {
      for (const [thread, job] of running)
        if (thread.job === job) this.#end(thread, new LostBatch('the evaluation was stopped'));
    }, PATIENCE_MILLISECONDS).unref();
  }

  #end(thread: Thread, verdict: LostBatch): void {
    if (thread.verdict !== undefined) return;
    thread.verdict = verdict;
    thread.end.abort();
  }

  /** Looks at evaluations from time to time while there is a run that limits their time. */
  #watch(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    const limits = [...this.#lanes.values()].map(({ timeoutSeconds }) => timeoutSeconds ?? Infinity);
    const shortest = Math.min(...limits);
    if (shortest === Infinity) return;
    const pause = Math.min(
      LONGEST_LOOK_MILLISECONDS,
      Math.max(SHORTEST_LOOK_MILLISECONDS, (shortest * 1000) / 10),
    );
    this.#lastLook = performance.now();
    this.#timer = setInterval(() => this.#look(pause), pause).unref();
  }

  /** Time counts only while this thread is awake to see it: a machine that slept ends no evaluation. */
  #look(pause: number): void {
    const now = performance.now();
    const seconds = Math.min(now - this.#lastLook, 2 * pause) / 1000;
    this.#lastLook = now;
    for (const thread of this.#threads) {
      const limit = thread.job?.lane.timeoutSeconds;
      if (limit === undefined) continue;
      const row = Atomics.load(thread.row, 0);
      if (row !== thread.seenRow || row < 0) {
        thread.seenRow = row;
        thread.seenSeconds = 0;
        continue;
      }
      thread.seenSeconds += seconds;
      if (thread.seenSeconds < limit) continue;
      const message = `the evaluation took longer than ${limit} s (evaluation: { timeout: ... } in the study says how long it may)`;
      this.#end(thread, new LostBatch(message, row, true));
    }
  }
}

/** An error that the worker reported as such, or the end of the worker. */
function lossOf(error: unknown, row: number): unknown {
  if (row < 0) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new LostBatch(`the evaluation ended its worker: ${message}`, row);
}

interface LaneActions {
  pump(): void;
  abort(lane: PoolLane): void;
  release(): void;
}

class PoolLane implements EvaluationLane {
  readonly slot: number;
  readonly study: string;
  readonly key: string;
  readonly timeoutSeconds: number | undefined;
  readonly waiting: Job[] = [];
  /** Threads that evaluate for it. */
  running = 0;
  /** When a thread was last given to it. */
  served = 0;
  readonly #actions: LaneActions;

  constructor(slot: number, study: Study, timeoutSeconds: number | undefined, actions: LaneActions) {
    this.slot = slot;
    this.study = JSON.stringify(study);
    this.key = `${slot}/${this.study}`;
    this.timeoutSeconds = timeoutSeconds;
    this.#actions = actions;
  }

  evaluate(batch: DesignBatch, knowledge?: PruningKnowledge): Promise<ResultBatch> {
    return new Promise((resolve, reject) => {
      this.waiting.push({
        lane: this,
        batch,
        ...(knowledge === undefined ? {} : { knowledge }),
        resolve,
        reject,
      });
      this.#actions.pump();
    });
  }

  abort(): void {
    this.#actions.abort(this);
  }

  release(): void {
    this.#actions.release();
  }
}
