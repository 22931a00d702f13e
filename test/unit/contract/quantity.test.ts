import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { formatNumber, formatQuantity, parseQuantity, unitKind } from '../../../engine/contract/quantity.ts';

function refusal(text: string | number, unit?: string, name?: string): string {
  try {
    parseQuantity(text, unit, name);
  } catch (error) {
    if (error instanceof ParetoscopeError) return error.sentence;
    throw error;
  }
  return 'accepted';
}

describe('parseQuantity', () => {
  it.each([
    ['20 ms', 's', 0.02],
    ['3 ns', 's', 3e-9],
    ['10 min', 's', 600],
    ['2h', 's', 7200],
    ['250 MHz', 'Hz', 2.5e8],
    ['1.2 pJ', 'J', 1.2e-12],
    ['1 kWh', 'J', 3.6e6],
    ['520 MiB', 'B', 520 * 1024 * 1024],
    ['64 GB', 'B', 64e9],
    ['8 bit', 'B', 1],
    ['1.5 TiB', 'B', 1.5 * 1024 ** 4],
    ['400 Gbit/s', 'B/s', 50e9],
    ['400 Gbps', 'B/s', 50e9],
    ['1.6 TB/s', 'B/s', 1.6e12],
    ['638 TFLOPS', 'FLOP/s', 638e12],
    ['638 TFLOP/s', 'FLOP/s', 638e12],
    ['2 TOPS', 'OP/s', 2e12],
    ['3 pJ/bit', 'J/bit', 3e-12],
    ['8 pJ/B', 'J/bit', 1e-12],
    ['100 FLOP/B', 'FLOP/B', 100],
    ['256 MAC/cycle', 'MAC/cycle', 256],
    ['5 um2', 'mm²', 5e-6],
    ['5 µm²', 'mm²', 5e-6],
    ['2 cm^2', 'mm²', 200],
    ['7 nm', 'nm', 7],
    ['85 °C', 'K', 358.15],
    ['300 K', 'K', 300],
    ['10 FIT', 'FIT', 10],
    ['1.2 ktoken/s', 'tokens/s', 1200],
    ['3 J/token', 'J/token', 3],
    ['99 USD', 'USD', 99],
    ['25 %', undefined, 0.25],
    ['1.0e-16', undefined, 1e-16],
    ['4k', undefined, 4000],
    ['1_000_000', undefined, 1e6],
    ['-3', undefined, -3],
    ['17', 'Hz', 17],
  ] as const)('reads %s in %s as %d', (text, unit, expected) => {
    expect(parseQuantity(text, unit)).toBe(expected);
  });

  it('names both kinds where a unit is of the wrong one', () => {
    expect(refusal('250 MHz', 's', 'clock_period')).toBe(
      '`250 MHz` is a frequency (Hz); clock_period is a time (s); write it in s',
    );
    expect(refusal('20 ms', undefined, 'experts')).toBe(
      '`20 ms` is a time (s); experts is a pure number; write it without a unit',
    );
  });

  it.each([
    ['1 KB', 'B', 'write kB (1000) or KiB (1024)'],
    ['4 Gb', 'B', 'did you mean "Gbit" or "GB"?'],
    ['4 frobs', 's', 'there is no unit "frobs"'],
    ['fast', 'Hz', 'is not a quantity'],
    ['', 'Hz', 'is not a quantity'],
    ['1e999', 'Hz', 'too large'],
    ['1 kJ/frob', 'J/token', 'there is no unit "frob" in "kJ/frob"'],
    [Number.NaN, 'Hz', 'not a finite number'],
    [Number.POSITIVE_INFINITY, 'Hz', 'not a finite number'],
  ] as const)('refuses %s for %s', (text, unit, part) => {
    expect(refusal(text, unit)).toContain(part);
  });
});

describe('formatQuantity', () => {
  it.each([
    [1.35e9, 'B', '1.35 GB'],
    [520 * 1024 * 1024, 'B', '520 MiB'],
    [64e9, 'B', '64 GB'],
    [0.02, 's', '20 ms'],
    [999.9996e-3, 's', '1 s'],
    [600, 's', '10 min'],
    [3.1e-12, 'J/bit', '3.1 pJ/bit'],
    [2.5e8, 'Hz', '250 MHz'],
    [638e12, 'FLOP/s', '638 TFLOP/s'],
    [123.4, 'FLOP/B', '123 FLOP/B'],
    [1.302, 'mm²', '1.3 mm²'],
    [7, 'nm', '7 nm'],
    [1e-16, undefined, '1e-16'],
    [0.778e-15, undefined, '7.78e-16'],
    [0, 's', '0 s'],
    [-0.0021, 's', '-2.1 ms'],
    [Number.NaN, 's', 'unknown'],
    [Number.POSITIVE_INFINITY, 's', '∞ s'],
    [5e-30, 's', '5e-30 s'],
  ] as const)('writes %d %s as %s', (value, unit, expected) => {
    expect(formatQuantity(value, unit)).toBe(expected);
  });

  it('is read back as the same double at full digits, whatever the unit', () => {
    const units = [
      's',
      'J',
      'W',
      'Hz',
      'B',
      'B/s',
      'bit',
      'FLOP/s',
      'mm²',
      'nm',
      'K',
      '%',
      'FIT',
      'J/token',
      undefined,
    ];
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(...units, 'J/bit', 'USD', 'widget/s'),
        (value, unit) => {
          expect(parseQuantity(formatQuantity(value, unit, { digits: 'full' }), unit)).toBe(
            value === 0 ? 0 : value,
          );
        },
      ),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('stays within half a unit of the last digit asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-17, max: 1e20, noNaN: true }),
        fc.constantFrom('J', 'B', 's'),
        (value, unit) => {
          const read = parseQuantity(formatQuantity(value, unit, { digits: 4 }), unit);
          expect(Math.abs(read - value)).toBeLessThanOrEqual(5.01e-4 * value);
        },
      ),
      { seed: 2, numRuns: 2000 },
    );
  });
});

describe('formatNumber', () => {
  it('never rounds away the part before the decimal point below a million', () => {
    expect(formatNumber(4096)).toBe('4096');
    expect(formatNumber(123456.7)).toBe('123457');
    expect(formatNumber(1048576)).toBe('1.05e6');
    expect(formatNumber(0.0012345)).toBe('0.00123');
  });
});

describe('unitKind', () => {
  it('is the same for units that convert into each other and differs otherwise', () => {
    expect(unitKind('ms')).toBe(unitKind('h'));
    expect(unitKind('Gbit/s')).toBe(unitKind('B/s'));
    expect(unitKind('J/s')).toBe(unitKind('W'));
    expect(unitKind('B')).not.toBe(unitKind('B/s'));
    expect(unitKind(undefined)).toBe(unitKind('%'));
    expect(unitKind('widget')).not.toBe(unitKind('gadget'));
  });
});
