// Uniform random designs.

import type { Sampler } from '../contract/sampler.ts';
import { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';
import { defineSampler } from './define.ts';
import { sampleFeasible } from './feasible.ts';

class RandomSampler implements Sampler {
  readonly roundSize = Number.POSITIVE_INFINITY;
  readonly #space: Space;
  readonly #stream: RandomStream;

  constructor(space: Space, seed: number) {
    this.#space = space;
    this.#stream = new RandomStream(seed, 'sampler.random');
  }

  ask(first: number, count: number, codes: Float64Array): number {
    for (let row = 0; row < count; row++) {
      this.#stream.restart(first + row);
      sampleFeasible(this.#space, this.#stream, codes, row * this.#space.width);
    }
    return count;
  }

  tell(): void {
    // Proposals depend on no results.
  }
}

export const random = defineSampler({
  type: 'random',
  title: 'Random',
  doc:
    'Independent uniform designs (uniform on a log scale where the parameter has one). The baseline every other ' +
    'sampler must beat, and right for looking at a whole space: no bias, any number of workers.',
  options: {},
  create: ({ space, seed }) => new RandomSampler(space, seed),
});
