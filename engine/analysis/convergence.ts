// How a run came along: best value and hypervolume after each trial, and whether a front has stopped growing.

import { ParetoArchive } from '../pareto/archive.ts';
import { hypervolume } from '../pareto/hypervolume.ts';

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
  const quietTrials = trials - last;
  return {
    quietTrials,
    improvementProbability: quietTrials > 0 ? 1 - (1 - confidence) ** (1 / quietTrials) : 1,
  };
}
