// Builder of the dependence on one parameter: a mean with its interval, as a band over numbers and as marks over choices.

import { createAxis, extentOf, padded, type Axis, type ScaleKind } from '../axes/axis.ts';

export interface DependencePoints {
  /** Numbers along x, or undefined where the parameter has choices that are names. */
  readonly numbers: readonly number[] | undefined;
  /** What each point is called. */
  readonly names: readonly string[];
  readonly mean: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** Share of the trials near each point. */
  readonly support: ArrayLike<number>;
}

export interface DependenceScale {
  readonly unit: string | undefined;
  readonly scale: ScaleKind;
}

export interface DependenceLayout {
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  /** Known points in pixels; `guessed` ones have no trial nearby. */
  readonly marks: readonly {
    readonly at: number;
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
    readonly guessed: boolean;
  }[];
  /** Path of the mean and of the area between the ends of the interval; empty over choices. */
  readonly line: string;
  readonly band: string;
}

/** Lays a dependence out in `width` by `height` pixels. */
export function layOutDependence(
  points: DependencePoints,
  x: DependenceScale,
  y: DependenceScale,
  width: number,
  height: number,
): DependenceLayout {
  const { numbers, names } = points;
  const places = numbers ?? names.map((_, index) => index);
  const xKind = numbers !== undefined && x.scale === 'log' && numbers.every((n) => n > 0) ? 'log' : 'linear';
  const xExtent = extentOf(places, xKind) ?? [0, 1];
  const xAxis =
    numbers === undefined
      ? createAxis('linear', [-0.5, names.length - 0.5], [0, width], undefined, 70, { categories: names })
      : createAxis(xKind, padded(xExtent, xKind, 0.02), [0, width], x.unit);
  const values = [...Array.from(points.low), ...Array.from(points.high), ...Array.from(points.mean)];
  const yKind = y.scale === 'log' && values.every((value) => Number.isNaN(value) || value > 0) ? 'log' : 'linear'; // prettier-ignore
  const yExtent = extentOf(values, yKind) ?? [0, 1];
  const yAxis = createAxis(yKind, padded(yExtent, yKind, 0.08), [height, 0], y.unit, 40);
  const marks = places.flatMap((place, at) => {
    const [mean, low, high] = [points.mean[at]!, points.low[at]!, points.high[at]!];
    if (![place, mean, low, high].every(Number.isFinite)) return [];
    return [
      {
        at,
        x: round(xAxis.scale(place)),
        y: round(yAxis.scale(mean)),
        low: round(yAxis.scale(low)),
        high: round(yAxis.scale(high)),
        guessed: !(points.support[at]! > 0),
      },
    ];
  });
  if (numbers === undefined || marks.length < 2) return { xAxis, yAxis, marks, line: '', band: '' };
  const line = `M${marks.map((mark) => `${mark.x},${mark.y}`).join('L')}`;
  const there = marks.map((mark) => `${mark.x},${mark.high}`);
  const back = marks.map((mark) => `${mark.x},${mark.low}`).reverse();
  return { xAxis, yAxis, marks, line, band: `M${[...there, ...back].join('L')}Z` };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
