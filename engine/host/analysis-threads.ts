// Threads beside the engine for analyses, so that a forest of ten thousand trials never keeps a run or a window waiting,
// and a quick question never waits for a slow one that was asked before it. They start with the first questions and end
// with the engine.

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ParetoscopeError, type WireError } from '../contract/errors.ts';
import type { AnalysisJobs } from './analysis-jobs.ts';

export interface JobMessage {
  readonly id: number;
  readonly name: keyof AnalysisJobs;
  readonly input: unknown;
}

export type JobReply =
  { readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: WireError };

interface Job extends JobMessage {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: ParetoscopeError) => void;
}

interface Thread {
  worker: Worker | undefined;
  job: Job | undefined;
}

/** Questions that may wait at once; a shell that asks for more is refused, so that memory stays bounded. */
const MOST_WAITING = 64;
/** More would take the processors from a run and from the window. */
const MOST_THREADS = 2;
/** Jobs by the time they take, the quickest first. */
const BY_TIME: readonly (keyof AnalysisJobs)[] = [
  'figure',
  'growth',
  'simpler',
  'truths',
  'page',
  'markdown',
  'loadPage',
  'sensitivity',
  'importance',
  'correlations',
  'dependence',
];
/** The job whose thread remembers what it fitted: always done on the first thread, where it goes first. */
const REMEMBERING: keyof AnalysisJobs = 'dependence';

function workerFile(): string {
  const name = import.meta.url.endsWith('.ts') ? './analysis-worker.ts' : './analysis-worker.mjs';
  // Worker threads read plain files, not archives; the packaged application keeps the engine unpacked.
  return fileURLToPath(new URL(name, import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}

/**
 * The waiting job that a thread does next, of `names` in the order they were asked for: an index, or undefined where
 * there is none for it. `first` is the thread that remembers; `alone` if there is no other.
 */
export function nextJob(
  names: readonly (keyof AnalysisJobs)[],
  first: boolean,
  alone: boolean,
): number | undefined {
  const rank = (name: keyof AnalysisJobs): number => {
    if (name !== REMEMBERING || alone) return BY_TIME.indexOf(name);
    return first ? -1 : Number.POSITIVE_INFINITY;
  };
  let best: number | undefined;
  names.forEach((name, index) => {
    if (rank(name) === Number.POSITIVE_INFINITY) return;
    if (best === undefined || rank(name) < rank(names[best]!)) best = index;
  });
  return best;
}

export class AnalysisThreads {
  readonly #threads: readonly Thread[];
  readonly #waiting: Job[] = [];
  #counter = 0;
  #closed = false;

  /** `count` threads; as many as there are processors, up to two, if absent. */
  constructor(count = Math.min(MOST_THREADS, availableParallelism())) {
    this.#threads = Array.from({ length: count }, () => ({ worker: undefined, job: undefined }));
  }

  /** Does a job, quick ones before slow ones. Rejects with `cancelled` when the engine closes. */
  run<K extends keyof AnalysisJobs>(
    name: K,
    input: Parameters<AnalysisJobs[K]>[0],
  ): Promise<Awaited<ReturnType<AnalysisJobs[K]>>> {
    if (this.#closed) return Promise.reject(cancelled());
    if (this.#waiting.length >= MOST_WAITING) {
      return Promise.reject(
        new ParetoscopeError('usage', `${MOST_WAITING} analyses are waiting already`, {
          hint: 'wait for some of them',
        }),
      );
    }
    const id = ++this.#counter;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, name, input, resolve: resolve as (output: unknown) => void, reject });
      this.#assign();
    });
  }

  /** Ends the threads; what waits is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    const jobs = this.#waiting.splice(0);
    for (const thread of this.#threads) if (thread.job !== undefined) jobs.push(thread.job);
    for (const { reject } of jobs) reject(cancelled());
    await Promise.all(
      this.#threads.flatMap(({ worker }) => (worker === undefined ? [] : [worker.terminate()])),
    );
  }

  #assign(): void {
    this.#threads.forEach((thread, index) => {
      if (thread.job !== undefined) return;
      const names = this.#waiting.map(({ name }) => name);
      const next = nextJob(names, index === 0, this.#threads.length === 1);
      if (next === undefined) return;
      const [job] = this.#waiting.splice(next, 1);
      const { id, name, input } = job!;
      thread.job = job;
      thread.worker ??= this.#start(thread);
      thread.worker.ref();
      thread.worker.postMessage({ id, name, input } satisfies JobMessage);
    });
  }

  #start(thread: Thread): Worker {
    const worker = new Worker(workerFile());
    const take = (): Job | undefined => {
      const { job } = thread;
      thread.job = undefined;
      // A last answer on its way while the engine closes must not let the process end before the thread has.
      if (!this.#closed) worker.unref();
      return job;
    };
    worker.on('message', (reply: JobReply) => {
      const job = take();
      if ('error' in reply) job?.reject(ParetoscopeError.fromWire(reply.error));
      else job?.resolve(reply.output);
      this.#assign();
    });
    // A thread that dies, out of memory perhaps, takes its question with it; the next question starts another.
    worker.on('error', (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      thread.worker = undefined;
      take()?.reject(new ParetoscopeError('internal', `the analysis ended its thread: ${reason}`));
      if (!this.#closed) this.#assign();
    });
    worker.on('exit', () => {
      if (thread.worker === worker) thread.worker = undefined;
    });
    return worker;
  }
}

function cancelled(): ParetoscopeError {
  return new ParetoscopeError('cancelled', 'the engine was closed before the analysis was done');
}
