// A fixed pool of worker threads that outlives runs: threads are never churned, tasks are batches of designs.

import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { ParetoscopeError } from '../contract/errors.ts';
import type { PruningKnowledge } from '../contract/pruner.ts';
import type { Study } from '../contract/study.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import type { EvaluationLane, Executor } from './executor.ts';

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
  readonly systems: TrustedSystems;
}

/** Systems from outside the product, which the user trusts: their code or programs will run. */
export interface TrustedSystems {
  /** Folders laid out like `engine/systems`. */
  readonly folders: readonly string[];
  /** Manifests (`.yaml`) and modules (`.ts`, `.js`, `.mjs`) of single systems. */
  readonly files: readonly string[];
}

const NO_SYSTEMS: TrustedSystems = { folders: [], files: [] };

const MAXIMUM_RUNS = 64;

/** The module that runs in worker threads. */
export function workerFile(): string {
  const name = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.mjs';
  // Worker threads read plain files, not archives; the packaged application keeps the engine unpacked.
  return fileURLToPath(new URL(name, import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}

/** Threads that evaluate batches for any number of runs. */
export class EvaluationPool implements Executor {
  readonly workers: number;
  readonly #piscina: Piscina<BatchTask, ResultBatch>;
  readonly #cancelFlags = new Int32Array(new SharedArrayBuffer(MAXIMUM_RUNS * 4));
  readonly #slots = new Set<number>();

  /** `workers` defaults to the cores of this machine. */
  constructor(workers = availableParallelism(), systems: TrustedSystems = NO_SYSTEMS) {
    this.workers = workers;
    this.#piscina = new Piscina<BatchTask, ResultBatch>({
      filename: workerFile(),
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: Infinity,
      atomics: 'disabled',
      workerData: { cancelFlags: this.#cancelFlags, systems } satisfies PoolData,
    });
    // A dying worker rejects its task, where the runner handles it; the event itself says nothing more.
    this.#piscina.on('error', () => {});
  }

  lane(study: Study): EvaluationLane {
    let slot = 0;
    while (this.#slots.has(slot)) slot++;
    if (slot >= MAXIMUM_RUNS) throw new ParetoscopeError('usage', `more than ${MAXIMUM_RUNS} runs at once`);
    this.#slots.add(slot);
    Atomics.store(this.#cancelFlags, slot, 0);
    return new PoolLane(this.#piscina, this.#cancelFlags, slot, study, () => this.#slots.delete(slot));
  }

  async close(): Promise<void> {
    await this.#piscina.close();
  }
}

class PoolLane implements EvaluationLane {
  readonly #piscina: Piscina<BatchTask, ResultBatch>;
  readonly #cancelFlags: Int32Array;
  readonly #slot: number;
  readonly #study: string;
  readonly #key: string;
  readonly #release: () => void;

  constructor(
    piscina: Piscina<BatchTask, ResultBatch>,
    cancelFlags: Int32Array,
    slot: number,
    study: Study,
    release: () => void,
  ) {
    this.#piscina = piscina;
    this.#cancelFlags = cancelFlags;
    this.#slot = slot;
    this.#study = JSON.stringify(study);
    this.#key = `${slot}/${this.#study}`;
    this.#release = release;
  }

  evaluate(batch: DesignBatch, knowledge?: PruningKnowledge): Promise<ResultBatch> {
    const task = { key: this.#key, study: this.#study, slot: this.#slot, batch };
    return this.#piscina.run(knowledge === undefined ? task : { ...task, knowledge });
  }

  abort(): void {
    Atomics.store(this.#cancelFlags, this.#slot, 1);
    Atomics.notify(this.#cancelFlags, this.#slot);
  }

  release(): void {
    this.#release();
  }
}
