// What an analysis found, in sentences. Pure.

import type { ChoiceOnFront, ParameterCorrelation, RangeOnFront } from '../../../engine/contract/analysis.ts';
import type { Series } from '../../../engine/contract/system.ts';
import type { ConvergenceAnswer, Dependence } from '../../../engine/contract/analysis.ts';
import { quantityText, valueText } from '../../formatting/quantity.ts';

function percent(share: number): string {
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

/** A dependence on one number as a chart: the mean and the ends of its interval. */
export function dependenceSeries(
  { axes, mean, low, high }: Dependence,
  x: Series['x'],
  y: Series['y'],
): Series {
  const values = axes[0]!.values as readonly number[];
  const line = (label: string, column: Float64Array): Series['lines'][number] => ({
    label,
    points: values.map((value, index) => [value, column[index]!] as const),
  });
  return {
    title: `${y.label} over ${x.label}`,
    form: 'line',
    x,
    y,
    lines: [line('predicted mean', mean), line('5 %', low), line('95 %', high)],
  };
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
