// Builder of the two-way plot: a grid of predicted values as coloured cells, darker for larger, with lines of equal
// value between.

/** Steps of the colour scale: few enough to be told apart. */
export const STEPS = 7;

export interface HeatCell {
  readonly column: number;
  readonly row: number;
  readonly value: number;
  /** 0 to STEPS - 1; undefined for an unknown value. */
  readonly step: number | undefined;
}

export interface HeatMap {
  readonly cells: readonly HeatCell[];
  readonly low: number;
  readonly high: number;
  /** Borders between cells of different steps: lines of equal value, in cells. */
  readonly borders: readonly {
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
  }[];
}

/** A grid of `rows` by `columns` values, row-major, row 0 lowest. */
export function layOutHeatMap(values: ArrayLike<number>, columns: number, rows: number): HeatMap {
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < columns * rows; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const stepOf = (value: number): number | undefined => {
    if (!Number.isFinite(value)) return undefined;
    if (high === low) return Math.floor(STEPS / 2);
    return Math.min(STEPS - 1, Math.floor(((value - low) / (high - low)) * STEPS));
  };
  const cells: HeatCell[] = [];
  const borders: { x1: number; y1: number; x2: number; y2: number }[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column]!;
      const step = stepOf(value);
      cells.push({ column, row, value, step });
      const top = rows - 1 - row;
      if (column + 1 < columns && stepOf(values[row * columns + column + 1]!) !== step) {
        borders.push({ x1: column + 1, y1: top, x2: column + 1, y2: top + 1 });
      }
      if (row + 1 < rows && stepOf(values[(row + 1) * columns + column]!) !== step) {
        borders.push({ x1: column, y1: top, x2: column + 1, y2: top });
      }
    }
  }
  return { cells, low, high, borders };
}
