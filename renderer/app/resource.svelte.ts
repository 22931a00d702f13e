// What a view asked the engine for: not yet here, here, or refused. The last request wins.

import type { WireError } from '../../engine/contract/errors.ts';
import { toWireError } from '../host/wire-error.ts';

export class Resource<T> {
  value = $state.raw<T | undefined>();
  error = $state.raw<WireError | undefined>();
  loading = $state(false);
  #request = 0;
  #latest: Promise<void> = Promise.resolve();

  /**
   * Asks; the previous value stays in view until the answer is there. Resolves when the latest request is answered, so
   * that whoever was overtaken finds a value too. Never rejects.
   */
  async load(ask: () => Promise<T>): Promise<void> {
    const request = ++this.#request;
    const answered = this.#answer(request, ask);
    this.#latest = answered;
    await answered;
    if (request !== this.#request) await this.#latest;
  }

  async #answer(request: number, ask: () => Promise<T>): Promise<void> {
    this.loading = true;
    try {
      const value = await ask();
      if (request !== this.#request) return;
      this.value = value;
      this.error = undefined;
    } catch (error) {
      if (request !== this.#request) return;
      this.error = toWireError(error);
    } finally {
      if (request === this.#request) this.loading = false;
    }
  }

  /** Forgets the value and whatever is under way. */
  clear(): void {
    this.#request += 1;
    this.value = undefined;
    this.error = undefined;
    this.loading = false;
  }
}
