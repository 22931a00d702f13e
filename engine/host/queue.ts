// The queue as the command line uses it. Its packages load when it is asked for: most commands evaluate here.

import { resolve } from 'node:path';
import type { Executor } from '../run/executor.ts';
import { version } from './version.ts';

/** An executor whose workers are on other machines. Rejects where the server does not answer or does not let us in. */
export async function openQueue(url: string): Promise<Executor> {
  const { QueueExecutor, queueServer } = await import('../run/queue/index.ts');
  return QueueExecutor.open(queueServer(url), version());
}

/** A worker that has joined a queue. */
export interface JoinedWorker {
  /** The server's address without password. */
  readonly server: string;
  readonly done: { readonly batches: number; readonly trials: number };
  close(force?: boolean): Promise<void>;
}

export interface WorkerRequest {
  readonly url: string;
  readonly concurrency: number;
  /** Manifests and modules of systems that the user trusts: their programs and code will run. */
  readonly systemFiles: readonly string[];
  readonly lockSeconds: number;
}

/** Joins a queue and evaluates until closed. Rejects as `openQueue`, or where a system file is none. */
export async function joinQueue(request: WorkerRequest): Promise<JoinedWorker> {
  const { QueueWorker, queueServer } = await import('../run/queue/index.ts');
  const server = queueServer(request.url);
  const worker = await QueueWorker.open({
    server,
    engineVersion: version(),
    concurrency: request.concurrency,
    systems: { folders: [], files: request.systemFiles.map((file) => resolve(file)) },
    lockSeconds: request.lockSeconds,
  });
  return {
    server: server.shown,
    get done() {
      return worker.done;
    },
    close: (force) => worker.close(force),
  };
}
