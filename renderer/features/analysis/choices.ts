// What a person chose to ask of a study, as plain JSON. Reading it forgives: what is not understood is at its default.

import type { JsonValue, TabState } from '../../app/study-view-state.ts';

export interface AnalysisChoices {
  /** What parameters matter to: a metric, or `front`; the first objective if null. */
  readonly quantity: string | null;
  readonly method: 'fanova' | 'permutation';
  /** The metric whose dependence is shown; the first objective if null. */
  readonly metric: string | null;
  /** What it depends on: what matters most if null, and perhaps a second parameter. */
  readonly first: string | null;
  readonly second: string | null;
  /** The trial through which a slice is laid; averages if null. */
  readonly through: number | null;
  /** The metric whose sensitivity is shown; the first objective if null. */
  readonly sensitiveMetric: string | null;
  /** Share of each objective's range that may be given up for simplicity. */
  readonly epsilon: number;
}

/** Shares that can be given up for simplicity. */
export const EPSILONS = [0.005, 0.01, 0.02, 0.05, 0.1] as const;
const USUAL_EPSILON = 0.02;

function nameOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function analysisChoices(state: TabState): AnalysisChoices {
  const epsilon = EPSILONS.find((one) => one === state.epsilon);
  return {
    quantity: nameOrNull(state.quantity),
    method: state.method === 'permutation' ? 'permutation' : 'fanova',
    metric: nameOrNull(state.metric),
    first: nameOrNull(state.first),
    second: nameOrNull(state.second),
    through: Number.isSafeInteger(state.through) ? (state.through as number) : null,
    sensitiveMetric: nameOrNull(state.sensitiveMetric),
    epsilon: epsilon ?? USUAL_EPSILON,
  };
}
