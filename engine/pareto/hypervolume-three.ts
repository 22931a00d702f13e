// Exact hypervolume of three objectives: a sweep along the third over the staircase of the first two, which is kept by
// rank of its x in a bitmap, so that finding a neighbour is a few bit operations instead of a walk down a tree.

import { orderBy } from './order.ts';

/** Volume of points that all lie strictly inside the reference box; row-major, three objectives, minimised. */
export function hypervolumeOfThree(points: Float64Array, reference: Float64Array): number {
  const byX = orderBy(points, 3, 0);
  const count = byX.length;
  // Equal x have one rank, so that at most one step stands at an x.
  const rankOf = new Uint32Array(count);
  const xs = new Float64Array(count);
  let ranks = 0;
  for (let place = 0; place < count; place++) {
    const x = points[3 * byX[place]!]!;
    if (place > 0 && x !== xs[ranks - 1]) ranks++;
    else if (place === 0) ranks = 1;
    xs[ranks - 1] = x;
    rankOf[byX[place]!] = ranks - 1;
  }
  const ys = new Float64Array(ranks);
  const steps = new RankSet(ranks);
  const boundX = reference[0]!;
  const boundY = reference[1]!;
  const boundZ = reference[2]!;
  let total = 0;
  for (const index of orderBy(points, 3, 2)) {
    const rank = rankOf[index]!;
    const y = points[3 * index + 1]!;
    const before = steps.atMost(rank);
    let height = before < 0 ? boundY : ys[before]!;
    if (height <= y) continue;
    // Walk right over the steps it covers, adding up the strips between the old staircase and y.
    let left = xs[rank]!;
    let area = 0;
    let next = steps.above(rank);
    while (next >= 0) {
      const x = xs[next]!;
      area += (x - left) * (height - y);
      height = ys[next]!;
      if (height < y) break;
      left = x;
      steps.remove(next);
      next = steps.above(next);
    }
    if (next < 0) area += (boundX - left) * (height - y);
    steps.add(rank);
    ys[rank] = y;
    total += area * (boundZ - points[3 * index + 2]!);
  }
  return total;
}

/** A set of small numbers as bits, with bits over its words and bits over those, for quick neighbours. */
class RankSet {
  readonly #levels: Int32Array[] = [];

  constructor(size: number) {
    let words = size;
    do {
      words = Math.max(1, (words + 31) >>> 5);
      this.#levels.push(new Int32Array(words));
    } while (words > 1);
  }

  add(rank: number): void {
    let place = rank;
    for (const level of this.#levels) {
      const word = place >>> 5;
      const old = level[word]!;
      level[word] = old | (1 << (place & 31));
      if (old !== 0) return;
      place = word;
    }
  }

  remove(rank: number): void {
    let place = rank;
    for (const level of this.#levels) {
      const word = place >>> 5;
      const left = level[word]! & ~(1 << (place & 31));
      level[word] = left;
      if (left !== 0) return;
      place = word;
    }
  }

  /** The largest member at most `rank`, or -1. */
  atMost(rank: number): number {
    let place = rank + 1;
    for (let depth = 0; depth < this.#levels.length; depth++) {
      const word = place >>> 5;
      const level = this.#levels[depth]!;
      const lower = word < level.length ? level[word]! & ((1 << (place & 31)) - 1) : 0;
      if (lower !== 0) return this.#descend(depth, (word << 5) + 31 - Math.clz32(lower), false);
      place = word;
    }
    return -1;
  }

  /** The smallest member above `rank`, or -1. */
  above(rank: number): number {
    let place = rank;
    for (let depth = 0; depth < this.#levels.length; depth++) {
      const word = place >>> 5;
      const bit = place & 31;
      const upper = bit === 31 ? 0 : this.#levels[depth]![word]! & (-1 << (bit + 1));
      if (upper !== 0) return this.#descend(depth, (word << 5) + lowestBit(upper), true);
      place = word;
    }
    return -1;
  }

  /** From a set bit of an upper level to the first or last member below it. */
  #descend(depth: number, place: number, isFirst: boolean): number {
    for (let level = depth - 1; level >= 0; level--) {
      const bits = this.#levels[level]![place]!;
      place = (place << 5) + (isFirst ? lowestBit(bits) : 31 - Math.clz32(bits));
    }
    return place;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
