import { describe, expect, it } from 'vitest';
import { PROTECTIONS, residual } from '../../../engine/components/protection.ts';

const quatro = { flop: 0.02, logic: 1 };

describe('what protection leaves', () => {
  it('is everything without protection and nothing of a single fault with duplication', () => {
    expect(residual('none', quatro)).toEqual({ flop: 1, logic: 1 });
    expect(residual('dmr', quatro)).toEqual({ flop: 0, logic: 0 });
  });

  it('is what Quatro cells are said to leave, and a quarter of flips but no pulse behind TSPC-DICE', () => {
    expect(residual('quatro', quatro)).toEqual({ flop: 0.02, logic: 1 });
    expect(residual('tspc-dice', quatro)).toEqual({ flop: 0.25, logic: 0 });
  });

  it('is never more than without protection', () => {
    for (const protection of PROTECTIONS) {
      expect(residual(protection, quatro).flop).toBeLessThanOrEqual(1);
      expect(residual(protection, quatro).logic).toBeLessThanOrEqual(1);
    }
  });
});
