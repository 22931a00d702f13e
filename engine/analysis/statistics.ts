// Correlation, rank statistics and bootstrap intervals over columns; rows with a NaN in a column in use are left out.

import { RandomStream } from '../contract/random.ts';

/** Ranks from 1, equal values sharing their mean rank. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index).sort(
    (a, b) => values[a]! - values[b]! || a - b,
  );
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let place = start; place < end; place++) ranks[order[place]!] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

/** Pearson's correlation; NaN where a column does not vary or there are fewer than two rows. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const count = a.length;
  let meanA = 0;
  let meanB = 0;
  for (let row = 0; row < count; row++) {
    meanA += a[row]! / count;
    meanB += b[row]! / count;
  }
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  let variesA = false;
  let variesB = false;
  for (let row = 0; row < count; row++) {
    const x = a[row]! - meanA;
    const y = b[row]! - meanB;
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
    // Squares of equal values may miss 0 by rounding.
    variesA ||= a[row] !== a[0];
    variesB ||= b[row] !== b[0];
  }
  return variesA && variesB ? products / Math.sqrt(squaresA * squaresB) : Number.NaN;
}

function known(columns: readonly ArrayLike<number>[]): number[] {
  const rows: number[] = [];
  for (let row = 0; row < (columns[0]?.length ?? 0); row++) {
    if (columns.every((column) => Number.isFinite(column[row]!))) rows.push(row);
  }
  return rows;
}

/** Spearman's rank correlation of two columns (C. Spearman, 1904): Pearson's of the ranks. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const rows = known([a, b]);
  return correlation(ranksOf(rows.map((row) => a[row]!)), ranksOf(rows.map((row) => b[row]!)));
}

/**
 * Partial rank correlation of every column with the target, the other columns held fixed, from the inverse of the rank
 * correlation matrix. NaN for a column that does not vary; all NaN if the columns are linearly dependent.
 */
export function partialRankCorrelations(
  columns: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
): number[] {
  const rows = known([...columns, target]);
  const ranks = [...columns, target].map((column) => ranksOf(rows.map((row) => column[row]!)));
  return partialCorrelations(
    ranks,
    Uint32Array.from(rows, (_, place) => place),
  );
}

/**
 * Partial correlation of every column but the last with the last, the others held fixed, over the given rows (which may
 * repeat). NaN for a column that does not vary; all NaN if the columns are linearly dependent.
 */
export function partialCorrelations(columns: readonly Float64Array[], rows: Uint32Array): number[] {
  const picked = columns.map((column) => standardisedAt(column, rows));
  const varying = picked.map((_, index) => index).filter((index) => picked[index] !== undefined);
  const result = new Array<number>(columns.length - 1).fill(Number.NaN);
  if (varying.at(-1) !== columns.length - 1) return result;
  const used = varying.map((index) => picked[index]!);
  const matrix = used.map(() => new Array<number>(used.length).fill(1));
  used.forEach((a, row) => {
    for (let column = 0; column < row; column++) {
      const b = used[column]!;
      let products = 0;
      for (let place = 0; place < a.length; place++) products += a[place]! * b[place]!;
      matrix[row]![column] = products;
      matrix[column]![row] = products;
    }
  });
  const inverse = inverted(matrix);
  if (inverse === undefined) return result;
  const last = used.length - 1;
  varying.slice(0, -1).forEach((index, place) => {
    result[index] = -inverse[place]![last]! / Math.sqrt(inverse[place]![place]! * inverse[last]![last]!);
  });
  return result;
}

/** The column at the rows with mean 0 and sum of squares 1; undefined where it does not vary. */
function standardisedAt(column: Float64Array, rows: Uint32Array): Float64Array | undefined {
  const values = Float64Array.from(rows, (row) => column[row]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.every((value) => value === values[0])) return undefined;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const scale = 1 / Math.sqrt(squares);
  return values.map((value) => (value - mean) * scale);
}

/** Gauss-Jordan inverse of a small matrix; undefined if it is singular. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const work = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++) {
      if (Math.abs(work[row]![column]!) > Math.abs(work[pivot]![column]!)) pivot = row;
    }
    const scale = work[pivot]![column]!;
    if (!(Math.abs(scale) > 1e-10)) return undefined;
    [work[column], work[pivot]] = [work[pivot]!, work[column]!];
    work[column] = work[column]!.map((value) => value / scale);
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = work[row]![column]!;
      work[row] = work[row]!.map((value, place) => value - factor * work[column]![place]!);
    }
  }
  return work.map((row) => row.slice(size));
}

/** The quantile of an ascending list by linear interpolation; NaN of an empty one. */
export function quantileOf(ascending: ArrayLike<number>, share: number): number {
  if (ascending.length === 0) return Number.NaN;
  const place = share * (ascending.length - 1);
  const low = Math.floor(place);
  return ascending[low]! + (place - low) * (ascending[Math.ceil(place)]! - ascending[low]!);
}

/** The median of a list in any order; NaN of an empty one. */
export function medianOf(values: ArrayLike<number>): number {
  return quantileOf(Float64Array.from(values).sort(), 0.5);
}

/**
 * Whether positive values are described better by their logarithms: their middle nine tenths span more than two decades.
 * A few values near zero do not make it so.
 */
export function suitsLogarithm(values: ArrayLike<number>): boolean {
  const known = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .sort();
  return known[0]! > 0 && quantileOf(known, 0.95) > 100 * quantileOf(known, 0.05);
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Row indices drawn with replacement, time after time; each array is valid until the next is asked for. */
function* bootstrapDraws(rows: number, seed: number, repeats: number): Generator<Uint32Array> {
  const stream = new RandomStream(seed, 'analysis.bootstrap');
  const sample = new Uint32Array(rows);
  for (let repeat = 0; repeat < repeats; repeat++) {
    stream.restart(repeat);
    for (let place = 0; place < rows; place++) sample[place] = stream.below(rows);
    yield sample;
  }
}

/** The draws of `bootstrapInterval`, kept for as long as they are of so many rows: for many statistics of one sample. */
export class KeptDraws {
  readonly #seed: number;
  readonly #repeats: number;
  #rows = 0;
  #draws: readonly Uint32Array[] = [];

  constructor(seed: number, repeats: number) {
    this.#seed = seed;
    this.#repeats = repeats;
  }

  of(rows: number): readonly Uint32Array[] {
    if (rows === this.#rows) return this.#draws;
    this.#rows = rows;
    this.#draws = Array.from(bootstrapDraws(rows, this.#seed, this.#repeats), (draw) => draw.slice());
    return this.#draws;
  }
}

/**
 * Percentile bootstrap interval of a statistic over row indices: B. Efron, "Bootstrap methods", Annals of Statistics
 * 7(1), 1979. `confidence` is e.g. 0.95.
 */
export function bootstrapInterval(
  rows: number,
  statistic: (sample: Uint32Array) => number,
  confidence: number,
  seed: number,
  repeats = 500,
): Interval {
  return intervalOver(bootstrapDraws(rows, seed, repeats), statistic, confidence);
}

/** As `bootstrapInterval`, over draws that were made before. */
export function intervalOver(
  draws: Iterable<Uint32Array>,
  statistic: (sample: Uint32Array) => number,
  confidence: number,
): Interval {
  const found: number[] = [];
  for (const draw of draws) found.push(statistic(draw));
  const values = Float64Array.from(found)
    .filter((value) => !Number.isNaN(value))
    .sort();
  return { low: quantileOf(values, (1 - confidence) / 2), high: quantileOf(values, (1 + confidence) / 2) };
}
