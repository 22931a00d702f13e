// Stops a trial that complete trials dominated, with a margin, when they were at the same step.

import type { JudgedReport, ObservedTrial, PruningKnowledge, StepTable } from '../contract/pruner.ts';
import type { DesignOf, Parameters } from '../contract/system.ts';
import { COMPLETE } from '../contract/trial.ts';
import { definePruner, type StepRule } from './define.ts';
import { isCovered, Skyband } from './skyband.ts';
import { MOST_STEPS, stepTable, vectorsAt } from './step-table.ts';
import { isTime, whenOptions } from './when.ts';

const options = {
  trials: {
    kind: 'integer',
    minimum: 1,
    maximum: 1000,
    scale: 'linear',
    default: 1,
    doc: 'Complete trials that must be at least as good in every objective before a trial is stopped or skipped.',
  },
  margin: {
    kind: 'float',
    minimum: 0,
    maximum: 10,
    scale: 'linear',
    default: 0.05,
    doc: 'An estimate counts as better than it is by this share of its value, since it may improve; settled values do not.',
  },
  ...whenOptions,
} as const satisfies Parameters;

class DominanceRule implements StepRule {
  readonly #objectiveCount: number;
  readonly #options: DesignOf<typeof options>;
  readonly #bands = new Map<number, Skyband>();

  constructor(objectiveCount: number, given: DesignOf<typeof options>) {
    this.#objectiveCount = objectiveCount;
    this.#options = given;
  }

  observe({ state, steps, vectors, objectives }: ObservedTrial): void {
    if (state !== COMPLETE) return;
    steps.forEach((step, row) => {
      let band = this.#bands.get(step);
      if (band === undefined) {
        if (this.#bands.size >= MOST_STEPS) return;
        band = new Skyband(this.#options.trials);
        this.#bands.set(step, band);
      }
      // What the trial did not say at this step is known by now.
      const vector = objectives.map((final, objective) => {
        const value = vectors[row * this.#objectiveCount + objective]!;
        return Number.isNaN(value) ? final : value;
      });
      if (!vector.some(Number.isNaN)) band.add(vector);
    });
  }

  tables(): readonly StepTable[] {
    const entries = [...this.#bands].map(([step, band]) => [step, band.vectors()] as const);
    return [stepTable(this.#objectiveCount, entries)];
  }

  judge(report: JudgedReport, { completed, tables }: PruningKnowledge): string | undefined {
    if (!isTime(report, completed, this.#options)) return undefined;
    const { step, vector, bounds } = report;
    const hoped = vector.map((value, objective) => {
      const bound = bounds[objective]!;
      if (Number.isNaN(value)) return bound;
      const better = Number.isFinite(value) ? value - this.#options.margin * Math.abs(value) : value;
      return Math.max(bound, better);
    });
    if (!isCovered(vectorsAt(tables[0], step, this.#objectiveCount), hoped, this.#options.trials))
      return undefined;
    const { trials } = this.#options;
    return `after step ${step}: dominated by ${trials === 1 ? 'a complete trial' : `${trials} complete trials`}`;
  }
}

export const dominance = definePruner({
  type: 'dominance',
  title: 'Dominance',
  doc:
    'For several objectives: stops a trial that complete trials dominated, by a margin, when they were at the same step. ' +
    'What a trial has not reported yet counts as its settled bound, or as the best thinkable, so a trial is never ' +
    'stopped for what is not known.',
  options,
  dominators: ({ trials }) => trials,
  create: ({ objectiveCount, options: given }) => new DominanceRule(objectiveCount, given),
});
