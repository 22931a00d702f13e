// A study in words: what it varies, what it wants, and how it looks for it. Pure, for the study page and tooltips.

import type { Dimension, MetricConstraint, Objective, Study } from '../../engine/contract/study.ts';
import type { Metric, Parameter, ParameterValue } from '../../engine/contract/system.ts';
import {
  countText,
  durationText,
  idWords,
  quantityText,
  takesPrefix,
  unitSymbol,
  valueText,
} from './quantity.ts';

/** The label of a parameter or metric: its own, or its id in words without its unit. */
export function labelOf(id: string, item: Parameter | Metric | undefined): string {
  if (item?.label !== undefined) return item.label;
  const unitEnding = item?.unit === undefined ? '' : `_${item.unit}`;
  return idWords(unitEnding !== '' && id.endsWith(unitEnding) ? id.slice(0, -unitEnding.length) : id);
}

/** Choices in a row; a unit that takes no prefix is written once, at the end. */
export function choicesText(choices: readonly ParameterValue[], unit?: string): string {
  const numeric = choices.every((choice) => typeof choice === 'number');
  if (!numeric || unit === undefined || takesPrefix(unit)) {
    return choices.map((choice) => valueText(choice, unit)).join(', ');
  }
  return `${choices.map((choice) => valueText(choice)).join(', ')} ${unitSymbol(unit)}`;
}

/** What a dimension ranges over: `32, 64, 128, 256`, `250 MHz to 1 GHz, log`, `yes, no`. */
export function rangeText(dimension: Dimension, unit?: string): string {
  if (dimension.kind === 'choice') {
    return choicesText(dimension.choices, unit);
  }
  const ends = `${quantityText(dimension.minimum, unit, 6)} to ${quantityText(dimension.maximum, unit, 6)}`;
  const details: string[] = [];
  if (dimension.kind === 'integer' && dimension.step !== 1) {
    details.push(`in steps of ${quantityText(dimension.step, unit, 6)}`);
  }
  if (dimension.levels !== undefined) details.push(`${dimension.levels} levels`);
  if (dimension.scale === 'log') details.push('log');
  return [ends, ...details].join(', ');
}

/** `only where memory is hbm or ddr`, or nothing for a parameter that is always active. */
export function conditionText(activeWhen: Dimension['activeWhen']): string {
  const parts = Object.entries(activeWhen ?? {}).map(
    ([id, values]) => `${idWords(id)} is ${values.map((value) => valueText(value)).join(' or ')}`,
  );
  return parts.length === 0 ? '' : `only where ${parts.join(' and ')}`;
}

export function objectiveText(objective: Objective, metric: Metric | undefined): string {
  const unit = unitSymbol(metric?.unit);
  return `${objective.direction} ${labelOf(objective.metric, metric)}${unit === '' ? '' : ` (${unit})`}`;
}

export function constraintText(constraint: MetricConstraint, metric: Metric | undefined): string {
  const sign = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' }[constraint.comparison];
  return `${labelOf(constraint.metric, metric)} ${sign} ${quantityText(constraint.bound, metric?.unit)}`;
}

/** `4,096 trials, at most 10 min 00 s`. */
export function budgetText(study: Study): string {
  const trials = Number.isFinite(study.budget.trials)
    ? `${countText(study.budget.trials)} trials`
    : 'no limit of trials';
  const time = study.budget.timeSeconds;
  return time === undefined ? trials : `${trials}, at most ${durationText(time)} a run`;
}

/** How much of the space the budget covers. */
export function spaceText(spaceSize: number | null, budgetTrials: number): string {
  if (spaceSize === null) return 'continuous: no end to the designs';
  const share = budgetTrials / spaceSize;
  const size = `${spaceSize < 1e12 ? countText(spaceSize) : quantityText(spaceSize)} designs`;
  if (share >= 1) return `${size}; the budget covers them all`;
  return `${size}; the budget covers ${share < 0.001 ? 'less than 0.1' : (share * 100).toPrecision(2)} %`;
}

/** What a pilot says of the whole budget; evaluation only, spread over all cores. */
export function estimateText(
  pilot: { readonly evaluated: number; readonly secondsPerDesign: number },
  trials: number,
  cores: number,
): string {
  if (pilot.evaluated === 0) return 'No design that the constraints allow was found to try.';
  const each = `${countText(pilot.evaluated)} designs took ${quantityText(pilot.secondsPerDesign, 's', 2)} each`;
  if (!Number.isFinite(trials)) return `${each}.`;
  const total = (pilot.secondsPerDesign * trials) / cores;
  const whole = total < 1 ? 'under a second' : `about ${durationText(total)}`;
  return `${each}: evaluating the budget takes ${whole} on ${cores} ${cores === 1 ? 'core' : 'cores'}.`;
}

/** Fixed parameters that differ from the system's default, which is what a reader needs to know of them. */
export function changedFixed(
  study: Study,
  parameters: Readonly<Record<string, Parameter>> | undefined,
): readonly { readonly id: string; readonly value: ParameterValue }[] {
  return Object.entries(study.fixed)
    .filter(([id, value]) => parameters?.[id] !== undefined && parameters[id].default !== value)
    .map(([id, value]) => ({ id, value }));
}
