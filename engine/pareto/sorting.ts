// Non-dominated sorting: which points are on the first front, which on the next, and so on.

import { compare, DOMINATES } from './dominance.ts';
import { Staircase } from './staircase.ts';

/**
 * Rank of every row: 0 for the non-dominated ones, 1 for those only dominated by rank 0, and so on; equal points share
 * a rank. With `violations`, constraint domination: infeasible rows follow all feasible ones by rising violation, rows
 * of equal violation sorted among themselves. Rows with a NaN objective count as violated without limit.
 *
 * Rows are inserted in lexicographic order into the first front that does not dominate them, found by binary search:
 * X. Zhang, Y. Tian, R. Cheng and Y. Jin, "An efficient approach to nondominated sorting for evolutionary
 * multiobjective optimization" (ENS-BS), IEEE TEVC 19(2), 2015. A front of two objectives is asked through its lowest
 * point and one of three through a staircase, so these take n log n and n log^2 n; more objectives take n^2.
 */
export function nonDominatedRanks(
  values: Float64Array,
  objectiveCount: number,
  violations?: Float64Array,
): Uint32Array {
  const count = values.length / objectiveCount;
  const ranks = new Uint32Array(count);
  const violation = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let known = true;
    for (let objective = 0; objective < objectiveCount; objective++) {
      const value = values[row * objectiveCount + objective]!;
      if (value !== value) known = false;
    }
    violation[row] = known ? (violations?.[row] ?? 0) : Number.POSITIVE_INFINITY;
  }
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  // The last objective first: the fronts of three objectives are staircases in the other two.
  order.sort((a, b) => {
    if (violation[a] !== violation[b]) return violation[a]! < violation[b]! ? -1 : 1;
    for (let objective = objectiveCount - 1; objective >= 0; objective--) {
      const left = values[a * objectiveCount + objective]!;
      const right = values[b * objectiveCount + objective]!;
      if (left < right) return -1;
      if (left > right) return 1;
    }
    return a - b;
  });

  let base = 0;
  for (let start = 0; start < count;) {
    let end = start + 1;
    while (end < count && violation[order[end]!] === violation[order[start]!]) end++;
    if (violation[order[start]!] === Number.POSITIVE_INFINITY) {
      for (let position = start; position < end; position++) ranks[order[position]!] = base;
      break;
    }
    base += rankSorted(values, objectiveCount, order.subarray(start, end), ranks, base);
    start = end;
  }
  return ranks;
}

/** Ranks rows that are in lexicographic order, from `base` on; returns the number of fronts. */
function rankSorted(
  values: Float64Array,
  objectiveCount: number,
  order: Uint32Array,
  ranks: Uint32Array,
  base: number,
): number {
  const fronts = frontsFor(values, objectiveCount);
  let previous = -1;
  for (const row of order) {
    if (previous >= 0 && isSameRow(values, objectiveCount, previous, row)) {
      ranks[row] = ranks[previous]!;
      continue;
    }
    let low = 0;
    let high = fronts.count();
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (fronts.dominates(middle, row)) low = middle + 1;
      else high = middle;
    }
    fronts.add(low, row);
    ranks[row] = base + low;
    previous = row;
  }
  return fronts.count();
}

interface Fronts {
  readonly count: () => number;
  /** Whether a member of the front dominates the row, which comes later in lexicographic order and equals none. */
  readonly dominates: (front: number, row: number) => boolean;
  readonly add: (front: number, row: number) => void;
}

function frontsFor(values: Float64Array, objectiveCount: number): Fronts {
  if (objectiveCount <= 2) {
    const lowest: number[] = [];
    return {
      count: () => lowest.length,
      dominates: (front, row) => lowest[front]! <= values[row * objectiveCount]!,
      add: (front, row) => (lowest[front] = values[row * objectiveCount]!),
    };
  }
  if (objectiveCount === 3) {
    const stairs: Staircase[] = [];
    return {
      count: () => stairs.length,
      dominates: (front, row) => stairs[front]!.covers(values[3 * row]!, values[3 * row + 1]!),
      add: (front, row) =>
        (stairs[front] ??= new Staircase()).add(values[3 * row]!, values[3 * row + 1]!, row),
    };
  }
  const members: number[][] = [];
  return {
    count: () => members.length,
    dominates: (front, row) => {
      const rows = members[front]!;
      for (let index = rows.length - 1; index >= 0; index--) {
        const other = rows[index]! * objectiveCount;
        if (compare(values, other, values, row * objectiveCount, objectiveCount) === DOMINATES) return true;
      }
      return false;
    },
    add: (front, row) => (members[front] ??= []).push(row),
  };
}

function isSameRow(values: Float64Array, objectiveCount: number, a: number, b: number): boolean {
  for (let objective = 0; objective < objectiveCount; objective++) {
    if (values[a * objectiveCount + objective] !== values[b * objectiveCount + objective]) return false;
  }
  return true;
}

/** Indices of the rows of rank 0, ascending; rows with an unknown objective are on no front. */
export function nonDominated(values: Float64Array, objectiveCount: number): Uint32Array {
  const ranks = nonDominatedRanks(values, objectiveCount);
  const front: number[] = [];
  for (let row = 0; row < ranks.length; row++) {
    if (ranks[row] !== 0) continue;
    let known = true;
    for (let objective = 0; objective < objectiveCount; objective++) {
      if (Number.isNaN(values[row * objectiveCount + objective]!)) known = false;
    }
    if (known) front.push(row);
  }
  return Uint32Array.from(front);
}

/**
 * Crowding distance of the given rows among themselves: the normalised perimeter of the box between each row's
 * neighbours, Infinity at the ends of an objective (Deb et al., NSGA-II, 2002, section III-B).
 */
export function crowdingDistances(
  values: Float64Array,
  objectiveCount: number,
  rows: Uint32Array,
): Float64Array {
  const count = rows.length;
  const distances = new Float64Array(count);
  const order = new Uint32Array(count);
  for (let objective = 0; objective < objectiveCount; objective++) {
    for (let index = 0; index < count; index++) order[index] = index;
    const valueOf = (index: number): number => values[rows[index]! * objectiveCount + objective]!;
    order.sort((a, b) => valueOf(a) - valueOf(b) || a - b);
    const first = order[0]!;
    const last = order[count - 1]!;
    const range = valueOf(last) - valueOf(first);
    if (!(range > 0)) continue;
    distances[first] = Number.POSITIVE_INFINITY;
    distances[last] = Number.POSITIVE_INFINITY;
    for (let place = 1; place < count - 1; place++) {
      distances[order[place]!]! += (valueOf(order[place + 1]!) - valueOf(order[place - 1]!)) / range;
    }
  }
  return distances;
}
