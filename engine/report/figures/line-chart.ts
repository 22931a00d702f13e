// Values that grow in steps: how a front came along, trial by trial.

import { markup } from '../markup.ts';
import { createAxis, extent, pixels, type AxisSubject } from './axis.ts';
import type { Figure, MarkColor } from './figure.ts';
import { CHART_FRAME, CHART_HEIGHT, CHART_WIDTH, drawFrame } from './frame.ts';

export interface StepLine {
  readonly name: string;
  readonly color: MarkColor;
  /** Rising x; each y holds until the next x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Step lines over one horizontal axis. Each line is named at its end. */
export function stepChart(
  about: Pick<Figure, 'id' | 'title' | 'caption'>,
  x: AxisSubject,
  y: AxisSubject,
  lines: readonly StepLine[],
): Figure {
  const { left, right, top, bottom } = CHART_FRAME;
  const all = lines.flatMap(({ points }) => points);
  const across = extent(all.map(([at]) => at)) ?? [0, 1];
  const up = extent(all.map(([, value]) => value)) ?? [0, 1];
  const horizontal = createAxis(x, across, 'linear', [left, right]);
  const vertical = createAxis(y, up, 'linear', [bottom, top]);
  return {
    ...about,
    width: CHART_WIDTH,
    height: CHART_HEIGHT,
    drawing: markup`${drawFrame(CHART_FRAME, horizontal, vertical)}${lines.map(({ name, color, points }) => {
      const last = points.at(-1);
      if (last === undefined) return undefined;
      const path = points
        .map(([at, value], index) => {
          const height = pixels(vertical.place(value));
          return index === 0
            ? `M${pixels(horizontal.place(at))} ${height}`
            : `H${pixels(horizontal.place(at))}V${height}`;
        })
        .join('');
      const label =
        lines.length === 1
          ? undefined
          : markup`<text class="fill-label" x="${right}" y="${pixels(vertical.place(last[1]) - 6)}" text-anchor="end">${name}</text>`;
      return markup`<path class="line stroke-${color}" stroke-width="2" d="${path}"/>${label}`;
    })}`,
  };
}
