// How a run came along, as curves: hypervolume and the best value of each objective against trials. Pure.

import type { ConvergenceAnswer } from '../../../engine/contract/analysis.ts';
import type { Metrics, Series } from '../../../engine/contract/system.ts';
import { sentenceCase } from '../../formatting/quantity.ts';
import { labelOf } from '../../formatting/study-words.ts';

/** Curves worth drawing: those with two points at least. */
export function runCurves(answer: ConvergenceAnswer, metrics: Metrics): readonly Series[] {
  const trials = { label: 'Trials', scale: 'linear' } as const;
  const hypervolume = answer.points.flatMap(
    ({ trials: at, hypervolume: value }): (readonly [number, number])[] =>
      value === null ? [] : [[at, value]],
  );
  const curves: Series[] = [
    {
      title: 'Hypervolume so far',
      form: 'line',
      x: trials,
      y: { label: 'Hypervolume', scale: 'linear' },
      lines: [{ label: 'Hypervolume', points: hypervolume }],
    },
    ...answer.objectives.map(({ metric, direction }, index): Series => {
      const item = metrics[metric];
      const name = labelOf(metric, item);
      const label = sentenceCase(name);
      return {
        title: `${direction === 'minimize' ? 'Least' : 'Greatest'} ${name} so far`,
        form: 'line',
        x: trials,
        y: { label, scale: 'linear', ...(item?.unit === undefined ? {} : { unit: item.unit }) },
        lines: [
          {
            label,
            points: answer.points.flatMap(({ trials: at, best }): (readonly [number, number])[] => {
              const value = best[index];
              return value === null || value === undefined || !Number.isFinite(value) ? [] : [[at, value]];
            }),
          },
        ],
      };
    }),
  ];
  return curves.filter((curve) => curve.lines[0]!.points.length > 1);
}
