// Walks the grid of a space design by design without storing it, an inactive dimension taken once.

import type { Space } from './space.ts';

/**
 * An odometer over a space's grid levels, dependency order most significant, so that a dimension's activity is known
 * before its own level is chosen. Every distinct design of the grid comes exactly once.
 */
export class GridWalk {
  readonly #space: Space;
  readonly #order: readonly number[];
  readonly #counts: readonly number[];
  readonly #full: boolean;
  readonly #levels: Int32Array;
  readonly #codes: Float64Array;
  #state: 'before' | 'inside' | 'after' = 'before';

  /** `full` takes every value of an integer dimension instead of its grid levels; throws on continuous dimensions. */
  constructor(space: Space, options: { readonly full?: boolean } = {}) {
    this.#space = space;
    this.#order = space.order;
    this.#full = options.full ?? false;
    this.#counts = space.dimensions.map((_, index) =>
      this.#full ? space.axes[index]!.size : space.levelCount(index),
    );
    this.#levels = new Int32Array(space.width);
    this.#codes = new Float64Array(space.width);
  }

  /** Moves to the next design and writes its codes; false after the last one. */
  next(codes: Float64Array, offset = 0): boolean {
    if (this.#state === 'after') return false;
    const found = this.#state === 'before' ? this.#restFrom(0) : this.#advance();
    this.#state = found ? 'inside' : 'after';
    if (found) codes.set(this.#codes, offset);
    return found;
  }

  #advance(): boolean {
    for (let place = this.#order.length - 1; place >= 0; place--) {
      const index = this.#order[place]!;
      const level = this.#levels[index]! + 1;
      if (Number.isNaN(this.#codes[index]!) || level >= this.#counts[index]!) continue;
      this.#levels[index] = level;
      this.#codes[index] = this.#codeAt(index, level);
      return this.#restFrom(place + 1);
    }
    return false;
  }

  /** Puts every dimension from `place` on at its first level, or inactive. */
  #restFrom(place: number): true {
    for (let at = place; at < this.#order.length; at++) {
      const index = this.#order[at]!;
      this.#levels[index] = 0;
      this.#codes[index] = this.#space.isActive(index, this.#codes) ? this.#codeAt(index, 0) : Number.NaN;
    }
    return true;
  }

  #codeAt(index: number, level: number): number {
    const dimension = this.#space.dimensions[index]!;
    if (this.#full && dimension.kind === 'integer') return dimension.minimum + level * dimension.step;
    return this.#space.levelCode(index, level);
  }
}
