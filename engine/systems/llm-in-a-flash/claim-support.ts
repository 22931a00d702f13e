// What the claims are written with.

import { isInfeasible, type Claim, type Evaluate } from '../../contract/system.ts';
import type { FlashMetrics } from './metrics.ts';
import type { FlashDesign } from './parameters.ts';
import { predictorWeights, type ModelSizes } from './sizes.ts';

export type FlashClaim = Claim<FlashDesign, FlashMetrics>;
export type FlashEvaluate = Evaluate<FlashDesign, FlashMetrics>;
export type PartialDesign = Partial<FlashDesign>;

/** Where a sheet gives no tolerance. */
export const TEN_PERCENT = { relative: 0.1 } as const;

/** What sections 4 and 4.2 say of Falcon 7B; over-prediction is the paper's round figure. */
export const FALCON_PUBLISHED: PartialDesign = {
  model: 'falcon-7b',
  predictor_rank: 256,
  window: 4,
  over_prediction: 3,
};

/** Metrics of a design, also of one that does not fit. */
export function metricsOf(evaluate: FlashEvaluate, design: PartialDesign): FlashMetrics {
  const outcome = evaluate(design);
  return isInfeasible(outcome) ? (outcome.metrics as FlashMetrics) : outcome;
}

/** Share of the feed-forward weights that a design holds in DRAM, from the share of the whole model. */
export function feedForwardShare(
  evaluate: FlashEvaluate,
  design: PartialDesign,
  sizes: ModelSizes,
  rank: number,
): number {
  const kept = sizes.embedding + sizes.attention + predictorWeights(sizes, rank);
  return (metricsOf(evaluate, design).weight_share * sizes.total - kept) / sizes.feedForward;
}
