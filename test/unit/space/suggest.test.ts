import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestWord } from '../../../engine/space/suggest.ts';

describe('editDistance', () => {
  it.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['grid', 'gird', 1],
    ['ca', 'abc', 3],
    ['same', 'same', 0],
  ])('of %s and %s is %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is symmetric and at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
      { seed: 1 },
    );
  });
});

describe('nearestWord', () => {
  const words = [
    'sram_capacity',
    'hbm_capacity',
    'hbm_bandwidth',
    'experts',
    'expert_size',
    'protection.dma',
  ];

  it.each([
    ['sram', 'sram_capacity'],
    ['SRAM-Capacity', 'sram_capacity'],
    ['hbm_bandwith', 'hbm_bandwidth'],
    ['expert', 'experts'],
    ['dma', 'protection.dma'],
    ['frequency', undefined],
    ['', undefined],
    ['x'.repeat(1000), undefined],
  ])('of %s is %s', (word, expected) => {
    expect(nearestWord(word, words)).toBe(expected);
  });
});
