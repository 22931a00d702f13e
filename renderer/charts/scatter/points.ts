// Data builder of the scatter plot: columns from the engine become points with a class each. Data space only.

import { COMPLETE, INFEASIBLE } from '../../../engine/contract/trial.ts';
import type { TrialColumns } from '../../../engine/contract/host.ts';
import type { Dimension, MetricConstraint } from '../../../engine/contract/study.ts';
import type { ScaleKind } from '../axes/axis.ts';

export const DOMINATED = 0;
/** Cannot be built, or misses a bound of the study. */
export const OUT_OF_BOUNDS = 1;
export const ON_FRONT = 2;

export interface ScatterPoints {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly classes: Uint8Array;
  readonly numbers: Uint32Array;
  /** Entry of each point in the columns it came from. */
  readonly entries: Uint32Array;
  /** Indices of the front's points, by ascending x. */
  readonly front: Uint32Array;
  /** Trials of the columns that have no value on one of the axes (failed, unknown, inactive). */
  readonly withoutValue: number;
  /** Trials left out because a log axis cannot show zero or less. */
  readonly notPositive: number;
  /** Trials that match the query; the columns may hold fewer. */
  readonly matching: number;
}

export interface PointQuery {
  readonly x: string;
  readonly y: string;
  readonly xScale: ScaleKind;
  readonly yScale: ScaleKind;
  readonly constraints: readonly MetricConstraint[];
  readonly dimensions: readonly Dimension[];
}

export const NO_POINTS: ScatterPoints = {
  count: 0,
  x: new Float64Array(0),
  y: new Float64Array(0),
  classes: new Uint8Array(0),
  numbers: new Uint32Array(0),
  entries: new Uint32Array(0),
  front: new Uint32Array(0),
  withoutValue: 0,
  notPositive: 0,
  matching: 0,
};

/** True if `value` meets the bound; an unknown value meets nothing. */
export function meets(constraint: MetricConstraint, value: number): boolean {
  switch (constraint.comparison) {
    case '<':
      return value < constraint.bound;
    case '<=':
      return value <= constraint.bound;
    case '>':
      return value > constraint.bound;
    case '>=':
      return value >= constraint.bound;
  }
}

/** Choices that are names are drawn by their index, in lanes of this width, so that trials of one choice keep apart. */
const LANE_WIDTH = 0.62;

/** A number from 0 to 1 that differs from trial to trial and is always the same for one (Knuth's hash). */
function jitterOf(number: number): number {
  return ((number * 2_654_435_761) >>> 0) / 4_294_967_296;
}

/**
 * The column of `name` in numbers: a choice dimension's indices become its choices where those are numbers, and places
 * in the choice's lane where they are names.
 */
export function numericColumn(
  columns: TrialColumns,
  name: string,
  dimensions: readonly Dimension[],
): Float64Array {
  const column = columns.columns[name];
  if (column === undefined) return new Float64Array(columns.numbers.length).fill(Number.NaN);
  const dimension = dimensions.find((candidate) => candidate.id === name);
  if (dimension?.kind !== 'choice') return column;
  if (!dimension.choices.every((choice) => typeof choice === 'number')) {
    return column.map((index, entry) => index + (jitterOf(columns.numbers[entry]!) - 0.5) * LANE_WIDTH);
  }
  const values = dimension.choices.map(Number);
  return column.map((index) => (Number.isNaN(index) ? Number.NaN : (values[index] ?? Number.NaN)));
}

/** Points of the query's two axes. Trials that cannot be drawn are counted, never dropped in silence. */
export function buildPoints(columns: TrialColumns, query: PointQuery): ScatterPoints {
  const size = columns.numbers.length;
  const xColumn = numericColumn(columns, query.x, query.dimensions);
  const yColumn = numericColumn(columns, query.y, query.dimensions);
  const bounds = query.constraints.flatMap((constraint) => {
    const column = columns.columns[constraint.metric];
    return column === undefined ? [] : [{ constraint, column }];
  });
  const x = new Float64Array(size);
  const y = new Float64Array(size);
  const classes = new Uint8Array(size);
  const entries = new Uint32Array(size);
  const numbers = new Uint32Array(size);
  const front: number[] = [];
  let count = 0;
  let withoutValue = 0;
  let notPositive = 0;
  for (let entry = 0; entry < size; entry++) {
    const xValue = xColumn[entry]!;
    const yValue = yColumn[entry]!;
    if (!Number.isFinite(xValue) || !Number.isFinite(yValue)) {
      withoutValue += 1;
      continue;
    }
    if ((query.xScale === 'log' && xValue <= 0) || (query.yScale === 'log' && yValue <= 0)) {
      notPositive += 1;
      continue;
    }
    const state = columns.states[entry]!;
    let pointClass = DOMINATED;
    if (columns.onFront[entry] === 1) {
      pointClass = ON_FRONT;
      front.push(count);
    } else if (state === INFEASIBLE) pointClass = OUT_OF_BOUNDS;
    else if (state === COMPLETE) {
      for (const { constraint, column } of bounds) {
        if (!meets(constraint, column[entry]!)) pointClass = OUT_OF_BOUNDS;
      }
    }
    x[count] = xValue;
    y[count] = yValue;
    classes[count] = pointClass;
    entries[count] = entry;
    numbers[count] = columns.numbers[entry]!;
    count += 1;
  }
  front.sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!);
  return {
    count,
    x: x.subarray(0, count),
    y: y.subarray(0, count),
    classes: classes.subarray(0, count),
    entries: entries.subarray(0, count),
    numbers: numbers.subarray(0, count),
    front: Uint32Array.from(front),
    withoutValue,
    notPositive,
    matching: columns.matching,
  };
}
