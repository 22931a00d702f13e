// Ridge regression by normal equations: for tables of measurements that a model looks up between their rows.

/**
 * Coefficients that minimise the sum of squared errors over `rows` (features, one array a row, all equally long) plus
 * `penalty` times the sum of their squares; the first coefficient, taken to be that of a constant feature, is free.
 */
export function ridge(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  penalty: number,
): Float64Array {
  const width = rows[0]!.length;
  const matrix = Array.from({ length: width }, (_, index) => {
    const line = new Float64Array(width);
    if (index > 0) line[index] = penalty;
    return line;
  });
  const right = new Float64Array(width);
  rows.forEach((row, number) => {
    for (let i = 0; i < width; i++) {
      right[i]! += row[i]! * targets[number]!;
      for (let j = 0; j <= i; j++) matrix[i]![j]! += row[i]! * row[j]!;
    }
  });
  return solve(matrix, right);
}

/** Solves with the lower triangle of a positive definite matrix, by Cholesky factors; overwrites both. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const width = right.length;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i]![k]! * matrix[j]![k]!;
      matrix[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[j]![j]!;
    }
    for (let k = 0; k < i; k++) right[i]! -= matrix[i]![k]! * right[k]!;
    right[i]! /= matrix[i]![i]!;
  }
  for (let i = width - 1; i >= 0; i--) {
    for (let k = i + 1; k < width; k++) right[i]! -= matrix[k]![i]! * right[k]!;
    right[i]! /= matrix[i]![i]!;
  }
  return right;
}
