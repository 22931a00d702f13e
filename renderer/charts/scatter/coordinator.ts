// Coordinator of the scatter plot: data, axes, window, pointer and selection come in; a scene in pixels comes out.
// Knows nothing of documents or canvases, so it is tested as it is.

import type { Direction } from '../../../engine/contract/system.ts';
import { createAxis, extentOf, padded, type Axis, type Quantified, type ScaleKind } from '../axes/axis.ts';
import { staircase } from './front-line.ts';
import { NearestPoint } from './nearest.ts';
import { NO_POINTS, ON_FRONT, type ScatterPoints } from './points.ts';

/** How far from a point the pointer still means it, in pixels. */
const REACH_PIXELS = 24;
/** A point of the front wins over another that is nearer by less than this many pixels. */
const FRONT_PREFERENCE_PIXELS = 6;

export interface ScatterAxisChoice extends Quantified {
  readonly scale: ScaleKind;
  /** Present for metrics. */
  readonly direction?: Direction;
  /** Bounds of the study on this quantity, drawn as lines. */
  readonly bounds: readonly number[];
  /** Smallest and largest value of all trials, where the points are only some of them. */
  readonly extent?: readonly [number, number];
}

/** A line through the plot, in data space. */
export interface ScatterLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Everything a renderer needs, in pixels of the plot area. */
export interface ScatterScene {
  readonly width: number;
  readonly height: number;
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  readonly points: ScatterPoints;
  /** Places of all points, made when first asked for: where counts are drawn in their stead, they may never be. */
  readonly pixelX: Float32Array;
  readonly pixelY: Float32Array;
  /** Place of one point. */
  readonly at: (point: number) => readonly [x: number, y: number];
  /** Corners of the front's staircase; empty where the axes are not the study's two objectives. */
  readonly frontLine: readonly (readonly [x: number, y: number])[];
  readonly xBounds: readonly number[];
  readonly yBounds: readonly number[];
  readonly zoomed: boolean;
}

interface Window {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export type Step = 'first' | 'previous' | 'next' | 'last';
export type Heading = 'left' | 'right' | 'up' | 'down';

const NO_LINE: ScatterLine = { x: [], y: [] };
const UNSET: ScatterAxisChoice = { id: '', label: '', scale: 'linear', bounds: [] };

export class ScatterCoordinator {
  #width = 0;
  #height = 0;
  #x: ScatterAxisChoice = UNSET;
  #y: ScatterAxisChoice = UNSET;
  #joined = false;
  #line: ScatterLine = NO_LINE;
  #points: ScatterPoints = NO_POINTS;
  #zoom: Window | undefined;
  #scene: ScatterScene | undefined;
  #nearest: NearestPoint | undefined;

  /** Size of the plot area, without axes, in CSS pixels. */
  resize(width: number, height: number): void {
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    this.#forget();
  }

  /** `joined`: the two axes are the study's only objectives, so that its front is a staircase here. */
  setAxes(x: ScatterAxisChoice, y: ScatterAxisChoice, joined: boolean, line = NO_LINE): void {
    if (
      x.id !== this.#x.id ||
      y.id !== this.#y.id ||
      x.scale !== this.#x.scale ||
      y.scale !== this.#y.scale
    ) {
      this.#zoom = undefined;
    }
    this.#x = x;
    this.#y = y;
    this.#joined = joined;
    this.#line = line;
    this.#forget();
  }

  setPoints(points: ScatterPoints): void {
    this.#points = points;
    this.#forget();
  }

  /** Scales the window by `factor` (below 1 zooms in) around a pixel of the plot. */
  zoomAround(x: number, y: number, factor: number): void {
    const { xAxis, yAxis } = this.scene();
    const around = (axis: Axis, pixel: number): readonly [number, number] => [
      axis.scale.invert(pixel + (axis.range[0] - pixel) * factor),
      axis.scale.invert(pixel + (axis.range[1] - pixel) * factor),
    ];
    this.#zoomTo({ x: around(xAxis, x), y: around(yAxis, y) });
  }

  /** The corners (x, y, x, y, ... in pixels) of a drawn region, as values. */
  valuesOf(corners: readonly number[]): number[] {
    const { xAxis, yAxis } = this.scene();
    return corners.map((pixel, index) => (index % 2 === 0 ? xAxis : yAxis).scale.invert(pixel));
  }

  /** Moves the window by pixels. */
  pan(deltaX: number, deltaY: number): void {
    const { xAxis, yAxis } = this.scene();
    const moved = (axis: Axis, delta: number): readonly [number, number] => [
      axis.scale.invert(axis.range[0] - delta),
      axis.scale.invert(axis.range[1] - delta),
    ];
    this.#zoomTo({ x: moved(xAxis, deltaX), y: moved(yAxis, deltaY) });
  }

  resetZoom(): void {
    this.#zoom = undefined;
    this.#forget();
  }

  /** The scene as it stands; built once per change. */
  scene(): ScatterScene {
    this.#scene ??= this.#build();
    return this.#scene;
  }

  /** Index of the point that a pointer at this pixel means, if any. */
  pointAt(x: number, y: number): number | undefined {
    const scene = this.scene();
    this.#nearest ??= new NearestPoint(scene.pixelX, scene.pixelY, this.#width, this.#height);
    const { classes } = scene.points;
    return this.#nearest.find(
      x,
      y,
      REACH_PIXELS,
      (point) => classes[point] === ON_FRONT,
      FRONT_PREFERENCE_PIXELS,
    );
  }

  /** Index of the point that shows trial `number`, if it is drawn. */
  pointOf(number: number | null): number | undefined {
    if (number === null) return undefined;
    const index = this.#points.numbers.indexOf(number);
    return index < 0 ? undefined : index;
  }

  /** The point of the front before or after `from` by x; from no point of the front, its first one. */
  alongFront(from: number | undefined, step: Step): number | undefined {
    const { front } = this.#points;
    if (front.length === 0) return undefined;
    const place = from === undefined ? -1 : front.indexOf(from);
    if (step === 'last') return front[front.length - 1];
    if (step === 'first' || place < 0) return front[0];
    const moved = step === 'next' ? place + 1 : place - 1;
    return front[Math.min(front.length - 1, Math.max(0, moved))];
  }

  /** The nearest visible point in a direction, in pixels; points off that direction count as farther. */
  towards(from: number | undefined, heading: Heading): number | undefined {
    const { pixelX, pixelY, width, height } = this.scene();
    if (from === undefined) return this.alongFront(undefined, 'first');
    const originX = pixelX[from]!;
    const originY = pixelY[from]!;
    let best: number | undefined;
    let bestCost = Infinity;
    for (let point = 0; point < pixelX.length; point++) {
      const x = pixelX[point]!;
      const y = pixelY[point]!;
      if (x < 0 || y < 0 || x > width || y > height) continue;
      const right = x - originX;
      const down = y - originY;
      const ahead =
        heading === 'left' ? -right : heading === 'right' ? right : heading === 'up' ? -down : down;
      if (ahead <= 0.5) continue;
      const aside = heading === 'left' || heading === 'right' ? Math.abs(down) : Math.abs(right);
      const cost = ahead + 2 * aside;
      if (cost < bestCost) {
        best = point;
        bestCost = cost;
      }
    }
    return best ?? from;
  }

  #zoomTo(window: Window): void {
    const finite = [...window.x, ...window.y].every(Number.isFinite);
    if (!finite || window.x[0] >= window.x[1] || window.y[0] >= window.y[1]) return;
    this.#zoom = window;
    this.#forget();
  }

  #forget(): void {
    this.#scene = undefined;
    this.#nearest = undefined;
  }

  #build(): ScatterScene {
    const points = this.#points;
    const domain = (choice: ScatterAxisChoice, values: Float64Array): readonly [number, number] => {
      if (choice.categories !== undefined) return [-0.6, choice.categories.length - 0.4];
      const extent =
        choice.extent ?? extentOf(values, choice.scale) ?? (choice.scale === 'log' ? [0.1, 10] : [0, 1]);
      return padded([extent[0], extent[1]], choice.scale);
    };
    const window = this.#zoom ?? { x: domain(this.#x, points.x), y: domain(this.#y, points.y) };
    const xAxis = createAxis(this.#x.scale, window.x, [0, this.#width], this.#x.unit, 90, this.#x);
    const yAxis = createAxis(this.#y.scale, window.y, [this.#height, 0], this.#y.unit, 52, this.#y);
    const corners = this.#joined ? staircase(points, this.#x.direction ?? 'minimize') : this.#line;
    let pixelX: Float32Array | undefined;
    let pixelY: Float32Array | undefined;
    return {
      width: this.#width,
      height: this.#height,
      xAxis,
      yAxis,
      points,
      get pixelX() {
        return (pixelX ??= toPixels(points.x, xAxis));
      },
      get pixelY() {
        return (pixelY ??= toPixels(points.y, yAxis));
      },
      at: (point) => [xAxis.scale(points.x[point]!), yAxis.scale(points.y[point]!)],
      frontLine: corners.x.map((x, index) => [xAxis.scale(x), yAxis.scale(corners.y[index]!)] as const),
      xBounds: visibleBounds(this.#x, xAxis),
      yBounds: visibleBounds(this.#y, yAxis),
      zoomed: this.#zoom !== undefined,
    };
  }
}

function visibleBounds(choice: ScatterAxisChoice, axis: Axis): number[] {
  return choice.bounds
    .filter((bound) => bound >= axis.domain[0] && bound <= axis.domain[1])
    .map((bound) => axis.scale(bound));
}

/** The axis' scale over a whole column, without a call per point. */
function toPixels(values: Float64Array, axis: Axis): Float32Array {
  const pixels = new Float32Array(values.length);
  if (axis.kind === 'quantile') {
    for (let index = 0; index < values.length; index++) pixels[index] = axis.scale(values[index]!);
    return pixels;
  }
  const transform = axis.kind === 'log' ? Math.log : (value: number): number => value;
  const from = transform(axis.domain[0]);
  const slope = (axis.range[1] - axis.range[0]) / (transform(axis.domain[1]) - from);
  for (let index = 0; index < values.length; index++) {
    pixels[index] = axis.range[0] + (transform(values[index]!) - from) * slope;
  }
  return pixels;
}
