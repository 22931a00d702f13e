import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barRoom, BARS, shortName } from '../../../renderer/report/bar-size.ts';

/** Pixels of a character of the text on paper, where it is largest. */
const CHARACTER = 8;

describe('bars of a report', () => {
  it('begin after the longest name that is shown and end before the longest number', () => {
    const row = fc.record({
      name: fc.string({ maxLength: 80 }),
      indent: fc.constantFrom(0, 12),
      number: fc.string({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 18 }), (rows) => {
        const { left, right } = barRoom(rows);
        for (const { name, indent, number } of rows) {
          const shown = Array.from(shortName(name, indent));
          expect(indent + shown.length * CHARACTER).toBeLessThan(left);
          expect(BARS.width - Array.from(number).length * CHARACTER).toBeGreaterThan(right);
        }
        expect(right - left).toBeGreaterThanOrEqual(100);
      }),
    );
  });

  it('keep a name of ordinary length whole, and say where one is cut', () => {
    expect(shortName('activation and output protection', 0)).toBe('activation and output protection');
    expect(shortName('arithmetic that transfers do not hide', 12)).toBe('arithmetic that transfers do not…');
  });
});
