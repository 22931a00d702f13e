// Counts in bins, quantiles and orders over whole columns: what a plot needs of a million trials.

/** How a value becomes a place on an axis. `knots` (ascending quantiles) make equal shares equally wide. */
export type Placement =
  { readonly kind: 'linear' | 'log' } | { readonly kind: 'quantile'; readonly knots: readonly number[] };

/** Values of one axis in bins of equal width between two places. */
export interface BinAxis {
  readonly values: Float64Array;
  readonly placement: Placement;
  /** Ends of the window, as values; the whole extent if absent. */
  readonly window?: readonly [low: number, high: number] | undefined;
  readonly bins: number;
}

export interface Bins2d {
  /** Row-major counts; row 0 holds the smallest y, column 0 the smallest x. */
  readonly counts: Uint32Array;
  /** Smallest and largest value that can be drawn, inside the window or not; null if there is none. */
  readonly xExtent: readonly [number, number] | null;
  readonly yExtent: readonly [number, number] | null;
  /** Rows in a bin. */
  readonly shown: number;
  /** Rows that could be drawn but lie outside of the window. */
  readonly outside: number;
  /** Rows without a value on an axis. */
  readonly withoutValue: number;
  /** Rows at zero or less on a log axis. */
  readonly notPositive: number;
}

/** Where a value lies in the axis' own space; NaN where it cannot be placed. */
export function placeOf(value: number, placement: Placement): number {
  switch (placement.kind) {
    case 'linear':
      return value;
    case 'log':
      return value > 0 ? Math.log(value) : Number.NaN;
    case 'quantile':
      return quantilePlace(value, placement.knots);
  }
}

/** Between two knots a value lies in proportion; beyond the ends it lies at the ends. */
function quantilePlace(value: number, knots: readonly number[]): number {
  const last = knots.length - 1;
  if (Number.isNaN(value) || last < 0) return Number.NaN;
  if (value <= knots[0]!) return 0;
  if (value >= knots[last]!) return last;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (knots[middle]! <= value) low = middle;
    else high = middle;
  }
  const width = knots[high]! - knots[low]!;
  return low + (width > 0 ? (value - knots[low]!) / width : 0);
}

/** Smallest and largest value in the mask that the placement can show; null if there is none. */
export function extent(
  values: Float64Array,
  placement: Placement,
  mask: Uint8Array | undefined,
): readonly [number, number] | null {
  const floor = placement.kind === 'log' ? 0 : Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    if (mask?.[row] === 0) continue;
    const value = values[row]!;
    // Also false for NaN.
    if (!(value > floor && value < Number.POSITIVE_INFINITY)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** Bin of every row, -1 outside of the window, -2 without a value, -3 not positive on a log axis. */
function binsOf(axis: BinAxis, whole: readonly [number, number] | null): Int32Array {
  const { values, placement, bins } = axis;
  const found = new Int32Array(values.length);
  const [low, high] = axis.window ?? whole ?? [0, 1];
  const from = placeOf(low, placement);
  const to = placeOf(high, placement);
  const scale = to > from ? bins / (to - from) : 0;
  // The largest value belongs to the last bin, not to one of its own.
  const end = to > from ? bins : 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isFinite(value)) {
      found[row] = -2;
      continue;
    }
    if (placement.kind === 'log' && value <= 0) {
      found[row] = -3;
      continue;
    }
    const at = (placeOf(value, placement) - from) * scale;
    if (at >= 0 && at < bins) found[row] = at;
    else found[row] = at === end ? bins - 1 : -1;
  }
  return found;
}

/** Counts rows of the mask (all if absent) in a grid. */
export function bins2d(x: BinAxis, y: BinAxis, mask?: Uint8Array): Bins2d {
  const xExtent = extent(x.values, x.placement, mask);
  const yExtent = extent(y.values, y.placement, mask);
  const xBins = binsOf(x, xExtent);
  const yBins = binsOf(y, yExtent);
  const counts = new Uint32Array(x.bins * y.bins);
  let shown = 0;
  let outside = 0;
  let withoutValue = 0;
  let notPositive = 0;
  for (let row = 0; row < xBins.length; row++) {
    if (mask?.[row] === 0) continue;
    const column = xBins[row]!;
    const line = yBins[row]!;
    if (column >= 0 && line >= 0) {
      counts[line * x.bins + column]! += 1;
      shown += 1;
    } else if (column === -2 || line === -2) withoutValue += 1;
    else if (column === -3 || line === -3) notPositive += 1;
    else outside += 1;
  }
  return { counts, xExtent, yExtent, shown, outside, withoutValue, notPositive };
}

/** Counts one column in equal bins over its extent (or window); rows outside are left out. */
export function histogram(axis: BinAxis, mask?: Uint8Array): Uint32Array {
  const found = binsOf(axis, extent(axis.values, axis.placement, mask));
  const counts = new Uint32Array(axis.bins);
  for (let row = 0; row < found.length; row++) {
    if (found[row]! >= 0 && (mask === undefined || mask[row] === 1)) counts[found[row]!]! += 1;
  }
  return counts;
}

/** Quantiles at the given shares from 0 to 1, of the known values in the mask (linear between order statistics). */
export function quantilesOf(values: Float64Array, shares: readonly number[], mask?: Uint8Array): number[] {
  let size = 0;
  const known = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    if (mask?.[row] === 0) continue;
    const value = values[row]!;
    if (Number.isFinite(value)) known[size++] = value;
  }
  if (size === 0) return shares.map(() => Number.NaN);
  const sorted = known.subarray(0, size).sort();
  return shares.map((share) => {
    const place = share * (size - 1);
    const low = Math.floor(place);
    const high = Math.min(size - 1, low + 1);
    const lower = sorted[low]!;
    return lower + (place - low) * (sorted[high]! - lower);
  });
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Rows of the mask by ascending value, equal ones by row, unknown ones last. A radix sort over the bits of the numbers:
 * a comparison sort of a million rows by way of an index takes ten times as long.
 */
export function sortedRows(values: Float64Array, mask?: Uint8Array): Uint32Array {
  const rows = new Uint32Array(values.length);
  let known = 0;
  let size = 0;
  for (let row = 0; row < values.length; row++) {
    if (mask?.[row] === 0) continue;
    size += 1;
    if (!Number.isNaN(values[row]!)) rows[known++] = row;
  }
  const { low, high } = sortableBits(values);
  let from: Uint32Array = rows.subarray(0, known);
  let to: Uint32Array = new Uint32Array(known);
  for (let pass = 0; pass < 6; pass++) {
    const shift = (pass % 3) * DIGIT_BITS;
    const moved = passOver(from, to, pass < 3 ? low : high, shift);
    if (moved) [from, to] = [to, from];
  }
  const sorted = new Uint32Array(size);
  sorted.set(from);
  for (let row = 0, at = known; row < values.length && at < size; row++) {
    if (Number.isNaN(values[row]!) && (mask === undefined || mask[row] === 1)) sorted[at++] = row;
  }
  return sorted;
}

/** Two words a number whose order as whole numbers is that of the numbers (IEEE 754, signs turned). */
function sortableBits(values: Float64Array): { readonly low: Uint32Array; readonly high: Uint32Array } {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const number = new Float64Array(1);
  const words = new Uint32Array(number.buffer);
  const [lowWord, highWord] = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0];
  for (let row = 0; row < values.length; row++) {
    // Adding zero makes -0 the same as 0.
    number[0] = values[row]! + 0;
    const negative = words[highWord]! >>> 31 === 1;
    low[row] = negative ? ~words[lowWord]! : words[lowWord]!;
    high[row] = negative ? ~words[highWord]! : words[highWord]! | 0x80000000;
  }
  return { low, high };
}

/** One stable pass by one digit; false (and nothing moved) where all rows have the same digit. */
function passOver(from: Uint32Array, to: Uint32Array, words: Uint32Array, shift: number): boolean {
  const starts = new Uint32Array(DIGITS + 1);
  for (const row of from) starts[((words[row]! >>> shift) & (DIGITS - 1)) + 1]! += 1;
  if (starts.includes(from.length)) return false;
  for (let digit = 1; digit <= DIGITS; digit++) starts[digit]! += starts[digit - 1]!;
  for (const row of from) {
    to[starts[(words[row]! >>> shift) & (DIGITS - 1)]!++] = row;
  }
  return true;
}

/** 1 for every row of the mask whose place lies inside of a polygon (pairs of x and y, as values). */
export function insidePolygon(
  x: Pick<BinAxis, 'values' | 'placement'>,
  y: Pick<BinAxis, 'values' | 'placement'>,
  polygon: readonly number[],
  mask?: Uint8Array,
): Uint8Array {
  const corners = polygon.map((value, index) => placeOf(value, index % 2 === 0 ? x.placement : y.placement));
  const inside = new Uint8Array(x.values.length);
  for (let row = 0; row < inside.length; row++) {
    if (mask?.[row] === 0) continue;
    const placeX = placeOf(x.values[row]!, x.placement);
    const placeY = placeOf(y.values[row]!, y.placement);
    if (Number.isFinite(placeX) && Number.isFinite(placeY))
      inside[row] = crossings(corners, placeX, placeY) & 1;
  }
  return inside;
}

/** Edges that a ray to the right crosses: odd inside. */
function crossings(corners: readonly number[], x: number, y: number): number {
  let crossed = 0;
  const count = corners.length / 2;
  for (let corner = 0, before = count - 1; corner < count; before = corner++) {
    const y0 = corners[2 * corner + 1]!;
    const y1 = corners[2 * before + 1]!;
    if (y0 > y === y1 > y) continue;
    const x0 = corners[2 * corner]!;
    const x1 = corners[2 * before]!;
    if (x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) crossed += 1;
  }
  return crossed;
}
