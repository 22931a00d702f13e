import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { estimateUntil } from '../../../engine/simulation/monte-carlo.ts';

const goal = { relativeError: 0.05, confidence: 0.95, batch: 200, mostSamples: 100_000 };

function exponential(seed: number): (sample: number) => number {
  const stream = new RandomStream(seed, 'test.sequential');
  return (sample) => stream.restart(sample).exponential();
}

describe('estimateUntil', () => {
  it('stops about where theory says: (z / error)² samples for an exponential', () => {
    const { mean, samples, precise, halfWidth } = estimateUntil(exponential(1), goal);
    expect(precise).toBe(true);
    expect(halfWidth).toBeLessThanOrEqual(0.05 * mean);
    // 1.96² / 0.05² = 1537, rounded up to whole batches, and the spread is itself an estimate.
    expect(samples).toBeGreaterThan(1200);
    expect(samples).toBeLessThan(2000);
  });

  it('covers the truth about as often as it says', () => {
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { mean, halfWidth } = estimateUntil(exponential(seed), goal);
      if (Math.abs(mean - 1) <= halfWidth) covered++;
    }
    expect(covered).toBeGreaterThan(180);
    expect(covered).toBeLessThan(199);
  });

  it('says when it ran out of samples', () => {
    expect(estimateUntil(exponential(1), { ...goal, mostSamples: 300 })).toMatchObject({
      samples: 300,
      precise: false,
    });
  });

  it('does not trust one batch of equal values, but two', () => {
    expect(estimateUntil(() => 3, goal)).toEqual({ mean: 3, halfWidth: 0, samples: 400, precise: true });
  });
});
