// The roofline: an engine is limited by its arithmetic or by its memory, whichever takes longer.
// Source: S. Williams, A. Waterman and D. Patterson, CACM 52 (2009).

/** Operations per second and bytes per second that an engine reaches. */
export interface Roof {
  readonly operations: number;
  readonly bandwidth: number;
}

/** Seconds of work that overlaps arithmetic and memory perfectly. */
export function rooflineTime(operations: number, bytes: number, roof: Roof): number {
  return Math.max(operations / roof.operations, bytes / roof.bandwidth);
}

/** Operations per byte above which arithmetic limits. */
export function ridge(roof: Roof): number {
  return roof.operations / roof.bandwidth;
}

/**
 * Share of a vector or tensor unit's lanes that a product uses: sizes round up to the unit's tile. A tensor
 * core of 16 x 8 x 16 on a product of 20 x 8 x 16 does half of its second tile for nothing.
 */
export function tileUtilisation(
  product: { readonly rows: number; readonly columns: number; readonly inner: number },
  tile: { readonly rows: number; readonly columns: number; readonly inner: number },
): number {
  const share = (size: number, step: number): number => size / (Math.ceil(size / step) * step);
  return (
    share(product.rows, tile.rows) * share(product.columns, tile.columns) * share(product.inner, tile.inner)
  );
}
