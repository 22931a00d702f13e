// Evaluates batches on other machines: a batch is a job of a queue on Redis or Valkey, its results come back as the
// job's return value.
//
// A job has the name of its run and trials, so adding it again changes nothing. A worker that dies loses its lock on
// the job, which another takes over. What was sent and not answered is kept here, and looked up on the server every few
// seconds: a job that the server has lost (it was restarted, or its memory was full) is sent again; an answer whose
// event was missed is fetched. The first answer counts and later ones find nobody waiting, so no trial is lost and none
// is counted twice. Results arrive in any order, as from threads; the runner puts them in trial order, so machines and
// timing never show in a workspace.

import { randomUUID } from 'node:crypto';
import { Queue, QueueEvents, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { PruningKnowledge } from '../../contract/pruner.ts';
import type { Study } from '../../contract/study.ts';
import type { DesignBatch, ResultBatch } from '../../contract/trial.ts';
import { loadSystem } from '../../systems/registry.ts';
import type { EvaluationLane, Executor } from '../executor.ts';
import { assertReachable, connect, type QueueServer } from './connection.ts';
import {
  decodeResults,
  encodeDesigns,
  encodeKnowledge,
  parseAnswer,
  queueName,
  systemFingerprint,
  type BatchAnswer,
  type BatchJob,
  batchName,
} from './messages.ts';
import { EVENT_COUNT, KEY_PREFIX, cancelKey, concurrencyOf } from './names.ts';

/** Time between two looks at the server for what was missed, and at who works. */
const LOOK_MILLISECONDS = 2000;
/** How long the server keeps an answer that nobody fetched, and a note that a run was cancelled. */
const KEPT_SECONDS = 3600;

interface Waiting {
  readonly job: BatchJob;
  readonly settle: (answer: BatchAnswer) => void;
  readonly fail: (error: Error) => void;
}

/** Workers of a queue as an executor. */
export class QueueExecutor implements Executor {
  readonly #server: QueueServer;
  readonly #connections: readonly Redis[];
  readonly #queue: Queue<BatchJob>;
  readonly #events: QueueEvents;
  readonly #waiting = new Map<string, Waiting>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #capacity = 0;
  #closed = false;

  private constructor(server: QueueServer, engineVersion: string) {
    this.#server = server;
    const [commands, events] = [connect(server), connect(server)];
    this.#connections = [commands, events];
    const name = queueName(engineVersion);
    this.#queue = new Queue<BatchJob>(name, {
      connection: commands,
      prefix: KEY_PREFIX,
      streams: { events: { maxLen: EVENT_COUNT } },
    });
    this.#events = new QueueEvents(name, { connection: events, prefix: KEY_PREFIX });
    this.#queue.on('error', () => {});
    this.#events.on('error', () => {});
    this.#events.on('completed', ({ jobId, returnvalue }) => this.#answered(jobId, returnvalue));
    this.#events.on('failed', ({ jobId, failedReason }) => this.#failed(jobId, failedReason));
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS);
  }

  /** Connects to a server. Rejects where it does not answer or does not let us in. */
  static async open(server: QueueServer, engineVersion: string): Promise<QueueExecutor> {
    await assertReachable(server);
    const executor = new QueueExecutor(server, engineVersion);
    await executor.#events.waitUntilReady();
    await executor.#countWorkers();
    return executor;
  }

  /** Batches that all workers together evaluate at a time; 1 while there are none, so that a job waits for the first. */
  get workers(): number {
    return Math.max(1, this.#capacity);
  }

  get remark(): string | undefined {
    if (this.#connections[0]!.status !== 'ready')
      return `waiting for the queue server at ${this.#server.shown}`;
    if (this.#capacity > 0) return undefined;
    return `waiting for workers: start some with paretoscope worker --redis ${this.#server.shown}`;
  }

  lane(study: Study, timeoutSeconds?: number): EvaluationLane {
    return new QueueLane(this, study, timeoutSeconds);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#looking;
    const gone = new ParetoscopeError('cancelled', 'the engine is closing');
    for (const { fail } of this.#waiting.values()) fail(gone);
    this.#waiting.clear();
    // Ways to a server that is away never close by themselves.
    for (const connection of this.#connections) if (connection.status !== 'ready') connection.disconnect();
    await Promise.allSettled([this.#events.close(), this.#queue.close()]);
    for (const connection of this.#connections) connection.disconnect();
  }

  /** Sends a job and resolves with its first answer. Rejects with a plain error where its workers died again and again. */
  ask(id: string, job: BatchJob): Promise<BatchAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { job, settle: resolve, fail: reject });
      this.#send(id, job);
    });
  }

  /** Drops what a run waits for: its jobs are taken from the queue, and workers are told to stop theirs. */
  drop(run: string): void {
    for (const [id, { job, settle }] of [...this.#waiting]) {
      if (job.run !== run) continue;
      this.#waiting.delete(id);
      settle({ kind: 'results', count: 0, states: '', metrics: '', durations: '', messages: [] });
      void this.#forget(id);
    }
    this.#connections[0]!.set(cancelKey(run), '1', 'EX', KEPT_SECONDS).catch(() => {});
  }

  #send(id: string, job: BatchJob): void {
    const kept = { age: KEPT_SECONDS };
    // One that cannot be sent now is missed at the next look, and sent again.
    this.#queue.add('batch', job, { jobId: id, removeOnComplete: kept, removeOnFail: kept }).catch(() => {});
  }

  #answered(id: string, value: unknown): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    const answer = parseAnswer(value);
    if (answer === undefined)
      waiting.fail(new ParetoscopeError('evaluation-failed', 'a worker sent what is no answer'));
    else waiting.settle(answer);
    void this.#forget(id);
  }

  #failed(id: string, reason: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.fail(new Error(reason));
    void this.#forget(id);
  }

  async #forget(id: string): Promise<void> {
    // A job that is being worked on is locked and cannot be removed; it goes by its age.
    await this.#queue.remove(id).catch(() => 0);
  }

  #look(): void {
    if (this.#connections[0]!.status !== 'ready') return;
    this.#looking ??= this.#lookNow()
      .catch(() => {})
      .finally(() => (this.#looking = undefined));
  }

  async #lookNow(): Promise<void> {
    await this.#countWorkers();
    for (const [id, { job }] of [...this.#waiting]) {
      const found = (await this.#queue.getJob(id)) as Job<BatchJob, unknown> | undefined;
      if (!this.#waiting.has(id)) continue;
      if (found === undefined) this.#send(id, job);
      else if (await found.isFailed()) this.#failed(id, found.failedReason);
      else if (await found.isCompleted()) this.#answered(id, found.returnvalue);
    }
  }

  async #countWorkers(): Promise<void> {
    const workers = await this.#queue.getWorkers();
    this.#capacity = workers.reduce((sum, { rawname }) => sum + concurrencyOf(rawname ?? ''), 0);
  }
}

class QueueLane implements EvaluationLane {
  readonly #executor: QueueExecutor;
  readonly #study: Study;
  readonly #text: string;
  readonly #timeoutSeconds: number | undefined;
  readonly #run = randomUUID();
  #aborted = false;

  constructor(executor: QueueExecutor, study: Study, timeoutSeconds: number | undefined) {
    this.#timeoutSeconds = timeoutSeconds;
    this.#executor = executor;
    this.#study = study;
    this.#text = JSON.stringify(study);
  }

  async evaluate(batch: DesignBatch, knowledge?: PruningKnowledge): Promise<ResultBatch> {
    const system = await loadSystem(this.#study.system);
    const metricCount = Object.keys(system.metrics).length;
    const job: BatchJob = {
      run: this.#run,
      study: this.#text,
      system: systemFingerprint(system),
      ...encodeDesigns(batch),
      ...(this.#timeoutSeconds === undefined ? {} : { timeoutSeconds: this.#timeoutSeconds }),
      ...(knowledge === undefined ? {} : { knowledge: encodeKnowledge(knowledge) }),
    };
    if (this.#aborted) return emptyResult(batch);
    const answer = await this.#executor.ask(`${this.#run}-${batchName(batch)}`, job);
    switch (answer.kind) {
      case 'died':
        throw new Error(answer.message);
      case 'refused':
        throw new ParetoscopeError(answer.error.kind, `worker ${answer.worker}: ${answer.error.message}`, {
          hint: answer.error.hint,
        });
      case 'results': {
        const results = decodeResults(answer, batch, metricCount);
        if (results !== undefined) return results;
        throw new ParetoscopeError('evaluation-failed', 'a worker sent results that do not fit the batch');
      }
    }
  }

  abort(): void {
    this.#aborted = true;
    this.#executor.drop(this.#run);
  }

  release(): void {
    // Nothing is held for a run that has no jobs.
  }
}

function emptyResult({ first }: DesignBatch): ResultBatch {
  return {
    first,
    count: 0,
    states: new Uint8Array(),
    metrics: new Float64Array(),
    durations: new Float32Array(),
    messages: [],
  };
}
