// Asynchronous successive halving.

import { definePruner } from './define.ts';
import { Ladder } from './rungs.ts';

export const successiveHalving = definePruner({
  type: 'successive-halving',
  title: 'Successive halving',
  doc:
    'Asynchronous successive halving: rungs at rising steps, and only the best share of the trials that reached a rung ' +
    'goes on. Strong where early steps say much about late ones. Several objectives are ranked by non-dominated layers; ' +
    'trials with an objective that is neither reported nor settled at a rung go on.',
  paper: {
    title: 'A system for massively parallel hyperparameter tuning',
    year: 2020,
    arxiv: '1810.05934',
    venue: 'MLSys',
  },
  options: {
    min: {
      kind: 'integer',
      minimum: 1,
      maximum: 1_000_000_000,
      scale: 'log',
      default: 1,
      doc: 'Step of the lowest rung; every trial gets that far.',
    },
    factor: {
      kind: 'integer',
      minimum: 2,
      maximum: 100,
      scale: 'linear',
      default: 4,
      doc: 'One of so many trials goes on at a rung, and the next rung is so many times as far.',
    },
    skip: {
      kind: 'integer',
      minimum: 0,
      maximum: 30,
      scale: 'linear',
      default: 0,
      doc: 'Rungs left out at the bottom (the early-stopping rate s of the paper).',
    },
  },
  create: ({ objectiveCount, options: { min, factor, skip } }) => {
    const ladder = new Ladder(objectiveCount, min * factor ** skip, factor);
    return {
      observe: (trial) => ladder.observe(trial),
      tables: () => [ladder.table()],
      judge: (report, { tables }) => {
        const rung = ladder.stoppedAt(report, tables[0]);
        if (rung === undefined) return undefined;
        return `after step ${report.step}: not among the best 1/${factor} at rung ${rung}`;
      },
    };
  },
});
