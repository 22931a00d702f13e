// Hyperband: several ladders of successive halving, from eager to patient, since nobody knows how much early steps say.

import { RandomStream } from '../contract/random.ts';
import { definePruner } from './define.ts';
import { Ladder } from './rungs.ts';

/**
 * Share of the trials that a bracket gets, relative to the others: of S brackets the one with early-stopping rate b
 * starts n = ceil(S * factor^s / (s + 1)) trials, s = S - 1 - b (Algorithm 1 of the paper).
 */
export function bracketWeights(brackets: number, factor: number): number[] {
  return Array.from({ length: brackets }, (_, bracket) => {
    const s = brackets - 1 - bracket;
    return Math.ceil((brackets * factor ** s) / (s + 1));
  });
}

/** How many brackets fit between the lowest and the highest step. */
export function bracketCount(min: number, max: number, factor: number): number {
  let count = 1;
  for (let step = min * factor; step <= max; step *= factor) count++;
  return count;
}

export const hyperband = definePruner({
  type: 'hyperband',
  title: 'Hyperband',
  doc:
    'Successive halving with several brackets: the first stops trials from the lowest rung on, the last hardly any. ' +
    'Every trial is assigned to one by its number. The safe choice where it is not known how much early steps say. ' +
    'Several objectives as for successive halving.',
  paper: {
    title: 'Hyperband: a novel bandit-based approach to hyperparameter optimization',
    year: 2018,
    arxiv: '1603.06560',
    venue: 'JMLR 18',
  },
  options: {
    min: {
      kind: 'integer',
      minimum: 1,
      maximum: 1_000_000_000,
      scale: 'log',
      default: 1,
      doc: 'Step of the lowest rung of the first bracket.',
    },
    max: {
      kind: 'integer',
      minimum: 1,
      maximum: 1_000_000_000,
      scale: 'log',
      default: 81,
      doc: 'Step of a full evaluation; with `min` and `factor` it gives the number of brackets.',
    },
    factor: {
      kind: 'integer',
      minimum: 2,
      maximum: 100,
      scale: 'linear',
      default: 3,
      doc: 'One of so many trials goes on at a rung, and the next rung is so many times as far.',
    },
  },
  create: ({ objectiveCount, seed, options: { min, max, factor } }) => {
    const weights = bracketWeights(bracketCount(min, max, factor), factor);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const ladders = weights.map((_, bracket) => new Ladder(objectiveCount, min * factor ** bracket, factor));
    const stream = new RandomStream(seed, 'pruner.hyperband');
    const bracketOf = (trial: number): number => {
      stream.restart(trial);
      let rest = stream.below(total);
      return weights.findIndex((weight) => (rest -= weight) < 0);
    };
    return {
      observe: (trial) => ladders[bracketOf(trial.number)]!.observe(trial),
      tables: () => ladders.map((ladder) => ladder.table()),
      judge: (report, { tables }) => {
        const bracket = bracketOf(report.trial);
        const rung = ladders[bracket]!.stoppedAt(report, tables[bracket]);
        if (rung === undefined) return undefined;
        return `after step ${report.step}: not among the best 1/${factor} at rung ${rung} of bracket ${bracket}`;
      },
    };
  },
});
