// Objectives as pruners see them: minimised, in a vector, unknown where nobody said anything.

import type { ObservedTrial } from '../contract/pruner.ts';
import type { Study } from '../contract/study.ts';
import type { ResultBatch } from '../contract/trial.ts';
import { SETTLED_STEP } from '../contract/trial.ts';

/** Places metric values in objective vectors; `metricIds` in the system's order. */
export class ObjectiveVectors {
  readonly count: number;
  /** Objective of every metric column, -1 for none. */
  readonly #objectiveOf: Int16Array;
  readonly #columns: readonly number[];
  readonly #signs: readonly number[];

  constructor(study: Pick<Study, 'objectives'>, metricIds: readonly string[]) {
    this.count = study.objectives.length;
    this.#columns = study.objectives.map(({ metric }) => metricIds.indexOf(metric));
    this.#signs = study.objectives.map(({ direction }) => (direction === 'minimize' ? 1 : -1));
    this.#objectiveOf = new Int16Array(metricIds.length).fill(-1);
    this.#columns.forEach((column, objective) => (this.#objectiveOf[column] = objective));
  }

  /** Sets the objective that a metric column is, if it is one. A value that is not a number is as bad as can be. */
  place(vector: Float64Array, column: number, value: number): void {
    const objective = this.#objectiveOf[column]!;
    if (objective < 0) return;
    vector[objective] = Number.isNaN(value) ? Infinity : this.#signs[objective]! * value;
  }

  /** The trials of a batch with what they reported. */
  *observed(results: ResultBatch): Generator<ObservedTrial> {
    const { count, first, states, metrics, intermediate } = results;
    const width = metrics.length / count;
    let entry = 0;
    for (let row = 0; row < count; row++) {
      const objectives = new Float64Array(this.count);
      this.#columns.forEach((column, objective) => {
        objectives[objective] = this.#signs[objective]! * metrics[row * width + column]!;
      });
      const settled = new Float64Array(this.count).fill(Number.NaN);
      const steps: number[] = [];
      const vectors: number[] = [];
      while (intermediate?.rows[entry] === row) {
        const step = intermediate.steps[entry]!;
        const vector = step === SETTLED_STEP ? settled : settled.slice();
        while (intermediate.rows[entry] === row && intermediate.steps[entry] === step) {
          this.place(vector, intermediate.metrics[entry]!, intermediate.values[entry]!);
          entry++;
        }
        if (step === SETTLED_STEP) continue;
        steps.push(step);
        vectors.push(...vector);
      }
      const trial = { number: first + row, state: states[row]!, steps, objectives };
      yield { ...trial, vectors: Float64Array.from(vectors) };
    }
  }
}
