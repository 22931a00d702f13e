// Surrogates for reading off how a metric depends on parameters: a forest or a Gaussian process over code rows, with
// the error it makes on trials it was not told, and intervals that say how far the trials at hand pin it down.

import type { SurrogateFit, SurrogateKind } from '../contract/analysis.ts';
import { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';
import { FeatureMap, forestPoints } from './features.ts';
import { GaussianProcess } from './gaussian-process.ts';
import { DEFAULT_FOREST, growForest, predictForest, type Forest } from './random-forest.ts';
import { quantileOf, suitsLogarithm } from './statistics.ts';

/** Trials that surrogates are told at most, evenly thinned. */
const MOST_TRIALS = { forest: 5000, 'gaussian-process': 250 } as const;
/** Up to so many trials both surrogates are tried and the better one is taken. */
const FEW_TRIALS = 200;
/** Forests on random halves of the trials, and trees of each. */
const HALVES = 20;
const TREES = 5;
const FOLDS = 5;
/** Standard normal quantile of a 90 % interval. */
const NORMAL_95 = 1.6448536269514722;

/** A mean with the ends of its 90 % interval. */
export interface AveragePrediction {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Surrogate {
  readonly fit: Omit<SurrogateFit, 'stored'>;
  /** The prediction averaged over code rows, in the metric's unit. */
  averageOver(codes: Float64Array): AveragePrediction;
}

interface Data {
  readonly space: Space;
  /** Row-major. */
  readonly codes: Float64Array;
  /** One finite number a row: the metric or its logarithm. */
  readonly values: Float64Array;
  readonly logarithmic: boolean;
  readonly seed: number;
}

/**
 * Fits a surrogate to one metric over trials; rows with an unknown value are left out. Of the kind asked for, or of the
 * kind that predicts unseen trials better (with more than 200 trials always a forest).
 */
export function fitSurrogate(
  space: Space,
  codes: Float64Array,
  values: Float64Array,
  seed: number,
  kind?: SurrogateKind,
): Surrogate {
  const known = Array.from(values.keys()).filter((row) => Number.isFinite(values[row]!));
  const logarithmic = suitsLogarithm(known.map((row) => values[row]!));
  const data = (most: number): Data => {
    const stride = Math.max(1, Math.ceil(known.length / most));
    const rows = known.filter((_, place) => place % stride === 0);
    const kept = new Float64Array(rows.length * space.width);
    rows.forEach((row, place) => {
      kept.set(codes.subarray(row * space.width, (row + 1) * space.width), place * space.width);
    });
    return {
      space,
      codes: kept,
      values: Float64Array.from(rows, (row) => (logarithmic ? Math.log(values[row]!) : values[row]!)),
      logarithmic,
      seed,
    };
  };
  const forest = (): Surrogate => fitForests(data(MOST_TRIALS.forest));
  const process = (): Surrogate => fitProcess(data(MOST_TRIALS['gaussian-process']));
  if (kind !== undefined) return kind === 'forest' ? forest() : process();
  if (known.length > FEW_TRIALS) return forest();
  const [trees, smooth] = [forest(), process()];
  return smooth.fit.explained > trees.fit.explained ? smooth : trees;
}

/**
 * Forests on random halves of the trials. The spread of statistics between halves drawn without replacement is that of
 * statistics of the whole (B. Efron, "The Jackknife, the Bootstrap and Other Resampling Plans", 1982, section 6.6), so
 * quantiles over the forests are an interval, a little too wide since each forest is small.
 */
function fitForests(data: Data): Surrogate {
  const { space, values, seed } = data;
  const count = values.length;
  const points = forestPoints(
    space,
    data.codes,
    Array.from({ length: count }, (_, row) => row),
  );
  const sums = new Float64Array(count);
  const votes = new Uint32Array(count);
  const stream = new RandomStream(seed, 'analysis.halves');
  const forests = Array.from({ length: HALVES }, (_, half) => {
    const order = stream.restart(half).shuffle(Uint32Array.from({ length: count }, (__, row) => row));
    const inside = order
      .subarray(0, Math.max(1, count >> 1))
      .slice()
      .sort();
    const ownPoints = new Float64Array(inside.length * space.width);
    inside.forEach((row, place) => {
      ownPoints.set(points.subarray(row * space.width, (row + 1) * space.width), place * space.width);
    });
    const forest = growForest(
      ownPoints,
      space.width,
      Float64Array.from(inside, (row) => values[row]!),
      new RandomStream(seed, `analysis.halves/${half}`),
      { ...DEFAULT_FOREST, trees: TREES },
    );
    for (const row of order.subarray(inside.length)) {
      sums[row]! += predictForest(forest, points, row * space.width);
      votes[row]!++;
    }
    return forest;
  });
  const unseen = Float64Array.from(sums, (sum, row) => sum / votes[row]!);
  return {
    fit: { surrogate: 'forest', validation: 'out-of-bag', ...qualityOf(data, unseen) },
    averageOver: (codes) => averageOfForests(data, forests, codes),
  };
}

function averageOfForests(data: Data, forests: readonly Forest[], codes: Float64Array): AveragePrediction {
  const { space, logarithmic } = data;
  const count = codes.length / space.width;
  const points = forestPoints(
    space,
    codes,
    Array.from({ length: count }, (_, row) => row),
  );
  const means = Float64Array.from(forests, (forest) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += predictForest(forest, points, row * space.width);
    return sum / count;
  });
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  means.sort();
  return inUnits(logarithmic, mean, quantileOf(means, 0.05), quantileOf(means, 0.95));
}

/** A Gaussian process; its error comes from five folds, left out with the length scales of all trials. */
function fitProcess(data: Data): Surrogate {
  const { space, values } = data;
  const count = values.length;
  const features = new FeatureMap(space);
  const rows = Array.from({ length: count }, (_, row) => row);
  const points = features.matrix(data.codes, rows);
  const model = new GaussianProcess(points, features.count, values);
  const unseen = new Float64Array(count).fill(Number.NaN);
  for (let fold = 0; fold < FOLDS; fold++) {
    const told = rows.filter((row) => row % FOLDS !== fold);
    if (told.length === 0) continue;
    const part = new GaussianProcess(
      features.matrix(data.codes, told),
      features.count,
      Float64Array.from(told, (row) => values[row]!),
      model.settings,
    );
    for (let row = fold; row < count; row += FOLDS) {
      unseen[row] = part.predict(points, row * features.count).mean;
    }
  }
  return {
    fit: { surrogate: 'gaussian-process', validation: 'five-fold', ...qualityOf(data, unseen) },
    averageOver: (codes) => {
      const wanted = Array.from({ length: codes.length / space.width }, (_, row) => row);
      const { mean, deviation } = model.predictAverage(features.matrix(codes, wanted));
      return inUnits(data.logarithmic, mean, mean - NORMAL_95 * deviation, mean + NORMAL_95 * deviation);
    },
  };
}

function inUnits(logarithmic: boolean, mean: number, low: number, high: number): AveragePrediction {
  if (!logarithmic) return { mean, low, high };
  return { mean: Math.exp(mean), low: Math.exp(low), high: Math.exp(high) };
}

function qualityOf(
  { values, logarithmic }: Data,
  unseen: Float64Array,
): Pick<SurrogateFit, 'scale' | 'explained' | 'error' | 'trials'> {
  const rows = Array.from(values.keys()).filter((row) => !Number.isNaN(unseen[row]!));
  const mean = rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
  let total = 0;
  let missed = 0;
  for (const row of rows) {
    total += (values[row]! - mean) ** 2;
    missed += (values[row]! - unseen[row]!) ** 2;
  }
  const error = Math.sqrt(missed / rows.length);
  return {
    scale: logarithmic ? 'log' : 'linear',
    explained: total > 0 ? 1 - missed / total : Number.NaN,
    error: logarithmic ? Math.exp(error) - 1 : error,
    trials: values.length,
  };
}
