// Factors, solves and inverses against what they are defined by.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backwardSolve,
  choleskyInPlace,
  forwardSolve,
  forwardSolveLanes,
  inverseOfFactored,
  LANES,
} from '../../../engine/analysis/cholesky.ts';
import { RandomStream } from '../../../engine/contract/random.ts';

/** B B' + I for a random B: positive definite and well conditioned. */
function positiveDefinite(size: number, seed: number): Float64Array {
  const stream = new RandomStream(seed, 'cholesky');
  const root = Float64Array.from({ length: size * size }, () => stream.uniform() - 0.5);
  return Float64Array.from({ length: size * size }, (_, cell) => {
    const [row, column] = [Math.floor(cell / size), cell % size];
    let sum = row === column ? 1 : 0;
    for (let k = 0; k < size; k++) sum += root[row * size + k]! * root[column * size + k]!;
    return sum;
  });
}

const times = (matrix: Float64Array, vector: ArrayLike<number>): number[] =>
  Array.from(vector, (_, row) => {
    let sum = 0;
    for (let k = 0; k < vector.length; k++) sum += matrix[row * vector.length + k]! * vector[k]!;
    return sum;
  });

const sizes = fc.integer({ min: 1, max: 23 });
const seeds = fc.nat(10_000);

describe('a Cholesky factor', () => {
  it('solves the system that it was made of', () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const matrix = positiveDefinite(size, seed);
        const factor = matrix.slice();
        expect(choleskyInPlace(factor, size)).toBe(true);
        const side = Float64Array.from({ length: size }, (_, row) => Math.sin(row + seed));
        const solution = side.slice();
        forwardSolve(factor, size, solution);
        backwardSolve(factor, size, solution);
        times(matrix, solution).forEach((value, row) => expect(value).toBeCloseTo(side[row]!, 9));
      }),
    );
  });

  it('solves several sides together as it solves one', () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const factor = positiveDefinite(size, seed);
        choleskyInPlace(factor, size);
        const lanes = Float64Array.from({ length: size * LANES }, (_, cell) => Math.cos(cell + seed));
        const single = Array.from({ length: LANES }, (_, lane) =>
          Float64Array.from({ length: size }, (__, row) => lanes[row * LANES + lane]!),
        );
        forwardSolveLanes(factor, size, lanes);
        single.forEach((side, lane) => {
          forwardSolve(factor, size, side);
          side.forEach((value, row) => expect(lanes[row * LANES + lane]!).toBeCloseTo(value, 9));
        });
      }),
    );
  });

  it('gives the inverse', () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const matrix = positiveDefinite(size, seed);
        const factor = matrix.slice();
        choleskyInPlace(factor, size);
        const inverse = inverseOfFactored(factor, size);
        for (let column = 0; column < size; column++) {
          const own = inverse.subarray(column * size, (column + 1) * size);
          times(matrix, own).forEach((value, row) => expect(value).toBeCloseTo(row === column ? 1 : 0, 9));
        }
      }),
    );
  });

  it('does not exist where the matrix is not positive definite', () => {
    expect(choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
    expect(choleskyInPlace(Float64Array.of(0), 1)).toBe(false);
    expect(choleskyInPlace(Float64Array.of(NaN), 1)).toBe(false);
  });
});
