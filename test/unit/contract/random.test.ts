import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { philox4x32, RandomStream } from '../../../engine/contract/random.ts';

describe('philox4x32', () => {
  // Known answers of the authors' Random123 library for ten rounds.
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('counter %j with key %j', (counter, [key0, key1], expected) => {
    const words = Uint32Array.from(counter);
    philox4x32(words, key0!, key1!);
    expect([...words]).toEqual(expected);
  });
});

describe('a stream', () => {
  test('depends on seed, name and index, and on nothing else', () => {
    const draw = (seed: number, name: string, index: number): number[] => {
      const stream = new RandomStream(seed, name, index);
      return [stream.uniform(), stream.normal(), stream.below(1000)];
    };
    expect(draw(7, 'a', 3)).toEqual(draw(7, 'a', 3));
    for (const other of [draw(8, 'a', 3), draw(7, 'b', 3), draw(7, 'a', 4), draw(7, 'a', 3 + 2 ** 32)]) {
      expect(other).not.toEqual(draw(7, 'a', 3));
    }
    const used = new RandomStream(7, 'a');
    used.normal();
    used.uint32();
    used.restart(3);
    expect([used.uniform(), used.normal(), used.below(1000)]).toEqual(draw(7, 'a', 3));
  });

  test('has the moments of its distributions', () => {
    const stream = new RandomStream(11, 'moments');
    const count = 200_000;
    const mean = (draw: () => number): number => {
      let sum = 0;
      for (let index = 0; index < count; index++) sum += draw();
      return sum / count;
    };
    // Six standard errors: 0.29, 1, sqrt(2) and 1 over the square root of the count.
    expect(Math.abs(mean(() => stream.uniform()) - 0.5)).toBeLessThan(0.004);
    expect(Math.abs(mean(() => stream.normal()))).toBeLessThan(0.0135);
    expect(Math.abs(mean(() => stream.normal() ** 2) - 1)).toBeLessThan(0.019);
    expect(Math.abs(mean(() => stream.exponential()) - 1)).toBeLessThan(0.0135);
  });

  test('draws integers below any bound, every one of them equally often', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 53 - 1 }), fc.integer(), (bound, seed) => {
        const value = new RandomStream(seed, 'below').below(bound);
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
      }),
    );
    const counts = new Array<number>(6).fill(0);
    const stream = new RandomStream(1, 'die');
    for (let index = 0; index < 60_000; index++) counts[stream.below(6)]!++;
    const chiSquare = counts.reduce((sum, seen) => sum + (seen - 10_000) ** 2 / 10_000, 0);
    // 99.99 % point of chi-square with five degrees of freedom.
    expect(chiSquare).toBeLessThan(25.7);
  });

  test('shuffles into permutations', () => {
    const items = Uint32Array.from({ length: 50 }, (_, index) => index);
    new RandomStream(3, 'shuffle').shuffle(items);
    expect([...items]).not.toEqual([...items].sort((a, b) => a - b));
    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });
});
