// How many claims of each system hold, for lists of systems: checked one system after the other, for those that a
// person sees, and remembered for as long as the window is open.

import type { ClaimResult, SystemSummary } from '../../../engine/contract/host.ts';
import type { Host } from '../../host/host.ts';
import { systemScores, type SystemScore } from './claims.ts';

const known = new WeakMap<Host, ClaimScores>();

/** The scores of this window. */
export function claimScores(host: Host): ClaimScores {
  let scores = known.get(host);
  if (scores === undefined) known.set(host, (scores = new ClaimScores(host)));
  return scores;
}

type Claimed = Pick<SystemSummary, 'id' | 'claimCount'>;

export class ClaimScores {
  readonly #host: Host;
  /** By system, once all of its claims are checked; null where that failed. */
  scores = $state.raw<Readonly<Record<string, SystemScore | null>>>({});
  #waiting: Claimed[] = [];
  #working = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Asks for a system's score; asking again costs nothing. */
  want(system: Claimed): void {
    const { id, claimCount } = system;
    if (claimCount === 0 || id in this.scores || this.#waiting.some((other) => other.id === id)) return;
    this.#waiting.push(system);
    if (!this.#working) void this.#work();
  }

  /** Nobody looks any more: what is not begun is not checked. */
  rest(): void {
    this.#waiting = [];
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const { id } = next;
      const score = await this.#check(next);
      if (score !== undefined) this.scores = { ...this.scores, [id]: score };
      this.#waiting = this.#waiting.filter((other) => other.id !== id);
    }
    this.#working = false;
  }

  /** Undefined where nobody waits for it any more. */
  async #check({ id, claimCount }: Claimed): Promise<SystemScore | null | undefined> {
    const results: ClaimResult[] = [];
    try {
      for (let index = 0; index < claimCount; index++) {
        if (!this.#waiting.some((other) => other.id === id)) return undefined;
        results.push(await this.#host.claim(id, index));
      }
    } catch {
      // The system's own page says what is wrong.
      return null;
    }
    return systemScores(results)[0] ?? null;
  }
}
