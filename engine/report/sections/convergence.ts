// How the front grew, and whether it still does.

import { formatNumber } from '../../contract/quantity.ts';
import { paragraph } from '../document.ts';
import type { SectionWriter } from '../compose.ts';
import { count, percent, valueText } from '../wording.ts';

export const convergenceSection: SectionWriter = (report, prefix) => {
  const { convergence, trialCount, hypervolumeReference, objectives } = report;
  if (convergence === undefined) return undefined;
  const { history, plateau } = convergence;
  const last = history.at(-1)!;
  const from = (hypervolumeReference ?? [])
    .map((value, index) => `${objectives[index]!.label} ${valueText(value, objectives[index]!.unit)}`)
    .join(', ');
  return {
    id: `${prefix}convergence`,
    title: 'Convergence',
    blocks: [
      paragraph(
        `The hypervolume of the front is ${formatNumber(last.hypervolume, { digits: 4 })}, measured from ${from}. ` +
          (plateau.quietTrials > 0
            ? `It has not grown by more than 0.1 % in the last ${count(plateau.quietTrials, 'trial')}; if the next trial is like those, the chance that it does is at most ${percent(Math.max(0.001, plateau.improvementProbability))} (with 95 % confidence).`
            : 'It still grew by more than 0.1 % in the last trials: more trials may find a better front.'),
      ),
      {
        kind: 'figures',
        figures: [
          {
            kind: 'steps',
            id: `${prefix}hypervolume`,
            title: 'Hypervolume by trial',
            caption: 'Volume in the space of objectives that the front dominates. It only ever grows.',
            x: { label: 'trials', scale: 'linear' },
            y: { label: 'hypervolume', scale: 'linear' },
            points: [
              ...history.map((point) => [point.trials, point.hypervolume] as const),
              [trialCount, last.hypervolume],
            ],
          },
        ],
      },
    ],
  };
};
