// Random access to the points of a space's grid: point number to codes, without materialising the grid.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Space } from '../space/space.ts';

/** Assignments of the conditioning dimensions that are tabulated; far more than any design table has. */
const MAXIMUM_ASSIGNMENTS = 1_000_000;

/**
 * The grid as one mixed-radix number. Dimensions that others depend on are the most significant digits; their
 * assignments are tabulated with how many points each has, because inactive dimensions take no digit. Every distinct
 * design of the grid has exactly one number. Throws `study-invalid` for a float without levels and for grids past 2^53.
 */
export class GridIndex {
  /** Points of the grid, design constraints not considered. */
  readonly size: number;
  readonly #space: Space;
  /** Dimensions that some condition reads, in dependency order, and their tabulated assignments. */
  readonly #conditioning: readonly number[];
  readonly #assignments: readonly Float64Array[];
  /** Number of the first point of each assignment. */
  readonly #starts: Float64Array;
  /** Digits of each assignment: the other dimensions, the least significant first; inactive ones are left out. */
  readonly #digits: readonly (readonly number[])[];
  readonly #levels: readonly Float64Array[];

  constructor(space: Space) {
    this.#space = space;
    this.#levels = space.dimensions.map((_, index) =>
      Float64Array.from({ length: space.levelCount(index) }, (__, level) => space.levelCode(index, level)),
    );
    const read = conditioningParameters(space);
    this.#conditioning = space.order.filter((index) => read.has(space.dimensions[index]!.id));
    const others = space.dimensions
      .map((_, index) => index)
      .filter((index) => !this.#conditioning.includes(index))
      .reverse();

    const assignments: Float64Array[] = [];
    const digits: number[][] = [];
    const starts: number[] = [];
    let size = 0;
    const codes = new Float64Array(space.width).fill(Number.NaN);
    const enumerate = (depth: number): void => {
      if (depth === this.#conditioning.length) {
        if (assignments.length === MAXIMUM_ASSIGNMENTS) {
          throw new ParetoscopeError('study-invalid', 'the grid has too many combinations of conditions', {
            hint: 'use the random or sobol sampler, or vary fewer of the parameters that others depend on',
          });
        }
        const active = others.filter((index) => space.isActive(index, codes));
        assignments.push(codes.slice());
        digits.push(active);
        starts.push(size);
        size += active.reduce((product, index) => product * this.#levels[index]!.length, 1);
        return;
      }
      const index = this.#conditioning[depth]!;
      if (space.isActive(index, codes)) {
        for (const code of this.#levels[index]!) {
          codes[index] = code;
          enumerate(depth + 1);
        }
        codes[index] = Number.NaN;
      } else {
        enumerate(depth + 1);
      }
    };
    enumerate(0);
    if (size > Number.MAX_SAFE_INTEGER) {
      throw new ParetoscopeError(
        'study-invalid',
        `a grid of ${size.toPrecision(2)} points cannot be numbered`,
        {
          hint: 'use the random or sobol sampler, or give the parameters fewer levels',
        },
      );
    }
    this.size = size;
    this.#assignments = assignments;
    this.#digits = digits;
    this.#starts = Float64Array.from(starts);
  }

  /** Writes the codes of point `number`, an integer in [0, size). */
  write(number: number, codes: Float64Array, offset: number): void {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= number) low = middle;
      else high = middle;
    }
    const assignment = this.#assignments[low]!;
    for (let index = 0; index < this.#space.width; index++) codes[offset + index] = assignment[index]!;
    let rest = number - this.#starts[low]!;
    for (const index of this.#digits[low]!) {
      const levels = this.#levels[index]!;
      const quotient = Math.floor(rest / levels.length);
      codes[offset + index] = levels[rest - quotient * levels.length]!;
      rest = quotient;
    }
  }
}

/** Parameters that decide, directly or through others, whether some dimension is active. */
function conditioningParameters(space: Space): ReadonlySet<string> {
  const read = new Set<string>();
  const pending = space.dimensions.flatMap((dimension) => Object.keys(dimension.activeWhen ?? {}));
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (read.has(id)) continue;
    read.add(id);
    const condition =
      space.dimensions.find((dimension) => dimension.id === id)?.activeWhen ??
      space.parameters[id]?.activeWhen;
    pending.push(...Object.keys(condition ?? {}));
  }
  return read;
}
