import { describe, expect, test } from 'vitest';
import {
  countText,
  durationText,
  exactText,
  idWords,
  numberText,
  powerOfTen,
  quantityText,
  rateText,
  valueText,
} from '../../../renderer/formatting/quantity.ts';

describe('quantities for people', () => {
  test.each([
    [0.0125, 's', '12.5 ms'],
    [2.5e8, 'Hz', '250 MHz'],
    [1e9, 'Hz', '1 GHz'],
    [1.35e9, 'B/s', '1.35 GB/s'],
    [3.1e-12, 'J/bit', '3.1 pJ/bit'],
    [999.9999e-6, 's', '1 ms'],
    [4200, 's', '4,200 s'],
    [0, 'J', '0 J'],
    [-0.002, 's', '−2 ms'],
    [10613, 'mm2', '10,613 mm²'],
    [1477, 'FLOP/B', '1,477 FLOP/B'],
    [7.7e12, 'FLOP/s', '7.7 TFLOP/s'],
    [0.7071, 'FIT', '0.7071 FIT'],
    [1.302, undefined, '1.302'],
    [8.1994e-16, undefined, '8.199 × 10⁻¹⁶'],
    [1e-16, undefined, '1 × 10⁻¹⁶'],
  ])('%d %s is %s', (value, unit, text) => {
    expect(quantityText(value, unit)).toBe(text);
  });

  test('unknown and endless numbers have words of their own', () => {
    expect(numberText(Number.NaN)).toBe('–');
    expect(numberText(Infinity)).toBe('∞');
    expect(numberText(-Infinity)).toBe('−∞');
  });

  test('whole numbers keep every digit however few are asked for', () => {
    expect(numberText(16384, 3)).toBe('16,384');
    expect(countText(1_000_000)).toBe('1,000,000');
  });

  test('sizes that are powers of two read as what the engineer wrote', () => {
    expect(valueText(64 * 2 ** 20, 'B')).toBe('64 MiB');
    expect(valueText(1.5 * 2 ** 30, 'B')).toBe('1.5 GiB');
    expect(valueText(64e9, 'B')).toBe('64 GB');
    expect(valueText(true)).toBe('yes');
    expect(valueText('tspc-dice')).toBe('tspc-dice');
  });

  test('hovering gives the exact value in its base unit', () => {
    expect(exactText(0.1 + 0.2, 's')).toBe('0.30000000000000004 s');
  });

  test('exponents are superscript', () => {
    expect(powerOfTen(-16)).toBe('10⁻¹⁶');
    expect(powerOfTen(103)).toBe('10¹⁰³');
  });

  test.each([
    [0.84, '0.8 s'],
    [12.4, '12 s'],
    [59.7, '1 min 00 s'],
    [185, '3 min 05 s'],
    [7800, '2 h 10 min'],
    [-1, '–'],
    [Infinity, '–'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  test('rates keep three digits', () => {
    expect(rateText(0)).toBe('0');
    expect(rateText(3.26)).toBe('3.3');
    expect(rateText(23456)).toBe('23,500');
  });

  test('ids become words with their acronyms in capitals', () => {
    expect(idWords('hbm_bandwidth')).toBe('HBM bandwidth');
  });
});
