// Results as samplers and the front see them: objectives to be minimised, constraints as one violation.

import type { Study } from '../contract/study.ts';
import type { LastReport, ToldBatch } from '../contract/sampler.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import { COMPLETE, INFEASIBLE, PRUNED, SETTLED_STEP } from '../contract/trial.ts';
import { violation } from './constraint.ts';

/** Turns results into told batches for one study; `metricIds` in the system's order. */
export class Teller {
  readonly #objectives: readonly { column: number; sign: number }[];
  readonly #constraints: readonly { column: number; constraint: Study['constraints'][number] }[];
  readonly #width: number;

  constructor(study: Pick<Study, 'objectives' | 'constraints'>, metricIds: readonly string[]) {
    this.#width = metricIds.length;
    this.#objectives = study.objectives.map(({ metric, direction }) => ({
      column: metricIds.indexOf(metric),
      sign: direction === 'minimize' ? 1 : -1,
    }));
    this.#constraints = study.constraints.map((constraint) => ({
      column: metricIds.indexOf(constraint.metric),
      constraint,
    }));
  }

  tell(designs: DesignBatch, results: ResultBatch): ToldBatch {
    const { count, metrics, states } = results;
    const width = this.#width;
    const objectives = new Float64Array(count * this.#objectives.length);
    const violations = new Float64Array(count);
    let target = 0;
    for (let row = 0; row < count; row++) {
      const offset = row * width;
      for (const { column, sign } of this.#objectives)
        objectives[target++] = sign * metrics[offset + column]!;
      const state = states[row]!;
      if (state === COMPLETE) continue;
      violations[row] = state === INFEASIBLE ? this.#violationOf(metrics, offset) : Infinity;
    }
    const reports = this.#lastReports(results);
    return { designs, results, objectives, violations, ...(reports.length > 0 ? { reports } : {}) };
  }

  #lastReports({ states, intermediate }: ResultBatch): LastReport[] {
    if (intermediate === undefined || this.#objectives.length !== 1) return [];
    const { column, sign } = this.#objectives[0]!;
    const { rows, steps, metrics, values } = intermediate;
    const last = new Map<number, LastReport>();
    // Steps of a row rise, so the last one stays.
    rows.forEach((row, entry) => {
      const step = steps[entry]!;
      if (states[row] !== PRUNED || metrics[entry] !== column || step === SETTLED_STEP) return;
      last.set(row, { row, step, value: sign * values[entry]! });
    });
    return [...last.values()];
  }

  /**
   * Infinity where the system itself refused the design: its metrics, if any, describe nothing buildable. Of a skipped
   * evaluation only the constraints on settled metrics are known, and count.
   */
  #violationOf(metrics: Float64Array, offset: number): number {
    let sum = 0;
    for (const { column, constraint } of this.#constraints) {
      const value = metrics[offset + column]!;
      if (!Number.isNaN(value)) sum += violation(constraint, value);
    }
    return sum === 0 ? Infinity : sum;
  }
}
