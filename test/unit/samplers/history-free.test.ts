import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../engine/samplers/index.ts';
import { GridIndex } from '../../../engine/samplers/grid-index.ts';
import { KeyedPermutation } from '../../../engine/samplers/permutation.ts';
import { Space } from '../../../engine/space/space.ts';
import { contextFor, mixedSpace } from './spaces.ts';

const all = (space: Space, type: string, options: Record<string, unknown>, count: number): string[] => {
  const sampler = createSampler({ type, options }, contextFor(space));
  const codes = new Float64Array(count * space.width);
  const filled = sampler.ask(0, count, codes);
  return Array.from({ length: filled }, (_, row) =>
    codes.slice(row * space.width, (row + 1) * space.width).join(),
  );
};

/** `count` ordinal dimensions of ten levels, with an optional constraint on the first. */
function decimalSpace(count: number, constraint?: (first: number) => boolean): Space {
  const choices = Array.from({ length: 10 }, (_, digit) => digit);
  const ids = Array.from({ length: count }, (_, index) => `d${index}`);
  return new Space({
    dimensions: ids.map((id) => ({ kind: 'choice', id, choices, ordered: true })),
    fixed: {},
    parameters: Object.fromEntries(
      ids.map((id) => [id, { kind: 'ordinal', choices, default: 0, doc: 'digit' }]),
    ),
    constraints:
      constraint === undefined
        ? []
        : [
            {
              id: 'first',
              message: 'first digit',
              uses: ['d0'],
              holds: (design) => constraint(design.d0 as number),
            },
          ],
  });
}

describe('grid', () => {
  it('holds every design once, conditional children not repeated', () => {
    // kind none 1; cache: ways 1 (no policy) + 3 ways x 2 policies = 7; buffer: 4 depths. Times 3 x 3 x 5 x 2.
    const space = mixedSpace(false);
    expect(new GridIndex(space).size).toBe((1 + 7 + 4) * 90);
    expect(space.gridSize).toBe(1080);
    for (const order of ['sequential', 'shuffled']) {
      const rows = all(space, 'grid', { order }, 2000);
      expect(rows.length).toBe(1080);
      expect(new Set(rows).size).toBe(1080);
    }
  });

  it('leaves out what violates the constraints, in any order', () => {
    const rows = all(mixedSpace(), 'grid', {}, 2000);
    const shuffled = all(mixedSpace(), 'grid', { order: 'shuffled' }, 2000);
    expect(shuffled).not.toEqual(rows);
    expect([...shuffled].sort()).toEqual([...rows].sort());
  });

  it('turns the last parameter fastest', () => {
    expect(all(decimalSpace(3), 'grid', {}, 1000).slice(8, 12)).toEqual(['0,0,8', '0,0,9', '0,1,0', '0,1,1']);
  });

  it('reaches into 10^12 points and 10^15 points at once', () => {
    const space = decimalSpace(12);
    const codes = new Float64Array(24);
    createSampler({ type: 'grid', options: {} }, contextFor(space)).ask(123456789012, 2, codes);
    expect(codes.slice(0, 12).join('')).toBe('123456789012');
    const shuffled = createSampler(
      { type: 'grid', options: { order: 'shuffled' } },
      contextFor(decimalSpace(15)),
    );
    expect(shuffled.ask(0, 1, codes)).toBe(1);
  });

  it('gives a trial the same point whether asked in order, from the middle, or backwards', () => {
    const space = decimalSpace(5, (first) => first % 3 === 1);
    const sampler = createSampler({ type: 'grid', options: { order: 'shuffled' } }, contextFor(space));
    const whole = new Float64Array(20000 * 5);
    sampler.ask(0, 20000, whole);
    const fresh = createSampler({ type: 'grid', options: { order: 'shuffled' } }, contextFor(space));
    const codes = new Float64Array(5);
    for (const trial of [19999, 4096, 4095, 12000, 0]) {
      fresh.ask(trial, 1, codes);
      expect([...codes]).toEqual([...whole.slice(trial * 5, trial * 5 + 5)]);
    }
  });

  it('asks for levels where a parameter is continuous', () => {
    const space = new Space({
      dimensions: [{ kind: 'float', id: 'clock', minimum: 1, maximum: 2, scale: 'linear' }],
      fixed: {},
      parameters: {
        clock: { kind: 'float', minimum: 1, maximum: 2, scale: 'linear', default: 1, doc: 'clock' },
      },
      constraints: [],
    });
    expect(() => createSampler({ type: 'grid', options: {} }, contextFor(space))).toThrow(
      /"clock" is continuous/,
    );
  });

  it('gives up on a huge grid in which nothing is allowed', () => {
    const sampler = createSampler({ type: 'grid', options: {} }, contextFor(decimalSpace(12, () => false)));
    expect(() => sampler.ask(0, 1, new Float64Array(12))).toThrow(/none of 2,000,000 grid points in a row/);
  });
});

describe('KeyedPermutation', () => {
  it('is a bijection for every length and seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (length, seed) => {
        const permutation = new KeyedPermutation(length, seed, 'test');
        const images = new Set(Array.from({ length }, (_, index) => permutation.at(index)));
        expect(images.size).toBe(length);
        expect(Math.max(...images)).toBe(length - 1);
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});

describe('random', () => {
  it('covers choices evenly and floats on their scale', () => {
    const space = mixedSpace(false);
    const sampler = createSampler({ type: 'random', options: {} }, contextFor(space));
    const count = 20_000;
    const codes = new Float64Array(count * space.width);
    sampler.ask(0, count, codes);
    let gated = 0;
    let lowClock = 0;
    for (let row = 0; row < count; row++) {
      gated += codes[row * space.width + 7]!;
      // The logarithmic middle of 0.1 to 2 GHz.
      if (codes[row * space.width + 4]! < Math.sqrt(1e8 * 2e9)) lowClock++;
    }
    // Five standard deviations of a binomial of 20,000 are 1.8 %.
    expect(gated / count).toBeCloseTo(0.5, 1);
    expect(Math.abs(gated / count - 0.5)).toBeLessThan(0.018);
    expect(Math.abs(lowClock / count - 0.5)).toBeLessThan(0.018);
  });
});
