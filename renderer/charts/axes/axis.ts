// One axis of any chart: a scale over data, in pixels, with ticks that people can read. Pure; no document needed.

import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3-scale';
import {
  numberText,
  powerOfTen,
  prefixFor,
  quantityText,
  takesPrefix,
  unitSymbol,
} from '../../formatting/quantity.ts';

/** `quantile` makes equal shares of the values equally wide, by the knots it is given. */
export type ScaleKind = 'linear' | 'log' | 'quantile';

/** What an axis shows. */
export interface Quantified {
  readonly id: string;
  readonly label: string;
  readonly unit?: string;
  /** Names of what the whole numbers from 0 stand for, where values are indices of choices. */
  readonly categories?: readonly string[];
  /** Strictly ascending quantiles, for the quantile scale. */
  readonly knots?: readonly number[];
}

export interface Axis {
  readonly kind: ScaleKind;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly scale: ScaleContinuousNumeric<number, number>;
  readonly ticks: readonly number[];
  /** Text of a tick, without the unit where `unitText` carries it. */
  readonly tickText: (value: number) => string;
  /** The unit all ticks share, for the title; empty for pure numbers and where every tick names its own. */
  readonly unitText: string;
}

/** A title with the unit that all ticks of its axis share. */
export function titledAxis(title: string, axis: Pick<Axis, 'unitText'>): string {
  return axis.unitText === '' ? title : `${title} (${axis.unitText})`;
}

/** Smallest and largest finite value (positive ones only on a log scale); undefined if there is none. */
export function extentOf(values: ArrayLike<number>, kind: ScaleKind): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  // An ArrayLike has no iterator.
  // eslint-disable-next-line @typescript-eslint/prefer-for-of
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** An extent with `share` of its length added at both ends, in the scale's own space; a single value gets room. */
export function padded(
  extent: readonly [number, number],
  kind: ScaleKind,
  share = 0.05,
): readonly [number, number] {
  const [low, high] = extent;
  if (kind === 'log') {
    const from = Math.log10(low);
    const to = Math.log10(high);
    const room = to - from > 1e-9 ? (to - from) * share : 0.3;
    return [10 ** (from - room), 10 ** (to + room)];
  }
  const room = high - low > 0 ? (high - low) * share : Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}

/** A log axis suits positive values that span more than two decades. */
export function suggestedScale(values: ArrayLike<number>): ScaleKind {
  const all = extentOf(values, 'linear');
  if (all === undefined || all[0] <= 0) return 'linear';
  return all[1] / all[0] > 100 ? 'log' : 'linear';
}

const DECADE_STEPS = [1, 2, 5];
/** Within one decade, the rounder first: what comes later takes only the room that is left. */
const MANTISSAS = [[1], [2, 5], [3], [7], [1.5, 4], [6, 8], [9]];

/**
 * About `count` ticks, never closer than a `count`-th of the axis: whole decades, thinned when there are many; within few
 * decades the roundest numbers that have room.
 */
export function logTicks(domain: readonly [number, number], count: number): number[] {
  const from = Math.log10(domain[0]);
  const to = Math.log10(domain[1]);
  const decades = Math.floor(to + 1e-9) - Math.ceil(from - 1e-9) + 1;
  if (to - from < 2) return roundestTicks(domain, count);
  const ticks: number[] = [];
  const stride = Math.max(1, Math.ceil(decades / count));
  const steps = decades * DECADE_STEPS.length <= count ? DECADE_STEPS : [1];
  const first = Math.ceil(Math.floor(from) / stride) * stride;
  for (let exponent = first; exponent <= to; exponent += stride) {
    for (const step of steps) {
      const tick = Number(`${step}e${exponent}`);
      if (tick >= domain[0] && tick <= domain[1]) ticks.push(tick);
    }
  }
  return ticks;
}

function roundestTicks(domain: readonly [number, number], count: number): number[] {
  // Within a third of a decade a log axis is nearly linear, and its ticks are those of one.
  if (domain[1] < 2.2 * domain[0])
    return scaleLinear()
      .domain([...domain])
      .ticks(count * 0.8);
  const first = Math.floor(Math.log10(domain[0]));
  const last = Math.floor(Math.log10(domain[1]));
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const candidates = MANTISSAS.flatMap((mantissas) =>
    decades.flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`))),
  );
  const gap = Math.log(domain[1] / domain[0]) / count;
  const ticks: number[] = [];
  for (const tick of candidates) {
    if (tick < domain[0] || tick > domain[1] || tick <= 0) continue;
    if (ticks.every((other) => Math.abs(Math.log(tick / other)) >= gap * (1 - 1e-9))) ticks.push(tick);
  }
  return ticks.sort((a, b) => a - b);
}

/**
 * An axis over `domain` (base units) in `range` (pixels). Linear axes share one SI prefix, in the title; log axes put
 * prefix and unit on each tick, or powers of ten where the unit takes no prefix.
 */
export function createAxis(
  kind: ScaleKind,
  domain: readonly [number, number],
  range: readonly [number, number],
  unit: string | undefined,
  pixelsPerTick = 70,
  quantified: Pick<Quantified, 'categories' | 'knots'> = {},
): Axis {
  const count = Math.max(2, Math.floor(Math.abs(range[1] - range[0]) / pixelsPerTick));
  const { categories, knots } = quantified;
  if (categories !== undefined) return categoryAxis(categories, domain, range);
  if (kind === 'quantile') return quantileAxis(knots ?? [], domain, range, unit, count);
  const scale = (kind === 'log' ? scaleLog() : scaleLinear()).domain([...domain]).range([...range]);
  const ticks = kind === 'log' ? logTicks(domain, count) : scale.ticks(count);
  const shared = { kind, domain, range, scale, ticks };
  if (kind === 'log' && takesPrefix(unit)) {
    const digits = tellingDigits(ticks, (tick, places) => quantityText(tick, unit, places));
    return { ...shared, unitText: '', tickText: (value) => quantityText(value, unit, digits) };
  }
  if (kind === 'log') {
    const digits = tellingDigits(ticks, logTickText);
    return { ...shared, unitText: unitSymbol(unit), tickText: (value) => logTickText(value, digits) };
  }
  const prefix = prefixFor(Math.max(Math.abs(domain[0]), Math.abs(domain[1])), unit);
  const plain = decimalsFor(ticks.map((tick) => tick / prefix.factor));
  return { ...shared, unitText: prefix.unit, tickText: (value) => plain(value / prefix.factor) };
}

/** A tick at every choice, named. */
function categoryAxis(
  categories: readonly string[],
  domain: readonly [number, number],
  range: readonly [number, number],
): Axis {
  const scale = scaleLinear()
    .domain([...domain])
    .range([...range]);
  const ticks = categories.flatMap((_, index) => (index >= domain[0] && index <= domain[1] ? [index] : []));
  return {
    kind: 'linear',
    domain,
    range,
    scale,
    ticks,
    unitText: '',
    tickText: (value) => categories[value] ?? '',
  };
}

/** A scale that is linear between neighbouring knots, which are equally far apart. */
function quantileAxis(
  knots: readonly number[],
  domain: readonly [number, number],
  range: readonly [number, number],
  unit: string | undefined,
  count: number,
): Axis {
  // Fewer than two different values: there are no shares to make equal.
  if (knots.length < 2) return createAxis('linear', domain, range, unit);
  const places = scaleLinear()
    .domain([...knots])
    .range(knots.map((_, index) => index));
  const from = places(domain[0]);
  const perPlace = (range[1] - range[0]) / (places(domain[1]) - from);
  const scale = scaleLinear()
    .domain([...knots])
    .range(knots.map((_, index) => range[0] + (index - from) * perPlace));
  const ticks = Array.from({ length: count }, (_, index) =>
    scale.invert(range[0] + ((index + 0.5) * (range[1] - range[0])) / count),
  ).map((tick) => Number(tick.toPrecision(3)));
  return {
    kind: 'quantile',
    domain,
    range,
    scale,
    ticks: ticks.filter((tick, index) => ticks.indexOf(tick) === index),
    unitText: takesPrefix(unit) ? '' : unitSymbol(unit),
    tickText: (value) => (takesPrefix(unit) ? quantityText(value, unit, 3) : numberText(value, 3)),
  };
}

function logTickText(value: number, digits: number): string {
  const exponent = Math.round(Math.log10(value));
  const isPower = Math.abs(value / 10 ** exponent - 1) < 1e-9;
  return isPower && (exponent < -3 || exponent > 5) ? powerOfTen(exponent) : numberText(value, digits);
}

/** Three digits, or as many as it takes until no two ticks read the same (up to what a double holds). */
function tellingDigits(ticks: readonly number[], text: (tick: number, digits: number) => string): number {
  let digits = 3;
  while (digits < 15 && new Set(ticks.map((tick) => text(tick, digits))).size < ticks.length) digits += 1;
  return digits;
}

/** Ticks of one linear axis get the same number of decimals. */
function decimalsFor(ticks: readonly number[]): (value: number) => string {
  const step = ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) : Math.abs(ticks[0] ?? 1);
  const largest = Math.max(...ticks.map(Math.abs), 0);
  if (step < 1e-4 || largest >= 1e7)
    return (value) => numberText(Math.abs(value) < step / 1e6 ? 0 : value, 3);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return (value) => numberWithDecimals(value, decimals);
}

function numberWithDecimals(value: number, decimals: number): string {
  const text = Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return Number(text.replaceAll(',', '')) === 0 || value >= 0 ? text : `−${text}`;
}
