import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import {
  bandedMatrix,
  fromCoordinates,
  nonZeros,
  powerLawMatrix,
  productWork,
  rmatMatrix,
  transpose,
  uniformMatrix,
  type SparseMatrix,
} from '../../../engine/simulation/sparse.ts';

function dense(matrix: SparseMatrix): number[][] {
  const rows = Array.from({ length: matrix.rowCount }, () => new Array<number>(matrix.columnCount).fill(0));
  for (let row = 0; row < matrix.rowCount; row++) {
    for (let at = matrix.starts[row]!; at < matrix.starts[row + 1]!; at++)
      rows[row]![matrix.columns[at]!] = 1;
  }
  return rows;
}

const stream = (): RandomStream => new RandomStream(3, 'test.sparse');

function wellFormed(matrix: SparseMatrix): void {
  expect(matrix.starts[0]).toBe(0);
  expect(matrix.starts[matrix.rowCount]).toBe(matrix.columns.length);
  for (let row = 0; row < matrix.rowCount; row++) {
    for (let at = matrix.starts[row]!; at < matrix.starts[row + 1]!; at++) {
      expect(matrix.columns[at]).toBeLessThan(matrix.columnCount);
      if (at > matrix.starts[row]!) expect(matrix.columns[at]).toBeGreaterThan(matrix.columns[at - 1]!);
    }
  }
}

describe('sparse matrices', () => {
  it('are built from coordinates in any order, duplicates once', () => {
    const matrix = fromCoordinates(3, 4, [2, 0, 2, 0, 2], [1, 3, 0, 3, 1]);
    expect([...matrix.starts]).toEqual([0, 1, 1, 3]);
    expect([...matrix.columns]).toEqual([3, 0, 1]);
  });

  it('transpose to the transposed pattern, and back to themselves', () => {
    const matrix = uniformMatrix(20, 30, 0.2, stream());
    const turned = transpose(matrix);
    wellFormed(turned);
    expect(dense(turned)).toEqual(
      dense(matrix)[0]!.map((_, column) => dense(matrix).map((row) => row[column]!)),
    );
    expect(transpose(turned)).toEqual(matrix);
  });

  it('have as many uniform non-zeros as their density says, within five standard errors', () => {
    for (const density of [0.001, 0.1, 0.7]) {
      const matrix = uniformMatrix(400, 500, density, stream());
      wellFormed(matrix);
      const cells = 400 * 500;
      const error = Math.sqrt(cells * density * (1 - density));
      expect(Math.abs(nonZeros(matrix) - cells * density)).toBeLessThan(5 * error);
    }
    expect(nonZeros(uniformMatrix(7, 9, 0, stream()))).toBe(0);
    expect(nonZeros(uniformMatrix(7, 9, 1, stream()))).toBe(63);
  });

  it('have every element of their band', () => {
    const matrix = bandedMatrix(100, 2);
    wellFormed(matrix);
    expect(nonZeros(matrix)).toBe(5 * 100 - 2 * (1 + 2));
  });

  it('follow R-MAT quadrants and a power law', () => {
    const edges = 20_000;
    const rmat = rmatMatrix(12, edges, stream());
    wellFormed(rmat);
    const half = rmat.starts[2 ** 11]!;
    // Rows of the upper half get a + b = 0.76 of the edges before duplicates are removed, a little less
    // after.
    expect(half / nonZeros(rmat)).toBeGreaterThan(0.7);
    expect(half / nonZeros(rmat)).toBeLessThan(0.77);
    const law = powerLawMatrix(1000, 8, 1, stream());
    wellFormed(law);
    const degree = (row: number): number => law.starts[row + 1]! - law.starts[row]!;
    expect(degree(1) / degree(19)).toBeCloseTo(10, 0);
    expect(nonZeros(law) / 1000).toBeCloseTo(8, 0);
  });

  it('are the same for the same stream', () => {
    expect(rmatMatrix(8, 500, stream())).toEqual(rmatMatrix(8, 500, stream()));
  });

  it('refuse sizes and shares that make no sense', () => {
    expect(() => uniformMatrix(0, 4, 0.5, stream())).toThrow('0 rows');
    expect(() => uniformMatrix(4, 4, 1.5, stream())).toThrow('density is 1.5');
    expect(() => rmatMatrix(0, 4, stream())).toThrow('2^0');
    expect(() => powerLawMatrix(4, 5, 1, stream())).toThrow('mean degree');
  });
});

describe('productWork', () => {
  it('counts multiplications and result non-zeros of the dense product of patterns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 1000 }),
        (rows, inner, columns, density, seed) => {
          const random = new RandomStream(seed, 'test.sparse');
          const a = uniformMatrix(rows, inner, density, random);
          const b = uniformMatrix(inner, columns, density, random);
          const [da, db] = [dense(a), dense(b)];
          let multiplications = 0;
          let resultNonZeros = 0;
          for (let row = 0; row < rows; row++) {
            for (let column = 0; column < columns; column++) {
              let sum = 0;
              for (let k = 0; k < inner; k++) sum += da[row]![k]! * db[k]![column]!;
              multiplications += sum;
              if (sum > 0) resultNonZeros++;
            }
          }
          const work = productWork(a, b);
          expect(work.multiplications).toBe(multiplications);
          expect(work.resultNonZeros).toBe(resultNonZeros);
          expect(work.outerMerges).toBe(multiplications - resultNonZeros);
        },
      ),
      { seed: 6 },
    );
  });

  it('counts a tridiagonal square by hand', () => {
    // 3 + 3n - 2 non-zeros a row pair: 9n - 10 products and a pentadiagonal result of 5n - 6.
    const matrix = bandedMatrix(10, 1);
    expect(productWork(matrix, matrix)).toEqual({
      multiplications: 9 * 10 - 10,
      resultNonZeros: 5 * 10 - 6,
      innerComparisons: 2 * 28 * 10,
      outerMerges: 80 - 44,
    });
  });

  it('refuses sizes that do not meet', () => {
    expect(() => productWork(bandedMatrix(3, 1), bandedMatrix(4, 1))).toThrow('3 columns');
  });
});
