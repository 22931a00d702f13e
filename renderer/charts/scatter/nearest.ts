// Which point is under the pointer: points sorted into square cells of the plot, so that a look-up touches a handful
// of cells. Building it for 10^5 points takes a few milliseconds, which a growing plot can afford.

const CELL_PIXELS = 16;

/** Finds points near a pixel. Positions are pixels; points outside the plot are not found. */
export class NearestPoint {
  readonly #columns: number;
  readonly #rows: number;
  /** Start of each cell in `#order`, and one past the last. */
  readonly #starts: Uint32Array;
  readonly #order: Uint32Array;
  readonly #x: Float32Array;
  readonly #y: Float32Array;

  constructor(x: Float32Array, y: Float32Array, width: number, height: number) {
    this.#x = x;
    this.#y = y;
    this.#columns = Math.max(1, Math.ceil(width / CELL_PIXELS));
    this.#rows = Math.max(1, Math.ceil(height / CELL_PIXELS));
    const counts = new Uint32Array(this.#columns * this.#rows + 1);
    const cells = new Int32Array(x.length);
    for (let point = 0; point < x.length; point++) {
      const cell = this.#cellOf(x[point]!, y[point]!);
      cells[point] = cell;
      if (cell >= 0) counts[cell + 1]! += 1;
    }
    for (let cell = 1; cell < counts.length; cell++) counts[cell]! += counts[cell - 1]!;
    this.#starts = counts.slice();
    this.#order = new Uint32Array(counts[counts.length - 1]!);
    for (let point = 0; point < x.length; point++) {
      const cell = cells[point]!;
      if (cell >= 0) this.#order[counts[cell]!++] = point;
    }
  }

  /**
   * The nearest point within `radius` pixels; among points whose distance differs by less than `preference` pixels,
   * one for which `preferred` holds. Undefined if there is none.
   */
  find(
    x: number,
    y: number,
    radius: number,
    preferred: (point: number) => boolean = () => false,
    preference = 0,
  ): number | undefined {
    let best: number | undefined;
    let bestDistance = Infinity;
    const firstColumn = Math.max(0, Math.floor((x - radius) / CELL_PIXELS));
    const lastColumn = Math.min(this.#columns - 1, Math.floor((x + radius) / CELL_PIXELS));
    const firstRow = Math.max(0, Math.floor((y - radius) / CELL_PIXELS));
    const lastRow = Math.min(this.#rows - 1, Math.floor((y + radius) / CELL_PIXELS));
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const cell = row * this.#columns + column;
        for (let index = this.#starts[cell]!; index < this.#starts[cell + 1]!; index++) {
          const point = this.#order[index]!;
          const distance = Math.hypot(this.#x[point]! - x, this.#y[point]! - y);
          if (distance > radius) continue;
          const ranked = preferred(point) ? distance - preference : distance;
          if (ranked < bestDistance) {
            best = point;
            bestDistance = ranked;
          }
        }
      }
    }
    return best;
  }

  #cellOf(x: number, y: number): number {
    const column = Math.floor(x / CELL_PIXELS);
    const row = Math.floor(y / CELL_PIXELS);
    return column >= 0 && column < this.#columns && row >= 0 && row < this.#rows
      ? row * this.#columns + column
      : -1;
  }
}
