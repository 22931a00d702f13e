// Builder of overlaid fronts: the fronts of several studies on two objectives they share, as staircases.

import type { Direction } from '../../../engine/contract/system.ts';
import { createAxis, extentOf, padded, suggestedScale, type Axis, type ScaleKind } from '../axes/axis.ts';

export interface Front {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly numbers: ArrayLike<number>;
}

export interface FrontAxis {
  readonly label: string;
  readonly unit: string | undefined;
  readonly direction: Direction;
  readonly scale: ScaleKind | undefined;
}

export interface DrawnFront {
  readonly name: string;
  /** The border of what the front dominates, as an SVG path; empty where there are no points. */
  readonly staircase: string;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly number: number;
    /** On the staircase; others of the front are good at an objective that is not drawn. */
    readonly onBorder: boolean;
  }[];
  readonly notShown: number;
}

export interface FrontsLayout {
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  readonly fronts: readonly DrawnFront[];
}

function joined(fronts: readonly Front[], dimension: 'x' | 'y'): Float64Array {
  return Float64Array.from(fronts.flatMap((front) => Array.from(front[dimension])));
}

/**
 * A quantity that belongs on a log axis and is 0 in places, such as a failure probability, stays on it: what cannot be
 * shown there is counted. One that only happens to span decades is shown whole.
 */
function axisOver(
  values: Float64Array,
  axis: FrontAxis,
  range: readonly [number, number],
  room: number,
): Axis {
  const wanted = axis.scale ?? suggestedScale(values);
  const kind = wanted === 'log' && extentOf(values, 'log') === undefined ? 'linear' : wanted;
  const extent = extentOf(values, kind) ?? (kind === 'log' ? [1, 10] : [0, 1]);
  return createAxis(kind, padded(extent, kind, 0.07), range, axis.unit, room);
}

/** Points that no other of the same front beats on the two axes, from good to bad along x. */
function nonDominated(
  points: readonly { readonly vx: number; readonly vy: number; readonly at: number }[],
  x: Direction,
  y: Direction,
): typeof points {
  const sx = x === 'minimize' ? 1 : -1;
  const sy = y === 'minimize' ? 1 : -1;
  const kept: { vx: number; vy: number; at: number }[] = [];
  for (const point of [...points].sort((a, b) => sx * (a.vx - b.vx) || sy * (a.vy - b.vy))) {
    const last = kept.at(-1);
    if (last === undefined || sy * (point.vy - last.vy) < 0) kept.push(point);
  }
  return kept;
}

/** Lays fronts out in a plot of `width` by `height` pixels on axes that hold all of them. */
export function layOutFronts(
  fronts: readonly Front[],
  x: FrontAxis,
  y: FrontAxis,
  width: number,
  height: number,
): FrontsLayout {
  const xAxis = axisOver(joined(fronts, 'x'), x, [0, width], 72);
  const yAxis = axisOver(joined(fronts, 'y'), y, [height, 0], 44);
  // Where bad lies: the staircase runs on to that side of the plot.
  const badX = x.direction === 'minimize' ? width : 0;
  const badY = y.direction === 'minimize' ? 0 : height;
  return {
    xAxis,
    yAxis,
    fronts: fronts.map((front) => {
      const shown: { vx: number; vy: number; at: number }[] = [];
      for (let at = 0; at < front.x.length; at++) {
        const vx = front.x[at]!;
        const vy = front.y[at]!;
        if (Number.isFinite(xAxis.scale(vx)) && Number.isFinite(yAxis.scale(vy))) shown.push({ vx, vy, at });
      }
      let staircase = '';
      let before: number | undefined;
      const steps = nonDominated(shown, x.direction, y.direction);
      for (const { vx, vy } of steps) {
        const px = round(xAxis.scale(vx));
        const py = round(yAxis.scale(vy));
        staircase += before === undefined ? `M${px},${badY}V${py}` : `H${px}V${py}`;
        before = py;
      }
      const border = new Set(steps.map(({ at }) => at));
      if (steps.length > 0) staircase += `H${badX}`;
      return {
        name: front.name,
        staircase,
        points: shown.map(({ vx, vy, at }) => ({
          x: xAxis.scale(vx),
          y: yAxis.scale(vy),
          number: front.numbers[at]!,
          onBorder: border.has(at),
        })),
        notShown: front.x.length - shown.length,
      };
    }),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
