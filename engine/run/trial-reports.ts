// Takes what evaluations report on their way, keeps it, and stops those that are not worth finishing.

import type { Pruner, PruningKnowledge } from '../contract/pruner.ts';
import type { MetricConstraint, Study } from '../contract/study.ts';
import type { MetricValues, System } from '../contract/system.ts';
import type { IntermediateBatch } from '../contract/trial.ts';
import { INFEASIBLE, PRUNED, SETTLED_STEP } from '../contract/trial.ts';
import { meets } from './constraint.ts';
import { ObjectiveVectors } from './objective-vectors.ts';

/** Steps kept of one trial: the first so many. Later reports are judged all the same. */
const KEPT_STEPS = 500;

/** Thrown through a model whose evaluation should end here. */
class StopSignal extends Error {
  override readonly name = 'StopSignal';
}

/** How a trial was stopped. */
export interface Stop {
  readonly state: typeof PRUNED | typeof INFEASIBLE;
  readonly message: string;
}

/** Reports of the trials of one batch, one trial at a time: `begin`, reports, `end`. */
export class TrialReports {
  readonly #study: Study;
  readonly #metrics: System['metrics'];
  readonly #columns: ReadonlyMap<string, number>;
  readonly #pruner: Pruner;
  readonly #knowledge: PruningKnowledge;
  readonly #vectors: ObjectiveVectors;

  readonly #rows: number[] = [];
  readonly #steps: number[] = [];
  readonly #reported: number[] = [];
  readonly #values: number[] = [];

  #trial = 0;
  #previousStep = -1;
  #stop: Stop | undefined;
  #kept: { readonly step: number; readonly column: number; readonly value: number }[] = [];
  #keptSteps = 0;
  #settled = new Map<number, number>();
  #promised = new Map<number, number>();
  #settledVector = new Float64Array(0);
  #bounds = new Float64Array(0);
  #best = new Float64Array(0);

  constructor(system: System, study: Study, pruner: Pruner, knowledge: PruningKnowledge) {
    const metricIds = Object.keys(system.metrics);
    this.#study = study;
    this.#metrics = system.metrics;
    this.#columns = new Map(metricIds.map((id, column) => [id, column]));
    this.#pruner = pruner;
    this.#knowledge = knowledge;
    this.#vectors = new ObjectiveVectors(study, metricIds);
  }

  /** How the present trial was stopped, also where its model swallowed the signal. */
  get stop(): Stop | undefined {
    return this.#stop;
  }

  begin(trial: number): void {
    const { count } = this.#vectors;
    this.#trial = trial;
    this.#previousStep = -1;
    this.#stop = undefined;
    this.#kept = [];
    this.#keptSteps = 0;
    this.#settled = new Map();
    this.#promised = new Map();
    this.#settledVector = new Float64Array(count).fill(Number.NaN);
    this.#bounds = new Float64Array(count).fill(-Infinity);
    this.#best = new Float64Array(count).fill(Number.NaN);
  }

  /** `EvaluationContext.report`. A step that does not rise is not looked at. */
  readonly report = (step: number, values: MetricValues): void => {
    if (!Number.isSafeInteger(step) || step < 0)
      throw new Error(`reported step ${step} is not a whole number`);
    if (step <= this.#previousStep || this.#stop !== undefined) return;
    const vector = this.#settledVector.slice();
    const keep = this.#keptSteps < KEPT_STEPS;
    for (const [column, value] of this.#entries(values)) {
      if (keep) this.#kept.push({ step, column, value });
      this.#vectors.place(vector, column, value);
    }
    this.#keptSteps++;
    vector.forEach((value, objective) => {
      if (!(value >= this.#best[objective]!) && !Number.isNaN(value)) this.#best[objective] = value;
    });
    const previousStep = this.#previousStep;
    this.#previousStep = step;
    const message = this.#pruner.judge(
      { trial: this.#trial, step, previousStep, vector, best: this.#best, bounds: this.#bounds },
      this.#knowledge,
    );
    if (message !== undefined) this.#end({ state: PRUNED, message });
  };

  /** `EvaluationContext.settled`. */
  readonly settled = (values: MetricValues, bounds: MetricValues = {}): void => {
    if (this.#stop !== undefined) return;
    for (const [column, value] of this.#entries(values)) {
      this.#settled.set(column, value);
      this.#vectors.place(this.#settledVector, column, value);
      this.#vectors.place(this.#bounds, column, value);
    }
    for (const [column, value] of this.#entries(bounds)) {
      this.#promised.set(column, value);
      if (this.#settled.has(column)) continue;
      const id = this.#metricId(column);
      // A bound says what is best in the metric's own direction; a study that turns it around learns nothing from it.
      const turned = this.#study.objectives.some(
        ({ metric, direction }) => metric === id && direction !== this.#metrics[id]!.direction,
      );
      if (!turned) this.#vectors.place(this.#bounds, column, value);
    }
    if (!this.#pruner.staged) return;
    const missed = this.#study.constraints.find((constraint) => this.#misses(constraint));
    if (missed !== undefined) {
      this.#end({ state: INFEASIBLE, message: `skipped: "${missed.text}" does not hold` });
    }
    const message = this.#pruner.judgeSettled(this.#bounds, this.#knowledge);
    if (message !== undefined) this.#end({ state: PRUNED, message });
  };

  *#entries(values: MetricValues): Generator<readonly [column: number, value: number]> {
    for (const id of Object.keys(values)) {
      const column = this.#columns.get(id);
      if (column === undefined) throw new Error(`reported "${id}", which is not a metric`);
      const value: unknown = values[id];
      if (typeof value !== 'number') throw new Error(`reported "${id}" is ${typeof value}, not a number`);
      yield [column, value];
    }
  }

  #metricId(column: number): string {
    return Object.keys(this.#metrics)[column]!;
  }

  #misses(constraint: MetricConstraint): boolean {
    const column = this.#columns.get(constraint.metric)!;
    const settled = this.#settled.get(column);
    if (settled !== undefined) return !meets(constraint, settled);
    const bound = this.#promised.get(column);
    const { direction } = this.#metrics[constraint.metric]!;
    const upper = constraint.comparison.startsWith('<');
    return bound !== undefined && upper === (direction === 'minimize') && !meets(constraint, bound);
  }

  #end(stop: Stop): never {
    this.#stop = stop;
    throw new StopSignal(stop.message);
  }

  /** What an outcome says against what was announced as final; undefined if they agree. */
  contradiction(metrics: Float64Array, offset: number): string | undefined {
    for (const [column, value] of this.#settled) {
      const final = metrics[offset + column]!;
      if (Number.isNaN(final) || Math.abs(final - value) <= 1e-12 * Math.abs(value) || final === value)
        continue;
      return `metric "${this.#metricId(column)}" was settled as ${value} and came out as ${final}`;
    }
    for (const [column, bound] of this.#promised) {
      const id = this.#metricId(column);
      const final = metrics[offset + column]!;
      const excess = this.#metrics[id]!.direction === 'minimize' ? bound - final : final - bound;
      if (excess > 1e-12 * Math.abs(bound))
        return `metric "${id}" was bounded by ${bound} and came out as ${final}`;
    }
    return undefined;
  }

  /** Writes the settled metrics to a row of the result. */
  writeSettled(metrics: Float64Array, offset: number): void {
    for (const [column, value] of this.#settled) metrics[offset + column] = value;
  }

  /** Keeps what the trial reported as row `row` of the batch. */
  end(row: number): void {
    const settled = [...this.#settled].map(([column, value]) => ({ step: SETTLED_STEP, column, value }));
    for (const { step, column, value } of [...settled, ...this.#kept]) {
      this.#rows.push(row);
      this.#steps.push(step);
      this.#reported.push(column);
      this.#values.push(value);
    }
  }

  /** What was kept of the whole batch; undefined if nothing was reported. */
  batch(): IntermediateBatch | undefined {
    if (this.#rows.length === 0) return undefined;
    return {
      rows: Uint32Array.from(this.#rows),
      steps: Float64Array.from(this.#steps),
      metrics: Uint16Array.from(this.#reported),
      values: Float64Array.from(this.#values),
    };
  }
}
