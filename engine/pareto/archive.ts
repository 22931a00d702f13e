// The front of a run as it grows: the non-dominated points among everything offered so far.

import { isFiniteRow } from './dominance.ts';
import { NondominatedTree } from './nondominated-tree.ts';
import { Staircase } from './staircase.ts';

/**
 * Keeps the non-dominated points of a sequence; all objectives minimised. Offer feasible points only.
 * A point equal to one in the archive is not taken: of equal points the one offered first stays, which in trial order
 * is the lowest trial number. Points with a NaN or infinite objective never enter. What is in the archive depends on
 * nothing but the sequence of offers.
 */
export class ParetoArchive {
  readonly objectiveCount: number;
  #version = 0;
  #best = Number.POSITIVE_INFINITY;
  #bestNumber = -1;
  readonly #staircase = new Staircase();
  readonly #tree: NondominatedTree | undefined;
  #snapshotVersion = -1;
  #numbers = new Uint32Array(0);
  #values = new Float64Array(0);

  /** `objectiveCount` is 1 or more. */
  constructor(objectiveCount: number) {
    this.objectiveCount = objectiveCount;
    this.#tree = objectiveCount > 2 ? new NondominatedTree(objectiveCount) : undefined;
  }

  /** Offers trial `number` with the objectives at `offset`; true if the front changed. */
  offer(number: number, objectives: Float64Array, offset: number): boolean {
    if (!isFiniteRow(objectives, offset, this.objectiveCount)) return false;
    if (!this.#take(number, objectives, offset)) return false;
    this.#version++;
    return true;
  }

  #take(number: number, objectives: Float64Array, offset: number): boolean {
    if (this.#tree !== undefined) return this.#tree.add(objectives, offset, number);
    const first = objectives[offset]!;
    if (this.objectiveCount === 2) {
      return this.#staircase.add(first, objectives[offset + 1]!, number);
    }
    if (!(first < this.#best)) return false;
    this.#best = first;
    this.#bestNumber = number;
    return true;
  }

  get size(): number {
    if (this.objectiveCount === 1) return this.#bestNumber < 0 ? 0 : 1;
    return this.#tree?.size ?? this.#staircase.size;
  }

  /** Raised by every change of the front. */
  get version(): number {
    return this.#version;
  }

  /** Trial numbers on the front, ascending. A fresh array whenever the front changed; do not write to it. */
  numbers(): Uint32Array {
    this.#refresh();
    return this.#numbers;
  }

  /** Objectives of the front, row-major, in the order of `numbers()`. Do not write to it. */
  values(): Float64Array {
    this.#refresh();
    return this.#values;
  }

  #refresh(): void {
    if (this.#snapshotVersion === this.#version) return;
    const count = this.objectiveCount;
    const numbers = new Uint32Array(this.size);
    const values = new Float64Array(this.size * count);
    let row = 0;
    if (this.#tree !== undefined) {
      this.#tree.forEach((number, source, offset) => {
        numbers[row] = number;
        for (let objective = 0; objective < count; objective++) {
          values[row * count + objective] = source[offset + objective]!;
        }
        row++;
      });
    } else if (count === 2) {
      this.#staircase.forEach((first, second, number) => {
        numbers[row] = number;
        values[row * 2] = first;
        values[row * 2 + 1] = second;
        row++;
      });
    } else if (this.#bestNumber >= 0) {
      numbers[0] = this.#bestNumber;
      values[0] = this.#best;
    }
    const order = new Uint32Array(numbers.length);
    for (let index = 0; index < order.length; index++) order[index] = index;
    order.sort((a, b) => numbers[a]! - numbers[b]!);
    this.#numbers = new Uint32Array(numbers.length);
    this.#values = new Float64Array(values.length);
    order.forEach((source, target) => {
      this.#numbers[target] = numbers[source]!;
      this.#values.set(values.subarray(source * count, (source + 1) * count), target * count);
    });
    this.#snapshotVersion = this.#version;
  }
}
