// Columns of the trial table: number and state, what matters first (objectives, bounded metrics), then the other
// metrics, then what varies. Pure.

import type { Study } from '../../../engine/contract/study.ts';
import type { Trial } from '../../../engine/contract/trial.ts';
import {
  countText,
  durationText,
  exactText,
  quantityText,
  sentenceCase,
  valueText,
} from '../../formatting/quantity.ts';
import { labelOf } from '../../formatting/study-words.ts';
import type { Vocabulary } from './axis-options.ts';

export interface TableColumn {
  /** What the engine sorts by: `number`, `state`, `duration`, or the id of a metric or parameter. */
  readonly sort: string;
  readonly kind: 'number' | 'state' | 'metric' | 'parameter' | 'duration';
  readonly label: string;
  /** The whole label and what it is, for hovering. */
  readonly title: string;
  readonly unit?: string;
  readonly numeric: boolean;
  /** The first click sorts the best to the top. */
  readonly bestDescending: boolean;
  /** In pixels. */
  readonly width: number;
}

/** Metrics of the study in reading order: objectives, bounded metrics, the others. */
export function orderedMetrics(study: Study, words: Vocabulary): string[] {
  return [
    ...new Set([
      ...study.objectives.map((objective) => objective.metric),
      ...study.constraints.map((constraint) => constraint.metric),
      ...Object.keys(words.metrics),
    ]),
  ];
}

function widthFor(label: string): number {
  return Math.max(112, Math.min(190, 34 + label.length * 7));
}

export function tableColumns(study: Study, words: Vocabulary): TableColumn[] {
  const metrics = orderedMetrics(study, words).map((id): TableColumn => {
    const metric = words.metrics[id];
    const label = sentenceCase(labelOf(id, metric));
    const direction =
      study.objectives.find((objective) => objective.metric === id)?.direction ?? metric?.direction;
    return {
      sort: id,
      kind: 'metric',
      label,
      title: metric === undefined ? label : `${label}: ${metric.doc}`,
      numeric: true,
      bestDescending: direction === 'maximize',
      width: widthFor(label),
      ...(metric?.unit === undefined ? {} : { unit: metric.unit }),
    };
  });
  const parameters = study.dimensions.map((dimension): TableColumn => {
    const parameter = words.parameters[dimension.id];
    const label = sentenceCase(labelOf(dimension.id, parameter));
    const numeric =
      dimension.kind !== 'choice' || dimension.choices.every((choice) => typeof choice === 'number');
    return {
      sort: dimension.id,
      kind: 'parameter',
      label,
      title: parameter === undefined ? label : `${label}: ${parameter.doc}`,
      numeric,
      bestDescending: false,
      width: widthFor(label),
      ...(parameter?.unit === undefined ? {} : { unit: parameter.unit }),
    };
  });
  return [
    {
      sort: 'number',
      kind: 'number',
      label: 'Trial',
      title: 'Number of the trial',
      numeric: true,
      bestDescending: false,
      width: 84,
    },
    {
      sort: 'state',
      kind: 'state',
      label: 'State',
      title: 'How the trial ended',
      numeric: false,
      bestDescending: false,
      width: 118,
    },
    ...metrics,
    ...parameters,
    {
      sort: 'duration',
      kind: 'duration',
      label: 'Evaluation time',
      title: 'Wall-clock time of the evaluation',
      unit: 's',
      numeric: true,
      bestDescending: true,
      width: 130,
    },
  ];
}

/** The text of a cell; empty for what is unknown or inactive. */
export function cellText(column: TableColumn, trial: Trial): string {
  switch (column.kind) {
    case 'number':
      return countText(trial.number);
    case 'state':
      return trial.onFront ? 'on the front' : trial.state;
    case 'duration':
      return trial.durationSeconds < 10
        ? quantityText(trial.durationSeconds, 's', 3)
        : durationText(trial.durationSeconds);
    case 'metric': {
      const value = trial.metrics[column.sort];
      return value === undefined ? '' : quantityText(value, column.unit);
    }
    case 'parameter': {
      const value = trial.design[column.sort];
      return value === undefined ? '' : valueText(value, column.unit);
    }
  }
}

/** What hovering a cell adds: every digit, or why the trial has no result. */
export function cellTitle(column: TableColumn, trial: Trial): string {
  if (column.kind === 'state') return trial.message ?? '';
  const value = column.kind === 'metric' ? trial.metrics[column.sort] : trial.design[column.sort];
  if (typeof value === 'number') return exactText(value, column.unit);
  return value === undefined ? '' : String(value);
}
