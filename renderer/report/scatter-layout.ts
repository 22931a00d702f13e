// Builder of the report's scatter plot: where points, the front's staircase and labels lie.

import type { FigurePoint, ScatterFigure } from '../../engine/contract/report-document.ts';
import type { Axis } from '../charts/axes/axis.ts';
import { staircase } from '../charts/scatter/front-line.ts';
import { figureAxis, rounded } from './figure-axes.ts';

export interface PlacedPoint {
  readonly x: number;
  readonly y: number;
  readonly point: FigurePoint;
}

export interface PlacedLabel {
  readonly text: string;
  /** Left end of the text's base line. */
  readonly x: number;
  readonly y: number;
}

export interface ScatterLayout {
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  /** Paths of marks that need no name, each place once. */
  readonly infeasible: string;
  readonly dominated: string;
  /** Path of the front's border; empty where it is none. */
  readonly stairs: string;
  readonly front: readonly PlacedPoint[];
  readonly chosen: readonly (PlacedPoint & { readonly label: PlacedLabel })[];
}

/** Lays a figure out in a plot of `width` by `height` pixels. Points that an axis cannot show are left out. */
export function layOutScatter(figure: ScatterFigure, width: number, height: number): ScatterLayout {
  const all = [...figure.infeasible, ...figure.dominated, ...figure.front, ...figure.chosen];
  const xAxis = figureAxis(
    figure.x,
    all.map(({ x }) => x),
    [0, width],
    'across',
  );
  const yAxis = figureAxis(
    figure.y,
    all.map(({ y }) => y),
    [height, 0],
    'up',
  );
  const placed = (points: readonly FigurePoint[]): PlacedPoint[] =>
    points.flatMap((point) => {
      const [x, y] = [rounded(xAxis.scale(point.x)), rounded(yAxis.scale(point.y))];
      return Number.isFinite(x) && Number.isFinite(y) ? [{ x, y, point }] : [];
    });
  const marks = (points: readonly FigurePoint[], shape: string): string =>
    [...new Set(placed(points).map(({ x, y }) => `M${x} ${y}${shape}`))].join('');
  const taken: Box[] = [];
  return {
    xAxis,
    yAxis,
    infeasible: marks(figure.infeasible, 'm-2.5 -2.5l5 5m0 -5l-5 5'),
    dominated: marks(figure.dominated, 'h0'),
    stairs: figure.joined ? stairsOf(figure, placed(figure.front)) : '',
    front: placed(figure.front),
    chosen: placed(figure.chosen).map((one) => ({
      ...one,
      label: placeLabel(String(one.point.trial ?? ''), one, width, taken),
    })),
  };
}

/** In pixels, where left and right are as in the data and up is down. */
function stairsOf({ x }: ScatterFigure, front: readonly PlacedPoint[]): string {
  const along = [...front].sort((a, b) => a.x - b.x || a.y - b.y);
  const corners = staircase(
    {
      x: Float64Array.from(along, (one) => one.x),
      y: Float64Array.from(along, (one) => one.y),
      front: Uint32Array.from(along, (_, index) => index),
    },
    x.direction ?? 'minimize',
  );
  return corners.x.map((at, index) => `${index === 0 ? 'M' : 'L'}${at} ${corners.y[index]!}`).join('');
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

const LABEL_HEIGHT = 13;
const CHARACTER_WIDTH = 7;

/** A text beside a point, on the side where it covers no earlier one and stays within the plot. */
function placeLabel(text: string, { x, y }: PlacedPoint, width: number, taken: Box[]): PlacedLabel {
  const room = text.length * CHARACTER_WIDTH;
  const sides: readonly Box[] = [-16, 6].flatMap((down) =>
    [9, -9 - room].map((across) => ({ left: x + across, top: y + down, width: room })),
  );
  const free = sides.find(
    (box) =>
      box.left >= 0 &&
      box.left + room <= width &&
      taken.every(
        (other) =>
          box.left >= other.left + other.width ||
          other.left >= box.left + room ||
          Math.abs(box.top - other.top) >= LABEL_HEIGHT,
      ),
  );
  const box = free ?? sides[0]!;
  taken.push(box);
  return { text, x: rounded(box.left), y: rounded(box.top + 10) };
}
