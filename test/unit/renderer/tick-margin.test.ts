import { expect, it } from 'vitest';
import { LONGEST_TICK_PIXELS, tickMargin, TickMargins } from '../../../renderer/charts/axes/tick-margin.ts';

it('the room beside an axis holds its longest label, up to what is cut', () => {
  expect(tickMargin(['1.0', '1.5'])).toBe(tickMargin([]));
  expect(tickMargin(['1.5 × 10⁻¹⁵'])).toBe(Math.ceil(11 + 11 * 6.1 + 24));
  expect(tickMargin(['x'.repeat(60)])).toBe(11 + LONGEST_TICK_PIXELS + 24);
});

it('an axis that is moved keeps the largest room it needed, whatever others need', () => {
  const margins = new TickMargins();
  margins.see('sdc log', ['10⁻¹⁶', '1.5 × 10⁻¹⁵']);
  const wide = margins.of('sdc log');
  margins.see('sdc log', ['1']);
  expect(margins.of('sdc log')).toBe(wide);
  expect(margins.of('area linear')).toBe(tickMargin([]));
});
