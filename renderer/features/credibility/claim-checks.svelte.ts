// Published claims of one or more systems, checked one after the other for as long as someone looks. The engine checks
// each in a thread of its own and remembers it, so that coming back costs nothing.

import type { WireError } from '../../../engine/contract/errors.ts';
import type { ClaimResult, SystemSummary } from '../../../engine/contract/host.ts';
import type { Host } from '../../host/host.ts';
import { toWireError } from '../../host/wire-error.ts';

/** Results come in groups, so that a table of hundreds is not drawn anew for each. */
const TOGETHER_MILLISECONDS = 250;

export class ClaimChecks {
  readonly #host: Host;
  results = $state.raw<readonly ClaimResult[]>([]);
  /** Claims asked for. */
  total = $state(0);
  running = $state(false);
  error = $state.raw<WireError | undefined>();
  #round = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Checks every claim of the systems, in their order; whatever went on before ends. */
  async start(systems: readonly Pick<SystemSummary, 'id' | 'claimCount'>[]): Promise<void> {
    const round = ++this.#round;
    this.results = [];
    this.total = systems.reduce((sum, { claimCount }) => sum + claimCount, 0);
    this.running = true;
    this.error = undefined;
    let waiting: ClaimResult[] = [];
    let shownAt = performance.now();
    const show = (): void => {
      this.results = [...this.results, ...waiting];
      waiting = [];
      shownAt = performance.now();
    };
    try {
      for (const { id, claimCount } of systems) {
        for (let index = 0; index < claimCount; index++) {
          const result = await this.#host.claim(id, index);
          if (round !== this.#round) return;
          waiting.push(result);
          if (performance.now() - shownAt > TOGETHER_MILLISECONDS) show();
        }
      }
    } catch (error) {
      if (round === this.#round) this.error = toWireError(error);
    } finally {
      if (round === this.#round) {
        show();
        this.running = false;
      }
    }
  }

  /** Ends after the claim at hand. */
  stop(): void {
    this.#round += 1;
    this.running = false;
  }
}
