// What a trial reported while it was evaluated, as charts: one for each metric. Pure.

import type { SystemDescription } from '../../../engine/contract/host.ts';
import type { Study } from '../../../engine/contract/study.ts';
import type { Series } from '../../../engine/contract/system.ts';
import type { Trial } from '../../../engine/contract/trial.ts';
import { suggestedScale } from '../../charts/axes/axis.ts';
import { labelOf } from '../../formatting/study-words.ts';
import { orderedMetrics } from '../explore/table-columns.ts';

/** Reported values over steps, objectives first; metrics of which no value is known are left out. */
export function reportedSeries(trial: Trial, study: Study, system: SystemDescription): Series[] {
  const reports = trial.intermediate ?? [];
  return orderedMetrics(study, system).flatMap((id): Series[] => {
    const points = reports.flatMap(({ step, values }) => {
      const value = values[id];
      return value !== undefined && Number.isFinite(value) ? [[step, value] as const] : [];
    });
    if (points.length === 0) return [];
    const metric = system.metrics[id];
    const label = labelOf(id, metric);
    const positive = points.every(([, value]) => value > 0);
    return [
      {
        title: `${label} while it was evaluated`,
        form: 'line',
        x: {
          label: 'step',
          scale: suggestedScale(points.map(([step]) => step)) === 'log' ? 'log' : 'linear',
        },
        y: {
          label,
          scale: metric?.scale === 'log' && positive ? 'log' : 'linear',
          ...(metric?.unit === undefined ? {} : { unit: metric.unit }),
        },
        lines: [{ label, points }],
      },
    ];
  });
}
