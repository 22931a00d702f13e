import { describe, expect, test } from 'vitest';
import type { ClaimResult } from '../../../engine/contract/host.ts';
import type { Series } from '../../../engine/contract/system.ts';
import { breakdownRows } from '../../../renderer/charts/breakdown/rows.ts';
import { layOutLines } from '../../../renderer/charts/line/layout.ts';
import {
  chosenClaims,
  claimValueText,
  deviationText,
  systemScores,
  type ClaimKindFilter,
} from '../../../renderer/features/credibility/claims.ts';

describe('breakdown rows', () => {
  test('parts are sorted by size with their share of the whole', () => {
    const rows = breakdownRows({
      label: 'area',
      value: 10,
      children: [
        { label: 'small', value: 2 },
        { label: 'large', value: 8, children: [{ label: 'inner', value: 8 }] },
      ],
    });
    expect(rows).toEqual([
      { label: 'large', value: 8, share: 0.8, depth: 0 },
      { label: 'inner', value: 8, share: 0.8, depth: 1 },
      { label: 'small', value: 2, share: 0.2, depth: 0 },
    ]);
  });

  test('several tiny parts become one row that keeps their sum', () => {
    const rows = breakdownRows({
      label: 'energy',
      value: 1000,
      children: [
        { label: 'compute', value: 995 },
        { label: 'a', value: 2 },
        { label: 'b', value: 3 },
      ],
    });
    expect(rows.map(({ label, value }) => [label, value])).toEqual([
      ['compute', 995],
      ['2 smaller parts', 5],
    ]);
  });

  test('a whole of zero has no shares', () => {
    expect(breakdownRows({ label: 'x', value: 0, children: [{ label: 'y', value: 0 }] })).toEqual([
      { label: 'y', value: 0, share: 0, depth: 0 },
    ]);
  });
});

describe('line layout', () => {
  const roofline: Series = {
    title: 'Roofline',
    form: 'line',
    x: { label: 'intensity', unit: 'FLOP/B', scale: 'log' },
    y: { label: 'rate', unit: 'FLOP/s', scale: 'log' },
    lines: [
      {
        label: 'roof',
        points: [
          [1, 1e12],
          [100, 1e14],
          [0, 1e13],
        ],
      },
    ],
  };

  test('points are placed by their axes; those that a log axis cannot show are counted', () => {
    const layout = layOutLines(roofline, 200, 100);
    expect(layout.notShown).toBe(1);
    const [first, second] = layout.lines[0]!.points;
    expect(first![0]).toBeCloseTo(0);
    expect(second![0]).toBeCloseTo(200);
    expect(first![1]).toBeGreaterThan(second![1]);
    expect(layout.lines[0]!.path.startsWith('M0,')).toBe(true);
  });
});

describe('claims', () => {
  const claim = (id: string, kind: ClaimResult['kind'], pass: boolean): ClaimResult => ({
    system: 'x',
    id,
    statement: id,
    source: 'Table 1',
    kind,
    published: 1.302,
    ours: 1.3,
    error: 0.0015,
    tolerance: { relative: 0.1 },
    pass,
    design: {},
  });

  const several = [
    claim('a', 'check', true),
    claim('b', 'calibration', true),
    claim('c', 'check', false),
    { ...claim('d', 'check', true), system: 'other', error: 0.04, note: 'rounded in Table 9' },
    { ...claim('e', 'check', true), system: 'other', error: 0.02 },
  ];

  test('misses come first, among those of the kind, system and words that are asked for', () => {
    const ids = (...asked: [ClaimKindFilter, string, string]): string[] =>
      chosenClaims(several, ...asked).map(({ id }) => id);
    expect(ids('all', '', '')).toEqual(['c', 'a', 'b', 'd', 'e']);
    expect(ids('misses', '', '')).toEqual(['c']);
    expect(ids('calibration', '', '')).toEqual(['b']);
    expect(ids('check', 'other', '')).toEqual(['d', 'e']);
    expect(ids('all', '', ' table 9  rounded')).toEqual(['d']);
  });

  test('calibration does not count as agreement; the median is over predictions', () => {
    expect(systemScores(several)).toEqual([
      { system: 'x', checks: 2, passing: 1, calibrations: 1, median: 0.0015 },
      { system: 'other', checks: 2, passing: 2, calibrations: 0, median: 0.03 },
    ]);
    expect(systemScores([claim('b', 'calibration', true)])[0]!.median).toBeUndefined();
  });

  test('deviations are shares for relative tolerances and quantities for absolute ones', () => {
    expect(deviationText(claim('a', 'check', true))).toEqual({ error: '0.15 %', allowed: '10 %' });
    const absolute: ClaimResult = {
      ...claim('a', 'check', true),
      unit: 's',
      error: 0.002,
      tolerance: { absolute: 0.01 },
    };
    expect(deviationText(absolute)).toEqual({ error: '2 ms', allowed: '10 ms' });
    expect(deviationText({ ...absolute, published: 'meets', ours: 'misses' })).toEqual({
      error: '–',
      allowed: 'exact',
    });
  });

  test('values are quantities, words or intervals', () => {
    expect(claimValueText({ from: 2, to: 13 })).toBe('2 to 13');
    expect(claimValueText(0.0144, 's')).toBe('14.4 ms');
    expect(claimValueText(undefined)).toBe('–');
  });
});
