// What a candidate is worth to the Gaussian-process sampler: expected gains, all as logarithms.

import type { GaussianProcess } from '../analysis/gaussian-process.ts';
import type { RandomStream } from '../contract/random.ts';
import { FrontFrame } from './front-frame.ts';
import type { Models } from './gp-models.ts';
import type { History } from './history.ts';
import { complementaryError, logNormalCdf, normalCdf, normalPdf } from './normal.ts';

/** Writes the worth of candidates, of which `features` has a row each. */
export type Gain = (features: Float64Array, worths: Float64Array) => void;

/** Posterior draws behind an expected hypervolume gain. */
const DRAWS = 32;

/**
 * A design that will fail with 95 % probability comes after all others, however much it would gain: near the end of a
 * run, when little is left to gain where designs work, the product of gain and probability would favour it.
 */
const LOG_HOPELESS = Math.log(0.05);
const SET_BACK = 1e6;

function predictedBy(
  model: GaussianProcess,
  features: Float64Array,
  count: number,
): { readonly means: Float64Array; readonly deviations: Float64Array } {
  const means = new Float64Array(count);
  const deviations = new Float64Array(count);
  model.predictRows(features, means, deviations);
  return { means, deviations };
}

/** A gain times the probability that the design is feasible; far behind all others below the least probability. */
export function whereFeasible(
  gain: Gain,
  feasibility: GaussianProcess | undefined,
  leastLogProbability: number = LOG_HOPELESS,
): Gain {
  if (feasibility === undefined) return gain;
  return (features, worths) => {
    gain(features, worths);
    const { means, deviations } = predictedBy(feasibility, features, worths.length);
    for (let row = 0; row < worths.length; row++) {
      const logProbability = logNormalCdf((means[row]! - 0.5) / deviations[row]!);
      worths[row]! += logProbability < leastLogProbability ? logProbability - SET_BACK : logProbability;
    }
  };
}

/** Logarithm of the expected improvement on `target`, in the model's values. */
export function expectedImprovement(model: GaussianProcess, target: number): Gain {
  return (features, worths) => {
    const { means, deviations } = predictedBy(model, features, worths.length);
    for (let row = 0; row < worths.length; row++) {
      const deviation = deviations[row]!;
      worths[row] = Math.log(deviation) + logImprovement((target - means[row]!) / deviation);
    }
  };
}

/** Logarithm of the expected hypervolume gain over posterior draws, the same draws for every candidate. */
export function expectedVolume(history: History, models: Models, stream: RandomStream): Gain {
  const count = models.objectives.length;
  const frame = new FrontFrame(history);
  const point = new Float64Array(count);
  for (const features of models.pending) {
    models.objectives.forEach(
      (model, objective) =>
        (point[objective] = models.warps[objective]!.backward(model.predict(features, 0).mean)),
    );
    frame.add(point, 0);
  }
  const draws = Float64Array.from({ length: DRAWS * count }, () => stream.normal());
  return (features, worths) => {
    const predictions = models.objectives.map((model) => predictedBy(model, features, worths.length));
    for (let row = 0; row < worths.length; row++) {
      let sum = 0;
      for (let draw = 0; draw < DRAWS; draw++) {
        for (let objective = 0; objective < count; objective++) {
          const { means, deviations } = predictions[objective]!;
          const warped = means[row]! + deviations[row]! * draws[draw * count + objective]!;
          point[objective] = models.warps[objective]!.backward(warped);
        }
        sum += frame.gain(point, 0);
      }
      const likely = predictions.map(({ means }, index) => models.warps[index]!.backward(means[row]!));
      // Where no draw gains anything, the nearer to the front the better.
      worths[row] = sum > 0 ? Math.log(sum / DRAWS) : -50 - frame.distance(likely);
    }
  };
}

/**
 * Expected improvement of a random weighting of the objectives, another one each trial: J. Knowles, "ParEGO", IEEE
 * TEVC 10(1), 2006.
 */
export function expectedScalarImprovement(history: History, models: Models, stream: RandomStream): Gain {
  const frame = new FrontFrame(history);
  const weights = models.objectives.map(() => stream.exponential());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scalar = (scaled: readonly number[]): number =>
    Math.max(...scaled.map((value, index) => (weights[index]! / total) * value)) +
    0.05 * scaled.reduce((sum, value, index) => sum + (weights[index]! / total) * value, 0);
  const best = frame.best(scalar);
  return (features, worths) => {
    const predictions = models.objectives.map((model) => predictedBy(model, features, worths.length));
    for (let row = 0; row < worths.length; row++) {
      const likely = Float64Array.from(predictions, ({ means }) => means[row]!);
      const mean = scalar(frame.scaled(likely, 0));
      const deviation = Math.max(
        1e-9,
        ...predictions.map(
          ({ deviations }, index) => (weights[index]! / total) * (deviations[row]! / frame.span(index)),
        ),
      );
      worths[row] = Math.log(deviation) + logImprovement((best - mean) / deviation);
    }
  };
}

/** log(z cdf(z) + pdf(z)), exact in the tail too (Ament et al., "Unexpected improvements to expected improvement", 2023). */
function logImprovement(z: number): number {
  if (z > -4) return Math.log(z * normalCdf(z) + normalPdf(z));
  if (z < -1e5) return -0.5 * z * z - 2 * Math.log(-z) - 0.919;
  // cdf(z) = pdf(z) times Mills' ratio, so the common factor is taken out before the logarithm.
  const x = -z * Math.SQRT1_2;
  const scaledTail = x < 20 ? complementaryError(x) * Math.exp(x * x) : 1 / (x * Math.sqrt(Math.PI));
  const mills = Math.sqrt(Math.PI / 2) * scaledTail;
  return (
    -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) + Math.log(Math.max(1e-300, 1 + z * mills, 0.5 / (z * z)))
  );
}
