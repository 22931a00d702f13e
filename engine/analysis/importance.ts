// How much each parameter matters to a metric over the whole space.

import { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';
import { forestPoints } from './features.ts';
import { quantileOf } from './statistics.ts';
import { CUT_GRID, growForest, predictForest, type Forest, type Tree } from './random-forest.ts';

export interface Importance {
  /** Parameter id. */
  readonly id: string;
  /** Share of the model's variance that this parameter explains by itself, 0 to 1. */
  readonly share: number;
  /** 5 % and 95 % quantiles over the trees of the forest. */
  readonly low: number;
  readonly high: number;
}

export interface ImportanceReport {
  readonly parameters: readonly Importance[];
  /** Share that only interactions of parameters explain. */
  readonly interactions: number;
  /** Share of the data's variance that the model explains on trials it did not see: how far to believe all this. */
  readonly modelFit: number;
  readonly trials: number;
}

/** Values at mean 0 and variance 1 (0 where constant): shares of variance must not depend on the metric's unit. */
function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value - mean));
  if (largest === 0) return values.fill(0);
  let squares = 0;
  for (const value of values) squares += ((value - mean) / largest) ** 2;
  const scale = largest * Math.sqrt(squares / values.length);
  return values.map((value) => (value - mean) / scale);
}

/**
 * Functional analysis of variance of a random forest: F. Hutter, H. Hoos and K. Leyton-Brown, "An efficient approach
 * for assessing hyperparameter importance", ICML 2014. `codes` holds trials row-major, `values` one metric; rows with
 * a NaN value are left out. Fewer than two trials or a constant metric give shares of 0.
 */
export function fanovaImportance(
  space: Space,
  codes: Float64Array,
  values: Float64Array,
  seed: number,
): ImportanceReport {
  const rows = Array.from(values, (_, row) => row).filter((row) => Number.isFinite(values[row]!));
  const known = standardised(Float64Array.from(rows, (row) => values[row]!));
  const forest = growForest(
    forestPoints(space, codes, rows),
    space.width,
    known,
    new RandomStream(seed, 'analysis.forest'),
  );
  const byTree = forest.trees
    .map((tree) => treeShares(tree, space.width))
    .filter((shares) => shares.total > 0);
  const parameters = space.dimensions.map(({ id }, index) => {
    const shares = byTree.map(({ single, total }) => single[index]! / total).sort((a, b) => a - b);
    return {
      id,
      share: mean(shares),
      low: shares.length === 0 ? 0 : quantileOf(shares, 0.05),
      high: shares.length === 0 ? 0 : quantileOf(shares, 0.95),
    };
  });
  return {
    parameters,
    interactions:
      byTree.length === 0 ? 0 : Math.max(0, 1 - parameters.reduce((sum, { share }) => sum + share, 0)),
    modelFit: forest.outOfBagFit,
    trials: rows.length,
  };
}

/**
 * Variance of a tree's prediction over the uniform cube, and of its marginal in each feature. Cuts lie on a grid, so a
 * marginal is a step function on that grid: every leaf adds its height where its box begins and takes it off where the
 * box ends.
 */
function treeShares(tree: Tree, features: number): { single: Float64Array; total: number } {
  const slopes = new Float64Array(features * (CUT_GRID + 1));
  const low = new Float64Array(features);
  const high = new Float64Array(features).fill(1);
  let average = 0;
  let squares = 0;
  const walk = (node: number): void => {
    const feature = tree.feature[node]!;
    if (feature >= 0) {
      const cut = tree.threshold[node]!;
      const oldHigh = high[feature]!;
      high[feature] = cut;
      walk(tree.left[node]!);
      high[feature] = oldHigh;
      const oldLow = low[feature]!;
      low[feature] = cut;
      walk(tree.right[node]!);
      low[feature] = oldLow;
      return;
    }
    let volume = 1;
    for (let index = 0; index < features; index++) volume *= high[index]! - low[index]!;
    // Measured from the root's mean, so that the difference of squares below loses no digits.
    const value = tree.value[node]! - tree.value[0]!;
    average += volume * value;
    squares += volume * value * value;
    for (let index = 0; index < features; index++) {
      const height = (volume / (high[index]! - low[index]!)) * value;
      const base = index * (CUT_GRID + 1);
      slopes[base + Math.round(low[index]! * CUT_GRID)]! += height;
      slopes[base + Math.round(high[index]! * CUT_GRID)]! -= height;
    }
  };
  walk(0);
  const single = new Float64Array(features);
  for (let index = 0; index < features; index++) {
    let marginal = -average;
    for (let step = 0; step < CUT_GRID; step++) {
      marginal += slopes[index * (CUT_GRID + 1) + step]!;
      single[index]! += (marginal * marginal) / CUT_GRID;
    }
  }
  const total = squares - average * average;
  return { single, total: total > 1e-12 * squares ? total : 0 };
}

/**
 * Permutation importance: how much worse the forest predicts when one parameter's column is shuffled, as a share of
 * all parameters' losses (Breiman 2001, section 10). Sees interactions, which fANOVA's single shares leave out.
 */
export function permutationImportance(
  space: Space,
  codes: Float64Array,
  values: Float64Array,
  seed: number,
): ImportanceReport {
  const rows = Array.from(values, (_, row) => row).filter((row) => Number.isFinite(values[row]!));
  const known = standardised(Float64Array.from(rows, (row) => values[row]!));
  const points = forestPoints(space, codes, rows);
  const stream = new RandomStream(seed, 'analysis.permutation');
  const forest = growForest(points, space.width, known, new RandomStream(seed, 'analysis.forest'));
  const base = squaredError(forest, points, known);
  const repeats = 5;
  const losses = space.dimensions.map((_, index) =>
    Array.from({ length: repeats }, () => {
      const order = stream.shuffle(Uint32Array.from(rows, (__, place) => place));
      const shuffled = points.slice();
      order.forEach((from, place) => {
        shuffled[place * space.width + index] = points[from * space.width + index]!;
      });
      return Math.max(0, squaredError(forest, shuffled, known) - base);
    }),
  );
  const total = losses.reduce((sum, repeated) => sum + mean(repeated), 0) || 1;
  return {
    parameters: space.dimensions.map(({ id }, index) => {
      const sorted = losses[index]!.map((loss) => loss / total).sort((a, b) => a - b);
      return { id, share: mean(sorted), low: sorted[0]!, high: sorted[repeats - 1]! };
    }),
    interactions: 0,
    modelFit: forest.outOfBagFit,
    trials: rows.length,
  };
}

function squaredError(forest: Forest, points: Float64Array, values: Float64Array): number {
  let sum = 0;
  values.forEach((value, row) => {
    sum += (value - predictForest(forest, points, row * forest.features)) ** 2;
  });
  return sum / Math.max(1, values.length);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
