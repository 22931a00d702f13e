// One thread beside those of runs: published claims are checked there, so that the engine answers meanwhile.

import { Piscina } from 'piscina';
import type { ClaimResult } from '../contract/host.ts';
import { workerFile, type PoolData, type TrustedSystems } from './pool.ts';

/** One published claim, by its place in its system's list. */
export interface ClaimTask {
  readonly system: string;
  readonly index: number;
}

const IDLE_MILLISECONDS = 20_000;

/** Starts with the first claim and ends when none came for a while. */
export class ClaimThread {
  readonly #piscina: Piscina<ClaimTask, ClaimResult>;

  constructor(systems: TrustedSystems) {
    this.#piscina = new Piscina<ClaimTask, ClaimResult>({
      filename: workerFile(),
      name: 'checkClaim',
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MILLISECONDS,
      atomics: 'disabled',
      workerData: {
        cancelFlags: new Int32Array(new SharedArrayBuffer(4)),
        row: new Int32Array(new SharedArrayBuffer(4)),
        systems,
      } satisfies PoolData,
    });
    // A dying worker rejects its task; the event itself says nothing more.
    this.#piscina.on('error', () => {});
  }

  /** Rejects where the thread died or cannot load the system. */
  check(task: ClaimTask): Promise<ClaimResult> {
    return this.#piscina.run(task);
  }

  /** Ends the thread; a check under way is dropped. */
  async close(): Promise<void> {
    await this.#piscina.destroy();
  }
}
