// A sampler whose designs come in whole groups that an analysis reads together.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Sampler } from '../contract/sampler.ts';
import type { Space } from '../space/space.ts';
import { Refusals } from '../space/emptiness.ts';

/** Groups refused in a row after which a search is hopeless. */
const HOPELESS_GROUPS = 10_000;

/**
 * Gives trial n place n mod size of group n / size. A group that a design constraint refuses a part of is replaced as a
 * whole by a later attempt, because a group with a hole says nothing.
 */
export class GroupedDesign implements Sampler {
  readonly roundSize = Number.POSITIVE_INFINITY;
  readonly #space: Space;
  readonly #size: number;
  readonly #write: (group: number, attempt: number, codes: Float64Array) => void;
  /** Attempts of the groups accepted so far. */
  readonly #attempts: number[] = [];
  readonly #group: Float64Array;
  #held = -1;

  /**
   * `write` fills in all designs of a group. Attempts count up over the whole sequence, so that no two groups share one.
   */
  constructor(
    space: Space,
    size: number,
    write: (group: number, attempt: number, codes: Float64Array) => void,
  ) {
    if (space.width === 0) {
      throw new ParetoscopeError('study-invalid', 'no parameter varies, so there is no sensitivity to find', {
        hint: 'list parameters that vary under "parameters"',
      });
    }
    this.#space = space;
    this.#size = size;
    this.#write = write;
    this.#group = new Float64Array(size * space.width);
  }

  ask(first: number, count: number, codes: Float64Array): number {
    const { width } = this.#space;
    for (let row = 0; row < count; row++) {
      const group = Math.floor((first + row) / this.#size);
      const place = first + row - group * this.#size;
      this.#hold(group);
      codes.set(this.#group.subarray(place * width, (place + 1) * width), row * width);
    }
    return count;
  }

  tell(): void {
    // Proposals depend on no results.
  }

  #hold(group: number): void {
    while (this.#attempts.length <= group) this.#accept();
    if (this.#held !== group) {
      this.#write(group, this.#attempts[group]!, this.#group);
      this.#held = group;
    }
  }

  #accept(): void {
    const group = this.#attempts.length;
    const begin = group === 0 ? 0 : this.#attempts[group - 1]! + 1;
    const refusals = new Refusals();
    for (let attempt = begin; attempt < begin + HOPELESS_GROUPS; attempt++) {
      this.#write(group, attempt, this.#group);
      this.#held = -1;
      const violated = this.#firstViolation();
      if (violated === undefined) {
        this.#attempts.push(attempt);
        this.#held = group;
        return;
      }
      refusals.add(violated);
    }
    throw refusals.error(`none of ${HOPELESS_GROUPS.toLocaleString('en')} groups of ${this.#size} designs`);
  }

  #firstViolation(): ReturnType<Space['violatedConstraint']> {
    for (let place = 0; place < this.#size; place++) {
      const violated = this.#space.violatedConstraint(this.#group, place * this.#space.width);
      if (violated !== undefined) return violated;
    }
    return undefined;
  }
}
