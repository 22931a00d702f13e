import { isInfeasible, type EvaluationContext } from '../../../engine/contract/system.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import system from '../../../engine/systems/pregated-moe/index.ts';
import type { PregatedMetrics } from '../../../engine/systems/pregated-moe/metrics.ts';
import type { PregatedDesign } from '../../../engine/systems/pregated-moe/parameters.ts';

export const context: EvaluationContext = {
  seed: 1,
  stream: (name) => new RandomStream(1, name),
  signal: new AbortController().signal,
  report: () => {},
  settled: () => {},
};

/** A whole design: the given parameters, the others at their defaults. */
export function designOf(changes: Partial<PregatedDesign> = {}): PregatedDesign {
  const defaults = Object.entries(system.parameters).map(([id, parameter]) => [id, parameter.default]);
  return { ...Object.fromEntries(defaults), ...changes } as PregatedDesign;
}

/** Metrics of a design, also of one that does not fit. */
export function metricsOf(changes: Partial<PregatedDesign>, seed = 1): PregatedMetrics {
  const outcome = system.evaluate(designOf(changes), { ...context, seed }) as PregatedMetrics;
  return (isInfeasible(outcome) ? outcome.metrics : outcome) as PregatedMetrics;
}

/** Why a design does not fit; undefined if it does. */
export function problemOf(changes: Partial<PregatedDesign>): string | undefined {
  const outcome = system.evaluate(designOf(changes), context) as { readonly infeasible?: string };
  return outcome.infeasible;
}
