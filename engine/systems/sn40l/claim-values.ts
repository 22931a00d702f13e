// What the claims share: their types, and how they read a metric of a design.

import { ParetoscopeError } from '../../contract/errors.ts';
import { isInfeasible } from '../../contract/system.ts';
import type { Claim, Evaluate } from '../../contract/system.ts';
import type { CompositionMetrics } from './model.ts';
import type { CompositionDesign } from './parameters.ts';

export type CompositionClaim = Claim<CompositionDesign, CompositionMetrics>;
export type EvaluateDesign = Evaluate<CompositionDesign, CompositionMetrics>;

/** The tolerance of a claim whose source gives none. */
export const TEN_PERCENT = { relative: 0.1 } as const;

/** A metric that must be known, whether the design runs or not. */
export function known(
  evaluate: EvaluateDesign,
  design: Partial<CompositionDesign>,
  metric: keyof CompositionMetrics,
): number {
  const outcome = evaluate(design);
  const value = isInfeasible(outcome) ? outcome.metrics?.[metric] : outcome[metric];
  if (value === undefined) throw new ParetoscopeError('internal', `${metric} is not known for this design`);
  return value;
}
