import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EXACT,
  newtonInverseRoot,
  newtonReciprocal,
  seriesExponential,
  toBfloat16,
  toScaledIntegers,
} from '../../../engine/systems/pim-gpt/numerics.ts';
import { decodeTiny, logitError } from '../../../engine/systems/pim-gpt/tiny-gpt.ts';

const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

describe('formats', () => {
  it('round to BF16: eight bits of mantissa, ties to even', () => {
    expect(toBfloat16(1)).toBe(1);
    expect(toBfloat16(1 + 2 ** -8)).toBe(1);
    expect(toBfloat16(1 + 3 * 2 ** -8)).toBe(1 + 2 ** -6);
    expect(toBfloat16(-3.14159)).toBe(-3.140625);
    fc.assert(
      fc.property(positive, (x) => {
        expect(Math.abs(toBfloat16(x) / x - 1)).toBeLessThanOrEqual(2 ** -8);
      }),
      { seed: 1 },
    );
  });

  it('round to integers of one scale, keeping the largest', () => {
    const values = Float64Array.of(-127, 63.4, 0.4, 12.6);
    toScaledIntegers(values);
    expect([...values]).toEqual([-127, 63, 0, 13]);
    const zeros = new Float64Array(3);
    toScaledIntegers(zeros);
    expect([...zeros]).toEqual([0, 0, 0]);
  });
});

describe('approximations', () => {
  it('bring the exponential within the first term the series leaves out', () => {
    const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (x, terms) => {
          const left = (Math.LN2 / 2) ** (terms + 1) / factorial(terms + 1);
          // e^|r| <= sqrt(2) bounds both the Lagrange factor and the division by e^r.
          expect(Math.abs(seriesExponential(x, terms) / Math.exp(x) - 1)).toBeLessThan(2 * left + 1e-13);
        },
      ),
      { seed: 1 },
    );
  });

  it('square the error of a reciprocal with each step, from 1/17', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 0, max: 4 }), (x, steps) => {
        const error = Math.abs(newtonReciprocal(x, steps) * x - 1);
        expect(error).toBeLessThanOrEqual((1 / 17) ** (2 ** steps) + 1e-14);
      }),
      { seed: 1 },
    );
  });

  it('bring the inverse root within three halves of the squared error with each step, from 19 %', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 0, max: 4 }), (x, steps) => {
        let bound = 0.19;
        for (let step = 0; step < steps; step++) bound = 1.5 * bound ** 2 + 0.5 * bound ** 3;
        expect(Math.abs(newtonInverseRoot(x, steps) * Math.sqrt(x) - 1)).toBeLessThanOrEqual(bound + 1e-14);
      }),
      { seed: 1 },
    );
  });
});

describe('the tiny model', () => {
  it('gives the same logits every time, of a sensible size', () => {
    const once = decodeTiny(EXACT);
    expect(once).toEqual(decodeTiny(EXACT));
    expect(once).toHaveLength(16);
    const size = Math.sqrt(once[5]!.reduce((sum, logit) => sum + logit ** 2, 0) / once[5]!.length);
    expect(size).toBeGreaterThan(1);
    expect(size).toBeLessThan(20);
  });

  it('is exact to single precision with many terms and steps, and less so in narrower formats', () => {
    expect(logitError(32, 12, 4)).toBeLessThan(1e-6);
    expect(logitError(16, 12, 4)).toBeGreaterThan(1e-3);
    expect(logitError(8, 12, 4)).toBeGreaterThan(logitError(16, 12, 4));
  });
});
