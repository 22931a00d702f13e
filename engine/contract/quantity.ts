// Quantities as people write them ("20 ms", "1.35 GB", "2 pJ/bit") and as models want them (SI doubles, mm² for area).
// Decimal prefixes move the decimal point of the text instead of multiplying, so reading and writing lose nothing.

import { ParetoscopeError } from './errors.ts';

interface UnitSymbol {
  /** Powers of base dimensions. */
  readonly dimensions: Readonly<Record<string, number>>;
  /** Value in base units = value * factor * 10^exponent + offset. */
  readonly exponent: number;
  readonly factor: number;
  readonly offset: number;
  /** Which prefixes it takes when read: both signs, only multiples, or none; `data` takes binary ones too. */
  readonly prefixes: 'all' | 'multiples' | 'data' | 'none';
}

type Details = Partial<Omit<UnitSymbol, 'dimensions'>>;

function symbol(dimensions: Readonly<Record<string, number>>, details: Details = {}): UnitSymbol {
  return { dimensions, exponent: 0, factor: 1, offset: 0, prefixes: 'none', ...details };
}

const TIME = { time: 1 };
const PER_TIME = { time: -1 };
const ENERGY = { energy: 1 };
const DATA = { data: 1 };
const AREA = { area: 1 };
const LENGTH = { length: 1 };
const COUNTABLES = [
  'token',
  'request',
  'inference',
  'image',
  'frame',
  'sample',
  'query',
  'step',
  'cycle',
  'pixel',
];

// Symbols by spelling. Areas are based on mm², every other dimension on its SI unit (data on the byte).
const SYMBOLS: ReadonlyMap<string, UnitSymbol> = new Map<string, UnitSymbol>([
  ['1', symbol({})],
  ['%', symbol({}, { exponent: -2 })],
  ['s', symbol(TIME, { prefixes: 'all' })],
  ['min', symbol(TIME, { factor: 60 })],
  ['h', symbol(TIME, { factor: 3600 })],
  ['d', symbol(TIME, { factor: 86400 })],
  ['year', symbol(TIME, { factor: 31557600 })], // Julian year
  ['Hz', symbol(PER_TIME, { prefixes: 'all' })],
  ['J', symbol(ENERGY, { prefixes: 'all' })],
  ['Wh', symbol(ENERGY, { factor: 3600, prefixes: 'all' })],
  ['W', symbol({ energy: 1, time: -1 }, { prefixes: 'all' })],
  ['B', symbol(DATA, { prefixes: 'data' })],
  ['bit', symbol(DATA, { factor: 1 / 8, prefixes: 'data' })],
  ['Bps', symbol({ data: 1, time: -1 }, { prefixes: 'data' })],
  ['bps', symbol({ data: 1, time: -1 }, { factor: 1 / 8, prefixes: 'data' })],
  ['FLOP', symbol({ flop: 1 }, { prefixes: 'multiples' })],
  ['FLOPs', symbol({ flop: 1 }, { prefixes: 'multiples' })],
  ['FLOPS', symbol({ flop: 1, time: -1 }, { prefixes: 'multiples' })],
  ['OP', symbol({ op: 1 }, { prefixes: 'multiples' })],
  ['OPs', symbol({ op: 1 }, { prefixes: 'multiples' })],
  ['OPS', symbol({ op: 1, time: -1 }, { prefixes: 'multiples' })],
  ['MAC', symbol({ mac: 1 }, { prefixes: 'multiples' })],
  ['MACs', symbol({ mac: 1 }, { prefixes: 'multiples' })],
  ['mm²', symbol(AREA)],
  ['cm²', symbol(AREA, { exponent: 2 })],
  ['m²', symbol(AREA, { exponent: 6 })],
  ['um²', symbol(AREA, { exponent: -6 })],
  ['nm²', symbol(AREA, { exponent: -12 })],
  ['m', symbol(LENGTH, { prefixes: 'all' })],
  ['cm', symbol(LENGTH, { exponent: -2 })],
  ['K', symbol({ temperature: 1 })],
  ['°C', symbol({ temperature: 1 }, { offset: 273.15 })],
  ['V', symbol({ voltage: 1 }, { prefixes: 'all' })],
  ['A', symbol({ current: 1 }, { prefixes: 'all' })],
  ['FIT', symbol({ fit: 1 })],
  ['USD', symbol({ currency: 1 }, { prefixes: 'multiples' })],
  ['$', symbol({ currency: 1 })],
  ...COUNTABLES.flatMap((word): [string, UnitSymbol][] => {
    const counted = symbol({ [word]: 1 }, { prefixes: 'multiples' });
    return [
      [word, counted],
      [word === 'query' ? 'queries' : `${word}s`, counted],
    ];
  }),
]);

const DECIMAL_PREFIXES: ReadonlyMap<string, number> = new Map([
  ['a', -18],
  ['f', -15],
  ['p', -12],
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
  ['Z', 21],
]);
const PREFIX_OF_EXPONENT: ReadonlyMap<number, string> = new Map([
  ...[...DECIMAL_PREFIXES].map(([prefix, exponent]): [number, string] => [
    exponent,
    prefix === 'u' ? 'µ' : prefix,
  ]),
  [0, ''],
]);
const BINARY_PREFIXES = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/** A unit expression as arithmetic. */
interface Unit {
  readonly dimensions: ReadonlyMap<string, number>;
  readonly exponent: number;
  readonly factor: number;
  readonly offset: number;
}

const KINDS: ReadonlyMap<string, { readonly name: string; readonly base: string }> = new Map([
  ['', { name: 'a pure number', base: '' }],
  ['time', { name: 'a time', base: 's' }],
  ['time^-1', { name: 'a frequency', base: 'Hz' }],
  ['energy', { name: 'an energy', base: 'J' }],
  ['energy time^-1', { name: 'a power', base: 'W' }],
  ['data', { name: 'an amount of data', base: 'B' }],
  ['data time^-1', { name: 'a data rate', base: 'B/s' }],
  ['flop', { name: 'an amount of work', base: 'FLOP' }],
  ['flop time^-1', { name: 'a compute rate', base: 'FLOP/s' }],
  ['op', { name: 'an amount of work', base: 'OP' }],
  ['op time^-1', { name: 'a compute rate', base: 'OP/s' }],
  ['area', { name: 'an area', base: 'mm²' }],
  ['length', { name: 'a length', base: 'm' }],
  ['temperature', { name: 'a temperature', base: 'K' }],
  ['voltage', { name: 'a voltage', base: 'V' }],
  ['current', { name: 'a current', base: 'A' }],
  ['fit', { name: 'a failure rate', base: 'FIT' }],
  ['currency', { name: 'a cost', base: 'USD' }],
  ['token', { name: 'a number of tokens', base: 'token' }],
  ['time^-1 token', { name: 'a token rate', base: 'token/s' }],
]);

function invalid(message: string, hint?: string): ParetoscopeError {
  return new ParetoscopeError('usage', message, { hint });
}

function normalised(unit: string): string {
  return unit
    .trim()
    .replaceAll(/[\u00b5\u03bc]/g, 'u')
    .replaceAll(/(?<=m)\^?2(?![0-9])/g, '²')
    .replaceAll(/\s*\/\s*/g, '/');
}

function decimalPrefixFits(prefixes: UnitSymbol['prefixes'], exponent: number): boolean {
  return prefixes === 'all' || (prefixes !== 'none' && exponent > 0);
}

/** One factor of a unit expression; undefined if it is no unit we know. */
function parseSymbol(text: string): UnitSymbol | undefined {
  const plain = SYMBOLS.get(text);
  if (plain) return plain;
  const binary = BINARY_PREFIXES.findIndex((prefix) => text.startsWith(prefix));
  if (binary >= 0) {
    const base = text.length === 2 ? symbol({}) : SYMBOLS.get(text.slice(2));
    if (base && (text.length === 2 || base.prefixes === 'data')) {
      return { ...base, factor: base.factor * 1024 ** (binary + 1) };
    }
  }
  const exponent = DECIMAL_PREFIXES.get(text[0] ?? '');
  if (exponent === undefined) return undefined;
  if (text.length === 1) return exponent > 0 ? symbol({}, { exponent }) : undefined;
  const base = SYMBOLS.get(text.slice(1));
  if (!base || !decimalPrefixFits(base.prefixes, exponent)) return undefined;
  return { ...base, exponent: base.exponent + exponent };
}

/** Reads a unit expression such as `B/s` or `J/token`. Words it does not know stand for themselves if `lenient`. */
function parseUnit(text: string, lenient: boolean): Unit {
  const dimensions = new Map<string, number>();
  let exponent = 0;
  let factor = 1;
  let offset = 0;
  const parts = normalised(text).split('/');
  parts.forEach((part, position) => {
    const found = parseSymbol(part) ?? (lenient && part !== '' ? symbol({ [part]: 1 }) : undefined);
    if (!found) throw unknownUnit(part, text);
    const power = position === 0 ? 1 : -1;
    exponent += power * found.exponent;
    factor = power === 1 ? factor * found.factor : factor / found.factor;
    if (parts.length === 1) offset = found.offset;
    for (const [name, own] of Object.entries(found.dimensions)) {
      const sum = (dimensions.get(name) ?? 0) + power * own;
      if (sum === 0) dimensions.delete(name);
      else dimensions.set(name, sum);
    }
  });
  return { dimensions, exponent, factor, offset };
}

function unknownUnit(part: string, whole: string): ParetoscopeError {
  const kilo = /^K(B|bit|Bps|bps)$/.exec(part);
  if (kilo) {
    const unit = kilo[1]!;
    return invalid(`"${part}" could mean 1000 or 1024`, `write k${unit} (1000) or Ki${unit} (1024)`);
  }
  const near = [part.toUpperCase(), part.toLowerCase(), part.slice(0, 1).toUpperCase() + part.slice(1)];
  const known = near.find((spelling) => spelling !== part && parseSymbol(spelling) !== undefined);
  const bits = /^([kMGT]?)b$/.exec(part);
  const suggestion = bits ? `${bits[1]!}bit" or "${bits[1]!}B` : known;
  return invalid(
    `there is no unit "${part}"${part === whole.trim() ? '' : ` in "${whole.trim()}"`}`,
    suggestion === undefined ? undefined : `did you mean "${suggestion}"?`,
  );
}

const declaredUnits = new Map<string, Unit>();

/** A unit that a system declares; kept, since there are few. */
function declaredUnit(unit: string): Unit {
  let known = declaredUnits.get(unit);
  if (!known) {
    known = parseUnit(unit, true);
    declaredUnits.set(unit, known);
  }
  return known;
}

function signature(unit: Unit): string {
  return [...unit.dimensions]
    .map(([name, power]) => (power === 1 ? name : `${name}^${power}`))
    .sort()
    .join(' ');
}

/** The kind in words, with its base unit: `a time (s)`. */
function describeKind(unit: Unit, written: string): string {
  const kind = KINDS.get(signature(unit));
  if (kind) return kind.base === '' ? kind.name : `${kind.name} (${kind.base})`;
  return `in ${written}`;
}

/**
 * The kind of a unit, the same string for units that can be converted into each other: `time` for s and ms, `data
 * time^-1` for B/s and Gbit/s, `` (empty) for pure numbers. Words that are no known unit are kinds of their own.
 */
export function unitKind(unit: string | undefined): string {
  return unit === undefined || unit === '' ? '' : signature(declaredUnit(unit));
}

const QUANTITY = /^\s*([+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+))(?:[eE]([+-]?\d+))?\s*(.*?)\s*$/su;
const LONGEST_TEXT = 200;

/**
 * Reads a quantity. A number, or text without a unit, is taken to be in `unit` already; text with a unit is converted
 * to `unit` (a pure number if absent), so "250 MHz" read as Hz is 2.5e8 and "25 %" read as a pure number is 0.25.
 * `name` is what the message calls the thing. Throws `usage` for text that is no quantity, for NaN and infinities,
 * and for a unit of the wrong kind: `250 MHz` is a frequency; clock_period is a time (s).
 */
export function parseQuantity(value: string | number, unit?: string, name = 'the value'): number {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(`${name} is ${value}, not a finite number`);
    return value;
  }
  const match = value.length > LONGEST_TEXT ? null : QUANTITY.exec(value);
  if (!match) {
    const shown = value.length > 40 ? `${value.slice(0, 40)}...` : value;
    throw invalid(
      `"${shown}" is not a quantity`,
      `write ${name} as a number${unit ? ` with a unit, e.g. "1 ${unit}"` : ''}`,
    );
  }
  const digits = match[1]!.replaceAll('_', '');
  const power = Number(match[2] ?? '0');
  const written = match[3]!;
  const wanted = declaredUnit(unit ?? '1');
  const given =
    written === ''
      ? wanted
      : normalised(written) === normalised(unit ?? '1')
        ? wanted
        : parseUnit(written, false);
  if (signature(given) !== signature(wanted)) {
    throw invalid(
      `\`${value.trim()}\` is ${describeKind(given, written)}; ${name} is ${describeKind(wanted, unit ?? '')}`,
      unit === undefined || unit === '' ? 'write it without a unit' : `write it in ${unit}`,
    );
  }
  // The exponent goes into the literal so that "20 ms" is the double nearest to 0.02, not 20 times one near 0.001.
  let result = Number(`${digits}e${power + given.exponent - wanted.exponent}`);
  if (given.factor !== wanted.factor) result *= given.factor / wanted.factor;
  if (given.offset !== wanted.offset) result += given.offset - wanted.offset;
  if (!Number.isFinite(result)) throw invalid(`\`${value.trim()}\` is too large a number`);
  return result;
}

export interface FormatOptions {
  /** Significant digits, 1 to 21, or `full`: as many as it takes to read the same double back. Default 3. */
  readonly digits?: number | 'full';
}

/** Shortest or rounded decimal digits of a finite positive number: value = 0.d1d2d3... times 10^point. */
function decimalDigits(
  value: number,
  digits: number | 'full',
): { readonly digits: string; readonly point: number } {
  const text = digits === 'full' ? value.toExponential() : value.toExponential(digits - 1);
  const [mantissa, exponent] = text.split('e') as [string, string];
  return { digits: mantissa.replace('.', '').replace(/0+$/, ''), point: Number(exponent) + 1 };
}

/** Digits with the decimal point after `point` places. */
function placed(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * A number for people: plain from 0.001 up to a million, scientific (`1.2e-16`) beyond. The part before the decimal
 * point is never rounded away: 4096 stays 4096 at three digits. NaN is `unknown`.
 */
export function formatNumber(value: number, options: FormatOptions = {}): string {
  if (Number.isNaN(value)) return 'unknown';
  if (value === 0) return '0';
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return `${sign}∞`;
  const wanted = options.digits ?? 3;
  const plain = size >= 1e-3 && size < 1e6;
  const kept =
    wanted === 'full' || !plain ? wanted : Math.min(21, Math.max(wanted, Math.floor(Math.log10(size)) + 1));
  const { digits, point } = decimalDigits(size, kept);
  if (plain) return sign + placed(digits, point);
  return `${sign}${placed(digits, 1)}e${point - 1}`;
}

/** How a unit is written with prefixes: which numerators take them, and from which power of ten. */
const FORMATTED_PREFIXES: ReadonlyMap<string, { readonly lowest: number; readonly highest: number }> =
  new Map([
    ['s', { lowest: -18, highest: 0 }],
    ['J', { lowest: -18, highest: 21 }],
    ['W', { lowest: -18, highest: 21 }],
    ['Wh', { lowest: -3, highest: 21 }],
    ['V', { lowest: -9, highest: 3 }],
    ['A', { lowest: -15, highest: 3 }],
    ['Hz', { lowest: 0, highest: 21 }],
    ['B', { lowest: 0, highest: 21 }],
    ['bit', { lowest: 0, highest: 21 }],
    ['FLOP', { lowest: 0, highest: 21 }],
    ['FLOPS', { lowest: 0, highest: 21 }],
    ['OP', { lowest: 0, highest: 21 }],
    ['OPS', { lowest: 0, highest: 21 }],
    ['MAC', { lowest: 0, highest: 21 }],
  ]);
/** Numerators that take prefixes alone and per second, but not in ratios such as FLOP/B or MAC/cycle. */
const WORK = new Set(['FLOP', 'OP', 'MAC', 'bit']);

function prefixRange(unit: string): { readonly lowest: number; readonly highest: number } | undefined {
  const [numerator, ...denominators] = unit.split('/');
  if (WORK.has(numerator!) && denominators.length > 0 && denominators.join('/') !== 's') return undefined;
  return FORMATTED_PREFIXES.get(numerator!);
}

/** Bytes that are a round number of KiB, MiB, ... and not a round number of kB, MB, ... */
function formatBinary(bytes: number): string | undefined {
  if (!Number.isInteger(bytes) || Math.abs(bytes) < 1024) return undefined;
  const power = Math.min(BINARY_PREFIXES.length, Math.floor(Math.log2(Math.abs(bytes)) / 10));
  const mantissa = bytes / 1024 ** power;
  const round = (value: number): boolean => Number(value.toPrecision(4)) === value;
  if (!round(mantissa) || round(bytes)) return undefined;
  return `${String(mantissa)} ${BINARY_PREFIXES[power - 1]!}B`;
}

const LONG_TIMES = [
  { from: 172_800, seconds: 86_400, unit: 'd' },
  { from: 7_200, seconds: 3_600, unit: 'h' },
  { from: 120, seconds: 60, unit: 'min' },
] as const;

/**
 * A quantity for people, with the SI prefix that suits it: `1.35 GB`, `20 ms`, `3.1 pJ/bit`. Pure numbers and units
 * that take no prefix are written as `formatNumber` does. With `digits: 'full'`, `parseQuantity` of the text and the
 * same unit gives the same double.
 */
export function formatQuantity(value: number, unit?: string, options: FormatOptions = {}): string {
  if (unit === undefined || unit === '' || unit === '1') return formatNumber(value, options);
  if (Number.isNaN(value)) return 'unknown';
  const wanted = options.digits ?? 3;
  const range = prefixRange(unit);
  const size = Math.abs(value);
  if (range === undefined || size === 0 || size === Number.POSITIVE_INFINITY) {
    return `${formatNumber(value, options)} ${unit}`;
  }
  if (unit === 'B') {
    const binary = formatBinary(value);
    if (binary !== undefined) return binary;
  }
  if (unit === 's' && wanted !== 'full') {
    const long = LONG_TIMES.find(({ from }) => size >= from);
    if (long) return `${formatNumber(value / long.seconds, options)} ${long.unit}`;
  }
  const { digits, point } = decimalDigits(size, wanted);
  const exponent = Math.min(range.highest, Math.max(range.lowest, 3 * Math.floor((point - 1) / 3)));
  const places = point - exponent;
  const prefix = PREFIX_OF_EXPONENT.get(exponent);
  if (prefix === undefined || places < -2 || places > 6) return `${formatNumber(value, options)} ${unit}`;
  return `${value < 0 ? '-' : ''}${placed(digits, places)} ${prefix}${unit}`;
}
