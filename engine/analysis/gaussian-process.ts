// Gaussian-process regression with a Matern 5/2 kernel and a length scale a feature.
// C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning", MIT Press, 2006, chapters 2, 4, 5.

import {
  backwardSolve,
  choleskyInPlace,
  forwardSolve,
  forwardSolveLanes,
  inverseOfFactored,
  LANES,
} from './cholesky.ts';

export interface GaussianProcessSettings {
  /** Logarithm of the length scale of each feature. */
  readonly logScales: Float64Array;
  /** Logarithm of the noise variance relative to the signal variance. */
  readonly logNoise: number;
}

const FIT_STEPS = 40;
/** Prior of the length scales: log-normal around 0.7 of the unit range; wide, but against absurd values. */
const SCALE_PRIOR_MEAN = Math.log(0.7);
const SCALE_PRIOR_VARIANCE = 0.75;
/** Prior of the noise: results of deterministic models are nearly exact. */
const NOISE_PRIOR_MEAN = Math.log(1e-5);
const NOISE_PRIOR_VARIANCE = 4;
const SQRT5 = Math.sqrt(5);

function correlation(distance: number): number {
  const scaled = SQRT5 * distance;
  return (1 + scaled + (scaled * scaled) / 3) * Math.exp(-scaled);
}

function correlationMatrix(
  points: Float64Array,
  features: number,
  settings: GaussianProcessSettings,
): Float64Array {
  const count = points.length / features;
  const matrix = new Float64Array(count * count);
  const inverses = settings.logScales.map((logScale) => Math.exp(-logScale));
  for (let row = 0; row < count; row++) {
    for (let other = 0; other < row; other++) {
      let squared = 0;
      for (let feature = 0; feature < features; feature++) {
        const difference =
          (points[row * features + feature]! - points[other * features + feature]!) * inverses[feature]!;
        squared += difference * difference;
      }
      matrix[row * count + other] = correlation(Math.sqrt(squared));
      matrix[other * count + row] = matrix[row * count + other]!;
    }
    matrix[row * count + row] = 1;
  }
  return matrix;
}

/** Settings that maximise the posterior of the values (row-major points, mean of the values 0), by Rprop. */
export function fitGaussianProcess(
  points: Float64Array,
  features: number,
  values: Float64Array,
  scaleVariance = SCALE_PRIOR_VARIANCE,
): GaussianProcessSettings {
  const parameters = new Float64Array(features + 1).fill(SCALE_PRIOR_MEAN);
  parameters[features] = NOISE_PRIOR_MEAN;
  const steps = new Float64Array(features + 1).fill(0.2);
  let previous = new Float64Array(features + 1);
  const gradient = new Float64Array(features + 1);
  let best = parameters.slice();
  let bestLoss = Number.POSITIVE_INFINITY;
  for (let step = 0; step < FIT_STEPS; step++) {
    const settings = { logScales: parameters.subarray(0, features), logNoise: parameters[features] };
    const loss = lossAndGradient(points, features, values, settings, scaleVariance, gradient);
    if (!Number.isFinite(loss)) break;
    if (loss < bestLoss) {
      bestLoss = loss;
      best = parameters.slice();
    }
    for (let index = 0; index <= features; index++) {
      const sign = gradient[index]! * previous[index]!;
      steps[index] = sign < 0 ? steps[index]! * 0.5 : Math.min(0.5, steps[index]! * 1.2);
      if (sign >= 0) parameters[index]! -= Math.sign(gradient[index]!) * steps[index]!;
      else gradient[index] = 0;
    }
    parameters[features] = Math.max(Math.log(1e-8), parameters[features]);
    previous = gradient.slice();
  }
  return { logScales: best.slice(0, features), logNoise: best[features]! };
}

/** Negative log posterior with the signal variance at its maximum, up to a constant, and its gradient. */
function lossAndGradient(
  points: Float64Array,
  features: number,
  values: Float64Array,
  settings: GaussianProcessSettings,
  scaleVariance: number,
  gradient: Float64Array,
): number {
  const count = values.length;
  const correlations = correlationMatrix(points, features, settings);
  const noise = Math.exp(settings.logNoise);
  const factor = correlations.slice();
  for (let row = 0; row < count; row++) factor[row * count + row]! += noise;
  if (!choleskyInPlace(factor, count)) return Number.POSITIVE_INFINITY;
  const alpha = values.slice();
  forwardSolve(factor, count, alpha);
  backwardSolve(factor, count, alpha);
  let fit = 0;
  let logDeterminant = 0;
  for (let row = 0; row < count; row++) {
    fit += alpha[row]! * values[row]!;
    logDeterminant += Math.log(factor[row * count + row]!);
  }
  const variance = Math.max(1e-12, fit / count);
  const inverse = inverseOfFactored(factor, count);
  const scaleInverses = settings.logScales.map((logScale) => Math.exp(-2 * logScale));
  gradient.fill(0);
  for (let row = 0; row < count; row++) {
    for (let other = 0; other < row; other++) {
      const weight = inverse[row * count + other]! - (alpha[row]! * alpha[other]!) / variance;
      // d k / d log scale = 5/3 (1 + sqrt(5) r) exp(-sqrt(5) r) (difference / scale)^2.
      let squared = 0;
      for (let feature = 0; feature < features; feature++) {
        const difference = points[row * features + feature]! - points[other * features + feature]!;
        squared += difference * difference * scaleInverses[feature]!;
      }
      const scaled = SQRT5 * Math.sqrt(squared);
      const slope = weight * (5 / 3) * (1 + scaled) * Math.exp(-scaled);
      for (let feature = 0; feature < features; feature++) {
        const difference = points[row * features + feature]! - points[other * features + feature]!;
        gradient[feature]! += slope * difference * difference * scaleInverses[feature]!;
      }
    }
    const weight = inverse[row * count + row]! - alpha[row]! ** 2 / variance;
    gradient[features]! += 0.5 * weight * noise;
  }
  let prior = 0;
  for (let feature = 0; feature < features; feature++) {
    const deviation = settings.logScales[feature]! - SCALE_PRIOR_MEAN;
    prior += (deviation * deviation) / (2 * scaleVariance);
    gradient[feature]! += deviation / scaleVariance;
  }
  const deviation = settings.logNoise - NOISE_PRIOR_MEAN;
  prior += (deviation * deviation) / (2 * NOISE_PRIOR_VARIANCE);
  gradient[features]! += deviation / NOISE_PRIOR_VARIANCE;
  return 0.5 * count * Math.log(variance) + logDeterminant + prior;
}

export interface Prediction {
  readonly mean: number;
  /** Standard deviation of the function's value, noise not included. */
  readonly deviation: number;
}

/** The posterior given observations; values are standardised inside. */
export class GaussianProcess {
  readonly settings: GaussianProcessSettings;
  readonly #points: Float64Array;
  readonly #features: number;
  readonly #values: Float64Array;
  readonly #factor: Float64Array;
  readonly #alpha: Float64Array;
  readonly #inverses: Float64Array;
  /** The points in length scales. */
  readonly #scaledPoints: Float64Array;
  readonly #mean: number;
  readonly #scale: number;
  readonly #deviation: number;

  /** Without `settings` they are fitted. `points` are row-major with `features` columns. */
  constructor(
    points: Float64Array,
    features: number,
    values: Float64Array,
    settings?: GaussianProcessSettings,
    scaleVariance = SCALE_PRIOR_VARIANCE,
  ) {
    const count = values.length;
    this.#points = points;
    this.#features = features;
    this.#values = values;
    this.#mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, count);
    const variance = values.reduce((sum, value) => sum + (value - this.#mean) ** 2, 0) / Math.max(1, count);
    this.#scale = variance > 0 ? Math.sqrt(variance) : 1;
    const standard = values.map((value) => (value - this.#mean) / this.#scale);
    this.settings = settings ?? fitGaussianProcess(points, features, standard, scaleVariance);
    this.#inverses = this.settings.logScales.map((logScale) => Math.exp(-logScale));
    this.#scaledPoints = points.map((value, index) => value * this.#inverses[index % features]!);
    const correlations = correlationMatrix(points, features, this.settings);
    let noise = Math.exp(this.settings.logNoise);
    for (;;) {
      const factor = correlations.slice();
      for (let row = 0; row < count; row++) factor[row * count + row]! += noise;
      if (choleskyInPlace(factor, count)) {
        this.#factor = factor;
        break;
      }
      // Correlations are at most 1, so noise above their number always factorises: beyond it, something is not a number.
      if (!(noise <= 10 * count)) {
        throw new RangeError(
          'a Gaussian process needs finite points and values, at least one feature and one point',
        );
      }
      noise = Math.max(1e-10, noise * 10);
    }
    const alpha = standard.slice();
    forwardSolve(this.#factor, count, alpha);
    backwardSolve(this.#factor, count, alpha);
    this.#alpha = alpha;
    let fit = 0;
    for (let row = 0; row < count; row++) fit += alpha[row]! * standard[row]!;
    this.#deviation = Math.sqrt(Math.max(1e-12, fit / Math.max(1, count)));
  }

  /** The posterior at the features at `offset`. */
  predict(features: Float64Array, offset: number): Prediction {
    const means = new Float64Array(1);
    const deviations = new Float64Array(1);
    this.predictRows(features.subarray(offset, offset + this.#features), means, deviations);
    return { mean: means[0]!, deviation: deviations[0]! };
  }

  /** The posterior's mean at the features at `offset`, without what its deviation costs. */
  meanAt(features: Float64Array, offset: number): number {
    let mean = 0;
    for (let point = 0; point < this.#values.length; point++) {
      mean += this.#alpha[point]! * this.#correlation(features, offset, this.#points, point * this.#features);
    }
    return this.#mean + this.#scale * mean;
  }

  /** Writes means and deviations of the posterior at as many points as `means` has places, row-major. */
  predictRows(features: Float64Array, means: Float64Array, deviations: Float64Array): void {
    const count = this.#values.length;
    const width = this.#features;
    const scaled = this.#scaledPoints;
    const own = new Float64Array(width);
    const cross = new Float64Array(count * LANES);
    for (let first = 0; first < means.length; first += LANES) {
      const lanes = Math.min(LANES, means.length - first);
      for (let lane = 0; lane < lanes; lane++) {
        const offset = (first + lane) * width;
        for (let feature = 0; feature < width; feature++) {
          own[feature] = features[offset + feature]! * this.#inverses[feature]!;
        }
        let mean = 0;
        for (let point = 0; point < count; point++) {
          let squared = 0;
          for (let feature = 0; feature < width; feature++) {
            const difference = scaled[point * width + feature]! - own[feature]!;
            squared += difference * difference;
          }
          const value = correlation(Math.sqrt(squared));
          cross[point * LANES + lane] = value;
          mean += value * this.#alpha[point]!;
        }
        means[first + lane] = this.#mean + this.#scale * mean;
      }
      forwardSolveLanes(this.#factor, count, cross);
      for (let lane = 0; lane < lanes; lane++) {
        let explained = 0;
        for (let at = lane; at < cross.length; at += LANES) explained += cross[at]! * cross[at]!;
        deviations[first + lane] = this.#scale * this.#deviation * Math.sqrt(Math.max(1e-12, 1 - explained));
      }
    }
  }

  /**
   * The posterior of the function's mean over several points (row-major features): the deviation of the mean, not the
   * mean of the deviations. Rasmussen and Williams, equations 2.25 and 2.26, averaged over both arguments.
   */
  predictAverage(features: Float64Array): Prediction {
    const count = this.#values.length;
    const width = this.#features;
    const points = features.length / width;
    const cross = new Float64Array(count);
    let own = 0;
    for (let row = 0; row < points; row++) {
      for (let point = 0; point < count; point++) {
        cross[point]! += this.#correlation(features, row * width, this.#points, point * width) / points;
      }
      for (let other = 0; other < row; other++) {
        own += 2 * this.#correlation(features, row * width, features, other * width);
      }
      own += 1;
    }
    let mean = 0;
    for (let point = 0; point < count; point++) mean += cross[point]! * this.#alpha[point]!;
    forwardSolve(this.#factor, count, cross);
    let explained = 0;
    for (const value of cross) explained += value * value;
    return {
      mean: this.#mean + this.#scale * mean,
      deviation:
        this.#scale * this.#deviation * Math.sqrt(Math.max(1e-12, own / (points * points) - explained)),
    };
  }

  #correlation(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number): number {
    let squared = 0;
    for (let feature = 0; feature < this.#features; feature++) {
      const difference = (a[aOffset + feature]! - b[bOffset + feature]!) * this.#inverses[feature]!;
      squared += difference * difference;
    }
    return correlation(Math.sqrt(squared));
  }

  /** The posterior if the point had turned out as predicted: how proposals still out are taken into account. */
  believing(features: Float64Array): GaussianProcess {
    const points = new Float64Array(this.#points.length + this.#features);
    points.set(this.#points);
    points.set(features, this.#points.length);
    const values = new Float64Array(this.#values.length + 1);
    values.set(this.#values);
    values[this.#values.length] = this.predict(features, 0).mean;
    return new GaussianProcess(points, this.#features, values, this.settings);
  }
}
