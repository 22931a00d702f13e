// How a run came along: best value and hypervolume after each trial, and whether a front has stopped growing.

import { ParetoArchive } from '../pareto/archive.ts';
import { hypervolume } from '../pareto/hypervolume.ts';
import { measureHypervolume } from '../pareto/indicators.ts';

/** Least feasible value after each trial; NaN before the first. Rows with a violation above 0 or NaN do not count. */
export function bestSoFar(values: Float64Array, violations: Float64Array): Float64Array {
  let best = Number.NaN;
  return values.map((value, row) => {
    if (violations[row] === 0 && !(value >= best) && !Number.isNaN(value)) best = value;
    return best;
  });
}

export interface HypervolumePoint {
  /** Trials told so far. */
  readonly trials: number;
  readonly hypervolume: number;
}

/** Hypervolume of the feasible front after every trial that changed it; objectives row-major, minimised. */
export function hypervolumeHistory(
  objectives: Float64Array,
  violations: Float64Array,
  reference: Float64Array,
): HypervolumePoint[] {
  const objectiveCount = reference.length;
  const archive = new ParetoArchive(objectiveCount);
  const points: HypervolumePoint[] = [];
  let volume = 0;
  for (let row = 0; row < violations.length; row++) {
    if (violations[row] !== 0 || !archive.offer(row, objectives, row * objectiveCount)) continue;
    const next = hypervolume(archive.values(), objectiveCount, reference);
    if (next === volume) continue;
    volume = next;
    points.push({ trials: row + 1, hypervolume: volume });
  }
  return points;
}

export interface GrowthPoint {
  /** Trials so far. */
  readonly trials: number;
  /** NaN without a reference point. */
  readonly hypervolume: number;
  readonly frontSize: number;
  /** Least value of each objective; NaN before the first. */
  readonly best: readonly number[];
}

/**
 * The front at even steps of a run and at its end, at most `points` times. `objectives` row-major, minimised, rows of
 * trials that are not feasible NaN.
 */
export function growthOf(
  objectives: Float64Array,
  objectiveCount: number,
  reference: Float64Array | undefined,
  points: number,
): GrowthPoint[] {
  const trials = objectives.length / objectiveCount;
  const step = Math.max(1, Math.ceil(trials / points));
  const archive = new ParetoArchive(objectiveCount);
  const best = new Array<number>(objectiveCount).fill(Number.NaN);
  const growth: GrowthPoint[] = [];
  let measured = -1;
  let volume = reference === undefined ? Number.NaN : 0;
  for (let row = 0; row < trials; row++) {
    const offset = row * objectiveCount;
    archive.offer(row, objectives, offset);
    for (let objective = 0; objective < objectiveCount; objective++) {
      const value = objectives[offset + objective]!;
      if (!(value >= best[objective]!) && Number.isFinite(value)) best[objective] = value;
    }
    if ((row + 1) % step !== 0 && row + 1 !== trials) continue;
    if (reference !== undefined && archive.version !== measured) {
      volume = measureHypervolume(archive.values(), objectiveCount, reference).volume;
      measured = archive.version;
    }
    growth.push({ trials: row + 1, hypervolume: volume, frontSize: archive.size, best: [...best] });
  }
  return growth;
}

/**
 * The trial after which the hypervolume stayed within a share `tolerance` of its end, found by halving the step of
 * `growth` in which it got there. 0 where there is no front.
 */
export function lastImprovement(
  objectives: Float64Array,
  objectiveCount: number,
  reference: Float64Array,
  growth: readonly GrowthPoint[],
  tolerance: number,
): number {
  const final = growth.at(-1)?.hypervolume ?? 0;
  const reaches = (volume: number): boolean => final - volume <= tolerance * final;
  const at = growth.findIndex((point) => reaches(point.hypervolume));
  if (!(final > 0)) return 0;
  // The front before the step stands for all trials before it.
  const begin = at === 0 ? 0 : growth[at - 1]!.trials;
  const before = new ParetoArchive(objectiveCount);
  for (let row = 0; row < begin; row++) before.offer(row, objectives, row * objectiveCount);
  let low = begin;
  let high = growth[at]!.trials;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    const archive = new ParetoArchive(objectiveCount);
    const values = before.values();
    before.numbers().forEach((number, place) => archive.offer(number, values, place * objectiveCount));
    for (let row = begin; row < middle; row++) archive.offer(row, objectives, row * objectiveCount);
    if (reaches(measureHypervolume(archive.values(), objectiveCount, reference).volume)) high = middle;
    else low = middle;
  }
  return high;
}

export interface Plateau {
  /** Trials since the hypervolume last grew by more than the tolerance. */
  readonly quietTrials: number;
  /**
   * Upper bound, at the given confidence, of the probability that the next trial grows the hypervolume by more than the
   * tolerance: with n quiet trials in a row, 1 - (1 - confidence)^(1/n) (the "rule of three"). It assumes that the
   * trials of the quiet stretch were as likely to improve as the next one is.
   */
  readonly improvementProbability: number;
}

/** How long a front has been quiet, growth below `tolerance` (a share of the final hypervolume) not counted. */
export function plateau(
  history: readonly HypervolumePoint[],
  trials: number,
  tolerance: number,
  confidence = 0.95,
): Plateau {
  const final = history.at(-1)?.hypervolume ?? 0;
  let last = 0;
  for (const point of history) {
    last = point.trials;
    if (final - point.hypervolume <= tolerance * final) break;
  }
  return quietFor(trials - last, confidence);
}

/** What a stretch of quiet trials says. */
export function quietFor(quietTrials: number, confidence = 0.95): Plateau {
  return {
    quietTrials,
    improvementProbability: quietTrials > 0 ? 1 - (1 - confidence) ** (1 / quietTrials) : 1,
  };
}
