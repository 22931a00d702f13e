// The low-rank predictor of active neurons: how many truly active ones it misses.
//
// A neuron's input before the ReLU, and the predictor's estimate of it, are jointly normal over tokens. A predictor of
// rank r sees the r strongest directions of the hidden state, whose variances are taken to fall as a power of their
// order, so the squared correlation of input and estimate is the share of variance in those directions. The power is
// fitted to the published errors of OPT 6.7B: 5 % of active and 7 % of inactive neurons are mispredicted at rank 128.

import { normalQuantile } from '../../simulation/monte-carlo.ts';
import { MODEL_SIZES } from './sizes.ts';

/** Power at which the variances of directions fall: fitted, see above. */
const VARIANCE_POWER = 1.2695;

const WIDEST = Math.max(...Object.values(MODEL_SIZES).map(({ width }) => width));
/** Variance in the first so many directions, up to a factor. */
const VARIANCE = new Float64Array(WIDEST + 1);
for (let order = 1; order <= WIDEST; order++)
  VARIANCE[order] = VARIANCE[order - 1]! + order ** -VARIANCE_POWER;

/** Correlation of a neuron's input with its estimate of a rank, for hidden states of a width. */
export function predictorCorrelation(rank: number, width: number): number {
  return Math.sqrt(VARIANCE[Math.min(rank, width)]! / VARIANCE[width]!);
}

/** Standard normal distribution function; absolute error below 1e-7 (Abramowitz and Stegun 26.2.17). */
function normalDistribution(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const sum =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = Math.exp(-0.5 * x * x) * sum * 0.3989422804014327;
  return x > 0 ? 1 - tail : tail;
}

const STEPS = 32;
/** The tail is integrated over this many standard deviations beyond the threshold. */
const TAIL = 5;

/**
 * Share of truly active neurons that the predictor misses.
 *
 * @param active Share of neurons truly active, between 0 and 1
 * @param predicted Share of neurons predicted active, between 0 and 1
 * @param correlation Of input and estimate, from 0 to 1
 */
export function falseNegativeRate(active: number, predicted: number, correlation: number): number {
  if (predicted >= 1) return 0;
  const threshold = normalQuantile(1 - active);
  const estimate = normalQuantile(1 - predicted);
  if (correlation >= 1) return Math.max(0, 1 - predicted / active);
  const spread = Math.sqrt(1 - correlation * correlation);
  // Simpson's rule over the inputs of active neurons, weighted by their density.
  let missed = 0;
  let weights = 0;
  for (let step = 0; step <= STEPS; step++) {
    const input = threshold + (TAIL * step) / STEPS;
    const factor = step === 0 || step === STEPS ? 1 : 2 + 2 * (step % 2);
    const weight = factor * Math.exp(-0.5 * input * input);
    weights += weight;
    missed += weight * normalDistribution((estimate - correlation * input) / spread);
  }
  return missed / weights;
}
