// What the compare, analysis and report pages say, from the engine's answers.

import { describe, expect, test } from 'vitest';
import type { Host } from '../../../renderer/host/host.ts';
import { stackBars } from '../../../renderer/charts/breakdown/stacked.ts';
import {
  byStrength,
  convergenceSeries,
  regretSeries,
  truthText,
} from '../../../renderer/features/analysis/words.ts';
import { shadowStyle } from '../../../renderer/features/report/preview.ts';
import { fetchPrepared } from '../../../renderer/host/prepared-files.ts';

describe('stacked bars', () => {
  test('share one scale, the longest bar is 1; parts of one label have one colour', () => {
    const { labels, bars } = stackBars([
      {
        label: 'a',
        value: 4,
        children: [
          { label: 'read', value: 1 },
          { label: 'write', value: 3 },
        ],
      },
      { label: 'b', value: 2, children: [{ label: 'read', value: 2 }] },
      undefined,
    ]);
    expect(labels).toEqual(['write', 'read']);
    expect(bars.map(({ total }) => total)).toEqual([4, 2, undefined]);
    expect(bars[0]!.segments.map(({ label, from, to, part }) => [label, from, to, part])).toEqual([
      ['write', 0, 0.75, 0],
      ['read', 0.75, 1, 1],
    ]);
    expect(bars[1]!.segments.map(({ from, to, part }) => [from, to, part])).toEqual([[0, 0.5, 1]]);
    expect(bars[2]!.segments).toEqual([]);
  });
});

describe('analysis in words', () => {
  test('what the front has in common', () => {
    const common = { id: 'mac', shareOfTrials: 0.25, shareOfSpace: 0.25, logProbability: -20 };
    expect(
      truthText({ ...common, kind: 'choice', value: 256, shareOfFront: 0.92 }, 'MAC array', undefined),
    ).toBe('MAC array is 256 in 92 % of the front, in 25 % of the trials');
    expect(truthText({ ...common, kind: 'range', minimum: 1e8, maximum: 5e8 }, 'Clock', 'Hz')).toBe(
      'Clock is between 100 MHz and 500 MHz on the whole front, in 25 % of the trials',
    );
    expect(
      truthText(
        { ...common, kind: 'choice', value: 'x', shareOfFront: 0.999, shareOfTrials: 0.001 },
        'P',
        undefined,
      ),
    ).toBe('P is x in over 99 % of the front, in under 1 % of the trials');
  });

  test('correlations come strongest first, unknown ones not at all', () => {
    const one = (parameter: string, value: number) => ({
      parameter,
      metric: 'm',
      rank: { value, low: value, high: value },
      partial: { value, low: value, high: value },
      trials: 9,
    });
    expect(
      byStrength([one('a', 0.2), one('b', Number.NaN), one('c', -0.9)]).map(({ parameter }) => parameter),
    ).toEqual(['c', 'a']);
  });

  test('the hypervolume is a line from its first known value', () => {
    const points = [
      { trials: 1, hypervolume: null, frontSize: 0, best: [] },
      { trials: 2, hypervolume: 3, frontSize: 1, best: [] },
      { trials: 4, hypervolume: 5, frontSize: 2, best: [] },
    ];
    const answer = { trials: 4, objectives: [], reference: null, points };
    expect(convergenceSeries(answer)?.lines[0]!.points).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(convergenceSeries({ ...answer, points: points.slice(0, 2) })).toBeUndefined();
  });

  test('the regret is a line an objective whose optimum is known, up to where it is found', () => {
    const points = [
      { trials: 1, hypervolume: null, frontSize: 0, best: [null, 9], regret: [null, null] },
      { trials: 2, hypervolume: null, frontSize: 1, best: [5, 9], regret: [4, null] },
      { trials: 4, hypervolume: null, frontSize: 1, best: [2, 9], regret: [1, null] },
      { trials: 8, hypervolume: null, frontSize: 1, best: [1, 9], regret: [0, null] },
    ];
    const objectives = [
      { metric: 'f1', direction: 'minimize' },
      { metric: 'f2', direction: 'minimize' },
    ] as const;
    const answer = { trials: 8, objectives, reference: null, points };
    expect(regretSeries(answer)?.lines).toEqual([
      {
        label: 'f1',
        points: [
          [2, 4],
          [4, 1],
        ],
      },
    ]);
    const unknown = points.map((point) => ({ ...point, regret: [null, null] }));
    expect(regretSeries({ ...answer, points: unknown })).toBeUndefined();
  });
});

describe('the preview of a report', () => {
  test('takes the look of a page for the look of its root', () => {
    expect(
      shadowStyle(
        ':root { color: red }\nbody { margin: 0 }\n.body, tbody tr { x: y }\nnav, main { c: d }\n@media print { body{a:b} }',
      ),
    ).toBe(
      ':host { color: red }\n.report { margin: 0 }\n.body, tbody tr { x: y }\nnav, .main { c: d }\n@media print { .report{a:b} }',
    );
  });
});

describe('a prepared file', () => {
  const prepared = { file: 'f', name: 'n.csv', mediaType: 'text/csv', bytes: 5 };

  test('is put together from its parts and dropped', async () => {
    const released: string[] = [];
    const contents = new TextEncoder().encode('a,b\r\n');
    const host = {
      filePart: (_: string, offset: number) => Promise.resolve(contents.slice(offset, offset + 2)),
      releaseFile: (file: string) => {
        released.push(file);
        return Promise.resolve();
      },
    } as unknown as Host;
    expect(await (await fetchPrepared(host, prepared)).text()).toBe('a,b\r\n');
    expect(released).toEqual(['f']);
  });

  test('is dropped when a part does not come', async () => {
    const released: string[] = [];
    const host = {
      filePart: () => Promise.reject(new Error('gone')),
      releaseFile: (file: string) => {
        released.push(file);
        return Promise.resolve();
      },
    } as unknown as Host;
    await expect(fetchPrepared(host, prepared)).rejects.toThrow('gone');
    expect(released).toEqual(['f']);
  });
});
