import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { AliasSampler, simulateCache, zipfProbabilities } from '../../../engine/simulation/cache.ts';
import { estimateHits, EVICTION_ESTIMATES } from '../../../engine/simulation/cache-estimates.ts';

const ITEMS = 64;
/** An LFU cache lets every requested item in for a while; the estimate keeps the most popular ones for good. */
const ALLOWED = { lru: 0.02, fifo: 0.02, lfu: 0.04 } as const;

describe('estimated cache hits', () => {
  it.each(EVICTION_ESTIMATES)('are those of a simulated %s cache', (policy) => {
    for (const skew of [0.5, 1, 1.5]) {
      const probabilities = zipfProbabilities(ITEMS, skew);
      const trace = new AliasSampler(probabilities).trace(60_000, new RandomStream(1, 'trace'));
      for (const slots of [4, 16, 40]) {
        const simulated = simulateCache({ trace, items: ITEMS, slots, policy, warmUp: 10_000 });
        const hits = new Float64Array(ITEMS);
        estimateHits(policy, probabilities, slots, hits);
        const estimated = hits.reduce((sum, hit, item) => sum + hit * probabilities[item]!, 0);
        expect(Math.abs(estimated - simulated.hitRate), `${policy} ${skew} ${slots}`).toBeLessThan(
          ALLOWED[policy],
        );
      }
    }
  });

  it('hold as many items as there are slots, and hit alike where items are alike', () => {
    for (const policy of EVICTION_ESTIMATES) {
      const hits = new Float64Array(ITEMS);
      estimateHits(policy, zipfProbabilities(ITEMS, 1), 12.5, hits);
      expect(hits.reduce((sum, hit) => sum + hit, 0)).toBeCloseTo(12.5, 5);
      if (policy === 'lfu') continue;
      estimateHits(policy, new Float64Array(ITEMS).fill(0.1), 16, hits);
      for (const hit of hits) expect(hit).toBeCloseTo(0.25, 9);
    }
  });

  it('are none without slots and all where everything fits', () => {
    for (const policy of EVICTION_ESTIMATES) {
      const hits = new Float64Array(3);
      estimateHits(policy, Float64Array.of(0.5, 0.3, 0.2), 0, hits);
      expect([...hits]).toEqual([0, 0, 0]);
      estimateHits(policy, Float64Array.of(0.5, 0.3, 0.2), 3, hits);
      expect([...hits]).toEqual([1, 1, 1]);
    }
  });
});
