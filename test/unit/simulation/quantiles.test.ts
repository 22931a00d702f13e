import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WeightedSample } from '../../../engine/simulation/quantiles.ts';

describe('WeightedSample', () => {
  it('counts a value by its weight', () => {
    const sample = new WeightedSample();
    sample.add(5, 98);
    sample.add(1, 1);
    sample.add(9, 1);
    expect(sample.quantile(0)).toBe(1);
    expect(sample.quantile(0.01)).toBe(1);
    expect(sample.quantile(0.5)).toBe(5);
    expect(sample.quantile(0.99)).toBe(5);
    expect(sample.quantile(1)).toBe(9);
    expect(sample.mean()).toBe(5);
  });

  it('finds what sorting finds, in any order of questions', () => {
    const values = fc.array(
      fc.record({ value: fc.integer({ min: 0, max: 20 }), weight: fc.integer({ min: 1, max: 5 }) }),
      { minLength: 1, maxLength: 600 },
    );
    const shares = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(values, shares, (observed, asked) => {
        const sample = new WeightedSample();
        for (const { value, weight } of observed) sample.add(value, weight);
        const all = observed
          .flatMap(({ value, weight }) => Array.from({ length: weight }, () => value))
          .sort((a, b) => a - b);
        for (const twentieths of asked) {
          const rank = Math.max(1, Math.ceil((twentieths * all.length) / 20));
          expect(sample.quantile(twentieths / 20)).toBe(all[rank - 1]);
        }
      }),
      { seed: 32 },
    );
  });

  it('has no quantiles when empty', () => {
    expect(new WeightedSample().quantile(0.5)).toBeNaN();
  });
});
