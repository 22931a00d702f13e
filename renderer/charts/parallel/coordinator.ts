// Coordinator of the parallel coordinates: where axes stand, what a pointer or key does to brushes and to their order.
// Plain functions over plain data; tests drive them directly.

import { valueAt, type Brushes, type ParallelAxis } from './lines.ts';

/** How near to an end of a brush the pointer still takes hold of it, in pixels. */
const GRIP_PIXELS = 7;

/** Pixels from the left of each axis. */
export function axisOffsets(count: number, width: number): number[] {
  if (count === 1) return [width / 2];
  return Array.from({ length: count }, (_, index) => (index * width) / (count - 1));
}

/** The axis nearest to a pixel. */
export function nearestAxis(offsets: readonly number[], x: number): number {
  let best = 0;
  offsets.forEach((offset, index) => {
    if (Math.abs(offset - x) < Math.abs(offsets[best]! - x)) best = index;
  });
  return best;
}

/** The ids with one moved to another's place. */
export function reordered(ids: readonly string[], id: string, to: number): string[] {
  const others = ids.filter((other) => other !== id);
  const place = Math.max(0, Math.min(others.length, to));
  return [...others.slice(0, place), id, ...others.slice(place)];
}

/** Places (0 at the bottom) of the ranges of one axis. */
export function rangePlaces(
  axis: ParallelAxis,
  ranges: readonly (readonly [number, number])[],
  placeOn: (axis: ParallelAxis, value: number) => number,
): [low: number, high: number][] {
  return ranges.map(([low, high]) => {
    const [one, other] = [placeOn(axis, low), placeOn(axis, high)];
    return one <= other ? [one, other] : [other, one];
  });
}

/** What a pointer that goes down on an axis begins. */
export type Grip =
  | { readonly kind: 'new'; readonly from: number }
  | { readonly kind: 'end'; readonly range: number; readonly from: number }
  | { readonly kind: 'move'; readonly range: number; readonly at: number };

/** The grip at a place, given the places of the axis' ranges. `height` in pixels. */
export function gripAt(ranges: readonly (readonly [number, number])[], place: number, height: number): Grip {
  const reach = GRIP_PIXELS / Math.max(1, height);
  for (const [range, [low, high]] of ranges.entries()) {
    if (Math.abs(place - low) < reach) return { kind: 'end', range, from: high };
    if (Math.abs(place - high) < reach) return { kind: 'end', range, from: low };
    if (place > low && place < high) return { kind: 'move', range, at: place };
  }
  return { kind: 'new', from: place };
}

/** Brushes after a drag from a grip to a place. */
export function dragged(
  brushes: Brushes,
  axis: ParallelAxis,
  before: readonly (readonly [number, number])[],
  grip: Grip,
  place: number,
): Brushes {
  const places = before.map(([low, high]): [number, number] => [low, high]);
  const to = Math.max(0, Math.min(1, place));
  if (grip.kind === 'new') places.push(ordered(grip.from, to));
  else if (grip.kind === 'end') places[grip.range] = ordered(grip.from, to);
  else {
    const [low, high] = places[grip.range]!;
    const shift = Math.max(-low, Math.min(1 - high, place - grip.at));
    places[grip.range] = [low + shift, high + shift];
  }
  return withRanges(brushes, axis, places);
}

/** Brushes after a plain click on an axis: the range under it goes, and without one there all of them. */
export function clicked(
  brushes: Brushes,
  axis: ParallelAxis,
  before: readonly (readonly [number, number])[],
  grip: Grip,
): Brushes {
  const kept = grip.kind === 'new' ? [] : before.filter((_, range) => range !== grip.range);
  return withRanges(brushes, axis, kept);
}

/**
 * Brushes after a key on an axis: up and down move its last range, with Shift its lower end; Enter makes one of the
 * upper half; Delete takes the last away. Undefined for a key that means nothing.
 */
export function keyed(
  brushes: Brushes,
  axis: ParallelAxis,
  before: readonly (readonly [number, number])[],
  key: string,
  shift: boolean,
): Brushes | undefined {
  const last = before.at(-1);
  if (key === 'Enter') return withRanges(brushes, axis, [...before, [0.5, 1]]);
  if (last === undefined) return undefined;
  if (key === 'Delete' || key === 'Backspace') return withRanges(brushes, axis, before.slice(0, -1));
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const step = key === 'ArrowUp' ? 0.02 : -0.02;
  const [low, high] = last;
  const moved: [number, number] = shift
    ? ordered(Math.max(0, Math.min(1, low + step)), high)
    : [low + Math.max(-low, Math.min(1 - high, step)), high + Math.max(-low, Math.min(1 - high, step))];
  return withRanges(brushes, axis, [...before.slice(0, -1), moved]);
}

function ordered(one: number, other: number): [number, number] {
  return one <= other ? [one, other] : [other, one];
}

function withRanges(
  brushes: Brushes,
  axis: ParallelAxis,
  places: readonly (readonly [number, number])[],
): Brushes {
  const ranges = places.map(([low, high]) => {
    const ends = ordered(valueAt(axis, low), valueAt(axis, high));
    // Four digits are finer than a pixel, and read better in a filter.
    return [rounded(ends[0], low, high, axis, -1), rounded(ends[1], low, high, axis, 1)] as const;
  });
  const others = Object.fromEntries(Object.entries(brushes).filter(([id]) => id !== axis.id));
  return ranges.length === 0 ? others : { ...others, [axis.id]: ranges };
}

/** Rounded outwards, so that a value at the very end stays inside. */
function rounded(value: number, low: number, high: number, axis: ParallelAxis, direction: -1 | 1): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const atEnd = direction < 0 ? value <= axis.extent[0] : value >= axis.extent[1];
  if (atEnd && (low <= 0 || high >= 1)) return direction < 0 ? axis.extent[0] : axis.extent[1];
  return Number(value.toPrecision(4));
}
