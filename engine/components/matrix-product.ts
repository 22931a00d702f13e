// One matrix product on one processor: arithmetic or memory, whichever takes longer.

import { rooflineTime } from './roofline.ts';
import type { Roof } from './roofline.ts';

/** Floating-point operations of a product of rows x inner by inner x columns. */
export function productOperations(rows: number, inner: number, columns: number): number {
  return 2 * rows * inner * columns;
}

/** Bytes of both operands and the result, each moved once. */
export function productBytes(rows: number, inner: number, columns: number, valueBytes: number): number {
  return valueBytes * (rows * inner + inner * columns + rows * columns);
}

/** Seconds of a product; none for no rows. */
export function productTime(
  rows: number,
  inner: number,
  columns: number,
  valueBytes: number,
  roof: Roof,
): number {
  if (rows === 0) return 0;
  return rooflineTime(
    productOperations(rows, inner, columns),
    productBytes(rows, inner, columns, valueBytes),
    roof,
  );
}
