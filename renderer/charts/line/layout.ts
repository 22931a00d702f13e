// Data builder of small line and point charts: axes and pixel paths of one series from a system's inspection. Pure.

import { line } from 'd3-shape';
import type { Series } from '../../../engine/contract/system.ts';
import { createAxis, extentOf, padded, type Axis } from '../axes/axis.ts';

export interface LineLayout {
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  readonly lines: readonly {
    readonly label: string;
    /** SVG path; empty for point charts. */
    readonly path: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
  /** Points that an axis cannot show: not finite, or zero and less on a log axis. */
  readonly notShown: number;
}

function canShow(value: number, kind: 'linear' | 'log'): boolean {
  return Number.isFinite(value) && (kind === 'linear' || value > 0);
}

function extentAlong(series: Series, dimension: 0 | 1): readonly [number, number] {
  const kind = dimension === 0 ? series.x.scale : series.y.scale;
  // A point that one axis cannot show has no say in the other.
  const values = series.lines.flatMap(({ points }) =>
    points
      .filter(([x, y]) => canShow(x, series.x.scale) && canShow(y, series.y.scale))
      .map((point) => point[dimension]),
  );
  const extent = extentOf(values, kind) ?? (kind === 'log' ? [1, 10] : [0, 1]);
  return dimension === 0 && extent[0] < extent[1] ? extent : padded(extent, kind, 0.06);
}

/** Lays a series out in a plot area of `width` by `height` pixels. */
export function layOutLines(series: Series, width: number, height: number): LineLayout {
  const xAxis = createAxis(series.x.scale, extentAlong(series, 0), [0, width], series.x.unit, 64);
  const yAxis = createAxis(series.y.scale, extentAlong(series, 1), [height, 0], series.y.unit, 36);
  let notShown = 0;
  const path = line<readonly [number, number]>(
    ([x]) => x,
    ([, y]) => y,
  ).digits(2);
  const lines = series.lines.map(({ label, points }) => {
    const shown: (readonly [number, number])[] = [];
    for (const [x, y] of points) {
      const pixel = [xAxis.scale(x), yAxis.scale(y)] as const;
      if (Number.isFinite(pixel[0]) && Number.isFinite(pixel[1])) shown.push(pixel);
      else notShown += 1;
    }
    return { label, points: shown, path: series.form === 'line' ? (path(shown) ?? '') : '' };
  });
  return { xAxis, yAxis, lines, notShown };
}
