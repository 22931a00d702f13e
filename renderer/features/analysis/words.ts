// What an analysis found, in sentences. Pure.

import type {
  ChoiceOnFront,
  Estimate,
  MetricSensitivity,
  ParameterCorrelation,
  RangeOnFront,
} from '../../../engine/contract/analysis.ts';
import type { Series } from '../../../engine/contract/system.ts';
import type { ConvergenceAnswer } from '../../../engine/contract/analysis.ts';
import type { SystemDescription } from '../../../engine/contract/host.ts';
import type { Study } from '../../../engine/contract/study.ts';
import { countText, quantityText, valueText } from '../../formatting/quantity.ts';
import { labelOf } from '../../formatting/study-words.ts';

/** The quantity that asks what it takes to be on the front. */
export const FRONT = 'front';

/** What the answers are about, and what its quantities are called. */
export interface AnalysedStudy {
  readonly workspace: string;
  readonly study: Study;
  readonly system: SystemDescription;
  /** Trials that the answers rest on; -1 while more are coming. */
  readonly settled: number;
  readonly parameterName: (id: string) => string;
  readonly metricName: (id: string) => string;
}

export function analysedStudy(
  workspace: string,
  study: Study,
  system: SystemDescription,
  settled: number,
): AnalysedStudy {
  return {
    workspace,
    study,
    system,
    settled,
    parameterName: (id) => labelOf(id, system.parameters[id]),
    metricName: (id) => (id === FRONT ? 'being on the front' : labelOf(id, system.metrics[id])),
  };
}

/** Trials through which a slice can be laid: the open design, the baseline. */
export function slicesOf({
  trial,
  view,
}: {
  readonly trial: number | null;
  readonly view: { readonly baseline: number | null };
}): readonly { readonly number: number; readonly name: string }[] {
  return [...new Set([trial, view.baseline])].flatMap((number) =>
    number === null
      ? []
      : [{ number, name: `${number === view.baseline ? 'baseline' : 'trial'} ${countText(number)}` }],
  );
}

/** One parameter's sensitivity: what it is ordered by, and what goes with that. */
export interface SensitivityRow {
  readonly id: string;
  /** Sobol' total index, or the size of the elementary effect. */
  readonly main: Estimate;
  /** Sobol' first-order index. */
  readonly first?: Estimate;
  /** Mean and standard deviation of the elementary effects. */
  readonly mean?: number;
  readonly deviation?: number;
}

/** Most sensitive first; what cannot be told comes last. */
export function sensitivityRows(metric: MetricSensitivity): SensitivityRow[] {
  const rows: SensitivityRow[] =
    'indices' in metric
      ? metric.indices.map(({ id, first, total }) => ({ id, main: total, first }))
      : metric.effects.map(({ id, size, mean, deviation }) => ({ id, main: size, mean, deviation }));
  const order = (row: SensitivityRow): number =>
    Number.isFinite(row.main.value) ? row.main.value : -Infinity;
  return rows.sort((a, b) => order(b) - order(a));
}

export function percent(share: number): string {
  if (share > 0 && share < 0.005) return 'under 1 %';
  if (share < 1 && share > 0.995) return 'over 99 %';
  return `${Math.round(share * 100)} %`;
}

/** `MAC array is 256 in 92 % of the front, in 25 % of the trials`. */
export function truthText(
  truth: ChoiceOnFront | RangeOnFront,
  label: string,
  unit: string | undefined,
): string {
  if (truth.kind === 'choice') {
    return `${label} is ${valueText(truth.value, unit)} in ${percent(truth.shareOfFront)} of the front, in ${percent(truth.shareOfTrials)} of the trials`;
  }
  return `${label} is between ${quantityText(truth.minimum, unit)} and ${quantityText(truth.maximum, unit)} on the whole front, in ${percent(truth.shareOfTrials)} of the trials`;
}

/** Strongest first, by the size of the rank correlation; those that cannot be told are left out. */
export function byStrength(correlations: readonly ParameterCorrelation[]): ParameterCorrelation[] {
  return correlations
    .filter(({ rank }) => Number.isFinite(rank.value))
    .sort((a, b) => Math.abs(b.rank.value) - Math.abs(a.rank.value));
}

/** The hypervolume over the trials; undefined where the study has none. */
export function convergenceSeries({ points }: ConvergenceAnswer): Series | undefined {
  const known = points.flatMap(({ trials, hypervolume }) =>
    hypervolume === null ? [] : [[trials, hypervolume] as const],
  );
  if (known.length < 2) return undefined;
  return {
    title: 'Hypervolume over trials',
    form: 'line',
    x: { label: 'trials', scale: 'linear' },
    y: { label: 'hypervolume', scale: 'linear' },
    lines: [{ label: 'hypervolume', points: known }],
  };
}

/** How far the best values are from the best there is, over the trials; undefined where no optimum is known. */
export function regretSeries({ objectives, points }: ConvergenceAnswer): Series | undefined {
  const lines = objectives.map(({ metric }, index) => ({
    label: metric,
    // A logarithmic axis has no place for 0: the line ends where the optimum is found.
    points: points.flatMap(({ trials, regret }): (readonly [number, number])[] => {
      const value = regret?.[index] ?? 0;
      return value > 0 ? [[trials, value]] : [];
    }),
  }));
  const drawn = lines.filter((line) => line.points.length > 1);
  if (drawn.length === 0) return undefined;
  return {
    title: 'Regret over trials',
    form: 'line',
    x: { label: 'trials', scale: 'linear' },
    y: { label: 'distance from the optimum', scale: 'log' },
    lines: drawn,
  };
}
