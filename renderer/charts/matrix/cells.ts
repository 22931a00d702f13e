// Data builder and coordinator of the scatter matrix: places of every trial on every axis, the cells they are drawn in,
// and what a box drawn in a cell means. Pure.

import { placeOn, valueAt, type Brushes, type ParallelAxis } from '../parallel/lines.ts';

/** Gap between cells, in pixels. */
export const GAP_PIXELS = 6;
const HISTOGRAM_BINS = 24;

export interface MatrixCell {
  readonly row: number;
  readonly column: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Cells below and on the diagonal of `count` axes: each pair once. */
export function matrixCells(count: number, width: number, height: number): MatrixCell[] {
  const cellWidth = (width - GAP_PIXELS * (count - 1)) / count;
  const cellHeight = (height - GAP_PIXELS * (count - 1)) / count;
  const cells: MatrixCell[] = [];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column <= row; column++) {
      cells.push({
        row,
        column,
        left: column * (cellWidth + GAP_PIXELS),
        top: row * (cellHeight + GAP_PIXELS),
        width: cellWidth,
        height: cellHeight,
      });
    }
  }
  return cells;
}

/** The cell that holds a pixel, if any. */
export function cellAt(cells: readonly MatrixCell[], x: number, y: number): MatrixCell | undefined {
  return cells.find(
    (cell) => x >= cell.left && x <= cell.left + cell.width && y >= cell.top && y <= cell.top + cell.height,
  );
}

/** Counts in equal bins of places from 0 to 1; with a mask, of its entries only. */
export function histogramOf(places: Float32Array, mask?: Uint8Array, bins = HISTOGRAM_BINS): Uint32Array {
  const counts = new Uint32Array(bins);
  for (let entry = 0; entry < places.length; entry++) {
    const place = places[entry]!;
    if (Number.isNaN(place) || mask?.[entry] === 0) continue;
    counts[Math.max(0, Math.min(bins - 1, Math.floor(place * bins)))]! += 1;
  }
  return counts;
}

/** A box in a cell, its corners in pixels of the matrix. */
export interface MatrixBox {
  readonly cell: MatrixCell;
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}

/** Brushes after a box was drawn: one range on each of the cell's axes; on the diagonal on its one axis. */
export function boxBrushes(brushes: Brushes, axes: readonly ParallelAxis[], box: MatrixBox): Brushes {
  const { cell } = box;
  const range = (axis: ParallelAxis, one: number, other: number): readonly [number, number] => {
    const ends = [one, other]
      .map((place) => valueAt(axis, Math.max(0, Math.min(1, place))))
      .sort((a, b) => a - b) as [number, number];
    return ends.map((end) => Number(end.toPrecision(4))) as [number, number];
  };
  const xOf = (pixel: number): number => (pixel - cell.left) / cell.width;
  const yOf = (pixel: number): number => 1 - (pixel - cell.top) / cell.height;
  const xAxis = axes[cell.column]!;
  const yAxis = axes[cell.row]!;
  const changed = { ...brushes, [xAxis.id]: [range(xAxis, xOf(box.from[0]), xOf(box.to[0]))] };
  if (cell.row === cell.column) return changed;
  return { ...changed, [yAxis.id]: [range(yAxis, yOf(box.from[1]), yOf(box.to[1]))] };
}

/** The axes as a matrix draws them: never flipped. */
export function upright(axis: ParallelAxis): ParallelAxis {
  return { ...axis, flipped: false };
}

/** Places of a column on an upright axis, 3 % away from the cell's borders. */
export function cellPlaces(axis: ParallelAxis, values: Float64Array): Float32Array {
  return Float32Array.from(values, (value) => 0.03 + 0.94 * placeOn(axis, value));
}
