// Data builder of the parallel coordinates: every trial a line, a place from 0 (bottom) to 1 (top) on every axis.

import { placeOf, type Placement } from '../../../engine/analysis/bins.ts';
import type { Quantified } from '../axes/axis.ts';
import type { ScaleKind } from '../axes/axis.ts';

export interface ParallelAxis extends Quantified {
  readonly scale: ScaleKind;
  /** Smallest and largest value on the axis. */
  readonly extent: readonly [number, number];
  /** Small values at the top. */
  readonly flipped: boolean;
  /** Better values are at the top; absent for parameters. */
  readonly betterUp?: boolean;
}

/** Ranges of values that are let through, per axis; no entry (or none in it) lets everything through. */
export type Brushes = Readonly<Record<string, readonly (readonly [low: number, high: number])[]>>;

export interface ParallelLines {
  readonly count: number;
  /** Place on each axis, in the order of the axes; NaN where the trial has no value there. */
  readonly places: readonly Float32Array[];
  /** Lines in an order without pattern, so that the first thousand are a fair picture of all. */
  readonly order: Uint32Array;
}

export function placementOf(axis: Pick<ParallelAxis, 'scale' | 'knots'>): Placement {
  if (axis.scale === 'quantile' && (axis.knots?.length ?? 0) >= 2) {
    return { kind: 'quantile', knots: axis.knots! };
  }
  return { kind: axis.scale === 'log' ? 'log' : 'linear' };
}

/** Place of a value on an axis, 0 at the bottom. A single value lies in the middle. */
export function placeOn(axis: ParallelAxis, value: number): number {
  const placement = placementOf(axis);
  const from = placeOf(axis.extent[0], placement);
  const to = placeOf(axis.extent[1], placement);
  const share = to > from ? (placeOf(value, placement) - from) / (to - from) : 0.5;
  return axis.flipped ? 1 - share : share;
}

/** `placeOn` of a whole column, without a call per value where there is no need. */
function placesOn(axis: ParallelAxis, values: Float64Array): Float32Array {
  const placement = placementOf(axis);
  const from = placeOf(axis.extent[0], placement);
  const to = placeOf(axis.extent[1], placement);
  const places = new Float32Array(values.length);
  if (placement.kind === 'quantile' || !(to > from)) {
    for (let line = 0; line < values.length; line++) places[line] = placeOn(axis, values[line]!);
    return places;
  }
  const logarithmic = placement.kind === 'log';
  const scale = (axis.flipped ? -1 : 1) / (to - from);
  const start = axis.flipped ? 1 : 0;
  for (let line = 0; line < values.length; line++) {
    const value = values[line]!;
    const at = logarithmic ? (value > 0 ? Math.log(value) : Number.NaN) : value;
    places[line] = start + (at - from) * scale;
  }
  return places;
}

/** The value at a place; the inverse of `placeOn`. */
export function valueAt(axis: ParallelAxis, place: number): number {
  const share = axis.flipped ? 1 - place : place;
  const placement = placementOf(axis);
  const [low, high] = axis.extent;
  if (placement.kind !== 'quantile') {
    if (placement.kind === 'linear') return low + share * (high - low);
    return Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
  }
  const { knots } = placement;
  const from = placeOf(low, placement);
  const at = from + share * (placeOf(high, placement) - from);
  const below = Math.max(0, Math.min(knots.length - 2, Math.floor(at)));
  return knots[below]! + (at - below) * (knots[below + 1]! - knots[below]!);
}

/** Lines of columns that stand in the order of the axes. */
export function buildLines(axes: readonly ParallelAxis[], columns: readonly Float64Array[]): ParallelLines {
  const count = columns[0]?.length ?? 0;
  return {
    count,
    places: axes.map((axis, index) => placesOn(axis, columns[index]!)),
    order: shuffled(count),
  };
}

/** 0 to count - 1 in an order without pattern that is always the same: steps of a stride without common factor. */
function shuffled(count: number): Uint32Array {
  const order = new Uint32Array(count);
  let stride = Math.max(1, Math.floor(count * 0.618));
  while (commonFactor(stride, count) > 1) stride += 1;
  for (let index = 0, at = 0; index < count; index++, at = (at + stride) % count) order[index] = at;
  return order;
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b);
}

/** 1 for every entry that all brushes let through; an unknown value passes no brush. */
export function brushedMask(
  count: number,
  brushes: Brushes,
  columnOf: (id: string) => Float64Array | undefined,
): Uint8Array {
  const mask = new Uint8Array(count).fill(1);
  for (const [id, ranges] of Object.entries(brushes)) {
    const values = columnOf(id);
    if (ranges.length === 0 || values === undefined) continue;
    const passed = new Uint8Array(count);
    for (const [low, high] of ranges) {
      for (let entry = 0; entry < count; entry++) {
        const value = values[entry]!;
        if (value >= low && value <= high) passed[entry] = 1;
      }
    }
    for (let entry = 0; entry < count; entry++) mask[entry]! &= passed[entry]!;
  }
  return mask;
}

/** The brushes as a filter, so that the engine can count and list what they let through; empty for none. */
export function brushFilter(
  brushes: Brushes,
  choicesOf: (id: string) => readonly unknown[] | undefined,
): string {
  return Object.entries(brushes)
    .filter(([, ranges]) => ranges.length > 0)
    .map(([id, ranges]) => {
      const choices = choicesOf(id);
      if (choices !== undefined) {
        const named = choices.filter((_, index) =>
          ranges.some(([low, high]) => index >= low && index <= high),
        );
        // No choice lies in the ranges: nothing passes.
        if (named.length === 0) return 'number < 0';
        return `${id} in (${named.map((choice) => (typeof choice === 'string' ? `"${choice}"` : String(choice))).join(', ')})`;
      }
      const parts = ranges.map(([low, high]) => `(${id} >= ${low} and ${id} <= ${high})`);
      return parts.length === 1 ? parts[0]! : `(${parts.join(' or ')})`;
    })
    .join(' and ');
}
