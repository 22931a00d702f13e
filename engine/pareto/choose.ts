// Help for choosing one point of a front; row-major, all objectives minimised, each scaled to its range on the front.

import { extentOf, scaledTo } from './extent.ts';

/** The front with every objective scaled to [0, 1]; an objective that does not vary is 0. */
function scaled(front: Float64Array, objectiveCount: number): Float64Array {
  return scaledTo(front, extentOf(front, objectiveCount));
}

/** The first place of the largest value; -1 for none. */
function largest(values: Float64Array): number {
  let place = values.length === 0 ? -1 : 0;
  values.forEach((value, row) => {
    if (value > values[place]!) place = row;
  });
  return place;
}

/**
 * How far every row lies below the plane through the worst corners of the scaled front, where giving up a little of one
 * objective buys most of the others: I. Das, "On characterizing the knee of the Pareto curve", Structural Optimization
 * 18, 1999. More is better; 0 on the plane.
 */
export function kneeDistances(front: Float64Array, objectiveCount: number): Float64Array {
  const unit = scaled(front, objectiveCount);
  return Float64Array.from({ length: front.length / objectiveCount }, (_, row) => {
    let sum = 0;
    for (let objective = 0; objective < objectiveCount; objective++)
      sum += unit[row * objectiveCount + objective]!;
    return (1 - sum) / Math.sqrt(objectiveCount);
  });
}

/** Row of the knee: the farthest below the plane. -1 for an empty front. */
export function knee(front: Float64Array, objectiveCount: number): number {
  return largest(kneeDistances(front, objectiveCount));
}

/**
 * Achievement of every row: minus the largest excess over the aspired values, in spans of each objective, less a small
 * sum that prefers a dominating point (A. P. Wierzbicki, "The use of reference objectives in multiobjective
 * optimization", 1980). More is better; where it is 0 or more, every aspired value is met but for that sum. Aspired
 * values are in the objectives' own units.
 */
export function achievements(
  front: Float64Array,
  objectiveCount: number,
  aspired: ArrayLike<number>,
  spans: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: front.length / objectiveCount }, (_, row) => {
    let worst = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let objective = 0; objective < objectiveCount; objective++) {
      const excess = (front[row * objectiveCount + objective]! - aspired[objective]!) / spans[objective]!;
      worst = Math.max(worst, excess);
      sum += excess;
    }
    return -(worst + 1e-4 * sum);
  });
}

/**
 * TOPSIS closeness of every row, 0 (the worst corner) to 1 (the ideal one), under non-negative weights: C. L. Hwang and
 * K. Yoon, "Multiple Attribute Decision Making", 1981, on objectives scaled to their ranges.
 */
export function topsis(
  front: Float64Array,
  objectiveCount: number,
  weights: readonly number[],
): Float64Array {
  const unit = scaled(front, objectiveCount);
  return Float64Array.from({ length: front.length / objectiveCount }, (_, row) => {
    let toIdeal = 0;
    let toWorst = 0;
    for (let objective = 0; objective < objectiveCount; objective++) {
      const value = unit[row * objectiveCount + objective]!;
      toIdeal += (weights[objective]! * value) ** 2;
      toWorst += (weights[objective]! * (1 - value)) ** 2;
    }
    const total = Math.sqrt(toIdeal) + Math.sqrt(toWorst);
    return total > 0 ? Math.sqrt(toWorst) / total : 1;
  });
}

/** Weighted sum of the scaled objectives of every row; smaller is better. */
export function weightedSums(
  front: Float64Array,
  objectiveCount: number,
  weights: readonly number[],
): Float64Array {
  const unit = scaled(front, objectiveCount);
  return Float64Array.from({ length: front.length / objectiveCount }, (_, row) => {
    let sum = 0;
    for (let objective = 0; objective < objectiveCount; objective++) {
      sum += weights[objective]! * unit[row * objectiveCount + objective]!;
    }
    return sum;
  });
}

/**
 * Rows that thin a front: in every box of the given size per objective one point stays, the one nearest to the box's
 * best corner (epsilon-dominance: M. Laumanns, L. Thiele, K. Deb and E. Zitzler, Evolutionary Computation 10(3), 2002).
 * Ascending; of equally near points the first.
 */
export function epsilonThinned(
  front: Float64Array,
  objectiveCount: number,
  boxes: readonly number[],
): number[] {
  const chosen = new Map<string, { row: number; distance: number }>();
  for (let row = 0; row < front.length / objectiveCount; row++) {
    const key: number[] = [];
    let distance = 0;
    for (let objective = 0; objective < objectiveCount; objective++) {
      const position = front[row * objectiveCount + objective]! / boxes[objective]!;
      const box = Math.floor(position);
      key.push(box);
      distance += (position - box) ** 2;
    }
    const held = chosen.get(key.join());
    if (held === undefined || distance < held.distance) chosen.set(key.join(), { row, distance });
  }
  return [...chosen.values()].map(({ row }) => row).sort((a, b) => a - b);
}
