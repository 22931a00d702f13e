// A machine's share of the work: takes batches from the queue and has its own threads evaluate them. The threads leave
// this one free to renew the locks of what is being worked on, so a long evaluation is not taken for a dead worker.

import { hostname } from 'node:os';
import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { ParetoscopeError, wireError } from '../../contract/errors.ts';
import type { Study } from '../../contract/study.ts';
import { loadSystem } from '../../systems/registry.ts';
import type { EvaluationLane } from '../executor.ts';
import { EvaluationPool, type TrustedSystems } from '../pool.ts';
import { provideTrusted } from '../trusted-systems.ts';
import { assertReachable, connect, type QueueServer } from './connection.ts';
import {
  decodeDesigns,
  decodeKnowledge,
  encodeResults,
  queueName,
  systemFingerprint,
  type BatchAnswer,
  type BatchJob,
} from './messages.ts';
import { KEY_PREFIX, cancelKey, workerName } from './names.ts';

/** Time between two looks for cancelled runs. */
const LOOK_MILLISECONDS = 1000;
/** Times that a batch is taken over from workers that died; then its run looks for the design that kills them. */
const MOST_TAKEOVERS = 3;

export interface QueueWorkerOptions {
  readonly server: QueueServer;
  readonly engineVersion: string;
  /** Batches at a time, each on a thread of its own. */
  readonly concurrency: number;
  readonly systems: TrustedSystems;
  /** A worker that was not heard of for so long is dead, and its batches are taken over. */
  readonly lockSeconds: number;
}

interface OpenLane {
  readonly lane: EvaluationLane;
  active: number;
  aborted: boolean;
}

/** Works until it is closed. */
export class QueueWorker {
  readonly #name: string;
  readonly #pool: EvaluationPool;
  readonly #connection: Redis;
  readonly #worker: Worker<BatchJob, BatchAnswer>;
  readonly #lanes = new Map<string, OpenLane>();
  readonly #timer: NodeJS.Timeout;
  #batches = 0;
  #trials = 0;

  private constructor(options: QueueWorkerOptions) {
    const { server, engineVersion, concurrency, systems, lockSeconds } = options;
    this.#name = workerName(hostname(), process.pid, concurrency);
    this.#pool = new EvaluationPool({ workers: concurrency, systems });
    this.#connection = connect(server);
    this.#worker = new Worker<BatchJob, BatchAnswer>(queueName(engineVersion), (job) => this.#answer(job), {
      connection: this.#connection,
      prefix: KEY_PREFIX,
      name: this.#name,
      concurrency,
      lockDuration: lockSeconds * 1000,
      stalledInterval: lockSeconds * 1000,
      maxStalledCount: MOST_TAKEOVERS,
    });
    this.#worker.on('error', () => {});
    this.#timer = setInterval(() => void this.#look(), LOOK_MILLISECONDS);
  }

  /** Joins the queue. Rejects where the server does not answer, or a trusted system cannot be loaded. */
  static async open(options: QueueWorkerOptions): Promise<QueueWorker> {
    await assertReachable(options.server);
    await provideTrusted(options.systems);
    const worker = new QueueWorker(options);
    await worker.#worker.waitUntilReady();
    return worker;
  }

  /** What was evaluated so far. */
  get done(): { readonly batches: number; readonly trials: number } {
    return { batches: this.#batches, trials: this.#trials };
  }

  /** Takes no more; finishes what it has, or leaves it to others where `force` is set. */
  async close(force = false): Promise<void> {
    clearInterval(this.#timer);
    if (force) for (const { lane } of this.#lanes.values()) lane.abort();
    if (this.#connection.status !== 'ready') this.#connection.disconnect();
    await this.#worker.close(force);
    this.#connection.disconnect();
    await this.#pool.close();
  }

  async #answer(job: Job<BatchJob, BatchAnswer>): Promise<BatchAnswer> {
    const { data } = job;
    try {
      const study = JSON.parse(data.study) as Study;
      await this.#assertSame(study.system, data.system);
      const results = await this.#evaluate(data, study);
      this.#batches++;
      this.#trials += results.count;
      return encodeResults(results);
    } catch (error) {
      if (error instanceof ParetoscopeError)
        return { kind: 'refused', worker: this.#name, error: error.toWire() };
      return { kind: 'died', message: wireError(error).message };
    }
  }

  async #evaluate(data: BatchJob, study: Study): ReturnType<EvaluationLane['evaluate']> {
    let open = this.#lanes.get(data.run);
    if (open === undefined) {
      open = { lane: this.#pool.lane(study, data.timeoutSeconds), active: 0, aborted: false };
      this.#lanes.set(data.run, open);
    }
    open.active++;
    try {
      const { knowledge } = data;
      return await open.lane.evaluate(decodeDesigns(data), knowledge && decodeKnowledge(knowledge));
    } finally {
      open.active--;
      if (open.active === 0) {
        this.#lanes.delete(data.run);
        open.lane.release();
      }
    }
  }

  /** Throws where this machine's system is not the run's, which would give other numbers. */
  async #assertSame(id: string, fingerprint: string): Promise<void> {
    const system = await loadSystem(id);
    if (systemFingerprint(system) === fingerprint) return;
    throw new ParetoscopeError('study-differs', `its system "${id}" is not the one of the run`, {
      hint: 'start the worker from the same version, with the same --system file',
    });
  }

  /** Stops evaluations of runs that were cancelled. */
  async #look(): Promise<void> {
    if (this.#connection.status !== 'ready') return;
    for (const [run, open] of this.#lanes) {
      if (open.aborted) continue;
      const cancelled = await this.#connection.exists(cancelKey(run)).catch(() => 0);
      if (cancelled === 0) continue;
      open.aborted = true;
      open.lane.abort();
    }
  }
}
