// Stops a trial whose best value so far is worse than a percentile of what complete trials had at the same step.

import type { JudgedReport, ObservedTrial, PruningKnowledge, StepTable } from '../contract/pruner.ts';
import type { DesignOf, Paper, Parameters } from '../contract/system.ts';
import { COMPLETE } from '../contract/trial.ts';
import { definePruner, type StepRule } from './define.ts';
import { SortedWindow } from './sorted-window.ts';
import { MOST_STEPS, stepTable, vectorsAt } from './step-table.ts';
import { isTime, whenOptions } from './when.ts';

/** Complete trials that a percentile is taken over: the latest. */
const WINDOW = 4096;

/** The median stopping rule, in the variant that compares values at a step rather than running averages. */
const paper: Paper = {
  title: 'Google Vizier: a service for black-box optimization',
  year: 2017,
  venue: 'KDD, section 3.2.2',
};

const options = {
  ...whenOptions,
  minimum: {
    kind: 'integer',
    minimum: 1,
    maximum: WINDOW,
    scale: 'linear',
    default: 1,
    doc: 'Complete trials that must have reported at a step before trials are judged there.',
  },
  partial: {
    kind: 'boolean',
    default: false,
    doc:
      'Judges by the objectives that are known at a step where others are not; without it such trials go on, since ' +
      'they may be the best in what is not known yet.',
  },
} as const satisfies Parameters;

class PercentileRule implements StepRule {
  readonly #objectiveCount: number;
  readonly #percent: number;
  readonly #name: string;
  readonly #options: DesignOf<typeof options>;
  readonly #windows = new Map<number, SortedWindow[]>();

  constructor(objectiveCount: number, percent: number, name: string, given: DesignOf<typeof options>) {
    this.#objectiveCount = objectiveCount;
    this.#percent = percent;
    this.#name = name;
    this.#options = given;
  }

  observe({ state, steps, vectors }: ObservedTrial): void {
    if (state !== COMPLETE) return;
    steps.forEach((step, row) => {
      let windows = this.#windows.get(step);
      if (windows === undefined) {
        if (this.#windows.size >= MOST_STEPS) return;
        windows = Array.from({ length: this.#objectiveCount }, () => new SortedWindow(WINDOW));
        this.#windows.set(step, windows);
      }
      windows.forEach((window, objective) => {
        const value = vectors[row * this.#objectiveCount + objective]!;
        if (!Number.isNaN(value)) window.add(value);
      });
    });
  }

  tables(): readonly StepTable[] {
    const thresholdOf = (window: SortedWindow): number =>
      window.size < this.#options.minimum ? Number.NaN : window.percentile(this.#percent);
    const entries = [...this.#windows].map(
      ([step, windows]) => [step, Float64Array.from(windows, thresholdOf)] as const,
    );
    return [stepTable(this.#objectiveCount, entries)];
  }

  judge(report: JudgedReport, { completed, tables }: PruningKnowledge): string | undefined {
    if (!isTime(report, completed, this.#options)) return undefined;
    const thresholds = vectorsAt(tables[0], report.step, this.#objectiveCount);
    if (thresholds.length === 0) return undefined;
    let judged = 0;
    for (let objective = 0; objective < this.#objectiveCount; objective++) {
      const best = report.best[objective]!;
      const threshold = thresholds[objective]!;
      if (Number.isNaN(best) || Number.isNaN(threshold)) {
        if (!this.#options.partial) return undefined;
        continue;
      }
      if (!(best > threshold)) return undefined;
      judged++;
    }
    if (judged === 0) return undefined;
    return `after step ${report.step}: worse than ${this.#name} of complete trials`;
  }
}

export const median = definePruner({
  type: 'median',
  title: 'Median',
  doc:
    'Stops a trial whose best value so far is worse than the median of what complete trials reported at the same step. ' +
    'With several objectives, it must be worse in every one of them, so that trials good in one go on.',
  paper,
  options,
  create: ({ objectiveCount, options: given }) => new PercentileRule(objectiveCount, 50, 'the median', given),
});

export const percentile = definePruner({
  type: 'percentile',
  title: 'Percentile',
  doc:
    'Like the median pruner, but a trial must have been among the best so many percent at a step to go on. With several ' +
    'objectives, among the best so many percent in at least one of them.',
  paper,
  options: {
    percentile: {
      kind: 'float',
      minimum: 0,
      maximum: 100,
      scale: 'linear',
      default: 25,
      doc: 'The best share of complete trials, in percent, that a trial must be among.',
    },
    ...options,
  },
  create: ({ objectiveCount, options: given }) =>
    new PercentileRule(objectiveCount, given.percentile, `the best ${given.percentile} %`, given),
});
