import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { AliasSampler, simulateCache, zipfProbabilities } from '../../../engine/simulation/cache.ts';
import {
  chunkEfficiency,
  runTierStack,
  tierLoadTime,
  type StackTier,
} from '../../../engine/simulation/tiers.ts';
import { scanTrace } from '../../../engine/simulation/traces.ts';

const stack = (fast: number, middle: number): StackTier[] => [
  { name: 'HBM', slots: fast, latency: 1e-6, bandwidth: 1e12 },
  { name: 'DDR', slots: middle, latency: 2e-6, bandwidth: 1e11 },
  { name: 'NVMe', slots: Infinity, latency: 80e-6, bandwidth: 7e9 },
];

describe('tier stacks', () => {
  it('serve a scan from the first tier that holds all of it', () => {
    const trace = scanTrace(10, 1000);
    const { shares, loadTime } = runTierStack(stack(5, 10), trace, 10, 1e6);
    // Ten first requests come from below, the other 990 from the middle.
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBeCloseTo(0.99, 12);
    expect(shares[2]).toBeCloseTo(0.01, 12);
    expect(loadTime).toBeCloseTo(0.99 * (2e-6 + 1e-5) + 0.01 * (80e-6 + 1e6 / 7e9), 12);
  });

  it('agree with a simulated LRU cache at every tier', () => {
    const trace = new AliasSampler(zipfProbabilities(200, 0.8)).trace(
      5000,
      new RandomStream(1, 'test.tiers'),
    );
    const { shares } = runTierStack(stack(20, 90), trace, 200, 1e6);
    const hits = (slots: number): number =>
      simulateCache({ trace, items: 200, slots, policy: 'lru' }).hits / trace.length;
    expect(shares[0]).toBeCloseTo(hits(20), 12);
    expect(shares[0]! + shares[1]!).toBeCloseTo(hits(90), 12);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('hide what is foreseen in time', () => {
    const trace = scanTrace(10, 1000);
    const run = (lead: number, accuracy: number) =>
      runTierStack(stack(5, 10), trace, 10, 1e6, { lead, accuracy });
    expect(run(1, 1).exposedTime).toBe(0);
    expect(run(1, 0.5).exposedTime).toBeCloseTo(run(0, 0).loadTime / 2, 12);
    expect(run(0, 1).exposedTime).toBeCloseTo(run(0, 0).loadTime, 12);
  });

  it('are never slower with more fast slots', () => {
    const trace = new AliasSampler(zipfProbabilities(100, 1)).trace(2000, new RandomStream(2, 'test.tiers'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 }), (fast) => {
        const now = runTierStack(stack(fast, 50), trace, 100, 1e6).loadTime;
        expect(runTierStack(stack(fast + 1, 50), trace, 100, 1e6).loadTime).toBeLessThanOrEqual(now);
      }),
      { seed: 1 },
    );
  });

  it('reach half of the bandwidth where a chunk takes as long as its latency', () => {
    const tier = stack(1, 2)[2]!;
    expect(chunkEfficiency(tier, 80e-6 * 7e9)).toBeCloseTo(0.5, 12);
    expect(tierLoadTime(tier, 7e9)).toBeCloseTo(1 + 80e-6, 12);
  });

  it('refuse tiers that do not grow, and a last tier that is too small', () => {
    const trace = scanTrace(3, 5);
    expect(() => runTierStack(stack(10, 10), trace, 3, 1)).toThrow('no more than "HBM"');
    expect(() => runTierStack(stack(1, 2).slice(0, 2), trace, 3, 1)).toThrow('1 too few');
    expect(() => runTierStack([], trace, 3, 1)).toThrow('at least one tier');
  });
});
