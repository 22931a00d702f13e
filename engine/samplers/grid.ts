// Every combination of the levels of all dimensions, in order or shuffled.

import type { Sampler } from '../contract/sampler.ts';
import type { Space } from '../space/space.ts';
import { categorical } from '../space/parameters.ts';
import { AcceptedSequence } from './accepted-sequence.ts';
import { defineSampler } from './define.ts';
import { GridIndex } from './grid-index.ts';
import { KeyedPermutation } from './permutation.ts';

class GridSampler implements Sampler {
  readonly roundSize = Number.POSITIVE_INFINITY;
  readonly #points: AcceptedSequence;

  constructor(space: Space, seed: number, shuffled: boolean) {
    const grid = new GridIndex(space);
    const permutation = shuffled ? new KeyedPermutation(grid.size, seed, 'sampler.grid') : undefined;
    this.#points = new AcceptedSequence(space, grid.size, 'grid points', (member, codes, offset) =>
      grid.write(permutation === undefined ? member : permutation.at(member), codes, offset),
    );
  }

  ask(first: number, count: number, codes: Float64Array): number {
    return this.#points.fill(first, count, codes);
  }

  tell(): void {
    // Proposals depend on no results.
  }
}

export const grid = defineSampler({
  type: 'grid',
  title: 'Grid',
  doc:
    'Every combination of all levels, each once; float parameters need `levels`. The only sampler that proves an ' +
    'optimum, so the choice for spaces that fit the budget. Shuffled, every part of a long run covers the whole space.',
  options: {
    order: categorical(['sequential', 'shuffled'], {
      doc: 'Which points come first: the last parameter fastest, or a fixed pseudo-random order.',
      default: 'sequential',
      choiceDocs: {
        sequential: 'the last parameter changes fastest',
        shuffled: 'a pseudo-random order fixed by the seed',
      },
    }),
  },
  create: ({ space, seed, options }) => new GridSampler(space, seed, options.order === 'shuffled'),
});
