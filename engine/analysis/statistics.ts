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
  for (let row = 0; row < count; row++) {
    const x = a[row]! - meanA;
    const y = b[row]! - meanB;
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : Number.NaN;
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
  const ranks = columns.map((column) => ranksOf(rows.map((row) => column[row]!)));
  const varying = ranks.map((_, index) => index).filter((index) => isVarying(ranks[index]!));
  const used = [...varying.map((index) => ranks[index]!), ranksOf(rows.map((row) => target[row]!))];
  const size = used.length;
  const matrix = used.map((a) => used.map((b) => correlation(a, b)));
  const inverse = inverted(matrix);
  const result = columns.map(() => Number.NaN);
  if (inverse === undefined) return result;
  varying.forEach((index, place) => {
    result[index] =
      -inverse[place]![size - 1]! / Math.sqrt(inverse[place]![place]! * inverse[size - 1]![size - 1]!);
  });
  return result;
}

function isVarying(values: Float64Array): boolean {
  return values.some((value) => value !== values[0]);
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

export interface Interval {
  readonly low: number;
  readonly high: number;
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
  const stream = new RandomStream(seed, 'analysis.bootstrap');
  const sample = new Uint32Array(rows);
  const values = Float64Array.from({ length: repeats }, (_, repeat) => {
    stream.restart(repeat);
    for (let place = 0; place < rows; place++) sample[place] = stream.below(rows);
    return statistic(sample);
  })
    .filter((value) => !Number.isNaN(value))
    .sort();
  const at = (share: number): number => {
    const place = share * (values.length - 1);
    const low = Math.floor(place);
    return values[low]! + (place - low) * (values[Math.ceil(place)]! - values[low]!);
  };
  return values.length === 0
    ? { low: Number.NaN, high: Number.NaN }
    : { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}
