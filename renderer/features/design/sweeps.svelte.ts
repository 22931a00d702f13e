// The knobs of one design, turned one after the other for as long as someone looks at it.

import type { ParameterSweep } from '../../../engine/contract/host.ts';
import type { WireError } from '../../../engine/contract/errors.ts';
import type { Design } from '../../../engine/contract/system.ts';
import type { Host } from '../../host/host.ts';
import { toWireError } from '../../host/wire-error.ts';

const POINTS = 9;

export class Sweeps {
  readonly #host: Host;
  /** Sweeps that have come, in the order they were asked for. */
  done = $state.raw<readonly ParameterSweep[]>([]);
  /** Parameters asked for. */
  wanted = $state(0);
  running = $state(false);
  error = $state.raw<WireError | undefined>();
  #round = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Turns every knob of `parameters`, one after the other; whatever went on before ends. */
  async start(system: string, design: Design, parameters: readonly string[]): Promise<void> {
    const round = ++this.#round;
    this.done = [];
    this.wanted = parameters.length;
    this.running = true;
    this.error = undefined;
    try {
      for (const parameter of parameters) {
        const sweep = await this.#host.sweepParameter(system, design, parameter, POINTS);
        if (round !== this.#round) return;
        this.done = [...this.done, sweep];
      }
    } catch (error) {
      if (round === this.#round) this.error = toWireError(error);
    } finally {
      if (round === this.#round) this.running = false;
    }
  }

  /** Ends after the knob at hand. */
  stop(): void {
    this.#round += 1;
    this.running = false;
  }

  /** Forgets everything: another design is looked at. */
  clear(): void {
    this.stop();
    this.done = [];
    this.wanted = 0;
    this.error = undefined;
  }
}
