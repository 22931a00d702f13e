import { describe, expect, test } from 'vitest';
import { reportedSeries } from '../../../renderer/features/design/reported.ts';
import type { SystemDescription } from '../../../engine/contract/host.ts';
import type { Study } from '../../../engine/contract/study.ts';
import type { Trial } from '../../../engine/contract/trial.ts';

const system = {
  metrics: {
    area: { doc: 'Area.', unit: 'mm²', direction: 'minimize', provenance: 'analytical' },
    sdc: {
      label: 'corruption',
      doc: 'Corruption.',
      direction: 'minimize',
      provenance: 'fitted',
      scale: 'log',
    },
  },
  parameters: {},
} as unknown as SystemDescription;
const study = {
  objectives: [{ metric: 'sdc', direction: 'minimize' }],
  constraints: [],
} as unknown as Study;

function trialReporting(reports: readonly (readonly [number, Record<string, number>])[]): Trial {
  return {
    number: 4,
    state: 'pruned',
    design: {},
    metrics: {},
    durationSeconds: 1,
    onFront: false,
    intermediate: reports.map(([step, values]) => ({ step, values })),
  };
}

describe('reported values', () => {
  test('are a course for each metric, objectives first, on the scale the metric declares', () => {
    const trial = trialReporting([
      [1, { area: 2, sdc: 1e-15 }],
      [10, { area: 2, sdc: 4e-16 }],
    ]);
    const series = reportedSeries(trial, study, system);
    expect(series.map(({ y }) => [y.label, y.scale, y.unit])).toEqual([
      ['corruption', 'log', undefined],
      ['area', 'linear', 'mm²'],
    ]);
    expect(series[0]!.lines[0]!.points).toEqual([
      [1, 1e-15],
      [10, 4e-16],
    ]);
  });

  test('may be a single one; unknown ones are left out, and zero has no place on a log axis', () => {
    expect(reportedSeries(trialReporting([]), study, system)).toEqual([]);
    const trial = trialReporting([
      [1, { area: Number.NaN, sdc: 0 }],
      [1000, { sdc: 1e-16 }],
    ]);
    const series = reportedSeries(trial, study, system);
    expect(series.map(({ x, y }) => [y.label, y.scale, x.scale])).toEqual([['corruption', 'linear', 'log']]);
    expect(reportedSeries(trialReporting([[1, { area: 3 }]]), study, system)[0]!.lines[0]!.points).toEqual([
      [1, 3],
    ]);
  });
});
