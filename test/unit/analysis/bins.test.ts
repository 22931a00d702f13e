import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bins2d,
  histogram,
  insidePolygon,
  quantilesOf,
  sortedRows,
  type BinAxis,
} from '../../../engine/analysis/bins.ts';

const linear = { kind: 'linear' } as const;
const log = { kind: 'log' } as const;

function axis(values: readonly number[], bins: number, changes: Partial<BinAxis> = {}): BinAxis {
  return { values: Float64Array.from(values), placement: linear, bins, ...changes };
}

describe('bins of two columns', () => {
  it('count every row that can be drawn, the largest value in the last bin', () => {
    const binned = bins2d(axis([0, 1, 2, 3, 4], 2), axis([0, 0, 10, 10, 10], 2));
    // Rows 0 and 1 lie at the bottom left; 2, at x = 2, begins the right half.
    expect([...binned.counts]).toEqual([2, 0, 0, 3]);
    expect(binned).toMatchObject({ xExtent: [0, 4], yExtent: [0, 10], shown: 5, outside: 0 });
  });

  it('say why rows are not shown', () => {
    const x = axis([1, -1, Number.NaN, 10, 1000], 3, { placement: log, window: [1, 100] });
    const binned = bins2d(x, axis([1, 1, 1, 1, 1], 1));
    expect([...binned.counts]).toEqual([1, 1, 0]);
    expect(binned).toMatchObject({
      xExtent: [1, 1000],
      shown: 2,
      outside: 1,
      withoutValue: 1,
      notPositive: 1,
    });
  });

  it('leave out what the mask leaves out, extents included', () => {
    const binned = bins2d(axis([0, 1, 9], 1), axis([5, 6, 7], 1), Uint8Array.from([1, 1, 0]));
    expect([...binned.counts]).toEqual([2]);
    expect(binned).toMatchObject({ xExtent: [0, 1], yExtent: [5, 6] });
  });

  it('on a quantile axis hold equal shares', () => {
    const values = Array.from({ length: 1000 }, (_, index) => index ** 3);
    const knots = quantilesOf(Float64Array.from(values), [0, 0.25, 0.5, 0.75, 1]);
    const counts = histogram(axis(values, 4, { placement: { kind: 'quantile', knots } }));
    expect([...counts]).toEqual([250, 250, 250, 250]);
  });

  it('have nothing to show of no rows', () => {
    expect(bins2d(axis([], 2), axis([], 2))).toMatchObject({ xExtent: null, yExtent: null, shown: 0 });
  });
});

it('quantiles lie between the order statistics', () => {
  const values = Float64Array.from([4, Number.NaN, 1, 3, 2]);
  expect(quantilesOf(values, [0, 0.5, 1])).toEqual([1, 2.5, 4]);
  expect(quantilesOf(values, [0.5], Uint8Array.from([0, 1, 0, 0, 0]))).toEqual([Number.NaN]);
});

it('sorts as a comparison would, equal values by row and unknown ones last', () => {
  const value = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 1, -1, 5e-324),
    fc.integer({ min: -3, max: 3 }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.boolean()), { maxLength: 80 }), (rows) => {
      const values = Float64Array.from(rows, ([number]) => number);
      const mask = Uint8Array.from(rows, ([, kept]) => Number(kept));
      const expected = [...rows.keys()]
        .filter((row) => mask[row] === 1)
        .sort((a, b) => {
          const [one, other] = [values[a]!, values[b]!];
          if (Number.isNaN(one) || Number.isNaN(other))
            return Number(Number.isNaN(one)) - Number(Number.isNaN(other)) || a - b;
          return one < other ? -1 : one > other ? 1 : a - b;
        });
      expect([...sortedRows(values, mask)]).toEqual(expected);
    }),
    { seed: 1, numRuns: 300 },
  );
});

it('tells which rows a polygon holds, on log axes as drawn', () => {
  const x = { values: Float64Array.from([1, 10, 100, 10, Number.NaN, 0]), placement: log };
  const y = { values: Float64Array.from([1, 2, 1, 0.2, 1, 1]), placement: linear };
  // A triangle with its corners at (1, 0), (100, 0) and (10, 3): half way up its sides at x = 10^0.5 and 10^1.5.
  const inside = insidePolygon(x, y, [1, 0, 100, 0, 10, 3]);
  expect([...inside]).toEqual([0, 1, 0, 1, 0, 0]);
  expect([...insidePolygon(x, y, [1, 0, 100, 0, 10, 3], Uint8Array.from([1, 0, 1, 1, 1, 1]))]).toEqual([
    0, 0, 0, 1, 0, 0,
  ]);
});
