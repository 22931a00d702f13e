import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf, compareWithBest, medianInterval } from '../../../engine/analysis/race-scores.ts';
import { holmAdjusted, rankSum } from '../../../engine/analysis/rank-sum.ts';

describe('the rank-sum test', () => {
  it('gives the exact probability', () => {
    // All of the first above the second: 1 of 20 ways for either side.
    expect(rankSum([4, 5, 6], [1, 2, 3])).toEqual({ superiority: 1, probability: 0.1 });
    expect(rankSum([1, 2], [3, 4, 5])).toEqual({ superiority: 0, probability: 0.2 });
    // Tied in pairs: half of all comparisons are won, and no other split is less uneven.
    expect(rankSum([1, 2, 3], [1, 2, 3])).toEqual({ superiority: 0.5, probability: 1 });
    expect(rankSum([7, 7], [7, 7, 7])).toEqual({ superiority: 0.5, probability: 1 });
    // Ten against ten without overlap: 2 of 184,756.
    const low = Array.from({ length: 10 }, (_, place) => place);
    const high = low.map((value) => value + 10);
    expect(rankSum(high, low).probability).toBeCloseTo(2 / 184_756, 12);
    // The table of Mann and Whitney: n = m = 4, U = 1, one-sided 0.029 (2 of 70).
    expect(rankSum([1, 2, 3, 5], [4, 6, 7, 8]).probability).toBeCloseTo(4 / 70, 12);
    expect(rankSum([], [1]).probability).toBeNaN();
  });

  it('is the same from either side, and does not depend on units', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const there = rankSum(a, b);
        const back = rankSum(b, a);
        expect(back.probability).toBeCloseTo(there.probability, 12);
        expect(back.superiority).toBeCloseTo(1 - there.superiority, 12);
        expect(rankSum(a.map(Math.exp), b.map(Math.exp))).toEqual(there);
        expect(there.probability).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is adjusted for several tests', () => {
    expect(holmAdjusted([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
    expect(holmAdjusted([0.9])).toEqual([0.9]);
  });
});

describe('scores of a race', () => {
  const trials = [10, 20];
  const rising = [
    [Number.NaN, 1, 2, 3, 4],
    [5, 6, 7, 8, 9],
  ];
  const slow = [
    [1, 1, 1],
    [4, 5, 6],
  ];
  const fast = [
    [5, 6, 7],
    [9, 9, 9],
  ];

  it('are banded over seeds, one without a score counting as the worst', () => {
    expect(bandOf(trials, rising)).toEqual([
      { trials: 10, median: 2, low: 1, high: 3 },
      { trials: 20, median: 7, low: 6, high: 8 },
    ]);
    expect(bandOf([1], [[Number.NaN, Number.NaN, 1]])[0]).toMatchObject({ median: Number.NaN });
  });

  it('name the best and when it overtakes', () => {
    expect(compareWithBest(trials, [slow, fast])).toEqual([
      { best: 1, other: 0, superiority: 1, probability: 0.1, overtakes: 10 },
    ]);
    expect(compareWithBest(trials, [fast])).toEqual([]);
  });

  it('have a median whose interval is inside of the scores', () => {
    const { low, high } = medianInterval([1, 2, 3, 4, 100], 0.95);
    expect(low).toBeGreaterThanOrEqual(1);
    expect(low).toBeLessThan(3);
    expect(high).toBeGreaterThan(3);
    expect(high).toBeLessThanOrEqual(100);
  });
});
