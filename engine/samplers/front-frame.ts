// The front found so far as a frame in which gains compare, whatever the objectives' units.

import { exclusiveVolume } from '../pareto/hypervolume.ts';
import { nonDominatedRanks } from '../pareto/sorting.ts';
import type { History } from './history.ts';
import { packedRows } from './survival.ts';

/** How far from the best of a front scaled to [0, 1] its reference point lies. */
const REFERENCE = 1.1;

/** The feasible front so far, scaled to its own range, and what a point would add to its hypervolume. */
export class FrontFrame {
  readonly #count: number;
  readonly #low: Float64Array;
  readonly #span: Float64Array;
  readonly #reference: Float64Array;
  readonly #front: number[] = [];
  /** Points of the front that beat the reference in every objective; row-major, the first entries. */
  #inside: Float64Array;
  #insideLength = 0;
  /** Scratch space. */
  #clipped: Float64Array;
  readonly #point: Float64Array;

  constructor(history: History) {
    const count = history.objectiveCount;
    this.#count = count;
    this.#low = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    const high = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    this.#reference = new Float64Array(count).fill(REFERENCE);
    this.#inside = new Float64Array(64 * count);
    this.#clipped = new Float64Array(64 * count);
    this.#point = new Float64Array(count);
    const rows: number[] = [];
    for (let row = 0; row < history.count; row++) if (history.violations[row] === 0) rows.push(row);
    const packed = packedRows(history, Uint32Array.from(rows)).objectives;
    const ranks = nonDominatedRanks(packed, count);
    ranks.forEach((rank, index) => {
      if (rank !== 0) return;
      for (let objective = 0; objective < count; objective++) {
        const value = packed[index * count + objective]!;
        this.#low[objective] = Math.min(this.#low[objective]!, value);
        high[objective] = Math.max(high[objective]!, value);
      }
    });
    this.#span = high.map((value, objective) => Math.max(1e-12, value - this.#low[objective]!));
    ranks.forEach((rank, index) => {
      if (rank === 0) this.add(packed, index * count);
    });
  }

  /** Range of an objective along the front; 1 where nothing is known. */
  span(objective: number): number {
    const span = this.#span[objective]!;
    return Number.isFinite(span) ? span : 1;
  }

  /** How far a point is from being no worse than some point of the front, in spans. */
  distance(objectives: readonly number[]): number {
    const point = this.scaled(Float64Array.from(objectives), 0);
    let nearest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#front.length; at += this.#count) {
      let worst = 0;
      for (let objective = 0; objective < this.#count; objective++) {
        worst = Math.max(worst, point[objective]! - this.#front[at + objective]!);
      }
      nearest = Math.min(nearest, worst);
    }
    return Math.min(nearest, 1e9);
  }

  /** Least value of a function of the front's scaled points. */
  best(valueOf: (scaled: readonly number[]) => number): number {
    let best = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#front.length; at += this.#count) {
      best = Math.min(best, valueOf(this.#front.slice(at, at + this.#count)));
    }
    return best;
  }

  /** Objectives measured from the best of the front, in spans. */
  scaled(objectives: Float64Array, offset: number): number[] {
    return Array.from(this.#span, (_, objective) => this.#scaledValue(objectives, offset, objective));
  }

  /** Hypervolume gained by a point; 0 for a dominated one. */
  gain(objectives: Float64Array, offset: number): number {
    const point = this.#point;
    for (let objective = 0; objective < this.#count; objective++) {
      const value = this.#scaledValue(objectives, offset, objective);
      if (!(value < REFERENCE) || value === Number.NEGATIVE_INFINITY) return 0;
      point[objective] = value;
    }
    return exclusiveVolume(point, this.#inside, this.#insideLength, this.#reference, this.#clipped);
  }

  add(objectives: Float64Array, offset: number): void {
    const point = this.scaled(objectives, offset);
    this.#front.push(...point);
    if (!point.every((value) => value < REFERENCE && value !== Number.NEGATIVE_INFINITY)) return;
    if (this.#insideLength + this.#count > this.#inside.length) {
      const larger = new Float64Array(2 * this.#inside.length + this.#count);
      larger.set(this.#inside);
      this.#inside = larger;
      this.#clipped = new Float64Array(larger.length);
    }
    this.#inside.set(point, this.#insideLength);
    this.#insideLength += this.#count;
  }

  #scaledValue(objectives: Float64Array, offset: number, objective: number): number {
    const span = this.#span[objective]!;
    return Number.isFinite(span) ? (objectives[offset + objective]! - this.#low[objective]!) / span : 0;
  }
}
