import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  combinationalShare,
  failureLimit,
  failureRate,
  flipProbability,
  SOFT_ERRORS,
} from '../../../engine/components/soft-errors.ts';

const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

describe('soft errors', () => {
  it('flips a bit with 1.66e-27 in a cycle at 50 FIT per MB and 1 GHz', () => {
    // 50 / (2^20 x 8 bits x 1e9 h x 3600 s/h x 1e9 Hz)
    expect(flipProbability(50, 1e9)).toBeCloseTo(50 / (8388608 * 3.6e12 * 1e9), 40);
    expect(flipProbability(50, 1e9) / 1.6557e-27).toBeCloseTo(1, 4);
  });

  it('allows 1.0e-16 in 0.3 ms to a part with 12 % of a 10 FIT chip', () => {
    expect(failureLimit(10, 0.12, 3e-4) / 1e-16).toBeCloseTo(1, 12);
  });

  it('a part that just meets its limit fails at its share of the rate of the chip', () => {
    fc.assert(
      fc.property(positive, positive, positive, (fit, share, time) => {
        expect(failureRate(failureLimit(fit, share, time), time) / (fit * share)).toBeCloseTo(1, 12);
      }),
      { seed: 1 },
    );
  });

  it('bounds logic behind gates of two inputs by 5.4 % of the flip-flop at 16 nm, a tenth of that at 7 nm', () => {
    // 0.5 x 0.005 x (2^4.5 - 1) / (2 - 1)
    expect(combinationalShare(SOFT_ERRORS[16], 1e9, 2)).toBeCloseTo(0.0025 * (2 ** 4.5 - 1), 12);
    expect(combinationalShare(SOFT_ERRORS[7], 1e9, 2)).toBeCloseTo(0.00025 * (2 ** 4.5 - 1), 12);
    expect(combinationalShare(SOFT_ERRORS[16], 5e8, 2)).toBeCloseTo(0.00125 * (2 ** 4.5 - 1), 12);
  });
});
