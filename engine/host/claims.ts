// Published claims, each checked once in the engine's life and in a thread of its own, so that the engine answers
// meanwhile.

import { ParetoscopeError } from '../contract/errors.ts';
import type { ClaimResult } from '../contract/host.ts';
import type { System } from '../contract/system.ts';
import { ClaimThread } from '../run/claim-thread.ts';
import type { TrustedSystems } from '../run/pool.ts';

export class ClaimChecks {
  #systems: TrustedSystems;
  #thread: ClaimThread | undefined;
  /** By system, its version and the place of the claim. */
  readonly #results = new Map<string, Promise<ClaimResult>>();

  constructor(systems: TrustedSystems) {
    this.#systems = systems;
  }

  /** The result of a claim, from memory where it was checked before. Throws not-found for an unknown one. */
  check(system: System, index: number): Promise<ClaimResult> {
    if (index >= system.claims.length) {
      throw new ParetoscopeError('not-found', `system "${system.id}" has no claim ${index}`, {
        hint: `it has ${system.claims.length}`,
      });
    }
    const key = `${system.id}@${system.version}/${index}`;
    let result = this.#results.get(key);
    if (result === undefined) {
      this.#thread ??= new ClaimThread(this.#systems);
      result = this.#thread.check({ system: system.id, index });
      this.#results.set(key, result);
      // What went wrong with the thread may go well the next time.
      result.catch(() => this.#results.delete(key));
    }
    return result;
  }

  /** Other systems from outside are trusted now: what was found before is forgotten. */
  async trust(systems: TrustedSystems): Promise<void> {
    this.#systems = systems;
    this.#results.clear();
    await this.close();
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.close();
  }
}
