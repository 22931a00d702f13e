import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import {
  achievements,
  epsilonThinned,
  knee,
  kneeDistances,
  topsis,
  weightedSums,
} from '../../../engine/pareto/choose.ts';
import { frontQualities } from '../../../engine/pareto/front-quality.ts';
import { hypervolume } from '../../../engine/pareto/hypervolume.ts';
import {
  additiveEpsilon,
  estimateHypervolume,
  generalisedSpread,
  hypervolumeContributions,
  invertedGenerationalDistancePlus,
  r2,
  spread,
} from '../../../engine/pareto/indicators.ts';
import { crowdingDistances, nonDominated, nonDominatedRanks } from '../../../engine/pareto/sorting.ts';
import { dominates } from './brute-force.ts';

const rows = (...points: number[][]): Float64Array => Float64Array.from(points.flat());

/** Ranks by peeling one front after the other. */
function peeledRanks(points: number[][]): number[] {
  const ranks = points.map(() => -1);
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = points.map((_, index) => index).filter((index) => ranks[index] === -1);
    for (const index of left.filter((i) => !left.some((j) => dominates(points[j]!, points[i]!))))
      ranks[index] = rank;
  }
  return ranks;
}

describe('non-dominated sorting', () => {
  it.each([1, 2, 3, 4, 5])('peels fronts of %i objectives like the definition', (objectives) => {
    const points = fc.array(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: objectives, maxLength: objectives }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(points, (sample) => {
        expect([...nonDominatedRanks(Float64Array.from(sample.flat()), objectives)]).toEqual(
          peeledRanks(sample),
        );
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it('ranks infeasible points after feasible ones by violation, and unknown ones last', () => {
    const ranks = nonDominatedRanks(rows([5, 5], [0, 0], [1, 1], [NaN, 0]), 2, Float64Array.of(0, 2, 1, 0));
    expect([...ranks]).toEqual([0, 2, 1, 3]);
  });

  it('finds the front without unknown points', () => {
    expect([...nonDominated(rows([1, 2], [2, 1], [2, 2], [NaN, 0]), 2)]).toEqual([0, 1]);
    expect([...nonDominated(rows([NaN, 0]), 2)]).toEqual([]);
  });

  it('measures crowding between neighbours', () => {
    const distances = crowdingDistances(rows([0, 4], [1, 2], [4, 0]), 2, Uint32Array.of(0, 1, 2));
    expect([...distances]).toEqual([Infinity, 2, Infinity]);
  });
});

describe('indicators', () => {
  it('IGD+ counts only what the front lacks', () => {
    // From (0, 0): (3, 4) is 5 away. From (4, 4): (3, 4) is no worse anywhere.
    expect(invertedGenerationalDistancePlus(rows([3, 4]), 2, rows([0, 0], [4, 4]))).toBe(2.5);
  });

  it('epsilon is the shift that covers the reference set', () => {
    expect(additiveEpsilon(rows([1, 3], [3, 1]), 2, rows([1, 2], [2, 1]))).toBe(1);
    expect(additiveEpsilon(rows([0, 0]), 2, rows([1, 2]))).toBe(-1);
  });

  it('R2 averages the best weighted distance', () => {
    expect(r2(rows([1, 3], [3, 1]), 2, Float64Array.of(0, 0), rows([1, 0], [0, 1], [0.5, 0.5]))).toBe(
      (1 + 1 + 1.5) / 3,
    );
  });

  it('spread of three objectives compares distances to nearest neighbours', () => {
    expect(generalisedSpread(rows([0, 0, 2], [0, 2, 0], [2, 0, 0]), 3)).toBeCloseTo(0, 12);
    // Nearest neighbours on a line at 0, 1, 3: 1, 1 and 2, of mean 4/3.
    expect(generalisedSpread(rows([0, 0, 0], [1, 0, 0], [3, 0, 0]), 3)).toBeCloseTo(1 / 3, 12);
    expect(generalisedSpread(rows([0, 1, 0], [1, 0, 0]), 3)).toBeNaN();
  });

  it('qualities judge fronts against what all of them found, whatever the units', () => {
    // Scaled, the joint front is (0, 1), (0.5, 0.5), (1, 0).
    const [ends, middle, none] = frontQualities(
      [rows([0, 200], [2, 0]), rows([1, 100]), rows()],
      2,
      rows([1, 0], [0, 1]),
    );
    expect(ends).toMatchObject({ additiveEpsilon: 0.5, r2: 0, spread: Number.NaN });
    expect(ends!.invertedGenerationalDistancePlus).toBeCloseTo(1 / 6, 12);
    expect(middle).toMatchObject({ additiveEpsilon: 0.5, r2: 0.5 });
    expect(middle!.invertedGenerationalDistancePlus).toBeCloseTo(1 / 3, 12);
    expect(none!.invertedGenerationalDistancePlus).toBe(Infinity);
    expect(none!.additiveEpsilon).toBe(Infinity);
  });

  it('spread is 0 for equal gaps and needs three points', () => {
    expect(spread(rows([0, 2], [1, 1], [2, 0]))).toBe(0);
    expect(spread(rows([0, 3], [1, 2], [3, 0]))).toBeCloseTo(1 / 3, 12);
    expect(spread(rows([0, 1], [1, 0]))).toBeNaN();
  });

  it.each([2, 3, 4, 5])('contributions are what is lost without a point (%i objectives)', (objectives) => {
    const points = fc.array(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(points, (sample) => {
        const reference = new Float64Array(objectives).fill(6);
        const whole = hypervolume(Float64Array.from(sample.flat()), objectives, reference);
        const contributions = hypervolumeContributions(
          Float64Array.from(sample.flat()),
          objectives,
          reference,
        );
        sample.forEach((_, index) => {
          const rest = sample.filter((__, other) => other !== index);
          const lost = whole - hypervolume(Float64Array.from(rest.flat()), objectives, reference);
          expect(contributions[index]).toBeCloseTo(lost, 9);
        });
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  it('estimates the hypervolume within five standard errors', () => {
    const stream = new RandomStream(1, 'estimate');
    const points = Float64Array.from({ length: 4 * 30 }, () => stream.uniform());
    const reference = new Float64Array(4).fill(1.1);
    const { volume, standardError } = estimateHypervolume(points, 4, reference, 20_000, 3);
    expect(Math.abs(volume - hypervolume(points, 4, reference))).toBeLessThan(5 * standardError);
    expect(estimateHypervolume(new Float64Array(0), 4, reference, 10, 1)).toEqual({
      volume: 0,
      standardError: 0,
    });
  });
});

describe('choosing from a front', () => {
  const front = rows([0, 10], [1, 2], [5, 1], [10, 0]);

  it('finds the knee', () => {
    expect(knee(front, 2)).toBe(1);
    expect(knee(new Float64Array(0), 2)).toBe(-1);
    expect([...kneeDistances(front, 2)]).toEqual(
      [0, 0.7, 0.4, 0].map((value): unknown => expect.closeTo(value / Math.SQRT2, 12)),
    );
  });

  it('finds the point nearest to what is aspired to', () => {
    const found = achievements(front, 2, [5, 0], [10, 10]);
    // Worst excesses 1, 0.2, 0.1, 0.5; sums 0.5, -0.2, 0.1, 0.5.
    expect([...found]).toEqual(
      [-1.00005, -0.19998, -0.10001, -0.50005].map((value): unknown => expect.closeTo(value, 12)),
    );
  });

  it('ranks by TOPSIS and by weights', () => {
    // Scaled: (0,1), (0.1,0.2), (0.5,0.1), (1,0). Equal weights: the knee; all weight on the second: the last.
    const even = topsis(front, 2, [1, 1]);
    expect(even.indexOf(Math.max(...even))).toBe(1);
    expect([...topsis(front, 2, [0, 1])]).toEqual(
      [0, 0.8, 0.9, 1].map((value): unknown => expect.closeTo(value, 12)),
    );
    expect([...weightedSums(front, 2, [1, 2])]).toEqual(
      [2, 0.5, 0.7, 1].map((value): unknown => expect.closeTo(value, 12)),
    );
  });

  it('thins to one point a box', () => {
    expect(epsilonThinned(rows([0.1, 0.9], [0.2, 0.8], [0.6, 0.4], [0.9, 0.1]), 2, [0.5, 0.5])).toEqual([
      1, 2,
    ]);
  });
});
