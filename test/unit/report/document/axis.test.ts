// Ticks and places of figure axes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createAxis,
  extent,
  linearTicks,
  logTicks,
  suitedScale,
} from '../../../../engine/report/figures/axis.ts';
import { percent } from '../../../../engine/report/figures/bars.ts';

describe('axes', () => {
  it('has round ticks', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-3, 12, 6)).toEqual([0, 5, 10]);
    expect(logTicks(1e-19, 1e-15, 6)).toEqual([1e-19, 1e-18, 1e-17, 1e-16, 1e-15]);
    expect(logTicks(2, 8, 6)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });

  it('keeps ticks few, rising and within the data', () => {
    const bounds = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(bounds, bounds, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        fc.pre(high - low > 1e-6 * Math.max(Math.abs(low), Math.abs(high)) && high - low > 1e-300);
        const ticks = linearTicks(low, high, 6);
        expect(ticks.length).toBeLessThanOrEqual(7);
        const slack = 1e-6 * (high - low);
        ticks.forEach((tick, index) => {
          expect(tick).toBeGreaterThanOrEqual(low - slack);
          expect(tick).toBeLessThanOrEqual(high + slack);
          if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1]!);
        });
      }),
      { seed: 2 },
    );
  });

  it('places values in the range, and what it cannot show nowhere', () => {
    const axis = createAxis({ label: 'x' }, [1, 100], 'log', [0, 108]);
    expect(axis.place(1)).toBeCloseTo(4, 9);
    expect(axis.place(10)).toBeCloseTo(54, 9);
    expect(axis.place(100)).toBeCloseTo(104, 9);
    expect(axis.place(0)).toBeNaN();
    const single = createAxis({ label: 'x' }, [5, 5], 'linear', [0, 100]);
    expect(single.place(5)).toBe(50);
  });

  it('finds extents and the scale that suits them', () => {
    expect(extent([3, Number.NaN, -1, Infinity])).toEqual([-1, 3]);
    expect(extent([0, 5], 'log')).toEqual([5, 5]);
    expect(extent([])).toBeUndefined();
    expect(suitedScale([1, 100])).toBe('linear');
    expect(suitedScale([1, 101])).toBe('log');
    expect(suitedScale([0, 1e9])).toBe('linear');
  });

  it('writes shares', () => {
    expect([0, 0.0004, 0.0123, 0.5, 1].map(percent)).toEqual(['0.0 %', '< 0.1 %', '1.2 %', '50 %', '100 %']);
  });
});
