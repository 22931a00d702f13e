import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { withBitErrors } from '../../../engine/learning/faults.ts';
import { quantised } from '../../../engine/learning/quantisation.ts';
import { ridge } from '../../../engine/learning/ridge.ts';

const normal = (count: number): Float32Array => {
  const stream = new RandomStream(1, 'weights');
  return Float32Array.from({ length: count }, () => stream.normal());
};

describe('wrong bits in stored weights', () => {
  it('are none without errors: what is left is rounding', () => {
    const values = normal(96);
    expect([...withBitErrors(values, 8, 4, 0, new RandomStream(1, 'bits'))]).toEqual([
      ...quantised(values, 8, 4),
    ]);
  });

  it('turn every code over where every bit is wrong: -1 - code', () => {
    // Scale 1 with 4 bits: codes are the values.
    const values = Float32Array.of(7, -3, 0, 5);
    expect([...withBitErrors(values, 4, 1, 1, new RandomStream(1, 'bits'))]).toEqual([-8, 2, -1, -6]);
  });

  it('are as many as asked for', () => {
    const values = normal(20_000);
    const exact = quantised(values, 8, 1);
    const scale = Math.max(...values.map(Math.abs)) / 127;
    const hit = withBitErrors(values, 8, 1, 0.01, new RandomStream(2, 'bits'));
    let flips = 0;
    hit.forEach((value, index) => {
      let wrong = (Math.round(value / scale) ^ Math.round(exact[index]! / scale)) & 0xff;
      for (; wrong > 0; wrong >>= 1) flips += wrong & 1;
    });
    // 160,000 bits, 1,600 expected, standard deviation 40.
    expect(Math.abs(flips - 1600)).toBeLessThan(160);
  });

  it('depend on the stream alone', () => {
    const run = (): number[] => [...withBitErrors(normal(64), 6, 8, 0.05, new RandomStream(3, 'bits'))];
    expect(run()).toEqual(run());
  });
});

describe('ridge regression', () => {
  it('finds a line, and shrinks it with the penalty but for the constant', () => {
    const rows = [0, 1, 2, 3].map((x) => [1, x]);
    const targets = [5, 7, 9, 11];
    const [constant, slope] = ridge(rows, targets, 0);
    expect(constant).toBeCloseTo(5, 9);
    expect(slope).toBeCloseTo(2, 9);
    const strong = ridge(rows, targets, 1e9);
    expect(strong[0]).toBeCloseTo(8, 5);
    expect(strong[1]).toBeCloseTo(0, 5);
  });

  it('recovers any coefficients from exact targets', () => {
    const coefficients = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(coefficients, (wanted) => {
        const stream = new RandomStream(4, 'rows');
        const rows = Array.from({ length: 12 }, () => [1, stream.normal(), stream.normal(), stream.normal()]);
        const targets = rows.map((row) => row.reduce((sum, value, index) => sum + value * wanted[index]!, 0));
        ridge(rows, targets, 0).forEach((value, index) => expect(value).toBeCloseTo(wanted[index]!, 6));
      }),
    );
  });
});
