// How one design differs from another: changes of metrics with a judgement, and parameters that are not the same.

import type { Design, Metric, ParameterValue } from '../../engine/contract/system.ts';
import { numberText } from './quantity.ts';

export interface MetricChange {
  /** Ours over theirs; undefined where that says nothing (zero, different signs, unknown). */
  readonly ratio: number | undefined;
  readonly judgement: 'better' | 'worse' | 'same' | undefined;
  /** `−12 %`, `× 3.4`, `same`; `–` where it cannot be said. */
  readonly text: string;
}

/** Differences below this share are rounding, not design. */
const SAME_SHARE = 1e-9;

/** What became of a metric against a reference, in its own direction. */
export function metricChange(
  metric: Pick<Metric, 'direction'> | undefined,
  ours: number | undefined,
  theirs: number | undefined,
): MetricChange {
  if (ours === undefined || theirs === undefined || Number.isNaN(ours) || Number.isNaN(theirs)) {
    return { ratio: undefined, judgement: undefined, text: '–' };
  }
  const largest = Math.max(Math.abs(ours), Math.abs(theirs));
  if (ours === theirs || Math.abs(ours - theirs) <= SAME_SHARE * largest) {
    return { ratio: 1, judgement: 'same', text: 'same' };
  }
  const less = ours < theirs;
  const judgement =
    metric === undefined ? undefined : (metric.direction === 'minimize') === less ? 'better' : 'worse';
  const ratio = ours / theirs;
  if (!(ratio > 0) || !Number.isFinite(ratio)) {
    return { ratio: undefined, judgement, text: less ? 'less' : 'more' };
  }
  return { ratio, judgement, text: ratioText(ratio) };
}

/** Factors from 2 up and down, percent between; three digits at most. */
function ratioText(ratio: number): string {
  if (ratio >= 2) return `× ${plainNumber(ratio)}`;
  if (ratio <= 0.5) return `÷ ${plainNumber(1 / ratio)}`;
  const percent = (ratio - 1) * 100;
  const size = Math.abs(percent);
  const digits = size >= 10 ? Math.round(size).toString() : size.toPrecision(2);
  return `${percent < 0 ? '−' : '+'}${Number(digits)} %`;
}

function plainNumber(value: number): string {
  return value >= 1e6 ? numberText(value, 2) : Number(value.toPrecision(3)).toLocaleString('en-US');
}

export interface ParameterDifference {
  readonly id: string;
  readonly ours: ParameterValue | undefined;
  readonly theirs: ParameterValue | undefined;
}

/** Parameters that two designs set differently, in the order of the first. */
export function parameterDifferences(ours: Design, theirs: Design): ParameterDifference[] {
  const ids = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...ids]
    .filter((id) => ours[id] !== theirs[id])
    .map((id) => ({ id, ours: ours[id], theirs: theirs[id] }));
}
