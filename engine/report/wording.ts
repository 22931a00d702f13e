// Numbers, values and counts of a report as words.

import { formatQuantity } from '../contract/quantity.ts';
import type { ClaimValue, ParameterValue } from '../contract/system.ts';
import type { Trial } from '../contract/trial.ts';
import type { Cell } from '../contract/report-document.ts';
import type { NamedMetric, NamedParameter, StudyReport } from './report.ts';

const QUIET: Cell = { text: 'unknown', tone: 'quiet' };

export function count(number: number, one: string, several = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : several}`;
}

/** A parameter's value; numbers with the unit of the parameter. */
export function valueText(value: ParameterValue, unit: string | undefined): string {
  if (typeof value === 'number') return formatQuantity(value, unit, { digits: 4 });
  return String(value);
}

export function parameterCell(trial: Trial, { id, unit }: NamedParameter): Cell {
  const value = trial.design[id];
  if (value === undefined) return { text: 'not used', tone: 'quiet' };
  return {
    text: valueText(value, unit),
    ...(typeof value === 'number' ? { value } : {}),
  };
}

export function metricCell(trial: Trial, { id, unit }: NamedMetric): Cell {
  const value = trial.metrics[id];
  return value === undefined ? QUIET : { text: formatQuantity(value, unit, { digits: 4 }), value };
}

export function claimText(value: ClaimValue | undefined, unit: string | undefined): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatQuantity(value, unit, { digits: 4 });
  return `${formatQuantity(value.from, unit)} to ${formatQuantity(value.to, unit)}`;
}

/** "least area and most throughput" */
export function aims(report: StudyReport): string {
  return listed(
    report.objectives.map(
      ({ direction, label }) => `${direction === 'minimize' ? 'least' : 'most'} ${label}`,
    ),
  );
}

export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}

/** A share as people read it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** A sentence begins with a capital, an identifier in it keeps its own. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
