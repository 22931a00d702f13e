import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import {
  AliasSampler,
  bestStaticHitRate,
  EVICTION_POLICIES,
  lruHitCurve,
  optimalHits,
  simulateCache,
  zipfProbabilities,
} from '../../../engine/simulation/cache.ts';
import type { EvictionPolicy } from '../../../engine/simulation/cache.ts';

/** The reference string of textbooks (Belady, Nelson and Shedler, 1969), items from 0. */
const BELADY = Uint32Array.from([0, 1, 2, 3, 0, 1, 4, 0, 1, 2, 3, 4]);

const missesOf = (trace: Uint32Array, items: number, slots: number, policy: EvictionPolicy): number =>
  trace.length - simulateCache({ trace, items, slots, policy }).hits;

const traces = fc
  .record({
    items: fc.integer({ min: 1, max: 12 }),
    draws: fc.array(fc.nat(), { minLength: 1, maxLength: 80 }),
    slots: fc.integer({ min: 1, max: 14 }),
  })
  .map(({ items, draws, slots }) => ({
    items,
    slots,
    trace: Uint32Array.from(draws, (draw) => draw % items),
  }));

describe('simulateCache', () => {
  it('shows Belady’s anomaly: FIFO misses 9 times with 3 slots and 10 times with 4', () => {
    expect(missesOf(BELADY, 5, 3, 'fifo')).toBe(9);
    expect(missesOf(BELADY, 5, 4, 'fifo')).toBe(10);
  });

  it('misses 10 and 8 times under LRU on the same string', () => {
    expect(missesOf(BELADY, 5, 3, 'lru')).toBe(10);
    expect(missesOf(BELADY, 5, 4, 'lru')).toBe(8);
  });

  it('keeps the frequent item under LFU where LRU drops it', () => {
    const trace = Uint32Array.from([0, 0, 1, 2, 0]);
    expect(simulateCache({ trace, items: 3, slots: 2, policy: 'lru' }).hits).toBe(1);
    expect(simulateCache({ trace, items: 3, slots: 2, policy: 'lfu' }).hits).toBe(2);
  });

  it('spares the used item under CLOCK where FIFO evicts it', () => {
    const trace = Uint32Array.from([0, 1, 0, 2, 0]);
    expect(simulateCache({ trace, items: 3, slots: 2, policy: 'fifo' }).hits).toBe(1);
    expect(simulateCache({ trace, items: 3, slots: 2, policy: 'clock' }).hits).toBe(2);
  });

  it('counts nothing during the warm-up and marks every counted miss', () => {
    const trace = Uint32Array.from([0, 1, 0, 2, 1]);
    const { requests, hits, misses } = simulateCache({ trace, items: 3, slots: 2, policy: 'lru', warmUp: 2 });
    expect(requests).toBe(3);
    expect(hits).toBe(1);
    expect([...misses]).toEqual([0, 1, 1]);
  });

  it('starts with the first items when it starts filled', () => {
    const trace = Uint32Array.from([2, 0, 1]);
    const { misses } = simulateCache({ trace, items: 4, slots: 3, policy: 'lru', filled: true });
    expect([...misses]).toEqual([0, 0, 0]);
  });

  it.each(EVICTION_POLICIES)('finds exactly slots/items for equally popular items under %s', (policy) => {
    const probabilities = zipfProbabilities(150, 0);
    const trace = new AliasSampler(probabilities).trace(3000, new RandomStream(1, 'test'));
    const result = simulateCache({ trace, items: 150, slots: 39, policy, filled: true, probabilities });
    expect(result.expectedHitRate).toBeCloseTo(39 / 150, 10);
    expect(Math.abs(result.hitRate - 39 / 150)).toBeLessThan(4 * Math.sqrt((0.26 * 0.74) / 3000));
  });

  it('agrees between counted and expected hit rate on a skewed trace', () => {
    const probabilities = zipfProbabilities(300, 1);
    const trace = new AliasSampler(probabilities).trace(40_000, new RandomStream(2, 'test'));
    for (const policy of EVICTION_POLICIES) {
      const result = simulateCache({ trace, items: 300, slots: 40, policy, warmUp: 4000, probabilities });
      expect(Math.abs(result.hitRate - result.expectedHitRate)).toBeLessThan(0.01);
      expect(result.expectedHitRate).toBeLessThan(bestStaticHitRate(probabilities, 40));
    }
  });

  it('never hits an item for the first time, nor misses one again when all fit', () => {
    fc.assert(
      fc.property(traces, fc.constantFrom(...EVICTION_POLICIES), ({ trace, items, slots }, policy) => {
        const distinct = new Set(trace).size;
        const { hits } = simulateCache({ trace, items, slots, policy });
        expect(hits).toBeLessThanOrEqual(trace.length - distinct);
        if (slots >= items) expect(hits).toBe(trace.length - distinct);
      }),
      { seed: 1 },
    );
  });
});

describe('optimalHits', () => {
  it('misses 7 and 6 times on Belady’s string', () => {
    expect(BELADY.length - optimalHits(BELADY, 5, 3)).toBe(7);
    expect(BELADY.length - optimalHits(BELADY, 5, 4)).toBe(6);
  });

  it('is a bound for every policy', () => {
    fc.assert(
      fc.property(traces, fc.constantFrom(...EVICTION_POLICIES), ({ trace, items, slots }, policy) => {
        const { hits } = simulateCache({ trace, items, slots, policy });
        expect(hits).toBeLessThanOrEqual(optimalHits(trace, items, slots));
      }),
      { seed: 2 },
    );
  });
});

describe('lruHitCurve', () => {
  it('equals an LRU simulation at every size and never falls', () => {
    fc.assert(
      fc.property(traces, ({ trace, items }) => {
        const curve = lruHitCurve(trace, items);
        expect(curve[0]).toBe(0);
        for (let slots = 1; slots <= items; slots++) {
          expect(curve[slots]).toBe(simulateCache({ trace, items, slots, policy: 'lru' }).hits);
          expect(curve[slots]).toBeGreaterThanOrEqual(curve[slots - 1]!);
        }
      }),
      { seed: 3 },
    );
  });
});

describe('Zipf requests', () => {
  it('has the published bound for 39 of 150 experts at skew 1', () => {
    expect(bestStaticHitRate(zipfProbabilities(150, 1), 39)).toBeCloseTo(0.761, 3);
  });

  it('adds up to 1 and falls as the skew says', () => {
    const probabilities = zipfProbabilities(1000, 0.8);
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12);
    expect(probabilities[9]! / probabilities[0]!).toBeCloseTo(10 ** -0.8, 12);
  });

  it('draws items as often as their probabilities say', () => {
    const probabilities = zipfProbabilities(20, 1.2);
    const requests = 200_000;
    const trace = new AliasSampler(probabilities).trace(requests, new RandomStream(3, 'test'));
    const counts = new Float64Array(20);
    for (const item of trace) counts[item]! += 1;
    let chiSquare = 0;
    for (let item = 0; item < 20; item++) {
      const expected = requests * probabilities[item]!;
      chiSquare += (counts[item]! - expected) ** 2 / expected;
    }
    // 99.9 % quantile with 19 degrees of freedom.
    expect(chiSquare).toBeLessThan(43.8);
  });
});
