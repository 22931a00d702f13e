import { describe, expect, it } from 'vitest';
import { attainedBy } from '../../../engine/pareto/attainment.ts';

const rows = (...points: number[][]): Float64Array => Float64Array.from(points.flat());
const corners = (fronts: Float64Array[], level: number): number[][] => {
  const { first, second } = attainedBy(fronts, level);
  return Array.from(first, (x, index) => [x, second[index]!]);
};

describe('attainment', () => {
  // Three fronts: a staircase, one point inside of it, one point outside.
  const fronts = [rows([1, 4], [3, 2]), rows([2, 3]), rows([0, 5], [4, 4])];

  it('is the union, the median and the intersection of what the fronts dominate', () => {
    expect(corners(fronts, 1 / 3)).toEqual([
      [0, 5],
      [1, 4],
      [2, 3],
      [3, 2],
    ]);
    // Two of three: at x = 1 the first and third front reach 4 and 5; at 2 the first and second 4; at 3 they reach 3.
    expect(corners(fronts, 0.5)).toEqual([
      [1, 5],
      [2, 4],
      [3, 3],
    ]);
    expect(corners(fronts, 1)).toEqual([
      [2, 5],
      [4, 4],
    ]);
  });

  it('has no corners where too few fronts have points, and leaves unknown points out', () => {
    expect(corners([rows([1, 1]), rows([NaN, 0])], 1)).toEqual([]);
    expect(corners([rows([1, 1]), rows([NaN, 0])], 0)).toEqual([[1, 1]]);
    expect(corners([], 0.5)).toEqual([]);
  });
});
