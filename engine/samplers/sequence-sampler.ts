// A sampler whose n-th design is the n-th acceptable point of a sequence in the unit cube.

import type { Sampler } from '../contract/sampler.ts';
import type { Space } from '../space/space.ts';
import { AcceptedSequence } from './accepted-sequence.ts';

/** Coordinate `dimension` of point `member`, in [0, 1). */
export type UnitSequence = (member: number, dimension: number) => number;

export class SequenceSampler implements Sampler {
  readonly roundSize = Number.POSITIVE_INFINITY;
  readonly #points: AcceptedSequence;

  /** `describe` names the points in an error, e.g. "Sobol points". */
  constructor(space: Space, describe: string, sequence: UnitSequence) {
    this.#points = new AcceptedSequence(
      space,
      Number.POSITIVE_INFINITY,
      describe,
      (member, codes, offset) => {
        space.writeUnits((index) => sequence(member, index), codes, offset);
      },
    );
  }

  ask(first: number, count: number, codes: Float64Array): number {
    return this.#points.fill(first, count, codes);
  }

  tell(): void {
    // Proposals depend on no results.
  }
}
