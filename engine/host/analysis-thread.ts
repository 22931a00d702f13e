// One thread beside the engine for analyses, so that a forest of ten thousand trials never keeps a run or a window
// waiting. It starts with the first question and ends with the engine.

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

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: ParetoscopeError) => void;
}

/** Questions that may wait at once; a shell that asks for more is refused, so that memory stays bounded. */
const MOST_WAITING = 64;

function workerFile(): string {
  const name = import.meta.url.endsWith('.ts') ? './analysis-worker.ts' : './analysis-worker.mjs';
  // Worker threads read plain files, not archives; the packaged application keeps the engine unpacked.
  return fileURLToPath(new URL(name, import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}

export class AnalysisThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #counter = 0;
  #closed = false;

  /** Does a job on the thread, after those asked for before it. Rejects with `cancelled` when the engine closes. */
  run<K extends keyof AnalysisJobs>(
    name: K,
    input: Parameters<AnalysisJobs[K]>[0],
  ): Promise<ReturnType<AnalysisJobs[K]>> {
    if (this.#closed) return Promise.reject(cancelled());
    if (this.#waiting.size >= MOST_WAITING) {
      return Promise.reject(
        new ParetoscopeError('usage', `${MOST_WAITING} analyses are waiting already`, {
          hint: 'wait for some of them',
        }),
      );
    }
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#counter;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (output: unknown) => void, reject });
      worker.ref();
      worker.postMessage({ id, name, input } satisfies JobMessage);
    });
  }

  /** Ends the thread; what waits is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#refuseAll(cancelled());
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerFile());
    worker.on('message', (reply: JobReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (this.#waiting.size === 0) worker.unref();
      if ('error' in reply) waiting?.reject(ParetoscopeError.fromWire(reply.error));
      else waiting?.resolve(reply.output);
    });
    // A thread that dies, out of memory perhaps, takes its questions with it; the next question starts another.
    worker.on('error', (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#refuseAll(new ParetoscopeError('internal', `the analysis ended its thread: ${reason}`));
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  #refuseAll(error: ParetoscopeError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function cancelled(): ParetoscopeError {
  return new ParetoscopeError('cancelled', 'the engine was closed before the analysis was done');
}
