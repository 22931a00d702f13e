// Low-discrepancy designs from the randomised Halton sequence.

import { RandomStream } from '../contract/random.ts';
import { defineSampler } from './define.ts';
import { SequenceSampler } from './sequence-sampler.ts';

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/**
 * Radical inverses in the first primes, every digit place permuted by its own random permutation: A. B. Owen, "A
 * randomized Halton algorithm in R", arXiv 1706.02808, 2017.
 */
export class HaltonSequence {
  readonly #bases: readonly number[];
  /** Digit permutations of each dimension, place after place, down to a resolution of 2^-52. */
  readonly #permutations: readonly (readonly Uint16Array[])[];

  constructor(dimensions: number, seed: number) {
    this.#bases = firstPrimes(dimensions);
    const stream = new RandomStream(seed, 'sampler.halton');
    this.#permutations = this.#bases.map((base) =>
      Array.from({ length: Math.ceil(52 / Math.log2(base)) }, () =>
        stream.shuffle(Uint16Array.from({ length: base }, (_, digit) => digit)),
      ),
    );
  }

  /** Coordinate `dimension` of point `index`. */
  at(index: number, dimension: number): number {
    const base = this.#bases[dimension]!;
    let rest = index;
    let weight = 1;
    let value = 0;
    for (const permutation of this.#permutations[dimension]!) {
      const quotient = Math.floor(rest / base);
      weight /= base;
      value += permutation[rest - quotient * base]! * weight;
      rest = quotient;
    }
    return Math.min(value, 1 - 2 ** -53);
  }
}

export const halton = defineSampler({
  type: 'halton',
  title: 'Halton',
  doc:
    'Quasi-random designs in prime bases with random digit permutations. An alternative to sobol for budgets that are ' +
    'no power of two and few parameters; beyond about ten, sobol spreads better.',
  paper: { title: 'A randomized Halton algorithm in R (Owen)', year: 2017, arxiv: '1706.02808' },
  options: {},
  create: ({ space, seed }) => {
    const sequence = new HaltonSequence(space.width, seed);
    return new SequenceSampler(space, 'Halton points', (member, dimension) => sequence.at(member, dimension));
  },
});
