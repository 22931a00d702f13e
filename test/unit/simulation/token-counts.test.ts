import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { zipfProbabilities } from '../../../engine/simulation/cache.ts';
import { binomial, drawTokenCounts } from '../../../engine/simulation/token-counts.ts';

describe('binomial', () => {
  // Inversion, its mirror image, and the normal approximation.
  it.each([
    [20, 0.1],
    [20, 0.9],
    [1000, 0.25],
  ])('of %i trials at %f has its mean and variance', (trials, probability) => {
    const stream = new RandomStream(1, 'test.binomial');
    const count = 20_000;
    let sum = 0;
    let squares = 0;
    for (let draw = 0; draw < count; draw++) {
      const value = binomial(stream, trials, probability);
      sum += value;
      squares += value * value;
    }
    const mean = sum / count;
    const variance = trials * probability * (1 - probability);
    expect(Math.abs(mean - trials * probability)).toBeLessThan(5 * Math.sqrt(variance / count));
    expect((squares / count - mean * mean) / variance).toBeCloseTo(1, 1);
  });

  it('is certain at the ends', () => {
    const stream = new RandomStream(1, 'test.binomial');
    expect(binomial(stream, 7, 0)).toBe(0);
    expect(binomial(stream, 7, 1)).toBe(7);
    expect(binomial(stream, 0, 0.5)).toBe(0);
  });
});

describe('drawTokenCounts', () => {
  it('deals every choice of every token, and no expert a token twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 5000 }),
        fc.double({ min: 0, max: 1.5, noNaN: true }),
        (experts, expertsPerToken, tokens, skew) => {
          const counts = new Int32Array(experts);
          const stream = new RandomStream(2, 'test.counts');
          drawTokenCounts(stream, tokens, expertsPerToken, zipfProbabilities(experts, skew), counts);
          const total = counts.reduce((sum, count) => sum + count, 0);
          expect(total).toBe(tokens * Math.min(expertsPerToken, experts));
          for (const count of counts) {
            expect(count).toBeGreaterThanOrEqual(0);
            expect(count).toBeLessThanOrEqual(tokens);
          }
        },
      ),
      { seed: 31 },
    );
  });

  it('gives every expert all tokens where tokens use every expert', () => {
    const counts = new Int32Array(4);
    drawTokenCounts(new RandomStream(3, 'test.counts'), 9, 4, zipfProbabilities(4, 1), counts);
    expect([...counts]).toEqual([9, 9, 9, 9]);
  });
});
