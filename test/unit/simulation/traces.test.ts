import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { lruHitCurve, optimalHits } from '../../../engine/simulation/cache.ts';
import { markovTrace, mixTraces, scanTrace } from '../../../engine/simulation/traces.ts';

const stream = (): RandomStream => new RandomStream(8, 'test.traces');

describe('traces', () => {
  it('a scan defeats LRU until it fits, but not the optimal replacement', () => {
    const trace = scanTrace(10, 100);
    const curve = lruHitCurve(trace, 10);
    expect(curve[9]).toBe(0);
    expect(curve[10]).toBe(90);
    expect(optimalHits(trace, 10, 9)).toBeGreaterThan(70);
  });

  it('a Markov chain repeats as often as it says and visits all items alike', () => {
    const trace = markovTrace(20, 50_000, { repeat: 0.5, jump: 0.1, neighbours: 3 }, stream());
    let repeats = 0;
    const visits = new Array<number>(20).fill(0);
    trace.forEach((item, request) => {
      visits[item]!++;
      if (request > 0 && trace[request - 1] === item) repeats++;
    });
    // 0.5, and a jump may land where it was: 0.1 / 20.
    expect(repeats / 50_000).toBeCloseTo(0.505, 2);
    for (const count of visits) expect(Math.abs(count / 2500 - 1)).toBeLessThan(0.15);
  });

  it('a mixture keeps the order of both', () => {
    const mixed = mixTraces(
      scanTrace(5, 50),
      Uint32Array.from({ length: 50 }, (_, index) => 100 + index),
      0.3,
      stream(),
    );
    const low = mixed.filter((item) => item < 100);
    const high = mixed.filter((item) => item >= 100);
    expect([...low]).toEqual([...scanTrace(5, low.length)]);
    expect([...high]).toEqual([...high].sort((a, b) => a - b));
  });

  it('refuses probabilities that exceed one', () => {
    expect(() => markovTrace(5, 5, { repeat: 0.8, jump: 0.3, neighbours: 1 }, stream())).toThrow('0.8');
  });
});
