import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createAxis,
  extentOf,
  logTicks,
  padded,
  suggestedScale,
} from '../../../renderer/charts/axes/axis.ts';

describe('axis', () => {
  test('the extent leaves out what the scale cannot show', () => {
    const values = [Number.NaN, -3, 0, 0.5, 8, Infinity];
    expect(extentOf(values, 'linear')).toEqual([-3, 8]);
    expect(extentOf(values, 'log')).toEqual([0.5, 8]);
    expect(extentOf([0, -1], 'log')).toBeUndefined();
  });

  test('a single value gets room on both sides', () => {
    expect(padded([5, 5], 'linear')).toEqual([4.5, 5.5]);
    expect(padded([0, 0], 'linear')).toEqual([-1, 1]);
    const [low, high] = padded([100, 100], 'log');
    expect(low).toBeCloseTo(50.12, 2);
    expect(high).toBeCloseTo(199.53, 2);
  });

  test('values over more than two decades suggest a log axis, unless some are zero or less', () => {
    expect(suggestedScale([1, 50])).toBe('linear');
    expect(suggestedScale([1, 500])).toBe('log');
    expect(suggestedScale([0, 500])).toBe('linear');
    expect(suggestedScale([])).toBe('linear');
  });

  test('log ticks are decades, thinned where there are many and subdivided where there are few', () => {
    expect(logTicks([1e-19, 1e-15], 6)).toEqual([1e-19, 1e-18, 1e-17, 1e-16, 1e-15]);
    expect(logTicks([1e-3, 1], 20)).toEqual([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]);
    expect(logTicks([1, 1e12], 4)).toEqual([1, 1e4, 1e8, 1e12].filter((tick) => tick >= 1));
  });

  test('within few decades the roundest numbers that have room are ticks', () => {
    expect(logTicks([45, 720], 4)).toEqual([50, 100, 200, 500]);
    expect(logTicks([45, 720], 12)).toEqual([50, 70, 100, 150, 200, 300, 500, 700]);
    expect(logTicks([1.02, 1.38], 4)).toEqual([1.1, 1.2, 1.3]);
    expect(logTicks([970, 1010], 4)).toEqual([970, 980, 990, 1000, 1010]);
  });

  test('no two labels of a log axis come closer than the room a label was given', () => {
    const positive = fc.double({ min: 1e-20, max: 1e20, noNaN: true });
    const ratios = fc.double({ min: 0.001, max: 30, noNaN: true }).map((power) => 10 ** power);
    fc.assert(
      fc.property(positive, ratios, fc.integer({ min: 120, max: 1600 }), (low, ratio, width) => {
        const axis = createAxis('log', [low, low * ratio], [0, width], 's', 60);
        const places = axis.ticks.map(axis.scale);
        for (const [index, place] of places.entries()) {
          if (index > 0) expect(place - places[index - 1]!).toBeGreaterThan(0.6 * 60);
        }
        expect(new Set(axis.ticks.map(axis.tickText)).size).toBe(axis.ticks.length);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  test('ticks lie in the domain, ascend, and there are few enough to be read', () => {
    const positive = fc.double({ min: 1e-20, max: 1e20, noNaN: true });
    fc.assert(
      fc.property(positive, fc.double({ min: 1.01, max: 1e12, noNaN: true }), (low, ratio) => {
        const ticks = logTicks([low, low * ratio], 6);
        for (const [index, tick] of ticks.entries()) {
          expect(tick).toBeGreaterThanOrEqual(low * (1 - 1e-9));
          expect(tick).toBeLessThanOrEqual(low * ratio * (1 + 1e-9));
          if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1]!);
        }
        expect(ticks.length).toBeLessThanOrEqual(14);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('ticks of a linear axis share one SI prefix, which the title carries', () => {
    const axis = createAxis('linear', [0, 0.02], [0, 400], 's');
    expect(axis.unitText).toBe('ms');
    expect(axis.ticks.map(axis.tickText)).toEqual(['0', '5', '10', '15', '20']);
  });

  test('ticks of a log axis name their own unit, or are powers of ten', () => {
    const time = createAxis('log', [1e-6, 1e-3], [0, 300], 's');
    expect(time.unitText).toBe('');
    expect(time.ticks.map(time.tickText)).toEqual(['1 µs', '10 µs', '100 µs', '1 ms']);
    const corruption = createAxis('log', [1e-18, 1e-16], [0, 300], undefined);
    expect(corruption.ticks.map(corruption.tickText)).toContain('10⁻¹⁷');
  });
});
