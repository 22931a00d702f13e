// What the claims are written with.

import { isInfeasible, type Claim, type Evaluate } from '../../contract/system.ts';
import type { PregatedMetrics } from './metrics.ts';
import type { PregatedDesign } from './parameters.ts';

export type PregatedClaim = Claim<PregatedDesign, PregatedMetrics>;
export type PregatedEvaluate = Evaluate<PregatedDesign, PregatedMetrics>;
type PartialDesign = Partial<PregatedDesign>;

/** Where a source gives no tolerance. */
export const TEN_PERCENT = { relative: 0.1 } as const;
/** For values that the notes read off plots. */
export const PLOT_READING = { relative: 0.15 } as const;

export const BASE_8: PartialDesign = { experts: 8 };
export const BASE_64: PartialDesign = { experts: 64 };
export const BASE_128: PartialDesign = { experts: 128 };
export const LARGE_128: PartialDesign = { model: 'switch-large', experts: 128 };
export const BASES = [BASE_8, BASE_64, BASE_128] as const;
export const ALL_MODELS = [...BASES, LARGE_128] as const;

/** Metrics of a design, also of one that does not fit. */
export function metricsOf(evaluate: PregatedEvaluate, design: PartialDesign): PregatedMetrics {
  const outcome = evaluate(design);
  return isInfeasible(outcome) ? (outcome.metrics as PregatedMetrics) : outcome;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How many times longer a token takes with one scheme than with another, for one model. */
export function timeRatio(
  evaluate: PregatedEvaluate,
  model: PartialDesign,
  scheme: PregatedDesign['scheme'],
  other: PregatedDesign['scheme'],
): number {
  const time = (which: PregatedDesign['scheme']): number =>
    metricsOf(evaluate, { ...model, scheme: which }).token_time;
  return time(scheme) / time(other);
}
