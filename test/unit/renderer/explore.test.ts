import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrialColumns } from '../../../engine/contract/host.ts';
import type { Trial } from '../../../engine/contract/trial.ts';
import {
  compileExpression,
  evaluateExpression,
  type ExpressionSchema,
} from '../../../engine/space/expression.ts';
import { createAxis } from '../../../renderer/charts/axes/axis.ts';
import { fileStem } from '../../../renderer/charts/export.ts';
import { boxBrushes, cellAt, histogramOf, matrixCells } from '../../../renderer/charts/matrix/cells.ts';
import {
  axisOffsets,
  clicked,
  dragged,
  gripAt,
  keyed,
  nearestAxis,
  rangePlaces,
  reordered,
} from '../../../renderer/charts/parallel/coordinator.ts';
import {
  brushedMask,
  brushFilter,
  buildLines,
  placeOn,
  valueAt,
  type Brushes,
  type ParallelAxis,
} from '../../../renderer/charts/parallel/lines.ts';
import { densityPixels } from '../../../renderer/charts/scatter/density-picture.ts';
import { buildStyles, RAMP_STEPS, rampOf, UNKNOWN_COLOR } from '../../../renderer/charts/scatter/styles.ts';
import { parseArrangement, PRESETS } from '../../../renderer/features/explore/arrangement.ts';
import { bestSoFar, kneeTrial, rankTrials } from '../../../renderer/features/explore/choosing.ts';
import { completeFilter, filterProblem } from '../../../renderer/features/explore/completion.ts';
import { tableText } from '../../../renderer/features/explore/copying.ts';

const area: ParallelAxis = { id: 'area', label: 'Area', scale: 'linear', extent: [1, 3], flipped: true };
const sdc: ParallelAxis = { id: 'sdc', label: 'SDC', scale: 'log', extent: [1e-4, 1], flipped: false };

describe('parallel coordinates', () => {
  test('a value has a place on its axis, and the place its value', () => {
    expect(placeOn(area, 1)).toBe(1);
    expect(placeOn(area, 2.5)).toBe(0.25);
    expect(placeOn(sdc, 1e-2)).toBeCloseTo(0.5);
    const axes = fc.constantFrom(
      area,
      sdc,
      { ...sdc, flipped: true },
      {
        ...area,
        scale: 'quantile' as const,
        knots: [1, 1.1, 1.2, 3],
      },
    );
    fc.assert(
      fc.property(axes, fc.double({ min: 0, max: 1, noNaN: true }), (axis, place) => {
        expect(placeOn(axis, valueAt(axis, place))).toBeCloseTo(place, 6);
      }),
      { seed: 1 },
    );
  });

  test('every line is drawn once, and the first are spread over all', () => {
    const columns = [
      Float64Array.from({ length: 1000 }, (_, index) => 1 + index / 500),
      new Float64Array(1000),
    ];
    const { order } = buildLines([area, sdc], columns);
    expect([...order].sort((a, b) => a - b)).toEqual([...columns[0]!.keys()]);
    const firsts = [...order.subarray(0, 50)];
    expect(firsts.filter((line) => line < 500).length).toBeGreaterThan(15);
    expect(firsts.filter((line) => line >= 500).length).toBeGreaterThan(15);
  });

  test('several ranges of one axis are alternatives, ranges of several axes hold together', () => {
    const columns: Record<string, Float64Array> = {
      area: Float64Array.from([1, 1.5, 2.9, 2, Number.NaN]),
      sdc: Float64Array.from([0.5, 0.5, 0.5, 0.5, 0.5]),
    };
    const brushes: Brushes = { area: [[1, 1.2], [2.5, 3]], sdc: [[0.1, 1]] }; // prettier-ignore
    const mask = brushedMask(5, brushes, (id) => columns[id]);
    expect([...mask]).toEqual([1, 0, 1, 0, 0]);
    const schema: ExpressionSchema = { area: { kind: 'number' }, sdc: { kind: 'number' } };
    const filter = compileExpression(
      brushFilter(brushes, () => undefined),
      schema,
    );
    const passing = [...mask.keys()].map((row) => evaluateExpression(filter, (name) => columns[name]![row]));
    expect(passing.map(Number)).toEqual([...mask]);
  });

  test('ranges over choices name them, and none of them is nothing', () => {
    const choicesOf = (): readonly unknown[] => ['none', 'tspc-dice', 'dmr'];
    expect(brushFilter({ 'protection.dma': [[0.4, 2.1]] }, choicesOf)).toBe(
      'protection.dma in ("tspc-dice", "dmr")',
    );
    expect(brushFilter({ 'protection.dma': [[0.3, 0.6]] }, choicesOf)).toBe('number < 0');
    expect(brushFilter({ mac: [] }, choicesOf)).toBe('');
  });

  test('a drag makes a range, moves it, moves its end; a click takes it away', () => {
    const made = dragged({}, sdc, [], gripAt([], 0.25, 200), 0.75);
    expect(made.sdc![0]![0]).toBeCloseTo(1e-3, 4);
    expect(made.sdc![0]![1]).toBeCloseTo(1e-1, 2);
    const places = rangePlaces(sdc, made.sdc!, placeOn);
    expect(gripAt(places, 0.74, 200).kind).toBe('end');
    expect(gripAt(places, 0.5, 200).kind).toBe('move');
    expect(gripAt(places, 0.95, 200).kind).toBe('new');
    const wider = dragged(made, sdc, places, gripAt(places, 0.75, 200), 1);
    expect(wider.sdc![0]![1]).toBe(1);
    const moved = dragged(made, sdc, places, gripAt(places, 0.5, 200), 5);
    expect(placeOn(sdc, moved.sdc![0]![1])).toBeCloseTo(1, 3);
    const two = dragged(made, sdc, places, gripAt(places, 0.9, 200), 1);
    expect(two.sdc).toHaveLength(2);
    expect(
      clicked(two, sdc, rangePlaces(sdc, two.sdc!, placeOn), { kind: 'move', range: 0, at: 0.5 }).sdc,
    ).toHaveLength(1);
    expect(clicked(two, sdc, [], { kind: 'new', from: 0.1 })).toEqual({});
  });

  test('keys do what the pointer does', () => {
    const made = keyed({}, area, [], 'Enter', false)!;
    expect(made.area).toEqual([[1, 2]]);
    const places = rangePlaces(area, made.area!, placeOn);
    const lower = keyed(made, area, places, 'ArrowDown', false)!;
    expect(rangePlaces(area, lower.area!, placeOn)[0]![0]).toBeCloseTo(0.48, 3);
    expect(keyed(made, area, places, 'Delete', false)).toEqual({});
    expect(keyed(made, area, places, 'x', false)).toBeUndefined();
    expect(keyed({}, area, [], 'Delete', false)).toBeUndefined();
  });

  test('axes stand evenly and change places', () => {
    expect(axisOffsets(3, 200)).toEqual([0, 100, 200]);
    expect(nearestAxis([0, 100, 200], 160)).toBe(2);
    expect(reordered(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'c', 'a']);
    expect(reordered(['a', 'b', 'c'], 'c', -1)).toEqual(['c', 'a', 'b']);
  });
});

describe('the matrix', () => {
  test('has each pair once, and a box in a cell is a range on both its axes', () => {
    const cells = matrixCells(3, 312, 312);
    expect(cells).toHaveLength(6);
    const cell = cells.find(({ row, column }) => row === 1 && column === 0)!;
    expect(cellAt(cells, cell.left + 1, cell.top + 1)).toBe(cell);
    expect(cellAt(cells, 311, 1)).toBeUndefined();
    const upright = { ...area, flipped: false };
    const from = [cell.left, cell.top + cell.height] as const;
    const to = [cell.left + cell.width / 2, cell.top + cell.height / 2] as const;
    const brushes = boxBrushes({ other: [[0, 1]] }, [upright, sdc, upright], { cell, from, to });
    expect(brushes).toEqual({ other: [[0, 1]], area: [[1, 2]], sdc: [[1e-4, 1e-2]] });
  });

  test('counts places in bins, unknown ones in none', () => {
    const places = Float32Array.from([0, 0.1, 0.99, 1, Number.NaN]);
    expect([...histogramOf(places, undefined, 2)]).toEqual([2, 2]);
    expect([...histogramOf(places, Uint8Array.from([1, 0, 0, 1, 1]), 2)]).toEqual([1, 1]);
  });
});

describe('marks', () => {
  test('colour and size follow shares of the extent, unknown values stay apart', () => {
    const values = Float64Array.from([1, 10, 100, Number.NaN]);
    const { color, radius } = buildStyles(Uint32Array.from([0, 1, 2, 3]), {
      color: { values, kind: 'log' },
      size: { values, kind: 'linear' },
    });
    expect([...color!]).toEqual([0, RAMP_STEPS / 2, RAMP_STEPS - 1, UNKNOWN_COLOR]);
    expect(radius![2]).toBeGreaterThan(radius![1]!);
    expect(radius![3]).toBe(radius![0]);
    expect(rampOf(['rgb(0, 0, 0)', 'rgb(100, 200, 50)'], 3)).toEqual([
      'rgb(0, 0, 0)',
      'rgb(50, 100, 25)',
      'rgb(100, 200, 50)',
    ]);
  });

  test('a density is darker where more trials are, its top row first', () => {
    const density = { counts: Uint32Array.from([0, 1, 100, 10]), columns: 2, rows: 2 };
    const pixels = densityPixels(density as Parameters<typeof densityPixels>[0], [1, 2, 3]);
    const opacities = [3, 7, 11, 15].map((at) => pixels[at]!);
    expect(opacities[0]).toBe(255);
    expect(opacities[1]).toBeLessThan(opacities[0]!);
    expect(opacities[2]).toBe(0);
    expect(opacities[3]).toBeLessThan(opacities[1]!);
  });
});

describe('axes of other kinds', () => {
  test('a quantile axis gives equal shares equal room and turns pixels back', () => {
    const axis = createAxis('quantile', [1, 1000], [0, 300], undefined, 70, { knots: [1, 2, 3, 1000] });
    expect([1, 2, 3, 1000].map((value) => Math.round(axis.scale(value)))).toEqual([0, 100, 200, 300]);
    expect(axis.scale.invert(150)).toBeCloseTo(2.5);
    expect(axis.ticks.length).toBeGreaterThan(1);
  });

  test('choices have a named tick each', () => {
    const axis = createAxis('linear', [-0.6, 1.6], [0, 100], undefined, 70, { categories: ['none', 'dmr'] });
    expect(axis.ticks.map(axis.tickText)).toEqual(['none', 'dmr']);
  });
});

describe('completion of a filter', () => {
  const schema: ExpressionSchema = {
    latency: { kind: 'number', unit: 's' },
    area: { kind: 'number' },
    'protection.dma': { kind: 'choice', choices: ['none', 'dmr', 'tspc-dice'] },
  };
  const words = (text: string): string[] =>
    completeFilter(text, text.length, schema).suggestions.map((suggestion) => suggestion.text);

  test.each([
    ['', ['latency', 'area', 'protection.dma']],
    ['lat', ['latency']],
    ['dma', ['protection.dma']],
    ['latency ', ['<', '<=', '>', '>=', '=']],
    ['protection.dma ', ['=', '!=', 'in (']],
    ['protection.dma = ', ['none', 'dmr', 'tspc-dice']],
    ['protection.dma in (none, t', ['tspc-dice']],
    ['latency < 20 ms ', ['and', 'or']],
    ['latency < 20 ms and a', ['area', 'latency', 'protection.dma']],
    ['latency < ', []],
  ])('of "%s" offers what can stand there', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('says what is wrong, with its column', () => {
    expect(filterProblem('latency < 20 ms and protection.dma = dmr', schema)).toBeUndefined();
    expect(filterProblem(' ', schema)).toBeUndefined();
    expect(filterProblem('area < 20 ms', schema)?.place?.column).toBe(8);
  });
});

describe('choosing from the front', () => {
  const columns: TrialColumns = {
    numbers: Uint32Array.from([3, 5, 8, 9]),
    states: new Uint8Array(4),
    onFront: Uint8Array.from([1, 1, 1, 0]),
    columns: {
      area: Float64Array.from([1, 1.2, 2, 9]),
      speed: Float64Array.from([1, 9, 10, 99]),
    },
    matching: 4,
  };
  const objectives = [
    { metric: 'area', direction: 'minimize' },
    { metric: 'speed', direction: 'maximize' },
  ] as const;

  test('ranks the front alone, by weight, with what speaks for each trial', () => {
    const even = rankTrials(columns, objectives, [5, 5], (metric) => metric);
    expect(even.map(({ number }) => number).sort()).toEqual([3, 5, 8]);
    expect(even[0]).toMatchObject({ number: 5, values: [1.2, 9] });
    expect(even[0]!.reason).toContain('knee of the front');
    expect(rankTrials(columns, objectives, [10, 0], (metric) => metric)[0]).toMatchObject({
      number: 3,
      reason: 'best area of 3, speed 3 of 3',
    });
    expect(rankTrials(columns, objectives, [0, 10], (metric) => metric)[0]!.number).toBe(8);
  });

  test('the knee of the front is where it bends inwards, if it does', () => {
    expect(kneeTrial(columns, objectives)).toBe(5);
    expect(kneeTrial(columns, objectives.slice(0, 1))).toBeUndefined();
    expect(kneeTrial(columns, [...objectives, { metric: 'unknown', direction: 'minimize' }])).toBeUndefined();
    // The trial between the ends lies on the line between them: it buys as much as it costs.
    const straight = { ...columns.columns, area: columns.columns.speed! };
    expect(kneeTrial({ ...columns, columns: straight }, objectives)).toBeUndefined();
  });

  test('the best so far is a staircase of complete trials', () => {
    const states = Uint8Array.from([0, 0, 1, 0]);
    const line = bestSoFar(columns.numbers, Float64Array.from([5, 6, 1, 4]), states, 'minimize');
    expect(line).toEqual({ x: [3, 9, 9, 9], y: [5, 5, 4, 4] });
  });
});

test('rows are copied exactly, in each format', () => {
  const columns = [
    {
      sort: 'number',
      kind: 'number',
      label: 'Trial',
      title: '',
      numeric: true,
      bestDescending: false,
      width: 1,
    },
    {
      sort: 'area',
      kind: 'metric',
      label: 'Area',
      title: '',
      numeric: true,
      bestDescending: false,
      width: 1,
      unit: 'mm2',
    },
    {
      sort: 'dma',
      kind: 'parameter',
      label: 'DMA',
      title: '',
      numeric: false,
      bestDescending: false,
      width: 1,
    },
  ] as const;
  const trials: Trial[] = [
    {
      number: 7,
      state: 'complete',
      design: { dma: 'a,"b"|c' },
      metrics: { area: 0.1 + 0.2 },
      durationSeconds: 1,
      onFront: false,
    },
    { number: 8, state: 'failed', design: {}, metrics: {}, durationSeconds: 1, onFront: false },
  ];
  expect(tableText(columns, trials, 'CSV')).toBe(
    'number,area (mm²),dma\n7,0.30000000000000004,"a,""b""|c"\n8,,',
  );
  expect(tableText(columns, trials, 'Markdown').split('\n')).toEqual([
    '| number | area (mm²) | dma |',
    '| ---: | ---: | --- |',
    '| 7 | 0.30000000000000004 | a,"b"\\|c |',
    '| 8 |  |  |',
  ]);
  expect(JSON.parse(tableText(columns, trials, 'JSON'))).toEqual([
    { number: 7, area: 0.1 + 0.2, dma: 'a,"b"|c' },
    { number: 8, area: null, dma: null },
  ]);
});

describe('the arrangement', () => {
  test('of any saved state is one that can be shown', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('panes', 'x', 'brushes', 'scales', 'rowShare', 'weights'),
          fc.jsonValue(),
        ),
        (state) => {
          const arrangement = parseArrangement(state as Parameters<typeof parseArrangement>[0]);
          expect(arrangement.panes.length).toBeGreaterThan(0);
          expect(arrangement.rowShare).toBeGreaterThan(0);
          expect(brushFilter(arrangement.brushes, () => undefined)).toBeTypeOf('string');
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test('comes back from JSON as it was', () => {
    const panes = PRESETS[2]!.panes;
    const state = { ...parseArrangement({}), panes, brushes: { area: [[1, 2]] }, color: 'sdc' };
    expect(parseArrangement(JSON.parse(JSON.stringify(state)) as Record<string, never>)).toEqual(state);
  });
});

test('a title is a file name', () => {
  expect(fileStem('quick-start: Area / SDC (log)')).toBe('quick-start-area-sdc-log');
  expect(fileStem('···')).toBe('chart');
});
