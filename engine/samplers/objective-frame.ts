// Objectives scaled by the front's own extremes, as NSGA-III does it.

import { solveInPlace } from '../analysis/linear-solve.ts';

/** Weight of the other objectives in the search for an extreme point. */
const OFF_AXIS = 1e6;

/**
 * Maps the ideal point to 0 and the intercepts of the plane through the extreme points to 1 (Deb and Jain 2014,
 * section IV-C). Ideal and extreme points are the best ever seen. Where the plane does not exist or is further off
 * than the front (few or degenerate extremes), the front's largest values take the place of its intercepts, as in
 * J. Blank, K. Deb and P. Roy, "Investigating the normalization procedure of NSGA-III", EMO 2019.
 */
export class ObjectiveFrame {
  readonly #count: number;
  readonly #ideal: Float64Array;
  readonly #intercepts: Float64Array;
  readonly #worst: Float64Array;
  /** Row-major, one row an objective. */
  #extremes: Float64Array | undefined;

  constructor(objectiveCount: number) {
    this.#count = objectiveCount;
    this.#ideal = new Float64Array(objectiveCount).fill(Number.POSITIVE_INFINITY);
    this.#worst = new Float64Array(objectiveCount).fill(Number.NEGATIVE_INFINITY);
    this.#intercepts = new Float64Array(objectiveCount).fill(1);
  }

  /** Takes in the first front and all candidates of a round, given as rows of row-major objectives. */
  learn(objectives: Float64Array, front: Uint32Array, all: readonly number[]): void {
    const count = this.#count;
    for (const row of front) {
      for (let objective = 0; objective < count; objective++) {
        const value = objectives[row * count + objective]!;
        if (value < this.#ideal[objective]!) this.#ideal[objective] = value;
        if (value > this.#worst[objective]!) this.#worst[objective] = value;
      }
    }
    this.#extremes = this.#extremesOf(objectives, front);
    const nadir = this.#nadir(objectives, front, all);
    for (let objective = 0; objective < count; objective++) {
      this.#intercepts[objective] = Math.max(1e-12, nadir[objective]! - this.#ideal[objective]!);
    }
  }

  scale(objectives: Float64Array, offset: number, scaled: Float64Array): void {
    for (let objective = 0; objective < this.#count; objective++) {
      scaled[objective] =
        (objectives[offset + objective]! - this.#ideal[objective]!) / this.#intercepts[objective]!;
    }
  }

  /** For every objective the point nearest to its axis, among the front and the extremes before. */
  #extremesOf(objectives: Float64Array, front: Uint32Array): Float64Array {
    const count = this.#count;
    const points = [...Array.from(front, (row) => objectives.subarray(row * count, (row + 1) * count))];
    const before = this.#extremes;
    if (before !== undefined) {
      for (let axis = 0; axis < count; axis++) points.push(before.subarray(axis * count, (axis + 1) * count));
    }
    const extremes = new Float64Array(count * count);
    for (let axis = 0; axis < count; axis++) {
      let least = Number.POSITIVE_INFINITY;
      for (const point of points) {
        let worth = Number.NEGATIVE_INFINITY;
        for (let objective = 0; objective < count; objective++) {
          const distance = point[objective]! - this.#ideal[objective]!;
          worth = Math.max(worth, objective === axis ? distance : distance * OFF_AXIS);
        }
        if (worth < least) {
          least = worth;
          extremes.set(point, axis * count);
        }
      }
    }
    return extremes;
  }

  #nadir(objectives: Float64Array, front: Uint32Array, all: readonly number[]): Float64Array {
    const count = this.#count;
    const matrix = new Float64Array(count * count);
    for (let axis = 0; axis < count; axis++) {
      for (let objective = 0; objective < count; objective++) {
        const cell = axis * count + objective;
        matrix[cell] = this.#extremes![cell]! - this.#ideal[objective]!;
      }
    }
    const largest = (rows: Iterable<number>): Float64Array => {
      const result = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
      for (const row of rows) {
        for (let objective = 0; objective < count; objective++) {
          result[objective] = Math.max(result[objective]!, objectives[row * count + objective]!);
        }
      }
      return result;
    };
    const plane = new Float64Array(count).fill(1);
    const exists = solveInPlace(matrix, count, plane, 1);
    const ofFront = largest(front);
    const ofAll = largest(all);
    return Float64Array.from({ length: count }, (_, objective) => {
      const ideal = this.#ideal[objective]!;
      const intercept = 1 / plane[objective]!;
      const usable = exists && intercept > 1e-6 && ideal + intercept <= this.#worst[objective]!;
      if (usable) return ideal + intercept;
      return ofFront[objective]! - ideal > 1e-6 ? ofFront[objective]! : ofAll[objective]!;
    });
  }
}
