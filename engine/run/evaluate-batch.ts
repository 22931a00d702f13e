// The inner loop: designs in, results out. Runs in worker threads and, for single designs, in the engine itself.

import type { Pruner, PruningKnowledge } from '../contract/pruner.ts';
import { RandomStream } from '../contract/random.ts';
import type { Study } from '../contract/study.ts';
import type { EvaluationContext, EvaluationOutcome, MetricValues, System } from '../contract/system.ts';
import { isInfeasible } from '../contract/system.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import { COMPLETE, FAILED, INFEASIBLE } from '../contract/trial.ts';
import type { Space } from '../space/space.ts';
import { meets } from './constraint.ts';
import { TrialReports, type Stop } from './trial-reports.ts';

/** Longest message kept with a trial, in UTF-16 units. */
const MESSAGE_LIMIT = 2000;

/** A context for evaluations that neither prune nor stop: single designs, claims, tests. */
export function plainContext(seed: number, trial = 0): EvaluationContext {
  return {
    seed,
    stream: (name) => new RandomStream(seed, name, trial),
    signal: new AbortController().signal,
    report: () => {},
    settled: () => {},
  };
}

/** How a study's evaluations are pruned. */
export interface Pruning {
  readonly pruner: Pruner;
  /** Absent: nothing is known yet. */
  readonly knowledge?: PruningKnowledge;
}

export interface EvaluatedRow {
  readonly state: number;
  readonly message?: string;
}

/**
 * Evaluates the rows of a batch one after the other. A design that throws, or whose metrics are missing or not
 * numbers, becomes a failed row with the reason; the others are not touched. With `pruning`, what evaluations report is
 * kept, and those not worth finishing become pruned rows. Stops early, returning fewer rows, where `signal` is aborted.
 * `onRow` is told which row is next.
 */
export async function evaluateBatch(
  system: System,
  study: Study,
  space: Space,
  batch: DesignBatch,
  signal: AbortSignal,
  pruning?: Pruning,
  onRow: (row: number) => void = () => {},
): Promise<ResultBatch> {
  const metricIds = Object.keys(system.metrics);
  const width = metricIds.length;
  const states = new Uint8Array(batch.count);
  const metrics = new Float64Array(batch.count * width);
  const durations = new Float32Array(batch.count);
  const messages: [number, string][] = [];
  const check = rowChecker(system, study);
  const reports =
    pruning &&
    new TrialReports(system, study, pruning.pruner, pruning.knowledge ?? pruning.pruner.knowledge(0));
  let trial = batch.first;
  let row = 0;
  let drew: number | undefined;
  const context: EvaluationContext = {
    get seed() {
      drew ??= row;
      return study.seed;
    },
    stream: (name) => {
      drew ??= row;
      return new RandomStream(study.seed, name, trial);
    },
    signal,
    report: reports?.report ?? (() => {}),
    settled: reports?.settled ?? (() => {}),
  };
  /** Makes a row what a pruned trial leaves behind. */
  const leave = (row: number, { state, message }: Stop): void => {
    metrics.fill(Number.NaN, row * width, (row + 1) * width);
    reports!.writeSettled(metrics, row * width);
    states[row] = state;
    messages.push([row, message]);
  };
  const stopped = (): boolean => signal.aborted;
  let before = performance.now();
  for (; row < batch.count && !stopped(); row++) {
    trial = batch.numbers?.[row] ?? batch.first + row;
    onRow(row);
    const offset = row * space.width;
    reports?.begin(trial);
    try {
      const violated = space.violatedConstraint(batch.codes, offset);
      if (violated === undefined) {
        const returned = system.evaluate(space.decode(batch.codes, offset), context);
        const outcome = isPromise(returned) ? await returned : returned;
        // Also where the model swallowed the signal: what it returned then is not what it set out for.
        if (reports?.stop !== undefined) leave(row, reports.stop);
        else {
          const { state, message } = check(outcome, metrics, row * width, reports);
          states[row] = state;
          if (message !== undefined) messages.push([row, bounded(message)]);
        }
      } else {
        metrics.fill(Number.NaN, row * width, (row + 1) * width);
        states[row] = INFEASIBLE;
        messages.push([row, bounded(violated.message)]);
      }
    } catch (error) {
      if (stopped()) break;
      if (reports?.stop !== undefined) leave(row, reports.stop);
      else {
        metrics.fill(Number.NaN, row * width, (row + 1) * width);
        states[row] = FAILED;
        messages.push([row, bounded(error instanceof Error ? error.message : String(error))]);
      }
    }
    reports?.end(row);
    const after = performance.now();
    durations[row] = (after - before) / 1000;
    before = after;
  }
  const intermediate = reports?.batch();
  return {
    first: batch.first,
    count: row,
    states: row === batch.count ? states : states.slice(0, row),
    metrics: row === batch.count ? metrics : metrics.slice(0, row * width),
    durations: row === batch.count ? durations : durations.slice(0, row),
    messages,
    ...(drew === undefined ? {} : { drew }),
    ...(intermediate === undefined ? {} : { intermediate }),
  };
}

/** A function that writes an outcome's metrics to a row of the result and says what state the trial is in. */
function rowChecker(
  system: System,
  study: Study,
): (
  outcome: EvaluationOutcome,
  metrics: Float64Array,
  offset: number,
  reports: TrialReports | undefined,
) => EvaluatedRow {
  const metricIds = Object.keys(system.metrics);
  const objective = new Set(study.objectives.map(({ metric }) => metric));
  const constraints = study.constraints.map((constraint) => ({
    constraint,
    column: metricIds.indexOf(constraint.metric),
  }));
  const complete: EvaluatedRow = { state: COMPLETE };
  const violates: EvaluatedRow = { state: INFEASIBLE };

  return (outcome, metrics, offset, reports) => {
    const infeasible = isInfeasible(outcome);
    const values: Partial<MetricValues> = infeasible ? (outcome.metrics ?? {}) : outcome;
    for (let column = 0; column < metricIds.length; column++) {
      const id = metricIds[column]!;
      const value: unknown = values[id];
      if (typeof value === 'number' && !Number.isNaN(value)) {
        if (!infeasible && !Number.isFinite(value) && objective.has(id)) {
          metrics.fill(Number.NaN, offset, offset + metricIds.length);
          return { state: FAILED, message: `objective "${id}" is ${value}` };
        }
        metrics[offset + column] = value;
      } else if (infeasible && value === undefined) {
        metrics[offset + column] = Number.NaN;
      } else {
        metrics.fill(Number.NaN, offset, offset + metricIds.length);
        return {
          state: FAILED,
          message:
            value === undefined
              ? `the evaluation gave no "${id}"`
              : `metric "${id}" is ${typeof value === 'number' ? 'not a number (NaN)' : typeof value}`,
        };
      }
    }
    const contradiction = reports?.contradiction(metrics, offset);
    if (contradiction !== undefined) {
      metrics.fill(Number.NaN, offset, offset + metricIds.length);
      return { state: FAILED, message: contradiction };
    }
    if (infeasible) return { state: INFEASIBLE, message: outcome.infeasible };
    for (const { constraint, column } of constraints) {
      if (!meets(constraint, metrics[offset + column]!)) return violates;
    }
    return complete;
  };
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | null)?.then === 'function';
}

function bounded(message: string): string {
  return message.length <= MESSAGE_LIMIT ? message : `${message.slice(0, MESSAGE_LIMIT - 1)}…`;
}
