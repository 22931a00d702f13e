// Monte Carlo estimates and their confidence intervals: proportions, and weighted sums of independent strata.

/** Draws of one stratum: `successes` of `samples`, each success worth `weight` in the total. */
export interface Stratum {
  readonly weight: number;
  readonly successes: number;
  readonly samples: number;
}

export interface Estimate {
  /** Unbiased: the sum over strata of weight times the mean of its draws. */
  readonly total: number;
  /** Square root of the sum of the strata's weight² s² / samples, with s² the unbiased sample variance. */
  readonly standardError: number;
  /** Half the width of the confidence interval around the total. */
  readonly halfWidth: number;
}

/**
 * Estimates a weighted sum of proportions from independent draws in each stratum. The interval adds z²/2 successes and
 * z²/2 failures to every stratum before it takes the variance (A. Agresti and B. Coull, The American Statistician 52,
 * 1998), because the plain interval has no width where no draw succeeded. Strata without weight need no draws.
 */
export function estimateTotal(strata: readonly Stratum[], confidence: number): Estimate {
  const z = normalQuantile((1 + confidence) / 2);
  let total = 0;
  let variance = 0;
  let adjustedVariance = 0;
  for (const { weight, successes, samples } of strata) {
    if (weight === 0) continue;
    const mean = successes / samples;
    total += weight * mean;
    if (samples > 1) variance += (weight * weight * mean * (1 - mean)) / (samples - 1);
    const adjusted = (successes + (z * z) / 2) / (samples + z * z);
    adjustedVariance += (weight * weight * adjusted * (1 - adjusted)) / (samples + z * z);
  }
  return { total, standardError: Math.sqrt(variance), halfWidth: z * Math.sqrt(adjustedVariance) };
}

/** Draws needed so that a proportion is known to `relativeError` (half the interval) at a confidence. */
export function samplesNeeded(proportion: number, relativeError: number, confidence: number): number {
  const z = normalQuantile((1 + confidence) / 2);
  return (z * z * (1 - proportion)) / (proportion * relativeError * relativeError);
}

/** A mean that was sampled until it was precise enough. */
export interface SequentialEstimate {
  readonly mean: number;
  readonly halfWidth: number;
  readonly samples: number;
  /** False if `mostSamples` were drawn before the precision was reached. */
  readonly precise: boolean;
}

/**
 * Samples a mean in batches until half its confidence interval is at most `relativeError` of the mean (Chow and Robbins,
 * Annals of Mathematical Statistics 36, 1965). `draw` gives the value of one sample by number, so that a longer run repeats a
 * shorter one. The first batch is never trusted alone when all its values are equal: that says nothing about spread.
 */
export function estimateUntil(
  draw: (sample: number) => number,
  goal: {
    readonly relativeError: number;
    readonly confidence: number;
    readonly batch: number;
    readonly mostSamples: number;
  },
): SequentialEstimate {
  const z = normalQuantile((1 + goal.confidence) / 2);
  let samples = 0;
  let mean = 0;
  let squares = 0;
  for (;;) {
    const end = Math.min(samples + goal.batch, goal.mostSamples);
    while (samples < end) {
      const value = draw(samples++);
      const difference = value - mean;
      mean += difference / samples;
      squares += difference * (value - mean);
    }
    const halfWidth = samples < 2 ? Infinity : z * Math.sqrt(squares / (samples - 1) / samples);
    const trusted = squares > 0 || samples >= 2 * goal.batch;
    const precise = trusted && halfWidth <= goal.relativeError * Math.abs(mean);
    if (precise || samples >= goal.mostSamples) return { mean, halfWidth, samples, precise };
  }
}

/**
 * Quantile of the standard normal distribution for a probability strictly between 0 and 1; relative error below 1e-8.
 * Newton steps on Abramowitz and Stegun 26.2.23, with the tail integrated as a continued fraction.
 */
export function normalQuantile(probability: number): number {
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  const t = Math.sqrt(-2 * Math.log(tail));
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step++) {
    z += (upperTail(z) - tail) / density(z);
  }
  return probability < 0.5 ? -z : z;
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** Probability above z >= 0: a power series near the centre, a continued fraction in the tail. */
function upperTail(z: number): number {
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let k = 1; Math.abs(term) > 1e-17; k++) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - density(z) * sum;
  }
  let fraction = z;
  for (let k = 60; k >= 1; k--) fraction = z + k / fraction;
  return density(z) / fraction;
}
