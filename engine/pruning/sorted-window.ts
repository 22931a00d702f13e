// The latest values of a sequence, in order of size.

/** Keeps the last `capacity` values that were added. */
export class SortedWindow {
  readonly #recent: Float64Array;
  readonly #sorted: Float64Array;
  #size = 0;
  #next = 0;

  constructor(capacity: number) {
    this.#recent = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** `value` is not NaN. */
  add(value: number): void {
    const sorted = this.#sorted;
    if (this.#size === this.#recent.length) {
      const gone = this.#place(this.#recent[this.#next]!);
      sorted.copyWithin(gone, gone + 1, this.#size);
      this.#size--;
    }
    const place = this.#place(value);
    sorted.copyWithin(place + 1, place, this.#size);
    sorted[place] = value;
    this.#size++;
    this.#recent[this.#next] = value;
    this.#next = (this.#next + 1) % this.#recent.length;
  }

  /** Index of the first value that is not smaller. */
  #place(value: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The value that `percent` of the values are not above, interpolated linearly between neighbours (as NumPy does by
   * default); NaN of an empty window.
   */
  percentile(percent: number): number {
    if (this.#size === 0) return Number.NaN;
    const position = (percent / 100) * (this.#size - 1);
    const below = Math.floor(position);
    const low = this.#sorted[below]!;
    const high = this.#sorted[Math.min(below + 1, this.#size - 1)]!;
    // Infinite neighbours have no point in between.
    return position === below || low === high ? low : low + (position - below) * (high - low);
  }
}
