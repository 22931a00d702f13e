// Studies as an Optuna storage that real Optuna loads and optuna-dashboard opens; docs/exchange.md has the mapping.

import { ParetoscopeError } from '../../contract/errors.ts';
import type { Dimension, MetricConstraint, Objective } from '../../contract/study.ts';
import { COMPLETE, INFEASIBLE, PRUNED, SETTLED_STEP, TRIAL_STATES } from '../../contract/trial.ts';
import {
  OptunaFileWriter,
  type JsonValue,
  type OptunaDistribution,
  type OptunaParameter,
  type OptunaState,
  type OptunaTrial,
} from '../../store/index.ts';
import { exportColumns, type ExportSource } from './columns.ts';
import { isImported, readDescription } from './imported.ts';
import { exportMetadata } from './metadata.ts';
import { annotationAttributes } from './optuna-annotations.ts';
import { writeOutputFile, type OutputOptions } from './output-file.ts';
import { selectedBatches, type SelectedBatch, type Selection } from './selection.ts';

/** Attributes of studies and trials that hold what Optuna has no place for. */
export const STUDY_KEY = 'paretoscope:study';
export const TRIAL_KEY = 'paretoscope:trial';
/** Optuna's own. */
export const METRIC_NAMES_KEY = 'study:metric_names';
export const CONSTRAINTS_KEY = 'constraints';
/** A trial without a date of its own. */
const NO_DATE = Date.UTC(1970, 0, 1);

/** Writes studies into one new file; returns how many trials. Errors as `writeOutputFile`. */
export async function exportOptuna(
  sources: readonly ExportSource[],
  selection: Selection,
  path: string,
  options: OutputOptions = {},
): Promise<number> {
  return writeOutputFile(path, options, async (unfinished) => {
    const writer = new OptunaFileWriter(unfinished);
    try {
      let count = 0;
      for (const source of sources) count += await writeStudy(writer, source, selection, options.signal);
      return count;
    } finally {
      writer.close();
    }
  });
}

async function writeStudy(
  writer: OptunaFileWriter,
  source: ExportSource,
  selection: Selection,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { stored, selections = [] } = source;
  const { study, metrics } = stored;
  if (study.objectives.length === 0) {
    throw new ParetoscopeError('usage', `"${study.name}" has no objectives, which an Optuna study needs`);
  }
  const id = writer.addStudy({
    name: study.name,
    directions: study.objectives.map(({ direction }) => (direction === 'minimize' ? 'MINIMIZE' : 'MAXIMIZE')),
    userAttributes: studyAttributes(source, selection),
    systemAttributes: {
      [METRIC_NAMES_KEY]: study.objectives.map(({ metric }) => metric),
      [STUDY_KEY]: {
        format: 1,
        study: study as unknown as JsonValue,
        metrics: metrics as unknown as JsonValue,
        sourceText: stored.sourceText(),
        reference: stored.reference(),
        whole: selection.select === 'all' && selection.filter === undefined,
        trials: stored.storedCount(),
        ...(stored.firstRandom === undefined ? {} : { firstRandom: stored.firstRandom }),
        ...(selections.length === 0 ? {} : { selections: selections as unknown as JsonValue }),
      },
    },
  });
  const trialOf = trialMaker(source);
  let count = 0;
  for await (const batch of selectedBatches(source, selection, signal)) {
    writer.transaction(() => {
      const trialAt = trialOf(batch);
      for (const row of batch.rows) writer.addTrial(id, trialAt(row, count++));
    });
  }
  return count;
}

/** What people see beside the study; its columns and its file are in the attribute for reading it back. */
function studyAttributes(source: ExportSource, selection: Selection): Readonly<Record<string, JsonValue>> {
  const metadata = exportMetadata(source, selection, exportColumns(source));
  return Object.fromEntries(
    Object.entries(metadata).filter(([key]) => key !== 'columns' && key !== 'studyFile'),
  ) as Readonly<Record<string, JsonValue>>;
}

type TrialMaker = (batch: SelectedBatch) => (row: number, number: number) => OptunaTrial;

function trialMaker({ stored, system, annotations = [] }: ExportSource): TrialMaker {
  const { study, metrics } = stored;
  const distributions = study.dimensions.map((dimension) => distributionOf(dimension));
  const steps = intermediateSteps(stored.study.system, study.name, stored.sourceText());
  const column = (metric: string): number => metrics.findIndex(({ id }) => id === metric);
  const objectives = study.objectives.map(({ metric }) => column(metric));
  const isObjective = new Set(objectives);
  const constraints = study.constraints.map((constraint) => ({
    constraint,
    column: column(constraint.metric),
  }));
  const hasRefusals = stored.counts().infeasible > 0;
  const messageKey = 'message' in system.metrics ? 'trial message' : 'message';
  const clock = new Clock(stored.runs());
  const annotated = new Map(annotations.map((annotation) => [annotation.number, annotation]));

  const trialAt = (
    { designs, results }: SelectedBatch,
    { messages, reports, originals }: BatchFacts,
    row: number,
    number: number,
  ): OptunaTrial => {
    const width = study.dimensions.length;
    const values = (index: number): number => results.metrics[row * metrics.length + index]!;
    const state = results.states[row]!;
    const message = messages.get(row);
    const duration = results.durations[row]!;
    const objectiveValues = objectives.map(values);
    const known = objectiveValues.every((value) => !Number.isNaN(value));
    const optunaState = stateOf(state, known);
    const [start, complete] = clock.times(designs.first + row, duration);

    const parameters: OptunaParameter[] = [];
    study.dimensions.forEach((dimension, index) => {
      const value = designs.codes[row * width + index]!;
      if (!Number.isNaN(value))
        parameters.push({ name: dimension.id, value, distribution: distributions[index]! });
    });
    const userAttributes: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
    const hasValues = optunaState === 'COMPLETE' || (optunaState === 'PRUNED' && known);
    const intermediate: [number, number][] = [];
    metrics.forEach(({ id }, index) => {
      const value = values(index);
      const step = steps.get(id);
      if (Number.isNaN(value) || (hasValues && isObjective.has(index))) return;
      if (step === undefined) userAttributes[id] = value;
      else intermediate.push([step, value]);
    });
    const reported = reports.get(row) ?? [];
    for (const [step, report] of reported) {
      if (step !== SETTLED_STEP) intermediate.push([step, shownReport(report, study.objectives)]);
    }
    const original = originals.get(designs.first + row);
    if (message !== undefined) userAttributes[messageKey] = message;
    Object.assign(userAttributes, annotationAttributes(annotated.get(designs.first + row)));
    const systemAttributes: Record<string, JsonValue> = {
      [TRIAL_KEY]: {
        number: designs.first + row,
        state: TRIAL_STATES[state]!,
        durationSeconds: duration,
        ...(message === undefined ? {} : { message }),
        ...(original === undefined ? {} : { duplicateOf: original }),
        ...(reported.length === 0 ? {} : { reports: reported }),
      },
    };
    if (state <= INFEASIBLE && (constraints.length > 0 || hasRefusals)) {
      const misses = constraints.map((entry) => constraintValue(entry.constraint, values(entry.column)));
      const refused = state === INFEASIBLE && !misses.some((miss) => miss > 0);
      systemAttributes[CONSTRAINTS_KEY] = hasRefusals ? [...misses, refused ? 1 : 0] : misses;
    }
    return {
      number,
      state: optunaState,
      start,
      complete,
      parameters,
      values: hasValues ? objectiveValues : [],
      intermediate,
      userAttributes,
      systemAttributes,
    };
  };
  return (batch) => {
    const facts: BatchFacts = {
      messages: new Map(batch.results.messages),
      reports: reportsByRow(batch.results, stored.metricIds),
      originals: stored.originals(batch.designs.first, batch.designs.count),
    };
    return (row, number) => trialAt(batch, facts, row, number);
  };
}

/** What a trial reported after a step, or as final before its end. */
type Report = readonly [step: number, values: Readonly<Record<string, number>>];

/** What is kept beside the columns of a batch; by row, originals by trial number. */
interface BatchFacts {
  readonly messages: ReadonlyMap<number, string>;
  readonly reports: ReadonlyMap<number, readonly Report[]>;
  readonly originals: ReadonlyMap<number, number>;
}

function reportsByRow(
  { intermediate }: SelectedBatch['results'],
  metricIds: readonly string[],
): ReadonlyMap<number, readonly Report[]> {
  const found = new Map<number, Report[]>();
  if (intermediate === undefined) return found;
  const { rows, steps, metrics, values } = intermediate;
  for (let entry = 0; entry < rows.length;) {
    const row = rows[entry]!;
    const step = steps[entry]!;
    const report = Object.create(null) as Record<string, number>;
    for (; rows[entry] === row && steps[entry] === step; entry++) {
      report[metricIds[metrics[entry]!]!] = values[entry]!;
    }
    const reports = found.get(row);
    if (reports === undefined) found.set(row, [[step, report]]);
    else reports.push([step, report]);
  }
  return found;
}

/** The one value a step has in Optuna: of the first objective that was reported, else of the first metric. */
function shownReport(report: Report[1], objectives: readonly Objective[]): number {
  const objective = objectives.find(({ metric }) => metric in report);
  return objective === undefined ? Object.values(report)[0]! : report[objective.metric]!;
}

/** Optuna knows no infeasible state: such a trial is complete, with a constraint that says so, if it has values. */
function stateOf(state: number, known: boolean): OptunaState {
  if (state === COMPLETE || state === INFEASIBLE) return known ? 'COMPLETE' : 'FAIL';
  return state === PRUNED ? 'PRUNED' : 'FAIL';
}

/** At most 0 exactly where the constraint is met. An unknown value misses by one. */
export function constraintValue({ comparison, bound }: MetricConstraint, value: number): number {
  if (Number.isNaN(value)) return 1;
  const over = comparison.startsWith('<') ? value - bound : bound - value;
  // Reaching a strict bound does not meet it.
  if (over === 0 && comparison.length === 1) return Number.MIN_VALUE;
  return Object.is(over, -0) ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, over));
}

/** The distribution from which Optuna could draw every value of the dimension. */
export function distributionOf(dimension: Dimension): OptunaDistribution {
  switch (dimension.kind) {
    case 'float':
      return {
        kind: 'float',
        low: dimension.minimum,
        high: dimension.maximum,
        step: null,
        log: dimension.scale === 'log',
      };
    case 'integer': {
      const { minimum, maximum, step } = dimension;
      return {
        kind: 'int',
        low: minimum,
        high: maximum - ((maximum - minimum) % step),
        step,
        // Optuna's logarithmic integers have no step; keeping to the step matters more.
        log: dimension.scale === 'log' && step === 1 && minimum >= 1,
      };
    }
    case 'choice':
      return { kind: 'categorical', choices: dimension.choices };
  }
}

/** Metrics that are values reported on the way, of an imported study, with their steps. */
export function intermediateSteps(
  system: string,
  study: string,
  sourceText: string,
): ReadonlyMap<string, number> {
  if (!isImported(system)) return new Map();
  return new Map(
    Object.entries(readDescription(study, sourceText).metrics).flatMap(([id, { step }]) =>
      step === undefined ? [] : [[id, step] as const],
    ),
  );
}

/**
 * Dates for trials, which a workspace does not keep: those of a run follow each other from the start of the run, as if
 * evaluated one after the other.
 */
class Clock {
  readonly #runs: readonly { readonly firstTrial: number; readonly startedAt: string }[];
  #run = -1;
  #milliseconds = NO_DATE;

  constructor(runs: readonly { readonly firstTrial: number; readonly startedAt: string }[]) {
    this.#runs = runs;
  }

  /** Start and end of the next trial, in Optuna's form, in UTC. */
  times(number: number, durationSeconds: number): readonly [string, string] {
    while (this.#run + 1 < this.#runs.length && this.#runs[this.#run + 1]!.firstTrial <= number) {
      this.#run++;
      const started = Date.parse(this.#runs[this.#run]!.startedAt);
      this.#milliseconds = Number.isNaN(started) ? NO_DATE : started;
    }
    const start = this.#milliseconds;
    this.#milliseconds += Math.max(0, durationSeconds) * 1000;
    return [optunaDate(start), optunaDate(this.#milliseconds)];
  }
}

function optunaDate(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const micro = Math.floor((milliseconds - whole) * 1000);
  return `${new Date(whole).toISOString().replace('T', ' ').replace('Z', '')}${String(micro).padStart(3, '0')}`;
}
