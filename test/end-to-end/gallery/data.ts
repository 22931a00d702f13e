// What the charts of the gallery show. Plain formulas: the same on every machine, with every case that a chart draws in
// its own way (front, out of bounds, unknown values, choices, log axes).

import type { ClaimResult, Density, ParameterSweep, TrialColumns } from '../../../engine/contract/host.ts';
import type { Dimension } from '../../../engine/contract/study.ts';
import type { Breakdown, Parameter, Series, TimelineSpan } from '../../../engine/contract/system.ts';
import type { ScatterAxisChoice } from '../../../renderer/charts/scatter/coordinator.ts';
import { buildPoints } from '../../../renderer/charts/scatter/points.ts';
import { buildStyles } from '../../../renderer/charts/scatter/styles.ts';
import type { ParallelAxis } from '../../../renderer/charts/parallel/lines.ts';
import { layOutStrip } from '../../../renderer/charts/strip/strip.ts';
import { sharedAxis } from '../../../renderer/charts/sweep/sweep.ts';

function nothing(): void {
  // A picture has nobody to answer to.
}

/** A number from 0 to 1 that jumps about with `index` (multiples of the golden ratio). */
function spread(index: number, salt = 0): number {
  return ((index + 1) * 0.618_033_988_75 + salt * 0.414_213_56) % 1;
}

// Scatter plot, parallel coordinates, matrix.

const dimensions: readonly Dimension[] = [
  { id: 'protection', kind: 'choice', choices: ['none', 'dmr', 'quatro'], ordered: false },
];

function trials(count: number): TrialColumns {
  const area = Float64Array.from({ length: count }, (_, index) => 1 + 4 * spread(index));
  const energy = Float64Array.from(
    area,
    (value, index) => 1e-3 * (8 / value + 6 * spread(index, 1) ** 2 + 0.2),
  );
  const onFront = new Uint8Array(count);
  const order = [...area.keys()].sort((a, b) => area[a]! - area[b]!);
  let least = Infinity;
  for (const index of order) {
    if (energy[index]! >= least) continue;
    least = energy[index]!;
    onFront[index] = 1;
  }
  // Every seventeenth cannot be built; the last one has no energy.
  const states = Uint8Array.from(area, (_, index) => (index % 17 === 5 && onFront[index] === 0 ? 1 : 0));
  energy[count - 1] = Number.NaN;
  onFront[count - 1] = 0;
  return {
    numbers: Uint32Array.from({ length: count }, (_, index) => index),
    states,
    onFront,
    columns: {
      area,
      energy,
      protection: Float64Array.from(area, (_, index) => index % 3),
      speed: Float64Array.from(area, (value, index) => 10 ** (1 + value / 2 + spread(index, 2))),
    },
    matching: count,
  };
}

const xAxis: ScatterAxisChoice = {
  id: 'area',
  label: 'Area',
  unit: 'mm²',
  scale: 'linear',
  direction: 'minimize',
  bounds: [4.5],
};
const yAxis: ScatterAxisChoice = {
  id: 'energy',
  label: 'Energy',
  unit: 'J',
  scale: 'log',
  direction: 'minimize',
  bounds: [],
};
const query = {
  x: 'area',
  y: 'energy',
  xScale: 'linear',
  yScale: 'log',
  constraints: [{ metric: 'area', comparison: '<=', bound: 4.5, text: 'area <= 4.5' }],
  dimensions,
} as const;
const few = trials(240);
const base = {
  x: xAxis,
  y: yAxis,
  joined: true,
  selected: 12,
  onSelect: nothing,
  drawing: 'canvas',
} as const;

export const scatter = { ...base, points: buildPoints(few, query) };

export const scatterStyled = {
  ...base,
  joined: false,
  selected: null,
  points: scatter.points,
  styles: buildStyles(scatter.points.entries, {
    color: { values: few.columns.speed!, kind: 'log' },
    size: { values: few.columns.area!, kind: 'linear' },
    shape: { values: few.columns.protection!, kind: 'choice' },
  }),
};

export const scatterMany = { ...base, selected: null, points: buildPoints(trials(9000), query) };

const COLUMNS = 48;
const ROWS = 32;
const density: Density = {
  columns: COLUMNS,
  rows: ROWS,
  counts: Uint32Array.from({ length: COLUMNS * ROWS }, (_, bin) => {
    const x = (bin % COLUMNS) / COLUMNS - 0.5;
    const y = Math.floor(bin / COLUMNS) / ROWS - 0.5;
    return Math.round(900 * Math.exp(-12 * (x + y) ** 2 - 30 * (x - y) ** 2));
  }),
  xExtent: [1, 5],
  yExtent: [0.002, 0.02],
  shown: 100_000,
  outside: 0,
  withoutValue: 0,
  notPositive: 0,
  matching: 100_000,
  total: 100_000,
};
export const scatterDensity = {
  ...base,
  selected: null,
  points: scatter.points,
  density: { density, x: [1, 5], y: [0.0025, 0.015] } as const,
};

const axes: readonly ParallelAxis[] = [
  { id: 'area', label: 'Area', unit: 'mm²', scale: 'linear', extent: [1, 5], flipped: true, betterUp: true },
  { id: 'energy', label: 'Energy', unit: 'J', scale: 'log', extent: [0.001, 0.02], flipped: true, betterUp: true },
  { id: 'speed', label: 'Speed of the slowest part', scale: 'log', extent: [10, 10_000], flipped: false, betterUp: true },
  { id: 'protection', label: 'Protection', scale: 'linear', extent: [0, 2], flipped: false, categories: ['none', 'dmr', 'quatro'] },
]; // prettier-ignore
const lines = {
  axes,
  columns: axes.map(({ id }) => few.columns[id]!),
  onFront: few.onFront,
  onBrush: nothing,
};
export const parallel = {
  ...lines,
  picked: undefined,
  selected: 12,
  brushes: {},
  onOrder: nothing,
  onFlip: nothing,
};
export const parallelPicked = {
  ...parallel,
  brushes: { area: [[1, 2] as const, [3, 3.5] as const] },
  picked: Uint8Array.from(few.columns.area!, (area) => Number(area <= 2 || (area >= 3 && area <= 3.5))),
};
export const matrix = { ...lines, picked: undefined, brushes: {}, onOpen: nothing };

// Charts of one design.

const root = {
  label: 'whole',
  value: 10,
  children: [
    {
      label: 'arrays',
      value: 6,
      children: [
        { label: 'multipliers', value: 4 },
        { label: 'registers', value: 2 },
      ],
    },
    { label: 'buffers', value: 3 },
    { label: 'control', value: 0.95 },
    { label: 'pads', value: 0.05 },
  ],
};
export const breakdown = {
  breakdown: { quantity: 'area', unit: 'mm²', root } as Breakdown,
  metric: undefined,
};
export const stacked = {
  title: 'Area by part',
  unit: 'mm²',
  names: ['trial 1', 'trial 2', 'trial 3'],
  breakdowns: [
    breakdown.breakdown,
    {
      quantity: 'area',
      root: {
        label: 'whole',
        value: 6,
        children: [
          { label: 'arrays', value: 5 },
          { label: 'other', value: 1 },
        ],
      },
    },
    undefined,
  ],
};
export const spans: readonly TimelineSpan[] = ['copies', 'array', 'vector'].flatMap((lane, row) =>
  Array.from({ length: 6 }, (_, index) => ({
    lane,
    label: `layer ${index + 1}`,
    start: (index * 10 + row * 3) * 1e-6,
    end: (index * 10 + row * 3 + 2 + row) * 1e-6,
  })),
);
const clock: Parameter = {
  kind: 'float',
  doc: 'Clock.',
  unit: 'Hz',
  minimum: 1e8,
  maximum: 1e9,
  scale: 'log',
  default: 5e8,
};
const turned: ParameterSweep = {
  parameter: 'clock',
  current: 4e8,
  complete: true,
  points: [1e8, 2e8, 4e8, 8e8, 1e9].map((value, index) => ({
    value,
    metrics: index === 4 ? {} : { power: 0.1 * (index + 1) ** 2 },
    ...(index === 4 ? { problem: 'too hot' } : {}),
  })),
};
export const sweep = {
  label: 'clock',
  sweep: turned,
  parameter: clock,
  metric: 'power',
  metricLabel: 'power',
  metricUnit: 'W',
  yAxis: sharedAxis([turned], 'power', 'W', 'linear', 92),
  height: 92,
};
export const strip = {
  strip: layOutStrip(dimensions[0]!, Float64Array.of(0, 0, 1, 2, 2, 2), 'dmr'),
  label: 'Protection',
};

// Charts of a study.

export const line: Series = {
  title: 'Roofline',
  form: 'line',
  x: { label: 'intensity', scale: 'log', unit: 'OP/B' },
  y: { label: 'throughput', scale: 'log', unit: 'OP/s' },
  lines: [
    { label: 'roof', points: [[0.1, 1e10], [10, 1e12], [1000, 1e12]] },
    { label: 'achieved', points: [[0.5, 2e10], [5, 3e11], [50, 8e11], [0, 1]] },
  ],
}; // prettier-ignore
export const linePoints: Series = {
  title: 'Cloud',
  form: 'points',
  x: { label: 'area added', scale: 'linear' },
  y: { label: 'removed', scale: 'linear' },
  lines: ['dmr', 'quatro'].map((label, salt) => ({
    label,
    points: Array.from({ length: 12 }, (_, index) => [spread(index, salt), spread(index, salt + 2)] as const),
  })),
};
function front(name: string, shift: number): { name: string; x: number[]; y: number[]; numbers: number[] } {
  const x = Array.from({ length: 9 }, (_, index) => 1 + index * 0.5 + shift);
  // The fifth is good at something that is not drawn.
  return { name, x, y: x.map((value, index) => (index === 4 ? 9 : 12) / value), numbers: [...x.keys()] };
}
export const fronts = {
  fronts: [front('first', 0), front('second', 0.35)],
  x: { label: 'area', unit: 'mm²', direction: 'minimize', scale: 'linear' },
  y: { label: 'latency', unit: 's', direction: 'minimize', scale: 'log' },
  height: 280,
} as const;
export const heatmap = {
  values: Float64Array.from({ length: 30 }, (_, cell) => (cell % 6) * 2 + Math.floor(cell / 6) ** 2),
  support: Float64Array.from({ length: 30 }, (_, cell) => (cell % 7 === 3 ? 0 : 0.1)),
  xLabel: 'rows',
  yLabel: 'kind',
  xTexts: ['8', '16', '32', '64', '128', '256'],
  yTexts: ['none', 'dmr', 'quatro', 'tmr', 'ecc'],
  metricLabel: 'area',
  unit: 'mm²',
};
export const importance = {
  answer: {
    quantity: 'area',
    method: 'fanova',
    parameters: [
      { id: 'rows', share: 0.62, low: 0.55, high: 0.7 },
      { id: 'kind', share: 0.2, low: 0.15, high: 0.26 },
      ...['a', 'b', 'c'].map((id) => ({ id, share: 0.001, low: 0, high: 0.002 })),
    ],
    interactions: 0.12,
    modelFit: 0.9,
    trials: 1000,
  },
  labelOf: (id: string) => id,
} as const;
const ends = {
  mean: Float64Array.of(2, 3, 5, 9),
  low: Float64Array.of(1.5, 2.6, 4, 6),
  high: Float64Array.of(2.4, 3.5, 6.5, 13),
  support: Float64Array.of(0.4, 0.3, 0, 0.3),
};
const metric = { label: 'area', unit: 'mm²', scale: 'linear' } as const;
export const dependenceOnNumber = {
  points: { ...ends, numbers: [16, 32, 64, 128], names: ['16', '32', '64', '128'] },
  x: { label: 'rows', unit: undefined, scale: 'log' },
  y: metric,
} as const;
export const dependenceOnChoice = {
  points: { ...ends, numbers: undefined, names: ['none', 'dmr', 'quatro', 'a name that is much too long'] },
  x: { label: 'protection', unit: undefined, scale: 'linear' },
  y: metric,
} as const;

function claim(id: string, published: number, ours: number, kind: ClaimResult['kind']): ClaimResult {
  const error = Math.abs(ours / published - 1);
  const tolerance = { relative: 0.1 };
  return { system: 's', id, statement: id, source: 'Table 1', kind, published, ours, error, tolerance, pass: error <= 0.1, design: {} }; // prettier-ignore
}
export const claims = [
  claim('agrees', 10, 10.4, 'check'),
  claim('misses', 200, 90, 'check'),
  claim('calibrated', 3000, 3000, 'calibration'),
  claim('small', 0.5, 0.52, 'check'),
  claim('zero', 0, 0, 'check'),
];
