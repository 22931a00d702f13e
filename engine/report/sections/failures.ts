// Trials that gave no usable design, and why.

import { cell, paragraph } from '../document.ts';
import { TRIAL_STATES } from '../../contract/trial.ts';
import type { SectionWriter } from '../compose.ts';
import { percent } from '../wording.ts';

export const failuresSection: SectionWriter = ({ counts, trialCount, failures }, prefix) => {
  const unusable = trialCount - counts.complete;
  return {
    id: `${prefix}failures`,
    title: 'Infeasible and failed trials',
    blocks:
      unusable === 0
        ? [paragraph('Every trial is feasible, and none failed.')]
        : [
            {
              kind: 'table',
              caption: 'Trials by state',
              columns: [
                { title: 'State', header: true },
                { title: 'Trials', numeric: true },
                { title: 'Share', numeric: true },
              ],
              rows: TRIAL_STATES.filter((state) => counts[state] > 0).map((state) => [
                cell(state),
                cell(counts[state].toLocaleString('en'), counts[state]),
                cell(percent(counts[state] / trialCount)),
              ]),
            },
            ...(failures.length === 0
              ? []
              : ([
                  {
                    kind: 'table',
                    caption: 'Most frequent reasons',
                    columns: [
                      { title: 'Reason', header: true },
                      { title: 'State' },
                      { title: 'Trials', numeric: true },
                      { title: 'For example', numeric: true },
                    ],
                    rows: failures.map(({ message, state, count, exampleTrial }) => [
                      cell(message),
                      cell(state),
                      cell(count.toLocaleString('en'), count),
                      cell(`trial ${exampleTrial}`),
                    ]),
                  },
                ] as const)),
          ],
  };
};
