// The first designs of a sampler that then learns: evenly spread.

import type { Space } from '../space/space.ts';
import { AcceptedSequence } from './accepted-sequence.ts';
import { SOBOL_DIMENSIONS } from './joe-kuo.ts';
import { latinHypercubeSequence } from './latin-hypercube.ts';
import { SobolSequence } from './sobol-sequence.ts';
import type { UnitSequence } from './sequence-sampler.ts';

/** Acceptable points of the scrambled Sobol sequence, or of random Latin hypercubes where the space is too wide for it. */
export class InitialDesign {
  readonly #points: AcceptedSequence;

  /** `quantileOf` may move the coordinate of a dimension. */
  constructor(space: Space, seed: number, quantileOf?: (dimension: number, unit: number) => number) {
    const sequence = unitSequence(space.width, seed);
    this.#points = new AcceptedSequence(
      space,
      Number.POSITIVE_INFINITY,
      'initial designs',
      (member, codes, offset) => {
        const unitOf = (index: number): number => {
          const unit = sequence(member, index);
          return quantileOf === undefined ? unit : quantileOf(index, unit);
        };
        space.writeUnits(unitOf, codes, offset);
      },
    );
  }

  /** Writes the designs of trials `first` and on. */
  fill(first: number, count: number, codes: Float64Array): void {
    this.#points.fill(first, count, codes);
  }
}

function unitSequence(width: number, seed: number): UnitSequence {
  if (width > SOBOL_DIMENSIONS) return latinHypercubeSequence(1024, width, seed);
  const sequence = new SobolSequence(width, seed);
  return (member, dimension) => sequence.at(member, dimension);
}
