// Dense linear systems on typed arrays.

/**
 * Solves A x = b for several right-hand sides by Gaussian elimination with partial pivoting. `matrix` (n x n,
 * row-major) and `sides` (n x count, row-major) are overwritten; the solution is in `sides`. False if A is singular to
 * working precision.
 */
export function solveInPlace(
  matrix: Float64Array,
  size: number,
  sides: Float64Array,
  count: number,
): boolean {
  let largest = 0;
  for (const value of matrix) largest = Math.max(largest, Math.abs(value));
  const smallest = largest * 1e-14;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row * size + column]!) > Math.abs(matrix[pivot * size + column]!)) pivot = row;
    }
    if (!(Math.abs(matrix[pivot * size + column]!) > smallest)) return false;
    if (pivot !== column) {
      swapRows(matrix, size, pivot, column);
      swapRows(sides, count, pivot, column);
    }
    const inverse = 1 / matrix[column * size + column]!;
    const from = column * size;
    for (let row = column + 1; row < size; row++) {
      const to = row * size;
      const factor = matrix[to + column]! * inverse;
      if (factor === 0) continue;
      for (let index = column + 1; index < size; index++)
        matrix[to + index]! -= factor * matrix[from + index]!;
      for (let side = 0; side < count; side++)
        sides[row * count + side]! -= factor * sides[column * count + side]!;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let side = 0; side < count; side++) {
      let value = sides[row * count + side]!;
      for (let index = row + 1; index < size; index++)
        value -= matrix[row * size + index]! * sides[index * count + side]!;
      sides[row * count + side] = value / matrix[row * size + row]!;
    }
  }
  return true;
}

function swapRows(values: Float64Array, width: number, a: number, b: number): void {
  for (let index = 0; index < width; index++) {
    const held = values[a * width + index]!;
    values[a * width + index] = values[b * width + index]!;
    values[b * width + index] = held;
  }
}
