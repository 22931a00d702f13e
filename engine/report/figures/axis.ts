// Scales and ticks of report figures: from data to pixels, with few round numbers to read.

import { formatNumber, formatQuantity } from '../../contract/quantity.ts';

/** What an axis shows. */
export interface AxisSubject {
  readonly label: string;
  readonly unit?: string;
}

export interface Axis {
  readonly subject: AxisSubject;
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Pixels; NaN for what the axis cannot show. */
  readonly place: (value: number) => number;
}

/** Smallest and largest finite value; only positive ones on a log scale. Undefined if there are none. */
export function extent(
  values: Iterable<number>,
  scale: 'linear' | 'log' = 'linear',
): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || (scale === 'log' && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : undefined;
}

/** Logarithmic for positive values over more than two decades. */
export function suitedScale([low, high]: readonly [number, number]): 'linear' | 'log' {
  return low > 0 && high / low > 100 ? 'log' : 'linear';
}

/** Round numbers of steps 1, 2 or 5 times a power of ten within the domain, at most `most` of them. */
export function linearTicks(low: number, high: number, most: number): number[] {
  const rough = (high - low) / Math.max(1, most);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const exponent = Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((candidate) => Number(`${candidate}e${exponent}`) >= rough * (1 - 1e-9))!;
  const first = Math.ceil(low / Number(`${step}e${exponent}`) - 1e-9);
  const last = Math.floor(high / Number(`${step}e${exponent}`) + 1e-9);
  // From the decimal text, so that a tick is the double nearest to what it says.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(`${(first + index) * step}e${exponent}`),
  );
}

/** Powers of ten within the domain, thinned to at most `most`; where there are fewer than two, round numbers. */
export function logTicks(low: number, high: number, most: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last - first < 1) return linearTicks(low, high, most).filter((tick) => tick > 0);
  const stride = Math.ceil((last - first + 1) / most);
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += stride) ticks.push(Number(`1e${exponent}`));
  return ticks;
}

/** An axis over the values, with a margin; `range` in pixels from the low to the high end. */
export function createAxis(
  subject: AxisSubject,
  found: readonly [number, number],
  scale: 'linear' | 'log',
  range: readonly [number, number],
  mostTicks = 6,
): Axis {
  const forward = scale === 'log' ? Math.log10 : (value: number): number => value;
  const back = scale === 'log' ? (value: number): number => 10 ** value : (value: number): number => value;
  const [from, to] = [forward(found[0]), forward(found[1])];
  const margin = to > from ? 0.04 * (to - from) : scale === 'log' ? 0.3 : Math.abs(from) * 0.1 || 1;
  const [low, high] = [from - margin, to + margin];
  const values =
    scale === 'log' ? logTicks(back(low), back(high), mostTicks) : linearTicks(low, high, mostTicks);
  const place = (value: number): number => {
    const at = forward(value);
    return Number.isFinite(at) ? range[0] + ((at - low) / (high - low)) * (range[1] - range[0]) : Number.NaN;
  };
  return {
    subject,
    scale,
    domain: [back(low), back(high)],
    ticks: values.map((value) => ({
      at: place(value),
      text: value === 0 ? '0' : formatQuantity(value, subject.unit),
    })),
    place,
  };
}

/** Pixels with at most one decimal, which no eye can tell from more. */
export function pixels(value: number): string {
  return formatNumber(Math.round(value * 10) / 10, { digits: 'full' });
}
