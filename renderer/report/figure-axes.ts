// Axes of report figures, made as the window makes its own.

import type { FigureAxis } from '../../engine/contract/report-document.ts';
import { createAxis, extentOf, padded, suggestedScale, type Axis } from '../charts/axes/axis.ts';

const PIXELS_PER_TICK = { across: 72, up: 44 } as const;

/**
 * An axis over all values. A quantity that belongs on a log axis and is often 0, such as a failure probability, is shown
 * from its least positive value.
 */
export function figureAxis(
  axis: FigureAxis,
  values: readonly number[],
  range: readonly [number, number],
  runs: keyof typeof PIXELS_PER_TICK,
): Axis {
  const wanted = axis.scale ?? suggestedScale(values);
  const kind = wanted === 'log' && extentOf(values, 'log') === undefined ? 'linear' : wanted;
  const extent = extentOf(values, kind) ?? [0, 1];
  return createAxis(kind, padded(extent, kind, 0.04), range, axis.unit, PIXELS_PER_TICK[runs]);
}

/** "area (less is better)" */
export function axisTitle({ label, direction }: FigureAxis): string {
  if (direction === undefined) return label;
  return `${label}, ${direction === 'minimize' ? 'less' : 'more'} is better`;
}

/** Pixels with at most one decimal, which no eye can tell from more. */
export function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
