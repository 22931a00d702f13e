import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { fanovaImportance, permutationImportance } from '../../../engine/analysis/importance.ts';
import { growForest, predictForest } from '../../../engine/analysis/random-forest.ts';
import { cube, mixedSpace } from '../samplers/spaces.ts';

function sampled(width: number, count: number, valueOf: (x: Float64Array) => number) {
  const space = cube(width);
  const stream = new RandomStream(2, 'importance-test');
  const codes = new Float64Array(count * width);
  const values = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    space.sampleUniform(stream, codes, row * width);
    values[row] = valueOf(codes.subarray(row * width, (row + 1) * width));
  }
  return { space, codes, values };
}

describe('fANOVA importance', () => {
  it('finds the shares of a sum, which are the shares of its variances', () => {
    // Variance of w (x - 0.3)^2 grows with w^2, so weights 1, 2, 3 and 0 give 1/14, 4/14, 9/14 and 0.
    const { space, codes, values } = sampled(4, 3000, (x) =>
      [1, 2, 3, 0].reduce((sum, weight, index) => sum + weight * (x[index]! - 0.3) ** 2, 0),
    );
    const report = fanovaImportance(space, codes, values, 1);
    const shares = report.parameters.map(({ share }) => share);
    [1 / 14, 4 / 14, 9 / 14, 0].forEach((share, index) => {
      expect(Math.abs(shares[index]! - share)).toBeLessThan(0.04);
    });
    expect(report.modelFit).toBeGreaterThan(0.9);
    expect(report.trials).toBe(3000);
    for (const { low, share, high } of report.parameters) {
      expect(low).toBeLessThanOrEqual(share);
      expect(high).toBeGreaterThanOrEqual(share);
    }
  });

  it('gives what only an interaction explains to the interactions', () => {
    // The product of two centred uniform numbers: neither explains anything alone.
    const { space, codes, values } = sampled(3, 4000, (x) => (x[0]! - 0.5) * (x[1]! - 0.5));
    const report = fanovaImportance(space, codes, values, 1);
    expect(report.interactions).toBeGreaterThan(0.85);
    const permuted = permutationImportance(space, codes, values, 1);
    expect(permuted.parameters[0]!.share).toBeGreaterThan(0.4);
    expect(permuted.parameters[1]!.share).toBeGreaterThan(0.4);
    expect(permuted.parameters[2]!.share).toBeLessThan(0.05);
  });

  it('handles choices, conditions, unknown values, a constant and no data', () => {
    const space = mixedSpace(false);
    const stream = new RandomStream(1, 'mixed');
    const codes = new Float64Array(600 * space.width);
    const values = new Float64Array(600);
    for (let row = 0; row < 600; row++) {
      space.sampleUniform(stream, codes, row * space.width);
      values[row] = row % 10 === 0 ? NaN : codes[row * space.width + 1] === 2 ? 5 : 1;
    }
    const report = fanovaImportance(space, codes, values, 1);
    const kind = report.parameters.find(({ id }) => id === 'kind')!;
    expect(kind.share).toBeGreaterThan(0.95);
    expect(report.trials).toBe(540);
    const constant = fanovaImportance(space, codes, new Float64Array(600).fill(3), 1);
    expect(constant.parameters.every(({ share }) => share === 0)).toBe(true);
    const empty = fanovaImportance(space, new Float64Array(0), new Float64Array(0), 1);
    expect(empty.parameters.every(({ share }) => share === 0)).toBe(true);
  });

  it('is the same for the same seed', () => {
    const { space, codes, values } = sampled(3, 200, (x) => x[0]! + x[1]!);
    expect(fanovaImportance(space, codes, values, 5)).toEqual(fanovaImportance(space, codes, values, 5));
    expect(fanovaImportance(space, codes, values, 6)).not.toEqual(fanovaImportance(space, codes, values, 5));
  });
});

describe('random forest', () => {
  it('predicts a step function exactly away from the step', () => {
    const { codes, values } = sampled(2, 1000, (x) => (x[1]! < 0.5 ? -1 : 4));
    const forest = growForest(codes, 2, values, new RandomStream(1, 'forest'));
    expect(predictForest(forest, Float64Array.of(0.3, 0.2), 0)).toBe(-1);
    expect(predictForest(forest, Float64Array.of(0.3, 0.8), 0)).toBe(4);
  });
});
