import fc from 'fast-check';
import { expect, it } from 'vitest';
import { optimalHits } from '../../../engine/simulation/cache.ts';
import { newestFirstMisses } from '../../../engine/simulation/newest-first-cache.ts';

it('keeps the first items and replaces the last', () => {
  // Slots hold 0 and 1; then 2 replaces 1, and 1 replaces 2.
  const trace = Uint32Array.of(0, 1, 0, 2, 1, 0, 2);
  expect([...newestFirstMisses({ trace, items: 3, slots: 2 })]).toEqual([1, 1, 0, 1, 1, 0, 1]);
  expect([...newestFirstMisses({ trace, items: 3, slots: 2, warmUp: 2 })]).toEqual([0, 1, 1, 0, 1]);
});

it('misses each item once where all fit, and never hits more often than the optimal replacement', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 100 }),
      fc.integer({ min: 1, max: 10 }),
      (requests, slots) => {
        const trace = Uint32Array.from(requests);
        const misses = newestFirstMisses({ trace, items: 10, slots }).reduce((sum, miss) => sum + miss, 0);
        expect(trace.length - misses).toBeLessThanOrEqual(optimalHits(trace, 10, slots));
        if (slots === 10) expect(misses).toBe(new Set(requests).size);
      },
    ),
    { seed: 3, numRuns: 200 },
  );
});
