// Symmetric positive definite systems on typed arrays: factor, solves and inverse. Matrices are row-major.

/** Right-hand sides that `forwardSolveLanes` solves together: what it reads of the factor serves all of them. */
export const LANES = 4;

/** Lower Cholesky factor in place (the upper triangle is left alone). False if not positive definite. */
export function choleskyInPlace(matrix: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row++) {
    const a = row * size;
    for (let column = 0; column <= row; column++) {
      const b = column * size;
      const sum = matrix[a + column]! - dotProduct(matrix, a, matrix, b, column);
      if (row === column) {
        if (!(sum > 0)) return false;
        matrix[a + row] = Math.sqrt(sum);
      } else {
        matrix[a + column] = sum / matrix[b + column]!;
      }
    }
  }
  return true;
}

/** Four sums side by side: each addition of a single one would wait for the last. */
function dotProduct(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number, length: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    first += a[aFrom + index]! * b[bFrom + index]!;
    second += a[aFrom + index + 1]! * b[bFrom + index + 1]!;
    third += a[aFrom + index + 2]! * b[bFrom + index + 2]!;
    fourth += a[aFrom + index + 3]! * b[bFrom + index + 3]!;
  }
  for (; index < length; index++) first += a[aFrom + index]! * b[bFrom + index]!;
  return first + second + (third + fourth);
}

/** Solves L v = b in place. */
export function forwardSolve(factor: Float64Array, size: number, vector: Float64Array): void {
  for (let row = 0; row < size; row++) {
    const base = row * size;
    vector[row] = (vector[row]! - dotProduct(factor, base, vector, 0, row)) / factor[base + row]!;
  }
}

/** Solves L v = b in place for `LANES` vectors, entry i of vector k at [i * LANES + k]. */
export function forwardSolveLanes(factor: Float64Array, size: number, vectors: Float64Array): void {
  for (let row = 0; row < size; row++) {
    const base = row * size;
    const at = row * LANES;
    let first = vectors[at]!;
    let second = vectors[at + 1]!;
    let third = vectors[at + 2]!;
    let fourth = vectors[at + 3]!;
    for (let index = 0, from = 0; index < row; index++, from += LANES) {
      const entry = factor[base + index]!;
      first -= entry * vectors[from]!;
      second -= entry * vectors[from + 1]!;
      third -= entry * vectors[from + 2]!;
      fourth -= entry * vectors[from + 3]!;
    }
    const pivot = factor[base + row]!;
    vectors[at] = first / pivot;
    vectors[at + 1] = second / pivot;
    vectors[at + 2] = third / pivot;
    vectors[at + 3] = fourth / pivot;
  }
}

/** Solves L' v = b in place. */
export function backwardSolve(factor: Float64Array, size: number, vector: Float64Array): void {
  for (let row = size - 1; row >= 0; row--) {
    const base = row * size;
    const value = vector[row]! / factor[base + row]!;
    vector[row] = value;
    for (let index = 0; index < row; index++) vector[index]! -= factor[base + index]! * value;
  }
}

/** The inverse of L L' from L. */
export function inverseOfFactored(factor: Float64Array, size: number): Float64Array {
  // The inverse factor transposed, so that its columns are rows here, then their products.
  const transposed = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const to = column * size;
    transposed[to + column] = 1 / factor[to + column]!;
    for (let row = column + 1; row < size; row++) {
      const from = row * size;
      const sum = dotProduct(factor, from + column, transposed, to + column, row - column);
      transposed[to + row] = -sum / factor[from + row]!;
    }
  }
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = dotProduct(transposed, row * size + row, transposed, column * size + row, size - row);
      inverse[row * size + column] = value;
      inverse[column * size + row] = value;
    }
  }
  return inverse;
}
