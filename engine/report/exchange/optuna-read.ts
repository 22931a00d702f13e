// Studies of an Optuna storage as studies of ours. A study that Paretoscope wrote and nothing changed since comes back
// as it was; any other becomes an imported study. docs/exchange.md has the mapping.

import { basename } from 'node:path';
import * as v from 'valibot';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { Dimension, MetricConstraint, Objective, Study } from '../../contract/study.ts';
import type { ParameterValue } from '../../contract/system.ts';
import { CANCELLED, COMPLETE, FAILED, INFEASIBLE, PRUNED, TRIAL_STATES } from '../../contract/trial.ts';
import {
  OptunaFileReader,
  type JsonValue,
  type OptunaDistribution,
  type OptunaStudy,
  type OptunaTrial,
} from '../../store/index.ts';
import {
  IdMaker,
  importedStudy,
  shown,
  studyName,
  type ImportedMetric,
  type ImportedParameter,
  type ImportedStudy,
  type TrialBatch,
} from './imported.ts';
import {
  CONSTRAINTS_KEY,
  intermediateSteps,
  METRIC_NAMES_KEY,
  STUDY_KEY,
  TRIAL_KEY,
} from './optuna-write.ts';
import { RowCollector } from './row-collector.ts';

/** With more distinct steps than this, values reported on the way are left out. */
const MOST_STEPS = 400;
/** With more numeric attributes than this, further ones are left out. */
const MOST_ATTRIBUTES = 400;

export interface OptunaImport {
  readonly studies: readonly ImportedStudy[];
  readonly close: () => void;
}

/**
 * Opens an Optuna storage. Its trials are read when `batches` is called, so close it only after that. `only` names one
 * study of the file, `rename` gives it another name here. Throws not-found, `study-invalid`, workspace-damaged.
 */
export function readOptuna(path: string, only?: string, rename?: string): OptunaImport {
  const reader = new OptunaFileReader(path);
  try {
    const all = reader.studies();
    const wanted = only === undefined ? all : all.filter(({ name }) => name === only);
    if (wanted.length === 0) {
      throw new ParetoscopeError(
        'not-found',
        only === undefined ? `"${path}" has no studies` : `"${path}" has no study "${shown(only)}"`,
        all.length === 0 ? {} : { hint: `it has ${all.map(({ name }) => shown(name)).join(', ')}` },
      );
    }
    if (rename !== undefined && wanted.length > 1) {
      throw new ParetoscopeError(
        'usage',
        `"${path}" has ${wanted.length} studies, and they cannot all get one name`,
        {
          hint: 'choose one with --study',
        },
      );
    }
    const names = new IdMaker();
    const studies = wanted.map((study) => {
      const name = studyName(names.make(studyName(rename ?? study.name)));
      return restored(reader, study, name) ?? converted(reader, study, name, basename(path));
    });
    return { studies, close: () => reader.close() };
  } catch (error) {
    reader.close();
    throw error;
  }
}

// What `exportOptuna` writes; checked, since anybody may have changed it.
const finite = v.pipe(v.number(), v.finite());
const parameterValue = v.union([finite, v.string(), v.boolean()]);
const activity = { activeWhen: v.optional(v.record(v.string(), v.array(parameterValue))) };
const numeric = {
  id: v.string(),
  minimum: finite,
  maximum: finite,
  scale: v.picklist(['linear', 'log']),
  levels: v.optional(finite),
};
const dimension = v.variant('kind', [
  v.object({ kind: v.literal('float'), ...numeric, ...activity }),
  v.object({ kind: v.literal('integer'), ...numeric, step: finite, ...activity }),
  v.object({
    kind: v.literal('choice'),
    id: v.string(),
    choices: v.pipe(v.array(parameterValue), v.minLength(1)),
    ordered: v.boolean(),
    ...activity,
  }),
]);
const storedStudy = v.object({
  format: v.literal(1),
  study: v.object({
    name: v.string(),
    system: v.string(),
    systemVersion: finite,
    description: v.optional(v.string()),
    finding: v.optional(v.string()),
    dimensions: v.array(dimension),
    fixed: v.record(v.string(), parameterValue),
    objectives: v.array(v.object({ metric: v.string(), direction: v.picklist(['minimize', 'maximize']) })),
    constraints: v.array(
      v.object({
        text: v.string(),
        metric: v.string(),
        comparison: v.picklist(['<', '<=', '>', '>=']),
        bound: finite,
      }),
    ),
    sampler: v.object({ type: v.string(), options: v.record(v.string(), v.unknown()) }),
    budget: v.object({ trials: finite, timeSeconds: v.optional(finite) }),
    seed: finite,
  }),
  metrics: v.array(v.object({ id: v.string(), unit: v.optional(v.string()) })),
  sourceText: v.string(),
  reference: v.nullable(v.array(finite)),
  whole: v.boolean(),
  trials: finite,
});
const storedTrial = v.object({
  number: finite,
  state: v.picklist(TRIAL_STATES),
  durationSeconds: finite,
  message: v.optional(v.string()),
});

/** The study as Paretoscope wrote it; undefined if it did not, or if anything was added or changed since. */
function restored(reader: OptunaFileReader, file: OptunaStudy, name: string): ImportedStudy | undefined {
  const parsed = v.safeParse(storedStudy, file.systemAttributes[STUDY_KEY]);
  if (!parsed.success || !parsed.output.whole || parsed.output.trials !== file.trialCount) return undefined;
  const { metrics, sourceText, reference } = parsed.output;
  const study = { ...parsed.output.study, name } as Study;
  const metricIds = metrics.map(({ id }) => id);
  // No object of ours can hold a value under this name.
  if ([...metricIds, ...study.dimensions.map(({ id }) => id)].includes('__proto__')) return undefined;
  const known = new Set(metricIds);
  if (study.objectives.some(({ metric }) => !known.has(metric))) return undefined;
  if (study.constraints.some(({ metric }) => !known.has(metric))) return undefined;
  const columns = new Map(study.dimensions.map(({ id }, index) => [id, index]));
  for (const trial of reader.trials(file)) {
    if (!v.is(storedTrial, trial.systemAttributes[TRIAL_KEY])) return undefined;
    for (const { name: id, value, distribution } of trial.parameters) {
      const own = study.dimensions[columns.get(id) ?? -1];
      if (own === undefined || !holds(own, value, distribution)) return undefined;
    }
  }
  const intermediate = new Map(
    [...intermediateSteps(study.system, study.name, sourceText)].map(([id, step]) => [step, id]),
  );
  return {
    study,
    metrics: metrics as ImportedStudy['metrics'],
    sourceText,
    ...(reference === null ? {} : { reference }),
    notes: [],
    *batches(): Generator<TrialBatch> {
      const rows = new RowCollector(study.dimensions, metricIds);
      for (const trial of reader.trials(file)) {
        const kept = v.parse(storedTrial, trial.systemAttributes[TRIAL_KEY]);
        rows.begin(TRIAL_STATES.indexOf(kept.state), kept.durationSeconds, kept.message);
        for (const { name: id, value } of trial.parameters) rows.parameter(id, value);
        for (const id of metricIds) rows.metric(id, attributeNumber(trial.userAttributes[id]));
        study.objectives.forEach(({ metric }, index) => {
          if (index < trial.values.length) rows.metric(metric, trial.values[index]!);
        });
        for (const [step, value] of trial.intermediate) {
          const id = intermediate.get(step);
          if (id !== undefined) rows.metric(id, value);
        }
        if (rows.full) yield rows.take();
      }
      if (rows.count > 0) yield rows.take();
    },
  };
}

/** Whether a value belongs to a dimension of ours. */
function holds(own: Dimension, value: number, distribution: OptunaDistribution): boolean {
  if (own.kind !== 'choice') {
    return (
      distribution.kind !== 'categorical' &&
      Number.isFinite(value) &&
      (own.kind === 'float' || Number.isInteger(value))
    );
  }
  return (
    distribution.kind === 'categorical' &&
    JSON.stringify(distribution.choices) === JSON.stringify(own.choices) &&
    Number.isInteger(value) &&
    value >= 0 &&
    value < own.choices.length
  );
}

/** An attribute as a metric: numbers, booleans as 0 and 1, and the texts that infinities are written as; else NaN. */
function attributeNumber(value: JsonValue | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  return Number.NaN;
}

/** What a first pass over the trials finds. */
interface Survey {
  readonly distributions: ReadonlyMap<string, readonly OptunaDistribution[]>;
  /** User attributes that are numbers wherever they are set. */
  readonly attributes: readonly string[];
  readonly constraintNames: readonly string[];
  readonly steps: readonly number[];
}

function survey(reader: OptunaFileReader, file: OptunaStudy, notes: string[]): Survey {
  const distributions = new Map<string, Set<OptunaDistribution>>();
  const numbers = new Map<string, boolean>();
  const constraintNames = new Set<string>();
  const steps = new Set<number>();
  for (const trial of reader.trials(file)) {
    for (const { name, distribution } of trial.parameters) {
      const seen = distributions.get(name);
      if (seen === undefined) distributions.set(name, new Set([distribution]));
      else seen.add(distribution);
    }
    for (const [key, value] of Object.entries(trial.userAttributes)) {
      const isNumber =
        !Number.isNaN(attributeNumber(value)) || (typeof value === 'number' && Number.isNaN(value));
      numbers.set(key, isNumber && (numbers.get(key) ?? true));
    }
    for (const [constraint] of constraintsOf(trial)) constraintNames.add(constraint);
    if (steps.size <= MOST_STEPS) for (const [step] of trial.intermediate) steps.add(step);
  }
  const attributes = [...numbers].flatMap(([key, isNumber]) => (isNumber ? [key] : [])).sort();
  if (attributes.length > MOST_ATTRIBUTES) {
    notes.push(`of ${attributes.length} numeric attributes the first ${MOST_ATTRIBUTES} were read`);
  }
  const texts = numbers.size - attributes.length;
  if (texts > 0) notes.push(`${texts} attributes that are not numbers were left out`);
  if (steps.size > MOST_STEPS)
    notes.push('values reported on the way were left out: they have too many steps');
  return {
    distributions: new Map([...distributions].map(([name, seen]) => [name, [...seen]])),
    attributes: attributes.slice(0, MOST_ATTRIBUTES),
    constraintNames: [...constraintNames].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    steps: steps.size > MOST_STEPS ? [] : [...steps].sort((a, b) => a - b),
  };
}

/** Constraint values by name: of 4.x a list, of 5.x one attribute each. */
function constraintsOf(trial: OptunaTrial): readonly (readonly [name: string, value: number])[] {
  const found: [string, number][] = [];
  const list = trial.systemAttributes[CONSTRAINTS_KEY];
  if (Array.isArray(list)) {
    list.forEach((value: JsonValue, index) => found.push([String(index), attributeNumber(value)]));
  }
  for (const [key, value] of Object.entries(trial.systemAttributes)) {
    if (key.startsWith(`${CONSTRAINTS_KEY}:`)) {
      found.push([key.slice(CONSTRAINTS_KEY.length + 1), attributeNumber(value)]);
    }
  }
  return found;
}

/** A parameter of the file as a dimension, and how its internal values become codes. */
interface ReadParameter {
  readonly dimension: Dimension;
  readonly description: ImportedParameter;
  readonly code: (value: number, distribution: OptunaDistribution) => number;
}

function readParameter(
  name: string,
  id: string,
  distributions: readonly OptunaDistribution[],
): ReadParameter {
  const [first] = distributions;
  if (first!.kind === 'categorical') return readCategories(name, id, distributions);
  const ranges = distributions.filter((distribution) => distribution.kind !== 'categorical');
  if (ranges.length < distributions.length) {
    throw new ParetoscopeError(
      'study-invalid',
      `the parameter "${shown(name)}" is a category in some trials and a number in others`,
    );
  }
  const minimum = Math.min(...ranges.map(({ low }) => low));
  const maximum = Math.max(...ranges.map(({ high }) => high));
  const scale = ranges.every(({ log }) => log) && minimum > 0 ? 'log' : 'linear';
  const steps = new Set(ranges.map(({ step }) => step));
  const step = steps.size === 1 ? [...steps][0]! : null;
  if (ranges.every(({ kind }) => kind === 'int')) {
    const onGrid = step !== null && ranges.every(({ low }) => (low - minimum) % step === 0);
    return {
      dimension: { kind: 'integer', id, minimum, maximum, step: onGrid ? step : 1, scale },
      description: {},
      code: (value) => (Number.isInteger(value) ? value : Number.NaN),
    };
  }
  const levels = step === null ? undefined : Math.round((maximum - minimum) / step) + 1;
  return {
    dimension: {
      kind: 'float',
      id,
      minimum,
      maximum,
      scale,
      ...(levels === undefined || levels < 2 ? {} : { levels }),
    },
    description: step === null ? {} : { step },
    code: (value) => value,
  };
}

function readCategories(
  name: string,
  id: string,
  distributions: readonly OptunaDistribution[],
): ReadParameter {
  const choices: ParameterValue[] = [];
  const codes = new Map<OptunaDistribution, readonly number[]>();
  for (const distribution of distributions) {
    if (distribution.kind !== 'categorical') {
      throw new ParetoscopeError(
        'study-invalid',
        `the parameter "${shown(name)}" is a category in some trials and a number in others`,
      );
    }
    codes.set(
      distribution,
      distribution.choices.map((choice) => {
        const value = choiceValue(choice);
        if (!choices.includes(value)) choices.push(value);
        return choices.indexOf(value);
      }),
    );
  }
  return {
    dimension: { kind: 'choice', id, choices, ordered: false },
    description: {},
    code: (value, distribution) => codes.get(distribution)?.[value] ?? Number.NaN,
  };
}

/** A category as a value of ours: what is neither number, text nor boolean becomes the text that Python shows. */
function choiceValue(choice: JsonValue): ParameterValue {
  if (choice === null) return 'None';
  if (typeof choice === 'number') return Number.isFinite(choice) ? choice : String(choice);
  return typeof choice === 'object' ? JSON.stringify(choice) : choice;
}

/** A study of anybody's as an imported study. */
function converted(
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
  const steps = new Map(found.steps.map((step) => [step, ids.make(`value at step ${step}`)]));
  for (const [step, id] of steps) metrics[id] = { doc: `Value that trials reported at step ${step}.`, step };
  notes.push(...ids.notes);

  const stored = importedStudy(
    {
      name,
      dimensions: [...parameters.values()].map((parameter) => parameter.dimension),
      objectives,
      constraints: [...constraints.values()],
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
        for (const [step, value] of trial.intermediate) {
          const id = steps.get(step);
          if (id !== undefined) rows.metric(id, value);
        }
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
