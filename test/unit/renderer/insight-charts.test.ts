// The builders behind the charts of the design, compare, credibility and analysis pages, on values worked out by hand.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClaimResult, ParameterSweep } from '../../../engine/contract/host.ts';
import type { TimelineSpan } from '../../../engine/contract/system.ts';
import { createAxis } from '../../../renderer/charts/axes/axis.ts';
import { nearestPlace, walkedTo } from '../../../renderer/charts/axes/walk.ts';
import { layOutIcicle } from '../../../renderer/charts/breakdown/icicle.ts';
import { layOutFronts } from '../../../renderer/charts/fronts/fronts.ts';
import { layOutHeatMap } from '../../../renderer/charts/heatmap/heatmap.ts';
import { importanceRows } from '../../../renderer/charts/importance/rows.ts';
import { layOutParity, parityPoints } from '../../../renderer/charts/parity/parity.ts';
import { layOutStrip } from '../../../renderer/charts/strip/strip.ts';
import { effects, layOutSweep, sharedAxis } from '../../../renderer/charts/sweep/sweep.ts';
import {
  laneTotals,
  layOutLanes,
  moved,
  wholeWindow,
  zoomed,
} from '../../../renderer/charts/timeline/lanes.ts';

const span = (lane: string, label: string, start: number, end: number): TimelineSpan => ({
  lane,
  label,
  start,
  end,
});

describe('timeline', () => {
  const spans = [
    span('compute', 'expert', 0, 4),
    span('copy', 'weights', 2, 6),
    span('compute', 'gate', 4, 5),
    span('copy', 'weights', 5, 8),
  ];

  test('lanes come in the order of their first span, boxes where their time is', () => {
    const lanes = layOutLanes(spans, wholeWindow(spans), 800);
    expect(lanes.map(({ name, busy }) => [name, busy])).toEqual([
      ['compute', 5 / 8],
      // 2 to 8 without a gap: the overlap counts once.
      ['copy', 6 / 8],
    ]);
    expect(lanes[0]!.boxes.map(({ x, width }) => [x, width])).toEqual([
      [0, 400],
      [400, 100],
    ]);
  });

  test('a window shows what overlaps it, cut at its ends', () => {
    const [compute] = layOutLanes(spans, { start: 3, end: 4.5 }, 150);
    expect(compute!.boxes.map(({ x, width }) => [x, width])).toEqual([
      [0, 100],
      [100, 50],
    ]);
  });

  test('spans too narrow to see are drawn together and counted', () => {
    const many = Array.from({ length: 1000 }, (_, index) => span('bus', 'read', index, index + 0.5));
    const [bus] = layOutLanes(many, wholeWindow(many), 100);
    expect(bus!.boxes.length).toBeLessThanOrEqual(100);
    expect(bus!.boxes.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
  });

  test('zooming keeps the moment under the pointer, and never leaves the whole', () => {
    const whole = { start: 0, end: 8 };
    expect(zoomed(whole, whole, 0.5, 2)).toEqual({ start: 1, end: 5 });
    expect(zoomed({ start: 1, end: 5 }, whole, 4)).toEqual(whole);
    expect(moved({ start: 1, end: 5 }, whole, 10)).toEqual({ start: 4, end: 8 });
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (factor, share) => {
          const { start, end } = moved(zoomed({ start: 2, end: 3 }, whole, factor), whole, share);
          expect(start).toBeGreaterThanOrEqual(-1e-9);
          expect(end).toBeLessThanOrEqual(8 + 1e-9);
          expect(end).toBeGreaterThan(start);
        },
      ),
    );
  });

  test('totals say what each lane spends its time on', () => {
    expect(laneTotals(spans)[0]).toEqual({
      lane: 'copy',
      label: 'weights',
      count: 2,
      seconds: 7,
      share: 7 / 8,
    });
  });
});

describe('icicle', () => {
  test('boxes are as wide as their share, parts lie below their whole', () => {
    const { boxes, depth } = layOutIcicle({
      label: 'area',
      value: 10,
      children: [
        { label: 'small', value: 2 },
        {
          label: 'large',
          value: 8,
          children: [
            { label: 'a', value: 6 },
            { label: 'b', value: 2 },
          ],
        },
      ],
    });
    expect(depth).toBe(2);
    const where = Object.fromEntries(boxes.map(({ label, from, to }) => [label, [from, to]]));
    expect(where.large![1]).toBeCloseTo(0.8, 12);
    expect(where.a![1]).toBeCloseTo(0.6, 12);
    expect(where.small![0]).toBeCloseTo(0.8, 12);
    expect(boxes.find(({ label }) => label === 'b')).toMatchObject({ branch: 0, depth: 1, share: 0.2 });
    expect(boxes.find(({ label }) => label === 'b')!.path).toEqual(['large', 'b']);
  });

  test('negative parts have no width: nothing is drawn', () => {
    const root = { label: 'x', value: 1, children: [{ label: 'y', value: -1 }] };
    expect(layOutIcicle(root)).toEqual({ boxes: [], depth: 0, drawable: false });
  });
});

describe('one knob at a time', () => {
  const sweep = (parameter: string, results: readonly (number | string)[]): ParameterSweep => ({
    parameter,
    current: 2,
    complete: true,
    points: results.map((result, index) =>
      typeof result === 'number'
        ? { value: index + 1, metrics: { latency: result } }
        : { value: index + 1, metrics: {}, problem: result },
    ),
  });
  const sweeps = [sweep('flat', [5, 5, 5]), sweep('steep', [9, 5, 1]), sweep('broken', ['no', 5, 'no'])];

  test('the widest effect comes first, with the setting that is better', () => {
    const found = effects(sweeps, 'latency', 'minimize', 5);
    expect(found.map(({ parameter, low, high }) => [parameter, low, high])).toEqual([
      ['steep', 1, 9],
      ['broken', 5, 5],
      ['flat', 5, 5],
    ]);
    expect(found[0]).toMatchObject({ betterAt: 3, better: 1 });
    expect(found[1]!.betterAt).toBeUndefined();
    expect(effects(sweeps, 'latency', 'maximize', 5)[0]).toMatchObject({ betterAt: 1, better: 9 });
  });

  test('settings that cannot be built interrupt the line and say why', () => {
    const parameter = {
      kind: 'integer',
      minimum: 1,
      maximum: 3,
      scale: 'linear',
      default: 1,
      doc: '',
    } as const;
    const axis = createAxis('linear', [0, 10], [100, 0], undefined);
    const { marks, path } = layOutSweep(sweeps[2]!, parameter, 'latency', axis, 200);
    expect(marks.map(({ x, y, problem, current }) => [x, y, problem, current])).toEqual([
      [0, undefined, 'no', false],
      [100, 50, undefined, true],
      [200, undefined, 'no', false],
    ]);
    expect(path).toBe('M100,50Z');
  });

  test('all sweeps of a metric share one axis, logarithmic where values span much', () => {
    const axis = sharedAxis(sweeps, 'latency', 's', undefined, 100);
    expect(axis.kind).toBe('linear');
    expect(axis.domain[0]).toBeLessThan(1);
    expect(axis.domain[1]).toBeGreaterThan(9);
    expect(sharedAxis([sweep('wide', [1, 1000])], 'latency', 's', undefined, 100).kind).toBe('log');
    expect(sharedAxis([], 'latency', 's', 'log', 100).kind).toBe('linear');
  });
});

describe('parity', () => {
  const claim = (published: ClaimResult['published'], ours?: ClaimResult['ours']): ClaimResult => ({
    system: 's',
    id: 'c',
    statement: 'c',
    source: 't',
    kind: 'check',
    published,
    ...(ours === undefined ? {} : { ours }),
    tolerance: { relative: 0.1 },
    pass: true,
    design: {},
  });

  test('numbers give a mark, intervals two, words and zeros none', () => {
    const { points, notShown } = parityPoints([
      claim(2, 3),
      claim({ from: 1, to: 10 }, { from: 1, to: 9 }),
      // Within the interval is agreement: on the diagonal.
      claim({ from: 1, to: 10 }, 4),
      claim({ from: 1, to: 10 }, 20),
      claim('dmr', 'dmr'),
      claim(0, 0),
      claim(5),
    ]);
    expect(points.map(({ published, ours }) => [published, ours])).toEqual([
      [2, 3],
      [1, 1],
      [10, 9],
      [4, 4],
      [10, 20],
    ]);
    expect(notShown).toBe(3);
  });

  test('what agrees lies on the diagonal of a square, more than published above it', () => {
    const { points } = layOutParity(parityPoints([claim(1, 1), claim(100, 100), claim(10, 20)]).points, 300);
    for (const point of points.slice(0, 2)) expect(point.x + point.y).toBeCloseTo(300, 6);
    expect(points[2]!.x + points[2]!.y).toBeLessThan(300);
  });
});

describe('strip', () => {
  test('numbers lie on their scale, choices in the middle of their bins', () => {
    const log = { kind: 'float', id: 'clock', minimum: 1, maximum: 100, scale: 'log' } as const;
    const strip = layOutStrip(log, [1, 10, 10, 100, Number.NaN], 10);
    expect(strip.marks.map(({ at, count }) => [at, count])).toEqual([
      [0, 1],
      [0.5, 2],
      [1, 1],
    ]);
    expect(strip.own).toBeCloseTo(0.5, 12);
    const choice = { kind: 'choice', id: 'mac', choices: [32, 64, 128, 256], ordered: true } as const;
    expect(layOutStrip(choice, [3, 3, 0], 64)).toEqual({
      marks: [
        { at: 0.125, count: 1, weight: 0.5 },
        { at: 0.875, count: 2, weight: 1 },
      ],
      own: 0.375,
      stops: [0.125, 0.375, 0.625, 0.875],
    });
    expect(layOutStrip(choice, [], undefined).own).toBeUndefined();
  });
});

describe('overlaid fronts', () => {
  const axis = { label: 'a', unit: undefined, direction: 'minimize', scale: 'linear' } as const;

  test('a staircase joins what nothing beats, and runs on to the bad side', () => {
    const front = { name: 'one', x: [1, 2, 3, 2.5], y: [3, 2, 1, 2.5], numbers: [0, 1, 2, 3] };
    const { fronts, xAxis, yAxis } = layOutFronts([front], axis, axis, 100, 100);
    const at = (value: number, of: typeof xAxis): number => Math.round(of.scale(value) * 10) / 10;
    expect(fronts[0]!.staircase).toBe(
      `M${at(1, xAxis)},0V${at(3, yAxis)}H${at(2, xAxis)}V${at(2, yAxis)}H${at(3, xAxis)}V${at(1, yAxis)}H100`,
    );
    expect(fronts[0]!.points).toHaveLength(4);
  });

  test('what a log axis cannot show is counted; an empty front is drawn as nothing', () => {
    const log = { ...axis, scale: 'log' } as const;
    const { fronts } = layOutFronts(
      [
        { name: 'one', x: [1, Number.NaN], y: [1, 1], numbers: [4, 5] },
        { name: 'none', x: [], y: [], numbers: [] },
      ],
      log,
      log,
      100,
      100,
    );
    expect(fronts.map(({ notShown, points }) => [notShown, points.length])).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect(fronts[1]!.staircase).toBe('');
  });

  test('a metric that belongs on a log axis stays there when some of its values are zero, unless all are', () => {
    const front = (y: number[]) => [{ name: 'one', x: [1, 2], y, numbers: [4, 5] }];
    const log = { ...axis, scale: 'log' } as const;
    const some = layOutFronts(front([0, 1e-16]), axis, log, 100, 100);
    expect([some.yAxis.kind, some.fronts[0]!.notShown]).toEqual(['log', 1]);
    const all = layOutFronts(front([0, 0]), axis, log, 100, 100);
    expect([all.yAxis.kind, all.fronts[0]!.notShown]).toEqual(['linear', 0]);
    // Without a declared scale nothing is lost for a zero.
    const undeclared = layOutFronts(front([0, 1e-16]), axis, { ...axis, scale: undefined }, 100, 100);
    expect(undeclared.yAxis.kind).toBe('linear');
  });
});

describe('two-way map', () => {
  test('cells take equal steps from low to high, with borders where the step changes', () => {
    // Seven steps over 0 to 7: 0 is the first, 7 the last.
    const { cells, low, high, borders } = layOutHeatMap([0, 0, 7, Number.NaN], 2, 2);
    expect([low, high]).toEqual([0, 7]);
    expect(cells.map(({ step }) => step)).toEqual([0, 0, 6, undefined]);
    // Row 0 is at the bottom: between it and row 1 (two cells) and within row 1 (one).
    expect(borders).toHaveLength(3);
    expect(layOutHeatMap([4, 4], 2, 1).cells.map(({ step }) => step)).toEqual([3, 3]);
  });
});

describe('importance', () => {
  test('rows by share on one scale that holds every interval; combinations last', () => {
    const rows = importanceRows({
      quantity: 'area',
      method: 'fanova',
      parameters: [
        { id: 'a', share: 0.1, low: -0.01, high: 0.2 },
        { id: 'b', share: 0.4, low: 0.3, high: 0.5 },
      ],
      interactions: 0.05,
      modelFit: 0.9,
      trials: 100,
    });
    expect(rows.map(({ id }) => id)).toEqual(['b', 'a', undefined]);
    expect(rows.map(({ scale }) => scale)).toEqual([2, 2, 2]);
    expect(rows[1]!.low).toBe(0);
  });
});

describe('walking over marks', () => {
  const places = [
    { x: 50, y: 0 },
    { x: 10, y: 0 },
    { x: 90, y: 5 },
  ];

  test('arrows follow x and stop at the ends; any other key goes nowhere', () => {
    expect(walkedTo(places, undefined, 'ArrowRight')).toBe(1);
    expect(walkedTo(places, 1, 'ArrowRight')).toBe(0);
    expect(walkedTo(places, 2, 'ArrowRight')).toBe(2);
    expect(walkedTo(places, undefined, 'ArrowLeft')).toBe(2);
    expect(walkedTo(places, 0, 'Home')).toBe(1);
    expect(walkedTo(places, 0, 'End')).toBe(2);
    expect(walkedTo(places, 0, 'x')).toBeUndefined();
    expect(walkedTo([], undefined, 'End')).toBeUndefined();
  });

  test('the pointer means the nearest within reach', () => {
    expect(nearestPlace(places, { x: 60, y: 0 })).toBe(0);
    expect(nearestPlace(places, { x: 50, y: 60 })).toBeUndefined();
  });
});
