// A study of an Optuna storage that anybody may have written, as an imported study.

import type { TrialAnnotation } from '../../contract/annotations.ts';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { MetricConstraint, Objective } from '../../contract/study.ts';
import { CANCELLED, COMPLETE, FAILED, INFEASIBLE, PRUNED } from '../../contract/trial.ts';
import type { OptunaDistribution, OptunaFileReader, OptunaStudy, OptunaTrial } from '../../store/index.ts';
import {
  IdMaker,
  importedStudy,
  shown,
  type ImportedMetric,
  type ImportedStudy,
  type TrialBatch,
} from './imported.ts';
import { AnnotationReader, isAnnotationKey } from './optuna-annotations.ts';
import { attributeNumber, constraintsOf, readParameter } from './optuna-values.ts';
import { METRIC_NAMES_KEY } from './optuna-write.ts';
import { RowCollector } from './row-collector.ts';

/** Values reported on the way that are read of a trial, by rising step. */
const MOST_REPORTS = 10_000;
/** With more numeric attributes than this, further ones are left out. */
const MOST_ATTRIBUTES = 400;

/** What a first pass over the trials finds. */
interface Survey {
  readonly distributions: ReadonlyMap<string, readonly OptunaDistribution[]>;
  /** User attributes that are numbers wherever they are set. */
  readonly attributes: readonly string[];
  readonly constraintNames: readonly string[];
  /** Whether any trial reported on its way. */
  readonly reports: boolean;
  readonly annotations: readonly TrialAnnotation[];
}

function survey(reader: OptunaFileReader, file: OptunaStudy, notes: string[]): Survey {
  const distributions = new Map<string, Set<OptunaDistribution>>();
  const numbers = new Map<string, boolean>();
  const constraintNames = new Set<string>();
  const annotations = new AnnotationReader();
  let reports = false;
  let long = 0;
  for (const trial of reader.trials(file)) {
    for (const { name, distribution } of trial.parameters) {
      const seen = distributions.get(name);
      if (seen === undefined) distributions.set(name, new Set([distribution]));
      else seen.add(distribution);
    }
    annotations.read(trial.userAttributes);
    for (const [key, value] of Object.entries(trial.userAttributes)) {
      if (isAnnotationKey(key)) continue;
      const isNumber =
        !Number.isNaN(attributeNumber(value)) || (typeof value === 'number' && Number.isNaN(value));
      numbers.set(key, isNumber && (numbers.get(key) ?? true));
    }
    for (const [constraint] of constraintsOf(trial)) constraintNames.add(constraint);
    if (reportsOf(trial).length > 0) reports = true;
    if (trial.intermediate.length > MOST_REPORTS) long++;
  }
  const attributes = [...numbers].flatMap(([key, isNumber]) => (isNumber ? [key] : [])).sort();
  if (attributes.length > MOST_ATTRIBUTES) {
    notes.push(`of ${attributes.length} numeric attributes the first ${MOST_ATTRIBUTES} were read`);
  }
  const texts = numbers.size - attributes.length;
  if (texts > 0) notes.push(`${texts} attributes that are not numbers were left out`);
  if (long > 0)
    notes.push(`of ${long} trials the first ${MOST_REPORTS} values reported on the way were read`);
  notes.push(...annotations.notes);
  return {
    distributions: new Map([...distributions].map(([name, seen]) => [name, [...seen]])),
    attributes: attributes.slice(0, MOST_ATTRIBUTES),
    constraintNames: [...constraintNames].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    reports,
    annotations: annotations.found,
  };
}

/** What a trial reported after its steps, which count from 0; NaN says nothing. */
function reportsOf({ intermediate }: OptunaTrial): OptunaTrial['intermediate'] {
  return intermediate.slice(0, MOST_REPORTS).filter(([step, value]) => step >= 0 && !Number.isNaN(value));
}

/** A study of anybody's as an imported study. */
export function converted(
  reader: OptunaFileReader,
  file: OptunaStudy,
  name: string,
  fileName: string,
): ImportedStudy {
  if (file.directions.length === 0) {
    throw new ParetoscopeError('study-invalid', `the study "${shown(file.name)}" has no objectives`, {
      hint: 'the file is incomplete; check that Optuna can load it',
    });
  }
  const notes: string[] = [];
  const found = survey(reader, file, notes);
  if (found.distributions.size === 0) notes.push('no trial has a parameter');
  if (file.directions.includes('NOT_SET')) notes.push('directions that are not set are taken as "minimize"');
  const ids = new IdMaker();
  const parameters = new Map(
    [...found.distributions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([parameter, distributions]) => {
        const id = ids.make(parameter);
        return [parameter, readParameter(parameter, id, distributions)] as const;
      }),
  );
  const metrics: Record<string, ImportedMetric> = {};
  const objectives: Objective[] = [];
  const metricNames = file.systemAttributes[METRIC_NAMES_KEY];
  file.directions.forEach((given, index) => {
    const named: unknown = Array.isArray(metricNames) ? metricNames[index] : undefined;
    const fallback = file.directions.length === 1 ? 'value' : `objective ${index}`;
    const id = ids.make(typeof named === 'string' ? named : fallback);
    const direction = given === 'MAXIMIZE' ? 'maximize' : 'minimize';
    metrics[id] = { direction, doc: `Objective ${index} of the Optuna study.` };
    objectives.push({ metric: id, direction });
  });
  const constraints = new Map<string, MetricConstraint>();
  for (const constraint of found.constraintNames) {
    const id = ids.make(`constraint ${constraint}`);
    metrics[id] = { doc: 'Constraint of the Optuna study: at most 0 is feasible.' };
    constraints.set(constraint, { text: `"${id}" <= 0`, metric: id, comparison: '<=', bound: 0 });
  }
  const attributes = new Map(found.attributes.map((key) => [key, ids.make(key)]));
  for (const [key, id] of attributes)
    metrics[id] = { doc: `The user attribute "${shown(key)}" of the trials.` };
  notes.push(...ids.notes);

  const stored = importedStudy(
    {
      name,
      dimensions: [...parameters.values()].map((parameter) => parameter.dimension),
      objectives,
      constraints: [...constraints.values()],
      // What trials reported on their way is kept where a study has a pruner, as Optuna's had if any trial was pruned.
      ...(found.reports ? { pruner: { type: 'imported', options: {} } } : {}),
      budget: { trials: Math.max(1, file.trialCount) },
    },
    {
      imported: { format: 'optuna', file: fileName, study: file.name },
      parameters: Object.fromEntries(
        [...parameters.values()].map((parameter) => [parameter.dimension.id, parameter.description]),
      ),
      metrics,
    },
  );
  const metricIds = Object.keys(metrics);
  return {
    ...stored,
    notes,
    annotations: () => found.annotations,
    *batches(): Generator<TrialBatch> {
      const rows = new RowCollector(stored.study.dimensions, metricIds);
      for (const trial of reader.trials(file)) {
        const misses = constraintsOf(trial);
        const values = objectives.map((_, index) => trial.values[index] ?? Number.NaN);
        const { state, message } = stateOf(
          trial,
          values,
          misses.some(([, value]) => !(value <= 0)),
        );
        rows.begin(state, durationOf(trial), message);
        for (const { name: parameter, value, distribution } of trial.parameters) {
          const read = parameters.get(parameter)!;
          rows.parameter(read.dimension.id, read.code(value, distribution));
        }
        objectives.forEach(({ metric }, index) => rows.metric(metric, values[index]!));
        for (const [constraint, value] of misses) rows.metric(constraints.get(constraint)!.metric, value);
        for (const [key, id] of attributes) rows.metric(id, attributeNumber(trial.userAttributes[key]));
        // One value a step: that of the objective, in Optuna the only one of a study that reports.
        for (const [step, value] of reportsOf(trial)) rows.report(step, objectives[0]!.metric, value);
        if (rows.full) yield rows.take();
      }
      if (rows.count > 0) yield rows.take();
    },
  };
}

function stateOf(
  trial: OptunaTrial,
  values: readonly number[],
  violates: boolean,
): { readonly state: number; readonly message?: string } {
  switch (trial.state) {
    case 'COMPLETE': {
      const bad = values.find((value) => !Number.isFinite(value));
      if (bad !== undefined) {
        return {
          state: FAILED,
          message: Number.isNaN(bad) ? 'an objective has no value' : `an objective is ${bad}`,
        };
      }
      return { state: violates ? INFEASIBLE : COMPLETE };
    }
    case 'PRUNED':
      return { state: PRUNED };
    case 'FAIL':
      return { state: FAILED, message: failureOf(trial) };
    case 'RUNNING':
      return { state: CANCELLED, message: 'was running when the file was read' };
    case 'WAITING':
      return { state: CANCELLED, message: 'was waiting when the file was read' };
  }
}

/** Why a trial failed, where its attributes say so. */
function failureOf({ userAttributes, systemAttributes }: OptunaTrial): string {
  const reasons = [
    systemAttributes.fail_reason,
    userAttributes.message,
    userAttributes.error,
    userAttributes.fail_reason,
  ];
  return reasons.find((reason) => typeof reason === 'string') ?? 'failed in Optuna, which does not say why';
}

function durationOf({ start, complete }: OptunaTrial): number {
  if (start === null || complete === null) return 0;
  const duration = secondsOf(complete) - secondsOf(start);
  return duration > 0 ? duration : 0;
}

/** Seconds since 1970 in whatever zone the file means, which does not matter to a difference. */
function secondsOf(text: string): number {
  const whole = Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`) / 1000;
  return whole + Number(`0${text.slice(19)}`);
}
