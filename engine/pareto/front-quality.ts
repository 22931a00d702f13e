// How good several fronts of one question are against what all of them found together.

import { extentOf, scaledTo } from './extent.ts';
import {
  additiveEpsilon,
  generalisedSpread,
  invertedGenerationalDistancePlus,
  r2,
  spread,
} from './indicators.ts';
import { nonDominated } from './sorting.ts';

/** More reference points than this take long and tell no more. */
const MOST_REFERENCES = 2000;

/** All smaller is better, on objectives scaled so that the joint front reaches from 0 to 1; NaN where undefined. */
export interface FrontQuality {
  /** Mean distance by which the front falls short of the joint front (IGD+). */
  readonly invertedGenerationalDistancePlus: number;
  /** Least improvement in all objectives that makes the front cover the joint front. */
  readonly additiveEpsilon: number;
  /** Mean weighted distance to the ideal point over evenly spread weights. */
  readonly r2: number;
  /** How unequal the gaps between neighbours are, 0 for equal ones. */
  readonly spread: number;
}

/**
 * Quality of each of several fronts, row-major and minimised, against the non-dominated points of all of them. `weights`
 * are evenly spread directions whose coordinates sum to 1, for R2. Objectives in which the joint front is flat count as
 * they are. An empty front is infinitely far.
 */
export function frontQualities(
  fronts: readonly Float64Array[],
  objectiveCount: number,
  weights: Float64Array,
): FrontQuality[] {
  const all = new Float64Array(fronts.reduce((sum, front) => sum + front.length, 0));
  let filled = 0;
  for (const front of fronts) {
    all.set(front, filled);
    filled += front.length;
  }
  const joint = rowsOf(all, nonDominated(all, objectiveCount), objectiveCount);
  const extent = extentOf(joint, objectiveCount);
  const references = scaledTo(thinned(joint, objectiveCount), extent);
  const ideal = new Float64Array(objectiveCount);
  return fronts.map((front) => {
    const own = scaledTo(front, extent);
    return {
      invertedGenerationalDistancePlus: invertedGenerationalDistancePlus(own, objectiveCount, references),
      additiveEpsilon: additiveEpsilon(own, objectiveCount, references),
      r2: r2(own, objectiveCount, ideal, weights),
      spread: objectiveCount === 2 ? spread(own) : generalisedSpread(own, objectiveCount),
    };
  });
}

/** The values of some rows. */
function rowsOf(values: Float64Array, rows: ArrayLike<number>, objectiveCount: number): Float64Array {
  const chosen = new Float64Array(rows.length * objectiveCount);
  for (let place = 0; place < rows.length; place++) {
    const offset = rows[place]! * objectiveCount;
    chosen.set(values.subarray(offset, offset + objectiveCount), place * objectiveCount);
  }
  return chosen;
}

/** A front in the order of its first objective, evenly thinned where it is very large. */
function thinned(front: Float64Array, objectiveCount: number): Float64Array {
  const order = Uint32Array.from({ length: front.length / objectiveCount }, (_, row) => row).sort(
    (a, b) => front[a * objectiveCount]! - front[b * objectiveCount]! || a - b,
  );
  const count = Math.min(order.length, MOST_REFERENCES);
  const rows = Uint32Array.from(
    { length: count },
    (_, place) => order[Math.floor((place * order.length) / count)]!,
  );
  return rowsOf(front, rows, objectiveCount);
}
