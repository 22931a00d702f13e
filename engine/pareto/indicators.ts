// How good a front is, against a reference set or by itself; row-major, all objectives minimised.

import { RandomStream } from '../contract/random.ts';
import { exclusiveVolume, hypervolume, pointsInside } from './hypervolume.ts';

/**
 * IGD+: mean distance from each reference point to the front, counting only the objectives in which the front is worse
 * (H. Ishibuchi, H. Masuda, Y. Tanigaki and Y. Nojima, "Modified distance calculation in generational distance and
 * inverted generational distance", EMO 2015). Infinity for an empty front, NaN without reference points.
 */
export function invertedGenerationalDistancePlus(
  front: Float64Array,
  objectiveCount: number,
  referenceSet: Float64Array,
): number {
  const references = referenceSet.length / objectiveCount;
  let sum = 0;
  for (let target = 0; target < referenceSet.length; target += objectiveCount) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset < front.length; offset += objectiveCount) {
      let squared = 0;
      for (let objective = 0; objective < objectiveCount; objective++) {
        const excess = front[offset + objective]! - referenceSet[target + objective]!;
        if (excess > 0) squared += excess * excess;
      }
      nearest = Math.min(nearest, squared);
    }
    sum += Math.sqrt(nearest);
  }
  return sum / references;
}

/**
 * Additive epsilon: the least amount by which the front must improve in every objective to cover the reference set
 * (E. Zitzler et al., "Performance assessment of multiobjective optimizers", IEEE TEVC 7(2), 2003).
 */
export function additiveEpsilon(
  front: Float64Array,
  objectiveCount: number,
  referenceSet: Float64Array,
): number {
  let epsilon = Number.NEGATIVE_INFINITY;
  for (let target = 0; target < referenceSet.length; target += objectiveCount) {
    let best = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset < front.length; offset += objectiveCount) {
      let worst = Number.NEGATIVE_INFINITY;
      for (let objective = 0; objective < objectiveCount; objective++) {
        worst = Math.max(worst, front[offset + objective]! - referenceSet[target + objective]!);
      }
      best = Math.min(best, worst);
    }
    epsilon = Math.max(epsilon, best);
  }
  return epsilon;
}

/**
 * R2: mean over weight vectors of the best weighted Tchebycheff distance to the ideal point (M. P. Hansen and
 * A. Jaszkiewicz, "Evaluating the quality of approximations to the non-dominated set", 1998). Smaller is better.
 */
export function r2(
  front: Float64Array,
  objectiveCount: number,
  ideal: Float64Array,
  weights: Float64Array,
): number {
  let sum = 0;
  for (let weight = 0; weight < weights.length; weight += objectiveCount) {
    let best = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset < front.length; offset += objectiveCount) {
      let worst = 0;
      for (let objective = 0; objective < objectiveCount; objective++) {
        worst = Math.max(
          worst,
          weights[weight + objective]! * (front[offset + objective]! - ideal[objective]!),
        );
      }
      best = Math.min(best, worst);
    }
    sum += best;
  }
  return (sum * objectiveCount) / weights.length;
}

/**
 * Spread of a front of two objectives: how unequal the gaps between neighbours are, 0 for equal ones (Deb et al.,
 * NSGA-II, 2002, equation 2, without the distances to the extremes, which need the true front). NaN below 3 points.
 */
export function spread(front: Float64Array): number {
  const count = front.length / 2;
  if (count < 3) return Number.NaN;
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => front[2 * a]! - front[2 * b]! || a - b,
  );
  const gaps: number[] = [];
  for (let place = 1; place < count; place++) {
    const a = order[place - 1]!;
    const b = order[place]!;
    gaps.push(Math.hypot(front[2 * b]! - front[2 * a]!, front[2 * b + 1]! - front[2 * a + 1]!));
  }
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return gaps.reduce((sum, gap) => sum + Math.abs(gap - mean), 0) / (gaps.length * mean);
}

/**
 * Spread of a front of any number of objectives: how unequal the distances to the nearest neighbour are, 0 for equal ones
 * (A. Zhou et al., "Combining model-based and genetics-based offspring generation for multi-objective optimization using a
 * convergence criterion", CEC 2006, without the distances to the extremes, which need the true front). NaN below 3 points.
 */
export function generalisedSpread(front: Float64Array, objectiveCount: number): number {
  const count = front.length / objectiveCount;
  if (count < 3) return Number.NaN;
  const gaps = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      let squared = 0;
      for (let objective = 0; objective < objectiveCount; objective++) {
        squared += (front[a * objectiveCount + objective]! - front[b * objectiveCount + objective]!) ** 2;
      }
      const distance = Math.sqrt(squared);
      if (distance < gaps[a]!) gaps[a] = distance;
      if (distance < gaps[b]!) gaps[b] = distance;
    }
  }
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / count;
  return gaps.reduce((sum, gap) => sum + Math.abs(gap - mean), 0) / (count * mean);
}

/**
 * Volume that only each point dominates, in the order of the rows; 0 for dominated points, for equal ones and for those
 * that do not beat the reference.
 */
export function hypervolumeContributions(
  values: Float64Array,
  objectiveCount: number,
  reference: Float64Array,
): Float64Array {
  const contributions = new Float64Array(values.length / objectiveCount);
  const rows = Array.from(contributions.keys()).filter((row) =>
    beatsReference(values, row * objectiveCount, reference),
  );
  const width = objectiveCount;
  const others = new Float64Array(rows.length * width);
  rows.forEach((row, place) => others.set(values.subarray(row * width, (row + 1) * width), place * width));
  const clipped = new Float64Array(others.length);
  const end = others.length - width;
  rows.forEach((row, place) => {
    // The point itself changes places with the last row, which is then left out.
    others.copyWithin(place * width, end, others.length);
    const point = values.subarray(row * width, (row + 1) * width);
    contributions[row] = exclusiveVolume(point, others, end, reference, clipped);
    others.copyWithin(end, place * width, (place + 1) * width);
    others.set(point, place * width);
  });
  return contributions;
}

function beatsReference(values: Float64Array, offset: number, reference: Float64Array): boolean {
  return reference.every((bound, objective) => {
    const value = values[offset + objective]!;
    return value < bound && value !== Number.NEGATIVE_INFINITY;
  });
}

/** Points up to which the exact hypervolume of so many objectives takes well under a second. */
const EXACT_POINTS = [0, Infinity, Infinity, Infinity, 50_000, 2000, 500, 150, 60, 30, 20];
/** Comparisons that an estimate may cost, and the fewest samples it takes. */
const ESTIMATE_COST = 20_000_000;
const FEWEST_SAMPLES = 2000;

/**
 * Hypervolume by the exact method where it is quick enough to follow a run with, else an estimate with its standard error.
 * The same front has the same volume whenever it is asked.
 */
export function measureHypervolume(
  values: Float64Array,
  objectiveCount: number,
  reference: Float64Array,
): VolumeEstimate {
  const count = values.length / objectiveCount;
  if (count <= (EXACT_POINTS[objectiveCount] ?? 0)) {
    return { volume: hypervolume(values, objectiveCount, reference), standardError: 0 };
  }
  const samples = Math.max(FEWEST_SAMPLES, Math.floor(ESTIMATE_COST / count));
  return estimateHypervolume(values, objectiveCount, reference, samples, 1);
}

export interface VolumeEstimate {
  readonly volume: number;
  /** Standard error of the estimate. */
  readonly standardError: number;
}

/**
 * Hypervolume by sampling the box between the front's best corner and the reference: for more objectives or points than
 * the exact method can take. The same seed gives the same estimate.
 */
export function estimateHypervolume(
  values: Float64Array,
  objectiveCount: number,
  reference: Float64Array,
  samples: number,
  seed: number,
): VolumeEstimate {
  const points = pointsInside(values, objectiveCount, reference);
  const corner = new Float64Array(objectiveCount).fill(Number.POSITIVE_INFINITY);
  for (let cell = 0; cell < points.length; cell++) {
    corner[cell % objectiveCount] = Math.min(corner[cell % objectiveCount]!, points[cell]!);
  }
  const box = corner.reduce((product, value, objective) => product * (reference[objective]! - value), 1);
  if (points.length === 0) return { volume: 0, standardError: 0 };
  const stream = new RandomStream(seed, 'pareto.hypervolume');
  const sample = new Float64Array(objectiveCount);
  let hits = 0;
  for (let draw = 0; draw < samples; draw++) {
    for (let objective = 0; objective < objectiveCount; objective++) {
      sample[objective] =
        corner[objective]! + stream.uniform() * (reference[objective]! - corner[objective]!);
    }
    if (isCovered(points, objectiveCount, sample)) hits++;
  }
  const share = hits / samples;
  return { volume: share * box, standardError: box * Math.sqrt((share * (1 - share)) / samples) };
}

function isCovered(points: Float64Array, objectiveCount: number, sample: Float64Array): boolean {
  for (let offset = 0; offset < points.length; offset += objectiveCount) {
    let covers = true;
    for (let objective = 0; objective < objectiveCount && covers; objective++) {
      covers = points[offset + objective]! <= sample[objective]!;
    }
    if (covers) return true;
  }
  return false;
}
