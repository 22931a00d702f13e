// Latin hypercube designs: every parameter's range is cut into as many strata as there are points, each hit once.

import { RandomStream } from '../contract/random.ts';
import { integer } from '../space/parameters.ts';
import { defineSampler } from './define.ts';
import { KeyedPermutation } from './permutation.ts';
import { SequenceSampler, type UnitSequence } from './sequence-sampler.ts';

/** Largest design that is optimised; the distances of all pairs are kept. */
const OPTIMISED_POINTS = 512;
const EXCHANGES_PER_POINT = 60;

/**
 * Strata of an optimised design, row-major, `points` x `dimensions`: exchanges within columns that lower the maximin
 * criterion phi_p (M. D. Morris and T. J. Mitchell, "Exploratory designs for computational experiments", JSPI 43,
 * 1995; p = 10 here), starting from a random design.
 */
export function optimisedStrata(points: number, dimensions: number, stream: RandomStream): Uint16Array {
  const strata = new Uint16Array(points * dimensions);
  for (let column = 0; column < dimensions; column++) {
    const order = stream.shuffle(Uint16Array.from({ length: points }, (_, row) => row));
    for (let row = 0; row < points; row++) strata[row * dimensions + column] = order[row]!;
  }
  if (points < 3 || dimensions < 2) return strata;
  const squared = new Float64Array(points * points);
  for (let a = 0; a < points; a++) {
    for (let b = 0; b < points; b++) {
      let sum = 0;
      for (let column = 0; column < dimensions; column++) {
        sum += (strata[a * dimensions + column]! - strata[b * dimensions + column]!) ** 2;
      }
      squared[a * points + b] = sum;
    }
  }
  // Powers of the distance, squared distance to the fifth: phi_p with p = 10, without the root, which is monotone.
  const penalty = (value: number): number => 1 / (value * value * value * value * value);
  for (let exchange = 0; exchange < EXCHANGES_PER_POINT * points; exchange++) {
    const column = stream.below(dimensions);
    const a = stream.below(points);
    const b = stream.below(points - 1);
    const other = b >= a ? b + 1 : b;
    const valueA = strata[a * dimensions + column]!;
    const valueB = strata[other * dimensions + column]!;
    let change = 0;
    for (let row = 0; row < points; row++) {
      if (row === a || row === other) continue;
      const value = strata[row * dimensions + column]!;
      const shift = (value - valueB) ** 2 - (value - valueA) ** 2;
      const fromA = squared[a * points + row]!;
      const fromB = squared[other * points + row]!;
      change += penalty(fromA + shift) - penalty(fromA) + penalty(fromB - shift) - penalty(fromB);
    }
    if (change >= 0) continue;
    for (let row = 0; row < points; row++) {
      if (row === a || row === other) continue;
      const value = strata[row * dimensions + column]!;
      const shift = (value - valueB) ** 2 - (value - valueA) ** 2;
      squared[a * points + row]! += shift;
      squared[row * points + a]! += shift;
      squared[other * points + row]! -= shift;
      squared[row * points + other]! -= shift;
    }
    strata[a * dimensions + column] = valueB;
    strata[other * dimensions + column] = valueA;
  }
  return strata;
}

/** Designs of `points` points, one after the other without end; the ones small enough are optimised. */
export function latinHypercubeSequence(points: number, dimensions: number, seed: number): UnitSequence {
  const jitter = new RandomStream(seed, 'sampler.latin-hypercube.jitter');
  let block = -1;
  let stratumOf: (row: number, dimension: number) => number = () => 0;
  const startBlock = (next: number): void => {
    block = next;
    if (points <= OPTIMISED_POINTS) {
      const stream = new RandomStream(seed, 'sampler.latin-hypercube', block);
      const strata = optimisedStrata(points, dimensions, stream);
      stratumOf = (row, dimension) => strata[row * dimensions + dimension]!;
      return;
    }
    const permutations = Array.from(
      { length: dimensions },
      (_, dimension) => new KeyedPermutation(points, seed, `sampler.latin-hypercube/${block}/${dimension}`),
    );
    stratumOf = (row, dimension) => permutations[dimension]!.at(row);
  };
  return (member, dimension) => {
    const wanted = Math.floor(member / points);
    if (wanted !== block) startBlock(wanted);
    jitter.restart(member * dimensions + dimension);
    return (stratumOf(member - wanted * points, dimension) + jitter.uniform()) / points;
  };
}

export const latinHypercube = defineSampler({
  type: 'latin-hypercube',
  title: 'Latin hypercube',
  doc:
    'Every parameter takes each of n strata exactly once in n trials, and up to 512 points are spread apart. For small ' +
    'budgets whose one-dimensional coverage matters: screening, fitting surrogates.',
  paper: {
    title: 'Exploratory designs for computational experiments (Morris and Mitchell)',
    year: 1995,
    venue: 'Journal of Statistical Planning and Inference 43',
  },
  options: {
    points: integer({
      doc: 'Points of one design; 0 takes the trial budget. Longer studies continue with further designs.',
      minimum: 0,
      maximum: 1_000_000,
      default: 0,
    }),
  },
  create: ({ space, seed, budgetTrials, options }) => {
    const budget = Number.isFinite(budgetTrials) ? budgetTrials : 256;
    const points = Math.max(1, Math.min(1_000_000, options.points === 0 ? budget : options.points));
    return new SequenceSampler(
      space,
      'Latin hypercube points',
      latinHypercubeSequence(points, space.width, seed),
    );
  },
});
