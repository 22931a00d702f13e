import { describe, expect, it } from 'vitest';
import { PROTECTIONS, residual } from '../../../engine/components/protection.ts';

describe('what protection leaves', () => {
  it('is everything without protection and nothing of a single fault with duplication', () => {
    expect(residual('none')).toEqual({ flop: 1, logic: 1 });
    expect(residual('dmr')).toEqual({ flop: 0, logic: 0 });
  });

  it('is 2 % behind Quatro cells unless told otherwise, and a quarter of flips but no pulse behind TSPC-DICE', () => {
    expect(residual('quatro')).toEqual({ flop: 0.02, logic: 0.02 });
    expect(residual('quatro', 0.09)).toEqual({ flop: 0.09, logic: 0.09 });
    expect(residual('tspc-dice')).toEqual({ flop: 0.25, logic: 0 });
  });

  it('is never more than without protection', () => {
    for (const protection of PROTECTIONS) {
      expect(residual(protection).flop).toBeLessThanOrEqual(1);
      expect(residual(protection).logic).toBeLessThanOrEqual(residual(protection).flop);
    }
  });
});
