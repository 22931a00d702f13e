// Numbers for people: SI prefixes at the edge, everything inside in base units. Axes share one prefix, single values
// choose their own, and the exact value is always at hand for tooltips and copying.

import { format } from 'd3-format';

/** Units that take SI prefixes: s, J, B, Hz, alone or per something, and rates of work. Intensities (FLOP/B) do not. */
const PREFIXABLE = /^((s|J|W|Hz|B|bit|b|V|A|F|m)(\/[A-Za-z²]+)?|(FLOP|OP|MAC)(\/s)?)$/u;

const PREFIXES: readonly (readonly [exponent: number, symbol: string])[] = [
  [-18, 'a'],
  [-15, 'f'],
  [-12, 'p'],
  [-9, 'n'],
  [-6, 'µ'],
  [-3, 'm'],
  [0, ''],
  [3, 'k'],
  [6, 'M'],
  [9, 'G'],
  [12, 'T'],
  [15, 'P'],
  [18, 'E'],
];

const UNIT_SYMBOLS: Readonly<Record<string, string>> = {
  mm2: 'mm²',
  um2: 'µm²',
  m2: 'm²',
  W_per_mm2: 'W/mm²',
};

const MINUS = '−';
const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

export interface Quantity {
  readonly number: string;
  readonly unit: string;
}

export interface Prefix {
  readonly factor: number;
  /** Prefix and unit, as shown. */
  readonly unit: string;
}

/** The unit as people write it: `mm2` becomes mm². */
export function unitSymbol(unit: string | undefined): string {
  if (unit === undefined) return '';
  return UNIT_SYMBOLS[unit] ?? unit;
}

/** True where kilo, milli and the like make sense. */
export function takesPrefix(unit: string | undefined): boolean {
  return unit !== undefined && PREFIXABLE.test(unit);
}

/** The SI prefix that puts `magnitude` between 1 and 1000, or none for units that take none. */
export function prefixFor(magnitude: number, unit: string | undefined): Prefix {
  const symbol = unitSymbol(unit);
  if (!takesPrefix(unit) || magnitude === 0 || !Number.isFinite(magnitude))
    return { factor: 1, unit: symbol };
  const exponent = Math.floor(Math.log10(Math.abs(magnitude)) / 3 + 1e-9) * 3;
  const chosen = PREFIXES.findLast(([power]) => power <= exponent) ?? PREFIXES[0]!;
  // Times beyond the second stay in seconds: kiloseconds are nobody's unit.
  const power = unit === 's' ? Math.min(chosen[0], 0) : chosen[0];
  const prefix = PREFIXES.find(([candidate]) => candidate === power)!;
  return { factor: 10 ** power, unit: `${prefix[1]}${symbol}` };
}

/** 10⁻¹⁶ for -16. */
export function powerOfTen(exponent: number): string {
  return `10${String(exponent).replaceAll(/[-\d]/gu, (digit) => SUPERSCRIPTS[digit] ?? digit)}`;
}

const grouped = format(',');

function mathematical(text: string): string {
  return text.replaceAll('-', MINUS);
}

/** A pure number with `digits` significant digits, in powers of ten where plain digits would be unreadable. */
export function numberText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e9) {
    const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
    const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
    return mathematical(short) + (Number(exponent) === 0 ? '' : ` × ${powerOfTen(Number(exponent))}`);
  }
  if (Number.isInteger(value)) return mathematical(grouped(value));
  const rounded = Number(value.toPrecision(digits));
  if (magnitude >= 1000)
    return mathematical(grouped(magnitude >= 10 ** digits ? Math.round(value) : rounded));
  return mathematical(String(rounded));
}

/** A value and its unit, apart, with the SI prefix that suits the value. */
export function quantity(value: number, unit?: string, digits = 4): Quantity {
  // Rounded first: 999.9999 µs is 1 ms.
  const prefix = prefixFor(Number(value.toPrecision(digits)), unit);
  return { number: numberText(value / prefix.factor, digits), unit: prefix.unit };
}

/** A value with its unit in one string, e.g. `1.35 GB/s`. */
export function quantityText(value: number, unit?: string, digits = 4): string {
  const parts = quantity(value, unit, digits);
  return parts.unit === '' ? parts.number : `${parts.number} ${parts.unit}`;
}

/** Every digit of the value, in its base unit, for hovering and copying. */
export function exactText(value: number, unit?: string): string {
  return unit === undefined ? String(value) : `${value} ${unitSymbol(unit)}`;
}

/** 12,400 */
export function countText(count: number): string {
  return grouped(count);
}

/** Trials per second: three digits, then thousands. */
export function rateText(perSecond: number): string {
  if (!(perSecond > 0)) return '0';
  if (perSecond < 10) return perSecond.toFixed(1);
  return grouped(Number(perSecond.toPrecision(3)));
}

/** A duration as one or two units: `0.8 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${grouped(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A share as people read it, of 1. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** File size in decimal units. */
export function bytesText(bytes: number): string {
  return quantityText(bytes, 'B', 3);
}

const BINARY_PREFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** Bytes with a binary prefix where that is short and exact (64 MiB, 1.5 GiB); undefined elsewhere. */
function binaryBytesText(bytes: number): string | undefined {
  if (!Number.isInteger(bytes) || bytes < 1024) return undefined;
  const step = Math.min(BINARY_PREFIXES.length - 1, Math.floor(Math.log2(bytes) / 10));
  const scaled = bytes / 1024 ** step;
  return Number(scaled.toPrecision(4)) === scaled
    ? `${grouped(scaled)} ${BINARY_PREFIXES[step]!}B`
    : undefined;
}

/** A parameter's or choice's value as shown. Sizes that are round in decimal stay so; others may be binary. */
export function valueText(value: number | string | boolean, unit?: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  const roundInDecimal = Number(value.toPrecision(3)) === value;
  return (
    (unit === 'B' && !roundInDecimal ? binaryBytesText(value) : undefined) ?? quantityText(value, unit, 6)
  );
}

const ACRONYMS = new Set([
  'ai',
  'cpu',
  'ddr',
  'dma',
  'dram',
  'ecc',
  'fit',
  'gpu',
  'hbm',
  'io',
  'kv',
  'mac',
  'npu',
  'pim',
  'ram',
  'sdc',
  'sram',
]);

/** An id as words: `inference_time` becomes "inference time", `protection.dma` "protection DMA". */
export function idWords(id: string): string {
  return id
    .split(/[_.]/u)
    .map((word) => (ACRONYMS.has(word) ? word.toUpperCase() : word))
    .join(' ');
}

/** The first letter upper case: for headings and table heads built from ids and labels. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
