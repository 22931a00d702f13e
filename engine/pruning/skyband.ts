// The k-skyband of a growing set: the points that fewer than k others are at least as good as. A new point has k better
// ones in the whole set exactly where it has k in the skyband (D. Papadias, Y. Tao, G. Fu and B. Seeger, "Progressive
// skyline computation in database systems", ACM TODS 30(1), 2005), so the rest can be forgotten.

/** Points kept at most; beyond it the oldest go, which only makes decisions more lenient. */
const MOST_POINTS = 4096;

interface Point {
  readonly vector: Float64Array;
  /** Points at least as good, so far. */
  better: number;
}

/** All objectives minimised; of equal points the earlier counts as better. */
export class Skyband {
  readonly #k: number;
  #points: Point[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  /** `vector` has no NaN and is kept. */
  add(vector: Float64Array): void {
    const better = this.#points.reduce((count, point) => count + Number(covers(point.vector, 0, vector)), 0);
    if (better >= this.#k) return;
    for (const point of this.#points) if (covers(vector, 0, point.vector)) point.better++;
    this.#points = this.#points.filter((point) => point.better < this.#k);
    this.#points.push({ vector, better });
    if (this.#points.length > MOST_POINTS) this.#points.shift();
  }

  /** The points, row-major, oldest first. */
  vectors(): Float64Array {
    const width = this.#points[0]?.vector.length ?? 0;
    const all = new Float64Array(this.#points.length * width);
    this.#points.forEach(({ vector }, index) => all.set(vector, index * width));
    return all;
  }
}

/** Whether the row of `points` at `offset` is at least as good everywhere. */
function covers(points: Float64Array, offset: number, vector: Float64Array): boolean {
  for (let objective = 0; objective < vector.length; objective++)
    if (!(points[offset + objective]! <= vector[objective]!)) return false;
  return true;
}

/** Whether at least `k` rows of `points` are at least as good as `vector` everywhere. */
export function isCovered(points: Float64Array, vector: Float64Array, k: number): boolean {
  let count = 0;
  for (let offset = 0; offset < points.length; offset += vector.length)
    if (covers(points, offset, vector) && ++count >= k) return true;
  return false;
}
