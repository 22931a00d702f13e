// Sparse matrices in compressed rows, synthetic generators, and exact work counts of products for the
// dataflows that sparse accelerators use.

import { ParetoscopeError } from '../contract/errors.ts';
import type { RandomStream } from '../contract/random.ts';

/**
 * Compressed sparse rows: the columns of row r are `columns[starts[r] .. starts[r + 1])`, ascending. Pattern
 * only.
 */
export interface SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
}

function checkSize(rows: number, columns: number): void {
  for (const [value, what] of [
    [rows, 'rows'],
    [columns, 'columns'],
  ] as const) {
    if (!(Number.isInteger(value) && value >= 1 && value <= 2 ** 31)) {
      throw new ParetoscopeError('design-invalid', `a sparse matrix cannot have ${value} ${what}`);
    }
  }
}

function checkShare(share: number, what: string): void {
  if (!(share >= 0 && share <= 1)) {
    throw new ParetoscopeError('design-invalid', `${what} is ${share}`, { hint: 'it lies between 0 and 1' });
  }
}

/** Builds a matrix from coordinates; duplicates count once. */
export function fromCoordinates(
  rowCount: number,
  columnCount: number,
  rows: readonly number[] | Uint32Array,
  columns: readonly number[] | Uint32Array,
): SparseMatrix {
  checkSize(rowCount, columnCount);
  const counts = new Uint32Array(rowCount + 1);
  for (const row of rows) counts[row + 1]!++;
  for (let row = 0; row < rowCount; row++) counts[row + 1]! += counts[row]!;
  const cursor = counts.slice(0, rowCount);
  const sorted = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index++) sorted[cursor[rows[index]!]!++] = columns[index]!;
  const starts = new Uint32Array(rowCount + 1);
  let kept = 0;
  for (let row = 0; row < rowCount; row++) {
    starts[row] = kept;
    const slice = sorted.subarray(counts[row], counts[row + 1]).sort();
    let before = -1;
    for (const column of slice) {
      if (column !== before) sorted[kept++] = column;
      before = column;
    }
  }
  starts[rowCount] = kept;
  return { rowCount, columnCount, starts, columns: sorted.slice(0, kept) };
}

/** Non-zeros of a matrix. */
export function nonZeros(matrix: SparseMatrix): number {
  return matrix.columns.length;
}

/**
 * Every element present with probability `density`, independently; gaps are drawn, so cost follows the
 * non-zeros.
 */
export function uniformMatrix(
  rowCount: number,
  columnCount: number,
  density: number,
  stream: RandomStream,
): SparseMatrix {
  checkSize(rowCount, columnCount);
  checkShare(density, 'density');
  const starts = new Uint32Array(rowCount + 1);
  const columns: number[] = [];
  const scale = density === 1 ? 0 : 1 / Math.log1p(-density);
  for (let row = 0; row < rowCount; row++) {
    if (density > 0) {
      const gap = (): number => (density === 1 ? 0 : Math.floor(Math.log(1 - stream.uniform()) * scale));
      for (let column = gap(); column < columnCount; column += 1 + gap()) columns.push(column);
    }
    starts[row + 1] = columns.length;
  }
  return { rowCount, columnCount, starts, columns: Uint32Array.from(columns) };
}

/** A square matrix with every element at most `halfWidth` off the diagonal. */
export function bandedMatrix(size: number, halfWidth: number): SparseMatrix {
  checkSize(size, size);
  const starts = new Uint32Array(size + 1);
  const columns: number[] = [];
  for (let row = 0; row < size; row++) {
    const last = Math.min(size - 1, row + halfWidth);
    for (let column = Math.max(0, row - halfWidth); column <= last; column++) columns.push(column);
    starts[row + 1] = columns.length;
  }
  return { rowCount: size, columnCount: size, starts, columns: Uint32Array.from(columns) };
}

/**
 * R-MAT: `edges` coordinates of a 2^levels square matrix, each by descending into quadrants with
 * probabilities (a, b, c, 1 - a - b - c). Duplicates count once. Source: Chakrabarti, Zhan and Faloutsos, SDM
 * 2004; the defaults are those of the Graph 500 benchmark.
 */
export function rmatMatrix(
  levels: number,
  edges: number,
  stream: RandomStream,
  [a, b, c]: readonly [number, number, number] = [0.57, 0.19, 0.19],
): SparseMatrix {
  if (!(Number.isInteger(levels) && levels >= 1 && levels <= 30)) {
    throw new ParetoscopeError(
      'design-invalid',
      `an R-MAT matrix of 2^${levels} rows is outside 2^1 to 2^30`,
    );
  }
  checkShare(a + b + c, 'the sum of three R-MAT quadrants');
  const rows = new Uint32Array(edges);
  const columns = new Uint32Array(edges);
  for (let edge = 0; edge < edges; edge++) {
    let row = 0;
    let column = 0;
    for (let level = 0; level < levels; level++) {
      const draw = stream.uniform();
      const down = draw >= a + b ? 1 : 0;
      const right = down === 1 ? (draw >= a + b + c ? 1 : 0) : draw >= a ? 1 : 0;
      row = 2 * row + down;
      column = 2 * column + right;
    }
    rows[edge] = row;
    columns[edge] = column;
  }
  return fromCoordinates(2 ** levels, 2 ** levels, rows, columns);
}

/**
 * A square matrix whose row r has about degree (r + 1)^-exponent times a constant, `meanDegree` on average
 * (at least one where that rounds to none), at distinct uniformly drawn columns.
 */
export function powerLawMatrix(
  size: number,
  meanDegree: number,
  exponent: number,
  stream: RandomStream,
): SparseMatrix {
  checkSize(size, size);
  checkShare(meanDegree / size, 'mean degree over size');
  let weight = 0;
  for (let row = 0; row < size; row++) weight += (row + 1) ** -exponent;
  const scale = (meanDegree * size) / weight;
  const rows: number[] = [];
  const columns: number[] = [];
  const taken = new Set<number>();
  for (let row = 0; row < size; row++) {
    const degree = Math.min(size, Math.max(1, Math.round(scale * (row + 1) ** -exponent)));
    taken.clear();
    // Floyd's sampling without replacement: one draw an element, however dense the row.
    for (let top = size - degree; top < size; top++) {
      const draw = stream.below(top + 1);
      const column = taken.has(draw) ? top : draw;
      taken.add(column);
      rows.push(row);
      columns.push(column);
    }
  }
  return fromCoordinates(size, size, rows, columns);
}

/** The matrix with rows and columns exchanged. */
export function transpose(matrix: SparseMatrix): SparseMatrix {
  const { rowCount, columnCount, starts, columns } = matrix;
  const transposedStarts = new Uint32Array(columnCount + 1);
  for (const column of columns) transposedStarts[column + 1]!++;
  for (let column = 0; column < columnCount; column++)
    transposedStarts[column + 1]! += transposedStarts[column]!;
  const cursor = transposedStarts.slice(0, columnCount);
  const transposed = new Uint32Array(columns.length);
  for (let row = 0; row < rowCount; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) transposed[cursor[columns[at]!]!++] = row;
  }
  return { rowCount: columnCount, columnCount: rowCount, starts: transposedStarts, columns: transposed };
}

/** Exact work of a sparse product A B, whatever the values. */
export interface ProductWork {
  /**
   * Multiplications of two non-zeros, the same for every dataflow; also the non-zeros of B that a row-by-row
   * (Gustavson) product fetches, and the partial results an outer product writes.
   */
  readonly multiplications: number;
  /** Non-zeros of the result, cancellation apart. */
  readonly resultNonZeros: number;
  /** Inner product: coordinates compared when every row of A meets every column of B. */
  readonly innerComparisons: number;
  /** Outer product: partial results that merge into others. */
  readonly outerMerges: number;
}

/** Counts the work of A B without forming values. Throws `design-invalid` if the sizes do not meet. */
export function productWork(a: SparseMatrix, b: SparseMatrix): ProductWork {
  if (a.columnCount !== b.rowCount) {
    throw new ParetoscopeError(
      'design-invalid',
      `a matrix of ${a.columnCount} columns cannot multiply one of ${b.rowCount} rows`,
    );
  }
  let multiplications = 0;
  let resultNonZeros = 0;
  const seen = new Int32Array(b.columnCount).fill(-1);
  for (let row = 0; row < a.rowCount; row++) {
    for (let at = a.starts[row]!; at < a.starts[row + 1]!; at++) {
      const inner = a.columns[at]!;
      const end = b.starts[inner + 1]!;
      multiplications += end - b.starts[inner]!;
      for (let other = b.starts[inner]!; other < end; other++) {
        const column = b.columns[other]!;
        if (seen[column] !== row) {
          seen[column] = row;
          resultNonZeros++;
        }
      }
    }
  }
  return {
    multiplications,
    resultNonZeros,
    innerComparisons: nonZeros(a) * b.columnCount + nonZeros(b) * a.rowCount,
    outerMerges: multiplications - resultNonZeros,
  };
}
