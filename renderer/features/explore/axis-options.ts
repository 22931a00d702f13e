// Which quantities can be an axis, and which two a study starts with. Pure.

import type { Dimension, Study } from '../../../engine/contract/study.ts';
import type { Metrics, Parameters } from '../../../engine/contract/system.ts';
import type { ScaleKind } from '../../charts/axes/axis.ts';
import type { ScatterAxisChoice } from '../../charts/scatter/coordinator.ts';
import { sentenceCase } from '../../formatting/quantity.ts';
import { labelOf } from '../../formatting/study-words.ts';

export interface AxisOption {
  readonly id: string;
  readonly label: string;
  readonly group: 'Objectives' | 'Other metrics' | 'Parameters' | 'Run';
}

export interface Vocabulary {
  readonly metrics: Metrics;
  readonly parameters: Parameters;
}

function isNumeric(dimension: Dimension): boolean {
  return dimension.kind !== 'choice' || dimension.choices.every((choice) => typeof choice === 'number');
}

/** Objectives first, then the other metrics, then the parameters that vary, then what every trial has. */
export function axisOptions(study: Study, words: Vocabulary): AxisOption[] {
  const objectives = study.objectives.map((objective) => objective.metric);
  const others = Object.keys(words.metrics).filter((id) => !objectives.includes(id));
  const parameters = study.dimensions.map((dimension) => dimension.id);
  const option = (id: string, group: AxisOption['group']): AxisOption => ({
    id,
    group,
    label: sentenceCase(labelOf(id, words.metrics[id] ?? words.parameters[id])),
  });
  return [
    ...objectives.map((id) => option(id, 'Objectives')),
    ...others.map((id) => option(id, 'Other metrics')),
    ...parameters.map((id) => option(id, 'Parameters')),
    { id: 'number', group: 'Run', label: 'Trial number' },
  ];
}

/** The first two objectives; with one objective, the first numeric parameter (or metric) against it. */
export function initialAxes(study: Study, words: Vocabulary): { x: string; y: string } {
  const ids = axisOptions(study, words).map((option) => option.id);
  const [first, second] = study.objectives.map((objective) => objective.metric);
  if (first !== undefined && second !== undefined) return { x: first, y: second };
  const y = first ?? ids[0] ?? '';
  const parameter = study.dimensions.find(isNumeric)?.id;
  return { x: parameter ?? ids.find((id) => id !== y) ?? y, y };
}

/** The scale that a quantity declares, if it declares one. */
export function declaredScale(id: string, study: Study, words: Vocabulary): ScaleKind | undefined {
  const metric = words.metrics[id];
  if (metric !== undefined) return metric.scale;
  const dimension = study.dimensions.find((candidate) => candidate.id === id);
  return dimension === undefined || dimension.kind === 'choice' ? undefined : dimension.scale;
}

/** A quantity as the scatter plot wants it: label, unit, direction as the study has it, bounds. */
export function axisChoice(id: string, scale: ScaleKind, study: Study, words: Vocabulary): ScatterAxisChoice {
  const metric = words.metrics[id];
  const unit = metric?.unit ?? words.parameters[id]?.unit;
  const direction =
    study.objectives.find((objective) => objective.metric === id)?.direction ?? metric?.direction;
  const dimension = study.dimensions.find((candidate) => candidate.id === id);
  return {
    id,
    // Choices that are names have an axis of their own kind.
    ...(metric === undefined && dimension?.kind === 'choice' && !isNumeric(dimension)
      ? { categories: dimension.choices.map(String) }
      : {}),
    scale,
    label: id === 'number' ? 'Trial number' : sentenceCase(labelOf(id, metric ?? words.parameters[id])),
    bounds: study.constraints.filter((constraint) => constraint.metric === id).map(({ bound }) => bound),
    ...(unit === undefined ? {} : { unit }),
    ...(direction === undefined ? {} : { direction }),
  };
}

/** True where the two axes are the study's only two objectives, so that the front is a staircase. */
export function showsWholeFront(x: string, y: string, study: Study): boolean {
  const objectives = study.objectives.map((objective) => objective.metric);
  return objectives.length === 2 && x !== y && objectives.includes(x) && objectives.includes(y);
}
