import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankFront, rankingReason, type RankingMethod } from '../../../engine/pareto/ranking.ts';

// Scaled: (0, 1), (0.1, 0.2), (0.5, 0.1), (1, 0).
const front = Float64Array.of(0, 10, 1, 2, 5, 1, 10, 0);

describe('a ranked front', () => {
  it('by every method', () => {
    const order = (method: RankingMethod, weights?: number[], aspired?: number[]): number[] =>
      rankFront(front, 2, {
        method,
        ...(weights === undefined ? {} : { weights }),
        ...(aspired === undefined ? {} : { aspired }),
      }).map(({ row }) => row);
    expect(order('topsis', [0, 1])).toEqual([3, 2, 1, 0]);
    expect(order('knee')).toEqual([1, 2, 0, 3]);
    // 1 less a third of 2, 0.5, 0.7, 1.
    const weighted = rankFront(front, 2, { method: 'weighted', weights: [1, 2] });
    expect(weighted.map(({ row }) => row)).toEqual([1, 2, 3, 0]);
    expect(weighted[0]!.score).toBeCloseTo(1 - 0.5 / 3, 12);
    // At most 5 of the first: rows 0, 1, 2 meet it, the lower the better; the second is free.
    expect(order('aspiration', undefined, [5, Infinity])).toEqual([0, 1, 2, 3]);
    expect(order('aspiration', [1, 1], [5, 0])).toEqual([2, 1, 3, 0]);
    // What the first lacks weighs a tenth: the last one misses it by a twentieth of a range, the third by a tenth.
    expect(order('aspiration', [0.1, 1], [5, 0])).toEqual([3, 2, 1, 0]);
  });

  it('says what speaks for a point and what is paid', () => {
    const [best] = rankFront(front, 2, { method: 'topsis' });
    expect(best).toMatchObject({ row: 1, knee: true, places: [2, 3] });
    expect(rankingReason(best!, 4, ['area', 'latency'])).toBe(
      'knee of the front: area 2 of 4, latency 3 of 4',
    );
    expect(rankingReason({ row: 0, score: 0, places: [1], knee: false }, 4, ['area'])).toBe('best area of 4');
  });

  it('has no place for an empty front, and shares places of equal values', () => {
    expect(rankFront(new Float64Array(0), 2, { method: 'topsis' })).toEqual([]);
    const places = rankFront(Float64Array.of(1, 2, 1, 2, 0, 3), 2, { method: 'knee' });
    expect(places.map(({ row, places: [first] }) => [row, first])).toContainEqual([1, 2]);
  });

  it('never puts a point before one that dominates it', () => {
    const point = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 });
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 });
    const methods = fc.constantFrom<RankingMethod>('topsis', 'weighted', 'knee', 'aspiration');
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), weights, methods, (points, w, method) => {
        const ranked = rankFront(Float64Array.from(points.flat()), 3, {
          method,
          ...(method === 'knee' ? {} : { weights: w }),
          aspired: [2, 2, 2],
        });
        const score = new Map(ranked.map((each) => [each.row, each.score]));
        expect([...score.keys()].sort((a, b) => a - b)).toEqual(points.map((_, row) => row));
        points.forEach((a, first) => {
          points.forEach((b, second) => {
            if (a.every((value, index) => value <= b[index]!))
              expect(score.get(first)!).toBeGreaterThanOrEqual(score.get(second)! - 1e-12);
          });
        });
      }),
    );
  });
});
