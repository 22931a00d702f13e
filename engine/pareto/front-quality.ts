// How good several fronts of one question are against what all of them found together.

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
  const joint = nonDominated(all, objectiveCount);
  const low = new Float64Array(objectiveCount).fill(Infinity);
  const high = new Float64Array(objectiveCount).fill(-Infinity);
  for (const row of joint) {
    for (let objective = 0; objective < objectiveCount; objective++) {
      const value = all[row * objectiveCount + objective]!;
      if (value < low[objective]!) low[objective] = value;
      if (value > high[objective]!) high[objective] = value;
    }
  }
  const scaled = (front: Float64Array): Float64Array =>
    front.map((value, place) => {
      const objective = place % objectiveCount;
      const range = high[objective]! - low[objective]!;
      return (value - low[objective]!) / (range > 0 ? range : 1);
    });
  const references = scaled(spreadRows(all, joint, objectiveCount));
  const ideal = new Float64Array(objectiveCount);
  return fronts.map((front) => {
    const own = scaled(front);
    return {
      invertedGenerationalDistancePlus: invertedGenerationalDistancePlus(own, objectiveCount, references),
      additiveEpsilon: additiveEpsilon(own, objectiveCount, references),
      r2: r2(own, objectiveCount, ideal, weights),
      spread: objectiveCount === 2 ? spread(own) : generalisedSpread(own, objectiveCount),
    };
  });
}

/** The values of some rows, evenly thinned in the order of the first objective where there are very many. */
function spreadRows(values: Float64Array, rows: Uint32Array, objectiveCount: number): Float64Array {
  const order = rows
    .slice()
    .sort((a, b) => values[a * objectiveCount]! - values[b * objectiveCount]! || a - b);
  const count = Math.min(order.length, MOST_REFERENCES);
  const chosen = new Float64Array(count * objectiveCount);
  for (let place = 0; place < count; place++) {
    const row = order[Math.floor((place * order.length) / count)]!;
    chosen.set(values.subarray(row * objectiveCount, (row + 1) * objectiveCount), place * objectiveCount);
  }
  return chosen;
}
