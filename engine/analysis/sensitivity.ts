// Global sensitivity from designs made for it: variance-based indices from Saltelli's groups of designs, and elementary
// effects from Morris' trajectories. Group and trajectory are the unit of resampling, so every figure has an interval.

import type { Estimate } from '../contract/analysis.ts';
import { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';
import { quantileOf } from './statistics.ts';

const REPEATS = 500;
export const SENSITIVITY_CONFIDENCE = 0.95;
/** Groups or trajectories that indices need at least. */
export const FEWEST_GROUPS = 4;

/** Designs of one group: A, then A with each parameter taken from B, then B. */
export function saltelliGroup(parameters: number): number {
  return parameters + 2;
}

/** Designs of one trajectory: its start and one step a parameter. */
export function morrisGroup(parameters: number): number {
  return parameters + 1;
}

/** The order in which a trajectory moves the parameters. */
export function morrisOrder(parameters: number, seed: number, trajectory: number): Uint32Array {
  const stream = new RandomStream(seed, 'analysis.morris', trajectory);
  return stream.shuffle(Uint32Array.from({ length: parameters }, (_, index) => index));
}

/** Length of a step on the unit scale: half of the levels, the choice of Morris, which visits all levels alike. */
export function morrisStep(levels: number): number {
  return levels / (2 * (levels - 1));
}

export interface SobolIndex {
  readonly id: string;
  /** Share of the variance that the parameter explains by itself. */
  readonly first: Estimate;
  /** Share of the variance that would be left if all others were known: its own and that of its interactions. */
  readonly total: Estimate;
}

export interface ElementaryEffects {
  readonly id: string;
  /** Mean size of the effect of moving the parameter over its whole range, in the metric's unit (mu*). */
  readonly size: Estimate;
  /** Mean effect with its sign (mu). */
  readonly mean: number;
  /** Standard deviation of the effects: how much they depend on the others, or on where it starts (sigma). */
  readonly deviation: number;
}

export interface GroupedAnalysis<T> {
  readonly parameters: readonly T[];
  /** Whole groups with all values known. */
  readonly groups: number;
  /** Groups left out because a value of theirs is unknown. */
  readonly dropped: number;
}

/**
 * First-order and total Sobol' indices. First: A. Saltelli et al., "Variance based sensitivity analysis of model
 * output", Computer Physics Communications 181, 2010, table 2 (b); total: M. J. W. Jansen, "Analysis of variance designs
 * for model output", Computer Physics Communications 117, 1999 (table 2 (f) there). `values` holds one metric of all
 * trials in order; groups with an unknown value are left out. A constant metric gives NaN.
 */
export function sobolIndices(
  ids: readonly string[],
  values: Float64Array,
  seed: number,
): GroupedAnalysis<SobolIndex> {
  const size = saltelliGroup(ids.length);
  const { kept, dropped } = wholeGroups(values, size);
  const a = kept.map((start) => values[start]!);
  const b = kept.map((start) => values[start + size - 1]!);
  // Centred, so that the products of the first-order estimator do not drown in the mean.
  const mean = [...a, ...b].reduce((sum, value) => sum + value, 0) / (2 * kept.length);
  const indicesOf = (groups: Uint32Array, parameter: number): readonly [number, number] => {
    let sum = 0;
    let squares = 0;
    let products = 0;
    let steps = 0;
    for (const group of groups) {
      const own = a[group]! - mean;
      const other = b[group]! - mean;
      const mixed = values[kept[group]! + 1 + parameter]! - mean;
      sum += own + other;
      squares += own * own + other * other;
      products += other * (mixed - own);
      steps += (own - mixed) ** 2;
    }
    const count = groups.length;
    const variance = squares / (2 * count) - (sum / (2 * count)) ** 2;
    return variance > 0
      ? [products / count / variance, steps / (2 * count) / variance]
      : [Number.NaN, Number.NaN];
  };
  const parameters = ids.map((id, parameter) => {
    const [first, total] = bootstrapped(kept.length, seed, 2, (groups) => indicesOf(groups, parameter));
    return { id, first: first!, total: total! };
  });
  return { parameters, groups: kept.length, dropped };
}

/**
 * Elementary effects: M. D. Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics
 * 33(2), 1991; mu*: F. Campolongo, J. Cariboni and A. Saltelli, "An effective screening design for sensitivity analysis
 * of large models", Environmental Modelling and Software 22, 2007. Effects are per whole range of a parameter on its
 * scale. `codes` are row-major.
 */
export function elementaryEffects(
  space: Space,
  codes: Float64Array,
  values: Float64Array,
  levels: number,
  seed: number,
): GroupedAnalysis<ElementaryEffects> {
  const { width } = space;
  const size = morrisGroup(width);
  const { kept, dropped } = wholeGroups(values, size);
  const step = morrisStep(levels);
  const effects = space.dimensions.map(() => new Float64Array(kept.length));
  kept.forEach((start, group) => {
    morrisOrder(width, seed, start / size).forEach((parameter, move) => {
      const row = start + move;
      const before = codes[row * width + parameter]!;
      const after = codes[(row + 1) * width + parameter]!;
      const direction = after < before ? -1 : 1;
      effects[parameter]![group] = (direction * (values[row + 1]! - values[row]!)) / step;
    });
  });
  const parameters = space.dimensions.map(({ id }, parameter) => {
    const own = effects[parameter]!;
    const mean = own.reduce((sum, effect) => sum + effect, 0) / own.length;
    const squares = own.reduce((sum, effect) => sum + (effect - mean) ** 2, 0);
    const [magnitude] = bootstrapped(kept.length, seed, 1, (groups) => {
      let sum = 0;
      for (const group of groups) sum += Math.abs(own[group]!);
      return [sum / groups.length];
    });
    return { id, size: magnitude!, mean, deviation: Math.sqrt(squares / Math.max(1, own.length - 1)) };
  });
  return { parameters, groups: kept.length, dropped };
}

/** First rows of the whole groups whose values are all known. */
function wholeGroups(values: Float64Array, size: number): { kept: number[]; dropped: number } {
  const kept: number[] = [];
  let dropped = 0;
  for (let start = 0; start + size <= values.length; start += size) {
    if (values.subarray(start, start + size).every((value) => Number.isFinite(value))) kept.push(start);
    else dropped++;
  }
  return { kept, dropped };
}

/** Several statistics of a list of groups, each with its percentile bootstrap interval. */
function bootstrapped(
  groups: number,
  seed: number,
  count: number,
  statistics: (groups: Uint32Array) => readonly number[],
): Estimate[] {
  const whole = statistics(Uint32Array.from({ length: groups }, (_, group) => group));
  const stream = new RandomStream(seed, 'analysis.groups');
  const drawn = new Uint32Array(groups);
  const repeats = Array.from({ length: groups === 0 ? 0 : REPEATS }, (_, repeat) => {
    stream.restart(repeat);
    for (let place = 0; place < groups; place++) drawn[place] = stream.below(groups);
    return statistics(drawn);
  });
  return Array.from({ length: count }, (_, index) => {
    const sorted = Float64Array.from(repeats, (values) => values[index]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    return {
      value: whole[index]!,
      low: quantileOf(sorted, (1 - SENSITIVITY_CONFIDENCE) / 2),
      high: quantileOf(sorted, (1 + SENSITIVITY_CONFIDENCE) / 2),
    };
  });
}
